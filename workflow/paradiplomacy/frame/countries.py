"""The table of countries: codes of three systems, macro-regions and the spellings that registers use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.frame.fields import COUNTRIES
from paradiplomacy.tables import read_table

if TYPE_CHECKING:
    import pandas as pd


def read_countries(path: str | Path) -> pd.DataFrame:
    """Return the table of countries.

    Raises
    ------
    BadInput
        when the file is missing or violates `COUNTRIES`.
    """
    countries = read_table(path, COUNTRIES)
    COUNTRIES.validate(countries, Path(path).as_posix())
    return countries


def labels_by_country(countries: pd.DataFrame) -> dict[str, list[str]]:
    """Return the spellings of each country in registers, by its Eurostat code."""
    return {
        country: labels.split("|") for country, labels in zip(countries["country"], countries["labels"], strict=True)
    }
