"""Restricted wild cluster bootstrap by scores: tests and intervals that hold with few and unequal countries.

Stands beside the covariances of `clusters`. Nothing is fitted again for a draw: the signs of the clusters' scores under
the hypothesis are drawn, thousands at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np

from paradiplomacy.distributions import t_quantile
from paradiplomacy.models.batch import Matrix
from paradiplomacy.models.clusters import (
    Clusters,
    ScoredFit,
    cluster_informations,
    clustered_covariance,
    fit_scored,
)
from paradiplomacy.models.estimators import FitError

Weights = Literal["webb", "rademacher"]

ENUMERATED = 4096  # as many combinations of signs are all taken, instead of drawn
TIES = 1e-9  # statistics this close, relatively, are the same: an enumeration holds the sample itself
BRACKETS = 30
ENDS = 10  # halvings of a bracket of about a standard error: an end is found to a thousandth of it


@dataclass(frozen=True)
class BootstrapTest:
    """Test of one coefficient: t statistic, p value and, where asked for, the interval of values not rejected."""

    statistic: float
    p_value: float
    conf_low: float
    conf_high: float


def draw_weights(kind: Weights, clusters: int, draws: int, random: np.random.Generator) -> Matrix:
    """Return weights of the clusters, draws by G.

    Rademacher's are signs; where there are no more than `ENUMERATED` combinations of them, each is taken once. Webb's
    (2014, Queen's working paper 1315) have six values and serve fewer clusters.
    """
    if kind == "rademacher" and 2**clusters <= ENUMERATED:
        return np.array(list(product((1.0, -1.0), repeat=clusters)))
    values = [0.5, 1.0, 1.5] if kind == "webb" else [1.0]
    points = np.concatenate([-np.sqrt(values), np.sqrt(values)])
    return random.choice(points, size=(draws, clusters))


def bootstrap_p_value(fit: ScoredFit, clusters: Clusters, column: int, value: float, weights: Matrix) -> float:
    """Return the p value of the hypothesis that coefficient `column` is `value`, two-sided and symmetric.

    Parameters
    ----------
    fit
        the unrestricted fit.
    weights
        draws by G, of `draw_weights`.

    Raises
    ------
    FitError
        when the restricted model has no maximum.

    Notes
    -----
    Kline and Santos (2012), "A score based approach to wild bootstrap inference", and MacKinnon, Nielsen and Webb
    (2024), "Cluster-robust jackknife and bootstrap inference for logistic regression models": the model is made linear
    at the restricted estimates, and each draw has a clustered variance (CV1) of its own.
    """
    offset = fit.matrix[:, column] * value
    # from where the likelihood is highest, to second order, when this coefficient is moved to the value
    start = fit.coefficients + (value - fit.coefficients[column]) * fit.bread[:, column] / fit.bread[column, column]
    null = fit_scored(fit.family, fit.outcome, fit.matrix, weights=fit.weights, offset=offset, held=column, start=start)
    scores = clusters.sums(null.scores)
    steps = weights @ scores @ null.bread
    row = null.bread[column]
    redone = weights * (scores @ row) - steps @ (cluster_informations(null, clusters) @ row).T
    n, k = fit.matrix.shape
    groups = len(clusters)
    errors = np.sqrt(groups / (groups - 1) * (n - 1) / (n - k) * (redone**2).sum(axis=1))
    drawn = np.abs(steps[:, column]) / errors
    observed = abs(_statistic(fit, clusters, column, value))
    return float(np.mean(drawn >= observed * (1 - TIES)))


def _statistic(fit: ScoredFit, clusters: Clusters, column: int, value: float) -> float:
    error = np.sqrt(clustered_covariance(fit, clusters)[column, column])
    return float((fit.coefficients[column] - value) / error)


def bootstrap_coefficient(
    fit: ScoredFit, clusters: Clusters, column: int, weights: Matrix, confidence_level: float
) -> BootstrapTest:
    """Test that a coefficient is zero, and return the interval of the values that the same test does not reject."""
    error = float(np.sqrt(clustered_covariance(fit, clusters)[column, column]))
    estimate = float(fit.coefficients[column])
    level = 1 - confidence_level
    width = error * float(t_quantile(1 - level / 2, len(clusters) - 1))

    def not_rejected(value: float) -> bool:
        return bootstrap_p_value(fit, clusters, column, value, weights) > level

    return BootstrapTest(
        statistic=estimate / error,
        p_value=bootstrap_p_value(fit, clusters, column, 0.0, weights),
        conf_low=_end(not_rejected, estimate, -width, error),
        conf_high=_end(not_rejected, estimate, width, error),
    )


def _end(not_rejected: Callable[[float], bool], estimate: float, guess: float, error: float) -> float:
    """Return the value beside the estimate at which the test begins to reject; infinite where it never does."""
    side = np.sign(guess) * error
    inside, outside = estimate, estimate + guess
    try:
        for _ in range(BRACKETS):
            if not not_rejected(outside):
                break
            inside, outside = outside, outside + side
        else:
            return float(side * np.inf)
        for _ in range(ENDS):
            middle = (inside + outside) / 2
            if not_rejected(middle):
                inside = middle
            else:
                outside = middle
    except FitError:  # the restricted model is separated at so distant a value, which no data can reject
        return float(side * np.inf)
    return float((inside + outside) / 2)
