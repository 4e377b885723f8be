"""The figure on non-response: how far the units that answered stand from all invited ones, without and with weights."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from paradiplomacy.config.study import Factor
from paradiplomacy.config.waves import Wave
from paradiplomacy.reports.figures import FAINT, INK, WIDTH

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMNS = 2
NOTABLE = 0.1  # standard deviations: the customary mark of a covariate that is out of balance (Austin 2009)


def draw_responders(responders: pd.DataFrame, waves: Mapping[str, Wave], factors: Mapping[str, Factor]) -> Figure:
    """Draw a panel per wave: standardised distance of the answers from the invited units by covariate.

    Parameters
    ----------
    responders
        `RESPONDERS` of all waves.
    """
    terms = list(dict.fromkeys(responders["term"]))
    rows = ceil(len(waves) / COLUMNS)
    figure, panels = plt.subplots(
        rows, COLUMNS, figsize=(WIDTH, 0.5 + rows * (0.55 + 0.19 * len(terms))), sharex=True, sharey=True,
        layout="constrained", squeeze=False,
    )  # fmt: skip
    for axes, (wave, entry) in zip(panels.flat, waves.items(), strict=False):
        table = responders[responders["wave"] == wave].set_index("term").reindex(terms)
        place = np.arange(len(terms))
        axes.axvspan(-NOTABLE, NOTABLE, color=FAINT, alpha=0.15, linewidth=0)
        axes.axvline(0, color=FAINT, linewidth=0.8)
        before, after = (table[name].astype(float) for name in ("distance", "distance_weighted"))
        axes.hlines(place, before, after, color=FAINT, linewidth=0.8)
        axes.plot(before, place, "o", color=INK, markerfacecolor="white", markersize=4.5, label="answers as they came")
        axes.plot(after, place, "o", color=INK, markersize=4.5, label="with final weights")
        n, silent = (int(table[name].max()) for name in ("n_answered", "n_silent"))
        axes.set_title(f"{entry.title}\n{n} answered, {silent} did not", fontsize=8.5)
        axes.tick_params(axis="y", length=0)
    for axes in list(panels.flat)[len(waves) :]:
        axes.set_visible(False)
    panels[0, 0].set_yticks(range(len(terms)), [_label(term, factors) for term in terms])
    panels[0, 0].invert_yaxis()
    for axes in panels[-1]:
        axes.set_xlabel("Distance from all invited units, s.d.")
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower left", ncols=2, frameon=False)
    return figure


def _label(term: str, factors: Mapping[str, Factor]) -> str:
    """Return the covariate in words; a doubling is an effect and no part of a covariate's name."""
    name, _, category = term.partition(": ")
    label = factors[name].label.removesuffix(" (doubling)")
    return f"{label}: {category}" if category else label
