"""Printed tables and sentences of what results are put to: specifications, many tests, left-out countries, space."""

from __future__ import annotations

from typing import Any

import pandas as pd

from paradiplomacy.findings.values import printed
from paradiplomacy.models.robustness_fields import ADJUSTED, PREDICTION, SPATIAL, SPECIFICATION_SUMMARY
from paradiplomacy.reports.cells import count, interval, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report
from paradiplomacy.reports.labels import sentence_case, term_label


def specifications_table(report: Report) -> PrintedTable:
    """Return what all specifications say of each focal factor together, by partner (T12)."""
    rows: list[list[str]] = []
    for row in _fitted(report).itertuples():
        quartiles = (printed(row.lower_quartile, "percentage points"), printed(row.upper_quartile, "percentage points"))
        rows.append(
            [
                _once(report, row.partner, rows),
                term_label(row.focal, report.configuration.factors),
                interval(printed(row.median, "percentage points"), *quartiles),
                _percent(row.share_expected),
                _percent(row.share_significant),
                _p(row.p_median),
                _p(row.p_stouffer),
            ]
        )
    columns = ["Partner", "Factor", "Median [quartiles]", "Sign, %", "Significant, %", "p (median)", "p (Stouffer)"]
    return table_of(report, columns, rows, text_columns=2)


def range_table(report: Report) -> PrintedTable:
    """Return the numbers behind `specifications_table` that need more room: range, adjustment, third test and Z."""
    rows: list[list[str]] = []
    for row in _fitted(report).itertuples():
        rows.append(
            [
                _once(report, row.partner, rows),
                term_label(row.focal, report.configuration.factors),
                *(printed(value, "percentage points") for value in (row.lowest, row.highest)),
                _percent(row.share_adjusted),
                _p(row.p_share),
                f"{row.stouffer_z:+.1f}".replace("-", "\u2212"),
            ]
        )
    columns = ["Partner", "Factor", "Lowest", "Highest", "Adjusted, %", "p (share)", "Stouffer's Z"]
    return table_of(report, columns, rows, text_columns=2)


def grid_table(report: Report) -> PrintedTable:
    """Return how the grid of each focal factor comes down to its specifications, by partner."""
    rows: list[list[str]] = []
    for row in _summary(report).itertuples():
        numbers = (row.grid, row.repeated, row.impossible, row.unfitted, row.specifications)
        label = term_label(row.focal, report.configuration.factors)
        rows.append([_once(report, row.partner, rows), label, *(count(number) for number in numbers)])
    columns = ["Partner", "Factor", "Combinations", "Repeated", "Not possible", "No maximum", "Fitted"]
    return table_of(report, columns, rows, text_columns=2)


def number_of_specifications(report: Report) -> str:
    """Return the number of fitted specifications of the first focal factor, least and most over the partners."""
    first = next(iter(report.configuration.robustness.focal))
    summary = _summary(report)
    numbers = summary.loc[summary["focal"] == first, "specifications"]
    low, high = count(numbers.min()), count(numbers.max())
    return low if low == high else f"{low} to {high}"


def specifications_sentence(report: Report, partner: str) -> str:
    """Return which focal factors all specifications together leave standing for a partner."""
    level = 1 - report.configuration.confidence_level
    inside = _fitted(report)
    inside = inside[inside["partner"] == partner]
    standing: list[str] = []
    not_standing: list[str] = []
    for row in inside.itertuples():
        label = f"{term_label(row.focal, report.configuration.factors)} ({printed(row.median, 'percentage points')})"
        (standing if row.p_median < level and row.p_stouffer < level else not_standing).append(label)
    name = report.configuration.partners[partner].name
    if not standing:
        return f"for {name} no factor differs from no effect by both the median and Stouffer's Z"
    rest = f"; {_listed(not_standing)} {_do(not_standing)} not" if not_standing else ""
    return (
        f"for {name} {_listed(standing)} {_differ(standing)} from no effect by both the median and Stouffer's Z"
        f"{rest} (medians in percentage points)"
    )


def adjusted_table(report: Report, level: str, outcome: str) -> PrintedTable:
    """Return the p values of the leading model with those that allow for many tests."""
    found = report.table("adjusted", ADJUSTED)
    chosen = (found["study"] == report.study_name) & (found["level"] == level) & (found["outcome"] == outcome)
    found = found[chosen & (found["model"] == report.leading_model(level))]
    names = list(report.configuration.factors)
    rows: list[list[str]] = []
    for partner in report.study.partners:
        inside = found[found["partner"] == partner]
        inside = inside.assign(place=[names.index(term.partition(": ")[0]) for term in inside["term"]])
        for row in inside.sort_values(["place", "term"]).itertuples():
            label = term_label(row.term, report.configuration.factors)
            rows.append([_once(report, partner, rows), label, *(_p(v) for v in (row.p_value, row.p_holm, row.p_bh))])
    columns = ["Partner", "Factor", "p", "Holm", "Benjamini–Hochberg"]
    return table_of(report, columns, rows, text_columns=2)


def prediction_table(report: Report, level: str) -> PrintedTable:
    """Return how well each predictor predicts countries left out, by partner."""
    rows: list[list[str]] = []
    for row in _of_level(report, report.table("prediction", PREDICTION), level).itertuples():
        slope = "–" if pd.isna(row.calibration_slope) else f"{row.calibration_slope:.2f}"
        rows.append(
            [
                _once(report, row.partner, rows),
                row.predictor,
                interval(f"{row.auc:.2f}", f"{row.auc_low:.2f}", f"{row.auc_high:.2f}"),
                "–" if pd.isna(row.auc_within) else f"{row.auc_within:.2f}",
                f"{row.brier:.3f}",
                f"{row.brier_of_share:.3f}",
                f"{row.log_score:.3f}",
                "–" if pd.isna(row.calibration_intercept) else printed(row.calibration_intercept, "number"),
                slope.replace("-", "\u2212"),
            ]
        )
    columns = [
        "Partner",
        "Predictor",
        f"AUC [{report.confidence} CI]",
        "AUC within",
        "Brier",
        "of the share",
        "Log score",
        "Intercept",
        "Slope",
    ]
    return table_of(report, columns, rows, text_columns=2)


def prediction_sentence(report: Report, level: str, partner: str) -> str:
    """Return whether the leading logit says more of a country left out than the share of the others, and than trees."""
    found = _of_level(report, report.table("prediction", PREDICTION), level)
    scores = found[found["partner"] == partner].set_index("predictor")
    name = report.configuration.partners[partner].name
    if "logit" not in scores.index:
        return f"for {name} the leading model has no estimate without some country, so that it predicts none"
    own: Any = scores.loc["logit"]
    better = "better" if own["brier"] < own["brier_of_share"] else "no better"
    clear = "" if own["auc_low"] > 0.5 else ", which is not clearly above one half"
    text = (
        f"for {name} the leading model orders {100 * own['auc']:.0f} of 100 pairs of units rightly{clear} and is "
        f"{better} than the share of the other countries by Brier's score"
    )
    if "gradient boosting" in scores.index:
        trees = scores.loc["gradient boosting", "brier"]
        text += f"; gradient boosting is {'better' if trees < own['brier'] else 'not better'} than the logit"
    return text


def space_table(report: Report, level: str) -> PrintedTable:
    """Return Moran's I of outcome and residuals, and the effect of the neighbours' share, by partner."""
    rows: list[list[str]] = []
    for row in _of_level(report, report.table("spatial", SPATIAL), level).itertuples():
        if pd.isna(row.conf_low):
            cells = [f"{row.estimate:+.3f}", f"{row.expected:+.3f}"]
        else:
            ends = (printed(value, "percentage points") for value in (row.estimate, row.conf_low, row.conf_high))
            cells = [interval(*ends), "–"]
        cells = [cell.replace("-", "\u2212") for cell in cells]
        rows.append([_once(report, row.partner, rows), sentence_case(row.quantity), *cells, _p(row.p_value)])
    return table_of(report, ["Partner", "Measure", "Estimate", "Expected", "p"], rows, text_columns=2)


def space_sentence(report: Report, level: str) -> str:
    """Return for which partners residuals of neighbours resemble each other more than chance would have it."""
    everywhere = _alike(report, level, "Moran's I of residuals")
    if not everywhere:
        return "for no partner do residuals of neighbours resemble each other more than chance would have it"
    within = _alike(report, level, "Moran's I of residuals within countries")
    rest = f"still for {_listed(within)}" if within else "for no partner"
    text = "residuals of neighbours resemble each other more than chance would have it"
    return f"{text} for {_listed(everywhere)}, within countries {rest}"


def _alike(report: Report, level: str, quantity: str) -> list[str]:
    """Return the partners for which a measure of resemblance is above what chance would have."""
    found = _of_level(report, report.table("spatial", SPATIAL), level)
    found = found[(found["quantity"] == quantity) & (found["estimate"] > found["expected"])]
    found = found[found["p_value"] < 1 - report.configuration.confidence_level]
    return [report.configuration.partners[partner].name for partner in found["partner"]]


def _fitted(report: Report) -> pd.DataFrame:
    """Return the summary of the focal factors that some specification could be fitted for."""
    found = _summary(report)
    return found[found["specifications"] > 0]


def _summary(report: Report) -> pd.DataFrame:
    """Return the summary of the study, in the order of partners and focal factors."""
    found = report.table("specification_summary", SPECIFICATION_SUMMARY)
    found = found[found["study"] == report.study_name]
    order = [list(report.study.partners), list(report.configuration.robustness.focal)]
    return _ordered(found, ("partner", "focal"), order)


def _of_level(report: Report, found: pd.DataFrame, level: str) -> pd.DataFrame:
    chosen = (found["study"] == report.study_name) & (found["level"] == level)
    return _ordered(found[chosen], ("partner",), [list(report.study.partners)])


def _ordered(found: pd.DataFrame, columns: tuple[str, ...], order: list[list[str]]) -> pd.DataFrame:
    places = {column: [names.index(v) for v in found[column]] for column, names in zip(columns, order, strict=True)}
    keys = pd.DataFrame(places, index=found.index).sort_values(list(columns), kind="stable")
    return found.loc[keys.index]


def _once(report: Report, partner: str, rows: list[list[str]]) -> str:
    """Return the name of a partner for its first row, and nothing for those below."""
    name = sentence_case(report.configuration.partners[partner].name)
    return "" if name in {row[0] for row in rows} else name


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _p(value: float) -> str:
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _differ(names: list[str]) -> str:
    return "differs" if len(names) == 1 else "differ"


def _do(names: list[str]) -> str:
    return "does" if len(names) == 1 else "do"
