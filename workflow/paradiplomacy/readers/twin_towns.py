"""Read a table of twin towns: one row per pair of places, each with its country, as lists on Wikipedia give them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.readers.published import read_delimited

if TYPE_CHECKING:
    import pandas as pd

TWIN_TOWNS = Dataset(
    name="twin_towns",
    description="Pairs of twin towns; a pair may stand in either order.",
    key=("city1", "country1", "city2", "country2"),
    fields=(
        Field("city1", "text", "place on whose country's page the pair stands"),
        Field("country1", "text", "its country, as the page calls it"),
        Field("city2", "text", "place that it is twinned with"),
        Field("country2", "text", "its country, as the page calls it; empty in a few rows"),
    ),
)


def read_twin_towns(path: str | Path) -> pd.DataFrame:
    """Return city1, country1, city2, country2 (text, missing where empty) and row.

    Raises
    ------
    BadInput
        when the file is missing, has another separator or lacks a column.
    """
    return read_delimited(path, TWIN_TOWNS)
