"""Quantiles, tails, intervals and ranks are those of scipy.stats."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from paradiplomacy import distributions as ours

SHARES = st.floats(1e-6, 1 - 1e-6)
FREEDOM = st.integers(1, 500)
VALUES = st.floats(-40, 40)
ABOVE_ZERO = st.floats(0, 200)
COUNTS = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(share=SHARES, freedom=FREEDOM, other=FREEDOM, a=st.floats(0.5, 80), b=st.floats(0.5, 80))
def test_quantiles_are_those_of_scipy(share: float, freedom: int, other: int, a: float, b: float) -> None:
    assert ours.normal_quantile(share) == pytest.approx(stats.norm.ppf(share), rel=1e-13, abs=1e-14)
    assert ours.t_quantile(share, freedom) == pytest.approx(stats.t.ppf(share, freedom), rel=1e-11, abs=1e-12)
    assert ours.chi2_quantile(share, freedom) == pytest.approx(stats.chi2.ppf(share, freedom), rel=1e-9)
    assert ours.f_quantile(share, freedom, other) == pytest.approx(stats.f.ppf(share, freedom, other), rel=1e-9)
    assert ours.beta_quantile(share, a, b) == pytest.approx(stats.beta.ppf(share, a, b), rel=1e-11)


@given(value=VALUES, above=ABOVE_ZERO, freedom=FREEDOM, other=FREEDOM)
def test_tails_are_those_of_scipy(value: float, above: float, freedom: int, other: int) -> None:
    assert ours.normal_tail(value) == pytest.approx(stats.norm.sf(value), rel=1e-13)
    assert ours.t_tail(value, freedom) == pytest.approx(stats.t.sf(value, freedom), rel=1e-12)
    assert ours.chi2_tail(above, freedom) == pytest.approx(stats.chi2.sf(above, freedom), rel=1e-12)
    assert ours.f_tail(above, freedom, other) == pytest.approx(stats.f.sf(above, freedom, other), rel=1e-12)


def test_the_ends_of_the_distributions_are_those_of_scipy() -> None:
    for freedom in (0, -1, 0.5, np.inf):
        for value in (-np.inf, 0.0, 2.0, np.inf, np.nan):
            assert ours.t_tail(value, freedom) == pytest.approx(stats.t.sf(value, freedom), rel=1e-13, nan_ok=True)
        assert ours.t_quantile(0.975, freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-13, nan_ok=True)
    assert ours.chi2_tail(-1.0, 2) == ours.f_tail(-1.0, 2, 3) == 1.0
    assert np.isnan(ours.chi2_tail(float("nan"), 2))
    assert np.isnan(ours.f_tail(float("nan"), 2, 3))


def test_quantiles_and_tails_of_arrays_are_arrays() -> None:
    freedom = np.array([3, 9, 27])
    assert ours.t_quantile(0.975, freedom) == pytest.approx(stats.t.ppf(0.975, freedom))
    assert ours.t_tail(np.array([0.0, 1.0, 2.0]), freedom) == pytest.approx(stats.t.sf([0, 1, 2], freedom))


@given(counts=COUNTS, level=st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_intervals_and_sign_test_are_those_of_scipy(counts: tuple[int, int], level: float) -> None:
    test = stats.binomtest(*counts)
    wilson = test.proportion_ci(level, method="wilson")
    exact = test.proportion_ci(level, method="exact")
    assert ours.wilson_interval(*counts, level) == pytest.approx((wilson.low, wilson.high), rel=1e-13, abs=1e-15)
    assert ours.exact_interval(*counts, level) == pytest.approx((exact.low, exact.high), abs=1e-10)
    assert ours.sign_test(*counts) == pytest.approx(test.pvalue, rel=1e-10)


@pytest.mark.parametrize(("events", "n"), [(1, 0), (-1, 5), (6, 5)])
def test_counts_that_are_no_share_are_refused(events: int, n: int) -> None:
    for refused in (lambda: ours.wilson_interval(events, n, 0.95), lambda: ours.sign_test(events, n)):
        with pytest.raises(ValueError, match="is no share"):
            refused()


@given(st.lists(st.integers(-3, 3), min_size=0, max_size=30))
def test_ranks_are_those_of_scipy(values: list[int]) -> None:
    assert ours.average_ranks(values).tolist() == stats.rankdata(values).tolist()
    table = np.array([values, values[::-1]]).T
    assert ours.average_ranks(table).tolist() == stats.rankdata(table, axis=0).reshape(table.shape).tolist()


def test_ranks_of_dates_written_as_text() -> None:
    days = np.array(["2021-03-02", "2021-01-01", "2021-03-02"], dtype=object)
    assert ours.average_ranks(days).tolist() == [2.5, 1, 2.5]
