"""Names by which a unit may be called: those of its own list, and those of the same place in GeoNames.

The names go into the frame as they are written; registers are matched with them by `normalised_name`.
A wrong name would give a city the ties of another, so a name that two units of a country claim belongs to neither,
unless it is the official name of one, and a name of another place of the country is never taken over.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from paradiplomacy.frame.distance import great_circle_km

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Distances = npt.NDArray[np.float64]

# letters that Unicode does not take apart into a base letter and a mark
LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h"})
APOSTROPHES = re.compile(r"['’‘ʼʹ´`ʻ]")
NOT_IN_WORDS = re.compile(r"[\W_]+")
SAINTS = {"st": "saint", "sankt": "saint", "ste": "sainte"}
BRACKETS = re.compile(r"\s*\([^)]*\)")
GREATER = re.compile(r"^Greater\s+")

# GeoNames: sections of places, historical, abandoned and destroyed places are not cities
NO_CITIES = ("PPLX", "PPLH", "PPLCH", "PPLQ", "PPLW")
SAME_NAME_KM = 50.0  # a label point can lie tens of km from the town, in a large municipality of the North
SAME_PLACE_KM = 15.0  # a place of another name counts as the same city only when it is near and large
SAME_PLACE_SHARE = 0.5  # ... namely, holds more than this share of the unit's inhabitants


@lru_cache(maxsize=200_000)
def normalised_name(name: str) -> str:
    """Return a name without case, accents, punctuation and spelling of Saint: "St. Pölten" -> "saint polten"."""
    # taken apart before and after folding: some signs hide capitals (ℂ), some small letters fold into marked ones
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    plain = "".join(mark for mark in folded if not unicodedata.combining(mark)).translate(LETTERS)
    letters = APOSTROPHES.sub("", plain)
    return " ".join(SAINTS.get(word, word) for word in NOT_IN_WORDS.sub(" ", letters).split())


@dataclass
class UnitNames:
    """Names of one unit: the official ones of its list, and further ones that must not be another's."""

    official: list[str]
    further: list[str] = field(default_factory=list)

    def kept(self, others: Iterable[str]) -> list[str]:
        """Return the names, one spelling of each, without further names that are among the normalised `others`."""
        refused = set(others)
        spellings: dict[str, str] = {}
        for name in self.official:
            spellings.setdefault(normalised_name(name), name)
        for name in sorted(self.further):
            key = normalised_name(name)
            if key and key not in refused and "|" not in name:
                spellings.setdefault(key, name)
        return list(spellings.values())


def listed_names(name: str) -> UnitNames:
    """Take a name of the Urban Audit apart.

    "Turku/Åbo" has two official names; "Línea de la Concepción, La" is turned round; the name without what stands in
    brackets, after a comma or as "Greater" is a further one: "Frankfurt (Oder)" is not the only Frankfurt.
    """
    names = UnitNames([name])
    parts = [part.strip() for part in name.split("/")]
    names.official += parts if len(parts) > 1 else []
    if ", " in name:
        first, last = name.rsplit(", ", 1)
        names.official.append(f"{last} {first}")
        names.further.append(first)
    names.further += [BRACKETS.sub("", name), GREATER.sub("", name)]
    return names


def city_names(
    cities: pd.DataFrame, iso2: dict[str, str], region_names: dict[str, str], places: pd.DataFrame | None
) -> tuple[dict[str, str], set[str]]:
    """Return the names of cities.

    Parameters
    ----------
    cities
        unit_id, name, country, nuts3, longitude, latitude, population.
    iso2
        Eurostat code of a country to its ISO 3166 alpha-2 code, which GeoNames uses.
    region_names
        NUTS 2 code to the name of the region.
    places
        places of GeoNames, None to use the names of the list only.

    Returns
    -------
    tuple
        unit_id to names, separated by |, the official ones first; and the units that were found in GeoNames.
    """
    names = {row.unit_id: listed_names(row.name) for row in cities.set_index("unit_id", drop=False).itertuples()}
    refused: dict[str, set[str]] = {unit: set() for unit in names}
    linked: set[str] = set()
    if places is not None:
        for country, group in cities.groupby("country", sort=True):
            gazetteer = _Gazetteer(places, iso2[str(country)])
            linked |= gazetteer.add_names(group, names, refused, region_names)
    for _, group in cities.groupby("country", sort=True):
        _refuse_names_of_others(list(group["unit_id"]), names, refused)
    return {unit: "|".join(names[unit].kept(refused[unit])) for unit in names}, linked


def _refuse_names_of_others(units: list[str], names: dict[str, UnitNames], refused: dict[str, set[str]]) -> None:
    """Refuse each further name that another unit of the country claims, too."""
    claims: dict[str, set[str]] = defaultdict(set)
    for unit in units:
        for name in names[unit].official + names[unit].further:
            claims[normalised_name(name)].add(unit)
    for key, claimants in claims.items():
        if len(claimants) > 1:
            for unit in claimants:
                refused[unit].add(key)  # official names stay in any case


class _Gazetteer:
    """The places of GeoNames in one country."""

    def __init__(self, places: pd.DataFrame, iso2: str) -> None:
        chosen = places[
            (places["country_code"] == iso2)
            & (places["feature_class"] == "P")
            & ~places["feature_code"].isin(NO_CITIES)
        ].sort_values(["population", "geonameid"], ascending=[False, True])
        self.latitude = chosen["latitude"].to_numpy(dtype=float)
        self.longitude = chosen["longitude"].to_numpy(dtype=float)
        self.population = chosen["population"].fillna(0).to_numpy(dtype=float)
        self.primary = [
            [str(name), str(ascii_name)]
            for name, ascii_name in zip(chosen["name"], chosen["asciiname"].fillna(chosen["name"]), strict=True)
        ]
        self.alternate = [text.split(",") if text else [] for text in chosen["alternatenames"].fillna("")]
        self.with_primary: dict[str, set[int]] = defaultdict(set)
        for index, spellings in enumerate(self.primary):
            for name in spellings:
                self.with_primary[normalised_name(name)].add(index)

    def add_names(
        self,
        cities: pd.DataFrame,
        names: dict[str, UnitNames],
        refused: dict[str, set[str]],
        region_names: dict[str, str],
    ) -> set[str]:
        """Add to each city the names of its place; return the cities that were found."""
        distances = {
            row.unit_id: great_circle_km(row.latitude, row.longitude, self.latitude, self.longitude)
            for row in cities.itertuples()
        }
        by_name = self._unique(
            {unit: self._of_same_name(names[unit], distance) for unit, distance in distances.items()}, distances
        )
        taken = set(by_name.values())
        near = {
            row.unit_id: self._large_and_near(distances[row.unit_id], row.population, taken)
            for row in cities.itertuples()
            if row.unit_id not in by_name
        }
        found = by_name | self._unique(near, distances)
        for row in cities.itertuples():
            if row.unit_id not in by_name:
                names[row.unit_id].official += self._merged(row.name, distances[row.unit_id])
        for row in cities.itertuples():
            unit = row.unit_id
            listed = {normalised_name(name) for name in listed_names(row.name).official}
            if unit not in by_name and any(key in self.with_primary for key in listed):
                # the list's name is that of a place elsewhere in the country (Saint-Denis on Réunion): qualify it
                names[unit] = UnitNames([f"{row.name} ({region_names.get(row.nuts3[:4], row.nuts3)})"])
            if unit in found:
                place = found[unit]
                spellings = self.primary[place] + self.alternate[place]
                names[unit].further += spellings
                refused[unit] |= {
                    key for key in map(normalised_name, spellings) if self.with_primary.get(key, set()) - {place}
                }
        return set(found)

    def _of_same_name(self, names: UnitNames, distance: Distances) -> int | None:
        """Return the largest place nearby that bears an official name of the unit, as its first name if possible."""
        keys = {normalised_name(name) for name in names.official}
        near = [int(index) for index in (distance <= SAME_NAME_KM).nonzero()[0]]
        for spellings in (self.primary, self.alternate):
            for index in near:  # by falling population
                if keys & set(map(normalised_name, spellings[index])):
                    return index
        return None

    def _merged(self, name: str, distance: Distances) -> list[str]:
        """Return the towns of a city that the list merged from several: "Cannes-Antibes" is Cannes and Antibes."""
        towns = name.split("-")
        near = {int(index) for index in (distance <= SAME_NAME_KM).nonzero()[0]}
        all_are_places = all(near & self.with_primary.get(normalised_name(town), set()) for town in towns)
        return towns if len(towns) > 1 and all_are_places else []

    def _large_and_near(self, distance: Distances, population: float, taken: set[int]) -> int | None:
        """Return the nearest place that holds the greater part of the unit's inhabitants."""
        near = (distance <= SAME_PLACE_KM) & (self.population > SAME_PLACE_SHARE * float(population))
        candidates = [(float(distance[index]), int(index)) for index in near.nonzero()[0] if int(index) not in taken]
        return min(candidates)[1] if candidates else None

    @staticmethod
    def _unique(found: dict[str, int | None], distances: dict[str, Distances]) -> dict[str, int]:
        """Leave a place that several units claim to the nearest of them."""
        nearest: dict[int, tuple[float, str]] = {}
        for unit, place in found.items():
            if place is not None:
                claim = (float(distances[unit][place]), unit)
                nearest[place] = min(claim, nearest.get(place, claim))
        return {unit: place for place, (_, unit) in nearest.items()}
