"""The specification curve: every defensible estimate of an effect, and whether all of them could come from no effect.

Stands beside the ladder in the models stage. Simonsohn, Simmons and Nelson (2020), Nature Human Behaviour 4; the joint
tests rest on signs of countries, drawn once for all specifications (Girardi et al. 2024, Psychometrika 89).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from paradiplomacy.config.robustness import Robustness, Sign
from paradiplomacy.config.shards import WHOLE, Shard
from paradiplomacy.config.study import Factor, Study
from paradiplomacy.config.waves import Wave
from paradiplomacy.distributions import t_quantile, t_tail
from paradiplomacy.models.batch import Family, Matrix, Vector, fit_batch
from paradiplomacy.models.clusters import Clusters
from paradiplomacy.models.multiplicity import benjamini_hochberg
from paradiplomacy.models.robustness_fields import SPECIFICATION_SUMMARY, SPECIFICATIONS
from paradiplomacy.models.specification_fits import (
    FittedSet,
    average_slope,
    effects_with_errors,
    flip_countries,
)
from paradiplomacy.models.specification_grid import (
    CONSTANT_FACTOR,
    FEWEST_COUNTRIES,
    NO_REFERENCE,
    NUTS2_GDP,
    REPEATED,
    Block,
    build_blocks,
)

NO_MAXIMUM = "no maximum of the likelihood"
FAMILIES: dict[str, Family] = {"logit": "logit", "linear probability": "linear"}
TIES = 1e-9  # statistics this close, relatively, are the same

Row = dict[str, Any]


@dataclass(frozen=True)
class Curve:
    """Estimates of one focal factor (R rows), with what they are under each draw of signs (draws by R)."""

    table: pd.DataFrame
    effects: Matrix
    statistics: Matrix
    degrees: Vector


def run_specifications(
    analysis: pd.DataFrame,
    *,
    units: pd.DataFrame,
    weights: pd.DataFrame,
    whole_of: Mapping[str, str],
    studies: Mapping[str, Study],
    factors: Mapping[str, Factor],
    waves: Mapping[str, Wave],
    robustness: Robustness,
    confidence_level: float,
    shard: Shard = WHOLE,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return all specifications (`SPECIFICATIONS`) and what they say together (`SPECIFICATION_SUMMARY`).

    Parameters
    ----------
    analysis
        the analysis table.
    units
        the frame (`UNITS`), for GDP of the NUTS 2 region that holds a unit.
    weights
        non-response weights of all waves (`WEIGHTS`).
    whole_of
        for parts of regions of the frame, the code of the whole.
    shard
        which of the pairs of study and partner are run; what their draws are depends on their names alone.
    """
    parts: list[pd.DataFrame] = []
    summary: list[Row] = []
    pairs = [(name, partner) for name, study in studies.items() for partner in study.partners]
    for place, (name, partner) in enumerate(pairs):
        if not shard.takes(place) or robustness.level not in studies[name].levels:
            continue
        asked = [
            wave
            for wave, entry in studies[name].asked_waves(waves).items()
            if (entry.partner, entry.level) == (partner, robustness.level)
        ]
        chosen = (analysis["study"] == name) & (analysis["partner"] == partner)
        table = analysis[chosen & (analysis["level"] == robustness.level)]
        table = _with_alternatives(table, units, weights[weights["wave"].isin(asked)], whole_of)
        if table["country"].nunique() < FEWEST_COUNTRIES:
            continue
        head = {"study": name, "partner": partner, "level": robustness.level}
        for found, told in _follow(head, table, robustness, factors, confidence_level):
            parts.append(found)
            summary.append(told)
    return (
        pd.concat(parts, ignore_index=True)[SPECIFICATIONS.columns]
        if parts
        else pd.DataFrame(columns=SPECIFICATIONS.columns),
        pd.DataFrame(summary, columns=SPECIFICATION_SUMMARY.columns),
    )


def _with_alternatives(
    table: pd.DataFrame, units: pd.DataFrame, weights: pd.DataFrame, whole_of: Mapping[str, str]
) -> pd.DataFrame:
    """Return units, by country, with GDP of their NUTS 2 region and their weight (missing: no answer)."""
    regions = units[units["level"] == "region"].set_index("unit_id")["log_gdp"]
    region = units.set_index("unit_id")["nuts2"].replace(dict(whole_of))
    return table.assign(
        **{NUTS2_GDP: table["unit_id"].map(region).map(regions)},
        weight=table["unit_id"].map(weights.set_index("unit_id")["weight"]),
    ).sort_values(["country", "unit_id"], ignore_index=True)


def _follow(
    head: Row, units: pd.DataFrame, robustness: Robustness, factors: Mapping[str, Factor], confidence_level: float
) -> Iterator[tuple[pd.DataFrame, Row]]:
    """Yield for each focal factor its specifications and their summary."""
    clusters = Clusters.of(units["country"].to_numpy(dtype=str))
    random = np.random.default_rng(crc32("/".join([*map(str, head.values()), "specifications"]).encode()))
    signs = random.choice([-1.0, 1.0], size=(robustness.permutations, len(clusters)))
    signs = np.vstack([np.ones(len(clusters)), signs])  # the first row is what was observed
    curves: dict[str, list[Curve]] = {focal: [] for focal in robustness.focal}
    told: dict[str, list[str]] = {focal: [] for focal in robustness.focal}
    number = 0
    for block in build_blocks(units, robustness, factors):
        fitted = _fit_block(block)
        reasons = [
            reason or ("" if np.isfinite(coefficients).all() else NO_MAXIMUM)
            for reason, coefficients in zip(block.reasons, fitted, strict=True)
        ]
        for place, specification in enumerate(block.specifications):
            for focal in specification.factors():
                if focal in told:
                    told[focal].append(reasons[place])
        for estimator in robustness.estimators:
            own = [
                place
                for place, specification in enumerate(block.specifications)
                if specification.estimator == estimator and not reasons[place]
            ]
            if own:
                of_block = _curves(block, fitted, own, factors, clusters, signs, robustness, number)
                for focal, curve in of_block.items():
                    curves[focal].append(curve)
        number += len(block.specifications)
    for focal, sign in robustness.focal.items():
        yield _summarised(head | {"focal": focal}, curves[focal], told[focal], sign, confidence_level)


def _fit_block(block: Block) -> Matrix:
    """Return R by k coefficients; NaN for a specification that is not fitted."""
    coefficients = np.full(block.active.shape, np.nan)
    for estimator, family in FAMILIES.items():
        own = [
            place
            for place, (specification, reason) in enumerate(zip(block.specifications, block.reasons, strict=True))
            if specification.estimator == estimator and not reason
        ]
        if own:
            fit = fit_batch(
                family, block.outcomes[own], block.matrix, weights=block.weights[own], active=block.active[own]
            )
            coefficients[own] = fit.coefficients
    return coefficients


def _curves(
    block: Block,
    fitted: Matrix,
    own: list[int],
    factors: Mapping[str, Factor],
    clusters: Clusters,
    signs: Matrix,
    robustness: Robustness,
    number: int,
) -> dict[str, Curve]:
    """Return the estimates of each focal factor by the specifications `own` of a block, which share an estimator."""
    family = FAMILIES[block.specifications[own[0]].estimator]
    focals = [focal for focal in robustness.focal if focal in block.terms]
    contrasts = [block.moved(focal, factors[focal].contrast == "presence") for focal in focals]
    fits = FittedSet(family, block.matrix, block.outcomes[own], block.weights[own], block.active[own], fitted[own])
    found = effects_with_errors(fits, clusters, contrasts, jackknife=robustness.variance != "CV1")
    units = fits.weights > 0
    table = pd.DataFrame([vars(block.specifications[place]) for place in own]).assign(
        specification=number + 1 + np.array(own),
        inference=np.where(found.jackknifed, "CV3 one step", "CV1"),
        n=units.sum(axis=1),
        n_events=(units & (fits.outcomes > 0)).sum(axis=1),
        n_clusters=found.groups.astype(int),
    )
    curves = {}
    for place, focal in enumerate(focals):
        held = np.array([focal in block.specifications[index].factors() for index in own])
        if not held.any():
            continue
        column = block.terms.index(focal)
        holding = fits.part(held)
        without = holding.active.copy()
        without[:, column] = False
        start = fit_batch(family, holding.outcomes, holding.matrix, weights=holding.weights, active=without)
        null = replace(holding, coefficients=np.nan_to_num(start.coefficients))
        moved, statistics = flip_countries(null, clusters, column, signs)
        curves[focal] = Curve(
            table[held].assign(
                estimate=found.estimates[place, held], std_error=found.errors[place, held], tested=~start.flagged
            ),
            moved * (block.steps[column] * average_slope(null)),
            statistics,
            found.groups[held] - 1,
        )
    return curves


def _summarised(
    head: Row, curves: list[Curve], told: list[str], sign: Sign, confidence_level: float
) -> tuple[pd.DataFrame, Row]:
    """Return the rows of a focal factor with tests and intervals, and what they say together."""
    counted = {
        "grid": len(told),
        "repeated": told.count(REPEATED),
        "impossible": told.count(CONSTANT_FACTOR) + told.count(NO_REFERENCE),
        "unfitted": told.count(NO_MAXIMUM),
        "specifications": told.count(""),
        "expected": sign,
    }
    if not curves:
        return pd.DataFrame(columns=SPECIFICATIONS.columns), head | counted
    table = pd.concat([curve.table for curve in curves], ignore_index=True)
    df = table["n_clusters"] - 1
    width = t_quantile(0.5 + confidence_level / 2, df) * table["std_error"]
    p_values = 2 * t_tail((table["estimate"] / table["std_error"]).abs(), df)
    table = table.assign(
        p_value=p_values,
        p_adjusted=benjamini_hochberg(p_values),
        conf_low=table["estimate"] - width,
        conf_high=table["estimate"] + width,
    )
    estimates = table["estimate"].to_numpy(dtype=float)
    direction = {"positive": 1.0, "negative": -1.0}.get(sign, float(np.sign(np.median(estimates))))
    level = 1 - confidence_level
    with_sign = np.sign(estimates) == direction
    tested = table["tested"].to_numpy(dtype=bool)
    joint = joint_tests(
        np.concatenate([curve.effects for curve in curves], axis=1)[:, tested],
        np.concatenate([curve.statistics for curve in curves], axis=1)[:, tested],
        np.concatenate([curve.degrees for curve in curves])[tested],
        sign,
        confidence_level,
    )
    summary = {
        "share_expected": float(with_sign.mean()),
        "share_significant": float((with_sign & (p_values < level)).mean()),
        "share_adjusted": float((with_sign & (table["p_adjusted"] < level)).mean()),
        "median": float(np.median(estimates)),
        "lowest": float(estimates.min()),
        "lower_quartile": float(np.quantile(estimates, 0.25)),
        "upper_quartile": float(np.quantile(estimates, 0.75)),
        "highest": float(estimates.max()),
    }
    return table.drop(columns="tested").assign(**head), head | counted | summary | joint


def joint_tests(
    effects: Matrix, statistics: Matrix, degrees: Vector, sign: Sign, confidence_level: float
) -> dict[str, float | int]:
    """Return the three joint tests of no effect in any specification (Simonsohn, Simmons and Nelson 2020).

    Parameters
    ----------
    effects, statistics
        draws by R; the first row is what was observed, the others are under the hypothesis.
    degrees
        R degrees of freedom of the statistics.
    sign
        expected sign, which the share of significant specifications counts; "either": the more frequent one of a draw.

    Returns
    -------
    dict
        p values of the median effect, of the share that is significant and of Stouffer's Z, that Z, and the draws. A p
        value counts the observed row among the draws, so that it is never zero.
    """
    critical = t_quantile(0.5 + confidence_level / 2, degrees)
    above, below = (statistics > critical).sum(axis=1), (statistics < -critical).sum(axis=1)
    share = {"positive": above, "negative": below, "either": np.maximum(above, below)}[sign]
    median = np.abs(np.median(effects, axis=1))
    combined = normal_scores(statistics, degrees).sum(axis=1) / np.sqrt(len(degrees))
    return {
        "p_median": _rank(median),
        "p_share": _rank(share.astype(float)),
        "stouffer_z": float(combined[0]),
        "p_stouffer": _rank(np.abs(combined)),
        "permutations": len(effects) - 1,
    }


def _rank(values: Vector) -> float:
    """Return the share of draws, the observed one among them, that are as large as the observed one."""
    return float(np.mean(values >= values[0] * (1 - TIES)))


def normal_scores(statistics: Matrix, degrees: Vector) -> Matrix:
    """Return t statistics as normal ones with nearly the same p value (Wallace 1959, Annals of Math. Statistics 30)."""
    size = np.sqrt(degrees * np.log1p(statistics**2 / degrees))
    return np.asarray(np.sign(statistics) * size * (8 * degrees + 1) / (8 * degrees + 3))
