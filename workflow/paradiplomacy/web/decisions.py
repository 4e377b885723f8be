"""Read a researcher's decisions on places of registers, and refuse those that cannot be meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.tables import read_table
from paradiplomacy.web.fields import EMPTY_LABEL, PLACE_DECISIONS
from paradiplomacy.web.names import CountryLabels

if TYPE_CHECKING:
    import pandas as pd

NONE = "none"


def read_place_decisions(
    path: str | Path, units: pd.DataFrame, registers: Sequence[str], countries: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Return the decisions (`PLACE_DECISIONS`).

    Raises
    ------
    BadInput
        naming every row with an empty cell, an unknown register, a unit that is not in the frame or lies in another
        country than the label says, and every place that is decided twice.
    """
    file = Path(path).as_posix()
    table = read_table(path, PLACE_DECISIONS)
    found = PLACE_DECISIONS.problems(table, file)
    country_of = dict(zip(units["unit_id"], units["country"], strict=True))
    labels = CountryLabels(countries)
    for number, row in enumerate(table.fillna("").itertuples(index=False), start=2):
        if row.register and row.register not in registers:
            expected = "one of the registers " + ", ".join(registers)
            found.append(Problem(file, expected, "correct the name", number, "register", row.register))
        _, country, _ = labels.of_place(row.place, "" if row.label == EMPTY_LABEL else row.label)
        if country is None:
            expected = "the label of a studied country, as the register writes it"
            found.append(Problem(file, expected, "correct the label", number, "label", row.label))
        if not row.unit_id or row.unit_id == NONE:
            continue
        if row.unit_id not in country_of:
            expected = f'a unit of the frame, or "{NONE}"'
            found.append(Problem(file, expected, "correct the unit", number, "unit_id", row.unit_id))
        elif country is not None and country_of[row.unit_id] != country:
            expected = f"a unit of {country}, the country of the label"
            found.append(Problem(file, expected, "correct unit or label", number, "unit_id", row.unit_id))
    if found:
        raise BadInput(sorted(found, key=lambda problem: (problem.row or 0, problem.column)))
    return table
