"""The further questions of the simulated questionnaires: institutions, effects, obstacles, factors of success.

Drawn beside simulate.answers from streams of their own, so that asking more does not change what is answered elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from paradiplomacy.simulate.parameters import OrderedAnswer, Questionnaire, Truth
from paradiplomacy.simulate.places import CITIES

NO_ANSWER = "no answer"
DONT_KNOW = "don't know"
COORDINATION = ("none", "informs", "consults", "guided")
MOST_NAMED = 4  # places of the partner question
YES_NO = ("yes", "no")
OTHER_BENEFITS = ("trust", "a wider horizon", "new friends")
LAST_YEAR = 2018  # no plan or ended tie is younger in its beginning
OPENING = ("cooperation", "reasons", "interest")
# the questions of each questionnaire in their order, those of both branches among them
FULL = (
    *OPENING, "approached", "other_countries", "importance", "partners", "areas", "agreements", "offices", "staff",
    "visits", "benefits", "obstacles", "coordination_ministry", "coordination_other_ministry",
    "coordination_embassy", "coordination_region", "coordination_cities", "coordination_delegation",
    "coordination_commission", "success_factors", "satisfaction", "comment",
)  # fmt: skip
CEE = (
    *OPENING, "importance", "partners", "areas", "framework", "benefits", "obstacles", "coordination_ministry",
    "coordination_region", "coordination_embassy", "satisfaction", "staff", "comment",
)  # fmt: skip


class Named(NamedTuple):
    """A partner as a respondent names it; what a wave does not ask is None."""

    place: str
    year: int | None
    form: str | None = None
    initiator: str | None = None
    status: str | None = None


def ordered(rule: OrderedAnswer, n_ties: int, rng: np.random.Generator) -> int:
    """Return an answer on a scale from 1, by an ordered logistic model."""
    latent = rule.per_tie * max(n_ties - 1, 0) + rng.logistic()
    return 1 + int(np.searchsorted(rule.thresholds, latent))


def several(chances: Mapping[str, float], other: tuple[str, ...], rng: np.random.Generator) -> dict[str, Any]:
    """Return the ticked answers of a question of several, and `other`, a free text that is mostly empty."""
    ticked = [name for name, chance in chances.items() if rng.random() < chance]
    return {"ticked": ticked, "other": str(rng.choice(other)) if rng.random() < 0.05 else ""}


def true_partners(ties: pd.DataFrame, rng: np.random.Generator) -> list[Named]:
    """Return up to four of the true ties, with the year where it is remembered; now and then one is forgotten."""
    known = ties.iloc[rng.permutation(len(ties))[:MOST_NAMED]]
    named = []
    for position, row in enumerate(known.itertuples()):
        if position and rng.random() < 0.10:
            continue
        named.append(Named(str(row.place), int(row.year) if rng.random() < 0.85 else None))
    return named


def with_details(named: list[Named], questionnaire: Questionnaire, rng: np.random.Generator) -> list[Named]:
    """Return partners with form, initiator and state of each cooperation."""
    return [
        one._replace(
            form=_choice(questionnaire.forms, rng),
            initiator=_choice(questionnaire.initiators, rng),
            status=_choice(questionnaire.statuses, rng),
        )
        for one in named
    ]


def no_tie(partner: str, said: str, questionnaire: Questionnaire, rng: np.random.Generator) -> list[Named]:
    """Return the place of an ended or planned cooperation, which is none of the true ties."""
    place = str(rng.choice([one.name for one in CITIES[partner]]))
    year = int(rng.integers(1985, LAST_YEAR)) if said == "past" else None
    named = Named(place, year, status="ended" if said == "past" else "planned")
    return [named._replace(form=_choice(questionnaire.forms, rng), initiator=_choice(questionnaire.initiators, rng))]


def further_answers(truth: Truth, said: str, n_ties: int, size: float, rng: np.random.Generator) -> dict[str, Any]:
    """Return the answers to the further questions of the branch that `said` leads to.

    Parameters
    ----------
    said
        answer to the question on cooperation.
    n_ties
        true number of ties.
    size
        logarithm of the population over that of the central unit.
    """
    rules = truth.questionnaire
    given: dict[str, Any] = {}
    if said == "no":
        given["approached"] = YES_NO[int(rng.random() >= rules.approached)]
        given["other_countries"] = YES_NO[int(rng.random() >= rules.other_countries)]
    else:
        given["agreements"] = int(rng.poisson(rules.agreements_per_tie * max(n_ties, 0)))
        given["offices"] = _choice(rules.offices, rng)
        given["visits"] = int(rng.poisson(rules.visits_per_tie * max(n_ties, 1) * np.exp(0.2 * size)))
        given["benefits"] = several(rules.benefits, OTHER_BENEFITS, rng)
        given["obstacles"] = several(rules.obstacles, ("",), rng)
        for name, shares in rules.coordination.items():
            given[name] = str(rng.choice(COORDINATION, p=shares))
        given["success_factors"] = several(rules.success_factors, ("",), rng)
        given["framework"] = ordered(rules.framework, n_ties, rng)
    for name in given:
        if rng.random() < truth.missing_item.other:
            given[name] = NO_ANSWER
    return given


def _choice(shares: Mapping[str, float], rng: np.random.Generator) -> str:
    return str(rng.choice(list(shares), p=list(shares.values())))
