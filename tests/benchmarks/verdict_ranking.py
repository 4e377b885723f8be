"""Worlds in which a register of twin towns is drawn: claims on shares of partner countries (C1, C2, C3a to C3c, C10).

The frame is that of the demonstration and covered wholly. A unit attracts more ties the larger it is and by a taste of
its own; ties within the Union join two units, which both list them, or a unit and a smaller place. Truths are
expectations given units and tastes: what varies from world to world is which units hold ties.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq
from verdict_judging import PARTNERS, ROOT, STUDY, Drawn, Known, Situation, judge, margin, settings, stream, units

from paradiplomacy.findings.partner_ranking import rank_partner_countries
from paradiplomacy.findings.partners import enter_ranking
from paradiplomacy.findings.values import ValueBook
from paradiplomacy.frame.countries import read_countries

Vector = NDArray[np.float64]

HALF, CLEAR = 0.5, 0.6  # of all units or ties
HELD = 0.3  # share of the units with a tie with China
THIRD, BESIDE = "JP", {"UA": 0.15, "GB": 0.20, "TR": 0.10, "KR": 0.05}
MORE = 0.10  # by which cities of Central and Eastern Europe hold more ties with China, where they do
OF_UNITS = 0.5  # part of the ties within the Union that join two units of the frame
PLACES = 2.0  # partner places of a unit that has any, beyond the first


@dataclass(frozen=True)
class Kind:
    """A kind of register.

    Parameters
    ----------
    listed
        share of the units with any partner; None where it does not matter.
    united
        share of the ties within the Union, a tie of two units counted once.
    america
        share of the units with a tie with the United States, or, by_ties, ties with China by ties with them.
    third
        share of the units with a tie with the strongest country beside them.
    eastern
        by how much units of Central and Eastern Europe hold more ties with China.
    """

    listed: float | None = None
    united: float | None = None
    america: float = HELD
    by_ties: bool = False
    third: float = HELD / 3
    eastern: float | None = None
    levels: tuple[str, ...] = ("city",)


@cache
def countries() -> pd.DataFrame:
    """Return the countries of the frame."""
    return read_countries(ROOT / "resources/countries.csv")


@cache
def members(level: str) -> pd.DataFrame:
    """Return the units of a level with what attracts ties to them, on average one."""
    own = units()[units()["level"] == level].reset_index(drop=True)
    size = own["population"].to_numpy(dtype=float)
    taste = np.random.default_rng(len(own)).lognormal(sigma=0.6, size=len(own))
    attraction = taste * (size / np.median(size)) ** 0.3
    return own.assign(attraction=attraction / attraction.mean())


def intensity(attraction: Vector, share: float) -> float:
    """Return the factor of the attraction by which this share of the units is expected to hold a tie."""
    return float(brentq(lambda factor: np.mean(-np.expm1(-factor * attraction)) - share, 1e-6, 1e3))


def means_outside(kind: Kind, own: pd.DataFrame) -> dict[str, Vector]:
    """Return the expected number of ties of each unit with each country outside the Union."""
    attraction = own["attraction"].to_numpy()
    eastern, format_only = own["cee"].to_numpy(dtype=bool), (own["country"] == "EL").to_numpy()
    china = np.zeros(len(own))
    # groups of their own, so that shares are equal, or apart by what is wanted, in expectation
    more = kind.eastern or 0.0
    for inside, share in ((eastern, HELD + more), (format_only, HELD + more), (~eastern & ~format_only, HELD)):
        if inside.any():
            china[inside] = attraction[inside] * intensity(attraction[inside], share)
    found = {"CN": china}
    if kind.by_ties:
        found["US"] = attraction * china.sum() / kind.america / attraction.sum()
    else:
        found["US"] = attraction * intensity(attraction, kind.america)
    shares = {THIRD: kind.third, **BESIDE}
    return found | {code: attraction * intensity(attraction, share) for code, share in shares.items()}


def draw_register(kind: Kind, own: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Return partner places by unit and country (`PARTNER_COUNTRIES`)."""
    codes = np.array(sorted(own["country"].unique()))
    country = np.searchsorted(codes, own["country"].to_numpy(dtype=str))
    n, inside = len(own), np.zeros((len(own), len(codes)))
    mutual = inside.copy()
    if kind.listed is not None:
        has = random.random(n) < chances(own, kind.listed)
        abroad(inside, country, np.where(has, 1 + random.poisson(PLACES, n), 0), random)
        return in_rows(own, codes, inside, mutual, {})
    outside = {code: random.poisson(mean) for code, mean in means_outside(kind, own).items()}
    total = sum(mean.sum() for mean in means_outside(kind, own).values())
    united = kind.united or HALF
    once = total * united / (1 - united)  # expected ties within the Union
    weight = own["attraction"].to_numpy() / own["attraction"].sum()
    apart = 1 - sum(weight[country == number].sum() ** 2 for number in range(len(codes)))
    pairs = random.poisson(once * OF_UNITS / apart)
    one, other = (random.choice(n, size=pairs, p=weight) for _ in range(2))
    kept = country[one] != country[other]
    for first, second in ((one[kept], other[kept]), (other[kept], one[kept])):
        np.add.at(inside, (first, country[second]), 1)
        np.add.at(mutual, (first, country[second]), 1)
    abroad(inside, country, random.poisson(once * (1 - OF_UNITS) * weight), random)
    return in_rows(own, codes, inside, mutual, outside)


def chances(own: pd.DataFrame, share: float) -> Vector:
    """Return each unit's chance to have a partner: it differs between countries and is on average the share."""
    codes = sorted(own["country"].unique())
    shift = dict(zip(codes, np.random.default_rng(len(codes)).normal(size=len(codes)), strict=True))
    shifts = own["country"].map(shift).to_numpy(dtype=float)

    def mean(centre: float) -> float:
        return float(np.mean(1 / (1 + np.exp(-(centre + shifts)))) - share)

    centre = float(brentq(mean, -5, 5))
    found: Vector = 1 / (1 + np.exp(-(centre + shifts)))
    return found


def abroad(inside: NDArray[np.float64], country: NDArray[np.int64], number: NDArray[np.int64],
           random: np.random.Generator) -> None:  # fmt: skip
    """Add places of other countries of the Union that are no units."""
    unit = np.repeat(np.arange(len(number)), number)
    where = random.integers(inside.shape[1] - 1, size=len(unit))
    where += where >= country[unit]  # any but the own
    np.add.at(inside, (unit, where), 1)


def in_rows(own: pd.DataFrame, codes: NDArray[np.str_], inside: NDArray[np.float64], mutual: NDArray[np.float64],
            outside: dict[str, NDArray[np.int64]]) -> pd.DataFrame:  # fmt: skip
    """Return the rows of `PARTNER_COUNTRIES`."""
    names = own["unit_id"].to_numpy(dtype=str)
    unit, place = np.nonzero(inside)
    columns = ["unit_id", "partner_country", "places", "units"]
    parts = [pd.DataFrame(dict(zip(columns, (names[unit], codes[place], inside[unit, place], mutual[unit, place]),
                                   strict=True)))]  # fmt: skip
    for code, counts in outside.items():
        held = np.flatnonzero(counts)
        parts.append(pd.DataFrame(dict(zip(columns, (names[held], code, counts[held], 0), strict=True))))
    return pd.concat(parts, ignore_index=True)


def truths(kind: Kind) -> Known:
    """Return which claims are true."""
    known: Known = {}
    if kind.listed is not None:
        return {"C1a": kind.listed > HALF, "C1b": kind.listed > HALF}
    if kind.united is not None:
        known["C2"] = kind.united > HALF
    if kind.eastern is not None:
        known |= {"C10a": kind.eastern > 0, "C10b": kind.eastern > 0}
    if "region" in kind.levels:
        level = {}
        for name in kind.levels:
            means = means_outside(kind, members(name))
            for measure, of in (("units", lambda mean: -np.expm1(-mean)), ("ties", lambda mean: mean)):
                first, second, third = (float(of(means[code]).sum()) for code in (*PARTNERS, THIRD))
                near = abs(np.log(first / second)) < np.log(margin("ranking.margin")) - 1e-9
                level[name, measure] = bool(near and min(first, second) > third * (1 + 1e-9))
        known |= {"C3a": level["city", "units"], "C3b": level["city", "ties"]}
        known["C3c"] = level["region", "units"] and level["region", "ties"]
    return known


def draw(name: str, kind: Kind, number: int) -> Drawn:
    """Draw one world and judge it."""
    random = stream(name, number)
    configuration, known = settings(), truths(kind)
    register = configuration.ranking.registers[0]
    shown = pd.concat([draw_register(kind, members(level), random) for level in kind.levels], ignore_index=True)
    covering = configuration.registers[register].model_copy(update={"levels": list(kind.levels)})
    ranks, contrasts = rank_partner_countries(
        {register: shown.astype({"places": "Int64", "units": "Int64"})},
        units()[units()["level"].isin(kind.levels)],
        countries(),
        names={},
        study=configuration.studies[STUDY],
        registers={register: covering},
        ranking=configuration.ranking,
        confidence_level=configuration.confidence_level,
    )
    book = ValueBook("verdicts", "")
    enter_ranking(book, ranks, contrasts, PARTNERS, register)
    return Drawn(known, judge(known, books={"ranking_values": book}))


BOTH = ("city", "region")
RATIO = margin("ranking.margin")
LEVEL = Kind(levels=BOTH)
KINDS = {
    "half of the units have a partner": Kind(listed=HALF, levels=BOTH),
    "six of ten units have a partner": Kind(listed=CLEAR, levels=BOTH),
    "half of the ties within the Union, East like West": Kind(united=HALF, eastern=0.0),
    "six of ten ties within the Union, ten points more in the East": Kind(united=CLEAR, eastern=MORE),
    "partners apart by the margin, by units": replace(LEVEL, america=HELD / RATIO),
    "partners apart by the margin, by ties": replace(LEVEL, america=RATIO, by_ties=True),
    "a third country level with both": replace(LEVEL, third=HELD),
    "both level, a third country far behind": LEVEL,
}
SITUATIONS = [Situation(name, partial(draw, name, kind)) for name, kind in KINDS.items()]
