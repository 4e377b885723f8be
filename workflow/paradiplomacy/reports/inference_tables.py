"""Printed tables of what the models rest on: inferences beside each other, single countries, both partners."""

from __future__ import annotations

import pandas as pd

from paradiplomacy.findings.values import printed
from paradiplomacy.models.fields import COUNTRY_INFLUENCE, INFERENCES, PARTNER_DIFFERENCES
from paradiplomacy.reports.cells import NO_BREAK, interval, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report
from paradiplomacy.reports.labels import sentence_case, term_label

MOST_INFLUENTIAL = 3  # countries that are named for each factor


def inference_table(report: Report, level: str, outcome: str) -> PrintedTable:
    """Return the p values of each inference on the coefficients of the leading model, by partner and factor."""
    found = _leading(report, report.table("inference", INFERENCES), level, outcome)
    names = list(dict.fromkeys(found["inference"]))
    rows: list[list[str]] = []
    for partner in report.study.partners:
        inside = found[found["partner"] == partner]
        for term in _ordered(report, inside["term"]):
            cells = inside[inside["term"] == term].set_index("inference")
            effective = cells["effective_clusters"].max()
            rows.append(
                [
                    _once(report, partner, rows),
                    term_label(term, report.configuration.factors),
                    "–" if pd.isna(effective) else f"{effective:.1f}",
                    *(_p_value(cells["p_value"].get(name)) for name in names),
                ]
            )
    short = [
        name.replace(" by country", "").replace(", t(G-1)", "").replace("score wild bootstrap, ", "") for name in names
    ]
    return table_of(report, ["Partner", "Factor", "Effective countries", *short], rows, text_columns=2)


def influence_table(report: Report, level: str, outcome: str) -> PrintedTable:
    """Return for each factor the countries without which its coefficient moves most."""
    found = _leading(report, report.table("country_influence", COUNTRY_INFLUENCE), level, outcome)
    found = found.assign(move=(found["without"] - found["estimate"]).abs())
    rows: list[list[str]] = []
    for partner in report.study.partners:
        inside = found[found["partner"] == partner]
        for term in _ordered(report, inside["term"]):
            cells = inside[inside["term"] == term].sort_values(["move", "country"], ascending=[False, True])
            named = [f"{row.country}{NO_BREAK}{row.without:.2f}" for row in cells.head(MOST_INFLUENTIAL).itertuples()]
            rows.append(
                [
                    _once(report, partner, rows),
                    term_label(term, report.configuration.factors),
                    ", ".join(named),
                    *(f"{value:.2f}" for value in (cells["estimate"].iloc[0], *cells["without"].agg(["min", "max"]))),
                ]
            )
    columns = ["Partner", "Factor", "Most without", "Coefficient", "lowest without", "highest without"]
    return table_of(report, columns, rows, text_columns=3)


def differences_table(report: Report, level: str, outcome: str) -> PrintedTable:
    """Return how partners differ in average marginal effects, in percentage points, and whether they are equivalent."""
    found = report.table("partner_differences", PARTNER_DIFFERENCES)
    found = found[(found["study"] == report.study_name) & (found["level"] == level) & (found["outcome"] == outcome)]
    rows: list[list[str]] = []
    for row in found.set_index("term").loc[_ordered(report, found["term"])].reset_index().itertuples():
        one, two, estimate, low, high = (
            printed(value, "percentage points")
            for value in (row.first_effect, row.second_effect, row.estimate, row.conf_low, row.conf_high)
        )
        p_values = (_p_value(row.p_value), _p_value(row.p_equivalence))
        rows.append(
            [term_label(row.term, report.configuration.factors), one, two, interval(estimate, low, high), *p_values]
        )
    first, second = (
        [sentence_case(report.configuration.partners[found[side].iloc[0]].name) for side in ("first", "second")]
        if len(found)
        else ["First", "Second"]
    )
    columns = [
        "Factor",
        first,
        second,
        f"Difference [{report.confidence} CI]",
        "p (no difference)",
        "p (beyond margin)",
    ]
    return table_of(report, columns, rows)


def _once(report: Report, partner: str, rows: list[list[str]]) -> str:
    """Return the name of a partner for its first row, and nothing for those below."""
    name = sentence_case(report.configuration.partners[partner].name)
    return "" if name in {row[0] for row in rows} else name


def _ordered(report: Report, terms: pd.Series[str]) -> list[str]:
    """Return the terms in the order of the configured factors."""
    names = list(report.configuration.factors)
    return sorted(dict.fromkeys(terms), key=lambda term: (names.index(term.partition(": ")[0]), term))


def _leading(report: Report, table: pd.DataFrame, level: str, outcome: str) -> pd.DataFrame:
    chosen = (table["study"] == report.study_name) & (table["level"] == level) & (table["outcome"] == outcome)
    return table[chosen & (table["term"] != "constant")]


def _p_value(value: float | None) -> str:
    if value is None or pd.isna(value):
        return "–"
    return "<0.001" if value < 0.001 else f"{value:.3f}"
