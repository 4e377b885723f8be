"""Figures of what the results are put to: specification curves, and the prediction of countries left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from paradiplomacy.config.model import Partner
from paradiplomacy.config.robustness import Robustness
from paradiplomacy.config.study import Factor
from paradiplomacy.reports.figures import FAINT, INK, WIDTH
from paradiplomacy.reports.labels import sentence_case, term_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = 120  # of the raster of options: each stands for as many specifications
GREY, PALE = "#9a958a", "#e4e0d6"
UNCLEAR = "#bdb7a9"  # of estimates; lighter in grey print, too, than the colours of partners
HEADS = {
    "outcome": "Outcome",
    "size": "Population",
    "gdp": "GDP",
    "sample": "Units",
    "controls": "Control",
    "estimator": "Estimator",
    "weights": "Weights",
}
SIZES = {"log": "logarithm", "log squared": "with its square", "classes": "classes"}
GDPS = {"own": "smallest region", "NUTS 2": "NUTS 2 region", "none": "none"}
LINES = {"logit": ("-", INK, 1.6), "gradient boosting": ("--", INK, 1.2), "size only": (":", GREY, 1.8)}


def draw_specifications(
    specifications: pd.DataFrame,
    focal: str,
    *,
    robustness: Robustness,
    factors: Mapping[str, Factor],
    partners: Mapping[str, Partner],
) -> Figure:
    """Draw all estimates of one effect in their order, with intervals, and below them which options they rest on.

    Parameters
    ----------
    specifications
        rows of `SPECIFICATIONS` of one study and focal factor; one column of panels per partner.
    """
    codes = [code for code in partners if code in set(specifications["partner"])]
    options = _options(specifications, robustness, factors)
    height = 2.1 + 0.145 * len(options)
    figure, panels = plt.subplots(
        2,
        len(codes),
        figsize=(WIDTH, height),
        layout="constrained",
        squeeze=False,
        sharey="row",
        gridspec_kw={"height_ratios": [1.9, 0.145 * len(options)]},
    )
    for place, code in enumerate(codes):
        rows = specifications[specifications["partner"] == code]
        rows = rows.sort_values(["estimate", "specification"], ignore_index=True)
        _curve(panels[0, place], rows, partners[code])
        _raster(panels[1, place], rows, options)
    ends = 100 * specifications[["conf_low", "conf_high"]].astype(float)
    # the longest intervals run out of the panel, so that they do not flatten all others
    panels[0, 0].set_ylim(min(-1.0, ends["conf_low"].quantile(0.02)), max(1.0, ends["conf_high"].quantile(0.98)))
    panels[0, 0].set_ylabel(f"{term_label(focal, factors)}:\neffect, percentage points")
    for axes in panels[1]:
        axes.set_xlabel("Specifications, by their estimate")
    return figure


def _curve(axes: Axes, rows: pd.DataFrame, partner: Partner) -> None:
    rank = np.arange(len(rows))
    estimate = 100 * rows["estimate"].to_numpy(dtype=float)
    low, high = (100 * rows[end].to_numpy(dtype=float) for end in ("conf_low", "conf_high"))
    clear = (low > 0) | (high < 0)
    axes.fill_between(rank, low, high, step="mid", color=PALE, linewidth=0, rasterized=True, zorder=0)
    axes.axhline(0, color=INK, linewidth=0.7)
    axes.scatter(rank[~clear], estimate[~clear], s=2, color=UNCLEAR, rasterized=True, label="interval holds zero")
    axes.scatter(rank[clear], estimate[clear], s=2, color=partner.colour, rasterized=True, label="does not")
    middle = float(np.median(estimate))
    axes.axhline(middle, color=partner.colour, linewidth=0.9, linestyle=(0, (4, 3)))
    text = f"{len(rows):,} specifications, median {middle:.1f}".replace("-", "\u2212")
    axes.set_title(f"{sentence_case(partner.name)}", pad=16)
    axes.text(0, 1.02, text, transform=axes.transAxes, fontsize=7.5, color=INK, va="bottom")
    axes.set_xlim(0, len(rows))
    axes.set_xticks([])
    axes.legend(loc="lower right", fontsize=7, markerscale=3, handletextpad=0.1, borderaxespad=0.1)


def _raster(axes: Axes, rows: pd.DataFrame, options: Sequence[tuple[str, str, str]]) -> None:
    """Draw how often each option is among the estimates of a rank, from never (white) to always (dark)."""
    bins = np.minimum(np.arange(len(rows)) * COLUMNS // max(len(rows), 1), COLUMNS - 1)
    counts = np.bincount(bins, minlength=COLUMNS)
    image = np.full((len(options), COLUMNS), np.nan)
    for place, (dimension, option, _) in enumerate(options):
        chosen = _holds(rows, dimension, option)
        filled = counts > 0
        image[place, filled] = np.bincount(bins, weights=chosen, minlength=COLUMNS)[filled] / counts[filled]
    axes.imshow(
        image,
        aspect="auto",
        cmap="Greys",
        vmin=0,
        vmax=1,
        extent=(0, len(rows), len(options) - 0.5, -0.5),
        interpolation="nearest",
    )
    heads = [dimension for dimension, _, _ in options]
    for place in range(1, len(options)):
        if heads[place] != heads[place - 1]:
            axes.axhline(place - 0.5, color=FAINT, linewidth=0.7)
    axes.set_yticks(range(len(options)), [label for _, _, label in options], fontsize=6.5)
    axes.tick_params(axis="y", length=0)
    axes.set_xticks([])
    axes.spines["top"].set_visible(True)
    axes.spines["right"].set_visible(True)


def _options(rows: pd.DataFrame, robustness: Robustness, factors: Mapping[str, Factor]) -> list[tuple[str, str, str]]:
    """Return dimension, option and label of every option that some specifications have and others have not."""
    words: dict[str, Mapping[str, str]] = {
        "outcome": {name: way.label for name, way in robustness.outcomes.items()},
        "size": SIZES,
        "gdp": GDPS,
        "controls": {name: factors[name].label for name in robustness.controls},
    }
    found = []
    in_order = rows.sort_values("specification")
    for dimension, head in HEADS.items():
        values = list(words[dimension]) if dimension in words else list(in_order[dimension].unique())
        for option in values:
            chosen = _holds(rows, dimension, option)
            if chosen.any() and not chosen.all():
                label = words.get(dimension, {}).get(option, option)
                found.append((dimension, option, f"{head}: {label}"))
    return found


def _holds(rows: pd.DataFrame, dimension: str, option: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    if dimension == "controls":
        return np.array([option in text.split("+") for text in rows["controls"]], dtype=bool)
    return np.asarray(rows[dimension] == option, dtype=bool)


def draw_prediction(
    prediction: pd.DataFrame, calibration: pd.DataFrame, roc: pd.DataFrame, partners: Mapping[str, Partner]
) -> Figure:
    """Draw ROC curves (left) and calibration (right) of countries left out, one row of panels per partner.

    Parameters
    ----------
    prediction, calibration, roc
        rows of `PREDICTION`, `CALIBRATION` and `ROC` of one study, level and outcome.
    """
    codes = [code for code in partners if code in set(prediction["partner"])]
    figure, panels = plt.subplots(
        len(codes), 2, figsize=(WIDTH, 2.9 * len(codes) + 0.2), layout="constrained", squeeze=False
    )
    for row, code in enumerate(codes):
        left, right = panels[row]
        for axes in (left, right):
            axes.plot([0, 100], [0, 100], color=FAINT, linewidth=0.8, zorder=0)
            axes.set_xlim(0, 100)
            axes.set_ylim(0, 100)
            axes.set_aspect("equal")
        for predictor, (style, colour, width) in LINES.items():
            score = prediction[(prediction["partner"] == code) & (prediction["predictor"] == predictor)]
            if score.empty:
                continue
            points, groups = (
                100 * table.loc[(table["partner"] == code) & (table["predictor"] == predictor), columns].astype(float)
                for table, columns in (
                    (roc, ["false_positive", "true_positive"]),
                    (calibration, ["predicted", "observed", "conf_low", "conf_high"]),
                )
            )
            label = f"{predictor}, AUC {score['auc'].iloc[0]:.2f}"
            left.plot(
                points["false_positive"],
                points["true_positive"],
                style,
                color=colour,
                linewidth=width,
                label=label,
            )
            right.plot(
                groups["predicted"],
                groups["observed"],
                style,
                color=colour,
                linewidth=width,
                marker={"logit": "o", "gradient boosting": "s", "size only": "^"}[predictor],
                markersize=3.5,
            )
            if predictor == "logit":
                right.vlines(
                    groups["predicted"],
                    groups["conf_low"],
                    groups["conf_high"],
                    color=colour,
                    linewidth=0.7,
                )
        n = int(prediction.loc[prediction["partner"] == code, "n"].iloc[0])
        left.set_title(f"{sentence_case(partners[code].name)} (n = {n:,})")
        left.legend(loc="lower right", fontsize=7.5)
        left.set_ylabel("Units with the outcome\nabove the threshold, %")
        right.set_ylabel("Observed, %")
    panels[-1, 0].set_xlabel("Units without it above the threshold, %")
    panels[-1, 1].set_xlabel("Predicted from other countries, %")
    return figure
