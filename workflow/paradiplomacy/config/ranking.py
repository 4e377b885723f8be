"""How partner countries are ranked, as a typed model. Part of the model of the configuration."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from paradiplomacy.config.names import STRICT, Name

WorldCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z]+)?$")]


class Ranking(BaseModel):
    """How partner countries are ranked: the countries of the frame, the rest of Europe, each other country."""

    model_config = STRICT

    registers: list[Name] = []
    """Registers of the whole world, the leading one first; each is ranked by itself. Empty: nothing is ranked."""
    other_europe: list[WorldCode] = []
    """Countries that make up the rest of Europe (ISO 3166 alpha-2; CY-NORTH: the north of Cyprus)."""
    margin: Annotated[float, Field(gt=1)] = 1.25
    """Two partners are level when their ratio is shown to be below this, and above one over it."""
    draws: Annotated[int, Field(ge=2000)] = 2000
    """Draws of the bootstrap of units within countries, from which ranks have their intervals."""
