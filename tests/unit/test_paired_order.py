"""The exact signed-rank test against all assignments of signs, and superiority whatever the number of bodies."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from paradiplomacy.findings.paired_order import (
    mean_of_known,
    mean_superiority,
    signed_rank_test,
    superiority_of_units,
)


def by_enumeration(differences: np.ndarray) -> float:
    ranks = stats.rankdata(np.abs(differences))[differences != 0]
    observed = ranks[differences[differences != 0] > 0].sum()
    sums = np.array([ranks[np.array(signs, dtype=bool)].sum() for signs in product((0, 1), repeat=len(ranks))])
    return min(1.0, 2 * min((sums <= observed + 1e-9).mean(), (sums >= observed - 1e-9).mean()))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=9))
def test_ties_and_zeros_are_those_of_all_assignments_of_signs(differences: list[int]) -> None:
    values = np.array(differences, dtype=float)
    assert signed_rank_test(values) == pytest.approx(by_enumeration(values))


def test_without_ties_it_is_the_test_of_the_textbooks() -> None:
    values = np.array([1.1, -2.3, 3.2, 4.7, -5.9, 6.1, 7.4, 8.8, 9.5, -0.4, 12.0, 15.3])
    assert signed_rank_test(values) == pytest.approx(stats.wilcoxon(values, mode="exact").pvalue)


def test_equal_answers_say_nothing() -> None:
    assert signed_rank_test(np.zeros(6)) == 1.0
    assert signed_rank_test(np.array([0.1 + 0.2 - 0.3, 0.0])) == 1.0  # the last bits are no difference


def test_several_hundred_units_are_counted_exactly() -> None:
    values = np.repeat([1.0, 1.0, -1.0], 150)
    wins, losses = 300, 150
    ranks = stats.rankdata(np.abs(values))
    assert ranks[0] == ranks[-1]  # all tied: the test is the sign test
    assert signed_rank_test(values) == pytest.approx(stats.binomtest(losses, wins + losses).pvalue, rel=1e-6)


def test_superiority_does_not_favour_the_level_of_which_more_bodies_are_asked() -> None:
    answers = np.array(list(product(range(4), repeat=5)), dtype=float)  # every outcome of five alike bodies, once
    first, second = answers[:, :3], answers[:, 3:]
    assert superiority_of_units(first, second).mean() == pytest.approx(0)
    highest = np.sign(first.max(axis=1) - second.max(axis=1)).mean()
    assert highest > 0.1  # what the closest of three against the closest of two would show


def test_missing_answers_leave_pairs_out_and_no_pair_leaves_the_unit_out() -> None:
    first = np.array([[2.0, np.nan], [np.nan, np.nan], [0.0, 3.0]])
    second = np.array([[1.0], [1.0], [1.0]])
    assert superiority_of_units(first, second) == pytest.approx([1.0, np.nan, 0.0], nan_ok=True)
    assert mean_of_known([first[:, 0], first[:, 1]]) == pytest.approx([2.0, np.nan, 1.5], nan_ok=True)


def test_the_interval_of_superiority_is_repeatable_and_holds_the_estimate() -> None:
    units = np.repeat([1.0, 0.0, -1.0], [30, 10, 10])
    one, two = (mean_superiority(units, 0.95, 999, "seed") for _ in range(2))
    assert one == two
    assert one.estimate == pytest.approx(0.4)
    error = units.std() / np.sqrt(len(units))
    assert one.conf_low == pytest.approx(0.4 - 1.96 * error, abs=0.05)
    assert one.conf_high == pytest.approx(0.4 + 1.96 * error, abs=0.05)
    assert np.isnan(mean_superiority(units[:1], 0.95, 999, "seed").estimate)
