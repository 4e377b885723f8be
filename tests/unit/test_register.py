"""Registers of twin towns: both directions, labels of countries, names with qualifiers, and nothing lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
from paradiplomacy.frame.countries import labels_by_country, read_countries
from paradiplomacy.frame.fields import UNITS
from paradiplomacy.readers.twin_towns import read_twin_towns
from paradiplomacy.tables import typed
from paradiplomacy.ties.build import tie_id
from paradiplomacy.web.fields import MENTIONS
from paradiplomacy.web.names import CountryLabels, PlaceName, UnitIndex
from paradiplomacy.web.register import NO_LINK, NOT_STUDIED, read_register, read_register_files

PARTNERS = {"CN": ["China", "People's Republic of China"], "US": ["United States", "USA"]}
COUNTRIES = {"DE": ["Germany"], "FR": ["France"], "IE": ["Ireland", "Republic of Ireland"], "BG": ["Bulgaria"]}
UNIT_ROWS = [
    ("DE001C", "city", "DE", "Halle an der Saale|Halle"),
    ("DE002C", "city", "DE", "Köln|Cologne"),
    ("DE003C", "city", "DE", "Frankfurt am Main"),
    ("DE004C", "city", "DE", "Frankfurt (Oder)"),
    ("FR001C", "city", "FR", "Saint-Denis (La Réunion)"),
    ("FR002C", "city", "FR", "Saint-Étienne"),
    ("FR003C", "city", "FR", "Doublon"),
    ("FR004C", "city", "FR", "Doublon"),
    ("BG001C", "city", "BG", "Varna"),
    ("BE01", "region", "DE", "Köln"),
    ("DE60", "region", "DE", "Hamburg"),
]


def frame(rows: Sequence[tuple[str, str, str, str]] = UNIT_ROWS) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["unit_id", "level", "country", "names"])
    return typed(table.assign(name=table["names"].str.partition("|")[0]), UNITS)


FRAME = frame()


def register(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["city1", "country1", "city2", "country2"], dtype="string")
    return table.replace("", pd.NA).assign(row=range(2, len(rows) + 2))


def read(
    table: pd.DataFrame, levels: Sequence[str] = ("city",), units: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return read_register(
        table,
        FRAME if units is None else units,
        partners=PARTNERS,
        countries=COUNTRIES,
        source="table",
        register="twins",
        levels=levels,
    )


def found(*rows: tuple[str, str, str, str], levels: Sequence[str] = ("city",)) -> list[tuple[str, str, str]]:
    mentions, _, _ = read(register(*rows), levels)
    return list(zip(mentions["unit_id"], mentions["partner"], mentions["place"], strict=True))


def reasons(*rows: tuple[str, str, str, str]) -> list[str]:
    return list(read(register(*rows))[1]["reason"])


def test_the_tables_keep_their_contracts() -> None:
    mentions, set_aside, accounting = read(
        register(("Köln", "Germany", "Beijing", "China"), ("A", "Japan", "B", "Peru"), ("Ulm", "Germany", "X", "USA"))
    )
    MENTIONS.validate(mentions, "mentions")
    SET_ASIDE.validate(set_aside, "set_aside")
    ACCOUNTING.validate(accounting, "accounting")
    assert mentions[["direction", "column", "cell", "row"]].to_numpy().tolist() == [["unit", "city2", "Köln", 2]]
    assert set_aside[["row", "record", "reason"]].to_numpy().tolist() == [
        [3, "A (Japan) – B (Peru)", NOT_STUDIED],
        [4, "Ulm (Germany) – X (USA)", "the European end is not in the frame"],
    ]
    assert accounting[["rows_in", "rows_out", "rows_set_aside"]].to_numpy().tolist() == [[3, 1, 2]]


def test_a_pair_is_found_in_either_order() -> None:
    mentions, _, _ = read(
        register(("Beijing", "China", "Cologne", "Germany"), ("Köln", "Germany", "Indianapolis", "USA"))
    )
    assert mentions[["unit_id", "partner", "place", "direction", "column"]].to_numpy().tolist() == [
        ["DE002C", "CN", "Beijing", "partner", "city1"],
        ["DE002C", "US", "Indianapolis", "unit", "city2"],
    ]


@pytest.mark.parametrize("label", ["Georgia", "Georgia (country)", "Taiwan", "Hong Kong", "Japa", "", "china", "Us"])
def test_only_listed_labels_are_partner_countries(label: str) -> None:
    assert reasons(("Köln", "Germany", "Somewhere", label)) == [NOT_STUDIED]


def test_a_label_may_name_the_region_first() -> None:
    assert found(("Köln", "Germany", "Kingston", "New York, United States")) == [("DE002C", "US", "Kingston")]
    assert found(("Taiyuan", "China", "Saint-Denis", "Réunion, France")) == [("FR001C", "CN", "Taiyuan")]
    assert reasons(("Taiyuan", "China", "Saint-Étienne", "Réunion, France")) == ["the European end is not in the frame"]


def test_a_place_that_must_be_qualified_is_not_found_without() -> None:
    assert reasons(("Gera", "China", "Saint-Denis", "France")) == [NO_LINK["ambiguous"]]


def test_a_row_without_label_may_hold_the_country_in_the_cell() -> None:
    assert found(("Ningbo", "China", "Varna, Bulgaria", "")) == [("BG001C", "CN", "Ningbo")]
    assert reasons(("Ningbo", "China", "Varna, Atlantis", "")) == [NOT_STUDIED]


def test_qualifiers_must_agree() -> None:
    jiaxing = ("Jiaxing", "China")
    assert found((*jiaxing, "Halle (Saale)", "Germany")) == [("DE001C", "CN", "Jiaxing")]
    assert found((*jiaxing, "Halle", "Germany")) == [("DE001C", "CN", "Jiaxing")]
    assert reasons((*jiaxing, "Halle (Westfalen)", "Germany")) == ["the European end is not in the frame"]
    assert found((*jiaxing, "Frankfurt (Oder)", "Germany")) == [("DE004C", "CN", "Jiaxing")]
    assert reasons((*jiaxing, "Frankfurt", "Germany")) == [NO_LINK["ambiguous"]]


@pytest.mark.parametrize("name", ["City of Cologne", "KÖLN", "Koln", " Köln "])
def test_spellings_of_a_city(name: str) -> None:
    assert found((name, "Germany", "Beijing", "China")) == [("DE002C", "CN", "Beijing")]


@pytest.mark.parametrize("name", ["Köln – Mitte", "Cologne Province", "Kölnchen", "St.-Étienne"])
def test_districts_provinces_and_cities_of_other_countries_are_not_the_city(name: str) -> None:
    assert found((name, "Germany", "Beijing", "China")) == []


def test_saints() -> None:
    assert found(("St. Etienne", "France", "Xuzhou", "China")) == [("FR002C", "CN", "Xuzhou")]


def test_a_name_of_two_units_is_set_aside_as_ambiguous() -> None:
    assert reasons(("Doublon", "France", "Wuhan", "China")) == [NO_LINK["ambiguous"]]


def test_an_empty_place_is_set_aside() -> None:
    assert reasons(("Köln", "Germany", "", "China")) == ["the partner's place is empty"]
    assert reasons(("", "Germany", "Beijing", "China")) == [NOT_STUDIED]


def test_levels_decide_which_units_are_sought() -> None:
    hamburg, koeln = ("Hamburg", "Germany", "Shanghai", "China"), ("Köln", "Germany", "Beijing", "China")
    assert found(hamburg) == []
    assert found(hamburg, levels=["region"]) == [("DE60", "CN", "Shanghai")]
    # a city goes before a region of the same name
    assert found(hamburg, koeln, levels=["region", "city"]) == [("DE60", "CN", "Shanghai"), ("DE002C", "CN", "Beijing")]


def test_a_studied_country_may_be_a_partner_too() -> None:
    mentions, _, _ = read_register(
        register(("Köln", "Germany", "Saint-Étienne", "France"), ("Köln", "Germany", "Halle", "Germany")),
        frame(),
        partners={"DE": ["Germany"], "FR": ["France"]},
        countries=COUNTRIES,
        source="table",
        register="twins",
        levels=["city"],
    )
    pairs = mentions[["unit_id", "partner", "place"]].to_numpy().tolist()
    assert pairs == [["DE002C", "FR", "Saint-Étienne"], ["FR002C", "DE", "Köln"]]


def test_an_empty_register_gives_empty_tables() -> None:
    mentions, set_aside, accounting = read(register())
    assert mentions.empty
    assert set_aside.empty
    assert accounting["rows_in"].tolist() == [0]


def test_places_are_taken_apart() -> None:
    assert PlaceName.of("Suzhou, Jiangsu") == PlaceName("suzhou", frozenset({"jiangsu"}))
    assert PlaceName.of("Gulou (Fuzhou)") == PlaceName("gulou", frozenset({"fuzhou"}))
    assert PlaceName.of("City of Boston").base == "boston"
    assert PlaceName.of("Suzhou – Wuzhong").base == "suzhou wuzhong"
    assert CountryLabels(PARTNERS).read("Ohio, United States") == ("US", "Ohio")
    assert UnitIndex([("A", "DE", "Ulm|Ulm an der Donau")]).find("DE", "Ulm (Donau)") == {"A"}


NAMES = ["Köln", "Cologne", "Halle", "Halle (Saale)", "Frankfurt am Main", "Saint-Étienne", "Doublon", "Ulm", "Beijing"]
LABELS = ["Germany", "France", "China", "United States", "Ohio, United States", "Japan", "Georgia", ""]
PAIR = st.tuples(st.sampled_from(NAMES), st.sampled_from(LABELS), st.sampled_from(NAMES), st.sampled_from(LABELS))


def ties_of(mentions: pd.DataFrame) -> set[str]:
    """Return the ties of mentions; that `build_ties` makes these of them is shown in test_ties.py."""
    cells = zip(mentions["unit_id"], mentions["partner"], mentions["place"], strict=True)
    return {tie_id(unit, partner, place) for unit, partner, place in cells}


@settings(deadline=None)  # tables are typed in each example; a busy machine takes its time
@given(rows=st.lists(PAIR, max_size=12))
def test_swapping_the_columns_gives_the_same_ties(rows: list[tuple[str, str, str, str]]) -> None:
    swapped = [(city2, country2, city1, country1) for city1, country1, city2, country2 in rows]
    assert ties_of(read(register(*rows))[0]) == ties_of(read(register(*swapped))[0])


@settings(deadline=None)  # tables are typed in each example; a busy machine takes its time
@given(rows=st.lists(PAIR, max_size=12))
def test_every_row_is_a_mention_or_set_aside(rows: list[tuple[str, str, str, str]]) -> None:
    mentions, set_aside, accounting = read(register(*rows))
    taken, left = set(mentions["row"]), set(set_aside["row"])
    assert taken | left == set(range(2, len(rows) + 2))
    assert not taken & left
    assert accounting[["rows_out", "rows_set_aside"]].to_numpy().tolist() == [[len(taken), len(left)]]


@settings(deadline=None)  # tables are typed in each example; a busy machine takes its time
@given(rows=st.lists(PAIR, max_size=12))
def test_no_tie_crosses_countries(rows: list[tuple[str, str, str, str]]) -> None:
    table = register(*rows)
    mentions, _, _ = read(table)
    countries = {unit: country for unit, _, country, _ in UNIT_ROWS}
    raw = table.fillna("").set_index("row")
    for mention in mentions.itertuples():
        labels = set(raw.loc[mention.row, ["country1", "country2"]])
        assert labels & set(COUNTRIES[countries[mention.unit_id]])
        assert any(label.endswith(tuple(PARTNERS[mention.partner])) for label in labels)


@pytest.mark.mirror
def test_the_real_register_must_be_read_in_both_directions(root: Path, mirror: Path) -> None:
    countries = labels_by_country(read_countries(root / "resources/countries.csv"))
    table = read_twin_towns(mirror / "twintowns_wikipedia_hekman/twin_cities_raw.csv")
    # units made from the register itself, so that only the directions are put to the test
    labels = CountryLabels(countries)
    sides = [table[["city1", "country1"]], table[["city2", "country2"]]]
    places = pd.concat([side.set_axis(["city", "label"], axis=1) for side in sides]).dropna().drop_duplicates()
    places["country"] = [labels.read(label)[0] for label in places["label"]]
    places = places.dropna().drop_duplicates(["country", "city"])
    rows = [
        (f"U{number}", "city", country, city)
        for number, (country, city) in enumerate(zip(places["country"], places["city"], strict=True))
    ]
    mentions, set_aside, _ = read_register(
        table, frame(rows), partners=PARTNERS, countries=countries, source="t", register="r", levels=["city"]
    )
    china = mentions[mentions["partner"] == "CN"]["direction"].value_counts()
    # SOURCES.md counts 146 pairs on European and 304 on Chinese pages; a few are of counties, or ambiguous names
    assert 140 < china["unit"] <= 146
    assert 280 < china["partner"] <= 304
    assert len(set(mentions["row"])) + len(set_aside) == len(table) == 26114
    assert not set(set_aside["row"]) & set(mentions["row"])


def test_the_files_of_a_register_are_counted_and_quoted_one_by_one() -> None:
    tables = {
        "first": register(("Köln", "Germany", "Beijing", "China"), ("A", "Japan", "B", "Peru")),
        "second": register(("Varna", "Bulgaria", "Dalian", "China")),
    }
    mentions, set_aside, accounting = read_register_files(
        tables,
        frame(),
        partners=PARTNERS,
        countries=COUNTRIES,
        register="twins",
        levels=["city"],
        columns={"city1": "origin", "city2": "sister"},
    )
    MENTIONS.validate(mentions, "mentions")
    assert mentions[["source", "row", "column", "unit_id"]].to_numpy().tolist() == [
        ["first", 2, "sister", "DE002C"],
        ["second", 2, "sister", "BG001C"],
    ]
    assert set_aside[["file", "row"]].to_numpy().tolist() == [["first", 3]]
    assert accounting[["file", "rows_in", "rows_out", "rows_set_aside"]].to_numpy().tolist() == [
        ["first", 2, 1, 1],
        ["second", 1, 1, 0],
    ]
