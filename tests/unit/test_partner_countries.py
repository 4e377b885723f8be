"""Partner places by country: every country counts, a pair on both pages counts once, and no row is lost."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy.frame.fields import UNITS
from paradiplomacy.tables import typed
from paradiplomacy.web.fields import PARTNER_COUNTRIES, PARTNER_COUNTRY_ROWS
from paradiplomacy.web.partner_countries import AT_HOME, NO_COUNTRY, NO_UNIT_COUNTRY, TAKEN_ON, count_partner_countries
from paradiplomacy.web.register import NO_LINK, NO_PLACE
from paradiplomacy.web.resolve import build_resolver

COUNTRIES = {"DE": ["Germany"], "FR": ["France"]}
UNIT_TABLE = typed(
    pd.DataFrame(
        [
            ("D1", "city", "DE", "Aalbach"),
            ("D2", "city", "DE", "Burgau"),
            ("F1", "city", "FR", "Clairval"),
            ("R1", "region", "FR", "Douce"),
        ],
        columns=["unit_id", "level", "country", "names"],
    ),
    UNITS,
)
RESOLVER = build_resolver(UNIT_TABLE, COUNTRIES)
Pair = tuple[str, str, str, str]


def counted(rows: Sequence[Pair], reasons: Sequence[str | None] = ()) -> tuple[pd.DataFrame, pd.DataFrame]:
    table = pd.DataFrame(rows, columns=["city1", "country1", "city2", "country2"], dtype="string").replace("", pd.NA)
    if reasons:
        table["reason"] = pd.array(list(reasons), dtype="string")
    return count_partner_countries(
        {"list": table},
        UNIT_TABLE,
        resolver=RESOLVER,
        countries=COUNTRIES,
        partners={"CN": ["China", "Cina"]},
        others={"GB": ["United Kingdom"], "PE": ["Peru"]},
        places={"CN": {"Pechino": "Beijing"}},
    )


def places(rows: Sequence[Pair]) -> dict[tuple[str, str], tuple[int, int]]:
    found, _ = counted(rows)
    PARTNER_COUNTRIES.validate(found, "partner_countries")
    columns = zip(found["unit_id"], found["partner_country"], found["places"], found["units"], strict=True)
    return {(unit, country): (number, units) for unit, country, number, units in columns}


def test_places_of_every_country_count_and_each_place_once() -> None:
    rows = [
        ("Aalbach", "Germany", "Lima", "Peru"),
        ("Aalbach", "Germany", "Cusco", "Peru"),
        ("Lima", "Peru", "Aalbach", "Germany"),  # the same pair, from the other page
        ("Leeds", "England, United Kingdom", "Aalbach", "Germany"),
        ("Aalbach", "Germany", "Beijing", "China"),
        ("Aalbach", "Germany", "Pechino", "Cina"),  # the same place in another language
    ]
    assert places(rows) == {("D1", "PE"): (2, 0), ("D1", "GB"): (1, 0), ("D1", "CN"): (1, 0)}


def test_a_pair_of_two_units_counts_for_both_and_says_so() -> None:
    rows = [("Aalbach", "Germany", "Clairval", "France"), ("Clairval", "France", "Aalbach", "Germany")]
    assert places(rows) == {("D1", "FR"): (1, 1), ("F1", "DE"): (1, 1)}


def test_a_unit_of_another_level_is_a_place_but_no_second_row_of_the_level() -> None:
    assert places([("Aalbach", "Germany", "Douce", "France")]) == {("D1", "FR"): (1, 0), ("R1", "DE"): (1, 0)}


def test_each_row_has_its_outcome_and_the_rows_add_up() -> None:
    rows = [
        ("Aalbach", "Germany", "Lima", "Peru"),
        ("Aalbach", "Germany", "Burgau", "Germany"),
        ("Aalbach", "Germany", "Somewhere", "Atlantis"),
        ("Aalbach", "Germany", "Somewhere", ""),
        ("Aalbach", "Germany", "", "Peru"),
        ("Nowhere", "Germany", "Lima", "Peru"),
        ("Leeds", "United Kingdom", "Lima", "Peru"),
        ("Aalbach", "Germany", "Lima", "Peru"),
    ]
    _, became = counted(rows, [None] * 7 + ["the reader cannot use it"])
    PARTNER_COUNTRY_ROWS.validate(became, "partner_country_rows")
    assert dict(zip(became["outcome"], became["rows"], strict=True)) == {
        TAKEN_ON: 1,
        AT_HOME: 1,
        NO_COUNTRY: 2,
        NO_PLACE: 1,
        NO_LINK["not_in_frame"]: 1,
        NO_UNIT_COUNTRY: 1,
        "the reader cannot use it": 1,
    }
    assert became.loc[became["taken_on"], "outcome"].tolist() == [TAKEN_ON]


ENDS = st.sampled_from(
    [("Aalbach", "Germany"), ("Burgau", "Germany"), ("Clairval", "France"), ("Lima", "Peru"), ("Leeds", "")]
)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(ENDS, ENDS), max_size=12), st.randoms(use_true_random=False))
def test_neither_order_nor_direction_nor_repetition_changes_a_count(pairs: list, random) -> None:
    rows = [(*first, *second) for first, second in pairs]
    turned = [(*second, *first) for first, second in pairs] + rows
    random.shuffle(turned)
    assert places(rows) == places(turned)
    _, became = counted(rows)
    assert became["rows"].sum() == len(rows)
