"""The project's list of published figures, with which its own are compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from paradiplomacy.problems import BadInput, Problem


class Measure(BaseModel):
    """How the workflow counts what was published."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: Literal["units", "units with a tie", "ties", "share cooperating"]
    """What is counted: units of the frame, those with a tie, ties, or the share of respondents who cooperate."""
    level: Literal["city", "region"]
    """Level of the units."""
    country: str | None = None
    """Country of the units; null for all."""
    cee: bool = False
    """Only units of Central and Eastern Europe."""
    partner: str | None = None
    """Partner country; null where units are counted."""

    @model_validator(mode="after")
    def _ties_have_a_partner(self) -> Measure:
        if (self.count == "units") != (self.partner is None):
            raise ValueError("a partner is given unless units are counted, and only then")
        return self


class PublishedFigure(BaseModel):
    """One published figure."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    """What it counts, in words."""
    value: float | str
    """The figure; text where it is no number."""
    also: list[float] = []
    """Other published values of the same quantity."""
    printed: str | None = None
    """The figure as its publication prints it, where that says more than the number."""
    digits: Annotated[int, Field(ge=0, le=6)] = 0
    """Decimals with which it was published."""
    base: str
    """What it is counted in."""
    source: str
    """Where it was published."""
    measure: Measure | None = None
    """How the workflow counts it; null where it cannot."""
    given_to_simulator: bool = False
    """The simulated world is meant to have this number of units."""
    note: str
    """How the bases differ, or why it cannot be computed."""

    @model_validator(mode="after")
    def _a_measure_gives_a_number(self) -> PublishedFigure:
        if self.measure and isinstance(self.value, str):
            raise ValueError("a figure with a measure must be a number")
        return self

    @property
    def text(self) -> str:
        """The figure as it is printed, with the other published values."""
        if self.printed or isinstance(self.value, str):
            return self.printed or str(self.value)
        return " or ".join(f"{value:,.{self.digits}f}" for value in (self.value, *self.also))


def load_published_figures(path: str | Path) -> dict[str, PublishedFigure]:
    """Return the published figures by key, in the order of the file.

    Raises
    ------
    BadInput
        with one problem for each unknown key, missing key or wrong value.
    """
    file = Path(path).as_posix()
    try:
        entries = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise BadInput([Problem(file, f"valid YAML ({' '.join(str(error).split())})", "correct the line")]) from None
    if not isinstance(entries, Mapping):
        raise BadInput([Problem(file, "a mapping of keys to published figures", "write one entry per figure")])
    figures: dict[str, PublishedFigure] = {}
    found = []
    for key, entry in entries.items():
        try:
            figures[str(key)] = PublishedFigure.model_validate(entry)
        except ValidationError as error:
            for fault in error.errors():
                place = ".".join([str(key), *(str(part) for part in fault["loc"])])
                found.append(Problem(file, str(fault["msg"]).lower(), "correct the entry", column=place))
    if found:
        raise BadInput(found)
    return figures
