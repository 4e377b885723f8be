"""The wave that asks places of the United States about their tie with a city: invited pairs, answers, and their export.

The pairs stand for what a search by all means would have found: a part of the true ties, whether or not the other files
of this world show them, and some that are none. The respondents are no units of the frame.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from paradiplomacy.simulate.answers import TOKEN_LENGTH, TOKEN_LETTERS
from paradiplomacy.simulate.parameters import PARTNER_WAVE, Truth, stream
from paradiplomacy.simulate.places import CITIES
from paradiplomacy.simulate.questionnaire import ordered, several

PARTNER = "US"
FALSE_PAIRS = 0.05  # invited pairs without a true tie, as a part of the true ones
FIELD_TIME = ("2025-01-13", "2025-05-30")
LABELS = {
    "yes": "Yes, at present", "no": "No, and there never was", "past": "No longer, it has ended",
    "planned": "Not yet, it is planned",
}  # fmt: skip
INITIATORS = {
    "unit": "The European city", "partner": "Our own administration", "government": "Federal or state government",
    "others": "Others, such as universities or firms",
}  # fmt: skip
IMPORTANCE = ("Not important", "Of little importance", "Somewhat important", "Important", "Crucial")
AREAS = {
    "business": "Business", "education": "Education", "culture": "Culture", "science": "Science",
    "tourism": "Tourism", "environment": "Environment", "transport": "Transport", "health": "Health",
}  # fmt: skip
IMPOSSIBLE_YEAR = 2204
NO_COMMENT = ""
COMMENTS = ("We meet every other year.", "Dormant since 2020; please ask the sister cities committee.")


@dataclass(frozen=True)
class PartnerSurvey:
    """Invited pairs (wave, unit_id, place, token), the cells of the export, and the flaws (as `flaws.COLUMNS`)."""

    invitations: pd.DataFrame
    export: pd.DataFrame
    flaws: pd.DataFrame


def draw_partner_survey(truth: Truth, units: pd.DataFrame, ties: pd.DataFrame) -> PartnerSurvey:
    """Return invitations, answers and flaws of the wave.

    Parameters
    ----------
    units
        unit_id, level.
    ties
        true ties (`ties.draw_true_ties`).
    """
    cities = units.loc[units["level"] == "city", "unit_id"]
    own = ties[(ties["partner"] == PARTNER) & ties["unit_id"].isin(cities)]
    rng = stream(truth.seed, f"pairs {PARTNER_WAVE}")
    pairs = own.loc[rng.random(len(own)) < truth.partner_survey.invited, ["unit_id", "place", "year"]]
    known = set(zip(own["unit_id"], own["place"], strict=True))
    false = [
        (str(rng.choice(cities)), str(rng.choice([place.name for place in CITIES[PARTNER]])))
        for _ in range(round(FALSE_PAIRS * len(pairs)))
    ]
    wrong = pd.DataFrame(sorted(set(false) - known), columns=["unit_id", "place"])
    pairs = pd.concat([pairs, wrong]).sort_values(["unit_id", "place"], ignore_index=True)
    letters = list(TOKEN_LETTERS)
    tokens = ["".join(rng.choice(letters, TOKEN_LENGTH)) for _ in range(len(pairs))]
    invitations = pairs[["unit_id", "place"]].assign(token=tokens)
    invitations.insert(0, "wave", PARTNER_WAVE)
    rows, flaws = [], []
    for number, pair in enumerate(pairs.itertuples()):
        own_rng = stream(truth.seed, f"answer {PARTNER_WAVE} {pair.unit_id} {pair.place}")
        if own_rng.random() >= truth.partner_survey.response:
            continue
        year = None if pd.isna(pair.year) else int(pair.year)
        cells, notes = _answer(truth, tokens[number], year, own_rng)
        rows += cells
        flaws += [(PARTNER_WAVE, pair.unit_id, flaw, f"{pair.place}: {detail}") for flaw, detail in notes]
    export = pd.DataFrame(rows).sort_values(["StartDate", "ExternalReference"], ignore_index=True)
    return PartnerSurvey(invitations, export, pd.DataFrame(flaws, columns=["wave", "unit_id", "flaw", "detail"]))


def _answer(
    truth: Truth, token: str, year: int | None, rng: np.random.Generator
) -> tuple[list[dict[str, str]], list[tuple[str, str]]]:
    """Return the rows of one respondent, mostly one, and what is wrong with them; year None: no tie."""
    rules, rates = truth.partner_survey, truth.flaws
    first, last = (pd.Timestamp(day) for day in FIELD_TIME)
    started = first + pd.Timedelta(minutes=int(rng.integers((last - first).days * 24 * 60)))
    cells = _technical(token, started, rng, finished=True)
    if year is None:
        said = "planned" if rng.random() < 0.1 else "no"
    else:
        said = "no" if rng.random() < rules.denies else "yes"
    cells["Q1"] = LABELS[said]
    notes = []
    if said != "no":
        cells["Q2"] = IMPORTANCE[ordered(truth.answers.importance, 1, rng) - 1]
        if year is not None and rng.random() < rules.year_known:
            off = int(rng.choice([-2, -1, 1, 2])) if rng.random() < rules.year_differs else 0
            told = year + off
            if rng.random() < rates.impossible_year:
                told = IMPOSSIBLE_YEAR
                notes.append(("out_of_range", str(told)))
            cells["Q3"] = str(told)
        cells["Q4"] = str(rng.choice(list(INITIATORS.values())))
        ticked = several(truth.answers.kinds["broad"].areas, ("",), rng)["ticked"]
        cells |= {f"Q5_{n}": AREAS[area] for n, area in enumerate(AREAS, start=1) if area in ticked}
    cells["Q6"] = str(rng.choice(COMMENTS)) if rng.random() < 0.05 else NO_COMMENT
    if rng.random() >= rates.repeated:
        return [cells], notes
    earlier = _technical(token, started - pd.Timedelta(days=2), rng, finished=False) | {"Q1": cells["Q1"]}
    return [earlier, cells], [*notes, ("repeated", "broken off after the first question")]


def _technical(token: str, started: pd.Timestamp, rng: np.random.Generator, finished: bool) -> dict[str, str]:
    ended = started + pd.Timedelta(minutes=int(rng.integers(3, 20)))
    return {
        "StartDate": f"{started:%Y-%m-%d %H:%M:%S}",
        "EndDate": f"{ended:%Y-%m-%d %H:%M:%S}",
        "Status": "IP Address",
        "IPAddress": f"203.0.113.{rng.integers(1, 255)}",
        "Progress": "100" if finished else "20",
        "Finished": "True" if finished else "False",
        "ResponseId": f"R_{rng.integers(10**14, 10**15)}",
        "RecipientEmail": f"contact{rng.integers(100, 999)}@example.org",
        "ExternalReference": token,
        "UserLanguage": "EN",
    }


def partner_survey_csv(survey: PartnerSurvey) -> str:
    """Return the answers as a Qualtrics export with the wording of the answers in place of codes."""
    wordings = {
        "Q1": "Does your city cooperate with the European city named in our letter?",
        "Q2": "How important is this cooperation to your city?",
        "Q3": "In which year did it begin?",
        "Q4": "Who began it?",
        **{f"Q5_{n}": f"In which areas do you cooperate? - {area}" for n, area in enumerate(AREAS.values(), start=1)},
        "Q6": "Anything that you would like to add",
    }
    columns = list(_technical("", pd.Timestamp(FIELD_TIME[0]), np.random.default_rng(0), finished=True))
    head = [
        [*columns, *wordings],
        [*columns, *wordings.values()],
        [json.dumps({"ImportId": name}, separators=(",", ":")) for name in [*columns, *wordings]],
    ]
    rows = survey.export.reindex(columns=[*columns, *wordings]).fillna("").to_numpy().tolist()
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\n").writerows([*head, *rows])
    return sink.getvalue()
