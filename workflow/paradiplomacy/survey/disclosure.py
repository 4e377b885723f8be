"""Which counts of a wave may be printed: small ones are not, nor those from which a small one could be computed.

Used by the codebook pages, their DDI files and the table of the panel; the tables of the stages stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np

Mark = Literal["shown", "small", "withheld"]
Equation = Mapping[int, int]
"""What a reader knows of the cells: place of a cell -> its factor in a sum that is public."""

TOLERANCE = 1e-6  # of the linear programmes; counts are whole numbers


def protect_cells(
    counts: Sequence[int],
    equations: Sequence[Equation],
    smallest: int,
    spared: Sequence[int] = (),
    unprinted: Sequence[int] = (),
) -> list[Mark]:
    """Return for each cell whether it is shown, small, or withheld so that a small one cannot be computed.

    A cell below `smallest` is small. A reader who knows the rule, the cells that are shown and every sum in
    `equations` must still hold each of 0, 1, ..., smallest - 1 possible for it. Where that fails, the cells that a
    linear programme finds cheapest to move along are withheld, too: few cells and small ones (complementary cell
    suppression by incremental linear programming: Kelly, Golden and Assad 1992; Hundepool et al. 2012, chapter 4).
    Where it cannot be reached at all, as in a wave of three answers, every cell that hangs together with the small
    one is withheld.

    Parameters
    ----------
    counts
        the cells, at least 0 each.
    equations
        the sums that a reader knows, such as that the answers to a question add up to those who answered the wave.
    smallest
        smallest count that may be printed.
    spared
        cells that readers come for; others are withheld before them where there is a choice.
    unprinted
        cells that are printed nowhere, and yet must not be computed where they are small.
    """
    costs = _costs(counts, set(spared))
    marks: list[Mark] = ["small" if n < smallest else "shown" for n in counts]
    for place in unprinted:
        if marks[place] == "shown":
            marks[place] = "withheld"
    for cell in [place for place, n in enumerate(counts) if n < smallest]:
        for value in (0, smallest - 1):
            if value == counts[cell]:
                continue  # that it may be what it is asks nothing of the others
            moved = _cells_to_move(cell, value, counts, marks, equations, smallest, costs)
            if moved is None:
                moved = sorted(_connected(cell, equations))
            for place in moved:
                if marks[place] == "shown":
                    marks[place] = "withheld"
    return marks


def protect_answers(counts: Sequence[int], smallest: int) -> list[Mark]:
    """Return which counts of the answers to one question may be shown beside the number of those who answered.

    The one choice for all that print these counts, codebook and findings: of two choices a reader would take from
    either what the other withholds, and compute the small count.

    Parameters
    ----------
    counts
        the answers in the order of the question, from the lowest where they are a scale; no kind of missing answer.
    smallest
        smallest count that may be printed.
    """
    return protect_cells(counts, [dict.fromkeys(range(len(counts)), 1)], smallest)


def possible_range(
    cell: int, counts: Sequence[int], marks: Sequence[Mark], equations: Sequence[Equation], smallest: int
) -> tuple[int, int | None]:
    """Return the least and the greatest count that a reader must hold possible for a cell; None for no limit.

    This is the attempt to compute a cell back: the reader knows the shown cells, all equations, that a small cell is
    below `smallest` and that a withheld one is not.
    """
    from math import ceil, floor

    import numpy as np

    matrix = equation_matrix(equations, len(counts))
    totals = matrix @ np.asarray(counts, dtype=float)
    bounds = [_bounds(n, mark, smallest) for n, mark in zip(counts, marks, strict=True)]
    low, high = ends_of_cell(cell, matrix, totals, bounds)
    return (
        0 if low is None else ceil(low - TOLERANCE),
        None if high is None else floor(high + TOLERANCE),
    )


def equation_matrix(equations: Sequence[Mapping[int, float]], cells: int) -> np.ndarray:
    """Return the factors of equations over a number of cells, a row each."""
    import numpy as np

    matrix = np.zeros((len(equations), cells))
    for row, equation in enumerate(equations):
        for place, factor in equation.items():
            matrix[row, place] = factor
    return matrix


def ends_of_cell(
    cell: int, matrix: np.ndarray, totals: np.ndarray, bounds: Sequence[tuple[float, float | None]]
) -> tuple[float | None, float | None]:
    """Return the least and the greatest value of a cell that known sums (rows of `matrix`) leave; None for no limit."""
    from scipy.optimize import linprog

    ends: list[float | None] = []
    for sign in (1, -1):
        objective = [0.0] * len(bounds)
        objective[cell] = sign
        found = linprog(objective, A_eq=matrix, b_eq=totals, bounds=bounds, method="highs")
        ends.append(None if found.x is None else float(found.x[cell]))
    return ends[0], ends[1]


def _costs(counts: Sequence[int], spared: set[int]) -> list[float]:
    """Return what it costs to bring each cell in doubt: few cells, small ones, and of two alike the earlier one."""
    size, total = len(counts), max(sum(counts), 1)
    return [(2 if place in spared else 1) + n / total + place / (1000 * size) for place, n in enumerate(counts)]


def _cells_to_move(
    cell: int,
    value: int,
    counts: Sequence[int],
    marks: Sequence[Mark],
    equations: Sequence[Equation],
    smallest: int,
    costs: Sequence[float],
) -> list[int] | None:
    """Return the shown cells that must be in doubt so that `cell` could hold `value`; None where nothing helps."""
    from scipy.optimize import linprog

    matrix = equation_matrix(equations, len(counts))
    size = len(counts)
    # what is in doubt already moves at no cost
    cost = [price if mark == "shown" else 0.0 for price, mark in zip(costs, marks, strict=True)]
    up: list[tuple[float, float | None]] = []
    down: list[tuple[float, float | None]] = []
    for n, mark in zip(counts, marks, strict=True):
        low, high = _bounds(n, "withheld" if mark == "shown" else mark, smallest)
        up.append((0, None if high is None else high - n))
        down.append((0, n - low))
    change = value - counts[cell]
    up[cell] = (max(change, 0), max(change, 0))
    down[cell] = (max(-change, 0), max(-change, 0))
    doubled = _beside(matrix)
    found = linprog([*cost, *cost], A_eq=doubled, b_eq=[0.0] * doubled.shape[0], bounds=[*up, *down], method="highs-ds")
    if found.x is None:
        return None
    return [place for place in range(size) if found.x[place] > TOLERANCE or found.x[size + place] > TOLERANCE]


def _bounds(n: int, mark: Mark, smallest: int) -> tuple[int, int | None]:
    if mark == "shown":
        return n, n
    return (0, smallest - 1) if mark == "small" else (smallest, None)


def _beside(matrix: np.ndarray) -> np.ndarray:
    """Return the equations of the rises and the falls of all cells."""
    import numpy as np

    return np.hstack([matrix, -matrix])


def _connected(cell: int, equations: Sequence[Equation]) -> set[int]:
    """Return the cells that hang together with `cell` by any chain of equations."""
    reached = {cell}
    while True:
        grown = reached.union(*(equation for equation in equations if reached & set(equation)))
        if grown == reached:
            return reached
        reached = grown
