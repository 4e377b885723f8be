"""Estimators against textbook and package values; each failure a reason, never a number."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from paradiplomacy.config.study import Factor, Model, Outcome, Study
from paradiplomacy.models.design import DesignError, build_design, with_population
from paradiplomacy.models.estimators import FitError, average_effect, average_prediction, fit_clustered, is_separated
from paradiplomacy.models.ladder import fit_models

FACTORS = {
    "log_population": Factor(label="Population", contrast="doubling"),
    "port_city": Factor(label="Port", contrast="presence"),
    "party_bloc": Factor(label="Party", contrast="category", reference="right"),
    "cee": Factor(label="CEE", contrast="presence"),
}


@pytest.fixture(scope="module")
def spector() -> tuple[np.ndarray, np.ndarray]:
    """Return outcome and design of Spector and Mazzeo (1980), as in Greene, Econometric Analysis."""
    data = sm.datasets.spector.load_pandas().data
    return data["GRADE"].to_numpy(float), np.column_stack([np.ones(len(data)), data[["GPA", "TUCE", "PSI"]]])


def frame_of(rng: np.random.Generator, n: int = 600, countries: int = 20) -> pd.DataFrame:
    """Return a random analysis table of one study, partner and level."""
    population = np.exp(rng.normal(12, 1, n))
    port = rng.random(n) < 0.3
    linear = -0.2 + 0.8 * (np.log(population) - 12) + 0.5 * port
    return pd.DataFrame(
        {
            "study": "s",
            "partner": "CN",
            "level": "city",
            "unit_id": [f"u{i}" for i in range(n)],
            "country": rng.integers(0, countries, n).astype(str),
            "population": population,
            "log_population": np.log(population),
            "port_city": pd.array(port, dtype="boolean"),
            "party_bloc": pd.array(rng.choice(["left", "right", "centre"], n), dtype="string"),
            "cee": pd.array(rng.random(n) < 0.4, dtype="boolean"),
            "cooperates": pd.array(rng.random(n) < 1 / (1 + np.exp(-linear)), dtype="boolean"),
            "n_ties": pd.array(rng.negative_binomial(1, 1 / (1 + np.exp(linear))), dtype="Int64"),
        }
    )


def ladder(frame: pd.DataFrame, models: dict[str, list[str]]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return fit_models(
        frame,
        studies={
            "s": Study(
                title="s",
                partners=["CN"],
                levels=["city"],
                countries="all",
                outcomes=["cooperates", "n_ties"],
                models=list(models),
            )
        },
        outcomes={
            "cooperates": Outcome(label="c", kind="binary", evidence="ties"),
            "n_ties": Outcome(label="n", kind="count", evidence="ties"),
        },
        factors=FACTORS,
        models={name: Model(label=name, factors=factors, levels=["city"]) for name, factors in models.items()},
        confidence_level=0.95,
    )


def test_logit_gives_greenes_coefficients_and_marginal_effect(spector: tuple[np.ndarray, np.ndarray]) -> None:
    outcome, design = spector
    fit = fit_clustered("logit", outcome, design, np.arange(len(outcome)))
    assert fit.coefficients == pytest.approx([-13.0213, 2.8261, 0.0952, 2.3787], abs=5e-5)
    low, high = design.copy(), design.copy()
    low[:, 3], high[:, 3] = 0, 1
    effect, _ = average_effect(fit, low, high)
    # the average over units of the discrete change of PSI
    probability = 1 / (1 + np.exp(-(high @ fit.coefficients))) - 1 / (1 + np.exp(-(low @ fit.coefficients)))
    assert effect == pytest.approx(probability.mean(), rel=1e-12)


def test_clustered_covariance_and_effects_equal_statsmodels(spector: tuple[np.ndarray, np.ndarray]) -> None:
    outcome, design = spector
    clusters = np.arange(len(outcome)) % 8
    fit = fit_clustered("logit", outcome, design, clusters)
    reference = sm.Logit(outcome, design).fit(disp=0, cov_type="cluster", cov_kwds={"groups": clusters})
    assert fit.covariance == pytest.approx(np.asarray(reference.cov_params()), rel=1e-9)
    # a binary factor is a discrete change only when get_margeff is told so (trap 5)
    margins = reference.get_margeff(dummy=True)
    low, high = design.copy(), design.copy()
    low[:, 3], high[:, 3] = 0, 1
    assert average_effect(fit, low, high) == pytest.approx((margins.margeff[2], margins.margeff_se[2]), rel=1e-7)


def test_sandwich_is_the_stated_formula(spector: tuple[np.ndarray, np.ndarray]) -> None:
    outcome, design = spector
    clusters = np.arange(len(outcome)) % 8
    fit = fit_clustered("logit", outcome, design, clusters)
    mean = fit.predict(design)
    bread = np.linalg.inv((design * (mean * (1 - mean))[:, None]).T @ design)
    scores = np.stack([((outcome - mean)[:, None] * design)[clusters == g].sum(axis=0) for g in range(8)])
    n, k = design.shape
    expected = 8 / 7 * (n - 1) / (n - k) * bread @ (scores.T @ scores) @ bread
    assert fit.covariance == pytest.approx(expected, rel=1e-6)


def test_negative_binomial_finds_the_maximum() -> None:
    rng = np.random.default_rng(5)
    frame = frame_of(rng)
    design = build_design(frame, ["log_population", "port_city"], FACTORS)
    outcome = frame["n_ties"].to_numpy(float)
    fit = fit_clustered("negative binomial", outcome, design.matrix, frame["country"].to_numpy(str))

    def loglikelihood(parameters: np.ndarray) -> float:  # NB2: variance mu + alpha mu^2
        mean, size = np.exp(design.matrix @ parameters[:-1]), 1 / parameters[-1]
        return float(stats.nbinom.logpmf(outcome, size, size / (size + mean)).sum())

    found = np.append(fit.coefficients, fit.dispersion)
    step = 1e-5 * np.eye(len(found))
    gradient = [(loglikelihood(found + h) - loglikelihood(found - h)) / 2e-5 for h in step]
    assert gradient == pytest.approx(np.zeros(len(found)), abs=1e-3)
    assert all(loglikelihood(found + s) < loglikelihood(found) for s in rng.normal(scale=0.02, size=(100, 4)))


def test_counts_without_overdispersion_are_poisson() -> None:
    frame = frame_of(np.random.default_rng(9))
    design = build_design(frame, ["log_population", "port_city"], FACTORS)
    outcome = (frame["n_ties"] > 0).to_numpy(float)  # at most one tie: less dispersed than Poisson
    clusters = frame["country"].to_numpy(str)
    fit = fit_clustered("negative binomial", outcome, design.matrix, clusters)
    groups = frame["country"].astype(int).to_numpy()
    poisson = sm.Poisson(outcome, design.matrix).fit(
        disp=0, method="newton", cov_type="cluster", cov_kwds={"groups": groups}
    )
    assert fit.dispersion == 0
    assert fit.coefficients == pytest.approx(poisson.params, rel=1e-7)
    assert fit.covariance == pytest.approx(poisson.cov_params(), rel=1e-6)
    estimates, _, _ = ladder(frame.assign(n_ties=outcome), {"core": ["log_population"]})
    assert estimates.loc[estimates["outcome"] == "n_ties", "note"].str.contains("not overdispersed").all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_delta_method_agrees_with_numerical_derivatives(seed: int) -> None:
    frame = frame_of(np.random.default_rng(seed), n=300)
    design = build_design(frame, ["log_population", "port_city"], FACTORS)
    fit = fit_clustered("logit", frame["cooperates"].to_numpy(float), design.matrix, frame["country"].to_numpy(str))
    for contrast in design.contrasts:
        _, error = average_effect(fit, contrast.low, contrast.high)
        step, gradient = 1e-6, []
        for place in range(len(fit.coefficients)):
            ends = []
            for sign in (1, -1):
                moved = fit.coefficients.copy()
                moved[place] += sign * step
                ends.append(average_effect(replace(fit, params=moved), contrast.low, contrast.high)[0])
            gradient.append((ends[0] - ends[1]) / (2 * step))
        assert error == pytest.approx(float(np.sqrt(gradient @ fit.covariance @ np.array(gradient))), rel=1e-5)


def test_doubling_adds_the_logarithm_of_two() -> None:
    frame = frame_of(np.random.default_rng(1))
    design = build_design(frame, ["log_population", "party_bloc"], FACTORS)
    contrast = design.contrasts[0]
    assert contrast.high[:, 1] - contrast.low[:, 1] == pytest.approx(np.full(len(frame), np.log(2)))
    assert [c.term for c in design.contrasts[1:]] == ["party_bloc: centre", "party_bloc: left"]
    assert design.contrasts[2].low[:, 2:].sum() == 0
    assert with_population(design, 1e5)[:, 1] == pytest.approx(np.log(1e5))


def test_average_prediction_of_a_logit_is_the_share() -> None:
    frame = frame_of(np.random.default_rng(2))
    design = build_design(frame, ["log_population"], FACTORS)
    outcome = frame["cooperates"].to_numpy(float)
    fit = fit_clustered("logit", outcome, design.matrix, frame["country"].to_numpy(str))
    assert average_prediction(fit, design.matrix)[0] == pytest.approx(outcome.mean(), abs=1e-8)


def test_separation_is_found_and_only_then() -> None:
    rng = np.random.default_rng(3)
    x = np.column_stack([np.ones(200), rng.normal(size=200), rng.random(200) < 0.1])
    overlapping = (rng.random(200) < 0.5).astype(float)
    assert not is_separated(overlapping, x)
    assert is_separated((x[:, 1] > 0.3).astype(float), x)
    quasi = np.where(x[:, 2] == 1, 1.0, overlapping)  # every unit with the factor has the outcome
    assert is_separated(quasi, x)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"cooperates": True}, "the outcome is 1 for every unit"),
        ({"port_city": True}, "port_city has the same value"),
        ({"country": "AA"}, "only one country"),
        ({"log_population": pd.array([pd.NA] * 600, dtype="Float64")}, "no unit has a value for every factor"),
    ],
)
def test_a_model_that_cannot_be_fitted_says_why_and_the_others_go_on(change: dict[str, object], reason: str) -> None:
    frame = frame_of(np.random.default_rng(4)).assign(**change)
    estimates, _, _ = ladder(frame, {"bad": ["log_population", "port_city"], "party": ["party_bloc"]})
    cell = estimates[(estimates["outcome"] == "cooperates") & (estimates["model"] == "bad")]
    assert len(cell) == 1
    assert reason in cell["note"].iloc[0]
    assert cell["estimate"].isna().all() and not cell["converged"].iloc[0]
    if "country" not in change and "cooperates" not in change:
        assert estimates[estimates["model"] == "party"]["converged"].all()


def test_collinear_factors_are_named() -> None:
    frame = frame_of(np.random.default_rng(6))
    frame["port_city"] = frame["cee"]
    with pytest.raises(DesignError, match="cee, port_city are collinear"):
        build_design(frame, ["cee", "port_city"], FACTORS)


def test_missing_covariates_are_counted() -> None:
    frame = frame_of(np.random.default_rng(7))
    frame.loc[:9, "port_city"] = pd.NA
    estimates, curves, _ = ladder(frame, {"core": ["log_population", "port_city"]})
    fitted = estimates[estimates["outcome"] == "cooperates"]
    assert set(fitted["n"]) == {590}
    assert set(fitted["note"]) == {"10 units without a value for every factor left out"}
    assert curves["conf_low"].ge(0).all()
    assert curves.loc[curves["outcome"] == "cooperates", "conf_high"].le(1).all()


def test_a_ratio_is_for_a_doubling_or_for_one_unit() -> None:
    estimates, _, _ = ladder(frame_of(np.random.default_rng(8)), {"core": ["log_population", "party_bloc"]})
    counts = estimates[estimates["outcome"] == "n_ties"]
    high = counts.pivot(index="term", columns="quantity", values="conf_high").astype(float)
    assert high.loc["log_population", "ratio"] == pytest.approx(2 ** high.loc["log_population", "coefficient"])
    assert high.loc["party_bloc: left", "ratio"] == pytest.approx(np.exp(high.loc["party_bloc: left", "coefficient"]))


def test_no_convergence_is_a_reason_not_a_number() -> None:
    with pytest.raises(FitError, match="more units than parameters"):
        fit_clustered("logit", np.array([0.0, 1, 0]), np.ones((3, 2)), np.array(["a", "b", "a"]))
