"""How the leading results are put to the test, as typed models. Part of the model of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, model_validator

from paradiplomacy.config.names import STRICT, Level, Name
from paradiplomacy.config.study import Factor, Outcome

SizeForm = Literal["log", "log squared", "classes"]
GdpLevel = Literal["own", "NUTS 2", "none"]
Sample = Literal["all", "without capitals", "only CEE", "without CEE", "only responders", "without each macro-region"]
SpecificationEstimator = Literal["logit", "linear probability"]
SpecificationWeights = Literal["none", "non-response"]
Sign = Literal["positive", "negative", "either"]


class SpecificationOutcome(BaseModel):
    """One way to say whether a unit cooperates."""

    model_config = STRICT

    label: str
    """Name in tables and figures."""
    outcome: Name
    """Outcome of the configuration, yes or no or a count."""
    at_least: Annotated[int, Field(ge=1)] | None = None
    """A count is a yes from this number of ties on (counts only)."""


class Robustness(BaseModel):
    """All defensible ways to estimate the leading models at once, prediction of countries left out, and space."""

    model_config = STRICT

    level: Level = "city"
    """Level of the units; regions are too few for most specifications."""
    outcomes: dict[Name, SpecificationOutcome]
    """Ways to say whether a unit cooperates, by name; null takes one out."""
    size: list[SizeForm] = ["log", "log squared", "classes"]
    """How population enters: its logarithm, with its square (about the mean), or in classes."""
    gdp: list[GdpLevel] = ["own", "NUTS 2", "none"]
    """GDP per inhabitant of the smallest region with a figure (mostly NUTS 3), of the NUTS 2 region, or none."""
    samples: list[Sample] = [
        "all",
        "without capitals",
        "only CEE",
        "without CEE",
        "only responders",
        "without each macro-region",
    ]
    """Units that take part; the last one stands for as many samples as there are macro-regions."""
    controls: list[Name]
    """Further factors; every subset of them is taken."""
    estimators: list[SpecificationEstimator] = ["logit", "linear probability"]
    """Estimators of an outcome of yes and no."""
    weights: list[SpecificationWeights] = ["none", "non-response"]
    """All units alike, or answers by their non-response weights, which leave out units that did not answer."""
    focal: dict[Name, Sign]
    """Factors whose effect is followed over all specifications that hold them, with the sign that theory expects."""
    variance: Literal["CV3 one step", "CV1"] = "CV3 one step"
    """Variance by country of each specification: cluster jackknife by one Newton step, or the sandwich."""
    permutations: Annotated[int, Field(ge=99)] = 999
    """Draws of signs of countries (specifications) and of places (space) under the hypothesis of no effect."""
    neighbours: Annotated[int, Field(ge=1)] = 8
    """Number of nearest units that count as the neighbours of a unit."""

    @model_validator(mode="before")
    @classmethod
    def _null_removes_an_outcome(cls, data: Any) -> Any:
        """As with the tables of entries of the configuration: an overlay takes an entry out by setting it to null."""
        if not isinstance(data, Mapping):
            return data
        tables = {key: data[key] for key in ("outcomes", "focal") if isinstance(data.get(key), Mapping)}
        return {**data} | {key: {k: v for k, v in held.items() if v is not None} for key, held in tables.items()}

    def misfits(self, outcomes: Mapping[str, Outcome], factors: Mapping[str, Factor]) -> list[str]:
        """Return a sentence for each outcome and focal factor that no specification could take."""
        wrong = []
        for name, way in self.outcomes.items():
            kind = outcomes[way.outcome].kind if way.outcome in outcomes else None
            if kind == "ordered" or (kind is not None and (kind == "count") != (way.at_least is not None)):
                wrong.append(
                    f"robustness.outcomes.{name}: a count needs at_least, an outcome of yes and no has none, and "
                    "answers on a scale cannot be taken"
                )
        entering = {"log_population", "log_gdp", *self.controls}
        for name in self.focal:
            if name in factors and (name not in entering or factors[name].contrast == "category"):
                wrong.append(
                    f'robustness.focal: "{name}" must be log_population, log_gdp or a control, and no category'
                )
        if {"log_population", "log_gdp"} & set(self.controls):
            wrong.append("robustness.controls: population and GDP enter by size and gdp; take them out")
        return wrong
