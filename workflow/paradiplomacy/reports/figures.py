"""All figures, in one style: the width of a journal page, safe for colour-blind readers and in grey, always with n.

Each function draws one figure and returns it; `save_figure` stamps and writes it as SVG, PDF and PNG.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

from paradiplomacy.config.model import Partner
from paradiplomacy.config.study import Factor
from paradiplomacy.reports.labels import sentence_case, term_label

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 6.5  # inches: the text block of an A4 page
PROJECTION = 3035  # ETRS89 / LAEA Europe, as Eurostat's maps
MAP_WINDOW = (2.45e6, 6.55e6, 1.35e6, 5.45e6)  # metres in that projection: the EU without outermost regions
LAND, SEA, EDGE, INK, FAINT = "#ece9e2", "#ffffff", "#c4bfb3", "#222222", "#8a8578"
SIZE_TICKS = (50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000)
LABEL_GAP = 6.0  # percentage points between two labels at the ends of lines
STAMP_COLOUR = "#b30000"
STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "axes.labelsize": 8.5,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8.5,
    "legend.fontsize": 8.5,
    "axes.linewidth": 0.8,
    "xtick.major.width": 0.8,
    "ytick.major.width": 0.8,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "svg.fonttype": "path",  # the same letters wherever the figure is opened
    "svg.hashsalt": "paradiplomacy",
    "pdf.fonttype": 42,
}

# the two partners of a comparison and what they make of a unit; lightness differs as well as hue
TYPE_LABELS = {
    "both": "both",
    "first": "{first} only",
    "second": "{second} only",
    "none": "neither",
    "unknown": "not known",
}
TYPE_COLOURS = {"both": "#2b1b4b", "none": "#ffffff", "unknown": "#cfcabd"}
# in print without colour red and blue are alike, so that shape tells them apart, too
CITY_MARKERS = {"both": "o", "first": "o", "second": "s", "none": "o", "unknown": "o"}
REGION_MARKERS = dict.fromkeys(CITY_MARKERS, "s")


def house_style() -> None:
    """Set the style of all figures."""
    sns.set_theme(style="ticks", rc=STYLE)


def save_figure(figure: Figure, stem: str | Path, stamp: str) -> None:
    """Write a figure as SVG, PDF and PNG (200 dpi) without date; `stamp` is printed on it when not empty."""
    if stamp:  # above the drawing, in space of its own, where it covers nothing
        figure.suptitle(stamp, fontsize=6.5, color=STAMP_COLOUR, fontweight="bold", x=0.995, ha="right")
    Path(stem).parent.mkdir(parents=True, exist_ok=True)
    metadata: dict[str, dict[str, Any]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}
    for kind, entries in metadata.items():
        figure.savefig(f"{stem}.{kind}", dpi=200, metadata=entries)
    plt.close(figure)


def cooperation_type(analysis: pd.DataFrame, outcome: str, partners: list[str]) -> pd.Series[str]:
    """Return for each unit both, first, second, none or unknown, by a binary outcome for two partners.

    A unit is unknown when either outcome is.
    """
    wide = analysis.pivot(index="unit_id", columns="partner", values=outcome)[partners]
    known = wide.notna().all(axis=1)
    first, second = (wide[partner].fillna(False).astype(bool) for partner in partners)
    kinds = np.select([~known, first & second, first, second], ["unknown", "both", "first", "second"], "none")
    return pd.Series(kinds, index=wide.index, name="type")


def draw_map_of_cities(
    units: pd.DataFrame, kinds: pd.Series[str], basemap: gpd.GeoDataFrame, partners: list[Partner]
) -> Figure:
    """Draw cities by type (colour) and population (area of the dot)."""
    import geopandas as gpd

    figure, axes = _map(basemap)
    cities = units[units["level"] == "city"].set_index("unit_id")
    points = gpd.GeoSeries.from_xy(cities["longitude"].astype(float), cities["latitude"].astype(float), crs=4326)
    points = points.to_crs(PROJECTION)
    colours = _type_colours(partners)
    area = 5 + 55 * np.sqrt(cities["population"].astype(float) / 3e6)
    kind = kinds.reindex(cities.index).fillna("unknown")
    for name in ("unknown", "none", "first", "second", "both"):  # what matters most lies on top
        inside = kind == name
        axes.scatter(
            points.x[inside],
            points.y[inside],
            s=area[inside],
            c=colours[name],
            marker=CITY_MARKERS[name],
            edgecolors=FAINT if name in ("none", "unknown") else "white",
            linewidths=0.4,
            zorder=3,
        )
    _type_legend(axes, kind, partners, CITY_MARKERS)
    return figure


def draw_map_of_regions(
    regions: gpd.GeoDataFrame, kinds: pd.Series[str], basemap: gpd.GeoDataFrame, partners: list[Partner]
) -> Figure:
    """Draw regions by type; `regions` has the columns unit_id and geometry (WGS 84)."""
    figure, axes = _map(basemap)
    shapes = regions.set_index("unit_id").to_crs(PROJECTION)
    kind = kinds.reindex(shapes.index).fillna("unknown")
    colours = _type_colours(partners)
    shapes.plot(ax=axes, color=[colours[name] for name in kind], edgecolor=FAINT, linewidth=0.35, zorder=2)
    _type_legend(axes, kind, partners, REGION_MARKERS)
    return figure


def draw_effects(estimates: pd.DataFrame, factors: Mapping[str, Factor], partners: Mapping[str, Partner]) -> Figure:
    """Draw average marginal effects with intervals, one row per term and one mark per partner (a forest plot).

    Parameters
    ----------
    estimates
        marginal effects of one model and level, in probabilities.
    """
    present = list(dict.fromkeys(estimates["term"]))
    terms = [term for name in factors for term in present if term.partition(": ")[0] == name]
    figure, axes = plt.subplots(figsize=(WIDTH, 0.42 * len(terms) + 1.1), layout="constrained")
    codes = [code for code in partners if code in set(estimates["partner"])]
    offsets = np.linspace(-0.16, 0.16, len(codes)) if len(codes) > 1 else [0.0]
    for code, offset, marker in zip(codes, offsets, "osD^v", strict=False):
        rows = estimates[estimates["partner"] == code].set_index("term").reindex(terms)
        place = np.arange(len(terms)) + offset
        colour = partners[code].colour
        axes.hlines(place, 100 * rows["conf_low"], 100 * rows["conf_high"], color=colour, linewidth=1.4)
        axes.plot(100 * rows["estimate"], place, marker, color=colour, markersize=5, label=partners[code].name)
    axes.axvline(0, color=FAINT, linewidth=0.8, zorder=0)
    axes.set_yticks(range(len(terms)), [term_label(term, factors) for term in terms])
    axes.invert_yaxis()
    axes.set_xlabel("Change of the probability, percentage points")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=len(codes), borderaxespad=0.2)
    sns.despine(ax=axes, left=True)
    axes.tick_params(axis="y", length=0)
    return figure


def draw_size_curve(predictions: pd.DataFrame, partners: Mapping[str, Partner]) -> Figure:
    """Draw the average predicted probability by population, with intervals, one labelled line per partner."""
    figure, axes = plt.subplots(figsize=(WIDTH, 3.1), layout="constrained")
    styles = iter(("-", "--", ":", "-."))
    ends: list[tuple[float, float, Partner]] = []
    for code, rows in predictions.groupby("partner", sort=False):
        rows = rows.sort_values("population")
        partner = partners[str(code)]
        size = rows["population"].astype(float)
        axes.fill_between(
            size,
            100 * rows["conf_low"].astype(float),
            100 * rows["conf_high"].astype(float),
            color=partner.colour,
            alpha=0.15,
            linewidth=0,
        )
        axes.plot(size, 100 * rows["estimate"].astype(float), next(styles), color=partner.colour, linewidth=1.6)
        ends.append((100 * float(rows["estimate"].iloc[-1]), float(size.iloc[-1]), partner))
    axes.set_xscale("log")
    axes.set_xlabel("Inhabitants (logarithmic scale)")
    axes.set_ylabel("Predicted probability, %")
    axes.set_ylim(0, 100)
    axes.xaxis.set_major_formatter(mpl.ticker.FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.xaxis.set_minor_formatter(mpl.ticker.NullFormatter())
    west, east = axes.get_xlim()
    axes.set_xticks([size for size in SIZE_TICKS if west <= size <= east])
    heights: list[float] = []  # of the labels at the ends of the lines, from below, no two closer than a line of text
    for end, _, _ in sorted(ends, key=lambda item: item[:2]):
        heights.append(max(end, heights[-1] + LABEL_GAP) if heights else end)
    above = max(0.0, heights[-1] - 100)
    for height, (_, size, partner) in zip(heights, sorted(ends, key=lambda item: item[:2]), strict=True):
        place = (size, height - above)
        axes.annotate(partner.name, place, (5, 0), textcoords="offset points", color=partner.colour, va="center")
    return figure


def _map(basemap: gpd.GeoDataFrame) -> tuple[Figure, Axes]:
    figure, axes = plt.subplots(figsize=(WIDTH, 5.0), layout="constrained")
    basemap.to_crs(PROJECTION).plot(ax=axes, color=LAND, edgecolor=EDGE, linewidth=0.4, zorder=1)
    west, east, south, north = MAP_WINDOW
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect("equal")
    axes.set_axis_off()
    return figure, axes


def _type_colours(partners: list[Partner]) -> dict[str, str]:
    return TYPE_COLOURS | {"first": partners[0].colour, "second": partners[1].colour}


def _type_legend(axes: Axes, kind: pd.Series[str], partners: list[Partner], markers: Mapping[str, str]) -> None:
    from matplotlib.lines import Line2D

    colours = _type_colours(partners)
    handles = []
    for name, text in TYPE_LABELS.items():
        if name == "unknown" and not (kind == name).any():
            continue
        label = text.format(first=partners[0].name, second=partners[1].name)
        label = f"{sentence_case(label)} ({int((kind == name).sum())})"
        handles.append(
            Line2D(
                [],
                [],
                marker=markers[name],
                linestyle="",
                markersize=6,
                color=colours[name],
                markeredgecolor=FAINT,
                label=label,
            )
        )
    axes.legend(
        handles=handles, loc="upper left", title="Cooperates with", alignment="left", fontsize=8, title_fontsize=8.5
    )
