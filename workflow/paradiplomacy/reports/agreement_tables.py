"""Printed tables on survey against registers or web pages, made from the finding `source_agreement`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from paradiplomacy.config.names import WEB_PAGES
from paradiplomacy.findings.agreement import REGISTERS, SURVEY
from paradiplomacy.findings.agreement_fields import SOURCE_AGREEMENT
from paradiplomacy.findings.nonresponse_fields import NONRESPONSE_BIAS
from paradiplomacy.findings.values import Unit, printed
from paradiplomacy.frame.size_classes import SIZE_CLASSES
from paradiplomacy.reports.cells import NO_BREAK, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report
from paradiplomacy.reports.labels import sentence_case
from paradiplomacy.reports.tables import LEVEL_NAMES

_CELLS = ("both yes", "informant only", "reference only", "neither")
NAMES = {REGISTERS: "registers", WEB_PAGES: "pages"}
AGREEMENT_ROWS = (
    "Yes in both",
    "Yes in answers only",
    "Yes in {other} only",
    "No in both",
    "Agreement",
    "Cohen's kappa",
    "Sensitivity of {other}, answers as reference",
    "Specificity of {other}, answers as reference",
    "Sensitivity of answers, {other} as reference",
    "Specificity of answers, {other} as reference",
)
SILENT_ROWS = (
    "Units that answered",
    "Units invited",
    "In {other}: share of those that answered",
    "In {other}: share of all invited",
    "Difference, percentage points",
    "In answers: share",
    "Share of all invited, corrected",
    "Truth, all invited",
)
GROUPINGS = ("all", "population", "macro-region", "capital", "port city")
SIZES = list(SIZE_CLASSES["city"].values())
Rows = dict[tuple[str, str, str], "pd.Series[Any]"]


def agreement_table(report: Report, other: str = REGISTERS) -> PrintedTable:
    """Return answers against another source and the measures of their agreement, a column per partner and level."""
    columns = {}
    for partner, level, found in _cells(report, other):
        if (SURVEY, "agreement", "all") not in found:
            continue
        right = [
            _percent(found[informant, measure, "all"])
            for informant in (other, SURVEY)
            for measure in ("sensitivity", "specificity")
        ]
        columns[_heading(report, partner, level)] = [
            *(printed(float(found[SURVEY, name, "all"]["events"]), "count") for name in _CELLS),
            _percent(found[SURVEY, "agreement", "all"]),
            _kappa(found[SURVEY, "kappa", "all"]),
            *right,
        ]
    return _by_row(report, "Units, and % of them", _named(AGREEMENT_ROWS, other), columns)


def reports_table(report: Report) -> PrintedTable:
    """Return by covariate the share of cities with a yes in one source alone, for each partner."""
    cells = {partner: found for partner, level, found in _cells(report, REGISTERS) if level == "city"}
    groups = sorted({group for found in cells.values() for _, _, group in found}, key=_place)
    rows: list[list[str]] = []
    for group in groups:
        grouping, _, name = group.partition(": ")
        heading = sentence_case(grouping)
        row = ["" if any(earlier[0] == heading for earlier in rows) else heading, name or "units"]
        for found in cells.values():
            for source in (SURVEY, REGISTERS):
                cell = found.get((source, "informant only", group))
                row.append("–" if cell is None else _percent(cell))
            row.append("–" if cell is None else printed(float(cell["n"]), "count"))
        rows.append(row)
    columns = ["By", "Group"]
    for partner in cells:
        columns += [f"{_name(report, partner)}: answer only", "register only", "n"]
    return table_of(report, columns, rows or [["none", "no unit in both"]], text_columns=2)


def silent_table(report: Report, other: str = REGISTERS) -> PrintedTable:
    """Return what a source tells of units that did not answer, a column per partner and level; simulated: the truth."""
    bias = report.table("nonresponse_bias", NONRESPONSE_BIAS)
    truth = bias.drop_duplicates("wave").set_index("wave")["truth"]
    asked = report.study.asked_waves(report.configuration.waves)
    wave_of: dict[tuple[str, str], str] = {(wave.partner, wave.level): name for name, wave in asked.items()}
    columns = {}
    for partner, level, found in _cells(report, other):
        if (other, "share, invited", "all") not in found:
            continue
        shares = [found[other, name, "all"] for name in ("share, answered", "share, invited")]
        cells = [
            *(printed(float(cell["n"]), "count") for cell in shares),
            *(printed(float(cell["estimate"]), "share").removesuffix("%") for cell in shares),
            _percent(found[other, "non-response bias", "all"], "percentage points"),
            _percent(found[SURVEY, "share, answered", "all"]),
            _percent(found[other, "adjusted share", "all"]),
        ]
        if report.simulated:
            cells.append(printed(float(truth[wave_of[partner, level]]), "share").removesuffix("%"))
        columns[_heading(report, partner, level)] = cells
    return _by_row(report, "Units, and % of them", _named(SILENT_ROWS, other), columns)


def _named(names: Sequence[str], other: str) -> list[str]:
    return [name.format(other=NAMES[other]) for name in names]


def _by_row(report: Report, corner: str, names: Sequence[str], columns: dict[str, list[str]]) -> PrintedTable:
    """Return a table of columns; without any column it is one row that says so."""
    rows = [list(row) for row in zip(names, *columns.values(), strict=False)] if columns else [["no unit in both"]]
    return table_of(report, [corner, *columns], rows)


def _heading(report: Report, partner: str, level: str) -> str:
    return f"{_name(report, partner)}, {LEVEL_NAMES[level].lower()}"


def _cells(report: Report, other: str) -> list[tuple[str, str, Rows]]:
    """Return partner, level and the rows on the survey and another source, by informant, measure and group."""
    table = report.table("source_agreement", SOURCE_AGREEMENT)
    table = table[table["informant"].isin([SURVEY, other]) & table["reference"].isin([SURVEY, other])]
    return [
        (partner, level, {(row["informant"], row["measure"], row["group"]): row for _, row in part.iterrows()})
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
