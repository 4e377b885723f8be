"""Count of every unit the partner places in each country of the world that a register shows; read beside the mentions.

The mentions keep the places of the configured partners alone. Which rank these have among all countries only the whole
register tells; it names a pair on both pages, or on one, and here it counts once either way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from paradiplomacy.tables import typed
from paradiplomacy.web.fields import PARTNER_COUNTRIES, PARTNER_COUNTRY_ROWS
from paradiplomacy.web.names import CountryLabels, PlaceName
from paradiplomacy.web.register import NO_LINK, NO_PLACE
from paradiplomacy.web.resolve import PlaceResolver

if TYPE_CHECKING:
    import pandas as pd

TAKEN_ON = "joins a unit and a place of another country"
NO_UNIT_COUNTRY = "no place of a studied country"
NO_COUNTRY = "the label of the partner's country is empty or not known"
AT_HOME = "both places lie in one country"


class _World:
    """The country and the identity of each place, looked up once."""

    def __init__(
        self,
        resolver: PlaceResolver,
        labels: Sequence[Mapping[str, Sequence[str]]],
        places: Mapping[str, Mapping[str, str]],
    ) -> None:
        self._resolver = resolver
        self._labels = [CountryLabels(spellings) for spellings in labels]
        self._other_names = {
            (country, PlaceName.of(other).base): PlaceName.of(name).base
            for country, names in places.items()
            for other, name in names.items()
        }
        self._known: dict[tuple[str, str], tuple[str, str]] = {}

    def place(self, place: str, label: str) -> tuple[str, str]:
        """Return country ("": not known) and identity ("": empty): the unit that it is, or its normalised name."""
        key = (place, label)
        if key not in self._known:
            self._known[key] = self._look_up(place, label)
        return self._known[key]

    def _look_up(self, place: str, label: str) -> tuple[str, str]:
        for labels in self._labels:
            name, country, _ = labels.of_place(place, label)
            if country is not None:
                found = self._resolver.resolve(place, label)
                if found is not None and found.unit_id:
                    return country, found.unit_id
                base = PlaceName.of(name).base or name.strip().casefold()
                return country, self._other_names.get((country, base), base)
        return "", place

    def partner(self, unit_place: str, unit_label: str, place: str, label: str) -> tuple[str, str, str, str]:
        """Return unit, country and identity of the partner, and, where there is no unit, the reason."""
        found = self._resolver.resolve(unit_place, unit_label)
        if found is None:
            return "", "", "", ""
        country, identity = self.place(place, label)
        if country == found.country:
            return "", "", "", AT_HOME
        if found.decision in NO_LINK:
            return "", "", "", NO_LINK[found.decision]
        if not country:
            return "", "", "", NO_COUNTRY
        return (found.unit_id, country, identity, "") if identity else ("", "", "", NO_PLACE)


def count_partner_countries(
    tables: Mapping[str, pd.DataFrame],
    units: pd.DataFrame,
    *,
    resolver: PlaceResolver,
    countries: Mapping[str, Sequence[str]],
    partners: Mapping[str, Sequence[str]],
    others: Mapping[str, Sequence[str]],
    places: Mapping[str, Mapping[str, str]],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the partner places of each unit by country, and what became of the rows of the register.

    Parameters
    ----------
    tables
        the files of the register by source id, as the readers return them; rows may have a reason.
    units
        the frame (`UNITS`).
    resolver
        what decides on places of the studied countries.
    countries, partners, others
        spellings of the studied countries, of the partners and of all others by code; the first that knows a label
        gives its country.
    places
        for each partner country, names of places in other languages with the one that counts.

    Returns
    -------
    tuple
        `PARTNER_COUNTRIES` and `PARTNER_COUNTRY_ROWS`, whose rows add up to those of the tables.
    """
    import pandas as pd

    world = _World(resolver, (countries, partners, others), places)
    level = dict(zip(units["unit_id"], units["level"], strict=True))
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    outcomes: Counter[tuple[str, str, bool]] = Counter()
    for source, table in tables.items():
        columns = table.reindex(columns=["city1", "country1", "city2", "country2", "reason"])
        cells = columns.astype(object).where(columns.notna(), "")
        for city1, country1, city2, country2, reason in cells.itertuples(index=False, name=None):
            if reason:
                outcomes[source, reason, False] += 1
                continue
            read = (
                world.partner(city1, country1, city2, country2),
                world.partner(city2, country2, city1, country1),
            )
            for unit, country, place, _ in read:
                if unit:
                    found[unit, country].add(place)
            taken = any(unit for unit, *_ in read)
            why = "; ".join(sorted({why for *_, why in read} - {""})) or NO_UNIT_COUNTRY
            outcomes[source, TAKEN_ON if taken else why, taken] += 1
    rows = [
        (unit, country, len(named), sum(level.get(place) == level[unit] for place in named))
        for (unit, country), named in sorted(found.items())
    ]
    became = [(source, outcome, taken, rows) for (source, outcome, taken), rows in sorted(outcomes.items())]
    return (
        typed(pd.DataFrame(rows, columns=PARTNER_COUNTRIES.columns), PARTNER_COUNTRIES),
        typed(pd.DataFrame(became, columns=PARTNER_COUNTRY_ROWS.columns), PARTNER_COUNTRY_ROWS),
    )
