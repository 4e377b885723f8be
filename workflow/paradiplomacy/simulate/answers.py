"""Who answers the survey waves of the simulated world, and what: answers before any export format is given to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log
from typing import Any

import numpy as np
import pandas as pd

from paradiplomacy.simulate.cooperation import logistic
from paradiplomacy.simulate.names import folded, place_names
from paradiplomacy.simulate.parameters import ONLY_CEE, WAVES, Truth, stream
from paradiplomacy.simulate.questionnaire import (
    CEE,
    COORDINATION,
    DONT_KNOW,
    FULL,
    NO_ANSWER,
    further_answers,
    no_tie,
    ordered,
    several,
    true_partners,
    with_details,
)

FIELD_TIMES = {
    "2019": ("2018-10-01", "2019-06-28"),
    "2021": ("2020-05-11", "2021-05-28"),
    "2024": ("2023-09-04", "2024-06-14"),
}
LANGUAGES = {"AT": "de", "DE": "de", "BE": "fr", "FR": "fr", "LU": "fr", "ES": "es"}  # the others answer in English
TOKEN_LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # noqa: S105 (the alphabet of invitation codes)
TOKEN_LENGTH = 15
DOCUMENTATION_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")  # addresses that belong to nobody (RFC 5737)
GIVEN_NAMES = (
    "Anna", "Marek", "Julia", "Peter", "Elena", "Jan", "Sofia", "Luca", "Marie", "Tomas", "Ines", "Pavel", "Clara",
    "Nikos", "Eva", "Andrei", "Laura", "Mikael", "Ivana", "Hugo", "Katrin", "Bence", "Rita", "Joao", "Petra",
    "Stefan", "Nora", "Emil",
)  # fmt: skip
COMMENTS = (
    "The exchange stopped during the pandemic; we hope to take it up again.",
    'Our partners visit us each year for the "lantern festival", and we are glad of it.',
    "Die Zusammenarbeit läuft über unsere Hochschule, nicht über das Rathaus.",
    "Les échanges scolaires sont très appréciés ; le volet économique reste à développer.",
    "La cooperación depende mucho de las personas, no de los acuerdos.",
    "We would need more staff, and a budget of our own.",
    "No funds at present.\nPlease ask again after the elections.",
    "See our strategy 2030, chapter 4; it names the priority countries.",
)
OTHER_REASONS = ("other priorities", "language", "we are too small", "costs")
OTHER_AREAS = ("sport", "youth exchange", "fire brigade", "archives")


@dataclass
class Answer:
    """One questionnaire. A field that is absent from `answers` was not asked, or came after the break-off."""

    unit_id: str
    country: str
    token: str
    started: pd.Timestamp
    minutes: int
    complete: bool
    pages: int
    language: str
    address: str
    given_name: str
    family_name: str
    answers: dict[str, Any] = field(default_factory=dict)
    office: str = "international relations"
    unit_name: str = ""
    """What an answer without a token gives as name of the unit."""
    country_name: str = ""

    @property
    def ended(self) -> pd.Timestamp:
        """Moment of the last answer."""
        return self.started + pd.Timedelta(minutes=self.minutes)

    @property
    def mail(self) -> str:
        """Invented address of the contact."""
        return f"{folded(self.given_name)}.{folded(self.family_name)}@example.org"


def draw_invitations(truth: Truth, units: pd.DataFrame) -> pd.DataFrame:
    """Return wave, unit_id, token: every unit of a wave's level is invited, with a code of its own."""
    rows = []
    used: set[str] = set()
    for wave, (_, level) in WAVES.items():
        rng = stream(truth.seed, f"tokens {wave}")
        for unit in invited_units(wave, units, level)["unit_id"]:
            token = ""
            while not token or token in used:
                token = "".join(rng.choice(list(TOKEN_LETTERS), TOKEN_LENGTH))
            used.add(token)
            rows.append((wave, unit, token))
    return pd.DataFrame(rows, columns=["wave", "unit_id", "token"])


def invited_units(wave: str, units: pd.DataFrame, level: str) -> pd.DataFrame:
    """Return the units that a wave asks: all of its level, or those of Central and Eastern Europe."""
    inside = units["level"] == level
    return units[inside & units["cee"]] if wave in ONLY_CEE else units[inside]


def draw_answers(
    truth: Truth, wave: str, units: pd.DataFrame, outcomes: pd.DataFrame, ties: pd.DataFrame, invitations: pd.DataFrame
) -> list[Answer]:
    """Return the answers of a wave in the order in which they were begun.

    Parameters
    ----------
    units
        unit_id, level, country, population.
    outcomes
        unit_id, partner, cooperates, n_ties: the truth.
    ties
        true ties (`ties.draw_true_ties`), of which respondents name up to four.
    """
    partner, level = WAVES[wave]
    tokens = invitations[invitations["wave"] == wave].set_index("unit_id")["token"]
    facts = invited_units(wave, units, level).merge(outcomes[outcomes["partner"] == partner], on="unit_id")
    language = {country: parameters.language for country, parameters in truth.countries.items()}
    first, last = (pd.Timestamp(day) for day in FIELD_TIMES[wave[-4:]])
    begun = ties[(ties["partner"] == partner) & (ties["year"] <= last.year)]
    own_ties = dict(iter(begun.groupby("unit_id")))
    found = []
    for row in facts[response_draws(truth, wave, facts)].itertuples():
        rng = stream(truth.seed, f"answer {wave} {row.unit_id}")
        day = first + pd.Timedelta(days=int(rng.integers((last - first).days)))
        size = log(row.population / truth.centres[level].population)
        given = _questionnaire(truth, bool(row.cooperates), int(row.n_ties), size, own_ties.get(row.unit_id), rng)
        given = _asked_in(truth, wave, partner, given, int(row.n_ties), size, str(row.unit_id))
        shown = list(given)
        complete = rng.random() >= truth.partial
        if not complete:
            shown = shown[: int(rng.integers(1, len(shown)))]
        found.append(
            Answer(
                unit_id=row.unit_id,
                country=row.country,
                token=tokens[row.unit_id],
                started=day + pd.Timedelta(seconds=int(rng.integers(8 * 3600, 17 * 3600))),
                minutes=int(rng.integers(4, 45)),
                complete=bool(complete),
                pages=len(shown),
                language=LANGUAGES.get(row.country, "en"),
                address=f"{rng.choice(DOCUMENTATION_NETWORKS)}.{rng.integers(1, 255)}",
                given_name=str(rng.choice(GIVEN_NAMES)),
                family_name=place_names(language[row.country], 1, rng, set())[0],
                answers={name: given[name] for name in shown},
            )
        )
    return sorted(found, key=lambda answer: (answer.started, answer.unit_id))


def response_draws(truth: Truth, wave: str, facts: pd.DataFrame) -> Any:
    """Return who answers, n truth values; `facts` has the columns country, population, cooperates."""
    _, level = WAVES[wave]
    model = truth.response[wave]
    rng = stream(truth.seed, f"response {wave}")
    country = dict(zip(truth.countries, rng.normal(0, model.country_sd, len(truth.countries)), strict=True))
    size = np.log(facts["population"].to_numpy(float) / truth.centres[level].population)
    predictor = model.intercept + model.log_population * size + model.cooperates * facts["cooperates"].to_numpy(float)
    return rng.random(len(facts)) < logistic(predictor + facts["country"].map(country).to_numpy(float))


def _asked_in(
    truth: Truth, wave: str, partner: str, given: dict[str, Any], n_ties: int, size: float, unit: str
) -> dict[str, Any]:
    """Return the answers to the questions of the wave in their order, with those that only this wave asks."""
    full = wave in truth.questionnaire.full
    if not full and wave not in ONLY_CEE:
        return given
    said = given["cooperation"]
    if said in (NO_ANSWER, DONT_KNOW):
        return given
    rng = stream(truth.seed, f"further answers {wave} {unit}")
    given = given | further_answers(truth, said, n_ties, size, rng)
    if isinstance(given.get("partners"), list):
        named = with_details(given["partners"], truth.questionnaire, rng)
        if said in ("past", "planned"):
            named = no_tie(partner, said, truth.questionnaire, rng)
        given["partners"] = named
    return {name: given[name] for name in (FULL if full else CEE) if name in given}


def _questionnaire(
    truth: Truth, cooperates: bool, n_ties: int, size: float, ties: pd.DataFrame | None, rng: np.random.Generator
) -> dict[str, Any]:
    """Return the answers of one unit to the questions of its branch; an unanswered question is a kind of missing."""
    wrong = truth.misreporting.false_negative if cooperates else truth.misreporting.false_positive
    says_yes = cooperates != (rng.random() < wrong)
    negative = str(rng.choice(list(truth.negative_answers), p=list(truth.negative_answers.values())))
    said = "yes" if says_yes else ("no" if cooperates else negative)
    given: dict[str, Any] = {"cooperation": said}
    rules = truth.answers
    if said == "no":
        given["reasons"] = several(rules.reasons, OTHER_REASONS, rng)
        given["interest"] = ordered(rules.interest, 0, rng)
    else:
        kinds = rules.kinds
        kind = kinds[str(rng.choice(list(kinds), p=[k.share for k in kinds.values()]))]
        given["importance"] = ordered(rules.importance, n_ties, rng)
        # a unit that says yes falsely, had a tie in the past or plans one has no place to name
        given["partners"] = true_partners(ties, rng) if cooperates and ties is not None else []
        given["areas"] = several(kind.areas, OTHER_AREAS, rng)
        for name, shares in rules.coordination.items():
            given[name] = str(rng.choice(COORDINATION, p=shares))
        given["satisfaction"] = ordered(rules.satisfaction, n_ties, rng)
        given["staff"] = int(rng.poisson(rules.staff.mean_at_centre * np.exp(rules.staff.log_population * size)))
    given["comment"] = str(rng.choice(COMMENTS)) if rng.random() < 0.08 else ""
    for name in given:
        rate = truth.missing_item.cooperation if name == "cooperation" else truth.missing_item.other
        if name != "comment" and rng.random() < rate:
            given[name] = DONT_KNOW if rng.random() < truth.dont_know else NO_ANSWER
    if given["cooperation"] in (NO_ANSWER, DONT_KNOW):  # without it no branch is shown
        return {"cooperation": given["cooperation"], "comment": given["comment"]}
    return given
