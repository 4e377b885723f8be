"""Merge what respondents and registers say into ties: one per unit and partner place, with every piece of evidence.

Two spellings are one place when their first part is the same: "Suzhou" and "Suzhou, Jiangsu", "Halle" and
"Halle (Saale)". Two places of one name that differ only in their province are therefore one tie of a unit; a register
rarely gives the province, so that they could not be told apart by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from paradiplomacy.fields import Dataset
from paradiplomacy.tables import typed
from paradiplomacy.ties.fields import EVIDENCE, TIES
from paradiplomacy.web.names import PlaceName

if TYPE_CHECKING:
    import pandas as pd


def joined(tables: Sequence[pd.DataFrame], dataset: Dataset) -> pd.DataFrame:
    """Return the tables of one kind as one; none gives an empty table."""
    import pandas as pd

    return typed(pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=dataset.columns), dataset)


def build_ties(
    named_partners: pd.DataFrame, mentions: pd.DataFrame, places: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ties and their evidence.

    Parameters
    ----------
    named_partners
        partner places that respondents named (`NAMED_PARTNERS`), may be empty.
    mentions
        rows of registers (`MENTIONS`), may be empty.
    places
        for each partner country, names of places in other languages with the name under which ties are merged.

    Returns
    -------
    tuple
        `TIES` (the earliest year that a source gives; the spelling seen most often, the first in the alphabet of
        equally frequent ones) and `EVIDENCE` (one row per row and column of a raw file), both sorted.
    """
    import pandas as pd

    known = {
        (partner, PlaceName.of(other).base): name
        for partner, names in (places or {}).items()
        for other, name in names.items()
    }
    columns = ["unit_id", "partner", "place", "year_start", "source", "row", "column"]
    evidence = pd.concat(
        [table.reindex(columns=columns).astype({"year_start": "Int64"}) for table in (named_partners, mentions)],
        ignore_index=True,
    )
    evidence["tie_id"] = [
        tie_id(unit, partner, known.get((partner, PlaceName.of(place).base), place))
        for unit, partner, place in zip(evidence["unit_id"], evidence["partner"], evidence["place"], strict=True)
    ]
    ties = [
        {
            "tie_id": key,
            "unit_id": group["unit_id"].iloc[0],
            "partner": group["partner"].iloc[0],
            "place": min(group["place"].mode()),
            "year_start": group["year_start"].min(),
            "sources": "|".join(sorted(set(group["source"]))),
            "n_sources": group["source"].nunique(),
        }
        for key, group in evidence.groupby("tie_id", sort=True)
    ]
    quotes = evidence.rename(columns={"place": "quote"})[EVIDENCE.columns]
    return (
        typed(pd.DataFrame(ties, columns=TIES.columns), TIES),
        typed(quotes.drop_duplicates().sort_values(list(EVIDENCE.key)), EVIDENCE),
    )


def tie_id(unit_id: str, partner: str, place: str) -> str:
    """Return the identifier of a tie: unit, partner country and the normalised first part of the place."""
    slug = PlaceName.of(place).base or PlaceName.of(place.strip("()")).base
    return f"{unit_id}:{partner}:{slug.replace(' ', '-')}"
