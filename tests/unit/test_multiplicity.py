"""P values for many tests: as R adjusts them, and what must hold of any adjustment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from robustness_world import reference

from paradiplomacy.config.study import Study
from paradiplomacy.models.fields import ESTIMATES
from paradiplomacy.models.multiplicity import adjust_p_values, benjamini_hochberg, holm

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=40).map(np.array)


def test_adjusted_p_values_are_those_of_r(root: Path) -> None:
    p_values = reference(root, "p")
    assert holm(p_values) == pytest.approx(reference(root, "holm"), rel=1e-12)
    assert benjamini_hochberg(p_values) == pytest.approx(reference(root, "bh"), rel=1e-12)


@given(p_values=P_VALUES)
def test_holm_is_at_least_benjamini_hochberg_and_both_keep_the_order(p_values: np.ndarray) -> None:
    strict, mild = holm(p_values), benjamini_hochberg(p_values)
    assert (strict >= mild - 1e-12).all()
    assert (mild >= p_values - 1e-12).all()
    assert (strict <= np.minimum(1, p_values * len(p_values)) + 1e-12).all()
    order = np.argsort(p_values, kind="stable")
    assert (np.diff(strict[order]) >= 0).all()
    assert (np.diff(mild[order]) >= -1e-15).all()


@given(p_values=P_VALUES, seed=st.integers(0, 99))
def test_the_order_of_tests_does_not_matter(p_values: np.ndarray, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(p_values))
    for adjust in (holm, benjamini_hochberg):
        assert adjust(p_values[order]) == pytest.approx(adjust(p_values)[order])


def test_families_are_models_and_the_grid_is_the_ladder() -> None:
    head = {"study": "one", "partner": "CN", "level": "city", "outcome": "yes", "quantity": "coefficient"}
    rows = [
        head | {"model": model, "term": term, "p_value": p}
        for model, term, p in (
            ("core", "constant", 0.5),
            ("core", "cee", 0.01),
            ("core", "log_gdp", 0.04),
            ("core", "alpha", 0.001),
            ("size", "log_population", 0.02),
            ("beside", "cee", 0.001),
        )
    ]
    rows += [head | {"model": "core", "term": "cee", "quantity": "ratio", "p_value": 0.01}]
    estimates = pd.DataFrame(rows).reindex(columns=ESTIMATES.columns)
    study = Study(
        title="One", partners=["CN"], levels=["city"], countries="all", outcomes=["yes"], models=["size", "core"]
    )
    found = adjust_p_values(estimates, {"one": study}).set_index(["model", "term"])
    assert list(found.index) == [("core", "cee"), ("core", "log_gdp"), ("size", "log_population")]
    assert list(found["family"]) == [2, 2, 1]
    assert list(found["p_holm"]) == pytest.approx([0.02, 0.04, 0.02])
    assert list(found["p_bh"]) == pytest.approx([0.03, 0.04, 0.03])
