"""Readers of airports, routes and typologies: quirks on small files written for the purpose, and the real files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from paradiplomacy.problems import BadInput
from paradiplomacy.readers.airports import read_airports, read_routes
from paradiplomacy.readers.gisco import read_typologies

AIRPORT = '7,"Hafen, Nord","Hafen","Nordland","HAF","XXXX",54.5,10.25,30,1,"E","Europe/X","airport","Invented"\n'
NO_CODE = '8,"Steg","Steg","Nordland",\\N,"XXXY",-1.5,-20,30,1,"E","Europe/X","airport","Invented"\n'
ROUTES = "N1,1,HAF,7,STG,8,,0,320\nN1,1,HAF,7,XYZ,\\N,Y,1,320\n"
TYPES = {"XX111": 1, "XX112": 2, "XX121": 3}


def write(folder: Path, text: str) -> Path:
    path = folder / "input.dat"
    path.write_text(text, encoding="utf-8")
    return path


def regions(folder: Path, *types: tuple[str, object]) -> Path:
    point = {"type": "Point", "coordinates": [0, 0]}
    features = [
        {"type": "Feature", "geometry": point, "properties": {"NUTS_ID": code, "COAST_TYPE": kind}}
        for code, kind in (*TYPES.items(), *types)
    ]
    return write(folder, json.dumps({"type": "FeatureCollection", "features": features}))


def test_airports_have_no_header_and_may_lack_a_code(tmp_path: Path) -> None:
    table = read_airports(write(tmp_path, AIRPORT + NO_CODE))
    assert table["airport"].tolist() == ["Hafen, Nord", "Steg"]
    assert table["code"].fillna("none").tolist() == ["HAF", "none"]
    assert table[["airport_id", "latitude", "longitude", "row"]].to_numpy().tolist() == [
        [7, 54.5, 10.25, 1],
        [8, -1.5, -20.0, 2],
    ]


def test_a_route_may_lead_to_an_airport_that_the_source_does_not_know(tmp_path: Path) -> None:
    table = read_routes(write(tmp_path, ROUTES))
    assert table["destination_id"].fillna(-1).tolist() == [8, -1]
    assert table["stops"].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("reader", "text", "said"),
    [
        (read_airports, "", "rows"),
        (read_airports, "id;name\n", 'input.dat, row 1: "id;name" found, 14 cells, separated by commas'),
        (read_airports, AIRPORT + AIRPORT, 'row 2, column "airport id": "7" found, an identifier of its own'),
        (read_airports, AIRPORT.replace("54.5", "154.5"), '"154.5, 10.25" found, latitude and longitude in degrees'),
        (read_routes, ROUTES.replace(",0,", ",no,"), 'row 1, column "stops": "no" found, a whole number expected'),
        (read_routes, ROUTES.replace(",7,", ",seven,"), 'column "origin id": "seven" found'),
    ],
)
def test_a_faulty_file_is_a_sentence(
    tmp_path: Path, reader: Callable[[Path], pd.DataFrame], text: str, said: str
) -> None:
    with pytest.raises(BadInput) as bad:
        reader(write(tmp_path, text))
    assert said in bad.value.report()


@pytest.mark.parametrize("reader", [read_airports, read_routes, read_typologies])
def test_an_absent_file_is_a_sentence(tmp_path: Path, reader: Callable[[Path], pd.DataFrame]) -> None:
    with pytest.raises(BadInput, match="this file to exist"):
        reader(tmp_path / "absent.xlsx")


def test_both_kinds_of_coast_count(tmp_path: Path) -> None:
    table = read_typologies(regions(tmp_path)).set_index("nuts3")
    assert table["coastal"].to_dict() == {"XX111": True, "XX112": True, "XX121": False}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("XX111", 3), 'row 4, column "COAST_TYPE": "XX111: 3" found, each region once'),
        (("XX122", 4), '"XX122: 4" found, each region once, with a type of coast of 1, 2, 3'),
        (("XX122", None), 'row 4, column "COAST_TYPE": a value is required'),
    ],
)
def test_an_unknown_type_of_coast_is_a_sentence(tmp_path: Path, more: tuple[str, object], said: str) -> None:
    with pytest.raises(BadInput) as bad:
        read_typologies(regions(tmp_path, more))
    assert said in bad.value.report()


@pytest.mark.mirror
def test_the_real_files_are_read(mirror: Path) -> None:
    airports = read_airports(mirror / "openflights/airports.dat")
    assert len(airports) == 7698
    assert len(read_routes(mirror / "openflights/routes.dat")) == 67663
    assert airports.set_index("code").loc["FRA", "airport"] == "Frankfurt am Main Airport"
    types = read_typologies(mirror / "gisco_nuts/NUTS_LB_2021_4326_LEVL_3.geojson").set_index("nuts3")["coastal"]
    assert (len(types), int(types.sum())) == (1514, 543)
    assert [bool(types[code]) for code in ("DE600", "CZ010", "BE211", "DE212")] == [True, False, True, False]
