"""The gazetteer of partner places as patterns for the scanner: names as stems with the endings a language may add.

Read once per run from resources/gazetteer (built by `gazetteer_build`); `mentions` finds and resolves the names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path

from paradiplomacy.web.folding import fold
from paradiplomacy.web.place import Place
from paradiplomacy.web.respelling import places_by_sound, towns_by_consonants
from paradiplomacy.web.tables_of_text import read_rows, values

SHORTEST_INFLECTED = 4  # a name of fewer letters takes no ending
SHORTEST_STRIPPED = 5  # a name of at least so many letters may lose its last vowel before an ending
VOWELS = frozenset("aeiouyαεηιουωаеиоуэюяыьъ")
BALTIC = ("as", "is", "us", "os", "es")  # nominative endings of Lithuanian, Latvian and Greek names
US_POSTAL = frozenset(
    re.findall(
        "..",
        "ALAKAZARCACOCTDEFLGAHIIDILINIAKSKYLAMEMDMAMIMNMSMOMTNENVNHNJNMNYNCNDOHOKORPARISCSDTNTXUTVTVAWAWVWIWYDC",
    )
)


@dataclass(frozen=True)
class Meaning:
    """What a name may stand for: a place (index), a place elsewhere or a country (ISO code), with the ending it has.

    `clear`: it needs no word on the country nearby; `prefix`: any letters may follow; `letters`: how it must be written
    ("capital" at its beginning, "capitals" throughout for an abbreviation, "any").
    """

    kind: str
    value: int | str
    ending: str
    clear: bool = True
    prefix: bool = False
    letters: str = "capital"


@dataclass(frozen=True)
class Gazetteer:
    """Places, the meanings of each pattern, the endings of each language ("": any) and those of adjectives.

    `spellings` are the names of each place as they are written, `towns` the European towns by ISO code of the country.
    """

    places: tuple[Place, ...]
    meanings: Mapping[str, tuple[Meaning, ...]]
    endings: Mapping[str, frozenset[str]]
    adjectives: Mapping[str, frozenset[str]]
    spellings: tuple[tuple[str, ...], ...] = field(repr=False)
    towns: Mapping[str, tuple[str, ...]] = field(repr=False)
    _by_name: Mapping[tuple[str, str], tuple[int, ...]] = field(repr=False, default_factory=dict)

    @cached_property
    def region_names(self) -> dict[str, str]:
        """Names of states and provinces by identifier ("US-MN")."""
        return {place.place_id: place.name for place in self.places if place.kind in ("state", "province", "region")}

    @cached_property
    def heard_towns(self) -> dict[str, tuple[Place, ...]]:
        """Return American towns by the consonants of their names (`respelling`)."""
        return towns_by_consonants(self.places)

    @cached_property
    def heard_cities(self) -> dict[str, tuple[Place, ...]]:
        """Return Chinese cities by the sound of their names (`respelling`)."""
        return places_by_sound(self.places)

    def named(self, country: str, name: str) -> tuple[int, ...]:
        """Return the places of a country that bear a name, exactly (folded); the largest first."""
        return self._by_name.get((country, plain(name)), ())


def plain(text: str) -> str:
    """Return folded text in which everything but letters and digits is a blank: "St. John's" -> "st  john s"."""
    folded = fold(text)
    return folded if folded.isalnum() else "".join(sign if sign.isalnum() else " " for sign in folded)


def gazetteer_files(folder: Path) -> dict[str, Path]:
    """Return the tables of the gazetteer in one folder."""
    return {
        name: folder / f"{name}.csv"
        for name in ("places", "small_places", "elsewhere", "countries", "country_forms", "endings", "regions")
    }


def load_gazetteer(files: Mapping[str, Path]) -> Gazetteer:
    """Read the tables places, small_places, elsewhere, regions, countries, country_forms and endings.

    Raises
    ------
    BadInput
        when a table is missing or malformed.
    """
    places: list[Place] = []
    patterns: dict[str, dict[Meaning, None]] = {}
    by_name: dict[tuple[str, str], list[int]] = {}
    spellings: list[tuple[str, ...]] = []
    towns: dict[str, list[str]] = {}

    def add(name: str, kind: str, value: int | str, *, clear: bool = True) -> str:
        letters = plain(name)
        for stem, ending in _stems(letters.strip()):
            patterns.setdefault(f" {stem}", {})[Meaning(kind, value, ending, clear)] = None
        return letters

    columns = ("place_id", "country", "kind", "name", "admin1", "population", "names", "context_names")
    for row in chain(read_rows(files["places"], columns), read_rows(files["small_places"], columns)):
        index = len(places)
        places.append(
            Place(row["place_id"], row["country"], row["kind"], row["name"], row["admin1"], int(row["population"]))
        )
        for column, clear in (("names", True), ("context_names", False)):
            for name in values(row[column]):
                by_name.setdefault((row["country"], add(name, "place", index, clear=clear)), []).append(index)
        by_name.setdefault((row["country"], plain(row["name"])), []).append(index)
        spellings.append((*values(row["names"]), *values(row["context_names"])))
    for row in read_rows(files["elsewhere"], ("name", "country", "population", "names")):
        towns.setdefault(row["country"], []).append(row["name"])
        for name in values(row["names"]):
            add(name, "elsewhere", row["country"])
    for row in read_rows(files["regions"], ("country", "names")):  # no towns, but others whose ties a page may tell of
        for name in values(row["names"]):
            add(name, "elsewhere", row["country"])
    for row in read_rows(files["countries"], ("country", "language", "name")):
        add(row["name"], "country", row["country"])
    for row in read_rows(files["country_forms"], ("country", "patterns")):
        for text in values(row["patterns"]):
            letters = "capitals" if text.isupper() else "any" if text.islower() else "capital"
            meaning = Meaning("country", row["country"], "", prefix=text.endswith("*"), letters=letters)
            patterns.setdefault(f" {plain(text.rstrip('*')).strip()}", {})[meaning] = None
    table = read_rows(files["endings"], ("language", "endings", "adjectives"))
    endings = {row["language"]: frozenset(map(fold, values(row["endings"]))) for row in table}
    adjectives = {row["language"]: frozenset(map(fold, values(row["adjectives"]))) for row in table}
    for language, found in adjectives.items():
        endings[language] |= found
    return Gazetteer(
        tuple(places),
        {text: tuple(found) for text, found in patterns.items()},
        endings | {"": frozenset[str]().union(*endings.values())},
        adjectives | {"": frozenset[str]().union(*adjectives.values())},
        tuple(spellings),
        {country: tuple(names) for country, names in towns.items()},
        {key: tuple(_largest_first(indices, places)) for key, indices in by_name.items()},
    )


def _largest_first(found: Iterable[int], places: list[Place]) -> list[int]:
    return sorted(dict.fromkeys(found), key=lambda index: (-places[index].population, index))


def _stems(name: str) -> Iterator[tuple[str, str]]:
    """Yield a folded name as stem and ending: as it is, and without its last vowel or Baltic ending."""
    yield name, ""
    last = name.rpartition(" ")[2]
    if len(last) >= SHORTEST_STRIPPED:
        if last[-1] in VOWELS:
            yield name[:-1], name[-1]
        elif last.endswith(BALTIC) and len(last) > SHORTEST_STRIPPED:
            yield name[:-2], name[-2:]


def ending_is_allowed(meaning: Meaning, stem: str, rest: str, endings: frozenset[str]) -> bool:
    """Tell whether the letters after a stem (up to the end of the word) are the name's own ending or an inflection."""
    if meaning.prefix or rest == meaning.ending:
        return True
    if len(stem) <= SHORTEST_INFLECTED and (not meaning.ending or len(rest) > len(meaning.ending) + 1):
        return False  # "Ljudska" is no form of Liuji
    return rest in endings
