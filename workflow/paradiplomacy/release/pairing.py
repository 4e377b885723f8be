"""Rows of two records that belong together, and their cells; `verify` and `diff` read records by it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from paradiplomacy.tables import SIGNIFICANT_DIGITS

Row = dict[str, Any]


def paired(expected: pd.DataFrame, rebuilt: pd.DataFrame, key: list[str]) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Yield each key of two tables with its row in both, or None."""
    first, second = (
        {tuple(row[name] for name in key): row for row in table.to_dict("records")} for table in (expected, rebuilt)
    )
    for found in sorted({*first, *second}):
        yield found, first.get(found), second.get(found)


def has(row: Any, name: str) -> bool:
    """Tell whether a row is there and has this cell."""
    return row is not None and bool(pd.notna(row[name]))


def float_of(value: Any) -> float:
    """Return a cell as a number; an empty one is not a number."""
    return math.nan if pd.isna(value) else float(value)


def words_of(value: object) -> str:
    """Return a cell as text; an empty one is an empty text."""
    return "" if pd.isna(value) else str(value)


def shown_cell(row: Any, name: str) -> str:
    """Return a cell in print, in the digits in which tables are written; of a row that is not there, nothing."""
    if row is None or pd.isna(row[name]):
        return ""
    return f"{row[name]:.{SIGNIFICANT_DIGITS}g}" if isinstance(row[name], float) else str(row[name])
