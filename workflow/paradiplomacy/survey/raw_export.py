"""Look at an export for which there is no codebook yet: its format, its columns, their wordings, codes and cells.

The draft of a codebook (survey.scaffold) is written from what stands here; a run does not use it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.character_sets import decode
from paradiplomacy.readers.qualtrics import is_import_id, is_legacy, without_last_comma
from paradiplomacy.readers.spreadsheet import OLE, ZIP, read_sheet, sheet_names
from paradiplomacy.readers.spss import DATE_FORMATS, MAGIC, MOMENT_FORMATS, SpssSet, open_spss
from paradiplomacy.readers.survey_exports import DELIMITERS, Delimiter, Encoding, check_size, read_records

LIMESURVEY_MARKS = {"submitdate", "lastpage", "startlanguage"}


@dataclass(frozen=True)
class RawColumn:
    """A column of an export."""

    name: str
    wording: str
    cells: tuple[str, ...]
    """The cells that are filled in, in the order of the file."""
    labels: dict[str, str] = field(default_factory=dict)
    """Code -> value label, where the file holds them."""
    missing: tuple[str, ...] = ()
    """Codes, and ranges such as "900 to 999", that the file declares user-missing."""
    is_date: bool = False


@dataclass(frozen=True)
class RawExport:
    """An export as it is."""

    format: str
    reason: str
    """By what the format was known."""
    columns: tuple[RawColumn, ...]
    rows: int
    delimiter: Delimiter = "comma"
    undecided_encoding: Encoding | None = None
    """The character set that was tried on a file that is not UTF-8; whether it is right a person must say."""
    sheets: tuple[str, ...] = ()
    sets: tuple[SpssSet, ...] = ()


def look_at_export(path: str | Path) -> RawExport:
    """Return what an export holds.

    Raises
    ------
    BadInput
        when the file is missing, empty, damaged, or of no known format.
    """
    file = Path(path).as_posix()
    check_size(path)
    with Path(path).open("rb") as source:
        start = source.read(4)
    if start.startswith(MAGIC):
        return _spss(path)
    if start in (ZIP, OLE):
        return _sheet(path)
    content = Path(path).read_bytes()
    undecided: Encoding | None = None
    try:
        text = decode(content, None, file)
    except BadInput:
        undecided = "windows-1252"
        text = decode(content, undecided, file)
    delimiter = _delimiter(text)
    records = without_last_comma(read_records(path, delimiter, undecided))
    header, *rows = records
    named = [name for name in header if name]
    if len(named) < 2:
        wrong = "the first row to be a header of at least two columns"
        raise BadInput([Problem(file, wrong, "export the file again, with its header", row=1)])
    if is_legacy(records):
        return _from_records("qualtrics", "two header rows", header, records[1], rows[1:], delimiter, undecided)
    if len(rows) > 1 and any(is_import_id(cell) for cell in rows[1]):
        return _from_records("qualtrics", "ImportId in row 3", header, rows[0], rows[2:], delimiter, undecided)
    if LIMESURVEY_MARKS & set(header):
        marks = ", ".join(sorted(LIMESURVEY_MARKS & set(header)))
        return _from_records("limesurvey", f"the columns {marks}", header, [], rows, delimiter, undecided)
    reason = "neither the header rows of Qualtrics nor the columns of LimeSurvey"
    return _from_records("spreadsheet", reason, header, [], rows, delimiter, undecided)


def _delimiter(text: str) -> Delimiter:
    """Return the delimiter by which the header has most cells."""
    widths = {}
    for name, sign in DELIMITERS.items():
        widths[name] = len(next(csv.reader(io.StringIO(text, newline=""), delimiter=sign), []))
    return max(DELIMITERS, key=lambda name: widths[name])


def _from_records(
    kind: str,
    reason: str,
    header: Sequence[str],
    wordings: Sequence[str],
    rows: Sequence[Sequence[str]],
    delimiter: Delimiter,
    undecided: Encoding | None,
) -> RawExport:
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    columns = [
        RawColumn(
            name,
            " ".join(wordings[position].split()) if position < len(wordings) else "",
            tuple(row[position].strip() for row in filled if position < len(row) and row[position].strip()),
        )
        for position, name in enumerate(header)
    ]
    return RawExport(kind, reason, tuple(columns), len(filled), delimiter, undecided)


def _sheet(path: str | Path) -> RawExport:
    names = sheet_names(path)
    header, rows, problems = read_sheet(path, names[0])
    if problems:
        raise BadInput(problems)
    found = _from_records("spreadsheet", "an .xlsx", header, [], rows, "comma", None)
    return RawExport(found.format, found.reason, found.columns, found.rows, sheets=tuple(names))


def _spss(path: str | Path) -> RawExport:
    found = open_spss(path)
    columns = []
    for name in found.columns:
        codes = found.codes[name]
        ranges = [f"{low:g} to {high:g}" for low, high in codes.missing_ranges]
        columns.append(
            RawColumn(
                name,
                " ".join(found.wordings.get(name, "").split()),
                tuple(cell for cell in found.cells[name] if cell is not None),
                codes.labelled,
                (*codes.missing_codes, *ranges),
                found.formats[name].rstrip("0123456789.") in (*DATE_FORMATS, *MOMENT_FORMATS),
            )
        )
    rows = max((len(cells) for cells in found.cells.values()), default=0)
    return RawExport("spss", "the mark of an SPSS file", tuple(columns), rows, sets=found.sets)
