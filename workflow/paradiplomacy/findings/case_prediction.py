"""What each unit would do by the units of all other countries: the prediction on which the selection of cases rests.

Predictions from within the sample bend to the very units that are to be judged; here a country never predicts itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from paradiplomacy.config.study import Factor
from paradiplomacy.distributions import t_quantile
from paradiplomacy.models.design import CONSTANT, build_design
from paradiplomacy.models.estimators import FitError, fit_model
from paradiplomacy.models.fit import Fit, FitData, clustered
from paradiplomacy.models.inference import Variance, with_variance
from paradiplomacy.models.prediction import SUREST, calibration_line

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
FEWEST_COUNTRIES = 3  # with one left out, two are needed for a variance between countries


@dataclass(frozen=True)
class CasePredictions:
    """Predictions of n units with all factors.

    Parameters
    ----------
    table
        unit_id, country, outcome (NaN: not known), probability, low, high, residual, calibrated; n rows.
    terms
        names of the k columns of the design, the constant first.
    matrix
        n by k design.
    coefficients
        n by k, as learnt without the country of the unit; zero where a column is empty in all other countries.
    means
        n by k means of the units that they were learnt from.
    estimators
        n names: logit, or firth where the others separate the outcome.
    """

    table: pd.DataFrame
    terms: list[str]
    matrix: Matrix
    coefficients: Matrix
    means: Matrix
    estimators: list[str]

    def row(self, unit_id: str) -> int | None:
        """Return the row of a unit; None where a factor of it is missing."""
        rows = np.flatnonzero((self.table["unit_id"] == unit_id).to_numpy())
        return int(rows[0]) if len(rows) else None


def predict_cases(
    cell: pd.DataFrame,
    outcome: str,
    names: Sequence[str],
    factors: Mapping[str, Factor],
    *,
    variance: Variance,
    confidence_level: float,
) -> CasePredictions:
    """Predict every unit with all factors by a logit of the units of other countries whose outcome is known.

    Parameters
    ----------
    cell
        rows of the analysis table of one study, partner and level; index is not used.
    outcome
        binary outcome; units without it are predicted, and nothing is learnt from them.

    Raises
    ------
    DesignError
        when the factors allow no design.
    FitError
        when the outcome does not vary, is known in too few countries, or a country cannot be predicted.

    Notes
    -----
    The interval is of the probability, by the delta method on the log odds with the variance by country and t(G-1) of
    the G other countries; it is not a range of what a single unit does. Where the others separate the outcome, Firth's
    (1993) penalised likelihood takes the place of the likelihood, with the sandwich CV1.
    """
    design = build_design(cell.reset_index(drop=True), names, factors)
    used = cell.reset_index(drop=True).loc[design.rows]
    values = used[outcome].to_numpy(dtype=float, na_value=np.nan)
    countries = used["country"].to_numpy(dtype=str)
    known = ~np.isnan(values)
    if len(np.unique(countries[known])) < FEWEST_COUNTRIES:
        raise FitError(f"the outcome is known in fewer than {FEWEST_COUNTRIES} countries")
    if np.unique(values[known]).size < 2:
        raise FitError("all units whose outcome is known have the same one")
    n, k = design.matrix.shape
    coefficients, means = np.zeros((n, k)), np.zeros((n, k))
    probability, low, high = (np.empty(n) for _ in range(3))
    estimators = np.empty(n, dtype=object)
    for country in np.unique(countries):
        inside = countries == country
        learning = known & ~inside
        fit, active, shift = _learn(
            design.matrix[learning], values[learning], countries[learning], design.terms, variance
        )
        coefficients[np.ix_(inside, active)] = fit.params
        coefficients[inside, 0] += shift
        means[inside] = design.matrix[learning].mean(axis=0)
        rows = design.matrix[np.ix_(inside, active)]
        eta = rows @ fit.params + shift
        error = np.sqrt(np.einsum("ni,ij,nj->n", rows, fit.covariance, rows))
        width = t_quantile(0.5 + confidence_level / 2, fit.n_clusters - 1) * error
        probability[inside], low[inside], high[inside] = expit(eta), expit(eta - width), expit(eta + width)
        estimators[inside] = fit.estimator
    table = pd.DataFrame(
        {
            "unit_id": used["unit_id"].to_numpy(dtype=str),
            "country": countries,
            "outcome": values,
            "probability": probability,
            "low": low,
            "high": high,
            "residual": deviance_residual(values, probability),
            "calibrated": calibrated(values, probability, countries),
        }
    )
    return CasePredictions(table, design.terms, design.matrix, coefficients, means, list(estimators))


def _learn(
    matrix: Matrix, values: Vector, countries: NDArray[np.str_], terms: Sequence[str], variance: Variance
) -> tuple[Fit, NDArray[np.bool_], float]:
    """Return the fit, the columns that take part in it, and what is added to its log odds (FLIC, Puhr et al. 2017)."""
    varying = np.ptp(matrix, axis=0) > 0
    varying[terms.index(CONSTANT)] = True
    data = FitData(values, matrix[:, varying], [t for t, v in zip(terms, varying, strict=True) if v], countries)
    try:
        fit = clustered(fit_model("logit", data))
        return with_variance(variance, fit, data)[0], varying, 0.0
    except FitError:
        fit = clustered(fit_model("firth", data))
    if fit.predictor is None:
        raise FitError("no prediction by Firth's logit")
    first = data.matrix[:1]
    shift = float(logit(fit.predictor(fit.params, first)[0][0, 0]) - (first @ fit.params)[0])
    return fit, varying, shift


def deviance_residual(outcome: Vector, probability: Vector) -> Vector:
    """Return the signed deviance residual of a yes or no; NaN where the outcome is not known."""
    p = np.clip(probability, SUREST, 1 - SUREST)
    return np.asarray(np.where(outcome > 0, 1, -1) * np.sqrt(-2 * np.where(outcome > 0, np.log(p), np.log1p(-p)))) + (
        0 * outcome
    )


def calibrated(outcome: Vector, probability: Vector, countries: NDArray[np.str_]) -> Vector:
    """Return probabilities corrected by the calibration line of all other countries (Cox 1958); NaN where it has none.

    The line is the logit of the outcome on the logit of its prediction; where it slopes downwards, predictions are
    worth nothing and it is the share of the other countries that counts.
    """
    found = np.full(len(probability), np.nan)
    clipped = np.clip(probability, SUREST, 1 - SUREST)
    for country in np.unique(countries):
        inside = countries == country
        others = ~inside & ~np.isnan(outcome)
        line = calibration_line_of(outcome[others], clipped[others])
        if line is not None:
            found[inside] = expit(line[0] + line[1] * logit(clipped[inside]))
    return found


def calibration_line_of(outcome: Vector, probability: Vector) -> tuple[float, float] | None:
    """Return intercept and slope of the outcome on the log odds of its prediction; None where there is no such line."""
    from paradiplomacy.models.batch import fit_batch

    if np.unique(outcome).size < 2:
        return None
    _, slope = calibration_line(outcome, probability)
    if slope is None:
        return None
    if slope < 0:
        return float(logit(outcome.mean())), 0.0
    eta = slope * logit(probability)
    level = fit_batch("logit", outcome, np.ones((len(eta), 1)), offset=eta)
    return None if level.flagged[0] else (float(level.coefficients[0, 0]), slope)


def mahalanobis(matrix: Matrix, reference: Matrix) -> Matrix:
    """Return the n by n distances between rows in the metric of the covariance of `reference` (m by k).

    The constant has no variance and takes no part; the generalised inverse serves categories that are complete.
    """
    centred = matrix[:, 1:]
    inverse = np.linalg.pinv(np.atleast_2d(np.cov(reference[:, 1:], rowvar=False)))
    product = centred @ inverse
    square = np.einsum("nk,nk->n", product, centred)
    distance = square[:, None] + square[None, :] - 2 * product @ centred.T
    return np.asarray(np.sqrt(np.maximum(distance, 0.0)))
