"""Small counts of answers leave the tables of findings: a reader who has the table cannot compute them."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy.fields import Cells, Dataset, Field
from paradiplomacy.findings.coordination_fields import COORDINATION_INDEX
from paradiplomacy.findings.fields import COOPERATION
from paradiplomacy.findings.item_fields import ITEM_PAIRS
from paradiplomacy.findings.typology_fields import TYPOLOGY_CONDITIONS
from paradiplomacy.findings.withhold import (
    closed_rows,
    exposed_rows,
    withhold_answers,
    withhold_cells,
    withhold_outcome,
)

SMALLEST = 5


def table_of(cells: Cells, *columns: str) -> Dataset:
    kinds = {column: "integer" if column in (cells.total, *cells.parts) else "number" for column in columns}
    fields = [Field("row", "integer", "row", required=True), Field("question", "text", "question")]
    fields += [Field(name, kind, name) for name, kind in kinds.items()]  # type: ignore[arg-type]
    return Dataset("t", "a table for this test", ("row",), tuple(fields), content="answers", cells=cells)


SHARE = table_of(Cells("n", ("yes",), tells={"share": ("yes",)}), "n", "yes", "share")
ANSWERS = table_of(Cells("n", ("yes",), adding_up=("question",), tells={"share": ("yes",)}), "n", "yes", "share")


def shares(rows: list[tuple[str, int, int]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["question", "n", "yes"]).astype({"n": "Int64", "yes": "Int64"})
    return table.assign(
        row=range(len(table)), share=(table["yes"] / table["n"].where(table["n"] > 0)).astype("Float64")
    )


@pytest.mark.parametrize(
    ("n", "yes", "shown"),
    [(100, 50, True), (100, 4, False), (100, 0, False), (100, 97, False), (100, 100, False), (10, 5, True)],
)
def test_a_share_is_shown_when_both_those_who_say_yes_and_the_rest_are_enough(n: int, yes: int, shown: bool) -> None:
    table = shares([("q", n, yes)])
    left = withhold_cells(table, SHARE, SMALLEST)
    assert left["yes"].notna().iloc[0] == shown
    assert left["share"].notna().iloc[0] == shown
    assert left["n"].iloc[0] == n
    assert bool(exposed_rows(table, SHARE, SMALLEST)) != shown
    assert exposed_rows(left, SHARE, SMALLEST) == []


def test_who_are_too_few_are_not_counted_at_all() -> None:
    left = withhold_cells(shares([("q", 4, 2)]), SHARE, SMALLEST)
    assert left[["n", "yes", "share"]].isna().all(axis=None)


def test_the_answers_to_one_question_are_withheld_with_another_of_them() -> None:
    left = withhold_cells(shares([("a", 100, 3), ("a", 100, 20), ("a", 100, 77), ("b", 90, 45), ("b", 90, 45)]),
                          ANSWERS, SMALLEST)  # fmt: skip
    assert left["yes"].isna().tolist() == [True, True, False, False, False]
    naive = left.assign(yes=left["yes"].where(left["row"] != 1, 20))
    assert exposed_rows(naive, ANSWERS, SMALLEST) == [0]  # which is computed: 100 - 20 - 77
    assert exposed_rows(left.assign(share=0.5), ANSWERS, SMALLEST) == [0, 1]


def test_a_test_on_two_counts_goes_with_either_of_them() -> None:
    rows = [{"n": 60, "both": 20, "only_a": 2, "only_b": 18, "neither": 20}, {"n": 60, "both": 30, "only_a": 10,
             "only_b": 15, "neither": 5}]  # fmt: skip
    table = pd.DataFrame(rows).astype("Int64")
    table = table.assign(difference=0.1, conf_low=0.0, conf_high=0.2, p_value=0.04, p_holm=0.1)
    left = withhold_cells(table, ITEM_PAIRS, SMALLEST)
    assert left["p_value"].isna().tolist() == [True, False]
    assert left.loc[1].notna().all()
    assert left.loc[0, ["both", "only_a", "only_b", "neither"]].isna().sum() >= 2


def test_a_class_cannot_be_computed_from_its_total_over_the_groups() -> None:
    counts = {("small", 1): 3, ("small", 2): 40, ("large", 1): 50, ("large", 2): 60}
    table = pd.DataFrame(
        [
            {"level": "city", "condition": "size", "group": group, "class": number, "count": n,
             "n": sum(value for (other, _), value in counts.items() if other == group), "share": 0.5}
            for (group, number), n in counts.items()
        ]
    )  # fmt: skip
    left = withhold_cells(table, TYPOLOGY_CONDITIONS, SMALLEST)
    assert left["count"].isna().all()  # two by two: with one cell and all margins each other is known


def test_a_mean_of_too_few_answers_is_not_shown() -> None:
    table = pd.DataFrame({"answered": [4, 5], "mean": [0.5, 0.5], "weighted": [0.4, 0.4]})
    table = table.assign(weighted_low=0.1, weighted_high=0.9)
    left = withhold_answers({"m": table}, {"m": COORDINATION_INDEX}, SMALLEST)["m"]
    assert left["mean"].isna().tolist() == [True, False]
    assert left["answered"].isna().tolist() == [True, False]


def possible(counts: list[int], hidden: list[bool], n: int) -> list[set[int]]:
    """Return the values that each hidden count can have for a reader who knows their sum and nothing else."""
    shown = sum(count for count, gone in zip(counts, hidden, strict=True) if not gone)
    free = [place for place, gone in enumerate(hidden) if gone]
    found: list[set[int]] = [set() for _ in counts]
    for guess in product(range(n + 1), repeat=len(free)):
        if sum(guess) + shown == n:
            for place, value in zip(free, guess, strict=True):
                found[place].add(value)
    return found


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 12), min_size=2, max_size=4))
def test_no_small_count_can_be_computed_by_trying(counts: list[int]) -> None:
    n = sum(counts)
    left = withhold_cells(shares([("q", n, count) for count in counts]), ANSWERS, SMALLEST)
    hidden = left["yes"].isna().tolist()
    assert all(hidden[place] for place, count in enumerate(counts) if count < SMALLEST)
    assert exposed_rows(left, ANSWERS, SMALLEST) == []
    if n >= SMALLEST:
        for gone, values in zip(hidden, possible(counts, hidden, n), strict=True):
            assert not gone or set(range(SMALLEST)) <= values
    else:
        assert left["n"].isna().all()


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=4), st.data())
def test_the_check_finds_what_the_trial_finds(counts: list[int], data: st.DataObject) -> None:
    """Whatever is hidden, by rule or not: a count that a reader can pin down under the limit is reported."""
    n = sum(counts)
    table = shares([("q", n, count) for count in counts])
    hidden = [data.draw(st.booleans()) or count < SMALLEST for count in counts]
    table.loc[hidden, ["yes", "share"]] = [pd.NA, pd.NA]
    reported = exposed_rows(table, ANSWERS, SMALLEST)
    for place, values in enumerate(possible(counts, hidden, n)):
        pinned = hidden[place] and max(values) < SMALLEST and max(values) - min(values) < SMALLEST - 1
        assert (place in reported) == (pinned or n < SMALLEST)


def test_counts_of_a_public_outcome_stay_and_of_one_that_is_not_they_go() -> None:
    base = {
        "level": "city",
        "grouping": "all",
        "group": "all",
        "order": 0,
        "share": 0.1,
        "conf_low": 0.0,
        "conf_high": 0.2,
    }
    table = pd.DataFrame([base | {"partner": partner, "n": 30, "events": 3} for partner in ("CN", "US")])
    left = withhold_outcome(table, COOPERATION, SMALLEST, {("CN", "city")})
    assert left["events"].isna().tolist() == [True, False]
    assert withhold_outcome(table, COOPERATION, SMALLEST, set())["events"].tolist() == [3, 3]
    mixed = Dataset("m", "measures", ("partner",), (Field("partner", "text", "partner", required=True),), "outcome")
    assert withhold_outcome(table, mixed, SMALLEST, {("CN", "city")})["partner"].tolist() == ["US"]


def test_rows_of_two_partners_are_of_both_and_rows_of_none_of_all() -> None:
    pairs = pd.DataFrame({"level": ["city", "region"], "partner_a": "CN", "partner_b": "US"})
    assert closed_rows(pairs, {("US", "city")}).tolist() == [True, False]
    assert closed_rows(pairs[["level"]], {("US", "city")}).tolist() == [True, False]


def test_a_table_that_declares_no_cells_cannot_be_protected() -> None:
    plain = Dataset("p", "plain", ("row",), (Field("row", "integer", "row", required=True),))
    with pytest.raises(ValueError, match="declares no cells"):
        withhold_cells(pd.DataFrame({"row": [1]}), plain, SMALLEST)
    with pytest.raises(ValueError, match="declares no cells"):
        exposed_rows(pd.DataFrame({"row": [1]}), plain, SMALLEST)


def test_what_was_not_counted_stays_as_it_is() -> None:
    table = shares([("q", 50, 20), ("q", 50, 25)]).astype({"yes": "Float64"})
    table.loc[0, "yes"] = np.nan
    assert withhold_cells(table, SHARE, SMALLEST)["share"].tolist() == [0.4, 0.5]


def test_a_world_without_a_survey_has_nothing_to_withhold() -> None:
    empty = shares([])
    assert withhold_cells(empty, ANSWERS, SMALLEST).empty
    assert exposed_rows(empty, ANSWERS, SMALLEST) == []
    assert withhold_outcome(pd.DataFrame(columns=COOPERATION.columns), COOPERATION, SMALLEST, {("CN", "city")}).empty
