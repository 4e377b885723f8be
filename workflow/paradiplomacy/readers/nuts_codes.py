"""Read Eurostat's tables of NUTS codes and of their changes, and the JRC's weights between versions, for the frame.

The workbooks are read by openpyxl, which reads the values that a spreadsheet last computed in place of its formulas.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.archives import LARGEST_WORKBOOK, refuse_bomb
from paradiplomacy.readers.published import read_delimited

if TYPE_CHECKING:
    import pandas as pd

CODE = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")
CODES_SHEET = re.compile(r"NUTS & SR \d{4}")
CHANGES_SHEET = re.compile(r"Changes detailed NUTS \d{4}-\d{4}")
LEVELS = 4  # names stand in four columns: country, then NUTS 1 to 3
MATRIX_CODE = re.compile(r"code_v(\d{4})")
REMEDY = "download the workbook from Eurostat again"


def read_nuts_codes(path: str | Path) -> pd.DataFrame:
    """Return the codes of a version of NUTS from the sheet "NUTS & SR <year>".

    Returns
    -------
    pandas.DataFrame
        code, nuts_level (0 to 3), name (from the column of its level), row; notes and empty rows are left out.

    Raises
    ------
    BadInput
        when the file is missing or no workbook, has no such sheet or column, or a code stands twice or has no name.
    """
    import pandas as pd

    file = Path(path).as_posix()
    header, rows = _sheet(path, CODES_SHEET)
    first = _column(header, r"Code \d{4}", file)
    names = _column(header, r"Country", file)
    records = []
    problems = []
    seen: set[str] = set()
    for number, cells in rows:
        code = str(cells[first] or "").strip()
        if not CODE.fullmatch(code):
            continue  # notes between the blocks of countries
        level = len(code) - 2
        name = " ".join(str(cells[names + level] or "").split())
        if code in seen:
            problems.append(Problem(file, "each code once", REMEDY, number, str(header[first]), code))
        if not name:
            expected = f"a name in the column of NUTS level {level}"
            problems.append(Problem(file, expected, REMEDY, number, str(header[names + level] or ""), code))
        seen.add(code)
        records.append((code, level, name, number))
    if not records:
        problems.append(Problem(file, "NUTS codes in the first column", REMEDY))
    if problems:
        raise BadInput(problems)
    return pd.DataFrame(records, columns=["code", "nuts_level", "name", "row"])


def read_nuts_changes(path: str | Path) -> pd.DataFrame:
    """Return what became of the codes of a version of NUTS, from the sheet "Changes detailed NUTS <year>-<year>".

    Returns
    -------
    pandas.DataFrame
        before, after (missing where a code is new or discontinued), change (missing where nothing changed), row.

    Raises
    ------
    BadInput
        when the file is missing or no workbook, or has no such sheet, column or code.
    """
    import pandas as pd

    file = Path(path).as_posix()
    header, rows = _sheet(path, CHANGES_SHEET)
    after = _column(header, r"Code \d{4}", file, last=True)
    before = _column(header, r"Code \d{4}", file)
    comment = _column(header, r"Change comments", file)
    records = []
    for number, cells in rows:
        codes = [str(cells[at] or "").strip() for at in (before, after)]
        if any(CODE.fullmatch(code) for code in codes):
            change = " ".join(str(cells[comment] or "").split())
            records.append((*(code or None for code in codes), change or None, number))
    if not records:
        raise BadInput([Problem(file, "NUTS codes in the first columns", REMEDY)])
    table = pd.DataFrame(records, columns=["before", "after", "change", "row"])
    return table.astype(dict.fromkeys(["before", "after", "change"], "string"))


def read_converter(path: str | Path) -> pd.DataFrame:
    """Return the weights of a matrix of the JRC's NUTS converter.

    Returns
    -------
    pandas.DataFrame
        origin, target, population (people of 2021 in both) and row; one row per pair of regions that overlap.

    Raises
    ------
    BadInput
        when the file is missing or no such matrix, a figure is negative, or a pair stands twice.
    """
    file = Path(path).as_posix()
    try:
        with Path(path).open(encoding="utf-8-sig") as stream:
            columns = stream.readline().strip().split(",")
    except FileNotFoundError:
        raise BadInput([Problem(file, "this file to exist", "put it there, or correct its name")]) from None
    except UnicodeDecodeError:
        raise BadInput([Problem(file, "UTF-8 text", "download it from the NUTS converter again")]) from None
    codes = [name for name in columns if MATRIX_CODE.fullmatch(name)]
    if len(codes) != 2 or "pop21" not in columns:
        expected = "a matrix with two columns of codes, such as code_v2016 and code_v2021, and the column pop21"
        raise BadInput([Problem(file, expected, "download it from the NUTS converter again", row=1)])
    matrix = Dataset(
        name="converter",
        description="A matrix of the JRC's NUTS converter.",
        key=(codes[0], codes[1]),
        fields=(
            Field(codes[0], "text", "region of the version before", required=True),
            Field(codes[1], "text", "region of the version after", required=True),
            Field("pop21", "number", "people of 2021 in both", required=True, minimum=0),
        ),
    )
    table = read_delimited(path, matrix)
    matrix.validate(table[matrix.columns], file)
    return table.set_axis(["origin", "target", "population", "row"], axis=1)


def _sheet(path: str | Path, title: re.Pattern[str]) -> tuple[tuple[Any, ...], list[tuple[int, tuple[Any, ...]]]]:
    """Return the header of a sheet (its first row that holds a code's title) and the numbered rows below it."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    file = Path(path).as_posix()
    if not Path(path).exists():
        raise BadInput([Problem(file, "this file to exist", "put it there, or correct its name")])
    refuse_bomb(path, LARGEST_WORKBOOK, REMEDY)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of styles that the publisher's program wrote
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError):
        raise BadInput([Problem(file, "an Excel workbook (.xlsx)", REMEDY)]) from None
    try:
        found = [sheet for sheet in book.worksheets if title.fullmatch(sheet.title.strip())]
        if not found:
            shape = title.pattern.replace(r"\d{4}", "<year>")
            raise BadInput([Problem(file, f'a sheet "{shape}"', REMEDY, value=", ".join(book.sheetnames))])
        rows = _filled(found[0].iter_rows(values_only=True))
    finally:
        book.close()
    for at, (_, cells) in enumerate(rows):
        if re.fullmatch(r"Code \d{4}", str(cells[0] or "").strip()):
            return cells, rows[at + 1 :]
    raise BadInput([Problem(file, 'a header that begins "Code <year>"', REMEDY, value=found[0].title)])


def _filled(rows: Iterator[tuple[Any, ...]]) -> list[tuple[int, tuple[Any, ...]]]:
    """Return the rows that hold something, with their numbers; sheets end in thousands of empty ones."""
    return [(number, cells) for number, cells in enumerate(rows, start=1) if any(cell is not None for cell in cells)]


def _column(header: tuple[Any, ...], title: str, file: str, *, last: bool = False) -> int:
    """Return the position of a column by its title."""
    found = [at for at, name in enumerate(header) if re.fullmatch(title, str(name or "").strip())]
    if not found:
        shape = title.replace(r"\d{4}", "<year>")
        raise BadInput([Problem(file, "this column to be present", REMEDY, row=1, column=shape)])
    return found[-1 if last else 0]
