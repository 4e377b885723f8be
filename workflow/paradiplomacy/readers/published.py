"""Read delimited text files of other publishers into typed columns; the ground under the readers of single sources."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy.fields import Dataset
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.tables import parse_table, read_text_table

if TYPE_CHECKING:
    import pandas as pd

SEPARATOR_NAMES = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a vertical bar"}


def read_delimited(path: str | Path, dataset: Dataset, separator: str = ",") -> pd.DataFrame:
    """Return the columns of `dataset`, typed, and `row`, the row as a spreadsheet counts it (the header is row 1).

    Other columns of the file are left out. A cell of blanks only is missing.

    Raises
    ------
    BadInput
        when the separator is another one, a column is absent, a number cannot be read or a required cell is empty.
    """
    file = Path(path).as_posix()
    text = read_text(path, dataset.columns, separator)
    absent = [name for name in dataset.columns if name not in text]
    if not absent:
        text = text[dataset.columns].apply(lambda column: column.str.strip().replace("", None))
    table = parse_table(text, dataset, file)
    problems = [
        Problem(file, f"a value is required, {field.expected}", "fill it in", row=int(position) + 2, column=field.name)
        for field in dataset.fields
        if field.required
        for position in table.index[table[field.name].isna()]
    ]
    if problems:
        raise BadInput(sorted(problems, key=lambda problem: (problem.row or 0, problem.column)))
    return table.assign(row=range(2, len(table) + 2))


def read_text(path: str | Path, expected: list[str], separator: str = ",") -> pd.DataFrame:
    """Return all cells of a delimited file as text; a header cut by another separator is named.

    Parameters
    ----------
    path
        the file.
    expected
        columns that show that the header was cut rightly.
    separator
        the separator that the file should have.

    Raises
    ------
    BadInput
        when the file is missing, empty, not UTF-8 or ragged, or its separator is another one.
    """
    options: dict[str, Any] = {"sep": separator}
    table = read_text_table(path, **options)
    if len(table.columns) == 1 and len(expected) > 1:
        header = str(table.columns[0])
        found = [name for mark, name in SEPARATOR_NAMES.items() if mark != separator and mark in header]
        wanted = SEPARATOR_NAMES[separator]
        raise BadInput(
            [
                Problem(
                    Path(path).as_posix(),
                    f"columns separated by {wanted}" + (f", not by {found[0]}" if found else ""),
                    f"save the file again with {wanted} as separator",
                    row=1,
                    value=header[:60],
                )
            ]
        )
    return table
