"""The panel as the index of codebooks prints it: changes and transitions under the disclosure rule."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from paradiplomacy.findings.values import printed
from paradiplomacy.reports.codebook_tables import count_in_words
from paradiplomacy.survey.disclosure import Equation, protect_cells
from paradiplomacy.survey.panel import Collapsed

PARTS = ("n", "same", "changed", "up", "down")


@dataclass(frozen=True)
class PrintedChange:
    """One question of the panel: its counts, the change of the share of yes, and the p-value, all as printed."""

    field: str
    of: str
    """The field of the codebook that it is made from."""
    counts: tuple[str, ...]
    """Units compared, same, changed, up, down."""
    difference: str
    p_value: str


@dataclass(frozen=True)
class PrintedTransitions:
    """Answers in the first wave (rows) by answers in the second (columns)."""

    field: str
    codes: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def print_panel(
    changes: pd.DataFrame, moves: pd.DataFrame, collapsed: Collapsed, smallest: int
) -> tuple[int | None, list[PrintedChange], list[PrintedTransitions]]:
    """Return the units of the panel, changes (`PANEL_CHANGES`) and transitions of the questions behind the outcomes.

    A reader knows that same and changed make up the units compared, up and down the changed, that the outcome's
    counts are sums of the transitions, and that the units of the panel are those compared and those that left the
    question out; where few did, the number of units is not printed (None). Difference and p-value of a question
    follow from up and down, and stand only where these do.
    """
    counts: list[int] = []
    place: dict[tuple[str, ...], int] = {}
    equations: list[Equation] = []
    unprinted: list[int] = []
    compared = changes[changes["note"].isna()].to_dict("records")
    if compared:
        place["panel", "units"] = 0
        counts.append(int(compared[0]["units"]))
    for row in compared:
        for part in PARTS:
            if not pd.isna(row[part]):
                place[row["field"], part] = len(counts)
                counts.append(int(row[part]))
        own = {part: place[row["field"], part] for part in PARTS if (row["field"], part) in place}
        unprinted.append(len(counts))
        counts.append(counts[0] - counts[own["n"]])
        equations.append({own["n"]: 1, unprinted[-1]: 1, 0: -1})
        equations.append({own["same"]: 1, own["changed"]: 1, own["n"]: -1})
        if "up" in own:
            equations.append({own["up"]: 1, own["down"]: 1, own["changed"]: -1})
    shown = list(dict.fromkeys(column for column, _, _ in collapsed.values()))
    for row in moves[moves["field"].isin(shown)].to_dict("records"):
        place["move", row["field"], row["first"], row["second"]] = len(counts)
        counts.append(int(row["n"]))
    for name, (column, yes, no) in collapsed.items():
        pairs = {key[2:]: at for key, at in place.items() if key[:2] == ("move", column)}
        if (name, "n") not in place or not pairs:
            continue
        sums = {
            (column, "n"): list(pairs),
            (column, "same"): [pair for pair in pairs if pair[0] == pair[1]],
            (name, "up"): [pair for pair in pairs if pair[0] in no and pair[1] in yes],
            (name, "down"): [pair for pair in pairs if pair[0] in yes and pair[1] in no],
            (name, "same"): [pair for pair in pairs if set(pair) <= set(yes) or set(pair) <= set(no)],
        }
        equations += [{place[total]: -1} | {pairs[pair]: 1 for pair in parts} for total, parts in sums.items()]
    marks = protect_cells(counts, equations, smallest, unprinted=unprinted)

    def words(*key: str) -> str:
        if key not in place:
            return ""
        at = place[key]
        return count_in_words(counts[at] if marks[at] == "shown" else None, marks[at], smallest)

    lines = []
    for row in compared:
        name = row["field"]
        open_pair = all((name, part) in place and marks[place[name, part]] == "shown" for part in ("n", "up", "down"))
        difference = ""
        if open_pair and not pd.isna(row["difference"]):
            ends = (printed(row[end], "percentage points") for end in ("difference", "conf_low", "conf_high"))
            difference = "{} ({} to {})".format(*(end.removesuffix(" percentage points") for end in ends))
        told = not pd.isna(row["p_value"]) and (open_pair or row["test"] == "stuart_maxwell")
        p_value = printed(row["p_value"], "p").removeprefix("= ") if told else ""
        lines.append(PrintedChange(name, row["of"], tuple(words(name, part) for part in PARTS), difference, p_value))
    tables = []
    for column in shown:
        codes = tuple(dict.fromkeys(key[2] for key in place if key[:2] == ("move", column)))
        rows = tuple(tuple(words("move", column, a, b) for b in codes) for a in codes)
        if codes:
            tables.append(PrintedTransitions(column, codes, rows))
    units = counts[0] if counts and marks[0] == "shown" else None
    return units, lines, tables
