"""What goes wrong with answers between the respondent and the export, and the list of it, by which it can be checked.

Between simulate.answers and the writers of exports. The flaws are those that exports of such surveys really have; none
of them changes what a unit holds to be true.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from paradiplomacy.simulate.answers import Answer
from paradiplomacy.simulate.parameters import Flaws, Truth, stream
from paradiplomacy.simulate.questionnaire import DONT_KNOW, NO_ANSWER, Named

COLUMNS = ["wave", "unit_id", "flaw", "detail"]
OFFICES = ("mayor's office", "economic development", "culture department")
NO_UNIT = ("Musterstadt", "Sampletown", "Villexemple", "Ciudad Ejemplo")  # names that no place of the world bears
WRITTEN_AS = ("{}", "City of {}", "{} (city)")
IMPOSSIBLE_YEARS = (2203, 1201, 1019)
SHORTEST_MISSPELT = 7  # a slip in a shorter name may make another place of it
STRAY = ("importance", "satisfaction")  # questions of those that cooperate, answered by others


def spoil_answers(
    truth: Truth, wave: str, answers: list[Answer], names: Mapping[str, tuple[str, str]], by_link: bool
) -> tuple[list[Answer], pd.DataFrame]:
    """Return the answers as they arrive, in the order in which they were begun, and the list of flaws.

    Parameters
    ----------
    names
        name of each unit and of its country.
    by_link
        whether the wave can be answered without a token and asks for name and office.

    Returns
    -------
    tuple
        answers, and a table of wave, unit_id, flaw, detail.
    """
    rates = truth.flaws
    arrived: list[Answer] = []
    listed: list[tuple[str, str, str, str]] = []
    for answer in answers:
        rng = stream(truth.seed, f"flaws {wave} {answer.unit_id}")
        answer, notes = _misspelt(answer, rates, rng)
        if answer.answers.get("cooperation") == "no" and rng.random() < rates.off_route:
            field = str(rng.choice(STRAY))
            answer = replace(answer, answers=answer.answers | {field: int(rng.integers(2, 5))})
            notes.append(("off_route", field))
        if by_link and rng.random() < rates.without_token:
            answer, note = _without_token(answer, names[answer.unit_id], rates, rng)
            notes.append(note)
        elif len(answer.answers) > 2 and rng.random() < rates.repeated:
            first = _broken_off(answer, rng)
            arrived.append(first)
            notes.append(("repeated", f"{len(first.answers)} questions answered before"))
        elif by_link and answer.complete and rng.random() < rates.another_office:
            arrived.append(_another_office(answer, rng))
            notes.append(("another_office", arrived[-1].office))
        arrived.append(answer)
        listed += [(wave, answer.unit_id, flaw, detail) for flaw, detail in notes]
    arrived.sort(key=lambda one: (one.started, one.unit_id))
    return arrived, pd.DataFrame(listed, columns=COLUMNS)


def _misspelt(answer: Answer, rates: Flaws, rng: np.random.Generator) -> tuple[Answer, list[tuple[str, str]]]:
    """Return the answer with slips in the names and years of partners."""
    named = answer.answers.get("partners")
    if not named or named in (NO_ANSWER, DONT_KNOW):
        return answer, []
    notes: list[tuple[str, str]] = []
    partners: list[Named] = []
    for one in named:
        if len(one.place) >= SHORTEST_MISSPELT and rng.random() < rates.misspelt:
            wrong = misspell(one.place, rng)
            notes.append(("misspelt", f"{wrong} for {one.place}"))
            one = one._replace(place=wrong)
        if one.year is not None and rng.random() < rates.impossible_year:
            one = one._replace(year=int(rng.choice(IMPOSSIBLE_YEARS)))
            notes.append(("impossible_year", str(one.year)))
        partners.append(one)
    return replace(answer, answers=answer.answers | {"partners": partners}), notes


def misspell(place: str, rng: np.random.Generator) -> str:
    """Return a name with a letter inside left out, doubled, or exchanged with the next."""
    at = int(rng.integers(2, len(place) - 2))
    while not (place[at].isalpha() and place[at + 1].isalpha() and place[at] != place[at + 1]):
        at = 2 + (at - 1) % (len(place) - 4)
    slip: Any = rng.choice(["left out", "doubled", "exchanged"])
    if slip == "left out":
        return place[:at] + place[at + 1 :]
    if slip == "doubled":
        return place[: at + 1] + place[at:]
    return place[:at] + place[at + 1] + place[at] + place[at + 2 :]


def _without_token(
    answer: Answer, name: tuple[str, str], rates: Flaws, rng: np.random.Generator
) -> tuple[Answer, tuple[str, str]]:
    if rng.random() < rates.name_unknown:
        written, flaw = str(rng.choice(NO_UNIT)), "name_unknown"
    else:
        written, flaw = str(rng.choice(WRITTEN_AS)).format(name[0]), "without_token"
    return replace(answer, token="", unit_name=written, country_name=name[1]), (flaw, written)


def _broken_off(answer: Answer, rng: np.random.Generator) -> Answer:
    """Return an earlier attempt of the same respondent, which ended after some questions."""
    kept = list(answer.answers)[: int(rng.integers(1, len(answer.answers) - 1))]
    started = answer.started - pd.Timedelta(days=int(rng.integers(1, 6)), minutes=7)
    given = {name: answer.answers[name] for name in kept}
    return replace(answer, started=started, minutes=3, complete=False, pages=len(kept), answers=given)


def _another_office(answer: Answer, rng: np.random.Generator) -> Answer:
    """Return a second, later answer from another office of the unit, which judges the same facts otherwise."""
    judged = {
        name: int(np.clip(answer.answers[name] + rng.choice([-1, 1]), 1, 5))
        for name in ("importance", "satisfaction", "interest")
        if isinstance(answer.answers.get(name), int)
    }
    started = answer.started + pd.Timedelta(days=int(rng.integers(20, 60)), minutes=11)
    return replace(answer, started=started, office=str(rng.choice(OFFICES)), answers=answer.answers | judged)
