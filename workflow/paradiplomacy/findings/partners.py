"""Named values on partners: the register of units, the ranking of partner countries, and what follows from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from paradiplomacy.findings.partner_fields import FIRST, LEVEL, SECOND
from paradiplomacy.findings.values import ValueBook

UPHELD, REJECTED, UNDECIDED = "upheld", "rejected", "undecided"


def enter_unit_types(book: ValueBook, register: pd.DataFrame, types: pd.DataFrame) -> None:
    """Enter units by type and how often sources disagree.

    Names: `types.city.both` with its share `types.city.both.share` (of the units of which it is known), `types.city.n`,
    `disagree.CN.city` (units) and `evidence.CN.city` (units with any tie).
    """
    every = types[types["grouping"] == "all"]
    for level, inside in every.groupby("level"):
        known = int(inside.loc[inside["type"] != "not known", "units"].sum())
        book.set(f"types.{level}.n", known, "count")
        for row in inside.itertuples():
            name = f"types.{level}.{row.type.replace(' ', '_')}"
            book.set(name, row.units, "count")
            if row.type != "not known" and known:
                book.set(f"{name}.share", row.units / known, "share")
    for (partner, level), inside in register.groupby(["partner", "level"]):
        book.set(f"disagree.{partner}.{level}", int(inside["disagree"].sum()), "count")
        book.set(f"evidence.{partner}.{level}", int((inside["ties"] > 0).sum()), "count")


def enter_ranking(
    book: ValueBook, ranking: pd.DataFrame, contrasts: pd.DataFrame, partners: Sequence[str], register: str
) -> None:
    """Enter what the leading register says on the rank of partners, and what follows for "second ex aequo".

    Names: `rank.city.units.EU.share`, `rank.city.ties.CN` (rank among groups), `rank.city.units.CN.low` and `.high`,
    `rank.city.units.any.share`, `contrast.city.units.CN.US` (difference of shares), `.ratio`, `.p_equivalence`,
    `.verdict`, `claim.second.city.units`, and for areas `contrast.city.units.CN.CEE` (difference, `.verdict`).
    """
    shown = ranking[(ranking["register"] == register) & (ranking["area"] == "all")]
    for row in shown[shown["comparison"] != "countries"].itertuples():
        name = f"rank.{row.level}.{row.measure}.{row.entity.replace(' ', '_')}"
        book.set(f"{name}.share", row.share, "share", row.conf_low, row.conf_high)
        book.set(f"{name}.count", row.count, "count")
        book.set(f"{name}.n", row.n, "count")
        book.set(f"{name}.base", row.base, "text")
        if not pd.isna(row.rank):
            book.set(name, row.rank, "count")
            book.set(f"{name}.low", row.rank_low, "count")
            book.set(f"{name}.high", row.rank_high, "count")
    found = contrasts[contrasts["register"] == register]
    for row in found[(found["kind"] == "partners") & (found["within"] == "all")].itertuples():
        name = f"contrast.{row.level}.{row.measure}.{row.first}.{row.second}"
        _enter(book, name, row, "percentage points")
    for row in found[found["kind"] == "areas"].itertuples():
        name = f"contrast.{row.level}.{row.measure}.{row.within}.{row.first}"
        _enter(book, name, row, "percentage points" if row.measure == "units" else "number")
    for (level, measure), cell in found[(found["kind"] == "partners") & (found["within"] == "all")].groupby(
        ["level", "measure"]
    ):
        verdicts = {(row.first, row.second): row.verdict for row in cell.itertuples()}
        # units that a register merely names are no sample of all: from them nothing follows
        covered = (cell["base"] == "covered").all()
        beyond = {(row.first, row.second) for row in cell.itertuples() if surely_beyond(row)}
        claim = second_ex_aequo(verdicts, partners, beyond) if covered else UNDECIDED
        book.set(f"claim.second.{level}.{measure}", claim, "text")


def _enter(book: ValueBook, name: str, row: Any, unit: Any) -> None:
    book.set(name, row.difference, unit, row.conf_low, row.conf_high)
    book.set(f"{name}.ratio", row.ratio, "number", row.ratio_low, row.ratio_high)
    book.set(f"{name}.p_equivalence", row.p_equivalence, "p")
    book.set(f"{name}.verdict", row.verdict, "text")


def surely_beyond(row: Any) -> bool:
    """Return whether one country of a contrast is surely ahead by more than the margin, whatever the other.

    Of a country without any tie there is no ratio: who is ahead of it is so by any margin.
    """
    if pd.isna(row.ratio_low):
        return row.verdict in (FIRST, SECOND)
    return bool(row.ratio_low > row.margin or row.ratio_high < 1 / row.margin)


def second_ex_aequo(
    verdicts: Mapping[tuple[str, str], str], partners: Sequence[str], beyond: Collection[tuple[str, str]]
) -> str:
    """Return whether the first two partners are level, and both ahead of each country beside them outside Europe.

    Parameters
    ----------
    verdicts
        verdict of each contrast, by its two countries: the partners, and each with the strongest other country.
    beyond
        contrasts in which one is surely ahead by more than the margin; one may be surely ahead within it, too.

    Returns
    -------
    str
        upheld; rejected where the partners are surely apart by more than the margin within which they count as level,
        or another country is level with or ahead of one of them; undecided where that is not told.
    """
    if len(partners) < 2:
        return UNDECIDED
    pair = (partners[0], partners[1])
    beside = [verdict for (first, second), verdict in verdicts.items() if second not in partners]
    if pair in beyond or any(verdict in (SECOND, LEVEL) for verdict in beside):
        return REJECTED
    return UPHELD if verdicts.get(pair) == LEVEL and all(verdict == FIRST for verdict in beside) else UNDECIDED
