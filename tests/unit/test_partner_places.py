"""Where partner places lie: names that several places bear, provinces and cities of one name, coasts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from paradiplomacy.findings.network_fields import NETWORK_LOCATED
from paradiplomacy.findings.partner_places import PlaceFinder, locate_places, read_partner_places
from paradiplomacy.problems import BadInput
from paradiplomacy.reports.network_figures import TILES
from paradiplomacy.simulate.places import AMERICAN_CITIES, CHINESE_CITIES
from paradiplomacy.tables import read_table, write_table

PLACES = """place_id,country,kind,name,admin1,population,names,context_names
1,XX,city,Alba,North,900000,Alba|Albah,
2,XX,city,Alba,South,200000,,Alba
3,XX,city,Twin,North,50000,Twin,
4,XX,city,Twin,South,40000,Twin,
5,XX,city,Capital,,700000,Capital,
6,XX,city,South,North,30000,South,
7,XX,city,Large,North,800000,Large,
8,XX,city,Unsized,,0,Unsized,
XX-N,XX,province,North,,0,North,
XX-S,XX,province,South,,0,South,
XX-L,XX,state,Large State,,0,Large State,
9,XX,county,Alba County,N,0,Alba County,
10,YY,city,Harbour,,500000,Harbour,
11,XX,city,Twin,South,100,Twin,
"""
COORDINATES = """place_id,latitude,longitude
1,10.0,20.0
2,0.0,20.0
7,12.0,20.0
10,5.0,21.0
"""


@pytest.fixture
def gazetteer(tmp_path: Path) -> pd.DataFrame:
    (tmp_path / "places.csv").write_text(PLACES, encoding="utf-8")
    (tmp_path / "coordinates.csv").write_text(COORDINATES, encoding="utf-8")
    return read_partner_places([tmp_path / "places.csv"], tmp_path / "coordinates.csv")


@pytest.fixture
def finder(gazetteer: pd.DataFrame) -> PlaceFinder:
    return PlaceFinder(gazetteer, {"YY": "XX"}, 3.0)


@pytest.mark.parametrize(
    ("level", "place", "province", "reason"),
    [
        ("city", "Alba", "North", "the largest of 2 places of this name"),
        ("city", "ALBAH", "North", "one place of this name"),
        ("city", "Alba, South", "South", "the province or state that qualifies it"),
        ("city", "Alba (South)", "South", "the province or state that qualifies it"),
        ("city", "Alba (Ruritania)", "North", "the largest of 2 places of this name"),
        ("city", "Twin", None, "3 places of this name, the largest of about one size (North, South)"),
        ("city", "Twin (North)", "North", "the province or state that qualifies it"),
        ("city", "Capital", "Capital", "one place of this name"),
        ("city", "Harbour", "Harbour", "one place of this name"),  # of a territory that is counted to the partner
        ("city", "South", "South", "province or state of this name"),  # not the town of 30,000
        ("city", "Large", "North", "one place of this name"),  # a large city goes before the state of its name
        ("region", "Large", "Large State", "province or state of this name"),
        ("city", "Alba County", "North", "one place of this name"),
        ("city", "Unsized", None, "no place of this name in the gazetteer"),
        ("city", "Nowhere", None, "no place of this name in the gazetteer"),
    ],
)
def test_places_are_found_or_set_aside_with_a_reason(
    finder: PlaceFinder, level: str, place: str, province: str | None, reason: str
) -> None:
    row, why = finder.find("XX", level, place)
    assert (row and row["admin1"], why) == (province, reason)
    assert finder.find("ZZ", level, place)[0] is None


def test_a_province_has_the_people_and_the_middle_of_its_cities(gazetteer: pd.DataFrame) -> None:
    north = gazetteer.set_index("place_id").loc["XX-N"]
    assert north["population"] == 1_700_000
    assert north["latitude"] == pytest.approx((900 * 10 + 800 * 12) / 1700)


def test_coasts_are_known_only_where_ports_of_the_country_are(finder: PlaceFinder, tmp_path: Path) -> None:
    ties = pd.DataFrame({"partner": "XX", "level": "city", "place": ["Alba", "Alba", "Large", "Twin", "South"]})
    ports = pd.DataFrame({"country": ["Exland"], "latitude": [10.1], "longitude": [20.0]})
    labels = {"XX": ["Exland"]}
    found = locate_places(ties, finder, ports, labels=labels, coast_km=30).set_index("place")
    assert found["ties"].to_dict() == {"Alba": 2, "Large": 1, "South": 1, "Twin": 1}
    assert found["coastal"].dropna().to_dict() == {"Alba": True, "Large": False}  # a province has no coast, or several
    assert found.loc["Alba", "port_km"] == pytest.approx(11.1, abs=0.1)
    elsewhere = locate_places(ties, finder, ports.assign(country="Whyland"), labels=labels, coast_km=30)
    assert elsewhere["coastal"].isna().all()
    write_table(found.reset_index().assign(world="t"), tmp_path / "n.csv", NETWORK_LOCATED)


def test_a_gazetteer_without_a_column_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("place_id,country\n1,XX\n", encoding="utf-8")
    with pytest.raises(BadInput, match="this column to be present"):
        read_partner_places([tmp_path / "places.csv"], tmp_path / "coordinates.csv")


def test_known_cities_are_found_in_their_province_and_each_has_a_tile(root: Path) -> None:
    folder = root / "resources/gazetteer"
    places = read_partner_places([folder / "places.csv", folder / "small_places.csv"], folder / "coordinates.csv")
    finder = PlaceFinder(places, {"HK": "CN", "MO": "CN"}, 3.0)
    tiles = read_table(root / "resources/tile_grid.csv", TILES)
    assert not tiles.duplicated(["country", "row", "column"]).any()
    wrong: dict[str, list[Any]] = {"CN": [], "US": []}
    found = {"CN": 0, "US": 0}
    for partner, cities in (("CN", CHINESE_CITIES), ("US", AMERICAN_CITIES)):
        for province, names in cities.items():
            assert finder.find(partner, "region", province)[0] is not None, province
            for name in names.split("|"):
                row, _ = finder.find(partner, "city", name)
                if row is not None:
                    found[partner] += 1
                    if row["admin1"].removesuffix(" State") != province:
                        wrong[partner].append((name, province, row["admin1"]))
        grid = set(tiles.loc[tiles["country"] == partner, "admin1"])
        assert {name for name in cities if name not in grid and f"{name} State" not in grid} == set()
    # a list that says no more than the name: those that it leaves open are set aside, and few are mistaken
    assert found["CN"] > 150
    assert found["US"] > 200
    assert len(wrong["CN"]) <= 0.02 * found["CN"], wrong["CN"]
    assert len(wrong["US"]) <= 0.04 * found["US"], wrong["US"]
