"""Likelihoods, their derivatives, and what estimators have in common; reference values, traps and bad data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from referee_cases import data_of, table
from scipy import stats

from paradiplomacy.config.study import EstimatorName
from paradiplomacy.models.binary import Logit, separating_terms
from paradiplomacy.models.bivariate import BivariateProbit, bivariate_normal
from paradiplomacy.models.counts import Hurdle, Inflated, NegativeBinomial, Poisson, Truncated
from paradiplomacy.models.diagnosis import diagnose
from paradiplomacy.models.estimators import ESTIMATORS, fit_model
from paradiplomacy.models.firth import profile_interval
from paradiplomacy.models.fit import FitData, FitError, average_effect, clustered
from paradiplomacy.models.likelihood import Family
from paradiplomacy.models.misclassified import MisclassifiedLogit
from paradiplomacy.models.ordered import Multinomial, Ordered

FAMILIES: dict[str, tuple[Family, int]] = {
    "logit": (Logit(), 1),
    "misclassified": (MisclassifiedLogit(), 3),
    "false yes fixed": (MisclassifiedLogit((0.1, None)), 2),
    "poisson": (Poisson(), 1),
    "negative binomial": (NegativeBinomial(), 2),
    "truncated poisson": (Truncated(Poisson()), 1),
    "truncated negative binomial": (Truncated(NegativeBinomial()), 2),
    "hurdle": (Hurdle(NegativeBinomial()), 3),
    "inflated": (Inflated(NegativeBinomial()), 3),
    "ordered": (Ordered(), 4),
    "multinomial": (Multinomial(), 3),
    "bivariate": (BivariateProbit(), 3),
}


def outcome_for(name: str, rng: np.random.Generator, n: int) -> np.ndarray:
    if name in ("logit", "misclassified", "false yes fixed"):
        return rng.integers(0, 2, n).astype(float)
    if name == "bivariate":
        return rng.integers(0, 2, (n, 2)).astype(float)
    if name in ("ordered", "multinomial"):
        return rng.integers(0, 4, n).astype(float)
    return rng.poisson(1.5, n).astype(float) + (1.0 if name.startswith("truncated") else 0.0)


@pytest.mark.parametrize("name", FAMILIES)
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_derivatives_are_those_of_the_log_likelihood(name: str, seed: int) -> None:
    family, m = FAMILIES[name]
    rng = np.random.default_rng(seed)
    outcome, eta, h = outcome_for(name, rng, 20), rng.normal(0, 0.8, (20, m)), 1e-5
    if "negative" in name or name in ("hurdle", "inflated"):  # the last index is alpha, from nothing to much
        eta[:, -1] = np.exp(6 * rng.random(20) - 5) - np.exp(-5) + 2 * h
    if name in ("misclassified", "false yes fixed"):  # shares of errors
        eta[:, 1:] = 0.02 + 0.4 * rng.random((20, m - 1))
    if name == "bivariate":  # the probability is right to 1e-12, so that one near zero has few digits
        eta[:, 2] = np.clip(eta[:, 2], -1, 1)
    if name == "ordered":
        eta[:, 1:] = np.cumsum(0.2 + rng.random((20, 3)), axis=1) - 1
    first, second = family.derivatives(outcome, eta)
    told = np.ones(20, dtype=bool)
    if name == "bivariate":  # below it the quotients of differences, not the derivatives, lose their digits
        told = np.exp(family.log_likelihood(outcome, eta)) > 0.01
    for place in range(m):
        step = h * np.eye(m)[place]
        by = (family.log_likelihood(outcome, eta + step) - family.log_likelihood(outcome, eta - step)) / (2 * h)
        twice = (family.derivatives(outcome, eta + step)[0] - family.derivatives(outcome, eta - step)[0]) / (2 * h)
        assert first[told, place] == pytest.approx(by[told], rel=1e-6, abs=1e-7)
        assert second[told][:, :, place] == pytest.approx(twice[told], rel=1e-5, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.floats(-4, 4), st.floats(-4, 4), st.floats(-0.95, 0.95))
def test_the_bivariate_normal_distribution_is_scipys(x: float, y: float, rho: float) -> None:
    expected = stats.multivariate_normal([0, 0], [[1, rho], [rho, 1]], abseps=1e-12, releps=1e-12).cdf([x, y])
    found = bivariate_normal(np.array([x]), np.array([y]), np.array([rho]))[0]
    assert found == pytest.approx(expected, abs=1e-8)


def any_data(estimator: EstimatorName) -> FitData:
    cities = table("cities")
    kind = ESTIMATORS[estimator].kind
    outcome = {"binary": "china", "count": "ties", "ordered": "importance", "pair": "china"}[kind]
    data = data_of("cities", outcome, ["size", "wealth", "port"])
    if estimator.startswith("truncated"):
        above = data.outcome > 0
        return replace(data, outcome=data.outcome[above], matrix=data.matrix[above], clusters=data.clusters[above])
    if estimator == "ordered logit":
        return replace(data, categories=("1", "2", "3", "4"))
    if estimator == "multinomial logit":
        code = data.outcome + 2 * cities["us"].to_numpy(float)
        return replace(data, outcome=code, categories=("neither", "CN", "US", "both"))
    if estimator == "bivariate probit":
        return replace(data, outcome=cities[["china", "us"]].to_numpy(float), categories=("CN", "US"))
    return data


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_every_fit_carries_what_a_variance_from_outside_needs(estimator: EstimatorName) -> None:
    data = any_data(estimator)
    fit = fit_model(estimator, data)
    p = len(fit.params)
    assert len(fit.names) == p and len(set(fit.names)) == p
    assert fit.scores.shape == (len(fit.clusters), p) and fit.hessian.shape == (p, p)
    # the scores add up to zero, measured in standard errors
    assert np.abs(fit.scores.sum(axis=0) * fit.errors).max() < 1e-6
    if estimator != "linear probability":  # its covariance is of the unbiased variance
        assert np.linalg.inv(-fit.hessian) == pytest.approx(fit.covariance, rel=1e-8)
    assert (np.diag(clustered(fit).covariance) > 0).all()


@pytest.mark.parametrize("estimator", [name for name in ESTIMATORS if name != "conditional logit"])
def test_gradients_of_predictions_are_right_for_every_estimator(estimator: EstimatorName) -> None:
    data = any_data(estimator)
    fit = fit_model(estimator, data)
    for category in range(len(fit.categories)):
        gradient = fit.gradient(data.matrix, category).mean(axis=0)
        for place, param in enumerate(fit.params):
            h = 1e-6 * max(1.0, abs(param))
            step = h * np.eye(len(fit.params))[place]
            ends = [replace(fit, params=fit.params + s * step).predict(data.matrix, category).mean() for s in (1, -1)]
            assert gradient[place] == pytest.approx((ends[0] - ends[1]) / (2 * h), rel=1e-4, abs=1e-7)


@pytest.mark.parametrize("estimator", ["logit", "poisson", "negative binomial", "firth", "ordered logit"])
def test_whole_weights_give_the_estimates_of_repeated_units(estimator: EstimatorName) -> None:
    data = any_data(estimator)
    times = np.random.default_rng(4).integers(1, 4, len(data.matrix))
    weighted = fit_model(estimator, replace(data, weights=times.astype(float)))
    repeated = fit_model(
        estimator,
        replace(
            data,
            outcome=np.repeat(data.outcome, times),
            matrix=np.repeat(data.matrix, times, axis=0),
            clusters=np.repeat(data.clusters, times),
        ),
    )
    assert weighted.params == pytest.approx(repeated.params, rel=1e-7)
    # a cluster's scores are the same sum, so that the sandwich is, too, but for its count of units
    n, m, p = weighted.n, repeated.n, len(weighted.params)
    factor = ((n - 1) / (n - p)) / ((m - 1) / (m - p))
    assert clustered(weighted).errors ** 2 == pytest.approx(factor * clustered(repeated).errors ** 2, rel=1e-6)


def test_predictions_average_to_the_share_where_they_should() -> None:
    data = any_data("logit")
    for estimator in ("logit", "firth", "flac", "linear probability"):  # firth predicts by FLIC
        assert fit_model(estimator, data).predict(data.matrix).mean() == pytest.approx(data.outcome.mean(), abs=1e-9)


def test_a_covariance_of_the_coefficients_alone_serves_predictions_of_a_negative_binomial() -> None:
    data = any_data("negative binomial")
    fit = fit_model("negative binomial", data)
    k = len(fit.coefficients)
    inner = replace(fit, covariance=fit.covariance[:k, :k])
    more = data.matrix + np.array([0, 1.0, 0, 0])
    assert average_effect(inner, data.matrix, more) == average_effect(fit, data.matrix, more)
    assert np.isnan(inner.errors[-1]) and not np.isnan(inner.errors[:-1]).any()
    hurdle = fit_model("hurdle negative binomial", data)
    with pytest.raises(FitError, match="depend on more than the coefficients"):
        average_effect(replace(hurdle, covariance=hurdle.covariance[:-1, :-1]), data.matrix, more)


# ---- reference values of Long (1990) and of Heinze and Schemper (2002) -----------------------------------------------

ANY = [0.236796, -0.251151, 0.326234, -0.285249, 0.022219, 0.080121]  # the logit part of both hurdle models
LONG: dict[str, tuple[list[float], float]] = {
    "poisson": ([0.304617, -0.224594, 0.155243, -0.184883, 0.012823, 0.025543], -1651.0563),
    "hurdle poisson": (
        [*ANY, 0.671139, -0.228583, 0.096485, -0.142187, -0.012727, 0.018746],
        -1605.3117,
    ),
    "hurdle negative binomial": (
        [*ANY, 0.35512, -0.24467, 0.10342, -0.15326, -0.00293, 0.02374, 0.54691],
        -1552.5966,
    ),
    "negative binomial": ([0.256144, -0.216418, 0.150489, -0.176415, 0.015271, 0.029082, 0.441620], -1560.9583),
    "zero-inflated poisson": ([], -1604.7729),
    "zero-inflated negative binomial": ([], -1549.9909),
}


def long_data() -> FitData:
    return data_of("biochemists", "art", ["women", "married", "kid5", "phd", "ment"])


@pytest.mark.parametrize("estimator", LONG)
def test_published_values_of_longs_biochemists(estimator: EstimatorName) -> None:
    fit = fit_model(estimator, long_data())
    params, log_likelihood = LONG[estimator]
    printed = 5.1e-6 if estimator == "hurdle negative binomial" else 5.1e-7  # digits of the printed values
    assert fit.params[: len(params)] == pytest.approx(params, abs=printed)
    assert fit.log_likelihood == pytest.approx(log_likelihood, abs=5.1e-5)


def test_separated_cases_have_firths_estimates_and_profile_intervals() -> None:
    data = data_of("endometrial", "HG", ["NV", "PI", "EH"])
    assert separating_terms(data.outcome, data.matrix, data.terms) == ["NV"]
    with pytest.raises(FitError, match=r"separated: .*\(NV\); the estimator firth"):
        fit_model("logit", data)
    fit = fit_model("firth", data)
    # logistf stops at a step of 1e-5, which is seen in its eighth digit
    assert fit.params == pytest.approx([3.77455951, 2.92927330, -0.03475175, -2.60416387], rel=3e-7)
    assert profile_interval(data, 1, 0.95) == pytest.approx((0.6097244, 7.85463171), rel=1e-6)


# ---- traps of other programs that ours must not share ----------------------------------------------------------------


def test_trap_1_truncated_fits_of_statsmodels_stop_short_of_the_maximum() -> None:
    """Its default optimiser only warns; ours reaches the maximum or fails."""
    from statsmodels.discrete.truncated_model import TruncatedLFPoisson

    data = long_data()
    above = data.outcome > 0
    data = replace(data, outcome=data.outcome[above], matrix=data.matrix[above], clusters=data.clusters[above])
    fit = fit_model("truncated poisson", data)
    with pytest.warns(Warning):
        default = TruncatedLFPoisson(data.outcome, data.matrix).fit(disp=0)
    assert fit.params[0] == pytest.approx(0.671139, abs=5.1e-7)
    assert default.llf < fit.log_likelihood - 1  # where it stops, the constant is 0.827


def test_trap_2_zero_inflated_fits_of_statsmodels_say_converged_before_they_are() -> None:
    from statsmodels.discrete.count_model import ZeroInflatedNegativeBinomialP

    data = long_data()
    fit = fit_model("zero-inflated negative binomial", data)
    model = ZeroInflatedNegativeBinomialP(data.outcome, data.matrix, exog_infl=data.matrix)
    theirs = model.fit(method="bfgs", maxiter=1000, disp=0)
    ours = fit.params  # zero part, counts, alpha: the same order
    assert model.loglike(ours) == pytest.approx(fit.log_likelihood, rel=1e-12)
    assert model.loglike(ours) >= theirs.llf
    assert np.abs(model.score(ours)).max() < 1e-6
    assert np.abs(theirs.params - ours).max() > 1e-4


def test_trap_5_margins_of_statsmodels_take_yes_or_no_as_a_number_unless_told() -> None:
    data = any_data("logit")
    fit = fit_model("logit", data)
    low, high = data.matrix.copy(), data.matrix.copy()
    low[:, 3], high[:, 3] = 0.0, 1.0
    effect = average_effect(fit, low, high)
    result = sm.Logit(data.outcome, data.matrix).fit(disp=0)
    told, untold = result.get_margeff(dummy=True), result.get_margeff()
    assert effect == pytest.approx((told.margeff[2], told.margeff_se[2]), rel=1e-7)
    assert abs(effect[0] / untold.margeff[2] - 1) > 1e-3


# ---- bad input ----------------------------------------------------------------------------------------------------


def changed(estimator: EstimatorName, **change: Any) -> FitData:
    return replace(any_data(estimator), **change)


N = 600


@pytest.mark.parametrize(
    ("estimator", "change", "said"),
    [
        ("logit", {"outcome": np.zeros(N)}, "the outcome is 0 for every unit"),
        ("hurdle poisson", {"outcome": np.zeros(N)}, "the outcome is 0 for every unit"),
        ("logit", {"outcome": np.full(N, np.inf)}, "the outcome is not finite for 600 units"),
        ("poisson", {"matrix": np.full((N, 4), np.nan)}, "constant is not finite for 600 units"),
        ("logit", {"clusters": np.zeros(N)}, "only one country"),
        ("logit", {"outcome": np.arange(N) % 3.0}, "not yes or no"),
        ("negative binomial", {"outcome": np.arange(N) - 1.0}, "no count"),
        ("negative binomial", {"outcome": np.arange(N) / 2.0}, "no count"),
        ("ordered logit", {"outcome": np.arange(N) % 2 * 2.0}, "no unit has the outcome 2, 4"),
        ("multinomial logit", {"outcome": np.arange(N) % 2.0}, "no unit has the outcome US, both"),
        ("zero-inflated poisson", {"outcome": np.arange(N) + 1.0}, "no count is zero"),
        ("truncated poisson", {"outcome": np.arange(N, dtype=float)}, "counts above zero"),
        ("bivariate probit", {"outcome": np.column_stack([np.arange(N) % 2, np.ones(N)])}, "outcome of US is 1"),
        ("logit", {"weights": np.full(N, -1.0)}, "survey weight"),
        ("conditional logit", {"weights": np.ones(N)}, "takes no survey weights"),
        ("conditional logit", {"clusters": np.arange(N)}, "varies within no country"),
    ],
)
def test_bad_data_are_a_sentence(estimator: EstimatorName, change: dict[str, Any], said: str) -> None:
    data = any_data(estimator)
    n = len(data.matrix)
    if n != N:  # truncated: its units above zero
        change = change | {"matrix": np.ones((N, 4)) * np.arange(1, 5), "clusters": np.arange(N)}
    with pytest.raises(FitError, match=said):
        fit_model(estimator, replace(data, **change))


def test_countries_without_variation_are_listed_and_terms_without_it_refused() -> None:
    data = data_of("cities", "china", ["size", "wealth", "port"])
    for estimator in ("conditional logit", "fixed-effects logit"):
        fit = fit_model(estimator, data)
        assert fit.notes == ("countries without variation in the outcome left out: 1, 3",)
        assert fit.n == int((~np.isin(data.clusters, (1, 3))).sum())
        with pytest.raises(FitError, match="east does not vary within countries"):
            fit_model(estimator, data_of("cities", "china", ["size", "east"]))


@pytest.mark.parametrize(
    "estimator", ["ordered logit", "multinomial logit", "bivariate probit", "zero-inflated poisson"]
)
def test_a_likelihood_without_a_maximum_is_no_number(estimator: EstimatorName) -> None:
    data = any_data(estimator)
    top = data.outcome == data.outcome.max() if data.outcome.ndim == 1 else data.outcome.all(axis=1)
    decisive = data.matrix.copy()
    decisive[:, 3] = top  # a factor that decides the outcome; in a zero-inflated model, inflation that is not there
    if estimator == "zero-inflated poisson":
        rng = np.random.default_rng(1)
        data = replace(data, outcome=rng.binomial(3, 0.5, len(data.matrix)).astype(float))
        decisive = data.matrix
    with pytest.raises(FitError, match="not converged"):
        fit_model(estimator, replace(data, matrix=decisive))


def test_countries_that_do_not_differ_have_no_random_intercept() -> None:
    data = any_data("random-intercept logit")
    shuffled = np.random.default_rng(2).permutation(data.clusters)
    for seed in range(20):  # about half of all shuffles have a variance at zero
        shuffled = np.random.default_rng(seed).permutation(data.clusters)
        fit = fit_model("random-intercept logit", replace(data, clusters=shuffled))
        if fit.notes:
            break
    plain = fit_model("logit", replace(data, clusters=shuffled))
    assert fit.params == pytest.approx(plain.params, rel=1e-12)
    assert "the random intercept is zero" in fit.notes[0]


def test_counts_that_are_hardly_overdispersed_have_an_estimate() -> None:
    """Near zero alpha the textbook form of NB2 cancels; the sum must go on to be the density."""
    small = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        matrix = np.column_stack([np.ones(30_000), rng.normal(size=30_000)])
        outcome = rng.poisson(np.exp(0.2 + 0.3 * matrix[:, 1])).astype(float)
        data = FitData(outcome, matrix, ["constant", "x"], np.arange(30_000))
        fit, poisson = fit_model("negative binomial", data), fit_model("poisson", data)
        alpha = fit.dispersion
        assert fit.log_likelihood >= poisson.log_likelihood
        if alpha:
            mean, size = fit.predict(matrix), 1 / alpha
            density = stats.nbinom.logpmf(outcome, size, size / (size + mean)).sum()
            assert fit.log_likelihood == pytest.approx(density, rel=1e-9)
            small.append(alpha)
        else:
            assert fit.params == pytest.approx(poisson.params)
            assert "not overdispersed" in fit.notes[0]
    assert 0 < min(small) < 0.003 and len(small) < 12


@pytest.mark.parametrize("form", ["truncated", "hurdle", "zero-inflated"])
def test_parts_without_overdispersion_are_poisson(form: str) -> None:
    rng = np.random.default_rng(5)
    matrix = np.column_stack([np.ones(500), rng.normal(size=500)])
    outcome = rng.binomial(6, 0.4, 500) * (rng.random(500) < 0.7)  # below Poisson's variance
    rows = outcome > 0 if form == "truncated" else np.ones(500, dtype=bool)
    data = FitData(outcome[rows].astype(float), matrix[rows], ["constant", "x"], np.arange(int(rows.sum())))
    fits = [fit_model(f"{form} {family}", data) for family in ("negative binomial", "poisson")]  # type: ignore[arg-type]
    assert fits[0].params == pytest.approx(fits[1].params)
    assert "not overdispersed" in fits[0].notes[0] and fits[0].dispersion == 0
    assert diagnose(fits[0], data)["test_p"] == 1.0
