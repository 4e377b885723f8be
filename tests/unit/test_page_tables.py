"""Printed tables on survey against web pages, from the findings of a small study."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd

from paradiplomacy.config.study import Factor
from paradiplomacy.fields import Dataset
from paradiplomacy.findings.page_fields import NO_WITH_TIE, ODDS_RATIO, YES_WITHOUT_TIE
from paradiplomacy.reports import page_tables
from paradiplomacy.reports.web_tables import web_evaluation_table
from paradiplomacy.tables import typed


def report(**rows: list[dict[str, Any]]) -> Any:
    """Return a report whose tables hold these rows."""

    def table(name: str, dataset: Dataset) -> pd.DataFrame:
        frame = pd.DataFrame(rows.get(name, [])).assign(partner="CN", level="city", world="t")
        return typed(frame, dataset)

    configuration = SimpleNamespace(
        partners={"CN": SimpleNamespace(name="China")},
        waves={"w": SimpleNamespace(title="First wave")},
        factors={"log_population": Factor(label="Size (doubling)", contrast="doubling")},
    )
    study = SimpleNamespace(levels=["city"], partners=["CN"])
    return SimpleNamespace(table=table, simulated=True, confidence="95%", study=study, configuration=configuration)


def share(quantity: str, term: str, events: int, n: int) -> dict[str, Any]:
    ends = {"estimate": events / n, "conf_low": 0.1, "conf_high": 0.9}
    return {"quantity": quantity, "term": term, "events": events, "n": n} | ends


def plain(rows: list[list[str]]) -> list[list[str]]:
    return [[cell.replace("\u00a0", " ") for cell in row] for row in rows]


def test_both_ways_of_differing_stand_side_by_side_and_size_in_its_order() -> None:
    rows = [
        share(YES_WITHOUT_TIE, "population: 100,000 to 250,000", 1, 2),
        share(YES_WITHOUT_TIE, "population: 50,000 to 100,000", 2, 4),
        share(YES_WITHOUT_TIE, "capital: yes", 1, 1),
        share(YES_WITHOUT_TIE, "all", 3, 6),
        share(NO_WITH_TIE, "all", 1, 4),
    ]
    table = page_tables.over_reporting_table(report(over_reporting=rows))
    assert plain(table.rows) == [
        ["China", "Cities", "All", "6", "50.0 [10.0, 90.0]", "4", "25.0 [10.0, 90.0]"],
        ["", "", "50,000 to 100,000", "4", "50.0 [10.0, 90.0]", "0", "–"],
        ["", "", "100,000 to 250,000", "2", "50.0 [10.0, 90.0]", "0", "–"],
    ]


def test_the_logit_or_why_there_is_none() -> None:
    refused = {"quantity": ODDS_RATIO, "term": "all", "n": 9, "events": 2, "note": "too few"}
    table = page_tables.over_reporting_odds_table(report(over_reporting=[refused]))
    assert table.rows == [["China", "Cities", "no logit", "9", "2", "too few"]]
    fitted = share(ODDS_RATIO, "log_population", 20, 40)
    assert plain(page_tables.over_reporting_odds_table(report(over_reporting=[fitted])).rows) == [
        ["China", "Cities", "Size (doubling)", "40", "20", "0.50 [0.10, 0.90]"]
    ]


WAVE = {
    "wave": "w", "answered": 40, "silent": 60, "share_answered": 0.5, "share_silent": 0.3, "difference": 0.2,
    "conf_low": 0.01, "conf_high": 0.4, "bias": 0.12, "bias_low": 0.006, "bias_high": 0.24, "removed": 0.03,
    "left": 0.09, "survey_shift": 0.02,
}  # fmt: skip


def test_what_pages_tell_of_silent_units_and_the_sentence_on_it() -> None:
    of_wave = report(page_nonresponse=[WAVE])
    table = page_tables.page_nonresponse_table(of_wave)
    assert table.columns == ["Units, and % of them · SIMULATED", "First wave"]
    assert [row[1].replace("\u00a0", " ") for row in table.rows] == [
        "40", "60", "50.0", "30.0", "+20.0 [+1.0, +40.0]", "+12.0 [+0.6, +24.0]", "+3.0", "+9.0", "+2.0",
    ]  # fmt: skip
    said = page_tables.bias_sentence(of_wave)
    assert "told from zero in 1 of 1 waves" in said and "direct estimate in 1 of them" in said
    unsure = report(page_nonresponse=[WAVE | {"conf_low": -0.1, "removed": -0.03, "left": 0.15}])
    said = page_tables.bias_sentence(unsure)
    assert "told from zero in 0 of 1" in said and "estimate in 0 of them" in said and said.endswith("units in 0.")


def test_a_study_without_both_sources_says_so() -> None:
    empty = report()
    assert page_tables.over_reporting_table(empty).rows[0][2] == "no unit in both"
    assert page_tables.page_nonresponse_table(empty).rows == [["no wave"]]
    assert page_tables.bias_sentence(empty) == "No wave invited units with archived pages."


def test_a_language_in_which_nothing_was_to_be_found_has_dashes() -> None:
    known = {"precision": 0.5, "recall": 1.0, "f1": 0.6667}
    rows = pd.DataFrame(
        [
            {"language": "de", "pages": 9, "ties": 4, "found": 8} | known,
            {"language": "unknown", "pages": 2, "ties": 0, "found": 0},
        ]
    ).convert_dtypes()
    told = SimpleNamespace(tables=lambda name: [rows], simulated=True)
    printed = plain(web_evaluation_table(told).rows)
    assert printed == [["de", "9", "4", "8", "50.0%", "100.0%", "66.7%"], ["unknown", "2", "0", "0", "–", "–", "–"]]
