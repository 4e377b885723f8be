"""The figure of paired shares: the same units with two partners, by size class and by macro-region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from paradiplomacy.config.model import Partner
from paradiplomacy.distributions import wilson_interval
from paradiplomacy.frame.size_classes import SIZE_CLASSES, size_classes
from paradiplomacy.reports.figures import FAINT, INK, WIDTH
from paradiplomacy.reports.labels import sentence_case

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT = 3.4  # inches
LINE_OF_TEXT = 0.075  # of the height of a panel: two labels closer than this touch
SPREAD = 0.09  # of the way between the partners: how far groups stand beside each other
SMALLEST_GROUP = 10  # units; the share of fewer says little
# groups are told apart by dash and marker, as their order is what matters, and by their label
DASHES = ("-", "--", "-.", ":", (0, (1, 2)))
MARKERS = "osD^v"


def paired_shares(
    analysis: pd.DataFrame, outcome: str, partners: Sequence[str], level: str, confidence_level: float
) -> pd.DataFrame:
    """Return shares of the units whose outcome is known for both partners, by grouping and group.

    Parameters
    ----------
    analysis
        rows of one study and level.
    outcome
        a binary outcome.
    partners
        two partner countries.
    confidence_level
        of the intervals of the shares (Wilson 1927).

    Returns
    -------
    pandas.DataFrame
        grouping, group, n and for each partner its code (share), code_low and code_high, groups of at least ten units,
        in the order of print.
    """
    wide = analysis.pivot(index="unit_id", columns="partner", values=outcome)[list(partners)].dropna().astype(float)
    units = analysis.drop_duplicates("unit_id").set_index("unit_id").loc[wide.index]
    groupings = {
        "Population": (size_classes(units["population"], level).astype("string"), list(SIZE_CLASSES[level].values())),
        "Macro-region": (units["macro_region"].astype("string"), sorted(units["macro_region"].dropna().unique())),
    }
    rows = []
    for grouping, (labels, groups) in groupings.items():
        for group in groups:
            inside = wide[(labels == group).fillna(False).astype(bool)]
            if len(inside) >= SMALLEST_GROUP:
                row: dict[str, object] = {"grouping": grouping, "group": group, "n": len(inside)}
                for code in partners:
                    events = int(inside[code].sum())
                    ends = wilson_interval(events, len(inside), confidence_level)
                    row |= {code: events / len(inside), f"{code}_low": ends.low, f"{code}_high": ends.high}
                rows.append(row)
    columns = [f"{code}{end}" for code in partners for end in ("", "_low", "_high")]
    return pd.DataFrame(rows, columns=["grouping", "group", "n", *columns])


def draw_slopes(shares: pd.DataFrame, partners: Mapping[str, Partner]) -> Figure:
    """Draw a panel per grouping with one line per group from the first partner to the second, with intervals.

    Parameters
    ----------
    shares
        as `paired_shares` returns them, with at least one group.
    partners
        the two partners, by code, in their order.
    """
    groupings = list(dict.fromkeys(shares["grouping"]))
    figure, panels = plt.subplots(
        1, len(groupings), figsize=(WIDTH, HEIGHT), sharey=True, layout="constrained", squeeze=False
    )
    top = 100 * float(shares[[f"{code}_high" for code in partners]].to_numpy().max())
    for axes, grouping in zip(panels[0], groupings, strict=True):
        _draw_panel(axes, shares[shares["grouping"] == grouping].reset_index(drop=True), list(partners), top)
        axes.set_title(grouping)
        axes.set_xticks([0, 1], [sentence_case(partner.name) for partner in partners.values()])
    panels[0, 0].set_ylabel("Units that cooperate, %")
    return figure


def _draw_panel(axes: Axes, groups: pd.DataFrame, codes: list[str], top: float) -> None:
    ends = 100 * groups[codes].to_numpy(dtype=float)
    aside = np.linspace(-SPREAD, SPREAD, len(groups)) if len(groups) > 1 else np.zeros(1)
    for place, (first, second) in enumerate(ends):
        ways = np.array([0, 1]) + aside[place]  # beside each other, so that intervals do not hide each other
        low, high = (
            100 * groups.loc[place, [f"{code}_{end}" for code in codes]].astype(float) for end in ("low", "high")
        )
        axes.vlines(ways, low, high, color=FAINT, linewidth=1.0)
        axes.plot(
            ways, [first, second], color=INK, linewidth=1.1, linestyle=DASHES[place % len(DASHES)],
            marker=MARKERS[place % len(MARKERS)], markersize=4.5, markerfacecolor="white",
        )  # fmt: skip
    gap = LINE_OF_TEXT * max(top, 20)
    for place, height in enumerate(_apart(ends[:, 1], gap)):
        label = f"{groups.loc[place, 'group']} ({groups.loc[place, 'n']})"
        axes.annotate(
            label, (1 + aside[place], ends[place, 1]), (1.12 + SPREAD, height), va="center", fontsize=7, color=INK,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": FAINT, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 3},
        )  # fmt: skip
    axes.set_xlim(-0.15 - SPREAD, 2.3)
    axes.set_ylim(0, max(top, *_apart(ends[:, 1], gap)) + gap)


def _apart(heights: np.ndarray[tuple[int], np.dtype[np.float64]], gap: float) -> list[float]:
    """Return heights at least `gap` apart in the same order, from the lowest up."""
    order = np.argsort(heights, kind="stable")
    placed = dict.fromkeys(range(len(heights)), 0.0)
    last = -np.inf
    for place in order:
        last = max(float(heights[place]), last + gap)
        placed[int(place)] = last
    return [placed[place] for place in range(len(heights))]
