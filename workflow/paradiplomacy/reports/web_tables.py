"""Printed table on how well ties are found on web pages whose truth is known, for the publications."""

from __future__ import annotations

import pandas as pd

from paradiplomacy.findings.values import printed
from paradiplomacy.reports.cells import count, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report

SCORES = ("precision", "recall", "f1")


def web_evaluation_table(report: Report) -> PrintedTable:
    """Return pages, true ties, ties found, precision, recall and F1 by language, all languages last."""
    rows = []
    for table in report.tables("web_evaluation"):
        every = table["language"] == "all"
        for row in [*table[~every].itertuples(), *table[every].itertuples()]:
            scores = [getattr(row, name) for name in SCORES]
            cells = ["–" if pd.isna(score) else printed(float(score), "share") for score in scores]
            rows.append([row.language, *(count(int(number)) for number in (row.pages, row.ties, row.found)), *cells])
    columns = ["Language", "Pages", "Ties", "Found", "Precision", "Recall", "F1"]
    return table_of(report, columns, rows or [["no page whose truth is known", *["–"] * 6]])
