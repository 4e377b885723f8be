"""Studies, outcomes, factors and models as typed models. Part of the model of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from paradiplomacy.config.names import STRICT, CountryCode, Level, Name, PartnerCode
from paradiplomacy.config.waves import Wave


class Outcome(BaseModel):
    """A dependent variable."""

    model_config = STRICT

    label: str
    """Name in tables and figures."""
    kind: Literal["binary", "count"]
    """Binary outcomes are modelled by logit, counts by negative binomial."""
    evidence: Literal["survey", "ties"]
    """Taken from the answers of a wave, or from ties of all sources."""
    field: str | None = None
    """Survey field (survey outcomes only)."""
    counts_as_yes: list[str] = []
    """Answers that count as yes (survey outcomes only)."""
    counts_as_no: list[str] = []
    """Answers that count as no; every other answer is missing (survey outcomes only)."""

    @model_validator(mode="after")
    def _survey_outcomes_have_a_field(self) -> Outcome:
        if self.evidence == "survey" and not (
            self.field and self.counts_as_yes and self.counts_as_no and self.kind == "binary"
        ):
            raise ValueError("a survey outcome is binary and needs field, counts_as_yes and counts_as_no")
        if self.evidence == "ties" and (self.field or self.counts_as_yes or self.counts_as_no):
            raise ValueError("field, counts_as_yes and counts_as_no are for survey outcomes")
        return self


class Factor(BaseModel):
    """An explanatory variable of the analysis table."""

    model_config = STRICT

    label: str
    """Name in tables and figures."""
    contrast: Literal["doubling", "presence", "category", "step"]
    """Its marginal effect compares a doubling (of a logarithm), 1 with 0, categories, or a number and a step more."""
    reference: str | None = None
    """Reference category (categories only)."""
    step: Annotated[float, Field(gt=0)] | None = None
    """The step, in units of the factor, for which ratio and marginal effect are (contrast: step only)."""

    @model_validator(mode="after")
    def _categories_have_a_reference(self) -> Factor:
        if (self.contrast == "category") != (self.reference is not None):
            raise ValueError("a reference is given for contrast: category, and only there")
        if (self.contrast == "step") != (self.step is not None):
            raise ValueError("a step is given for contrast: step, and only there")
        return self


class Model(BaseModel):
    """A step of the model ladder."""

    model_config = STRICT

    label: str
    """Name in tables."""
    factors: list[Name]
    """Explanatory variables."""
    levels: list[Level]
    """Levels at which it is fitted; with few regions only few factors can be supported."""


class Study(BaseModel):
    """A study: which units, partners, outcomes and models."""

    model_config = STRICT

    title: str
    """Title."""
    partners: list[PartnerCode]
    """Partner countries."""
    levels: list[Level]
    """Levels of units."""
    countries: Literal["all"] | list[CountryCode]
    """Countries of the units (Eurostat codes), or "all"."""
    outcomes: list[Name]
    """Outcomes that are modelled, the leading one first."""
    models: list[Name]
    """Models, in the order of the ladder; the last is the one that text and figures rest on."""

    waves: list[Name] | None = None
    """Waves whose answers give the survey outcomes; null: of each partner and level the one that is listed first."""

    def asked_waves(self, waves: Mapping[str, Wave]) -> dict[str, Wave]:
        """Return the waves whose answers give the survey outcomes: one for each partner and level."""
        found: dict[tuple[str, str], str] = {}
        for name, wave in waves.items():
            if (
                wave.partner in self.partners
                and wave.level in self.levels
                and (self.waves is None or name in self.waves)
            ):
                found.setdefault((wave.partner, wave.level), name)
        return {name: waves[name] for name in found.values()}

    def outcome_of_kind(self, kind: Literal["binary", "count"], outcomes: Mapping[str, Outcome]) -> str:
        """Return the first outcome of a kind; the first binary one is what text and figures rest on."""
        return next(name for name in self.outcomes if outcomes[name].kind == kind)

    def leading_model(self, level: str, models: Mapping[str, Model]) -> str:
        """Return the last step of the ladder that is fitted at a level."""
        return [name for name in self.models if level in models[name].levels][-1]
