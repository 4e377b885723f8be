"""Who answers: the model of answering on what the frame knows of every unit, and responders against the others.

`weights` turns the probabilities of the model into weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from paradiplomacy.distributions import average_ranks, chi2_tail, t_tail
from paradiplomacy.survey.nonresponse_fields import RESPONDERS, RESPONSE_MODEL
from paradiplomacy.tables import typed

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

CONSTANT = "constant"
MOST_STEPS, SMALLEST_STEP = 100, 1e-8  # of Newton's method; a step so small is the last
NEARLY_CERTAIN = 1e-6  # a fitted probability so near to 0 or 1 means that the model separates


@dataclass(frozen=True)
class ResponseModel:
    """The fitted model of answering.

    Parameters
    ----------
    propensity
        probability of an answer of each invited unit, n values.
    table
        its terms (`RESPONSE_MODEL` without the wave).
    filled
        invited units with a covariate that was filled in.
    auc
        area under the curve: 0.5 where the covariates tell nothing of answering; NaN where nothing was fitted.
    note
        why nothing was fitted; empty where it was.
    """

    propensity: Vector
    table: pd.DataFrame
    filled: int
    auc: float
    note: str


def fit_response_model(invited: pd.DataFrame, answered: pd.Series[bool], covariates: Sequence[str]) -> ResponseModel:
    """Return the logit of answering on covariates of the frame, with errors clustered by country (CV1).

    A missing number is filled in with the median of the invited units, a missing category with the most frequent one,
    for this model only. A category whose units all answered or were all silent has no finite estimate: it is left out,
    with a note, as is a term that the others determine. Where the maximum of the
    likelihood does not exist or is not found, every unit has the response rate as its probability, and the note says
    so: a model of answering that cannot be fitted must not stop the study, only its correction.

    Parameters
    ----------
    invited
        one row per invited unit: country and the covariates.
    answered
        whether the unit answered, in the order of `invited`.
    """
    outcome = answered.to_numpy(dtype=float)
    matrix, terms, left_out = _design(invited, covariates, outcome)
    countries = invited["country"].astype(str)
    n, clusters = len(outcome), countries.nunique()
    rate = float(outcome.mean())
    note = ""
    if rate in (0.0, 1.0):
        note = "no model of answering: all units answered" if rate else "no model of answering: no unit answered"
    elif clusters < 2 or n <= matrix.shape[1]:
        note = "no model of answering: too few countries or units for its terms"
    else:
        try:
            estimates, errors, propensity = fit_clustered_logit(outcome, matrix, pd.factorize(countries)[0])
            extreme = min(propensity.min(), 1 - propensity.max()) < NEARLY_CERTAIN
            if extreme or not np.isfinite(errors).all():
                note = "no model of answering: the covariates separate those that answered from the others"
        except np.linalg.LinAlgError:
            note = "no model of answering: its information matrix is singular"
    if note:
        table = pd.DataFrame({"term": [CONSTANT], "n": n, "n_clusters": clusters, "note": note})
        return ResponseModel(np.full(n, rate), table, _filled(invited, covariates), float("nan"), note)
    table = pd.DataFrame(
        {
            "term": terms,
            "estimate": estimates,
            "std_error": errors,
            "p_value": 2 * t_tail(np.abs(estimates / errors), clusters - 1),
            "n": n,
            "n_clusters": clusters,
            "note": None,
        }
    )
    absent = pd.DataFrame({"term": list(left_out), "n": n, "n_clusters": clusters, "note": list(left_out.values())})
    table = pd.concat([table.astype({"note": "string"}), absent.astype({"note": "string"})], ignore_index=True)
    return ResponseModel(propensity, table, _filled(invited, covariates), _auc(propensity, outcome), "")


def response_model_table(wave: str, model: ResponseModel) -> pd.DataFrame:
    """Return the terms of the model of a wave (`RESPONSE_MODEL`)."""
    return typed(model.table.assign(wave=wave), RESPONSE_MODEL)


def compare_responders(
    wave: str, invited: pd.DataFrame, answered: pd.Series[bool], weights: pd.Series[float], covariates: Sequence[str]
) -> pd.DataFrame:
    """Return responders against non-responders, and against all invited before and after weighting (`RESPONDERS`).

    Differences are standardised by the root of the mean of both variances (Austin 2009). The tests take units for
    independent, which units of one country are not: their p values say too often that something differs.

    Parameters
    ----------
    weights
        final weight of each invited unit; zero for those that did not answer.
    """
    rows = []
    for covariate in covariates:
        values = invited[covariate]
        indicators = _indicators(covariate, values)
        for term, numbers in indicators.items():
            known = ~np.isnan(numbers)
            mine, others = numbers[known & answered.to_numpy()], numbers[known & ~answered.to_numpy()]
            weight = weights.to_numpy(dtype=float)[known]
            every = numbers[known]
            weighted = float((weight * every).sum() / weight.sum()) if weight.sum() > 0 else np.nan
            mean = float(every.mean()) if len(every) else np.nan
            spread = float(every.std()) if len(every) else 0.0
            number = _is_number(values)
            rows.append(
                {
                    "wave": wave,
                    "term": term,
                    "covariate": covariate,
                    "n_answered": len(mine),
                    "n_silent": len(others),
                    "mean_answered": _mean(mine),
                    "mean_silent": _mean(others),
                    "mean_invited": mean,
                    "mean_weighted": weighted,
                    "difference": _standardised(mine, others),
                    "distance": (_mean(mine) - mean) / spread if spread else None,
                    "distance_weighted": (weighted - mean) / spread if spread else None,
                    "test": "Welch" if number else "chi square",
                    "p_value": _p_value(mine, others, number),
                }
            )
    return typed(pd.DataFrame(rows).astype({"p_value": "Float64"}), RESPONDERS)


def _is_number(values: pd.Series[Any]) -> bool:
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def _indicators(covariate: str, values: pd.Series[Any]) -> dict[str, Vector]:
    """Return a number as it is, a truth value as 0 and 1, and each category as an indicator; missing is NaN."""
    if _is_number(values) or pd.api.types.is_bool_dtype(values):
        return {covariate: values.astype("Float64").to_numpy(dtype=float, na_value=np.nan)}
    known = values.notna().to_numpy()
    return {
        f"{covariate}: {category}": np.where(known, (values == category).fillna(False).to_numpy(dtype=float), np.nan)
        for category in sorted(values.dropna().astype(str).unique())
    }


def _design(
    invited: pd.DataFrame, covariates: Sequence[str], outcome: Vector
) -> tuple[Matrix, list[str], dict[str, str]]:
    """Return the design with a constant first, its terms, and those left out with the reason."""
    columns: dict[str, Vector] = {}
    for covariate in covariates:
        values = invited[covariate]
        if _is_number(values):
            numbers = values.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
            if not np.isnan(numbers).all():
                numbers = np.where(np.isnan(numbers), np.nanmedian(numbers), numbers)
                columns[covariate] = (numbers - numbers.mean()) / (numbers.std() or 1.0)
            continue
        counts = values.dropna().astype(str).value_counts()
        if counts.empty:
            continue
        most = min(counts.index, key=lambda name: (-counts[name], name))
        text = values.astype("object").where(values.notna(), most).astype(str)
        reference = "False" if "False" in counts else most
        for category in sorted(set(text) - {reference}):
            name = covariate if category == "True" else f"{covariate}: {category}"
            columns[name] = (text == category).to_numpy(dtype=float)
    matrix, terms = np.ones((len(invited), 1)), [CONSTANT]
    left_out: dict[str, str] = {}
    for term, column in columns.items():
        if set(column) == {0.0, 1.0} and len(set(outcome[column == 1])) == 1:
            left_out[term] = "left out: all its units answered, or all were silent"
            continue
        wider = np.column_stack([matrix, column])
        if np.linalg.matrix_rank(wider) > matrix.shape[1]:
            matrix, terms = wider, [*terms, term]
        else:
            left_out[term] = "left out: it does not vary, or the terms before it determine it"
    return matrix, terms, left_out


def fit_clustered_logit(outcome: Vector, matrix: Matrix, groups: Any) -> tuple[Vector, Vector, Vector]:
    """Return coefficients (k) of a logit by Newton's method, their standard errors by cluster, and probabilities (n).

    The standard errors are those of Liang and Zeger (1986), times G / (G - 1) times (n - 1) / (n - k); they are not
    numbers where no maximum is found, as where the covariates separate the outcome.

    Raises
    ------
    LinAlgError
        when the information is singular.
    """
    n, k = matrix.shape
    coefficients, probability, found = np.zeros(k), np.full(n, 0.5), False
    for _ in range(MOST_STEPS):
        step = np.linalg.solve(_information(matrix, probability), matrix.T @ (outcome - probability))
        coefficients = coefficients + step
        probability = expit(matrix @ coefficients)
        found = bool(np.abs(step).max() <= SMALLEST_STEP)
        if found or np.minimum(probability, 1 - probability).min() < NEARLY_CERTAIN:
            break
    if not found:
        return coefficients, np.full(k, np.nan), probability
    bread = np.linalg.inv(_information(matrix, probability))
    scores = np.zeros((int(groups.max()) + 1, k))
    np.add.at(scores, groups, matrix * (outcome - probability)[:, None])
    correction = len(scores) / (len(scores) - 1) * (n - 1) / (n - k)
    errors = np.sqrt(correction * np.diag(bread @ scores.T @ scores @ bread))
    return coefficients, errors, probability


def _information(matrix: Matrix, probability: Vector) -> Matrix:
    return np.asarray((matrix * (probability * (1 - probability))[:, None]).T @ matrix)


def _filled(invited: pd.DataFrame, covariates: Sequence[str]) -> int:
    return int(invited[list(covariates)].isna().any(axis=1).sum())


def _auc(propensity: Vector, outcome: Vector) -> float:
    """Return the share of pairs of an answered and a silent unit in which the first has the higher probability."""
    ranks = average_ranks(propensity)
    ones = int(outcome.sum())
    below = float(ranks[outcome == 1].sum()) - ones * (ones + 1) / 2
    return below / (ones * (len(outcome) - ones))


def _mean(values: Vector) -> float:
    return float(values.mean()) if len(values) else np.nan


def _standardised(mine: Vector, others: Vector) -> float | None:
    if len(mine) < 2 or len(others) < 2:
        return None
    spread = float(np.sqrt((mine.var(ddof=1) + others.var(ddof=1)) / 2))
    return (float(mine.mean()) - float(others.mean())) / spread if spread else None


def _p_value(mine: Vector, others: Vector, number: bool) -> float | None:
    if number:
        if len(mine) < 2 or len(others) < 2 or mine.var() + others.var() == 0:
            return None
        return _welch_test(mine, others)
    table = np.array([[mine.sum(), len(mine) - mine.sum()], [others.sum(), len(others) - others.sum()]])
    if (table.sum(axis=0) == 0).any() or (table.sum(axis=1) == 0).any():
        return None
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return chi2_tail(float(((table - expected) ** 2 / expected).sum()), 1)


def _welch_test(mine: Vector, others: Vector) -> float:
    """Return the p value of the difference of two means whose variances may differ (Welch 1947)."""
    own, other = mine.var(ddof=1) / len(mine), others.var(ddof=1) / len(others)
    freedom = (own + other) ** 2 / (own**2 / (len(mine) - 1) + other**2 / (len(others) - 1))
    return float(2 * t_tail(abs(mine.mean() - others.mean()) / np.sqrt(own + other), freedom))
