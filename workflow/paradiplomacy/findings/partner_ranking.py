"""How partner countries rank by the ties that registers of the whole world show, and whether two of them are level.

Reads the partner places of the units by country. The frame is a census; what varies is which units of a country hold
ties, so that units are drawn again within their countries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paradiplomacy.config.ranking import Ranking
from paradiplomacy.config.registers import Register
from paradiplomacy.config.study import Study
from paradiplomacy.distributions import normal_quantile, normal_tail
from paradiplomacy.findings.partner_fields import (
    AREAS,
    COMPARISONS,
    FIRST,
    LEVEL,
    MEASURES,
    OPEN,
    PARTNER_CONTRASTS,
    PARTNER_RANKING,
    SECOND,
)

FRAME, REST, ANY = "EU", "other Europe", "any"
SMALLEST_BASE = 10  # units; fewer that a register names are anecdotes, and no draw of them says more
FORMAT = "16+1"  # China's format with Central and Eastern Europe, as an area
Matrix = NDArray[np.float64]
Row = dict[str, Any]


@dataclass(frozen=True)
class Base:
    """The units of a register and level that a ranking rests on, with draws of them.

    Parameters
    ----------
    units
        n rows: unit_id, country, cee and, whether the country ever joined China's format, cn_cee.
    kind
        covered or named (`PARTNER_RANKING`).
    places, mutual
        n rows and a column per country: partner places, and those that are units of the frame of this level.
    draws
        B by n: how often each draw holds each unit.
    """

    units: pd.DataFrame
    kind: str
    places: pd.DataFrame
    mutual: pd.DataFrame
    draws: Matrix

    def area(self, name: str) -> NDArray[np.bool_]:
        """Return which units lie in an area."""
        if name == "all":
            return np.ones(len(self.units), dtype=bool)
        inside: NDArray[np.bool_] = self.units["cn_cee" if name == FORMAT else "cee"].to_numpy(dtype=bool)
        return np.logical_not(inside) if name == "other" else inside


def rank_partner_countries(
    partner_countries: Mapping[str, pd.DataFrame],
    units: pd.DataFrame,
    countries: pd.DataFrame,
    *,
    names: Mapping[str, str],
    study: Study,
    registers: Mapping[str, Register],
    ranking: Ranking,
    confidence_level: float,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ranks of partner countries (`PARTNER_RANKING`) and contrasts (`PARTNER_CONTRASTS`).

    Parameters
    ----------
    partner_countries
        partner places of the units by country (`PARTNER_COUNTRIES`), by register.
    units, countries
        frame (`UNITS`) and table of countries (`COUNTRIES`), of all studies.
    names
        names of all countries by code.
    study
        whose countries and partners count.
    registers, ranking
        as the configuration has them; a register that covers no unit of a level is read for those that it names.
        Areas of fewer than ten units are left out.

    Notes
    -----
    A country is drawn as one unit fewer than it has, with weights n / (n - 1), by which variances are those of drawing
    with replacement (Rao and Wu 1988); one of a single unit does not vary. Intervals of ranks are percentiles of the
    draws: near-ties make them too narrow (Hall and Miller 2009), so that a rank is read beside its contrast.
    """
    europe = set(countries["country"])
    studied = europe if study.countries == "all" else set(study.countries)
    joined = set(countries.loc[countries["cn_cee_joined"].notna(), "country"])
    inside = units[units["country"].isin(studied)].assign(cn_cee=lambda table: table["country"].isin(joined))
    rest = set(ranking.other_europe) - europe
    names = {**names, FRAME: "European Union", REST: "Rest of Europe", ANY: "Any country"}
    ranks: list[Row] = []
    contrasts: list[Row] = []
    for name in ranking.registers:
        for level in sorted(inside["level"].unique()):
            base = ranking_base(partner_countries[name], inside, name, registers[name], level, ranking.draws)
            if base is None:
                continue
            head = {"register": name, "level": level}
            ranked = [row for area in AREAS for row in _ranked(base, area, europe, rest, confidence_level)]
            ranks += [head | row | {"name": names.get(row["entity"], row["entity"])} for row in ranked]
            singly = [code for code in base.places.columns if code not in europe | rest]
            found = [
                *_between_partners(base, study.partners, singly, confidence_level, ranking.margin),
                *_between_areas(base, study.partners, confidence_level, ranking.margin),
            ]
            contrasts += [head | {"base": base.kind} | row for row in found]
    return (
        pd.DataFrame(ranks, columns=PARTNER_RANKING.columns),
        pd.DataFrame(contrasts, columns=PARTNER_CONTRASTS.columns),
    )


def ranking_base(
    partner_countries: pd.DataFrame, units: pd.DataFrame, name: str, register: Register, level: str, draws: int
) -> Base | None:
    """Return the units of a level that a register covers, or, where it covers none, those that it names; None for none.

    The draws are named after register and level, so that each run has the same.
    """
    at_level = units[units["level"] == level].sort_values("unit_id", ignore_index=True)
    covered = np.array([register.covers(level, country) for country in at_level["country"]], dtype=bool)
    kind = "covered" if covered.any() else "named"
    kept = covered if covered.any() else at_level["unit_id"].isin(partner_countries["unit_id"]).to_numpy(dtype=bool)
    base = at_level.loc[kept, ["unit_id", "country", "cee", "cn_cee"]].reset_index(drop=True)
    if base.empty:
        return None
    own = partner_countries[partner_countries["unit_id"].isin(base["unit_id"])]
    wide = {
        column: own.pivot(index="unit_id", columns="partner_country", values=column)
        .reindex(base["unit_id"])
        .fillna(0)
        .astype(float)
        for column in ("places", "units")
    }
    # a partner of a country outside the base has no row that counts the tie a second time
    mutual = wide["units"] * wide["units"].columns.isin(base["country"]).astype(float)
    random = np.random.default_rng(crc32(f"partner ranking/{name}/{level}".encode()))
    return Base(base, kind, wide["places"], mutual, draw_units(base["country"].to_numpy(dtype=str), draws, random))


def draw_units(strata: NDArray[np.str_], draws: int, random: np.random.Generator) -> Matrix:
    """Return `draws` by n weights of units that are drawn with replacement within strata (Rao and Wu 1988)."""
    weights = np.ones((draws, len(strata)))
    for stratum in np.unique(strata):
        members = np.flatnonzero(strata == stratum)
        n = len(members)
        if n > 1:
            weights[:, members] = random.multinomial(n - 1, np.full(n, 1 / n), size=draws) * (n / (n - 1))
    return weights


def _ranked(base: Base, area: str, europe: set[str], rest: set[str], level: float) -> Iterator[Row]:
    """Yield the rows of an area: any country, groups, and countries singly."""
    chosen = base.area(area)
    if chosen.sum() < SMALLEST_BASE:
        return
    places, mutual, draws = base.places[chosen], base.mutual[chosen], base.draws[:, chosen]
    own = set(base.units.loc[chosen, "country"])
    twice = mutual * mutual.columns.isin(sorted(own)).astype(float)  # outside the area nothing counts a tie again
    singly = [code for code in places.columns if code not in europe | rest]
    members = {
        "anywhere": {ANY: list(places.columns)},
        "groups": {FRAME: sorted(europe), REST: sorted(rest)} | {code: [code] for code in singly},
        "countries": {code: [code] for code in places.columns},
    }
    for comparison in COMPARISONS:
        columns = {
            entity: [code for code in codes if code in places.columns] for entity, codes in members[comparison].items()
        }
        # which countries (rows) make up each entity: sums are of whole numbers, so that their order does not matter
        member = np.column_stack([places.columns.isin(codes) for codes in columns.values()]).astype(float)
        ends, halves = places.to_numpy() @ member, twice.to_numpy() @ member / 2
        holds = (ends > 0).astype(float)
        measures = {"units": holds, "ties": ends - halves, "ends": ends}
        if comparison == "countries":  # a tie of two units is one of either's country
            del measures["ties"]
        for measure, values in measures.items():
            counts, drawn = values.sum(axis=0), draws @ values
            total, of_draw = float(len(places)), draws.sum(axis=1)
            if measure != "units":
                total, of_draw = counts.sum(), drawn.sum(axis=1)
            if total == 0:
                continue
            spread = (drawn / np.maximum(of_draw, 1e-9)[:, None]).std(axis=0, ddof=1)
            half = normal_quantile(0.5 + level / 2) * spread
            ranked = comparison != "anywhere"
            best, worst = rank_interval(drawn, level) if ranked else (None, None)
            for place, entity in enumerate(columns):
                share = float(counts[place] / total)
                yield {
                    "area": area,
                    "comparison": comparison,
                    "measure": measure,
                    "entity": entity,
                    "base": base.kind,
                    "n": len(places),
                    "count": float(counts[place]),
                    "share": share,
                    "conf_low": max(share - half[place], 0.0),
                    "conf_high": min(share + half[place], 1.0),
                    "rank": 1 + int((counts > counts[place]).sum()) if ranked else None,
                    "rank_low": None if best is None else int(best[place]),
                    "rank_high": None if worst is None else int(worst[place]),
                }


def rank_interval(drawn: Matrix, level: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return best and worst rank (K each) of the percentile interval, from B by K counts; equal ones share a rank."""
    from scipy.stats import rankdata

    ranks = rankdata(-drawn, method="min", axis=1)
    tail = (1 - level) / 2
    low, high = np.quantile(ranks, tail, axis=0, method="lower"), np.quantile(ranks, 1 - tail, axis=0, method="higher")
    return low.astype(np.int64), high.astype(np.int64)


def _between_partners(
    base: Base, partners: Sequence[str], singly: Sequence[str], level: float, margin: float
) -> Iterator[Row]:
    """Yield the contrasts of each two partners of the study, and of each with the strongest country beside them."""
    for area in AREAS:
        chosen = base.area(area)
        if chosen.sum() < SMALLEST_BASE:
            continue
        places, draws = base.places[chosen], base.draws[:, chosen]
        for measure in MEASURES[:2]:
            values = places if measure == "ties" else (places > 0).astype(float)
            beside = sorted((code for code in singly if code not in partners), key=lambda c: (-values[c].sum(), c))[:1]
            codes = [*partners, *beside]
            values = values.reindex(columns=codes, fill_value=0.0)
            if measure == "ties":  # shares of all ties, a tie of two units once
                own = base.mutual.columns.isin(sorted(set(base.units.loc[chosen, "country"]))).astype(float)
                total = (places.sum(axis=1) - (base.mutual[chosen] * own).sum(axis=1) / 2).to_numpy()
            else:
                total = np.ones(len(places))
            pairs = [*combinations(partners, 2), *((partner, code) for partner in partners for code in beside)]
            for first, second in pairs:
                found = [(values[code].to_numpy(), total) for code in (first, second)]
                row = _contrast(found[0], found[1], draws, draws, level, margin)
                yield {"measure": measure, "kind": "partners", "within": area, "first": first, "second": second} | row


def _between_areas(base: Base, partners: Sequence[str], level: float, margin: float) -> Iterator[Row]:
    """Yield the contrasts of CEE, and of the members of China's format, with all other units, for each partner."""
    for name in ("CEE", FORMAT):
        chosen = base.area(name)
        if min(chosen.sum(), (~chosen).sum()) < SMALLEST_BASE:
            continue
        for partner in partners:
            own = base.places.reindex(columns=[partner], fill_value=0.0)[partner].to_numpy()
            for measure in MEASURES[:2]:
                values = own if measure == "ties" else (own > 0).astype(float)
                parts = [(values[part], np.ones(int(part.sum()))) for part in (chosen, ~chosen)]
                row = _contrast(parts[0], parts[1], base.draws[:, chosen], base.draws[:, ~chosen], level, margin)
                head = {"measure": measure, "kind": "areas", "within": partner}
                yield head | {"first": name, "second": "all others"} | row


def _contrast(
    first: tuple[Matrix, Matrix],
    second: tuple[Matrix, Matrix],
    first_draws: Matrix,
    second_draws: Matrix,
    level: float,
    margin: float,
) -> Row:
    """Return difference and ratio of two means, each (values, by what they are divided), with tests and verdict."""
    parts = ((*first, first_draws), (*second, second_draws))
    observed = [values.sum() / total.sum() if total.sum() else 0.0 for values, total, _ in parts]
    drawn = [(draws @ values) / np.maximum(draws @ total, 1e-9) for values, total, draws in parts]
    critical = normal_quantile(0.5 + level / 2)
    difference = observed[0] - observed[1]
    half = critical * float((drawn[0] - drawn[1]).std(ddof=1))
    row: Row = {
        "first_value": observed[0],
        "second_value": observed[1],
        "difference": difference,
        "conf_low": difference - half,
        "conf_high": difference + half,
        "margin": margin,
    }
    equivalence = 1.0
    if min(*observed, drawn[0].min(), drawn[1].min()) > 0:
        ratio = np.log(observed[0] / observed[1])
        error = max(float(np.log(drawn[0] / drawn[1]).std(ddof=1)), 1e-12)
        equivalence = normal_tail((np.log(margin) - abs(ratio)) / error)
        row |= {
            "ratio": float(np.exp(ratio)),
            "ratio_low": float(np.exp(ratio - critical * error)),
            "ratio_high": float(np.exp(ratio + critical * error)),
            "p_value": 2 * normal_tail(abs(ratio) / error),
            "p_equivalence": equivalence,
        }
    return row | {"verdict": verdict_of(row["conf_low"], row["conf_high"], equivalence, 1 - level)}


def verdict_of(conf_low: float, conf_high: float, p_equivalence: float, alpha: float) -> str:
    """Return what follows of two partners: level, one ahead, or not told apart.

    Level goes first: a difference that is surely there and surely smaller than the margin does not matter.
    """
    if p_equivalence < alpha:
        return LEVEL
    if conf_low > 0:
        return FIRST
    return SECOND if conf_high < 0 else OPEN
