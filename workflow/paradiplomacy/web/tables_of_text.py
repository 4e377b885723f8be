"""Read the small tables of the web stage (cues, gazetteer) whose cells hold several values separated by |."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from paradiplomacy.problems import BadInput, Problem


def read_rows(path: str | Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a CSV table as text.

    Raises
    ------
    BadInput
        when the file is missing, not UTF-8, lacks a column, or a row has not as many cells as the header.
    """
    file = Path(path).as_posix()
    try:
        with Path(path).open(encoding="utf-8", newline="") as source:
            reader = csv.DictReader(source)
            rows = list(reader)
            header = list(reader.fieldnames or ())
    except FileNotFoundError:
        raise BadInput([Problem(file, "this file to exist", "put it there, or correct its name")]) from None
    except UnicodeDecodeError as error:
        raise BadInput([Problem(file, f"UTF-8 text (byte {error.start} is not)", "save it as UTF-8")]) from None
    problems = [
        Problem(file, "this column to be present", "add it, or correct its name", column=name)
        for name in columns
        if name not in header
    ]
    problems += [
        Problem(file, f"{len(header)} cells", "correct the row", row=number)
        for number, row in enumerate(rows, 2)
        if None in row or None in row.values()
    ]
    if problems:
        raise BadInput(problems)
    return rows


def values(cell: str) -> list[str]:
    """Return the values of a cell."""
    return [value for value in cell.split("|") if value]
