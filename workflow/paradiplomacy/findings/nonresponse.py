"""What non-response does to the shares of a study: weighted estimates, late answers, and the bias where it is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paradiplomacy.config.study import Outcome
from paradiplomacy.config.waves import Wave
from paradiplomacy.findings.nonresponse_fields import LATE_ANSWERS, NONRESPONSE_BIAS, WEIGHTED_ESTIMATES
from paradiplomacy.findings.values import ValueBook
from paradiplomacy.survey.design_estimates import DesignEstimate, ResponseDesign, estimate_mean
from paradiplomacy.survey.resistance import answers_by_quarter, extrapolate_late, worst_case_bounds

Vector = NDArray[np.float64]
MARGINS = ("cell_country", "cell_size_class", "cell_capital")


def estimate_weighted(
    analysis: pd.DataFrame,
    dispositions: pd.DataFrame,
    weights: pd.DataFrame,
    *,
    waves: Mapping[str, Wave],
    outcomes: Mapping[str, Outcome],
    names: Sequence[str],
    leading: str,
    confidence_level: float,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return weighted estimates (`WEIGHTED_ESTIMATES`) and late answers (`LATE_ANSWERS`) of a study.

    A study of some countries is a domain of its waves: weights and strata stay those of the whole wave. An answer
    without the outcome is outside the domain, as if the item were missing at random among the answers.

    Parameters
    ----------
    analysis
        rows of one study.
    dispositions
        invitations to units of the study.
    weights
        weights of the answers (`WEIGHTS`), of all waves.
    waves
        waves of the study.
    names, leading
        outcomes of the study, and the binary survey outcome for which bounds and late answers are given.
    """
    estimates: list[dict[str, Any]] = []
    late: list[pd.DataFrame] = []
    for wave, entry in waves.items():
        answers = weights[weights["wave"] == wave].sort_values("unit_id").reset_index(drop=True)
        rows = analysis[(analysis["partner"] == entry.partner) & (analysis["level"] == entry.level)]
        invited = int((dispositions["wave"] == wave).sum())
        if invited == 0:
            continue
        key = {"wave": wave, "partner": entry.partner, "level": entry.level}
        for outcome in names:
            values = answers["unit_id"].map(rows.set_index("unit_id")[outcome]).astype("Float64")
            numbers = values.to_numpy(dtype=float, na_value=np.nan)
            of_outcome = key | {"outcome": outcome, "invited": invited}
            share = outcomes[outcome].kind == "binary"
            for method, design in response_designs(answers).items():
                found = estimate_mean(numbers, design, confidence_level, share=share)
                estimates.append(of_outcome | {"method": method} | _row(found))
            if outcome != leading:
                continue
            known = numbers[~np.isnan(numbers)]
            line = extrapolate_late(answers["submitted"], values, invited, confidence_level)
            low, high = worst_case_bounds(known, invited)
            estimates.append(
                of_outcome
                | {"method": "late answers", "n": len(known), "estimate": line.estimate}
                | {"conf_low": line.conf_low, "conf_high": line.conf_high}
            )
            estimates.append(of_outcome | {"method": "worst case", "n": len(known), "conf_low": low, "conf_high": high})
            late.append(answers_by_quarter(answers["submitted"], values, confidence_level).assign(**key))
    late_table = pd.concat(late, ignore_index=True) if late else pd.DataFrame()
    return (
        pd.DataFrame(estimates).reindex(columns=WEIGHTED_ESTIMATES.columns),
        late_table.reindex(columns=LATE_ANSWERS.columns),
    )


def compare_shares_with_truth(
    estimates: pd.DataFrame,
    true_units: pd.DataFrame | None,
    dispositions: pd.DataFrame,
    outcome: str,
) -> pd.DataFrame:
    """Return the true share of each wave beside the estimates of every method (`NONRESPONSE_BIAS`).

    Parameters
    ----------
    estimates
        `WEIGHTED_ESTIMATES` of a study.
    true_units
        what each unit truly does (`TRUTH_UNITS`); None for real data.
    dispositions
        invitations to units of the study (`DISPOSITIONS`).
    outcome
        the survey outcome that the truth is about.
    """
    if true_units is None or estimates.empty:
        return pd.DataFrame(columns=NONRESPONSE_BIAS.columns)
    true = true_units[["unit_id", "partner", "cooperates"]].astype({"cooperates": float})
    known = dispositions.merge(true, on=["unit_id", "partner"], how="left", validate="many_to_one")
    answered = known[known["disposition"] != "none"]
    table = estimates[estimates["outcome"] == outcome].assign(
        truth=lambda rows: rows["wave"].map(known.groupby("wave")["cooperates"].mean()),
        truth_answered=lambda rows: rows["wave"].map(answered.groupby("wave")["cooperates"].mean()),
    )
    table["bias"] = table["estimate"] - table["truth"]
    held = (table["conf_low"] <= table["truth"]) & (table["truth"] <= table["conf_high"])
    table["covered"] = held.astype("boolean").where(table["conf_low"].notna())
    return table.reindex(columns=NONRESPONSE_BIAS.columns)


def enter_nonresponse(book: ValueBook, estimates: pd.DataFrame, bias: pd.DataFrame, leading: str) -> None:
    """Enter the leading outcome of each wave and method, and in a simulated world what is known of the bias.

    Names are built from the rows: `weighted.china_cities_2021.raked`, `bias.china_cities_2021.raked`,
    `bias.covered.raked` (waves whose interval holds the truth) and `bias.waves`.
    """
    for row in estimates[estimates["outcome"] == leading].itertuples():
        name = f"{row.wave}.{row.method.replace(' ', '_')}"
        book.set(f"weighted.{name}", row.estimate, "share", row.conf_low, row.conf_high)
    for row in bias.itertuples():
        book.set(f"bias.{row.wave}.{row.method.replace(' ', '_')}", row.bias, "percentage points")
    for method, rows in bias.groupby("method"):
        book.set(f"bias.covered.{str(method).replace(' ', '_')}", int(rows["covered"].sum()), "count")
    if len(bias):
        book.set("bias.waves", bias["wave"].nunique(), "count")


def response_designs(answers: pd.DataFrame) -> dict[str, ResponseDesign]:
    """Return the design behind each weighted method, of the answers of one wave (`WEIGHTS`).

    Unweighted answers are one simple random draw of the units invited; weighted ones are drawn within strata.
    Weights whose raking did not converge are no more than trimmed, and their residuals those of no margin.
    """
    n = len(answers)
    strata, labels = pd.factorize(answers["stratum"], sort=True)
    invited = answers.drop_duplicates("stratum").set_index("stratum")["stratum_invited"].loc[labels].to_numpy(float)
    margins = []
    if n and answers["raked"].notna().all():
        margins = [pd.factorize(answers[name], sort=True)[0] for name in MARGINS if answers[name].notna().all()]

    def numbers(column: str) -> Vector:
        values: Vector = answers[column].to_numpy(dtype=float)
        return values

    one = np.zeros(n, dtype=np.int64)
    total = np.array([float(numbers("base").sum().round())])
    return {
        "unweighted": ResponseDesign(numbers("base"), one, total),
        "ipw": ResponseDesign(numbers("ipw"), strata, invited),
        "raked": ResponseDesign(numbers("weight"), strata, invited, margins, numbers("trimmed")),
    }


def _row(found: DesignEstimate) -> dict[str, Any]:
    return {
        "n": found.n,
        "estimate": found.estimate,
        "std_error": found.std_error,
        "conf_low": found.conf_low,
        "conf_high": found.conf_high,
    }
