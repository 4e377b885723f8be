"""The figure on counts: how many units have each number of ties, and how many the model expects (hanging rootogram)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from paradiplomacy.config.model import Partner
from paradiplomacy.reports.figures import FAINT, INK, WIDTH
from paradiplomacy.reports.labels import sentence_case

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LARGEST = 20  # counts beyond are so few that their bars cannot be seen
BAR = "#cfcabd"


def draw_rootograms(count_fit: pd.DataFrame, partners: Mapping[str, Partner]) -> Figure:
    """Draw a panel per partner: bars of the observed units hang from the curve of those that the model expects.

    Where a bar ends above the line of zero, the model expects more units than there are; where it goes below, fewer.

    Parameters
    ----------
    count_fit
        `COUNT_FIT` of one model and level.

    Notes
    -----
    Kleiber and Zeileis (2016), "Visualizing count data regressions using rootograms", The American Statistician 70.
    Square roots make distances of frequent and of rare counts comparable.
    """
    codes = [code for code in partners if code in set(count_fit["partner"])]
    figure, panels = plt.subplots(
        1, len(codes), figsize=(WIDTH, 2.9), sharex=True, sharey=True, layout="constrained", squeeze=False
    )
    for axes, code in zip(panels.flat, codes, strict=True):
        rows = count_fit[count_fit["partner"] == code].sort_values("count")
        shown = rows[rows["count"] <= LARGEST]
        count = shown["count"].to_numpy(dtype=float)
        expected, observed = (np.sqrt(shown[name].to_numpy(dtype=float)) for name in ("expected", "observed"))
        axes.bar(count, -observed, bottom=expected, width=0.8, color=BAR, edgecolor=FAINT, linewidth=0.6)
        axes.axhline(0, color=INK, linewidth=0.8)
        axes.plot(count, expected, "o-", color=partners[code].colour, markersize=3.5, linewidth=1.3, clip_on=False)
        beyond = int(rows.loc[rows["count"] > LARGEST, "observed"].sum())
        further = f", {beyond} of them beyond {LARGEST}" if beyond else ""
        axes.set_title(
            f"{sentence_case(partners[code].name)}\n{int(rows['observed'].sum())} units{further}", fontsize=8.5
        )
        axes.set_xlabel("Number of ties")
        axes.xaxis.get_major_locator().set_params(integer=True)
    panels[0, 0].set_ylabel("Units (square root)")
    ticks = np.arange(0, int(np.ceil(panels[0, 0].get_ylim()[1])) + 1, 5)
    panels[0, 0].set_yticks(ticks, [f"{tick**2:.0f}" for tick in ticks])
    return figure
