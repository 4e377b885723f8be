"""Printed tables on the human coding, with and without anything coded."""

from __future__ import annotations

import pandas as pd

from paradiplomacy.reports.coding_tables import classifier_agreement_table, coding_counts_table, reliability_table

MINUS = "\u2212"


class Pages:
    """A report with these tables, as text."""

    simulated = False

    def __init__(self, **tables: list[dict[str, object]]) -> None:
        self._tables = tables

    def tables(self, name: str) -> list[pd.DataFrame]:
        rows = self._tables.get(name)
        return [] if rows is None else [pd.DataFrame(rows).astype("string")]


def test_alpha_of_people_stands_beside_the_range_of_the_classifier() -> None:
    shared = {"variable": "year_start", "scale": "interval", "n_units": 20, "verdict": "tentative", "agreement": 0.85}
    report = Pages(
        reliability=[
            shared | {"coders": "people", "alpha": 0.71, "conf_low": -0.1, "conf_high": 0.82},
            shared | {"coders": "anna and classifier", "alpha": 0.6, "conf_low": 0.5, "conf_high": 0.7},
            shared | {"coders": "ben and classifier", "alpha": 0.55, "conf_low": 0.5, "conf_high": 0.7},
            {"variable": "tie", "scale": "nominal", "n_units": 0, "verdict": "not measurable", "coders": "people"},
        ]
    )
    year, tie = reliability_table(report).rows
    assert [cell.replace("\u00a0", " ") for cell in year] == [
        "year start", "interval", "20", "85.0%", f"0.710 [{MINUS}0.100, 0.820]", "0.550 to 0.600", "tentative",
    ]  # fmt: skip
    assert tie == ["tie", "nominal", "0", "–", "–", "–", "not measurable"]


def test_the_classifier_beside_people() -> None:
    ends = {"precision_low": 0.9, "precision_high": 0.99, "recall_low": None, "recall_high": None}
    row = {"language": "all", "coded": 40, "precision": 0.95, "recall": 1.0, "f1": 0.974, "kappa": None} | ends
    report = Pages(classifier_agreement=[row | {"language": "de"}, row])
    cells = [[cell.replace("\u00a0", " ") for cell in line] for line in classifier_agreement_table(report).rows]
    assert cells == [
        ["Precision", "40", "0.950 [0.900, 0.990]"], ["Recall", "40", "1.000"], ["F1", "40", "0.974"],
        ["Kappa", "40", "–"],
    ]  # fmt: skip


def test_where_nobody_codes_the_tables_say_so() -> None:
    report = Pages(coding_counts=[])
    assert coding_counts_table(report).rows == [["Nobody codes in this world", "–"]]
    assert reliability_table(report).rows[0][0] == "no sheet has come back"
    assert classifier_agreement_table(report).rows[0][0] == "no sheet has come back"
