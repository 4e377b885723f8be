"""Printed table of the models beside the ladder: other estimators of the same factors, and formulas."""

from __future__ import annotations

from typing import Any

import pandas as pd

from paradiplomacy.models.fields import ESTIMATES
from paradiplomacy.reports.cells import NO_BREAK, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report
from paradiplomacy.reports.labels import sentence_case, term_label


def other_estimators_table(report: Report, level: str) -> PrintedTable:
    """Return what each further model says of the first factor of the leading one: its ratio and its marginal effect.

    Models of two partners at once are left out: theirs are the effects on each, in the table of estimates.
    """
    models = report.configuration.models
    leading = report.leading_model(level)
    factor = models[leading].factors[0]
    estimates = report.table("estimates", ESTIMATES)
    chosen = (estimates["study"] == report.study_name) & (estimates["level"] == level)
    estimates = estimates[chosen & estimates["partner"].isin(report.study.partners)]
    rows = []
    for outcome in report.study.outcomes:
        for name in [leading, *report.study.further_models]:
            row, fitted = [], estimates[(estimates["outcome"] == outcome) & (estimates["model"] == name)]
            if fitted.empty:
                continue
            for partner in report.study.partners:
                fit = fitted[fitted["partner"] == partner]
                row += _said(fit, factor, report.configuration.outcomes[outcome].kind) if len(fit) else ["", ""]
            own = f" ({fitted['estimator'].iloc[0]})" if name == leading else ""  # others are called by it
            rows.append([models[name].label + own, outcome, *row])
    columns = ["Outcome"]
    for partner in report.study.partners:
        columns += [f"{sentence_case(report.configuration.partners[partner].name)}: ratio", "marginal effect"]
    label = term_label(factor, report.configuration.factors)
    return table_of(report, [label, *columns], rows, text_columns=2)


def _said(fit: pd.DataFrame, factor: str, kind: str) -> list[str]:
    """Return ratio and marginal effect; a factor that stands in a product has no ratio of its own."""
    if not fit["converged"].iloc[0]:
        return ["not fitted", "not fitted"]
    ratios = fit[(fit["quantity"] == "ratio") & fit["term"].isin((factor, f"{factor}: within"))]
    product = fit["term"].str.contains(f"{factor}:", regex=False) & ~fit["term"].str.contains(
        f"{factor}: ", regex=False
    )
    effects = fit[(fit["quantity"] == "marginal effect") & (fit["term"] == factor)]
    ratio = "" if product.any() else _interval(ratios, 1.0)
    return [ratio, _interval(effects, 100.0 if kind == "binary" else 1.0)]


def _interval(rows: pd.DataFrame, scale: float) -> str:
    if rows.empty:
        return ""
    row: Any = rows.iloc[0]
    digits = 1 if scale == 100.0 else 2
    low, high = (f"{scale * row[end]:.{digits}f}" if pd.notna(row[end]) else "–" for end in ("conf_low", "conf_high"))
    text = f"{scale * row['estimate']:.{digits}f} [{low}, {high}]"
    return text.replace("-", "\u2212").replace(" ", NO_BREAK)
