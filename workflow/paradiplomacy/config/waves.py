"""The survey waves of the configuration: whom each asked, its panels, and what may be printed of single answers."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from paradiplomacy.config.names import STRICT, Level, Name, PartnerCode


class WavePart(BaseModel):
    """Base of what is said of waves: unknown keys are errors, values do not change after loading."""

    model_config = STRICT


class Wave(WavePart):
    """One survey wave: one questionnaire about one partner country at one level."""

    title: str
    """Name in tables."""
    source: Name
    """Source of the raw export."""
    codebook: str
    """Path of the codebook: raw column to field, answers to codes."""
    partner: PartnerCode
    """Partner country that the wave asks about."""
    level: Level
    """Level of the units."""
    period: str
    """Field time, as it is printed ("May 2020 to May 2021")."""


class PartnerWave(Wave):
    """A survey wave that asks partner places about their tie with a unit: one answer for each pair of both."""

    invitations: Name
    """Source of the invited pairs: wave, unit_id, place of the partner, token."""
    existence: Name
    """Field of the codebook that says whether the place cooperates with the unit."""
    began: Name | None = None
    """Field with the year in which the cooperation began; null where it is not asked."""


class Panel(WavePart):
    """Two waves that asked the same units."""

    title: str
    """Name in tables."""
    waves: Annotated[list[Name], Field(min_length=2, max_length=2)]
    """The two waves, the earlier one first; they ask units of one level."""


class Disclosure(WavePart):
    """What may be printed of the answers of single waves."""

    smallest_cell: Annotated[int, Field(ge=2)] = 5
    """Smallest count that codebooks print; a smaller one is withheld, and what it could be computed from, too."""
