"""Printed tables on items, success, coordination and pairs; and the ordered models behind two of them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from item_waves import wave_answers
from test_coordination import ANSWERS, SETTINGS

from paradiplomacy.config.study import Factor, Inference, Model, Study
from paradiplomacy.config.success import Success
from paradiplomacy.findings.coordination import summarise_coordination
from paradiplomacy.findings.determinants import fit_determinants
from paradiplomacy.findings.items import compare_items, describe_items
from paradiplomacy.findings.tie_history_fields import FOUNDING_YEARS
from paradiplomacy.reports import item_tables
from paradiplomacy.reports.publication import facts_of_findings
from paradiplomacy.tables import write_table

FACTORS = {"log_population": Factor(label="Population (doubling)", contrast="doubling")}
STUDY = Study(
    title="t", partners=["CN", "US"], levels=["city"], countries="all", outcomes=["cooperates"], models=["size"]
)
MODELS = {"size": Model(label="Size", factors=["log_population"], levels=["city"])}


def report(tables: dict[str, pd.DataFrame], **more: Any) -> Any:
    partners = {"CN": SimpleNamespace(name="China"), "US": SimpleNamespace(name="the United States")}
    configuration = SimpleNamespace(
        partners=partners, coordination=SETTINGS, success=Success(), confidence_level=0.95, factors=FACTORS
    )
    return SimpleNamespace(
        table=lambda name, _: tables[name], simulated=True, confidence="95%", study=STUDY, configuration=configuration,
        **more,
    )  # fmt: skip


def answered(business: str, culture: str) -> dict[str, str]:
    return {"areas_business": business, "areas_culture": culture, "areas_none": "no"}


CHINA = wave_answers({unit: answered("yes", "no") for unit in "abcdefgh"})
STATES = wave_answers({unit: answered("no", "no") for unit in "abcdefg"}, partner="US")


def test_an_item_is_a_row_with_both_partners_and_the_same_units() -> None:
    tables = {
        "item_shares": describe_items([CHINA, STATES], 0.95),
        "item_pairs": compare_items([CHINA, STATES], STUDY.partners, 0.95),
    }
    page = report(tables)
    table = item_tables.items_table(page, "city", ["areas"])
    assert table.columns[0] == "Question · SIMULATED"
    assert [row[0] for row in table.rows] == ["Areas", "", ""]
    business = [cell.replace("\u00a0", " ") for cell in table.rows[0]]
    assert business[1] == "Business"
    assert business[2].startswith("100.0 [")
    assert business[3:5] == ["8", business[4]]
    assert business[6].startswith("+100.0")
    assert business[7:] == ["7", "0.047"]  # 2 / 2**7, three answers to the question
    assert item_tables.leading_items(page, "CN", "city", "areas", 2) == "business (100.0%) and culture (0.0%)"
    assert item_tables.leading_items(page, "CN", "city", "obstacles") == "no answer known"
    assert item_tables.distinct_items(page, "city", "areas").endswith("differ in business (p = 0.047)")
    assert item_tables.distinct_items(page, "city", "obstacles").startswith("On the same units, no answer")


def test_coordination_is_printed_by_level_of_government() -> None:
    shares, means, paired = summarise_coordination([wave_answers(ANSWERS)], SETTINGS, 0.95)
    page = report({"coordination": shares, "coordination_index": means, "coordination_paired": paired})
    rows = item_tables.coordination_table(page).rows
    assert [row[1] for row in rows] == ["State", "Union"]
    assert rows[0][2:6] == ["25.0"] * 4
    assert rows[0][-1] == "4"
    compared = item_tables.coordination_compared_table(page).rows
    assert compared[0][:6] == ["China, cities", "State, Union", "3", "2", "0", "1"]


def test_the_models_find_a_slope_again_and_say_why_one_cannot_be_fitted() -> None:
    rng = np.random.default_rng(7)
    n, slope = 400, 0.9
    analysis = pd.DataFrame({"unit_id": [f"u{i}" for i in range(n)], "study": "s", "partner": "CN", "level": "city"})
    analysis["country"] = [f"C{i % 20}" for i in range(n)]
    analysis["log_population"] = rng.normal(11, 1, n)
    latent = slope * (analysis["log_population"] - 11) + rng.logistic(size=n)
    answers = analysis[["unit_id", "partner"]].assign(
        state=np.array(["low", "middle", "high"])[np.searchsorted([-0.7, 0.7], latent)], eu=pd.NA
    )
    categories = {"state": ("low", "middle", "high"), "eu": ("low", "high")}
    found = fit_determinants(
        answers, categories, analysis, name="s", study=STUDY, factors=FACTORS, models=MODELS,
        confidence_level=0.95, inference=Inference(),
    )  # fmt: skip
    ratio = found[(found["outcome"] == "state") & (found["quantity"] == "ratio") & (found["partner"] == "CN")]
    assert len(ratio) == 1
    low, high = np.log(ratio[["conf_low", "conf_high"]].to_numpy(float)[0]) / np.log(2)
    assert low < slope < high
    assert high - low < 1
    failed = found[found["quantity"] == "fit"]
    assert set(zip(failed["partner"], failed["outcome"], strict=True)) == {("CN", "eu"), ("US", "state"), ("US", "eu")}
    assert failed["note"].notna().all()
    page = report({"coordination_determinants": found})
    rows = item_tables.coordination_models_table(page, "city").rows
    assert [row[:2] + row[-1:] for row in rows] == [["China", "State", "400"]]
    assert rows[0][2].startswith(f"{float(ratio['estimate'].iloc[0]):.2f}")


def test_a_study_without_answers_has_no_model() -> None:
    found = fit_determinants(
        pd.DataFrame(columns=["unit_id", "partner", "state"]), {"state": ("low", "high")}, pd.DataFrame(), name="s",
        study=STUDY, factors=FACTORS, models=MODELS, confidence_level=0.95, inference=Inference(),
    )  # fmt: skip
    assert found.empty
    assert "estimate" in found


def test_pairs_print_what_one_side_alone_tells_and_a_dash_for_no_kappa() -> None:
    row = {"wave": "w", "unit_only": 3, "place_only": 2, "n": 4, "agreement": 0.75, "agreement_low": 0.5}
    row |= {"agreement_high": 1.0, "kappa": np.nan, "kappa_low": np.nan, "kappa_high": np.nan}
    rows = [
        row | {"field": "start", "order": 1, "label": "the same year"},
        row | {"field": "existence", "order": 0, "label": "exists", "kappa": 0.2, "kappa_low": -0.1, "kappa_high": 0.5},
        row | {"field": "start", "order": 2, "label": "the same period"},
    ]
    printed = item_tables.pairs_table(report({"pair_agreement": pd.DataFrame(rows)})).rows
    assert [cells[0] for cells in printed] == ["Existence", "Start", ""]
    assert [cell.replace("\u00a0", " ") for cell in printed[0][2:]] == [
        "3", "2", "4", "75.0 [50.0, 100.0]", "0.20 [−0.10, 0.50]",
    ]  # fmt: skip
    assert printed[1][-1] == "–"


@pytest.mark.parametrize("ends", ["latest", "earliest"])
def test_spans_tell_how_ends_are_dated(ends: str) -> None:
    spans = pd.DataFrame(
        [{"level": "city", "partner": "CN", "ends": ends, "ties": 9, "no_beginning": 4, "n": 5, "ended": 1,
          "undated": 1, "log_rank_p": np.nan}]
    )  # fmt: skip
    curve = pd.DataFrame(
        [{"level": "city", "partner": "CN", "ends": ends, "years": years, "survival": alive, "conf_low": 0.4,
          "conf_high": 0.9} for years, alive in ((0.0, 1.0), (10.5, 0.8), (30.5, 0.8))]
    )  # fmt: skip
    row = item_tables.spans_table(report({"tie_spans": spans, "tie_survival": curve})).rows[0]
    assert row[1] == ends
    assert [cell.replace("\u00a0", " ") for cell in row[2:]] == ["9", "4", "5", "1", "1", "80.0 [40.0, 90.0]", "–"]


def test_beginnings_name_the_partners_of_which_years_are_known() -> None:
    known = {"began.US.city": "12", "began.US.city.median": "1999"}
    page = report({}, has=known.__contains__, v=known.__getitem__)
    assert (
        item_tables.beginnings(page, "city") == "12 ties of cities with the United States, half of which began by 1999"
    )
    assert item_tables.beginnings(page, "region") == "no tie of regions"


def test_a_passage_on_years_stands_where_a_source_tells_them(tmp_path: Path) -> None:
    path = tmp_path / "founding_years.csv"
    write_table(pd.DataFrame(columns=FOUNDING_YEARS.columns), path, FOUNDING_YEARS)
    assert facts_of_findings(str(path)) == {"undated_ties"}
    row = {"partner": "CN", "level": "city", "year": 1990, "began": 1, "ended": 0, "world": "w"}
    write_table(pd.DataFrame([row]), path, FOUNDING_YEARS)
    assert facts_of_findings(str(path)) == {"dated_ties"}
