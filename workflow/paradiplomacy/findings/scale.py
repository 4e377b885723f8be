"""How far the items of an index measure one thing: alpha of numbers and of ranks, with intervals."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.distributions import average_ranks, f_quantile
from paradiplomacy.findings.agreement import UNKNOWN, Estimate

Matrix = NDArray[np.float64]
DRAWS = 1999
SMALLEST = 1e-9  # below it a variance is zero but for rounding
FEWEST = 3  # units; with fewer there is no covariance to speak of


def cronbach_alpha(items: Matrix, confidence_level: float) -> Estimate:
    """Return Cronbach's alpha (1951) of complete answers with the exact interval of Feldt (1965).

    Parameters
    ----------
    items
        n by k scores, none missing; not a number where there are fewer than two items or the sum does not vary.
    """
    n, k = items.shape
    total = float(items.sum(axis=1).var(ddof=1)) if n >= FEWEST else 0.0
    if k < 2 or total == 0:
        return UNKNOWN
    alpha = k / (k - 1) * (1 - float(items.var(axis=0, ddof=1).sum()) / total)
    tail = (1 - confidence_level) / 2
    low, high = (1 - (1 - alpha) * f_quantile(q, n - 1, (n - 1) * (k - 1)) for q in (1 - tail, tail))
    return Estimate(alpha, low, high)


def ordinal_alpha(items: Matrix, confidence_level: float, seed: str) -> Estimate:
    """Return standardised alpha from rank correlations (Spearman), which takes answers as ordered and no more.

    It needs no assumption on what lies behind the answers, as one from polychoric correlations would. The interval is
    that of the percentiles of resampled units; `seed` names its random numbers.
    """
    n, k = items.shape
    if k < 2 or n < FEWEST:
        return UNKNOWN
    point = _from_ranks(items)
    if np.isnan(point):
        return UNKNOWN
    rng = np.random.default_rng(crc32(seed.encode()))
    drawn = np.array([_from_ranks(items[rng.integers(n, size=n)]) for _ in range(DRAWS)])
    tail = (1 - confidence_level) / 2
    low, high = np.nanquantile(drawn, [tail, 1 - tail])
    return Estimate(point, float(low), float(high))


def _from_ranks(items: Matrix) -> float:
    """Return k r / (1 + (k - 1) r) of the mean rank correlation r.

    It is not a number where an item does not vary, and where items run against each other as far as they can, so that
    the denominator, the variance of the sum of standardised ranks, is zero.
    """
    k = items.shape[1]
    ranks = average_ranks(items)
    ranks -= ranks.mean(axis=0)
    length = np.sqrt((ranks**2).sum(axis=0))
    if (length == 0).any():
        return float("nan")
    correlations = (ranks.T @ ranks) / np.outer(length, length)
    mean = float((correlations.sum() - k) / (k * (k - 1)))
    denominator = 1 + (k - 1) * mean
    return float(k * mean / denominator) if denominator > SMALLEST else float("nan")
