"""Descriptive findings and named values, against hand-counted and published figures."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from paradiplomacy.findings.describe import cooperation_by_group, paired_partners, response_by_wave
from paradiplomacy.findings.recovery import compare_with_truth
from paradiplomacy.findings.values import ValueBook, enter_parties, printed, read_values
from paradiplomacy.models.fields import ESTIMATES


def paired_frame(both: int, first: int, second: int, neither: int) -> pd.DataFrame:
    pairs = [(True, True)] * both + [(True, False)] * first + [(False, True)] * second + [(False, False)] * neither
    rows = [
        {"level": "city", "unit_id": str(i), "partner": partner, "yes": value}
        for i, pair in enumerate(pairs)
        for partner, value in zip(("CN", "US"), pair, strict=True)
    ]
    return pd.DataFrame(rows).astype({"yes": "boolean"})


def test_paired_interval_is_that_of_agresti_and_min() -> None:
    # approval of a prime minister, two surveys of 1,600 people: Agresti (2002), Categorical Data Analysis, 10.1,
    # prints a difference of 0.04 with (0.021, 0.059) and z squared of 17.36
    row = paired_partners(paired_frame(794, 150, 86, 570), "yes", ["CN", "US"], 0.95).iloc[0]
    assert row["difference"] == pytest.approx(0.04)
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((0.021, 0.059), abs=5e-4)
    assert row["p_value"] == pytest.approx(stats.chi2.sf(17.36, 1), rel=0.25)


def test_pairs_with_one_unknown_outcome_do_not_count() -> None:
    frame = paired_frame(2, 1, 1, 1)
    frame.loc[0, "yes"] = pd.NA
    assert paired_partners(frame, "yes", ["CN", "US"], 0.95).iloc[0]["n"] == 4


@given(st.tuples(*[st.integers(0, 30)] * 4).filter(lambda cells: sum(cells) > 0))
def test_swapping_the_partners_mirrors_the_difference(cells: tuple[int, int, int, int]) -> None:
    frame = paired_frame(*cells)
    one = paired_partners(frame, "yes", ["CN", "US"], 0.95).iloc[0]
    other = paired_partners(frame, "yes", ["US", "CN"], 0.95).iloc[0]
    assert one["difference"] == pytest.approx(-other["difference"])
    assert one["conf_low"] == pytest.approx(-other["conf_high"])
    assert one["p_value"] == pytest.approx(other["p_value"])
    assert one["both"] + one["only_a"] + one["only_b"] + one["neither"] == sum(cells)


def test_shares_by_group_add_up_and_carry_wilson_intervals() -> None:
    frame = pd.DataFrame(
        {
            "partner": "CN",
            "level": "city",
            "population": [60_000, 90_000, 100_000, 700_000],
            "macro_region": ["East", "East", "West", "West"],
            "capital": pd.array([False, False, False, True], dtype="boolean"),
            "port_city": pd.array([True, False, pd.NA, True], dtype="boolean"),
            "party_bloc": ["left", "right", "left", pd.NA],
            "log_gdp": pd.array([9.0, 9.5, 10.5, pd.NA], dtype="Float64"),
            "yes": pd.array([True, False, True, True], dtype="boolean"),
        }
    )
    table = cooperation_by_group(frame, "yes", 0.95).set_index(["grouping", "group"])
    everyone = table.loc[("all", "all")]
    assert (everyone["n"], everyone["events"], everyone["share"]) == (4, 3, 0.75)
    assert (everyone["conf_low"], everyone["conf_high"]) == pytest.approx((0.3006, 0.9544), abs=1e-4)
    assert table.loc["size", "n"].to_dict() == {
        "50,000 to 100,000": 2,
        "100,000 to 250,000": 1,
        "500,000 and more": 1,
    }
    assert table.loc["port city", "n"].sum() == 3
    assert table.loc["GDP per head", "events"].to_dict() == {"lowest third": 1, "middle third": 0, "highest third": 1}


def test_thirds_are_those_of_all_units_and_not_of_those_that_answered() -> None:
    wealth = pd.array([1, 2, 3, 4, 5, 6], dtype="Float64")
    plain = {"population": 60_000, "macro_region": "East", "capital": False, "port_city": False, "party_bloc": "left"}
    frame = pd.DataFrame({"partner": "CN", "level": "city", **plain, "log_gdp": wealth})
    frame["yes"] = pd.array([None, None, None, None, True, False], dtype="boolean")
    table = cooperation_by_group(frame, "yes", 0.95).set_index(["grouping", "group"])
    assert table.loc["GDP per head", "n"].to_dict() == {"highest third": 2}


def test_response_rates_are_those_of_aapor() -> None:
    from paradiplomacy.config.waves import Wave

    dispositions = pd.DataFrame({"wave": "w", "disposition": ["complete"] * 5 + ["partial"] * 2 + ["none"] * 3})
    one = Wave(title="w", source="s", codebook="c", partner="CN", level="city", period="2021")
    row = response_by_wave(dispositions, {"w": one}).iloc[0]
    assert (row["response_rate"], row["response_rate_partial"]) == (0.5, 0.7)


def test_values_carry_their_origin_and_read_back(tmp_path: Path) -> None:
    book = ValueBook("summarise_findings", "abc")
    book.set("units.city", 745, "count")
    book.set("share", 0.534, "share", 0.5, 0.57)
    book.set("missing", float("nan"), "share")
    with pytest.raises(ValueError, match="set twice"):
        book.set("share", 1.0, "share")
    book.write(tmp_path / "values.json")
    assert json.loads((tmp_path / "values.json").read_text("utf-8"))["share"]["rule"] == "summarise_findings"
    values = read_values(tmp_path / "values.json")
    assert sorted(values) == ["share", "units.city"]
    assert (values["share"].text, values["share"].low, values["units.city"].text) == ("53.4%", 0.5, "745")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (26114, "count", "26,114"),
        (0.0004, "p", "< 0.001"),
        (0.0312, "p", "= 0.031"),
        (-0.042, "percentage points", "\u22124.2"),
        (0.042, "percentage points", "+4.2"),
    ],
)
def test_numbers_are_printed_as_publications_print_them(value: float, unit: str, text: str) -> None:
    assert printed(value, unit) == text


def test_recovery_compares_the_largest_model_only() -> None:
    base = dict.fromkeys(ESTIMATES.columns, None) | {
        "partner": "CN",
        "level": "city",
        "outcome": "cooperates",
        "quantity": "marginal effect",
    }
    rows = [
        base | {"model": "size", "term": "log_population", "estimate": 0.9, "conf_low": 0.8, "conf_high": 1.0},
        base | {"model": "core", "term": "log_population", "estimate": 0.1, "conf_low": 0.0, "conf_high": 0.2},
        base | {"model": "core", "term": "cee", "estimate": 0.3, "conf_low": 0.2, "conf_high": 0.4},
    ]
    truth = pd.DataFrame({"partner": "CN", "level": "city", "term": ["log_population", "cee"], "effect": [0.15, 0.1]})
    table = compare_with_truth(pd.DataFrame(rows), truth, "cooperates").set_index("term")
    assert table["covered"].to_dict() == {"log_population": True, "cee": False}
    assert compare_with_truth(pd.DataFrame(rows), None, "cooperates").empty


def test_the_days_of_the_parties_are_values_with_what_changes_between_them(tmp_path: Path) -> None:
    rows = [
        ("u1", "2021-01-01", "Reds", None), ("u2", "2021-01-01", "Blues", None), ("u3", "2021-01-01", None, None),
        ("u1", "2023-09-01", "Reds", None), ("u2", "2023-09-01", "Reds", "2023-06-26"),
        ("u3", "2023-09-01", "Reds", None),
    ]  # fmt: skip
    parties = pd.DataFrame(rows, columns=["unit_id", "date", "party", "source_ends"])
    book = ValueBook("rule", "digest")
    enter_parties(book, parties, {"CN": "2021-01-01", "US": "2023-09-01"}, ["CN", "US"])
    book.write(tmp_path / "values.json")
    values = read_values(tmp_path / "values.json")
    assert values["party.US.day"].text == "2023-09-01"
    names = ("CN.known", "CN.changed", "US.known", "US.changed", "US.after_source")
    assert [values[f"party.{name}"].value for name in names] == [2, 0, 3, 1, 1]
