"""Neighbours by great circle, Moran's I as R computes it, and draws that keep what they must keep."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from robustness_world import reference, sections

from paradiplomacy.config.robustness import Robustness
from paradiplomacy.models.space import measure_space, morans_i, nearest_neighbours, permute_places

DRAWS = 199


def test_morans_i_is_that_of_r(root: Path) -> None:
    weights = nearest_neighbours(reference(root, "latitude"), reference(root, "longitude"), 3)
    assert weights.sum(axis=1) == pytest.approx(1)
    assert morans_i(reference(root, "x")[None, :], weights)[0] == pytest.approx(reference(root, "moran")[0], rel=1e-12)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 30))
def test_no_unit_is_its_own_neighbour_and_none_nearer_is_left_out(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    latitude, longitude = random.uniform(35, 70, 20), random.uniform(-10, 30, 20)
    weights = nearest_neighbours(latitude, longitude, count)
    assert (np.diag(weights) == 0).all()
    assert ((weights > 0).sum(axis=1) == min(count, 19)).all()
    up, along = np.radians(latitude), np.radians(longitude)
    gap = (
        np.sin((up[:, None] - up) / 2) ** 2
        + np.cos(up[:, None]) * np.cos(up) * np.sin((along[:, None] - along) / 2) ** 2
    )
    np.fill_diagonal(gap, np.inf)
    for row, near in zip(gap, weights > 0, strict=True):
        if not near[np.isfinite(row)].all():
            assert row[near].max() <= row[~near & np.isfinite(row)].min() + 1e-12


def test_values_that_change_along_a_line_are_alike_and_those_at_random_are_not() -> None:
    random = np.random.default_rng(3)
    latitude, longitude = random.uniform(40, 60, 120), random.uniform(0, 20, 120)
    weights = nearest_neighbours(latitude, longitude, 6)
    test = permute_places(latitude - 50, weights, DRAWS, random)
    assert test.statistic > 0.7
    assert test.p_value == pytest.approx(1 / (1 + DRAWS))
    assert test.expected == pytest.approx(-1 / 119, abs=0.02)
    p_values = [permute_places(random.normal(size=120), weights, 99, random).p_value for _ in range(60)]
    assert np.mean(np.array(p_values) <= 0.1) == pytest.approx(0.1, abs=0.1)


def test_what_countries_share_is_no_evidence_within_countries() -> None:
    random = np.random.default_rng(4)
    country = np.repeat(np.arange(6), 20)
    latitude, longitude = 40 + 4 * country + random.uniform(0, 1, 120), random.uniform(0, 1, 120)
    weights = nearest_neighbours(latitude, longitude, 6)
    values = country + random.normal(scale=0.5, size=120)
    assert permute_places(values, weights, DRAWS, random).p_value < 0.01
    assert permute_places(values, weights, DRAWS, random, country).p_value > 0.05


def test_neighbours_that_cooperate_are_a_factor(root: Path) -> None:
    random = np.random.default_rng(5)
    n = 240
    country = np.repeat([f"C{number}" for number in range(12)], 20)
    latitude, longitude = random.uniform(40, 60, n), random.uniform(0, 20, n)
    chance = 1 / (1 + np.exp(-3 * np.sin(latitude) * np.cos(longitude / 2)))
    analysis = pd.DataFrame(
        {
            "study": "eu_us_vs_china",
            "partner": "CN",
            "level": "city",
            "unit_id": [f"u{number:03}" for number in range(n)],
            "country": country,
            "log_population": random.normal(12, 1, n),
            "cooperates": random.random(n) < chance,
        }
    )
    units = analysis[["unit_id"]].assign(latitude=latitude, longitude=longitude)
    typed = sections(root, "studies", "outcomes", "factors", "models", "robustness", "confidence_level")
    typed["studies"] = {
        "eu_us_vs_china": typed["studies"]["eu_us_vs_china"].model_copy(update={"models": ["size"], "partners": ["CN"]})
    }
    robustness: Robustness = typed["robustness"].model_copy(update={"permutations": 99})
    typed["robustness"] = robustness
    found = measure_space(analysis, units, **typed).set_index("quantity")
    assert len(found) == 4
    assert found.loc["Moran's I of residuals", "p_value"] == pytest.approx(0.01)
    effect = found.loc["effect of the neighbours' share"]
    assert effect["conf_low"] > 0.03
    assert effect["neighbours"] == robustness.neighbours
    again = measure_space(analysis, units, **typed).set_index("quantity")
    pd.testing.assert_frame_equal(found, again)
