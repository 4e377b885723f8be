"""The answers of the simulated region waves as SPSS files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from paradiplomacy.simulate.answers import Answer
from paradiplomacy.simulate.questionnaire import COORDINATION, DONT_KNOW, NO_ANSWER
from paradiplomacy.simulate.survey_files import (
    AREAS,
    COOPERATION,
    OTHERS,
    PARTNER_NUMBERS,
    QUESTIONS,
    REASONS,
    cell_of,
    named_places,
    words,
)

REGIONAL_COORDINATION = ("ministry", "region", "embassy", "eu")
CODES_OF_MISSING = {DONT_KNOW: 98.0, NO_ANSWER: 99.0}
STAFF_MISSING = 999.0
# position, length and text of creation date and time in the header of an SPSS file: fixed, so that bytes do not change
SPSS_DATE_AT, SPSS_DATE = 92, b"01 Jul 21"
SPSS_TIME_AT, SPSS_TIME = 101, b"12:00:00"


def write_spss(answers: list[Answer], path: Path, partner: str, level: str) -> None:
    """Write an SPSS file with value labels and user-missing values; question off the branch are system-missing."""
    import pyreadstat

    asked = {"level": level, "partner": partner}
    columns: dict[str, list[Any]] = {}
    labels: dict[str, str] = {}
    values: dict[str, dict[float, str]] = {}
    missing: dict[str, list[Any]] = {}
    no_answer = {98.0: "don't know", 99.0: "no answer"}

    def add(name: str, label: str, cells: Iterable[Any], codes: Mapping[float, str] | None = None) -> None:
        columns[name], labels[name] = list(cells), label
        if codes:
            values[name] = dict(codes)

    def scale(name: str, question: str, answer_name: str, ends: tuple[str, str]) -> None:
        cells = [_spss_number(a.answers.get(answer_name)) for a in answers]
        add(name, QUESTIONS[question].format(**asked), cells, {1.0: ends[0], 5.0: ends[1], **no_answer})
        missing[name] = [98, 99]

    def ticks(name: str, question: str, items: tuple[str, ...]) -> None:
        for number, item in enumerate(items, start=1):
            cells = [_spss_tick(a.answers.get(question), item) for a in answers]
            add(
                f"{name}_{number}",
                f"{QUESTIONS[question].format(**asked)} {words(item)}",
                cells,
                {0.0: "no", 1.0: "yes"},
            )

    add("TOKEN", "Invitation code", (a.token for a in answers))
    add("DATE_SUBMITTED", "Day of submission", (a.ended.date() if a.complete else None for a in answers))
    codes = {float(number): text for number, text in enumerate(COOPERATION, start=1)}
    cells = [_spss_number(a.answers.get("cooperation"), COOPERATION, 1) for a in answers]
    add("V1", QUESTIONS["cooperation"].format(**asked), cells, {**codes, **no_answer})
    missing["V1"] = [98, 99]
    ticks("V2", "reasons", REASONS)
    scale("V3", "interest", "interest", ("not at all", "very much"))
    scale("V4", "importance", "importance", ("not important", "crucial"))
    for number in PARTNER_NUMBERS:
        cell = 2 * (number - 1)
        places = [named_places(a)[cell] for a in answers]
        years = [float(year) if year else None for year in (named_places(a)[cell + 1] for a in answers)]
        add(f"V5_{number}_PLACE", QUESTIONS["place"].format(number=number, **asked), places)
        add(f"V5_{number}_YEAR", QUESTIONS["year"].format(number=number, **asked), years)
    ticks("V6", "areas", AREAS)
    for number, other in enumerate(REGIONAL_COORDINATION, start=1):
        cells = [_spss_number(a.answers.get(f"coordination_{other}"), COORDINATION, 0) for a in answers]
        codes = {float(code): text for code, text in enumerate(COORDINATION)}
        add(
            f"V7_{number}",
            QUESTIONS["coordination"].format(other=OTHERS[other], **asked),
            cells,
            {**codes, **no_answer},
        )
        missing[f"V7_{number}"] = [98, 99]
    scale("V8", "satisfaction", "satisfaction", ("very unsatisfied", "very satisfied"))
    staff = [_spss_number(a.answers.get("staff")) for a in answers]
    add(
        "V9",
        QUESTIONS["staff"],
        (STAFF_MISSING if s in CODES_OF_MISSING.values() else s for s in staff),
        {999.0: "no answer"},
    )
    missing["V9"] = [999]
    add("V10", QUESTIONS["comment"], (cell_of(a, "comment").replace("\n", " ") for a in answers))
    add("CONTACT", QUESTIONS["contact"], (f"{a.given_name} {a.family_name} <{a.mail}>" for a in answers))
    pyreadstat.write_sav(
        pd.DataFrame(columns),
        path,
        column_labels=[labels[name] for name in columns],
        variable_value_labels=values,
        missing_ranges=missing,
        variable_format=_spss_formats(columns),
    )
    content = bytearray(path.read_bytes())
    content[SPSS_DATE_AT : SPSS_DATE_AT + len(SPSS_DATE)] = SPSS_DATE
    content[SPSS_TIME_AT : SPSS_TIME_AT + len(SPSS_TIME)] = SPSS_TIME
    path.write_bytes(bytes(content))


def _spss_number(value: Any, codes: tuple[str, ...] = (), first: int = 0) -> float | None:
    """Return the code of an answer; None (system-missing) when it was not asked."""
    if value is None:
        return None
    if value in CODES_OF_MISSING:
        return CODES_OF_MISSING[value]
    return float(codes.index(value) + first) if codes else float(value)


def _spss_tick(value: Any, item: str) -> float | None:
    if value is None or value in (NO_ANSWER, DONT_KNOW):
        return None
    return float(item in value["ticked"])


def _spss_formats(columns: Mapping[str, Any]) -> dict[str, str]:
    widths = {"TOKEN": "A15", "DATE_SUBMITTED": "EDATE10", "V10": "A200", "CONTACT": "A120"}
    formats = {name: widths.get(name, "F8.0") for name in columns}
    return formats | {name: "A60" for name in columns if name.endswith("_PLACE")}
