"""What enters the explorer: the public tier only, as data that cannot end its element, in the same bytes every time."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer_world import SETTINGS, constructed, contents_of, restricted, written
from paradiplomacy.analysis.build import analysis_dataset
from paradiplomacy.reports.explorer import contents as explorer
from paradiplomacy.reports.explorer.columns import as_script_data, coded, plain
from paradiplomacy.reports.explorer.contents import types_of_units
from paradiplomacy.reports.explorer.outlines import land_outline, map_points, region_outlines, window
from paradiplomacy.tables import typed
from paradiplomacy.ties.fields import TIES
from paradiplomacy.web.tie_decisions import TIE_DECISIONS

JSON = st.recursive(
    st.none() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_data_never_ends_its_element_and_reads_back(data: object) -> None:
    text = as_script_data(data)
    assert "<" not in text
    assert json.loads(text) == data


@given(st.lists(st.none() | st.text(max_size=5)))
def test_a_column_of_texts_reads_back_from_its_codes(values: list[str | None]) -> None:
    found = coded(pd.Series(values, dtype="string"))
    assert [None if code is None else found["texts"][code] for code in found["codes"]] == values
    assert found["texts"] == sorted(set(found["texts"]))


def test_plain_values_keep_what_is_missing() -> None:
    assert plain(pd.Series([True, None, False], dtype="boolean")) == [1, None, 0]
    assert plain(pd.Series([1.5, None, 2.0], dtype="Float64")) == [1.5, None, 2]
    assert plain(pd.Series(["a", None], dtype="string")) == ["a", None]


def test_the_same_tables_give_the_same_bytes_in_whatever_order(tmp_path: Path) -> None:
    tables = constructed(40, 90)
    shuffled = replace(
        tables,
        **{
            name: getattr(tables, name).sample(frac=1, random_state=3)
            for name in ("units", "ties", "evidence", "analysis", "covariate_sources")
        },
    )
    first, second = written(tables, tmp_path / "a.html"), written(shuffled, tmp_path / "b.html")
    assert first.read_bytes() == second.read_bytes()


def test_of_a_restricted_source_only_that_it_names_the_place_is_told() -> None:
    tables = constructed(20, 60)
    told = contents_of(tables)["evidence"]
    places = {source["id"]: place for place, source in enumerate(contents_of(tables)["sources"])}
    answers = [row for row, source in enumerate(told["source"]) if source == places["answers"]]
    assert len(answers) == (tables.evidence["source"] == "answers").sum() > 0
    for name in ("row", "offset"):
        assert {told[name][row] for row in answers} == {None}
    for name in ("column", "quote", "address", "date"):
        assert {told[name]["codes"][row] for row in answers} == {None}
    open_rows = set(range(len(told["source"]))) - set(answers)
    assert all(told["row"][row] is not None for row in open_rows)


def test_a_field_that_its_table_calls_restricted_does_not_enter_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = constructed(20, 60)
    assert "twinned with" in written(tables, tmp_path / "open.html").read_text(encoding="utf-8")
    monkeypatch.setattr(explorer, "EVIDENCE", restricted(explorer.EVIDENCE, "quote"))
    monkeypatch.setattr(explorer, "TIES", restricted(TIES, "year_start"))
    closed = replace(tables, analysis_fields=restricted(tables.analysis_fields, "cooperates"))
    assert "twinned with" not in written(closed, tmp_path / "closed.html").read_text(encoding="utf-8")
    found = contents_of(closed)
    assert set(found["ties"]["year_start"]) == {None}
    assert set(found["units"]["type"]) == {"unknown"}
    assert found["units"]["answers"] == [[None] * 20, [None] * 20]


def test_the_policy_allows_the_program_and_the_styles_of_the_page_and_nothing_else(tmp_path: Path) -> None:
    text = written(constructed(12, 20), tmp_path / "page.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1].replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; ")
    for element, rule in (("style", "style-src"), ("script", "script-src")):
        inside = re.findall(rf"<{element}>(.*?)</{element}>", text, flags=re.DOTALL)
        assert len(inside) == 1
        digest = base64.b64encode(hashlib.sha256(inside[0].encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in policy
    assert "innerHTML" not in text
    assert not re.search(r"\sstyle=\"|\son\w+=\"", text)


def test_a_study_of_one_partner_has_types_of_yes_no_and_not_known() -> None:
    tables = constructed(30, 40)
    types = types_of_units(tables.analysis, "cooperates", ["CN"])
    answers = tables.analysis[tables.analysis["partner"] == "CN"].set_index("unit_id")["cooperates"]
    words = answers.map({True: "first", False: "none"}).astype("object").fillna("unknown")
    assert types.to_dict() == words.to_dict()
    assert set(types) == {"first", "none", "unknown"}
    study = SETTINGS.studies["study"].model_copy(update={"partners": ["CN"]})
    found = contents_of(tables, SETTINGS.model_copy(update={"studies": {"study": study}}))
    assert [entry["label"] for entry in found["types"]] == ["With China", "Not with China", "Not known"]
    assert len(found["ties"]["unit"]) == (tables.ties["partner"] == "CN").sum()


def test_a_passage_says_who_took_it_for_a_tie_and_how_surely() -> None:
    tables = constructed(20, 60)
    page = tables.evidence[tables.evidence["source"] == "pages"].merge(tables.ties[["tie_id", "partner", "place"]])
    made = pd.DataFrame(
        {
            "page_id": page["column"],
            "partner": page["partner"],
            "place": page["place"],
            "block": page["row"] - 1,
            "quote": page["quote"],
            "decision": "tie",
            "probability": 0.875,
            "decided_by": ["coder", "adjudicated", *["classifier"] * (len(page) - 2)],
        }
    )
    told = contents_of(replace(tables, decisions=typed(made, TIE_DECISIONS)))["evidence"]["decided"]
    words = [told["texts"][code] for code in told["codes"] if code is not None]
    assert len(words) == len(page)
    assert (words.count("a coder"), words.count("an adjudicator")) == (1, 1)
    assert set(words) == {"a coder", "an adjudicator", "the classifier, probability 0.88"}


def test_facts_carry_their_year_source_and_level() -> None:
    found = contents_of(constructed(20, 30))
    facts = {fact["label"]: fact for fact in found["facts"]}
    for value, origin in zip(facts["Inhabitants"]["values"], facts["Inhabitants"]["origin"], strict=True):
        assert (origin is None) == (value is None)
        if origin is not None:
            source, year, level, conversion = found["origins"][origin]
            assert (found["sources"][source]["id"], year, level, conversion) == ("a_list", 2021, "city", None)
    assert "Nearest sea port" not in facts  # no unit has one


def test_shapes_are_whole_numbers_in_the_window(root: Path) -> None:
    width, height = window()
    land = land_outline(root / "resources/basemap/europe.geojson")
    assert re.fullmatch(r"(?:M-?\d+ -?\d+l(?:-?\d+ -?\d+ ?)+z)+", land)
    assert len(land) < 120_000
    points = pd.Series([2.35, 24.94]), pd.Series([48.86, 60.17])  # Paris, Helsinki
    (west, east), (south, north) = map_points(*points)
    assert 0 < west < east < width
    assert 0 < north < south < height
    units = ["AT11", "AT12", "none"]
    regions = region_outlines(root / "resources/demo/regions.geojson", {"AT12": "AT11"}, units)
    assert list(regions) == ["AT11"]  # both are drawn as one unit
    assert regions["AT11"].startswith("M")


def test_an_analysis_without_rows_leaves_every_type_unknown() -> None:
    tables = constructed(12, 10)
    empty = typed(pd.DataFrame(), analysis_dataset(SETTINGS.outcomes))
    assert set(contents_of(replace(tables, analysis=empty))["units"]["type"]) == {"unknown"}
