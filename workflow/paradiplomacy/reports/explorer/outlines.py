"""The shapes of the explorer's map, in the projection of the figures and in short whole numbers.

One unit of the page's map is 500 m of EPSG:3035; the origin is the upper left corner of the window of the figures.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy.reports.maps import MAP_WINDOW, PROJECTION

if TYPE_CHECKING:
    import geopandas as gpd

GRAIN = 500  # metres of one unit: a third of a pixel where the whole map is 3,000 pixels wide
LAND_TOLERANCE = 2_000  # metres by which a simplified coast may lie off
REGION_TOLERANCE = 1_200  # regions are looked at from nearer
SMALLEST_ISLAND = 2.5e7  # square metres; smaller parts of a country are not to be seen
MARGIN = 1.2e6  # metres of land kept around the window, so that the map may be moved


def window() -> tuple[int, int]:
    """Return width and height of the window in units of the page's map."""
    west, east, south, north = MAP_WINDOW
    return round((east - west) / GRAIN), round((north - south) / GRAIN)


def map_points(longitude: pd.Series[float], latitude: pd.Series[float]) -> tuple[list[int], list[int]]:
    """Return x and y of points (degrees, WGS 84) on the page's map; y grows towards the south."""
    import geopandas as gpd

    points = gpd.GeoSeries.from_xy(longitude.astype(float), latitude.astype(float), crs=4326).to_crs(PROJECTION)
    west, _, _, north = MAP_WINDOW
    across, down = (points.x - west) / GRAIN, (north - points.y) / GRAIN
    return [round(value) for value in across], [round(value) for value in down]


def land_outline(basemap: str | Path) -> str:
    """Return the countries of the base map (GeoJSON) as one SVG path."""
    import geopandas as gpd
    import shapely

    west, east, south, north = MAP_WINDOW
    shown = shapely.box(west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN)
    countries = gpd.read_file(basemap).to_crs(PROJECTION)
    seen = countries.geometry.make_valid().intersection(shown)
    simpler = _simplified(seen, LAND_TOLERANCE).explode(index_parts=False)
    return "".join(_path(polygon) for polygon in simpler if polygon.area >= SMALLEST_ISLAND)


def region_outlines(regions: str | Path, whole_of: Mapping[str, str], units: list[str]) -> dict[str, str]:
    """Return an SVG path for each region of `units` that the boundaries (GeoJSON, NUTS_ID) hold.

    Regions that are parts of a unit of the frame (`whole_of`) are drawn as that unit.
    """
    import geopandas as gpd

    shapes = gpd.read_file(regions).rename(columns={"NUTS_ID": "unit_id"})
    shapes = shapes.replace({"unit_id": dict(whole_of)}).dissolve("unit_id").to_crs(PROJECTION)
    shapes = shapes[shapes.index.isin(units)].sort_index()
    simpler = _simplified(shapes.geometry, REGION_TOLERANCE)
    paths = {str(unit): "".join(_path(part) for part in _parts(shape)) for unit, shape in simpler.items()}
    return {unit: path for unit, path in paths.items() if path}


def _simplified(shapes: gpd.GeoSeries, tolerance: float) -> gpd.GeoSeries:
    """Return the shapes with fewer points; neighbours keep the line that they share."""
    import geopandas as gpd
    import shapely

    simpler = shapely.coverage_simplify(shapes.make_valid().to_numpy(), tolerance)
    return gpd.GeoSeries(simpler, index=shapes.index, crs=shapes.crs)


def _parts(shape: Any) -> list[Any]:
    """Return the polygons of a shape, the largest first."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
    return sorted(parts, key=lambda part: (-part.area, part.bounds))


def _path(polygon: Any) -> str:
    """Return a polygon with its holes as an SVG path of relative whole numbers."""
    if polygon.geom_type != "Polygon":
        return ""
    west, _, _, north = MAP_WINDOW
    rings = []
    for ring in (polygon.exterior, *polygon.interiors):
        points = [(round((x - west) / GRAIN), round((north - y) / GRAIN)) for x, y in ring.coords[:-1]]
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(points)]
        moves = [f"{across} {down}" for across, down in steps if across or down]
        if len(moves) > 1:
            rings.append(f"M{points[0][0]} {points[0][1]}l{' '.join(moves)}z")
    return "".join(rings)
