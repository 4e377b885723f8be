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
        alpha of NB2, zero where the counts are not overdispersed; None for logit.
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
        n by k design, a constant first.
    clusters
        n labels.

    Raises
    ------
    FitError
        when there is no variation, one cluster only, separation, or no convergence.

    Notes
    -----
    MacKinnon, Nielsen and Webb (2023), "Cluster-robust inference: A guide to empirical practice", J. Econometrics.
    For NB2, K counts the dispersion and the covariance of the coefficients allows for its estimation. Where the score
    of the dispersion at zero is not positive (Cameron and Trivedi 1998, Regression Analysis of Count Data, 3.4), the
    likelihood is highest at zero dispersion: NB2 is Poisson there, and is fitted as such.
    """
    labels, groups = np.unique(clusters, return_inverse=True)
    if len(labels) < 2:
        raise FitError("only one country: nothing can be said of the variation between countries")
    if outcome.min() == outcome.max():
        raise FitError(f"the outcome is {outcome[0]:g} for every unit")
    if len(outcome) <= matrix.shape[1] + 1:
        raise FitError("there are no more units than parameters")
    if estimator == "logit" and is_separated(outcome, matrix):
        raise FitError("separated: a combination of factors predicts the outcome without error")
    # a logarithm of inhabitants beside zeros and ones makes an information matrix that optimisers fail on: the
    # columns are standardised, and the coefficients taken back, which changes nothing else
    back = _standardisation(matrix)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # convergence is judged by the score, not by a warning
        try:
            params, covariance = _maximum(estimator, outcome, matrix @ back, groups)
        except np.linalg.LinAlgError:
            raise FitError("not converged: the information matrix is singular") from None
    k = matrix.shape[1]
    return Fit(
        estimator=estimator,
        coefficients=back @ params[:k],
        covariance=back @ covariance[:k, :k] @ back.T,
        dispersion=None if estimator == "logit" else float(params[k]) if len(params) > k else 0.0,
        n_clusters=len(labels),
    )


def _standardisation(matrix: Matrix) -> Matrix:
    """Return the k by k matrix that gives every column but the constant mean zero and standard deviation one."""
    mean, scale = matrix.mean(axis=0), matrix.std(axis=0)
    mean[0], scale[0] = 0.0, 1.0
    back = np.diag(1 / scale)
    back[0] -= mean / scale
    return back


def _maximum(estimator: Estimator, outcome: Vector, matrix: Matrix, groups: NDArray[Any]) -> tuple[Vector, Matrix]:
    """Return the parameters at the maximum of the likelihood and their clustered covariance."""
    from statsmodels.discrete.discrete_model import Logit, NegativeBinomial, Poisson

    newton: dict[str, Any] = {"method": "newton", "maxiter": 100, "disp": 0}
    cluster = {"cov_type": "cluster", "cov_kwds": {"groups": groups, "use_correction": True}}
    model = Logit(outcome, matrix) if estimator == "logit" else Poisson(outcome, matrix)
    result = model.fit(**newton, **cluster)
    if estimator == "negative binomial":
        mean = result.predict()
        if np.sum((outcome - mean) ** 2 - outcome) > 0:
            model = NegativeBinomial(outcome, matrix, loglike_method="nb2")
            # quasi-Newton finds the region, Newton the maximum (statsmodels' default stops short of it)
            start = model.fit(method="bfgs", maxiter=500, disp=0).params
            result = model.fit(start_params=start, **newton, **cluster)
    params = np.asarray(result.params, dtype=float)
    if not np.isfinite(params).all() or np.abs(model.score(params)).max() / len(outcome) > GRADIENT_TOLERANCE:
        raise FitError("not converged: the likelihood has no maximum that could be found")
    return params, np.asarray(result.cov_params(), dtype=float)


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
