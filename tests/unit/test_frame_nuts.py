"""Versions of NUTS: codes are checked by their table, values of another version are converted, regions are merged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from frame_evidence import CITIES, GDP, evidence, settings
from hypothesis import given
from hypothesis import strategies as st
from simulated_world import committed_world

from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
from paradiplomacy.config.model import Frame as Settings
from paradiplomacy.frame.build import Frame, build_frame
from paradiplomacy.frame.evidence import TOTAL_POPULATION
from paradiplomacy.frame.fields import COVARIATE_SOURCES, UNITS
from paradiplomacy.frame.nuts import conversion_weights, convert_values, faulty_codes, nuts_codes, successor
from paradiplomacy.frame.series import latest_values
from paradiplomacy.problems import BadInput
from paradiplomacy.readers.eurostat import read_eurostat_tsv, read_sdmx_csv
from paradiplomacy.readers.nuts_codes import read_converter
from paradiplomacy.simulate.nuts_versions import draw_earlier_version

# AA10 was divided into AA11 and AA12 (3 to 1), AA20 and AA30 were joined to AA21, AA40 stays, with a sliver to AA21
MATRIX = pd.DataFrame(
    [
        ("AA10", "AA11", 3000.0),
        ("AA10", "AA12", 1000.0),
        ("AA20", "AA21", 2000.0),
        ("AA30", "AA21", 6000.0),
        ("AA40", "AA40", 9000.0),
        ("AA40", "AA21", 2.0),
        ("AA50", "AA50", 0.0),
    ],
    columns=["origin", "target", "population"],
)


def series(values: dict[str, float | None], year: int = 2020) -> pd.DataFrame:
    rows = [(geo, year, value, row) for row, (geo, value) in enumerate(values.items(), start=2)]
    return pd.DataFrame(rows, columns=["geo", "year", "value", "row"]).astype({"geo": "string", "value": "Float64"})


def converted(values: dict[str, float | None], kind: Any) -> dict[str, float | None]:
    table = convert_values(series(values), conversion_weights(MATRIX), kind, "2016")
    return {
        geo: None if pd.isna(value) else float(value) for geo, value in zip(table["geo"], table["value"], strict=True)
    }


def test_amounts_are_shared_out_and_added() -> None:
    found = converted({"AA10": 400, "AA20": 10, "AA30": 30, "AA40": 70}, "extensive")
    assert found == {"AA11": 300, "AA12": 100, "AA21": 40, "AA40": 70}


def test_values_per_inhabitant_are_averaged_by_people() -> None:
    found = converted({"AA10": 20, "AA20": 10, "AA30": 30, "AA40": 70}, "intensive")
    assert found == {"AA11": 20, "AA12": 20, "AA21": 25, "AA40": 70}


@pytest.mark.parametrize("kind", ["extensive", "intensive"])
def test_a_region_of_which_a_part_has_no_figure_has_none(kind: str) -> None:
    assert converted({"AA20": None, "AA30": 30}, kind) == {"AA21": None}


def test_only_what_was_converted_is_marked_and_a_sliver_is_no_change() -> None:
    table = convert_values(series({"AA10": 1, "AA40": 1}), conversion_weights(MATRIX), "extensive", "2016")
    notes = dict(zip(table["geo"], table["conversion"].fillna(""), strict=True))
    assert notes == {"AA11": "converted from NUTS 2016", "AA12": "converted from NUTS 2016", "AA40": ""}


def test_a_place_in_a_divided_region_has_no_certain_successor() -> None:
    weights = conversion_weights(MATRIX)
    assert [successor(code, weights) for code in ("AA10", "AA20", "AA40", "AA50")] == [None, "AA21", "AA40", None]


people = st.floats(min_value=1, max_value=1e7)
values = st.floats(min_value=0, max_value=1e9)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[pd.DataFrame, dict[str, float]]:
    origins, targets = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    pairs = [
        (f"AA1{origin}", f"AA2{target}", draw(people))
        for origin in range(origins)
        for target in range(targets)
        if target in (origin % targets, draw(st.integers(0, targets - 1)))
    ]
    matrix = pd.DataFrame(pairs, columns=["origin", "target", "population"])
    return matrix, {code: draw(values) for code in matrix["origin"].unique()}


@given(worlds())
def test_converting_keeps_the_total(world: tuple[pd.DataFrame, dict[str, float]]) -> None:
    matrix, amounts = world
    table = convert_values(series(dict(amounts)), conversion_weights(matrix), "extensive", "2016")
    assert float(table["value"].sum()) == pytest.approx(sum(amounts.values()), rel=1e-9, abs=1e-6)


@given(worlds())
def test_a_mean_lies_between_the_values_that_it_is_made_of(world: tuple[pd.DataFrame, dict[str, float]]) -> None:
    matrix, amounts = world
    table = convert_values(series(dict(amounts)), conversion_weights(matrix), "intensive", "2016")
    low, high = min(amounts.values()), max(amounts.values())
    assert all(low - 1e-6 <= value <= high * (1 + 1e-9) + 1e-6 for value in table["value"].astype(float))


# ---- codes ----------------------------------------------------------------------------------------------------------

CODES = pd.DataFrame(
    {"code": ["AA", "AA1", "AA11", "AA111", "AA12", "AA121", "EL", "EL11", "EL111"], "row": range(2, 11)}
)
CHANGES = pd.DataFrame(
    [("AA14", None, "discontinued; split into new AA11 and AA12"), ("AA15", "AA12", "recoded"), ("AA11", "AA11", None)],
    columns=["before", "after", "change"],
).astype("string")


def test_a_retired_code_is_named_with_what_became_of_it() -> None:
    codes = nuts_codes("2021", CODES, CHANGES)
    found = faulty_codes(["AA11", "AA14", "AA15", "AA99", "AAZZ", "ZZ99", "EU27_2020"], codes, ["AA", "EL"])
    assert found == {
        "AA14": "no code of NUTS 2021: discontinued; split into new AA11 and AA12",
        "AA15": "no code of NUTS 2021: now AA12, recoded",
        "AA99": "no code of NUTS 2021",
    }


def test_a_city_in_a_retired_region_stops_the_run_with_a_sentence() -> None:
    codes = CODES[CODES["code"] != "AA121"]
    changes = pd.DataFrame([("AA121", "AA111", "recoded")], columns=["before", "after", "change"], dtype="string")
    with pytest.raises(BadInput) as bad:
        build_frame(evidence(codes=codes, changes=changes), settings())
    report = bad.value.report()
    assert '"AA121" found, a region of NUTS 2021 (no code of NUTS 2021: now AA111, recoded)' in report
    assert len(bad.value.problems) == (CITIES["nuts3"] == "AA121").sum()


def test_rows_of_retired_codes_are_set_aside_and_counted() -> None:
    gdp = pd.concat([GDP, pd.DataFrame([("PPS", "AA14", 2021, 9.0, 7)], columns=GDP.columns)])
    frame = build_frame(evidence(codes=CODES, changes=CHANGES, gdp=gdp), settings())
    rows = frame.set_aside[frame.set_aside["file"] == "gdp"]
    assert rows["record"].tolist() == ["AA14"]
    assert "split into new AA11 and AA12" in rows["reason"].iloc[0]
    counts = frame.accounting.set_index("file").loc["gdp", ["rows_in", "rows_out", "rows_set_aside"]]
    assert counts.tolist() == [5, 4, 1]


# ---- in the census --------------------------------------------------------------------------------------------------

CONVERTERS = {"2016": {"nuts2": "matrix"}}
BEFORE = pd.DataFrame(
    [("AA10", "AA11", 300_000.0), ("AA10", "AA12", 100_000.0), ("EL11", "EL11", 50_000.0)],
    columns=["origin", "target", "population"],
)


def earlier(**changes: Any) -> Settings:
    regions = {"population": "people", "population_nuts_version": "2016"}
    return settings(nuts={"converters": CONVERTERS}, regions=regions, **changes)


def earlier_frame() -> Frame:
    people = series({"AA10": 800_000, "EL11": 70_000, "AA77": 5, "AAZZ": 1, "ZZ11": 9})
    return build_frame(evidence(region_population=people, converters={"matrix": BEFORE}), earlier())


def test_the_census_takes_converted_values_and_says_so() -> None:
    frame = earlier_frame()
    units = frame.units.set_index("unit_id")
    assert units.loc[["AA11", "AA12", "EL11"], "population"].tolist() == [600_000, 200_000, 70_000]
    sources = frame.covariate_sources.set_index(["field", "unit_id"])["conversion"]
    assert sources["population"].dropna().to_dict() == {
        "AA11": "converted from NUTS 2016",
        "AA12": "converted from NUTS 2016",
    }
    for dataset, table in ((UNITS, frame.units), (COVARIATE_SOURCES, frame.covariate_sources)):
        assert dataset.problems(table, dataset.name) == []


def test_regions_without_a_weight_are_listed() -> None:
    frame = earlier_frame()
    rows = frame.set_aside[frame.set_aside["file"] == "people"]
    assert rows[["record", "reason"]].to_numpy().tolist() == [
        ["AA77", "no weight to convert it from NUTS 2016 to 2021"]
    ]
    assert SET_ASIDE.problems(frame.set_aside, "set_aside") == []
    assert ACCOUNTING.problems(frame.accounting, "accounting") == []


def test_another_version_needs_a_converter_of_its_levels() -> None:
    with pytest.raises(ValueError, match="needs one from 2016 for NUTS 2 and NUTS 3"):
        earlier(gdp={"nuts_version": "2016"})


MERGED = {"AA1": {"name": "Aland whole", "parts": ["AA11", "AA12"]}}


def merged_frame(gdp: pd.DataFrame = GDP) -> Frame:
    people = series({"AA11": 300_000, "AA12": 100_000, "EL11": 70_000}, 2021)
    typologies = pd.DataFrame(
        {
            "nuts3": ["AA111", "AA121"],
            "coastal": pd.array([True, False], dtype="boolean"),
            "border": pd.array([False, False], dtype="boolean"),
            "metropolitan_type": pd.array(["none", "other"], dtype="string"),
            "urban_rural": pd.array(["urban", "rural"], dtype="string"),
        }
    )
    changes = {"regions": {"population": "people", "merged": MERGED}}
    configured = settings(**changes, typologies={"source": "types"})
    return build_frame(evidence(region_population=people, typologies=typologies, gdp=gdp), configured)


def test_a_merged_region_is_one_unit_with_the_people_and_the_area_of_its_parts() -> None:
    frame = merged_frame()
    units = frame.units.set_index("unit_id")
    assert units.index[units["level"] == "region"].tolist() == ["AA1", "EL11"]
    whole = units.loc["AA1"]
    assert (whole["name"], whole["population"], whole["population_year"]) == ("Aland whole", 400_000, 2021)
    assert bool(whole["capital"])
    assert bool(whole["coastal"])
    assert not whole["border"]
    assert whole["metropolitan_type"] == "other"
    assert whole["port_km"] == 0
    assert pd.isna(whole["nuts2"])
    assert units.loc["AA002C", "nuts2"] == "AA12"
    counts = frame.accounting.set_index("file").loc["regions", ["rows_in", "rows_out", "rows_set_aside"]]
    assert counts.tolist() == [6, 3, 3]


def test_gdp_of_a_merged_region_is_that_of_its_code_else_the_mean_by_people() -> None:
    both = pd.concat([GDP, pd.DataFrame([("PPS", "AA12", 2021, 22_000.0, 9)], columns=GDP.columns)])
    mean = merged_frame(both)
    unit = mean.units.set_index("unit_id").loc["AA1"]
    assert (unit["gdp_pps"], unit["gdp_year"], unit["gdp_level"]) == (34_000, 2021, "NUTS 2")
    note = mean.covariate_sources.set_index(["unit_id", "field"]).loc[("AA1", "gdp_pps"), "conversion"]
    assert note == "mean of AA11 and AA12, weighted by population"
    own = pd.concat([both, pd.DataFrame([("PPS", "AA1", 2021, 33_000.0, 10)], columns=GDP.columns)])
    unit = merged_frame(own).units.set_index("unit_id").loc["AA1"]
    assert (unit["gdp_pps"], unit["gdp_level"]) == (33_000, "NUTS 1")


def test_a_part_that_is_not_in_the_list_is_a_sentence() -> None:
    wrong = {"merged": {"AA1": {"name": "Aland", "parts": ["AA11", "AA19"]}}}
    with pytest.raises(BadInput, match='"AA19" found, this part of the region AA1'):
        build_frame(evidence(), settings(regions=wrong))


# ---- the demonstration and the real files ---------------------------------------------------------------------------


def test_the_demonstration_converts_its_population_to_the_truth(root: Path) -> None:
    world = committed_world()
    census = world.census
    truth = dict(zip(census.regions["region"], census.regions["population"], strict=True))
    version = draw_earlier_version(census, world.truth.seed)
    published = read_sdmx_csv(root / "resources/demo/region_population.csv", TOTAL_POPULATION)
    weights = conversion_weights(read_converter(root / "resources/demo/nuts_converter.csv"))
    before = published[published["geo"].str.len() == 4]
    found = latest_values(convert_values(before, weights, "extensive", "2016"), "demo")
    assert set(found.index) == set(truth)
    assert len(set(before["geo"]) - set(truth)) == 3  # one that was divided, two that were joined
    joined = next(region for region in truth if len(version.regions_of(region)) == 2)
    divided = [region for region in truth if not set(version.regions_of(region)) & set(truth) and region != joined]
    assert len(divided) == 2
    assert set(found.index[found["conversion"].notna()]) == {joined, *divided}
    for region, people_there in truth.items():
        # the weights of a divided region are counted on a grid, with an error of 0.2 percent each
        tolerance = 0.01 if region in divided else 1e-9
        assert float(found.loc[region, "value"]) == pytest.approx(people_there, rel=tolerance)


@pytest.mark.mirror
def test_real_gdp_of_nuts_2013_converted_to_2021_is_near_to_the_published(mirror: Path) -> None:
    weights = conversion_weights(read_converter(mirror / "jrc_nuts_converter/n2_cm_v2013_v2021.csv"))
    keep = {"unit": {"EUR_HAB"}}
    before = read_eurostat_tsv(mirror / "eurostat_regional/nama_10r_2gdp_2017.tsv", keep)
    now = read_eurostat_tsv(mirror / "eurostat_regional/estat_nama_10r_3gdp.tsv", keep)
    now = now[now["year"] == 2014].set_index("geo")["value"].astype(float)
    made = convert_values(before[before["geo"].str.len() == 4], weights, "intensive", "2013")
    made = made[(made["year"] == 2014) & made["value"].notna()].set_index("geo")
    ratio = (made["value"].astype(float) / now).dropna()
    assert len(ratio) == 242  # all regions of the 27 states
    assert ratio.median() == pytest.approx(1, abs=0.01)  # ten years of revisions lie between the two files
    unchanged = ratio[made["conversion"].isna()]
    assert unchanged.between(0.83, 1.10).all()
    assert ratio["PL71"] == pytest.approx(1, abs=0.02)  # recoded
    # people cannot share out wealth: the capital and its surroundings, once divided, get the same value
    assert ratio["HR05"] < 0.6
    assert ratio["PL91"] < 0.8 < 1.5 < ratio["PL92"]
