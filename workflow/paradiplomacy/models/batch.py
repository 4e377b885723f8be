"""Fit thousands of weighted generalised linear models at once: resamples, deletions, permutations, specifications.

Stands under the inference of the models stage. All models of a batch share one design; they differ in their weights
(a resample counts a unit twice, a deletion not at all), their outcome, and the columns that take part. The single fit
in `estimators` is the reference: what is flagged here is to be fitted there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]
Family = Literal["logit", "poisson", "linear"]

CHUNK_CELLS = 100_000  # replicates by units that are worked on at once: 0.8 MB an array, which stays in the cache
FEWEST = 16  # but as many at least: a product with fewer rows is slow, as it reads all columns for little
ITERATIONS = 50
HALVINGS = 20
AT_REST = (
    1e-6  # largest move of a unit's predictor in a last step: the next would be shorter by this factor (Bach 2010)
)
CHORD = 1e-3  # below such a move the information hardly changes: a step with the last one errs by this share of itself
SAFE = 1.79  # below this r, e^r - r - 1 < r^2
EXTREME_PREDICTOR = 25.0  # a unit this sure (1 - 1e-11) means that the coefficients run away: separation
NEARLY_SINGULAR = 1e-12  # reciprocal size of the smallest pivot at which columns count as collinear


@dataclass(frozen=True)
class BatchFit:
    """R fits.

    Parameters
    ----------
    coefficients
        R by k; zero for a column that takes no part, NaN for a fit that is flagged.
    flagged
        R; the fit did not converge, its columns are collinear under its weights, or a combination of them separates
        the outcome.
    """

    coefficients: Matrix
    flagged: Mask


@dataclass(frozen=True)
class _Columns:
    """The standardised design with the products of its columns, computed once for all fits."""

    matrix: Matrix
    back: Matrix
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    products: Matrix

    @classmethod
    def of(cls, matrix: Matrix) -> _Columns:
        """Standardise: a logarithm of inhabitants beside zeros and ones makes steps of very different sizes."""
        scale = np.sqrt(np.mean(matrix**2, axis=0))
        scale[scale == 0] = 1.0
        scaled = matrix / scale
        rows, columns = np.triu_indices(matrix.shape[1])
        return cls(scaled, 1 / scale, rows, columns, scaled[:, rows] * scaled[:, columns])

    def information(self, weights: Matrix, active: Mask) -> Matrix:
        """Return R information matrices, k by k, of R by n weights, in one matrix product.

        A column that takes no part has a one on the diagonal and zeros beside it, so that its step is zero. One row of
        weights serves all R.
        """
        size = self.matrix.shape[1]
        upper = weights @ self.products
        full = np.empty((len(active), size, size))
        full[:, self.rows, self.columns] = upper
        full[:, self.columns, self.rows] = upper
        if not active.all():
            full *= active[:, :, None] & active[:, None, :]
            full[:, np.arange(size), np.arange(size)] += ~active
        return full


def fit_batch(
    family: Family,
    outcome: Matrix | Vector,
    matrix: Matrix,
    *,
    weights: Matrix | None = None,
    active: Mask | None = None,
    offset: Matrix | Vector | None = None,
    start: Vector | None = None,
) -> BatchFit:
    """Fit R models by maximum likelihood with Newton steps and step-halving.

    Parameters
    ----------
    family
        "logit", "poisson" (log link) or "linear".
    outcome
        n values, the same for all fits, or R by n.
    matrix
        n by k design.
    weights
        R by n weights of the units, none below zero; None for one fit of weight one (or one for each row of `outcome`).
    active
        R by k; False where a column takes no part in a fit. None: all do.
    offset
        n values, or R by n, that are part of the linear predictor with coefficient one; None: zero.
    start
        k coefficients to start from, such as those of the whole sample; None: from zero.

    Returns
    -------
    BatchFit
        in the order of the weights. The same numbers as a single fit to 1e-8 where it is not flagged.

    Notes
    -----
    All information matrices of a step are one product of the weights with the n by k(k+1)/2 products of columns.
    Memory is bounded by working on as many fits at once as fit into `CHUNK_CELLS`.
    """
    n, k = matrix.shape
    replicates = _number_of_fits(outcome, weights, active, offset)
    columns = _Columns.of(matrix)
    coefficients = np.empty((replicates, k))
    flagged = np.empty(replicates, dtype=bool)
    size = max(FEWEST, CHUNK_CELLS // n)
    for low in range(0, replicates, size):
        part = slice(low, min(low + size, replicates))
        count = part.stop - part.start
        coefficients[part], flagged[part] = _newton(
            family,
            outcome[part] if outcome.ndim == 2 else np.broadcast_to(outcome, (count, n)),
            columns,
            np.ones((count, n)) if weights is None else weights[part].astype(float),
            np.ones((count, k), dtype=bool) if active is None else active[part],
            0.0 if offset is None else offset[part] if offset.ndim == 2 else offset,
            np.zeros(k) if start is None else start / columns.back,
            alike=weights is None and outcome.ndim == 1 and (offset is None or offset.ndim == 1),
        )
    coefficients *= columns.back
    coefficients[flagged] = np.nan
    return BatchFit(coefficients, flagged)


def _number_of_fits(*tables: Matrix | Vector | Mask | None) -> int:
    numbers = {len(table) for table in tables if table is not None and table.ndim == 2}
    if len(numbers) > 1:
        raise ValueError(f"outcome, weights, active and offset are for different numbers of fits: {sorted(numbers)}")
    return numbers.pop() if numbers else 1


def _newton(
    family: Family,
    outcome: Matrix,
    columns: _Columns,
    weights: Matrix,
    active: Mask,
    offset: Matrix | Vector | float,
    start: Vector,
    *,
    alike: bool,
) -> tuple[Matrix, Mask]:
    """Return coefficients of the standardised columns and flags of one chunk.

    `alike`: no fit has an outcome, weights or an offset of its own, so that from zero all begin with the same scores.
    """
    fits = len(outcome)
    coefficients = np.where(active, start, 0.0)
    flagged = np.zeros(fits, dtype=bool)
    left = np.arange(fits)  # the fits that have not come to rest
    y, w, part, beta = outcome, weights, active, coefficients
    eta = coefficients @ columns.matrix.T + offset
    information: Matrix | None = None
    for iteration in range(ITERATIONS):
        rows = slice(1) if alike and iteration == 0 and not start.any() else slice(None)
        residual, curvature = _weighted_moments(family, y[rows], eta[rows], w[rows])
        if information is None:
            information = columns.information(curvature, part)
        step, singular = _solve(information, (residual @ columns.matrix) * part)
        beta, eta, furthest = _stepped(family, y, w, columns, beta, eta, step)
        coefficients[left] = beta
        flagged[left] = singular | _runs_away(family, eta, w)
        moving = (furthest > AT_REST) & ~flagged[left]
        if family == "linear" or not moving.any():
            break
        if not moving.all():
            left = left[moving]
            y, w, part, beta, eta = outcome[left], weights[left], active[left], beta[moving], eta[moving]
            information = information[moving]
        if furthest[moving].max() >= CHORD:
            information = None
    else:
        flagged[left] = True
    return coefficients, flagged


def _weighted_moments(family: Family, outcome: Matrix, eta: Matrix, weights: Matrix) -> tuple[Matrix, Matrix]:
    """Return weighted residual and weighted variance function at the linear predictor.

    Written into few arrays: the time of a batch is the time of going over them.
    """
    if family == "linear":
        return weights * (outcome - eta), weights
    if family == "poisson":
        mean = np.exp(np.minimum(eta, 2 * EXTREME_PREDICTOR))  # beyond it the fit is flagged, and must not overflow
        curvature = weights * mean
    else:
        mean = np.exp(-eta)
        mean += 1
        np.reciprocal(mean, out=mean)
        curvature = weights * mean
        curvature -= curvature * mean
    residual = np.subtract(outcome, mean, out=mean)
    residual *= weights
    return residual, curvature


def _runs_away(family: Family, eta: Matrix, weights: Matrix) -> Mask:
    """Tell which fits are surer of a unit that counts than any maximum of a likelihood would be."""
    if family == "linear" or max(eta.max(), -eta.min()) <= EXTREME_PREDICTOR:
        return np.zeros(len(eta), dtype=bool)
    return np.asarray(((np.abs(eta) > EXTREME_PREDICTOR) & (weights > 0)).any(axis=1))


def _likelihood(family: Family, outcome: Matrix, eta: Matrix, weights: Matrix) -> Vector:
    """Return log likelihoods of logit or Poisson, without what does not depend on the coefficients."""
    turning = (
        np.exp(np.minimum(eta, 2 * EXTREME_PREDICTOR))
        if family == "poisson"
        else np.maximum(eta, 0) + np.log(1 + np.exp(-np.abs(eta)))
    )
    return np.asarray(np.einsum("rn,rn->r", weights, outcome * eta - turning))


def _solve(information: Matrix, score: Matrix) -> tuple[Matrix, Mask]:
    """Return the Newton steps, and which information matrices are singular (their step is zero)."""
    diagonal = np.sqrt(np.einsum("rkk->rk", information))
    diagonal[diagonal == 0] = 1.0
    scaled = information / (diagonal[:, :, None] * diagonal[:, None, :])
    try:
        pivots = np.einsum("rkk->rk", np.linalg.cholesky(scaled)).min(axis=1) ** 2
    except np.linalg.LinAlgError:  # one matrix that is not definite stops all: look at each
        pivots = np.linalg.eigvalsh(scaled)[:, 0]
    singular = ~(pivots > NEARLY_SINGULAR)
    scaled[singular] = np.eye(information.shape[1])
    step = np.linalg.solve(scaled, (score / diagonal)[:, :, None])[:, :, 0] / diagonal
    step[singular] = 0.0
    return step, singular


def _stepped(
    family: Family, outcome: Matrix, weights: Matrix, columns: _Columns, beta: Matrix, eta: Matrix, step: Matrix
) -> tuple[Matrix, Matrix, Vector]:
    """Take each step, halved as often as the likelihood would fall.

    Return coefficients, linear predictors, and by how much the predictor of a unit moved at most under the whole step.
    Where none moves by more than `SAFE`, the likelihoods of logit and Poisson cannot fall: their third derivative is
    bounded by the second (Bach 2010, Electronic Journal of Statistics 4, proposition 1).
    """
    change = step @ columns.matrix.T
    furthest = np.maximum(change.max(axis=1), -change.min(axis=1))
    far = np.flatnonzero(furthest > SAFE)
    if family == "linear" or not len(far):
        change += eta
        return beta + step, change, furthest
    reached = eta + change
    length = np.ones(len(step))
    before = _likelihood(family, outcome[far], eta[far], weights[far])
    for _ in range(HALVINGS):
        falling = ~(_likelihood(family, outcome[far], reached[far], weights[far]) >= before)
        far, before = far[falling], before[falling]
        if not len(far):
            break
        length[far] /= 2
        reached[far] = eta[far] + length[far, None] * change[far]
    return beta + length[:, None] * step, reached, furthest
