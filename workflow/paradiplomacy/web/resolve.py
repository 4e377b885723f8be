"""Decide what a place in a register is: a city or region of the frame, a part of one, another territory, or none.

The rules look at spelling, designation ("County"), qualifiers ("(Saale)", ", Algarve") and at what GeoNames knows of
places with the same name. They never look beyond the country of the label; a researcher's decision goes before them.

`confidence` is "high" where the name is, letter for letter, a name of what was decided (or a person decided), "medium"
where designation, qualifier or a change of spelling led there, and "low" where nothing is known by the name, or several
things are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from paradiplomacy.frame.distance import great_circle_km
from paradiplomacy.frame.names import SAME_NAME_KM, listed_names, normalised_name
from paradiplomacy.web.fields import EMPTY_LABEL
from paradiplomacy.web.geonames_index import Gazetteer, GazetteerPlace, spelling
from paradiplomacy.web.names import CountryLabels, UnitIndex
from paradiplomacy.web.territories import Territory, TerritoryIndex, designation, municipality

if TYPE_CHECKING:
    import pandas as pd

# parts of a city: "Mitte (Berlin)", "Berlin – Mitte", "Prague 1", "Paris 13e", "13th district of Budapest"
NUMERAL = r"(?:\d{1,2}|[IVX]{1,6})"
ORDINAL = rf"{NUMERAL}(?:\.|st|nd|rd|th|e|er|ème)?"
PARTS = [
    re.compile(pattern)
    for pattern in (
        r"^(?P<part>.+?)\s*\((?P<city>[^()]+)\)$",
        rf"^(?P<city>.+?)(?:\s+{NUMERAL})?\s+[–—-]\s+(?P<part>.+)$",
        rf"^(?P<city>\D+?)\s+{ORDINAL}(?:\s+(?:arrondissement|[Dd]istrict|kerület))?$",
        rf"^(?P<city>.+?)\s+[Dd]istrict\s+{ORDINAL}$",
        rf"^{ORDINAL}\s+(?:arrondissement|borough|[Dd]istrict|sector)\s+(?:of|de)\s+(?P<city>.+)$",
    )
]
FOOTNOTE = re.compile(r"\[[^\]]*\]")
# here a municipality surrounds the town of its name and is another body
AROUND_THE_TOWN = ("EE", "LT", "LV")
SECTION_KM = 15.0  # a section of a city that GeoNames lists lies at most so far from the city's point


@dataclass(frozen=True)
class Resolution:
    """What a place was taken for, how surely, and why; `territory` is a NUTS code where one is known."""

    country: str
    decision: str
    confidence: str
    reason: str
    unit_id: str = ""
    territory: str = ""
    decided_by: str = "rule"


@dataclass
class PlaceResolver:
    """Decides on each place once; see `build_resolver`."""

    countries: CountryLabels
    cities: UnitIndex
    regions: UnitIndex
    territories: TerritoryIndex
    gazetteer: Gazetteer
    level: Mapping[str, str]
    nuts: Mapping[str, str]
    position: Mapping[str, tuple[float, float]]
    spelt: Mapping[tuple[str, str], frozenset[str]]
    spelt_in: Mapping[str, frozenset[str]]
    own_names: Mapping[str, frozenset[str]]
    iso2: Mapping[str, str]
    of_country: Mapping[str, Sequence[str]]
    decided: Mapping[tuple[str, str], tuple[str, str]]
    known: dict[tuple[str, str], Resolution | None] = field(default_factory=dict)

    def resolve(self, place: str, label: str) -> Resolution | None:
        """Return the decision on a place as the register writes it; None where its country is not studied."""
        key = (place, label)
        if key not in self.known:
            name, country, qualifier = self.countries.of_place(place, label)
            name = " ".join(FOOTNOTE.sub("", name).split())
            if country is None or not name:
                self.known[key] = None
            elif key in self.decided:
                self.known[key] = self._by_person(country, *self.decided[key])
            else:
                self.known[key] = self._by_rule(country, name, qualifier)
        return self.known[key]

    def _by_person(self, country: str, unit: str, reason: str) -> Resolution:
        decision = self.level.get(unit, "not_in_frame")
        return Resolution(country, decision, "high", reason, unit if unit in self.level else "", decided_by="person")

    def _by_rule(self, country: str, name: str, qualifier: str) -> Resolution:
        found = (
            self._city(country, name, qualifier)
            or self._district(country, name)
            or self._designated(country, name)
            or self._territory(country, name)
            or self._shortened(country, name)
            or self._gazetteer_place(country, name)
            or self._region(country, name, qualifier)
        )
        if found:
            return found
        abroad = sorted(self.spelt_in.get(spelling(name), frozenset()) - {country})
        why = f"; it is the name of a city of {', '.join(abroad)}, perhaps a wrong label" if abroad else ""
        return Resolution(country, "not_in_frame", "low", "no source knows a place of this name in the country" + why)

    def _city(self, country: str, name: str, qualifier: str) -> Resolution | None:
        """Return the city of this name, if its qualifiers agree and no other place has a better claim to the name."""
        if designation(name) or (not self.cities.named(country, name) and self._bracketed(country, name)):
            return None
        found = self.cities.find(country, name, qualifier) or self._qualified_by_region(country, name, qualifier)
        reason = "" if found else "it is called a municipality"
        if not found and (plain := municipality(name)) and country not in AROUND_THE_TOWN:
            found = self.cities.find(country, plain, qualifier)
        if not found:
            return None
        if len(found) > 1:
            return Resolution(country, "ambiguous", "low", "several cities bear this name: " + ", ".join(sorted(found)))
        unit = next(iter(found))
        qualified = bool(qualifier) or "," in name or "(" in name
        exact = not qualifier and unit in self.spelt.get((country, spelling(name)), frozenset())
        others = [] if qualified or reason else self._elsewhere(country, name, unit)
        if others and not exact:
            why = f"the city {unit} is spelt otherwise, and GeoNames knows another place of exactly this spelling"
            return Resolution(country, "not_in_frame", "medium", why)
        if others:
            return Resolution(country, "city", "medium", "name of the city; a further place is spelt so, too", unit)
        if exact:
            return Resolution(country, "city", "high", "a name of the city, letter for letter", unit)
        if not qualified and not reason and name.isascii() and normalised_name(name) not in self.own_names[unit]:
            why = f"like a further name of {unit}, but without its accents: perhaps another place"
            return Resolution(country, "ambiguous", "low", why)
        why = reason or "a name of the city but for case, accents, punctuation or a qualifier that agrees"
        return Resolution(country, "city", "medium", why, unit)

    def _bracketed(self, country: str, name: str) -> bool:
        """Tell whether the brackets hold a city: "Bonn (Bonn)" is the part of Bonn that is called so."""
        match = PARTS[0].match(name)
        return match is not None and len(self.cities.named(country, match["city"])) == 1

    def _shortened(self, country: str, name: str) -> Resolution | None:
        """Return the city of a name that lacks what tells it from its namesakes ("Frankfurt"), if there are none."""
        found = self.cities.shortened(country, name)
        if not found:
            return None
        places = self.gazetteer.of_spelling(self.iso2.get(country, country), name)
        if len(found) == 1 and self.gazetteer.known and not any(not place.section for place in places):
            unit = next(iter(found))
            return Resolution(country, "city", "medium", "a name of the city without what qualifies it", unit)
        what = ", ".join(sorted(found)) + (", or another place of this spelling in GeoNames" if places else "")
        return Resolution(country, "ambiguous", "low", f"the name lacks what tells it from its namesakes: {what}")

    def _qualified_by_region(self, country: str, name: str, qualifier: str) -> set[str]:
        """Return the cities of a name that lie in the territory that qualifies it ("Lagoa, Algarve")."""
        plain, _, behind = name.partition(", ")
        inside = {territory.code for text in (behind, qualifier) for territory in self.territories.meant(country, text)}
        if not inside:
            return set()
        found = self.cities.find(country, plain)
        return {unit for unit in found if any(self.nuts.get(unit, "").startswith(code) for code in inside)}

    def _elsewhere(self, country: str, name: str, unit: str) -> list[GazetteerPlace]:
        """Return the places of this spelling that GeoNames knows in the country, far from the unit."""
        if unit not in self.position:
            return []
        return [
            place
            for place in self.gazetteer.of_spelling(self.iso2.get(country, country), name)
            if not place.section and self._km(unit, place) > SAME_NAME_KM
        ]

    def _km(self, unit: str, place: GazetteerPlace) -> float:
        import numpy as np

        return float(great_circle_km(*self.position[unit], np.array(place.latitude), np.array(place.longitude)))

    def _district(self, country: str, name: str) -> Resolution | None:
        """Return the part of a city that the text names together with its city."""
        for pattern in PARTS:
            match = pattern.match(name)
            if match is None:
                continue
            city = match["city"].strip()
            if city and len(found := self.cities.find(country, city)) == 1:
                return Resolution(country, "district", "medium", f"a part of the city {next(iter(found))}")
        return None

    def _designated(self, country: str, name: str) -> Resolution | None:
        """Return the territory that a designation speaks of ("Lublin Voivodeship"); it is never the city."""
        apart = designation(name)
        if apart is None:
            around = municipality(name)
            return Resolution(country, "other_region", "medium", "a municipality") if around else None
        if found := self.territories.meant(country, name):
            return self._of_territories(country, found, "high")
        return self._region(country, name) or Resolution(
            country, "other_region", "medium", f"a territory by its designation: {apart[1]}"
        )

    def _territory(self, country: str, name: str) -> Resolution | None:
        """Return the territory that bears a name without designation ("Lombardy"), unless a place is spelt so, too."""
        found = self.territories.named(country, name)
        if not found:
            return None
        codes = ", ".join(sorted(territory.code for territory in found))
        places = self.gazetteer.of_spelling(self.iso2.get(country, country), name)
        if any(not place.section for place in places):
            why = f"GeoNames knows a place of this name; the territory {codes} would be named with its designation"
            return Resolution(country, "not_in_frame", "medium", why)
        if {territory.kind for territory in found} == {"county"} and normalised_name(name).isalpha():
            return Resolution(country, "ambiguous", "low", f"the county {codes}, or its town of the same name")
        return self._of_territories(country, found, "high")

    def _of_territories(self, country: str, found: set[Territory], confidence: str) -> Resolution:
        if len(codes := {territory.code for territory in found}) > 1:
            return Resolution(country, "ambiguous", "low", "several territories: " + ", ".join(sorted(codes)))
        territory = next(iter(found))
        what = f"{territory.kind or 'territory'} {territory.code}, NUTS {territory.nuts_level}"
        if territory.code in self.level:
            return Resolution(country, "region", confidence, what, territory.code, territory.code)
        return Resolution(country, "other_region", confidence, f"{what}; no unit of the frame", "", territory.code)

    def _region(self, country: str, name: str, qualifier: str = "") -> Resolution | None:
        """Return the region whose own list gives it this name."""
        found = self.regions.find(country, name, qualifier)
        if len(found) > 1:
            return Resolution(
                country, "ambiguous", "low", "several regions bear this name: " + ", ".join(sorted(found))
            )
        if not found:
            return None
        unit = next(iter(found))
        return Resolution(country, "region", "medium", "a name of the region, and of no city", unit, unit)

    def _gazetteer_place(self, country: str, name: str) -> Resolution | None:
        """Return a place outside the frame that GeoNames knows, or a section of a city that it lists as such."""
        places = self.gazetteer.of_spelling(self.iso2.get(country, country), name)
        if any(not place.section for place in places):
            return Resolution(country, "not_in_frame", "high", "GeoNames knows a place of this name; no city bears it")
        near = [
            (self._km(unit, place), unit)
            for place in places
            for unit in self.of_country.get(country, ())
            if unit in self.position
        ]
        if near and min(near)[0] <= SECTION_KM:
            return Resolution(country, "district", "low", f"GeoNames: a section of a place near {min(near)[1]}")
        return None


def build_resolver(
    units: pd.DataFrame,
    countries: Mapping[str, Sequence[str]],
    *,
    iso2: Mapping[str, str] | None = None,
    gazetteer: pd.DataFrame | None = None,
    territories: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
) -> PlaceResolver:
    """Return what decides on the places of a register.

    Parameters
    ----------
    units
        the frame (`UNITS`).
    countries
        spellings of each studied country.
    iso2
        Eurostat code of a country to its ISO 3166 alpha-2 code, which GeoNames uses.
    gazetteer
        places of GeoNames; None where there are none.
    territories
        names of regions and other territories (`TERRITORIES`).
    decisions
        a researcher's decisions for this register (`PLACE_DECISIONS`).
    """
    rows = list(zip(units["unit_id"], units["country"], units["names"], units["level"], strict=True))
    spelt: dict[tuple[str, str], set[str]] = defaultdict(set)
    spelt_in: dict[str, set[str]] = defaultdict(set)
    of_country: dict[str, list[str]] = defaultdict(list)
    for unit, country, names, level in rows:
        if level == "city":
            of_country[country].append(unit)
            for name in names.split("|"):
                spelt[country, spelling(name)].add(unit)
                spelt_in[spelling(name)].add(country)
    located = units[units["latitude"].notna() & units["longitude"].notna()]
    columns = ["code", "nuts_level", "country", "kind", "names"]
    named = [] if territories is None else territories[columns].fillna("").itertuples(index=False, name=None)
    decided: dict[tuple[str, str], tuple[str, str]] = {}
    if decisions is not None:
        chosen = decisions[["place", "label", "unit_id", "reason"]].fillna("").itertuples(index=False, name=None)
        decided = {
            (place, "" if label == EMPTY_LABEL else label): (unit, reason) for place, label, unit, reason in chosen
        }
    return PlaceResolver(
        countries=CountryLabels(countries),
        cities=UnitIndex((unit, country, names) for unit, country, names, level in rows if level == "city"),
        regions=UnitIndex((unit, country, names) for unit, country, names, level in rows if level == "region"),
        territories=TerritoryIndex(named),
        gazetteer=Gazetteer(gazetteer),
        level={unit: level for unit, _, _, level in rows},
        nuts={u: str(n) for u, n in zip(units["unit_id"], units["nuts3"].fillna(units["nuts2"]), strict=True)},
        position={
            unit: (float(latitude), float(longitude))
            for unit, latitude, longitude in zip(
                located["unit_id"], located["latitude"], located["longitude"], strict=True
            )
        },
        spelt={key: frozenset(found) for key, found in spelt.items()},
        spelt_in={key: frozenset(found) for key, found in spelt_in.items()},
        own_names={
            unit: frozenset(map(normalised_name, listed_names(name).official + listed_names(name).further))
            for unit, name in zip(units["unit_id"], units["name"].astype(object).fillna(""), strict=True)
        },
        iso2=dict(iso2 or {}),
        of_country=of_country,
        decided=decided,
    )
