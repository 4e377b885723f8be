"""Printed tables on what the places and country labels of registers were taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from paradiplomacy.findings.values import printed
from paradiplomacy.reports.cells import table_of

if TYPE_CHECKING:
    from paradiplomacy.reports.exhibits import PrintedTable, Report

DECISIONS = {
    "city": "a city of the frame",
    "region": "a region of the frame",
    "district": "a part of a city of the frame",
    "other_region": "a territory that is no unit of the frame",
    "not_in_frame": "another place",
    "ambiguous": "not to be decided",
}
GRADES = ("high", "medium", "low")


def resolutions_table(report: Report) -> PrintedTable:
    """Return distinct places by register and decision, by confidence, and how many a person decided."""
    rows = []
    for title, table in zip(_titles(report), report.tables("resolutions"), strict=True):
        places = table.drop_duplicates(["country", "place", "label"])
        for decision, words in DECISIONS.items():
            chosen = places[places["decision"] == decision]
            counts = [int((chosen["confidence"] == grade).sum()) for grade in GRADES]
            person = int((chosen["decided_by"] == "person").sum())
            rows.append([title, words, *(printed(float(count), "count") for count in (*counts, person))])
    columns = ["Register", "Taken for", "High", "Medium", "Low", "By a person"]
    return table_of(report, columns, rows, text_columns=2)


def country_labels_table(report: Report) -> PrintedTable:
    """Return labels of countries by register and what they were taken for, with the unknown ones in words."""
    rows = []
    for title, table in zip(_titles(report), report.tables("country_labels"), strict=True):
        for kind in ("studied", "partner", "other", "unknown"):
            chosen = table[table["taken_for"] == kind]
            labels = sorted(set(chosen["label"]))
            cells = sum(map(int, chosen["rows"]))
            named = ", ".join(labels) if kind == "unknown" else ""
            numbers = [printed(float(count), "count") for count in (len(labels), cells)]
            rows.append([title, kind, named or "–", *numbers])
    return table_of(report, ["Register", "Country", "Unknown labels", "Labels", "Cells"], rows, text_columns=3)


def regions_named(report: Report) -> str:
    """Return how many regions of the frame at least one register names, as printed."""
    tables = [table[table["decision"] == "region"]["unit_id"] for table in report.tables("resolutions")]
    return printed(float(pd.concat(tables).nunique() if tables else 0), "count")


def _titles(report: Report) -> list[str]:
    return [register.title for register in report.configuration.registers.values()]
