"""Covariances and bootstrap against R (tests/reference/clusters.R) and against what they are by definition."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy.models.batch_counts import fit_negative_binomials
from paradiplomacy.models.binary import fit_logit
from paradiplomacy.models.bootstrap import bootstrap_coefficient, bootstrap_p_value, draw_weights
from paradiplomacy.models.clusters import (
    Clusters,
    ScoredFit,
    cluster_leverages,
    clustered_covariance,
    delete_clusters,
    delete_clusters_by_scores,
    effective_clusters,
    equal_number,
    fit_scored,
    jackknife_covariance,
    robust_covariance,
    variance_shares,
)
from paradiplomacy.models.fit import FitData, FitError, average_effect, clustered
from paradiplomacy.models.margins import Deletions, average_effects, difference

REFERENCE = Path(__file__).parents[1] / "reference"
FAMILIES = ("logit", "poisson", "linear")


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "clusters_data.csv")


@pytest.fixture(scope="module")
def expected() -> dict[tuple[str, str], np.ndarray]:
    table = pd.read_csv(REFERENCE / "clusters_expected.csv")
    return {
        case: rows.pivot(index="row", columns="column", values="value").to_numpy()
        for case, rows in table.groupby(["family", "quantity"])
    }


def fitted(data: pd.DataFrame, family: str, weights: np.ndarray | None = None) -> ScoredFit:
    matrix = np.column_stack([np.ones(len(data)), data[["x1", "x2", "x3"]]])
    return fit_scored(family, data[family].to_numpy(float), matrix, weights=weights)


def assert_same(ours: np.ndarray, theirs: np.ndarray) -> None:
    """Compare to a millionth; R's file holds twelve digits, of the largest where much cancels."""
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-9 * np.abs(theirs).max())


@pytest.mark.parametrize("family", FAMILIES)
def test_every_covariance_is_that_of_r(family: str, data: pd.DataFrame, expected: dict) -> None:
    fit, clusters = fitted(data, family), Clusters.of(data["g"].to_numpy(str))
    assert_same(fit.coefficients[:, None], expected[family, "coefficients"])
    for kind in ("HC0", "HC1", "HC2", "HC3"):
        assert_same(robust_covariance(fit, kind), expected[family, kind])
    assert_same(clustered_covariance(fit, clusters), expected[family, "CV1"])
    deleted = delete_clusters(fit, clusters)
    assert_same(deleted, expected[family, "deleted"])
    assert_same(jackknife_covariance(deleted, fit.coefficients), expected[family, "CV3"])
    one_step = delete_clusters_by_scores(fit, clusters)
    assert_same(jackknife_covariance(one_step, fit.coefficients), expected[family, "CV3 one step"])
    assert_same(cluster_leverages(fit, clusters)[:, None], expected[family, "leverage"])


@pytest.mark.parametrize("family", FAMILIES)
def test_survey_weights_have_the_sandwich_of_the_survey_package(
    family: str, data: pd.DataFrame, expected: dict
) -> None:
    fit, clusters = fitted(data, family, data["w"].to_numpy()), Clusters.of(data["g"].to_numpy(str))
    assert_same(fit.coefficients[:, None], expected[family, "weighted coefficients"])
    assert_same(clustered_covariance(fit, clusters, small_sample=False), expected[family, "survey"])


@pytest.mark.parametrize("value", [0, 0.2])
def test_the_enumerated_bootstrap_is_that_of_plain_regressions_in_r(
    value: float, data: pd.DataFrame, expected: dict
) -> None:
    clusters = Clusters.of(data["g"].to_numpy(str))
    signs = draw_weights("rademacher", len(clusters), 999, np.random.default_rng(1))
    assert len(np.unique(signs, axis=0)) == 2**12
    p_value = bootstrap_p_value(fitted(data, "logit"), clusters, 2, value, signs)
    assert p_value == pytest.approx(expected["logit", f"bootstrap {value}"].item(), rel=1e-9)


def test_an_end_of_the_bootstrap_interval_is_where_the_test_turns(data: pd.DataFrame) -> None:
    fit, clusters = fitted(data, "logit"), Clusters.of(data["g"].to_numpy(str))
    weights = draw_weights("webb", len(clusters), 999, np.random.default_rng(2))
    test = bootstrap_coefficient(fit, clusters, 1, weights, 0.95)
    near = 0.01 * (test.conf_high - test.conf_low)
    for end, inwards in ((test.conf_low, near), (test.conf_high, -near)):
        assert bootstrap_p_value(fit, clusters, 1, end + inwards, weights) > 0.05
        assert bootstrap_p_value(fit, clusters, 1, end - inwards, weights) <= 0.05
    assert test.conf_low < fit.coefficients[1] < test.conf_high
    assert (test.p_value > 0.05) == (test.conf_low < 0 < test.conf_high)


def test_where_a_column_is_measured_from_changes_no_interval(data: pd.DataFrame) -> None:
    """A logarithm of GDP lies near ten: held at a distant value it moves every predictor far."""
    clusters = Clusters.of(data["g"].to_numpy(str))
    weights = draw_weights("webb", len(clusters), 499, np.random.default_rng(2))
    shifted = data.assign(x1=data["x1"] * 0.2 + 30)
    near = bootstrap_coefficient(fitted(data, "logit"), clusters, 1, weights, 0.95)
    far = bootstrap_coefficient(fitted(shifted, "logit"), clusters, 1, weights, 0.95)
    assert far.p_value == near.p_value
    assert (far.conf_low * 0.2, far.conf_high * 0.2) == pytest.approx((near.conf_low, near.conf_high), rel=1e-6)


def test_webb_weights_have_six_values_of_mean_zero_and_variance_one() -> None:
    weights = draw_weights("webb", 27, 4000, np.random.default_rng(3))
    np.testing.assert_allclose(np.unique(weights**2), [0.5, 1, 1.5])
    assert weights.mean() == pytest.approx(0, abs=0.01)
    assert weights.var() == pytest.approx(1, abs=0.01)


def test_many_clusters_are_drawn_and_not_enumerated() -> None:
    assert draw_weights("rademacher", 27, 50, np.random.default_rng(4)).shape == (50, 27)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), family=st.sampled_from(FAMILIES))
def test_cv1_is_that_of_statsmodels(seed: int, family: str) -> None:
    random = np.random.default_rng(seed)
    matrix = np.column_stack([np.ones(150), random.normal(size=(150, 2))])
    eta = matrix @ [0.1, 0.4, -0.3]
    outcome = {
        "logit": (random.random(150) < 1 / (1 + np.exp(-eta))).astype(float),
        "poisson": random.poisson(np.exp(eta)).astype(float),
        "linear": eta + random.normal(size=150),
    }[family]
    groups = random.integers(0, 9, 150)
    model = {"logit": sm.families.Binomial, "poisson": sm.families.Poisson, "linear": sm.families.Gaussian}[family]
    single = sm.GLM(outcome, matrix, family=model()).fit(
        tol=1e-13, tol_criterion="params", cov_type="cluster", cov_kwds={"groups": groups}
    )
    fit = fit_scored(family, outcome, matrix)
    np.testing.assert_allclose(clustered_covariance(fit, Clusters.of(groups)), single.cov_params(), rtol=1e-7)


def test_one_step_is_exact_for_the_linear_model(data: pd.DataFrame) -> None:
    fit, clusters = fitted(data, "linear"), Clusters.of(data["g"].to_numpy(str))
    np.testing.assert_allclose(delete_clusters_by_scores(fit, clusters), delete_clusters(fit, clusters), rtol=1e-8)


def test_equal_clusters_all_tell_and_unequal_ones_less() -> None:
    column = np.tile([0.0, 1.0], 50)
    matrix = np.column_stack([np.ones(100), column])
    outcome = np.random.default_rng(5).normal(size=100)
    fit = fit_scored("linear", outcome, matrix)
    np.testing.assert_allclose(effective_clusters(fit, Clusters.of(np.repeat(np.arange(10), 10))), 10)
    unequal = Clusters.of(np.repeat(np.arange(10), [46, *[6] * 9]))
    shares = np.array([46, *[6] * 9]) / 100
    # the share of a cluster in the variance of a balanced column is its share of the units
    np.testing.assert_allclose(effective_clusters(fit, unequal), 1 / np.sum(shares**2), rtol=1e-9)


def test_a_country_without_which_there_is_no_maximum_leaves_no_number() -> None:
    random = np.random.default_rng(6)
    groups = np.repeat(np.arange(8), 10)
    rare = (groups == 0) & (np.arange(80) % 2 == 0)
    matrix = np.column_stack([np.ones(80), rare, random.normal(size=80)])
    fit, clusters = fit_scored("logit", np.arange(80) % 3 % 2 * 1.0, matrix), Clusters.of(groups)
    for deleted in (delete_clusters(fit, clusters), delete_clusters_by_scores(fit, clusters)):
        assert np.isnan(deleted[0]).all()
        assert np.isfinite(deleted[1:]).all()


def test_no_maximum_and_one_cluster_are_reasons() -> None:
    matrix = np.column_stack([np.ones(20), np.arange(20) > 9])
    with pytest.raises(FitError, match="no maximum"):
        fit_scored("logit", (np.arange(20) > 9).astype(float), matrix)
    with pytest.raises(FitError, match="only one country"):
        Clusters.of(np.zeros(20))


def test_effects_and_their_difference_are_those_of_r(data: pd.DataFrame, expected: dict) -> None:
    names = data["g"].to_numpy(str)
    fit, clusters = fitted(data, "logit"), Clusters.of(names)
    high = fit.matrix + np.array([0, 0, 0.5, 0])

    def effects(coefficients: np.ndarray) -> np.ndarray:
        return average_effects("logit", coefficients, fit.matrix, high)

    value = effects(fit.coefficients[None, :])[0]
    assert value == pytest.approx(expected["effect", "value"].item(), rel=1e-6)
    single = clustered(fit_logit(FitData(fit.outcome, fit.matrix, ["constant", "x1", "x2", "x3"], names)))
    effect, error = average_effect(single, fit.matrix, high)
    assert effect == pytest.approx(value, rel=1e-9)
    assert error == pytest.approx(expected["effect", "delta error"].item(), rel=1e-6)
    other = names != "a"
    second = fit_scored("logit", (data["poisson"].to_numpy() > 0)[other].astype(float), fit.matrix[other])
    elsewhere = Clusters.of(names[other])
    found = difference(
        Deletions.of(value, clusters.labels, effects(delete_clusters(fit, clusters))),
        Deletions.of(
            effects(second.coefficients[None, :])[0], elsewhere.labels, effects(delete_clusters(second, elsewhere))
        ),
    )
    assert found.estimate == pytest.approx(expected["effect", "difference"].item(), rel=1e-6)
    assert found.std_error == pytest.approx(expected["effect", "difference error"].item(), rel=1e-6)


def test_negative_binomials_without_a_country_are_those_of_r(data: pd.DataFrame, expected: dict) -> None:
    clusters = Clusters.of(data["g"].to_numpy(str))
    weights = clusters.deletions(np.ones(len(data)))
    batch = fit_negative_binomials(data["counts"].to_numpy(float), fitted(data, "logit").matrix, weights)
    theirs = expected["negative binomial", "deleted"]
    assert_same(batch.coefficients, theirs[:, :4])
    np.testing.assert_allclose(batch.dispersions, theirs[:, 4], rtol=1e-6)


def test_the_equal_number_of_countries_counts_what_each_adds_to_a_variance(data: pd.DataFrame) -> None:
    assert equal_number(np.ones(7)) == pytest.approx(7)
    assert equal_number(np.array([1.0, 0, 0, 0])) == pytest.approx(1)
    fit, clusters = fitted(data, "logit"), Clusters.of(data["g"].to_numpy(str))
    shares = variance_shares(fit, clusters, np.eye(4))
    assert [equal_number(own) for own in shares] == pytest.approx(list(effective_clusters(fit, clusters)))
    # of a sum of coefficients the shares are those of its own variance
    both = variance_shares(fit, clusters, np.array([[0.0, 1.0, 1.0, 0.0]]))[0]
    information = np.linalg.inv(fit.bread)
    assert both.sum() == pytest.approx(np.array([0, 1, 1, 0]) @ np.linalg.inv(information) @ np.array([0, 1, 1, 0]))
