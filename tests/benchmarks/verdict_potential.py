"""Worlds in which cities are predicted from the cities of other countries: the claim on unused potential (C11).

The claim is true where, by the parameters and for both partners, some cities whose factors make cooperation likely do
not cooperate, yet fewer than of as many cities drawn at random from the same countries. Cooperation and answers are
drawn as in `verdict_cooperation`; every true tie is known to the sources.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd
from verdict_cooperation import LEVEL, OUTCOME, answered, cities, draw_census, held, scaled, with_city_coefficients
from verdict_judging import PARTNERS, STUDY, Drawn, Situation, judge, settings, units, world

from paradiplomacy.findings.case_choices import read_case_choices
from paradiplomacy.findings.case_fields import UNUSED_SUMMARY
from paradiplomacy.findings.cases import select_cases
from paradiplomacy.simulate import cooperation
from paradiplomacy.simulate.parameters import Coefficients, Truth, stream

CLAIM = "C11"
FIRST_SEED = 20_000
# study, partner and wave of the answers, by the file to which the claim leads
LISTS = {
    "cee_china/unused_summary": ("cee_china", "CN", "cee_china_2019"),
    "unused_summary": (STUDY, "US", "us_cities_2024"),
}

Held = Mapping[str, Coefficients]


@dataclass(frozen=True)
class Kind:
    """A kind of world: coefficients of both partners, and whether countries differ by the factors of their cities."""

    coefficients: Callable[[Truth], Held]
    between: bool = False


def halved(coefficients: Held, *partners: str) -> Held:
    """Return coefficients by which half of the cities cooperate with these partners, where factors have no slopes."""
    return {
        partner: scaled(own, 1, intercept=0.0) if partner in partners else own for partner, own in coefficients.items()
    }


KINDS = {
    "no slopes": Kind(lambda truth: held(truth, 0, 0)),
    "no slopes, half cooperate": Kind(lambda truth: halved(held(truth, 0, 0), *PARTNERS)),
    "slopes between countries, none within them": Kind(
        lambda truth: halved(held(truth, 0, 0), *PARTNERS), between=True
    ),
    "steep slopes for China; none, and half cooperate, for the US": Kind(lambda truth: halved(held(truth, 2, 0), "US")),
    "steep slopes for the US; none, and half cooperate, for China": Kind(lambda truth: halved(held(truth, 0, 2), "CN")),
    "slopes half as steep": Kind(lambda truth: held(truth, 0.5, 0.5)),
    "as in the demonstration": Kind(lambda truth: held(truth, 1, 1)),
    "slopes twice as steep": Kind(lambda truth: held(truth, 2, 2)),
}


def between_countries(truth: Truth) -> pd.DataFrame:
    """Return what twice the slopes of the demonstration add to the mean city of each country (rows), by partner."""
    own, added = cities(units()), {}
    for partner, coefficients in held(truth, 2, 2).items():
        predictor = pd.Series(cooperation.design_matrix(truth, own, partner) @ coefficients.vector())
        means = predictor.groupby(own["country"]).mean()
        added[partner] = means - means.mean()
    return pd.DataFrame(added)


def asked(study: str) -> pd.DataFrame:
    """Return the cities of a study."""
    own, countries = cities(units()), settings().studies[study].countries
    inside: pd.DataFrame = own if countries == "all" else own[own["country"].isin(countries)].reset_index(drop=True)
    return inside


def has_potential(truth: Truth, own: pd.DataFrame, partner: str, effects: pd.DataFrame) -> bool:
    """Return whether the claim is true of these cities: expected numbers over all of them, known or not."""
    factors = cooperation.design_matrix(truth, own, partner) @ truth.cooperation[partner][LEVEL].vector()
    likely = cooperation.logistic(factors) >= settings().cases.unused_from
    refuses = pd.Series(1 - cooperation.logistic(factors + own["country"].map(effects[partner]).to_numpy(dtype=float)))
    at_random = refuses.groupby(own["country"]).transform("mean")
    return bool(0 < refuses[likely].sum() < at_random[likely].sum() - 1e-9)


def count_unused(study: str, analysis: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    """Return the summary of the lists of cases of a study, without choices of a researcher."""
    configuration = settings()
    shared = {name: getattr(configuration, name) for name in ("counted_ties", "studies", "factors", "models")}
    tables = select_cases(
        study,
        analysis=analysis,
        public_analysis=analysis,
        units=units(),
        ties=ties,
        public_ties=ties,
        choices=read_case_choices(None, configuration.cases.selections, units(), analysis),
        cases=configuration.cases,
        outcome=OUTCOME,
        variance=configuration.inference.variance,
        confidence_level=configuration.confidence_level,
        **shared,
    )
    return tables[UNUSED_SUMMARY.name]


def draw(kind: Kind, number: int) -> Drawn:
    """Draw one world and judge it."""
    truth = world().truth.model_copy(update={"seed": FIRST_SEED + number})
    effects = cooperation.draw_country_effects(truth, stream(truth.seed, "country effects"))
    if kind.between:
        effects = effects.add(between_countries(truth), fill_value=0.0)
    truth = with_city_coefficients(truth, dict(kind.coefficients(truth)))
    census = draw_census(truth, cities(units()), effects)
    ties = census[census["n_ties"] > 0].assign(status=settings().counted_ties[0])
    true, tables = [], {}
    for file, (study, partner, wave) in LISTS.items():
        own = asked(study)
        true.append(has_potential(truth, own, partner, effects))
        analysis = answered(truth, own, census, partner, wave, study)
        tables[file] = (count_unused(study, analysis, ties), UNUSED_SUMMARY)
    return Drawn({CLAIM: all(true)}, judge([CLAIM], tables=tables))


SITUATIONS = [Situation(name, partial(draw, kind)) for name, kind in KINDS.items()]
