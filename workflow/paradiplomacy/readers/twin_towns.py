"""Read registers of twin towns: tables of pairs of places, each with its country, in the formats of their publishers.

Whatever the format, a reader returns city1, country1, city2, country2 and row, so that rows are read in both
directions, counted and quoted in one way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.readers.published import read_delimited

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("city1", "country1", "city2", "country2")

TWIN_TOWNS = Dataset(
    name="twin_towns",
    description="Pairs of twin towns; a pair may stand in either order.",
    key=COLUMNS,
    fields=(
        Field("city1", "text", "place on whose country's page the pair stands"),
        Field("country1", "text", "its country, as the page calls it"),
        Field("city2", "text", "place that it is twinned with"),
        Field("country2", "text", "its country, as the page calls it; empty in a few rows"),
    ),
)

# several rows of one pair are usual: one for each pair of coordinates and countries that Wikidata gives
WIKIDATA_EXPORT = Dataset(
    name="wikidata_export",
    description="Values of property P190 (twinned administrative body) of the places of one country.",
    key=("origincityLabel", "origincountry", "sistercityLabel", "destination_countryLabel"),
    fields=(
        Field("origincityLabel", "text", "place that has the property; its English label", required=True),
        Field("origincountry", "text", "its country", required=True),
        Field("sistercityLabel", "text", "value; its English label, or its identifier where it has none"),
        Field("destination_countryLabel", "text", "country of the value"),
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


def read_wikidata_export(path: str | Path) -> pd.DataFrame:
    """Return a tab-separated export of Wikidata's property P190 in the columns of `read_twin_towns`.

    Raises
    ------
    BadInput
        when the file is missing, has another separator, lacks a column, or a row lacks the place or its country.
    """
    table = read_delimited(path, WIKIDATA_EXPORT, separator="\t")
    return table.rename(columns=dict(zip(WIKIDATA_EXPORT.columns, COLUMNS, strict=True)))


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
    return table.astype({"country1": "string"})[[*COLUMNS, "row"]]


@dataclass(frozen=True)
class RegisterFormat:
    """A format of registers.

    Parameters
    ----------
    read
        its reader.
    columns
        names in the raw file of city1 and city2, for the evidence.
    """

    read: Callable[[str | Path], pd.DataFrame]
    columns: Mapping[str, str]


# by the name that the configuration gives the format
FORMATS = {
    "wikipedia_table": RegisterFormat(read_twin_towns, {"city1": "city1", "city2": "city2"}),
    "wikidata_export": RegisterFormat(read_wikidata_export, {"city1": "origincityLabel", "city2": "sistercityLabel"}),
    "italian_infobox": RegisterFormat(read_italian_infobox, {"city1": "comune_start_name", "city2": "comune_end_name"}),
}
