"""Two ordered measures of the same units: an exact signed-rank test, and by how much one is superior, with interval."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.distributions import average_ranks
from paradiplomacy.findings.agreement import UNKNOWN, Estimate

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
DIGITS = 9  # differences of means that are equal but for the last bits are tied


def signed_rank_test(differences: Vector) -> float:
    """Return the exact two-sided p value of Wilcoxon's signed-rank test (1945), whatever the ties.

    Differences of zero are ranked and then left out (Pratt 1959), tied ones get the mean of their ranks. The
    distribution is that of all assignments of signs to these ranks, counted by adding one rank at a time; one without
    any difference has the p value 1.
    """
    rounded = np.round(differences, DIGITS)
    ranks = average_ranks(np.abs(rounded))
    moved = rounded != 0
    doubled = np.round(2 * ranks[moved]).astype(np.int64)  # mean ranks are halves: whole numbers again
    if not len(doubled):
        return 1.0
    chances = np.zeros(int(doubled.sum()) + 1)
    chances[0] = 1.0
    for rank in doubled:
        kept = chances / 2
        chances = kept.copy()
        chances[rank:] += kept[:-rank]
    observed = int(doubled[rounded[moved] > 0].sum())
    below, above = float(chances[: observed + 1].sum()), float(chances[observed:].sum())
    return min(1.0, 2 * min(below, above))


def superiority_of_units(first: Matrix, second: Matrix) -> Vector:
    """Return for each unit how often an answer of the first kind is above one of the second, less how often below.

    The mean over all pairs of a known first and a known second answer of the unit, from -1 to 1; missing where it has
    no such pair. With one answer of each kind it is the sign of their difference. Unlike the highest answer of each
    kind it does not favour the kind of which more is asked.

    Parameters
    ----------
    first, second
        n by k and n by l places on one scale, NaN where there is no answer.
    """
    signs = np.sign(first[:, :, None] - second[:, None, :])
    known = ~np.isnan(signs)
    pairs = known.sum(axis=(1, 2))
    total = np.where(known, signs, 0.0).sum(axis=(1, 2))
    mean: Vector = np.divide(total, pairs, out=np.full(len(first), np.nan), where=pairs > 0)
    return mean


def mean_superiority(units: Vector, confidence_level: float, draws: int, seed: str) -> Estimate:
    """Return P(first > second) - P(first < second) with the percentile interval of resampled units (Cliff 1993).

    Parameters
    ----------
    units
        n values of `superiority_of_units`, none missing.
    seed
        names the random numbers.
    """
    n = len(units)
    if n < 2:
        return UNKNOWN
    rng = np.random.default_rng(crc32(seed.encode()))
    tail = (1 - confidence_level) / 2
    low, high = np.quantile(units[rng.integers(n, size=(draws, n))].mean(axis=1), [tail, 1 - tail])
    return Estimate(float(units.mean()), float(low), float(high))


def mean_of_known(columns: Sequence[Vector]) -> Vector:
    """Return the mean of the known values of each unit; missing where it has none."""
    table = np.column_stack(columns)
    known = ~np.isnan(table)
    total = np.where(known, table, 0.0).sum(axis=1)
    mean: Vector = np.divide(total, known.sum(axis=1), out=np.full(len(table), np.nan), where=known.any(axis=1))
    return mean
