"""Rates of verdicts in simulated worlds: counts, exact intervals, faults of the file, and what is printed of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from paradiplomacy.findings.claim_model import load_claims
from paradiplomacy.findings.verdict_rates import VERDICT_COUNTS, VERDICT_RATES, rate_verdicts
from paradiplomacy.problems import BadInput
from paradiplomacy.reports import verdict_tables
from paradiplomacy.tables import read_table, typed, write_table

ROOT = Path(__file__).resolve().parents[2]


def row(claim: str, truth: str, supported: int, worlds: int = 100, situation: str = "s") -> dict[str, Any]:
    rest = {"not_supported": 0, "inconclusive": worlds - supported}
    return {"topic": "t", "claim": claim, "situation": situation, "truth": truth, "worlds": worlds,
            "supported": supported} | rest  # fmt: skip


def rated(*rows: dict[str, Any]) -> pd.DataFrame:
    counts = typed(pd.DataFrame(rows), VERDICT_COUNTS)
    return rate_verdicts(counts, {"A", "B", "C"}, file="counts.csv", confidence_level=0.95)


def test_shares_have_exact_intervals(tmp_path: Path) -> None:
    rates = rated(row("A", "false", 0), row("A", "true", 50))
    assert rates.loc[0, ["supported", "supported_low"]].tolist() == [0, 0]
    assert rates.loc[0, "supported_high"] == pytest.approx(1 - 0.025 ** (1 / 100))  # none of 100
    assert rates.loc[1, "supported_low"] == pytest.approx(1 - rates.loc[1, "supported_high"])  # half of them
    write_table(rates, tmp_path / "rates.csv", VERDICT_RATES)


def test_an_unknown_claim_and_more_verdicts_than_worlds_are_sentences() -> None:
    with pytest.raises(BadInput) as raised:
        rated(row("X", "true", 1), row("A", "true", 7) | {"worlds": 5})
    assert [(problem.row, problem.column, problem.value) for problem in raised.value.problems] == [
        (2, "claim", "X"), (3, "worlds", "5"),
    ]  # fmt: skip


def test_the_committed_counts_are_of_the_ledger() -> None:
    counts = read_table(ROOT / "resources/verdict_rates.csv", VERDICT_COUNTS)
    VERDICT_COUNTS.validate(counts, "resources/verdict_rates.csv")
    claims = load_claims(ROOT / "resources/claims.yaml")
    rates = rate_verdicts(counts, claims, file="resources/verdict_rates.csv", confidence_level=0.95)
    both = rates.groupby("claim")["truth"].agg(set)
    assert all(truths == {"true", "false"} for truths in both)  # each claim was false somewhere, and true somewhere


def test_what_is_printed_says_why_each_other_claim_has_no_counts() -> None:
    counts = read_table(ROOT / "resources/verdict_rates.csv", VERDICT_COUNTS)
    printed = (ROOT / "tests/reference/verdicts.txt").read_text(encoding="utf-8")
    rates, reasons = printed.split("Not measured:\n")
    named = [claim for line in reasons.splitlines() for claim in line.split(":")[0].split(", ")]
    assert sorted(named) == sorted(set(load_claims(ROOT / "resources/claims.yaml")) - set(counts["claim"]))
    for row in counts.itertuples():  # the printed rates are those of the committed counts
        share = f"{100 * row.supported / row.worlds:5.1f} ["
        start = f"{row.claim:<6}{row.situation:<64}{row.truth:<7}{row.worlds:>6}  {share}"
        assert any(line.startswith(start) for line in rates.splitlines()), start


class Page:
    """What a publication asks for, with the tables at hand."""

    simulated = False

    def __init__(self, **tables: pd.DataFrame) -> None:
        self._tables = tables

    def table(self, name: str, _: Any) -> pd.DataFrame:
        return self._tables[name]


def test_the_worst_kind_of_world_is_printed_and_what_it_amounts_to() -> None:
    rates = rated(
        row("A", "false", 1, situation="near"), row("A", "false", 3, situation="at the margin"), row("A", "true", 90),
        row("B", "false", 30), row("B", "true", 0),
        row("C", "false", 0), row("C", "true", 20, situation="a little"), row("C", "true", 99, situation="much"),
    )  # fmt: skip
    ledger = pd.DataFrame({"claim": ["A", "B", "C", "D"], "order": range(4)})
    page: Any = Page(verdict_rates=rates, claims=ledger)
    printed = verdict_tables.rates_table(page).rows
    assert [line[:3] for line in printed] == [["A", "at the margin", "100"], ["B", "s", "100"], ["C", "s", "100"]]
    assert (printed[2][4][:4], printed[2][5][:4]) == ("20.0", "99.0")
    said = verdict_tables.false_support_sentence(page)
    assert "false in some of these worlds: 3." in said
    assert "by the interval in every kind of world: 1;" in said  # C: none of 100
    assert "or a share near that limit: 1." in said  # A
    assert "The largest share is 30.0% (B, 100 worlds). Surely supported too often: B." in said
    assert "though true, were B" in verdict_tables.without_power_sentence(page)
    assert verdict_tables.not_measured_sentence(page) == "D"


def test_true_claims_that_are_refused_too_often_are_named() -> None:
    refused = {"not_supported": 20, "inconclusive": 80}
    rates = rated(
        row("A", "true", 0) | refused, row("B", "true", 91) | {"not_supported": 9, "inconclusive": 0},
        row("C", "false", 0) | refused,
    )  # fmt: skip
    ledger = pd.DataFrame({"claim": ["A", "B", "C"], "order": range(3)})
    page: Any = Page(verdict_rates=rates, claims=ledger)
    # B: nine of a hundred may well be five percent; C is false
    assert "though true: A; the largest share is 20.0% (A)." in verdict_tables.false_refusal_sentence(page)
    few: Any = Page(verdict_rates=rates[rates["claim"] != "A"], claims=ledger)
    assert verdict_tables.false_refusal_sentence(few).startswith("No true claim")
