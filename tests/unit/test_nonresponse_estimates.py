"""Weighted means with their errors, bounds and late answers, by hand values and by their limits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy.survey.design_estimates import ResponseDesign, estimate_mean
from paradiplomacy.survey.resistance import answers_by_quarter, extrapolate_late, worst_case_bounds


def simple(n: int, invited: int) -> ResponseDesign:
    return ResponseDesign(np.full(n, invited / n), np.zeros(n, dtype=np.int64), np.array([float(invited)]))


def test_the_error_of_a_simple_random_draw_is_the_textbook_one() -> None:
    values = np.array([1.0, 1, 0, 0, 0, 1, 0, 0, 1, 0])
    found = estimate_mean(values, simple(10, 40), 0.95, share=True)
    assert found.estimate == pytest.approx(0.4)
    assert found.std_error == pytest.approx(np.sqrt((1 - 10 / 40) * 0.4 * 0.6 / 9))  # Cochran (1977), 3.8
    assert (found.n, found.degrees_of_freedom) == (10, 9)
    assert found.conf_low < 0.4 < found.conf_high


def test_the_error_of_a_stratified_mean_is_the_textbook_one() -> None:
    values = np.array([2.0, 4, 6, 1, 3])
    strata = np.array([0, 0, 0, 1, 1])
    invited = np.array([30.0, 10.0])
    design = ResponseDesign(np.array([10.0, 10, 10, 5, 5]), strata, invited)
    found = estimate_mean(values, design, 0.95, share=False)
    assert found.estimate == pytest.approx(0.75 * 4 + 0.25 * 2)
    variance = 0.75**2 * (1 - 3 / 30) * 4 / 3 + 0.25**2 * (1 - 2 / 10) * 2 / 2  # Cochran (1977), 5.12
    assert found.std_error == pytest.approx(np.sqrt(variance))
    assert found.degrees_of_freedom == 3


def test_a_census_that_all_answered_has_no_error() -> None:
    found = estimate_mean(np.array([1.0, 0, 1, 1]), simple(4, 4), 0.95, share=True)
    assert (found.std_error, found.conf_low, found.conf_high) == (0, pytest.approx(0.75), pytest.approx(0.75))


def test_what_a_margin_explains_is_no_error() -> None:
    """An outcome that is the same within each raked cell is known without error."""
    cells = np.array([0, 0, 0, 1, 1, 1])
    weights = np.full(6, 5.0)
    design = ResponseDesign(weights, np.zeros(6, dtype=np.int64), np.array([30.0]), [cells], weights)
    assert estimate_mean(cells.astype(float), design, 0.95, share=True).std_error == pytest.approx(0, abs=1e-12)
    without = ResponseDesign(weights, np.zeros(6, dtype=np.int64), np.array([30.0]))
    assert estimate_mean(cells.astype(float), without, 0.95, share=True).std_error > 0.1


def test_a_share_of_nothing_or_all_has_the_exact_interval() -> None:
    nothing = estimate_mean(np.zeros(20), simple(20, 50), 0.95, share=True)
    assert (nothing.estimate, nothing.conf_low) == (0, 0)
    assert nothing.conf_high == pytest.approx(1 - 0.025 ** (1 / 20))


def test_no_answer_and_one_answer_of_several_have_no_interval() -> None:
    assert np.isnan(estimate_mean(np.array([np.nan, np.nan]), simple(2, 9), 0.95, share=True).estimate)
    one = estimate_mean(np.array([3.0, np.nan]), simple(2, 9), 0.95, share=False)
    assert one.estimate == 3 and np.isnan(one.std_error) and np.isnan(one.conf_low)


@given(values=st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=30), silent=st.integers(0, 30))
def test_bounds_hold_every_share_that_the_silent_units_allow(values: list[float], silent: int) -> None:
    invited = len(values) + silent
    low, high = worst_case_bounds(np.array(values), invited)
    assert high - low == pytest.approx(silent / invited)
    for ones in range(silent + 1):
        assert low - 1e-12 <= (sum(values) + ones) / invited <= high + 1e-12


DAYS = pd.Series([f"2024-05-{day:02}" for day in range(1, 13)])


def test_quarters_follow_the_days_and_keep_a_day_together() -> None:
    values = pd.Series([1.0, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, None])
    table = answers_by_quarter(DAYS, values, 0.95)
    assert table["n"].sum() == 11 and table["quarter"].tolist() == [1, 2, 3, 4]
    assert table["share"].tolist() == pytest.approx([1, 2 / 3, 2 / 3, 0])
    assert (table["first_day"].iloc[0], table["last_day"].iloc[-1]) == ("2024-05-01", "2024-05-11")
    one_day = answers_by_quarter(pd.Series(["2024-05-01"] * 4), pd.Series([1.0, 0, 1, 0]), 0.95)
    assert one_day["n"].tolist() == [4]


def test_the_line_of_answers_is_drawn_on_to_the_silent_units() -> None:
    """Answers that fall along a straight line give the line at the middle of all invited units."""
    values = pd.Series([1.0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0])
    slope, constant = np.polyfit((np.arange(12) + 0.5) / 24, values, 1)
    found = extrapolate_late(DAYS, values, 24, 0.95)
    assert found.estimate == pytest.approx(constant + slope / 2)
    assert found.conf_low < found.estimate < found.conf_high
    all_answered = extrapolate_late(DAYS, values, 12, 0.95)
    assert all_answered.estimate == pytest.approx(0.5)
    assert all_answered.conf_low == pytest.approx(0.5) == all_answered.conf_high


def test_there_is_no_line_through_answers_of_one_day() -> None:
    found = extrapolate_late(pd.Series(["2024-05-01"] * 5), pd.Series([1.0, 0, 1, 0, 1]), 10, 0.95)
    assert np.isnan([found.estimate, found.conf_low, found.conf_high]).all()
