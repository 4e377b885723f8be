"""The model from which cooperation and ties of the simulated units are drawn, on arrays, and its true effects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
import pandas as pd

from paradiplomacy.simulate.parameters import BLOCS, LEVELS, PARTNERS, TieCoefficients, Truth

Array = np.ndarray[Any, np.dtype[np.float64]]

TERMS = ("intercept", "log_population", "log_gdp", "cee", *(f"party_bloc: {bloc}" for bloc in BLOCS), "port_city")


@dataclass(frozen=True)
class Draw:
    """Cooperation of n units with one partner: probability p, whether they cooperate, number of ties (0 if not)."""

    p: Array
    cooperates: np.ndarray[Any, np.dtype[np.bool_]]
    n_ties: np.ndarray[Any, np.dtype[np.int64]]


def bloc_facing(partner: str) -> str:
    """Return the column of the bloc in office at the day that counts for a partner."""
    return f"bloc_{partner}"


def design_matrix(truth: Truth, units: pd.DataFrame, partner: str) -> Array:
    """Return the n by 8 matrix of `TERMS`.

    `units` has the columns level, population, gdp, cee, the bloc that faces the partner (`bloc_facing`) and port_city;
    the log terms are centred by level.
    """
    centre_population = units["level"].map({level: truth.centres[level].population for level in LEVELS})
    centre_gdp = units["level"].map({level: truth.centres[level].gdp for level in LEVELS})
    columns = [
        np.ones(len(units)),
        np.log(units["population"] / centre_population),
        np.log(units["gdp"] / centre_gdp),
        units["cee"].astype(float),
        *((units[bloc_facing(partner)] == bloc).astype(float) for bloc in BLOCS),
        units["port_city"].astype(float),
    ]
    return np.column_stack([np.asarray(column, dtype=float) for column in columns])


def logistic(predictor: Array) -> Array:
    """Return the probability of a log-odds."""
    probability: Array = 1 / (1 + np.exp(-predictor))
    return probability


def draw_country_effects(truth: Truth, rng: np.random.Generator) -> pd.DataFrame:
    """Return normal effects by country (rows) and partner (columns), with the stated deviations and correlation."""
    sd = np.array([truth.country_effects.sd[partner] for partner in PARTNERS])
    correlation = np.full((len(PARTNERS), len(PARTNERS)), truth.country_effects.correlation)
    np.fill_diagonal(correlation, 1.0)
    root = np.linalg.cholesky(correlation * np.outer(sd, sd))
    effects = rng.standard_normal((len(truth.countries), len(PARTNERS))) @ root.T
    return pd.DataFrame(effects, index=list(truth.countries), columns=list(PARTNERS))


def draw_cooperation(
    truth: Truth, partner: str, level: str, design: Array, country_effect: Array, rng: np.random.Generator
) -> Draw:
    """Draw who cooperates (Bernoulli, logit) and the ties of those who do (1 + NB2).

    Parameters
    ----------
    design
        n by 8, rows of one level.
    country_effect
        n effects on the log-odds.
    """
    p = logistic(design @ truth.cooperation[partner][level].vector() + country_effect)
    cooperates = rng.random(len(p)) < p
    return Draw(p, cooperates, np.where(cooperates, draw_ties(truth.ties[partner][level], design, rng), 0))


def draw_ties(
    coefficients: TieCoefficients, design: Array, rng: np.random.Generator
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Draw the number of ties of cooperating units: one, and more by NB2 as a Poisson of gamma means."""
    shape = 1 / coefficients.dispersion
    mean = np.exp(design @ coefficients.vector())
    return 1 + rng.poisson(rng.gamma(shape, mean / shape))


def average_effects(truth: Truth, units: pd.DataFrame, country_effects: pd.DataFrame) -> pd.DataFrame:
    """Return the true average marginal effects on the probability of cooperation over all units.

    A doubling of population or GDP, presence against absence of the binary factors, each bloc against the right; the
    other factors of each unit stay as they are.

    Returns
    -------
    pandas.DataFrame
        partner, level, factor, contrast, term (as the models name it), effect (difference of probabilities).
    """
    rows = []
    for partner in PARTNERS:
        for level in LEVELS:
            own = units[units["level"] == level]
            design = design_matrix(truth, own, partner)
            offset = own["country"].map(country_effects[partner]).to_numpy(dtype=float)
            coefficients = truth.cooperation[partner][level].vector()

            def mean_probability(
                changes: Mapping[str, float | Array], design: Array = design, c: Array = coefficients, o: Array = offset
            ) -> float:
                changed = design.copy()
                for term, value in changes.items():
                    changed[:, TERMS.index(term)] = value
                return float(logistic(changed @ c + o).mean())

            for factor in ("log_population", "log_gdp"):
                doubled = mean_probability({factor: design[:, TERMS.index(factor)] + log(2)})
                rows.append((partner, level, factor, "doubling", factor, doubled - mean_probability({})))
            for factor in ("cee", "port_city"):
                effect = mean_probability({factor: 1.0}) - mean_probability({factor: 0.0})
                rows.append((partner, level, factor, "presence", factor, effect))
            none = {f"party_bloc: {bloc}": 0.0 for bloc in BLOCS}
            for bloc in BLOCS:
                effect = mean_probability({**none, f"party_bloc: {bloc}": 1.0}) - mean_probability(none)
                rows.append((partner, level, "party_bloc", f"{bloc} against right", f"party_bloc: {bloc}", effect))
    return pd.DataFrame(rows, columns=["partner", "level", "factor", "contrast", "term", "effect"])
