"""Read a list of cities that a researcher supplies, for the frame; resources/supplied_cities_template.csv shows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.readers.published import read_delimited

if TYPE_CHECKING:
    import pandas as pd

SUPPLIED_CITIES = Dataset(
    name="supplied_cities",
    description="A list of cities of the researcher.",
    key=("unit_id",),
    fields=(
        Field("unit_id", "text", "identifier of the city, in all tables", required=True),
        Field("name", "text", "name, in Latin letters", required=True),
        Field("country", "text", "country, Eurostat code (EL for Greece)", required=True),
        Field("latitude", "number", "latitude, WGS 84", unit="degrees", minimum=-90, maximum=90, required=True),
        Field("longitude", "number", "longitude, WGS 84", unit="degrees", minimum=-180, maximum=180, required=True),
        Field("population", "integer", "inhabitants", unit="inhabitants", minimum=1, required=True),
        Field("population_year", "integer", "year of that figure", minimum=1990, maximum=2100, required=True),
        Field("capital", "boolean", "1 for the national capital, 0 for the others", required=True),
        Field("nuts3", "text", "NUTS 3 region; empty: it is found by name and place"),
    ),
)


def read_supplied_cities(path: str | Path) -> pd.DataFrame:
    """Return the cities of a supplied list (`SUPPLIED_CITIES`, and row).

    Raises
    ------
    BadInput
        when the file is missing or violates `SUPPLIED_CITIES`.
    """
    table = read_delimited(path, SUPPLIED_CITIES)
    SUPPLIED_CITIES.validate(table[SUPPLIED_CITIES.columns], Path(path).as_posix())
    return table
