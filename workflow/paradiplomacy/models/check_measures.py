"""Measures of what may be wrong with a model: collinearity, events, dispersion, zeros, calibration, power.

Stands under `checks`, which holds them against bounds; each is a function of arrays.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from paradiplomacy.distributions import t_quantile
from paradiplomacy.models.batch import fit_batch
from paradiplomacy.models.clusters import Clusters
from paradiplomacy.models.fit import Fit, Matrix, Vector

FARTHEST = 30.0  # a predictor beyond it is certain to all digits
SLOPE_ITERATIONS = 50
SLOPE_HALVINGS = 30
ROUNDING = 1e-12  # by how much a log likelihood may seem to fall at its maximum, relative


def variance_inflation(matrix: Matrix, terms: Sequence[str]) -> dict[str, float]:
    """Return by factor how many times collinearity multiplies the variance of its coefficient; 1: not at all.

    Parameters
    ----------
    matrix
        n by k, a constant first.
    terms
        names of the k columns; columns `name: category` are one factor.

    Notes
    -----
    Of a factor with several columns it is the generalised factor of Fox and Monette (1992, JASA 87) to the power of one
    by their number, which is comparable with that of one column.
    """
    factors = [term.partition(": ")[0] for term in terms[1:]]
    correlation = np.atleast_2d(np.corrcoef(matrix[:, 1:], rowvar=False))
    whole = np.linalg.slogdet(correlation)[1]
    found = {}
    for name in dict.fromkeys(factors):
        inside = np.array([factor == name for factor in factors])
        parts = sum(np.linalg.slogdet(correlation[np.ix_(part, part)])[1] for part in (inside, ~inside) if part.any())
        found[name] = float(np.exp((parts - whole) / inside.sum()))
    return found


def condition_number(matrix: Matrix) -> float:
    """Return the condition number of the centred and scaled columns of a design, whose first column is the constant."""
    eigenvalues = np.linalg.eigvalsh(np.atleast_2d(np.corrcoef(matrix[:, 1:], rowvar=False)))
    return float(np.sqrt(eigenvalues[-1] / max(eigenvalues[0], np.finfo(float).tiny)))


def limiting_size(codes: Vector, kind: str) -> float:
    """Return the number of units that limits how many parameters an outcome can bear.

    Of yes or no the rarer one; of a count the units above zero; of an answer on a scale Harrell's (2015, Regression
    Modeling Strategies, 4.4) n minus the sum of cubes of the sizes of its categories by n squared.
    """
    if kind == "binary":
        return float(min((codes > 0).sum(), (codes == 0).sum()))
    if kind == "count":
        return float((codes > 0).sum())
    _, sizes = np.unique(codes, return_counts=True)
    return float(len(codes) - (sizes.astype(float) ** 3).sum() / len(codes) ** 2)


def dean_statistic(counts: Vector, mean: Vector) -> float:
    """Return the score statistic of a Poisson model against NB2, standard normal where the counts are Poisson.

    Notes
    -----
    Dean (1992), "Testing for overdispersion in Poisson and binomial regression models", JASA 87, statistic P_B. That of
    Cameron and Trivedi (1990) with variance mu + alpha mu^2 is the same to first order.
    """
    return float(((counts - mean) ** 2 - counts).sum() / np.sqrt(2 * (mean**2).sum()))


def excess_of_zeros(counts: Vector, zero_probability: Vector) -> float:
    """Return by how many standard deviations the zeros exceed those that a model expects.

    Notes
    -----
    Wilson and Einbeck (2019), "A new and intuitive test for zero modification", Statistical Modelling 19: under the
    model the number of zeros is Poisson-binomial. Its normal approximation is taken, and the estimates as given, which
    makes the test cautious.
    """
    variance = float((zero_probability * (1 - zero_probability)).sum())
    excess = float((counts == 0).sum() - zero_probability.sum())
    return excess / float(np.sqrt(variance)) if variance > 0 else 0.0


def expected_counts(fit: Fit, mean: Vector, largest: int) -> Vector:
    """Return how many units a Poisson or NB2 model expects to have each count from zero to `largest`."""
    from scipy import stats

    counts = np.arange(largest + 1)
    alpha = fit.dispersion or 0.0
    if alpha == 0:
        return np.asarray(stats.poisson.pmf(counts[:, None], mean).sum(axis=1))
    return np.asarray(stats.nbinom.pmf(counts[:, None], 1 / alpha, 1 / (1 + alpha * mean)).sum(axis=1))


def calibration_slope(
    outcome: Vector, matrix: Matrix, clusters: NDArray[np.str_], random: np.random.Generator, draws: int
) -> float:
    """Return the calibration slope of a logit that is corrected for optimism; NaN where most resamples have no fit.

    A model that is fitted to few events predicts too surely. Countries are drawn with replacement, the model is fitted
    to them, and its linear predictor is held against the outcomes of the real sample: the slope would be one if nothing
    had been learnt by heart.

    Notes
    -----
    Harrell, Lee and Mark (1996), Statistics in Medicine 15; the slope in its own resample is one by construction, so
    that the corrected slope is the average one in the sample. Whole countries are resampled, as units of one resemble
    each other.
    """
    groups = Clusters.of(clusters)
    times = random.multinomial(len(groups), np.full(len(groups), 1 / len(groups)), size=draws)
    fits = fit_batch("logit", outcome, matrix, weights=times[:, groups.members].astype(float))
    usable = fits.coefficients[~fits.flagged]
    if len(usable) < draws / 2:
        return float("nan")
    return float(np.mean(calibration_slopes(outcome, np.clip(usable @ matrix.T, -FARTHEST, FARTHEST))))


def calibration_slopes(outcome: Vector, predictors: Matrix) -> Vector:
    """Return the slopes of R logits of an outcome on one predictor each (R by n), by Newton's method.

    From a slope of zero and with step-halving, as predictors of few countries may lie far from the outcomes of all.
    """
    share = float(outcome.mean())
    level, slope = np.full(len(predictors), np.log(share / (1 - share))), np.zeros(len(predictors))
    eta = np.broadcast_to(level[:, None], predictors.shape)
    for _ in range(SLOPE_ITERATIONS):
        mean = expit(eta)
        residual, weight = outcome - mean, mean * (1 - mean)
        first = residual.sum(axis=1), (residual * predictors).sum(axis=1)
        a, b, c = weight.sum(axis=1), (weight * predictors).sum(axis=1), (weight * predictors**2).sum(axis=1)
        determinant = a * c - b**2
        steps = (c * first[0] - b * first[1]) / determinant, (a * first[1] - b * first[0]) / determinant
        moved = steps[0][:, None] + steps[1][:, None] * predictors
        length, height = np.ones(len(predictors)), _height(outcome, eta)
        for _ in range(SLOPE_HALVINGS):
            falling = _height(outcome, eta + length[:, None] * moved) < height - ROUNDING * np.abs(height)
            if not falling.any():
                break
            length[falling] /= 2
        level, slope, eta = level + length * steps[0], slope + length * steps[1], eta + length[:, None] * moved
        if np.abs(steps).max() < 1e-10:
            break
    return slope


def _height(outcome: Vector, eta: Matrix) -> Vector:
    """Return R log likelihoods."""
    return np.asarray((outcome * eta - np.logaddexp(0.0, eta)).sum(axis=1))


def detectable_effect(std_error: float, df: float, level: float, power: float) -> float:
    """Return the smallest true effect that a two-sided test finds with this probability.

    Notes
    -----
    Bloom (1995), "Minimum detectable effects", Evaluation Review 19; with a clustered error and t quantiles.
    """
    return float(std_error * (t_quantile(0.5 + level / 2, df) + t_quantile(power, df)))
