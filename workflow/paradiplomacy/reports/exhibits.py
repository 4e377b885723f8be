"""What a Quarto source may ask for: values as printed, tables and figures of its study, and facts of the run.

A publication is rendered in a folder of its own, where `inputs.json` says which files it may read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from paradiplomacy.config.load import load_configuration
from paradiplomacy.config.model import Configuration
from paradiplomacy.config.study import Study
from paradiplomacy.fields import Dataset
from paradiplomacy.findings.values import Value, read_values
from paradiplomacy.reports.marks import Marked
from paradiplomacy.tables import read_table, read_text_table

INPUTS = "inputs.json"
# what would begin markup, a formula, a citation or a link
MARKUP = str.maketrans({character: f"\\{character}" for character in "\\<>[]{}$@"} | {"\n": " ", "\r": " "})


def as_text(words: str) -> str:
    """Return words of a raw file as they stand in a source, so that none of them is markup of the page.

    Code between two backquotes stays code, within which nothing is markup.
    """
    parts = words.split("`")
    if len(parts) % 2 == 0:  # a backquote alone is no code
        return words.translate(MARKUP).replace("`", "\\`")
    return "`".join(part if odd % 2 else part.translate(MARKUP) for odd, part in enumerate(parts))


@dataclass(frozen=True)
class Figure:
    """A drawn figure; the format of the page decides which of its files is shown."""

    svg: Path
    pdf: Path
    png: Path

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from base64 import b64encode

        return {
            "image/svg+xml": self.svg.read_text(encoding="utf-8"),
            "image/png": b64encode(self.png.read_bytes()).decode(),
            "text/plain": self.png.stem,
        }


@dataclass(frozen=True)
class PrintedTable:
    """A table ready for print: text cells, the first columns to the left, numbers to the right."""

    columns: list[str]
    rows: list[list[str]]
    text_columns: int = 1

    def _repr_markdown_(self) -> str:
        def line(cells: list[str]) -> str:
            return "| " + " | ".join(as_text(cell).replace("|", "\\|") for cell in cells) + " |"

        rule = [":--" if place < self.text_columns else "--:" for place in range(len(self.columns))]
        return "\n".join([line(self.columns), line(rule), *(line(row) for row in self.rows)])


class Report:
    """Everything that the text of one publication rests on.

    Parameters
    ----------
    folder
        folder in which the publication is rendered; it holds `inputs.json`.
    """

    _inputs: Mapping[str, Any] = MappingProxyType({"files": {}})

    def __init__(self, folder: str | Path = ".") -> None:
        self._inputs = json.loads((Path(folder) / INPUTS).read_text(encoding="utf-8"))
        self.configuration: Configuration = load_configuration(self._inputs["configuration"])
        self.study_name: str = self._inputs["study"]
        self.study: Study = self.configuration.studies[self.study_name]
        self.sources: list[dict[str, Any]] = self._inputs["sources"]

    @cached_property
    def taken(self) -> list[str]:
        """Names of the inputs from which a value, figure or table was asked for, in that order."""
        return []

    @cached_property
    def _values(self) -> dict[str, Value]:
        files = self._inputs["files"]
        return {name: value for key in self._value_files for name, value in read_values(files[key]).items()}

    @cached_property
    def _files_of_values(self) -> dict[str, str]:
        """Name of the file among the inputs that holds a value, by the name of the value."""
        files = self._inputs["files"]
        return {name: key for key in self._value_files for name in read_values(files[key])}

    @property
    def _value_files(self) -> list[str]:
        return [name for name in self._inputs["files"] if name == "values" or name.endswith("_values")]

    # ---- text -------------------------------------------------------------------------------------------------

    def has(self, name: str) -> bool:
        """Tell whether a value exists in this world."""
        return name in self._values

    def value(self, name: str) -> Value:
        """Return a named value.

        Raises
        ------
        KeyError
            when no rule made it; the render fails then, as a number without origin must not be printed.
        """
        if name not in self._values:
            raise KeyError(f"values.json has no value {name}")
        if name in self._files_of_values:
            self.taken.append(self._files_of_values[name])
        return self._values[name]

    def v(self, name: str) -> str:
        """Return a named value as it is printed, with its mark; a text is never markup of the page."""
        value = self.value(name)
        return self.marked(as_text(value.text) if value.unit == "text" else value.text, name)

    def marked(self, text: str, name: str) -> str:
        """Return the text of a value with its mark; values stand in the folder of their study."""
        key = self._files_of_values.get(name)
        return text if key is None else Marked(text, Path(self._inputs["files"][key]).parent.name, name)

    def ci(self, name: str) -> str:
        """Return a named value with its interval, as it is printed, with its mark."""
        from paradiplomacy.findings.values import printed

        value = self.value(name)
        if value.low is None or value.high is None:
            raise KeyError(f"the value {name} has no interval")
        low, high = (printed(end, value.unit) for end in (value.low, value.high))
        words = value.text.replace("percentage points", "")
        suffix = " percentage points" if value.unit == "percentage points" else ""
        return self.marked(f"{words}{suffix} ({self.confidence} CI {low} to {high})", name)

    def sign(self, name: str, positive: str, negative: str, unclear: str) -> str:
        """Return the sentence that fits a value: its interval lies above zero, below, or holds zero."""
        value = self.value(name)
        if value.low is not None and value.low > 0:
            return positive
        if value.high is not None and value.high < 0:
            return negative
        return unclear

    @property
    def confidence(self) -> str:
        """Return the confidence level as printed."""
        return f"{100 * self.configuration.confidence_level:g}%"

    @property
    def simulated(self) -> bool:
        """Tell whether this is the simulated world."""
        return self.configuration.world.simulated

    @property
    def surveyed(self) -> bool:
        """Tell whether this world has survey waves."""
        return bool(self.configuration.waves)

    @property
    def register_titles(self) -> str:
        """Return the titles of the registers, one after the other."""
        return "; ".join(register.title for register in self.configuration.registers.values())

    @property
    def leading_outcome(self) -> str:
        """Return the binary outcome on which text and figures rest."""
        return self.study.outcome_of_kind("binary", self.configuration.outcomes)

    @property
    def count_outcome(self) -> str:
        """Return the count outcome of the study."""
        return self.study.outcome_of_kind("count", self.configuration.outcomes)

    @property
    def covariates_without_source(self) -> list[str]:
        """Return the optional covariates of the frame for which this world has no source."""
        frame = self.configuration.frame
        optional = {
            "airport_km": frame.airports,
            "long_haul_airport_km": frame.airports,
            "tertiary_share": frame.education,
            **dict.fromkeys(("coastal", "border", "metropolitan_type", "urban_rural"), frame.typologies),
            "regional_seat": frame.seats,
            "copartisan": frame.parties.local,
        }
        return [name for name, section in optional.items() if section is None]

    def leading_model(self, level: str) -> str:
        """Return the last step of the ladder that is fitted at a level."""
        return self.study.leading_model(level, self.configuration.models)

    # ---- exhibits ---------------------------------------------------------------------------------------------

    def figure(self, name: str) -> Figure:
        """Return a figure of the study."""
        self.taken.append(f"figures/{name}")
        stem = Path(self._inputs["files"]["figures"]) / name
        return Figure(*(stem.with_suffix(f".{kind}") for kind in ("svg", "pdf", "png")))

    def table(self, name: str, dataset: Dataset) -> pd.DataFrame:
        """Return a table of the findings, typed by its field table."""
        self.taken.append(name)
        return read_table(self._inputs["files"][name], dataset)

    def tables(self, name: str) -> list[pd.DataFrame]:
        """Return tables of which there is one per stage, wave or register, as text."""
        self.taken.append(name)
        return [read_text_table(path) for path in self._inputs["files"][name]]
