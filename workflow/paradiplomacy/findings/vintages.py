"""What changed between the vintages of one list of ties: which are still shown, which vanished, which appeared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from paradiplomacy.config.registers import Register
from paradiplomacy.findings.fields import TIE_VINTAGES


def tie_vintages(
    units: pd.DataFrame,
    ties: pd.DataFrame,
    evidence: pd.DataFrame,
    registers: Mapping[str, Register],
    partners: Sequence[str],
) -> pd.DataFrame:
    """Return, for each two consecutive vintages of a list, the ties that are still shown, vanished and appeared.

    A tie vanished when the earlier vintage shows it and the later one, which covers its unit, does not; it appeared the
    other way round, which is not known where the earlier vintage is partial. Vanished is not ended: the later vintage
    may have been collected from fewer pages, or spell a place otherwise.

    Parameters
    ----------
    units, ties, evidence
        the frame of the study, `TIES` and `EVIDENCE`.
    registers
        all registers; those without a date are left out.
    partners
        partner countries of the study.

    Returns
    -------
    pandas.DataFrame
        `TIE_VINTAGES`; a level or partner without a tie in either vintage has a row of zeros.
    """
    place = units.set_index("unit_id")[["level", "country"]]
    about = ties.loc[ties["unit_id"].isin(place.index), ["tie_id", "unit_id", "partner"]].join(place, on="unit_id")
    owner = {source: name for name, register in registers.items() for source in register.sources}
    shown = evidence.assign(register=evidence["source"].map(owner)).dropna(subset=["register"])
    tied = {name: set(rows["tie_id"]) for name, rows in shown.groupby("register")}
    rows = []
    for earlier, later in _consecutive(registers):
        first, second = registers[earlier], registers[later]
        old, new = tied.get(earlier, set()), tied.get(later, set())
        newer = [name for name, one in registers.items() if _list(name, one) != _list(later, second) and one.as_of]
        elsewhere = set[str]().union(
            *(tied.get(name, set()) for name in newer if str(registers[name].as_of) >= str(second.as_of))
        )
        for level in sorted(set(first.levels) & set(second.levels) & set(place["level"])):
            for partner in partners:
                inside = about[(about["partner"] == partner) & (about["level"] == level)]
                later_covers = _covered(inside, second)
                vanished = (old & later_covers) - new
                rows.append(
                    {
                        "list": _list(later, second),
                        "partner": partner,
                        "level": level,
                        "earlier": earlier,
                        "later": later,
                        "title_earlier": first.title,
                        "title_later": second.title,
                        "earlier_as_of": first.as_of,
                        "later_as_of": second.as_of,
                        "ties_earlier": len(old & later_covers),
                        "still": len(old & later_covers & new),
                        "vanished": len(vanished),
                        "vanished_elsewhere": len(vanished & elsewhere),
                        "appeared": None if first.partial else len((new & _covered(inside, first)) - old),
                    }
                )
    return pd.DataFrame(rows, columns=TIE_VINTAGES.columns)


def _list(name: str, register: Register) -> str:
    return register.vintage_of or name


def _consecutive(registers: Mapping[str, Register]) -> list[tuple[str, str]]:
    """Return the names of each two vintages of one list that follow each other; a partial one is never the later."""
    lists: dict[str, list[str]] = {}
    for name, register in registers.items():
        if register.as_of:
            lists.setdefault(_list(name, register), []).append(name)
    pairs = []
    for names in lists.values():
        date = {name: str(registers[name].as_of) for name in names}
        for later in sorted(names, key=lambda name: (date[name], name)):
            before = max((date[name] for name in names if date[name] < date[later]), default=None)
            if not registers[later].partial:
                pairs += [(earlier, later) for earlier in names if date[earlier] == before]
    return pairs


def _covered(ties: pd.DataFrame, register: Register) -> set[str]:
    """Return the ties of units that a register covers."""
    covered = [register.covers(level, country) for level, country in zip(ties["level"], ties["country"], strict=True)]
    return set(ties.loc[pd.Series(covered, index=ties.index, dtype=bool), "tie_id"])
