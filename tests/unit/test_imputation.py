"""Imputed numbers look like those that are missing, by country too; Rubin's rules are those of R."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from paradiplomacy.models.clusters import Clusters, clustered_covariance, delete_clusters, fit_scored
from paradiplomacy.models.imputation import impute_chained, pool

REFERENCE = Path(__file__).parents[1] / "reference"


def test_rubins_rules_are_those_of_r() -> None:
    data = pd.read_csv(REFERENCE / "clusters_data.csv")
    expected = pd.read_csv(REFERENCE / "clusters_expected.csv")
    expected = expected[expected["family"] == "pool"].set_index("quantity")["value"]
    fit = fit_scored(
        "logit", data["logit"].to_numpy(float), np.column_stack([np.ones(len(data)), data[["x1", "x2", "x3"]]])
    )
    clusters = Clusters.of(data["g"].to_numpy(str))
    growing = 1 + np.arange(1, 13)[:, None, None] / 10
    pooled = pool(delete_clusters(fit, clusters), clustered_covariance(fit, clusters) * growing, 26)
    np.testing.assert_allclose(pooled.estimates, expected["estimates"], rtol=1e-6)
    np.testing.assert_allclose(pooled.covariance.ravel(order="F"), expected["covariance"], rtol=1e-6)
    np.testing.assert_allclose(pooled.df, expected["df"], rtol=1e-6)


def test_imputations_that_agree_add_nothing() -> None:
    pooled = pool(np.tile([1.0, 2.0], (20, 1)), np.tile(np.eye(2), (20, 1, 1)), 26)
    np.testing.assert_allclose(pooled.covariance, np.eye(2))
    np.testing.assert_allclose(pooled.df, 27 / 29 * 26)


@pytest.fixture(scope="module")
def gappy() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return true values, values with gaps, complete columns and countries; two countries have no value at all."""
    random = np.random.default_rng(1)
    countries = np.repeat(np.arange(30), 40)
    complete = np.column_stack([random.normal(size=1200), countries % 2])  # the second: east or not
    gdp = complete @ [0.8, -3.0] + random.normal(0, 1, 30)[countries] + random.normal(0, 0.5, 1200)
    other = 0.7 * gdp + random.normal(0, 0.3, 1200)
    true = np.column_stack([gdp, other])
    values = true.copy()
    values[(random.random(1200) < 1 / (1 + np.exp(1 - complete[:, 0]))), 0] = np.nan
    values[countries >= 28, 0] = np.nan
    values[random.random(1200) < 0.1, 1] = np.nan
    return true, values, complete, countries


def test_what_is_known_stays_and_what_is_missing_is_filled(gappy: tuple[np.ndarray, ...]) -> None:
    _, values, complete, countries = gappy
    filled = impute_chained(values, complete, countries, np.random.default_rng(2))
    assert np.isfinite(filled).all()
    known = ~np.isnan(values)
    np.testing.assert_array_equal(filled[known], values[known])


def test_draws_are_centred_and_spread_as_the_truth_is(gappy: tuple[np.ndarray, ...]) -> None:
    true, values, complete, countries = gappy
    own = np.isnan(values[:, 0]) & ~np.isnan(values[:, 1]) & (countries < 28)
    random = np.random.default_rng(3)
    errors = np.array([(impute_chained(values, complete, countries, random) - true)[own, 0] for _ in range(20)])
    # values that depend on a column are missing more often where it is large: their own mean would be off by far
    assert abs(true[own, 0].mean() - np.nanmean(values[:, 0])) > 0.2
    assert abs(errors.mean()) < 0.05
    # a draw is as far from the truth as two units with the same expectation are from each other, given the other column
    residual = 1 / np.sqrt(1 / 0.5**2 + 0.7**2 / 0.3**2)
    assert errors.std() == pytest.approx(np.sqrt(2) * residual, rel=0.12)


def test_a_country_without_any_value_is_less_sure_than_one_with_some(gappy: tuple[np.ndarray, ...]) -> None:
    _, values, complete, countries = gappy
    without = values.copy()
    without[:, 1] = 0.0  # nothing else tells the country's level
    random = np.random.default_rng(4)
    drawn = np.array([impute_chained(without, complete, countries, random)[:, 0] for _ in range(40)])
    means = np.array([drawn[:, (countries == c) & np.isnan(values[:, 0])].mean(axis=1).std() for c in range(30)])
    assert means[28:].min() > 3 * means[:28].mean()
    east = drawn[:, countries == 29].mean() - drawn[:, countries == 28].mean()
    assert east == pytest.approx(-3, abs=1)
