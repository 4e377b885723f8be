"""Tables, sentences and figures of robustness: what is printed follows the numbers, in either direction."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import yaml
from robustness_world import sections

from paradiplomacy.models.robustness_fields import (
    ADJUSTED,
    CALIBRATION,
    PREDICTION,
    ROC,
    SPATIAL,
    SPECIFICATION_SUMMARY,
    SPECIFICATIONS,
)
from paradiplomacy.reports import robustness_tables as robustness
from paradiplomacy.reports.exhibits import Report
from paradiplomacy.reports.figures import house_style
from paradiplomacy.reports.robustness_figures import draw_prediction, draw_specifications
from paradiplomacy.tables import typed, write_table

HEAD = {"study": "eu_us_vs_china", "level": "city"}


def summary(partner: str, focal: str, p: float, **changed: Any) -> dict[str, Any]:
    grid = {"grid": 20, "repeated": 3, "impossible": 4, "unfitted": 1, "specifications": 12, "expected": "positive"}
    shares = {"share_expected": 1.0, "share_significant": 0.5, "share_adjusted": 0.25, "p_share": p}
    middle = {"median": 0.1, "lowest": -0.02, "lower_quartile": 0.05, "upper_quartile": 0.2, "highest": 0.3}
    joint = {"p_median": p, "p_stouffer": p, "stouffer_z": 12.0, "permutations": 99}
    return HEAD | {"partner": partner, "focal": focal} | grid | shares | middle | joint | changed


def score(partner: str, predictor: str, brier: float, low: float) -> dict[str, Any]:
    numbers = {"n": 100, "n_events": 50, "n_clusters": 10, "auc": 0.7, "auc_low": low, "auc_high": 0.8}
    return (
        HEAD
        | {"partner": partner, "outcome": "cooperates", "model": "core", "predictor": predictor, "brier": brier}
        | numbers
        | {"auc_within": 0.6, "brier_of_share": 0.25, "log_score": 0.6, "calibration_slope": -0.1}
    )


@pytest.fixture
def report(tmp_path: Path, root: Path) -> Report:
    place = HEAD | {"outcome": "cooperates", "model": "core", "neighbours": 8, "n": 100, "n_clusters": 10}
    moran = {"quantity": "Moran's I of residuals", "expected": -0.01, "draws": 99, "estimate": 0.2}
    rows = {
        SPECIFICATION_SUMMARY: [
            summary("US", "cee", 0.4),
            summary("US", "log_population", 0.4, specifications=8),
            summary("CN", "port_city", 0.2, median=-0.1),
            summary("CN", "log_population", 0.0004),
            {key: value for key, value in summary("CN", "cee", 0.1, specifications=0).items() if key != "median"},
        ],
        ADJUSTED: [
            HEAD
            | {"partner": "CN", "outcome": "cooperates", "model": model, "term": term, "family": 2}
            | {"p_value": 0.0001, "p_holm": 0.04, "p_bh": 0.03}
            for model, term in (("core", "cee"), ("core", "log_population"), ("size", "log_population"))
        ],
        PREDICTION: [
            score("CN", "logit", 0.2, 0.6),
            score("CN", "gradient boosting", 0.19, 0.6),
            score("US", "logit", 0.26, 0.4),
        ],
        SPATIAL: [
            place | {"partner": "CN", "p_value": 0.01} | moran,
            place | {"partner": "US", "p_value": 0.5} | moran,
            place
            | {"partner": "CN", "p_value": 0.3, "quantity": "effect of the neighbours' share", "estimate": 0.02}
            | {"conf_low": -0.01, "conf_high": 0.05},
        ],
    }
    files = {}
    for dataset, records in rows.items():
        files[dataset.name] = str(tmp_path / f"{dataset.name}.csv")
        write_table(pd.DataFrame(records, columns=dataset.columns), files[dataset.name], dataset)
    configuration = yaml.safe_load((root / "config/config.yaml").read_text("utf-8"))
    inputs = {"configuration": configuration, "study": HEAD["study"], "sources": [], "files": files}
    (tmp_path / "inputs.json").write_text(json.dumps(inputs), encoding="utf-8")
    return Report(tmp_path)


def test_specifications_stand_in_the_order_of_partners_and_focal_factors(report: Report) -> None:
    table = robustness.specifications_table(report)
    assert [row[:2] for row in table.rows] == [
        ["China", "Population (doubling)"],
        ["", "Port city"],
        ["The United States", "Population (doubling)"],
        ["", "Central and Eastern Europe"],
    ]
    assert table.rows[0][2:] == ["+10.0\u00a0[+5.0,\u00a0+20.0]", "100.0", "50.0", "<0.001", "<0.001"]
    assert robustness.range_table(report).rows[0][2:] == ["\u22122.0", "+30.0", "25.0", "<0.001", "+12.0"]
    assert robustness.grid_table(report).rows[1] == ["", "Central and Eastern Europe", "20", "3", "4", "1", "0"]
    assert robustness.number_of_specifications(report) == "8 to 12"


def test_the_sentence_says_which_factors_stand(report: Report) -> None:
    china = robustness.specifications_sentence(report, "CN")
    assert china.startswith("for China Population (doubling) (+10.0) differs from no effect")
    assert "; Port city (\u221210.0) does not" in china
    assert robustness.specifications_sentence(report, "US").startswith("for the United States no factor differs")


def test_adjusted_p_values_are_of_the_leading_model(report: Report) -> None:
    rows = robustness.adjusted_table(report, "city", "cooperates").rows
    assert rows[0] == ["China", "Population (doubling)", "<0.001", "0.040", "0.030"]
    assert len(rows) == 2


def test_prediction_is_told_as_it_came_out(report: Report) -> None:
    china, america = (robustness.prediction_sentence(report, "city", partner) for partner in ("CN", "US"))
    assert "70 of 100 pairs of units rightly and is better than" in china
    assert china.endswith("gradient boosting is better than the logit")
    assert "not clearly above one half and is no better" in america
    assert "boosting" not in america
    assert robustness.prediction_table(report, "city").rows[0][-1] == "\u22120.10"
    assert "so that it predicts none" in robustness.prediction_sentence(report, "region", "CN")


def test_space_names_the_partners_whose_neighbours_are_alike(report: Report) -> None:
    sentence = robustness.space_sentence(report, "city")
    assert sentence.endswith("for China, within countries for no partner")
    assert robustness.space_sentence(report, "region").startswith("for no partner")
    cells = [row[2:4] for row in robustness.space_table(report, "city").rows]
    assert ["+0.200", "\u22120.010"] in cells
    assert ["+2.0\u00a0[\u22121.0,\u00a0+5.0]", "–"] in cells


def test_figures_show_the_estimates_and_only_options_that_differ(root: Path) -> None:
    random = np.random.default_rng(1)
    settings = sections(root, "robustness", "factors", "partners")
    n = 40
    rows = pd.DataFrame(
        HEAD
        | {
            "partner": np.repeat(["CN", "US"], n // 2),
            "focal": "cee",
            "specification": np.arange(n) + 1,
            "outcome": random.choice(["cooperates", "has_tie"], n),
            "size": random.choice(["log", "classes"], n),
            "gdp": "own",
            "sample": random.choice(["all", "only CEE"], n),
            "controls": random.choice(["none", "cee+port_city"], n),
            "estimator": "logit",
            "weights": "none",
            "estimate": (estimate := random.normal(size=n) * 0.1),
            "conf_low": estimate - 0.1,
            "conf_high": estimate + 0.1,
        }
    )
    point = HEAD | {"partner": "CN", "outcome": "cooperates", "predictor": "logit"}
    roc = [point | {"point": i + 1, "false_positive": i / 2, "true_positive": min(1, i)} for i in range(3)]
    group = point | {"group": 1, "n": 100, "predicted": 0.4, "observed": 0.5, "conf_low": 0.4, "conf_high": 0.6}
    house_style()
    drawn = draw_specifications(typed(rows, SPECIFICATIONS), "cee", **settings)
    labels = [label.get_text() for label in drawn.axes[2].get_yticklabels()]
    assert labels[:2] == ["Outcome: Answers that it cooperates", "Outcome: A tie in any source"]
    assert not any(label.startswith(("GDP", "Estimator", "Weights")) for label in labels)  # one option is no choice
    raster = drawn.axes[2].images[0].get_array()
    assert raster[:2].sum(axis=0).compressed() == pytest.approx(1)  # each specification has one of the two outcomes
    curve = drawn.axes[0].collections[-1].get_offsets()[:, 1], drawn.axes[0].collections[-2].get_offsets()[:, 1]
    shown = np.sort(np.concatenate([np.asarray(part) for part in curve]))
    expected = 100 * rows.loc[rows["partner"] == "CN", "estimate"].to_numpy()
    assert shown == pytest.approx(np.sort(expected))
    plt.close(drawn)
    scores = typed(pd.DataFrame([score("CN", "logit", 0.2, 0.6)]), PREDICTION)
    tables = (typed(pd.DataFrame([group]), CALIBRATION), typed(pd.DataFrame(roc), ROC))
    drawn = draw_prediction(scores, *tables, settings["partners"])
    assert [text.get_text() for text in drawn.axes[0].get_legend().get_texts()] == ["logit, AUC 0.70"]
    assert drawn.axes[0].get_title(loc="left") == "China (n = 100)"
    plt.close(drawn)
