"""Logit and negative binomial regression with country-clustered covariance, behind one small interface."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Estimator = Literal["logit", "negative binomial"]

GRADIENT_TOLERANCE = 1e-5  # per unit; a larger average score at the "optimum" is no optimum


class FitError(Exception):
    """A fit without a trustworthy result; the text says why."""


@dataclass(frozen=True)
class Fit:
    """A fitted model.

    Parameters
    ----------
    estimator
        "logit" or "negative binomial" (NB2: variance mu + alpha mu^2).
    coefficients
        k coefficients of the linear predictor.
    covariance
        their k by k covariance, clustered (CV1).
    dispersion
        alpha of NB2; None for logit.
    n_clusters
        number of clusters G; t statistics have G - 1 degrees of freedom.
    """

    estimator: Estimator
    coefficients: Vector
    covariance: Matrix
    dispersion: float | None
    n_clusters: int

    def predict(self, matrix: Matrix) -> Vector:
        """Return n probabilities (logit) or expected counts (negative binomial)."""
        linear = matrix @ self.coefficients
        return 1 / (1 + np.exp(-linear)) if self.estimator == "logit" else np.exp(linear)

    def slope(self, matrix: Matrix) -> Vector:
        """Return the n derivatives of the prediction by the linear predictor."""
        mean = self.predict(matrix)
        return mean * (1 - mean) if self.estimator == "logit" else mean


def is_separated(outcome: Vector, matrix: Matrix) -> bool:
    """Tell whether a linear combination of the columns separates ones from zeros, completely or quasi-completely.

    Solves the linear programme of Konis (2007): maximise the sum of z'b subject to z'b >= 0 and |b| <= 1, where z is
    a row of the design with the sign of its outcome. The optimum is zero exactly when the maximum likelihood
    estimate of the logit exists.
    """
    signed = np.where(outcome[:, None] == 1, matrix, -matrix)
    scaled = signed / np.abs(matrix).max(axis=0)
    solution = linprog(-scaled.sum(axis=0), A_ub=-scaled, b_ub=np.zeros(len(scaled)), bounds=(-1, 1), method="highs")
    return bool(-solution.fun > 1e-6)


def fit_clustered(estimator: Estimator, outcome: Vector, matrix: Matrix, clusters: NDArray[Any]) -> Fit:
    """Fit by maximum likelihood; covariance CV1 with the correction G/(G-1) * (N-1)/(N-K).

    Parameters
    ----------
    outcome
        n values: 0 and 1 for logit, counts for negative binomial.
    matrix
        n by k design.
    clusters
        n labels.

    Raises
    ------
    FitError
        when there is no variation, one cluster only, separation, or no convergence.

    Notes
    -----
    MacKinnon, Nielsen and Webb (2023), "Cluster-robust inference: A guide to empirical practice", J. Econometrics.
    For NB2, K counts the dispersion and the covariance of the coefficients allows for its estimation.
    """
    import statsmodels.api as sm

    labels, groups = np.unique(clusters, return_inverse=True)
    if len(labels) < 2:
        raise FitError("only one country: nothing can be said of the variation between countries")
    if outcome.min() == outcome.max():
        raise FitError(f"the outcome is {outcome[0]:g} for every unit")
    if len(outcome) <= matrix.shape[1] + 1:
        raise FitError("there are no more units than parameters")
    cluster = {"cov_type": "cluster", "cov_kwds": {"groups": groups, "use_correction": True}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # convergence is judged below by the score, not by a warning
        try:
            if estimator == "logit":
                if is_separated(outcome, matrix):
                    raise FitError("separated: a combination of factors predicts the outcome without error")
                model = sm.Logit(outcome, matrix)
                result = model.fit(method="newton", maxiter=100, disp=0, **cluster)
            else:
                model = sm.NegativeBinomial(outcome, matrix, loglike_method="nb2")
                # quasi-Newton finds the region, Newton the maximum (statsmodels' default stops short of it)
                start = model.fit(method="bfgs", maxiter=500, disp=0).params
                result = model.fit(start_params=start, method="newton", maxiter=100, disp=0, **cluster)
        except np.linalg.LinAlgError:
            raise FitError("not converged: the information matrix is singular") from None
    params = np.asarray(result.params, dtype=float)
    score = np.abs(model.score(params)).max() / len(outcome)
    if not np.isfinite(params).all() or score > GRADIENT_TOLERANCE:
        raise FitError("not converged: the likelihood has no maximum that could be found")
    k = matrix.shape[1]
    return Fit(
        estimator=estimator,
        coefficients=params[:k],
        covariance=np.asarray(result.cov_params(), dtype=float)[:k, :k],
        dispersion=float(params[k]) if estimator == "negative binomial" else None,
        n_clusters=len(labels),
    )


def average_effect(fit: Fit, low: Matrix, high: Matrix) -> tuple[float, float]:
    """Return the average of predictions under `high` minus under `low`, and its delta-method standard error."""
    effect = float(np.mean(fit.predict(high) - fit.predict(low)))
    gradient = (fit.slope(high)[:, None] * high - fit.slope(low)[:, None] * low).mean(axis=0)
    return effect, _standard_error(fit, gradient)


def average_prediction(fit: Fit, matrix: Matrix) -> tuple[float, float]:
    """Return the average prediction and its delta-method standard error."""
    gradient = (fit.slope(matrix)[:, None] * matrix).mean(axis=0)
    return float(np.mean(fit.predict(matrix))), _standard_error(fit, gradient)


def _standard_error(fit: Fit, gradient: Vector) -> float:
    return float(np.sqrt(gradient @ fit.covariance @ gradient))
