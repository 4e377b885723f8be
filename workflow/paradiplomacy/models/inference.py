"""The variance that the configuration asks for, put on a fit of the ladder; where it has none, the next best, named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, cast

import numpy as np

from paradiplomacy.config.study import EstimatorName
from paradiplomacy.models.batch import Family, Mask, Matrix
from paradiplomacy.models.batch_counts import fit_negative_binomials
from paradiplomacy.models.clusters import (
    Clusters,
    ScoredFit,
    delete_clusters,
    delete_clusters_by_scores,
    fit_scored,
    jackknife_covariance,
)
from paradiplomacy.models.estimators import Fit, FitData, FitError, fit_model
from paradiplomacy.models.fit import linearised

Variance = Literal["CV3", "CV3 one step", "CV1", "linearised"]

LABELS: dict[str, str] = {
    "CV3": "CV3 by country, t(G-1)",
    "CV3 one step": "CV3 one step by country, t(G-1)",
    "CV1": "CV1 by country, t(G-1)",
    "linearised": "linearised by country, t(G-1)",
}


# estimators that are fitted in a batch, by the family of their scores; the negative binomial has a batch of its own
FAMILIES: dict[str, Family] = {"logit": "logit", "poisson": "poisson", "linear probability": "linear"}
BATCHED = (*FAMILIES, "negative binomial")


def with_variance(variance: Variance, fit: Fit, data: FitData) -> tuple[Fit, Variance, list[str]]:
    """Return the fit with its covariance, which variance it is, and the reason where it is not the one asked for.

    `fit` has the covariance CV1. A country without which the model has no estimate leaves the jackknife without one,
    too: the one-step jackknife is taken then, and if that has none either, the sandwich CV1. The negative binomial has
    no one-step form and takes the exact one; estimators that are not fitted in a batch keep CV1. Where
    weights leave CV1, it is the linearised covariance of survey samplers; with weights CV3 is their jackknife JK1.
    """
    weighted = data.weights is not None
    if variance == "CV1" or fit.estimator not in BATCHED:
        return (linearised(fit), "linearised", []) if weighted else (fit, "CV1", [])
    clusters = Clusters.of(data.clusters)
    notes: list[str] = []
    if variance == "CV3" or fit.estimator not in FAMILIES:
        deleted = delete_countries(fit, data, clusters)
        missing = clusters.labels[np.isnan(deleted).any(axis=1)]
        if not len(missing):
            alone = vanishing(data.matrix, clusters)
            covariance = jackknife_covariance(deleted, fit.params)
            return replace(fit, covariance=covariance, definition="CV3"), "CV3", _resting(alone, data.terms, clusters)
        notes.append(f"no jackknife (CV3), as there is no estimate without {', '.join(missing)}")
    if fit.estimator in FAMILIES:
        deleted = delete_clusters_by_scores(scored(fit, data), clusters)
        if not np.isnan(deleted).any():
            covariance = jackknife_covariance(deleted, fit.params)
            return replace(fit, covariance=covariance, definition="CV3 one step"), "CV3 one step", notes
        missing = clusters.labels[np.isnan(deleted).any(axis=1)]
        notes = [f"no jackknife (CV3), as a factor does not vary without {', '.join(missing)}"]
    return (linearised(fit), "linearised", notes) if weighted else (fit, "CV1", notes)


def scored(fit: Fit, data: FitData) -> ScoredFit:
    """Return the fit of a family of `FAMILIES` as the cluster inference needs it."""
    return fit_scored(FAMILIES[fit.estimator], data.outcome, data.matrix, weights=data.weights, offset=data.offset)


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


def delete_countries(fit: Fit, data: FitData, clusters: Clusters) -> Matrix:
    """Return G by p parameters of the model fitted again without each country; NaN where there is no estimate.

    All deletions are fitted in one batch; what is flagged there is given to the single fit, without the columns that
    vanish with the country (their coefficients stay as they are).
    """
    if fit.estimator in FAMILIES:
        deleted = delete_clusters(scored(fit, data), clusters)
    else:
        batch = fit_negative_binomials(data.outcome, data.matrix, clusters.deletions(data.weight))
        # a fit that is Poisson has no parameter of dispersion
        deleted = np.column_stack([batch.coefficients, batch.dispersions])[:, : len(fit.params)]
    alone = vanishing(data.matrix, clusters)
    for place in np.flatnonzero(np.isnan(deleted).any(axis=1)):
        kept = clusters.members != place
        stay = ~alone[place]
        if np.linalg.matrix_rank(data.matrix[kept][:, stay]) < stay.sum():
            continue
        part = replace(
            data,
            outcome=data.outcome[kept],
            matrix=data.matrix[kept][:, stay],
            terms=[term for term, stays in zip(data.terms, stay, strict=True) if stays],
            clusters=data.clusters[kept],
            weights=None if data.weights is None else data.weights[kept],
            offset=None if data.offset is None else data.offset[kept],
        )
        try:
            params = fit_model(cast(EstimatorName, fit.estimator), part).params
        except FitError:
            continue
        places = np.append(np.flatnonzero(stay), np.arange(len(stay), len(fit.params)))
        if len(params) == len(places):
            deleted[place] = fit.params
            deleted[place, places] = params
    return deleted
