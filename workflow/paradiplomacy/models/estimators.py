"""Every estimator by its name: for which outcomes it is, and how it is fitted to checked data.

The ladder asks here; the likelihoods stand in modules of their own. A fit without a trustworthy result is a `FitError`
whose text says what is wrong, never a number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.config.study import WEIGHABLE, EstimatorName
from paradiplomacy.models.binary import fit_linear_probability, fit_logit, is_separated
from paradiplomacy.models.bivariate import fit_bivariate_probit
from paradiplomacy.models.counts import (
    fit_hurdle,
    fit_negative_binomial,
    fit_poisson,
    fit_truncated,
    fit_zero_inflated,
)
from paradiplomacy.models.firth import fit_firth, fit_flac
from paradiplomacy.models.fit import (
    Fit,
    FitData,
    FitError,
    Matrix,
    Vector,
    average_effect,
    average_prediction,
    clustered,
    with_offset,
)
from paradiplomacy.models.misclassified import fit_misclassified
from paradiplomacy.models.ordered import fit_multinomial, fit_ordered
from paradiplomacy.models.panel import fit_conditional, fit_fixed_effects
from paradiplomacy.models.random_intercept import fit_random_intercept, fit_within_between

__all__ = [  # one import for who fits single models
    "DEFAULTS",
    "ESTIMATORS",
    "Fit",
    "FitData",
    "FitError",
    "average_effect",
    "average_prediction",
    "clustered",
    "fit_clustered",
    "fit_model",
    "is_separated",
]

# what an outcome must be: yes or no, a count, an answer on a scale, or two yes-or-no outcomes of the same units
Kind = Literal["binary", "count", "ordered", "pair"]


@dataclass(frozen=True)
class Estimator:
    """An estimator of the ladder.

    Parameters
    ----------
    kind
        the outcomes that it is for.
    fit
        what fits it.
    ratios
        the exponentials of its coefficients are odds or rate ratios.
    """

    kind: Kind
    fit: Callable[[FitData], Fit]
    ratios: bool = True


ESTIMATORS: dict[str, Estimator] = {
    "logit": Estimator("binary", fit_logit),
    "firth": Estimator("binary", fit_firth),
    "flac": Estimator("binary", fit_flac),
    "linear probability": Estimator("binary", fit_linear_probability, ratios=False),
    "fixed-effects logit": Estimator("binary", fit_fixed_effects),
    "conditional logit": Estimator("binary", fit_conditional),
    "random-intercept logit": Estimator("binary", fit_random_intercept),
    "within-between logit": Estimator("binary", fit_within_between),
    "misclassified logit": Estimator("binary", fit_misclassified),
    "poisson": Estimator("count", fit_poisson),
    "negative binomial": Estimator("count", fit_negative_binomial),
    "truncated poisson": Estimator("count", partial(fit_truncated, overdispersed=False)),
    "truncated negative binomial": Estimator("count", partial(fit_truncated, overdispersed=True)),
    "hurdle poisson": Estimator("count", partial(fit_hurdle, overdispersed=False)),
    "hurdle negative binomial": Estimator("count", partial(fit_hurdle, overdispersed=True)),
    "zero-inflated poisson": Estimator("count", partial(fit_zero_inflated, overdispersed=False)),
    "zero-inflated negative binomial": Estimator("count", partial(fit_zero_inflated, overdispersed=True)),
    "ordered logit": Estimator("ordered", fit_ordered),
    "multinomial logit": Estimator("pair", fit_multinomial),
    "bivariate probit": Estimator("pair", fit_bivariate_probit, ratios=False),
}
DEFAULTS: dict[Kind, EstimatorName] = {"binary": "logit", "count": "negative binomial", "ordered": "ordered logit"}


def fit_model(estimator: EstimatorName, data: FitData) -> Fit:
    """Check the data and fit.

    Raises
    ------
    FitError
        when there is no variation, one cluster only, a value that is not finite, separation, or no convergence.
    """
    _check(estimator, data)
    try:
        fit = ESTIMATORS[estimator].fit(data)
    except np.linalg.LinAlgError:
        raise FitError("not converged: the information matrix is singular") from None
    return fit if data.offset is None or estimator not in WEIGHABLE else with_offset(fit, data.offset)


def fit_clustered(estimator: EstimatorName, outcome: Vector, matrix: Matrix, clusters: NDArray[Any]) -> Fit:
    """Fit with the covariance CV1 by cluster; see `fit_model` and `clustered`.

    Parameters
    ----------
    outcome
        n values.
    matrix
        n by k design, a constant first.
    clusters
        n labels.
    """
    terms = [f"column {place}" for place in range(1, matrix.shape[1] + 1)]
    return clustered(fit_model(estimator, FitData(outcome, matrix, terms, clusters)))


def _check(estimator: EstimatorName, data: FitData) -> None:
    kind = ESTIMATORS[estimator].kind
    for name, column in zip(data.terms, data.matrix.T, strict=True):
        if not np.isfinite(column).all():
            raise FitError(f"{name} is not finite for {int((~np.isfinite(column)).sum())} units")
    if not np.isfinite(data.outcome).all():
        raise FitError(f"the outcome is not finite for {int((~np.isfinite(data.outcome)).sum())} units")
    if data.weights is not None and not (np.isfinite(data.weights).all() and (data.weights >= 0).all()):
        raise FitError("a survey weight is missing, infinite or below zero")
    if len(np.unique(data.clusters)) < 2:
        raise FitError(f"only one country ({data.clusters[0]}): nothing can be said of the variation between countries")
    if data.outcome.min() == data.outcome.max():
        found = data.categories[int(data.outcome.flat[0])] if kind == "ordered" else f"{data.outcome.flat[0]:g}"
        raise FitError(f"the outcome is {found} for every unit")
    if kind == "binary" and not np.isin(data.outcome, (0, 1)).all():
        raise FitError("the outcome is not yes or no (1 or 0)")
    if kind == "count" and ((data.outcome < 0) | (data.outcome % 1 != 0)).any():
        raise FitError("the outcome is no count: whole numbers from zero expected")
    if len(data.matrix) <= data.matrix.shape[1] + 1:
        raise FitError("there are no more units than parameters")
