"""Read the World Port Index (US National Geospatial-Intelligence Agency, Pub. 150) for the frame."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.readers.published import read_delimited

if TYPE_CHECKING:
    import pandas as pd

WORLD_PORT_INDEX = Dataset(
    name="world_port_index",
    description="The columns of the World Port Index that the frame uses.",
    key=("Main Port Name",),
    fields=(
        Field("Main Port Name", "text", "name of the port", required=True),
        Field("Country Code", "text", "name of the country, in spite of the heading"),
        Field("Harbor Size", "text", "Large, Medium, Small or Very Small; a blank where unknown"),
        Field("Latitude", "number", "latitude, WGS 84", unit="degrees", required=True),
        Field("Longitude", "number", "longitude, WGS 84", unit="degrees", required=True),
    ),
)


def read_world_port_index(path: str | Path) -> pd.DataFrame:
    """Return the ports: port, country (a name), harbour_size (missing where unknown), latitude, longitude, row.

    Raises
    ------
    BadInput
        when the file is missing, has another separator, lacks a column or holds a coordinate that is no number.
    """
    return read_delimited(path, WORLD_PORT_INDEX).rename(
        columns={
            "Main Port Name": "port",
            "Country Code": "country",
            "Harbor Size": "harbour_size",
            "Latitude": "latitude",
            "Longitude": "longitude",
        }
    )
