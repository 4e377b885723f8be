"""Check every model of the grid and say in words what to make of it; count what models of counts expect.

Follows the ladder in the models stage: each cell is fitted once more, with what its checks need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from paradiplomacy.config.study import Factor, Inference, Model, Outcome, Study
from paradiplomacy.models import check_measures as measures
from paradiplomacy.models import check_words as words
from paradiplomacy.models.binary import separated_units, separating_terms
from paradiplomacy.models.check_fields import CELL_KEY, COUNT_FIT, DIAGNOSTICS
from paradiplomacy.models.check_words import Finding
from paradiplomacy.models.clusters import (
    Clusters,
    ScoredFit,
    cluster_leverages,
    effective_clusters,
    inverted,
)
from paradiplomacy.models.design import Design, DesignError
from paradiplomacy.models.diagnosis import PENALISED, diagnose
from paradiplomacy.models.estimators import ESTIMATORS, Fit, FitData, FitError, clustered, fit_model
from paradiplomacy.models.grid import Cell, cells_of, data_of_cell
from paradiplomacy.models.inference import FAMILIES, delete_countries, scored

POWER = 0.8  # of the smallest effect that counts as detectable
RESAMPLES = 200  # of countries, for the calibration
SERIOUS_MARGINS = 4  # an undetected effect of so many margins that do not matter is serious
PARTS = {"hurdle": 2, "zero-inflated": 2}  # designs of a model, by the first word of its estimator; others have one

Row = dict[str, Any]


def check_models(
    analysis: pd.DataFrame,
    estimates: pd.DataFrame,
    *,
    studies: Mapping[str, Study],
    outcomes: Mapping[str, Outcome],
    factors: Mapping[str, Factor],
    models: Mapping[str, Model],
    confidence_level: float,
    inference: Inference,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the checks of all models (`DIAGNOSTICS`) and the counts that those of the ladder expect (`COUNT_FIT`).

    Parameters
    ----------
    analysis
        the analysis table.
    estimates
        `ESTIMATES` of the same configuration, whose errors tell which effects would be missed.
    """
    rows: list[Row] = []
    counts: list[Row] = []
    effects = estimates[(estimates["quantity"] == "marginal effect") & estimates["std_error"].notna()]
    by_cell = dict(iter(effects.groupby(list(CELL_KEY))))
    for cell in cells_of(analysis, studies, outcomes, models):
        head = cell.head | {"estimator": cell.estimator}
        found, fit, data = _check_cell(cell, factors)
        own = by_cell.get(tuple(cell.head[name] for name in CELL_KEY))
        if own is not None and data is not None:
            found += _detectable(own, data, confidence_level, inference.equivalence_margin, cell.estimator)
        rows += [head | finding.row() for finding in found]
        if fit is not None and data is not None and cell.head["model"] in studies[cell.head["study"]].models:
            counts += [head | row for row in _expected(fit, data)]
    return pd.DataFrame(rows, columns=DIAGNOSTICS.columns), pd.DataFrame(counts, columns=COUNT_FIT.columns)


def _check_cell(cell: Cell, factors: Mapping[str, Factor]) -> tuple[list[Finding], Fit | None, FitData | None]:
    """Return the checks of one model, with its fit and data where there are any."""
    head = cell.head
    name = (
        f"study {head['study']}, partner {head['partner']}, {head['level']}, {head['outcome']}, model {head['model']}"
    )
    try:
        data, design = data_of_cell(cell, factors)
    except (DesignError, FitError) as reason:
        return [words.fitted(name, str(reason))], None, None
    found = _of_design(cell, data, design) if len(np.unique(data.outcome)) > 1 else []
    try:
        fit = clustered(fit_model(cell.estimator, data))
    except FitError as reason:
        return [words.fitted(name, str(reason)), *found], None, None
    return [words.fitted(name, None), *found, *_of_fit(cell, fit, data, name)], fit, data


def _of_design(cell: Cell, data: FitData, design: Design) -> list[Finding]:
    """Return what design and outcome tell before anything is fitted."""
    found: list[Finding] = []
    kind = ESTIMATORS[cell.estimator].kind
    if kind == "binary" and cell.estimator != "linear probability" and np.isin(data.outcome, (0, 1)).all():
        units = cell.units.loc[design.rows, "unit_id"].iloc[separated_units(data.outcome, data.matrix)]
        terms = separating_terms(data.outcome, data.matrix, data.terms) if len(units) else []
        found.append(words.separation(terms, [str(unit) for unit in units], cell.estimator in PENALISED))
    inflation = measures.variance_inflation(data.matrix, data.terms)
    # products and curves of a formula go with their factors by construction, which harms no marginal effect
    if len(inflation) > 1 and not cell.model.formula:
        worst = max(inflation, key=lambda factor: inflation[factor])
        found.append(words.collinearity(worst, inflation[worst]))
        found.append(words.condition(measures.condition_number(data.matrix)))
    if kind != "pair":
        slopes = PARTS.get(cell.estimator.split()[0], 1) * (data.matrix.shape[1] - 1)
        found.append(words.events(measures.limiting_size(data.outcome, kind), slopes))
    return found


def _of_fit(cell: Cell, fit: Fit, data: FitData, name: str) -> Iterator[Finding]:
    """Yield what the fit tells; measures that suppose units of one weight are left out where there are weights."""
    plain = data.weights is None and data.offset is None
    if plain and fit.estimator in ("poisson", "negative binomial"):
        poisson = fit if fit.estimator == "poisson" else fit_model("poisson", data)
        statistic = measures.dean_statistic(data.outcome, poisson.predict(data.matrix))
        yield words.overdispersion(statistic, fit.estimator == "poisson")
    if plain and fit.zero_probability is not None and not fit.estimator.startswith("truncated"):
        distance = measures.excess_of_zeros(data.outcome, fit.zero_probability)
        yield words.zeros(int((data.outcome == 0).sum()), float(fit.zero_probability.sum()), distance)
    if fit.estimator == "ordered logit" and len(data.categories) > 2:
        yield words.proportional_odds(diagnose(fit, data).get("test_p"))
    if plain and fit.estimator == "logit":
        random = np.random.default_rng(crc32(f"{name}, calibration".encode()))
        slope = measures.calibration_slope(data.outcome, data.matrix, data.clusters, random, RESAMPLES)
        yield words.calibration(slope if np.isfinite(slope) else None)
    curved = _with_curvature(fit, data)
    if curved is not None:
        yield from _of_countries(fit, data, curved)


def _with_curvature(fit: Fit, data: FitData) -> ScoredFit | None:
    """Return the fit as the measures of countries need it; None for estimators that are not fitted in batches.

    Of NB2 the expected information of the coefficients is taken, of which the dispersion is independent (Lawless 1987).
    """
    if fit.estimator in FAMILIES:
        return scored(fit, data)
    if fit.estimator != "negative binomial":
        return None
    mean = fit.predict(data.matrix)
    spread = 1 + (fit.dispersion or 0.0) * mean
    curvature = data.weight * mean / spread
    return ScoredFit(
        family="poisson",
        outcome=data.outcome,
        matrix=data.matrix,
        weights=data.weight,
        coefficients=fit.coefficients,
        scores=(data.weight * (data.outcome - mean) / spread)[:, None] * data.matrix,
        curvature=curvature,
        bread=inverted(data.matrix.T @ (curvature[:, None] * data.matrix)),
    )


def _of_countries(fit: Fit, data: FitData, curved: ScoredFit) -> Iterator[Finding]:
    """Yield how many equal countries the real ones are worth, and what the heaviest of them does."""
    clusters = Clusters.of(data.clusters)
    k = data.matrix.shape[1]
    effective = effective_clusters(curved, clusters)[1:]
    fewest = int(effective.argmin())
    yield words.countries(len(clusters), float(effective[fewest]), data.terms[1 + fewest])
    leverages = cluster_leverages(curved, clusters)
    heaviest = int(leverages.argmax())
    moves = ((delete_countries(fit, data, clusters)[heaviest] - fit.params) / fit.errors)[1:k]
    most = int(np.nanargmax(np.abs(moves))) if np.isfinite(moves).any() else None
    yield words.leverage(
        str(clusters.labels[heaviest]),
        float(leverages[heaviest] / k),
        float(leverages[heaviest] * len(clusters) / k),
        None if most is None else float(moves[most]),
        data.terms[1 + (most or 0)],
    )


def _detectable(effects: pd.DataFrame, data: FitData, level: float, margin: float, estimator: str) -> list[Finding]:
    """Return the smallest effect of each term that this design would show, for one probability or mean count."""
    kind = ESTIMATORS[estimator].kind
    if kind not in ("binary", "count"):
        return []
    source = f"inference.equivalence_margin; serious at {SERIOUS_MARGINS} times by convention"
    bounds = words.Bounds(margin, SERIOUS_MARGINS * margin, source)
    if kind == "count":
        mean = float(data.outcome.mean())
        bounds = words.Bounds(mean / 2, mean, "convention: half of the mean count; serious: the mean count")
    found = []
    for row in effects.itertuples():
        smallest = measures.detectable_effect(float(row.std_error), float(row.df), level, POWER)
        found.append(words.detectable(str(row.term), smallest, bounds, POWER, kind == "binary"))
    return found


def _expected(fit: Fit, data: FitData) -> Iterator[Row]:
    """Yield observed and expected units of each count."""
    if fit.estimator not in ("poisson", "negative binomial"):
        return
    observed = np.bincount(data.outcome.astype(int))
    expected = measures.expected_counts(fit, fit.predict(data.matrix), len(observed) - 1)
    for count, (units, mean) in enumerate(zip(observed, expected, strict=True)):
        yield {"count": count, "observed": int(units), "expected": float(mean)}
