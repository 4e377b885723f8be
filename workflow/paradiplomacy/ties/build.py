"""Merge what respondents, registers and web pages say into ties: one per unit and partner place, with all evidence.

Two spellings are one place when their first part is the same: "Suzhou" and "Suzhou, Jiangsu", "Halle" and
"Halle (Saale)". Two places of one name that differ only in their province are therefore one tie of a unit; a register
rarely gives the province, so that they could not be told apart by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from paradiplomacy.fields import Dataset
from paradiplomacy.tables import of_types, typed
from paradiplomacy.ties.fields import EVIDENCE, LOCATOR, TIES
from paradiplomacy.web.names import PlaceName

if TYPE_CHECKING:
    import pandas as pd

TYPES = {
    "unit_id": "string",
    "partner": "string",
    "place": "string",
    "year_start": "Int64",
    "year_end": "Int64",
    "source": "string",
    "row": "Int64",
    "column": "string",
    "register": "string",
    "wave": "string",
    "status": "string",
    "quote": "string",
    "address": "string",
    "date": "string",
    "archive_offset": "Int64",
}
REPEATED = ["unit_id", "partner", "place", "source", "column", "register"]


def joined(tables: Sequence[pd.DataFrame], dataset: Dataset) -> pd.DataFrame:
    """Return the tables of one kind as one; none gives an empty table."""
    import pandas as pd

    return typed(pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=dataset.columns), dataset)


def build_ties(
    named_partners: pd.DataFrame,
    mentions: pd.DataFrame,
    places: Mapping[str, Mapping[str, str]] | None = None,
    as_of: Mapping[str, str | None] | None = None,
    pages: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ties and their evidence, in time and memory that grow as the rows do.

    Parameters
    ----------
    named_partners
        partner places that respondents named (`NAMED_PARTNERS`), may be empty.
    mentions
        rows of registers (`MENTIONS`), may be empty.
    places
        for each partner country, names of places in other languages with the name under which ties are merged.
    as_of
        year and month of the vintage of each register ("2026-02"); one without is left out of first and last seen.
    pages
        passages of web pages (`evidence_of_pages`); None: there are no archives.

    Returns
    -------
    tuple
        `TIES` (the status as the sources agree on it; the earliest year that a source gives; the spelling seen most
        often, the first in the alphabet of equally frequent ones) and `EVIDENCE` (one row per row and column of a raw
        file, or per page and block), both sorted.
    """
    import pandas as pd

    tables = [named_partners, mentions, *([] if pages is None else [pages])]
    evidence = pd.concat([of_types(table, TYPES) for table in tables], ignore_index=True)
    # sorted and grouped as numbers, each text once in memory
    evidence = evidence.assign(**{name: evidence[name].astype("category") for name in REPEATED})
    evidence["tie"], ids = _ties_of_rows(evidence, places or {})
    by_tie = evidence.groupby("tie", sort=True)
    ties = by_tie[["unit_id", "partner"]].first()
    ties.insert(0, "tie_id", ids)
    ties["place"] = _most_frequent(evidence)
    ties["year_start"] = by_tie["year_start"].min()
    ties["year_end"] = by_tie["year_end"].max()
    evidence["status"] = _said(evidence)
    ties["status"] = agreed_status(evidence["tie"], evidence["status"])
    ties[["first_seen", "last_seen"]] = _seen(evidence, as_of or {})
    ties["sources"], ties["n_sources"] = _sources(evidence)
    evidence["quote"] = evidence["quote"].fillna(evidence["place"].astype("string"))
    quotes = evidence[["tie", "source", "row", "column", "quote", "status", *LOCATOR]].drop_duplicates(
        ["tie", "source", "row", "column", "quote"]
    )
    quotes = quotes.sort_values(["tie", "source", "row", "column", "quote"], ignore_index=True)
    quotes["tie_id"] = ids.take(quotes["tie"]).array
    return typed(ties, TIES), typed(quotes[EVIDENCE.columns], EVIDENCE)


def _ties_of_rows(
    evidence: pd.DataFrame, places: Mapping[str, Mapping[str, str]]
) -> tuple[pd.Series[int], pd.Series[str]]:
    """Return the number of each row's tie, and the identifiers of the ties by number, in their alphabet.

    Each spelling of a place is taken apart once, and each identifier is put together once.
    """
    import pandas as pd

    known = {
        (partner, PlaceName.of(other).base): name for partner, names in places.items() for other, name in names.items()
    }
    cells = evidence[["partner", "place"]]
    spellings = cells.drop_duplicates().astype("string")
    slugs = [
        place_slug(known.get((partner, PlaceName.of(place).base), place))
        for partner, place in zip(spellings["partner"], spellings["place"], strict=True)
    ]
    spelling = cells.groupby(["partner", "place"], observed=True, sort=False).ngroup()  # as they come, like `spellings`
    slug = pd.Series(slugs, dtype="string").astype("category").take(spelling).set_axis(evidence.index)
    parts = evidence[["unit_id", "partner"]].assign(slug=slug)
    number = parts.groupby(["unit_id", "partner", "slug"], observed=True, sort=False).ngroup()
    first = parts.drop_duplicates().astype("string")
    ids = (first["unit_id"] + ":" + first["partner"] + ":" + first["slug"]).reset_index(drop=True)
    order = ids.argsort().to_numpy()
    rank = pd.Series(range(len(order)), index=order).sort_index()
    return rank.take(number).set_axis(evidence.index), ids.take(order).reset_index(drop=True)


def _said(evidence: pd.DataFrame) -> pd.Series[str]:
    """Return what each row says of the state of its tie; missing where it shows the tie and does not say.

    A respondent says what was ticked or written; without that, ended where a year of the end is given, and otherwise
    active. A register or a page says ended where it gives the end; a page also what its passage states.
    """
    says = evidence["status"]
    says = says.mask(says.isna() & evidence["year_end"].notna(), "ended")
    return says.mask(says.isna() & evidence["wave"].notna(), "active")


def agreed_status(ties: pd.Series[Any], says: pd.Series[str]) -> pd.Series[str]:
    """Return the status of each tie, by tie: what its evidence says where it agrees, else unknown.

    Evidence that does not say shows the tie all the same, so that a tie that others only plan is then unknown.

    Parameters
    ----------
    ties
        the tie of each row of evidence.
    says
        what the row says of its state; missing where it does not say.
    """
    said = says.groupby(ties).agg(["nunique", "first"])
    shown = says.isna().groupby(ties).any()
    agreed = said["nunique"].eq(1) & ~(said["first"].eq("planned").fillna(False).astype(bool) & shown)
    return said["first"].where(agreed, "unknown")


def _most_frequent(evidence: pd.DataFrame) -> pd.Series[str]:
    """Return the spelling of each tie that is seen most often; of equally frequent ones the first in the alphabet."""
    counts = evidence.groupby(["tie", "place"], observed=True).size().rename("n").reset_index()
    counts = counts.sort_values(["tie", "n", "place"], ascending=[True, False, True])
    return counts.drop_duplicates("tie").set_index("tie")["place"]


def _seen(evidence: pd.DataFrame, as_of: Mapping[str, str | None]) -> pd.DataFrame:
    """Return year and month of the first and the last register that shows each tie."""
    import pandas as pd

    vintages = sorted({vintage for vintage in as_of.values() if vintage})
    place = {vintage: number for number, vintage in enumerate(vintages)}
    number = evidence["register"].map({name: place[vintage] for name, vintage in as_of.items() if vintage})
    found = number.astype("Int64").groupby(evidence["tie"]).agg(["min", "max"])
    names = dict(enumerate(vintages))
    return pd.DataFrame({name: found[end].map(names) for name, end in (("first_seen", "min"), ("last_seen", "max"))})


def _sources(evidence: pd.DataFrame) -> tuple[pd.Series[str], pd.Series[int]]:
    """Return the sources of each tie, sorted and separated by |, and their number."""
    pairs = evidence[["tie", "source"]].drop_duplicates().sort_values(["tie", "source"], ignore_index=True)
    pairs["source"] = pairs["source"].astype("string")
    place = pairs.groupby("tie").cumcount()
    sources = pairs[place == 0].set_index("tie")["source"]
    for number in range(1, int(place.max() + 1) if len(place) else 0):  # at most as many rounds as there are sources
        further = pairs[place == number].set_index("tie")["source"]
        sources.loc[further.index] = sources.loc[further.index] + "|" + further
    return sources, pairs.groupby("tie").size()


def tie_id(unit_id: str, partner: str, place: str) -> str:
    """Return the identifier of a tie: unit, partner country and the normalised first part of the place."""
    return f"{unit_id}:{partner}:{place_slug(place)}"


def place_slug(place: str) -> str:
    """Return the normalised first part of a place as it stands in the identifier of a tie."""
    slug = PlaceName.of(place).base or PlaceName.of(place.strip("()")).base
    return slug.replace(" ", "-")
