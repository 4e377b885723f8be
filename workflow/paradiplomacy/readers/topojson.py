"""Read the NUTS regions of a Nuts2json file (quantised TopoJSON), for the frame.

GDAL's TopoJSON driver decodes the arcs; it does not read the projection, which the file does not state.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.problems import BadInput, Problem

if TYPE_CHECKING:
    import pandas as pd

LAYER = "nutsrg"  # nutsbn are boundaries, cntrg countries, gra the graticule
PROJECTION = 3035  # EPSG: ETRS89-LAEA, metres; Nuts2json keeps it in the path of the file, not in the file


def read_nuts_areas(path: str | Path) -> pd.DataFrame:
    """Return the regions of a Nuts2json file.

    Returns
    -------
    pandas.DataFrame
        nuts_id and geometry (shapely; EPSG:3035, metres), sorted by nuts_id.

    Raises
    ------
    BadInput
        when the file is missing, no such TopoJSON, or a region stands twice or has no valid area.
    """
    import geopandas as gpd
    import shapely
    from pyogrio.errors import DataLayerError, DataSourceError

    file = Path(path).as_posix()
    remedy = "download the file from Nuts2json again, in EPSG:3035"
    if not Path(path).exists():
        raise BadInput([Problem(file, "this file to exist", "put it there, or correct its name")])
    try:
        table = gpd.read_file(path, layer=LAYER, engine="pyogrio")
    except (DataSourceError, DataLayerError):
        raise BadInput([Problem(file, f'TopoJSON with an object "{LAYER}"', remedy)]) from None
    if "id" not in table or table["id"].isna().any():
        raise BadInput([Problem(file, "a code of each region", remedy, column="id")])
    whole = shapely.make_valid(table.geometry.to_numpy())  # quantised rings may touch themselves
    faults = table["id"].duplicated().to_numpy() | shapely.is_empty(whole)
    if faults.any():
        expected = "each region once, with an area"
        raise BadInput(Problem(file, expected, remedy, column="id", value=str(code)) for code in table["id"][faults])
    west, south, _, _ = shapely.total_bounds(whole)
    if abs(west) <= 360 and abs(south) <= 360:
        raise BadInput([Problem(file, f"coordinates in metres (EPSG:{PROJECTION}), not in degrees", remedy)])
    areas = table.assign(nuts_id=table["id"].astype("string"), geometry=whole)
    plain: pd.DataFrame = areas[["nuts_id", "geometry"]].sort_values("nuts_id", ignore_index=True)
    return plain
