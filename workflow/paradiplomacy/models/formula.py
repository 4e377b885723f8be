"""Design matrices from one line of formula, such as `cooperates ~ log_population * cee`.

Stands beside `design`, whose factors a formula replaces. What a marginal effect compares is changed in the data, and
the columns are made anew, so that products and curves of a factor move with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import log

import numpy as np
import pandas as pd

from paradiplomacy.config.study import Factor
from paradiplomacy.models.design import (
    CONSTANT,
    Contrast,
    Design,
    DesignError,
    refuse_collinear,
    refuse_infinite,
    require_columns,
)
from paradiplomacy.models.fit import Matrix

FUNCTIONS = ("log", "center", "poly", "I")
SHAPE = re.compile(r"[A-Za-z0-9_ ~+:*(),^.-]+")
WORD = re.compile(r"(?<![\w.])([A-Za-z_]\w*)\s*(\()?")


def outcome_of(formula: str) -> str:
    """Return what stands left of the tilde."""
    return formula.partition("~")[0].strip()


def variables_of(formula: str) -> list[str]:
    """Return the names right of the tilde, in order.

    Raises
    ------
    DesignError
        when the line has no tilde, a sign that formulas do not need, or a function that is not one of `FUNCTIONS`.
    """
    left, tilde, right = formula.partition("~")
    if not tilde or not left.strip() or not right.strip():
        raise DesignError(f'formula "{formula}": an outcome, a tilde and factors expected (outcome ~ factor + factor)')
    if not SHAPE.fullmatch(formula) or "~" in right or re.search(r"[A-Za-z_]\.|\._", formula):
        raise DesignError(f'formula "{formula}": only names, numbers and + - : * ^ ( ) expected')
    names = []
    for name, call in WORD.findall(right):
        if call and name not in FUNCTIONS:
            raise DesignError(f'formula "{formula}": {name} is no function here; there are {", ".join(FUNCTIONS)}')
        if not call:
            names.append(name)
    return list(dict.fromkeys(names))


def build_formula_design(frame: pd.DataFrame, formula: str, factors: Mapping[str, Factor]) -> Design:
    """Return the design of a formula on the complete rows of `frame`.

    A factor of the configuration keeps its contrast and its reference category; of other columns, truth values are
    compared as 1 with 0, numbers with one more, and categories with the first by name.

    Raises
    ------
    DesignError
        when the formula cannot be read, names a column that does not exist, has no constant, or its columns do not
        vary or are collinear.
    """
    from formulaic import Formula
    from formulaic.errors import FormulaicError

    names = variables_of(formula)
    require_columns(frame, names, f'formula "{formula}": ')
    complete = frame[names].notna().all(axis=1)
    if not complete.any():
        raise DesignError("no unit has a value for every factor; look at the coverage of the covariates")
    data = pd.DataFrame({name: _plain(frame.loc[complete, name], factors.get(name)) for name in names})
    refuse_infinite(data, frame.loc[complete])
    for name in names:
        if data[name].nunique() < 2:
            raise DesignError(f"{name} has the same value for every unit; take it out of the model")
    try:
        # a power is ^ in R and in formulas, ** within I( )
        made = Formula(formula.partition("~")[2].replace("^", "**")).get_model_matrix(data, context={})
    except (FormulaicError, SyntaxError, TypeError, ValueError) as error:
        said = re.sub(r"\x1b\[[0-9;]*m|[⧛⧚]", "", str(error)).split("\n")[0]
        raise DesignError(f'formula "{formula}": {said}') from None
    terms = [_house_name(str(name)) for name in made.columns]
    if CONSTANT not in terms:
        raise DesignError(f'formula "{formula}": a model keeps its constant; take "0 +" or "- 1" out')
    order = [terms.index(CONSTANT), *(place for place, term in enumerate(terms) if term != CONSTANT)]
    terms = [terms[place] for place in order]

    def matrix_of(changed: pd.DataFrame) -> Matrix:
        return np.asarray(made.model_spec.get_model_matrix(changed, context={}), dtype=float)[:, order]

    matrix = matrix_of(data)
    refuse_collinear(matrix, terms)
    contrasts = []
    for name in names:
        for term, low, high in _changes(data, name, factors.get(name)):
            contrasts.append(Contrast(term, matrix_of(low), matrix_of(high)))
    dropped = int((~complete).sum())
    notes = [f"{dropped} units without a value for every factor left out"] if dropped else []
    return Design(matrix, terms, [_step_of(term, factors) for term in terms], contrasts, data.index, notes)


def _plain(column: pd.Series[object], factor: Factor | None) -> pd.Series[object]:
    """Return numbers as floats and texts as categories, the reference first."""
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return column.astype(float)
    present = sorted(column.astype(str).unique())
    reference = factor.reference if factor is not None and factor.reference is not None else present[0]
    if reference not in present:
        raise DesignError(f'no unit has the reference category "{reference}" of {column.name}; choose another')
    categories = [reference, *(value for value in present if value != reference)]
    return pd.Series(pd.Categorical(column.astype(str), categories=categories), index=column.index, name=column.name)


def _house_name(name: str) -> str:
    return CONSTANT if name == "Intercept" else re.sub(r"\[T\.(.*?)\]", r": \1", name)


def _step_of(term: str, factors: Mapping[str, Factor]) -> float:
    """Return the step for which a ratio is: that of the factor where the term is the factor itself, else 1."""
    factor = factors.get(term)
    if factor is None:
        return 1.0
    return log(2) if factor.contrast == "doubling" else factor.step or 1.0


def _changes(data: pd.DataFrame, name: str, factor: Factor | None) -> list[tuple[str, pd.DataFrame, pd.DataFrame]]:
    """Return term, data before and data after each change of one variable."""
    column = data[name]
    if isinstance(column.dtype, pd.CategoricalDtype):
        reference, *others = column.cat.categories

        def every(value: str) -> pd.DataFrame:
            constant = pd.Categorical([value] * len(data), categories=column.cat.categories)
            return data.assign(**{name: constant})

        return [(f"{name}: {value}", every(reference), every(value)) for value in others]
    contrast = factor.contrast if factor is not None else "presence" if column.isin((0, 1)).all() else "step"
    if contrast == "presence":
        return [(name, data.assign(**{name: 0.0}), data.assign(**{name: 1.0}))]
    step = log(2) if contrast == "doubling" else (factor.step if factor is not None else None) or 1.0
    return [(name, data, data.assign(**{name: column + step}))]
