"""Read answers that were entered by hand (.xlsx, or .csv from a spreadsheet): raw file to text, before any recoding.

A cell must hold what was entered: formulas, errors and merged cells are refused, since their values depend on the
program that opens the file.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Collection
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.survey_exports import (
    MOST_ANSWERS,
    Delimiter,
    Encoding,
    check_size,
    column_problems,
    read_records,
    text_frame,
    too_many_answers,
)

if TYPE_CHECKING:
    import pandas as pd

FIRST_ANSWER = 2
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LARGEST_SHEET = 200_000_000  # bytes of XML; about a million cells more than the answers of a wave fill
SIGNIFICANT_DIGITS = 15
NO_VALUE = {"f": "a value expected, the cell holds a formula", "e": "a value expected, an error stands here"}
ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")


def read_spreadsheet(
    path: str | Path,
    columns: Collection[str],
    sensitive: Collection[str],
    *,
    delimiter: Delimiter = "comma",
    encoding: Encoding | None = None,
    private: Collection[str] | None = None,
    sheet: str | None = None,
) -> pd.DataFrame:
    """Return the answers as text, one row per answer, without the sensitive columns; the index is the row of the sheet.

    Parameters
    ----------
    columns
        every column that the first row must have, in any order, the sensitive ones among them.
    sensitive
        columns to drop.
    delimiter, encoding
        of a .csv, as the codebook declares them.
    private
        columns whose cells are not shown in messages; None: all.
    sheet
        name of the sheet of an .xlsx; None where it has one only.

    Raises
    ------
    BadInput
        when the file is no .xlsx or .csv, the sheet is absent or not named, cells are merged or hold formulas or
        errors, a column is absent, unknown or stands twice, or rows are ragged.
    """
    file = Path(path).as_posix()
    check_size(path)
    with Path(path).open("rb") as source:
        start = source.read(4)
    if start in (ZIP, OLE):
        header, rows, problems = read_sheet(path, sheet, private)
        records = [header, *rows]
    else:
        if sheet is not None:
            wrong = f'the codebook names the sheet "{sheet}", a .csv has no sheets'
            raise BadInput([Problem(file, wrong, "take the line sheet out of the codebook")])
        records = read_records(path, delimiter, encoding)
        problems = _formulas_of_text(records, private, file)
    problems += column_problems(records[0], columns, file)
    if problems:
        raise BadInput(problems)
    return text_frame(records[1:], records[0], FIRST_ANSWER, sensitive, file, private)


def read_sheet(
    path: str | Path, sheet: str | None, private: Collection[str] | None = None
) -> tuple[list[str], list[list[str]], list[Problem]]:
    """Return header, rows and problems of a sheet of an .xlsx, every cell as text; empty rows are empty lists.

    Days are ISO 8601, whole numbers have no decimals, truth values are TRUE and FALSE.

    Raises
    ------
    BadInput
        when the file cannot be opened, is too large, or the sheet is absent or not named.
    """
    file = Path(path).as_posix()
    worksheet = _worksheet(path, sheet, file)
    if worksheet.max_row > MOST_ANSWERS + 1:
        raise too_many_answers(file)
    rows = [list(row) for row in worksheet.iter_rows()]
    width = max((i + 1 for row in rows for i, cell in enumerate(row) if cell.value is not None), default=0)
    while rows and all(cell.value is None for cell in rows[-1]):
        rows.pop()
    if not rows:
        wrong = "a header and rows expected, the sheet is empty"
        raise BadInput([Problem(file, wrong, "enter the answers, or name another sheet in the codebook")])
    header = [_as_text(cell.value) for cell in rows[0][:width]]
    hidden = set(header) if private is None else set(private)
    problems = [
        Problem(
            file,
            f"one cell for each value, {merged.coord} are merged",
            "unmerge the cells and fill each of them in",
            row=int(merged.min_row),
            column=header[merged.min_col - 1] if merged.min_col <= width else "",
        )
        for merged in sorted(worksheet.merged_cells.ranges, key=lambda one: (one.min_row, one.min_col))
    ]
    for number, row in enumerate(rows, start=1):
        for name, cell in zip(header, row, strict=False):
            if cell.data_type in NO_VALUE:
                remedy = "copy the cell and paste it as value" if cell.data_type == "f" else "enter the value"
                shown = "" if name in hidden else str(getattr(cell.value, "text", cell.value))
                problems.append(Problem(file, NO_VALUE[cell.data_type], remedy, row=number, column=name, value=shown))
    texts = [[_as_text(cell.value) for cell in row[:width]] for row in rows[1:]]
    return header, [row if any(row) else [] for row in texts], problems


def sheet_names(path: str | Path) -> list[str]:
    """Return the names of the sheets of an .xlsx.

    Raises
    ------
    BadInput
        when the file cannot be opened or is too large.
    """
    return [str(one.title) for one in _workbook(path).worksheets]


def _workbook(path: str | Path) -> Any:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    file = Path(path).as_posix()
    with Path(path).open("rb") as source:
        if source.read(4) == OLE:
            wrong = "an .xlsx or .csv expected; this one is an old .xls or protected by a password"
            raise BadInput([Problem(file, wrong, "save it as .xlsx without password")])
    damaged = "a complete .xlsx expected; this one is cut off, damaged, or another kind of file"
    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST_SHEET:
                raise too_many_answers(file)
            if parts.testzip() is not None:
                raise BadInput([Problem(file, damaged, "save it again from the spreadsheet")])
        return openpyxl.load_workbook(path)
    # openpyxl passes on what the parsers of its parts raise
    except (
        zipfile.BadZipFile,
        RuntimeError,  # an encrypted part, a version or compression of archives that no spreadsheet writes
        zlib.error,
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        EOFError,
        SyntaxError,
        OSError,
    ):
        raise BadInput([Problem(file, damaged, "save it again from the spreadsheet")]) from None


def _worksheet(path: str | Path, sheet: str | None, file: str) -> Any:
    workbook = _workbook(path)
    names = [str(one.title) for one in workbook.worksheets]
    if sheet is None and len(names) > 1:
        wrong = f"the name of the sheet in the codebook, since there are several ({', '.join(names)})"
        raise BadInput([Problem(file, wrong, "write sheet: and the name in the codebook")])
    if not names or (sheet is not None and sheet not in names):
        wrong = f'a sheet "{sheet}" expected, there are {", ".join(names) or "none"}'
        raise BadInput([Problem(file, wrong, "correct the line sheet in the codebook")])
    return workbook[sheet or names[0]]


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.{SIGNIFICANT_DIGITS}g}"
    return str(value).strip()


def _formulas_of_text(records: list[list[str]], private: Collection[str] | None, file: str) -> list[Problem]:
    """Return the cells of a .csv that hold the text of a formula or an error."""
    header = records[0]
    hidden = set(header) if private is None else set(private)
    problems = []
    for number, record in enumerate(records[1:], start=FIRST_ANSWER):
        for name, cell in zip(header, record, strict=False):
            formula = cell.startswith("=") and len(cell) > 1
            if formula or cell in ERRORS:
                wrong = "a value expected, " + ("the cell holds a formula" if formula else "an error stands here")
                remedy = "copy the cell and paste it as value, then save the file again"
                shown = "" if name in hidden else cell
                problems.append(Problem(file, wrong, remedy, row=number, column=name, value=shown))
    return problems
