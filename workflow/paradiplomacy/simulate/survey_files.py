"""The answers of the simulated world as the survey tools would export them: LimeSurvey, Qualtrics, SPSS."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from paradiplomacy.simulate.answers import COORDINATION, DONT_KNOW, MOST_NAMED, NO_ANSWER, Answer
from paradiplomacy.simulate.parameters import stream

COOPERATION = ("yes", "no", "past", "planned")
REASONS = ("no_interest", "no_capacity", "distance", "politics", "no_partner")
AREAS = ("business", "education", "culture", "science", "tourism", "environment", "transport", "health")
LEVELS_OF_COORDINATION = ("ministry", "region", "embassy", "eu")
PARTNER_NUMBERS = range(1, MOST_NAMED + 1)
CODES_OF_MISSING = {DONT_KNOW: 98.0, NO_ANSWER: 99.0}
STAFF_MISSING = 999.0
# position, length and text of creation date and time in the header of an SPSS file: fixed, so that bytes do not change
SPSS_DATE_AT, SPSS_DATE = 92, b"01 Jul 21"
SPSS_TIME_AT, SPSS_TIME = 101, b"12:00:00"
QUESTIONS = {
    "cooperation": "Does your {level} cooperate with partners in {partner}?",
    "reasons": "Why does your {level} not cooperate with partners in {partner}?",
    "interest": "How interested is your {level} in such a cooperation in the future?",
    "importance": "How important is the cooperation with {partner} to your {level}?",
    "place": "Please name partner {number} in {partner}: place",
    "year": "Please name partner {number} in {partner}: year in which the cooperation began",
    "areas": "In which areas does your {level} cooperate with {partner}?",
    "coordination": "How does your {level} coordinate this cooperation with {other}?",
    "satisfaction": "How satisfied is your {level} with the cooperation?",
    "staff": "How many persons work on the cooperation?",
    "comment": "Anything else that you wish to tell us",
    "contact": "Name of the person who answers",
}
OTHERS = {
    "ministry": "the ministry of foreign affairs",
    "region": "the region or other regional bodies",
    "embassy": "the national embassy",
    "eu": "bodies of the European Union",
}


def _plain(answer: Answer, name: str) -> Any:
    """Return the answer, or None for every kind of missing."""
    value = answer.answers.get(name)
    return None if value in (NO_ANSWER, DONT_KNOW) else value


def _ticks(answer: Answer, name: str, items: Iterable[str], mark: str) -> list[str]:
    ticked = (_plain(answer, name) or {}).get("ticked", [])
    return [mark if item in ticked else "" for item in items]


def _free_text(answer: Answer, name: str) -> str:
    return str((_plain(answer, name) or {}).get("other", ""))


def _named_places(answer: Answer) -> list[str]:
    """Return place and year of each of the four lines, empty where fewer are named."""
    named = _plain(answer, "partners") or []
    cells: list[str] = []
    for number in range(MOST_NAMED):
        place, year = named[number] if number < len(named) else ("", None)
        cells += [place, "" if year is None else str(year)]
    return cells


def _number(answer: Answer, name: str) -> str:
    value = _plain(answer, name)
    return "" if value is None else str(value)


def _code(answer: Answer, name: str, codes: tuple[str, ...], prefix: str, first: int) -> str:
    value = _plain(answer, name)
    return "" if value is None else f"{prefix}{codes.index(value) + first}"


def limesurvey_csv(answers: list[Answer], seed: int) -> str:
    """Return a LimeSurvey export with response codes: byte-order mark, every cell quoted, comma."""
    header = [
        "id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp", "ipaddr", "refurl",
        "COOP", *(f"REASON[SQ{n:03d}]" for n in range(1, len(REASONS) + 1)), "REASON[other]", "INTEREST", "IMP",
        *(f"PARTNER[P{n}_{part}]" for n in PARTNER_NUMBERS for part in ("place", "year")),
        *(f"AREAS[SQ{n:03d}]" for n in range(1, len(AREAS) + 1)), "AREAS[other]",
        *(f"COORD[SQ{n:03d}]" for n in range(1, len(LEVELS_OF_COORDINATION) + 1)), "SAT", "STAFF", "COMMENT",
        "CONTACT", "EMAIL",
    ]  # fmt: skip
    rng = stream(seed, "limesurvey export")
    rows = []
    for number, answer in enumerate(answers, start=1):
        ended = f"{answer.ended:%Y-%m-%d %H:%M:%S}"
        rows.append(
            [
                str(number), ended if answer.complete else "", str(answer.pages), answer.language,
                str(rng.integers(10**8, 2 * 10**9)), answer.token, f"{answer.started:%Y-%m-%d %H:%M:%S}", ended,
                answer.address, "", _code(answer, "cooperation", COOPERATION, "A", 1),
                *_ticks(answer, "reasons", REASONS, "Y"), _free_text(answer, "reasons"), _number(answer, "interest"),
                _number(answer, "importance"), *_named_places(answer), *_ticks(answer, "areas", AREAS, "Y"),
                _free_text(answer, "areas"),
                *(_code(answer, f"coordination_{other}", COORDINATION, "A", 0) for other in LEVELS_OF_COORDINATION),
                _number(answer, "satisfaction"), _number(answer, "staff"), _number(answer, "comment"),
                f"{answer.given_name} {answer.family_name}", answer.mail,
            ]
        )  # fmt: skip
    return "\ufeff" + _csv([header, *rows], csv.QUOTE_ALL)


def qualtrics_csv(answers: list[Answer], seed: int, partner: str, level: str) -> str:
    """Return a Qualtrics export with numeric choice codes and three header rows: code, question text, import id."""
    technical = {
        "StartDate": ("Start Date", "startDate"), "EndDate": ("End Date", "endDate"),
        "Status": ("Response Type", "status"), "IPAddress": ("IP Address", "ipAddress"),
        "Progress": ("Progress", "progress"), "Duration (in seconds)": ("Duration (in seconds)", "duration"),
        "Finished": ("Finished", "finished"), "RecordedDate": ("Recorded Date", "recordedDate"),
        "ResponseId": ("Response ID", "_recordId"), "RecipientLastName": ("Recipient Last Name", "recipientLastName"),
        "RecipientFirstName": ("Recipient First Name", "recipientFirstName"),
        "RecipientEmail": ("Recipient Email", "recipientEmail"),
        "ExternalReference": ("External Data Reference", "externalDataReference"),
        "LocationLatitude": ("Location Latitude", "locationLatitude"),
        "LocationLongitude": ("Location Longitude", "locationLongitude"),
        "DistributionChannel": ("Distribution Channel", "distributionChannel"),
        "UserLanguage": ("User Language", "userLanguage"),
    }  # fmt: skip
    asked = {"level": level, "partner": partner}
    reasons, areas = QUESTIONS["reasons"].format(**asked), QUESTIONS["areas"].format(**asked)
    content = {"Q1": QUESTIONS["cooperation"].format(**asked)}
    content |= {f"Q2_{n}": f"{reasons} - {_words(item)}" for n, item in enumerate(REASONS, start=1)}
    content |= {"Q2_6_TEXT": f"{reasons} - Other - Text", "Q3": QUESTIONS["interest"].format(**asked)}
    content["Q4"] = QUESTIONS["importance"].format(**asked)
    for number in PARTNER_NUMBERS:
        for part, name in enumerate(("place", "year"), start=1):
            content[f"Q5_{number}_{part}"] = QUESTIONS[name].format(number=number, **asked)
    content |= {f"Q6_{n}": f"{areas} - {_words(item)}" for n, item in enumerate(AREAS, start=1)}
    content["Q6_9_TEXT"] = f"{areas} - Other - Text"
    for number, other in enumerate(LEVELS_OF_COORDINATION, start=1):
        content[f"Q7_{number}"] = QUESTIONS["coordination"].format(other=OTHERS[other], **asked)
    content |= {f"Q{n}": QUESTIONS[q].format(**asked) for n, q in ((8, "satisfaction"), (9, "staff"), (10, "comment"))}
    content["Q11_TEXT"] = QUESTIONS["contact"]
    head = [
        [*technical, *content],
        [*(text for text, _ in technical.values()), *content.values()],
        [json.dumps({"ImportId": name}, separators=(",", ":")) for name in _import_ids(technical, content)],
    ]
    rng = stream(seed, "qualtrics export")
    letters = list("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    rows = []
    for answer in answers:
        ended = f"{answer.ended:%Y-%m-%d %H:%M:%S}"
        progress = 100 if answer.complete else min(95, 8 * answer.pages)
        rows.append(
            [
                f"{answer.started:%Y-%m-%d %H:%M:%S}", ended, "0", answer.address, str(progress),
                str(answer.minutes * 60), str(int(answer.complete)), ended,
                "R_" + "".join(rng.choice(letters, 15)), answer.family_name, answer.given_name, answer.mail,
                answer.token, "", "", "email", answer.language.upper(),
                _code(answer, "cooperation", COOPERATION, "", 1), *_ticks(answer, "reasons", REASONS, "1"),
                _free_text(answer, "reasons"), _number(answer, "interest"), _number(answer, "importance"),
                *_named_places(answer), *_ticks(answer, "areas", AREAS, "1"), _free_text(answer, "areas"),
                *(_code(answer, f"coordination_{other}", COORDINATION, "", 0) for other in LEVELS_OF_COORDINATION),
                _number(answer, "satisfaction"), _number(answer, "staff"), _number(answer, "comment"),
                f"{answer.given_name} {answer.family_name}",
            ]
        )  # fmt: skip
    return _csv([*head, *rows], csv.QUOTE_MINIMAL)


def _import_ids(technical: Mapping[str, tuple[str, str]], content: Mapping[str, str]) -> list[str]:
    return [identity for _, identity in technical.values()] + [f"QID{code[1:]}" for code in content]


def _words(item: str) -> str:
    return item.replace("_", " ").capitalize()


def _csv(rows: list[list[str]], quoting: Any) -> str:
    sink = io.StringIO()
    csv.writer(sink, quoting=quoting, lineterminator="\n").writerows(rows)
    return sink.getvalue()


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
                f"{QUESTIONS[question].format(**asked)} {_words(item)}",
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
        places = [_named_places(a)[cell] for a in answers]
        years = [float(year) if year else None for year in (_named_places(a)[cell + 1] for a in answers)]
        add(f"V5_{number}_PLACE", QUESTIONS["place"].format(number=number, **asked), places)
        add(f"V5_{number}_YEAR", QUESTIONS["year"].format(number=number, **asked), years)
    ticks("V6", "areas", AREAS)
    for number, other in enumerate(LEVELS_OF_COORDINATION, start=1):
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
    add("V10", QUESTIONS["comment"], (_number(a, "comment").replace("\n", " ") for a in answers))
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
