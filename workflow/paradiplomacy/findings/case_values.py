"""Named values of the selection of cases, for publications."""

from __future__ import annotations

import pandas as pd

from paradiplomacy.findings.case_ranking import percent
from paradiplomacy.findings.values import ValueBook

CHOSEN = "researcher"


def enter_cases(book: ValueBook, cases: pd.DataFrame, summary: pd.DataFrame) -> None:
    """Enter numbers of cases and of unused potential.

    Names: `cases.LIST.number`, `cases.LIST.chosen`, `unused.LIST.unused`, `.above`, `.expected`, `.calibrated`,
    `.permuted`, `.p`, `.known`, `.threshold`.
    """
    for name, rows in cases[cases["selected"].astype(bool)].groupby("selection"):
        book.set(f"cases.{name}.number", rows["unit_id"].nunique(), "count")
        book.set(f"cases.{name}.chosen", int((rows["decided_by"] == CHOSEN).sum()), "count")
    for row in summary.itertuples():
        name = f"unused.{row.selection}"
        book.set(f"{name}.threshold", percent(row.threshold), "text")
        for count in ("known", "above", "unused", "other_no"):
            if not pd.isna(getattr(row, count)):
                book.set(f"{name}.{count}", getattr(row, count), "count")
        book.set(f"{name}.expected", row.expected, "mean", row.expected_low, row.expected_high)
        for number in ("calibrated", "permuted"):
            book.set(f"{name}.{number}", getattr(row, number), "mean")
        book.set(f"{name}.p", row.p_value, "p")
