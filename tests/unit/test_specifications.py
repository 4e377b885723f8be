"""The specification curve: each estimate is the single fit, nothing of the grid is lost, no effect is not found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from robustness_world import draw_units, sections
from scipy import stats

from paradiplomacy.config.robustness import Robustness, SpecificationOutcome
from paradiplomacy.models.clusters import Clusters, clustered_covariance, delete_clusters_by_scores, fit_scored
from paradiplomacy.models.design import build_design
from paradiplomacy.models.margins import average_effects, effect_gradient
from paradiplomacy.models.specification_fits import FittedSet, flip_countries
from paradiplomacy.models.specification_grid import (
    CONSTANT_FACTOR,
    NO_REFERENCE,
    REPEATED,
    build_blocks,
    spread_samples,
)
from paradiplomacy.models.specifications import joint_tests, normal_scores, run_specifications

UNITS = pd.DataFrame({"unit_id": ["N1"], "level": ["region"], "nuts2": [None], "log_gdp": [10.0]})
WEIGHTS = pd.DataFrame({"unit_id": [], "wave": [], "weight": []})
SMALL: dict[str, Any] = {
    "outcomes": {"has_tie": SpecificationOutcome(label="A tie", outcome="has_tie")},
    "size": ["log"],
    "gdp": ["own"],
    "samples": ["all"],
    "controls": ["cee", "party_bloc", "port_city"],
    "weights": ["none"],
    "permutations": 99,
}


def robustness(root: Path, **changed: Any) -> Robustness:
    """Return the settings of the demonstration with others in their place."""
    return sections(root, "robustness")["robustness"].model_copy(update=changed)


def run(
    root: Path, units: pd.DataFrame, settings: Robustness, weights: pd.DataFrame = WEIGHTS
) -> tuple[pd.DataFrame, pd.DataFrame]:
    typed = sections(root, "studies", "factors", "waves", "confidence_level")
    typed["studies"] = {"eu_us_vs_china": typed["studies"]["eu_us_vs_china"].model_copy(update={"partners": ["CN"]})}
    return run_specifications(units, units=UNITS, weights=weights, whole_of={}, robustness=settings, **typed)


@pytest.mark.parametrize("estimator", ["logit", "linear probability"])
def test_an_estimate_is_that_of_the_single_fit_with_its_error(root: Path, estimator: str) -> None:
    units = draw_units(1)
    factors = sections(root, "factors")["factors"]
    design = build_design(units, ["log_population", "log_gdp", "cee", "party_bloc", "port_city"], factors)
    outcome, clusters = units["has_tie"].to_numpy(dtype=float), Clusters.of(units["country"].to_numpy(dtype=str))
    family = "logit" if estimator == "logit" else "linear"
    fit = fit_scored(family, outcome, design.matrix)
    single = sm.GLM(outcome, design.matrix, sm.families.Binomial() if family == "logit" else sm.families.Gaussian())
    assert fit.coefficients == pytest.approx(single.fit().params, rel=1e-6)
    one_step = delete_clusters_by_scores(fit, clusters) - fit.coefficients
    for variance in ("CV1", "CV3 one step"):
        rows, _ = run(root, units, robustness(root, **SMALL, estimators=[estimator], variance=variance))
        rows = rows[rows["controls"] == "cee+party_bloc+port_city"].set_index("focal")
        assert set(rows["inference"]) == {variance}
        for contrast in design.contrasts:
            if contrast.term not in rows.index:
                continue
            effect = average_effects(family, fit.coefficients[None, :], contrast.low, contrast.high)[0]
            gradient = effect_gradient(family, fit.coefficients, contrast.low, contrast.high)
            groups = len(clusters)
            covariance = clustered_covariance(fit, clusters)
            if variance != "CV1":
                covariance = (groups - 1) / groups * one_step.T @ one_step
            error = np.sqrt(gradient @ covariance @ gradient)
            row = rows.loc[contrast.term]
            assert row["estimate"] == pytest.approx(effect, rel=1e-6)
            assert row["std_error"] == pytest.approx(error, rel=1e-5)
            assert row["p_value"] == pytest.approx(2 * stats.t.sf(abs(effect / error), groups - 1), rel=1e-4)


def test_nothing_of_the_grid_is_lost_and_weights_leave_out_the_silent(root: Path) -> None:
    units = draw_units(2)
    answered = units[units["answered"].astype(bool)]
    wave = "china_cities_2021"
    weights = pd.DataFrame({"unit_id": answered["unit_id"], "wave": wave, "weight": np.linspace(1, 3, len(answered))})
    settings = robustness(root, permutations=99, size=["log", "classes"], gdp=["own"], controls=["cee", "port_city"])
    rows, summary = run(root, units, settings, weights)
    parts = summary[["repeated", "impossible", "unfitted", "specifications"]].sum(axis=1)
    assert (summary["grid"] == parts).all()
    assert rows["focal"].value_counts().to_dict() == summary.set_index("focal")["specifications"].to_dict()
    assert (summary["repeated"] > 0).all()
    assert (summary["impossible"] > 0).all()
    weighted = rows[rows["weights"] == "non-response"]
    assert (weighted["n"] <= len(answered)).all()
    plain = rows[(rows["weights"] == "none") & (rows["outcome"] == "has_tie") & (rows["sample"] == "all")]
    assert set(plain.loc[plain["size"] == "log", "n"]) == {len(units)}
    known = (units["population"] >= 50_000).sum()  # a smaller city has no class
    assert set(plain.loc[plain["size"] == "classes", "n"]) == {known}
    assert set(rows.loc[rows["sample"] == "only CEE", "n_clusters"]) == {4}
    assert not (rows["controls"].str.contains("cee") & rows["sample"].isin(["only CEE", "without CEE"])).any()
    assert rows.loc[rows["focal"] == "log_population", "size"].eq("log").all()


def test_reasons_of_what_is_not_fitted(root: Path) -> None:
    units = draw_units(3)
    of_cee = units["cee"].astype(bool)
    units.loc[of_cee & (units["party_bloc"] == "right"), "party_bloc"] = "left"  # right is the reference
    factors = sections(root, "factors")["factors"]
    settings = robustness(root, **SMALL | {"samples": ["all", "only CEE", "without capitals"], "estimators": ["logit"]})
    units.loc[units["capital"].astype(bool), "has_tie"] = pd.NA  # so that two samples are the same
    block = next(build_blocks(units.assign(weight=np.nan, log_gdp_nuts2=10.0), settings, factors))
    told = {
        (spec.sample, spec.controls): reason for spec, reason in zip(block.specifications, block.reasons, strict=True)
    }
    assert told["only CEE", "cee"] == CONSTANT_FACTOR
    assert told["only CEE", "party_bloc"] == NO_REFERENCE
    assert told["without capitals", "port_city"] == REPEATED
    assert told["all", "port_city"] == ""


def test_each_macro_region_is_left_out_once(root: Path) -> None:
    units = draw_units(4)
    samples = spread_samples(robustness(root, samples=["without each macro-region"]), units)
    assert list(samples) == ["without East", "without South", "without West"]
    for name, mask in samples.items():
        assert not (units.loc[mask, "macro_region"] == name.removeprefix("without ")).any()


def test_signs_of_countries_by_definition() -> None:
    units = draw_units(5)
    clusters = Clusters.of(units["country"].to_numpy(dtype=str))
    outcome = units["has_tie"].to_numpy(dtype=float)
    matrix = np.column_stack([np.ones(len(units)), units["log_population"] - 12, units["log_gdp"] - 10])
    random = np.random.default_rng(1)
    signs = np.vstack([np.ones(len(clusters)), random.choice([-1.0, 1.0], size=(20, len(clusters)))])
    null = fit_scored("logit", outcome, matrix, held=1)
    every = np.ones((1, len(outcome)))
    fits = FittedSet("logit", matrix, outcome[None, :], every, np.ones((1, 3), dtype=bool), null.coefficients[None, :])
    effects, statistics = flip_countries(fits, clusters, 1, signs)
    n, k, groups = len(outcome), 3, len(clusters)
    for draw, sign in enumerate(signs):
        flipped = null.scores * sign[clusters.members][:, None]
        step = null.bread @ flipped.sum(axis=0)
        after = flipped - null.curvature[:, None] * matrix * (matrix @ step)[:, None]
        middle = clusters.sums(after)
        covariance = null.bread @ middle.T @ middle @ null.bread * groups / (groups - 1) * (n - 1) / (n - k)
        assert effects[draw, 0] == pytest.approx(step[1], rel=1e-8)
        assert statistics[draw, 0] == pytest.approx(step[1] / np.sqrt(covariance[1, 1]), rel=1e-8)


def test_joint_tests_count_the_observed_row_and_follow_the_expected_sign() -> None:
    random = np.random.default_rng(6)
    statistics = random.normal(size=(200, 30))
    statistics[0] = 4.0
    degrees = np.full(30, 20.0)
    found = joint_tests(statistics, statistics, degrees, "positive", 0.95)
    assert found["p_median"] == found["p_share"] == found["p_stouffer"] == pytest.approx(1 / 200)
    assert found["permutations"] == 199
    against = joint_tests(statistics, statistics, degrees, "negative", 0.95)
    assert against["p_share"] == 1.0
    assert joint_tests(statistics, statistics, degrees, "either", 0.95)["p_share"] == pytest.approx(1 / 200)


def test_normal_scores_have_nearly_the_p_value_of_t() -> None:
    statistics = np.linspace(-6, 6, 41)[:, None]
    for degrees in (8.0, 26.0):
        scores = normal_scores(statistics, np.array([degrees]))
        assert stats.norm.cdf(scores) == pytest.approx(stats.t.cdf(statistics, degrees), abs=2e-3)


def test_no_effect_is_found_as_seldom_as_the_level_says_and_an_effect_is_found(root: Path) -> None:
    """Countries share shocks and the factor goes together with another one: shuffling either would not be allowed."""
    changed = {"controls": ["cee", "port_city"], "focal": {"log_population": "positive"}, "estimators": ["logit"]}
    settings = robustness(root, **SMALL | changed)
    found = pd.concat([run(root, draw_units(seed, effect=0.0), settings)[1] for seed in range(80)])
    for name in ("p_median", "p_stouffer"):
        share = (found[name] <= 0.1).mean()
        assert 0.02 <= share <= 0.19, name  # of 80 worlds; the level is 0.1, the error of a share 0.034
    present = pd.concat([run(root, draw_units(seed, effect=1.0), settings)[1] for seed in range(200, 206)])
    assert (present[["p_median", "p_share", "p_stouffer"]] <= 0.1).mean().min() >= 0.8


def test_draws_are_named_by_the_study_and_no_unit_is_no_row(root: Path) -> None:
    units = draw_units(7)
    settings = robustness(root, **SMALL, estimators=["logit"])
    rows, summary = run(root, units, settings.model_copy(update={"level": "region"}))
    assert rows.empty
    assert summary.empty
    first, again = run(root, units, settings)[1], run(root, units.sample(frac=1, random_state=1), settings)[1]
    pd.testing.assert_frame_equal(first, again)


def test_a_factor_that_never_varies_has_a_summary_without_numbers(root: Path) -> None:
    rows, summary = run(root, draw_units(8).assign(cee=False), robustness(root, **SMALL))
    alone = summary.set_index("focal").loc["cee"]
    assert alone["impossible"] == alone["grid"] > 0
    assert pd.isna(alone["median"])
    assert "cee" not in set(rows["focal"])
