"""The grid of models: every study, partner, level, outcome and model is a cell, with the data that it is fitted to.

Stands under the ladder, which fits the cells, and the checks, which look at the fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from paradiplomacy.config.study import EstimatorName, Factor, Model, Outcome, Study
from paradiplomacy.models.design import Design, DesignError, build_design, refuse_infinite, require_columns
from paradiplomacy.models.estimators import DEFAULTS, ESTIMATORS, FitData, FitError
from paradiplomacy.models.formula import build_formula_design, outcome_of

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


def cells_of(
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


def data_of_cell(cell: Cell, factors: Mapping[str, Factor]) -> tuple[FitData, Design]:
    """Return what the model of a cell is fitted to, and its design, of the same rows.

    Truncated models take the units above zero, weighted ones those with a weight.

    Raises
    ------
    DesignError, FitError
        when the data do not allow the model; the text says what is wrong and what to do.
    """
    units, model = cell.units, cell.model
    if units.empty:
        raise DesignError("the outcome is known for no unit")
    units, left_out = _weighed(units, model)
    if model.offset is not None:
        require_columns(units, [model.offset])
        refuse_infinite(units[[model.offset]].dropna(), units[units[model.offset].notna()])
        known = units[model.offset].notna()
        if not known.any():
            raise DesignError(f"no unit has a value of the offset {model.offset}")
        left_out += [f"{int((~known).sum())} units without the offset {model.offset} left out"] * bool((~known).any())
        units = units[known]
    design = (
        build_formula_design(units, model.formula, factors)
        if model.formula
        else build_design(units, model.factors, factors)
    )
    design = replace(design, notes=[*left_out, *design.notes])
    rows = cell.units.index.get_indexer(design.rows)
    codes = cell.codes[rows]
    if cell.estimator.startswith("truncated"):
        above = codes > 0
        if not above.any():
            raise FitError("no unit has a count above zero")
        rows, codes = rows[above], codes[above]
        contrasts = [type(c)(c.term, c.low[above], c.high[above]) for c in design.contrasts]
        notes = [*design.notes, f"{int((~above).sum())} units with no tie left out"]
        design = Design(design.matrix[above], design.terms, design.steps, contrasts, design.rows[above], notes)
        still = [
            term for term, column in zip(design.terms[1:], design.matrix.T[1:], strict=True) if np.ptp(column) == 0
        ]
        if still:
            raise FitError(f"{', '.join(still)} does not vary among the units above zero")
    clusters = cell.units["country"].to_numpy(dtype=str)[rows]
    used = cell.units.iloc[rows]
    weights = None if model.weights is None else used["answer_weight"].to_numpy(dtype=float)
    offset = None if model.offset is None else used[model.offset].to_numpy(dtype=float)
    known = model.misclassification
    shares = (None, None) if known is None else (known.false_yes, known.false_no)
    data = FitData(codes, design.matrix, design.terms, clusters, weights, offset, cell.categories, shares)
    return data, design


def _weighed(units: pd.DataFrame, model: Model) -> tuple[pd.DataFrame, list[str]]:
    """Return the units that have a weight where the model takes weights, and a note on the others."""
    if model.weights is None:
        return units, []
    weighed = units["answer_weight"].notna()
    if not weighed.any():
        raise DesignError("no unit has a weight of non-response, as no survey asked these units of this partner")
    without = int((~weighed).sum())
    return units[weighed], [f"{without} units without an answer, and so without a weight, left out"] * bool(without)
