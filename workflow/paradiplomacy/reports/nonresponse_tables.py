"""Printed tables on non-response, made from the results of each wave and the findings of the study."""

from __future__ import annotations

from typing import Any

import pandas as pd

from paradiplomacy.fields import Dataset
from paradiplomacy.findings.nonresponse_fields import NONRESPONSE_BIAS, WEIGHTED_ESTIMATES
from paradiplomacy.findings.values import Unit, printed
from paradiplomacy.reports.cells import NO_BREAK, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report
from paradiplomacy.survey.nonresponse_fields import RESPONSE_RATES, WEIGHT_DIAGNOSTICS
from paradiplomacy.tables import parse_table

METHOD_NAMES = {
    "unweighted": "unweighted",
    "ipw": "weighted",
    "raked": "raked",
    "late answers": "late answers",
    "worst case": "bounds",
}


def weights_table(report: Report) -> PrintedTable:
    """Return by wave the outcome rates and what the weights cost."""
    rates = _of_waves(report, "response_rates", RESPONSE_RATES)
    rates = rates[rates["grouping"] == "all"].set_index("wave")
    weights = _of_waves(report, "weight_diagnostics", WEIGHT_DIAGNOSTICS).set_index(["wave", "stage"])
    rows = []
    for wave, entry in report.configuration.waves.items():
        final, rate = weights.loc[(wave, "raked")], rates.loc[wave]
        rows.append(
            [
                entry.title,
                printed(int(final["n"]), "count"),
                *(_number(rate[name], "share") for name in ("rr2", "rr6", "coop1", "ref1")),
                _decimal(weights.loc[(wave, "ipw"), "auc"]),
                _number(weights.loc[(wave, "trimmed"), "trimmed_share"], "share"),
                *(_decimal(final[name]) for name in ("smallest", "largest", "design_effect")),
                _number(final["effective_n"], "count"),
            ]
        )
    columns = ["Wave", "n", "RR2", "RR6", "COOP1", "REF1", "AUC", "Cut", "Smallest", "Largest", "Effect", "n eff."]
    return table_of(report, columns, rows)


def weighted_shares_table(report: Report) -> PrintedTable:
    """Return the share with the leading outcome by wave and method, with intervals; in a simulated world the truth."""
    found = report.table("weighted_estimates", WEIGHTED_ESTIMATES)
    found = found[found["outcome"] == report.leading_outcome].set_index(["wave", "method"])
    truth = report.table("nonresponse_bias", NONRESPONSE_BIAS).drop_duplicates("wave").set_index("wave")["truth"]
    rows = []
    for wave in found.index.unique("wave"):
        row = [report.configuration.waves[wave].title]
        row += [_interval(found.loc[(wave, method)]) for method in METHOD_NAMES]
        rows.append(row + ([printed(float(truth[wave]), "share").removesuffix("%")] if report.simulated else []))
    columns = ["Wave, %", *METHOD_NAMES.values(), *(["truth"] if report.simulated else [])]
    return table_of(report, columns, rows)


def _of_waves(report: Report, name: str, dataset: Dataset) -> pd.DataFrame:
    """Return the tables of all waves, one below the other."""
    return pd.concat([parse_table(table, dataset, name) for table in report.tables(name)], ignore_index=True)


def _interval(row: pd.Series[Any]) -> str:
    if pd.isna(row["conf_low"]):
        return "–"
    ends = [printed(float(row[end]), "share").removesuffix("%") for end in ("conf_low", "conf_high")]
    text = f"[{ends[0]}, {ends[1]}]"
    if pd.notna(row["estimate"]):
        text = f"{printed(float(row['estimate']), 'share').removesuffix('%')} {text}"
    return text.replace(" ", NO_BREAK)


def _number(value: float, unit: Unit) -> str:
    return "–" if pd.isna(value) else printed(float(value), unit)


def _decimal(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:.2f}"
