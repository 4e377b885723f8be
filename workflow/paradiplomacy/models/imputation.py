"""Multiple imputation of numbers that are missing, such as GDP, and the rules by which the results are combined.

Stands beside complete cases in the models stage. Units of a country resemble each other in what is missing, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.models.batch import Matrix, Vector

EQUAL = 1e-9  # relative deviation from the mean of the country, up to which a column is the same for all of its units
CYCLES = 10  # rounds over the incomplete columns; few are needed (van Buuren 2018, 4.5)


@dataclass(frozen=True)
class Pooled:
    """Combined estimates: k estimates, their k by k covariance, and k degrees of freedom."""

    estimates: Vector
    covariance: Matrix
    df: Vector


def impute_chained(values: Matrix, complete: Matrix, countries: NDArray[Any], random: np.random.Generator) -> Matrix:
    """Return n by p values in which those that were missing (NaN) are drawn, column by column, from all others.

    Parameters
    ----------
    values
        n by p numbers with gaps.
    complete
        n by q columns without gaps, the outcome among them.
    countries
        n labels.

    Notes
    -----
    Chained equations (van Buuren 2018, Flexible Imputation of Missing Data, 4.5). Each is a linear regression within
    countries, and one of their levels on the columns that are the same for all units of a country. The coefficients
    are those of a resample of countries, which stands for their uncertainty (Rubin 1987, Multiple Imputation, 4.4). A
    country that has values keeps its level, one that has none gets an expected level with the residual of another; and
    each unit gets the residual of another unit.
    """
    gaps = np.isnan(values)
    filled = values.copy()
    incomplete = [int(column) for column in np.flatnonzero(gaps.any(axis=0))]
    for column in incomplete:
        known = values[~gaps[:, column], column]
        filled[gaps[:, column], column] = random.choice(known, int(gaps[:, column].sum()))
    for _ in range(CYCLES if len(incomplete) > 1 else 1):
        for column in incomplete:
            others = np.column_stack([np.ones(len(values)), complete, np.delete(filled, column, axis=1)])
            filled[:, column] = _imputed(values[:, column], others, countries, random)
    return filled


def _imputed(values: Vector, others: Matrix, countries: NDArray[Any], random: np.random.Generator) -> Vector:
    """Return one column with its gaps drawn; `others` opens with a constant."""
    known, missing = np.flatnonzero(~np.isnan(values)), np.flatnonzero(np.isnan(values))
    labels, members = np.unique(countries[known], return_inverse=True)
    sizes = np.bincount(members)
    belonging = (members == np.arange(len(labels))[:, None]) / sizes[:, None]
    resampled = np.bincount(random.integers(0, len(labels), len(labels)), minlength=len(labels)).astype(float)
    means, level = belonging @ others[known], belonging @ values[known]
    deviations = others[known] - means[members]
    varying = np.abs(deviations).max(axis=0) > EQUAL * np.abs(others).max(axis=0)
    slopes = np.zeros(others.shape[1])
    slopes[varying] = _weighted_slopes(deviations[:, varying], values[known] - level[members], resampled[members])
    effects = level - means @ slopes
    fixed = _weighted_slopes(means[:, ~varying], effects, resampled)
    within = values[known] - others[known] @ slopes - effects[members]
    several = sizes[members] > 1  # of a single unit nothing is known within its country
    within = (within * np.sqrt(sizes / np.maximum(sizes - 1, 1))[members])[several]
    between = effects - means[:, ~varying] @ fixed
    effect_of = dict(zip(labels, effects, strict=True))
    for country in sorted({*countries[missing]} - {*labels}):
        first = np.flatnonzero(countries == country)[0]
        effect_of[country] = others[first, ~varying] @ fixed + random.choice(between)
    result = values.copy()
    result[missing] = others[missing] @ slopes + [effect_of[country] for country in countries[missing]]
    if len(within):
        result[missing] += random.choice(within, len(missing))
    return result


def _weighted_slopes(columns: Matrix, values: Vector, weights: Vector) -> Vector:
    root = np.sqrt(weights)
    return np.asarray(np.linalg.lstsq(columns * root[:, None], values * root, rcond=None)[0])


def pool(estimates: Matrix, covariances: Matrix, complete_df: float) -> Pooled:
    """Combine m sets of k estimates, each with its k by k covariance.

    Notes
    -----
    Rubin (1987), Multiple Imputation for Nonresponse in Surveys, 3.1; degrees of freedom for a small sample, of which
    the complete data would have `complete_df`: Barnard and Rubin (1999), Biometrika 86.
    """
    m = len(estimates)
    within = covariances.mean(axis=0)
    between = np.atleast_2d(np.cov(estimates, rowvar=False))
    total = within + (1 + 1 / m) * between
    share = (1 + 1 / m) * np.diag(between) / np.diag(total)  # of the variance that is due to what is missing
    with np.errstate(divide="ignore"):
        large = (m - 1) / share**2
    observed = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - share)
    return Pooled(estimates.mean(axis=0), total, 1 / (1 / large + 1 / observed))
