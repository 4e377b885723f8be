"""Inference in the ladder and beside it: which variance stands in the table, and why where it is another."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from paradiplomacy.config.study import Factor, Inference, Model, Outcome, Study
from paradiplomacy.models.clusters import Clusters, delete_clusters
from paradiplomacy.models.comparison import Comparison, compare_inference
from paradiplomacy.models.estimators import Fit, FitData, FitError, clustered, fit_model
from paradiplomacy.models.inference import delete_countries, with_variance
from paradiplomacy.models.ladder import fit_models

TERMS = ["log_population", "port_city"]
FACTORS = {
    "log_population": Factor(label="Population", contrast="doubling"),
    "port_city": Factor(label="Port", contrast="presence"),
}


def answers_of(random: np.random.Generator, partner: str, n: int = 300, countries: int = 12) -> pd.DataFrame:
    """Return a random analysis table of one study, partner and level."""
    size, port, country = random.normal(12, 1, n), random.random(n) < 0.3, random.integers(0, countries, n)
    linear = 0.8 * (size - 12) + 0.5 * port + random.normal(0, 0.5, countries)[country] - 0.2
    return pd.DataFrame(
        {
            "study": "s",
            "partner": partner,
            "level": "city",
            "country": country.astype(str),
            "log_population": size,
            "port_city": pd.array(port, dtype="boolean"),
            "cooperates": pd.array(random.random(n) < 1 / (1 + np.exp(-linear)), dtype="boolean"),
            "n_ties": pd.array(random.negative_binomial(1, 1 / (1 + np.exp(linear))), dtype="Int64"),
        }
    )


def settings(partners: list[str], outcomes: list[str]) -> dict:
    kinds = {"cooperates": "binary", "n_ties": "count"}
    return {
        "studies": {
            "s": Study(
                title="s", partners=partners, levels=["city"], countries="all", outcomes=outcomes, models=["core"]
            )
        },
        "outcomes": {name: Outcome(label=name, kind=kinds[name], evidence="ties") for name in outcomes},
        "factors": FACTORS,
        "models": {"core": Model(label="core", factors=TERMS, levels=["city"])},
        "confidence_level": 0.95,
    }


def two_partners(seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.concat([answers_of(random, "CN"), answers_of(random, "US")], ignore_index=True)


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return compare_inference(
        two_partners(1),
        **settings(["CN", "US"], ["cooperates", "n_ties"]),
        inference=Inference(draws=199, equivalence_margin=0.1),
    )


def test_the_inference_of_the_ladder_is_one_of_those_beside_it(compared: Comparison) -> None:
    for variance in ("CV1", "CV3", "CV3 one step"):
        estimates, *_ = fit_models(
            two_partners(1), **settings(["CN", "US"], ["cooperates"]), inference=Inference(variance=variance)
        )
        ladder = estimates[estimates["quantity"] == "coefficient"]
        assert ladder["inference"].unique() == [f"{variance} by country, t(G-1)"]
        both = ladder.merge(compared.inference, on=["partner", "outcome", "term", "inference"], validate="one_to_one")
        assert len(both) == 2 * 3
        for column in ("estimate", "std_error", "p_value", "conf_low", "conf_high"):
            np.testing.assert_allclose(both[f"{column}_x"].astype(float), both[f"{column}_y"].astype(float), rtol=1e-6)


def test_a_logit_has_six_inferences_and_a_count_model_two(compared: Comparison) -> None:
    numbers = compared.inference.groupby(["outcome", "partner", "term"])["inference"].nunique()
    assert set(numbers["cooperates"]) == {6}
    assert set(numbers["n_ties"]) == {2}
    bootstrap = compared.inference[compared.inference["inference"].str.contains("bootstrap")]
    assert (bootstrap["conf_low"] <= bootstrap["estimate"]).all()
    assert (bootstrap["estimate"] <= bootstrap["conf_high"]).all()


def test_a_country_left_out_is_the_model_without_it(compared: Comparison) -> None:
    table = two_partners(1)
    kept = table[(table["partner"] == "CN") & (table["country"] != "3")]
    for outcome in ("cooperates", "n_ties"):
        estimates, *_ = fit_models(kept, **settings(["CN"], [outcome]))
        alone = estimates[estimates["quantity"] == "coefficient"].set_index("term")["estimate"]
        rows = compared.country_influence
        rows = rows[(rows["partner"] == "CN") & (rows["country"] == "3") & (rows["outcome"] == outcome)]
        without = rows.set_index("term")["without"]
        np.testing.assert_allclose(without, alone[without.index], rtol=1e-5)  # without the dispersion of counts


def test_leverages_add_up_to_the_number_of_parameters(compared: Comparison) -> None:
    rows = compared.country_influence
    rows = rows[(rows["outcome"] == "cooperates") & (rows["term"] == "constant")]
    assert rows.groupby("partner")["leverage"].sum().tolist() == pytest.approx([3, 3])


def test_partners_differ_by_the_difference_of_their_effects(compared: Comparison) -> None:
    estimates, *_ = fit_models(two_partners(1), **settings(["CN", "US"], ["cooperates"]))
    effects = estimates[estimates["quantity"] == "marginal effect"].pivot(
        index="term", columns="partner", values="estimate"
    )
    found = compared.partner_differences.set_index("term")
    np.testing.assert_allclose(found["estimate"], (effects["CN"] - effects["US"])[found.index].astype(float))
    assert set(compared.partner_differences["outcome"]) == {"cooperates"}
    assert (found["margin"] == 0.1).all()
    shown = found["p_equivalence"] < 0.025
    inside = (found["conf_low"] > -0.1) & (found["conf_high"] < 0.1)  # 95 %: two tests at 2.5 % each
    assert (shown == inside).all()


def lone_country(fit_country: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a logit in which only country "0" has both outcomes among ports, or only it has ports at all."""
    random = np.random.default_rng(3)
    countries = np.repeat(np.arange(10), 30).astype(str)
    port = random.random(300) < 0.3
    outcome = random.random(300) < 0.5
    if fit_country:
        outcome |= port & (countries != "0")
    else:
        port &= countries == "0"
    return outcome.astype(float), np.column_stack([np.ones(300), random.normal(size=300), port]), countries


def fitted(outcome: np.ndarray, matrix: np.ndarray, countries: np.ndarray) -> tuple[Fit, FitData]:
    data = FitData(outcome, matrix, [f"x{place}" for place in range(matrix.shape[1])], countries)
    return clustered(fit_model("logit", data)), data


def test_without_a_deletion_the_one_step_jackknife_is_taken_and_said() -> None:
    fit, data = fitted(*lone_country(fit_country=True))
    changed, variance, why = with_variance("CV3", fit, data)
    assert variance == "CV3 one step"
    assert why == ["no jackknife (CV3), as there is no estimate without 0"]
    assert np.isfinite(changed.covariance).all()


def test_a_factor_of_one_country_is_said_and_the_others_keep_their_jackknife() -> None:
    fit, data = fitted(*lone_country(fit_country=False))
    changed, variance, why = with_variance("CV3", fit, data)
    assert variance == "CV3"
    assert why == ["x2 rests on 0 alone: its interval is too narrow"]
    assert np.isfinite(changed.covariance).all()
    kept = data.clusters != "0"
    without = delete_countries(fit, data, Clusters.of(data.clusters))[0]
    np.testing.assert_allclose(
        without[:2], fitted(data.outcome[kept], data.matrix[kept][:, :2], data.clusters[kept])[0].params, rtol=1e-6
    )
    assert without[2] == fit.params[2]


def test_an_estimator_without_a_batch_keeps_the_sandwich() -> None:
    _, data = fitted(*lone_country(fit_country=True))
    firth = clustered(fit_model("firth", data))
    same, variance, why = with_variance("CV3", firth, data)
    assert (same, variance, why) == (firth, "CV1", [])


def test_what_the_batch_flags_is_given_to_the_single_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(4)
    countries = np.repeat(np.arange(8), 20).astype(str)
    matrix = np.column_stack([np.ones(160), random.normal(size=160)])
    fit, data = fitted((random.random(160) < 0.5).astype(float), matrix, countries)
    clusters = Clusters.of(countries)
    whole = delete_countries(fit, data, clusters)

    def one_flagged(*inputs: object) -> np.ndarray:
        deleted = delete_clusters(*inputs)  # type: ignore[arg-type]
        deleted[2] = np.nan
        return deleted

    monkeypatch.setattr("paradiplomacy.models.inference.delete_clusters", one_flagged)
    np.testing.assert_allclose(delete_countries(fit, data, clusters), whole, rtol=1e-6)


def test_what_the_batch_flags_has_no_single_fit_either() -> None:
    outcome, matrix, countries = lone_country(fit_country=True)
    fit, data = fitted(outcome, matrix, countries)
    deleted = delete_countries(fit, data, Clusters.of(countries))
    assert np.isnan(deleted).any(axis=1).tolist() == [True, *[False] * 9]
    kept = countries != "0"
    with pytest.raises(FitError, match="separate"):
        fitted(outcome[kept], matrix[kept], countries[kept])


def test_missing_numbers_are_imputed_beside_complete_cases() -> None:
    table = answers_of(np.random.default_rng(5), "CN")
    chosen = settings(["CN"], ["cooperates"])
    few = Inference(draws=99)
    whole = compare_inference(table, **chosen, inference=few).inference
    assert not whole["inference"].str.contains("imputed").any()
    table.loc[[3, 77], "log_population"] = np.nan
    rows = compare_inference(table, **chosen, inference=few).inference.set_index(["inference", "term"])
    imputed = rows.loc["CV3 by country, missing numbers imputed"]
    known = whole.set_index(["inference", "term"]).loc["CV3 by country, t(G-1)"]
    assert set(imputed.index) == {"constant", *TERMS}
    # two units of 300 tell little
    distance = (imputed["estimate"] - known["estimate"]).abs() / known["std_error"]
    assert 0 < distance.max() < 0.3
    assert (imputed["df"] < known["df"]).all()  # Barnard and Rubin count fewer even where almost nothing is missing
    assert imputed["n_clusters"].tolist() == known["n_clusters"].tolist()
