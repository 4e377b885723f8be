"""The table of pairs that every reader of a register returns, whatever the format of its publisher.

city1, country1, city2, country2 and row always; year_start and year_end where the format has them; reason where a pair
cannot be used, so that the stage that reads the register sets it aside and counts it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

PAIR_COLUMNS = ("city1", "country1", "city2", "country2")
NO_COUNTRY = "the country of a place is not known"


def pairs_of_items(edges: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of places from pairs of identifiers.

    Parameters
    ----------
    edges
        source, target (identifiers) and row; further columns are kept.
    items
        label and country (either may be missing), by identifier.

    Returns
    -------
    pandas.DataFrame
        `PAIR_COLUMNS`, row, the further columns and reason: missing where both countries are known. A place without
        a label stands by its identifier.
    """
    import pandas as pd

    table = edges.drop(columns=["source", "target"])
    for end, number in (("source", 1), ("target", 2)):
        table[f"city{number}"] = edges[end].map(items["label"]).fillna(edges[end]).astype("string")
        table[f"country{number}"] = edges[end].map(items["country"]).astype("string")
    unknown = table["country1"].isna() | table["country2"].isna()
    reason = pd.Series(NO_COUNTRY, index=table.index, dtype="string").where(unknown)
    table["reason"] = table["reason"].fillna(reason) if "reason" in table else reason
    further = [name for name in table.columns if name not in (*PAIR_COLUMNS, "row", "reason")]
    return table[[*PAIR_COLUMNS, "row", *further, "reason"]]
