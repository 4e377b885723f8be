"""Fit every configured model for every study, partner, level and outcome, and lay the estimates out in one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from paradiplomacy.config.study import EstimatorName, Factor, Inference, Model, Outcome, Study
from paradiplomacy.models.binary import separating_terms
from paradiplomacy.models.design import Design, DesignError, build_design, with_population
from paradiplomacy.models.diagnosis import diagnose
from paradiplomacy.models.estimators import (
    DEFAULTS,
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
from paradiplomacy.models.formula import build_formula_design, outcome_of
from paradiplomacy.models.inference import LABELS, with_variance

RECOMMENDED = Inference()
PROFILE = "profile penalised likelihood"
SAMPLE = "units with the outcome known"
CURVE_POINTS = 25  # points of the predicted curve between the smallest and the largest unit

Row = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """One cell of the grid: the units of a study, partner and level with an outcome, and the model to be fitted.

    Parameters
    ----------
    head
        study, partner, level, outcome and model.
    units
        rows of the analysis table with the outcome known.
    codes
        the outcome as numbers, n or n by 2.
    categories
        names of the codes (ordered and multinomial outcomes) or of the two outcomes (bivariate probit).
    """

    head: Row
    units: pd.DataFrame
    codes: np.ndarray[Any, Any]
    categories: tuple[str, ...]
    estimator: EstimatorName
    model: Model


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
    for cell in _cells(analysis, studies, outcomes, models):
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


def _cells(
    analysis: pd.DataFrame, studies: Mapping[str, Study], outcomes: Mapping[str, Outcome], models: Mapping[str, Model]
) -> Iterator[Cell]:
    """Yield the cells of the grid; a model is fitted to the outcomes that its estimator is for."""
    for study_name, study in studies.items():
        inside = analysis[analysis["study"] == study_name]
        for level in study.levels:
            at_level = inside[inside["level"] == level]
            for outcome in study.outcomes:
                kind = outcomes[outcome].kind
                for name in [*study.models, *study.further_models]:
                    model = models[name]
                    if level not in model.levels or (model.formula and outcome_of(model.formula) != outcome):
                        continue
                    estimator = model.estimator or DEFAULTS[kind]
                    head = {"study": study_name, "level": level, "outcome": outcome, "model": name}
                    wanted = ESTIMATORS[estimator].kind
                    if wanted == kind:
                        for partner in study.partners:
                            units = at_level[(at_level["partner"] == partner) & at_level[outcome].notna()]
                            codes, categories = _coded(units[outcome], outcomes[outcome])
                            yield Cell(head | {"partner": partner}, units, codes, categories, estimator, model)
                    elif (wanted, kind, len(study.partners)) == ("pair", "binary", 2):
                        units, codes, categories = _pair(at_level, outcome, study.partners, estimator)
                        both = head | {"partner": "+".join(study.partners)}
                        yield Cell(both, units, codes, categories, estimator, model)


def _coded(values: pd.Series[Any], outcome: Outcome) -> tuple[np.ndarray[Any, Any], tuple[str, ...]]:
    """Return an outcome as numbers; answers on a scale as their place among the answers that were given."""
    if outcome.kind != "ordered":
        return values.to_numpy(dtype=float), ()
    given = tuple(answer for answer in outcome.answers if (values == answer).any())
    return values.map({answer: place for place, answer in enumerate(given)}).to_numpy(dtype=float), given


def _pair(
    units: pd.DataFrame, outcome: str, partners: Sequence[str], estimator: EstimatorName
) -> tuple[pd.DataFrame, np.ndarray[Any, Any], tuple[str, ...]]:
    """Return units with the outcome known for both partners, and both outcomes, or the four types that they make."""
    first, second = (units[(units["partner"] == partner) & units[outcome].notna()] for partner in partners)
    joined = first.merge(second[["unit_id", outcome]], on="unit_id", suffixes=("", "_of_second"))
    codes = joined[[outcome, f"{outcome}_of_second"]].to_numpy(dtype=float)
    if estimator == "bivariate probit":
        return joined, codes, tuple(partners)
    types = ("neither", f"{partners[0]} only", f"{partners[1]} only", "both")
    code = codes @ np.array([1.0, 2.0])
    found = [place for place in range(len(types)) if (code == place).any()]
    return joined, np.searchsorted(found, code).astype(float), tuple(types[place] for place in found)


def _fit_cell(
    cell: Cell, factors: Mapping[str, Factor], confidence_level: float, inference: Inference
) -> tuple[list[Row], list[Row], Row]:
    """Fit one model on one sample; return its estimates, its predicted curve and how well it fits."""
    units, model = cell.units, cell.model
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
        if units.empty:
            raise DesignError("the outcome is known for no unit")
        design = (
            build_formula_design(units, model.formula, factors)
            if model.formula
            else build_design(units, model.factors, factors)
        )
        data, design = _fit_data(cell, design)
        kept = np.ones(len(data.matrix), dtype=bool)
        common |= {"n": len(kept), "n_events": _events(data.outcome), "n_clusters": len(np.unique(data.clusters))}
        fit, variance, why = with_variance(inference.variance, clustered(fit_model(cell.estimator, data)), data)
        kept = kept if fit.kept is None else fit.kept
        common |= {"n": fit.n, "n_events": _events(data.outcome[kept]), "n_clusters": fit.n_clusters}
        common["note"] = "; ".join([*design.notes, *fit.notes, *why]) or pd.NA
        common |= {"converged": True, "inference": LABELS[variance], "df": fit.n_clusters - 1}
        critical = float(stats.t.ppf(0.5 + confidence_level / 2, fit.n_clusters - 1))
        rows = [common | row for row in _quantities(fit, design, data, critical, confidence_level)]
        found = diagnose(fit, data)
    except (DesignError, FitError) as reason:
        common |= {"converged": False, "note": str(reason)}
        return [common | {"quantity": "fit", "term": "all"}], [], common
    used = units.loc[design.rows]
    curve = list(_curve(fit, design, np.exp(used["log_population"].to_numpy(dtype=float)), critical))
    return rows, curve, common | found


def _fit_data(cell: Cell, design: Design) -> tuple[FitData, Design]:
    """Return the data of the rows of the design; truncated models take those above zero."""
    rows = cell.units.index.get_indexer(design.rows)
    codes = cell.codes[rows]
    if cell.estimator.startswith("truncated"):
        above = codes > 0
        if not above.any():
            raise FitError("no unit has a count above zero")
        rows, codes = rows[above], codes[above]
        contrasts = [type(c)(c.term, c.low[above], c.high[above]) for c in design.contrasts]
        design = Design(
            design.matrix[above],
            design.terms,
            design.steps,
            contrasts,
            design.rows[above],
            [*design.notes, f"{int((~above).sum())} units with no tie left out"],
        )
        still = [
            term for term, column in zip(design.terms[1:], design.matrix.T[1:], strict=True) if np.ptp(column) == 0
        ]
        if still:
            raise FitError(f"{', '.join(still)} does not vary among the units above zero")
    clusters = cell.units["country"].to_numpy(dtype=str)[rows]
    errs = cell.model.misclassification
    shares = (None, None) if errs is None else (errs.false_yes, errs.false_no)
    return FitData(
        codes, design.matrix, design.terms, clusters, categories=cell.categories, misclassification=shares
    ), design


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
            effect, error = average_effect(fit, contrast.low, contrast.high, place)
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
        "p_value": 2 * float(stats.t.sf(abs(estimate / error), df)),
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
