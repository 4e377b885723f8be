"""Weighted shares and means with design-based errors: a census in which answering is a second, stratified draw.

The findings call it with the weights of a wave; the reference values of R's package survey check it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.distributions import exact_interval, t_quantile

Vector = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class ResponseDesign:
    """The answers of a wave as a draw from the units that it invited.

    Parameters
    ----------
    weights
        n weights of the units that answered.
    strata
        stratum of each, numbers from 0: within it, who answers is taken for a simple random draw.
    invited
        units invited by stratum, the population of the finite-population correction.
    margins
        cells of each raked margin, n numbers from 0 each; none where the weights are not raked.
    before
        n weights before raking, by which the residuals of calibration are taken.
    """

    weights: Vector
    strata: Codes
    invited: Vector
    margins: Sequence[Codes] = ()
    before: Vector | None = None


@dataclass(frozen=True)
class DesignEstimate:
    """A weighted mean: estimate, standard error, ends of the interval, units behind it, degrees of freedom."""

    estimate: float
    std_error: float
    conf_low: float
    conf_high: float
    n: int
    degrees_of_freedom: int


def estimate_mean(values: Vector, design: ResponseDesign, confidence_level: float, *, share: bool) -> DesignEstimate:
    """Return the weighted mean of the units whose value is known (Hájek), with its linearised standard error.

    The linearised values are w (y - mean) / sum of w, zero outside the domain (units without a value, units of other
    countries). Raked weights take the residuals of their regression on the margins, by the weights before raking
    (Deville and Särndal 1992), so that what the margins explain does not count as error. Within stratum h the variance
    is that of a simple random draw of n_h from N_h with correction 1 - n_h / N_h. The weights count as known, which
    errs on the side of wide intervals where they were estimated.

    The interval of a share is taken on the logit scale, with t on n minus strata degrees of freedom; that of a share
    of 0 or 1, which has no linearised error, is the exact one (Clopper and Pearson 1934).

    Parameters
    ----------
    values
        n values of the units that answered; NaN outside the domain.
    share
        the values are 0 and 1.
    """
    inside = ~np.isnan(values)
    n = int(inside.sum())
    if n == 0:
        return DesignEstimate(np.nan, np.nan, np.nan, np.nan, 0, 0)
    known = np.where(inside, values, 0.0)
    total = float(design.weights[inside].sum())
    mean = float((design.weights * known)[inside].sum() / total)
    linearised = np.where(inside, (known - mean) / total, 0.0)
    if design.margins:
        linearised = _residuals(linearised, design)
    variance = _stratified_variance(design.weights * linearised, design)
    freedom = n - len(np.unique(design.strata[inside]))
    error = float(np.sqrt(variance)) if freedom > 0 else np.nan
    low, high = _interval(mean, error, n, freedom, confidence_level, share)
    return DesignEstimate(mean, error, low, high, n, freedom)


def _residuals(linearised: Vector, design: ResponseDesign) -> Vector:
    """Return the residuals of the weighted regression on the cells of every margin."""
    assert design.before is not None
    cells = np.column_stack([np.eye(int(codes.max()) + 1)[codes] for codes in design.margins])
    half = np.sqrt(design.before)
    slope = np.linalg.lstsq(cells * half[:, None], linearised * half, rcond=None)[0]
    residuals: Vector = linearised - cells @ slope
    return residuals


def _stratified_variance(scores: Vector, design: ResponseDesign) -> float:
    """Return the variance of a sum of scores; a stratum of one answer among several has none and makes it NaN."""
    size = len(design.invited)
    n = np.bincount(design.strata, minlength=size)
    mean = np.bincount(design.strata, scores, minlength=size) / np.maximum(n, 1)
    squares = np.bincount(design.strata, (scores - mean[design.strata]) ** 2, minlength=size)
    missing = 1 - n / design.invited
    if ((n == 1) & (missing > 0)).any():
        return float("nan")
    return float((missing * n / np.maximum(n - 1, 1) * squares).sum())


def _interval(
    mean: float, error: float, n: int, freedom: int, confidence_level: float, share: bool
) -> tuple[float, float]:
    if share and mean in (0.0, 1.0):
        return exact_interval(round(mean * n), n, confidence_level)
    if np.isnan(error):
        return np.nan, np.nan
    half = float(t_quantile(0.5 + confidence_level / 2, freedom)) * error
    if not share:
        return mean - half, mean + half
    logit, width = np.log(mean / (1 - mean)), half / (mean * (1 - mean))
    low, high = (float(1 / (1 + np.exp(-(logit + sign * width)))) for sign in (-1, 1))
    return low, high
