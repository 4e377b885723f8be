"""Raking: weights that reproduce the known margins of the frame, and the joining of cells too small to weigh.

Takes what `weights` makes of the response model; the estimates of the findings rest on its result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Codes = NDArray[np.int64]

TOLERANCE = 1e-10  # largest relative distance of a margin from its total at which raking has converged
MOST_ROUNDS = 1000
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Raked:
    """Weights after raking.

    Parameters
    ----------
    weights
        n weights; where raking has not converged, those of its last round.
    rounds
        rounds over all margins.
    converged
        every margin is within `TOLERANCE` of its total.
    """

    weights: Vector
    rounds: int
    converged: bool


def rake(weights: Vector, margins: Sequence[Codes], totals: Sequence[Vector]) -> Raked:
    """Return the weights nearest to `weights` (in the sense of raking) that reproduce the totals of each margin.

    Iterative proportional fitting (Deming and Stephan 1940). The solution is that of calibration by the raking
    distance (Deville, Särndal and Sautory 1993).

    Parameters
    ----------
    weights
        n positive weights.
    margins
        for each margin the cell of each unit, n numbers from 0.
    totals
        for each margin the population of its cells; every cell must hold a unit.

    Raises
    ------
    ValueError
        when a cell with a population holds no unit, or the margins are of different populations.
    """
    if any((np.bincount(codes, minlength=len(total)) == 0).any() for codes, total in zip(margins, totals, strict=True)):
        raise ValueError("a cell of a margin holds no unit: join it with another")
    if any(abs(total.sum() - totals[0].sum()) > 1e-9 * totals[0].sum() for total in totals):
        raise ValueError("the margins are of different populations")
    current = weights.astype(float)
    for number in range(1, MOST_ROUNDS + 1):
        for codes, total in zip(margins, totals, strict=True):
            current = current * (total / np.bincount(codes, current, minlength=len(total)))[codes]
        distance = max(
            float(np.abs(np.bincount(codes, current, minlength=len(total)) / total - 1).max())
            for codes, total in zip(margins, totals, strict=True)
        )
        if distance < TOLERANCE:
            return Raked(current, number, True)
    return Raked(current, MOST_ROUNDS, False)


def join_small_cells(
    cell: pd.Series[Any], answered: pd.Series[bool], smallest: int, region: pd.Series[Any] | None = None
) -> pd.Series[str]:
    """Return the cells of a margin, joined until each holds `smallest` answers or only one cell is left.

    The cell with the fewest answers is joined first: with the cell of the fewest answers in its region where there is
    one (countries), or with the smaller of its neighbours in order (classes). A joined cell is called "A + B".

    Parameters
    ----------
    cell
        cell of each invited unit; ordered categories keep their order, other values are sorted.
    answered
        whether the unit answered.
    region
        what a cell belongs to, for cells without an order.
    """
    order = list(cell.cat.categories) if isinstance(cell.dtype, pd.CategoricalDtype) else sorted(cell.dropna().unique())
    labels = cell.astype("object").where(cell.notna(), UNKNOWN).astype(str)
    names = [str(name) for name in order if (labels == str(name)).any()]
    names += [UNKNOWN] if (labels == UNKNOWN).any() else []
    counts = {name: int(answered[labels == name].sum()) for name in names}
    home = {name: None if region is None else str(region[labels == name].iloc[0]) for name in names}
    parts = {name: [name] for name in names}
    while len(parts) > 1:
        few = min(parts, key=lambda name: (counts[name], name))
        if counts[few] >= smallest:
            break
        others = [name for name in parts if name != few]
        if region is None:
            place = list(parts).index(few)
            others = [name for name in others if abs(list(parts).index(name) - place) == 1]
        else:
            others = [name for name in others if home[name] == home[few]] or others
        other = min(others, key=lambda name: (counts[name], name))
        first, second = sorted((few, other), key=list(parts).index)
        parts[first] += parts.pop(second)
        counts[first] += counts.pop(second)
    joined = {member: " + ".join(members) for members in parts.values() for member in members}
    return labels.map(joined)
