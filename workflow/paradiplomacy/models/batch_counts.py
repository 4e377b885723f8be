"""Fit many weighted negative binomial models at once: the deletions of a jackknife, the resamples of a bootstrap.

Stands beside `batch`, whose Poisson fits it starts from; the dispersion of each fit is estimated with its coefficients.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.models.batch import Mask, Matrix, Vector, fit_batch

ITERATIONS = 100
HALVINGS = 30
AT_REST = 1e-9  # largest Newton step of a standardised coefficient, and of the logarithm of the dispersion
SMALLEST_DISPERSION = 1e-8  # below it the likelihood of the counts is Poisson's to all digits


@dataclass(frozen=True)
class NegativeBinomialBatch:
    """R fits: coefficients R by k (NaN where flagged), dispersions alpha (zero: Poisson), flags."""

    coefficients: Matrix
    dispersions: Vector
    flagged: Mask


def fit_negative_binomials(outcome: Vector, matrix: Matrix, weights: Matrix) -> NegativeBinomialBatch:
    """Fit R models NB2 (variance mu + alpha mu^2, log link) by maximum likelihood, by Newton steps for all parameters.

    Parameters
    ----------
    outcome
        n counts.
    matrix
        n by k design.
    weights
        R by n, none below zero.

    Notes
    -----
    Lawless (1987), "Negative binomial and mixed Poisson regression", Canadian Journal of Statistics 15. Where the
    score of the dispersion at zero is not positive (Cameron and Trivedi 1998, Regression Analysis of Count Data, 3.4),
    the fit is Poisson.
    """
    scale = np.sqrt(np.mean(matrix**2, axis=0))
    scale[scale == 0] = 1.0
    scaled = matrix / scale
    poisson = fit_batch("poisson", outcome, scaled, weights=weights)
    beta, flagged = poisson.coefficients.copy(), poisson.flagged.copy()
    alpha = np.zeros(len(weights))
    mean = np.exp(np.where(flagged[:, None], 0.0, beta) @ scaled.T)
    excess = np.sum(weights * ((outcome - mean) ** 2 - outcome), axis=1)
    dispersed = np.flatnonzero((excess > 0) & ~flagged)
    if len(dispersed):
        moment = excess[dispersed] / np.sum(weights[dispersed] * mean[dispersed] ** 2, axis=1)
        found = _newton(outcome, scaled, weights[dispersed], beta[dispersed], np.log(moment))
        beta[dispersed], alpha[dispersed], flagged[dispersed] = found
    beta[flagged] = np.nan
    return NegativeBinomialBatch(beta / scale, alpha, flagged)


def _newton(
    outcome: Vector, matrix: Matrix, weights: Matrix, beta: Matrix, log_alpha: Vector
) -> tuple[Matrix, Vector, Mask]:
    """Return coefficients, dispersions and which fits found no maximum."""
    counts = outcome.astype(np.intp)
    likelihood = _likelihood(counts, matrix, weights, beta, log_alpha)
    resting = np.zeros(len(beta), dtype=bool)
    for _ in range(ITERATIONS):
        step = _step(counts, matrix, weights, beta, log_alpha)
        length = np.ones(len(beta))
        for _ in range(HALVINGS):
            reached = beta + length[:, None] * step[:, :-1], log_alpha + length * step[:, -1]
            after = _likelihood(counts, matrix, weights, *reached)
            falling = ~(after >= likelihood - 1e-12 * np.abs(likelihood))
            if not falling.any():
                break
            length[falling] /= 2
        beta, log_alpha, likelihood = *reached, after
        resting = np.abs(step).max(axis=1) <= AT_REST
        if resting.all():
            break
    alpha = np.exp(log_alpha)
    return beta, np.where(alpha > SMALLEST_DISPERSION, alpha, 0.0), ~resting | ~np.isfinite(likelihood)


def _step(counts: NDArray[np.intp], matrix: Matrix, weights: Matrix, beta: Matrix, log_alpha: Vector) -> Matrix:
    """Return R Newton steps of the k coefficients and the logarithm of the dispersion."""
    alpha = np.exp(log_alpha)[:, None]
    mean = np.exp(beta @ matrix.T)
    one = 1 + alpha * mean
    residual = counts - mean
    first, second = _sums(counts, alpha)
    by_alpha = first + np.log(one) / alpha**2 - (counts + 1 / alpha) * mean / one
    twice = (
        -second - 2 * np.log(one) / alpha**3 + 2 * mean / (alpha**2 * one) + (counts + 1 / alpha) * (mean / one) ** 2
    )
    k = matrix.shape[1]
    score = np.empty((len(beta), k + 1))
    score[:, :k] = (weights * residual / one) @ matrix
    score[:, k] = alpha[:, 0] * (weights * by_alpha).sum(axis=1)
    information = np.empty((len(beta), k + 1, k + 1))
    rows, columns = np.triu_indices(k)
    upper = (weights * mean * (1 + alpha * counts) / one**2) @ (matrix[:, rows] * matrix[:, columns])
    information[:, rows, columns] = information[:, columns, rows] = upper
    cross = (alpha * weights * residual * mean / one**2) @ matrix
    information[:, :k, k] = information[:, k, :k] = cross
    information[:, k, k] = -((alpha[:, 0] ** 2) * (weights * twice).sum(axis=1)) - score[:, k]
    # far from the maximum the likelihood may bend the wrong way: curvatures are turned, and their steps bounded
    values, vectors = np.linalg.eigh(information)
    values = np.maximum(np.abs(values), 1e-8 * np.abs(values).max(axis=1, keepdims=True))
    step: Matrix = np.einsum("rij,rj,rkj,rk->ri", vectors, 1 / values, vectors, score)
    bounded: Matrix = step / np.maximum(1.0, np.abs(step).max(axis=1, keepdims=True))
    return bounded


def _sums(counts: NDArray[np.intp], alpha: Matrix) -> tuple[Matrix, Matrix]:
    """Return for each count y the sums over j below y of j / (1 + alpha j) and of its square: R by n each."""
    below = np.arange(counts.max())
    terms = below / (1 + alpha * below)
    zero = np.zeros((len(alpha), 1))
    return tuple(np.hstack([zero, np.cumsum(t, axis=1)])[:, counts] for t in (terms, terms**2))  # type: ignore[return-value]


def _likelihood(counts: NDArray[np.intp], matrix: Matrix, weights: Matrix, beta: Matrix, log_alpha: Vector) -> Vector:
    alpha = np.exp(log_alpha)[:, None]
    eta = beta @ matrix.T
    below = np.arange(counts.max())
    sums = np.hstack([np.zeros((len(alpha), 1)), np.cumsum(np.log1p(alpha * below), axis=1)])[:, counts]
    terms = sums + counts * eta - (counts + 1 / alpha) * np.log1p(alpha * np.exp(eta))
    return np.asarray((weights * terms).sum(axis=1))
