"""The small map of a dossier: where a unit lies, and the units nearest to it on the map and by their factors."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import pandas as pd

from paradiplomacy.reports.figures import FAINT, INK
from paradiplomacy.reports.maps import EDGE, LAND, MAP_WINDOW, PROJECTION

if TYPE_CHECKING:
    import geopandas as gpd

SIMPLER_M = 8_000  # the outline of the land is drawn this coarsely: the map is small
UNIT, NEAR, ALIKE = "#9c1c1c", "#1f5a94", "#b07a10"
SIZE = (3.2, 3.2)  # inches


def simplified_land(basemap: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the land in the projection of the maps, its outline coarse enough for a small one."""
    land = basemap.to_crs(PROJECTION)
    return land.assign(geometry=land.geometry.simplify(SIMPLER_M))


def draw_locator(unit: pd.Series, near: pd.DataFrame, alike: pd.DataFrame, land: gpd.GeoDataFrame) -> str:
    """Return the map as SVG, to stand within a page.

    Parameters
    ----------
    unit, near, alike
        latitude and longitude of the unit, of its neighbours on the map and of those by factors.
    land
        as `simplified_land` returns it.
    """
    import geopandas as gpd

    figure, axes = plt.subplots(figsize=SIZE, layout="constrained")
    land.plot(ax=axes, color=LAND, edgecolor=EDGE, linewidth=0.4, zorder=1)
    layers = (
        (alike, ALIKE, "s", 16, 2, "alike by factors"),
        (near, NEAR, "o", 14, 3, "nearest"),
        (unit.to_frame().T, UNIT, "*", 110, 4, "this unit"),
    )
    for places, colour, marker, size, order, label in layers:
        x, y = (places[name].to_numpy(dtype=float) for name in ("longitude", "latitude"))
        points = gpd.GeoSeries.from_xy(x, y, crs=4326).to_crs(PROJECTION)
        axes.scatter(
            points.x,
            points.y,
            s=size,
            c=colour,
            marker=marker,
            edgecolors="white",
            linewidths=0.4,
            zorder=order,
            label=label,
        )
    west, east, south, north = MAP_WINDOW
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.legend(loc="upper left", fontsize=6.5, labelcolor=INK, edgecolor=FAINT, handletextpad=0.2, borderpad=0.2)
    sink = io.StringIO()
    figure.savefig(sink, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    drawn = sink.getvalue()
    return drawn[drawn.index("<svg") :]
