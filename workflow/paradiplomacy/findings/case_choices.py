"""A researcher's own choice of cases, read from a table: it goes before every ranking, and its reason is kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import pandas as pd

from paradiplomacy.config.cases import Selection, Strategy
from paradiplomacy.fields import Dataset, Field
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.tables import read_table

TAKE, LEAVE = "take", "leave"
CASE_CHOICES = Dataset(
    name="case_choices",
    description="Units that a researcher takes as cases, or leaves out, with the reason.",
    key=("selection", "unit_id"),
    fields=(
        Field("selection", "text", "list of cases, by its name in the configuration", required=True),
        Field("unit_id", "text", "unit of the frame", required=True),
        Field("decision", "text", "take it, or leave it out", allowed=(TAKE, LEAVE), required=True),
        Field("strategy", "text", "strategy whose case it is; empty for none", allowed=get_args(Strategy)),
        Field("reason", "text", "why", required=True),
        Field("person", "text", "who decided", required=True),
    ),
)


def read_case_choices(
    path: str | Path | None, selections: Mapping[str, Selection], units: pd.DataFrame, analysis: pd.DataFrame
) -> pd.DataFrame:
    """Return the choices (`CASE_CHOICES`); none where there is no file.

    Parameters
    ----------
    selections
        all lists of cases of the configuration.
    units
        the frame, to tell a mistyped code from a unit outside of the study.
    analysis
        the analysis table: it says which units each list may hold.

    Raises
    ------
    BadInput
        naming every row with an empty cell, an unknown list, a unit that the list cannot hold, and a unit chosen twice.
    """
    if path is None:
        return pd.DataFrame({name: pd.Series(dtype="string") for name in CASE_CHOICES.columns})
    file = Path(path).as_posix()
    table = read_table(path, CASE_CHOICES)
    found = CASE_CHOICES.problems(table, file)
    known = set(units["unit_id"])
    eligible = {name: set(eligible_units(analysis, entry)["unit_id"]) for name, entry in selections.items()}
    for number, row in enumerate(table.fillna("").itertuples(index=False), start=2):
        if row.selection and row.selection not in selections:
            expected = "one of the lists " + (", ".join(selections) or "of cases.selections, of which there is none")
            found.append(Problem(file, expected, "correct the name", number, "selection", row.selection))
        elif row.unit_id and row.unit_id not in known:
            found.append(Problem(file, "a unit of the frame", "correct the code", number, "unit_id", row.unit_id))
        elif row.unit_id and row.selection and row.unit_id not in eligible[row.selection]:
            expected = f"a unit of the study, level and countries of {row.selection}"
            found.append(Problem(file, expected, "choose another, or widen the list", number, "unit_id", row.unit_id))
    if found:
        raise BadInput(sorted(found, key=lambda problem: (problem.row or 0, problem.column)))
    return table


def eligible_units(analysis: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """Return the rows of the analysis table among which the cases of a list are selected."""
    keep = (analysis["study"] == selection.study) & (analysis["partner"] == selection.partner)
    keep &= analysis["level"] == selection.level
    if selection.countries != "all":
        keep &= analysis["country"].isin(selection.countries)
    return analysis[keep]
