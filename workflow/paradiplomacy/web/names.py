"""Find the unit that a register names, and the country behind its label.

A register writes a place with or without what tells it from its namesakes: "Halle (Saale)", "Taizhou, Jiangsu",
"Saint-Denis" under "Réunion, France". Such a qualifier must agree with the names of the unit; it is never just dropped.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from paradiplomacy.frame.names import normalised_name

QUALIFIER = re.compile(r"\s*\(([^)]*)\)|,\s*(.*)$")
# "Halle an der Saale", "Frankfurt (Oder)", "Reggio di Calabria": a name, and what tells it from its namesakes
DISTINGUISHED = re.compile(r"^(.+?) (?:\(|(?:an|am|im|in|bei|ob|sur|sul|nell|di|upon|nad) ?\b).+$", re.IGNORECASE)
CITY_OF = re.compile(r"^(?:the )?city of (?=\w)")


@dataclass(frozen=True)
class PlaceName:
    """A place as a register writes it, taken apart: normalised name, and the words that qualify it."""

    base: str
    qualifier: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str, label: str = "") -> PlaceName:
        """Take a place apart; `label` qualifies it further: "Réunion" where its country is "Réunion, France"."""
        qualifiers = [*(first or second for first, second in QUALIFIER.findall(text)), label]
        return cls(
            base=CITY_OF.sub("", normalised_name(QUALIFIER.sub("", text))),
            qualifier=frozenset(" ".join(map(normalised_name, qualifiers)).split()),
        )


class CountryLabels:
    """The countries by the labels that registers give them.

    "England, United Kingdom" is a label of the United Kingdom by its last part, "Georgia" never one of the United
    States, and a label that no table lists belongs to no country.
    """

    def __init__(self, labels: Mapping[str, Sequence[str]]) -> None:
        self._countries = {spelling: country for country, spellings in labels.items() for spelling in spellings}

    def read(self, label: str) -> tuple[str | None, str]:
        """Return the country of a label (None: not listed) and what qualifies it ("Ohio" in "Ohio, United States")."""
        if label in self._countries:
            return self._countries[label], ""
        region, _, country = label.rpartition(", ")
        return self._countries.get(country), region

    def of_place(self, place: str, label: str) -> tuple[str, str | None, str]:
        """Return place, country and qualifier; a row without label may hold the country in the place's own cell."""
        if not label:
            name, _, country = place.rpartition(", ")
            if name and country in self._countries:
                return name, self._countries[country], ""
        return place, *self.read(label)


class UnitIndex:
    """The units of one level by country and name."""

    def __init__(self, units: Iterable[tuple[str, str, str]]) -> None:
        """Take units as (unit_id, country, names separated by |)."""
        self._by_full: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._by_base: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._by_start: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._words: dict[str, frozenset[str]] = {}
        for unit_id, country, names in units:
            words: set[str] = set()
            for name in names.split("|"):
                full = CITY_OF.sub("", normalised_name(name))
                self._by_full[country, full].add(unit_id)
                self._by_base[country, PlaceName.of(name).base].add(unit_id)
                words |= set(full.split())
                if start := DISTINGUISHED.match(name):
                    self._by_start[country, normalised_name(start[1])].add(unit_id)
            self._words[unit_id] = frozenset(words)

    def named(self, country: str, text: str) -> set[str]:
        """Return the units of a country that have a place's whole text as a name."""
        return self._by_full.get((country, CITY_OF.sub("", normalised_name(text))), set())

    def shortened(self, country: str, text: str) -> set[str]:
        """Return the units with a name that begins with a text and goes on with what tells it from its namesakes."""
        return self._by_start.get((country, normalised_name(text)), set())

    def find(self, country: str, text: str, label: str = "") -> set[str]:
        """Return the units of a country that a place may be: none, one, or several where the name is ambiguous."""
        exact = self.named(country, text) if not label else set()
        if exact:
            return set(exact)
        name = PlaceName.of(text, label)
        if not name.qualifier:
            return set()
        return {unit for unit in self._by_base.get((country, name.base), set()) if name.qualifier <= self._words[unit]}
