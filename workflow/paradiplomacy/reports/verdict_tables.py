"""How often verdicts on claims are right in simulated worlds, in print: one row per claim, and what it amounts to."""

from __future__ import annotations

from typing import Any

import pandas as pd

from paradiplomacy.findings.claim_fields import CLAIMS
from paradiplomacy.findings.verdict_rates import VERDICT_RATES
from paradiplomacy.reports.cells import interval, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report

PERMITTED = 0.05  # share of the worlds with a false claim in which it may be supported
NONE = "–"


def rates_table(report: Report) -> PrintedTable:
    """Return, for each claim that is measured, the largest false support and the least and the largest power."""
    rates = _rates(report)
    rows = []
    for claim, own in rates.groupby("claim", sort=False):
        wrong, right = own[own["truth"] == "false"], own[own["truth"] == "true"].sort_values("supported")
        cells = [str(claim)]
        cells += _worst(wrong)
        cells += [NONE, NONE] if right.empty else [_cell(right.iloc[0]), _cell(right.iloc[-1])]
        rows.append(cells)
    heads = ["Claim", "False in worlds with", "Worlds", "Supported though false", "Least power", "Most power"]
    return table_of(report, heads, rows, text_columns=2)


def _worst(wrong: pd.DataFrame) -> list[str]:
    """Return the kind of worlds with most false support, their number, and the share."""
    if wrong.empty:
        return [NONE, NONE, NONE]
    row = wrong.sort_values("supported", kind="stable").iloc[-1]
    return [row["situation"], f"{row['worlds']:,}", _cell(row)]


def _cell(row: Any) -> str:
    return interval(*(f"{100 * row[name]:.1f}" for name in ("supported", "supported_low", "supported_high")))


def false_support_sentence(report: Report) -> str:
    """Return how many claims are measured, and which are supported too often where they are false."""
    rates = _rates(report)
    wrong = rates[rates["truth"] == "false"]
    beyond = wrong[wrong["supported_low"] > PERMITTED]
    unclear = wrong[(wrong["supported_high"] > PERMITTED) & ~wrong["claim"].isin(beyond["claim"])]
    claims, open_claims = wrong["claim"].nunique(), unclear["claim"].nunique()
    within = claims - beyond["claim"].nunique() - open_claims
    largest = wrong.loc[wrong["supported"].idxmax()]
    words = [
        f"Claims that were false in some of these worlds: {claims}. Surely supported in fewer than {PERMITTED:.0%} of "
        f"them, by the interval in every kind of world: {within}; worlds too few to be sure, or a share near that "
        f"limit: {open_claims}.",
        f"The largest share is {largest['supported']:.1%} ({largest['claim']}, {largest['worlds']:,} worlds).",
    ]
    words.append(
        f"Surely supported too often: {_listed(beyond)}." if len(beyond) else "None is surely above the limit."
    )
    return " ".join(words)


def without_power_sentence(report: Report) -> str:
    """Return which true claims are hardly ever supported in any kind of world, so that no verdict can be expected."""
    right = _rates(report).query("truth == 'true'")
    most = right.groupby("claim", sort=False)["supported"].max()
    weak = [claim for claim, share in most.items() if share < PERMITTED]
    if not weak:
        return "Each claim that was true was supported in some kind of worlds."
    return (
        f"Hardly ever supported, though true, were {', '.join(map(str, weak))}: with so few countries and answers, "
        "that they are not supported says nothing against them."
    )


def false_refusal_sentence(report: Report) -> str:
    """Return which true claims are said not to be supported too often, in some kind of world."""
    right = _rates(report).query("truth == 'true'")
    beyond = right[right["not_supported_low"] > PERMITTED]
    if beyond.empty:
        return f'No true claim was surely called "not supported" in more than {PERMITTED:.0%} of the worlds of a kind.'
    largest = beyond.loc[beyond["not_supported"].idxmax()]
    return (
        f'Surely called "not supported" in more than {PERMITTED:.0%} of the worlds of some kind, though true: '
        f"{_listed(beyond)}; the largest share is {largest['not_supported']:.1%} ({largest['claim']}). "
        "Where that is their verdict, it is to be read with care."
    )


def not_measured_sentence(report: Report) -> str:
    """Return which claims of the ledger no simulated world was drawn for."""
    measured = set(_rates(report)["claim"])
    ledger = report.table("claims", CLAIMS).sort_values("order")
    return ", ".join(claim for claim in ledger["claim"] if claim not in measured)


def _listed(rates: pd.DataFrame) -> str:
    return ", ".join(dict.fromkeys(rates["claim"]))


def _rates(report: Report) -> pd.DataFrame:
    """Return the rates in the order of the ledger."""
    ledger = report.table("claims", CLAIMS)
    place = dict(zip(ledger["claim"], ledger["order"], strict=True))
    rates = report.table("verdict_rates", VERDICT_RATES)
    return rates.assign(place=rates["claim"].map(place)).sort_values("place", kind="stable", ignore_index=True)
