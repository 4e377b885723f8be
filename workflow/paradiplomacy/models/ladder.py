"""Fit every configured model for every study, partner, level and outcome, and lay the estimates out in one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from paradiplomacy.config.study import Factor, Inference, Model, Outcome, Study
from paradiplomacy.distributions import t_quantile, t_tail
from paradiplomacy.models.binary import separating_terms
from paradiplomacy.models.design import Design, DesignError, with_population
from paradiplomacy.models.diagnosis import diagnose
from paradiplomacy.models.estimators import (
    ESTIMATORS,
    Fit,
    FitData,
    FitError,
    average_effect,
    average_prediction,
    clustered,
    fit_model,
)
from paradiplomacy.models.fields import ESTIMATES, FITS, PREDICTIONS
from paradiplomacy.models.firth import profile_interval, profile_p_value
from paradiplomacy.models.grid import Cell, cells_of, data_of_cell
from paradiplomacy.models.inference import LABELS, with_variance

RECOMMENDED = Inference()
PROFILE = "profile penalised likelihood"
SAMPLE = "units with the outcome known"
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
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return estimates (`ESTIMATES`), predicted curves (`PREDICTIONS`) and fits (`FITS`).

    A model that cannot be fitted is one row of quantity "fit" with the reason in `note`; the others go on.
    """
    rows: list[Row] = []
    curves: list[Row] = []
    fits: list[Row] = []
    for cell in cells_of(analysis, studies, outcomes, models):
        estimates, curve, fit = _fit_cell(cell, factors, confidence_level, inference)
        rows.extend(cell.head | row for row in estimates)
        # curves are for the ladder, on which text and figures rest
        if cell.head["model"] in studies[cell.head["study"]].models:
            curves.extend(cell.head | row for row in curve)
        fits.append(cell.head | fit)
    return (
        pd.DataFrame(rows, columns=ESTIMATES.columns),
        pd.DataFrame(curves, columns=PREDICTIONS.columns),
        pd.DataFrame(fits, columns=FITS.columns),
    )


def _fit_cell(
    cell: Cell, factors: Mapping[str, Factor], confidence_level: float, inference: Inference
) -> tuple[list[Row], list[Row], Row]:
    """Fit one model on one sample; return its estimates, its predicted curve and how well it fits."""
    units = cell.units
    common: Row = {
        "sample": SAMPLE,
        "estimator": cell.estimator,
        "inference": LABELS[inference.variance],
        "n": len(units),
        "n_events": _events(cell.codes),
        "n_clusters": units["country"].nunique(),
        "note": pd.NA,
    }
    try:
        data, design = data_of_cell(cell, factors)
        kept = np.ones(len(data.matrix), dtype=bool)
        common |= {"n": len(kept), "n_events": _events(data.outcome), "n_clusters": len(np.unique(data.clusters))}
        fit, variance, why = with_variance(inference.variance, clustered(fit_model(cell.estimator, data)), data)
        kept = kept if fit.kept is None else fit.kept
        common |= {"n": fit.n, "n_events": _events(data.outcome[kept]), "n_clusters": fit.n_clusters}
        common["note"] = "; ".join([*design.notes, *fit.notes, *why]) or pd.NA
        common |= {"converged": True, "inference": LABELS[variance], "df": fit.n_clusters - 1}
        critical = float(t_quantile(0.5 + confidence_level / 2, fit.n_clusters - 1))
        rows = [common | row for row in _quantities(fit, design, data, critical, confidence_level)]
        found = diagnose(fit, data)
    except (DesignError, FitError) as reason:
        common |= {"converged": False, "note": str(reason)}
        return [common | {"quantity": "fit", "term": "all"}], [], common
    used = units.loc[design.rows]
    curve = list(_curve(fit, design, np.exp(used["log_population"].to_numpy(dtype=float)), critical))
    return rows, curve, common | found


def _events(codes: np.ndarray[Any, Any]) -> int:
    """Return the number of units with the outcome: yes, a count or an answer above the lowest, or a tie with either."""
    return int((codes > 0).sum() if codes.ndim == 1 else (codes > 0).any(axis=1).sum())


def _quantities(fit: Fit, design: Design, data: FitData, critical: float, level: float) -> Iterator[Row]:
    """Yield coefficients, odds or rate ratios and average marginal effects with their intervals."""
    df, penalised = fit.n_clusters - 1, fit.estimator == "firth"
    separated = separating_terms(data.outcome, data.matrix, data.terms) if fit.estimator in ("firth", "flac") else []
    for place, (name, estimate, error) in enumerate(zip(fit.names, fit.params, fit.errors, strict=True)):
        row = _tested("coefficient", name, float(estimate), float(error), df, critical)
        if penalised:
            low, high = profile_interval(data, place, level)
            row |= {"conf_low": low, "conf_high": high, "inference": PROFILE, "df": pd.NA, **_UNTESTED}
            row["p_value"] = profile_p_value(data, place)
        yield row
        step = _step(name, design)
        if step is not None and ESTIMATORS[fit.estimator].ratios:
            ends = {end: np.exp(step * row[end]) for end in ("estimate", "conf_low", "conf_high")}
            error = pd.NA if penalised else step * float(error)
            yield row | ends | {"quantity": "ratio", "std_error": error}
    if fit.predictor is None:
        return
    for contrast in design.contrasts:
        for place, category in enumerate(fit.categories):
            effect, error = average_effect(fit, contrast.low, contrast.high, place, data.weights)
            term = f"{contrast.term}, {category}" if category else contrast.term
            row = _tested("marginal effect", term, effect, error, df, critical)
            if separated:  # no Wald interval under separation
                note = f"separated ({', '.join(separated)}): no interval of marginal effects"
                row |= {"conf_low": pd.NA, "conf_high": pd.NA, "note": note, "df": pd.NA, **_UNTESTED}
            yield row


_UNTESTED: Row = {"std_error": pd.NA, "statistic": pd.NA, "p_value": pd.NA}


def _step(name: str, design: Design) -> float | None:
    """Return the step that a ratio of a parameter is for; None for what is no term of the design."""
    for term, step in zip(design.terms, design.steps, strict=True):
        if name == term or name.endswith(f": {term}") or name in (f"{term}: within", f"{term}: between"):
            return step
    return None


def _tested(quantity: str, term: str, estimate: float, error: float, df: int, critical: float) -> Row:
    return {
        "quantity": quantity,
        "term": term,
        "estimate": estimate,
        "std_error": error,
        "statistic": estimate / error,
        "p_value": 2 * float(t_tail(abs(estimate / error), df)),
        "conf_low": estimate - critical * error,
        "conf_high": estimate + critical * error,
    }


def _curve(fit: Fit, design: Design, population: np.ndarray[Any, Any], critical: float) -> Iterator[Row]:
    """Yield the average prediction at populations from the smallest to the largest unit of the sample."""
    if "log_population" not in design.terms or fit.predictor is None or fit.categories != ("",):
        return
    for size in np.geomspace(population.min(), population.max(), CURVE_POINTS):
        estimate, error = average_prediction(fit, with_population(design, float(size)))
        low, high = estimate - critical * error, estimate + critical * error
        if fit.estimator == "logit":
            low, high = max(low, 0.0), min(high, 1.0)
        yield {"population": float(size), "estimate": estimate, "conf_low": max(low, 0.0), "conf_high": high}
