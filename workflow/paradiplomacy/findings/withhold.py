"""Withholds small counts of answers from the tables of findings before they are written, and asks what is exposed.

Between what a rule of findings counts and what it writes, prints as named values and draws: a table declares its cells
(`Dataset.cells`), and everything later is made of what is left. The validation report asks again of the written tables.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from paradiplomacy.fields import Cells, Dataset
from paradiplomacy.survey.disclosure import Equation, ends_of_cell, equation_matrix, protect_cells

REST = ""  # name of what the parts of a row leave of its total


class _System:
    """The cells of a table and what a reader knows of them, as one list of counts and sums."""

    def __init__(self, table: pd.DataFrame, cells: Cells, *, known_margins: bool) -> None:
        self.places: list[tuple[Any, str]] = []
        self.counts: list[float] = []
        self.sums: list[tuple[Equation, float]] = []
        self.rest: list[int] = []
        totals = table[cells.total].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        parts = {p: table[p].astype("Float64").to_numpy(dtype=float, na_value=np.nan) for p in cells.parts}
        place: dict[tuple[int, str], int] = {}
        for row, total in enumerate(totals):
            for part in cells.parts:
                place[row, part] = len(self.places)
                self.places.append((table.index[row], part))
                self.counts.append(parts[part][row])
            if cells.exhaustive or not cells.adding_up:
                own = {place[row, part]: 1 for part in cells.parts}
                if not cells.exhaustive:
                    self.rest.append(len(self.places))
                    own[len(self.places)] = 1
                    self.places.append((table.index[row], REST))
                    self.counts.append(total - sum(parts[part][row] for part in cells.parts))
                self.sums.append((own, total))
        for columns, is_total in ((cells.adding_up, True), (cells.margins, False)):
            if not columns or not (is_total or known_margins):
                continue
            for rows in table.reset_index(drop=True).groupby(list(columns), dropna=False).indices.values():
                for part in cells.parts:
                    together = {place[int(row), part]: 1 for row in rows}
                    known = totals[rows[0]] if is_total else sum(parts[part][row] for row in rows)
                    self.sums.append((together, float(known)))

    def components(self) -> Iterator[tuple[list[int], list[tuple[Equation, float]]]]:
        """Yield the cells that hang together by sums, with these sums; what is apart tells nothing of each other."""
        leader = list(range(len(self.places)))

        def find(place: int) -> int:
            while leader[place] != place:
                leader[place] = leader[leader[place]]
                place = leader[place]
            return place

        for equation, _ in self.sums:
            first, *others = equation
            for other in others:
                leader[find(other)] = find(first)
        members: dict[int, list[int]] = {}
        for place in range(len(self.places)):
            members.setdefault(find(place), []).append(place)
        sums: dict[int, list[tuple[Equation, float]]] = {}
        for equation, total in self.sums:
            sums.setdefault(find(next(iter(equation))), []).append((equation, total))
        for root, places in members.items():
            number = {place: new for new, place in enumerate(places)}
            yield (
                places,
                [({number[p]: f for p, f in equation.items()}, total) for equation, total in sums.get(root, [])],
            )


def withhold_cells(
    table: pd.DataFrame, dataset: Dataset, smallest: int, where: pd.Series[bool] | None = None
) -> pd.DataFrame:
    """Return a table of findings without its small counts of answers and what they could be computed from.

    Primary and complementary suppression as in the codebooks (`survey.disclosure.protect_cells`), within the table: a
    reader knows the totals of the rows, that the answers to one question add up to them, and the margins that the
    field table names. What tells of a count that is withheld (a share, an interval, an exact test) is emptied with it,
    and so is a total under `smallest` with all that rests on it.

    Parameters
    ----------
    table
        complete counts, in the columns of `dataset`, the stamp aside.
    smallest
        smallest count that may be printed.
    where
        rows to which this applies; None: all.
    """
    cells = dataset.cells
    if cells is None:
        raise ValueError(f"{dataset.name} declares no cells")
    left = table.reset_index(drop=True)
    rows = left if where is None else left[where.to_numpy(dtype=bool)]
    complete = rows[rows[[cells.total, *cells.parts]].notna().all(axis=1)]
    hidden: dict[str, set[Any]] = {part: set() for part in cells.parts}
    if cells.parts and len(complete):
        system = _System(complete, cells, known_margins=True)
        rest = set(system.rest)
        for places, sums in system.components():
            counts = [round(system.counts[place]) for place in places]
            unprinted = [new for new, place in enumerate(places) if place in rest]
            marks = protect_cells(counts, [equation for equation, _ in sums], smallest, unprinted=unprinted)
            for place, mark in zip(places, marks, strict=True):
                row, part = system.places[place]
                if mark != "shown" and part != REST:
                    hidden[part].add(row)
    few = set(complete.index[complete[cells.total].astype(float) < smallest])
    for part in cells.parts:
        left.loc[sorted(hidden[part] | few), part] = pd.NA
    for column, parts in cells.tells.items():
        left.loc[sorted(few.union(*(hidden[part] for part in parts))), column] = np.nan
    left.loc[sorted(few), cells.total] = pd.NA
    return left


def withhold_answers(
    tables: Mapping[str, pd.DataFrame], datasets: Mapping[str, Dataset], smallest: int
) -> dict[str, pd.DataFrame]:
    """Return tables by name, those that declare cells of answers without the small ones (`withhold_cells`)."""
    return {
        name: table if datasets[name].cells is None else withhold_cells(table, datasets[name], smallest)
        for name, table in tables.items()
    }


def withhold_means(means: pd.DataFrame, answers: pd.DataFrame, question: Sequence[str]) -> pd.DataFrame:
    """Return means without those of a question of which counts of answers are withheld.

    A mean of places on a scale is one more sum that a reader knows of the counts, and two of them could be computed.
    Weighted means stay: nobody outside knows the weights.

    Parameters
    ----------
    means, answers
        table of means, and table of counts from which counts are withheld already (column yes).
    question
        columns by which the rows of both belong together.
    """
    gaps = answers.assign(gap=answers["yes"].isna()).groupby(list(question))["gap"].any()
    there = pd.MultiIndex.from_frame(means[list(question)]).isin(gaps.index[gaps])
    return means.assign(mean=means["mean"].mask(there))


def withhold_outcome(
    table: pd.DataFrame, dataset: Dataset, smallest: int, closed: Collection[tuple[str, str]]
) -> pd.DataFrame:
    """Return a table on the leading outcome as it may be written where that was promised to stay inside.

    Of the partners and levels in `closed`, small counts are withheld where the table declares cells; where it does not,
    as it mixes counts with measures of them, it has no row of them.
    """
    where = closed_rows(table, closed)
    if dataset.cells is None:
        return table[~where].reset_index(drop=True)
    return withhold_cells(table, dataset, smallest, where)


def exposed_rows(
    table: pd.DataFrame, dataset: Dataset, smallest: int, where: pd.Series[bool] | None = None
) -> list[int]:
    """Return the positions of the rows of a written table that give a small count of answers away.

    The attempt of a reader who has the table alone: a count or a total under `smallest` stands there; a count that is
    empty, or the rest of a total, can only lie in a span narrower than 0 to `smallest` - 1; or a share stands beside a
    count that is empty.
    """
    cells = dataset.cells
    if cells is None:
        raise ValueError(f"{dataset.name} declares no cells")
    rows = table.reset_index(drop=True)
    rows = rows if where is None else rows[where.to_numpy(dtype=bool)]
    total = rows[cells.total]
    exposed = set(rows.index[(total < smallest).fillna(False)])
    for column, parts in cells.tells.items():
        gone = total.isna() if not parts else rows[list(parts)].isna().any(axis=1) | total.isna()
        exposed |= set(rows.index[gone & rows[column].notna()])
    for part in cells.parts:
        exposed |= set(rows.index[(rows[part] < smallest).fillna(False)])
    # of a row without a total nothing is known but what stands there
    known = rows[total.notna()]
    if cells.parts and len(known):
        system = _System(known, cells, known_margins=False)
        for places, sums in system.components():
            counts = [system.counts[place] for place in places]
            for new, place in enumerate(places):
                if np.isnan(counts[new]) or system.places[place][1] == REST:
                    low, high = _span(new, counts, [s for s in sums if not np.isnan(s[1])])
                    if high is not None and high < smallest and high - low < smallest - 1:
                        exposed.add(system.places[place][0])
    return sorted(int(row) for row in exposed)


def _span(cell: int, counts: Sequence[float], sums: Sequence[tuple[Equation, float]]) -> tuple[float, float | None]:
    """Return the least and the greatest value that a reader must hold possible for a cell; None for no limit."""
    if not sums:
        return 0, None
    matrix = equation_matrix([equation for equation, _ in sums], len(counts))
    bounds = [(0, None) if np.isnan(n) else (n, n) for n in counts]
    low, high = ends_of_cell(cell, matrix, np.array([total for _, total in sums]), bounds)
    return low or 0, high


def closed_rows(table: pd.DataFrame, closed: Collection[tuple[str, str]]) -> pd.Series[bool]:
    """Tell of each row whether it is of a partner and level whose outcome was promised to stay inside.

    Parameters
    ----------
    table
        with the column level and partner, or partner_a and partner_b; without them a row is of all partners.
    closed
        these pairs of partner and level.
    """
    columns = [name for name in ("partner", "partner_a", "partner_b") if name in table]
    partners = {partner for partner, _ in closed}
    found = [
        any((partner, row["level"]) in closed for partner in ([row[name] for name in columns] if columns else partners))
        for row in table.to_dict("records")
    ]
    return pd.Series(found, index=table.index, dtype=bool)
