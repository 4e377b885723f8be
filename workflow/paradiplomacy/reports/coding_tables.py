"""Printed tables on the human coding of web pages: how far it came, how coders agree, the classifier beside them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from paradiplomacy.findings.values import printed
from paradiplomacy.reports.cells import count, interval, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report

PEOPLE = "people"
MISSING = "–"


def coding_counts_table(report: Report) -> PrintedTable:
    """Return how many passages were drawn, coded, adjudicated and decided, in the order of work."""
    rows = [
        [str(row.measure).capitalize(), count(int(row.count))]
        for table in report.tables("coding_counts")
        for row in table.itertuples()
    ]
    return table_of(report, ["Passages", "Number"], rows or [["Nobody codes in this world", MISSING]])


def reliability_table(report: Report) -> PrintedTable:
    """Return of each variable Krippendorff's alpha among people, and the range of alpha beside the classifier."""
    rows = []
    for table in report.tables("reliability"):
        table = table.astype(dict.fromkeys(("alpha", "conf_low", "conf_high", "agreement"), float))
        for row in table[table["coders"] == PEOPLE].itertuples():
            beside = table[(table["variable"] == row.variable) & (table["coders"] != PEOPLE)]["alpha"].dropna()
            ends = sorted({_number(beside.min()), _number(beside.max())}) if len(beside) else [MISSING]
            rows.append(
                [
                    str(row.variable).replace("_", " "), str(row.scale), count(int(row.n_units)),
                    MISSING if pd.isna(row.agreement) else printed(row.agreement, "share"),
                    _with_interval(row.alpha, row.conf_low, row.conf_high), " to ".join(ends), str(row.verdict),
                ]
            )  # fmt: skip
    columns = ["Variable", "Scale", "Coded twice", "Alike", "Alpha", "With classifier", "Verdict"]
    return table_of(report, columns, rows or [["no sheet has come back", *[MISSING] * 6]])


def classifier_agreement_table(report: Report) -> PrintedTable:
    """Return precision, recall, F1 and kappa of the classifier beside people, weighted by the design."""
    rows = []
    for table in report.tables("classifier_agreement"):
        for row in table[table["language"] == "all"].itertuples():
            for name, label in (("precision", "Precision"), ("recall", "Recall"), ("f1", "F1"), ("kappa", "Kappa")):
                ends = [getattr(row, f"{name}_{end}", None) for end in ("low", "high")]
                rows.append([label, count(int(row.coded)), _with_interval(getattr(row, name), *ends)])
    columns = ["Classifier beside people", "Coded passages", "Estimate"]
    return table_of(report, columns, rows or [["no sheet has come back", *[MISSING] * 2]])


def _with_interval(value: Any, low: Any, high: Any) -> str:
    if pd.isna(value):
        return MISSING
    if low is None or pd.isna(low):
        return _number(value)
    return interval(_number(value), _number(low), _number(high))


def _number(value: Any) -> str:
    return f"{float(value):.3f}".replace("-", "\u2212")
