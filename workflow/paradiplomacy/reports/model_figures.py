"""Figures on kinds of cooperation: profiles of the classes, and the model of cooperation as a diagram."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from textwrap import fill
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from paradiplomacy.config.model import Partner
from paradiplomacy.findings.values import printed
from paradiplomacy.reports.figures import FAINT, INK, WIDTH
from paradiplomacy.reports.maps import LAND

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ACROSS = 3  # panels of classes in a row
TITLE = 18  # letters in a line of their titles
FIELD_GAP = 0.7  # rows between two questions
NULLS = {"marginal effect": 0.0, "rate ratio": 1.0, "odds ratio": 1.0, "Somers' D": 0.0}
# the diagram, in inches: boxes at the sides, sources between them
SIDE, MIDDLE, ROW = 0.85, 1.55, 0.42
HALF = 0.165  # of the height of a box
GAP = 0.42  # between two parts
TEXT, SMALL = 7.2, 6.4


def draw_profiles(profiles: pd.DataFrame) -> Figure:
    """Draw one panel per class: the probability of each item with its interval, and a tick for the share of all units.

    Parameters
    ----------
    profiles
        `TYPOLOGY_PROFILES` of one sample.
    """
    items = profiles.drop_duplicates("item").sort_values("order")
    breaks = pd.factorize(items["field"])[0].astype(float)
    place = dict(zip(items["item"], np.arange(len(items)) + FIELD_GAP * breaks, strict=True))
    classes = sorted(profiles["class"].unique())
    across = min(ACROSS, len(classes))
    down = ceil(len(classes) / across)
    figure, panels = plt.subplots(
        down, across, figsize=(WIDTH, down * (1.0 + 0.165 * len(items))), sharex=True, sharey=True,
        layout="constrained", squeeze=False,
    )  # fmt: skip
    for axes, number in zip(panels.flat, classes, strict=False):
        own = profiles[profiles["class"] == number]
        height = own["item"].map(place).to_numpy(dtype=float)
        low, high, value, overall = (
            100 * own[name].to_numpy(dtype=float) for name in ("conf_low", "conf_high", "probability", "overall")
        )
        axes.hlines(height, low, high, color=FAINT, linewidth=1.6)
        axes.plot(overall, height, "|", color=FAINT, markersize=8, markeredgewidth=1.2, label="all units")
        axes.plot(value, height, "o", color=INK, markersize=4.5, label="this class")
        share = printed(float(own["share"].iloc[0]), "share")
        axes.set_title(f"{number}: {fill(own['label'].iloc[0], TITLE)}\n{share}", fontsize=7.5)
        axes.set_xlim(-3, 103)
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x", color=LAND, linewidth=0.8)
        axes.set_axisbelow(True)
    for axes in list(panels.flat)[len(classes) :]:
        axes.set_visible(False)
    panels[0, 0].set_yticks(list(place.values()), items["item_label"].tolist(), fontsize=7.5)
    panels[0, 0].invert_yaxis()
    for axes in panels[-1]:
        axes.set_xlabel("Units that tick it, %")
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower left", ncols=2, frameon=False)
    return figure


def draw_model(model: pd.DataFrame, partners: Mapping[str, Partner]) -> Figure:
    """Draw the model of cooperation: boxes, and arrows that carry the estimate of each partner with its interval.

    Above, conditions lead to cooperation and to the number of ties; below, among the units that cooperate, the same
    conditions and what the units say of their cooperation lead to success.

    An arrow is a full line where the interval of at least one partner leaves out no effect, and dashed elsewhere; an
    arrow without an estimate is not drawn, nor a box to which none leads.

    Parameters
    ----------
    model
        `COOPERATION_MODEL` of one level.
    """
    conditions = model[model["end"].isin(["cooperation", "intensity"])]
    rows = _sources(conditions)
    within = model[model["end"] == "success"]
    parts = {
        "odds ratio of a higher class": within[within["quantity"] == "odds ratio"],
        "Somers’ D": within[within["quantity"] == "Somers' D"],
    }
    parts = {caption: part for caption, part in parts.items() if len(part)}
    below = {caption: _sources(part) for caption, part in parts.items()}
    lower = sum(GAP + ROW * len(sources) for sources in below.values())
    top = 0.62
    height = top + ROW * len(rows) + lower + 0.1
    figure = plt.figure(figsize=(WIDTH, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    left, right = (0.05, 0.05 + SIDE), (WIDTH - 0.05 - SIDE, WIDTH - 0.05)
    centre = ((WIDTH - MIDDLE) / 2, (WIDTH + MIDDLE) / 2)
    axes.text(
        0.05, 0.3, "   ".join(f"{code}: {partners[code].name}" for code in dict.fromkeys(model["partner"])),
        fontsize=TEXT, color=INK, va="center",
    )  # fmt: skip
    _caption(axes, "average marginal effect, percentage points", (left[1] + centre[0]) / 2, top - 0.12)
    targets = [("cooperation", "Cooperates", left, centre[0], left[1])]
    if (conditions["end"] == "intensity").any():
        _caption(axes, "rate ratio", (right[0] + centre[1]) / 2, top - 0.12)
        targets.append(("intensity", "Number of ties", right, centre[1], right[0]))
    bottom = top + ROW * len(rows)
    for _, text, sides, _, _ in targets:
        _box(axes, text, sides, (top + 0.06, bottom - 0.06), bold=True)
    for place, (start, label) in enumerate(rows.items()):
        middle = top + ROW * (place + 0.5)
        _box(axes, label, centre, (middle - HALF, middle + HALF))
        for target, _, _, begin, end in targets:
            arrow = conditions[(conditions["start"] == start) & (conditions["end"] == target)]
            _arrow(axes, arrow, (begin, end), middle)
    if below:
        first, last = bottom + GAP, bottom + lower
        _box(axes, "Units that cooperate", left, (first + 0.06, last - 0.06))
        _box(axes, "Success: index of what they report", right, (first + 0.06, last - 0.06), bold=True)
        x = sum(left) / 2
        axes.add_patch(
            FancyArrowPatch((x, bottom - 0.06), (x, first + 0.06), arrowstyle="-|>", mutation_scale=9, color=INK)
        )
    for caption, sources in below.items():
        bottom += GAP
        _caption(axes, caption, (right[0] + centre[1]) / 2, bottom - 0.12)
        for place, (start, label) in enumerate(sources.items()):
            middle = bottom + ROW * (place + 0.5)
            _box(axes, label, centre, (middle - HALF, middle + HALF))
            axes.plot([left[1], centre[0]], [middle, middle], color=FAINT, linewidth=0.8)
            _arrow(axes, parts[caption][parts[caption]["start"] == start], (centre[1], right[0]), middle)
        bottom += ROW * len(sources)
    return figure


def _sources(arrows: pd.DataFrame) -> dict[str, str]:
    """Return the boxes at which arrows begin, with their words, in the order of print."""
    first = arrows.sort_values(["order", "start"]).drop_duplicates("start")
    return dict(zip(first["start"], first["start_label"], strict=True))


def _box(axes: Axes, text: str, across: tuple[float, float], down: tuple[float, float], *, bold: bool = False) -> None:
    width, height = across[1] - across[0], down[1] - down[0]
    axes.add_patch(
        FancyBboxPatch(
            (across[0], down[0]), width, height, boxstyle="round,pad=0,rounding_size=0.06", facecolor=LAND,
            edgecolor=INK if bold else FAINT, linewidth=1.0 if bold else 0.8,
        )
    )  # fmt: skip
    wrapped = fill(text, max(int(width * (15 if bold else 17)), 8))
    axes.text(
        sum(across) / 2, sum(down) / 2, wrapped, ha="center", va="center", fontsize=TEXT, color=INK,
        fontweight="bold" if bold else "normal",
    )  # fmt: skip


def _caption(axes: Axes, text: str, x: float, y: float) -> None:
    axes.text(x, y, text, ha="center", va="center", fontsize=SMALL, color=FAINT)


def _arrow(axes: Axes, estimates: pd.DataFrame, across: tuple[float, float], y: float) -> None:
    """Draw one arrow with the estimates of all partners: the first above the line, the others below it."""
    if estimates.empty:
        return
    rows = list(estimates.itertuples())
    clear = [_clear(row) for row in rows]
    axes.add_patch(
        FancyArrowPatch(
            (across[0], y), (across[1], y), arrowstyle="-|>", mutation_scale=9, shrinkA=0, shrinkB=0,
            color=INK if any(clear) else FAINT, linewidth=1.1 if any(clear) else 0.8,
            linestyle="-" if any(clear) else (0, (3, 2)),
        )
    )  # fmt: skip
    for place, (row, strong) in enumerate(zip(rows, clear, strict=True)):
        above = place == 0
        axes.text(
            sum(across) / 2, y + (-0.045 if above else 0.045 + 0.12 * (place - 1)), f"{row.partner} {_estimate(row)}",
            ha="center", va="bottom" if above else "top", fontsize=SMALL, color=INK,
            fontweight="bold" if strong else "normal",
        )  # fmt: skip


def _clear(row: Any) -> bool:
    null = NULLS[row.quantity]
    return bool(pd.notna(row.conf_low) and (row.conf_low > null or row.conf_high < null))


def _estimate(row: Any) -> str:
    ends = (row.estimate, row.conf_low, row.conf_high)
    if row.quantity == "marginal effect":
        estimate, low, high = (printed(end, "percentage points") for end in ends)
    elif row.quantity == "Somers' D":
        estimate, low, high = (printed(end, "number") for end in ends)
    else:
        estimate, low, high = (f"{end:.2f}" for end in ends)
    return f"{estimate} [{low}, {high}]"
