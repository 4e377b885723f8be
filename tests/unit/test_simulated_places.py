"""Places of the simulated world: the base map is decoded rightly, and cities and regions lie on it as published."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from demo_census import published_cities, published_regions

from paradiplomacy.simulate.basemap import europe_from_topojson, read_outlines
from paradiplomacy.simulate.geography import great_circle_km
from paradiplomacy.simulate.names import folded

ROUNDING = 0.0015  # degrees: vertices are written with three decimals


@pytest.fixture(scope="module")
def demo(root: Path) -> Path:
    return root / "resources" / "demo"


@pytest.fixture(scope="module")
def regions(demo: Path) -> pd.DataFrame:
    return published_regions(demo)


@pytest.fixture(scope="module")
def cities(demo: Path) -> pd.DataFrame:
    return published_cities(demo)


# ---- base map -------------------------------------------------------------------------------------------------------


def test_topojson_arcs_are_decoded_joined_and_cropped() -> None:
    # two unit squares share the arc 0, which the second one takes backwards; the second reaches past the window
    topology = {
        "transform": {"scale": [0.5, 0.5], "translate": [10, 40]},
        "arcs": [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]], [[2, 0], [2, 0], [0, 2], [-2, 0]]],
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "Left"}},
                    {"type": "MultiPolygon", "arcs": [[[-1, 2]]], "properties": {"name": "Right"}},
                    {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "Elsewhere"}},
                ]
            }
        },
    }
    map_ = europe_from_topojson(
        topology, window=(0.0, 0.0, 11.5, 50.0), members={"Left": "LL"}, neighbours={"Right": "RR"}
    )
    shapes = {f["properties"]["country"]: shapely.from_geojson(json.dumps(f["geometry"])) for f in map_["features"]}
    assert {code: shape.bounds for code, shape in shapes.items()} == {"LL": (10, 40, 11, 41), "RR": (11, 40, 11.5, 41)}
    assert shapes["LL"].area == 1.0
    assert shapes["RR"].area == 0.5


def test_a_ring_across_the_antimeridian_is_cropped_as_one_piece() -> None:
    # a square from 170 to 190 degrees, which jumps from 180 to -170 as TopoJSON stores it
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [[[170, 10], [20 - 360, 0], [0, 10], [340, 0], [0, -10]]],
        "objects": {"countries": {"geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"name": "Far"}}]}},
    }
    map_ = europe_from_topojson(topology, window=(160, 0, 180, 90), members={"Far": "FA"}, neighbours={})
    assert shapely.from_geojson(json.dumps(map_["features"][0]["geometry"])).bounds == (170, 10, 180, 20)


def test_a_base_map_without_a_member_state_is_refused() -> None:
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [],
        "objects": {"countries": {"geometries": []}},
    }
    with pytest.raises(ValueError, match="lacks LL"):
        europe_from_topojson(topology, members={"Left": "LL"}, neighbours={})


# ---- the census -----------------------------------------------------------------------------------------------------


def test_codes_and_names_are_unique_and_of_the_published_form(cities: pd.DataFrame, regions: pd.DataFrame) -> None:
    assert cities["URAU_CODE"].is_unique
    assert cities["URAU_CODE"].str.fullmatch(r"[A-Z]{2}\d{3}C").all()
    assert regions["NUTS_ID"].is_unique
    assert regions["NUTS_ID"].str.fullmatch(r"[A-Z]{2}[1-9A-F][1-4]").all()
    assert set(cities["NUTS3_2021"].str[:4]) <= set(regions["NUTS_ID"])
    keys = cities["CNTR_CODE"] + cities["URAU_NAME"].map(folded)
    assert keys.is_unique
    assert (regions["CNTR_CODE"] + regions["NAME_LATN"]).is_unique


@pytest.mark.mirror
def test_no_city_bears_the_name_of_a_real_one(mirror: Path, cities: pd.DataFrame) -> None:
    import zipfile

    with zipfile.ZipFile(mirror / "geonames" / "cities15000.zip") as archive:
        lines = archive.read(archive.namelist()[0]).decode("utf-8").splitlines()
    real = {folded(name) for line in lines for name in line.split("\t")[1:3]}
    assert not {name for name in cities["URAU_NAME"] if folded(name) in real}


def test_every_city_has_fifty_thousand_inhabitants_in_every_year(demo: Path, cities: pd.DataFrame) -> None:
    published = pd.read_csv(demo / "city_population.csv", keep_default_na=False)
    own = published[published["cities"].isin(cities["URAU_CODE"])]
    assert set(own["cities"]) == set(cities["URAU_CODE"])
    assert own["OBS_VALUE"].min() >= 50_000
    assert own.groupby("cities")["TIME_PERIOD"].max().nunique() > 1
    assert set(own["OBS_FLAG"]) == {"", "b", "d", "e"}


def test_cities_lie_in_their_country_and_region(root: Path, cities: pd.DataFrame, regions: pd.DataFrame) -> None:
    members, _ = read_outlines(root / "resources" / "basemap" / "europe.geojson")
    shapes = regions.set_index("NUTS_ID")["shape"]
    outside = [
        city.URAU_CODE
        for city in cities.itertuples()
        if not (members[city.CNTR_CODE].contains(city.point) and shapes[city.NUTS3_2021[:4]].contains(city.point))
    ]
    assert outside == []


def test_regions_are_valid_tile_their_country_and_do_not_overlap(root: Path, regions: pd.DataFrame) -> None:
    shapes = regions["shape"].to_numpy()
    assert shapely.is_valid(shapes).all()
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="intersects")
    pairs = first < second
    assert pairs.sum() > 300
    assert shapely.area(shapely.intersection(shapes[first[pairs]], shapes[second[pairs]])).max() == 0.0
    members, _ = read_outlines(root / "resources" / "basemap" / "europe.geojson")
    for country, own in regions.groupby("CNTR_CODE"):
        outline = members[str(country)]
        difference = shapely.union_all(own["shape"].to_numpy()).symmetric_difference(outline).area
        assert difference <= ROUNDING * outline.length, country


def test_great_circle_distance() -> None:
    # Berlin to Paris, 878 km; a quarter of the meridian, pi/2 times the mean radius
    berlin_paris = great_circle_km(np.array([52.52]), np.array([13.405]), np.array([48.8566]), np.array([2.3522]))
    assert berlin_paris[0, 0] == pytest.approx(877.5, abs=1)
    assert great_circle_km(np.zeros(1), np.zeros(1), np.array([90.0]), np.zeros(1))[0, 0] == pytest.approx(
        10007.56, abs=0.01
    )
