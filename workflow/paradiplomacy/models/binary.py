"""Yes or no: logit, linear probability, and whether the factors separate the outcomes.

Used by the registry in `estimators`, by the penalised and panel estimators, and by the zero part of hurdle models.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from paradiplomacy.models.fit import Fit, FitData, FitError, Matrix, Vector, inverse
from paradiplomacy.models.likelihood import Cube, maximum_fit

SEPARATED = "separated: a combination of factors predicts the outcome without error"


class Logit:
    """Bernoulli with the logit of its probability as the one index."""

    def log_likelihood(self, outcome: Matrix, eta: Matrix) -> Vector:
        """Return y eta - log(1 + e^eta)."""
        return np.asarray(outcome * eta[:, 0] - np.logaddexp(0.0, eta[:, 0]))

    def derivatives(self, outcome: Matrix, eta: Matrix) -> tuple[Matrix, Cube]:
        """Return y - p and -p(1 - p)."""
        mean = expit(eta)
        return outcome[:, None] - mean, -(mean * (1 - mean))[:, :, None]


def predict_logit(params: Vector, matrix: Matrix) -> tuple[Matrix, Cube]:
    """Return probabilities and their derivatives by the first k parameters; further ones do not matter."""
    k = matrix.shape[1]
    mean = expit(matrix @ params[:k])
    gradient = np.zeros((len(matrix), 1, len(params)))
    gradient[:, 0, :k] = (mean * (1 - mean))[:, None] * matrix
    return mean[:, None], gradient


def separating_direction(outcome: Vector, matrix: Matrix) -> Vector | None:
    """Return k coefficients that separate ones from zeros, completely or quasi-completely; None where there are none.

    Solves the linear programme of Konis (2007): maximise the sum of z'b subject to z'b >= 0 and |b| <= 1, where z is
    a row of the design with the sign of its outcome. The optimum is zero exactly when the maximum likelihood
    estimate of the logit exists. The coefficients are of columns scaled to a largest value of one.
    """
    scaled = _signed(outcome, matrix)
    optimum, direction = _furthest(scaled.sum(axis=0), scaled)
    return direction if optimum > 1e-6 else None


def _furthest(towards: Vector, scaled: Matrix) -> tuple[float, Vector]:
    """Return the largest `towards` times b and that b, where scaled b >= 0 and |b| <= 1."""
    from scipy.optimize import linprog

    end = linprog(-towards, A_ub=-scaled, b_ub=np.zeros(len(scaled)), bounds=(-1, 1), method="highs")
    return -end.fun, np.asarray(end.x)


def is_separated(outcome: Vector, matrix: Matrix) -> bool:
    """Tell whether a linear combination of the columns separates ones from zeros; see `separating_direction`."""
    return separating_direction(outcome, matrix) is not None


def separated_units(outcome: Vector, matrix: Matrix) -> NDArray[np.intp]:
    """Return the places of the units whose outcome a separating combination tells without error; none: no separation.

    The combination is that of the linear programme, which tells as many units as one combination can.
    """
    direction = separating_direction(outcome, matrix)
    if direction is None:
        return np.empty(0, dtype=np.intp)
    return np.flatnonzero(_signed(outcome, matrix) @ direction > 1e-6)


def separating_terms(outcome: Vector, matrix: Matrix, terms: Sequence[str]) -> list[str]:
    """Return the terms without a finite maximum likelihood estimate; empty where there is no separation.

    Such a term moves in a direction that separates: one linear programme looks for it upwards, one downwards.
    """
    if not is_separated(outcome, matrix):
        return []
    scaled = _signed(outcome, matrix)
    found = []
    for place, term in enumerate(terms):
        towards = np.zeros(scaled.shape[1])
        for sign in (1.0, -1.0):
            towards[place] = sign
            if _furthest(towards, scaled)[0] > 1e-6:
                found.append(term)
                break
    return [term for term in found if term != terms[0]] or found


def _signed(outcome: Vector, matrix: Matrix) -> Matrix:
    signed = np.where(outcome[:, None] == 1, matrix, -matrix)
    return np.asarray(signed / np.abs(matrix).max(axis=0))


def separation_sentence(outcome: Vector, data: FitData) -> str | None:
    """Say which terms decide a binary outcome; None where the maximum likelihood estimate exists."""
    terms = separating_terms(outcome, data.matrix, data.terms)
    return f"{SEPARATED} ({', '.join(terms)}); the estimator firth gives finite estimates" if terms else None


def fit_logit(data: FitData) -> Fit:
    """Fit a logit by maximum likelihood.

    Raises
    ------
    FitError
        when a combination of factors separates the outcomes.
    """
    separation = separation_sentence(data.outcome, data)
    if separation:
        raise FitError(separation)
    return maximum_fit("logit", data, Logit(), [data.matrix], data.terms, predict_logit)


def fit_linear_probability(data: FitData) -> Fit:
    """Fit the linear probability model by (weighted) least squares.

    Notes
    -----
    The covariance of the model has s^2 with n - k degrees of freedom; the log likelihood is that of normal errors.
    """
    weight, matrix = data.weight, data.matrix
    gram = matrix.T @ (weight[:, None] * matrix)
    target = data.outcome if data.offset is None else data.outcome - data.offset
    params: Vector = np.asarray(np.linalg.solve(gram, matrix.T @ (weight * target)), dtype=np.float64)
    residual = target - matrix @ params
    n, k = matrix.shape
    variance = float(weight @ residual**2) / n
    return Fit(
        estimator="linear probability",
        names=list(data.terms),
        params=params,
        covariance=inverse(gram) * variance * n / (n - k),
        definition="s^2 (X'X)^-1",
        scores=(weight * residual / variance)[:, None] * matrix,
        hessian=-gram / variance,
        clusters=data.clusters,
        log_likelihood=-0.5 * n * float(np.log(2 * np.pi * variance) + 1),
        n=n,
        predictor=_predict_linear,
    )


def _predict_linear(params: Vector, matrix: Matrix) -> tuple[Matrix, Cube]:
    return (matrix @ params)[:, None], matrix[:, None, :]
