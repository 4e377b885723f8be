"""Small counts are neither printed nor can they be computed from what is printed: an attacker tries, in two ways."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy.survey.disclosure import Equation, Mark, possible_range, protect_cells

SMALLEST = 5
FULL = (0, SMALLEST - 1)


def possible_by_trying(counts: list[int], marks: list[Mark], equations: list[Equation], most: int) -> list[set[int]]:
    """Return the values that each cell can have, by trying all whole numbers up to `most`."""
    bounds = {"shown": None, "small": range(SMALLEST), "withheld": range(SMALLEST, most + 1)}
    choices = [[n] if mark == "shown" else bounds[mark] for n, mark in zip(counts, marks, strict=True)]
    totals = [sum(factor * counts[place] for place, factor in equation.items()) for equation in equations]
    found: list[set[int]] = [set() for _ in counts]
    for guess in product(*choices):
        if all(
            sum(factor * guess[place] for place, factor in equation.items()) == total
            for equation, total in zip(equations, totals, strict=True)
        ):
            for values, value in zip(found, guess, strict=True):
                values.add(value)
    return found


def test_one_small_cell_cannot_be_the_only_one_that_is_missing_from_the_total() -> None:
    counts, equations = [100, 3, 20, 7], [dict.fromkeys(range(4), 1)]
    marks = protect_cells(counts, equations, SMALLEST)
    assert marks == ["shown", "small", "shown", "withheld"]
    assert possible_range(1, counts, marks, equations, SMALLEST) == FULL


def test_two_small_cells_that_add_up_to_their_most_need_a_third() -> None:
    """4 + 4: who knows that both are under 5 and the sum is 8 knows both."""
    counts, equations = [100, 4, 4, 70], [dict.fromkeys(range(4), 1)]
    assert protect_cells(counts, equations, SMALLEST) == ["shown", "small", "small", "withheld"]
    naive: list[Mark] = ["shown", "small", "small", "shown"]
    assert possible_range(1, counts, naive, equations, SMALLEST) == (4, 4)


def test_a_small_cell_is_not_given_away_by_a_second_table() -> None:
    """The total of a branch is a sum of cells of another question."""
    counts = [60, 30, 2, 8, 50, 10, 40]  # yes, no, past, planned; of the branch: a, b, and those who were not asked
    equations: list[Equation] = [
        {0: 1, 1: 1, 2: 1, 3: 1},
        {4: 1, 5: 1, 6: 1},
        {4: 1, 5: 1, 0: -1},  # asked of those who answered yes
    ]
    counts[6] = 100 - 60
    marks = protect_cells(counts, equations, SMALLEST)
    assert possible_range(2, counts, marks, equations, SMALLEST) == FULL
    assert marks[:4] == ["shown", "shown", "small", "withheld"]


def test_where_there_is_a_choice_the_answers_are_spared() -> None:
    counts, equations = [20, 3, 60], [{0: 1, 1: 1, 2: 1}]
    assert protect_cells(counts, equations, SMALLEST)[0] == "withheld"
    assert protect_cells(counts, equations, SMALLEST, spared=[0]) == ["shown", "small", "withheld"]


def test_what_is_printed_nowhere_is_not_computed_either() -> None:
    counts, equations = [50, 47, 3], [{0: 1, 1: -1, 2: -1}]  # units = compared + left out
    marks = protect_cells(counts, equations, SMALLEST, unprinted=[2])
    assert possible_range(2, counts, marks, equations, SMALLEST) == FULL
    assert "withheld" in marks


def test_a_wave_of_three_answers_prints_nothing() -> None:
    assert "shown" not in protect_cells([2, 1, 0], [{0: 1, 1: 1, 2: 1}], SMALLEST)


def test_large_counts_are_all_shown() -> None:
    assert set(protect_cells([5, 6, 700], [{0: 1, 1: 1, 2: 1}], SMALLEST)) == {"shown"}


@settings(deadline=None, max_examples=150)
@given(st.lists(st.integers(0, 14), min_size=2, max_size=5))
def test_nobody_can_compute_a_small_cell_from_the_total(counts: list[int]) -> None:
    equations = [dict.fromkeys(range(len(counts)), 1)]
    marks = protect_cells(counts, equations, SMALLEST)
    values = possible_by_trying(counts, marks, equations, most=sum(counts))
    for n, mark, possible in zip(counts, marks, values, strict=True):
        assert (mark == "small") == (n < SMALLEST)
        if mark == "small" and "shown" in marks:
            assert set(range(SMALLEST)) <= possible


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 60), min_size=4, max_size=4), st.lists(st.integers(1, 9), min_size=2, max_size=3))
def test_nobody_can_compute_a_small_cell_from_a_branch(routing: list[int], weights: list[int]) -> None:
    asked = routing[0]
    parts = [asked * weight // sum(weights) for weight in weights[1:]]
    branch = [asked - sum(parts), *parts, sum(routing) - asked]
    counts = [*routing, *branch]
    first = len(routing)
    equations: list[Equation] = [
        dict.fromkeys(range(first), 1),
        dict.fromkeys(range(first, len(counts)), 1),
        dict.fromkeys(range(first, len(counts) - 1), 1) | {0: -1},
    ]
    marks = protect_cells(counts, equations, SMALLEST)
    for cell, mark in enumerate(marks):
        if mark == "small" and "shown" in marks:
            low, high = possible_range(cell, counts, marks, equations, SMALLEST)
            assert (low, high) == FULL


@pytest.mark.parametrize("smallest", [2, 10])
def test_the_threshold_is_that_of_the_configuration(smallest: int) -> None:
    counts, equations = [1, 9, 60, 80], [dict.fromkeys(range(4), 1)]
    small = [mark == "small" for mark in protect_cells(counts, equations, smallest)]
    assert small == [n < smallest for n in counts]
