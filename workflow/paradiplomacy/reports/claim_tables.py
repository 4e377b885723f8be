"""The claims ledger in print: overview, a section for each claim, and the sentence of the front page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from paradiplomacy.findings.claim_fields import AS_LOCKED, CHANGED, CLAIM_CHECKS, CLAIMS
from paradiplomacy.findings.claim_tests import NOT_BY_UNITS, VERDICTS
from paradiplomacy.reports.cells import table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report
from paradiplomacy.reports.labels import sentence_case

PARTS = (  # heading of each paragraph of a section, and the column that it prints
    ("Estimand", "estimand"),
    ("Expected", "expected"),
    ("Test", "test"),
    ("Data", "data"),
    ("Limits", "limits"),
    ("Evidence that could test it", "evidence"),
)


@dataclass(frozen=True)
class Sections:
    """Markdown of the sections."""

    markdown: str

    def _repr_markdown_(self) -> str:
        return self.markdown


def overview_table(report: Report) -> PrintedTable:
    """Return one row per claim: what it says, the verdict and the leading figure."""
    rows = [
        [
            row.claim + ("*" if row.lock == CHANGED else ""),
            row.text,
            sentence_case(row.verdict),
            "–" if pd.isna(row.figure) else row.figure,
        ]
        for row in _ledger(report).itertuples()
    ]
    return table_of(report, ["Claim", "What it says", "Verdict", "Leading figure"], rows, text_columns=4)


def verdict_table(report: Report) -> PrintedTable:
    """Return the number of claims by verdict, with their numbers."""
    ledger = _ledger(report)
    rows = []
    for verdict in VERDICTS:
        found = ledger.loc[ledger["verdict"] == verdict, "claim"]
        rows.append([sentence_case(verdict), ", ".join(found) or "–", str(len(found))])
    return table_of(report, ["Verdict", "Claims", "Number"], rows, text_columns=2)


def lock_sentence(report: Report) -> str:
    """Return how many claims are as they were declared, and which are not."""
    return lock_words(_ledger(report))


def lock_words(ledger: pd.DataFrame) -> str:
    """Return how many claims of a ledger (`CLAIMS`) are as they were declared, and which are not."""
    kept = int((ledger["lock"] == AS_LOCKED).sum())
    days = sorted(set(ledger["locked"].dropna()))
    words = [f"{kept} of {len(ledger)} claims are as they were declared" + (f" ({', '.join(days)})." if days else ".")]
    changed = list(ledger.loc[ledger["lock"] == CHANGED, "claim"])
    if changed:
        words.append(f"Changed after the lock, and marked by a star: {', '.join(changed)}.")
    open_claims = list(ledger.loc[ledger["locked"].isna(), "claim"])
    if open_claims:
        words.append(f"Not declared yet: {', '.join(open_claims)}.")
    return " ".join(words)


def claim_sections(report: Report) -> Sections:
    """Return a section for each claim: text, source, estimand, test, data, result, limits, and where to find them."""
    checks = report.table("claim_checks", CLAIM_CHECKS).sort_values(["claim", "part"])
    return Sections(
        "\n\n".join(_section(report, row, checks[checks["claim"] == row.claim]) for row in _ledger(report).itertuples())
    )


def summary_sentence(ledger: pd.DataFrame) -> str:
    """Return how many claims of a ledger (`CLAIMS`) have each verdict, for the front page."""
    counts = ledger["verdict"].value_counts()
    parts = [f"{counts[verdict]} {verdict}" for verdict in VERDICTS if verdict in counts]
    return f"Of {len(ledger)} claims of the project description: {', '.join(parts)}."


def _ledger(report: Report) -> pd.DataFrame:
    return report.table("claims", CLAIMS).sort_values("order")


def _section(report: Report, row: Any, checks: pd.DataFrame) -> str:
    lines = [
        f"## {row.claim}. {row.text} {{#sec-claim-{row.claim.lower()}}}",
        f"**{sentence_case(row.verdict)}.** {_safe(row.reason)}",
    ]
    lines += [f"*{title}*: {_safe(getattr(row, name))}." for title, name in PARTS if not pd.isna(getattr(row, name))]
    lines.append(f"*Source*: {_safe(row.claimed_in)}.")
    lines = [line[:-1] if line.endswith("..") else line for line in lines]
    if row.lock == AS_LOCKED and pd.isna(row.changes):
        lines.append(f"*Declared* on {row.locked} (digest `{row.digest}`), and not changed since.")
    else:
        state = f"*{sentence_case(row.lock)}*"
        lines.append(f"{state}: {_safe(row.changes)}" if not pd.isna(row.changes) else f"{state}.")
    if row.verdict != NOT_BY_UNITS:
        lines.append(_checks_table(report, checks)._repr_markdown_())
    return "\n\n".join(lines)


def _checks_table(report: Report, checks: pd.DataFrame) -> PrintedTable:
    rows = []
    for row in checks.itertuples():
        file = f"[{row.file.rpartition('/')[2]}](../{row.file})" if "/" in row.file else row.file
        if "/" in row.file:  # where in it the figure stands
            file += f", {_safe(row.address)}"
        figure = "–" if pd.isna(row.printed) else row.printed
        rows.append([sentence_case(row.label), figure, sentence_case(row.verdict), file])
    return table_of(report, ["Test of", "Figure", "Verdict", "Where it stands"], rows, text_columns=4)


def _safe(text: str) -> str:
    """Return a text of the ledger with the marks of Markdown taken literally."""
    return re.sub(r"([*_<>\[\]`#|$])", r"\\\1", text)
