"""Readers of open data: each with the quirks of its format, written for the purpose, and on the real files."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from paradiplomacy.problems import BadInput
from paradiplomacy.readers.eurostat import read_eurostat_tsv, read_sdmx_csv
from paradiplomacy.readers.geonames import read_geonames
from paradiplomacy.readers.gisco import read_nuts, read_urban_audit
from paradiplomacy.readers.nuts_typologies import read_nuts_typologies
from paradiplomacy.readers.parties import (
    read_ches_keys,
    read_local_parties,
    read_parlgov_cabinets,
    read_parlgov_parties,
    read_wikidata_keys,
)
from paradiplomacy.readers.ports import read_world_port_index
from paradiplomacy.readers.registers import FORMATS
from paradiplomacy.readers.supplied import read_supplied
from paradiplomacy.readers.twin_towns import read_italian_infobox, read_twin_towns
from paradiplomacy.readers.wikidata import read_wikidata_export

NEW_TSV = "freq,unit,geo\\TIME_PERIOD\t2020 \t2021 \nA,PPS,XX1\t: \t5400 p\nA,EUR,XX1\t1 \t2 \nA,PPS,XX2\t7.5 be\t: u\n"
OLD_TSV = "unit,geo\\time\t2014 \t2013 \nPPS,XX1\t200 \t100 e\n"
SDMX = (
    "DATAFLOW,LAST UPDATE,freq,indic_ur,cities,TIME_PERIOD,OBS_VALUE,OBS_FLAG\r\n"
    "ESTAT:X(1.0),22/02/23 23:00:00,A,DE1001V,XX001C,2020,1000,b\r\n"
    "ESTAT:X(1.0),22/02/23 23:00:00,A,DE1002V,XX001C,2020,500,\r\n"
    "ESTAT:X(1.0),22/02/23 23:00:00,A,DE1001V,XX001C,2021,,u\r\n"
)
PORTS = (
    "World Port Index Number,Main Port Name,Country Code,Harbor Size,Latitude,Longitude\n"
    "1,Hafen,Nordland,Large,54.5,10.25\n"
    "2,Namenlos,Nordland, ,55,11\n"
)
PARTY_HEADER = (
    "country_name_short,party_name_english,family_name,left_right,party_id,party_name_short,party_name,chess\n"
)
CABINET_HEADER = (
    "country_name_short,start_date,cabinet_name,cabinet_party,prime_minister,seats,party_id,cabinet_id,previous\n"
)
GEONAMES_ROW = '7\tName "quoted\tName\tEins,"Zwei\t1.5\t-2.5\tP\tPPL\tNA\t\t\t\t\t\t{}\t\t\tAfrica/Windhoek\t2026-01-01'

Reader = Callable[[Path], pd.DataFrame]


# rows of the files by country, as the documentation of the mirror counts them
WIKIDATA_ROWS = {
    "austria": 506,
    "belgium": 467,
    "bulgaria": 378,
    "croatia": 245,
    "cyprus": 126,
    "czech": 588,
    "denmark": 687,
    "estonia": 159,
    "finland": 521,
    "france": 3869,
    "germany": 5681,
    "hungary": 1101,
    "ireland": 145,
    "italy": 3678,
    "latvia": 220,
    "lithuania": 252,
    "netherlands": 385,
    "poland": 1535,
    "portugal": 517,
    "romania": 773,
    "slovakia": 319,
    "slovenia": 182,
    "spain": 1270,
    "sweden": 297,
    "uk": 1025,
}


def write(folder: Path, text: str, name: str = "input") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def feature(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def city(**properties: Any) -> dict[str, Any]:
    base = {"URAU_CODE": "XX001C", "URAU_CATG": "C", "CNTR_CODE": "XX", "URAU_NAME": "'s-Hafen ", "NUTS3_2021": "XX111"}
    return feature("Point", [10.5, 54.25], **{**base, "CITY_CPTL": None, **properties})


def region(**properties: Any) -> dict[str, Any]:
    square = [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]
    base = {"NUTS_ID": "XX11", "LEVL_CODE": 2, "CNTR_CODE": "XX", "NUTS_NAME": "Σ", "NAME_LATN": "S"}
    return feature("Polygon", square, **{**base, **properties})


def collection(folder: Path, *features: Any) -> Path:
    return write(folder, json.dumps({"type": "FeatureCollection", "features": features}), "file.geojson")


def test_both_styles_of_eurostats_tsv_are_read(tmp_path: Path) -> None:
    new = read_eurostat_tsv(write(tmp_path, NEW_TSV), {"unit": {"PPS"}})
    assert list(new.columns) == ["freq", "unit", "geo", "year", "value", "flag", "row"]
    records = new[["geo", "year", "value", "flag", "row"]].astype(object).where(new.notna(), None)
    assert records.to_numpy().tolist() == [
        ["XX1", 2020, None, None, 2],
        ["XX1", 2021, 5400.0, "p", 2],
        ["XX2", 2020, 7.5, "be", 4],
        ["XX2", 2021, None, "u", 4],
    ]
    old = read_eurostat_tsv(write(tmp_path, OLD_TSV))
    assert list(zip(old["year"], old["value"], strict=True)) == [(2014, 200.0), (2013, 100.0)]
    assert list(read_eurostat_tsv(write(tmp_path, NEW_TSV), {"unit": {"none"}})["geo"]) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (NEW_TSV.replace("\t", ";"), "separated by tabs"),
        (NEW_TSV.replace("\\", "/"), "a header"),
        (NEW_TSV.replace("2021", "2021-Q1"), "a year expected"),
        (NEW_TSV.replace("5400", "5 400x"), 'row 2, column "2021"'),
        (NEW_TSV.replace("7.5", "nan"), 'row 4, column "2020": "nan be" found'),
        (NEW_TSV.replace("A,EUR,XX1", "A,XX1"), "row 3"),
        (NEW_TSV.replace("unit,", "currency,"), 'column "unit": this dimension'),
        ("", "a header"),
    ],
)
def test_a_faulty_tsv_is_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(BadInput) as bad:
        read_eurostat_tsv(write(tmp_path, text), {"unit": {"PPS"}})
    assert sentence in bad.value.report()


def test_sdmx_csv_is_read(tmp_path: Path) -> None:
    table = read_sdmx_csv(write(tmp_path, SDMX), {"indic_ur": "DE1001V", "age": "TOTAL"})
    assert list(table.columns) == ["freq", "indic_ur", "geo", "year", "value", "flag", "row"]
    assert table["value"].tolist()[0] == 1000
    assert table["value"].isna().tolist() == [False, True]
    assert table["row"].tolist() == [2, 4]
    regional = read_sdmx_csv(write(tmp_path, SDMX.replace("cities", "geo")))
    assert len(regional) == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (SDMX.replace(",", ";"), "separated by a comma, not by a semicolon"),
        (SDMX.replace("OBS_VALUE", "VALUE"), 'column "OBS_VALUE": this column'),
        (SDMX.replace("cities", "places"), 'column "geo": this column'),
        (SDMX.replace(",1000,", ",1 000,"), 'row 2, column "OBS_VALUE": "1 000" found'),
        (SDMX.replace("XX001C,2021", "XX001C,"), 'row 4, column "TIME_PERIOD"'),
        (SDMX.replace("XX001C,2021", "XX001C,2021.5"), "a year expected"),
    ],
)
def test_a_faulty_sdmx_csv_is_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(BadInput) as bad:
        read_sdmx_csv(write(tmp_path, text))
    assert sentence in bad.value.report()


def test_urban_audit_is_read(tmp_path: Path) -> None:
    cities = read_urban_audit(collection(tmp_path, city(), city(URAU_CODE="XX002C", CITY_CPTL="Y")))
    assert cities["name"].tolist() == ["'s-Hafen"] * 2
    assert cities["capital"].tolist() == [False, True]
    assert cities["row"].tolist() == [1, 2]
    assert cities[["longitude", "latitude"]].to_numpy().tolist() == [[10.5, 54.25]] * 2


def test_nuts_is_read_with_a_point_inside_the_region(tmp_path: Path) -> None:
    regions = read_nuts(collection(tmp_path, region(), region(NUTS_ID="XX12", NAME_LATN=None)))
    assert regions["name"].tolist() == ["Σ", "Σ"]
    assert regions["name_latin"].tolist() == ["S", "Σ"]
    assert 0 < regions["longitude"][0] < 2
    assert 0 < regions["latitude"][0] < 2


@pytest.mark.parametrize(
    ("features", "sentence"),
    [
        ([city(URAU_NAME=None)], 'row 1, column "URAU_NAME": a value is required'),
        ([city(), feature("Point", [1, 2], URAU_CODE="XX002C")], 'row 2, column "URAU_NAME": this property'),
        ([region()], "a geometry of type Point"),
        ([3], "a geometry of type Point"),
        ([], "a GeoJSON collection of features"),
    ],
)
def test_a_faulty_list_of_cities_is_a_sentence(tmp_path: Path, features: list[Any], sentence: str) -> None:
    with pytest.raises(BadInput) as bad:
        read_urban_audit(collection(tmp_path, *features))
    assert sentence in bad.value.report()


@pytest.mark.parametrize("reader", [read_urban_audit, read_nuts])
def test_what_is_not_geojson_is_a_sentence(tmp_path: Path, reader: Reader) -> None:
    for text, sentence in (("URAU_CODE,URAU_NAME\n", "GeoJSON"), ("[1, 2]", "a GeoJSON collection")):
        with pytest.raises(BadInput, match=sentence):
            reader(write(tmp_path, text))


def test_ports_are_read_and_a_blank_is_missing(tmp_path: Path) -> None:
    ports = read_world_port_index(write(tmp_path, PORTS))
    assert list(ports.columns) == ["port", "country", "harbour_size", "latitude", "longitude", "row"]
    assert ports["harbour_size"].isna().tolist() == [False, True]
    assert ports["row"].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (PORTS.replace(",", ";"), "not by a semicolon"),
        (PORTS.replace("Harbor Size", "Size"), 'column "Harbor Size"'),
        (PORTS.replace("54.5", "54°30'"), 'row 2, column "Latitude": "54°30\'" found'),
        (PORTS.replace("Hafen", " "), 'row 2, column "Main Port Name": a value is required'),
    ],
)
def test_a_faulty_list_of_ports_is_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(BadInput) as bad:
        read_world_port_index(write(tmp_path, text))
    assert sentence in bad.value.report()


def test_parties_and_cabinets_are_read(tmp_path: Path) -> None:
    parties = read_parlgov_parties(
        write(tmp_path, PARTY_HEADER + "ZZZ,Left,Social democracy,,1,L,Linke,\nZZZ,R,Liberal,6.5,2,R,R,7\n")
    )
    assert parties["left_right"].isna().tolist() == [True, False]
    cabinets = read_parlgov_cabinets(write(tmp_path, CABINET_HEADER + "ZZZ,2019-01-01,A I,1,0,12,1,7,\n"))
    assert cabinets["cabinet_party"].tolist() == [True]
    local = read_local_parties(write(tmp_path, "unit_id,from,to,party,source\nXX001C,2019-01-01,,1,web\n"))
    assert local["to"].isna().tolist() == [True]


@pytest.mark.parametrize(
    ("reader", "text", "sentence"),
    [
        (
            read_parlgov_parties,
            PARTY_HEADER + "ZZZ,L,Liberal,,1,L,L,\nZZZ,M,Liberal,,1,M,M,\n",
            'row 3, column "party_id": "1"',
        ),
        (read_parlgov_parties, PARTY_HEADER + "ZZZ,L,Liberal,left,1,L,L,\n", 'column "left_right": "left" found'),
        (read_parlgov_cabinets, CABINET_HEADER + "ZZZ,1.1.2019,A,1,0,12,1,7,\n", "a day such as 2021-01-31"),
        (read_parlgov_cabinets, CABINET_HEADER + "ZZZ,2019-01-01,A,yes,0,12,1,7,\n", "1 or 0 expected"),
        (read_local_parties, "unit_id,from,to,party,source\nXX001C,2019-02-30,,1,w\n", '"2019-02-30" found'),
        (read_local_parties, "unit_id,from,party,source\nXX001C,2019-02-28,1,w\n", 'column "to": this column'),
    ],
)
def test_faulty_parties_are_sentences(tmp_path: Path, reader: Reader, text: str, sentence: str) -> None:
    with pytest.raises(BadInput) as bad:
        reader(write(tmp_path, text))
    assert sentence in bad.value.report()


def test_twin_towns_are_read(tmp_path: Path) -> None:
    table = read_twin_towns(write(tmp_path, "\ufeffcity1,country1,city2,country2\nA,NA,B,\n"))
    assert table["country1"].tolist() == ["NA"]
    assert table["country2"].isna().tolist() == [True]
    assert table["row"].tolist() == [2]
    with pytest.raises(BadInput, match="not by a vertical bar"):
        read_twin_towns(write(tmp_path, "city1|country1|city2|country2\nA|B|C|D\n"))


def test_a_wikidata_export_is_read_and_other_columns_are_left_out(tmp_path: Path) -> None:
    header = "origincityLabel\torigincountry\toriginlat\tsistercityLabel\tdestination_countryLabel\tdist\n"
    table = read_wikidata_export(write(tmp_path, header + "Aa\tNowhere\t1.5\tBb\tNA\t12\nAa\tNowhere\t\tQ7\t\t3\n"))
    assert list(table.columns) == ["city1", "country1", "city2", "country2", "row"]
    assert table.loc[0].tolist() == ["Aa", "Nowhere", "Bb", "NA", 2]
    assert table["country2"].isna().tolist() == [False, True]
    with pytest.raises(BadInput, match="not by a comma"):
        read_wikidata_export(write(tmp_path, header.replace("\t", ",")))
    with pytest.raises(BadInput, match='row 2, column "origincountry": a value is required'):
        read_wikidata_export(write(tmp_path, header + "Aa\t\t1.5\tBb\tNA\t12\n"))


def test_italian_infoboxes_are_read_without_wikitext(tmp_path: Path) -> None:
    rows = [
        "comune_start_name|comune_start_regione|comune_end_name|comune_end_stato",
        "Aa (Italia)|x|Bb (Ohio){{!}}Bb|Stati Uniti d’America",
        "Cc (comune)|x|Dd|Cina",
        "Ee (Trentino)|x|{{!}}Ff|",
    ]
    table = read_italian_infobox(write(tmp_path, "\n".join(rows) + "\n"))
    assert list(table.columns) == ["city1", "country1", "city2", "country2", "row"]
    # what says where a place is stays with its name, as the register must find the right one by it
    assert table["city1"].tolist() == ["Aa", "Cc", "Ee (Trentino)"]
    assert table["country1"].tolist() == ["Italia"] * 3
    assert table["city2"].tolist()[:2] == ["Bb (Ohio)", "Dd"]
    assert table[["city2", "country2"]].isna().to_numpy().tolist() == [[False, False], [False, False], [True, True]]
    assert table["country2"].tolist()[:2] == ["Stati Uniti d’America", "Cina"]
    with pytest.raises(BadInput, match="columns separated by a vertical bar"):
        read_italian_infobox(write(tmp_path, rows[0].replace("|", ",") + "\n"))


def test_each_format_names_the_raw_columns_of_its_places(tmp_path: Path) -> None:
    headers = {
        "wikipedia_table": "city1,country1,city2,country2\nAa,Bb,Cc,Dd\n",
        "wikidata_export": "origincityLabel\torigincountry\tsistercityLabel\tdestination_countryLabel\n"
        "Aa\tBb\tCc\tDd\n",
        "italian_infobox": "comune_start_name|comune_end_name|comune_end_stato\nAa|Cc|Dd\n",
    }
    assert set(headers) < set(FORMATS)  # the others have tests of their own
    for name, text in headers.items():
        table = FORMATS[name].read(write(tmp_path, text))
        assert (table["city1"].item(), table["city2"].item()) == ("Aa", "Cc")
        assert all(raw in text for raw in FORMATS[name].columns.values())


@pytest.mark.parametrize("zipped", [True, False])
def test_geonames_is_read_with_quotes_and_namibia(tmp_path: Path, zipped: bool) -> None:
    path = write(tmp_path, GEONAMES_ROW.format(20000) + "\n", "places.txt")
    if zipped:
        with zipfile.ZipFile(tmp_path / "places.zip", "w") as archive:
            archive.write(path, "places.txt")
        path = tmp_path / "places.zip"
    places = read_geonames(path)
    assert places["country_code"].tolist() == ["NA"]
    assert places["name"].tolist() == ['Name "quoted']
    assert places["alternatenames"].tolist() == ['Eins,"Zwei']
    assert places["population"].tolist() == [20000]


def test_faulty_geonames_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="19 columns separated by tabs"):
        read_geonames(write(tmp_path, GEONAMES_ROW.replace("\t", ",")))
    with pytest.raises(BadInput, match='row 1, column "population": "many"'):
        read_geonames(write(tmp_path, GEONAMES_ROW.format("many")))
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as archive:
        archive.writestr("readme.md", "nothing")
    with pytest.raises(BadInput, match=r"a zip with one \.txt file"):
        read_geonames(tmp_path / "empty.zip")


@pytest.mark.parametrize(
    "reader",
    [
        read_eurostat_tsv,
        read_sdmx_csv,
        read_urban_audit,
        read_nuts,
        read_world_port_index,
        read_parlgov_parties,
        read_parlgov_cabinets,
        read_local_parties,
        read_wikidata_keys,
        read_ches_keys,
        read_supplied,
        read_nuts_typologies,
        read_twin_towns,
        read_wikidata_export,
        read_italian_infobox,
        read_geonames,
    ],
)
def test_a_missing_file_is_a_sentence(tmp_path: Path, reader: Reader) -> None:
    with pytest.raises(BadInput, match="this file to exist"):
        reader(tmp_path / "absent")


@pytest.mark.mirror
@pytest.mark.parametrize(
    ("reader", "path", "rows"),
    [
        (read_sdmx_csv, "eurostat_urb_cpop1/urb_cpop1_page_linear.csv", 6111),
        (read_sdmx_csv, "eurostat_regional/demo_r_pjanaggr3.csv", 39125),
        (read_sdmx_csv, "eurostat_regional/nama_10r_3gdp.csv", 35137),
        (read_urban_audit, "gisco_urau/URAU_LB_2021_4326_CITIES.geojson", 725),
        (read_nuts, "gisco_nuts/NUTS_RG_60M_2021_4326_LEVL_2.geojson", 334),
        (read_world_port_index, "nga_wpi/UpdatedPub150.csv", 3768),
        (read_parlgov_parties, "parlgov/view_party.csv", 1707),
        (read_parlgov_cabinets, "parlgov/view_cabinet.csv", 12640),
        (read_twin_towns, "twintowns_wikipedia_hekman/twin_cities_raw.csv", 26114),
        (read_italian_infobox, "twintowns_wikipedia_it_yuboski/twinings.csv", 4415),
        *(
            (read_wikidata_export, f"twintowns_wikidata_rogorido/{name}.tsv", rows)
            for name, rows in WIKIDATA_ROWS.items()
        ),
        (read_geonames, "geonames/cities15000.zip", 33407),
        # 2,564 rows of 15 years
        (read_eurostat_tsv, "eurostat_regional/nama_10r_2gdp_2017.tsv", 2564 * 15),
        # 12,453 rows of 23 years
        (read_eurostat_tsv, "eurostat_regional/estat_nama_10r_3gdp.tsv", 12453 * 23),
    ],
)
def test_the_real_files_are_read_whole(mirror: Path, reader: Reader, path: str, rows: int) -> None:
    assert len(reader(mirror / path)) == rows


@pytest.mark.mirror
def test_values_of_the_real_files(mirror: Path) -> None:
    gdp = read_eurostat_tsv(mirror / "eurostat_regional/estat_nama_10r_3gdp.tsv", {"unit": {"PPS_EU27_2020_HAB"}})
    berlin = gdp[gdp["geo"] == "DE300"].set_index("year")
    assert (berlin.loc[2021, "value"], berlin.loc[2021, "flag"]) == (40600, "e")
    assert pd.isna(berlin.loc[2022, "value"])
    population = read_sdmx_csv(mirror / "eurostat_urb_cpop1/urb_cpop1_page_linear.csv")
    assert population.loc[population["geo"] == "EL001C", "value"].tolist() == [2622404]
    cities = read_urban_audit(mirror / "gisco_urau/URAU_LB_2021_4326_CITIES.geojson")
    assert int(cities["capital"].sum()) == 27
    assert "LV" not in set(cities["country"])
    places = read_geonames(mirror / "geonames/cities15000.zip")
    assert "Windhoek" in set(places.loc[places["country_code"] == "NA", "name"])
