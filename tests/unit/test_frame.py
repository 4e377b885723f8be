"""The census of units: what is taken, what is set aside, and where each covariate comes from."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
from paradiplomacy.config.model import Frame as Settings
from paradiplomacy.frame.build import Frame, build_frame
from paradiplomacy.frame.countries import labels_by_country, read_countries
from paradiplomacy.frame.distance import great_circle_km, nearest_ports
from paradiplomacy.frame.evidence import Evidence, read_evidence
from paradiplomacy.frame.fields import COVARIATE_SOURCES, UNITS
from paradiplomacy.frame.names import city_names, listed_names, normalised_name
from paradiplomacy.problems import BadInput

COUNTRIES = pd.DataFrame(
    [
        ("AA", "AA", "AAA", "Aland", "West", False, "Aland"),
        ("EL", "GR", "GRC", "Greece", "South", False, "Greece|Grece"),
    ],
    columns=["country", "iso2", "iso3", "name", "macro_region", "cee", "labels"],
)
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
        (1, "AAA", "Reds", "Social democracy", 3.0),
        (2, "AAA", "Blues", "Conservative", 7.0),
        (3, "AAA", "no party affiliation", "no family", None),
        (4, "GRC", "Hellas", "Liberal", 5.0),
    ],
    columns=["party_id", "country_name_short", "party_name_english", "family_name", "left_right"],
).astype({"party_id": "Int64", "left_right": "Float64"})
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
        ("AA001C", "2014-01-01", "2020-12-31", 2, 2),
        ("AA001C", "2021-01-01", None, 1, 3),
        ("AA003C", "2014-01-01", None, 1, 4),
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
        plain[section] = {**plain[section], **values}
    return Settings.model_validate(plain)


def built(**changes: Any) -> Frame:
    return build_frame(evidence(**changes), settings())


def units(**changes: Any) -> pd.DataFrame:
    return built(**changes).units.set_index("unit_id")


def test_the_tables_keep_their_contracts() -> None:
    frame = built()
    assert UNITS.problems(frame.units, "units") == []
    assert COVARIATE_SOURCES.problems(frame.covariate_sources, "covariate_sources") == []
    assert SET_ASIDE.problems(frame.set_aside, "set_aside") == []
    assert ACCOUNTING.problems(frame.accounting, "accounting") == []


def test_rows_in_are_units_and_rows_set_aside() -> None:
    frame = built()
    assert frame.units["unit_id"].tolist() == ["AA001C", "AA002C", "AA11", "AA12", "EL001C", "EL11"]
    counts = frame.accounting.set_index("file")[["rows_in", "rows_out", "rows_set_aside"]]
    assert counts.loc["cities"].tolist() == [7, 3, 4]
    assert counts.loc["regions"].tolist() == [6, 3, 3]
    reasons = dict(zip(frame.set_aside["record"], frame.set_aside["reason"], strict=True))
    assert reasons["AA003C Klein, 49999 inhabitants in 2021"] == "fewer than 50000 inhabitants"
    assert reasons["AA004C Leer"] == "no population in population"
    assert reasons["AA001K Greater Hafen"] == "Urban Audit category K is not a city"
    assert reasons["ZZ001C Fern"] == "country ZZ is not studied"
    assert reasons["AAZZ Extra"] == "territory outside the regions"
    assert reasons["AA111 Stadt"] == "not a region of NUTS level 2"


def test_small_and_unknown_cities_are_errors_where_the_list_should_hold_none() -> None:
    with pytest.raises(BadInput) as bad:
        build_frame(evidence(), settings(cities={"below_minimum": "error"}))
    report = bad.value.report()
    assert len(bad.value.problems) == 2
    assert 'cities, row 3, column "URAU_CODE": "AA003C" found, a city of at least 50000 inhabitants' in report
    assert '"AA004C" found' in report


@pytest.mark.parametrize("table", ["cities", "regions"])
def test_a_unit_that_stands_twice_is_an_error(table: str) -> None:
    rows = getattr(evidence(), table)
    with pytest.raises(BadInput, match="each unit to be listed once"):
        built(**{table: pd.concat([rows, rows.head(1)], ignore_index=True)})


def test_population_is_the_latest_that_is_known() -> None:
    table = units()
    assert table.loc["AA001C", ["population", "population_year"]].tolist() == [100_000, 2021]
    assert table.loc["AA002C", ["population", "population_year"]].tolist() == [60_000, 2015]
    assert table.loc["AA001C", "log_population"] == pytest.approx(math.log(100_000))
    assert pd.isna(table.loc["AA11", "log_population"])


def test_two_figures_of_one_year_are_an_error() -> None:
    with pytest.raises(BadInput, match="AA001C, 2021"):
        built(population=pd.concat([POPULATION, POPULATION.iloc[[1]]], ignore_index=True))


def test_gdp_is_of_nuts3_within_the_span_of_years_else_of_nuts2() -> None:
    table = units()[["gdp_pps", "gdp_year", "gdp_level"]]
    assert table.loc["AA001C"].tolist() == [40_000, 2021, "NUTS 3"]
    assert table.loc["AA002C"].tolist() == [20_000, 2019, "NUTS 2"]  # its NUTS 3 figure is older than the span
    assert table.loc["AA11"].tolist() == [38_000, 2021, "NUTS 2"]
    assert table.loc["EL001C"].isna().all()


def test_a_unit_of_gdp_that_the_table_lacks_is_an_error() -> None:
    with pytest.raises(BadInput, match="rows of the unit MIO"):
        build_frame(evidence(), settings(gdp={"unit": "MIO"}))


def test_ports_of_the_sizes_count_and_a_region_has_those_inside() -> None:
    table = units()[["port_name", "port_km", "port_city"]]
    assert table.loc["AA001C", "port_name"] == "Hafen"
    # a tenth of a degree of longitude at 54 degrees north
    assert table.loc["AA001C", "port_km"] == pytest.approx(111.195 * 0.1 * math.cos(math.radians(54)), rel=1e-3)
    assert bool(table.loc["AA001C", "port_city"])
    assert table.loc["AA002C", "port_name"] == "Hafen"  # Steg is nearer, but very small
    assert not bool(table.loc["AA002C", "port_city"])
    assert table.loc["AA11", ["port_name", "port_km"]].tolist() == ["Hafen", 0]
    # from the northern edge of the box, 51 degrees, along the meridian of the port
    assert table.loc["AA12", "port_km"] == pytest.approx(3 * 111.195, abs=1.5)
    with pytest.raises(BadInput, match="at least one port of the sizes Small"):
        build_frame(evidence(), settings(ports={"harbour_sizes": ["Small"]}))


def test_the_party_is_the_heads_own_where_it_is_known() -> None:
    table = units()[["party", "party_bloc", "party_level", "party_left_right"]]
    assert table.loc["AA001C"].tolist() == ["Reds", "left", "local", 3.0]
    # the prime minister of 2021-01-01 has no party: the largest party of the cabinet
    assert table.loc["AA002C"].tolist() == ["Blues", "right", "national", 7.0]
    assert table.loc["EL11", "party"] == "Hellas"


def test_a_cabinet_of_non_partisans_has_no_party() -> None:
    frame = build_frame(evidence(), settings(parties={"date": "2021-07-01"}))
    table = frame.units.set_index("unit_id")
    assert table.loc["AA002C", ["party", "party_bloc", "party_level"]].isna().all()
    sources = frame.covariate_sources.set_index(["unit_id", "field"])
    assert ("AA002C", "party") not in sources.index
    before = build_frame(evidence(), settings(parties={"date": "2014-01-01"})).units.set_index("unit_id")
    assert pd.isna(before.loc["AA002C", "party"])


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [("unit_id", "AA999C", "a unit of the lists"), ("party", 77, "a party_id of"), ("from", "2010-01-01", "one party")],
)
def test_a_faulty_table_of_local_parties_is_a_sentence(column: str, value: Any, sentence: str) -> None:
    wrong = LOCAL.iloc[[1, 1]].assign(row=[3, 4]).reset_index(drop=True)
    wrong.loc[1, column] = value
    with pytest.raises(BadInput, match=f"local, row 4.*{sentence}"):
        built(local=wrong)


def test_parties_and_blocs_must_be_known() -> None:
    with pytest.raises(BadInput, match='parties, column "party_id": "2" found'):
        built(parties=PARTIES[PARTIES["party_id"] != 2], local=None)
    with pytest.raises(BadInput, match=r'"Conservative" found, a bloc for this family'):
        build_frame(evidence(), settings(parties={"blocs": {"Social democracy": "left", "Liberal": "centre"}}))


def test_capitals_and_the_regions_that_hold_them() -> None:
    table = units()["capital"]
    # EL001C is unmarked, but the first number of a country without a mark; EL11 is the only region of its country
    assert table[table].index.tolist() == ["AA001C", "AA11", "EL001C", "EL11"]
    only_regions = units(cities=CITIES[CITIES["country"] != "EL"])["capital"]
    assert bool(only_regions["EL11"])
    with pytest.raises(BadInput, match='"AA" found, a capital of this country'):
        built(cities=CITIES[CITIES["unit_id"] != "AA001C"], local=None)


def test_each_covariate_names_its_source() -> None:
    table = built().covariate_sources.set_index(["unit_id", "field"])
    assert table.loc[("AA001C", "population")].tolist() == ["population", 2021, "city"]
    assert table.loc[("AA002C", "gdp_pps")].tolist() == ["gdp", 2019, "NUTS 2"]
    assert table.loc[("AA001C", "party"), ["source", "geographic_level"]].tolist() == ["local", "local"]
    assert table.loc[("AA002C", "party"), ["source", "geographic_level"]].tolist() == ["cabinets", "national"]
    assert table.loc[("AA12", "port_km"), "geographic_level"] == "area of the region"
    assert ("EL001C", "gdp_pps") not in table.index
    assert set(table["source"]) == {"cities", "regions", "population", "gdp", "ports", "local", "cabinets"}


def test_the_census_does_not_depend_on_the_order_of_rows() -> None:
    tables = evidence()
    shuffled = {
        item.name: getattr(tables, item.name).sample(frac=1, random_state=3)
        for item in dataclasses.fields(tables)
        if item.name != "files" and getattr(tables, item.name) is not None
    }
    for left, right in zip(
        dataclasses.astuple(built()), dataclasses.astuple(build_frame(Evidence(**shuffled), settings())), strict=True
    ):
        keys = [name for name in ("file", "row", "unit_id", "field") if name in left]
        pd.testing.assert_frame_equal(
            left.sort_values(keys, ignore_index=True), right.sort_values(keys, ignore_index=True)
        )


def test_the_table_of_countries_is_read(root: Path) -> None:
    countries = read_countries(root / "resources/countries.csv")
    assert len(countries) == 27
    assert int(countries["cee"].sum()) == 11
    assert labels_by_country(countries)["IE"] == ["Ireland", "Republic of Ireland"]


# ---- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("Łódź", "lodz"),
        ("København", "kobenhavn"),
        ("'s-Gravenhage", "s gravenhage"),
        ("St. Pölten", "saint polten"),
        ("Sankt Pölten", "saint polten"),
        ("Saint-Étienne", "saint etienne"),
        ("L’Aquila", "laquila"),
        ("Xi'an", "xian"),
        ("Halle (Saale)", "halle saale"),
        ("Straße", "strasse"),
        ("Αθήνα", "αθηνα"),
        ("北京", "北京"),
    ],
)
def test_names_are_normalised(name: str, normal: str) -> None:
    assert normalised_name(name) == normal


@given(st.text(max_size=30))
@example("ℂ")
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalised_name(text)
    assert normalised_name(once) == once


def test_listed_names_are_taken_apart() -> None:
    assert listed_names("Turku/Åbo").official == ["Turku/Åbo", "Turku", "Åbo"]
    assert "La Línea de la Concepción" in listed_names("Línea de la Concepción, La").official
    assert "Düren" in listed_names("Düren, Stadt").further
    assert "Frankfurt" in listed_names("Frankfurt (Oder)").further
    assert "Valletta" in listed_names("Greater Valletta").further


def place(identifier: int, name: str, alternate: str, at: tuple[float, float], population: int, **more: str) -> Any:
    row = {"geonameid": identifier, "name": name, "asciiname": name, "alternatenames": alternate or None}
    row |= {"feature_class": "P", "feature_code": "PPL", "country_code": "AA", **more}
    return row | {"latitude": at[0], "longitude": at[1], "population": population}


def names(cities: list[tuple[Any, ...]], places: list[Any]) -> dict[str, list[str]]:
    table = pd.DataFrame(cities, columns=["unit_id", "name", "latitude", "longitude", "population"])
    found, _ = city_names(
        table.assign(country="AA", nuts3="AA111"), {"AA": "AA"}, {"AA11": "Küste"}, pd.DataFrame(places)
    )
    return {unit: text.split("|") for unit, text in found.items()}


def test_a_city_gets_the_names_of_its_place() -> None:
    found = names(
        [("AA001C", "Hafen", 54.0, 10.0, 100_000)],
        [
            place(1, "Hafen", "Port,Porto|x,PORT", (54.1, 10.0), 90_000),
            place(2, "Hafen", "Elsewhere", (48.0, 10.0), 900_000),
            place(3, "Hafen", "Section", (54.0, 10.0), 950_000, feature_code="PPLX"),
            place(4, "Hafen", "Abroad", (54.0, 10.0), 950_000, country_code="BB"),
        ],
    )
    assert found["AA001C"] == ["Hafen", "PORT"]


def test_a_name_of_another_place_is_not_taken_over() -> None:
    found = names(
        [("AA001C", "Hafen", 54.0, 10.0, 100_000)],
        [place(1, "Hafen", "Burg,Port", (54.0, 10.0), 90_000), place(2, "Burg", "", (50.0, 10.0), 16_000)],
    )
    assert found["AA001C"] == ["Hafen", "Port"]


def test_a_name_that_two_cities_claim_belongs_to_the_one_whose_official_name_it_is() -> None:
    places = [
        place(1, "Furt an der See", "Furt,Bad", (54.0, 10.0), 90_000),
        place(2, "Furt (Berg)", "Furt,Bad", (50.0, 10.0), 90_000),
    ]
    cities = [("AA001C", "Furt an der See", 54.0, 10.0, 90_000), ("AA002C", "Furt (Berg)", 50.0, 10.0, 90_000)]
    assert names(cities, places) == {"AA001C": ["Furt an der See"], "AA002C": ["Furt (Berg)"]}
    official = [("AA001C", "Furt", 54.0, 10.0, 90_000), ("AA002C", "Furt (Berg)", 50.0, 10.0, 90_000)]
    places[0]["name"] = places[0]["asciiname"] = "Furt"
    found = names(official, places)
    assert "Furt" in found["AA001C"]
    assert "Furt" not in found["AA002C"]


def test_a_large_place_nearby_is_the_same_city_and_a_small_or_far_one_is_not() -> None:
    city = [("AA001C", "Hafen", 54.0, 10.0, 100_000)]
    near = names(city, [place(1, "Port", "Puerto", (54.05, 10.0), 51_000)])
    assert near["AA001C"] == ["Hafen", "Port", "Puerto"]
    assert names(city, [place(1, "Port", "", (54.05, 10.0), 49_000)])["AA001C"] == ["Hafen"]
    assert names(city, [place(1, "Port", "", (54.20, 10.0), 90_000)])["AA001C"] == ["Hafen"]


def test_a_city_whose_name_is_that_of_a_place_far_away_is_qualified() -> None:
    found = names([("AA001C", "Hafen", 54.0, 10.0, 100_000)], [place(1, "Hafen", "Port", (10.0, 10.0), 90_000)])
    assert found["AA001C"] == ["Hafen (Küste)"]


def test_merged_cities_are_found_by_each_of_their_names() -> None:
    places = [place(1, "Hafen", "", (54.0, 10.0), 40_000), place(2, "Berg", "", (54.1, 10.0), 40_000)]
    assert names([("AA001C", "Hafen-Berg", 54.0, 10.0, 90_000)], places)["AA001C"] == ["Hafen-Berg", "Hafen", "Berg"]
    assert names([("AA001C", "Hafen-Tal", 54.0, 10.0, 90_000)], places)["AA001C"] == ["Hafen-Tal"]


# ---- distances ------------------------------------------------------------------------------------------------------

DEGREES = st.tuples(st.floats(-85, 85), st.floats(-179, 179))


@given(here=DEGREES, there=DEGREES)
def test_distance_is_symmetric_and_bounded(here: tuple[float, float], there: tuple[float, float]) -> None:
    forth = great_circle_km(*here, np.array([there[0]]), np.array([there[1]]))[0]
    back = great_circle_km(*there, np.array([here[0]]), np.array([here[1]]))[0]
    assert forth == pytest.approx(back, abs=1e-6)
    assert 0 <= forth <= 20_016


@given(points=st.lists(DEGREES, min_size=1, max_size=20, unique=True), here=DEGREES)
def test_the_nearest_port_is_the_nearest(points: list[tuple[float, float]], here: tuple[float, float]) -> None:
    ports = pd.DataFrame(points, columns=["latitude", "longitude"])
    ports["port"] = [f"port {number:02}" for number in range(len(points))]
    city = pd.DataFrame([("X", *here)], columns=["unit_id", "latitude", "longitude"])
    found = nearest_ports(city, regions().head(0), ports)
    distance = great_circle_km(*here, ports["latitude"].to_numpy(), ports["longitude"].to_numpy())
    assert found["port_km"].tolist() == [distance.min()]


# ---- the open world -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def open_frame(root: Path, mirror: Path) -> Frame:
    configuration = yaml.safe_load((root / "config/config.yaml").read_text(encoding="utf-8"))["frame"]
    overlay = yaml.safe_load((root / "config/open.yaml").read_text(encoding="utf-8"))["frame"]
    frame = Settings.model_validate(
        {k: {**v, **overlay.get(k, {})} if isinstance(v, dict) else v for k, v in configuration.items()}
    )
    paths = {
        "countries": root / "resources/countries.csv",
        "cities": mirror / "gisco_urau/URAU_LB_2021_4326_CITIES.geojson",
        "population": mirror / "eurostat_urb_cpop1/urb_cpop1_page_linear.csv",
        "regions": mirror / "gisco_nuts/NUTS_RG_60M_2021_4326_LEVL_2.geojson",
        "region_population": mirror / "eurostat_regional/demo_r_pjanaggr3.csv",
        "gdp": mirror / "eurostat_regional/estat_nama_10r_3gdp.tsv",
        "ports": mirror / "nga_wpi/UpdatedPub150.csv",
        "parties": mirror / "parlgov/view_party.csv",
        "cabinets": mirror / "parlgov/view_cabinet.csv",
        "names": mirror / "geonames/cities15000.zip",
    }
    return build_frame(read_evidence(paths, frame), frame)


@pytest.mark.mirror
def test_the_open_census_is_sane(open_frame: Frame) -> None:
    table = open_frame.units
    counts = table.groupby(["level", "country"]).size()
    assert "LV" not in counts["city"].index  # the Urban Audit of 2021 lists no city of Latvia
    assert counts["region"].sum() == 242  # NUTS 2 regions of the 27 states in the version of 2021
    assert counts["region"]["PL"] == 17
    assert counts["city"]["DE"] > counts["city"]["FR"] > counts["city"]["AT"] > 0
    capitals = table[table["capital"]].groupby("level")["country"]
    assert sorted(capitals.get_group("city")) == sorted(set(table["country"]) - {"LV"})
    assert sorted(capitals.get_group("region")) == sorted(set(table["country"]))
    assert table["population"].notna()[table["level"] == "city"].all()
    assert (table.loc[table["level"] == "city", "population"] >= 50_000).all()
    assert len(open_frame.set_aside) == int(open_frame.accounting["rows_set_aside"].sum())


@pytest.mark.mirror
def test_known_values_of_the_open_census(open_frame: Frame) -> None:
    table = open_frame.units.set_index("unit_id")
    berlin = table.loc["DE001C"]
    assert (berlin["population"], berlin["population_year"]) == (3_664_088, 2021)
    assert (berlin["gdp_pps"], berlin["gdp_year"], berlin["gdp_level"]) == (40_600, 2021, "NUTS 3")
    assert berlin["party"] == "Christian Democratic Union / Christian Social Union"
    assert table.loc["DE002C", "port_name"] == "Hamburg"
    assert bool(table.loc["DE002C", "port_city"])
    assert not bool(table.loc["DE003C", "port_city"])  # München
    assert table.loc["DE60", "port_km"] == 0
    # the prime minister of Italy in January 2021 had no party, the largest of the cabinet was the Five Star Movement
    assert table.loc["IT001C", "party"] == "Five Star Movement"
    spellings = {normalised_name(name) for name in table.loc["EL001C", "names"].split("|")}
    assert {"athina", "athens", "athen"} <= spellings
    # "Frankfurt" alone is neither the one on the Main nor the one on the Oder
    for unit in table.index[table["name"].str.startswith("Frankfurt")]:
        assert "frankfurt" not in {normalised_name(name) for name in table.loc[unit, "names"].split("|")}


@pytest.mark.mirror
def test_no_name_belongs_to_two_cities_of_a_country(open_frame: Frame) -> None:
    cities = open_frame.units[open_frame.units["level"] == "city"]
    claims = [
        (country, normalised_name(name), unit)
        for unit, country, text in zip(cities["unit_id"], cities["country"], cities["names"], strict=True)
        for name in text.split("|")
    ]
    claimed = pd.DataFrame(claims, columns=["country", "name", "unit_id"])
    assert claimed.groupby(["country", "name"])["unit_id"].nunique().max() == 1
