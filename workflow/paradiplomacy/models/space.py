"""Whether neighbouring units resemble each other beyond what the factors tell, and whether neighbours predict.

Stands beside the ladder in the models stage. Neighbours are the nearest units of the same study and level with a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paradiplomacy.config.robustness import Robustness
from paradiplomacy.config.study import Factor, Model, Outcome, Study
from paradiplomacy.distributions import t_quantile, t_tail
from paradiplomacy.models.batch import Matrix, Vector
from paradiplomacy.models.clusters import (
    Clusters,
    clustered_covariance,
    delete_clusters,
    fit_scored,
    jackknife_covariance,
    mean_and_slope,
)
from paradiplomacy.models.design import DesignError, build_design
from paradiplomacy.models.fit import FitError
from paradiplomacy.models.margins import average_effects, effect_gradient
from paradiplomacy.models.robustness_fields import SPATIAL

TEN_POINTS = 0.1  # step of the neighbours' share whose effect is told

Row = dict[str, Any]


@dataclass(frozen=True)
class MoranTest:
    """Moran's I with mean and standard deviation over draws of places, and its two-sided p value."""

    statistic: float
    expected: float
    std_error: float
    p_value: float


def nearest_neighbours(latitude: Vector, longitude: Vector, neighbours: int) -> Matrix:
    """Return n by n weights: each of the nearest units by great circle has the same weight, and a row adds up to one.

    Units at the same distance are taken in their order; of n units there are at most n - 1 neighbours.
    """
    up, along = np.radians(latitude), np.radians(longitude)
    places = np.column_stack([np.cos(up) * np.cos(along), np.cos(up) * np.sin(along), np.sin(up)])
    closeness = places @ places.T  # the cosine of the angle falls with the distance
    np.fill_diagonal(closeness, -np.inf)
    count = min(neighbours, len(places) - 1)
    nearest = np.argsort(-closeness, axis=1, kind="stable")[:, :count]
    weights = np.zeros((len(places), len(places)))
    np.put_along_axis(weights, nearest, 1 / count, axis=1)
    return weights


def morans_i(values: Matrix, weights: Matrix) -> Vector:
    """Return Moran's I (1950) of each row of `values` (draws by n) under n by n weights."""
    deviations = values - values.mean(axis=1, keepdims=True)
    products = np.einsum("rn,rn->r", deviations @ weights.T, deviations)
    scale = values.shape[1] / weights.sum()
    return np.asarray(scale * products / np.einsum("rn,rn->r", deviations, deviations))


def permute_places(
    values: Vector, weights: Matrix, draws: int, random: np.random.Generator, within: NDArray[np.intp] | None = None
) -> MoranTest:
    """Compare Moran's I with that of the same values at other places.

    Parameters
    ----------
    within
        n numbers of countries, within which values change place, so that what countries share is no evidence; None:
        across all units.

    Notes
    -----
    Cliff and Ord (1981), Spatial Processes. The observed value counts among the draws. Residuals of a model do not
    change place quite freely, as they are orthogonal to its columns; with few columns and many units that is small.
    """
    places = np.empty((draws, len(values)), dtype=np.intp)
    for draw in range(draws):
        order = random.permutation(len(values))
        if within is None:
            places[draw] = order
        else:
            shuffled = order[np.argsort(within[order], kind="stable")]
            places[draw, np.argsort(within, kind="stable")] = shuffled
    observed = float(morans_i(values[None, :], weights)[0])
    drawn = morans_i(values[places], weights)
    centre = float(drawn.mean())
    as_far = np.abs(drawn - centre) >= abs(observed - centre) * (1 - 1e-9)
    return MoranTest(observed, centre, float(drawn.std(ddof=1)), float((1 + as_far.sum()) / (1 + draws)))


def measure_space(
    analysis: pd.DataFrame,
    units: pd.DataFrame,
    *,
    studies: Mapping[str, Study],
    outcomes: Mapping[str, Outcome],
    factors: Mapping[str, Factor],
    models: Mapping[str, Model],
    robustness: Robustness,
    confidence_level: float,
) -> pd.DataFrame:
    """Return Moran's I of the leading binary outcome and its residuals, and the effect of neighbours (`SPATIAL`).

    Parameters
    ----------
    units
        the frame (`UNITS`), for the coordinates.
    """
    rows: list[Row] = []
    where = units.set_index("unit_id")[["latitude", "longitude"]]
    for name, study in studies.items():
        leading = study.outcome_of_kind("binary", outcomes)
        for level in study.levels:
            if not any(level in models[model].levels for model in study.models):
                continue
            model = study.leading_model(level, models)
            for partner in study.partners:
                head = {"study": name, "partner": partner, "level": level, "outcome": leading, "model": model}
                chosen = (analysis["study"] == name) & (analysis["partner"] == partner) & (analysis["level"] == level)
                cell = analysis[chosen & analysis[leading].notna()].join(where, on="unit_id")
                found = _measured(head, cell, models[model], factors, robustness, confidence_level)
                rows += [head | {"neighbours": robustness.neighbours} | row for row in found]
    return pd.DataFrame(rows, columns=SPATIAL.columns)


def _measured(
    head: Row,
    cell: pd.DataFrame,
    model: Model,
    factors: Mapping[str, Factor],
    robustness: Robustness,
    confidence_level: float,
) -> Iterator[Row]:
    """Yield the rows of one model; nothing where it cannot be fitted."""
    try:
        design = build_design(cell, model.factors, factors)
        used = cell.loc[design.rows]
        values = used[head["outcome"]].to_numpy(dtype=float)
        clusters = Clusters.of(used["country"].to_numpy(dtype=str))
        fit = fit_scored("logit", values, design.matrix)
    except (DesignError, FitError):
        return
    latitude, longitude = (used[name].to_numpy(dtype=float) for name in ("latitude", "longitude"))
    weights = nearest_neighbours(latitude, longitude, robustness.neighbours)
    mean, slope = mean_and_slope("logit", design.matrix @ fit.coefficients)
    residuals = (values - mean) / np.sqrt(slope)  # Pearson's, whose variance is the same for all units
    common: Row = {"n": len(used), "n_clusters": len(clusters)}
    random = np.random.default_rng(crc32("/".join([*map(str, head.values()), "space"]).encode()))
    for quantity, numbers, within in (
        ("Moran's I of the outcome", values, None),
        ("Moran's I of residuals", residuals, None),
        ("Moran's I of residuals within countries", residuals, clusters.members),
    ):
        test = permute_places(numbers, weights, robustness.permutations, random, within)
        yield common | {
            "quantity": quantity,
            "estimate": test.statistic,
            "expected": test.expected,
            "std_error": test.std_error,
            "statistic": (test.statistic - test.expected) / test.std_error,
            "p_value": test.p_value,
            "draws": robustness.permutations,
        }
    effect = _effect_of_neighbours(design.matrix, values, weights, clusters, confidence_level)
    if effect is not None:
        yield common | {"quantity": "effect of the neighbours' share"} | effect


def _effect_of_neighbours(
    matrix: Matrix, values: Vector, weights: Matrix, clusters: Clusters, confidence_level: float
) -> Row | None:
    """Return the average marginal effect of ten points more of the neighbours that cooperate, beside the factors.

    An association: neighbours are each other's neighbours, so that what makes them alike is not told apart from one
    acting on the other (Manski 1993). The variance is the jackknife of countries, or CV1 where that has none.
    """
    beside = np.column_stack([matrix, weights @ values])
    try:
        fit = fit_scored("logit", values, beside)
    except FitError:
        return None
    high = beside.copy()
    high[:, -1] += TEN_POINTS
    effect = float(average_effects("logit", fit.coefficients[None, :], beside, high)[0])
    gradient = effect_gradient("logit", fit.coefficients, beside, high)
    covariance = jackknife_covariance(delete_clusters(fit, clusters), fit.coefficients)
    if not np.isfinite(covariance).all():
        covariance = clustered_covariance(fit, clusters)
    error = float(np.sqrt(gradient @ covariance @ gradient))
    df = len(clusters) - 1
    width = float(t_quantile(0.5 + confidence_level / 2, df)) * error
    return {
        "estimate": effect,
        "std_error": error,
        "statistic": effect / error,
        "p_value": 2 * float(t_tail(abs(effect / error), df)),
        "conf_low": effect - width,
        "conf_high": effect + width,
    }
