"""Tables of inference as they are printed: terms in the order of the ladder, p values never zero."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import yaml

from paradiplomacy.models.fields import COUNTRY_INFLUENCE, INFERENCES, PARTNER_DIFFERENCES
from paradiplomacy.reports.exhibits import Report
from paradiplomacy.reports.inference_tables import differences_table, inference_table, influence_table
from paradiplomacy.tables import write_table

HEAD = {"study": "eu_us_vs_china", "level": "city", "outcome": "cooperates", "model": "core"}


@pytest.fixture
def report(tmp_path: Path, root: Path) -> Report:
    terms = ["constant", "cee", "log_population"]
    inference = [
        HEAD
        | {"partner": partner, "term": term, "inference": name, "estimate": 0.5, "p_value": p, "n_clusters": 27}
        | {"effective_clusters": None if "imputed" in name else 9.26}
        for partner in ("CN", "US")
        for term in terms
        for name, p in (("CV3 by country, t(G-1)", 0.0004), ("CV3 by country, missing numbers imputed", 0.25))
    ]
    influence = [
        HEAD | {"partner": "CN", "country": country, "term": term, "n": 4, "estimate": 0.5, "without": without}
        for term in terms
        for country, without in (("AT", 0.45), ("DE", 0.9), ("FR", None), ("IT", 0.2), ("ES", 0.5))
    ]
    differences = [
        HEAD
        | {"first": "CN", "second": "US", "term": term, "first_effect": 0.1, "second_effect": 0.02, "estimate": 0.08}
        | {"conf_low": -0.01, "conf_high": 0.17, "p_value": 0.08, "margin": 0.05, "p_equivalence": 0.75}
        | {"n_clusters": 27}
        for term in terms[1:]
    ]
    files = {}
    for rows, dataset in (
        (inference, INFERENCES),
        (influence, COUNTRY_INFLUENCE),
        (differences, PARTNER_DIFFERENCES),
    ):
        files[dataset.name] = str(tmp_path / f"{dataset.name}.csv")
        write_table(pd.DataFrame(rows, columns=dataset.columns), files[dataset.name], dataset)
    configuration = yaml.safe_load((root / "config/config.yaml").read_text("utf-8"))
    inputs = {"configuration": configuration, "study": HEAD["study"], "sources": [], "files": files}
    (tmp_path / "inputs.json").write_text(json.dumps(inputs), encoding="utf-8")
    return Report(tmp_path)


def test_p_values_by_inference(report: Report) -> None:
    table = inference_table(report, "city", "cooperates")
    assert table.columns[3:] == ["CV3, missing numbers imputed", "CV3"]
    assert table.rows[0] == ["China", "Population (doubling)", "9.3", "0.250", "<0.001"]
    assert [row[0] for row in table.rows] == ["China", "", "The United States", ""]


def test_countries_that_move_a_coefficient_most_are_named_first(report: Report) -> None:
    table = influence_table(report, "city", "cooperates")
    assert table.rows[0][2:] == ["DE\u00a00.90, IT\u00a00.20, AT\u00a00.45", "0.50", "0.20", "0.90"]


def test_differences_in_percentage_points(report: Report) -> None:
    table = differences_table(report, "city", "cooperates")
    assert table.columns[1:3] == ["China", "The United States"]
    assert [cell.replace("\u00a0", " ") for cell in table.rows[0][1:]] == [
        "+10.0", "+2.0", "+8.0 [\u22121.0, +17.0]", "0.080", "0.750",
    ]  # fmt: skip
    assert differences_table(report, "region", "cooperates").rows == []
