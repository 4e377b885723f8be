"""Sheets in which people code: written as workbooks with drop-downs and locked keys, read back and checked.

Written from the plan of coding; the codings go to reliability and adjudication. A sheet shows nothing of what the
classifier thought.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from paradiplomacy.problems import Problem
from paradiplomacy.readers.spreadsheet import read_sheet
from paradiplomacy.web.coding_fields import EARLIEST_YEAR, LATEST_YEAR, NOTE, VARIABLES, YES, Variable

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

SHEET, GUIDE = "coding", "instructions"
SEAL = "seal"  # digest of the locked cells: tells a changed one also when the sheet that was sent out is gone
LOCKED = ("item", "coder", "page_id", "partner", "place", "unit_id", "date", "address", "codings", "quote", SEAL)
FILLED = (*(one.name for one in VARIABLES), NOTE)
WIDTHS = {"quote": 80, "codings": 50, "address": 30, "place": 18, NOTE: 30, "item": 15, SEAL: 15}
LONGEST_CELL = 32_000  # letters; a spreadsheet holds 32,767
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
STAMP = "2000-01-01T00:00:00Z"  # no clock in the file: the same plan gives the same bytes
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
FIRST_ROW = 2
SEAL_LENGTH = 12
HOW_TO = (
    "Each row of the sheet “coding” is one passage of a web page and one place in a partner country.",
    "Fill in the white columns only. Grey columns are locked: they tell which passage it is and must stay as they are.",
    "Code what the page says, not what you know or find elsewhere, and code alone: do not talk about single passages.",
    "A tie is an agreement, a declared partnership or a standing contact of the unit itself with the place. A"
    " company's, university's, school's, district's or region's tie is none of the unit; a visit or a visitor's plan is"
    " no tie.",
    "Columns from “form” on are for passages with tie = yes, and stay empty elsewhere. You may code and save in steps.",
)


def sheet_cell(value: Any) -> str:
    """Return a value as the text of a cell: without control characters, cut where a spreadsheet would refuse it."""
    if value is None or value != value:
        return ""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", " ", str(value))
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def seal_of(row: Mapping[Any, Any]) -> str:
    """Return the digest of the locked cells of a row; white space does not count, as programs change it."""
    cells = [" ".join(sheet_cell(row.get(name)).split()) for name in LOCKED if name != SEAL]
    return hashlib.sha256("\t".join(cells).encode("utf-8")).hexdigest()[:SEAL_LENGTH]


def coding_workbook(rows: pd.DataFrame, stamp: str = "") -> bytes:
    """Return a workbook with one row per passage: instructions, and the sheet to fill in; each row bears its seal.

    Text that begins like a formula is written as text and marked as such, so that no program computes it. The same rows
    give the same bytes.

    Parameters
    ----------
    rows
        columns of `LOCKED` (those that are absent are left out), in the order of the sheet.
    stamp
        first line of the instructions, for invented passages.
    """
    from openpyxl import Workbook

    rows = rows.assign(**{SEAL: [seal_of(row) for row in rows.astype(object).to_dict("records")]})
    book = Workbook()
    _write_guide(book.active, stamp)
    sheet = book.create_sheet(SHEET)
    locked = [name for name in LOCKED if name in rows]
    header = [*locked, *FILLED]
    for at, name in enumerate(header, 1):
        _write_text(sheet.cell(1, at), name, locked=True, bold=True)
        sheet.column_dimensions[sheet.cell(1, at).column_letter].width = WIDTHS.get(name, 13)
    for number, row in enumerate(rows[locked].astype(object).to_dict("records"), FIRST_ROW):
        for at, name in enumerate(header, 1):
            _write_text(sheet.cell(number, at), sheet_cell(row.get(name)), locked=name in locked)
    for at, variable in enumerate(VARIABLES, len(locked) + 1):
        rule = _drop_down(variable)
        letter = sheet.cell(1, at).column_letter
        rule.add(f"{letter}{FIRST_ROW}:{letter}{max(FIRST_ROW, len(rows) + 1)}")
        sheet.add_data_validation(rule)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 2)
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    book.active = 1
    return _without_clock(book)


def read_coding_sheet(path: Path, expected: pd.DataFrame, coder: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Return what a coder filled in (`CODINGS`, as text) and everything that is wrong with the sheet.

    Parameters
    ----------
    path
        workbook that `coding_workbook` wrote and a person filled in.
    expected
        the rows that it was written from.
    coder
        who filled it in.

    Raises
    ------
    BadInput
        when the file is no workbook or has no such sheet.
    """
    import pandas as pd

    file = path.as_posix()
    header, records, problems = read_sheet(path, SHEET, ())
    locked = [name for name in LOCKED if name in expected]
    wanted = [*locked, *FILLED]
    for name in wanted:
        if header.count(name) != 1:
            remedy = "copy the codes into the sheet as it was sent out"
            problems.append(Problem(file, "this column once", remedy, row=1, column=name))
    if any(header.count(name) != 1 for name in wanted):
        return pd.DataFrame(columns=["item", "coder", *FILLED]), problems
    sent = {str(row["item"]): row for row in expected.astype(object).to_dict("records")}
    found: dict[str, dict[str, str]] = {}
    for number, cells in enumerate(records, FIRST_ROW):
        if not cells:
            continue
        row = dict(zip(header, cells, strict=True))
        item = row["item"]
        if item not in sent or item in found:
            expectation = "each passage once" if item in found else "a passage of this coder's sheet"
            remedy = "restore the locked columns from the sheet as it was sent out"
            problems.append(Problem(file, expectation, remedy, row=number, column="item", value=item))
            continue
        found[item] = {"item": item, "coder": coder} | {name: row[name] for name in FILLED}
        problems += _changed_keys(row, sent[item], locked, file, number)
        problems += code_problems(row, file, number)
    lost = [item for item in sent if item not in found]
    for item in lost:
        problems.append(
            Problem(file, "a row for this passage", "restore the row that was taken out", column="item", value=item)
        )
    return pd.DataFrame(list(found.values()), columns=["item", "coder", *FILLED]).replace("", pd.NA), problems


def _changed_keys(
    row: dict[str, str], sent: dict[Any, Any], locked: Sequence[str], file: str, number: int
) -> list[Problem]:
    def plain(text: str) -> str:
        return " ".join(text.split())

    return [
        Problem(file, f'"{plain(sheet_cell(sent[name]))}", as it was sent out', "restore the locked cell", row=number,
                column=name, value=row[name])
        for name in locked
        if plain(row[name]) != plain(sheet_cell(sent[name]))
    ]  # fmt: skip


def code_problems(row: Mapping[str, str], file: str, number: int) -> list[Problem]:
    """Return what is wrong with the codes of one row of a sheet: absent, unknown, or given where none is asked for."""
    problems = []
    for variable in VARIABLES:
        value = row[variable.name]
        asked = variable.asked == "all" or row["tie"] == YES
        expectation = remedy = ""
        if value and not asked:
            expectation, remedy = "an empty cell, as no tie is coded", "empty it, or correct the code of tie"
        elif not value and asked and variable.required:
            expectation, remedy = f"a code, {_permitted(variable)}", "code it"
        elif value and not _is_code(value, variable):
            expectation, remedy = _permitted(variable), "correct the code"
        if expectation:
            problems.append(Problem(file, expectation, remedy, row=number, column=variable.name, value=value))
    return problems


def _is_code(value: str, variable: Variable) -> bool:
    if variable.codes:
        return value in variable.codes
    return bool(re.fullmatch(r"[0-9]{4}", value)) and EARLIEST_YEAR <= int(value) <= LATEST_YEAR


def _permitted(variable: Variable) -> str:
    if variable.codes:
        return "one of " + ", ".join(variable.codes)
    return f"a year from {EARLIEST_YEAR} to {LATEST_YEAR}, or nothing"


def _drop_down(variable: Variable) -> Any:
    from openpyxl.worksheet.datavalidation import DataValidation

    if variable.codes:
        rule = DataValidation(type="list", formula1='"' + ",".join(variable.codes) + '"', allow_blank=True)
    else:
        rule = DataValidation(
            type="whole", operator="between", formula1=str(EARLIEST_YEAR), formula2=str(LATEST_YEAR), allow_blank=True
        )
    rule.showErrorMessage = rule.showInputMessage = True
    rule.errorTitle, rule.error = variable.name, f"Expected: {_permitted(variable)}."
    rule.promptTitle, rule.prompt = variable.name, variable.question
    return rule


def _write_text(cell: Any, text: str, *, locked: bool, bold: bool = False) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill, Protection

    if text:
        cell.value = text
        cell.data_type = "s"  # openpyxl takes text after "=" for a formula
        cell.quotePrefix = text.startswith(FORMULA_SIGNS)
    cell.protection = Protection(locked=locked)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if locked:
        cell.fill = PatternFill("solid", fgColor="E8E8E8")
    if bold:
        cell.font = Font(bold=True)


def _write_guide(sheet: Any, stamp: str) -> None:
    sheet.title = GUIDE
    lines = [(line,) for line in (stamp, *HOW_TO) if line]
    variables = [(one.name, one.question, _permitted(one)) for one in VARIABLES]
    table = [*lines, ("",), ("column", "question", "codes"), *variables, (NOTE, "Whatever a reader should know.", "")]
    for number, row in enumerate(table, 1):
        for at, text in enumerate(row, 1):
            _write_text(sheet.cell(number, at), text, locked=True, bold=row[0] == "column")
        if len(row) == 1:
            sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=3)
            sheet.row_dimensions[number].height = 32
    for letter, width in zip("ABC", (15, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.protection.sheet = True


def _without_clock(book: Any) -> bytes:
    """Return the workbook's bytes with the days of its parts, which openpyxl takes from the clock, set to one day."""
    raw, clean = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as parts, zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in sorted(parts.namelist()):
            content = parts.read(part)
            if part == "docProps/core.xml":
                content = re.sub(rb">[^<]*(?=</dcterms:)", b">" + STAMP.encode(), content)
            entry = zipfile.ZipInfo(part, FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, content)
    return clean.getvalue()
