"""When ties began and ended: periods, founding years, what cannot be followed, and how long the others last."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from item_waves import wave_answers

from paradiplomacy.config.study import Study
from paradiplomacy.findings.tie_history import (
    count_founding_years,
    count_instruments,
    enter_history,
    follow_ties,
    last_observed,
    period_of,
    periods,
    trace_ties,
)
from paradiplomacy.findings.values import ValueBook
from paradiplomacy.tables import typed
from paradiplomacy.ties.fields import EVIDENCE, TIES

UNITS = pd.DataFrame({"unit_id": ["a", "b"], "level": "city", "country": "PL"})


def ties_of(rows: list[tuple[object, ...]], partner: str = "CN") -> pd.DataFrame:
    """Return ties of (year of beginning, year of end, status, last seen)."""
    table = pd.DataFrame(rows, columns=["year_start", "year_end", "status", "last_seen"])
    ids = [f"a:{partner}:{number}" for number in range(len(table))]
    table = table.assign(tie_id=ids, unit_id="a", partner=partner, place="P", sources="raw", n_sources=1)
    return typed(table, TIES)


def followed(ties: pd.DataFrame, partners: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    nothing = typed(pd.DataFrame(), EVIDENCE)
    last = last_observed(ties, nothing, pd.DataFrame(columns=["unit_id", "year", "source"]))
    return follow_ties(ties, UNITS, last, partners, 0.95)


def test_periods_run_from_one_turning_point_to_the_next() -> None:
    assert periods([2004, 1989]) == ["before 1989", "1989–2003", "2004 and later"]
    assert periods([]) == ["all years"]
    years = pd.Series([1988, 1989, 2003, 2004, None], dtype="Float64")
    assert period_of(years, [1989, 2004]).tolist()[:4] == [0, 1, 1, 2]
    assert pd.isna(period_of(years, [1989, 2004])[4])
    assert period_of(years, [])[0] == 0


def test_founding_years_have_no_gap_and_planned_ties_no_year() -> None:
    ties = ties_of([(1990, None, "active", None), (1990, 1993, "ended", None), (2020, None, "planned", None)])
    found = count_founding_years(ties, UNITS).set_index("year")
    assert found["began"].to_dict() == {1990: 2, 1991: 0, 1992: 0, 1993: 0}
    assert found["ended"].sum() == 1


def test_the_curve_is_that_of_kaplan_and_meier_by_hand() -> None:
    rows = [(2000, 2002, "ended", None), (2000, 2004, "ended", None), (2000, None, "active", "2004-05")]
    rows += [(2000, None, "active", "2010-01"), (2000, 2008, "ended", None)]
    _, curve = followed(ties_of(rows), ["CN"])
    latest = curve[curve["ends"] == "latest"]
    # one of five after 2.5 years, one of four after 4.5, where one more is last seen, one of two after 8.5
    assert latest["years"].tolist() == [0, 2.5, 4.5, 8.5, 10.5]
    assert latest["at_risk"].tolist() == [5, 5, 4, 2, 1]
    assert latest["survival"].to_numpy(float) == pytest.approx([1, 0.8, 0.6, 0.3, 0.3])


def test_an_end_that_nobody_dates_is_dated_late_and_early() -> None:
    rows = [(1990, None, "ended", "2020-01"), (1990, None, "active", "2020-01"), (1990, 2005, "ended", "2020-01")]
    spans, curve = followed(ties_of(rows), ["CN"])
    assert spans["undated"].tolist() == [1, 1]
    at = {ends: rows[rows["years"] <= 10.5]["survival"].iloc[-1] for ends, rows in curve.groupby("ends")}
    assert at == {"latest": 1.0, "earliest": pytest.approx(2 / 3)}


STATES = st.sampled_from(["active", "dormant", "ended", "unknown", "planned"])
YEARS = st.one_of(st.none(), st.integers(1950, 2025))
SEEN = st.sampled_from([None, "2017-06", "2023-01"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(YEARS, YEARS, STATES, SEEN), min_size=1, max_size=12))
def test_every_tie_is_followed_or_set_aside_with_a_reason(rows: list[tuple[object, ...]]) -> None:
    ties = ties_of(rows)
    spans, curve = followed(ties, ["CN"])
    reasons = ["no_beginning", "wrong_order", "not_seen", "n"]
    assert (spans["ties"] == (ties["status"] != "planned").sum()).all()
    assert (spans[reasons].sum(axis=1) == spans["ties"]).all()
    for _, one in curve.groupby("ends"):
        assert (np.diff(one["survival"].to_numpy(float)) <= 0).all()
        assert one["survival"].iloc[0] == 1
        assert one["at_risk"].iloc[0] == spans["n"].iloc[0]


def test_two_partners_are_compared_and_one_is_not() -> None:
    short = ties_of([(2000, 2000 + year, "ended", None) for year in range(1, 9)])
    long = ties_of([(2000, None, "active", "2023-01")] * 8, partner="JP")
    both, _ = followed(pd.concat([short, long], ignore_index=True), ["CN", "JP"])
    assert (both["log_rank_p"] < 0.001).all()
    one, _ = followed(short, ["CN"])
    assert one["log_rank_p"].isna().all()
    assert one["median"].tolist() == [4.5, 4.5]


def test_a_respondent_sees_a_tie_in_the_year_of_the_answer() -> None:
    ties = ties_of([(2000, None, "active", None), (2000, None, "active", "2017-06")])
    row = {"source": "raw", "row": 1, "column": "p", "quote": "q"}
    evidence = typed(pd.DataFrame([row | {"tie_id": tie} for tie in ties["tie_id"]]), EVIDENCE)
    study = Study(title="t", partners=["CN"], levels=["city"], countries="all", outcomes=[], models=[])
    wave = wave_answers({"a": {}, "b": {}})
    tables = trace_ties(ties, evidence, UNITS, [wave], study=study, milestones=[2004], confidence_level=0.95)
    assert tables["tie_survival"]["years"].max() == 21.5  # answered in 2021
    other = Study(title="t", partners=["CN"], levels=["city"], countries=["DE"], outcomes=[], models=[])
    tables = trace_ties(ties, evidence, UNITS, [], study=other, milestones=[2004], confidence_level=0.95)
    assert all(table.empty for table in tables.values())


def test_instruments_are_counted_by_period_and_named_values_entered() -> None:
    place = {"wave": "w", "partner": "CN", "source": "raw", "row": 1, "column": "p", "quote": "q", "place": "One"}
    named = [
        place | {"unit_id": "a", "position": 1, "year_start": 1985, "form": "twinning", "status": "active"},
        place | {"unit_id": "a", "position": 2, "year_start": 1990, "form": "project"},
        place | {"unit_id": "b", "position": 1, "year_start": 1995, "form": "twinning", "status": "planned"},
        place | {"unit_id": "b", "position": 2, "form": "twinning"},
    ]
    found = count_instruments([wave_answers({"a": {}, "b": {}}, named)], [1989], 0.95)
    assert found.groupby("period", sort=False)["named"].sum().to_dict() == {"before 1989": 1, "1989 and later": 1}
    ties = ties_of([(1990, None, "active", "2023-01"), (1992, None, "ended", "2023-01"), (None, None, "active", None)])
    spans, curve = followed(ties, ["CN"])
    book = ValueBook("trace_ties", "digest")
    enter_history(book, count_founding_years(ties, UNITS), spans, curve)
    assert book._values["began.CN.city"].value == 2
    assert book._values["began.CN.city.median"].text == "1990"
    assert book._values["spans.CN.city.no_beginning"].value == 1
    assert book._values["survival.CN.city.latest.20"].value == 1.0
