"""All figures, in one style: the width of a journal page, safe for colour-blind readers and in grey, always with n.

Each function draws one figure and returns it; `save_figure` stamps and writes it as SVG, PDF and PNG.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib import font_manager

from paradiplomacy.config.model import Partner
from paradiplomacy.config.study import Factor
from paradiplomacy.reports.contrast import legible
from paradiplomacy.reports.labels import sentence_case, term_label

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH = 6.5  # inches: the text block of an A4 page
INK, QUIET, FAINT = "#222222", "#5f5b52", "#8a8578"  # letters, small letters, lines
SIZE_TICKS = (50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000)
LABEL_GAP = 12.0  # percentage points between two labels at the ends of lines
STAMP_COLOUR = "#b30000"
FONT_LAYOUT = ("GDEF", "GPOS", "GSUB", "MATH")  # tables that tell a typesetter how letters follow each other
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


def house_style() -> None:
    """Set the style of all figures."""
    import seaborn as sns

    sns.set_theme(style="ticks", rc=STYLE)
    _plain_fonts()


@cache
def _plain_fonts() -> TemporaryDirectory[str]:
    """Have the fonts of the style read from copies without tables for typesetters, as long as this process runs.

    A PDF says where each letter stands, so nothing in it reads those tables of its fonts; yet to cut them to the
    letters of each figure took half of the time of all figures.
    """
    from fontTools.ttLib import TTFont

    folder = TemporaryDirectory(prefix="fonts-")
    fonts = font_manager.fontManager.ttflist
    for index, entry in enumerate(fonts):
        if entry.name == STYLE["font.family"]:
            copy = Path(folder.name) / Path(entry.fname).name
            with TTFont(entry.fname, recalcTimestamp=False) as font:
                for table in FONT_LAYOUT:
                    if table in font:
                        del font[table]
                font.save(copy)
            fonts[index] = replace(entry, fname=str(copy))
    return folder


def save_figure(figure: Figure, stem: str | Path, stamp: str) -> None:
    """Write a figure as SVG, PDF and PNG (200 dpi) without date; `stamp` is printed on it when not empty."""
    if stamp:  # above the drawing, in space of its own, where it covers nothing
        figure.suptitle(stamp, fontsize=6.5, color=STAMP_COLOUR, fontweight="bold", x=0.995, ha="right")
    Path(stem).parent.mkdir(parents=True, exist_ok=True)
    figure.draw_without_rendering()
    figure.set_layout_engine(None)  # laid out once, the same in every format
    metadata: dict[str, dict[str, Any]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}
    for kind, entries in metadata.items():
        figure.savefig(f"{stem}.{kind}", dpi=200, metadata=entries)
    plt.close(figure)


def draw_effects(estimates: pd.DataFrame, factors: Mapping[str, Factor], partners: Mapping[str, Partner]) -> Figure:
    """Draw average marginal effects with intervals, one row per term and one mark per partner (a forest plot).

    Parameters
    ----------
    estimates
        marginal effects of one model and level, in probabilities.
    """
    import seaborn as sns

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
        axes.plot(
            100 * rows["estimate"], place, marker, color=colour, markersize=5, label=_with_n(partners[code], rows["n"])
        )
    axes.axvline(0, color=FAINT, linewidth=0.8, zorder=0)
    axes.set_yticks(range(len(terms)), [term_label(term, factors) for term in terms])
    axes.set_ylim(len(terms) - 0.5, -0.5)
    axes.set_xlabel("Change of the probability, percentage points")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=len(codes), borderaxespad=0.2)
    sns.despine(ax=axes, left=True)
    axes.tick_params(axis="y", length=0)
    return figure


def draw_size_curve(predictions: pd.DataFrame, partners: Mapping[str, Partner], samples: Mapping[str, int]) -> Figure:
    """Draw the average predicted probability by population, with intervals, one labelled line per partner.

    Parameters
    ----------
    predictions
        `PREDICTIONS` of one study, level, outcome and model.
    samples
        units that the model of each partner rests on.
    """
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
    heights: list[float] = []  # of the labels at the ends of the lines, from below, none on another
    for end, _, _ in sorted(ends, key=lambda item: item[:2]):
        heights.append(max(end, heights[-1] + LABEL_GAP) if heights else end)
    above = max(0.0, heights[-1] - 100)
    for height, (_, size, partner) in zip(heights, sorted(ends, key=lambda item: item[:2]), strict=True):
        place = (size, height - above)
        code = next(code for code, known in partners.items() if known is partner)
        label = f"{sentence_case(partner.name)}\n(n = {samples[code]:,})"
        axes.annotate(label, place, (5, 0), textcoords="offset points", color=legible(partner.colour), va="center")
    return figure


def _with_n(partner: Partner, n: pd.Series[int]) -> str:
    """Return the name of a partner with the units that its estimates rest on, as legends give it."""
    return f"{sentence_case(partner.name)} (n = {int(n.max()):,})"
