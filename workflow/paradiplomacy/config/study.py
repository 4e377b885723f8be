"""Studies, outcomes, factors and models as typed models. Part of the model of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from paradiplomacy.config.names import STRICT, CountryCode, Level, Name, PartnerCode
from paradiplomacy.config.waves import Wave

EstimatorName = Literal[
    "logit",
    "firth",
    "flac",
    "linear probability",
    "fixed-effects logit",
    "conditional logit",
    "random-intercept logit",
    "within-between logit",
    "misclassified logit",
    "poisson",
    "negative binomial",
    "truncated poisson",
    "truncated negative binomial",
    "hurdle poisson",
    "hurdle negative binomial",
    "zero-inflated poisson",
    "zero-inflated negative binomial",
    "ordered logit",
    "multinomial logit",
    "bivariate probit",
]
# estimators of one index, which take weights and an offset
WEIGHABLE: tuple[EstimatorName, ...] = ("logit", "poisson", "linear probability")


class Outcome(BaseModel):
    """A dependent variable."""

    model_config = STRICT

    label: str
    """Name in tables and figures."""
    kind: Literal["binary", "count", "ordered"]
    """Binary outcomes are modelled by logit, counts by negative binomial, answers on a scale by ordered logit."""
    evidence: Literal["survey", "ties"]
    """Taken from the answers of a wave, or from ties."""
    sources: list[Name] | None = None
    """Registers, waves and web_pages whose ties count, and whose silence is a no (ties only); null: all."""
    field: str | None = None
    """Survey field (survey outcomes only)."""
    counts_as_yes: list[str] = []
    """Answers that count as yes (survey outcomes only)."""
    counts_as_no: list[str] = []
    """Answers that count as no; every other answer is missing (survey outcomes only)."""
    answers: list[str] = []
    """Answers on a scale from the lowest to the highest; every other answer is missing (kind: ordered only)."""

    @model_validator(mode="after")
    def _survey_outcomes_have_a_field(self) -> Outcome:
        if (self.kind == "ordered") != bool(self.answers) or (self.kind == "ordered" and self.evidence != "survey"):
            raise ValueError("kind: ordered is for survey outcomes and needs answers, and only it does")
        if self.kind == "ordered":
            if not self.field or self.counts_as_yes or self.counts_as_no:
                raise ValueError("an ordered outcome needs field, and neither counts_as_yes nor counts_as_no")
            return self
        if self.evidence == "survey" and not (
            self.field and self.counts_as_yes and self.counts_as_no and self.kind == "binary"
        ):
            raise ValueError("a survey outcome is binary and needs field, counts_as_yes and counts_as_no")
        if self.evidence == "survey" and self.sources is not None:
            raise ValueError("sources are for outcomes from ties")
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


class Misclassification(BaseModel):
    """How often the source of a yes or no errs, where that is known and not to be estimated."""

    model_config = STRICT

    false_yes: Annotated[float, Field(ge=0, lt=1)] | None = None
    """Share of yes among the units that truly do not; null: estimated."""
    false_no: Annotated[float, Field(ge=0, lt=1)] | None = None
    """Share of no among the units that truly do; null: estimated."""

    @model_validator(mode="after")
    def _the_source_tells_something(self) -> Misclassification:
        if (self.false_yes or 0) + (self.false_no or 0) >= 1:
            raise ValueError("false_yes and false_no must be below 1 together, or the source tells nothing")
        return self


class Model(BaseModel):
    """A step of the model ladder."""

    model_config = STRICT

    label: str
    """Name in tables."""
    factors: list[Name] = []
    """Explanatory variables."""
    formula: str | None = None
    """In place of factors one line (cooperates ~ log_population * cee); it is fitted to the outcome that it names."""
    estimator: EstimatorName | None = None
    """Estimator; fitted to the outcomes that it is for. null: logit, negative binomial or ordered logit."""
    misclassification: Misclassification | None = None
    """Shares of errors that are known (misclassified logit only), as source_agreement.csv has them; null: estimated."""
    weights: Literal["nonresponse"] | None = None
    """Weights of units: nonresponse takes those of their answers to the survey, without which a unit is left out."""
    offset: Name | None = None
    """Column of the analysis table that is part of the linear predictor with a coefficient of one."""
    levels: list[Level]
    """Levels at which it is fitted; with few regions only few factors can be supported."""

    @model_validator(mode="after")
    def _factors_or_formula(self) -> Model:
        if bool(self.factors) == bool(self.formula):
            raise ValueError("a model has factors or a formula, one of the two")
        if self.misclassification is not None and self.estimator != "misclassified logit":
            raise ValueError("misclassification is for estimator: misclassified logit")
        if (self.weights or self.offset) and self.estimator not in WEIGHABLE:
            raise ValueError(f"weights and offset need an estimator that takes them: {', '.join(WEIGHABLE)}")
        return self


class Inference(BaseModel):
    """How sure the estimates are: units of a country resemble each other, and countries are few and unequal."""

    model_config = STRICT

    variance: Literal["CV3", "CV3 one step", "CV1"] = "CV3"
    """Variance of all intervals: cluster jackknife (CV3, recommended), its one-step form, or the sandwich CV1."""
    draws: Annotated[int, Field(ge=99)] = 999
    """Draws of the score wild bootstrap that stands beside it."""
    imputations: Annotated[int, Field(ge=20)] = 20
    """Number of times that missing numbers, such as GDP, are imputed beside complete cases."""
    equivalence_margin: Annotated[float, Field(gt=0, lt=1)] = 0.05
    """Difference of a marginal effect between two partners that is too small to matter, as a probability."""


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
    further_models: list[Name] = []
    """Models beside the ladder, such as other estimators or a formula; they stand in the tables of models/ only."""

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
