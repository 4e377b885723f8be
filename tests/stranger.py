"""A stranger who reads all public tables on a wave together, and computes what each of them withholds.

Counts of one answer by the same units stand in the codebook of the wave, in its DDI file and in the tables of findings:
each is a sum that is known of the same unknown counts, and so are the numbers of those who answered and the means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd

from paradiplomacy.survey.disclosure import ends_of_cell
from paradiplomacy.survey.fields import MISSING_KINDS

DDI = "{ddi:codebook:2_5}"
Cell = tuple[str, str]


@dataclass
class Stranger:
    """What is known of counts, by column and code.

    Parameters
    ----------
    smallest
        smallest count that may be printed: codebooks say of a count that is withheld whether it is below.
    small
        counts that are below.
    sums
        every sum that is known: cells with their factors, the total, and the table that tells it.
    others
        further counts of which nothing else is known: of no column of the codebook, and by how much one sum is less
        than another.
    """

    smallest: int
    small: Mapping[Cell, bool]
    sums: list[tuple[dict[Cell, float], float, str]] = field(default_factory=list)
    others: list[Cell] = field(default_factory=list)

    def know(self, cells: Mapping[Cell, float], total: Any, table: str) -> None:
        """Take up a sum, where the table prints its total."""
        if cells and pd.notna(total):
            self.sums.append((dict(cells), float(total), table))

    def know_more(self, less: Sequence[Cell], more: Sequence[Cell], table: str) -> None:
        """Take up that the cells `less` together are no more than the cells `more`."""
        self.others.append(("what is between", str(len(self.others))))
        factors = dict.fromkeys(less, 1.0) | {self.others[-1]: 1.0}
        for cell in more:
            factors[cell] = factors.get(cell, 0.0) - 1.0
        self.know(factors, 0, table)

    def given(self, column: str) -> list[Cell]:
        """Return the answers to a question without the kinds of missing answer, in the order of the codebook."""
        return [cell for cell in self.small if cell[0] == column and cell[1] not in MISSING_KINDS]

    def told(self) -> Iterator[tuple[Cell, int, int]]:
        """Yield small counts of which not all of 0 to `smallest` - 1 are possible, with the least and the most."""
        cells = [*self.small, *self.others]
        place = {cell: number for number, cell in enumerate(cells)}
        matrix = np.zeros((len(self.sums), len(cells)))
        for row, (factors, _, _) in enumerate(self.sums):
            for cell, factor in factors.items():
                matrix[row, place[cell]] = factor
        totals = np.array([total for _, total, _ in self.sums])
        bounds: list[tuple[float, float | None]] = [
            (0, self.smallest - 1) if small else (self.smallest, None) for small in self.small.values()
        ]
        bounds += [(0, None)] * len(self.others)
        for cell in (one for one in self.small if self.small[one] and one[1] not in MISSING_KINDS):
            low, high = ends_of_cell(place[cell], matrix, totals, bounds)
            assert low is not None and high is not None, f"the tables contradict each other about {cell}"
            if round(low) > 0 or round(high) < self.smallest - 1:
                yield cell, round(low), round(high)


def reads_codebook(path: Path, frequencies: pd.DataFrame, smallest: int) -> Stranger:
    """Return who has read the DDI file of a wave; which counts are small the page beside it says (`frequencies`)."""
    counts = frequencies.set_index(["field", "code"])["n"].to_dict()
    printed: dict[Cell, Any] = {}
    for variable in ET.parse(path).getroot().iter(f"{DDI}var"):
        name = str(variable.get("name"))
        public = not (variable.findtext(f"{DDI}security") or "").startswith("aggregate")
        for category in [] if public else variable.findall(f"{DDI}catgry"):
            found = category.find(f"{DDI}catStat[@type='freq']")
            printed[name, str(category.findtext(f"{DDI}catValu"))] = None if found is None else float(found.text or "")
    stranger = Stranger(smallest, {cell: counts.get(cell, 0) < smallest for cell in printed})
    for cell, n in printed.items():
        stranger.know({cell: 1}, n, "codebook")
    answers = {sum(n for (column, _), n in counts.items() if column == name) for name, _ in printed}
    for column in {name: None for name, _ in printed}:
        own = [cell for cell in printed if cell[0] == column]
        if len(own) > 2:  # of a text there is only whether it was written
            stranger.know(dict.fromkeys(own, 1), max(answers), "response")
    return stranger


def reads_findings(stranger: Stranger, wave: str, tables: Mapping[str, pd.DataFrame], scale: Sequence[str]) -> None:
    """Take up what the tables of findings tell of the same answers of a wave.

    Parameters
    ----------
    tables
        item_shares, coordination and coordination_index of a study of all units of the wave.
    scale
        answers on coordination from the lowest to the highest.
    """
    here = {name: table[table["wave"] == wave] for name, table in tables.items()}
    for row in here["item_shares"].itertuples():
        _answer(stranger, f"{row.field}_{row.option}", "yes", row, "item_shares")
    bodies = here["coordination"].groupby("government")["field"].agg(lambda fields: sorted({*fields} - {"any"}))
    alone = {government: own[0] for government, own in bodies.items() if len(own) == 1}
    for row in here["coordination"].itertuples():
        column = alone.get(row.government) if row.field == "any" else row.field
        if column is not None:
            _answer(stranger, column, row.answer, row, "coordination")
        else:  # the closest coordination with several bodies
            stranger.others.append((row.government, row.answer))
            stranger.know({(row.government, row.answer): 1}, row.yes, "coordination")
    for government, columns in bodies.items():
        for place in range(1, len(scale)):
            closer = {name: [(name, answer) for answer in scale[place:]] for name in (government, *columns)}
            if government not in alone:
                for column in columns:
                    stranger.know_more(closer[column], closer[government], "coordination")
                every = [cell for column in columns for cell in closer[column]]
                stranger.know_more(closer[government], every, "coordination")
    for row in here["coordination_index"].itertuples():
        if row.government in alone:
            places = {(alone[row.government], answer): place for place, answer in enumerate(scale)}
            total = row.mean * (len(scale) - 1) * row.answered
            stranger.know({cell: n for cell, n in places.items() if n}, np.round(total, 6), "coordination_index")


def _answer(stranger: Stranger, column: str, code: str, row: Any, table: str) -> None:
    if (column, code) in stranger.small:
        stranger.know({(column, code): 1}, row.yes, table)
        stranger.know(dict.fromkeys(stranger.given(column), 1), row.answered, table)
