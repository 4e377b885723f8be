"""Territories above and below the city, by name and by the word that says what they are: "Lublin Voivodeship".

A county, a province or a Land often bears the name of its capital; only its designation tells the two apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from paradiplomacy.frame.names import normalised_name

# words for a territory in the registers' languages, each with the English word under which it is looked up
DESIGNATIONS = {
    "administrative region": "region", "amt": "district", "autonomous community": "autonomous community",
    "autonomous province": "autonomous province", "autonomous region": "autonomous region", "canton": "canton",
    "communaute": "union of municipalities", "comunidad autonoma": "autonomous community", "county": "county",
    "county council": "county", "departement": "department", "department": "department",
    "development region": "development region", "district": "district", "district municipality": "district",
    "federal state": "state", "free state": "state", "gmina": "rural municipality", "government region":
    "government region", "governorate": "governorate", "intercommunality": "union of municipalities",
    "judetul": "county", "kraj": "region", "kreis": "district", "lan": "county", "land": "state",
    "landkreis": "district", "megye": "county", "metropolis": "union of municipalities",
    "metropolitan city": "province", "microregion": "union of municipalities", "oblast": "province",
    "powiat": "county", "prefecture": "prefecture", "prov": "province", "province": "province",
    "provincia": "province", "provincie": "province", "provinz": "province", "regierungsbezirk": "government region",
    "region": "region", "regional unit": "regional unit", "regione": "region", "rural gmina": "rural municipality",
    "samtgemeinde": "union of municipalities", "state": "state", "voivodeship": "voivodeship",
    "wojewodztwo": "voivodeship", "zupanija": "county",
}  # fmt: skip
# "land" and "lan" end the names of places, too; they count as designations only where brackets say so
ONLY_IN_BRACKETS = {"amt", "land", "kreis", "prov", "lan", "communaute"}
_OUTSIDE = "|".join(sorted(set(DESIGNATIONS) - ONLY_IN_BRACKETS, key=len, reverse=True))
SUFFIX = re.compile(rf"^(?P<name>.+?) (?P<word>{_OUTSIDE})$")
PREFIX = re.compile(rf"^(?:the )?(?P<word>{_OUTSIDE}|prov) (?:of |di |de |d |van )?(?:the )?(?P<name>.+)$")
IN_BRACKETS = re.compile(r"^(?P<name>.+?)\s*\((?P<word>[^()]+)\)$")
MUNICIPALITY = re.compile(r"^(?:municipality of (.+)|(.+) municipality)$")


def designation(text: str) -> tuple[str, str] | None:
    """Take a name apart that says what territory it is: normalised name and English designation; None for others."""
    text = text.partition(", ")[0]  # what follows a comma says where the place lies, not what it is
    inside = IN_BRACKETS.match(text)
    if inside and (word := normalised_name(inside["word"])) in DESIGNATIONS:
        return normalised_name(inside["name"]), DESIGNATIONS[word]
    key = normalised_name(text)
    found = (None if inside else SUFFIX.match(key)) or PREFIX.match(key)
    return (found["name"], DESIGNATIONS[found["word"]]) if found else None


def municipality(text: str) -> str:
    """Return the normalised name of what is called a municipality, "" for what is not."""
    found = MUNICIPALITY.match(normalised_name(text))
    return (found[1] or found[2]) if found else ""


@dataclass(frozen=True)
class Territory:
    """A territory of the table of names: NUTS code, its level (1 to 3) and its kind ("voivodeship")."""

    code: str
    nuts_level: int
    kind: str


class TerritoryIndex:
    """Territories by country and name, with and without their designation."""

    def __init__(self, rows: Iterable[tuple[str, int, str, str, str]]) -> None:
        """Take territories as (code, level, country, kind, names separated by |)."""
        self._by_name: dict[tuple[str, str], set[Territory]] = defaultdict(set)
        self._by_kind: dict[tuple[str, str, str], set[Territory]] = defaultdict(set)
        for code, level, country, kind, names in rows:
            for name in names.split("|"):
                territory = Territory(code, int(level), kind)
                key = normalised_name(name)
                self._by_name[country, key].add(territory)
                self._by_kind[country, key, kind].add(territory)
                apart = designation(name)
                if apart:
                    self._by_kind[country, apart[0], apart[1]].add(territory)

    def named(self, country: str, text: str) -> set[Territory]:
        """Return the territories of exactly this name, as a whole."""
        return self._by_name.get((country, normalised_name(text)), set())

    def meant(self, country: str, text: str) -> set[Territory]:
        """Return the territories that a text means, with or without a designation."""
        apart = designation(text)
        return self.named(country, text) or (self.designated(country, *apart) if apart else set())

    def designated(self, country: str, name: str, kind: str) -> set[Territory]:
        """Return the territories of a normalised name that are of a kind."""
        return self._by_kind.get((country, name, kind), set())
