"""Read a register of twin towns in both directions: which rows join a unit of the frame to a partner country.

A pair of towns stands in such lists once, under whichever country's page came first; read in one direction only, about
two thirds of the ties between Europe and China would be lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
from paradiplomacy.tables import typed
from paradiplomacy.web.fields import MENTIONS
from paradiplomacy.web.names import CountryLabels, UnitIndex

if TYPE_CHECKING:
    import pandas as pd

STAGE = "read_register"
# direction of reading: the unit's place and country column, the partner's place and country column
DIRECTIONS = {"unit": ("city1", "country1", "city2", "country2"), "partner": ("city2", "country2", "city1", "country1")}

NOT_STUDIED = "no pair of a studied country and a partner country"
NO_PLACE = "the partner's place is empty"
NOT_IN_FRAME = "the European end is not in the frame"
AMBIGUOUS = "the name of the European end is that of several units"


@dataclass(frozen=True)
class _Reader:
    """What is needed to read one row."""

    hosts: CountryLabels
    partners: CountryLabels
    levels: list[UnitIndex]

    def read(self, unit_place: str, unit_label: str, place: str, label: str) -> tuple[str, str, str]:
        """Return unit, partner country and, where there is no unit, the reason ("" for both: no such pair)."""
        name, country, qualifier = self.hosts.of_place(unit_place, unit_label)
        _, partner, _ = self.partners.of_place(place, label)
        if country is None or partner is None or country == partner or not name:
            return "", "", ""
        if not place:
            return "", partner, NO_PLACE
        found: set[str] = set()
        for index in self.levels:  # a city before a region of the same name
            found = found or index.find(country, name, qualifier)
        if len(found) == 1:
            return found.pop(), partner, ""
        return "", partner, AMBIGUOUS if found else NOT_IN_FRAME


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
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return what a register says on the ties of the units.

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
        levels of units that the register covers.
    columns
        name in the raw file of city1 and city2; None where they are called so there, too.

    Returns
    -------
    tuple
        `MENTIONS`; `SET_ASIDE`, every row that joins no unit to a partner country, with the reason; `ACCOUNTING`.
    """
    import pandas as pd

    reader = _Reader(
        CountryLabels(countries),
        CountryLabels(partners),
        [
            UnitIndex(zip(group["unit_id"], group["country"], group["names"], strict=True))
            for level in sorted(levels)
            if not (group := units[units["level"] == level]).empty
        ],
    )
    mentions: list[dict[str, Any]] = []
    aside: list[dict[str, Any]] = []
    for raw in table.fillna("").to_dict("records"):
        reasons = Counter[str]()
        before = len(mentions)
        for direction, (unit_place, unit_label, place, label) in DIRECTIONS.items():
            unit, partner, reason = reader.read(raw[unit_place], raw[unit_label], raw[place], raw[label])
            if unit and unit not in (mention["unit_id"] for mention in mentions[before:]):
                mentions.append(
                    {
                        "unit_id": unit,
                        "partner": partner,
                        "place": raw[place],
                        "register": register,
                        "source": source,
                        "row": raw["row"],
                        "direction": direction,
                        "column": (columns or {}).get(place, place),
                        "cell": raw[unit_place],
                    }
                )
            elif reason:
                reasons[reason] += 1
        if len(mentions) == before:
            record = " – ".join(f"{raw[city]} ({raw[country]})" for city, country, *_ in DIRECTIONS.values())
            reason = "; ".join(sorted(reasons)) or NOT_STUDIED
            aside.append({"file": source, "row": raw["row"], "record": record, "reason": reason})
    counts = (STAGE, source, len(table), len(table) - len(aside), len(aside))
    return (
        typed(pd.DataFrame(mentions, columns=MENTIONS.columns), MENTIONS),
        typed(pd.DataFrame(aside, columns=SET_ASIDE.columns), SET_ASIDE),
        typed(pd.DataFrame([counts], columns=ACCOUNTING.columns), ACCOUNTING),
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
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return what `read_register` returns, for all files of one register (`tables` by source id) in their order."""
    import pandas as pd

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
        )
        for source, table in tables.items()
    ]
    mentions, aside, accounting = (pd.concat(parts, ignore_index=True) for parts in zip(*readings, strict=True))
    return typed(mentions, MENTIONS), typed(aside, SET_ASIDE), typed(accounting, ACCOUNTING)
