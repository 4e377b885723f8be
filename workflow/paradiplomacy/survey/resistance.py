"""What the silent units may do: bounds without any assumption, and the line through early and late answers.

The findings set both beside the weighted estimates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paradiplomacy.distributions import average_ranks, t_quantile, wilson_interval

Vector = NDArray[np.float64]
QUARTERS = 4


@dataclass(frozen=True)
class Extrapolated:
    """A share with the silent units put on the line of the answers; not a number where there is no line."""

    estimate: float
    conf_low: float
    conf_high: float


def worst_case_bounds(values: Vector, invited: int) -> tuple[float, float]:
    """Return the share if no silent unit, and if every silent unit, had the outcome (Manski 1989).

    Parameters
    ----------
    values
        0 or 1 of each unit with a known outcome.
    invited
        units invited; they are a census, so that the bounds have no sampling error.
    """
    ones = float(values.sum())
    return ones / invited, (ones + invited - len(values)) / invited


def answers_by_quarter(days: pd.Series[Any], values: pd.Series[float], confidence_level: float) -> pd.DataFrame:
    """Return the share by quarter of the answers, from the earliest to the latest, with Wilson intervals.

    Parameters
    ----------
    days
        days of the answers (ISO 8601); an answer without a day is left out.
    values
        0 or 1 of each answer.

    Returns
    -------
    pandas.DataFrame
        quarter (1 to 4), n, first_day, last_day, share, conf_low, conf_high; answers of one day stay together.
    """
    known = days.notna() & values.notna()
    days, values = days[known].astype(str), values[known].astype(float)
    quarter = np.ceil(QUARTERS * average_ranks(days) / max(len(days), 1)).astype(int)
    rows = []
    for number in range(1, QUARTERS + 1):
        inside = quarter == number
        n = int(inside.sum())
        if n == 0:
            continue
        ones = int(values[inside].sum())
        interval = wilson_interval(ones, n, confidence_level)
        first, last = days[inside].min(), days[inside].max()
        rows.append([number, n, first, last, ones / n, interval.low, interval.high])
    return pd.DataFrame(rows, columns=["quarter", "n", "first_day", "last_day", "share", "conf_low", "conf_high"])


def extrapolate_late(
    days: pd.Series[Any], values: pd.Series[float], invited: int, confidence_level: float
) -> Extrapolated:
    """Return the share of all invited units if the silent ones went on along the line of the answers.

    The continuum of resistance: units that answer late are taken to be more like those that never do (Armstrong and
    Overton 1977). The outcome is regressed on the place of the answer in the order of all invited units; the silent
    units stand behind the last answer. The interval holds the error of the line at the middle of the silent units
    (covariance HC1) and the spread of their own outcomes. Estimate and ends are cut at 0 and 1.

    Parameters
    ----------
    days, values
        as for `answers_by_quarter`.
    invited
        units invited.
    """
    known = days.notna() & values.notna()
    y = values[known].to_numpy(dtype=float)
    n, silent = len(y), invited - len(y)
    place = (average_ranks(days[known].astype(str)) - 0.5) / invited
    if n < 3 or np.ptp(place) == 0:
        return Extrapolated(np.nan, np.nan, np.nan)
    matrix = np.column_stack([np.ones(n), place])
    inverse = np.linalg.inv(matrix.T @ matrix)
    line = inverse @ matrix.T @ y
    residuals = y - matrix @ line
    covariance = inverse @ (matrix.T * residuals**2) @ matrix @ inverse * n / (n - 2)
    middle = np.array([1.0, (n + invited) / 2 / invited])
    part = silent / invited
    estimate = (1 - part) * float(y.mean()) + part * float(middle @ line)
    spread = float(residuals @ residuals) / (n - 2) / silent if silent else 0.0
    error = part * float(np.sqrt(middle @ covariance @ middle + spread))
    half = float(t_quantile(0.5 + confidence_level / 2, n - 2)) * error
    return Extrapolated(*(float(np.clip(end, 0, 1)) for end in (estimate, estimate - half, estimate + half)))
