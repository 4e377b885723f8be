"""How well a model fits: information criteria, likelihood ratio tests against the model it holds, zeros, odds by cut.

Follows the fit in the ladder; its table stands beside the estimates.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from paradiplomacy.distributions import chi2_tail
from paradiplomacy.models.binary import fit_logit
from paradiplomacy.models.counts import fit_hurdle, fit_poisson, fit_truncated, fit_zero_inflated
from paradiplomacy.models.fit import ALPHA, Fit, FitData, FitError
from paradiplomacy.models.random_intercept import SIGMA

PENALISED = {"firth", "flac"}  # whose likelihood is not that of the data: no criteria
NESTED = {
    "negative binomial": fit_poisson,
    "truncated negative binomial": lambda data: fit_truncated(data, overdispersed=False),
    "hurdle negative binomial": lambda data: fit_hurdle(data, overdispersed=False),
    "zero-inflated negative binomial": lambda data: fit_zero_inflated(data, overdispersed=False),
    "random-intercept logit": fit_logit,
}


def diagnose(fit: Fit, data: FitData) -> dict[str, Any]:
    """Return what a table of fits says of one: log likelihood, criteria, zeros, and the test that belongs to it.

    Notes
    -----
    A variance or dispersion of zero lies on the boundary: the likelihood ratio is then zero or chi-square with one
    degree of freedom, with equal probability (Self and Liang 1987, JASA 82). There is no Vuong test of zero inflation,
    which is not for models that hold one another (Wilson 2015, Economics Letters 127).
    """
    found: dict[str, Any] = {"n_parameters": len(fit.params)}
    if fit.estimator not in PENALISED and data.weights is None:
        found |= {
            "log_likelihood": fit.log_likelihood,
            "aic": 2 * len(fit.params) - 2 * fit.log_likelihood,
            "bic": float(np.log(fit.n)) * len(fit.params) - 2 * fit.log_likelihood,
        }
    if fit.zero_probability is not None and data.weights is None:
        found |= {
            "observed_zeros": int((data.outcome == 0).sum()),
            "predicted_zeros": float(fit.zero_probability.sum()),
        }
    if fit.estimator == "ordered logit" and len(data.categories) > 2:
        found |= proportional_odds(data)
    if fit.estimator in NESTED:
        found |= _against_nested(fit, data)
    return found


def _against_nested(fit: Fit, data: FitData) -> dict[str, Any]:
    name = "random intercept" if fit.estimator == "random-intercept logit" else "overdispersion"
    if not {ALPHA, SIGMA} & set(fit.names):  # the fit is the one it holds
        return {"test": f"{name}, likelihood ratio", "test_statistic": 0.0, "test_df": 1, "test_p": 1.0}
    ratio = 2 * (fit.log_likelihood - NESTED[fit.estimator](data).log_likelihood)
    statistic = max(ratio, 0.0)
    return {
        "test": f"{name}, likelihood ratio",
        "test_statistic": statistic,
        "test_df": 1,
        "test_p": 0.5 * chi2_tail(statistic, 1) if statistic > 0 else 1.0,
    }


def proportional_odds(data: FitData) -> dict[str, Any]:
    """Return Brant's test that the coefficients are the same at every cut of the scale; nothing where it has none.

    Notes
    -----
    Brant (1990), Biometrics 46: binary logits of being above each cut, their joint covariance, and the Wald test that
    their slopes are equal. Where a cut separates the outcomes there is no such logit.
    """
    fits = []
    for cut in range(len(data.categories) - 1):
        above = replace(data, outcome=(data.outcome > cut).astype(float))
        try:
            fits.append(fit_logit(above))
        except FitError:
            return {}
    matrix, k = data.matrix, data.matrix.shape[1]
    shares = [fit.predict(matrix) for fit in fits]
    inverses = [np.linalg.inv(-fit.hessian) for fit in fits]
    joint = np.block(
        [
            [
                inverses[i]
                @ (matrix.T @ ((data.weight * shares[max(i, j)] * (1 - shares[min(i, j)]))[:, None] * matrix))
                @ inverses[j]
                for j in range(len(fits))
            ]
            for i in range(len(fits))
        ]
    )
    slopes = k - 1
    differences = np.zeros(((len(fits) - 1) * slopes, len(fits) * k))
    for cut in range(1, len(fits)):
        rows = slice((cut - 1) * slopes, cut * slopes)
        differences[rows, 1:k] = np.eye(slopes)
        differences[rows, cut * k + 1 : (cut + 1) * k] = -np.eye(slopes)
    apart = differences @ np.concatenate([fit.params for fit in fits])
    try:
        statistic = float(apart @ np.linalg.solve(differences @ joint @ differences.T, apart))
    except np.linalg.LinAlgError:
        return {}
    return {
        "test": "proportional odds, Brant",
        "test_statistic": statistic,
        "test_df": len(apart),
        "test_p": chi2_tail(statistic, len(apart)),
    }
