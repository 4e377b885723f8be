"""Decisions on web pages as evidence of ties: which passages say that a tie exists, and where they stand.

Beside ties.build, which merges them with what respondents and registers say.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from paradiplomacy.ties.fields import LOCATOR

if TYPE_CHECKING:
    import pandas as pd

UNSAID = "unknown"  # the status of a passage that shows a tie and says nothing of its state


def evidence_of_pages(decisions: pd.DataFrame, partners: Collection[str]) -> pd.DataFrame:
    """Return the passages that were decided to state a tie, one row per page, place and block.

    A page that only plans a tie gives no year of its beginning. Places of a territory that is no partner stay out.

    Parameters
    ----------
    decisions
        `TIE_DECISIONS`: what classifier or coder decided.
    partners
        partner countries whose ties are built.

    Returns
    -------
    pandas.DataFrame
        the columns that `build_ties` merges, with quote and the locator of the passage: `source` is the archive, `row`
        the block counted from 1, `column` the page.
    """
    import pandas as pd

    stated = decisions["decision"].eq("tie") & decisions["unit_id"].notna() & decisions["partner"].isin(list(partners))
    found = decisions[stated].sort_values(
        ["page_id", "partner", "probability", "place"], ascending=[True, True, False, True], ignore_index=True
    )
    planned = found["status"] == "planned"
    return pd.DataFrame(
        {
            "unit_id": found["unit_id"],
            "partner": found["partner"],
            "place": found["place"],
            "year_start": found["year_start"].mask(planned),
            "year_end": found["year_end"],
            "source": found["page_id"].str.replace(r":\d+$", "", regex=True),
            "row": found["block"] + 1,
            "column": found["page_id"],
            "status": found["status"].mask(found["status"] == UNSAID),
            "quote": found["quote"],
            **{name: found[name] for name in LOCATOR},
        }
    )
