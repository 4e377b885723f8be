"""Read a register of which some pairs cannot be used, and of which some have years, around `web.register`.

A reader gives a pair that cannot be used its reason; here it is set aside before the units are looked for, and counted
with the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
from paradiplomacy.tables import typed
from paradiplomacy.web.fields import MENTIONS
from paradiplomacy.web.register import read_register_files

if TYPE_CHECKING:
    import pandas as pd

YEARS = ["year_start", "year_end"]


def read_register_pairs(
    tables: Mapping[str, pd.DataFrame], units: pd.DataFrame, **settings: Any
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return what `read_register_files` returns, for tables that may have reason, year_start and year_end.

    Parameters
    ----------
    tables
        pairs (`readers.pairs`) by source id; a row with a reason is set aside with it.
    units
        the frame (`UNITS`).
    settings
        the further parameters of `read_register_files`.

    Returns
    -------
    tuple
        `MENTIONS` with the years of their rows; `SET_ASIDE`; `ACCOUNTING`, of which rows in are those of `tables`.
    """
    import pandas as pd

    usable = {source: table[_reason(table).isna()].reset_index(drop=True) for source, table in tables.items()}
    mentions, aside, accounting = read_register_files(
        {source: table.drop(columns=["reason", *YEARS], errors="ignore") for source, table in usable.items()},
        units,
        **settings,
    )
    unusable = [_set_aside(table, source) for source, table in tables.items()]
    counts = {source: len(part) for source, part in zip(tables, unusable, strict=True)}
    more = accounting["file"].map(counts).astype("Int64")
    accounting = accounting.assign(
        rows_in=accounting["rows_in"] + more, rows_set_aside=accounting["rows_set_aside"] + more
    )
    years = pd.concat(
        [table.reindex(columns=["row", *YEARS]).assign(source=source) for source, table in usable.items()],
        ignore_index=True,
    ).astype(dict.fromkeys([*YEARS, "row"], "Int64") | {"source": "string"})
    mentions = mentions.drop(columns=YEARS).merge(years, on=["source", "row"], how="left", validate="many_to_one")
    return (
        typed(mentions, MENTIONS),
        typed(pd.concat([aside, *unusable], ignore_index=True), SET_ASIDE),
        typed(accounting, ACCOUNTING),
    )


def _reason(table: pd.DataFrame) -> pd.Series[str]:
    import pandas as pd

    return table["reason"] if "reason" in table else pd.Series(pd.NA, index=table.index, dtype="string")


def _set_aside(table: pd.DataFrame, source: str) -> pd.DataFrame:
    """Return the rows of a table that have a reason (`SET_ASIDE`)."""
    import pandas as pd

    rows = table[_reason(table).notna()].fillna(dict.fromkeys(("city1", "country1", "city2", "country2"), ""))
    records = [
        f"{first} ({country}) – {second} ({other})"
        for first, country, second, other in zip(
            rows["city1"], rows["country1"], rows["city2"], rows["country2"], strict=True
        )
    ]
    return typed(
        pd.DataFrame({"file": source, "row": rows["row"], "record": records, "reason": _reason(rows)}), SET_ASIDE
    )
