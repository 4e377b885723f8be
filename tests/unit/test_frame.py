"""The census of units: what is taken, what is set aside, and where each covariate comes from."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from frame_evidence import CITIES, LOCAL, PARTIES, POPULATION, evidence, settings

from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
from paradiplomacy.config.model import Frame as Settings
from paradiplomacy.frame.build import Frame, build_frame
from paradiplomacy.frame.countries import labels_by_country, read_countries
from paradiplomacy.frame.evidence import Evidence, read_evidence
from paradiplomacy.frame.fields import COVARIATE_SOURCES, UNITS
from paradiplomacy.frame.names import normalised_name
from paradiplomacy.problems import BadInput


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
    [
        ("unit_id", "AA999C", "a unit of the lists"),
        ("party", "77", "a party_id of"),
        ("to", "2020-01-01", "a day from"),
    ],
)
def test_a_faulty_table_of_local_parties_is_a_sentence(column: str, value: Any, sentence: str) -> None:
    wrong = LOCAL.iloc[[0, 1]].assign(row=[3, 4]).reset_index(drop=True)
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


GIVEN = ["source", "year", "geographic_level"]


def test_each_covariate_names_its_source() -> None:
    table = built().covariate_sources.set_index(["unit_id", "field"])
    assert table.loc[("AA001C", "population"), GIVEN].tolist() == ["population", 2021, "city"]
    assert table.loc[("AA002C", "gdp_pps"), GIVEN].tolist() == ["gdp", 2019, "NUTS 2"]
    assert table.loc[("AA001C", "party"), ["source", "geographic_level"]].tolist() == ["local", "local"]
    assert table.loc[("AA002C", "party"), ["source", "geographic_level"]].tolist() == ["cabinets", "national"]
    assert table.loc[("AA12", "port_km"), "geographic_level"] == "area of the region"
    assert ("EL001C", "gdp_pps") not in table.index
    assert table.loc[("AA001C", "party_left_right"), ["source", "year"]].tolist() == ["parties", 2021]
    lists = {"cities", "regions", "population", "gdp", "ports", "countries"}
    assert set(table["source"]) == lists | {"local", "cabinets", "parties"}


def test_the_census_does_not_depend_on_the_order_of_rows() -> None:
    tables = evidence()
    shuffled = {
        item.name: getattr(tables, item.name).sample(frac=1, random_state=3)
        for item in dataclasses.fields(tables)
        if isinstance(getattr(tables, item.name), pd.DataFrame)
    }
    for left, right in zip(
        dataclasses.astuple(built()), dataclasses.astuple(build_frame(Evidence(**shuffled), settings())), strict=True
    ):
        keys = [name for name in ("file", "row", "unit_id", "field", "date") if name in left]
        pd.testing.assert_frame_equal(
            left.sort_values(keys, ignore_index=True), right.sort_values(keys, ignore_index=True)
        )


def test_the_table_of_countries_is_read(root: Path) -> None:
    countries = read_countries(root / "resources/countries.csv")
    assert len(countries) == 27
    assert int(countries["cee"].sum()) == 11
    assert labels_by_country(countries)["IE"] == ["Ireland", "Republic of Ireland", "Irlanda"]


# ---- the open world -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def open_frame(root: Path, mirror: Path) -> Frame:
    configuration = yaml.safe_load((root / "config/config.yaml").read_text(encoding="utf-8"))["frame"]
    overlay = yaml.safe_load((root / "config/open.yaml").read_text(encoding="utf-8"))["frame"]
    frame = Settings.model_validate(
        {k: {**v, **overlay.get(k, {})} if isinstance(v, dict) else overlay.get(k, v) for k, v in configuration.items()}
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
        "airports": mirror / "openflights/airports.dat",
        "routes": mirror / "openflights/routes.dat",
        "education": mirror / "eurostat_regional/edat_lfse_04__custom_6461478_linear.csv.gz",
        "codes": mirror / "eurostat_nuts_codes/NUTS2021.xlsx",
        "changes": mirror / "eurostat_nuts_codes/NUTS2016-NUTS2021.xlsx",
        "converters": [mirror / f"jrc_nuts_converter/n{level}_cm_v2016_v2021.csv" for level in (2, 3)],
        "typologies": mirror / "eurostat_nuts_codes/NUTS2021.xlsx",
        "seats": mirror / "geonames/cities15000.zip",
    }
    return build_frame(read_evidence(paths, frame), frame)


@pytest.mark.mirror
def test_the_open_census_is_sane(open_frame: Frame) -> None:
    table = open_frame.units
    counts = table.groupby(["level", "country"]).size()
    assert "LV" not in counts["city"].index  # the Urban Audit of 2021 lists no city of Latvia
    assert counts["region"].sum() == 241  # NUTS 2 regions of the 27 states in the version of 2021, two of them as one
    assert counts["region"]["PL"] == 16
    regions = table[table["level"] == "region"].set_index("unit_id")
    assert regions["population"].notna().all()
    # the file of population has Croatia's regions of NUTS 2016: the three that HR04 became share out its people
    assert regions.loc[["HR02", "HR05", "HR06"], "population"].sum() == pytest.approx(2_684_363, abs=2)
    assert (regions.loc["PL9", "gdp_pps"], regions.loc["PL9", "gdp_level"]) == (40_100, "NUTS 1")
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
def test_known_surroundings_of_the_open_census(open_frame: Frame) -> None:
    table = open_frame.units.set_index("unit_id")
    hamburg, praha, athina, berlin = (table.loc[unit] for unit in ("DE002C", "CZ001C", "EL001C", "DE001C"))
    assert bool(hamburg["coastal"])
    assert not bool(praha["coastal"])
    assert bool(table.loc["EL30", "coastal"])
    assert [bool(city["in_cn_cee"]) for city in (praha, athina, berlin)] == [True, True, False]
    assert praha["airport_name"] == "Václav Havel Airport Prague"
    assert table.loc["DE005C", "long_haul_airport_name"] == "Frankfurt am Main Airport"
    assert 0.3 < praha["tertiary_share"] < 0.6
    assert table[["in_cn_cee", "eu_accession_year", "airport_km"]].notna().all().all()
    assert (table["airport_km"] <= table["long_haul_airport_km"]).all()
    assert [praha[name] for name in ("metropolitan_type", "urban_rural")] == ["capital", "urban"]
    assert [bool(table.loc[unit, "border"]) for unit in ("DE002C", "AT004C", "DEA2", "DE60")] == [
        False,
        True,
        True,
        False,
    ]
    # seats of Länder and regions, and a city that is none: München, Stuttgart, Lille; Frankfurt am Main
    assert [bool(table.loc[u, "regional_seat"]) for u in ("DE003C", "DE007C", "FR009C", "DE005C")] == [
        True,
        True,
        True,
        False,
    ]


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
