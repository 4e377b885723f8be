"""Maps of cities and regions in one projection, with insets of the outermost regions and units without answer visible.

Called by `study_figures`. What two partners make of a unit is told by colour, lightness and shape, the population of a
city by the area of its dot; both have a legend beside the map, where they hide no unit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from paradiplomacy.config.model import Partner
from paradiplomacy.reports.figures import FAINT, WIDTH
from paradiplomacy.reports.labels import sentence_case

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PROJECTION = 3035  # ETRS89 / LAEA Europe, as Eurostat's maps
MAP_WINDOW = (2.58e6, 6.55e6, 1.35e6, 5.45e6)  # metres in that projection: the EU without outermost regions
MAP_PLACE = (0.25, 0.0, 0.75, 0.96)  # of the figure: left of it stand legends and insets
LAND, EDGE = "#ece9e2", "#c4bfb3"
LEGEND_POPULATIONS = (100_000, 500_000, 2_000_000)
TYPE_LABELS = {
    "both": "both",
    "first": "{first} only",
    "second": "{second} only",
    "none": "neither",
    "unknown": "not known",
}
ONE_PARTNER_LABELS = {"first": "yes", "none": "no", "unknown": "not known"}  # the title of the legend says of what
TYPE_COLOURS = {"both": "#2b1b4b", "none": "#ffffff", "unknown": "#cfcabd"}
DRAWN_LAST = ("unknown", "none", "first", "second", "both")  # what matters most lies on top
# in print without colour red and blue are alike, and both dark beside red, so that shape tells them apart, too
CITY_MARKERS = {"both": "D", "first": "o", "second": "s", "none": "o", "unknown": "o"}
ROUND = (
    np.pi / 4
)  # area of a circle by that of the square around it: marks with corners are drawn no larger than round ones
REGION_MARKERS = dict.fromkeys(CITY_MARKERS, "s")
HATCH = "////"  # of regions of the second partner, for the same reason


class Inset(NamedTuple):
    """An outermost region: its name, and the window of it in degrees (west, east, south, north)."""

    name: str
    window: tuple[float, float, float, float]


INSETS = (
    Inset("Azores", (-31.6, -24.7, 36.5, 40.1)),
    Inset("Madeira", (-17.5, -16.1, 32.3, 33.3)),
    Inset("Canary Islands", (-18.4, -13.2, 27.4, 29.6)),
    Inset("Guadeloupe", (-62.0, -60.9, 15.7, 16.7)),
    Inset("Martinique", (-61.4, -60.6, 14.3, 15.0)),
    Inset("French Guiana", (-55.0, -51.2, 1.8, 6.2)),
    Inset("Réunion", (55.0, 56.1, -21.6, -20.7)),
    Inset("Mayotte", (44.8, 45.5, -13.2, -12.5)),
)


def cooperation_type(analysis: pd.DataFrame, outcome: str, partners: list[str]) -> pd.Series[str]:
    """Return for each unit both, first, second, none or unknown, by a binary column for one partner or two.

    A unit is unknown when either partner is; with one partner it is first, none or unknown.
    """
    wide = analysis.pivot(index="unit_id", columns="partner", values=outcome)[partners]
    known = wide.notna().all(axis=1)
    yes = [wide[partner].fillna(False).astype(bool) for partner in partners]
    first, second = [*yes, pd.Series(False, index=wide.index)][:2]
    kinds = np.select([~known, first & second, first, second], ["unknown", "both", "first", "second"], "none")
    return pd.Series(kinds, index=wide.index, name="type")


def draw_map_of_cities(
    units: pd.DataFrame,
    kinds: pd.Series[str],
    basemap: gpd.GeoDataFrame,
    regions: gpd.GeoDataFrame,
    partners: list[Partner],
    title: str = "Cooperates with",
) -> Figure:
    """Draw cities by type (colour, shape) and population (area of the dot).

    Parameters
    ----------
    units
        `UNITS`; rows of other levels are left out.
    kinds
        type of each city, as `cooperation_type` gives it; a city without one is unknown.
    basemap, regions
        land of the map, and of the insets (WGS 84); the base map ends before the outermost regions.
    """
    cities = units[units["level"] == "city"].set_index("unit_id")
    east, north = cities["longitude"].astype(float), cities["latitude"].astype(float)
    area = pd.Series(_area(cities["population"].astype(float)), index=cities.index)
    kind = kinds.reindex(cities.index).fillna("unknown")
    colours = _type_colours(partners)

    def draw(axes: Axes, inside: pd.Series[bool], crs: int | str) -> None:
        import geopandas as gpd

        points = gpd.GeoSeries.from_xy(east[inside], north[inside], crs=4326, index=cities.index[inside]).to_crs(crs)
        for name in DRAWN_LAST:
            chosen = points[kind[inside] == name]
            axes.scatter(
                chosen.x,
                chosen.y,
                s=area[chosen.index] * (1 if CITY_MARKERS[name] == "o" else ROUND),
                c=colours[name],
                marker=CITY_MARKERS[name],
                edgecolors=FAINT if name in ("none", "unknown") else "white",
                linewidths=0.4,
                zorder=3,
            )

    figure, axes = _map(basemap)
    draw(axes, _in_no_inset(east, north), PROJECTION)
    _draw_insets(figure, east, north, regions, draw)
    _type_legend(figure, kind, partners, CITY_MARKERS, title)
    _size_legend(figure)
    return figure


def draw_map_of_regions(
    regions: gpd.GeoDataFrame,
    kinds: pd.Series[str],
    basemap: gpd.GeoDataFrame,
    partners: list[Partner],
    title: str = "Cooperates with",
) -> Figure:
    """Draw regions by type (colour, hatch); `regions` has the columns unit_id and geometry (WGS 84)."""
    shapes = regions.set_index("unit_id")
    # of the largest part: the point of Madeira with its far islets would lie in the sea
    middle = shapes.geometry.map(
        lambda shape: max(getattr(shape, "geoms", [shape]), key=lambda part: part.area).representative_point()
    )
    kind = kinds.reindex(shapes.index).fillna("unknown")
    colours = _type_colours(partners)

    def draw(axes: Axes, inside: pd.Series[bool], crs: int | str) -> None:
        projected = shapes[inside].to_crs(crs)
        for name in DRAWN_LAST:
            chosen = projected[kind[inside] == name]
            if len(chosen):
                hatch = HATCH if name == "second" else None
                chosen.plot(ax=axes, color=colours[name], edgecolor=FAINT, linewidth=0.35, hatch=hatch, zorder=2)

    figure, axes = _map(basemap)
    draw(axes, _in_no_inset(middle.x, middle.y), PROJECTION)
    _draw_insets(figure, middle.x, middle.y, None, draw)
    _type_legend(figure, kind, partners, REGION_MARKERS, title)
    return figure


def _area(population: pd.Series[float] | Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the area of dots, points²: proportional to the population, and never too small to be seen."""
    return 6 + 55 * np.asarray(population, dtype=float) / 2e6


def _map(basemap: gpd.GeoDataFrame) -> tuple[Figure, Axes]:
    figure = plt.figure(figsize=(WIDTH, 5.2))
    axes = figure.add_axes(MAP_PLACE)
    basemap.to_crs(PROJECTION).plot(ax=axes, color=LAND, edgecolor=EDGE, linewidth=0.4, zorder=1)
    west, east, south, north = MAP_WINDOW
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect("equal", anchor="E")
    axes.set_axis_off()
    return figure, axes


def _inside(inset: Inset, east: pd.Series[float], north: pd.Series[float]) -> pd.Series[bool]:
    west_end, east_end, south_end, north_end = inset.window
    return east.between(west_end, east_end) & north.between(south_end, north_end)


def _in_no_inset(east: pd.Series[float], north: pd.Series[float]) -> pd.Series[bool]:
    found = pd.Series(True, index=east.index)
    for inset in INSETS:
        found &= ~_inside(inset, east, north)
    return found


def _draw_insets(
    figure: Figure,
    east: pd.Series[float],
    north: pd.Series[float],
    land: gpd.GeoDataFrame | None,
    draw: Callable[[Axes, pd.Series[bool], int | str], None],
) -> None:
    """Draw a small map for each outermost region that holds a unit, in two columns at the lower left."""
    shown = [inset for inset in INSETS if _inside(inset, east, north).any()]
    width, height = 0.12, 0.105
    for place, inset in enumerate(shown):
        row, column = divmod(place, 2)
        rows = (len(shown) + 1) // 2
        axes = figure.add_axes(
            (0.005 + column * (width + 0.005), 0.01 + (rows - 1 - row) * (height + 0.03), width, height)
        )
        west, east_end, south, north_end = inset.window
        crs = f"+proj=laea +lat_0={(south + north_end) / 2} +lon_0={(west + east_end) / 2} +units=m"
        if land is not None:
            near = land.cx[west:east_end, south:north_end]
            if len(near):
                near.to_crs(crs).plot(ax=axes, color=LAND, edgecolor=EDGE, linewidth=0.4, zorder=1)
        draw(axes, _inside(inset, east, north), crs)
        degree = 111_320.0  # metres of a degree of latitude
        half = (
            degree * (north_end - south) / 2,
            degree * (east_end - west) / 2 * np.cos(np.radians((south + north_end) / 2)),
        )
        axes.set_xlim(-half[1], half[1])
        axes.set_ylim(-half[0], half[0])
        axes.set_aspect("equal")
        axes.set(xlabel="", ylabel="")
        axes.set_xticks([])
        axes.set_yticks([])
        for spine in axes.spines.values():
            spine.set_visible(True)
            spine.set_linewidth(0.5)
        axes.set_title(inset.name, fontsize=6, fontweight="normal", loc="left", pad=2)


def _type_colours(partners: list[Partner]) -> dict[str, str]:
    return TYPE_COLOURS | {"first": partners[0].colour, "second": partners[-1].colour}


def _type_legend(
    figure: Figure, kind: pd.Series[str], partners: list[Partner], markers: Mapping[str, str], title: str
) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    colours = _type_colours(partners)
    handles: list[Line2D | Patch] = []
    for name, text in (TYPE_LABELS if len(partners) > 1 else ONE_PARTNER_LABELS).items():
        if name == "unknown" and not (kind == name).any():
            continue
        label = text.format(first=partners[0].name, second=partners[-1].name)
        label = f"{sentence_case(label)} ({int((kind == name).sum())})"
        if markers is REGION_MARKERS:
            hatch = HATCH if name == "second" else None
            handles.append(Patch(facecolor=colours[name], edgecolor=FAINT, linewidth=0.5, hatch=hatch, label=label))
            continue
        handles.append(
            Line2D(
                [], [], marker=markers[name], linestyle="", markersize=6, color=colours[name],
                markeredgecolor=FAINT, markeredgewidth=0.5, label=label,
            )
        )  # fmt: skip
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.0, 0.95), title=title, alignment="left", fontsize=7.5,
        title_fontsize=8, borderaxespad=0, handletextpad=0.4, handlelength=1.4,
    )  # fmt: skip


def _size_legend(figure: Figure) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D(
            [], [], marker="o", linestyle="", markersize=float(np.sqrt(area)), color="white", markeredgecolor=FAINT,
            markeredgewidth=0.7, label=f"{population:,}",
        )
        for population, area in zip(LEGEND_POPULATIONS, _area(LEGEND_POPULATIONS), strict=True)
    ]  # fmt: skip
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.0, 0.71), title="Inhabitants", alignment="left",
        fontsize=7.5, title_fontsize=8, borderaxespad=0, handletextpad=0.4, handlelength=1.4,
    )  # fmt: skip
