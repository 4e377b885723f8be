"""Printed tables on survey against web pages, made from the findings `over_reporting` and `page_nonresponse`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from paradiplomacy.findings.page_fields import (
    NO_WITH_TIE,
    ODDS_RATIO,
    OVER_REPORTING,
    PAGE_NONRESPONSE,
    YES_WITHOUT_TIE,
)
from paradiplomacy.findings.values import Unit, printed
from paradiplomacy.frame.size_classes import SIZE_CLASSES
from paradiplomacy.reports.cells import NO_BREAK, count, interval, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report
from paradiplomacy.reports.labels import sentence_case, term_label
from paradiplomacy.reports.tables import LEVEL_NAMES

SHOWN = ("all", "population", "macro-region")
NONRESPONSE_ROWS = (
    "Units that answered",
    "Silent units",
    "Ties on pages of those that answered",
    "Ties on pages of silent ones",
    "Difference, percentage points",
    "Bias of the share, percentage points",
    "Weights take from that share",
    "Weights leave of the bias",
    "Weights take from the answers",
)
SIZES = [name for level in SIZE_CLASSES.values() for name in level.values()]


def over_reporting_table(report: Report) -> PrintedTable:
    """Return the shares of answers that pages do not bear out, each way, by size and macro-region."""
    found = report.table("over_reporting", OVER_REPORTING)
    rows = []
    for level in report.study.levels:
        for partner in report.study.partners:
            cells = found[(found["partner"] == partner) & (found["level"] == level)].set_index(["quantity", "term"])
            terms = sorted({term for kind, term in cells.index if kind != ODDS_RATIO}, key=_place)
            for term in (term for term in terms if term.partition(":")[0] in SHOWN):
                shares = [_share(cells, kind, term) for kind in (YES_WITHOUT_TIE, NO_WITH_TIE)]
                heading = [_name(report, partner), LEVEL_NAMES[level]] if term == "all" else ["", ""]
                rows.append([*heading, term.partition(": ")[2] or "All", *shares[0], *shares[1]])
    columns = ["Partner", "Level", "Units", "Answer yes", "no tie on pages", "Answer no", "tie on pages"]
    return table_of(report, columns, rows or [["none", "", "no unit in both", "–", "–", "–", "–"]], text_columns=3)


def over_reporting_odds_table(report: Report) -> PrintedTable:
    """Return the logit of a yes without a tie on pages, or why there is none, by partner and level."""
    found = report.table("over_reporting", OVER_REPORTING)
    rows = [
        [
            _name(report, row.partner),
            LEVEL_NAMES[row.level],
            "no logit" if row.term == "all" else term_label(row.term, report.configuration.factors),
            count(row.n),
            count(row.events),
            row.note
            if row.term == "all"
            else interval(*(f"{end:.2f}" for end in (row.estimate, row.conf_low, row.conf_high))),
        ]
        for row in found[found["quantity"] == ODDS_RATIO].itertuples()
    ]
    columns = ["Partner", "Level", "Term", "Answer yes", "no tie on pages", f"Odds ratio [{report.confidence} CI]"]
    return table_of(report, columns, rows or [["none", "", "no unit in both", "–", "–", "–"]], text_columns=3)


def page_nonresponse_table(report: Report) -> PrintedTable:
    """Return what pages tell of silent units beside what weighting takes away, a column per wave."""
    found = report.table("page_nonresponse", PAGE_NONRESPONSE).set_index("wave")
    columns = {}
    for wave in (name for name in report.configuration.waves if name in found.index):
        row = found.loc[wave]
        columns[report.configuration.waves[wave].title] = [
            *(count(row[name]) for name in ("answered", "silent")),
            *(_points(row[name], "share") for name in ("share_answered", "share_silent")),
            _interval(row, "difference", "conf_low", "conf_high"),
            _interval(row, "bias", "bias_low", "bias_high"),
            *(_points(row[name]) for name in ("removed", "left", "survey_shift")),
        ]
    rows = [list(row) for row in zip(NONRESPONSE_ROWS, *columns.values(), strict=True)]
    return table_of(report, ["Units, and % of them", *columns], rows if columns else [["no wave"]])


def bias_sentence(report: Report) -> str:
    """Return how the direct estimate of the bias stands to what weighting takes away, as running text."""
    found = report.table("page_nonresponse", PAGE_NONRESPONSE)
    if found.empty:
        return "No wave invited units with archived pages."
    sure = int((found["conf_low"].gt(0) | found["conf_high"].lt(0)).sum())
    nearer = int((found["left"].abs() < found["bias"].abs()).sum())
    within = int(((found["bias_low"] <= found["removed"]) & (found["removed"] <= found["bias_high"])).sum())
    return (
        f"The difference is told from zero in {sure} of {len(found)} waves. What weighting takes away lies within the "
        f"interval of the direct estimate in {within} of them, and it brings the share nearer to that of all invited "
        f"units in {nearer}."
    )


def _share(cells: pd.DataFrame, kind: str, term: str) -> list[str]:
    """Return n and the share with its interval, in percent."""
    if (kind, term) not in cells.index:
        return ["0", "–"]
    row = cells.loc[(kind, term)]
    return [count(row["n"]), _interval(row, "estimate", "conf_low", "conf_high", "share")]


def _interval(row: pd.Series[Any], value: str, low: str, high: str, unit: Unit = "percentage points") -> str:
    if pd.isna(row[value]):
        return "–"
    ends = [_points(row[name], unit) for name in (value, low, high)]
    return f"{ends[0]} [{ends[1]}, {ends[2]}]".replace(" ", NO_BREAK)


def _points(value: float, unit: Unit = "percentage points") -> str:
    return "–" if pd.isna(value) else printed(float(value), unit).removesuffix("%")


def _place(term: str) -> tuple[int, int, str]:
    """Return the place of a group in print: all units first, classes of population by size."""
    grouping, _, name = term.partition(": ")
    return SHOWN.index(grouping) if grouping in SHOWN else len(SHOWN), SIZES.index(name) if name in SIZES else 0, name


def _name(report: Report, partner: str) -> str:
    return sentence_case(report.configuration.partners[partner].name)
