"""Several answers: ordered logit for answers with an order, multinomial logit for types without one.

Used by the registry in `estimators`. The outcome holds the codes 0, 1, ... of the categories.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit, softmax

from paradiplomacy.models.fit import Fit, FitData, FitError, Matrix, Vector
from paradiplomacy.models.likelihood import Cube, maximum_fit


class Ordered:
    """Proportional odds: the first index is the linear predictor, the others are the thresholds between categories."""

    def log_likelihood(self, outcome: Matrix, eta: Matrix) -> Vector:
        """Return the log of the difference of two distribution functions, each at a threshold minus the predictor."""
        upper, lower = _ends(outcome, eta)
        return np.asarray(np.log(_between(upper, lower)))

    def derivatives(self, outcome: Matrix, eta: Matrix) -> tuple[Matrix, Cube]:
        """Return derivatives by the predictor and the thresholds, through those by the two ends."""
        upper, lower = _ends(outcome, eta)
        mass = _between(upper, lower)
        densities = [expit(end) * expit(-end) for end in (upper, lower)]
        slopes = [density * (1 - 2 * expit(end)) for density, end in zip(densities, (upper, lower), strict=True)]
        by = np.column_stack([densities[0] / mass, -densities[1] / mass])
        twice = np.empty((len(eta), 2, 2))
        twice[:, 0, 0] = slopes[0] / mass - by[:, 0] ** 2
        twice[:, 1, 1] = -slopes[1] / mass - by[:, 1] ** 2
        twice[:, 0, 1] = twice[:, 1, 0] = -by[:, 0] * by[:, 1]
        # which index moves which end: the predictor both, downwards; each threshold its own
        moves = np.zeros((len(eta), 2, eta.shape[1]))
        moves[:, :, 0] = -1.0
        code, rows = outcome.astype(int), np.arange(len(eta))
        has_upper, has_lower = code < eta.shape[1] - 1, code > 0
        moves[rows[has_upper], 0, code[has_upper] + 1] = 1.0
        moves[rows[has_lower], 1, code[has_lower]] = 1.0
        return np.einsum("ne,nem->nm", by, moves), np.einsum("nem,nef,nfl->nml", moves, twice, moves)


def _ends(outcome: Matrix, eta: Matrix) -> tuple[Vector, Vector]:
    """Return the upper and lower end of each unit's category on the scale of the latent variable."""
    n = len(eta)
    cuts = np.column_stack([np.full(n, -np.inf), eta[:, 1:], np.full(n, np.inf)])
    rows, code = np.arange(n), outcome.astype(int)
    return cuts[rows, code + 1] - eta[:, 0], cuts[rows, code] - eta[:, 0]


def _between(upper: Vector, lower: Vector) -> Vector:
    """Return F(upper) - F(lower) on the side where the two are small, so that digits are kept."""
    swapped = upper + lower > 0
    high, low = np.where(swapped, -lower, upper), np.where(swapped, -upper, lower)
    return np.asarray(expit(high) - expit(low))


class Multinomial:
    """Categories without order; one index for each but the first, which is the reference."""

    def log_likelihood(self, outcome: Matrix, eta: Matrix) -> Vector:
        """Return the log of the probability of each unit's category."""
        full = np.column_stack([np.zeros(len(eta)), eta])
        return np.asarray(full[np.arange(len(eta)), outcome.astype(int)] - np.logaddexp.reduce(full, axis=1))

    def derivatives(self, outcome: Matrix, eta: Matrix) -> tuple[Matrix, Cube]:
        """Return indicator minus probability, and minus the covariance of the indicators."""
        share = softmax(np.column_stack([np.zeros(len(eta)), eta]), axis=1)[:, 1:]
        chosen = outcome[:, None] == np.arange(1, eta.shape[1] + 1)
        second = share[:, :, None] * share[:, None, :]
        places = np.arange(eta.shape[1])
        second[:, places, places] -= share
        return chosen - share, second


def fit_ordered(data: FitData) -> Fit:
    """Fit a proportional-odds logit (McCullagh 1980); a positive coefficient means higher answers."""
    counts = _counts(data)
    slopes = data.matrix[:, 1:]  # the thresholds stand for the constant
    ones = np.ones((len(slopes), 1))
    below = np.cumsum(counts)[:-1] / counts.sum()
    start = np.concatenate([np.zeros(slopes.shape[1]), np.log(below / (1 - below))])
    thresholds = [f"{low} | {high}" for low, high in zip(data.categories[:-1], data.categories[1:], strict=True)]
    return maximum_fit(
        "ordered logit",
        data,
        Ordered(),
        [slopes, *[ones] * len(thresholds)],
        [*data.terms[1:], *thresholds],
        _predict_ordered,
        start=start,
        categories=tuple(data.categories),
    )


def fit_multinomial(data: FitData) -> Fit:
    """Fit a multinomial logit; the first category is the reference."""
    _counts(data)
    others = data.categories[1:]
    return maximum_fit(
        "multinomial logit",
        data,
        Multinomial(),
        [data.matrix] * len(others),
        [f"{category}: {term}" for category in others for term in data.terms],
        _predict_multinomial,
        categories=tuple(data.categories),
    )


def _counts(data: FitData) -> Vector:
    """Return the number of units of each category."""
    counts = np.bincount(data.outcome.astype(int), minlength=len(data.categories))
    empty = [name for name, count in zip(data.categories, counts, strict=True) if not count]
    if empty:
        raise FitError(f"no unit has the outcome {', '.join(empty)}; merge categories")
    return counts.astype(float)


def _predict_ordered(params: Vector, matrix: Matrix) -> tuple[Matrix, Cube]:
    k = matrix.shape[1] - 1
    linear = matrix[:, 1:] @ params[:k]
    below = expit(params[k:][None, :] - linear[:, None])
    density = below * (1 - below)
    n, cuts = below.shape
    cumulative = np.zeros((n, cuts + 2, len(params)))
    cumulative[:, 1:-1, :k] = -density[:, :, None] * matrix[:, None, 1:]
    cumulative[:, np.arange(1, cuts + 1), k + np.arange(cuts)] = density
    padded = np.column_stack([np.zeros(n), below, np.ones(n)])
    return np.diff(padded, axis=1), np.diff(cumulative, axis=1)


def _predict_multinomial(params: Vector, matrix: Matrix) -> tuple[Matrix, Cube]:
    k = matrix.shape[1]
    eta = matrix @ params.reshape(-1, k).T
    share = softmax(np.column_stack([np.zeros(len(eta)), eta]), axis=1)
    moved = share[:, :, None] * (np.eye(share.shape[1])[None, :, 1:] - share[:, None, 1:])
    return share, np.einsum("ncj,nk->ncjk", moved, matrix).reshape(len(eta), share.shape[1], -1)
