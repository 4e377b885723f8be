"""What goes into an estimator and what comes out of it, the same for all; variance estimators stand outside.

A fit carries the contribution of each unit to the score and the Hessian, of which every sandwich is made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
ALPHA = "alpha"  # the dispersion of a negative binomial: always the last parameter


class FitError(Exception):
    """A fit without a trustworthy result; the text says why."""


@dataclass(frozen=True)
class FitData:
    """What a model is fitted to.

    Parameters
    ----------
    outcome
        n values; the codes 0, 1, ... of its categories for ordered and multinomial models; n by 2 for two outcomes.
    matrix
        n by k design, a constant first.
    terms
        names of the k columns.
    clusters
        n labels.
    weights
        n survey weights, none below zero; None: all one. They are no counts: the variance is for a sandwich.
    offset
        n values that are added to the linear predictor; None: zero.
    categories
        names of the categories of an ordered or multinomial outcome, in the order of their codes.
    misclassification
        shares of false yes and false no that are fixed (misclassified logit); None: the share is estimated.
    """

    outcome: Matrix
    matrix: Matrix
    terms: Sequence[str]
    clusters: NDArray[Any]
    weights: Vector | None = None
    offset: Vector | None = None
    categories: Sequence[str] = ()
    misclassification: tuple[float | None, float | None] = (None, None)

    @property
    def weight(self) -> Vector:
        """The n weights."""
        return np.ones(len(self.matrix)) if self.weights is None else self.weights


# p parameters and m by k design -> predictions (m by c) and their derivatives (m by c by p)
Predictor = Callable[[Vector, Matrix], tuple[Matrix, NDArray[np.float64]]]


@dataclass(frozen=True)
class Fit:
    """A fitted model.

    Parameters
    ----------
    estimator
        its name.
    names
        names of the p parameters; those of the linear predictor are the terms of the design.
    params
        p estimates.
    covariance
        p by p, or k by k where a variance estimator is for the coefficients alone, which stand first; `definition` says
        of what kind.
    definition
        definition of the covariance, since packages differ.
    scores
        derivatives of the log likelihood, one row per unit and p columns; they add up to zero at the maximum.
    hessian
        p by p second derivatives of the log likelihood (of a penalised fit: minus its information).
    clusters
        labels of the rows of `scores`.
    log_likelihood
        at the maximum, with all constants; penalised for Firth.
    n
        units.
    predictor
        mean or category probabilities of a design; None where there is none (conditional likelihood).
    categories
        what the columns of a prediction are for; one empty name for a mean.
    notes
        what the reader must know.
    kept
        which of the n units of the data took part; None: all.
    zero_probability
        predicted probabilities of a zero of each unit, for counts.
    """

    estimator: str
    names: list[str]
    params: Vector
    covariance: Matrix
    definition: str
    scores: Matrix
    hessian: Matrix
    clusters: NDArray[Any]
    log_likelihood: float
    n: int
    predictor: Predictor | None
    categories: tuple[str, ...] = ("",)
    notes: tuple[str, ...] = ()
    kept: NDArray[np.bool_] | None = None
    zero_probability: Vector | None = None

    @property
    def n_clusters(self) -> int:
        """Number of clusters G; t statistics have G - 1 degrees of freedom."""
        return len(np.unique(self.clusters))

    @property
    def errors(self) -> Vector:
        """The p standard errors; missing where the covariance is for the coefficients alone."""
        errors = np.full(len(self.params), np.nan)
        errors[: len(self.covariance)] = np.sqrt(np.diag(self.covariance))
        return errors

    @property
    def dispersion(self) -> float | None:
        """Alpha of a negative binomial, zero where it is Poisson; None for other estimators."""
        if not self.estimator.endswith("negative binomial"):
            return None
        return float(self.params[-1]) if self.names[-1] == ALPHA else 0.0

    @property
    def coefficients(self) -> Vector:
        """The estimates without the dispersion."""
        return self.params[:-1] if self.names[-1] == ALPHA else self.params

    def predict(self, matrix: Matrix, category: int = 0) -> Vector:
        """Return the predictions of m designs: means, or probabilities of a category."""
        return self._predicted(matrix)[0][:, category]

    def gradient(self, matrix: Matrix, category: int = 0) -> Matrix:
        """Return the m by p derivatives of the predictions by the parameters."""
        return self._predicted(matrix)[1][:, category]

    def _predicted(self, matrix: Matrix) -> tuple[Matrix, NDArray[np.float64]]:
        if self.predictor is None:
            raise FitError(f"{self.estimator} has no predictions: the level of each country is not estimated")
        return self.predictor(self.params, matrix)


def inverse(matrix: Matrix) -> Matrix:
    """Return the inverse of a square matrix."""
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def clustered(fit: Fit) -> Fit:
    """Return the fit with the covariance CV1: sandwich by cluster, times G/(G-1) * (N-1)/(N-K).

    Notes
    -----
    MacKinnon, Nielsen and Webb (2023), "Cluster-robust inference: A guide to empirical practice", J. Econometrics 232.
    K counts all parameters, so that it allows for the estimation of a dispersion.
    """
    covariance = (fit.n - 1) / (fit.n - len(fit.params)) * linearised(fit).covariance
    return replace(fit, covariance=covariance, definition="CV1")


def linearised(fit: Fit) -> Fit:
    """Return the weighted fit with the linearised covariance of survey samplers: sandwich by cluster, times G/(G-1).

    Notes
    -----
    Binder (1983), "On the variances of asymptotically normal estimators from complex surveys", International
    Statistical Review 51: clusters are primary sampling units drawn with replacement. It is that of R's svyglm.
    """
    _, group = np.unique(fit.clusters, return_inverse=True)
    sums = np.zeros((fit.n_clusters, fit.scores.shape[1]))
    np.add.at(sums, group, fit.scores)
    bread = inverse(-fit.hessian)
    covariance = fit.n_clusters / (fit.n_clusters - 1) * bread @ (sums.T @ sums) @ bread
    return replace(fit, covariance=covariance, definition="linearised")


def with_offset(fit: Fit, offset: Vector) -> Fit:
    """Return a fit of one index whose predictions hold the offset of each unit; designs are of the same n units."""
    plain = fit.predictor
    assert plain is not None

    def predict(params: Vector, matrix: Matrix) -> tuple[Matrix, NDArray[np.float64]]:
        mean, gradient = plain(np.append(params, 1.0), np.column_stack([matrix, offset]))
        return mean, gradient[:, :, :-1]

    return replace(fit, predictor=predict)


def robust(fit: Fit) -> Fit:
    """Return the fit with the sandwich covariance without correction (HC0), for units drawn one by one (Huber 1967)."""
    bread = inverse(-fit.hessian)
    return replace(fit, covariance=bread @ (fit.scores.T @ fit.scores) @ bread, definition="HC0")


def average_effect(
    fit: Fit, low: Matrix, high: Matrix, category: int = 0, weights: Vector | None = None
) -> tuple[float, float]:
    """Return the (weighted) average of predictions under `high` minus under `low`, and its delta-method standard error.

    The units and their weights are taken as given: the error is that of the coefficients.
    """
    effect = float(np.average(fit.predict(high, category) - fit.predict(low, category), weights=weights))
    gradient = np.average(fit.gradient(high, category) - fit.gradient(low, category), axis=0, weights=weights)
    return effect, _error(fit, gradient)


def average_prediction(fit: Fit, matrix: Matrix, category: int = 0) -> tuple[float, float]:
    """Return the average prediction and its delta-method standard error."""
    return float(np.mean(fit.predict(matrix, category))), _error(fit, fit.gradient(matrix, category).mean(axis=0))


def _error(fit: Fit, gradient: Vector) -> float:
    covered = len(fit.covariance)
    if gradient[covered:].any():
        raise FitError(
            f"{fit.estimator}: predictions depend on more than the coefficients that {fit.definition} is for"
        )
    return float(np.sqrt(gradient[:covered] @ fit.covariance @ gradient[:covered]))
