"""Where partner places lie: province or state, population, coordinates and coast, by the gazetteer of the web stage.

Stands before the findings on networks. A place that several provinces may be is set aside with its reason, not guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from paradiplomacy.findings.network_fields import NETWORK_LOCATED
from paradiplomacy.frame.distance import great_circle_km
from paradiplomacy.frame.names import normalised_name
from paradiplomacy.tables import read_text_table
from paradiplomacy.web.names import PlaceName
from paradiplomacy.web.tables_of_text import read_rows, values

PROVINCES = ("province", "region", "state")
# a city of so many inhabitants is meant before the province or state of its name (New York, Jilin), by other cities
LARGE_CITY = 500_000
COLUMNS = [name for name in NETWORK_LOCATED.columns if name != "world"]
GAZETTEER = ("place_id", "country", "kind", "name", "admin1", "population", "names", "context_names")


def read_partner_places(places: Iterable[str | Path], coordinates: str | Path) -> pd.DataFrame:
    """Return the places of the gazetteer: place_id, country, kind, admin1, population, latitude, longitude, names.

    `admin1` of a city without one is its own name (Washington, Hong Kong); of a place of unknown size it is missing.
    Population and coordinates of a province or state are the sum and the weighted mean of those of its cities.
    """
    rows = [row for path in places for row in read_rows(path, GAZETTEER)]
    table = pd.DataFrame(rows)
    table["population"] = table["population"].astype(int)
    table["names"] = [
        sorted({normalised_name(name) for name in (r["name"], *values(r["names"]), *values(r["context_names"]))} - {""})
        for r in rows
    ]
    is_province = table["kind"].isin(PROVINCES)
    own = is_province | (table["population"] > 0)
    admin1 = table["admin1"].where(table["admin1"] != "", table["name"].where(own))
    admin1 = admin1.where(~is_province, table["name"])
    # counties name their state by its code
    states = dict(zip(table.loc[is_province, "place_id"], table.loc[is_province, "name"], strict=True))
    coded = table["country"] + "-" + admin1
    table["admin1"] = coded.map(states).fillna(admin1)
    points = read_text_table(coordinates).set_index("place_id").astype(float)
    table = table.join(points, on="place_id")
    cities = table[~is_province & table["latitude"].notna()]
    weight = cities["population"].astype(float)
    sums = pd.DataFrame(
        {
            "country": cities["country"],
            "admin1": cities["admin1"],
            "population": weight,
            "latitude": cities["latitude"] * weight,
            "longitude": cities["longitude"] * weight,
        }
    )
    of_province = sums.groupby(["country", "admin1"]).sum()
    for column in ("latitude", "longitude"):
        of_province[column] /= of_province["population"]
    keys = pd.MultiIndex.from_frame(table.loc[is_province, ["country", "admin1"]])
    found = of_province.reindex(keys).set_axis(table.index[is_province])
    for column in ("latitude", "longitude"):
        table.loc[is_province, column] = found[column]
    table.loc[is_province, "population"] = found["population"].fillna(0).astype(int)
    return table[["place_id", "country", "kind", "admin1", "population", "latitude", "longitude", "names"]]


class PlaceFinder:
    """Finds partner places by name.

    Parameters
    ----------
    places
        the gazetteer (`read_partner_places`).
    territories
        to which partner the places of further codes are counted ("HK": "CN").
    dominance
        how many times the inhabitants of the next place of its name a place must have to be taken.
    """

    def __init__(self, places: pd.DataFrame, territories: Mapping[str, str], dominance: float) -> None:
        self._dominance = dominance
        self._rows: list[dict[str, Any]] = places.to_dict("records")
        self._by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, row in enumerate(self._rows):
            partner = territories.get(row["country"], row["country"])
            names = list(row["names"])
            if row["kind"] in PROVINCES:  # "New York State" is written "New York", too
                names += [name.removesuffix(" state") for name in names if name.endswith(" state")]
            for name in dict.fromkeys(names):
                self._by_name[partner, name].append(place)

    def find(self, partner: str, level: str, place: str) -> tuple[dict[str, Any] | None, str]:
        """Return the place of the gazetteer, or none, and the reason.

        "Suzhou, Jiangsu" and "Springfield (Illinois)" are decided by what qualifies them. A province or state goes
        before the towns of its name; before a large city of its name (New York) only for a region.
        """
        name = PlaceName.of(place)
        rows = [self._rows[row] for row in self._by_name.get((partner, name.base), [])]
        rows = [row for row in rows if pd.notna(row["admin1"])]
        if not rows:
            return None, "no place of this name in the gazetteer"
        qualified = [row for row in rows if set(_words(row["admin1"])) <= name.qualifier]
        if qualified:
            rows = qualified
        provinces = [row for row in rows if row["kind"] in PROVINCES]
        rows = sorted(rows, key=lambda row: (-row["population"], row["place_id"]))
        cities = [row for row in rows if row["kind"] not in PROVINCES]
        if provinces and (level == "region" or not cities or cities[0]["population"] < LARGE_CITY):
            return provinces[0], "province or state of this name"
        if len({row["admin1"] for row in cities}) == 1:
            return cities[0], "the province or state that qualifies it" if qualified else "one place of this name"
        first, second = (row["population"] for row in cities[:2])
        if first >= self._dominance * max(second, 1):
            return cities[0], f"the largest of {len(cities)} places of this name"
        shown = ", ".join(dict.fromkeys(row["admin1"] for row in cities[:3]))
        return None, f"{len(cities)} places of this name, the largest of about one size ({shown})"


def _words(name: str) -> list[str]:
    return normalised_name(name).removesuffix(" state").split()


def locate_places(
    ties: pd.DataFrame,
    finder: PlaceFinder,
    ports: pd.DataFrame,
    *,
    labels: Mapping[str, Sequence[str]],
    coast_km: float,
) -> pd.DataFrame:
    """Return where the partner places of ties lie (`NETWORK_LOCATED` without the world).

    Parameters
    ----------
    ties
        partner, level (of the unit) and place; one row per tie.
    ports
        country (a name), latitude and longitude of the sea ports that count.
    labels
        spellings of each partner country: coasts are known only where a port of the country is listed.
    coast_km
        largest distance of a coastal place to a port.
    """
    latitudes, longitudes = (ports[name].to_numpy(dtype=float) for name in ("latitude", "longitude"))
    listed = set(ports["country"].dropna())
    rows = []
    for (partner, level, place), count in ties.groupby(["partner", "level", "place"]).size().items():
        row, reason = finder.find(partner, level, place)
        entry = {"partner": partner, "level": level, "place": place, "ties": count}
        entry |= {"found": row is not None, "reason": reason}
        if row is not None:
            entry |= {name: row[name] for name in ("place_id", "kind", "admin1", "latitude", "longitude")}
            entry |= {"population": row["population"] or None}
            if listed & set(labels[partner]) and row["kind"] not in PROVINCES and not np.isnan(row["latitude"]):
                nearest = float(great_circle_km(row["latitude"], row["longitude"], latitudes, longitudes).min())
                entry |= {"port_km": nearest, "coastal": nearest <= coast_km}
        rows.append(entry)
    return pd.DataFrame(rows, columns=COLUMNS)
