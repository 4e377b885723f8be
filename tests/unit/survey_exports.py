"""Exports of invented respondents in the four formats, written from tidy answers by way of a codebook."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat

from paradiplomacy.survey.codebook import (
    Codebook,
    Coded,
    CountQuestion,
    MultipleQuestion,
    PartnersQuestion,
    TextQuestion,
)

# a sensitive cell that appears anywhere behind the readers is a leak
CANARY = "canary.person@example.org"

INVITATIONS = pd.DataFrame(
    {"wave": "w", "unit_id": ["U1", "U2", "U3", "U4"], "token": ["tok1", "tok2", "tok3", "tok4"]}, dtype="string"
)


def units(level: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "unit_id": ["U1", "U2", "U3", "U4"],
            "level": level,
            "country": ["AT", "AT", "BG", "CZ"],
            "name": ["Altstadt", "Bergen", "Varnovo", "Dubno"],
            "names": ["Altstadt", "Bergen", "Varnovo", "Dubno"],
        },
        dtype="string",
    )


def respondent(codebook: Codebook, token: str, submitted: str | None, **answers: object) -> dict[str, str]:
    """Return one row of an export: tidy answers as raw codes, sensitive cells filled with the canary."""
    row = dict.fromkeys(codebook.columns, "")
    row |= dict.fromkeys(codebook.sensitive, CANARY)
    row[codebook.token] = token
    row[codebook.submitted.column] = submitted or ""
    if codebook.submitted.finished_column:
        row[codebook.submitted.finished_column] = "1" if submitted else "0"
    for name, answer in answers.items():
        question = codebook.question(name)
        if isinstance(question, Coded):
            row[question.column] = next(raw for raw, known in question.codes.items() if known.code == answer)
        elif isinstance(question, MultipleQuestion):
            for option in question.options:
                row[option.column] = question.ticked[0] if option.code in answer else next(iter(question.unticked), "")
        elif isinstance(question, PartnersQuestion):
            for entry, (place, year, *details) in zip(question.entries, answer, strict=False):
                row[entry.place], row[entry.year] = place, year
                for column, detail in zip(entry.columns[2:], details, strict=False):
                    row[column] = detail
        else:
            row[question.column] = str(answer)
    return row


def write_export(rows: list[dict[str, str]], codebook: Codebook, path: Path) -> Path:
    """Write rows in the format of the codebook."""
    if codebook.format == "spss":
        return write_spss(rows, codebook, path)
    if path.suffix == ".xlsx":
        return write_sheet(rows, codebook, path)
    columns = list(codebook.columns)
    headers = [columns]
    if codebook.format == "qualtrics":
        wordings = [f"Wording, with a comma\nand a line break: {name}" for name in columns]
        headers += [wordings, [json.dumps({"ImportId": f"QID_{name}"}) for name in columns]]
    with path.open("w", encoding="utf-8-sig", newline="") as sink:
        writer = csv.writer(sink, quoting=csv.QUOTE_ALL)
        writer.writerows([*headers, *([row[name] for name in columns] for row in rows)])
    return path


def write_spss(rows: list[dict[str, str]], codebook: Codebook, path: Path, user_missing: bool = True) -> Path:
    """Write rows as .sav with value labels and user-missing codes, answers as numbers and days as SPSS dates."""
    texts = {codebook.token, *codebook.sensitive}
    labels, missing = {}, {}
    for question in codebook.fields:
        if isinstance(question, TextQuestion):
            texts.add(question.column)
        elif isinstance(question, PartnersQuestion):
            texts |= {entry.place for entry in question.entries}
        elif isinstance(question, (Coded, CountQuestion)):
            missing[question.column] = [float(raw) for raw in question.missing]
        if isinstance(question, Coded):
            labels[question.column] = {float(raw): answer.label for raw, answer in question.codes.items()}
    day = codebook.submitted.column
    frame = pd.DataFrame(rows, columns=list(codebook.columns))
    for name in frame.columns:
        if name == day:
            frame[name] = [date.fromisoformat(cell) if cell else None for cell in frame[name]]
        elif name not in texts:
            frame[name] = pd.Series([float(cell or "nan") for cell in frame[name]], dtype="float64")
    pyreadstat.write_sav(
        frame,
        str(path),
        variable_value_labels=labels,
        missing_ranges={name: codes for name, codes in missing.items() if codes} if user_missing else None,
        variable_format={day: "EDATE10"},
    )
    return path


def write_sheet(rows: list[dict[str, str]], codebook: Codebook, path: Path) -> Path:
    """Write rows as .xlsx as a person enters them: numbers as numbers, days as dates."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    columns = list(codebook.columns)
    sheet.append(columns)
    for row in rows:
        cells: list[object] = []
        for name in columns:
            if name == codebook.submitted.column and row[name]:
                cells.append(datetime.fromisoformat(row[name]))
            else:
                cells.append(int(row[name]) if row[name].isdecimal() else row[name] or None)
        sheet.append(cells)
    workbook.save(path)
    return path
