"""What counts as success, coordination and a turning point, as typed models. Part of the model of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, model_validator

from paradiplomacy.config.names import STRICT, Name

Cut = Annotated[float, Field(gt=0, lt=1)]


class Part(BaseModel):
    """Base of these sections: unknown keys are errors, values do not change after loading."""

    model_config = STRICT


def _without_null(data: Any, key: str) -> Any:
    """An overlay takes an entry out by setting it to null."""
    entries = data.get(key) if isinstance(data, Mapping) else None
    if not isinstance(entries, Mapping):
        return data
    return {**data, key: {name: entry for name, entry in entries.items() if entry is not None}}


class SuccessItem(Part):
    """One item of the index of success; a wave that does not ask it goes without."""

    label: str
    """Name in tables and figures."""
    field: Name
    """Field of the codebooks."""
    kind: Literal["scale", "number", "boxes", "named"]
    """Answer on a scale, number, how many boxes are ticked, or state of the partner places that are named."""
    answers: list[str] = []
    """Answers from the lowest to the highest (scale), or states that count as active (named)."""
    steps: list[Annotated[int, Field(ge=1)]] = []
    """Smallest number of each class above the lowest, as in [1, 3]: none, 1 to 2, 3 and more (number, boxes)."""
    not_counted: list[Name] = []
    """Boxes that say "none" and do not count (boxes)."""

    @model_validator(mode="after")
    def _keys_fit_the_kind(self) -> SuccessItem:
        if (self.kind in ("scale", "named")) != bool(self.answers):
            raise ValueError("answers are given for kind: scale and named, and only there")
        if (self.kind in ("number", "boxes")) != bool(self.steps) or self.steps != sorted(set(self.steps)):
            raise ValueError("steps are given for kind: number and boxes, and only there, in rising order")
        if self.not_counted and self.kind != "boxes":
            raise ValueError("not_counted is for kind: boxes")
        if self.kind == "scale" and len(set(self.answers)) < max(2, len(self.answers)):
            raise ValueError("a scale needs two answers or more, each once")
        return self

    @property
    def categories(self) -> tuple[str, ...]:
        """Names of the ordered categories of the item."""
        if self.kind == "scale":
            return tuple(self.answers)
        if self.kind == "named":
            return ("none", "some", "all")
        tops = [step - 1 for step in self.steps[1:]]
        classes = [f"{low}" if low == top else f"{low} to {top}" for low, top in zip(self.steps, tops, strict=False)]
        lowest = "0" if self.steps[0] == 1 else f"0 to {self.steps[0] - 1}"
        return (lowest, *classes, f"{self.steps[-1]} and more")


class Success(Part):
    """Success of the units that cooperate: each item counts from 0 (lowest) to 1 (highest), their mean is the index."""

    items: dict[Name, SuccessItem] = {}
    """The items, by name; null takes one out."""
    fewest_answered: Annotated[int, Field(ge=1)] = 2
    """Fewest answered items of an index; with fewer it is missing."""
    cuts: Annotated[list[Cut], Field(min_length=1)] = [0.4, 0.6]
    """Where the index is cut into classes for the ordered models."""

    @property
    def named_fields(self) -> list[tuple[str, str]]:
        """Each place of the configuration that names a field, with the field."""
        return [(f"success.items.{name}.field", item.field) for name, item in self.items.items()]

    @model_validator(mode="before")
    @classmethod
    def _null_removes_an_item(cls, data: Any) -> Any:
        return _without_null(data, "items")

    @model_validator(mode="after")
    def _names_and_cuts(self) -> Success:
        if "index" in self.items:
            raise ValueError('"index" is the name of the whole; choose another for the item')
        if self.cuts != sorted(set(self.cuts)):
            raise ValueError("cuts are given in rising order")
        return self


class Government(Part):
    """A level of government, or other places at home, with which units coordinate."""

    label: str
    """Name in tables and figures."""
    fields: Annotated[list[Name], Field(min_length=1)]
    """Fields of the codebooks, one for each body; a wave need not ask all of them."""


class Coordination(Part):
    """How units coordinate their cooperation with others at home."""

    answers: dict[Name, str] = {}
    """Answers from the lowest to the highest, each with its wording."""
    governments: dict[Name, Government] = {}
    """Levels of government; null takes one out."""
    compared: list[Name] = []
    """Levels that are compared within units, each with each that follows."""
    draws: Annotated[int, Field(ge=99)] = 1999
    """Resamples of units for the interval of the comparison."""

    @property
    def named_fields(self) -> list[tuple[str, str]]:
        """Each place of the configuration that names a field, with the field."""
        return [
            (f"coordination.governments.{name}.fields", field)
            for name, government in self.governments.items()
            for field in government.fields
        ]

    @model_validator(mode="before")
    @classmethod
    def _null_removes_a_level(cls, data: Any) -> Any:
        return _without_null(data, "governments")

    @model_validator(mode="after")
    def _levels_exist(self) -> Coordination:
        unknown = sorted(set(self.compared) - set(self.governments))
        if unknown:
            raise ValueError(f"compared: {', '.join(unknown)} is no level of governments")
        if self.governments and len(self.answers) < 2:
            raise ValueError("answers: two or more are needed, from the lowest to the highest")
        return self


class Milestone(Part):
    """A turning point."""

    year: int
    """Year."""
    label: str
    """What happened, in a few words."""
