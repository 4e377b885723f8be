"""Design matrices from configured factors, and the counterfactual designs that marginal effects compare."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paradiplomacy.config.study import Factor

Matrix = NDArray[np.float64]
CONSTANT = "constant"


@dataclass(frozen=True)
class Contrast:
    """Two designs, n by k each, whose average predictions a marginal effect compares: `high` minus `low`."""

    term: str
    low: Matrix
    high: Matrix


@dataclass(frozen=True)
class Design:
    """A design matrix: complete rows only.

    Parameters
    ----------
    matrix
        n by k, a constant first.
    terms
        names of the k columns.
    steps
        step of each column that its ratio is for: ln 2 for a logarithm whose factor doubles, the factor's
        own step where it has one, else 1.
    contrasts
        one per factor (per category of a categorical factor).
    rows
        index labels of the n complete rows in the frame that it was made of.
    notes
        what was left out and why.
    """

    matrix: Matrix
    terms: list[str]
    steps: list[float]
    contrasts: list[Contrast]
    rows: pd.Index
    notes: list[str]


class DesignError(Exception):
    """A model that cannot be fitted on these data; the text says what is wrong and what to do."""


def build_design(frame: pd.DataFrame, names: Sequence[str], factors: Mapping[str, Factor]) -> Design:
    """Return the design of the factors `names` on the complete rows of `frame`.

    Raises
    ------
    DesignError
        when a factor is no column, no complete row is left, a factor does not vary, or the columns are collinear.
    """
    require_columns(frame, names)
    complete = frame[list(names)].notna().all(axis=1)
    data = frame.loc[complete, list(names)]
    if data.empty:
        raise DesignError("no unit has a value for every factor; look at the coverage of the covariates")
    refuse_infinite(data, frame.loc[complete])
    columns: dict[str, Matrix] = {CONSTANT: np.ones(len(data))}
    notes: list[str] = []
    categories: dict[str, list[str]] = {}
    for name in names:
        factor = factors[name]
        if factor.contrast == "category":
            present = sorted(data[name].astype(str).unique())
            if factor.reference not in present:
                raise DesignError(f'no unit has the reference category "{factor.reference}" of {name}; choose another')
            categories[name] = [c for c in present if c != factor.reference]
            for category in categories[name]:
                columns[f"{name}: {category}"] = np.asarray(data[name] == category, dtype=float)
        else:
            columns[name] = data[name].to_numpy(dtype=float)
        if data[name].nunique() < 2:
            raise DesignError(f"{name} has the same value for every unit; take it out of the model")
    terms = list(columns)
    matrix = np.column_stack(list(columns.values()))
    refuse_collinear(matrix, terms)
    dropped = int((~complete).sum())
    if dropped:
        notes.append(f"{dropped} units without a value for every factor left out")
    contrasts = [c for name in names for c in _contrasts(name, factors[name], categories.get(name, []), matrix, terms)]
    doubled = {name for name in names if factors[name].contrast == "doubling"}
    steps = [log(2) if term in doubled else _step(factors.get(term)) for term in terms]
    return Design(matrix, terms, steps, contrasts, data.index, notes)


def require_columns(frame: pd.DataFrame, names: Sequence[str], place: str = "") -> None:
    """Raise `DesignError` where a name is no column of the analysis table, with the nearest that is one."""
    for name in names:
        if name not in frame.columns:
            near = difflib.get_close_matches(name, map(str, frame.columns), n=1)
            hint = f'; is "{near[0]}" meant?' if near else "; correct the name"
            raise DesignError(f'{place}"{name}" is no column of the analysis table{hint}')


def refuse_collinear(matrix: Matrix, terms: Sequence[str]) -> None:
    """Raise `DesignError` with the columns that determine each other; the constant is named as one of them."""
    scaled = matrix / np.abs(matrix).max(axis=0).clip(min=np.finfo(float).tiny)
    if np.linalg.matrix_rank(scaled) == matrix.shape[1]:
        return
    # a column belongs to the fault when the others have the same rank without it
    rank = np.linalg.matrix_rank(scaled)
    places = range(len(terms))
    involved = [terms[i] for i in places if np.linalg.matrix_rank(np.delete(scaled, i, axis=1)) == rank]
    raise DesignError(f"{', '.join(involved)} are collinear: each follows from the others; take one out of the model")


def refuse_infinite(data: pd.DataFrame, rows: pd.DataFrame) -> None:
    """Raise `DesignError` with the factor and the first unit where a number is not finite."""
    for name in data.columns:
        if pd.api.types.is_numeric_dtype(data[name]):
            wrong = ~np.isfinite(data[name].to_numpy(dtype=float))
            if wrong.any():
                unit = rows["unit_id"].iloc[int(wrong.argmax())]
                raise DesignError(
                    f"{name} is not finite for {int(wrong.sum())} units, the first {unit}; mend its source"
                )


def _step(factor: Factor | None) -> float:
    """Return the step for which a ratio is: 1 for the constant, a category and a factor that is there or not."""
    return 1.0 if factor is None or factor.step is None else factor.step


def _contrasts(name: str, factor: Factor, categories: list[str], matrix: Matrix, terms: list[str]) -> list[Contrast]:
    if factor.contrast == "doubling":  # the factor is a logarithm
        return [Contrast(name, matrix, _with(matrix, terms, {name: matrix[:, terms.index(name)] + log(2)}))]
    if factor.contrast == "presence":
        return [Contrast(name, _with(matrix, terms, {name: 0.0}), _with(matrix, terms, {name: 1.0}))]
    if factor.contrast == "step":
        return [Contrast(name, matrix, _with(matrix, terms, {name: matrix[:, terms.index(name)] + _step(factor)}))]
    dummies = [f"{name}: {category}" for category in categories]
    reference = _with(matrix, terms, dict.fromkeys(dummies, 0.0))
    return [Contrast(dummy, reference, _with(reference, terms, {dummy: 1.0})) for dummy in dummies]


def _with(matrix: Matrix, terms: list[str], values: Mapping[str, float | Matrix]) -> Matrix:
    changed = matrix.copy()
    for term, value in values.items():
        changed[:, terms.index(term)] = value
    return changed


def with_population(design: Design, population: float) -> Matrix:
    """Return the design with every unit's population set to `population` inhabitants."""
    return _with(design.matrix, design.terms, {"log_population": log(population)})
