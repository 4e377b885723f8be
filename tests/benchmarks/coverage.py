"""Measures bias and coverage of the intervals of each inference in simulated worlds of 27 and of 11 countries.

Run by `make coverage`. A world has the countries of the frame with their real numbers of cities, effects of the country
on the outcome, on its wealth and on its answers, more answers from large cities, and cities without GDP, more of them
small and in some countries. Each is drawn twice: with answers that do not depend on the outcome, and with cities that
cooperate answering more often. The truth is what the model finds among all units of countless such countries, so that
what non-response and missing GDP do is part of the bias. The recommendation of the configuration (`inference`) rests on
these figures.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from paradiplomacy.models.batch import Matrix, Vector, fit_batch
from paradiplomacy.models.binary import fit_logit
from paradiplomacy.models.bootstrap import bootstrap_p_value, draw_weights
from paradiplomacy.models.clusters import (
    Clusters,
    clustered_covariance,
    delete_clusters,
    delete_clusters_by_scores,
    fit_scored,
    jackknife_covariance,
    robust_covariance,
)
from paradiplomacy.models.fit import Fit, FitData, FitError, average_effect, linearised
from paradiplomacy.models.imputation import impute_chained, pool
from paradiplomacy.models.inference import scored
from paradiplomacy.models.margins import average_effects

# cities of the Urban Audit above 50,000 inhabitants by country, as the open frame counts them (LV: one of few)
CITIES = {
    "DE": 126, "ES": 98, "IT": 83, "FR": 76, "PL": 68, "NL": 47, "RO": 35, "HU": 18, "BG": 17, "CZ": 17, "PT": 16,
    "BE": 15, "SE": 13, "FI": 9, "SK": 8, "HR": 7, "AT": 6, "LT": 6, "DK": 4, "LV": 4, "EE": 3, "SI": 2, "CY": 1,
    "EL": 1, "IE": 1, "LU": 1, "MT": 1,
}  # fmt: skip
EASTERN = ("BG", "CZ", "EE", "HR", "HU", "LT", "LV", "PL", "RO", "SI", "SK")
LEVEL = 0.95
SPREAD = 0.5  # standard deviation of the effect of the country on the log odds
MORE_ANSWERS = (
    0.8  # by how much the log odds of an answer are higher for a city that cooperates, where they depend on it
)
TERMS = ("constant", "log population", "log GDP", "port", "CEE")
COEFFICIENTS = np.array([-0.4, 0.6, 0.8, 0.5, 0.4])
GDP = 2  # its column
DRAWS = 999
IMPUTATIONS = 20
TRUTH_WORLDS = 400  # countries drawn this often for the value that an estimate would have with countless countries


@dataclass(frozen=True)
class World:
    """One draw: design of all units, outcome probabilities, outcome, who answered, whose GDP is known, countries."""

    matrix: Matrix
    probability: Vector
    outcome: Vector
    answered: NDArray[np.bool_]
    gdp_known: NDArray[np.bool_]
    countries: NDArray[np.str_]

    @property
    def observed(self) -> NDArray[np.bool_]:
        """Units that answered and lack nothing."""
        return self.answered & self.gdp_known

    def data(self, kept: NDArray[np.bool_], weights: Vector | None = None) -> FitData:
        """Return what a model of some of the units is fitted to."""
        terms = TERMS[: self.matrix.shape[1]]
        return FitData(self.outcome[kept], self.matrix[kept], terms, self.countries[kept], weights)


@dataclass(frozen=True)
class Judged:
    """An interval held against the truth: which inference, of what, on which estimates."""

    inference: str
    quantity: str
    estimates: str
    apart: float
    inside: bool


def draw_world(countries: tuple[str, ...], more_answers: float, random: np.random.Generator) -> World:
    """Draw countries, their cities, who cooperates, and who answers."""
    sizes = [CITIES[country] for country in countries]
    group = np.repeat(np.arange(len(countries)), sizes)
    n, groups = len(group), len(countries)
    eastern = np.isin(countries, EASTERN).astype(float)
    population = random.exponential(0.8, n) - 0.8  # logarithm above 50,000, from its mean
    wealth = (random.normal(0, 0.3, groups) - 0.4 * eastern)[group] + random.normal(0, 0.25, n)
    port = (random.random(n) < random.beta(1, 4, groups)[group]).astype(float)
    columns = [np.ones(n), population, wealth, port]
    if 0 < eastern.sum() < groups:
        columns.append(eastern[group])
    matrix = np.column_stack(columns)
    eta = matrix @ COEFFICIENTS[: len(columns)] + random.normal(0, SPREAD, groups)[group]
    probability = 1 / (1 + np.exp(-eta))
    outcome = (random.random(n) < probability).astype(float)
    inclined = 0.2 + 0.4 * population + random.normal(0, 0.5, groups)[group] + more_answers * (outcome - 0.5)
    without_gdp = random.random(n) < random.beta(0.5, 6, groups)[group] * np.exp(-0.5 * population)
    return World(
        matrix,
        probability,
        outcome,
        random.random(n) < 1 / (1 + np.exp(-inclined)),
        ~without_gdp,
        np.array(countries)[group],
    )


def find_truth(countries: tuple[str, ...], random: np.random.Generator) -> Vector:
    """Return the coefficients that the same model has among all units of countless such countries."""
    worlds = [draw_world(countries, 0.0, random) for _ in range(TRUTH_WORLDS)]
    matrix = np.vstack([world.matrix for world in worlds])
    probability = np.concatenate([world.probability for world in worlds])
    return fit_batch("logit", probability, matrix).coefficients[0]


def judge_world(world: World, truth: Vector, random: np.random.Generator) -> Iterator[Judged]:
    """Yield every inference on every quantity."""
    data = world.data(world.observed)
    clusters = Clusters.of(data.clusters)
    fit = fit_logit(data)
    batched = scored(fit, data)
    critical = stats.t.ppf(0.5 + LEVEL / 2, len(clusters) - 1)
    deleted, stepped = delete_clusters(batched, clusters), delete_clusters_by_scores(batched, clusters)
    for name, covariance, width in (
        ("HC1, normal", robust_covariance(batched, "HC1"), stats.norm.ppf(0.5 + LEVEL / 2)),
        ("CV1, t(G-1)", clustered_covariance(batched, clusters), critical),
        ("CV3 one step, t(G-1)", jackknife_covariance(stepped, fit.params), critical),
        ("CV3, t(G-1)", jackknife_covariance(deleted, fit.params), critical),
    ):
        yield from judge_fit(name, "complete cases", replace(fit, covariance=covariance), data, truth, width)
    for kind in ("webb", "rademacher"):
        weights = draw_weights(kind, len(clusters), DRAWS, random)
        for column in range(1, len(truth)):
            p_value = bootstrap_p_value(batched, clusters, column, truth[column], weights)
            apart = fit.params[column] - truth[column]
            name = f"score wild bootstrap, {kind}"
            yield Judged(name, TERMS[column], "complete cases", apart, p_value > 1 - LEVEL)
    weighted = world.data(world.observed, answer_weights(world)[world.observed])
    surveyed = fit_logit(weighted)
    replicates = delete_clusters(scored(surveyed, weighted), clusters)
    for name, made in (
        ("linearised", linearised(surveyed)),
        ("CV3", replace(surveyed, covariance=jackknife_covariance(replicates, surveyed.params))),
    ):
        yield from judge_fit(f"{name}, weights of answers", "weights of answers", made, weighted, truth, critical)
    yield from judge_imputed(world, truth, random)
    everyone = world.data(np.ones(len(world.outcome), dtype=bool))
    known = fit_logit(everyone)
    groups = Clusters.of(everyone.clusters)
    full = jackknife_covariance(delete_clusters(scored(known, everyone), groups), known.params)
    width = stats.t.ppf(0.5 + LEVEL / 2, len(groups) - 1)
    yield from judge_fit(
        "CV3, every unit known", "every unit known", replace(known, covariance=full), everyone, truth, width
    )


def answer_weights(world: World) -> Vector:
    """Return the inverse probabilities of an answer by size and port, which a survey knows of every unit."""
    known = np.delete(world.matrix, GDP, axis=1)
    model = fit_scored("logit", world.answered.astype(float), known)
    return 1 + np.exp(-known @ model.coefficients)


def judge_fit(name: str, estimates: str, fit: Fit, data: FitData, truth: Vector, width: float) -> Iterator[Judged]:
    """Yield the coefficients and average marginal effects of a fit with its covariance; nothing where it has none."""
    if not np.isfinite(fit.covariance).all():
        return
    for column in range(1, len(truth)):
        apart = fit.params[column] - truth[column]
        yield Judged(name, TERMS[column], estimates, apart, bool(abs(apart) <= width * fit.errors[column]))
        low, high = data.matrix.copy(), data.matrix.copy()
        if column < 3:
            high[:, column] += np.log(2)
        else:
            low[:, column], high[:, column] = 0.0, 1.0
        effect, error = average_effect(fit, low, high)
        apart = effect - average_effects("logit", truth[None, :], low, high)[0]
        yield Judged(name, f"AME {TERMS[column]}", estimates, apart, bool(abs(apart) <= width * error))


def judge_imputed(world: World, truth: Vector, random: np.random.Generator) -> Iterator[Judged]:
    """Yield the coefficients of the model in which GDP is imputed where it is missing."""
    answered = world.answered
    clusters = Clusters.of(world.countries[answered])
    outcome = world.outcome[answered]
    values = np.where(world.gdp_known, world.matrix[:, GDP], np.nan)[answered, None]
    complete = np.column_stack([np.delete(world.matrix[answered], [0, GDP], axis=1), outcome])
    estimates, covariances = [], []
    for _ in range(IMPUTATIONS):
        matrix = world.matrix[answered].copy()
        matrix[:, GDP] = impute_chained(values, complete, world.countries[answered], random)[:, 0]
        fit = fit_scored("logit", outcome, matrix)
        estimates.append(fit.coefficients)
        covariances.append(jackknife_covariance(delete_clusters(fit, clusters), fit.coefficients))
    pooled = pool(np.array(estimates), np.array(covariances), len(clusters) - 1)
    if np.isfinite(pooled.covariance).all():
        widths = stats.t.ppf(0.5 + LEVEL / 2, pooled.df) * np.sqrt(np.diag(pooled.covariance))
        for column in range(1, len(truth)):
            apart = pooled.estimates[column] - truth[column]
            inside = bool(abs(apart) <= widths[column])
            yield Judged("CV3, GDP imputed", TERMS[column], "GDP imputed", apart, inside)


def measure(countries: tuple[str, ...], more_answers: float, worlds: int) -> None:
    """Print coverage of every inference and bias of every way to estimate, by quantity."""
    random = np.random.default_rng([len(countries), round(10 * more_answers), 20231])
    truth = find_truth(countries, random)
    found: list[Judged] = []
    failed = 0
    for _ in range(worlds):
        try:
            found += list(judge_world(draw_world(countries, more_answers, random), truth, random))
        except FitError:
            failed += 1
    depending = "depend on the outcome, too" if more_answers else "do not depend on the outcome"
    error = 100 * np.sqrt(LEVEL * (1 - LEVEL) / worlds)
    print(f"{len(countries)} countries, answers {depending}: {worlds} worlds (failed: {failed})")
    print(f"coverage of intervals at {100 * LEVEL:g} %; one of {100 * LEVEL:g} has an error of {error:.1f}")
    quantities = list(dict.fromkeys(judged.quantity for judged in found))
    heading = "".join(f"{quantity:>20}" for quantity in quantities)
    print(f"  {'':32}{heading}{'all':>8}{'worlds':>8}")
    for name in dict.fromkeys(judged.inference for judged in found):
        rows = [judged for judged in found if judged.inference == name]
        each = [[judged.inside for judged in rows if judged.quantity == quantity] for quantity in quantities]
        shares = [f"{100 * np.mean(row):20.1f}" if row else f"{'':20}" for row in each]
        every = 100 * np.mean([judged.inside for judged in rows])
        print(f"  {name:32}{''.join(shares)}{every:8.1f}{max(map(len, each)):8}")
    print(f"bias (and standard deviation)\n  {'':32}{heading}")
    for name in dict.fromkeys(judged.estimates for judged in found):
        first = next(judged.inference for judged in found if judged.estimates == name)
        cells = []
        for quantity in quantities:
            row = [j.apart for j in found if (j.inference, j.quantity) == (first, quantity)]
            cells.append(f"{f'{np.mean(row):.3f} ({np.std(row):.3f})':>20}" if row else f"{'':20}")
        print(f"  {name:32}{''.join(cells)}")
    print(flush=True)


def main() -> None:
    """Print the tables for the whole Union and for its eastern members."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=500)
    worlds = parser.parse_args().worlds
    for countries in (tuple(CITIES), EASTERN):
        for more_answers in (0.0, MORE_ANSWERS):
            measure(countries, more_answers, worlds)


if __name__ == "__main__":
    main()
