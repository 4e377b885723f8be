"""Read concordances of local administrative units and NUTS 3 regions, one file per country, for the frame.

A local unit is not the city everywhere: in Portugal it is the parish, in Ireland the electoral area, in Greece the
community, whose name stands in Greek script. Names are not unique; the identifier is.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.readers.published import read_text
from paradiplomacy.tables import parse_table

if TYPE_CHECKING:
    import pandas as pd

MISSING = "NA"  # R's sign for a missing number; a unit may be called so

LOCAL_UNITS = Dataset(
    name="local_units",
    description="Local administrative units with their NUTS 3 region.",
    key=("country", "lau_id"),
    fields=(
        Field("country", "text", "country, Eurostat code (EL for Greece)", required=True),
        Field("nuts_3", "text", "NUTS 3 region", required=True),
        Field("lau_id", "text", "national identifier, with its zeros", required=True),
        Field("lau_name", "text", "name in the language and script of the country", required=True),
        Field("population", "integer", "inhabitants", minimum=0),
        Field("concordance", "text", "official, or derived from the geometry", required=True),
    ),
)


def read_local_units(path: str | Path) -> pd.DataFrame:
    """Return the local units of a country.

    Returns
    -------
    pandas.DataFrame
        country, nuts3, lau_id (text: it may begin with zeros), name, population (missing for few), concordance, row.

    Raises
    ------
    BadInput
        when the file is missing, lacks a column, a figure cannot be read or an identifier stands twice.
    """
    file = Path(path).as_posix()
    text = read_text(path, LOCAL_UNITS.columns)
    if "population" in text:
        text["population"] = text["population"].replace(MISSING, None)
    table = parse_table(text, LOCAL_UNITS, file).assign(row=range(2, len(text) + 2))
    LOCAL_UNITS.validate(table[LOCAL_UNITS.columns], file)
    return table.rename(columns={"nuts_3": "nuts3", "lau_name": "name"})
