"""Checks of models: measures against R and by definition, verdicts, sentences; bad input fails in its own cell only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_models_grid import FACTORS, OUTCOMES, table

from paradiplomacy.config.study import Inference, Model, Study
from paradiplomacy.models import check_measures as measures
from paradiplomacy.models import check_words as words
from paradiplomacy.models.binary import separated_units
from paradiplomacy.models.bootstrap import bootstrap_p_value
from paradiplomacy.models.check_fields import COUNT_FIT, DIAGNOSTICS
from paradiplomacy.models.checks import check_models
from paradiplomacy.models.clusters import Clusters, effective_clusters, fit_scored
from paradiplomacy.models.estimators import FitData, fit_model
from paradiplomacy.models.fields import ESTIMATES, FITS
from paradiplomacy.models.ladder import fit_models
from paradiplomacy.tables import typed

REFERENCE = Path(__file__).parents[1] / "reference"
TERMS = ["constant", "x1", "x2", "x3"]
CORE = ["log_population", "port_city"]


@pytest.fixture(scope="module")
def said() -> dict[str, float]:
    """What R says (tests/reference/diagnostics.R)."""
    found = pd.read_csv(REFERENCE / "diagnostics.csv")
    return dict(zip(found["quantity"], found["value"], strict=True))


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "clusters_data.csv")


def matrix_of(data: pd.DataFrame) -> np.ndarray:
    return np.column_stack([np.ones(len(data)), data[["x1", "x2", "x3"]]])


# ---- measures against R ----------------------------------------------------------------------------------------------


def test_collinearity_is_that_of_r(data: pd.DataFrame, said: dict[str, float]) -> None:
    place = np.arange(1, len(data) + 1) * 7 % 3 * (data["x2"] > -0.5).to_numpy()
    matrix = np.column_stack([matrix_of(data), place == 1, place == 2]).astype(float)
    found = measures.variance_inflation(matrix, [*TERMS, "kind: b", "kind: c"])
    assert found == pytest.approx({name: said[f"inflation {name}"] for name in ("x1", "x2", "x3", "kind")}, rel=1e-9)
    assert measures.condition_number(matrix) == pytest.approx(said["condition number"], rel=1e-9)
    assert measures.limiting_size(place, "ordered") == pytest.approx(said["effective size"], rel=1e-12)


def test_dispersion_zeros_and_expected_counts_are_those_of_r(data: pd.DataFrame, said: dict[str, float]) -> None:
    counts = data["counts"].to_numpy(float)
    given_data = FitData(counts, matrix_of(data), TERMS, data["g"].to_numpy())
    poisson, overdispersed = (fit_model(name, given_data) for name in ("poisson", "negative binomial"))
    assert measures.dean_statistic(counts, poisson.predict(given_data.matrix)) == pytest.approx(said["Dean"], rel=1e-6)
    assert poisson.zero_probability is not None
    assert measures.excess_of_zeros(counts, poisson.zero_probability) == pytest.approx(said["zeros"], rel=1e-6)
    for name, fit in (("Poisson", poisson), ("NB2", overdispersed)):
        expected = [said[f"expected {name} {count}"] for count in range(4)]
        found = measures.expected_counts(fit, fit.predict(given_data.matrix), 3)
        assert found == pytest.approx(expected, rel=1e-6)


def test_slope_power_effective_countries_and_webbs_bootstrap_are_those_of_r(
    data: pd.DataFrame, said: dict[str, float]
) -> None:
    outcome, matrix, names = data["logit"].to_numpy(float), matrix_of(data), data["g"].to_numpy(str)
    part = np.isin(names, list("abcdef"))
    some = fit_scored("logit", outcome[part], matrix[part])
    slope = measures.calibration_slopes(outcome, (matrix @ some.coefficients)[None, :])
    assert slope[0] == pytest.approx(said["calibration slope"], rel=1e-6)
    assert measures.detectable_effect(0.04, 11, 0.95, 0.8) == pytest.approx(said["detectable effect"], rel=1e-9)
    fit, clusters = fit_scored("logit", outcome, matrix), Clusters.of(names)
    expected = [said[f"effective clusters {name}"] for name in ("(Intercept)", "x1", "x2", "x3")]
    assert effective_clusters(fit, clusters) == pytest.approx(expected, rel=1e-6)
    j, g = np.arange(1, 601)[:, None], np.arange(1, 13)[None, :]
    place = (7 * j**2 + 3 * j * g + g**2 + (j // 6) * g + (j // 36) * g**2) % 6
    webb = np.array([-np.sqrt(1.5), -1, -np.sqrt(0.5), np.sqrt(0.5), 1, np.sqrt(1.5)])[place]
    assert bootstrap_p_value(fit, clusters, 2, 0.0, webb) == pytest.approx(said["bootstrap Webb"], abs=1e-12)


# ---- measures by definition ------------------------------------------------------------------------------------------


def test_columns_that_do_not_go_together_have_no_inflation() -> None:
    grid = np.array([[1, a, b] for a in (0, 1) for b in (0, 1, 2)], dtype=float)
    assert measures.variance_inflation(grid, ["constant", "a", "b"]) == pytest.approx({"a": 1.0, "b": 1.0})
    assert measures.condition_number(grid) == pytest.approx(1.0)
    assert measures.variance_inflation(grid[:, :2], ["constant", "a"]) == pytest.approx({"a": 1.0})


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), alpha=st.sampled_from([0.0, 0.8]))
def test_expected_counts_add_up_to_the_units(seed: int, alpha: float) -> None:
    random = np.random.default_rng(seed)
    mean = np.exp(random.normal(0, 0.5, 80))
    counts = random.poisson(mean * (random.gamma(1 / alpha, alpha, 80) if alpha else 1.0)).astype(float)
    fit = fit_model("negative binomial", FitData(counts, np.ones((80, 2)) * [1, 0] + np.outer(np.arange(80), [0, 1e-2]),
                                                 ["constant", "trend"], np.arange(80) % 8))  # fmt: skip
    found = measures.expected_counts(fit, mean, 400)
    assert found.sum() == pytest.approx(80, rel=1e-6)
    assert (found @ np.arange(401)) == pytest.approx(mean.sum(), rel=1e-4)


def test_a_test_of_excess_zeros_keeps_its_size_and_finds_inflation() -> None:
    random = np.random.default_rng(7)
    matrix = np.column_stack([np.ones(300), random.normal(size=300)])
    mean = np.exp(matrix @ [0.2, 0.4])
    distances = {}
    for share in (0.0, 0.5):
        distances[share] = []
        for _ in range(60):
            counts = random.poisson(mean) * (random.random(300) >= share).astype(float)
            fit = fit_model("poisson", FitData(counts, matrix, ["constant", "x"], np.arange(300) % 20))
            assert fit.zero_probability is not None
            distances[share].append(measures.excess_of_zeros(counts, fit.zero_probability))
    assert np.mean(np.abs(distances[0.0]) > 1.96) <= 0.1
    assert np.mean(np.array(distances[0.5]) > 1.96) > 0.9


def test_what_was_learnt_by_heart_shows_in_the_calibration() -> None:
    random = np.random.default_rng(8)
    countries = np.repeat(np.arange(20), 12).astype(str)
    noise = np.column_stack([np.ones(240), random.normal(size=(240, 14))])
    outcome = (random.random(240) < 0.3).astype(float)
    strong = np.column_stack([np.ones(240), 2 * outcome + random.normal(size=240)])
    learnt = measures.calibration_slope(outcome, noise, countries, np.random.default_rng(1), 100)
    known = measures.calibration_slope(outcome, strong, countries, np.random.default_rng(1), 100)
    assert learnt < 0.6 < 0.9 < known < 1.1


@pytest.mark.filterwarnings("error")
def test_a_slope_is_found_however_far_the_predictions_lie() -> None:
    random = np.random.default_rng(11)
    predictor = random.normal(size=300)
    outcome = (random.random(300) < 1 / (1 + np.exp(-predictor))).astype(float)
    matrix = np.column_stack([np.ones(300), predictor])
    slope = fit_scored("logit", outcome, matrix).coefficients[1]
    # the same predictions, too sure by a factor, of the wrong sign, and far from the level
    found = measures.calibration_slopes(outcome, np.vstack([predictor, 25 * predictor, -9 * predictor, predictor + 25]))
    assert found == pytest.approx([slope, slope / 25, -slope / 9, slope], rel=1e-6)


def test_the_units_of_a_separating_category_are_named() -> None:
    random = np.random.default_rng(9)
    rare = np.arange(100) < 7
    outcome = np.where(rare, 1.0, random.random(100) < 0.5)
    matrix = np.column_stack([np.ones(100), rare, random.normal(size=100)])
    assert separated_units(outcome, matrix).tolist() == list(range(7))
    assert separated_units(outcome, matrix[:, [0, 2]]).size == 0


@pytest.mark.parametrize(
    ("bounds", "values"),
    [
        (words.INFLATION, {1.0: "fine", 5.0: "caution", 10.0: "serious"}),
        (words.EVENTS, {10.0: "fine", 9.9: "caution", 4.9: "serious"}),
        (words.ODDS, {0.05: "fine", 0.04: "caution", 0.0005: "serious"}),
        (words.DISPERSION, {1.6: "fine", 100.0: "caution"}),
    ],
)
def test_a_verdict_is_on_the_right_side_of_its_bounds(bounds: words.Bounds, values: dict[float, str]) -> None:
    assert {value: bounds.verdict(value) for value in values} == values


# ---- the grid: good cells, bad input ---------------------------------------------------------------------------------


def checked(
    frame: pd.DataFrame, models: dict[str, dict[str, Any]], outcomes: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Fit and check a ladder of the size model, and `models` beside it: estimates, fits, diagnostics, counts."""
    made = {name: Model(label=name, levels=["city"], **given_model) for name, given_model in models.items()}
    made["size"] = Model(label="size", levels=["city"], factors=["log_population"])
    study = Study(
        title="s", partners=["CN", "US"], levels=["city"], countries="all", outcomes=outcomes, models=["size"],
        further_models=list(models),
    )  # fmt: skip
    settings_of_run: dict[str, Any] = {
        "studies": {"s": study}, "outcomes": OUTCOMES, "factors": FACTORS, "models": made, "confidence_level": 0.95,
        "inference": Inference(),
    }  # fmt: skip
    estimates, _, fits = fit_models(frame, **settings_of_run)
    diagnostics, counts = check_models(frame, estimates, **settings_of_run)
    for found, dataset in ((estimates, ESTIMATES), (fits, FITS), (diagnostics, DIAGNOSTICS), (counts, COUNT_FIT)):
        dataset.validate(typed(found, dataset), dataset.name)
    return estimates, fits, diagnostics, counts


def test_each_model_has_the_checks_that_are_for_it() -> None:
    models = {
        "core": {"factors": CORE},
        "poisson": {"factors": CORE, "estimator": "poisson"},
        "hurdle": {"factors": CORE, "estimator": "hurdle poisson"},
        "linear": {"factors": CORE, "estimator": "linear probability"},
    }
    _, _, found, counts = checked(table(), models, ["cooperates", "n_ties", "importance"])
    of = found[found["partner"] == "CN"].groupby(["outcome", "model"])["check"].agg(set).to_dict()
    always = {"fitted", "collinearity", "condition number", "events per parameter"}
    countries = {"countries", "leverage", "detectable effect"}
    assert of["cooperates", "core"] == always | countries | {"separation", "calibration"}
    assert of["cooperates", "linear"] == always | countries
    assert of["n_ties", "core"] == always | countries | {"overdispersion", "zeros"}
    assert of["n_ties", "hurdle"] == always | {"zeros", "detectable effect"}
    assert of["importance", "core"] == always | {"proportional odds"}
    zeros = found[(found["check"] == "zeros") & (found["partner"] == "CN")].set_index("model")
    assert zeros.loc["poisson", "verdict"] == "serious"  # the counts were drawn with inflated zeros
    assert zeros.loc["hurdle", "value"] == pytest.approx(0, abs=1e-6)  # a hurdle has the zeros that there are
    assert (found.loc[found["verdict"] == "fine", "advice"] == "Nothing to do.").all()
    assert set(counts["model"]) == {"size"}  # the ladder only
    assert (counts.groupby("partner")["observed"].sum() == 500).all()


def test_the_detectable_effect_rests_on_the_error_of_the_estimates() -> None:
    estimates, _, found, _ = checked(table(), {}, ["cooperates"])
    row = found[(found["check"] == "detectable effect") & (found["partner"] == "US")].iloc[0]
    effect = estimates[(estimates["quantity"] == "marginal effect") & (estimates["partner"] == "US")].iloc[0]
    assert row["subject"] == "log_population"
    assert row["value"] == pytest.approx(measures.detectable_effect(effect["std_error"], effect["df"], 0.95, 0.8))
    assert f"below {100 * row['value']:.1f} percentage points" in row["meaning"]


def test_checks_are_the_same_twice() -> None:
    first, second = (checked(table(n=200), {"core": {"factors": CORE}}, ["cooperates"])[2] for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


def spoilt(**change: Any) -> pd.DataFrame:
    """Return the table with a fault in the rows of China only."""
    frame = table(n=240)
    rows = frame["partner"] == "CN"
    return frame.assign(**{name: frame[name].where(~rows, value) for name, value in change.items()})


@pytest.mark.parametrize(
    ("frame", "model", "reason"),
    [
        (spoilt(cooperates=pd.NA), {"factors": CORE}, "the outcome is known for no unit"),
        (spoilt(cooperates=False), {"factors": CORE}, "the outcome is 0 for every unit"),
        (spoilt(port_city=True), {"factors": CORE}, "port_city has the same value for every unit"),
        (spoilt(country="AA"), {"factors": CORE}, "only one country (AA)"),
        (spoilt(log_population=np.inf), {"factors": CORE}, "log_population is not finite for 240 units, the first u0"),
        (
            table(n=240).assign(tertiary_share=lambda t: 3 * t["log_population"] + 1),
            {"factors": ["log_population", "tertiary_share"]},
            "log_population, tertiary_share are collinear",
        ),
        (table(n=240), {"factors": ["log_population", "capital"]}, "(capital)"),
        (table(n=240), {"formula": "cooperates ~ log_populaton"}, '"log_populaton" is no column of the analysis table'),
        (
            table(n=240).drop(columns="capital"),
            {"factors": ["capital"]},
            '"capital" is no column of the analysis table',
        ),
        (
            table(n=240),
            {"factors": CORE, "estimator": "logit", "offset": "log_size"},
            '"log_size" is no column of the analysis table',
        ),
        (
            table(n=240).assign(answer_weight=pd.NA),
            {"factors": CORE, "estimator": "logit", "weights": "nonresponse"},
            "no unit has a weight of non-response",
        ),
    ],
)
def test_bad_input_is_a_sentence_in_its_cell_and_the_rest_of_the_grid_runs(
    frame: pd.DataFrame, model: dict[str, Any], reason: str
) -> None:
    estimates, fits, found, _ = checked(frame, {"spoilt": model}, ["cooperates", "n_ties"])
    cell = "study s, partner CN, city, cooperates, model spoilt"
    rows = found.query("partner == 'CN' and outcome == 'cooperates' and model == 'spoilt' and check == 'fitted'")
    assert rows["verdict"].tolist() == ["serious"]
    assert rows["meaning"].item().startswith(f"Not fitted: {cell}: ")
    assert reason in rows["meaning"].item()
    failed = estimates.query("partner == 'CN' and outcome == 'cooperates' and model == 'spoilt'")
    assert failed["quantity"].tolist() == ["fit"] and failed["estimate"].isna().all() and not failed["converged"].any()
    assert reason in failed["note"].item()
    of_counts = fits.query("outcome == 'n_ties' and model == 'size' and partner == 'US'")
    assert of_counts["converged"].all() and len(of_counts) == 1


def test_what_separates_is_named_with_its_units() -> None:
    _, _, found, _ = checked(table(n=240), {"capitals": {"factors": ["log_population", "capital"]}}, ["cooperates"])
    row = found.query("model == 'capitals' and check == 'separation' and partner == 'CN'").iloc[0]
    assert row["verdict"] == "serious"
    assert row["meaning"] == "capital tells the outcome of 12 units without error (u0, u1, u2, u3, u4 and others)."
    assert "firth" in row["advice"]


# ---- weights and offset in the grid ----------------------------------------------------------------------------------


def test_weights_are_those_of_the_answers_and_units_without_are_left_out() -> None:
    random = np.random.default_rng(10)
    frame = table()
    weight = pd.Series(random.uniform(1, 4, len(frame))).where(random.random(len(frame)) < 0.7)
    frame = frame.assign(answer_weight=weight.astype("Float64"))
    given_model = {"factors": CORE, "estimator": "logit"}
    estimates, _, found, _ = checked(
        frame, {"plain": given_model, "weighted": given_model | {"weights": "nonresponse"}}, ["cooperates"]
    )
    ours = estimates.query("partner == 'CN' and quantity == 'coefficient' and model == 'weighted'").set_index("term")
    inside = frame[(frame["partner"] == "CN") & frame["answer_weight"].notna()]
    matrix = np.column_stack([np.ones(len(inside)), inside[CORE].astype(float)])
    single = fit_scored(
        "logit", inside["cooperates"].to_numpy(float), matrix, weights=inside["answer_weight"].to_numpy(float)
    )
    assert ours["estimate"].to_numpy(float) == pytest.approx(single.coefficients, rel=1e-8)
    assert ours["n"].iloc[0] == len(inside)
    assert f"{500 - len(inside)} units without an answer, and so without a weight, left out" in ours["note"].iloc[0]
    checks = set(found.query("partner == 'CN' and model == 'weighted'")["check"])
    assert "calibration" not in checks and "leverage" in checks  # the former supposes units of one weight


def test_a_model_with_an_offset_is_of_rates() -> None:
    frame = table().assign(log_size=lambda t: t["log_population"])
    model = {"factors": ["port_city"], "estimator": "poisson", "offset": "log_size"}
    estimates, _, _, _ = checked(frame, {"rate": model}, ["n_ties"])
    found = estimates.query("partner == 'CN' and model == 'rate'").set_index(["quantity", "term"])
    inside = frame[frame["partner"] == "CN"]
    port, size = inside["port_city"].astype(bool), np.exp(inside["log_size"])
    rates = [inside.loc[who, "n_ties"].sum() / size[who].sum() for who in (~port, port)]
    assert found.loc[("ratio", "port_city"), "estimate"] == pytest.approx(rates[1] / rates[0], rel=1e-8)
    effect = found.loc[("marginal effect", "port_city"), "estimate"]
    assert effect == pytest.approx((rates[1] - rates[0]) * size.mean(), rel=1e-8)
    holes = frame.assign(log_size=frame["log_size"].where(frame["unit_id"] != "u3"))
    note = checked(holes, {"rate": model}, ["n_ties"])[1].query("model == 'rate'")["note"]
    assert note.str.contains("1 units without the offset log_size left out").all()


@pytest.mark.parametrize("given_key", [{"weights": "nonresponse"}, {"offset": "log_population"}])
def test_weights_and_offset_need_an_estimator_that_takes_them(given_key: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="need an estimator that takes them: logit, poisson, linear probability"):
        Model(label="m", levels=["city"], factors=["port_city"], **given_key)
