"""The closest coordination with any of several bodies, held against the answers on each of them.

Between the counts of coordination and what is written of them: whoever has the distribution over all bodies knows that
no body can have more units at a place or above, and that all of them together cannot have fewer.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from paradiplomacy.findings.coordination_fields import ANY
from paradiplomacy.findings.item_fields import SHARES_TELL
from paradiplomacy.survey.disclosure import TOLERANCE, ends_of_cell, equation_matrix


def withhold_closest(table: pd.DataFrame, complete: pd.DataFrame, smallest: int) -> pd.DataFrame:
    """Return `COORDINATION` with fewer answers on any body, where these narrow down a small count on one of them.

    Of a level of government where that is so, the row of any body is withheld at the places at which that of some body
    is, and all of them where this is not enough.

    Parameters
    ----------
    table
        shares from which small counts are withheld already, row by row that of `complete`.
    complete
        the same with all counts.
    smallest
        smallest count that may be printed.
    """
    left, known = table.reset_index(drop=True), complete.reset_index(drop=True)
    for _, rows in left.groupby(["wave", "government"], sort=False):
        if rows["field"].nunique() < 3:  # any and one body: the same counts in both
            continue
        gone = set(rows.loc[rows["yes"].isna() & (rows["field"] != ANY), "place"])
        for places in (gone, set(rows["place"])):
            own = left.loc[rows.index]
            if not narrows_down(own, known.loc[rows.index, "yes"], smallest):
                break
            closest = own.index[(own["field"] == ANY) & own["place"].isin(places)]
            left.loc[closest, "yes"] = pd.NA
            left.loc[closest, list(SHARES_TELL)] = np.nan
    return left


def narrows_down(rows: pd.DataFrame, counts: pd.Series[int], smallest: int) -> bool:
    """Tell whether the rows of one level of government leave a small count less than all values under `smallest`.

    Parameters
    ----------
    rows
        rows of `COORDINATION` of one wave and level of government, as they would be written.
    counts
        their complete counts; a reader knows from the codebook which of those on a body are small.
    smallest
        smallest count that may be printed.
    """
    cells = list(rows.itertuples())
    bounds: list[tuple[float, float | None]] = []
    for cell, n in zip(cells, counts, strict=True):
        if pd.notna(cell.yes):
            bounds.append((float(cell.yes), float(cell.yes)))
        elif cell.field == ANY:
            bounds.append((0, None))
        else:
            bounds.append((0, smallest - 1) if n < smallest else (smallest, None))
    at = {(cell.field, cell.place): number for number, cell in enumerate(cells)}
    bodies = [field for field in dict.fromkeys(rows["field"]) if field != ANY]
    ranks = sorted(set(rows["place"]))
    sums: list[tuple[dict[int, float], float]] = []
    for field, own in rows.groupby("field"):
        if own["answered"].notna().all():
            sums.append(({at[field, rank]: 1.0 for rank in ranks}, float(own["answered"].iloc[0])))
    for rank in ranks[1:]:
        closest = {at[ANY, higher]: 1.0 for higher in ranks if higher >= rank}
        of_body = [{at[body, higher]: 1.0 for higher in ranks if higher >= rank} for body in bodies]
        together = {place: 1.0 for one in of_body for place in one}
        for less, more in [*((one, closest) for one in of_body), (closest, together)]:
            between = {len(bounds): 1.0}  # by how much it is less: nobody knows
            bounds.append((0, None))
            sums.append((less | between | dict.fromkeys(more, -1.0), 0.0))
    matrix = equation_matrix([factors for factors, _ in sums], len(bounds))
    totals = np.array([total for _, total in sums])
    for number, cell in enumerate(cells):
        if pd.isna(cell.yes) and cell.field != ANY and bounds[number][1] is not None:
            low, high = ends_of_cell(number, matrix, totals, bounds)
            if (low or 0) > TOLERANCE or (high is not None and high < smallest - 1 - TOLERANCE):
                return True
    return False
