"""Ties: spellings that are one place, evidence of several sources, and tables that may be empty."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy.survey.fields import NAMED_PARTNERS
from paradiplomacy.tables import typed
from paradiplomacy.ties.build import build_ties, joined, tie_id
from paradiplomacy.ties.fields import EVIDENCE, TIES
from paradiplomacy.web.fields import MENTIONS

NO_SURVEY = joined([], NAMED_PARTNERS)
NO_REGISTER = joined([], MENTIONS)


def named(*rows: tuple[str, str, int | None, int, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["unit_id", "place", "year_start", "row", "column"])
    return typed(table.assign(wave="wave", partner="CN", source="survey"), NAMED_PARTNERS)


def mentioned(*rows: tuple[str, str, int], partner: str = "CN", source: str = "table") -> pd.DataFrame:
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


def test_a_name_in_another_language_is_the_same_place_in_its_country_only() -> None:
    places = {"CN": {"Pechino": "Beijing"}}
    spelt = mentioned(("A", "Pechino", 2), ("A", "Beijing", 3))
    ties, evidence = build_ties(NO_SURVEY, spelt, places)
    assert ties["tie_id"].tolist() == ["A:CN:beijing"]
    assert evidence["quote"].tolist() == ["Pechino", "Beijing"]  # evidence keeps what the register writes
    assert len(build_ties(NO_SURVEY, spelt)[0]) == 2
    assert len(build_ties(NO_SURVEY, mentioned(("A", "Pechino", 2), ("A", "Beijing", 3), partner="US"), places)[0]) == 2
