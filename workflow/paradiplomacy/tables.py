"""Read and write the tidy tables of the workflow: CSV, typed by their field table, the same bytes every time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy.fields import PANDAS_TYPES, Dataset
from paradiplomacy.problems import BadInput, Problem

if TYPE_CHECKING:
    import pandas as pd

SIGNIFICANT_DIGITS = 12  # enough to rebuild every result; fewer than a platform's last bits, which differ
LARGEST_INTEGER = 2**53  # from here on a cell cannot be read exactly; infinity would become another number in silence
# with these a spreadsheet takes a text for a formula, and runs it; an apostrophe before it makes it a text again
FORMULA_STARTS = "=+-@\t\r\n"
NEUTRAL = "'"


def typed(frame: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Return `frame` with the columns of `dataset` in order and in its types; absent columns are missing values.

    Raises
    ------
    ValueError
        when a value cannot be held in the type of its field, or a column is unknown to the field table.
    """
    unknown = [name for name in frame.columns if name not in dataset.columns]
    if unknown:
        raise ValueError(f"dataset {dataset.name} has no field {', '.join(unknown)}")
    types = {field.name: PANDAS_TYPES[field.kind] for field in dataset.fields}
    return of_types(frame, types).reset_index(drop=True)


def of_types(frame: pd.DataFrame, types: Mapping[str, str]) -> pd.DataFrame:
    """Return the named columns of `frame` in order and in pandas' types; absent columns are missing values."""
    import pandas as pd

    columns = {}
    for name, kind in types.items():
        values = frame[name] if name in frame else pd.Series(pd.NA, index=frame.index, dtype="object")
        columns[name] = values if values.dtype == _pandas_type(kind) else values.astype(_pandas_type(kind))
    return pd.DataFrame(columns, index=frame.index)


@cache
def _pandas_type(name: str) -> Any:
    """Return pandas' type of a name, which pandas itself looks up anew for each column of each table."""
    import pandas as pd

    return pd.api.types.pandas_dtype(name)


def write_table(frame: pd.DataFrame, path: str | Path, dataset: Dataset) -> None:
    """Validate `frame` against its field table and write it as CSV (UTF-8, LF, sorted by the key, truth as 1 and 0).

    A text that a spreadsheet would run as a formula stands behind an apostrophe; `read_table` takes it off again. Lines
    of a text end in LF.

    Raises
    ------
    BadInput
        when the table violates its field table; nothing is written then.
    """
    table = typed(frame, dataset).sort_values(list(dataset.key), kind="stable", ignore_index=True)
    dataset.validate(table, Path(path).as_posix())
    table = _as_cells(table, dataset)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8", float_format=f"%.{SIGNIFICANT_DIGITS}g")


def _as_cells(table: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Return a typed table as its cells are written: truth as 1 and 0, no text that a spreadsheet would run."""
    for field in dataset.fields:
        if field.kind == "boolean":
            table[field.name] = table[field.name].astype("Int64")
        elif field.kind == "text":
            texts = table[field.name]
            if texts.str.contains("\r", regex=False).any():  # a carriage return would end the row for many readers
                texts = texts.str.replace("\r\n", "\n", regex=False).str.replace("\r", "\n", regex=False)
            table[field.name] = neutralised(texts)
    return table


def neutralised(texts: pd.Series[str]) -> pd.Series[str]:
    """Return texts with an apostrophe before each that a spreadsheet would run as a formula.

    A text that begins with apostrophes and then so gets one more, so that `_as_told` gives every text back.
    """
    runs = texts.str[:1].isin([NEUTRAL, *FORMULA_STARTS])
    if not runs.any():
        return texts
    runs &= texts.str.lstrip(NEUTRAL).str[:1].isin(list(FORMULA_STARTS))
    return (NEUTRAL + texts).where(runs, texts)


def _as_told(texts: pd.Series[str]) -> pd.Series[str]:
    """Return texts without the apostrophe of `neutralised`."""
    marked = texts.str.startswith(NEUTRAL).fillna(False).astype(bool)
    if not marked.any():
        return texts
    marked &= texts.str.lstrip(NEUTRAL).str[:1].isin(list(FORMULA_STARTS))
    return texts.str[1:].where(marked, texts)


def read_table(path: str | Path, dataset: Dataset) -> pd.DataFrame:
    """Read a table that `write_table` wrote; only an empty cell is missing, "NA" is text."""
    frame = read_text_table(path)
    return parse_table(frame, dataset, Path(path).as_posix())


def read_text_table(path: str | Path, **options: Any) -> pd.DataFrame:
    """Read a CSV with every cell as text; only the empty cell is missing.

    Raises
    ------
    BadInput
        when the file is missing, empty, not UTF-8 or ragged.
    """
    import pandas as pd

    file = Path(path).as_posix()
    try:
        frame: pd.DataFrame = pd.read_csv(
            path, dtype="string", keep_default_na=False, na_values=[""], encoding="utf-8-sig", **options
        )
        return frame
    except FileNotFoundError:
        raise BadInput([Problem(file, "this file to exist", "put it there, or correct its name")]) from None
    except pd.errors.EmptyDataError:
        raise BadInput([Problem(file, "a header and rows", "export the file again")]) from None
    except UnicodeDecodeError as error:
        raise BadInput(
            [Problem(file, f"UTF-8 text (byte {error.start} is not)", "save the file again as CSV UTF-8")]
        ) from None
    except pd.errors.ParserError as error:
        raise BadInput([Problem(file, f"rows of equal length ({error})", "export the file again")]) from None


def parse_table(frame: pd.DataFrame, dataset: Dataset, file: str) -> pd.DataFrame:
    """Turn text cells into the types of the field table.

    Raises
    ------
    BadInput
        naming row, column and value of every cell that cannot be read, and every column that is missing.
    """
    import pandas as pd

    found = [
        Problem(file, "this column to be present", "add it, or correct its name", column=name)
        for name in dataset.columns
        if name not in frame
    ]
    columns: dict[str, pd.Series[Any]] = {}
    for field in dataset.fields:
        if field.name not in frame:
            continue
        text = frame[field.name]
        if field.kind == "text":
            columns[field.name] = _as_told(text.astype("string"))
            continue
        numbers = pd.to_numeric(text, errors="coerce").astype("Float64")
        wrong = text.notna() & numbers.isna()
        if field.kind == "integer":
            wrong |= (numbers % 1 != 0).fillna(False) | (numbers.abs() >= LARGEST_INTEGER).fillna(False)
        if field.kind == "boolean":
            wrong |= ~numbers.isin([0, 1]).fillna(False) & text.notna()
        for position in frame.index[wrong]:
            found.append(
                Problem(
                    file,
                    field.expected,
                    "correct the value",
                    row=int(position) + 2,
                    column=field.name,
                    value=str(text[position]),
                )
            )
        if not wrong.any():
            columns[field.name] = numbers.astype(PANDAS_TYPES[field.kind])
    if found:
        raise BadInput(found)
    return pd.DataFrame(columns)


class TableWriter:
    """Writes a table of any length piece by piece, as `write_table` would; a context manager.

    Rows must come sorted by the key of the table; each piece is checked against the field table.

    Parameters
    ----------
    path, dataset
        file to write and its field table.
    """

    PIECE = 500  # rows held at a time

    def __init__(self, path: str | Path, dataset: Dataset) -> None:
        self._path, self._dataset = Path(path), dataset
        self._rows: list[dict[str, Any]] = []
        self._path.parent.mkdir(parents=True, exist_ok=True)
        header = ",".join(dataset.columns) + "\n"
        self._path.write_bytes(header.encode("utf-8"))

    def __enter__(self) -> TableWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._write()

    def add(self, row: dict[str, Any]) -> None:
        """Take one row: values by column; what is absent is missing.

        Raises
        ------
        BadInput
            when a piece of the table violates its field table.
        """
        self._rows.append(row)
        if len(self._rows) >= self.PIECE:
            self._write()

    def _write(self) -> None:
        import pandas as pd

        if not self._rows:
            return
        table = typed(pd.DataFrame(self._rows), self._dataset)
        self._rows = []
        self._dataset.validate(table, self._path.as_posix())
        table = _as_cells(table, self._dataset)
        with self._path.open("ab") as file:
            rows = table.to_csv(index=False, header=False, lineterminator="\n", float_format=f"%.{SIGNIFICANT_DIGITS}g")
            file.write(rows.encode("utf-8"))
