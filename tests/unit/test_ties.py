"""Ties: spellings that are one place, evidence of several sources, and tables that may be empty."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy.survey.fields import NAMED_PARTNERS
from paradiplomacy.tables import typed
from paradiplomacy.ties.build import build_ties, joined, tie_id
from paradiplomacy.ties.fields import EVIDENCE, TIES
from paradiplomacy.ties.pages import evidence_of_pages
from paradiplomacy.web.evidence_fields import PAGE_TIES
from paradiplomacy.web.fields import MENTIONS

NO_SURVEY = joined([], NAMED_PARTNERS)
NO_REGISTER = joined([], MENTIONS)


def named(*rows: tuple[str, str, int | None, int, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["unit_id", "place", "year_start", "row", "column"])
    return typed(table.assign(wave="wave", partner="CN", source="survey"), NAMED_PARTNERS)


def mentioned(*rows: tuple[str, str, int], partner: str = "CN", source: str | list[str] = "table") -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["unit_id", "place", "row"])
    return typed(
        table.assign(partner=partner, source=source, register="twins", direction="unit", column="city2", cell="x"),
        MENTIONS,
    )


def test_sources_that_name_one_place_make_one_tie() -> None:
    ties, evidence = build_ties(
        named(("A", "Suzhou", 1990, 5, "P1"), ("A", "Suzhou", None, 6, "P1"), ("B", "Suzhou", None, 7, "P2")),
        mentioned(("A", "Suzhou, Jiangsu", 3), ("A", "Wuhan", 4)),
    )
    TIES.validate(ties, "ties")
    EVIDENCE.validate(evidence, "evidence")
    rows = ties.set_index("tie_id")
    assert rows.index.tolist() == ["A:CN:suzhou", "A:CN:wuhan", "B:CN:suzhou"]
    assert rows.loc["A:CN:suzhou", ["place", "year_start", "sources", "n_sources"]].tolist() == [
        "Suzhou",
        1990,
        "survey|table",
        2,
    ]
    assert pd.isna(rows.loc["A:CN:wuhan", "year_start"])
    assert evidence[["tie_id", "source", "row", "column", "quote"]].to_numpy().tolist() == [
        ["A:CN:suzhou", "survey", 5, "P1", "Suzhou"],
        ["A:CN:suzhou", "survey", 6, "P1", "Suzhou"],
        ["A:CN:suzhou", "table", 3, "city2", "Suzhou, Jiangsu"],
        ["A:CN:wuhan", "table", 4, "city2", "Wuhan"],
        ["B:CN:suzhou", "survey", 7, "P2", "Suzhou"],
    ]


def test_a_tie_has_the_vintages_that_first_and_last_show_it() -> None:
    registers = [mentioned(("A", "Suzhou", 2)).assign(register=name, source=name) for name in ("new", "old", "undated")]
    dates = {"new": "2026-02", "old": "2016-09", "undated": None, "unused": "2010-01"}
    ties, _ = build_ties(
        named(("B", "Suzhou", None, 2, "P1")),
        pd.concat([*registers, mentioned(("A", "Wuhan", 5)).assign(register="undated")]),
        as_of=dates,
    )
    seen = ties.set_index("tie_id")[["first_seen", "last_seen"]].fillna("").T.to_dict("list")
    assert seen == {"A:CN:suzhou": ["2016-09", "2026-02"], "A:CN:wuhan": ["", ""], "B:CN:suzhou": ["", ""]}


def test_a_tie_is_ended_by_its_end_active_by_its_city_and_unknown_by_both() -> None:
    ended = mentioned(("A", "Suzhou", 2), ("B", "Suzhou", 3), ("C", "Suzhou", 4)).assign(year_end=[2020, 2021, None])
    again = mentioned(("A", "Suzhou", 9)).assign(year_end=[2022], year_start=[1990], source="other")
    ties, _ = build_ties(named(("B", "Suzhou", None, 2, "P"), ("D", "Suzhou", None, 3, "P")), pd.concat([ended, again]))
    TIES.validate(ties, "ties")
    assert ties["status"].tolist() == ["ended", "unknown", "unknown", "active"]
    assert ties["year_end"].fillna(0).tolist() == [2022, 2021, 0, 0]
    assert ties["year_start"].fillna(0).tolist() == [1990, 0, 0, 0]


@pytest.mark.parametrize(
    ("said", "listed", "status"),
    [
        (["planned"], False, "planned"),
        (["planned"], True, "unknown"),  # a register shows what a respondent only plans
        (["planned", "active"], False, "unknown"),
        (["dormant"], True, "dormant"),
        (["active", None], False, "active"),  # who names a place and says no more has it
        (["ended"], False, "ended"),
        (["ended", None], True, "unknown"),
    ],
)
def test_the_state_of_a_tie_is_what_its_sources_agree_on(said: list[str | None], listed: bool, status: str) -> None:
    rows = [("A", "Suzhou", None, 2 + number, f"P{number}") for number in range(len(said))]
    answers = named(*rows).assign(status=said)
    ties, _ = build_ties(answers, mentioned(("A", "Suzhou", 2)) if listed else NO_REGISTER)
    TIES.validate(ties, "ties")
    assert ties["status"].tolist() == [status]


def test_the_earliest_year_counts() -> None:
    ties, _ = build_ties(named(("A", "Wuhan", 1995, 2, "P1"), ("A", "Wuhan", 1988, 3, "P1")), NO_REGISTER)
    assert ties["year_start"].tolist() == [1988]


def test_one_place_name_in_two_countries_is_two_ties() -> None:
    both = pd.concat([mentioned(("A", "Georgetown", 2)), mentioned(("A", "Georgetown", 3), partner="US")])
    assert build_ties(NO_SURVEY, both)[0]["tie_id"].tolist() == ["A:CN:georgetown", "A:US:georgetown"]


@pytest.mark.parametrize(
    ("place", "slug"),
    [
        ("Suzhou, Jiangsu", "suzhou"),
        ("City of Boston", "boston"),
        ("St. Louis", "saint-louis"),
        ("Saint Louis, Missouri", "saint-louis"),
        ("Xi'an", "xian"),
        ("Gulou (Fuzhou)", "gulou"),
        ("New York City", "new-york-city"),
        ("(Harbin)", "harbin"),
        ("北京", "北京"),
    ],
)
def test_places_become_identifiers(place: str, slug: str) -> None:
    assert tie_id("A", "US", place) == f"A:US:{slug}"


def test_nothing_gives_empty_tables() -> None:
    ties, evidence = build_ties(NO_SURVEY, NO_REGISTER)
    TIES.validate(ties, "ties")
    EVIDENCE.validate(evidence, "evidence")
    assert ties.empty
    assert evidence.empty
    assert list(joined([mentioned(("A", "X", 2)), mentioned(("B", "Y", 3))], MENTIONS)["unit_id"]) == ["A", "B"]


ROW = st.tuples(st.sampled_from("AB"), st.sampled_from(["Suzhou", "Suzhou, Anhui", "suzhou", "Wuhan", "Xi'an", "Xian"]))


@settings(deadline=None)  # the clock of a busy machine is no property of ties
@given(rows=st.lists(ROW, max_size=12), order=st.randoms())
def test_ties_do_not_depend_on_the_order_and_lose_no_evidence(rows: list[tuple[str, str]], order: Any) -> None:
    numbered = [(unit, place, number) for number, (unit, place) in enumerate(rows, start=2)]
    ties, evidence = build_ties(NO_SURVEY, mentioned(*numbered))
    order.shuffle(numbered)
    again, evidence_again = build_ties(NO_SURVEY, mentioned(*numbered))
    pd.testing.assert_frame_equal(ties, again)
    pd.testing.assert_frame_equal(evidence, evidence_again)
    assert sorted(evidence["row"]) == list(range(2, len(rows) + 2))
    assert set(evidence["tie_id"]) == set(ties["tie_id"])


@settings(deadline=None)  # the clock of a busy machine is no property of ties
@given(rows=st.lists(st.tuples(ROW, st.sampled_from(["x", "y", "z"])), max_size=15))
def test_ties_are_those_of_one_row_after_the_other(rows: list[tuple[tuple[str, str], str]]) -> None:
    """The columns are merged at once; here each tie is put together by itself, row by row."""
    numbered = [(*cells, place) for place, (cells, _) in enumerate(rows, start=2)]
    table = mentioned(*numbered, source=[name for _, name in rows]).set_axis([0] * len(rows))
    ties, _ = build_ties(NO_SURVEY, table)
    groups: dict[str, list[tuple[str, str]]] = {}
    for (unit, place), name in rows:
        groups.setdefault(tie_id(unit, "CN", place), []).append((place, name))
    assert ties["tie_id"].tolist() == sorted(groups)
    for key, place, sources, number in ties[["tie_id", "place", "sources", "n_sources"]].itertuples(index=False):
        spellings = [spelling for spelling, _ in groups[key]]
        assert place == min(spellings, key=lambda spelling: (-spellings.count(spelling), spelling))
        assert sources == "|".join(sorted({name for _, name in groups[key]}))
        assert number == len({name for _, name in groups[key]})


def test_a_name_in_another_language_is_the_same_place_in_its_country_only() -> None:
    places = {"CN": {"Pechino": "Beijing"}}
    spelt = mentioned(("A", "Pechino", 2), ("A", "Beijing", 3))
    ties, evidence = build_ties(NO_SURVEY, spelt, places)
    assert ties["tie_id"].tolist() == ["A:CN:beijing"]
    assert evidence["quote"].tolist() == ["Pechino", "Beijing"]  # evidence keeps what the register writes
    assert len(build_ties(NO_SURVEY, spelt)[0]) == 2
    assert len(build_ties(NO_SURVEY, mentioned(("A", "Pechino", 2), ("A", "Beijing", 3), partner="US"), places)[0]) == 2


# ---- web pages -----------------------------------------------------------------------------------------------------


def decided(*rows: tuple[str, str, str, str, str, int | None]) -> pd.DataFrame:
    """Decisions: page, unit, place, decision, what the page says of the state, year."""
    table = pd.DataFrame(rows, columns=["page_id", "unit_id", "place", "decision", "status", "year_start"])
    table = table.assign(
        partner="CN", place_kind="city", review=False, probability=0.9, form="partner", mentions=1,
        quote="We are partners of " + table["place"] + ".", as_written=table["place"], block=4, offset=19,
        address="https://a.example/p", date="2022-05-01", archive_offset=77,
    )  # fmt: skip
    return typed(table, PAGE_TIES)


def test_a_passage_of_a_page_is_evidence_with_its_place_in_the_archive() -> None:
    pages = evidence_of_pages(
        decided(
            ("archive:77", "A", "Suzhou", "tie", "unknown", 1999),
            ("archive:77", "A", "Wuhan", "no tie", "unknown", None),
            ("archive:88", "A", "Dalian", "tie", "planned", 2024),
        ),
        ["CN"],
    )
    ties, evidence = build_ties(NO_SURVEY, mentioned(("A", "Suzhou", 2)), pages=pages)
    TIES.validate(ties, "ties")
    EVIDENCE.validate(evidence, "evidence")
    rows = ties.set_index("tie_id")
    assert rows["sources"].to_dict() == {"A:CN:dalian": "archive", "A:CN:suzhou": "archive|table"}
    assert rows["status"].to_dict() == {"A:CN:dalian": "planned", "A:CN:suzhou": "unknown"}
    assert rows.loc["A:CN:suzhou", "year_start"] == 1999
    assert pd.isna(rows.loc["A:CN:dalian", "year_start"])  # the year of an intention is no beginning
    passage = evidence[(evidence["tie_id"] == "A:CN:suzhou") & (evidence["source"] == "archive")].iloc[0]
    assert passage[["row", "column", "quote"]].tolist() == [5, "archive:77", "We are partners of Suzhou."]
    assert passage[["address", "date", "archive_offset"]].tolist() == ["https://a.example/p", "2022-05-01", 77]


@pytest.mark.parametrize(
    ("page", "answer", "listed", "status"),
    [
        ("planned", None, True, "unknown"),  # a register shows what the page only plans
        ("planned", "planned", False, "planned"),
        ("planned", "active", False, "unknown"),
        ("ended", None, False, "ended"),
        ("ended", None, True, "ended"),
        ("active", "active", False, "active"),
        ("unknown", "planned", False, "unknown"),  # the page shows it
        ("unknown", "active", False, "active"),
    ],
)
def test_pages_enter_the_rule_of_the_state(page: str, answer: str | None, listed: bool, status: str) -> None:
    answers = named(("A", "Suzhou", None, 2, "P")).assign(status=answer) if answer else NO_SURVEY
    pages = evidence_of_pages(decided(("archive:1", "A", "Suzhou", "tie", page, None)), ["CN"])
    ties, _ = build_ties(answers, mentioned(("A", "Suzhou", 2)) if listed else NO_REGISTER, pages=pages)
    assert ties["status"].tolist() == [status]


def test_places_of_no_partner_and_pages_of_no_unit_stay_out() -> None:
    place, page = ("A", "Taipei", "tie", "active", None), ("", "Wuhan", "tie", "active", None)
    rows = decided(("archive:1", *place), ("archive:2", *page))
    rows["partner"] = ["TW", "CN"]
    assert evidence_of_pages(rows.replace({"unit_id": {"": pd.NA}}), ["CN", "US"]).empty
