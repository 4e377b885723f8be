"""The CEE-China wave of the simulated world as it was entered by hand: semicolons, windows-1250, decimal commas."""

from __future__ import annotations

import csv
import io
from typing import Any
from unicodedata import normalize

import numpy as np

from paradiplomacy.simulate.answers import Answer
from paradiplomacy.simulate.parameters import stream
from paradiplomacy.simulate.questionnaire import DONT_KNOW, NO_ANSWER, Named

ENCODING = "windows-1250"
WORDINGS = {
    "cooperation": {
        "yes": "Yes, at present", "no": "No", "past": "No longer, the cooperation has ended",
        "planned": "Not yet, a cooperation is planned",
    },
    "coordination": {
        "none": "No coordination", "informs": "We inform them", "consults": "We consult them",
        "guided": "We are guided by them",
    },
}  # fmt: skip
REASONS = ("no_interest", "no_capacity", "distance", "politics", "no_partner")
AREAS = ("business", "education", "culture", "science", "tourism", "environment", "transport", "health")
BENEFITS = ("investment", "trade", "tourism", "knowledge", "exchange", "visibility", "none")
OBSTACLES = ("money", "staff", "distance", "language", "law", "politics", "interest", "none")
COORDINATED_WITH = ("ministry", "region", "embassy")
FORMS = {
    "twinning": "twinning", "friendship": "friendship agreement", "memorandum": "memorandum of understanding",
    "agreement": "cooperation agreement", "project": "project", "contact": "contacts",
}  # fmt: skip
HEADER = [
    "no", "code", "city", "country", "office", "date", "person", "cooperation",
    *(f"reason_{item}" for item in REASONS), "interest", "importance", "partners",
    *(f"area_{item}" for item in AREAS), "framework", *(f"benefit_{item}" for item in BENEFITS),
    *(f"obstacle_{item}" for item in OBSTACLES), *(f"coordination_{item}" for item in COORDINATED_WITH),
    "satisfaction", "staff", "remarks",
]  # fmt: skip


def hand_entered_csv(answers: list[Answer], names: dict[str, tuple[str, str]], seed: int) -> bytes:
    """Return the answers as a spreadsheet saves them; `names` has name and country of each unit.

    Partners stand in one cell, as respondents wrote them. Name and country stand in every row, the token in those that
    came with one.
    """
    rng = stream(seed, "hand entry")
    rows = [HEADER]
    for number, answer in enumerate(answers, start=1):
        name, country = (answer.unit_name, answer.country_name) if not answer.token else names[answer.unit_id]
        boxes = [
            *_boxes(answer, "reasons", REASONS), _cell(answer, "interest"), _cell(answer, "importance"),
            _partners(answer, rng), *_boxes(answer, "areas", AREAS), _cell(answer, "framework"),
            *_boxes(answer, "benefits", BENEFITS), *_boxes(answer, "obstacles", OBSTACLES),
        ]  # fmt: skip
        coordination = [_wording(answer, f"coordination_{other}", "coordination") for other in COORDINATED_WITH]
        staff = _cell(answer, "staff")
        rows.append(
            [
                str(number), answer.token, name, country, answer.office,
                f"{answer.ended:%d.%m.%Y}" if answer.complete else "", f"{answer.given_name} {answer.family_name}",
                _wording(answer, "cooperation", "cooperation"), *boxes, *coordination,
                _cell(answer, "satisfaction"), f"{staff},0" if staff and rng.random() < 0.5 else staff,
                _cell(answer, "comment").replace("\n", " "),
            ]
        )  # fmt: skip
    sink = io.StringIO()
    csv.writer(sink, delimiter=";", lineterminator="\r\n").writerows(rows)
    return "".join(map(_typed, sink.getvalue())).encode(ENCODING)


def _typed(letter: str) -> str:
    """Return a letter as it is typed where the character set lacks it: without its accent."""
    try:
        letter.encode(ENCODING)
    except UnicodeEncodeError:
        return normalize("NFKD", letter)[0]
    return letter


def _value(answer: Answer, name: str) -> Any:
    value = answer.answers.get(name)
    return None if value in (NO_ANSWER, DONT_KNOW) else value


def _cell(answer: Answer, name: str) -> str:
    value = _value(answer, name)
    return "" if value is None else str(value)


def _wording(answer: Answer, name: str, kind: str) -> str:
    value = _value(answer, name)
    return "" if value is None else WORDINGS[kind][value]


def _boxes(answer: Answer, name: str, items: tuple[str, ...]) -> list[str]:
    ticked = (_value(answer, name) or {}).get("ticked", [])
    return ["x" if item in ticked else "" for item in items]


def _partners(answer: Answer, rng: np.random.Generator) -> str:
    """Return the named partners in the respondent's own words."""
    written = [_in_words(one, rng) for one in _value(answer, "partners") or []]
    return str(rng.choice(["; ", ";"])).join(written)


def _in_words(one: Named, rng: np.random.Generator) -> str:
    year = "" if one.year is None else str(rng.choice(["since {}", "{}", "from {}"])).format(one.year)
    form = FORMS[one.form] if one.form and rng.random() < 0.6 else ""
    status = one.status if one.status and one.status != "active" else ""
    details = ", ".join(part for part in (form, year, status) if part)
    if not details:
        return one.place
    return f"{one.place} ({details})" if rng.random() < 0.5 else f"{one.place}, {details}"
