"""Figures on how units cooperate: areas, coordination, years of the beginning, and instruments by period."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from paradiplomacy.config.model import Partner, World
from paradiplomacy.config.study import Study
from paradiplomacy.config.success import Coordination, Milestone
from paradiplomacy.findings.coordination_fields import ANY
from paradiplomacy.reports.figures import FAINT, INK, WIDTH, save_figure
from paradiplomacy.reports.labels import sentence_case

if TYPE_CHECKING:
    from matplotlib.figure import Figure

AREAS = "areas"
MARKERS = "osD^v"
SHADES = ("#e6e1d6", "#a9c3d6", "#5b8db3", "#1f4e75")  # from no coordination to the closest, dark is close
PANELS = 3  # of instruments, side by side
FEWEST_NAMED = 5  # places of a period; a share of fewer is not drawn


def draw_item_figures(
    folder: str | Path,
    *,
    shares: pd.DataFrame,
    coordination: pd.DataFrame,
    founding_years: pd.DataFrame,
    instruments: pd.DataFrame,
    study: Study,
    partners: Mapping[str, Partner],
    settings: Coordination,
    milestones: Mapping[str, Milestone],
    world: World,
) -> None:
    """Draw into `folder` what of these figures the findings of a study allow; a table without rows gives no figure.

    Parameters
    ----------
    shares, coordination, founding_years, instruments
        `ITEM_SHARES`, `COORDINATION`, `FOUNDING_YEARS` and `TIE_PERIODS` of the study.
    """
    own = {code: partners[code] for code in study.partners}
    drawn = {}
    for level in study.levels:
        areas = shares[(shares["field"] == AREAS) & (shares["level"] == level)]
        if len(areas):
            drawn[f"areas_{level}"] = draw_shares(areas, own)
        closest = coordination[(coordination["field"] == ANY) & (coordination["level"] == level)]
        if len(closest):
            drawn[f"coordination_{level}"] = draw_coordination(closest, own, settings)
        forms = instruments[instruments["level"] == level]
        if len(forms):
            drawn[f"instruments_{level}"] = draw_instruments(forms, own)
    if len(founding_years):
        drawn["founding"] = draw_founding_years(founding_years, own, milestones)
    for name, figure in drawn.items():
        save_figure(figure, Path(folder) / name, world.stamp)


def draw_shares(shares: pd.DataFrame, partners: Mapping[str, Partner]) -> Figure:
    """Draw weighted shares with intervals, one row per answer and one mark per partner, the most frequent on top."""
    mean = shares.groupby("label")["weighted"].mean().sort_values(ascending=False, kind="stable")
    labels = list(mean.index)
    figure, axes = plt.subplots(figsize=(WIDTH, 0.36 * len(labels) + 1.1), layout="constrained")
    codes = [code for code in partners if code in set(shares["partner"])]
    offsets = np.linspace(-0.16, 0.16, len(codes)) if len(codes) > 1 else [0.0]
    for code, offset, marker in zip(codes, offsets, MARKERS, strict=False):
        rows = shares[shares["partner"] == code].set_index("label").reindex(labels)
        place, colour = np.arange(len(labels)) + offset, partners[code].colour
        low, high, share = (100 * rows[c].astype(float) for c in ("weighted_low", "weighted_high", "weighted"))
        axes.hlines(place, low, high, color=colour, linewidth=1.4)
        name = f"{sentence_case(partners[code].name)} (n = {int(rows['answered'].max())})"
        axes.plot(share, place, marker, color=colour, markersize=5, label=name)
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel("Share of the units that were asked and answered, %")
    axes.grid(axis="x", color=FAINT, alpha=0.3, linewidth=0.5)
    axes.tick_params(axis="y", length=0)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=len(codes), borderaxespad=0.2)
    return figure


def draw_coordination(shares: pd.DataFrame, partners: Mapping[str, Partner], settings: Coordination) -> Figure:
    """Draw stacked bars that diverge at the line between no coordination (left) and any (right), n in brackets.

    Answers that are withheld, as they are few, stand hatched at the end of their bar, together.
    """
    rows = [
        (government.label, code, inside)
        for name, government in settings.governments.items()
        for code in partners
        if len(inside := shares[(shares["government"] == name) & (shares["partner"] == code)])
    ]
    figure, axes = plt.subplots(figsize=(WIDTH, 0.34 * len(rows) + 1.3), layout="constrained")
    answers = list(settings.answers)
    colours = [SHADES[round(place * (len(SHADES) - 1) / (len(answers) - 1))] for place in range(len(answers))]
    ticks = []
    any_withheld = False
    for place, (label, code, inside) in enumerate(rows):
        widths = 100 * inside.set_index("answer")["weighted"].reindex(answers).astype(float)
        withheld = 100 - float(widths.sum()) if widths.isna().any() else 0.0  # of answers that are too few to be shown
        left = -float(widths.fillna(0).iloc[0])
        for answer, colour in zip(answers, colours, strict=True):
            width = float(widths.fillna(0)[answer])
            text = settings.answers[answer] if place == 0 else None
            axes.barh(place, width, left=left, height=0.72, color=colour, edgecolor=FAINT, linewidth=0.4, label=text)
            if width >= 7:  # a number needs room
                ink = "white" if colour == SHADES[-1] else INK
                axes.annotate(
                    f"{width:.0f}", (left + width / 2, place), ha="center", va="center", color=ink, fontsize=7
                )
            left += width
        if withheld:
            name = None if any_withheld else "withheld (small counts)"
            axes.barh(place, withheld, left=left, height=0.72, color="white", edgecolor=FAINT, hatch="////", label=name)
            any_withheld = True
        ticks.append(f"{label} · {partners[code].name} ({int(inside['answered'].max())})")
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_yticks(range(len(rows)), ticks)
    axes.invert_yaxis()
    axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
    axes.set_xlabel("Share of the units that were asked and answered, %")
    axes.tick_params(axis="y", length=0)
    figure.legend(loc="outside lower left", ncols=len(answers), frameon=False)
    return figure


def draw_founding_years(
    years: pd.DataFrame, partners: Mapping[str, Partner], milestones: Mapping[str, Milestone]
) -> Figure:
    """Draw the ties that began in each year, a panel per partner, with the milestones marked."""
    codes = [code for code in partners if code in set(years["partner"])]
    figure, panels = plt.subplots(
        len(codes), 1, figsize=(WIDTH, 0.5 + 1.6 * len(codes)), sharex=True, layout="constrained", squeeze=False
    )
    for axes, code in zip(panels.flat, codes, strict=True):
        own = years[years["partner"] == code]
        base: pd.Series[float] = pd.Series(0.0, index=sorted(own["year"].astype(int).unique()))
        for (level, rows), alpha in zip(own.groupby("level"), (1.0, 0.45), strict=False):
            began = rows.set_index(rows["year"].astype(int))["began"].astype(float).reindex(base.index).fillna(0.0)
            name = {"city": "cities", "region": "regions"}[str(level)]
            axes.bar(
                base.index, began, bottom=base, width=0.9, color=partners[code].colour, alpha=alpha,
                label=f"{name} ({int(began.sum())})",
            )  # fmt: skip
            base = base + began
        for mark in milestones.values():
            axes.axvline(mark.year - 0.5, color=INK, linewidth=0.8, linestyle="--")
        axes.set_ylabel("Ties begun")
        axes.set_title(sentence_case(partners[code].name), pad=22 if code == codes[0] else 6)
        axes.legend(loc="upper left")
    for number, mark in enumerate(sorted(milestones.values(), key=lambda one: one.year)):
        panels[0, 0].annotate(  # in two rows, as turning points may be close
            f"{mark.year}: {mark.label}", (mark.year - 0.5, 1.0), xycoords=("data", "axes fraction"),
            xytext=(1, 2 + 9 * (number % 2)), textcoords="offset points", fontsize=6.5, color=INK,
        )  # fmt: skip
    return figure


def draw_instruments(periods: pd.DataFrame, partners: Mapping[str, Partner]) -> Figure:
    """Draw the share of each instrument by period of the beginning, a panel per instrument and a line per partner."""
    forms = list(periods.groupby("label")["named"].sum().sort_values(ascending=False, kind="stable").index)
    order = periods.drop_duplicates("place").sort_values("place")
    rows = -(-len(forms) // PANELS)
    figure, panels = plt.subplots(
        rows, PANELS, figsize=(WIDTH, 0.6 + 1.75 * rows), sharex=True, sharey=True, layout="constrained", squeeze=False
    )
    codes = [code for code in partners if code in set(periods["partner"])]
    offsets = np.linspace(-0.1, 0.1, len(codes)) if len(codes) > 1 else [0.0]
    for axes, form in zip(panels.flat, forms, strict=False):
        for code, offset, marker in zip(codes, offsets, MARKERS, strict=False):
            own = periods[(periods["partner"] == code) & (periods["label"] == form)].set_index("place")
            own = own[(own["of"] >= FEWEST_NAMED).fillna(False)].sort_index()
            place, colour = own.index.to_numpy(dtype=float) + offset, partners[code].colour
            low, high, share = (100 * own[c].astype(float) for c in ("conf_low", "conf_high", "share"))
            axes.vlines(place, low, high, color=colour, linewidth=1)
            named = periods.loc[periods["partner"] == code].drop_duplicates("place")["of"].sum()
            name = f"{sentence_case(partners[code].name)} ({int(named)} places)"
            axes.plot(place, share, marker, linestyle="-", color=colour, markersize=4, linewidth=0.8, label=name)
        axes.set_title(form, fontsize=8)
        axes.set_xticks(range(len(order)), order["period"], rotation=45, ha="right", rotation_mode="anchor", fontsize=7)
    for axes in list(panels.flat)[len(forms) :]:
        axes.set_visible(False)
    for axes in panels[:, 0]:
        axes.set_ylabel("Share of places, %")
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower left", ncols=len(codes), frameon=False)
    return figure
