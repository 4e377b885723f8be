"""Field tables: the one description of every column of every dataset.

From a `Dataset` come the pandera schema, the readable failure report, the codebook and the glossary.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from paradiplomacy.problems import BadInput, Problem

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "integer", "number", "boolean"]
# public: may be shown of a single unit; aggregate: only in counts of several; restricted: not outside the project
Sensitivity = Literal["public", "aggregate", "restricted"]
# what the rows of a table tell of respondents, from which follows who may see them
#   public     nothing of an answer, or of a single unit only what respondents were told is shown
#   ties       ties from all sources, counted: what respondents name, beside registers and web pages
#   estimates  estimates and tests, which hold no cells of answers
#   outcome    counts of the leading outcome: withheld where its question is not public
#   answers    counts of other answers: small cells are withheld, and what gives them away
#   units      single units, answers or passages, or complete counts of them: the restricted tier
Content = Literal["public", "ties", "estimates", "outcome", "answers", "units"]

# pandas' nullable types, so that "missing" survives in whole numbers and truth values
PANDAS_TYPES: dict[Kind, Any] = {"text": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean"}
EXPECTED: dict[Kind, str] = {
    "text": "text expected",
    "integer": "a whole number expected",
    "number": "a number expected",
    "boolean": "1 or 0 expected",
}
# by these words the validation report tells what a problem is about
VALUE_REQUIRED = "a value is required, "
KEY_OF_ITS_OWN = "each row to have a key of its own"


@dataclass(frozen=True)
class Field:
    """One column of a dataset.

    Parameters
    ----------
    name, kind, description
        column name, type and meaning.
    label
        short heading in printed tables.
    digits
        digits after the point in printed tables.
    unit
        unit of measurement ("inhabitants", "km", "PPS per inhabitant"), empty for names and codes.
    allowed
        permitted values; empty for no restriction.
    minimum, maximum
        permitted range of a number, both ends included.
    required
        a missing value is an error.
    source
        where the values come from: a question, a register, a computation.
    sensitivity
        "restricted" columns never leave the restricted tier; "aggregate" ones only as counts and estimates.
    """

    name: str
    kind: Kind
    description: str
    label: str = ""
    digits: int | None = None
    unit: str = ""
    allowed: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    required: bool = False
    source: str = ""
    sensitivity: Sensitivity = "public"

    @property
    def expected(self) -> str:
        """What a valid value looks like, in words."""
        if self.allowed:
            return "one of " + ", ".join(self.allowed) + " expected"
        words = EXPECTED[self.kind]
        if self.minimum is not None and self.maximum is not None:
            words = words.replace(" expected", f" from {self.minimum:g} to {self.maximum:g} expected")
        elif self.minimum is not None:
            words = words.replace(" expected", f" of at least {self.minimum:g} expected")
        return words


@dataclass(frozen=True)
class Cells:
    """Which columns of a table count respondents by what they answered, and what a reader knows of these counts.

    Parameters
    ----------
    total
        column with the number of respondents of a row.
    parts
        columns with counts of them.
    exhaustive
        the parts of a row add up to its total; otherwise what they leave of it is a count, too, which is not printed.
    adding_up
        columns by which rows belong together whose parts add up to their total: the answers to one question.
    margins
        columns by which rows belong together whose parts add up to a number that a reader may know from elsewhere.
    tells
        further columns, each with the parts that it tells of; it is emptied with any of them, and with the total.
    """

    total: str
    parts: tuple[str, ...]
    exhaustive: bool = False
    adding_up: tuple[str, ...] = ()
    margins: tuple[str, ...] = ()
    tells: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Dataset:
    """A table of the workflow: its fields in order and the columns that identify a row.

    `content` is declared by every table that the workflow writes, and `cells` by those that count answers: what they
    tell of respondents.
    """

    name: str
    description: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    content: Content | None = None
    cells: Cells | None = None

    def __post_init__(self) -> None:
        names = self.columns
        if len(set(names)) != len(names) or not set(self.key) <= set(names):
            raise ValueError(f"dataset {self.name}: field names must be unique and hold the key")

    @property
    def columns(self) -> list[str]:
        """Column names in order."""
        return [field.name for field in self.fields]

    def __getitem__(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    def with_fields(self, extra: Iterable[Field]) -> Dataset:
        """This dataset with further columns that the configuration declares (outcomes, for example)."""
        return replace(self, fields=(*self.fields, *extra))

    def schema(self) -> Any:
        """Return the pandera `DataFrameSchema`; columns are strict, ordered and of pandas' nullable types."""
        import pandera.pandas as pa

        columns = {}
        for field in self.fields:
            checks = []
            if field.allowed:
                checks.append(pa.Check.isin(list(field.allowed), name="allowed"))
            if field.minimum is not None:
                checks.append(pa.Check.ge(field.minimum, name="minimum"))
            if field.maximum is not None:
                checks.append(pa.Check.le(field.maximum, name="maximum"))
            columns[field.name] = pa.Column(
                PANDAS_TYPES[field.kind], checks, nullable=not field.required, description=field.description
            )
        return pa.DataFrameSchema(columns, name=self.name, strict=True, ordered=True)

    def fits(self, frame: pd.DataFrame) -> bool:
        """Tell whether `problems` finds none, without the second that pandera takes to load in each of many jobs.

        The validation report holds every written table against pandera itself.
        """
        if list(frame.columns) != self.columns or frame.duplicated(list(self.key)).any():
            return False
        for field in self.fields:
            values = frame[field.name]
            if values.dtype != PANDAS_TYPES[field.kind] or (field.required and values.isna().any()):
                return False
            known = values.dropna()
            if field.allowed and not known.isin(field.allowed).all():
                return False
            if field.minimum is not None and not (known >= field.minimum).all():
                return False
            if field.maximum is not None and not (known <= field.maximum).all():
                return False
        return True

    def problems(self, frame: pd.DataFrame, file: str) -> list[Problem]:
        """Return every violation of this field table in `frame`, sorted by row.

        Rows are counted as in a spreadsheet: the first data row is row 2.
        """
        found: list[Problem] = []
        frame = frame.reset_index(drop=True)
        from pandera.errors import SchemaErrors

        try:
            self.schema().validate(frame, lazy=True)
        except SchemaErrors as errors:
            for case in errors.failure_cases.to_dict("records"):
                found.append(self._problem(case, file))
        if set(self.key) <= set(frame.columns):
            for position in frame.index[frame.duplicated(list(self.key), keep="first")]:
                values = ", ".join(str(frame.loc[position, name]) for name in self.key)
                found.append(
                    Problem(
                        file=file,
                        row=int(position) + 2,
                        column=", ".join(self.key),
                        value=values,
                        expected=KEY_OF_ITS_OWN,
                        remedy="remove or rename the duplicate",
                    )
                )
        return sorted(found, key=lambda p: (p.row or 0, p.column, p.value))

    def _problem(self, case: dict[str, Any], file: str) -> Problem:
        column = str(case["column"] if case["schema_context"] == "Column" else case["failure_case"])
        check = str(case["check"])
        if check == "column_in_dataframe":
            return Problem(file, "this column to be present", "add it, or correct its name", column=column)
        if check == "column_in_schema":
            return Problem(file, "no column of this name", "remove it, or correct its name", column=column)
        if column not in self.columns:
            return Problem(file, f"the columns {', '.join(self.columns)} in this order", "reorder the columns")
        index = case["index"]
        missing = check == "not_nullable"
        return Problem(
            file=file,
            row=None if index is None or index != index else int(index) + 2,
            column=column,
            value="" if missing or check.startswith("dtype") else str(case["failure_case"]),
            expected=(VALUE_REQUIRED if missing else "") + self[column].expected,
            remedy="fill it in" if missing else "correct the value",
        )

    def validate(self, frame: pd.DataFrame, file: str) -> None:
        """Raise `BadInput` with every violation of this field table in `frame`."""
        if not self.fits(frame):
            raise BadInput(self.problems(frame, file))
