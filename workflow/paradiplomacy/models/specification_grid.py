"""All specifications of a study and partner: which units, columns and weights each of them takes.

Opens the specification curve (`specifications`); specifications of the same size and GDP columns share one wide design,
of which each switches columns off, so that they are fitted together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import log
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paradiplomacy.config.robustness import Robustness, SpecificationEstimator
from paradiplomacy.config.study import Factor
from paradiplomacy.frame.size_classes import size_classes
from paradiplomacy.models.batch import Mask, Matrix, Vector
from paradiplomacy.models.design import CONSTANT

POPULATION, GDP, SQUARE = "log_population", "log_gdp", "log_population squared"
NUTS2_GDP = "log_gdp_nuts2"
SIZE_CLASS = "size class"
WITHOUT_MACRO_REGION = "without each macro-region"
REPEATED = "the same fit as another specification"
CONSTANT_FACTOR = "a factor does not vary in the sample"
NO_REFERENCE = "no unit of the sample is of the reference category"
FEWEST_COUNTRIES = 3


@dataclass(frozen=True)
class Specification:
    """One choice in each dimension; `controls` are joined by +, "none" where there are none."""

    outcome: str
    size: str
    gdp: str
    sample: str
    controls: str
    estimator: SpecificationEstimator
    weights: str

    def factors(self) -> tuple[str, ...]:
        """Return the factors that have one effect here: population in classes has none."""
        chosen = () if self.controls == "none" else tuple(self.controls.split("+"))
        size = () if self.size == "classes" else (POPULATION,)
        return size + (() if self.gdp == "none" else (GDP,)) + chosen


@dataclass(frozen=True)
class Block:
    """Specifications that share one design.

    Parameters
    ----------
    terms
        names of the k columns, the constant first; numbers are centred.
    matrix
        n by k; zero where a value is missing: such a unit has no weight where the column takes part.
    steps
        k; by how much the contrast of a factor moves its column.
    specifications, estimable
        the R specifications, and reasons of those that are not fitted (empty: fitted).
    outcomes, weights, active
        R by n, R by n and R by k, as `fit_batch` takes them.
    """

    terms: list[str]
    matrix: Matrix
    steps: Vector
    specifications: list[Specification]
    reasons: list[str]
    outcomes: Matrix
    weights: Matrix
    active: Mask

    def moved(self, factor: str, presence: bool) -> tuple[Matrix, Matrix]:
        """Return the two designs that the contrast of a factor compares; its square moves with the population."""
        place = self.terms.index(factor)
        low, high = self.matrix.copy(), self.matrix.copy()
        if presence:
            low[:, place], high[:, place] = 0.0, 1.0
        else:
            high[:, place] += self.steps[place]
        if factor == POPULATION and SQUARE in self.terms:
            high[:, self.terms.index(SQUARE)] = high[:, place] ** 2
        return low, high


def spread_samples(robustness: Robustness, units: pd.DataFrame) -> dict[str, Mask]:
    """Return the units of each sample, by its name; the one for all macro-regions becomes one for each."""
    cee = units["cee"].fillna(False).to_numpy(dtype=bool)
    masks: dict[str, Mask] = {
        "all": np.ones(len(units), dtype=bool),
        "without capitals": ~units["capital"].fillna(False).to_numpy(dtype=bool),
        "only CEE": cee,
        "without CEE": ~cee,
        "only responders": units["answered"].fillna(False).to_numpy(dtype=bool),
    }
    found: dict[str, Mask] = {}
    for sample in robustness.samples:
        if sample == WITHOUT_MACRO_REGION:
            where = units["macro_region"].to_numpy(dtype=str)
            found |= {f"without {name}": where != name for name in sorted(set(where))}
        else:
            found[sample] = masks[sample]
    return found


def build_blocks(units: pd.DataFrame, robustness: Robustness, factors: Mapping[str, Factor]) -> Iterator[Block]:
    """Yield the blocks of the grid over the rows of `units`.

    Parameters
    ----------
    units
        rows of the analysis table of one study, partner and level, with `log_gdp_nuts2` and `weight`.
    """
    outcomes = {name: _yes_or_no(units[way.outcome], way.at_least) for name, way in robustness.outcomes.items()}
    samples = spread_samples(robustness, units)
    weights = {"none": np.ones(len(units)), "non-response": units["weight"].fillna(0.0).to_numpy(dtype=float)}
    subsets = [
        subset for count in range(len(robustness.controls) + 1) for subset in combinations(robustness.controls, count)
    ]
    _, members = np.unique(units["country"].to_numpy(dtype=str), return_inverse=True)
    for size, gdp in product(robustness.size, robustness.gdp):
        columns = _Columns.of(_columns(units, size, gdp, robustness, factors), factors)
        chosen = list(product(outcomes, samples, subsets, robustness.weights))
        active = np.array([columns.active(subset, robustness.controls) for _, _, subset, _ in chosen])
        values = np.array([outcomes[outcome] for outcome, _, _, _ in chosen])
        inside = np.array([samples[sample] for _, sample, _, _ in chosen]) & np.isfinite(values)
        inside &= ~(active.astype(float) @ (~columns.known).T.astype(float) > 0)  # each of its columns is known
        part = np.where(inside, np.array([weights[weighting] for _, _, _, weighting in chosen]), 0.0)
        values = np.where(part > 0, values, 0.0)
        active, reasons = columns.varying(active, part > 0, members)
        seen: set[bytes] = set()
        for place, reason in enumerate(reasons):
            key = active[place].tobytes() + part[place].tobytes() + values[place].tobytes()
            if not reason and key in seen:
                reasons[place] = REPEATED
            seen.add(key)
        repeats = len(robustness.estimators)
        yield Block(
            columns.terms,
            columns.matrix,
            columns.steps,
            [
                Specification(outcome, size, gdp, sample, "+".join(subset) or "none", estimator, weighting)
                for estimator in robustness.estimators
                for outcome, sample, subset, weighting in chosen
            ],
            reasons * repeats,
            np.tile(values, (repeats, 1)),
            np.tile(part, (repeats, 1)),
            np.tile(active, (repeats, 1)),
        )


@dataclass(frozen=True)
class _Columns:
    """The wide design of a block, with the factor that each column belongs to."""

    terms: list[str]
    owners: list[str]
    matrix: Matrix
    known: Mask
    steps: Vector
    grouped: frozenset[str]

    @classmethod
    def of(cls, columns: Mapping[tuple[str, str], Vector], factors: Mapping[str, Factor]) -> _Columns:
        values = np.column_stack(list(columns.values()))
        known = np.isfinite(values)
        owners, terms = (list(names) for names in zip(*columns, strict=True))
        steps = np.array([_step(factors.get(term)) for term in terms])
        grouped = frozenset(
            name for name in owners if name == SIZE_CLASS or (name in factors and factors[name].contrast == "category")
        )
        return cls(terms, owners, np.where(known, values, 0.0), known, steps, grouped)

    def active(self, subset: Sequence[str], controls: Sequence[str]) -> Mask:
        """Return which columns take part when `subset` of the controls does."""
        return np.array([owner not in controls or owner in subset for owner in self.owners])

    def varying(self, active: Mask, units: Mask, countries: NDArray[np.intp]) -> tuple[Mask, list[str]]:
        """Return the columns (R by k) without categories that a sample lacks, and why there is no fit, if so.

        Parameters
        ----------
        units
            R by n; which units take part.
        countries
            n numbers.
        """
        number = units.sum(axis=1)
        belonging = (countries[:, None] == np.arange(countries.max() + 1)).astype(float)
        few = ((units @ belonging) > 0).sum(axis=1) < FEWEST_COUNTRIES
        few |= number <= active.sum(axis=1)
        ones = units @ self.matrix  # of columns of zeros and ones, whose sums are exact
        there = np.isin(self.matrix, (0.0, 1.0)).all(axis=0)
        still = active & there & ((ones == 0) | (ones == number[:, None]))
        still[:, 0] = False
        kept = active & ~still
        lacking = np.zeros(len(active), dtype=bool)
        owners = np.array(self.owners)
        for owner in self.grouped:
            own = owners == owner
            concerned = active[:, own].any(axis=1)
            few |= concerned & ~kept[:, own].any(axis=1)
            lacking |= concerned & (ones[:, own].sum(axis=1) == number)
        few |= still[:, ~np.isin(owners, list(self.grouped))].any(axis=1)
        reasons = np.select([few, lacking], [CONSTANT_FACTOR, NO_REFERENCE], "")
        return kept, [str(reason) for reason in reasons]


def _columns(
    units: pd.DataFrame, size: str, gdp: str, robustness: Robustness, factors: Mapping[str, Factor]
) -> dict[tuple[str, str], Vector]:
    """Return the columns of a block by factor and term; numbers are centred, which leaves every effect as it is."""
    columns: dict[tuple[str, str], Vector] = {(CONSTANT, CONSTANT): np.ones(len(units))}
    if size == "classes":
        classes = size_classes(units["population"], robustness.level)
        columns |= {(SIZE_CLASS, f"{SIZE_CLASS}: {name}"): _dummy(classes, name) for name in classes.cat.categories[1:]}
    else:
        columns[POPULATION, POPULATION] = _centred(units[POPULATION])
        if size == "log squared":
            columns[POPULATION, SQUARE] = columns[POPULATION, POPULATION] ** 2
    if gdp != "none":
        columns[GDP, GDP] = _centred(units[GDP if gdp == "own" else NUTS2_GDP])
    for name in robustness.controls:
        factor = factors[name]
        if factor.contrast == "category":
            present = sorted(set(units[name].dropna().astype(str)) - {factor.reference})
            columns |= {(name, f"{name}: {category}"): _dummy(units[name], category) for category in present}
        elif factor.contrast == "presence":
            columns[name, name] = units[name].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        else:
            columns[name, name] = _centred(units[name])
    return columns


def _centred(values: pd.Series[Any]) -> Vector:
    numbers = values.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    known = numbers[np.isfinite(numbers)]
    return np.asarray(numbers - (known.mean() if len(known) else 0.0))


def _dummy(values: pd.Series[Any], category: str) -> Vector:
    return np.where(values.isna(), np.nan, (values == category).fillna(False).to_numpy(dtype=float))


def _step(factor: Factor | None) -> float:
    """Return by how much the contrast of a factor moves its column."""
    if factor is None:
        return 1.0
    return log(2) if factor.contrast == "doubling" else factor.step or 1.0


def _yes_or_no(values: pd.Series[Any], at_least: int | None) -> Vector:
    """Return 1, 0 or NaN for each unit."""
    numbers = values.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    if at_least is None:
        return np.asarray(numbers)
    return np.asarray(np.where(np.isnan(numbers), np.nan, numbers >= at_least), dtype=np.float64)
