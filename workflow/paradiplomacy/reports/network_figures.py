"""Figures on the network: provinces and states as tiles, and the ties between countries and provinces or states."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from paradiplomacy.config.model import Partner
from paradiplomacy.fields import Dataset, Field
from paradiplomacy.reports.contrast import LETTERS, contrast_ratio
from paradiplomacy.reports.figures import FAINT, INK, QUIET, WIDTH
from paradiplomacy.reports.maps import EDGE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TILES = Dataset(
    name="tile_grid",
    description="Provinces and states of partner countries on a grid of tiles.",
    key=("country", "admin1"),
    fields=(
        Field("country", "text", "partner country", required=True),
        Field("admin1", "text", "province or state, as the gazetteer names it", required=True),
        Field("label", "text", "short label", required=True),
        Field("row", "integer", "row, from the north", minimum=0, required=True),
        Field("column", "integer", "column, from the west", minimum=0, required=True),
    ),
)
TILE = 0.94  # side of a tile, of the distance between two
SHOWN = 12  # countries, and provinces or states, that have a name of their own
OTHERS = "all others"
GAP = 0.012  # between two bars, as a part of the height
BAR = 0.02


def draw_tiles(places: pd.DataFrame, tiles: pd.DataFrame, partner: Partner) -> Figure:
    """Draw each province or state as a tile with its number of ties; the darker, the more (square root of the share).

    Provinces and states that have no tile are listed under the map.

    Parameters
    ----------
    places
        `NETWORK_PLACES` of one partner and level.
    tiles
        `TILES` of the partner.
    """
    ties = places.set_index("admin1")["ties"]
    shade = np.sqrt(tiles["admin1"].map(ties).fillna(0).to_numpy(dtype=float) / float(ties.max()))
    columns, rows = int(tiles["column"].max()) + 1, int(tiles["row"].max()) + 1
    figure, axes = plt.subplots(figsize=(WIDTH, 0.25 + rows * WIDTH / max(columns, 9) * 0.8), layout="constrained")
    colour = np.array(to_rgb(partner.colour))
    for tile, depth in zip(tiles.itertuples(), shade, strict=True):
        count = int(ties.get(tile.admin1, 0))
        face = tuple(1 - depth * (1 - colour)) if count else (1.0, 1.0, 1.0)
        axes.add_patch(Rectangle((tile.column, tile.row), TILE, TILE, facecolor=face, edgecolor=EDGE, linewidth=0.6))
        ink = INK if contrast_ratio(to_hex(face), INK) >= LETTERS else "white"
        x = tile.column + TILE / 2
        axes.text(x, tile.row + 0.36, tile.label, ha="center", va="center", fontsize=8, color=ink)
        if count:
            axes.text(
                x, tile.row + 0.68, f"{count}", ha="center", va="center", fontsize=8, color=ink, fontweight="bold"
            )
    absent = [f"{name} {count}" for name, count in ties.items() if name not in set(tiles["admin1"])]
    if absent:
        axes.text(0, rows + 0.2, "Also: " + ", ".join(absent), fontsize=7, color=QUIET, va="top")
    axes.set_xlim(-0.1, columns + 0.1)
    axes.set_ylim(rows + (0.5 if absent else 0.05), -0.05)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.set_title(_all_ties(places, partner), fontsize=7.5, fontweight="normal")
    return figure


def draw_flows(flows: pd.DataFrame, partner: Partner) -> Figure:
    """Draw ties between countries (left) and provinces or states (right) as bands whose width is their number.

    The most frequent ones have a name of their own, in falling order; the others are one bar each.

    Parameters
    ----------
    flows
        `NETWORK_FLOWS` of one partner and level.
    """
    table = flows.assign(left=_named(flows, "country_name"), right=_named(flows, "admin1"))
    bands = table.groupby(["left", "right"])["ties"].sum().astype(int)
    sides = {side: _bars(table, side) for side in ("left", "right")}
    figure, axes = plt.subplots(figsize=(WIDTH, 4.4), layout="constrained")
    edges = {"left": (0.0, BAR), "right": (1 - BAR, 1.0)}
    next_free = {side: {name: bar[0] for name, bar in bars.items()} for side, bars in sides.items()}
    scale = _scale(table)
    for left in sides["left"]:
        for right in sides["right"]:
            width = bands.get((left, right), 0) * scale
            if width:
                start, end = next_free["left"][left], next_free["right"][right]
                other = OTHERS in (left, right)
                _band(axes, start, end, width, FAINT if other else partner.colour, 0.18 if other else 0.4)
                next_free["left"][left] += width
                next_free["right"][right] += width
    for side, bars in sides.items():
        x, x_end = edges[side]
        for name, (low, high) in bars.items():
            axes.add_patch(Rectangle((x, low), x_end - x, high - low, facecolor=INK, linewidth=0))
            count = int(table.loc[table[side] == name, "ties"].sum())
            axes.text(
                x - 0.012 if side == "left" else x_end + 0.012, (low + high) / 2, f"{name} {count}",
                ha="right" if side == "left" else "left", va="center", fontsize=7.5, color=INK,
            )  # fmt: skip
    axes.set_title(_all_ties(flows, partner), fontsize=7.5, fontweight="normal")
    axes.set_xlim(-0.28, 1.28)
    axes.set_ylim(1.0, 0.0)
    axes.set_axis_off()
    return figure


def _all_ties(table: pd.DataFrame, partner: Partner) -> str:
    return f"{int(table['ties'].sum()):,} ties with {partner.name}"


def _named(flows: pd.DataFrame, column: str) -> pd.Series[str]:
    """Return the name of each row's country or province, or `OTHERS` beyond the most frequent ones."""
    ties = flows.groupby(column)["ties"].sum()
    ranked = ties.reset_index().sort_values(["ties", column], ascending=[False, True])
    return flows[column].where(flows[column].isin(ranked[column].head(SHOWN)), OTHERS)


def _scale(table: pd.DataFrame) -> float:
    bars = max(table["left"].nunique(), table["right"].nunique())
    return float((1 - GAP * (bars - 1)) / table["ties"].sum())


def _bars(table: pd.DataFrame, side: str) -> dict[str, tuple[float, float]]:
    """Return upper and lower end of the bar of each name: the most frequent on top, the others last."""
    ties = table.groupby(side)["ties"].sum().reset_index()
    ties = ties.assign(last=ties[side] == OTHERS).sort_values(["last", "ties", side], ascending=[True, False, True])
    scale, at = _scale(table), 0.0
    found = {}
    for name, count in zip(ties[side], ties["ties"], strict=True):
        found[str(name)] = (at, at + float(count) * scale)
        at += float(count) * scale + GAP
    return found


def _band(axes: Axes, start: float, end: float, width: float, colour: str, alpha: float) -> None:
    left, right, bend = BAR, 1 - BAR, 0.5
    points = [
        (left, start), (bend, start), (bend, end), (right, end),
        (right, end + width), (bend, end + width), (bend, start + width), (left, start + width), (left, start),
    ]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    axes.add_patch(PathPatch(Path(points, codes), facecolor=colour, alpha=alpha, linewidth=0))
