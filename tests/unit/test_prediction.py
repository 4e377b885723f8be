"""Countries left out: what is predicted for one does not know its outcomes; scores are those of R and scikit-learn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from robustness_world import reference, sections
from sklearn.metrics import roc_auc_score

from paradiplomacy.models.clusters import Clusters
from paradiplomacy.models.prediction import (
    LeftOut,
    Predictions,
    auc,
    auc_within,
    calibration_line,
    predict_countries,
)


def test_area_and_calibration_are_those_of_r(root: Path) -> None:
    y, q = reference(root, "y"), reference(root, "q")
    assert auc(y, q) == pytest.approx(reference(root, "auc")[0], rel=1e-12)
    assert auc(y, q) == pytest.approx(roc_auc_score(y, q), rel=1e-12)
    intercept, slope = calibration_line(y, q)
    assert intercept == pytest.approx(reference(root, "intercept")[0], rel=1e-6)
    assert slope == pytest.approx(reference(root, "slope")[0], rel=1e-6)


def test_pairs_across_countries_do_not_count_within() -> None:
    y = np.array([1.0, 0, 1, 0, 1])
    p = np.array([0.2, 0.1, 0.9, 0.95, 0.5])
    clusters = Clusters.of(np.array(["A", "A", "B", "B", "C"]))
    assert auc_within(y, p, clusters) == pytest.approx(0.5)
    assert auc_within(y[4:], p[4:], Clusters(np.array(["C"]), np.array([0]))) is None


def test_perfect_probabilities_are_calibrated_and_a_group_has_its_interval() -> None:
    random = np.random.default_rng(11)
    p = random.uniform(0.02, 0.98, 4000)
    y = (random.random(4000) < p).astype(float)
    left = LeftOut(y, p, np.full(4000, 0.5), Clusters.of(np.repeat(["A", "B", "C", "D"], 1000)))
    scores = left.scores(0.95)
    assert scores["calibration_slope"] == pytest.approx(1, abs=0.1)
    assert scores["calibration_intercept"] == pytest.approx(0, abs=0.15)
    assert scores["brier"] < scores["brier_of_share"]
    groups = list(left.groups(0.95))
    assert len(groups) == 10
    assert sum(group["n"] for group in groups) == 4000
    assert all(group["conf_low"] <= group["observed"] <= group["conf_high"] for group in groups)


@pytest.fixture
def analysis() -> pd.DataFrame:
    random = np.random.default_rng(7)
    n = 120
    size, wealth = random.normal(12, 1, n), random.normal(10, 0.3, n)
    country = np.repeat([f"C{number}" for number in range(6)], 20)
    chance = 1 / (1 + np.exp(-1.2 * (size - 12) - 2 * (wealth - 10)))
    return pd.DataFrame(
        {
            "study": "eu_us_vs_china",
            "partner": "CN",
            "level": "city",
            "unit_id": [f"u{number:03}" for number in range(n)],
            "country": country,
            "log_population": size,
            "log_gdp": wealth,
            "cee": country < "C3",
            "cooperates": pd.array(random.random(n) < chance, dtype="boolean"),
        }
    )


def predicted(analysis: pd.DataFrame, root: Path) -> Predictions:
    typed = sections(root, "studies", "outcomes", "factors", "models", "confidence_level")
    study = typed["studies"]["eu_us_vs_china"].model_copy(update={"models": ["region_core"], "partners": ["CN"]})
    typed["studies"] = {"eu_us_vs_china": study}
    typed["models"]["region_core"] = typed["models"]["region_core"].model_copy(update={"levels": ["city"]})
    return predict_countries(analysis, **typed)


def test_three_predictors_and_the_leading_factors_tell_more_than_size(analysis: pd.DataFrame, root: Path) -> None:
    found = predicted(analysis, root)
    scores = found.prediction.set_index("predictor")
    assert set(scores.index) == {"size only", "logit", "gradient boosting"}
    assert scores.loc["logit", "auc"] > scores.loc["size only", "auc"] > 0.6
    assert scores.loc["logit", "brier"] < scores.loc["logit", "brier_of_share"]
    for _, points in found.roc.groupby("predictor"):
        assert points[["false_positive", "true_positive"]].iloc[[0, -1]].to_numpy().tolist() == [[0, 0], [1, 1]]
        assert (points[["false_positive", "true_positive"]].diff().dropna() >= 0).all(axis=None)
    again = predicted(analysis, root)
    pd.testing.assert_frame_equal(found.prediction, again.prediction)


def test_a_country_is_predicted_without_its_own_outcomes(analysis: pd.DataFrame, root: Path) -> None:
    # a rule that holds within each country only, and differently in each, says nothing of a country left out
    of_country = analysis["country"].astype("category").cat.codes.to_numpy() % 2 == 0
    known = analysis.assign(cooperates=pd.array(of_country, dtype="boolean"), log_gdp=10 + of_country * 0.0)
    known["log_gdp"] = 10 + np.random.default_rng(1).normal(size=len(known))
    scores = predicted(known, root).prediction.set_index("predictor")
    assert (scores["auc"] < 0.75).all()
    assert (scores["brier"] > 0.2).all()


def test_an_outcome_that_all_units_share_has_no_prediction(analysis: pd.DataFrame, root: Path) -> None:
    found = predicted(analysis.assign(cooperates=True), root)
    assert found.prediction.empty
    assert list(found.calibration.columns)
