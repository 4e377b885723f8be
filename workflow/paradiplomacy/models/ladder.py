"""Fit every configured model for every study, partner, level and outcome, and lay the estimates out in one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from paradiplomacy.config.model import Factor, Inference, Model, Outcome, Study
from paradiplomacy.models.design import Design, DesignError, build_design, with_population
from paradiplomacy.models.estimators import (
    Estimator,
    Fit,
    FitError,
    average_effect,
    average_prediction,
    fit_clustered,
)
from paradiplomacy.models.fields import ESTIMATES, PREDICTIONS
from paradiplomacy.models.inference import LABELS, with_variance

RECOMMENDED = Inference()
ESTIMATORS: dict[str, Estimator] = {"binary": "logit", "count": "negative binomial"}
NO_OVERDISPERSION = "the counts are not overdispersed: the negative binomial is Poisson here"
CURVE_POINTS = 25  # points of the predicted curve between the smallest and the largest unit

Row = dict[str, Any]


def fit_models(
    analysis: pd.DataFrame,
    *,
    studies: Mapping[str, Study],
    outcomes: Mapping[str, Outcome],
    factors: Mapping[str, Factor],
    models: Mapping[str, Model],
    confidence_level: float,
    inference: Inference = RECOMMENDED,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return estimates (`ESTIMATES`) and predicted curves (`PREDICTIONS`).

    A model that cannot be fitted is one row of quantity "fit" with the reason in `note`; the others go on.
    """
    rows: list[Row] = []
    curves: list[Row] = []
    for study_name, study in studies.items():
        for partner in study.partners:
            for level in study.levels:
                chosen = (analysis["study"] == study_name) & (analysis["partner"] == partner)
                cell = analysis.loc[chosen & (analysis["level"] == level)]
                for outcome in study.outcomes:
                    known = cell.loc[cell[outcome].notna()]
                    for model in study.models:
                        if level not in models[model].levels or known.empty:
                            continue
                        head = {
                            "study": study_name,
                            "partner": partner,
                            "level": level,
                            "outcome": outcome,
                            "model": model,
                        }
                        estimator = ESTIMATORS[outcomes[outcome].kind]
                        estimates, curve = _fit_cell(
                            known, outcome, estimator, models[model], factors, confidence_level, inference
                        )
                        rows.extend(head | row for row in estimates)
                        curves.extend(head | row for row in curve)
    return pd.DataFrame(rows, columns=ESTIMATES.columns), pd.DataFrame(curves, columns=PREDICTIONS.columns)


def _fit_cell(
    cell: pd.DataFrame,
    outcome: str,
    estimator: Estimator,
    model: Model,
    factors: Mapping[str, Factor],
    confidence_level: float,
    inference: Inference,
) -> tuple[list[Row], list[Row]]:
    """Fit one model on one sample; return its estimates and its predicted curve."""
    common: Row = {
        "sample": "units with the outcome known",
        "estimator": estimator,
        "inference": LABELS[inference.variance],
        "n": len(cell),
        "n_events": int((cell[outcome] > 0).sum()),
        "n_clusters": cell["country"].nunique(),
        "note": pd.NA,
    }
    try:
        design = build_design(cell, model.factors, factors)
        used = cell.loc[design.rows]
        y = used[outcome].to_numpy(dtype=float)
        common |= {"n": len(used), "n_events": int((y > 0).sum()), "n_clusters": used["country"].nunique()}
        countries = used["country"].to_numpy(dtype=str)
        fit = fit_clustered(estimator, y, design.matrix, countries)
    except (DesignError, FitError) as reason:
        return [common | {"quantity": "fit", "term": "all", "converged": False, "note": str(reason)}], []
    fit, variance, why = with_variance(inference.variance, fit, y, design.matrix, design.terms, countries)
    notes = [*design.notes, *([NO_OVERDISPERSION] if fit.dispersion == 0 else []), *why]
    common |= {
        "converged": True,
        "inference": LABELS[variance],
        "df": fit.n_clusters - 1,
        "note": "; ".join(notes) or pd.NA,
    }
    critical = float(stats.t.ppf(0.5 + confidence_level / 2, fit.n_clusters - 1))
    rows = [common | row for row in _quantities(fit, design, critical)]
    return rows, list(_curve(fit, design, np.exp(used["log_population"].to_numpy(dtype=float)), critical))


def _quantities(fit: Fit, design: Design, critical: float) -> Iterator[Row]:
    """Yield coefficients, odds or rate ratios and average marginal effects with their intervals."""
    df, errors = fit.n_clusters - 1, np.sqrt(np.diag(fit.covariance))
    for term, step, estimate, error in zip(design.terms, design.steps, fit.coefficients, errors, strict=True):
        yield _tested("coefficient", term, float(estimate), float(error), df, critical)
        logarithm = _tested("ratio", term, step * float(estimate), step * float(error), df, critical)
        yield logarithm | {end: np.exp(logarithm[end]) for end in ("estimate", "conf_low", "conf_high")}
    for contrast in design.contrasts:
        effect, error = average_effect(fit, contrast.low, contrast.high)
        yield _tested("marginal effect", contrast.term, effect, error, fit.n_clusters - 1, critical)


def _tested(quantity: str, term: str, estimate: float, error: float, df: int, critical: float) -> Row:
    return {
        "quantity": quantity,
        "term": term,
        "estimate": estimate,
        "std_error": error,
        "statistic": estimate / error,
        "p_value": 2 * float(stats.t.sf(abs(estimate / error), df)),
        "conf_low": estimate - critical * error,
        "conf_high": estimate + critical * error,
    }


def _curve(fit: Fit, design: Design, population: np.ndarray[Any, Any], critical: float) -> Iterator[Row]:
    """Yield the average prediction at populations from the smallest to the largest unit of the sample."""
    if "log_population" not in design.terms:
        return
    for size in np.geomspace(population.min(), population.max(), CURVE_POINTS):
        estimate, error = average_prediction(fit, with_population(design, float(size)))
        low, high = estimate - critical * error, estimate + critical * error
        if fit.estimator == "logit":
            low, high = max(low, 0.0), min(high, 1.0)
        yield {"population": float(size), "estimate": estimate, "conf_low": max(low, 0.0), "conf_high": high}
