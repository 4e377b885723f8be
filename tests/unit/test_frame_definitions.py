"""Definitions of a city as data: places of GeoNames without districts, supplied lists, and how they are counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from frame_evidence import COUNTRIES, evidence, settings
from pyproj import Transformer

from paradiplomacy.config.model import World
from paradiplomacy.findings.fields import FRAME_COUNTS
from paradiplomacy.findings.frame_counts import CountedEvidence, count_frames, read_self_governing
from paradiplomacy.findings.published import load_published_figures
from paradiplomacy.frame.build import Frame, build_frame
from paradiplomacy.frame.districts import district_reasons, read_districts
from paradiplomacy.frame.fields import COVARIATE_SOURCES, UNITS
from paradiplomacy.frame.locate import BY_AREA, BY_NAME, nuts3_of_places
from paradiplomacy.problems import BadInput
from paradiplomacy.readers.geonames import read_geonames

PLACE_COLUMNS = [
    "geonameid", "name", "feature_code", "country_code", "admin1_code", "admin2_code", "admin3_code", "admin4_code",
    "population", "latitude", "longitude",
]  # fmt: skip
PLACES = pd.DataFrame(
    [
        (1, "Hafen", "PPLC", "AA", "1", "11", "111", None, 900_000, 54.0, 10.0),
        (2, "Hafen-Ost", "PPL", "AA", "1", "11", "111", "111_1", 200_000, 54.0, 10.05),
        (3, "Hafen-Mitte", "PPLX", "AA", "1", "11", None, None, 80_000, 54.0, 10.01),
        (4, "Berg", "PPLA", "AA", "1", "12", "121", None, 70_000, 50.0, 11.0),
        (5, "Neuberg", "PPL", "AA", "1", "12", "121", None, 150_000, 50.1, 11.0),
        (6, "Au", "PPL", "AA", "1", "12", "121", None, 60_000, 50.5, 11.5),
        (7, "Revier", "PPL", "AA", "1", None, None, None, 95_000, 50.2, 11.2),
        (8, "Klein", "PPL", "AA", "1", "12", "122", None, 49_999, 50.3, 11.1),
        (9, "Polis", "PPLC", "GR", "E", "99", None, None, 600_000, 38.0, 23.0),
        (10, "Fern", "PPLC", "ZZ", None, None, None, None, 5_000_000, 0.5, 0.5),
    ],
    columns=PLACE_COLUMNS,
).assign(asciiname=lambda t: t["name"], alternatenames=pd.NA, feature_class="P", row=range(1, 11))
LISTED = pd.DataFrame(
    [(6, "Au", False, "municipality of its own"), (7, "Revier", True, "several municipalities")],
    columns=["geonameid", "name", "is_district", "reason"],
)
LOCAL_UNITS = pd.DataFrame(
    [
        ("AA", "AA111", "Hafen", 900_000, "lau_a"),
        ("AA", "AA121", "Berg", 40_000, "lau_a"),
        ("AA", "AA111", "Berg", 300, "lau_a"),  # a village of the same name
        ("AA", "AA121", "Stadt", 55_000, "lau_a"),
        ("EL", "EL111", "Κοινότητα", 51_000, "lau_e"),
    ],
    columns=["country", "nuts3", "name", "population", "source"],
)
TO_METRES = Transformer.from_crs(4326, 3035, always_xy=True)


def area(west: float, south: float, east: float, north: float) -> Any:
    return shapely.transform(
        shapely.box(west, south, east, north), lambda x, y: TO_METRES.transform(x, y), interleaved=False
    )


AREAS = pd.DataFrame(
    {
        "nuts_id": ["AA111", "AA121", "EL111", "BB111"],
        "geometry": [area(9, 53, 11, 55), area(10, 49, 12, 51), area(22, 37, 24, 39), area(11.4, 50.4, 11.6, 50.6)],
    }
)


def test_districts_go_by_type_by_municipality_and_by_the_list() -> None:
    reasons = district_reasons(PLACES, LISTED).set_axis(PLACES["name"]).dropna()
    assert reasons.to_dict() == {
        "Hafen-Ost": "district: in the municipality of Hafen by its codes",
        "Hafen-Mitte": "district: GeoNames calls it a section of a place",
        # the seat of administration comes before the larger place
        "Neuberg": "district: in the municipality of Berg by its codes",
        "Revier": "district: several municipalities",
    }


def test_districts_do_not_depend_on_the_order_of_places() -> None:
    shuffled = district_reasons(PLACES.sample(frac=1, random_state=5), LISTED)
    pd.testing.assert_series_equal(shuffled.sort_index(), district_reasons(PLACES, LISTED))


def placed(rows: list[tuple[str, str, float, float, int]], weights: pd.DataFrame | None = None) -> list[list[Any]]:
    table = pd.DataFrame(rows, columns=["country", "name", "longitude", "latitude", "population"])
    return nuts3_of_places(table, LOCAL_UNITS, AREAS, weights).astype(object).fillna("").to_numpy().tolist()


def test_a_place_is_found_by_its_name_else_by_its_point_in_its_own_country() -> None:
    assert placed([("AA", "Hafen", 0, 0, 900_000)]) == [["AA111", BY_NAME]]
    assert placed([("AA", "Berg", 11, 50, 70_000)]) == [["AA121", BY_NAME]]  # the village is too small to be it
    assert placed([("AA", "Au", 11.5, 50.5, 60_000)]) == [["AA121", BY_AREA]]  # although BB111 lies there, too
    assert placed([("AA", "Insel", 9.0, 55.02, 60_000)]) == [["AA111", BY_AREA]]  # 2 km off the coast
    assert placed([("AA", "Weit", 5.0, 55.0, 60_000)]) == [["", ""]]
    assert placed([("CC", "Ohne", 10.0, 50.0, 60_000)]) == [["", ""]]


def test_a_place_in_a_region_that_was_divided_since_is_not_placed() -> None:
    weights = pd.DataFrame(
        [("AA111", "AA119", 1.0), ("AA121", "AA128", 0.6), ("AA121", "AA129", 0.4)],
        columns=["origin", "target", "share"],
    )
    assert placed([("AA", "X", 10, 54, 1), ("AA", "Y", 11, 50, 1)], weights) == [["AA119", BY_AREA], ["", ""]]


def frame_of_places(**changes: Any) -> Frame:
    tables = {"cities": PLACES, "population": None, "local": None, "districts": LISTED, "areas": AREAS}
    configured = settings(
        cities={"kind": "places", "source": "geonames", "population": None},
        parties={"local": None},
        nuts={"local_units": ["lau_a", "lau_e"], "areas": {"source": "areas"}},
    )
    return build_frame(evidence(**(tables | {"local_units": LOCAL_UNITS} | changes)), configured)


def test_a_census_of_places_keeps_its_contracts_and_its_books() -> None:
    frame = frame_of_places()
    cities = frame.units[frame.units["level"] == "city"].set_index("unit_id")
    assert cities.index.tolist() == ["GN1", "GN4", "GN6", "GN9"]
    assert cities["nuts3"].tolist() == ["AA111", "AA121", "AA121", "EL111"]
    assert cities["population"].tolist() == [900_000, 70_000, 60_000, 600_000]
    assert cities["population_year"].isna().all()
    assert cities["capital"].tolist() == [True, False, False, True]
    counts = frame.accounting.set_index("file").loc["geonames", ["rows_in", "rows_out", "rows_set_aside"]]
    assert counts.tolist() == [10, 4, 6]
    sources = frame.covariate_sources.set_index(["unit_id", "field"])
    assert sources.loc[("GN1", "nuts3"), ["source", "geographic_level"]].tolist() == ["lau_a", BY_NAME]
    assert sources.loc[("GN9", "nuts3"), ["source", "geographic_level"]].tolist() == ["areas", BY_AREA]
    for dataset, table in ((UNITS, frame.units), (COVARIATE_SOURCES, frame.covariate_sources)):
        assert dataset.problems(table, dataset.name) == []


def test_a_place_without_a_region_is_set_aside_with_its_reason() -> None:
    frame = frame_of_places(areas=None)
    reasons = dict(zip(frame.set_aside["record"], frame.set_aside["reason"], strict=True))
    assert reasons["GN9 Polis"] == "its NUTS 3 region was not found"
    assert reasons["GN10 Fern"] == "country ZZ is not studied"
    assert reasons["GN8 Klein"] == "fewer than 50000 inhabitants"


def supplied(rows: list[tuple[Any, ...]]) -> Frame:
    columns = [
        "unit_id",
        "name",
        "country",
        "latitude",
        "longitude",
        "population",
        "population_year",
        "capital",
        "nuts3",
    ]
    cities = pd.DataFrame(rows, columns=columns).assign(row=range(2, len(rows) + 2)).astype({"nuts3": "string"})
    configured = settings(
        cities={"kind": "supplied", "source": "mine", "population": None},
        parties={"local": None},
        nuts={"areas": {"source": "areas"}},
    )
    return build_frame(evidence(cities=cities, population=None, local=None, areas=AREAS), configured)


MINE = [
    ("A1", "Hafen", "AA", 54.0, 10.0, 90_000, 2021, True, None),
    ("A2", "Berg", "AA", 50.0, 11.0, 60_000, 2019, False, "AA121"),
    ("A3", "Klein", "AA", 50.0, 11.0, 40_000, 2019, False, "AA121"),
]


def test_a_supplied_list_is_a_census() -> None:
    frame = supplied(MINE)
    cities = frame.units[frame.units["level"] == "city"].set_index("unit_id")
    assert cities[["nuts3", "population", "population_year"]].to_numpy().tolist() == [
        ["AA111", 90_000, 2021],
        ["AA121", 60_000, 2019],
    ]
    fields = frame.covariate_sources[frame.covariate_sources["field"] == "nuts3"]
    assert fields["unit_id"].tolist() == ["A1"]  # the other brought its own
    reasons = dict(zip(frame.set_aside["record"], frame.set_aside["reason"], strict=True))
    assert reasons["A3 Klein, 40000 inhabitants in 2019"] == "fewer than 50000 inhabitants"


def test_a_supplied_list_without_a_capital_is_a_sentence() -> None:
    with pytest.raises(BadInput, match="add the capital with a 1 in the column capital"):
        supplied([(*row[:7], False, row[8]) for row in MINE])


def test_population_is_given_for_the_urban_audit_and_only_there() -> None:
    with pytest.raises(ValueError, match="population is given for kind: urban_audit"):
        settings(cities={"kind": "places"})


# ---- counts ---------------------------------------------------------------------------------------------------------

OPEN = World(name="open", simulated=False, stamp="")


def counted(root: Path, world: World = OPEN, **changes: Any) -> pd.DataFrame:
    frame = build_frame(evidence(), settings())
    tables: dict[str, Any] = {
        "places": PLACES, "districts": LISTED, "local_units": LOCAL_UNITS,
        "self_governing": pd.DataFrame([("AA", "lands", 5), ("EL", "none", 0)], columns=["country", "tier", "regions"]),
    }  # fmt: skip
    counted_evidence = CountedEvidence(
        units=frame.units,
        set_aside=frame.set_aside,
        countries=COUNTRIES,
        published=load_published_figures(root / "resources/published_figures.yaml"),
        **(tables | changes),
    )
    return count_frames(counted_evidence, settings(), world)


def test_units_are_counted_by_each_definition(root: Path) -> None:
    table = counted(root)
    assert FRAME_COUNTS.problems(table, "frame_counts") == []
    found = table.set_index(["area", "definition"])["units"]
    name = "frame: Urban Audit cities of 50,000 and more"
    assert [found[area, name] for area in ("AA", "EL", "CEE", "all")] == [2, 1, 0, 3]
    assert [found[area, "places of GeoNames, without districts"] for area in ("AA", "EL", "all")] == [3, 1, 4]
    assert [found[area, "local units (LAU)"] for area in ("AA", "EL", "all")] == [2, 1, 3]
    assert [found[area, "self-governing regions"] for area in ("AA", "all")] == [5, 5]
    assert (table["difference"].dropna() == (table["units"] - table["frame_units"])[table["difference"].notna()]).all()


def test_the_words_are_those_that_the_data_support(root: Path) -> None:
    table = counted(root).set_index(["area", "definition"])["explanation"].fillna("")
    assert "1 fewer than 50000 inhabitants" in table["AA", "frame: Urban Audit cities of 50,000 and more"]
    assert "1 no population in population" in table["AA", "frame: Urban Audit cities of 50,000 and more"]
    assert table["AA", "places of GeoNames, without districts"].endswith("Districts that are not counted: 4.")
    assert table["EL", "local units (LAU)"] == ""  # no difference, nothing to explain
    assert table["AA", "self-governing regions"] == "Self-governing: lands."


def test_a_simulated_world_is_compared_only_with_what_the_simulator_was_given(root: Path) -> None:
    world = World(name="demo", simulated=True, stamp="SIMULATED")
    sources = dict.fromkeys(["places", "districts", "local_units", "self_governing"])
    table = counted(root, world, **sources)
    published = table[table["definition"] == "published"]
    assert sorted(zip(published["area"], published["units"], strict=True)) == [("CEE", 64), ("CEE", 218), ("all", 745)]
    assert set(table["definition"]) == {
        "published", "frame: NUTS 2 regions", "frame: Urban Audit cities of 50,000 and more",
    }  # fmt: skip


def test_the_lists_of_this_project_are_read(root: Path) -> None:
    assert read_districts(root / "resources/geonames_districts.csv")["is_district"].sum() == 6
    governing = read_self_governing(root / "resources/self_governing_regions.csv").set_index("country")["regions"]
    assert (len(governing), governing["PL"]) == (27, 16)


@pytest.mark.mirror
def test_known_districts_of_the_real_places_are_found(root: Path, mirror: Path) -> None:
    places = read_geonames(mirror / "geonames/cities15000.zip")
    places = places[places["population"] >= 50_000]
    listed = read_districts(root / "resources/geonames_districts.csv")
    known = places.set_index("geonameid")["name"]
    assert all(known[row.geonameid] == row.name_ for row in listed.rename(columns={"name": "name_"}).itertuples())
    reasons = district_reasons(places, listed)
    districts = set(places.loc[reasons.notna(), "name"])
    assert {"Ciudad Lineal", "Ursynów", "Marseille 13", "Petržalka", "Mestre"} <= districts
    assert not {"Madrid", "Warsaw", "Marseille", "Venice", "El Ejido", "Montreuil", "Piraeus"} & districts
