"""Covariance of a fitted model when units of a country resemble each other: sandwiches and the cluster jackknife.

Stands between the fits of the models stage and its tests and intervals. Works on arrays, so that it serves every
generalised linear model of `batch`, weighted or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.models.batch import Family, Matrix, Vector, fit_batch
from paradiplomacy.models.estimators import FitError

Robust = Literal["HC0", "HC1", "HC2", "HC3"]


@dataclass(frozen=True)
class ScoredFit:
    """A maximum of a likelihood with what every sandwich is made of.

    Parameters
    ----------
    family, outcome, matrix, weights
        as they were fitted: n, n by k, n.
    coefficients
        k.
    scores
        n by k; each unit's derivative of the log likelihood, times its weight.
    curvature
        n; minus the second derivative of each unit's log likelihood by its linear predictor, times its weight.
    bread
        k by k; inverse of the information matrix.
    """

    family: Family
    outcome: Vector
    matrix: Matrix
    weights: Vector
    coefficients: Vector
    scores: Matrix
    curvature: Vector
    bread: Matrix


@dataclass(frozen=True)
class Clusters:
    """Units by cluster: `labels` of the G clusters, and `members`, n numbers from 0 to G - 1."""

    labels: NDArray[Any]
    members: NDArray[np.intp]

    @classmethod
    def of(cls, names: NDArray[Any]) -> Clusters:
        """Number the clusters in the order of their names.

        Raises
        ------
        FitError
            when there is one cluster only.
        """
        labels, members = np.unique(names, return_inverse=True)
        if len(labels) < 2:
            raise FitError(f"only one country ({labels[0]}): nothing can be said of the variation between countries")
        return cls(labels, members)

    def __len__(self) -> int:
        return len(self.labels)

    def sums(self, values: Matrix) -> Matrix:
        """Return the G sums of n rows."""
        belonging = (self.members == np.arange(len(self))[:, None]).astype(float)
        total: Matrix = belonging @ values
        return total

    def deletions(self, weights: Vector) -> Matrix:
        """Return G by n weights, in each row without one cluster."""
        return np.where(self.members == np.arange(len(self))[:, None], 0.0, weights)


def fit_scored(
    family: Family,
    outcome: Vector,
    matrix: Matrix,
    *,
    weights: Vector | None = None,
    offset: Vector | None = None,
    held: int | None = None,
    start: Vector | None = None,
) -> ScoredFit:
    """Fit one model and keep its scores.

    `held` is a column that takes no part in the fit (its coefficient stands in the offset) but has scores all the same:
    the restricted fit of a score test.

    Raises
    ------
    FitError
        when the likelihood has no maximum.
    """
    n, k = matrix.shape
    taking_part = (np.arange(k) != held)[None, :]
    weights = np.ones(n) if weights is None else weights
    fit = fit_batch(family, outcome, matrix, weights=weights[None, :], active=taking_part, offset=offset, start=start)
    if fit.flagged[0]:
        raise FitError("no maximum of the likelihood: the factors separate the outcome, or are collinear")
    eta = matrix @ fit.coefficients[0] + (0.0 if offset is None else offset)
    mean, slope = mean_and_slope(family, eta)
    curvature = weights * slope
    return ScoredFit(
        family=family,
        outcome=outcome,
        matrix=matrix,
        weights=weights,
        coefficients=fit.coefficients[0],
        scores=(weights * (outcome - mean))[:, None] * matrix,
        curvature=curvature,
        bread=inverted(matrix.T @ (curvature[:, None] * matrix)),
    )


def mean_and_slope(family: Family, eta: Matrix) -> tuple[Matrix, Matrix]:
    """Return predictions and their derivatives by the linear predictor."""
    if family == "linear":
        return eta, np.ones_like(eta)
    if family == "poisson":
        mean = np.exp(eta)
        return mean, mean
    mean = 1 / (1 + np.exp(-eta))
    return mean, mean * (1 - mean)


def inverted(information: Matrix) -> Matrix:
    """Return the inverse of a positive definite matrix of columns of very different sizes."""
    scale = np.sqrt(np.diag(information))
    inverse: Matrix = np.linalg.inv(information / np.outer(scale, scale)) / np.outer(scale, scale)
    return inverse


def robust_covariance(fit: ScoredFit, kind: Robust) -> Matrix:
    """Return the covariance that allows for unequal variances of units (White 1980; MacKinnon and White 1985)."""
    n, k = fit.matrix.shape
    scores = fit.scores
    if kind in ("HC2", "HC3"):
        leverage = fit.curvature * np.einsum("ni,ij,nj->n", fit.matrix, fit.bread, fit.matrix)
        scores = scores / ((1 - leverage) ** (0.5 if kind == "HC2" else 1.0))[:, None]
    correction = n / (n - k) if kind == "HC1" else 1.0
    return correction * _sandwich(fit.bread, scores)


def _sandwich(bread: Matrix, scores: Matrix) -> Matrix:
    product: Matrix = bread @ (scores.T @ scores) @ bread
    return product


def clustered_covariance(fit: ScoredFit, clusters: Clusters, *, small_sample: bool = True) -> Matrix:
    """Return CV1: the sandwich of scores summed by cluster, times G/(G-1) and, for a small sample, (n-1)/(n-k).

    Without the latter, and with weights, it is the covariance of the survey sampler, whose clusters are primary
    sampling units drawn with replacement (Binder 1983): weights are then no numbers of units.
    """
    n, k = fit.matrix.shape
    groups = len(clusters)
    correction = groups / (groups - 1) * ((n - 1) / (n - k) if small_sample else 1.0)
    return correction * _sandwich(fit.bread, clusters.sums(fit.scores))


def delete_clusters(fit: ScoredFit, clusters: Clusters) -> Matrix:
    """Return G by k coefficients of the model fitted again without each cluster; NaN where it has no maximum."""
    weights = clusters.deletions(fit.weights)
    return fit_batch(fit.family, fit.outcome, fit.matrix, weights=weights, start=fit.coefficients).coefficients


def delete_clusters_by_scores(fit: ScoredFit, clusters: Clusters) -> Matrix:
    """Return G by k coefficients after one Newton step without each cluster.

    Notes
    -----
    MacKinnon, Nielsen and Webb (2024), "Cluster-robust jackknife and bootstrap inference for logistic regression
    models": exact for the linear model. NaN where the information without the cluster is singular.
    """
    information = fit.matrix.T @ (fit.curvature[:, None] * fit.matrix)
    scale = np.sqrt(np.diag(information))
    without = (information - cluster_informations(fit, clusters)) / np.outer(scale, scale)
    definite = np.linalg.eigvalsh(without)[:, 0] > 1e-10
    without[~definite] = np.eye(len(scale))
    steps = np.linalg.solve(without, (clusters.sums(fit.scores) / scale)[:, :, None])[:, :, 0] / scale
    steps[~definite] = np.nan
    return fit.coefficients - steps


def cluster_informations(fit: ScoredFit, clusters: Clusters) -> Matrix:
    """Return G information matrices, k by k each, whose sum is that of the whole sample."""
    n, k = fit.matrix.shape
    products = (fit.curvature[:, None] * fit.matrix)[:, :, None] * fit.matrix[:, None, :]
    return clusters.sums(products.reshape(n, k * k)).reshape(-1, k, k)


def jackknife_covariance(deleted: Matrix, estimate: Vector) -> Matrix:
    """Return CV3: (G-1)/G times the sum of squared deviations of the deletions from the estimate.

    Notes
    -----
    MacKinnon, Nielsen and Webb (2023), "Cluster-robust inference: A guide to empirical practice", equation for CV3;
    deviations from the estimate, not from their mean. NaN where a deletion has no estimate.
    """
    groups = len(deleted)
    deviations = deleted - estimate
    covariance: Matrix = (groups - 1) / groups * deviations.T @ deviations
    return covariance


def cluster_leverages(fit: ScoredFit, clusters: Clusters) -> Vector:
    """Return the G leverages: each cluster's share in the k degrees of freedom of the fit; they add up to k."""
    return np.asarray(np.einsum("gij,ji->g", cluster_informations(fit, clusters), fit.bread))


def effective_clusters(fit: ScoredFit, clusters: Clusters) -> Vector:
    """Return for each coefficient the number of equal clusters that would tell as much, at most G.

    Notes
    -----
    Carter, Schnepel and Steigerwald (2017), "Asymptotic behavior of a t-test robust to cluster heterogeneity",
    with no correlation within clusters: from the share of each cluster in the variance of a coefficient.
    """
    return np.array([equal_number(shares) for shares in variance_shares(fit, clusters, np.eye(fit.matrix.shape[1]))])


def variance_shares(fit: ScoredFit, clusters: Clusters, gradients: Matrix) -> Matrix:
    """Return what each cluster adds to the variance of linear functions of the coefficients (r by G).

    Parameters
    ----------
    gradients
        r by k derivatives of the functions by the coefficients.
    """
    lever = gradients @ fit.bread
    return np.asarray(np.einsum("ri,gij,rj->rg", lever, cluster_informations(fit, clusters), lever))


def equal_number(shares: Vector) -> float:
    """Return how many equal clusters would tell as much as clusters with these shares of a variance."""
    relative = shares / shares.mean()
    return float(len(shares) / (1 + ((relative - 1) ** 2).mean()))
