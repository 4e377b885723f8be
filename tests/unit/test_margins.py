"""Effects of many fits, differences between models that share countries, equivalence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from paradiplomacy.models.margins import (
    Deletions,
    average_effects,
    difference,
    equivalence_p_value,
)


def test_an_effect_is_the_mean_of_single_differences() -> None:
    low, high = np.array([[1.0, 0.0], [1.0, 2.0]]), np.array([[1.0, 1.0], [1.0, 3.0]])
    odds = lambda x: np.exp(x) / (1 + np.exp(x))  # noqa: E731
    expected = (odds(0.5) - odds(0.2) + odds(1.1) - odds(0.8)) / 2
    assert average_effects("logit", np.array([[0.2, 0.3]]), low, high)[0] == pytest.approx(expected)


def test_what_two_models_share_cancels_in_their_difference() -> None:
    labels, without = np.array(["a", "b", "c"]), np.array([0.1, 0.4, 0.2])
    first = Deletions.of(0.2, labels, without)
    same = difference(first, Deletions.of(0.5, labels, without + 0.3))
    assert same.estimate == pytest.approx(-0.3)
    assert same.std_error == pytest.approx(0, abs=1e-12)


def test_models_of_other_countries_have_the_sum_of_their_variances() -> None:
    first = Deletions.of(0.2, np.array(["a", "b"]), np.array([0.1, 0.4]))
    second = Deletions.of(0.5, np.array(["c", "d"]), np.array([0.45, 0.6]))
    found = difference(first, second)
    assert found.n_clusters == 4
    assert found.std_error**2 == pytest.approx(3 / 4 * (0.1**2 + 0.2**2 + 0.05**2 + 0.1**2))


@given(st.floats(-0.3, 0.3), st.floats(0.01, 0.2), st.floats(0.01, 0.5))
def test_equivalence_is_the_larger_of_two_one_sided_tests(estimate: float, error: float, margin: float) -> None:
    above = stats.t.sf((estimate + margin) / error, 26)  # of the hypothesis that it is below -margin
    below = stats.t.cdf((estimate - margin) / error, 26)
    assert equivalence_p_value(estimate, error, 26, margin) == pytest.approx(max(above, below))


def test_equivalence_is_shown_when_the_interval_at_twice_the_level_lies_within_the_margin() -> None:
    width = stats.t.ppf(0.95, 26) * 0.02
    assert equivalence_p_value(0.01, 0.02, 26, 0.01 + width) == pytest.approx(0.05)
