"""The variance that the configuration asks for, put on a fit of the ladder; where it has none, the next best, named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.models.batch import Mask, Matrix, Vector
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
    variance: Variance, fit: Fit, outcome: Vector, matrix: Matrix, terms: Sequence[str], countries: NDArray[Any]
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
            alone = vanishing(matrix, clusters)
            covariance = jackknife_covariance(deleted, fit.coefficients)
            return replace(fit, covariance=covariance), "CV3", _resting(alone, terms, clusters)
        notes.append(f"no jackknife (CV3), as there is no estimate without {', '.join(missing)}")
    if fit.estimator == "logit":
        deleted = delete_clusters_by_scores(fit_scored("logit", outcome, matrix), clusters)
        if not np.isnan(deleted).any():
            return replace(fit, covariance=jackknife_covariance(deleted, fit.coefficients)), "CV3 one step", notes
        missing = clusters.labels[np.isnan(deleted).any(axis=1)]
        notes = [f"no jackknife (CV3), as a factor does not vary without {', '.join(missing)}"]
    return fit, "CV1", notes


def vanishing(matrix: Matrix, clusters: Clusters) -> Mask:
    """Return G by k: a column is zero for all units outside of a country, such as a party that governs only there."""
    there = clusters.sums((matrix != 0).astype(float))
    mask: Mask = (there > 0) & (there == there.sum(axis=0))
    return mask


def _resting(alone: Mask, terms: Sequence[str], clusters: Clusters) -> list[str]:
    """Return a sentence for each term that rests on one country."""
    return [
        f"{terms[term]} rests on {clusters.labels[country]} alone: its interval is too narrow"
        for country, term in zip(*np.nonzero(alone), strict=True)
    ]


def delete_countries(fit: Fit, outcome: Vector, matrix: Matrix, clusters: Clusters) -> Matrix:
    """Return G by k coefficients of the model fitted again without each country; NaN where there is no estimate.

    All deletions are fitted in one batch; what is flagged there is given to the single fit, without the columns that
    vanish with the country (their coefficients stay as they are).
    """
    if fit.estimator == "logit":
        deleted = delete_clusters(fit_scored("logit", outcome, matrix), clusters)
    else:
        weights = clusters.deletions(np.ones(len(outcome)))
        deleted = fit_negative_binomials(outcome, matrix, weights).coefficients
    alone = vanishing(matrix, clusters)
    for place in np.flatnonzero(np.isnan(deleted).any(axis=1)):
        kept = clusters.members != place
        stay = ~alone[place]
        if np.linalg.matrix_rank(matrix[kept][:, stay]) < stay.sum():
            continue
        try:
            single = fit_clustered(fit.estimator, outcome[kept], matrix[kept][:, stay], clusters.members[kept])
        except FitError:
            continue
        deleted[place] = fit.coefficients
        deleted[place, stay] = single.coefficients
    return deleted
