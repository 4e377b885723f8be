"""Yes or no in countries that differ: fixed effects, conditional logit, random intercepts, within and between terms.

Used by the registry in `estimators`. The clusters of the data are the groups.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.models.binary import Logit, predict_logit, separation_sentence
from paradiplomacy.models.fit import Fit, FitData, FitError, Matrix, Vector, inverse
from paradiplomacy.models.likelihood import Cube, climb, maximum_fit, sizes

NOTHING_WITHIN = 1e-10  # relative size of a column's deviations from country means that counts as none


def fit_fixed_effects(data: FitData) -> Fit:
    """Fit a logit with a constant for each country; countries without variation in the outcome are left out and listed.

    Notes
    -----
    With few units per country the constants bias the coefficients away from zero (Neyman and Scott 1948); the
    conditional logit does not need them.
    """
    kept, left_out = _informative(data)
    _refuse_constant_terms(data, kept)
    labels, group = np.unique(data.clusters[kept], return_inverse=True)
    dummies = (group[:, None] == np.arange(1, len(labels))).astype(float)
    inside = replace(
        _rows(data, kept),
        matrix=np.column_stack([data.matrix[kept], dummies]),
        terms=[*data.terms, *(f"country {label}" for label in labels[1:])],
    )
    separation = separation_sentence(inside.outcome, inside)
    if separation:
        raise FitError(separation)

    def predict(params: Vector, matrix: Matrix) -> tuple[Matrix, Cube]:
        return predict_logit(params, np.column_stack([matrix[kept], dummies]))

    fit = maximum_fit("fixed-effects logit", inside, Logit(), [inside.matrix], inside.terms, predict)
    return replace(fit, notes=left_out, kept=kept)


def fit_conditional(data: FitData) -> Fit:
    """Fit a logit given the number of units with the outcome in each country (Chamberlain 1980), exactly.

    Notes
    -----
    The sums over all ways to place the outcomes are elementary symmetric functions, by the recursion of Gail, Lubin and
    Rubinstein (1981). Scores are those of countries. There are no predictions: the level of a country is not estimated.
    """
    if data.weights is not None:
        raise FitError("the conditional logit takes no survey weights")
    kept, left_out = _informative(data)
    _refuse_constant_terms(data, kept)
    matrix, outcome = data.matrix[kept][:, 1:], data.outcome[kept]
    labels, group = np.unique(data.clusters[kept], return_inverse=True)
    groups = [(matrix[group == g], outcome[group == g]) for g in range(len(labels))]

    def value(params: Vector) -> float:
        return sum(_conditional(x, y, params)[0] for x, y in groups)

    def curve(params: Vector) -> tuple[Matrix, Matrix]:
        parts = [_conditional(x, y, params) for x, y in groups]
        return np.stack([part[1] for part in parts]), np.sum([part[2] for part in parts], axis=0)

    def movement(step: Vector) -> float:
        return float(np.abs(matrix @ step).max())

    top = climb(value, curve, movement, data.terms[1:], np.zeros(matrix.shape[1]), sizes(matrix))
    return Fit(
        estimator="conditional logit",
        names=list(data.terms[1:]),
        params=top.params,
        covariance=inverse(-top.hessian),
        definition="inverse of the observed information",
        scores=top.scores,
        hessian=top.hessian,
        clusters=labels,
        log_likelihood=top.log_likelihood,
        n=len(outcome),
        predictor=None,
        notes=left_out,
        kept=kept,
    )


def _conditional(matrix: Matrix, outcome: Vector, params: Vector) -> tuple[float, Vector, Matrix]:
    """Return log likelihood, score and Hessian of one country."""
    # the fewer of ones and zeros are placed: the likelihood of the others is the same with signs turned
    chosen = outcome == 1
    sign = 1.0 if chosen.sum() <= (~chosen).sum() else -1.0
    rows = sign * (matrix - matrix.mean(axis=0))
    placed = chosen if sign > 0 else ~chosen
    most, k = int(placed.sum()), matrix.shape[1]
    total, by, twice = np.zeros(most + 1), np.zeros((most + 1, k)), np.zeros((most + 1, k, k))
    total[0], logarithm = 1.0, 0.0
    for row, weight in zip(rows, np.exp(rows @ params), strict=True):
        outer = by[:-1, :, None] * row + row[:, None] * by[:-1, None, :]
        twice[1:] += weight * (twice[:-1] + outer + np.outer(row, row) * total[:-1, None, None])
        by[1:] += weight * (by[:-1] + row * total[:-1, None])
        total[1:] += weight * total[:-1]
        top = total.max()  # the functions grow beyond what a number holds
        total, by, twice, logarithm = total / top, by / top, twice / top, logarithm + np.log(top)
    mean = by[most] / total[most]
    spread = twice[most] / total[most] - np.outer(mean, mean)
    sums = rows[placed].sum(axis=0)
    return float(sums @ params - np.log(total[most]) - logarithm), sums - mean, -spread


def country_means(data: FitData) -> Matrix:
    """Return n by k means of the columns in each unit's country."""
    _, group = np.unique(data.clusters, return_inverse=True)
    sums = np.zeros((int(group.max()) + 1, data.matrix.shape[1]))
    np.add.at(sums, group, data.matrix)
    return np.asarray((sums / np.bincount(group)[:, None])[group])


def varies_within(data: FitData) -> NDArray[np.bool_]:
    """Tell for each column whether it differs between units of a country."""
    apart = np.abs(data.matrix - country_means(data)).max(axis=0)
    return np.asarray(apart > NOTHING_WITHIN * np.abs(data.matrix).max(axis=0))


def _informative(data: FitData) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    """Return the units of countries with variation in the outcome, and a sentence on the others."""
    labels, group = np.unique(data.clusters, return_inverse=True)
    share = np.bincount(group, weights=data.outcome) / np.bincount(group)
    varies = (share > 0) & (share < 1)
    if not varies.any():
        raise FitError("the outcome varies within no country")
    silent = ", ".join(str(label) for label in labels[~varies])
    note = f"countries without variation in the outcome left out: {silent}"
    return varies[group], (note,) if silent else ()


def _refuse_constant_terms(data: FitData, kept: NDArray[np.bool_]) -> None:
    still = ~varies_within(_rows(data, kept))[1:]
    if still.any():
        names = ", ".join(term for term, same in zip(data.terms[1:], still, strict=True) if same)
        raise FitError(f"{names} does not vary within countries; take it out, or take random intercepts")


def _rows(data: FitData, kept: NDArray[np.bool_]) -> FitData:
    return replace(
        data,
        outcome=data.outcome[kept],
        matrix=data.matrix[kept],
        clusters=data.clusters[kept],
        weights=None if data.weights is None else data.weights[kept],
        offset=None if data.offset is None else data.offset[kept],
    )
