"""Quantiles and tails of the distributions behind intervals and tests, and ranks, without the weight of scipy.stats.

On the ground floor, for all stages: importing scipy.stats takes a second in each of the many short jobs of a run, the
special functions behind it a tenth. Values are those of scipy.stats (the tests compare them).
"""

from __future__ import annotations

from functools import cache
from math import sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray


@cache
def _special() -> Any:
    """Return scipy.special, imported when it is first asked for: a page or a table of field names never asks."""
    from scipy import special

    return special


class Interval(NamedTuple):
    """Both ends of an interval of confidence."""

    low: float
    high: float


def normal_quantile(share: float) -> float:
    """Return the value below which this share of the standard normal distribution lies."""
    return float(_special().ndtri(share))


def normal_tail(value: float) -> float:
    """Return the share of the standard normal distribution above `value`."""
    return float(_special().ndtr(-value))


def t_quantile(share: float, freedom: Any) -> Any:
    """Return the value below which this share of Student's t distribution lies; `freedom` is a number or an array."""
    return _special().stdtrit(np.asarray(freedom, dtype=float), share)


def t_tail(value: Any, freedom: Any) -> Any:
    """Return the share of Student's t distribution above `value`, a number or an array, as is `freedom`."""
    return _special().stdtr(np.asarray(freedom, dtype=float), -np.asarray(value, dtype=float))


def chi2_quantile(share: float, freedom: float) -> float:
    """Return the value below which this share of the chi-square distribution lies."""
    return float(_special().chdtri(freedom, 1 - share))


def chi2_tail(value: float, freedom: float) -> float:
    """Return the share of the chi-square distribution above `value`."""
    return float(_special().chdtrc(freedom, np.maximum(value, 0.0)))


def f_quantile(share: float, numerator: float, denominator: float) -> float:
    """Return the value below which this share of the F distribution lies."""
    return float(_special().fdtri(numerator, denominator, share))


def f_tail(value: float, numerator: float, denominator: float) -> float:
    """Return the share of the F distribution above `value`."""
    return float(_special().fdtrc(numerator, denominator, np.maximum(value, 0.0)))


def beta_quantile(share: float, a: float, b: float) -> float:
    """Return the value below which this share of the beta distribution lies."""
    return float(_special().betaincinv(a, b, share))


def wilson_interval(events: int, n: int, level: float) -> Interval:
    """Return the interval of a share by its score (Wilson 1927).

    Raises
    ------
    ValueError
        unless 0 <= events <= n and n > 0.
    """
    _check_counts(events, n)
    share, z = events / n, normal_quantile(0.5 + 0.5 * level)
    scale = 2 * (n + z**2)
    centre = (2 * n * share + z**2) / scale
    half = z / scale * sqrt(4 * n * share * (1 - share) + z**2)
    return Interval(0.0 if events == 0 else centre - half, 1.0 if events == n else centre + half)


def exact_interval(events: int, n: int, level: float) -> Interval:
    """Return the exact interval of a share (Clopper and Pearson 1934).

    Raises
    ------
    ValueError
        unless 0 <= events <= n and n > 0.
    """
    _check_counts(events, n)
    tail = (1 - level) / 2
    low = 0.0 if events == 0 else beta_quantile(tail, events, n - events + 1)
    return Interval(low, 1.0 if events == n else beta_quantile(1 - tail, events + 1, n - events))


def sign_test(events: int, n: int) -> float:
    """Return the exact two-sided p value of `events` of `n` where each is as likely as not (binomial, one half).

    Raises
    ------
    ValueError
        unless 0 <= events <= n and n > 0.
    """
    _check_counts(events, n)
    return min(1.0, 2 * float(_special().bdtr(min(events, n - events), n, 0.5)))


def average_ranks(values: ArrayLike) -> NDArray[np.float64]:
    """Return ranks from 1 along the first axis; equal values share the average of theirs, and none may be missing."""
    table = np.asarray(values)
    if table.ndim > 1:
        return np.column_stack([average_ranks(column) for column in table.T])
    _, place, counts = np.unique(table, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray(last - (counts - 1) / 2, dtype=float)[place]


def _check_counts(events: int, n: int) -> None:
    if not 0 <= events <= n or n <= 0:
        raise ValueError(f"{events} of {n} is no share")
