"""How far the sources of ties agree: what each shows, what two share, and how many ties both have missed.

A register is one list of ties, a survey wave another, the web pages of the units a third. From two lists the number of
ties in neither is estimated by capture and recapture, among the units that both lists cover. It is unbiased when being
in one list says nothing on being in the other; lists that copy from each other share too much, and the estimate is then
too low. Vintages of one list are therefore never a pair.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import exp, log, sqrt

import pandas as pd

from paradiplomacy.config.names import WEB_PAGES, WEB_PAGES_TITLE
from paradiplomacy.config.registers import Register
from paradiplomacy.config.waves import Wave
from paradiplomacy.distributions import normal_quantile
from paradiplomacy.findings.fields import TIE_OVERLAP, TIE_SOURCES


@dataclass(frozen=True)
class Recapture:
    """An estimate of the size of a population, with its standard error and interval."""

    estimate: float
    std_error: float
    conf_low: float
    conf_high: float


@dataclass(frozen=True)
class TieList:
    """A list of ties.

    Parameters
    ----------
    name, title
        its key in the configuration and its name in print.
    covered
        units of which it could have shown a tie.
    tied
        ties that it shows of these units, by tie id, each with its unit.
    origin
        list of which it is a vintage; its own name where it is none.
    """

    name: str
    title: str
    covered: frozenset[str]
    tied: Mapping[str, str]
    origin: str

    def units(self) -> set[str]:
        """Return the units of which it shows a tie."""
        return set(self.tied.values())


@dataclass(frozen=True)
class PageList:
    """The list of ties that web pages of the units state.

    Parameters
    ----------
    sources
        source ids of the web archives.
    coverage
        units and partners of which pages could have shown a tie (`PAGE_COVERAGE`).
    """

    sources: Sequence[str]
    coverage: pd.DataFrame

    def covered(self, partner: str) -> frozenset[str]:
        """Return the units of which pages could have shown a tie with a partner."""
        return frozenset(self.coverage.loc[self.coverage["partner"] == partner, "unit_id"])


def chapman(first: int, second: int, both: int, level: float) -> Recapture | None:
    """Return Chapman's estimate of the number of ties from two lists; None when one of them is empty.

    Variance by Seber (1982, 60); the interval is that of Chao (1987), by which the number of unseen ties is log-normal:
    it never ends below the number of ties that were seen.

    Parameters
    ----------
    first, second, both
        ties in each list and in both.
    level
        level of the interval.

    Raises
    ------
    ValueError
        when more ties are in both lists than in one.
    """
    if not 0 <= both <= min(first, second):
        raise ValueError(f"{both} ties in both lists, but {first} and {second} in each")
    if min(first, second) == 0:
        return None
    seen = first + second - both
    unseen = (first - both) * (second - both) / (both + 1)
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    if unseen == 0:
        return Recapture(seen, 0.0, seen, seen)
    spread = exp(normal_quantile(0.5 + level / 2) * sqrt(log(1 + variance / unseen**2)))
    return Recapture(seen + unseen, sqrt(variance), seen + unseen / spread, seen + unseen * spread)


def tie_lists(
    units: pd.DataFrame,
    dispositions: pd.DataFrame,
    ties: pd.DataFrame,
    evidence: pd.DataFrame,
    registers: Mapping[str, Register],
    waves: Mapping[str, Wave],
    partner: str,
    level: str,
    pages: PageList | None = None,
) -> list[TieList]:
    """Return the lists that can show ties with a partner at a level, in the order of the configuration, pages last.

    A register covers the units of its levels and countries, a wave those that answered, pages those with archived ones.
    """
    inside = units[units["level"] == level]
    about = ties[(ties["partner"] == partner) & ties["unit_id"].isin(inside["unit_id"])]
    unit_of = dict(zip(about["tie_id"], about["unit_id"], strict=True))

    def shown(sources: Sequence[str], covered: frozenset[str]) -> dict[str, str]:
        found = sorted(set(evidence.loc[evidence["source"].isin(sources), "tie_id"]) & set(unit_of))
        return {tie: unit_of[tie] for tie in found if unit_of[tie] in covered}

    lists = []
    for name, register in registers.items():
        covered = frozenset(
            unit
            for unit, country in zip(inside["unit_id"], inside["country"], strict=True)
            if register.covers(level, country)
        )
        if covered:
            lists.append(
                TieList(name, register.title, covered, shown(register.sources, covered), register.vintage_of or name)
            )
    for name, wave in waves.items():
        if (wave.partner, wave.level) == (partner, level):
            replied = dispositions["disposition"].isin(["complete", "partial"]) & (dispositions["wave"] == name)
            covered = frozenset(dispositions.loc[replied, "unit_id"]) & frozenset(inside["unit_id"])
            lists.append(TieList(name, wave.title, covered, shown([wave.source], covered), name))
    read = frozenset[str]() if pages is None else pages.covered(partner) & frozenset(inside["unit_id"])
    if pages is not None and read:
        lists.append(TieList(WEB_PAGES, WEB_PAGES_TITLE, read, shown(pages.sources, read), WEB_PAGES))
    return lists


def independent_pairs(lists: Sequence[TieList]) -> list[tuple[TieList, TieList, bool]]:
    """Return each pair of lists that are not vintages of one, and whether it is that of the two with most ties."""
    pairs = [(one, other) for one, other in combinations(lists, 2) if one.origin != other.origin]
    largest = sorted(lists, key=lambda one: -len(one.tied))
    leading = next(
        ({one.name, other.name} for one, other in combinations(largest, 2) if one.origin != other.origin), set()
    )
    return [(one, other, {one.name, other.name} == leading) for one, other in pairs]


def tie_sources(lists: Sequence[TieList], partner: str, level: str) -> pd.DataFrame:
    """Return what each list shows, what it alone shows, and which units it turns from "no tie" to "tie".

    A unit turns when another list covers it, the others show no tie of it, and this one does: once with the lists
    before it in the configuration, once with all others.
    """

    def turned(one: TieList, others: Sequence[TieList]) -> int:
        covered = set[str]().union(*(other.covered for other in others))
        tied = set[str]().union(*(other.units() for other in others))
        return len((one.units() & covered) - tied)

    rows = []
    for place, one in enumerate(lists):
        others = [other for other in lists if other is not one]
        elsewhere = set[str]().union(*(other.tied for other in others))
        rows.append(
            {
                "partner": partner,
                "level": level,
                "list": one.name,
                "order": place,
                "title": one.title,
                "units": len(one.covered),
                "units_with_tie": len(one.units()),
                "ties": len(one.tied),
                "ties_only_here": len(set(one.tied) - elsewhere),
                "turned_in_order": turned(one, lists[:place]),
                "turned_as_last": turned(one, others),
            }
        )
    return pd.DataFrame(rows, columns=TIE_SOURCES.columns)


def tie_overlap(
    lists: Sequence[TieList], units: pd.DataFrame, partner: str, level: str, confidence_level: float
) -> pd.DataFrame:
    """Return, for each pair of lists and group of countries, shared ties and Chapman's estimate (`TIE_OVERLAP`).

    Only units that both lists cover count; a group without such units, or with all of them, has no row of its own. Two
    vintages of one list are no pair. The leading pair is that of the two lists with most ties.
    """
    cee = set(units.loc[units["cee"].astype("boolean").fillna(False).astype(bool), "unit_id"])
    rows = []
    for one, other, leading in independent_pairs(lists):
        common = one.covered & other.covered
        for place, (group, inside) in enumerate({"all": common, "CEE": common & cee, "other": common - cee}.items()):
            if not inside or (group != "all" and inside == common):
                continue
            first, second = ({tie for tie, unit in each.tied.items() if unit in inside} for each in (one, other))
            found = chapman(len(first), len(second), len(first & second), confidence_level)
            rows.append(
                {
                    "partner": partner,
                    "level": level,
                    "list_a": one.name,
                    "list_b": other.name,
                    "group": group,
                    "order": place,
                    "title_a": one.title,
                    "title_b": other.title,
                    "leading": leading,
                    "units": len(inside),
                    "ties_a": len(first),
                    "ties_b": len(second),
                    "both": len(first & second),
                    "seen": len(first | second),
                    "estimate": found.estimate if found else None,
                    "std_error": found.std_error if found else None,
                    "conf_low": found.conf_low if found else None,
                    "conf_high": found.conf_high if found else None,
                }
            )
    return pd.DataFrame(rows, columns=TIE_OVERLAP.columns)
