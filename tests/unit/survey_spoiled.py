"""Exports as they come back spoiled: each is made from a good one, with what the report on it must name."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
from survey_exports import CANARY

Spoil = Callable[[Path], None]


@dataclass(frozen=True)
class Case:
    """A spoiled export: its format, how it is spoiled, and row, column, value and words that the report must name."""

    format: str
    spoil: Spoil
    said: str
    row: int | None = None
    column: str = ""
    value: str = ""
    codebook: tuple[tuple[str, object], ...] = ()


def text(change: Callable[[str], str], encoding: str = "utf-8") -> Spoil:
    def spoil(path: Path) -> None:
        path.write_bytes(change(path.read_text("utf-8-sig")).encode(encoding))

    return spoil


def raw(change: Callable[[bytes], bytes]) -> Spoil:
    def spoil(path: Path) -> None:
        path.write_bytes(change(path.read_bytes()))

    return spoil


def records(change: Callable[[list[list[str]]], object], delimiter: str = ",") -> Spoil:
    def spoil(path: Path) -> None:
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
        change(rows)
        with path.open("w", encoding="utf-8", newline="") as sink:
            csv.writer(sink, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)

    return spoil


def cell(column: str, value: str, row: int = 2) -> Spoil:
    return records(lambda rows: rows[row - 1].__setitem__(rows[0].index(column), value))


def without(column: str) -> Spoil:
    def change(rows: list[list[str]]) -> None:
        place = rows[0].index(column)
        for row in rows:
            del row[place]

    return records(change)


def header(old: str, new: str) -> Spoil:
    return records(lambda rows: rows[0].__setitem__(rows[0].index(old), new))


def sheet(change: Callable[[openpyxl.Workbook], object]) -> Spoil:
    def spoil(path: Path) -> None:
        workbook = openpyxl.load_workbook(path)
        change(workbook)
        workbook.save(path)

    return spoil


def sheet_cell(column: str, value: object, row: int = 2) -> Spoil:
    def change(workbook: openpyxl.Workbook) -> None:
        names = [one.value for one in workbook.active[1]]
        workbook.active.cell(row, names.index(column) + 1).value = value

    return sheet(change)


def merged(column: str, rows: int = 2) -> Spoil:
    def change(workbook: openpyxl.Workbook) -> None:
        place = [one.value for one in workbook.active[1]].index(column) + 1
        workbook.active.merge_cells(start_row=2, end_row=1 + rows, start_column=place, end_column=place)

    return sheet(change)


def sav(change: Callable[[pd.DataFrame], pd.DataFrame], **declared: dict[str, object]) -> Spoil:
    """Write the cases again, changed, with the labels and user-missing codes of the file and those of `declared`."""

    def spoil(path: Path) -> None:
        frame, description = pyreadstat.read_sav(str(path), user_missing=True)
        labels = description.variable_value_labels | declared.get("labels", {})
        missing = description.missing_ranges | declared.get("missing", {})
        formats = {"DATE_SUBMITTED": "EDATE10"}
        changed = change(frame)
        pyreadstat.write_sav(
            changed,
            str(path),
            variable_value_labels={name: value for name, value in labels.items() if name in changed},
            missing_ranges={name: value for name, value in missing.items() if name in changed},
            variable_format=formats,
        )

    return spoil


def _shifted(rows: list[list[str]]) -> None:
    rows[1].insert(10, "")
    del rows[1][-1]


def _archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("readme.txt", "no workbook")


def _second_sheet(workbook: openpyxl.Workbook) -> None:
    workbook.create_sheet("Notes")


def _half(content: bytes) -> bytes:
    return content[: len(content) // 2]


COMMA = "commas expected between the cells"
L, Q, S, X, C = "limesurvey", "qualtrics", "spss", "xlsx", "csv"
HEADER_LOST = "none of the columns of the codebook is there"
NO_SAV = "a complete SPSS file (.sav) expected"
NO_XLSX = "a complete .xlsx expected"

CASES: dict[str, Case] = {
    # ---- text files as such
    "semicolons": Case(L, records(lambda rows: None, ";"), COMMA, 1),
    "tabs": Case(L, records(lambda rows: None, "\t"), COMMA, 1),
    "bars": Case(L, records(lambda rows: None, "|"), COMMA, 1),
    "commas where semicolons are declared": Case(
        L, records(lambda rows: None), "semicolons expected", 1, codebook=(("delimiter", "semicolon"),)
    ),
    "empty file": Case(L, raw(lambda content: b""), "the file is empty"),
    "blank lines only": Case(L, raw(lambda content: b"\r\n \r\n"), "the file is empty"),
    "header only": Case(L, records(lambda rows: rows.__delitem__(slice(1, None))), "at least one answer expected", 1),
    "absent file": Case(L, Path.unlink, "this file to exist"),
    "NUL byte": Case(L, raw(lambda content: content.replace(b"Chengdu", b"Cheng\x00u")), "NUL bytes", 2),
    "a picture": Case(L, raw(lambda content: b"\x89PNG\r\n\x1a\n" + bytes(range(256))), "UTF-8 text expected", 1),
    "an error page": Case(L, raw(lambda content: b"<html>\n<body>503 Unavailable</body></html>"), HEADER_LOST, 1),
    "JSON": Case(L, raw(lambda content: b'{"responses": [{"id": 1}]}'), HEADER_LOST, 1),
    "windows-1252": Case(L, text(lambda text: text.replace("Wuhan", "Łódź"), "cp1250"), "UTF-8 text expected", 2),
    "mixed character sets": Case(
        L, raw(lambda content: content.replace(b"Chengdu", "Chéngdu".encode()).replace(b"Wuhan", b"W\xfchan")),
        "some letters of the file are UTF-8 and this one is not", 2,
    ),
    "UTF-8 read as windows-1252": Case(
        L, cell("PARTNER[P1_place]", "MÃ¼nchen"), "Ã¼ stands where ü was meant", 2, "PARTNER[P1_place]", "MÃ¼nchen"
    ),
    "wrong letters in free text": Case(L, cell("COMMENT", "Frau MÃ¼ller"), "Ã¼ stands where", 2, "COMMENT"),
    "a letter lost": Case(
        L, cell("PARTNER[P1_place]", "M\ufffdnchen"), "a letter was lost", 2, "PARTNER[P1_place]", "M\ufffdnchen"
    ),
    "UTF-16 without mark": Case(L, text(lambda text: text, "utf-16-le"), "every other byte is NUL", 1),
    "wrong character set declared": Case(
        L, cell("PARTNER[P1_place]", "Xī'ān"), "windows-1252 is declared in the codebook, the file is UTF-8",
        codebook=(("encoding", "windows-1252"),),
    ),
    "mark against declaration": Case(
        L, text(lambda text: "\ufeff" + text, "utf-16-le"), "the byte-order mark of the file says utf-16-le", 1,
        codebook=(("encoding", "utf-8"),),
    ),
    "cut off within a row": Case(L, raw(lambda content: content[:-60]), "a quoted cell is not closed", 4),
    "unclosed quotation mark": Case(
        L, text(lambda text: text.replace('"Chengdu"', '"Chengdu')), "a quoted cell is not closed", 2
    ),
    "letters after a quotation mark": Case(
        L, text(lambda text: text.replace('"Chengdu"', '"Chengdu" (CN)')), "a quoted cell is not closed", 2
    ),
    # ---- header and shape
    "header lost": Case(L, records(lambda rows: rows.__delitem__(0)), HEADER_LOST, 1),
    "title above the header": Case(
        L, text(lambda text: "Survey of cities, export of May\n" + text), HEADER_LOST, 1
    ),
    "column missing": Case(L, without("SAT"), "the codebook names this column, it is absent", 1, "SAT"),
    "column renamed": Case(L, header("STAFF", "STAFF1"), 'if "STAFF" is the same column', 1, "STAFF1"),
    "column in small letters": Case(L, header("IMP", "imp"), "no column of this name in the codebook", 1, "imp"),
    "column doubled": Case(L, header("SAT", "IMP"), "each column once, it stands 2 times", 1, "IMP"),
    "column added": Case(
        L, records(lambda rows: [row.append("x") for row in rows]), "no column of this name in the codebook", 1, "x"
    ),
    "column without name": Case(L, header("SAT", ""), "a name expected in the header", 1),
    "row too short": Case(L, records(lambda rows: rows[2].pop()), "as in the header expected", 3),
    "row too long": Case(L, records(lambda rows: rows[2].append("x")), "as in the header expected", 3),
    "a line of totals": Case(L, records(lambda rows: rows.append(["Total", "3"])), "as in the header expected", 5),
    "cells shifted": Case(L, records(_shifted), "an empty cell or one of the codes Y", 2, "REASON[SQ001]", "A1"),
    # ---- cells
    "unknown code": Case(L, cell("COOP", "A9"), "one of the codes A1, A2, A3, A4", 2, "COOP", "A9"),
    "code in small letters": Case(L, cell("COOP", "a1"), "one of the codes A1", 2, "COOP", "a1"),
    "wording in place of the code": Case(
        L, cell("COOP", "Yes, at present"), "one of the codes", 2, "COOP", "Yes, at present"
    ),
    "code in place of the wording": Case(
        L, cell("COOP", "A1"), "one of the codes Yes, at present", 2, "COOP", "A1", codebook=(("cells", "labels"),)
    ),
    "scale out of range": Case(L, cell("IMP", "6"), "one of the codes 1, 2, 3, 4, 5", 2, "IMP", "6"),
    "scale turned into a date": Case(L, cell("IMP", "04. Mai"), "one of the codes 1, 2", 2, "IMP", "04. Mai"),
    "box with a number": Case(
        L, cell("AREAS[SQ001]", "1"), "an empty cell or one of the codes Y", 2, "AREAS[SQ001]", "1"
    ),
    "uninvited token": Case(L, cell("token", "zzz"), "a token of the wave w expected", 2, "token"),
    "token empty": Case(
        S, sav(lambda frame: frame.assign(TOKEN=["", *frame["TOKEN"][1:]])), "a token is required", 1, "TOKEN"
    ),
    "count in words": Case(L, cell("STAFF", "about 3"), "a whole number", 2, "STAFF", "about 3"),
    "count negative": Case(L, cell("STAFF", "-1"), "a whole number", 2, "STAFF", "-1"),
    "count too large": Case(L, cell("STAFF", "9000000"), "a whole number", 2, "STAFF", "9000000"),
    "count with decimal comma": Case(L, cell("STAFF", "2,5"), "a whole number", 2, "STAFF", "2,5"),
    "count as a range": Case(L, cell("STAFF", "2-3"), "a whole number", 2, "STAFF", "2-3"),
    "day in another form": Case(
        L, cell("submitdate", "03.02.2021"), "a date such as 2021-03-31", 2, "submitdate", "03.02.2021"
    ),
    "day that is none": Case(L, cell("submitdate", "2021-02-30"), "a date such as", 2, "submitdate", "2021-02-30"),
    "day as a number": Case(L, cell("submitdate", "44230"), "how a spreadsheet counts days", 2, "submitdate", "44230"),
    "American day where European is declared": Case(
        L, cell("submitdate", "02/28/2021"), "a date such as 31/03/2021", 2, "submitdate", "02/28/2021",
        codebook=(("date_format", "DD/MM/YYYY"),),
    ),
    # ---- Qualtrics
    "wording row lost": Case(Q, records(lambda rows: rows.__delitem__(1)), "three header rows of Qualtrics", 3),
    "ImportId row lost": Case(Q, records(lambda rows: rows.__delitem__(2)), "three header rows of Qualtrics", 3),
    "all header rows lost": Case(Q, records(lambda rows: rows.__delitem__(slice(0, 3))), HEADER_LOST, 1),
    "ImportId damaged": Case(Q, cell("Q4", "{ImportId}", 3), "an {\"ImportId\": ...} expected", 3, "Q4"),
    "Finished unknown": Case(Q, cell("Finished", "yes", 4), "one of the codes 1, 0", 4, "Finished", "yes"),
    "choice text in place of the code": Case(Q, cell("Q1", "Yes", 4), "one of the codes 1, 2, 3, 4", 4, "Q1", "Yes"),
    "other question deleted": Case(Q, without("Q8"), "the codebook names this column, it is absent", 1, "Q8"),
    "Qualtrics cut off": Case(Q, raw(lambda content: content[:-30]), "a quoted cell is not closed", 6),
    "Qualtrics header only": Case(Q, records(lambda rows: rows.__delitem__(slice(3, None))), "at least one answer", 1),
    # ---- SPSS
    "sav empty": Case(S, raw(lambda content: b""), "the file is empty"),
    "sav cut off": Case(S, raw(_half), NO_SAV),
    "sav cut off in its header": Case(S, raw(lambda content: content[:100]), NO_SAV),
    "sav without its last bytes": Case(S, raw(lambda content: content[:-9]), NO_SAV),
    "sav is text": Case(S, raw(lambda content: b"TOKEN,V1\nt1,1\n" * 30), NO_SAV),
    "sav is an archive": Case(S, raw(lambda content: b"PK\x03\x04" * 99), NO_SAV),
    "sav with a damaged dictionary": Case(
        S, raw(lambda content: content[:176] + b"\xff" * 64 + content[240:]), NO_SAV
    ),
    "sav without cases": Case(S, sav(lambda frame: frame.iloc[:0]), "at least one answer expected", 1),
    "sav variable absent": Case(S, sav(lambda frame: frame.drop(columns="V8")), "it is absent", None, "V8"),
    "sav variable renamed": Case(
        S, sav(lambda frame: frame.rename(columns={"V8": "V8_1"})), "no column of this name", None, "V8_1"
    ),
    "sav unknown code": Case(S, sav(lambda frame: frame.assign(V1=7.0)), "one of the codes 1, 2", 1, "V1", "7"),
    "sav code with decimals": Case(S, sav(lambda frame: frame.assign(V1=1.5)), "one of the codes", 1, "V1", "1.5"),
    "sav user-missing code unknown": Case(
        S, sav(lambda frame: frame, missing={"V9": [998.0]}), "declares this code user-missing", None, "V9", "998"
    ),
    "sav user-missing range unknown": Case(
        S, sav(lambda frame: frame, missing={"V9": [{"lo": 900.0, "hi": 998.0}]}), "declares this range", None, "V9",
        "900 to 998",
    ),
    "sav user-missing code is an answer": Case(
        S, sav(lambda frame: frame, missing={"V8": [5.0]}), "the file declares this code user-missing", None, "V8", "5"
    ),
    "sav label unknown": Case(
        S, sav(lambda frame: frame, labels={"V8": {6.0: "Delighted"}}), 'labels this code "Delighted"', None, "V8", "6"
    ),
    # ---- entered by hand
    "formula": Case(X, sheet_cell("STAFF", "=3+4"), "the cell holds a formula", 2, "STAFF", "=3+4"),
    "error in a cell": Case(X, sheet_cell("STAFF", "#REF!"), "an error stands here", 2, "STAFF", "#REF!"),
    "formula in a personal column": Case(X, sheet_cell("EMAIL", f'="{CANARY}"'), "holds a formula", 2, "EMAIL"),
    "merged cells": Case(X, merged("COOP"), "are merged", 2, "COOP"),
    "several sheets": Case(X, sheet(_second_sheet), "since there are several (Sheet, Notes)"),
    "sheet absent": Case(
        X, lambda path: None, 'a sheet "Answers" expected, there are Sheet', codebook=(("sheet", "Answers"),)
    ),
    "sheet empty": Case(X, sheet(lambda book: book.active.delete_rows(1, 9)), "the sheet is empty"),
    "sheet with header only": Case(X, sheet(lambda book: book.active.delete_rows(2, 9)), "at least one answer", 1),
    "sheet header lost": Case(X, sheet(lambda book: book.active.delete_rows(1)), HEADER_LOST, 1),
    "sheet column without name": Case(X, sheet_cell("SAT", None, 1), "a name expected in the header", 1),
    "sheet column doubled": Case(X, sheet_cell("SAT", "IMP", 1), "each column once", 1, "IMP"),
    "xlsx cut off": Case(X, raw(_half), NO_XLSX),
    "old xls": Case(X, raw(lambda content: b"\xd0\xcf\x11\xe0" + bytes(99)), "an old .xls or protected by a password"),
    "archive that is no workbook": Case(X, _archive, NO_XLSX),
    "sheet unknown code": Case(X, sheet_cell("COOP", "ja"), "one of the codes A1", 2, "COOP", "ja"),
    "sheet count with decimal comma": Case(
        X, sheet_cell("STAFF", "2,5"), "a whole number", 2, "STAFF", "2,5", codebook=(("decimal", "comma"),)
    ),
    "sheet day as text": Case(X, sheet_cell("submitdate", "3.2.21"), "a date such as", 2, "submitdate", "3.2.21"),
    "sheet day as a number": Case(
        X, sheet_cell("submitdate", "44230"), "how a spreadsheet counts days", 2, "submitdate", "44230"
    ),
    "formula in a csv": Case(C, cell("STAFF", "=SUM(A1:A2)"), "the cell holds a formula", 2, "STAFF", "=SUM(A1:A2)"),
    "error in a csv": Case(C, cell("STAFF", "#N/A"), "an error stands here", 2, "STAFF", "#N/A"),
    "sheet named for a csv": Case(C, lambda path: None, "a .csv has no sheets", codebook=(("sheet", "Answers"),)),
    "csv with semicolons": Case(C, records(lambda rows: None, ";"), COMMA, 1),
}  # fmt: skip
