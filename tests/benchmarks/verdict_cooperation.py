"""Worlds in which answers on cooperation are drawn and modelled: claims on shares and factors (C3d, C6, C10c, C15).

The map is that of the demonstration; country effects, cooperation, non-response and false answers are drawn anew.
Truths are average marginal effects and probabilities over all cities, by the parameters, never estimates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from verdict_judging import PARTNERS, STUDY, Drawn, Known, Situation, judge, margin, settings, units, world

from paradiplomacy.config.study import Study
from paradiplomacy.findings import fields
from paradiplomacy.findings.describe import paired_partners
from paradiplomacy.findings.values import ValueBook, enter_findings
from paradiplomacy.models.comparison import differences_of_effects, fit_leading
from paradiplomacy.models.fields import PARTNER_DIFFERENCES
from paradiplomacy.models.ladder import fit_models
from paradiplomacy.simulate import answers, cooperation
from paradiplomacy.simulate.parameters import BLOCS, Coefficients, Truth, stream
from paradiplomacy.tables import typed

MEASURED = ("C3d", "C6a", "C6b", "C6c", "C6d", "C10c", "C15a", "C15b")
SIGNS = {"C6a": "log_population", "C6b": "log_gdp", "C6c": "port_city"}
WAVES = {"CN": "china_cities_2021", "US": "us_cities_2024"}
OUTCOME, MODEL, LEVEL = "cooperates", "core", "city"
TERMS = ("log_population", "log_gdp", "cee", *(f"party_bloc: {bloc}" for bloc in BLOCS), "port_city")
FIRST_SEED = 10_000
STEPS = 40  # of the search for coefficients that are apart by a margin


@dataclass(frozen=True)
class Kind:
    """A kind of world: coefficients of both partners, and whether both meet the same countries and parties."""

    coefficients: Callable[[Truth], dict[str, Coefficients]]
    alike: bool = False
    apart: bool = False  # whether partners are apart by exactly the margins, in every effect and in their shares


def scaled(held: Coefficients, factor: float, intercept: float | None = None) -> Coefficients:
    """Return coefficients with their slopes multiplied."""
    return Coefficients(
        intercept=held.intercept if intercept is None else intercept,
        log_population=factor * held.log_population,
        log_gdp=factor * held.log_gdp,
        cee=factor * held.cee,
        party_bloc={bloc: factor * value for bloc, value in held.party_bloc.items()},
        port_city=factor * held.port_city,
    )


def held(truth: Truth, china: float, america: float, alike: bool = False) -> dict[str, Coefficients]:
    """Return the coefficients of the demonstration with slopes multiplied; alike: those of China for both."""
    base = {partner: truth.cooperation[partner][LEVEL] for partner in PARTNERS}
    if alike:
        base["US"] = base["CN"]
    return {"CN": scaled(base["CN"], china), "US": scaled(base["US"], america)}


KINDS = {
    "as in the demonstration": Kind(lambda truth: held(truth, 1, 1)),
    "slopes twice as steep": Kind(lambda truth: held(truth, 2, 2)),
    "slopes reversed": Kind(lambda truth: held(truth, -1, -1)),
    "steep slopes for China, none for the United States": Kind(lambda truth: held(truth, 2, 0)),
    "no slopes, partners alike": Kind(lambda truth: held(truth, 0, 0, alike=True), alike=True),
    "slopes, partners alike": Kind(lambda truth: held(truth, 1, 1, alike=True), alike=True),
    "partners apart by the margin": Kind(lambda truth: held(truth, 1, 1, alike=True), alike=True, apart=True),
}


def cities(every: pd.DataFrame) -> pd.DataFrame:
    """Return the cities among all units."""
    own: pd.DataFrame = every[every["level"] == LEVEL].reset_index(drop=True)
    return own


def true_effects(truth: Truth, every: pd.DataFrame, effects: pd.DataFrame) -> pd.DataFrame:
    """Return average marginal effects by term (rows) and partner, and in the row "share" the mean probability."""
    found = cooperation.average_effects(truth, every, effects)
    found = found[found["level"] == LEVEL].pivot(index="term", columns="partner", values="effect")
    own = cities(every)
    for partner in PARTNERS:
        design = cooperation.design_matrix(truth, own, partner)
        offset = own["country"].map(effects[partner]).to_numpy(dtype=float)
        predictor = design @ truth.cooperation[partner][LEVEL].vector() + offset
        found.loc["share", partner] = cooperation.logistic(predictor).mean()
    return found


def with_city_coefficients(truth: Truth, coefficients: dict[str, Coefficients]) -> Truth:
    """Return the parameters with other coefficients of cities."""
    levels = {partner: {**truth.cooperation[partner], LEVEL: coefficients[partner]} for partner in PARTNERS}
    return truth.model_copy(update={"cooperation": levels})


def set_apart(truth: Truth, every: pd.DataFrame, effects: pd.DataFrame) -> Truth:
    """Return parameters by which each effect of the United States is that of China less the margin, as is the share.

    Newton's method with a numerical derivative on the eight coefficients of the United States.
    """
    wanted = true_effects(truth, every, effects)["CN"].copy()
    wanted -= margin("inference.equivalence_margin")
    wanted["share"] += margin("inference.equivalence_margin") - margin("claims.margins.equal_shares")
    order = ["share", *TERMS]
    vector = truth.cooperation["US"][LEVEL].vector()

    def of(vector: np.ndarray) -> tuple[Truth, np.ndarray]:
        blocs = dict(zip(BLOCS, vector[4:7].tolist(), strict=True))
        names = ("intercept", "log_population", "log_gdp", "cee")
        plain = dict(zip(names, vector[:4].tolist(), strict=True))
        found = Coefficients(**plain, party_bloc=blocs, port_city=float(vector[7]))
        changed = with_city_coefficients(truth, {"CN": truth.cooperation["CN"][LEVEL], "US": found})
        return changed, true_effects(changed, every, effects).loc[order, "US"].to_numpy() - wanted[order].to_numpy()

    for _ in range(STEPS):
        changed, gap = of(vector)
        if np.abs(gap).max() < 1e-9:
            return changed
        slope = np.column_stack([(of(vector + 1e-5 * step)[1] - gap) / 1e-5 for step in np.eye(len(vector))])
        vector = vector - np.linalg.solve(slope, gap)
    raise ValueError("no coefficients are apart by the margin")


def known_truths(effects: pd.DataFrame, kind: Kind) -> Known:
    """Return which claims are true."""
    apart = (effects["CN"] - effects["US"]).drop("share").abs()
    blocs = effects.loc[[f"party_bloc: {bloc}" for bloc in ("left", "centre")], list(PARTNERS)]
    tolerance = 1e-7 if kind.apart else 0.0  # the search for the margin ends near it
    equal = margin("claims.margins.equal_shares") - tolerance
    return {
        "C3d": bool(abs(effects.at["share", "CN"] - effects.at["share", "US"]) < equal),
        **{claim: bool((effects.loc[term, list(PARTNERS)] > 0).all()) for claim, term in SIGNS.items()},
        "C6d": bool((blocs != 0).any(axis=None)),
        "C10c": bool(effects.at["cee", "CN"] > 0 > effects.at["cee", "US"]),
        "C15a": bool((apart > 0).any()),
        "C15b": bool((apart < margin("inference.equivalence_margin") - tolerance).any()),
    }


def draw_census(truth: Truth, own: pd.DataFrame, effects: pd.DataFrame) -> pd.DataFrame:
    """Return who cooperates with whom in truth, and the number of ties: unit_id, partner, cooperates, n_ties."""
    parts = []
    for partner in PARTNERS:
        design = cooperation.design_matrix(truth, own, partner)
        offset = own["country"].map(effects[partner]).to_numpy(dtype=float)
        random = stream(truth.seed, f"cooperation {partner} {LEVEL}")
        found = cooperation.draw_cooperation(truth, partner, LEVEL, design, offset, random)
        columns = {"partner": partner, "cooperates": found.cooperates, "n_ties": found.n_ties}
        parts.append(pd.DataFrame({"unit_id": own["unit_id"], **columns}))
    return pd.concat(parts, ignore_index=True)


def answered(
    truth: Truth, own: pd.DataFrame, census: pd.DataFrame, partner: str, wave: str, study: str
) -> pd.DataFrame:
    """Return the analysis table of the cities that answered a wave with yes or no, as they answered."""
    facts = own.merge(census[census["partner"] == partner], on="unit_id", validate="one_to_one")
    facts["study"], facts["party_bloc"] = study, facts[cooperation.bloc_facing(partner)]
    facts = facts[answers.response_draws(truth, wave, facts)].reset_index(drop=True)
    random = stream(truth.seed, f"said {wave}")
    cooperates = facts["cooperates"].astype(bool)
    wrong = np.where(cooperates, truth.misreporting.false_negative, truth.misreporting.false_positive)
    said = pd.Series(cooperates.to_numpy() != (random.random(len(facts)) < wrong), dtype="boolean")
    facts[OUTCOME] = said.mask(random.random(len(facts)) < truth.missing_item.cooperation)
    facts["log_population"], facts["log_gdp"] = np.log(facts["population"]), np.log(facts["gdp"])
    return facts


def judge_answers(table: pd.DataFrame) -> dict[str, str]:
    """Return the verdicts on the measured claims, by the functions of the flow."""
    configuration = settings()
    study = Study(
        title="-", partners=list(PARTNERS), levels=[LEVEL], countries="all", outcomes=[OUTCOME], models=[MODEL]
    )
    shared = {"outcomes": configuration.outcomes, "factors": configuration.factors, "models": configuration.models}
    level, inference = configuration.confidence_level, configuration.inference
    estimates, _, _ = fit_models(table, studies={STUDY: study}, **shared, confidence_level=level, inference=inference)
    fitted = []
    for partner in PARTNERS:
        head = {"study": STUDY, "partner": partner, "level": LEVEL, "outcome": OUTCOME, "model": MODEL}
        cell = table[(table["partner"] == partner) & table[OUTCOME].notna()]
        found = fit_leading(
            head, cell, configuration.outcomes[OUTCOME], configuration.models[MODEL], configuration.factors
        )
        if found is not None:
            fitted.append(found)
    differences = list(differences_of_effects(*fitted, level, inference.equivalence_margin)) if len(fitted) == 2 else []
    empty = {
        name: typed(pd.DataFrame(), getattr(fields, name.upper()))
        for name in ("response", "cooperation", "ties_by_country", "tie_sources", "tie_overlap", "recovery")
    }
    book = ValueBook("verdicts", "")
    paired = paired_partners(table, OUTCOME, PARTNERS, level)
    enter_findings(book, units=cities(units()), estimates=estimates, paired=paired, **empty)
    rows = pd.DataFrame(differences, columns=PARTNER_DIFFERENCES.columns)
    return judge(MEASURED, books={"values": book}, tables={"partner_differences": (rows, PARTNER_DIFFERENCES)})


def draw(kind: Kind, number: int) -> Drawn:
    """Draw one world and judge it."""
    truth = world().truth.model_copy(update={"seed": FIRST_SEED + number})
    truth = with_city_coefficients(truth, kind.coefficients(truth))
    every = units()
    effects = cooperation.draw_country_effects(truth, stream(truth.seed, "country effects"))
    if kind.alike:
        effects["US"] = effects["CN"]
        every = every.assign(**{cooperation.bloc_facing("US"): every[cooperation.bloc_facing("CN")]})
    if kind.apart:
        truth = set_apart(truth, every, effects)
    own = cities(every)
    census = draw_census(truth, own, effects)
    known = known_truths(true_effects(truth, every, effects), kind)
    waves = [answered(truth, own, census, partner, wave, STUDY) for partner, wave in WAVES.items()]
    return Drawn(known, judge_answers(pd.concat(waves, ignore_index=True)))


SITUATIONS = [Situation(name, partial(draw, kind)) for name, kind in KINDS.items()]
