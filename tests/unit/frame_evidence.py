"""Invented evidence on a handful of cities and regions, and the settings under which a census is built of it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import shapely

from paradiplomacy.config.model import Frame as Settings
from paradiplomacy.frame.evidence import Evidence

COUNTRIES = pd.DataFrame(
    [
        ("AA", "AA", "AAA", "Aland", "West", False, 1958, "Aland", None, None),
        ("EL", "GR", "GRC", "Greece", "South", False, 1981, "Greece|Grece", "2019-04-12", None),
    ],
    columns=[
        "country",
        "iso2",
        "iso3",
        "name",
        "macro_region",
        "cee",
        "eu_accession_year",
        "labels",
        "cn_cee_joined",
        "cn_cee_left",
    ],
).astype({"cn_cee_joined": "string", "cn_cee_left": "string"})
CITIES = pd.DataFrame(
    [
        (1, "AA001C", "C", "AA", "Hafen", True, "AA111", 10.0, 54.0),
        (2, "AA002C", "C", "AA", "Berg/Mons", False, "AA121", 11.0, 50.0),
        (3, "AA003C", "C", "AA", "Klein", False, "AA121", 11.1, 50.1),
        (4, "AA004C", "C", "AA", "Leer", False, "AA121", 11.2, 50.2),
        (5, "AA001K", "K", "AA", "Greater Hafen", False, "AA111", 10.0, 54.0),
        (6, "EL001C", "C", "EL", "Polis", False, "EL111", 23.0, 38.0),
        (7, "ZZ001C", "C", "ZZ", "Fern", True, "ZZ111", 0.0, 0.0),
    ],
    columns=["row", "unit_id", "category", "country", "name", "capital", "nuts3", "longitude", "latitude"],
)
POPULATION = pd.DataFrame(
    [
        ("AA001C", 2019, 90_000, 2),
        ("AA001C", 2021, 100_000, 3),
        ("AA001C", 2022, None, 4),
        ("AA002C", 2015, 60_000, 5),
        ("AA003C", 2021, 49_999, 6),
        ("AA001K", 2021, 300_000, 7),
        ("EL001C", 2013, 50_000, 8),
    ],
    columns=["geo", "year", "value", "row"],
)
GDP = pd.DataFrame(
    [
        ("PPS", "AA111", 2021, 40_000.0, 2),
        ("PPS", "AA111", 2022, 99_000.0, 2),
        ("PPS", "AA11", 2021, 38_000.0, 3),
        ("PPS", "AA12", 2019, 20_000.0, 4),
        ("PPS", "AA121", 2016, 1.0, 5),
        ("EUR", "AA111", 2021, 7.0, 6),
    ],
    columns=["unit", "geo", "year", "value", "row"],
)
PORTS = pd.DataFrame(
    [("Hafen", "Large", 54.0, 10.1), ("Steg", "Very Small", 50.0, 11.0), ("Limani", "Medium", 38.5, 23.5)],
    columns=["port", "harbour_size", "latitude", "longitude"],
)
PARTIES = pd.DataFrame(
    [
        (1, "AAA", "R", "Reds", "Rote", "Social democracy", 3.0, 101),
        (2, "AAA", "B", "Blues", "Blaue", "Conservative", 7.0, None),
        (3, "AAA", "none", "no party affiliation", "no party affiliation", "no family", None, None),
        (4, "GRC", "H", "Hellas", "Ellas", "Liberal", 5.0, 401),
    ],
    columns=[
        "party_id", "country_name_short", "party_name_short", "party_name_english", "party_name", "family_name",
        "left_right", "chess",
    ],
).astype({"party_id": "Int64", "left_right": "Float64", "chess": "Int64"})  # fmt: skip
CABINETS = pd.DataFrame(
    [
        ("AAA", "2015-01-01", 1, True, True, 40, 1),
        ("AAA", "2015-01-01", 1, False, False, 60, 2),
        ("AAA", "2020-06-01", 2, True, True, 0, 3),
        ("AAA", "2020-06-01", 2, True, False, 30, 1),
        ("AAA", "2020-06-01", 2, True, False, 35, 2),
        ("AAA", "2021-06-01", 3, True, True, 0, 3),
        ("GRC", "2019-01-01", 9, True, True, 100, 4),
    ],
    columns=["country_name_short", "start_date", "cabinet_id", "cabinet_party", "prime_minister", "seats", "party_id"],
).astype({"party_id": "Int64", "seats": "Int64"})
LOCAL = pd.DataFrame(
    [
        ("AA001C", "2014-01-01", "2020-12-31", "2", 2),
        ("AA001C", "2021-01-01", None, "1", 3),
        ("AA003C", "2014-01-01", None, "1", 4),
    ],
    columns=["unit_id", "from", "to", "party", "row"],
)


def regions() -> pd.DataFrame:
    """Two regions of Aland, the only one of Greece, one abroad, and what is no region."""
    rows = [
        (1, "AA11", 2, "AA", "Küste", "Kueste", shapely.box(9, 53, 11, 55)),
        (2, "AA12", 2, "AA", "Berge", "Berge", shapely.box(10, 49, 12, 51)),
        (3, "EL11", 2, "EL", "Ελλάς", "Ellas", shapely.box(22, 37, 24, 39)),
        (4, "ZZ11", 2, "ZZ", "Fern", "Fern", shapely.box(0, 0, 1, 1)),
        (5, "AAZZ", 2, "AA", "Extra", "Extra", shapely.box(0, 0, 1, 1)),
        (6, "AA111", 3, "AA", "Stadt", "Stadt", shapely.box(9, 53, 10, 54)),
    ]
    table = pd.DataFrame(rows, columns=["row", "nuts_id", "nuts_level", "country", "name", "name_latin", "geometry"])
    points = [geometry.representative_point() for geometry in table["geometry"]]
    return table.assign(longitude=[point.x for point in points], latitude=[point.y for point in points])


def evidence(**changes: Any) -> Evidence:
    tables = {
        "countries": COUNTRIES, "cities": CITIES, "population": POPULATION, "regions": regions(), "gdp": GDP,
        "ports": PORTS, "parties": PARTIES, "cabinets": CABINETS, "local": LOCAL,
    }  # fmt: skip
    return Evidence(**{**tables, **changes})


def settings(**changes: Any) -> Settings:
    plain: dict[str, Any] = {
        "nuts_version": "2021",
        "cities": {"source": "cities", "population": "population", "below_minimum": "set_aside"},
        "regions": {"source": "regions"},
        "gdp": {"source": "gdp", "unit": "PPS", "latest_year": 2021, "earliest_year": 2017},
        "ports": {"source": "ports", "harbour_sizes": ["Large", "Medium"], "port_city_km": 30},
        "parties": {
            "parties": "parties",
            "cabinets": "cabinets",
            "local": "local",
            "date": "2021-01-01",
            "blocs": {"Social democracy": "left", "Conservative": "right", "Liberal": "centre", "no family": "other"},
        },
    }
    for section, values in changes.items():
        plain[section] = {**plain.get(section, {}), **values}
    return Settings.model_validate(plain)
