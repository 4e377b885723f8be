"""Printed tables on survey against registers, made from the finding `source_agreement`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from paradiplomacy.findings.agreement import REGISTERS, SURVEY
from paradiplomacy.findings.agreement_fields import SOURCE_AGREEMENT
from paradiplomacy.findings.nonresponse_fields import NONRESPONSE_BIAS
from paradiplomacy.findings.values import Unit, printed
from paradiplomacy.frame.size_classes import SIZE_CLASSES
from paradiplomacy.reports.cells import NO_BREAK, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report
from paradiplomacy.reports.labels import sentence_case
from paradiplomacy.reports.tables import LEVEL_NAMES

_CELLS = ("both yes", "source only", "reference only", "neither")
GROUPINGS = ("all", "population", "macro-region", "capital", "port city")
SIZES = list(SIZE_CLASSES["city"].values())
Rows = dict[tuple[str, str, str], "pd.Series[Any]"]


def agreement_table(report: Report) -> PrintedTable:
    """Return the table of both sources by partner and level, with agreement, kappa, sensitivity and specificity."""
    rows = []
    for partner, level, found in _cells(report):
        if (SURVEY, "agreement", "all") not in found:
            continue
        counts = [found[SURVEY, name, "all"]["events"] for name in _CELLS]
        right = [
            printed(float(value), "share") if pd.notna(value := found[source, measure, "all"]["estimate"]) else "–"
            for source in (REGISTERS, SURVEY)
            for measure in ("sensitivity", "specificity")
        ]
        rows.append(
            [
                _name(report, partner),
                LEVEL_NAMES[level],
                *(printed(float(value), "count") for value in counts),
                printed(float(found[SURVEY, "agreement", "all"]["estimate"]), "share"),
                _kappa(found[SURVEY, "kappa", "all"]),
                *right,
            ]
        )
    columns = ["Partner", "Level", "Both yes", "Answer only", "Register only", "Neither", "Agree", "Kappa"]
    return table_of(report, [*columns, "Sens. R", "Spec. R", "Sens. S", "Spec. S"], rows, text_columns=2)


def reports_table(report: Report) -> PrintedTable:
    """Return by covariate the share of cities with a yes in one source alone, for each partner."""
    cells = {partner: found for partner, level, found in _cells(report) if level == "city"}
    groups = sorted({group for found in cells.values() for _, _, group in found}, key=_place)
    rows: list[list[str]] = []
    for group in groups:
        grouping, _, name = group.partition(": ")
        heading = sentence_case(grouping)
        row = ["" if any(earlier[0] == heading for earlier in rows) else heading, name or "units"]
        for found in cells.values():
            for source in (SURVEY, REGISTERS):
                cell = found.get((source, "source only", group))
                row.append("–" if cell is None else _percent(cell))
            row.append("–" if cell is None else printed(float(cell["n"]), "count"))
        rows.append(row)
    columns = ["By", "Group"]
    for partner in cells:
        columns += [f"{_name(report, partner)}: answer only", "register only", "n"]
    return table_of(report, columns, rows, text_columns=2)


def silent_table(report: Report) -> PrintedTable:
    """Return by partner and level what registers tell of units that did not answer; in a simulated world the truth."""
    bias = report.table("nonresponse_bias", NONRESPONSE_BIAS)
    truth = bias.drop_duplicates("wave").set_index(["partner", "level"])["truth"]
    rows = []
    for partner, level, found in _cells(report):
        if (REGISTERS, "share, invited", "all") not in found:
            continue
        measured = [found[REGISTERS, name, "all"] for name in ("share, answered", "share, invited")]
        row = [
            _name(report, partner),
            LEVEL_NAMES[level],
            *(printed(float(cell["n"]), "count") for cell in measured),
            *(printed(float(cell["estimate"]), "share").removesuffix("%") for cell in measured),
            _percent(found[REGISTERS, "non-response bias", "all"], "percentage points"),
            _percent(found[SURVEY, "share, answered", "all"]),
            _percent(found[REGISTERS, "adjusted share", "all"]),
        ]
        rows.append(
            row + ([printed(float(truth[partner, level]), "share").removesuffix("%")] if report.simulated else [])
        )
    columns = [
        "Partner, %",
        "Level",
        "Answered",
        "Invited",
        "of answered",
        "of invited",
        "Bias",
        "Answers",
        "Corrected",
    ]
    return table_of(report, [*columns, *(["Truth"] if report.simulated else [])], rows, text_columns=2)


def _cells(report: Report) -> list[tuple[str, str, Rows]]:
    """Return partner, level and the rows of the finding by source, measure and group."""
    table = report.table("source_agreement", SOURCE_AGREEMENT)
    return [
        (partner, level, {(row["source"], row["measure"], row["group"]): row for _, row in part.iterrows()})
        for level in report.study.levels
        for partner in report.study.partners
        if len(part := table[(table["partner"] == partner) & (table["level"] == level)])
    ]


def _place(group: str) -> tuple[int, int, str]:
    """Return the place of a group in print: all units first, classes of population by size."""
    grouping, _, name = group.partition(": ")
    return GROUPINGS.index(grouping), SIZES.index(name) if name in SIZES else 0, name


def _name(report: Report, partner: str) -> str:
    return sentence_case(report.configuration.partners[partner].name)


def _kappa(row: pd.Series[Any]) -> str:
    if pd.isna(row["estimate"]):
        return "–"
    ends = [f"{row[name]:.2f}".replace("-", "\u2212") for name in ("estimate", "conf_low", "conf_high")]
    return f"{ends[0]} [{ends[1]}, {ends[2]}]".replace(" ", NO_BREAK)


def _percent(row: pd.Series[Any], unit: Unit = "share") -> str:
    if pd.isna(row["estimate"]):
        return "–"
    ends = [printed(float(row[name]), unit).removesuffix("%") for name in ("estimate", "conf_low", "conf_high")]
    return f"{ends[0]} [{ends[1]}, {ends[2]}]".replace(" ", NO_BREAK)
