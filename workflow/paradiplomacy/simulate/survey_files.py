"""The answers of the simulated city waves as LimeSurvey and Qualtrics would export them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from paradiplomacy.simulate.answers import Answer
from paradiplomacy.simulate.parameters import stream
from paradiplomacy.simulate.questionnaire import COORDINATION, DONT_KNOW, MOST_NAMED, NO_ANSWER, YES_NO, Named

COOPERATION = ("yes", "no", "past", "planned")
REASONS = ("no_interest", "no_capacity", "distance", "politics", "no_partner")
AREAS = ("business", "education", "culture", "science", "tourism", "environment", "transport", "health")
LEVELS_OF_COORDINATION = (
    "ministry", "other_ministry", "embassy", "region", "cities", "delegation", "commission",
)  # fmt: skip
OFFICES = ("own", "shared", "none")
BENEFITS = ("investment", "trade", "tourism", "knowledge", "exchange", "visibility", "none")
OBSTACLES = ("money", "staff", "distance", "language", "law", "politics", "interest", "none")
FACTORS = ("personal", "business", "university", "diaspora", "history", "infrastructure", "institutions")
FORMS = ("twinning", "friendship", "memorandum", "agreement", "project", "contact")
INITIATORS = ("unit", "partner", "government", "others")
STATUSES = ("active", "dormant", "ended", "planned")
DETAILS = (("form", FORMS, "F"), ("initiator", INITIATORS, "I"), ("status", STATUSES, "S"))
PARTNER_NUMBERS = range(1, MOST_NAMED + 1)
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
    "approached": "Has a partner in {partner} ever proposed a cooperation to your {level}?",
    "other_countries": "Does your {level} cooperate with partners in other countries outside the European Union?",
    "form": "Partner {number} in {partner}: form of the cooperation",
    "initiator": "Partner {number} in {partner}: who began it",
    "status": "Partner {number} in {partner}: state of the cooperation",
    "agreements": "How many agreements with partners in {partner} has your {level} signed?",
    "offices": "Does your {level} have an office in {partner}?",
    "visits": "How many visits from and to {partner} were there in the last year before the pandemic?",
    "benefits": "What has the cooperation brought to your {level}?",
    "obstacles": "What hinders the cooperation?",
    "success_factors": "What has made the cooperation succeed?",
    "office": "Office that answers",
    "name": "Name of your {level}",
    "country": "Country",
}
OTHERS = {
    "ministry": "the ministry of foreign affairs",
    "other_ministry": "other ministries",
    "region": "the region or other regional bodies",
    "embassy": "the national embassy",
    "cities": "other cities",
    "delegation": "the delegation of the European Union",
    "commission": "the European Commission",
    "eu": "bodies of the European Union",
}


def plain(answer: Answer, name: str) -> Any:
    """Return the answer, or None for every kind of missing."""
    value = answer.answers.get(name)
    return None if value in (NO_ANSWER, DONT_KNOW) else value


def _ticks(answer: Answer, name: str, items: Iterable[str], mark: str) -> list[str]:
    ticked = (plain(answer, name) or {}).get("ticked", [])
    return [mark if item in ticked else "" for item in items]


def _free_text(answer: Answer, name: str) -> str:
    return str((plain(answer, name) or {}).get("other", ""))


def named_places(answer: Answer) -> list[str]:
    """Return place and year of each of the four lines, empty where fewer are named."""
    return [cell for one in _lines(answer) for cell in (one.place, "" if one.year is None else str(one.year))]


def _lines(answer: Answer) -> list[Named]:
    named = plain(answer, "partners") or []
    return [named[number] if number < len(named) else Named("", None) for number in range(MOST_NAMED)]


def _named_in_full(answer: Answer, with_letter: bool) -> list[str]:
    """Return place, year and the codes of form, initiator and state of each of the four lines."""
    cells = []
    for one in _lines(answer):
        cells += [one.place, "" if one.year is None else str(one.year)]
        for part, codes, letter in DETAILS:
            value = getattr(one, part)
            prefix = letter if with_letter else ""
            cells.append("" if value is None else f"{prefix}{codes.index(value) + 1}")
    return cells


def cell_of(answer: Answer, name: str) -> str:
    """Return the answer as text, empty for every kind of missing."""
    value = plain(answer, name)
    return "" if value is None else str(value)


def _code(answer: Answer, name: str, codes: tuple[str, ...], prefix: str, first: int) -> str:
    value = plain(answer, name)
    return "" if value is None else f"{prefix}{codes.index(value) + first}"


def limesurvey_csv(answers: list[Answer], seed: int) -> str:
    """Return a LimeSurvey export with response codes: byte-order mark, every cell quoted, comma."""
    header = [
        "id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp", "ipaddr", "refurl",
        "COOP", *(f"REASON[SQ{n:03d}]" for n in range(1, len(REASONS) + 1)), "REASON[other]", "INTEREST",
        "APPROACH", "ELSEWHERE", "IMP",
        *(f"PARTNER[P{n}_{part}]" for n in PARTNER_NUMBERS for part in ("place", "year", *(d[0] for d in DETAILS))),
        *(f"AREAS[SQ{n:03d}]" for n in range(1, len(AREAS) + 1)), "AREAS[other]", "AGREE", "OFFICES", "STAFF", "VISITS",
        *(f"BENEFIT[SQ{n:03d}]" for n in range(1, len(BENEFITS) + 1)), "BENEFIT[other]",
        *(f"OBSTACLE[SQ{n:03d}]" for n in range(1, len(OBSTACLES) + 1)),
        *(f"COORD[SQ{n:03d}]" for n in range(1, len(LEVELS_OF_COORDINATION) + 1)),
        *(f"FACTOR[SQ{n:03d}]" for n in range(1, len(FACTORS) + 1)), "SAT", "COMMENT",
        "UNITNAME", "COUNTRY", "OFFICE", "CONTACT", "EMAIL",
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
                *_ticks(answer, "reasons", REASONS, "Y"), _free_text(answer, "reasons"), cell_of(answer, "interest"),
                _code(answer, "approached", YES_NO, "A", 1), _code(answer, "other_countries", YES_NO, "A", 1),
                cell_of(answer, "importance"), *_named_in_full(answer, with_letter=True),
                *_ticks(answer, "areas", AREAS, "Y"), _free_text(answer, "areas"), cell_of(answer, "agreements"),
                _code(answer, "offices", OFFICES, "O", 1), cell_of(answer, "staff"), cell_of(answer, "visits"),
                *_ticks(answer, "benefits", BENEFITS, "Y"), _free_text(answer, "benefits"),
                *_ticks(answer, "obstacles", OBSTACLES, "Y"),
                *(_code(answer, f"coordination_{other}", COORDINATION, "A", 0) for other in LEVELS_OF_COORDINATION),
                *_ticks(answer, "success_factors", FACTORS, "Y"),
                cell_of(answer, "satisfaction"), cell_of(answer, "comment"),
                answer.unit_name, answer.country_name, answer.office,
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
    content |= {f"Q2_{n}": f"{reasons} - {words(item)}" for n, item in enumerate(REASONS, start=1)}
    content |= {"Q2_6_TEXT": f"{reasons} - Other - Text", "Q3": QUESTIONS["interest"].format(**asked)}
    content |= {f"Q{n}": QUESTIONS[q].format(**asked) for n, q in ((12, "approached"), (13, "other_countries"))}
    content["Q4"] = QUESTIONS["importance"].format(**asked)
    for number in PARTNER_NUMBERS:
        for part, name in enumerate(("place", "year", *(d[0] for d in DETAILS)), start=1):
            content[f"Q5_{number}_{part}"] = QUESTIONS[name].format(number=number, **asked)
    content |= {f"Q6_{n}": f"{areas} - {words(item)}" for n, item in enumerate(AREAS, start=1)}
    content["Q6_9_TEXT"] = f"{areas} - Other - Text"
    numbers = ((14, "agreements"), (15, "offices"), (9, "staff"), (16, "visits"))
    content |= {f"Q{n}": QUESTIONS[q].format(**asked) for n, q in numbers}
    for place, name, items in ((17, "benefits", BENEFITS), (18, "obstacles", OBSTACLES)):
        wording = QUESTIONS[name].format(**asked)
        content |= {f"Q{place}_{n}": f"{wording} - {words(item)}" for n, item in enumerate(items, start=1)}
        if name == "benefits":
            content[f"Q{place}_{len(items) + 1}_TEXT"] = f"{wording} - Other - Text"
    for number, other in enumerate(LEVELS_OF_COORDINATION, start=1):
        content[f"Q7_{number}"] = QUESTIONS["coordination"].format(other=OTHERS[other], **asked)
    factors = QUESTIONS["success_factors"]
    content |= {f"Q19_{n}": f"{factors} - {words(item)}" for n, item in enumerate(FACTORS, start=1)}
    closing = ((8, "satisfaction"), (10, "comment"), (20, "name"), (21, "country"), (22, "office"))
    content |= {f"Q{n}": QUESTIONS[q].format(**asked) for n, q in closing}
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
                answer.token, "", "", "email" if answer.token else "anonymous", answer.language.upper(),
                _code(answer, "cooperation", COOPERATION, "", 1), *_ticks(answer, "reasons", REASONS, "1"),
                _free_text(answer, "reasons"), cell_of(answer, "interest"),
                _code(answer, "approached", YES_NO, "", 1), _code(answer, "other_countries", YES_NO, "", 1),
                cell_of(answer, "importance"), *_named_in_full(answer, with_letter=False),
                *_ticks(answer, "areas", AREAS, "1"), _free_text(answer, "areas"), cell_of(answer, "agreements"),
                _code(answer, "offices", OFFICES, "", 1), cell_of(answer, "staff"), cell_of(answer, "visits"),
                *_ticks(answer, "benefits", BENEFITS, "1"), _free_text(answer, "benefits"),
                *_ticks(answer, "obstacles", OBSTACLES, "1"),
                *(_code(answer, f"coordination_{other}", COORDINATION, "", 0) for other in LEVELS_OF_COORDINATION),
                *_ticks(answer, "success_factors", FACTORS, "1"),
                cell_of(answer, "satisfaction"), cell_of(answer, "comment"),
                answer.unit_name, answer.country_name, answer.office,
                f"{answer.given_name} {answer.family_name}",
            ]
        )  # fmt: skip
    return _csv([*head, *rows], csv.QUOTE_MINIMAL)


def _import_ids(technical: Mapping[str, tuple[str, str]], content: Mapping[str, str]) -> list[str]:
    return [identity for _, identity in technical.values()] + [f"QID{code[1:]}" for code in content]


def words(item: str) -> str:
    """Return the name of a box in words."""
    return item.replace("_", " ").capitalize()


def _csv(rows: list[list[str]], quoting: Any) -> str:
    sink = io.StringIO()
    csv.writer(sink, quoting=quoting, lineterminator="\n").writerows(rows)
    return sink.getvalue()
