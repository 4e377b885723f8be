"""The survey waves of the configuration: whom each asked, its panels, and what may be printed of single answers."""

from __future__ import annotations

from typing import Annotated, Literal

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


class Nonresponse(WavePart):
    """How answers are weighted so that they stand for all invited units."""

    covariates: Annotated[list[Name], Field(min_length=1)]
    """Factors of the model of answering, whose inverse probabilities are the weights."""
    margins: Annotated[list[Literal["country", "size_class", "capital"]], Field(min_length=1)]
    """Margins of the frame that the raked weights reproduce."""
    smallest_cell: Annotated[int, Field(ge=2)] = 5
    """Fewest answers of a cell; a smaller one is joined with a country of its macro-region or a class next to it."""
    largest_weight: Annotated[float, Field(gt=1)] = 3
    """Weights are cut at this many times their mean, before raking."""
