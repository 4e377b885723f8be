"""Measures bias and coverage of the intervals of each inference in simulated worlds of 27 and of 11 countries.

Run by `make coverage`. A world has the countries of the frame with their real numbers of cities, effects of the country
on the outcome, on its wealth and on its answers, more answers from large cities, and countries without GDP. The
recommendation of the configuration (`inference`) rests on these figures.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from paradiplomacy.models.batch import Matrix, Vector, fit_batch
from paradiplomacy.models.bootstrap import bootstrap_p_value, draw_weights
from paradiplomacy.models.clusters import (
    Clusters,
    ScoredFit,
    clustered_covariance,
    delete_clusters,
    delete_clusters_by_scores,
    fit_scored,
    jackknife_covariance,
    robust_covariance,
)
from paradiplomacy.models.estimators import FitError
from paradiplomacy.models.imputation import impute_chained, pool
from paradiplomacy.models.margins import average_effects, effect_gradient

# cities of the Urban Audit above 50,000 inhabitants by country, as the open frame counts them (LV: one of few)
CITIES = {
    "DE": 126, "ES": 98, "IT": 83, "FR": 76, "PL": 68, "NL": 47, "RO": 35, "HU": 18, "BG": 17, "CZ": 17, "PT": 16,
    "BE": 15, "SE": 13, "FI": 9, "SK": 8, "HR": 7, "AT": 6, "LT": 6, "DK": 4, "LV": 4, "EE": 3, "SI": 2, "CY": 1,
    "EL": 1, "IE": 1, "LU": 1, "MT": 1,
}  # fmt: skip
EASTERN = ("BG", "CZ", "EE", "HR", "HU", "LT", "LV", "PL", "RO", "SI", "SK")
LEVEL = 0.95
SPREAD = 0.5  # standard deviation of the effect of the country on the log odds
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


def draw_world(countries: tuple[str, ...], random: np.random.Generator) -> World:
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
    answering = 1 / (1 + np.exp(-(0.2 + 0.4 * population + random.normal(0, 0.5, groups)[group])))
    without_gdp = random.random(n) < random.beta(0.5, 6, groups)[group]
    return World(
        matrix,
        probability,
        (random.random(n) < probability).astype(float),
        random.random(n) < answering,
        ~without_gdp,
        np.array(countries)[group],
    )


def find_truth(countries: tuple[str, ...], random: np.random.Generator) -> Vector:
    """Return the coefficients that the same model has in a world of countless such countries."""
    worlds = [draw_world(countries, random) for _ in range(TRUTH_WORLDS)]
    matrix = np.vstack([world.matrix[world.observed] for world in worlds])
    probability = np.concatenate([world.probability[world.observed] for world in worlds])
    return fit_batch("logit", probability, matrix).coefficients[0]


def judge_world(
    world: World, truth: Vector, random: np.random.Generator
) -> Iterator[tuple[str, str, float, float, bool]]:
    """Yield inference, quantity, estimate, truth and whether the interval holds the truth."""
    matrix, outcome = world.matrix[world.observed], world.outcome[world.observed]
    clusters = Clusters.of(world.countries[world.observed])
    fit = fit_scored("logit", outcome, matrix)
    critical = stats.t.ppf(0.5 + LEVEL / 2, len(clusters) - 1)
    deleted, stepped = delete_clusters(fit, clusters), delete_clusters_by_scores(fit, clusters)
    covariances = {
        "HC1, normal": (robust_covariance(fit, "HC1"), stats.norm.ppf(0.5 + LEVEL / 2)),
        "CV1, t(G-1)": (clustered_covariance(fit, clusters), critical),
        "CV3 one step, t(G-1)": (jackknife_covariance(stepped, fit.coefficients), critical),
        "CV3, t(G-1)": (jackknife_covariance(deleted, fit.coefficients), critical),
    }
    columns = range(1, matrix.shape[1])
    for name, (covariance, width) in covariances.items():
        if not np.isfinite(covariance).all():
            continue
        for column in columns:
            inside = abs(fit.coefficients[column] - truth[column]) <= width * np.sqrt(covariance[column, column])
            yield name, TERMS[column], fit.coefficients[column], truth[column], inside
            yield _effect(name, fit, truth, covariance, width, column)
    for kind in ("webb", "rademacher"):
        weights = draw_weights(kind, len(clusters), DRAWS, random)
        for column in columns:
            p_value = bootstrap_p_value(fit, clusters, column, truth[column], weights)
            yield (
                f"score wild bootstrap, {kind}",
                TERMS[column],
                fit.coefficients[column],
                truth[column],
                p_value > 0.05,
            )
    yield from _judge_imputed(world, truth, random)


def _judge_imputed(
    world: World, truth: Vector, random: np.random.Generator
) -> Iterator[tuple[str, str, float, float, bool]]:
    """Yield the same for the model in which GDP is imputed where it is missing."""
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
            inside = abs(pooled.estimates[column] - truth[column]) <= widths[column]
            yield "CV3, GDP imputed", TERMS[column], pooled.estimates[column], truth[column], inside


def _effect(
    name: str, fit: ScoredFit, truth: Vector, covariance: Matrix, width: float, column: int
) -> tuple[str, str, float, float, bool]:
    low, high = fit.matrix.copy(), fit.matrix.copy()
    if column < 3:
        high[:, column] += np.log(2)
    else:
        low[:, column], high[:, column] = 0.0, 1.0
    estimate, true = average_effects("logit", np.vstack([fit.coefficients, truth]), low, high)
    gradient = effect_gradient("logit", fit.coefficients, low, high)
    inside = abs(estimate - true) <= width * np.sqrt(gradient @ covariance @ gradient)
    return name, f"AME {TERMS[column]}", estimate, true, bool(inside)


def measure(countries: tuple[str, ...], worlds: int) -> None:
    """Print bias and coverage of every inference and quantity."""
    random = np.random.default_rng([len(countries), 20231])
    truth = find_truth(countries, random)
    found: dict[tuple[str, str], list[tuple[float, float, bool]]] = {}
    failed = 0
    for _ in range(worlds):
        try:
            for name, quantity, *judged in judge_world(draw_world(countries, random), truth, random):
                found.setdefault((name, quantity), []).append(tuple(judged))
        except FitError:
            failed += 1
    error = 100 * np.sqrt(0.95 * 0.05 / worlds)
    print(
        f"{len(countries)} countries, {worlds} worlds (failed: {failed}); a coverage of 95 has an error of {error:.1f}"
    )
    quantities = list(dict.fromkeys(quantity for _, quantity in found))
    print(f"  {'':32}" + "".join(f"{quantity:>20}" for quantity in quantities) + f"{'all':>8}{'worlds':>8}")
    for name in dict.fromkeys(name for name, _ in found):
        rows = [found.get((name, quantity), []) for quantity in quantities]
        shares = [f"{100 * np.mean([inside for *_, inside in row]):20.1f}" if row else f"{'':20}" for row in rows]
        every = 100 * np.mean([inside for row in rows for *_, inside in row])
        print(f"  {name:32}" + "".join(shares) + f"{every:8.1f}{max(map(len, rows)):8}")
    first = next(iter(found))[0]
    bias = [np.mean([estimate - true for estimate, true, _ in found[first, quantity]]) for quantity in quantities]
    print(f"  {'bias':32}" + "".join(f"{value:20.4f}" for value in bias))
    spread = [np.std([estimate - true for estimate, true, _ in found[first, quantity]]) for quantity in quantities]
    print(f"  {'standard deviation':32}" + "".join(f"{value:20.4f}" for value in spread))


def main() -> None:
    """Print the tables for the whole Union and for its eastern members."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=500)
    worlds = parser.parse_args().worlds
    for countries in (tuple(CITIES), EASTERN):
        measure(countries, worlds)


if __name__ == "__main__":
    main()
