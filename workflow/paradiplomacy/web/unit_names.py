"""Where a page names its own unit: "Lahden kaupunki" is Lahti, "Klaipėdos miesto savivaldybė" Klaipėda.

Between scanner and features. The name that a municipality gives itself holds words that say what it is (city,
municipality, county of) and is often inflected; what is left is looked for with any ending.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from paradiplomacy.web.gazetteer import plain

SHORTEST = 3  # letters of a stem
WHOLE = 4  # a name of so many letters is looked for as it is
LONGEST_ENDING = 5  # letters that an ending may be longer than that of the name
ENDING = 2  # letters of a name that its inflection may change
LONG_ENDING = 3  # ... in a name that stands in the genitive before its designation
DISTINCT = 6  # letters of a word that names a region by itself
COMPOUND = 5  # letters of a designation that closes a compound
INNER_ENDING = re.compile(r"(?<=\w{4})(?:[aeiouy]\w|\w)? ")  # every word of a name may be inflected: "Banskej Bystrice"
LENITED = "bcdfgmpst"


@dataclass(frozen=True)
class Designations:
    """Words in the names of units: those of municipalities, and those of regions, counties and districts."""

    municipality: frozenset[str] = frozenset()
    region: frozenset[str] = frozenset()

    def is_region(self, names: Iterable[str]) -> bool:
        """Tell whether one of the names says that the unit is a region, a county or a district."""
        return any(self.region & set(self._words(name)) for name in names)

    def _words(self, name: str) -> list[str]:
        """Return the words of a name, compounds of a designation taken apart: "Götalandsregionen"."""
        words = []
        for word in plain(name).split():
            closing = next(
                (
                    text
                    for text in sorted(self.region)
                    if len(text) >= COMPOUND and word.endswith(text) and word != text
                ),
                "",
            )
            words += [word.removesuffix(closing).removesuffix("s"), closing] if closing else [word]
        return words

    def stems(self, name: str) -> list[str]:
        """Return the stems under which a page may name a unit: the whole name, and the name without designation."""
        words = self._words(name)
        bare = [word for word in words if word not in self.municipality and word not in self.region]
        found = [_stem(plain(name).split(), ENDING)]
        if bare and bare != words:
            found.append(_stem(bare, LONG_ENDING))
        if self.is_region([name]):  # "Noord-Brabant" is Brabant, too, "Västra Götalandsregionen" Västra Götaland
            found += [_stem([word], ENDING) for word in bare if len(word) >= DISTINCT and len(bare) > 1]
        return [stem for stem in dict.fromkeys(found) if stem]


def _stem(words: Sequence[str], ending: int) -> str:
    """Return the words as one stem whose last word has lost its ending."""
    last = words[-1] if words else ""
    kept = (
        last if len(last) <= WHOLE else last[: max(SHORTEST, WHOLE if ending < LONG_ENDING else 0, len(last) - ending)]
    )
    return " ".join((*words[:-1], kept))


def unit_mentions(text: str, names: Iterable[str], designations: Designations) -> list[int]:
    """Return where a plain text names the unit: its name with any ending, in Irish after any mutation."""
    found: set[int] = set()
    for name in names:
        longest = max(map(len, plain(name).split()), default=0) + LONGEST_ENDING
        for stem in designations.stems(name):
            first = stem[0]
            if first in LENITED and stem[1:2] == "h" and len(stem) > WHOLE:
                stem = first + stem[2:]
            lenited = "h?" if first in LENITED else ""
            inflected = INNER_ENDING.sub(lambda end: rf"\w{{0,{ENDING + len(end[0])}}} ", stem[1:])
            pattern = re.compile(rf"(?<= ){first}{lenited}{inflected}(?=\w{{0,{longest}}} )")
            for match in pattern.finditer(text):
                found.update(match.start() + word.start() for word in re.finditer(r"(?<!\w)\w", match[0]))
    return sorted(found)
