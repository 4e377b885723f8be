"""The variance that the configuration asks for, put on a fit of the ladder; where it has none, the next best, named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.models.batch import Matrix, Vector
from paradiplomacy.models.batch_counts import fit_negative_binomials
from paradiplomacy.models.clusters import (
    Clusters,
    delete_clusters,
    delete_clusters_by_scores,
    fit_scored,
    jackknife_covariance,
)
from paradiplomacy.models.estimators import Fit, FitError, fit_clustered

Variance = Literal["CV3", "CV3 one step", "CV1"]

LABELS: dict[str, str] = {
    "CV3": "CV3 by country, t(G-1)",
    "CV3 one step": "CV3 one step by country, t(G-1)",
    "CV1": "CV1 by country, t(G-1)",
}


def with_variance(
    variance: Variance, fit: Fit, outcome: Vector, matrix: Matrix, countries: NDArray[Any]
) -> tuple[Fit, Variance, list[str]]:
    """Return the fit with its covariance, which variance it is, and the reason where it is not the one asked for.

    A country without which the model has no estimate leaves the jackknife without one, too: the one-step jackknife is
    taken then, and if that has none either, the sandwich CV1. The negative binomial has no one-step form; it takes the
    exact one.
    """
    if variance == "CV1":
        return fit, "CV1", []
    clusters = Clusters.of(countries)
    notes: list[str] = []
    if variance == "CV3" or fit.estimator != "logit":
        deleted = delete_countries(fit, outcome, matrix, clusters)
        missing = clusters.labels[np.isnan(deleted).any(axis=1)]
        if not len(missing):
            return replace(fit, covariance=jackknife_covariance(deleted, fit.coefficients)), "CV3", notes
        notes.append(f"no jackknife (CV3), as there is no estimate without {', '.join(missing)}")
    if fit.estimator == "logit":
        deleted = delete_clusters_by_scores(fit_scored("logit", outcome, matrix), clusters)
        if not np.isnan(deleted).any():
            return replace(fit, covariance=jackknife_covariance(deleted, fit.coefficients)), "CV3 one step", notes
        missing = clusters.labels[np.isnan(deleted).any(axis=1)]
        notes = [f"no jackknife (CV3), as a factor does not vary without {', '.join(missing)}"]
    return fit, "CV1", notes


def delete_countries(fit: Fit, outcome: Vector, matrix: Matrix, clusters: Clusters) -> Matrix:
    """Return G by k coefficients of the model fitted again without each country; NaN where there is no estimate.

    All deletions are fitted in one batch; what is flagged there is given to the single fit.
    """
    if fit.estimator == "logit":
        deleted = delete_clusters(fit_scored("logit", outcome, matrix), clusters)
    else:
        weights = clusters.deletions(np.ones(len(outcome)))
        deleted = fit_negative_binomials(outcome, matrix, weights).coefficients
    for place in np.flatnonzero(np.isnan(deleted).any(axis=1)):
        kept = clusters.members != place
        if np.linalg.matrix_rank(matrix[kept]) < matrix.shape[1]:
            continue
        try:
            deleted[place] = fit_clustered(
                fit.estimator, outcome[kept], matrix[kept], clusters.members[kept]
            ).coefficients
        except FitError:
            continue
    return deleted
