"""Whether the same factors count for two partners: Wald tests of the stacked model of both.

Stands beside the ladder. The stacked logit with every factor times the partner has the coefficients of the two separate
ones; what stacking brings is their joint covariance, by which their differences are tested.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paradiplomacy.config.study import Factor, Model, Outcome, Study
from paradiplomacy.distributions import f_tail
from paradiplomacy.models.batch import Matrix, Vector
from paradiplomacy.models.clusters import Clusters, ScoredFit, delete_clusters, fit_scored
from paradiplomacy.models.design import CONSTANT, DesignError, build_design
from paradiplomacy.models.estimators import FitError
from paradiplomacy.models.fields import PARTNER_TESTS

JOINT = "all factors"
UNIT, SANDWICH, JACKKNIFE = "CV1 by unit", "CV1 by country", "CV3 by country"

Row = dict[str, Any]


@dataclass(frozen=True)
class Half:
    """The logit of one partner: its fit, the terms of its columns, and unit and country of each row."""

    fit: ScoredFit
    terms: list[str]
    units: NDArray[np.str_]
    countries: NDArray[np.str_]


def stack_partners(
    analysis: pd.DataFrame,
    *,
    studies: Mapping[str, Study],
    outcomes: Mapping[str, Outcome],
    factors: Mapping[str, Factor],
    models: Mapping[str, Model],
) -> pd.DataFrame:
    """Return tests of equal coefficients for two partners (`PARTNER_TESTS`): each factor alone, and all at once.

    For every study, level, binary outcome and pair of partners, with the leading model of the level where it is a
    logit. A pair that cannot be fitted, or a test for which there are too few clusters, is left out.

    Notes
    -----
    Clusters are the units, of which each answers for both partners, and the countries. As units lie within countries,
    two-way clustering by both (Cameron, Gelbach and Miller 2011) is that by country. With countries the statistic is
    Hotelling's: F = (G - q) / (q (G - 1)) W with q and G - q degrees of freedom, for q coefficients and G countries;
    W / q with q and G - 1 rejects far too often when q is not small beside G (Pustejovsky and Tipton 2018).
    """
    rows: list[Row] = []
    for name, study in studies.items():
        table = analysis[analysis["study"] == name]
        for level in study.levels:
            if not any(level in models[model].levels for model in study.models):
                continue
            model = study.leading_model(level, models)
            for outcome in (entry for entry in study.outcomes if outcomes[entry].kind == "binary"):
                halves = {}
                for partner in study.partners:
                    known = table["partner"].eq(partner) & table["level"].eq(level) & table[outcome].notna()
                    half = _fit_half(table[known], outcome, models[model], factors)
                    if half is not None:
                        halves[partner] = half
                for first, second in combinations(halves, 2):
                    head = {"study": name, "level": level, "outcome": outcome, "model": model}
                    head |= {"first": first, "second": second}
                    rows += [head | row for row in wald_tests(halves[first], halves[second])]
    return pd.DataFrame(rows, columns=PARTNER_TESTS.columns)


def _fit_half(cell: pd.DataFrame, outcome: str, model: Model, factors: Mapping[str, Factor]) -> Half | None:
    """Return the logit of one partner; None where it cannot be fitted, the reason of which stands in the estimates."""
    if cell.empty or model.formula or model.estimator not in (None, "logit"):
        return None
    try:
        design = build_design(cell, model.factors, factors)
        used = cell.loc[design.rows]
        fit = fit_scored("logit", used[outcome].to_numpy(dtype=float), design.matrix)
    except (DesignError, FitError):
        return None
    return Half(fit, design.terms, used["unit_id"].to_numpy(dtype=str), used["country"].to_numpy(dtype=str))


def wald_tests(first: Half, second: Half) -> Iterator[Row]:
    """Yield the tests of two fitted halves, with each kind of clusters."""
    terms = [term for term in first.terms if term in second.terms and term != CONSTANT]
    places = [[half.terms.index(term) for term in terms] for half in (first, second)]
    gap = first.fit.coefficients[places[0]] - second.fit.coefficients[places[1]]
    groups = {JOINT: terms}
    for term in terms:
        groups.setdefault(term.partition(": ")[0], []).append(term)
    for kind, spread, clusters in _spreads(first, second, places):
        for factor, members in groups.items():
            chosen = [terms.index(term) for term in members]
            tested = hotelling(gap[chosen], spread[:, chosen], clusters, jackknife=kind == JACKKNIFE)
            if tested is None:
                continue
            statistic, df, p_value = tested
            yield {
                "factor": factor,
                "clusters": kind,
                "n_restrictions": len(chosen),
                "statistic": statistic,
                "df": df,
                "p_value": p_value,
                "n_units": len(set(first.units) | set(second.units)),
                "n_clusters": clusters,
            }


def _spreads(first: Half, second: Half, places: list[list[int]]) -> Iterator[tuple[str, Matrix, int]]:
    """Yield for each kind of clusters what each cluster moves the differences by (G by q), and the number of clusters.

    A cluster that one partner has no unit of moves only the other.
    """
    for kind, names in ((UNIT, (first.units, second.units)), (SANDWICH, (first.countries, second.countries))):
        labels = sorted({*names[0], *names[1]})
        moved = [
            _by_label(half, own, labels, place) for half, own, place in zip((first, second), names, places, strict=True)
        ]
        yield kind, moved[0] - moved[1], len(labels)
    labels = sorted({*first.countries, *second.countries})
    deleted = []
    for half, place in zip((first, second), places, strict=True):
        clusters = Clusters.of(half.countries)
        change = delete_clusters(half.fit, clusters) - half.fit.coefficients
        whole = np.zeros((len(labels), len(place)))
        whole[[labels.index(str(label)) for label in clusters.labels]] = change[:, place]
        deleted.append(whole)
    spread = deleted[0] - deleted[1]
    if np.isfinite(spread).all():  # else a coefficient has no estimate without some country
        yield JACKKNIFE, spread, len(labels)


def _by_label(half: Half, names: NDArray[np.str_], labels: list[str], place: list[int]) -> Matrix:
    clusters = Clusters.of(names)
    influence = clusters.sums(half.fit.scores) @ half.fit.bread
    whole = np.zeros((len(labels), len(place)))
    positions = {label: number for number, label in enumerate(labels)}
    whole[[positions[str(label)] for label in clusters.labels]] = influence[:, place]
    return whole


def hotelling(gap: Vector, spread: Matrix, clusters: int, *, jackknife: bool) -> tuple[float, int, float] | None:
    """Return F, its second degrees of freedom and p value of q differences; None with too few clusters.

    Parameters
    ----------
    gap
        q differences.
    spread
        G by q: what each cluster moves them by (sandwich), or how they change without it (jackknife).
    clusters
        G.
    """
    restrictions, df = len(gap), clusters - len(gap)
    if df < 1:
        return None
    correction = (clusters - 1) / clusters if jackknife else clusters / (clusters - 1)
    covariance = correction * spread.T @ spread
    scale = np.sqrt(np.diag(covariance))
    if not (scale > 0).all():
        return None
    standardised = covariance / np.outer(scale, scale)
    if np.linalg.eigvalsh(standardised)[0] < 1e-10:
        return None
    wald = float((gap / scale) @ np.linalg.solve(standardised, gap / scale))
    statistic = df / (restrictions * (clusters - 1)) * wald
    return statistic, df, f_tail(statistic, restrictions, df)
