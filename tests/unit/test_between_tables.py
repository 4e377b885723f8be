"""Two tables on the same answers, read together: what one withholds the other must not give away."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from paradiplomacy.findings.closest import narrows_down, withhold_closest
from paradiplomacy.findings.coordination_fields import COORDINATION
from paradiplomacy.findings.withhold import withhold_cells, withhold_means
from paradiplomacy.survey.disclosure import Mark, protect_answers, protect_cells
from stranger import Stranger, reads_findings

SMALLEST = 5
SCALE = ("none", "informs", "consults", "guided")
FIELD = "coordination_eu"


def coordination(counts: dict[str, int]) -> pd.DataFrame:
    n = sum(counts.values())
    rows = [
        {"wave": "w", "government": "eu", "field": FIELD, "answer": code, "place": place, "answered": n, "yes": count}
        for place, (code, count) in enumerate(counts.items())
    ]
    table = pd.DataFrame(rows).reindex(columns=COORDINATION.columns)
    return table.astype({"answered": "Int64", "yes": "Int64"})


def means(counts: dict[str, int]) -> pd.DataFrame:
    n = sum(counts.values())
    mean = sum(place * count for place, count in enumerate(counts.values())) / 3 / n
    return pd.DataFrame([{"wave": "w", "government": "eu", "answered": n, "mean": mean}])


def told(
    counts: dict[str, int], missing: int, marks: list[Mark], table: pd.DataFrame, index: pd.DataFrame
) -> list[int]:
    """Return the small counts that codebook (`marks`: the answers, then the missing one), table and mean give away."""
    every = counts | {"no_answer": missing}
    stranger = Stranger(SMALLEST, {(FIELD, code): n < SMALLEST for code, n in every.items()})
    stranger.know({(FIELD, code): 1 for code in every}, sum(every.values()), "response")
    for (code, n), mark in zip(every.items(), marks, strict=True):
        stranger.know({(FIELD, code): 1}, n if mark == "shown" else None, "codebook")
    items = pd.DataFrame(columns=["wave"])
    tables = {"item_shares": items, "coordination": table, "coordination_index": index}
    reads_findings(stranger, "w", tables, SCALE)
    return [counts[code] for (_, code), _, _ in stranger.told()]


def codebook(counts: dict[str, int], missing: int) -> list[Mark]:
    every = [*counts.values(), missing]
    apart = [place for place, mark in enumerate(protect_answers(every[:-1], SMALLEST)) if mark == "withheld"]
    return protect_cells(every, [dict.fromkeys(range(5), 1)], SMALLEST, spared=range(4), unprinted=apart)


COUNTS = {"none": 90, "informs": 40, "consults": 20, "guided": 2}


def test_each_table_alone_keeps_what_both_together_tell() -> None:
    """The codebook hides a small count behind those who did not answer, whose number the findings tell."""
    alone = protect_cells([*COUNTS.values(), 12], [dict.fromkeys(range(5), 1)], SMALLEST, spared=range(4))
    assert alone == ["shown", "shown", "shown", "small", "withheld"]
    table = withhold_cells(coordination(COUNTS), COORDINATION, SMALLEST)
    assert table["yes"].isna().tolist() == [False, False, True, True]
    nothing = means(COUNTS).assign(mean=float("nan"))
    assert told(COUNTS, 12, alone, coordination(COUNTS).assign(yes=pd.NA, answered=pd.NA), nothing) == []
    assert told(COUNTS, 12, alone, table, nothing) == [2]
    assert told(COUNTS, 12, codebook(COUNTS, 12), table, nothing) == []


def test_a_mean_is_one_more_sum() -> None:
    table = withhold_cells(coordination(COUNTS), COORDINATION, SMALLEST)
    assert told(COUNTS, 12, codebook(COUNTS, 12), table, means(COUNTS)) == [2]
    left = withhold_means(means(COUNTS), table, ("wave", "government"))
    assert told(COUNTS, 12, codebook(COUNTS, 12), table, left) == []


def test_a_mean_stays_where_nothing_is_withheld() -> None:
    counts = {"none": 90, "informs": 40, "consults": 20, "guided": 9}
    table = withhold_cells(coordination(counts), COORDINATION, SMALLEST)
    left = withhold_means(means(counts), table, ("wave", "government"))
    assert left["mean"].tolist() == pytest.approx(means(counts)["mean"].tolist())
    assert told(counts, 12, codebook(counts, 12), table, left) == []


@settings(max_examples=25)
@given(st.lists(st.integers(0, 30), min_size=4, max_size=4), st.integers(0, 12))
def test_together_they_tell_no_more_than_the_number_of_those_who_answered(counts: list[int], missing: int) -> None:
    given_answers = dict(zip(SCALE, counts, strict=True))
    assume(sum(counts) >= 4 * SMALLEST)  # who knows how few answered knows what is possible
    table = withhold_cells(coordination(given_answers), COORDINATION, SMALLEST)
    hidden = [mark != "shown" for mark in protect_answers(counts, SMALLEST)]
    assert table["yes"].isna().tolist() == hidden  # one choice for both
    left = withhold_means(means(given_answers), table, ("wave", "government"))
    assert told(given_answers, missing, codebook(given_answers, missing), table, left) == []


def two_bodies(first: dict[str, int], second: dict[str, int], closest: dict[str, int]) -> pd.DataFrame:
    fields = {"any": closest, FIELD: first, "coordination_embassy": second}
    return pd.concat([coordination(counts).assign(field=field) for field, counts in fields.items()], ignore_index=True)


def test_the_closest_of_two_bodies_narrows_a_small_count_and_is_withheld_then() -> None:
    """Nine units are guided by any of two bodies, six of them by the first: three at least by the second."""
    first = {"none": 60, "informs": 20, "consults": 20, "guided": 6}
    second = {"none": 50, "informs": 20, "consults": 32, "guided": 4}
    complete = two_bodies(first, second, {"none": 40, "informs": 18, "consults": 39, "guided": 9})
    table = withhold_cells(complete, COORDINATION, SMALLEST)
    assert table["yes"].isna().tolist() == [False] * 8 + [False, True, False, True]
    assert narrows_down(table, complete["yes"], SMALLEST)
    left = withhold_closest(table, complete, SMALLEST)
    assert left["yes"].isna().tolist() == [False, True, False, True] + [False] * 4 + [False, True, False, True]
    assert not narrows_down(left, complete["yes"], SMALLEST)


def test_the_closest_of_two_bodies_stays_where_it_tells_nothing() -> None:
    first = {"none": 60, "informs": 20, "consults": 16, "guided": 10}
    second = {"none": 50, "informs": 20, "consults": 32, "guided": 4}
    complete = two_bodies(first, second, {"none": 40, "informs": 18, "consults": 38, "guided": 10})
    table = withhold_cells(complete, COORDINATION, SMALLEST)
    pd.testing.assert_frame_equal(withhold_closest(table, complete, SMALLEST), table)
