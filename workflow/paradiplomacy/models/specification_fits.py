"""Effects of all specifications with their errors by country, and what they are when countries change sign.

Numerics of the specification curve: many specifications of one design are worked on at once, country by country.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.models.batch import Family, Mask, Matrix, Vector
from paradiplomacy.models.clusters import Clusters, mean_and_slope

Cube = NDArray[np.float64]

CHUNK = 400  # specifications whose matrices by country are held at once
TINY = 1e-300  # a variance of zero has no statistic of its own
SINGULAR = 1e-10  # smallest eigenvalue of an information matrix with ones on its diagonal


@dataclass(frozen=True)
class FittedSet:
    """R specifications of one family on one design, at given coefficients (R by k).

    Parameters
    ----------
    outcomes, weights
        R by n.
    active
        R by k; which columns take part.
    """

    family: Family
    matrix: Matrix
    outcomes: Matrix
    weights: Matrix
    active: Mask
    coefficients: Matrix

    def part(self, chosen: slice | Mask) -> FittedSet:
        """Return some of the specifications."""
        return FittedSet(
            self.family,
            self.matrix,
            self.outcomes[chosen],
            self.weights[chosen],
            self.active[chosen],
            self.coefficients[chosen],
        )

    def chunks(self, size: int) -> Iterator[tuple[slice, FittedSet]]:
        """Yield the set in parts of at most `size` specifications."""
        for low in range(0, len(self.outcomes), size):
            yield slice(low, low + size), self.part(slice(low, low + size))


@dataclass(frozen=True)
class Pieces:
    """What sandwiches and jackknives are made of: sums by country (G) of scores (k) and information (k by k).

    `correction` (R) is G/(G-1) * (n-1)/(n-k) of each specification, with the countries, units and columns that it has;
    `groups` (R) are those countries.
    """

    scores: Cube
    informations: NDArray[np.float64]
    bread: Cube
    curvature: Matrix
    groups: Vector
    correction: Vector


def take_apart(fits: FittedSet, clusters: Clusters) -> Pieces:
    """Return the pieces of R specifications at their coefficients; columns that take no part are zero there."""
    mean, slope = mean_and_slope(fits.family, fits.coefficients @ fits.matrix.T)
    residual = fits.weights * (fits.outcomes - mean)
    curvature = fits.weights * slope
    count, (n, k) = len(fits.outcomes), fits.matrix.shape
    products = (fits.matrix[:, :, None] * fits.matrix[:, None, :]).reshape(n, k * k)
    scores = np.empty((count, len(clusters), k))
    informations = np.empty((count, len(clusters), k * k))
    present = np.empty((count, len(clusters)), dtype=bool)
    for place in range(len(clusters)):
        inside = clusters.members == place
        scores[:, place] = residual[:, inside] @ fits.matrix[inside]
        informations[:, place] = curvature[:, inside] @ products[inside]
        present[:, place] = (fits.weights[:, inside] > 0).any(axis=1)
    scores *= fits.active[:, None, :]
    square = informations.reshape(count, len(clusters), k, k)
    square *= (fits.active[:, :, None] & fits.active[:, None, :])[:, None]
    whole = square.sum(axis=1) + _idle(fits.active)
    scale = np.sqrt(np.einsum("rkk->rk", whole))
    bread = np.linalg.inv(whole / (scale[:, :, None] * scale[:, None, :])) / (scale[:, :, None] * scale[:, None, :])
    bread *= fits.active[:, :, None] & fits.active[:, None, :]
    groups, units = present.sum(axis=1).astype(float), (fits.weights > 0).sum(axis=1)
    correction = groups / (groups - 1) * (units - 1) / (units - fits.active.sum(axis=1))
    return Pieces(scores, square, bread, curvature, groups, correction)


def _idle(active: Mask) -> Cube:
    """Return matrices with a one on the diagonal for each column that takes no part."""
    return np.asarray((~active)[:, :, None] * np.eye(active.shape[1]))


@dataclass(frozen=True)
class Effects:
    """Average marginal effects of C contrasts in R specifications, C by R, with their errors by the delta method.

    `groups` (R) are the countries, `jackknifed` (R) tells which errors are of the jackknife and not of the sandwich.
    """

    estimates: Matrix
    errors: Matrix
    groups: Vector
    jackknifed: Mask


def effects_with_errors(
    fits: FittedSet, clusters: Clusters, contrasts: Sequence[tuple[Matrix, Matrix]], *, jackknife: bool
) -> Effects:
    """Return average marginal effects with errors by country.

    Parameters
    ----------
    contrasts
        pairs of n by k designs whose predictions are compared, low and high; averages are weighted as the fit was.
    jackknife
        the cluster jackknife by one Newton step (CV3, MacKinnon, Nielsen and Webb 2024), else the sandwich CV1. Where a
        specification has no estimate without one of its countries, CV1 is taken.
    """
    found = [_effects(part, clusters, contrasts, jackknife) for _, part in fits.chunks(CHUNK)]
    return Effects(
        np.concatenate([one.estimates for one in found], axis=1),
        np.concatenate([one.errors for one in found], axis=1),
        np.concatenate([one.groups for one in found]),
        np.concatenate([one.jackknifed for one in found]),
    )


def _effects(
    fits: FittedSet, clusters: Clusters, contrasts: Sequence[tuple[Matrix, Matrix]], jackknife: bool
) -> Effects:
    pieces = take_apart(fits, clusters)
    shares = fits.weights / fits.weights.sum(axis=1, keepdims=True)
    estimates, errors = np.empty((2, len(contrasts), len(shares)))
    steps, jackknifed = _steps_without(fits, pieces) if jackknife else (None, np.zeros(len(shares), dtype=bool))
    for place, (low, high) in enumerate(contrasts):
        above, steep_above = mean_and_slope(fits.family, fits.coefficients @ high.T)
        below, steep_below = mean_and_slope(fits.family, fits.coefficients @ low.T)
        estimates[place] = ((above - below) * shares).sum(axis=1)
        gradient = ((steep_above * shares) @ high - (steep_below * shares) @ low) * fits.active
        direction = np.einsum("rkl,rl->rk", pieces.bread, gradient)
        variance = pieces.correction * (np.einsum("rgk,rk->rg", pieces.scores, direction) ** 2).sum(axis=1)
        if steps is not None:
            moves = np.einsum("rgk,rk->rg", steps, gradient)
            own = (pieces.groups - 1) / pieces.groups * (moves**2).sum(axis=1)
            variance = np.where(jackknifed, own, variance)
        errors[place] = np.sqrt(variance)
    return Effects(estimates, errors, pieces.groups, jackknifed)


def _steps_without(fits: FittedSet, pieces: Pieces) -> tuple[Cube, Mask]:
    """Return one Newton step without each country (R by G by k), and for which fits all countries have one."""
    whole = pieces.informations.sum(axis=1) + _idle(fits.active)
    scale = np.sqrt(np.einsum("rkk->rk", whole))
    without = (whole[:, None] - pieces.informations) / (scale[:, None, :, None] * scale[:, None, None, :])
    sign, determinant = np.linalg.slogdet(without)
    # the smallest eigenvalue of a k by k matrix with a trace of k at most is not below its determinant over e
    singular = (sign <= 0) | (determinant < np.log(np.e * SINGULAR))
    if singular.any():
        singular[singular] = np.linalg.eigvalsh(without[singular])[:, 0] < SINGULAR
        without[singular] = np.eye(without.shape[-1])
    steps = np.linalg.solve(without, (pieces.scores / scale[:, None, :])[..., None])[..., 0] / scale[:, None, :]
    return steps, ~singular.any(axis=1)


def flip_countries(null: FittedSet, clusters: Clusters, column: int, signs: Matrix) -> tuple[Matrix, Matrix]:
    """Return effects on the linear predictor and t statistics (draws by R) when the scores of countries change sign.

    Parameters
    ----------
    null
        specifications with their coefficients under the hypothesis: that of `column` is zero in all of them, the others
        are at their maximum; `column` takes part.
    signs
        draws by G; a row of ones gives what was observed.

    Notes
    -----
    Under the hypothesis the sum of a country's scores of the coefficient, cleared of the other columns, has mean zero
    whatever its units share, so that its sign carries nothing and the signs of countries can be exchanged (Hemerik,
    Goeman and Finos 2020, JRSS B 82; studentised with the scores after each draw's step, as in Kline and Santos 2012).
    All specifications share a draw, so that what they have in common stays (Girardi et al. 2024, Psychometrika 89).
    """
    own, products = [], []
    first, second = np.triu_indices(len(clusters))
    twice = np.where(first == second, 1.0, 2.0)
    groups = np.arange(len(clusters))
    for _, part in null.chunks(CHUNK):
        pieces = take_apart(part, clusters)
        row = pieces.bread[:, column]
        contributions = np.einsum("rgk,rk->rg", pieces.scores, row)
        pull = np.einsum("rgkl,rl->rgk", pieces.informations, row)
        # a draw moves the coefficients by the steps of all countries, and with them the score of each
        after = -np.matmul(np.matmul(pieces.scores, pieces.bread), pull.transpose(0, 2, 1))
        after[:, groups, groups] += contributions
        form = np.matmul(after, after.transpose(0, 2, 1))
        own.append(contributions)
        products.append(pieces.correction[:, None] * form[:, first, second] * twice)
    effects = signs @ np.concatenate(own).T
    # the variance of a draw is a quadratic form of its signs
    variance = (signs[:, first] * signs[:, second]) @ np.concatenate(products).T
    return effects, effects / np.sqrt(np.maximum(variance, TINY))


def average_slope(fits: FittedSet) -> Vector:
    """Return the R weighted averages of the slope of the mean, which turn effects on the predictor into those on it."""
    found = []
    for _, part in fits.chunks(CHUNK):
        _, slope = mean_and_slope(part.family, part.coefficients @ part.matrix.T)
        slope = np.broadcast_to(slope, part.weights.shape)
        found.append((slope * part.weights).sum(axis=1) / part.weights.sum(axis=1))
    return np.concatenate(found)
