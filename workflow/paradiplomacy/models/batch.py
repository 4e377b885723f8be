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

CHUNK_CELLS = 200_000  # replicates by units that are worked on at once: 1.6 MB an array, which stays in the cache
ITERATIONS = 50
HALVINGS = 20
STEP_TOLERANCE = 1e-11  # largest step of a coefficient of a standardised column; Newton is quadratic, the error is less
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
    log_likelihood
        R; without constants that do not depend on the coefficients; of the linear model minus half the sum of squares.
    """

    coefficients: Matrix
    flagged: Mask
    log_likelihood: Vector


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

        A column that takes no part has a one on the diagonal and zeros beside it, so that its step is zero.
        """
        size = self.matrix.shape[1]
        upper = weights @ self.products
        full = np.empty((len(weights), size, size))
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
    replicates = _number_of_fits(outcome, weights, active)
    columns = _Columns.of(matrix)
    coefficients = np.empty((replicates, k))
    flagged = np.empty(replicates, dtype=bool)
    likelihood = np.empty(replicates)
    size = max(1, CHUNK_CELLS // n)
    for low in range(0, replicates, size):
        part = slice(low, min(low + size, replicates))
        count = part.stop - part.start
        coefficients[part], flagged[part], likelihood[part] = _newton(
            family,
            outcome[part] if outcome.ndim == 2 else np.broadcast_to(outcome, (count, n)),
            columns,
            np.ones((count, n)) if weights is None else weights[part].astype(float),
            np.ones((count, k), dtype=bool) if active is None else active[part],
            np.zeros(k) if start is None else start / columns.back,
        )
    coefficients *= columns.back
    coefficients[flagged] = np.nan
    return BatchFit(coefficients, flagged, likelihood)


def _number_of_fits(outcome: Matrix | Vector, weights: Matrix | None, active: Mask | None) -> int:
    numbers = {len(table) for table in (outcome if outcome.ndim == 2 else None, weights, active) if table is not None}
    if len(numbers) > 1:
        raise ValueError(f"outcome, weights and active are for different numbers of fits: {sorted(numbers)}")
    return numbers.pop() if numbers else 1


def _newton(
    family: Family, outcome: Matrix, columns: _Columns, weights: Matrix, active: Mask, start: Vector
) -> tuple[Matrix, Mask, Vector]:
    """Return coefficients of the standardised columns, flags and log likelihoods of one chunk."""
    fits = len(outcome)
    coefficients = np.where(active, start, 0.0)
    predictor = coefficients @ columns.matrix.T
    flagged = np.zeros(fits, dtype=bool)
    left = np.arange(fits)  # the fits that have not come to rest
    y, w, part, beta, eta = outcome, weights, active, coefficients, predictor
    for _ in range(ITERATIONS):
        mean, curvature = _moments(family, eta)
        score = (w * (y - mean)) @ columns.matrix * part
        step, singular = _solve(columns.information(w * curvature, part), score)
        beta, eta = _stepped(family, y, w, columns, beta, eta, step)
        coefficients[left], predictor[left] = beta, eta
        runaway = ((np.abs(eta) > EXTREME_PREDICTOR) & (w > 0)).any(axis=1) if family != "linear" else False
        flagged[left] = singular | runaway
        moving = (np.abs(step).max(axis=1) > STEP_TOLERANCE) & ~flagged[left]
        if family == "linear" or not moving.any():
            break
        if not moving.all():
            left = left[moving]
            y, w, part, beta, eta = outcome[left], weights[left], active[left], beta[moving], eta[moving]
    else:
        flagged[left] = True
    return coefficients, flagged, _likelihood(family, outcome, predictor, weights)


def _moments(family: Family, eta: Matrix) -> tuple[Matrix, Matrix]:
    """Return mean and variance function at the linear predictor."""
    if family == "linear":
        return eta, np.ones_like(eta)
    if family == "poisson":
        mean = np.exp(np.minimum(eta, 2 * EXTREME_PREDICTOR))  # beyond it the fit is flagged, and must not overflow
        return mean, mean
    mean = 1 / (1 + np.exp(-eta))
    return mean, mean * (1 - mean)


def _likelihood(family: Family, outcome: Matrix, eta: Matrix, weights: Matrix) -> Vector:
    if family == "linear":
        terms = -0.5 * (outcome - eta) ** 2
    elif family == "poisson":
        terms = outcome * eta - np.exp(np.minimum(eta, 2 * EXTREME_PREDICTOR))
    else:
        terms = outcome * eta - np.logaddexp(0.0, eta)
    return np.asarray(np.einsum("rn,rn->r", weights, terms))


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
) -> tuple[Matrix, Matrix]:
    """Take each step, halved as often as the likelihood would fall; return coefficients and linear predictors.

    Where no unit's predictor moves by more than one, the likelihoods of logit and Poisson cannot fall: their third
    derivative is bounded by the second (Bach 2010, Electronic Journal of Statistics 4).
    """
    change = step @ columns.matrix.T
    reached = eta + change
    if family == "linear":
        return beta + step, reached
    length = np.ones(len(step))
    far = np.flatnonzero(np.abs(change).max(axis=1) > 1)
    before = _likelihood(family, outcome[far], eta[far], weights[far])
    for _ in range(HALVINGS):
        falling = ~(_likelihood(family, outcome[far], reached[far], weights[far]) >= before)
        far, before = far[falling], before[falling]
        if not len(far):
            break
        length[far] /= 2
        reached[far] = eta[far] + length[far, None] * change[far]
    return beta + length[:, None] * step, reached
