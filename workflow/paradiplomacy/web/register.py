"""Read a register of twin towns in both directions: which rows join a unit of the frame to a partner country.

A pair of towns stands in such lists once, under whichever country's page came first; read in one direction only, about
two thirds of the ties between Europe and China would be lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
from paradiplomacy.tables import typed
from paradiplomacy.web.fields import MENTIONS
from paradiplomacy.web.names import CountryLabels
from paradiplomacy.web.resolve import PlaceResolver, build_resolver

if TYPE_CHECKING:
    import pandas as pd

STAGE = "read_register"
# direction of reading: the unit's place and country column, the partner's place and country column
DIRECTIONS = {"unit": ("city1", "country1", "city2", "country2"), "partner": ("city2", "country2", "city1", "country1")}
ROWS_AT_ONCE = 100_000  # bounds the memory that strings take while a register is read

NOT_STUDIED = "no pair of a studied country and a partner country"
NO_PLACE = "the partner's place is empty"
NO_LINK = {
    "ambiguous": "the name of the European end may be that of several places",
    "district": "the European end is a part of a city of the frame",
    "other_region": "the European end is a territory that is no unit of the frame",
    "not_in_frame": "the European end is not in the frame",
}
NOT_COVERED = "the European end is a unit of a level that the register is not read for"


class _Ends:
    """What the places of a register are: each distinct place and label is looked at once."""

    def __init__(self, resolver: PlaceResolver, partners: CountryLabels, levels: Sequence[str]) -> None:
        self._resolver = resolver
        self._partners = partners
        self._levels = levels
        self._partner_of: dict[tuple[str, str], str] = {}

    def partner(self, place: str, label: str) -> str:
        """Return the partner country of a place, "" for none."""
        key = (place, label) if not label else ("", label)
        if key not in self._partner_of:
            self._partner_of[key] = self._partners.of_place(place, label)[1] or ""
        return self._partner_of[key]

    def read(self, unit_place: str, unit_label: str, place: str, label: str) -> tuple[str, str, str]:
        """Return unit, partner country and, where there is no unit, the reason ("" for both: no such pair)."""
        partner = self.partner(place, label)
        if not partner:
            return "", "", ""
        found = self._resolver.resolve(unit_place, unit_label)
        if found is None or found.country == partner:
            return "", "", ""
        if not place:
            return "", partner, NO_PLACE
        if found.decision in NO_LINK:
            return "", partner, NO_LINK[found.decision]
        return (found.unit_id, partner, "") if found.decision in self._levels else ("", partner, NOT_COVERED)


def read_register(
    table: pd.DataFrame,
    units: pd.DataFrame,
    *,
    partners: Mapping[str, Sequence[str]],
    countries: Mapping[str, Sequence[str]],
    source: str,
    register: str,
    levels: Sequence[str],
    columns: Mapping[str, str] | None = None,
    resolver: PlaceResolver | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return what a register says on the ties of the units.

    Each distinct place is resolved once, and rows are read in blocks, so that time grows with rows plus units and
    memory, beside the tables themselves, with the number of distinct places.

    Parameters
    ----------
    table
        city1, country1, city2, country2, row, as the readers of `readers.twin_towns` return it.
    units
        the frame (`UNITS`).
    partners, countries
        spellings of each partner country and of each studied country.
    source, register
        source id of the table and name of the register.
    levels
        levels of units to which rows are linked.
    columns
        name in the raw file of city1 and city2; None where they are called so there, too.
    resolver
        what decides on places (`build_resolver`); None: on the names of the units alone.

    Returns
    -------
    tuple
        `MENTIONS`; `SET_ASIDE`, every row that joins no unit to a partner country, with the reason; `ACCOUNTING`.
    """
    import pandas as pd

    ends = _Ends(resolver or build_resolver(units, countries), CountryLabels(partners), levels)
    raw_names = columns or {}
    mentions: list[pd.DataFrame] = []
    aside: list[pd.DataFrame] = []
    for start in range(0, max(len(table), 1), ROWS_AT_ONCE):
        found, left = _read_block(table.iloc[start : start + ROWS_AT_ONCE], ends, raw_names)
        mentions.append(found.assign(register=register, source=source))
        aside.append(left.assign(file=source))
    set_aside = typed(pd.concat(aside, ignore_index=True)[SET_ASIDE.columns], SET_ASIDE)
    counts = (STAGE, source, len(table), len(table) - len(set_aside), len(set_aside))
    return (
        typed(pd.concat(mentions, ignore_index=True).reindex(columns=MENTIONS.columns), MENTIONS),
        set_aside,
        typed(pd.DataFrame([counts], columns=ACCOUNTING.columns), ACCOUNTING),
    )


def _read_block(block: pd.DataFrame, ends: _Ends, raw_names: Mapping[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the mentions of some rows, and the rows that hold none."""
    import pandas as pd

    cells = block[["city1", "country1", "city2", "country2"]].astype(object).where(block.notna(), "")
    mentions: list[tuple[Any, ...]] = []
    aside: list[tuple[Any, ...]] = []
    for row, city1, country1, city2, country2 in zip(
        block["row"], cells["city1"], cells["country1"], cells["city2"], cells["country2"], strict=True
    ):
        there = ends.read(city1, country1, city2, country2)
        back = ends.read(city2, country2, city1, country1)
        if there[0]:
            mentions.append((there[0], there[1], city2, row, "unit", raw_names.get("city2", "city2"), city1))
        if back[0] and back[0] != there[0]:
            mentions.append((back[0], back[1], city1, row, "partner", raw_names.get("city1", "city1"), city2))
        if not there[0] and not back[0]:
            reason = "; ".join(sorted({there[2], back[2]} - {""})) or NOT_STUDIED
            aside.append((row, f"{city1} ({country1}) – {city2} ({country2})", reason))
    return (
        pd.DataFrame(mentions, columns=["unit_id", "partner", "place", "row", "direction", "column", "cell"]),
        pd.DataFrame(aside, columns=["row", "record", "reason"]),
    )


def read_register_files(
    tables: Mapping[str, pd.DataFrame],
    units: pd.DataFrame,
    *,
    partners: Mapping[str, Sequence[str]],
    countries: Mapping[str, Sequence[str]],
    register: str,
    levels: Sequence[str],
    columns: Mapping[str, str],
    resolver: PlaceResolver | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return what `read_register` returns, for all files of one register (`tables` by source id) in their order."""
    import pandas as pd

    resolver = resolver or build_resolver(units, countries)
    readings = [
        read_register(
            table,
            units,
            partners=partners,
            countries=countries,
            source=source,
            register=register,
            levels=levels,
            columns=columns,
            resolver=resolver,
        )
        for source, table in tables.items()
    ]
    mentions, aside, accounting = (pd.concat(parts, ignore_index=True) for parts in zip(*readings, strict=True))
    return typed(mentions, MENTIONS), typed(aside, SET_ASIDE), typed(accounting, ACCOUNTING)
