"""Readers of NUTS codes, their changes, weights between versions, local units, areas and supplied lists."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from paradiplomacy.problems import BadInput
from paradiplomacy.readers.lau import read_local_units
from paradiplomacy.readers.nuts_codes import read_converter, read_nuts_changes, read_nuts_codes
from paradiplomacy.readers.supplied_cities import read_supplied_cities
from paradiplomacy.readers.topojson import read_nuts_areas

CODES_HEADER = ["Code 2021", "Country", "NUTS level 1", "NUTS level 2", "NUTS level 3", "NUTS level"]
CODES = [
    [None] * 6,
    CODES_HEADER,
    ["AA", "Aland\u00a0", None, None, None, 0],
    ["AA1", None, "North", None, None, 1],
    [None] * 6,
    ["AA11", None, None, "North  West", None, 2],
    ["AA111", None, None, None, "Port", 3],
    ["Statistical regions:", None, None, None, None, None],
]
CHANGES = [
    ["Code 2016", "Code 2021", "Country", "Level 1 \n(italics)", "Level 2", "Level 3", "Codes*", "Change comments"],
    ["AA11", "AA11", None, None, "North West", None, None, None],
    ["AA12", "AA13", None, None, "South", None, 2, "recoded"],
    ["AA14", None, None, None, "East", None, 5, "discontinued; split\ninto new AA15 and AA16"],
    [None, "AA15", None, None, "East 1", None, 6, "new"],
]  # fmt: skip
MATRIX = "code_v2016,code_v2021,uniqueID,areaKm,pop11,pop21\nAA12,AA13,AA12AA13,1,9,10.5\nAA14,AA13,AA14AA13,1,0,0.5\n"
LAU_HEADER = "gisco_id,country,nuts_2,nuts_3,lau_id,lau_name,population,area_km2,year,fid,concordance\n"
LAUS = LAU_HEADER + (
    "AA_007,AA,AA11,AA111,007,Bochum,29718,1,2020,AA_007,official\n"
    "AA_07,AA,AA11,AA111,07,Bochum,NA,1,2020,AA_07,geometry\n"
    "EL_01,EL,EL51,EL513,01,Κοινότητα Κομοτηνής,54272,1,2020,EL_01,official\n"
)
SUPPLIED_HEADER = "unit_id,name,country,latitude,longitude,population,population_year,capital,nuts3\n"


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def topology(**changes: Any) -> dict[str, Any]:
    """Two squares of 10 km that share an arc, quantised to kilometres; arcs are given by differences."""
    regions = [
        {"type": "Polygon", "arcs": [[0, 1]], "properties": {"id": "AA111", "na": "West"}},
        {"type": "MultiPolygon", "arcs": [[[-1, 2]]], "properties": {"id": "AA112", "na": "East"}},
    ]
    content = {
        "type": "Topology",
        "transform": {"scale": [1000, 1000], "translate": [4_000_000, 3_000_000]},
        "objects": {"nutsrg": {"type": "GeometryCollection", "geometries": regions}},
        "arcs": [[[10, 0], [0, 10]], [[10, 10], [-10, 0], [0, -10], [10, 0]], [[10, 0], [10, 0], [0, 10], [-10, 0]]],
    }
    return content | changes


def written(path: Path, content: dict[str, Any]) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_codes_are_read_with_the_name_of_their_level_and_notes_are_left_out(tmp_path: Path) -> None:
    table = read_nuts_codes(workbook(tmp_path / "codes.xlsx", {"Version": [["1"]], "NUTS & SR 2021": CODES}))
    assert table.to_numpy().tolist() == [
        ["AA", 0, "Aland", 3],
        ["AA1", 1, "North", 4],
        ["AA11", 2, "North West", 6],
        ["AA111", 3, "Port", 7],
    ]


def test_changes_are_read_with_codes_that_are_new_or_no_more(tmp_path: Path) -> None:
    table = read_nuts_changes(workbook(tmp_path / "changes.xlsx", {"Changes detailed NUTS 2016-2021": CHANGES}))
    assert table["before"].fillna("").tolist() == ["AA11", "AA12", "AA14", ""]
    assert table["after"].fillna("").tolist() == ["AA11", "AA13", "", "AA15"]
    assert table["change"].fillna("").tolist() == ["", "recoded", "discontinued; split into new AA15 and AA16", "new"]


@pytest.mark.parametrize(
    ("sheets", "sentence"),
    [
        ({"Other": CODES}, 'a sheet "NUTS & SR <year>"'),
        ({"NUTS & SR 2021": [["Region", "Country"]]}, 'a header that begins "Code <year>"'),
        ({"NUTS & SR 2021": [CODES_HEADER, ["AA", "Aland"], ["AA", "Aland"]]}, "each code once"),
        ({"NUTS & SR 2021": [CODES_HEADER, ["AA1", "Aland"]]}, "a name in the column of NUTS level 1"),
        ({"NUTS & SR 2021": [CODES_HEADER]}, "NUTS codes in the first column"),
    ],
)
def test_a_faulty_workbook_is_a_sentence(tmp_path: Path, sheets: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadInput) as bad:
        read_nuts_codes(workbook(tmp_path / "codes.xlsx", sheets))
    assert sentence in bad.value.report()


def test_weights_are_the_people_in_both_regions(tmp_path: Path) -> None:
    path = tmp_path / "matrix.csv"
    path.write_text(MATRIX, encoding="utf-8")
    assert read_converter(path).to_numpy().tolist() == [["AA12", "AA13", 10.5, 2], ["AA14", "AA13", 0.5, 3]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b\n1,2\n", "a matrix with two columns of codes"),
        (MATRIX + "AA12,AA13,x,1,1,1\n", "each row to have a key of its own"),
        (MATRIX.replace("10.5", "-1"), "a number of at least 0 expected"),
        (MATRIX.replace("10.5", "many"), '"many" found'),
    ],
)
def test_a_faulty_matrix_is_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "matrix.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as bad:
        read_converter(path)
    assert sentence in bad.value.report()


def test_local_units_keep_their_zeros_their_twins_and_their_script(tmp_path: Path) -> None:
    path = tmp_path / "lau.csv"
    path.write_text(LAUS, encoding="utf-8")
    table = read_local_units(path)
    assert table["lau_id"].tolist() == ["007", "07", "01"]
    assert table["name"].tolist() == ["Bochum", "Bochum", "Κοινότητα Κομοτηνής"]
    assert table["population"].isna().tolist() == [False, True, False]
    assert table["nuts3"].tolist() == ["AA111", "AA111", "EL513"]


def test_a_local_unit_that_stands_twice_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "lau.csv"
    path.write_text(LAUS + "x,AA,AA11,AA112,007,Other,1,1,2020,x,official\n", encoding="utf-8")
    with pytest.raises(BadInput, match="AA, 007"):
        read_local_units(path)


def test_arcs_are_decoded_to_metres(tmp_path: Path) -> None:
    table = read_nuts_areas(written(tmp_path / "areas.json", topology()))
    assert table["nuts_id"].tolist() == ["AA111", "AA112"]
    west, east = table["geometry"]
    assert west.bounds == (4_000_000, 3_000_000, 4_010_000, 3_010_000)
    assert east.bounds == (4_010_000, 3_000_000, 4_020_000, 3_010_000)
    assert west.area == east.area == 10_000**2
    assert west.intersection(east).length == 10_000


def _twice() -> dict[str, Any]:
    content = topology()
    geometries = content["objects"]["nutsrg"]["geometries"]
    geometries.append(geometries[0])
    return content


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (topology(objects={"other": {"type": "GeometryCollection", "geometries": []}}), 'an object "nutsrg"'),
        (topology(transform={"scale": [0.1, 0.1], "translate": [10, 50]}), "coordinates in metres"),
        (_twice(), '"AA111" found, each region once'),
        ({"type": "other"}, 'TopoJSON with an object "nutsrg"'),
    ],
)
def test_faulty_areas_are_a_sentence(tmp_path: Path, content: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadInput) as bad:
        read_nuts_areas(written(tmp_path / "areas.json", content))
    assert sentence in bad.value.report()


def test_the_template_of_supplied_cities_is_read(root: Path) -> None:
    table = read_supplied_cities(root / "resources/supplied_cities_template.csv")
    assert table["capital"].tolist() == [True, False]
    assert table["nuts3"].isna().tolist() == [False, True]


def test_all_faults_of_a_supplied_list_are_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "cities.csv"
    path.write_text(SUPPLIED_HEADER + "a,A,AA,99,10,0,2021,1,\na,B,AA,50,10,60000,2021,1,\n", encoding="utf-8")
    with pytest.raises(BadInput) as bad:
        read_supplied_cities(path)
    assert {problem.column for problem in bad.value.problems} == {"latitude", "population", "unit_id"}


@pytest.mark.parametrize(
    "reader",
    [read_nuts_codes, read_nuts_changes, read_converter, read_local_units, read_nuts_areas, read_supplied_cities],
)
def test_a_missing_file_is_a_sentence(tmp_path: Path, reader: Callable[[Path], pd.DataFrame]) -> None:
    with pytest.raises(BadInput, match="this file to exist"):
        reader(tmp_path / "absent")


@pytest.mark.mirror
@pytest.mark.parametrize(
    ("reader", "path", "rows"),
    [
        (read_nuts_codes, "eurostat_nuts_codes/NUTS2021.xlsx", 2121),
        (read_nuts_changes, "eurostat_nuts_codes/NUTS2016-NUTS2021.xlsx", 2146),
        (read_converter, "jrc_nuts_converter/n2_cm_v2016_v2021.csv", 310),
        (read_converter, "jrc_nuts_converter/n2_cm_v2013_v2021.csv", 322),
        (read_converter, "jrc_nuts_converter/n3_cm_v2016_v2021.csv", 1429),
        (read_converter, "jrc_nuts_converter/n3_cm_v2021_v2024.csv", 1222),
        (read_nuts_areas, "gisco_nuts/nuts2json_20M_3.json", 1508),
        (read_nuts_areas, "gisco_nuts/nuts2json_20M_2.json", 324),
    ],
)
def test_the_real_files_are_read_whole(
    mirror: Path, reader: Callable[[Path], pd.DataFrame], path: str, rows: int
) -> None:
    assert len(reader(mirror / path)) == rows


@pytest.mark.mirror
def test_all_real_local_units_are_read(mirror: Path) -> None:
    files = sorted((mirror / "edjnet_lau_nuts/concordance_combo_lau2020_nuts2021").glob("*.csv"))
    tables = [read_local_units(path) for path in files]
    assert len(files) == 27
    assert sum(map(len, tables)) == 95_217
    assert sum(table["population"].isna().sum() for table in tables) == 2
