"""Readers of airports and routes: quirks on small files written for the purpose, and the real files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from paradiplomacy.problems import BadInput
from paradiplomacy.readers.airports import read_airports, read_routes

AIRPORT = '7,"Hafen, Nord","Hafen","Nordland","HAF","XXXX",54.5,10.25,30,1,"E","Europe/X","airport","Invented"\n'
NO_CODE = '8,"Steg","Steg","Nordland",\\N,"XXXY",-1.5,-20,30,1,"E","Europe/X","airport","Invented"\n'
ROUTES = "N1,1,HAF,7,STG,8,,0,320\nN1,1,HAF,7,XYZ,\\N,Y,1,320\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "input.dat"
    path.write_text(text, encoding="utf-8")
    return path


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


@pytest.mark.parametrize("reader", [read_airports, read_routes])
def test_an_absent_file_is_a_sentence(tmp_path: Path, reader: Callable[[Path], pd.DataFrame]) -> None:
    with pytest.raises(BadInput, match="this file to exist"):
        reader(tmp_path / "absent.xlsx")


@pytest.mark.mirror
def test_the_real_files_are_read(mirror: Path) -> None:
    airports = read_airports(mirror / "openflights/airports.dat")
    assert len(airports) == 7698
    assert len(read_routes(mirror / "openflights/routes.dat")) == 67663
    assert airports.set_index("code").loc["FRA", "airport"] == "Frankfurt am Main Airport"
