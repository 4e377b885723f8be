"""Krippendorff's alpha: published values, properties that hold for any coding, and the bootstrap interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from paradiplomacy.web.reliability import bootstrap_alpha, krippendorff_alpha

_ = np.nan
# Krippendorff (2011), Computing Krippendorff's alpha-reliability, section D: four coders, twelve units
CANONICAL = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
    ]
)
# the same, section B: nominal data of two coders without missing values
TWO_CODERS = np.array([list("aabbdcccedda"), list("babbbccceddd")])


@pytest.mark.parametrize(
    ("scale", "published"), [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491), ("ratio", 0.7974)]
)
def test_canonical_values(scale, published):
    assert krippendorff_alpha(CANONICAL, scale) == pytest.approx(published, abs=5e-5)


def test_two_coders_nominal():
    codes = np.unique(TWO_CODERS, return_inverse=True)[1].reshape(TWO_CODERS.shape).astype(float)
    assert krippendorff_alpha(codes, "nominal") == pytest.approx(0.692, abs=5e-4)


def test_binary_codes_have_one_alpha_on_every_scale_with_a_metric():
    codes = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]], dtype=float)
    found = [krippendorff_alpha(codes, scale) for scale in ("nominal", "ordinal", "interval", "ratio")]
    assert found == pytest.approx([0.095] * 4, abs=5e-4)  # Krippendorff (2011), section A


CODINGS = hnp.arrays(
    float, st.tuples(st.integers(2, 4), st.integers(2, 12)), elements=st.sampled_from([0.0, 1.0, 2.0, 3.0, np.nan])
)
SCALES = st.sampled_from(["nominal", "ordinal", "interval", "ratio"])


def by_hand(values, difference):
    """Alpha from its definition, pair by pair."""
    units = [[v for v in unit if not np.isnan(v)] for unit in values.T]
    units = [unit for unit in units if len(unit) > 1]
    pooled = [v for unit in units for v in unit]
    n = len(pooled)
    observed = sum(
        difference(a, b) / (len(unit) - 1)
        for unit in units
        for i, a in enumerate(unit)
        for j, b in enumerate(unit)
        if i != j
    )
    expected = sum(difference(a, b) for i, a in enumerate(pooled) for j, b in enumerate(pooled) if i != j)
    return 1 - (observed / n) / (expected / (n * (n - 1))) if expected else np.nan


@given(CODINGS)
def test_definition(values):
    for scale, difference in {"nominal": lambda a, b: float(a != b), "interval": lambda a, b: (a - b) ** 2}.items():
        assert krippendorff_alpha(values, scale) == pytest.approx(by_hand(values, difference), nan_ok=True)


@given(CODINGS, SCALES, st.randoms(use_true_random=False))
def test_order_of_coders_and_units_does_not_matter(values, scale, random):
    rows, columns = list(range(values.shape[0])), list(range(values.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    assert krippendorff_alpha(values[rows][:, columns], scale) == pytest.approx(
        krippendorff_alpha(values, scale), nan_ok=True
    )


@given(CODINGS, st.floats(0.1, 10), st.floats(-5, 5))
def test_interval_alpha_does_not_depend_on_the_unit_of_measurement(values, factor, shift):
    before = krippendorff_alpha(values, "interval")
    assert krippendorff_alpha(values * factor + shift, "interval") == pytest.approx(before, abs=1e-6, nan_ok=True)


@given(CODINGS)
def test_ordinal_alpha_depends_on_the_order_only(values):
    assert krippendorff_alpha(values**3, "ordinal") == pytest.approx(krippendorff_alpha(values, "ordinal"), nan_ok=True)


@given(CODINGS, SCALES)
def test_alpha_is_one_exactly_where_all_coders_agree(values, scale):
    alpha = krippendorff_alpha(values, scale)
    spread = np.array([np.ptp(unit[~np.isnan(unit)]) for unit in values.T if (~np.isnan(unit)).sum() > 1])
    if np.isnan(alpha):
        paired = values[:, (~np.isnan(values)).sum(axis=0) > 1]
        assert len(np.unique(paired[~np.isnan(paired)])) < 2
    else:
        assert alpha <= 1
        assert (alpha == 1) == (spread == 0).all()


@settings(max_examples=30)
@given(CODINGS, SCALES)
def test_interval_lies_around_alpha(values, scale):
    found = bootstrap_alpha(values, scale, 0.95, np.random.default_rng(1), 400)
    if np.isnan(found.alpha):
        assert np.isnan(found.conf_low)
        assert np.isnan(found.below_reliable)
        return
    assert found.alpha == pytest.approx(krippendorff_alpha(values, scale))
    assert found.conf_low <= found.conf_high <= 1
    assert found.below_tentative <= found.below_reliable


def test_interval_covers_the_alpha_of_many_units():
    """Coders with a known rate of error: intervals from 150 units hold the alpha of the population 95 times in 100."""
    rng = np.random.default_rng(7)

    def coded(n):
        truth = (rng.random(n) < 0.4).astype(float)
        return np.array([np.where(rng.random(n) < 0.1, 1 - truth, truth) for _ in range(2)])

    population = krippendorff_alpha(coded(400_000), "nominal")
    intervals = [bootstrap_alpha(coded(150), "nominal", 0.95, rng, 500) for _ in range(400)]
    held = np.mean([one.conf_low <= population <= one.conf_high for one in intervals])
    assert 0.91 <= held <= 0.98


def test_nothing_to_compare():
    single = np.array([[1, 2, np.nan], [np.nan, np.nan, 3.0]])
    assert np.isnan(krippendorff_alpha(single, "nominal"))
    assert np.isnan(krippendorff_alpha(np.ones((2, 5)), "nominal"))
    assert bootstrap_alpha(np.ones((2, 5)), "nominal", 0.95, np.random.default_rng(0)).n_units == 5


def test_negative_ratio():
    with pytest.raises(ValueError, match="negative"):
        krippendorff_alpha(np.array([[-1.0, 2], [1, 2]]), "ratio")
