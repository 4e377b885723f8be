"""Supplied covariates: the most specific place and the latest year count, and every row is accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from frame_evidence import COUNTRIES, evidence, settings
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from paradiplomacy.config.load import load_configuration
from paradiplomacy.config.model import Frame as Settings
from paradiplomacy.findings.coverage import covariate_coverage
from paradiplomacy.frame.build import Frame, build_frame
from paradiplomacy.frame.fields import COVARIATE_SOURCES, SUPPLIED
from paradiplomacy.problems import BadInput
from paradiplomacy.readers.supplied import SUPPLIED_TABLE, read_supplied

ROWS = [
    ("AA", "score", 10.0, 2018, "atlas"),
    ("AA1", "score", 11.0, 2018, "atlas"),
    ("AA11", "score", 12.0, 2010, "atlas"),
    ("AA11", "score", 13.0, 2018, "atlas"),
    ("AA001C", "score", 14.0, 2018, "atlas"),
    ("AA111", "score", 15.0, 2018, "atlas"),
    ("NO", "score", 1.0, 2018, "atlas"),
    ("AA", "score", 9.0, 2050, "forecast"),
    ("AA", "other", 0.0, 2018, "atlas"),
]
ENTRY = {"source": "scores", "field": "score", "label": "Score", "latest_year": 2021, "earliest_year": 2005}


def built(rows: list[tuple[Any, ...]], **changes: Any) -> Frame:
    table = pd.DataFrame(rows, columns=SUPPLIED_TABLE.columns).assign(row=range(2, len(rows) + 2))
    plain = settings().model_dump() | {"supplied": {"authority": ENTRY | changes}}
    return build_frame(evidence(supplied={"scores": table}), Settings.model_validate(plain))


def test_each_unit_takes_the_value_of_its_most_specific_place() -> None:
    frame = built(ROWS)
    assert SUPPLIED.problems(frame.supplied, "supplied") == []
    assert COVARIATE_SOURCES.problems(frame.covariate_sources, "covariate_sources") == []
    table = frame.supplied.set_index("unit_id")
    assert table[["value", "geographic_level"]].apply(tuple, axis=1).to_dict() == {
        "AA001C": (14.0, "unit"), "AA002C": (11.0, "NUTS 1"), "AA11": (13.0, "unit"), "AA12": (11.0, "NUTS 1"),
    }  # fmt: skip
    assert set(zip(table["source"], table["reference"], strict=True)) == {("scores", "atlas")}
    sources = frame.covariate_sources.set_index(["unit_id", "field"])
    assert sources.loc[("AA11", "authority"), ["source", "year", "geographic_level"]].tolist() == [
        "scores",
        2018,
        "unit",
    ]


def test_every_row_is_taken_on_or_set_aside_with_its_reason() -> None:
    frame = built(ROWS)
    left = frame.set_aside[frame.set_aside["file"] == "scores"]
    assert dict(zip(left["record"], left["reason"], strict=True)) == {
        "AA11 score 2010": "another year of the place is later",
        "NO score 2018": "a place that holds no unit of the census",
        "AA score 2050": "a year outside the configured span",
        "AA other 2018": "a field that the configuration does not take",
    }
    counts = frame.accounting.set_index("file").loc["scores", ["rows_in", "rows_out", "rows_set_aside"]]
    assert counts.tolist() == [9, 5, 4]


def test_a_row_that_one_covariate_takes_is_not_set_aside_for_another() -> None:
    table = pd.DataFrame(ROWS, columns=SUPPLIED_TABLE.columns).assign(row=range(2, len(ROWS) + 2))
    entries = {"early": ENTRY | {"latest_year": 2012}, "late": ENTRY | {"earliest_year": 2013}}
    plain = settings().model_dump() | {"supplied": entries}
    frame = build_frame(evidence(supplied={"scores": table}), Settings.model_validate(plain))
    assert frame.accounting.set_index("file").loc["scores", ["rows_in", "rows_out"]].tolist() == [9, 6]
    assert frame.supplied.groupby("field")["unit_id"].apply(list).to_dict() == {
        "early": ["AA001C", "AA11"], "late": ["AA001C", "AA002C", "AA11", "AA12"],
    }  # fmt: skip


def test_the_coverage_counts_it_and_a_missing_value_stays_missing() -> None:
    frame = built(ROWS)
    counts = covariate_coverage(frame.units, COUNTRIES, frame.supplied).set_index(["covariate", "country", "level"])
    assert counts.loc[("authority", "AA", "city"), ["units", "with_value", "share"]].tolist() == [2, 2, 1]
    assert counts.loc[("authority", "EL", "city"), ["units", "with_value"]].tolist() == [1, 0]


@pytest.mark.parametrize(
    ("rows", "changes", "said"),
    [
        ([*ROWS, ROWS[0]], {}, 'scores, row 11, column "place": "AA, score, 2018" found, one value per place'),
        (ROWS, {"field": "scores"}, 'values of "scores" for units of the census, 2005 to 2021; correct frame.supplied'),
        (ROWS[6:7], {}, 'values of "score" for units of the census'),
    ],
)
def test_a_faulty_table_is_a_sentence(rows: list[tuple[Any, ...]], changes: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput) as bad:
        built(rows, **changes)
    assert said in bad.value.report()


def test_a_covariate_has_a_name_of_its_own(root: Path) -> None:
    plain = settings().model_dump() | {"supplied": {"log_gdp": ENTRY}}
    with pytest.raises(BadInput, match='"log_gdp" found, a name that no other column bears'):
        build_frame(evidence(supplied={"scores": pd.DataFrame()}), Settings.model_validate(plain))
    whole = yaml.safe_load((root / "config/config.yaml").read_text(encoding="utf-8"))
    whole["frame"]["supplied"] = {"n_ties": ENTRY}
    whole["frame"]["parties"]["dates"] = {"XX": "2021-01-01"}
    with pytest.raises(BadInput) as bad:
        load_configuration(whole)
    assert '"n_ties" is the name of an outcome' in bad.value.report()
    assert '"XX" is not defined; there are CN, US' in bad.value.report()


def test_an_overlay_takes_a_covariate_out(root: Path) -> None:
    whole = yaml.safe_load((root / "config/config.yaml").read_text(encoding="utf-8"))
    assert list(load_configuration(whole).frame.supplied) == ["regional_authority"]
    whole["frame"]["supplied"]["regional_authority"] = None
    assert load_configuration(whole).frame.supplied == {}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("AA,score,high,2018,atlas", 'row 2, column "value": "high" found, a number expected'),
        ("AA,score,1,2018,", 'row 2, column "source": a value is required'),
        ("AA,score,1,2018.5,atlas", 'column "year": "2018.5" found, a whole number'),
    ],
)
def test_a_faulty_cell_is_a_sentence(tmp_path: Path, row: str, said: str) -> None:
    path = tmp_path / "scores.csv"
    path.write_text(f"place,field,value,year,source\n{row}\n", encoding="utf-8")
    with pytest.raises(BadInput) as bad:
        read_supplied(path)
    assert said in bad.value.report()


@limits(deadline=None, max_examples=20)  # each example builds a census
@given(
    cells=st.dictionaries(
        st.tuples(st.sampled_from(["AA", "AA1", "AA11", "AA12", "AA001C", "EL", "NO"]), st.integers(2000, 2025)),
        st.floats(-100, 100),
        min_size=1,
    )
)
def test_rows_in_are_rows_out_and_rows_set_aside(cells: dict[tuple[str, int], float]) -> None:
    rows = [(place, "score", value, year, "atlas") for (place, year), value in cells.items()]
    if not any(place != "NO" and 2005 <= year <= 2021 for place, year in cells):
        with pytest.raises(BadInput, match="for units of the census"):
            built(rows)
        return
    frame = built(rows)
    counts = frame.accounting.set_index("file").loc["scores"]
    assert counts["rows_in"] == len(rows) == counts["rows_out"] + counts["rows_set_aside"]
    latest = {place: max(y for p, y in cells if p == place and 2005 <= y <= 2021) for place, year in cells
              if 2005 <= year <= 2021}  # fmt: skip
    own = frame.supplied.set_index("unit_id")
    for unit, places in {"AA001C": ["AA001C", "AA11", "AA1", "AA"], "AA12": ["AA12", "AA1", "AA"]}.items():
        first = next((place for place in places if place in latest), None)
        assert (first is None) == (unit not in own.index)
        if first is not None:
            assert own.loc[unit, ["value", "year"]].tolist() == [cells[first, latest[first]], latest[first]]
