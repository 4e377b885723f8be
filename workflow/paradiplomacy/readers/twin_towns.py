"""Read registers of twin towns of the English and the Italian Wikipedia: tables of pairs of places with countries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.readers.pairs import PAIR_COLUMNS
from paradiplomacy.readers.published import read_delimited

if TYPE_CHECKING:
    import pandas as pd

TWIN_TOWNS = Dataset(
    name="twin_towns",
    description="Pairs of twin towns; a pair may stand in either order.",
    key=PAIR_COLUMNS,
    fields=(
        Field("city1", "text", "place on whose country's page the pair stands"),
        Field("country1", "text", "its country, as the page calls it"),
        Field("city2", "text", "place that it is twinned with"),
        Field("country2", "text", "its country, as the page calls it; empty in a few rows"),
    ),
)

ITALIAN_INFOBOX = Dataset(
    name="italian_infobox",
    description="Twinnings in the infoboxes of Italian municipalities.",
    key=("comune_start_name", "comune_end_name", "comune_end_stato"),
    fields=(
        Field("comune_start_name", "text", "title of the municipality's page", required=True),
        Field("comune_end_name", "text", "place that it is twinned with, a link in wikitext"),
        Field("comune_end_stato", "text", "its country, in Italian"),
    ),
)
ITALY = "Italia"
# what tells the page of an Italian municipality from pages of other things; it says nothing on where the place is
PAGE_NOTE = r"\s*\((?:Italia|comune|comune italiano)\)$"
LINK_BAR = "{{!}}"  # wikitext: what follows is shown in place of the link's target


def read_twin_towns(path: str | Path) -> pd.DataFrame:
    """Return city1, country1, city2, country2 (text, missing where empty) and row.

    Raises
    ------
    BadInput
        when the file is missing, has another separator or lacks a column.
    """
    return read_delimited(path, TWIN_TOWNS)


def read_italian_infobox(path: str | Path) -> pd.DataFrame:
    """Return a table of Italian infoboxes in the columns of `read_twin_towns`; country1 is Italy.

    Of a link, the target is the place; "(Italia)" and "(comune)" behind a municipality belong to its page's title.

    Raises
    ------
    BadInput
        when the file is missing, has another separator, lacks a column, or a row lacks the municipality.
    """
    table = read_delimited(path, ITALIAN_INFOBOX, separator="|")
    target = table["comune_end_name"].str.partition(LINK_BAR)[0].str.strip()
    table = table.assign(
        city1=table["comune_start_name"].str.replace(PAGE_NOTE, "", regex=True),
        country1=ITALY,
        city2=target.mask(target == ""),
        country2=table["comune_end_stato"],
    )
    return table.astype({"country1": "string"})[[*PAIR_COLUMNS, "row"]]
