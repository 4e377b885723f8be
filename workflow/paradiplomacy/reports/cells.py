"""Cells of printed tables, as all of them write counts and intervals, and the table with its stamp in the corner."""

from __future__ import annotations

import pandas as pd

from paradiplomacy.findings.values import printed
from paradiplomacy.reports.exhibits import PrintedTable, Report

NO_BREAK = "\u00a0"  # an interval stays on one line
NOT_TOLD = "–"  # not known, or withheld
CORNER = "SIMULATED"  # stands in the corner of every table of the simulated world


def table_of(report: Report, columns: list[str], rows: list[list[str]], text_columns: int = 1) -> PrintedTable:
    """Return a printed table; the first `text_columns` columns hold text, the others numbers."""
    corner = " · ".join(filter(None, [columns[0], CORNER if report.simulated else ""]))
    return PrintedTable([corner, *columns[1:]], rows, text_columns)


def count(value: float) -> str:
    """Return a count as it is printed; a dash where it is withheld."""
    return NOT_TOLD if pd.isna(value) else printed(float(value), "count")


def interval(estimate: str, low: str, high: str) -> str:
    """Return an estimate with its interval."""
    return f"{estimate} [{low}, {high}]".replace(" ", NO_BREAK)
