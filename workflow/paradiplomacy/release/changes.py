"""What changed in the findings between two runs, and which changed inputs can be responsible.

A finding is followed back through the jobs of both runs: responsible can be the sources and files that it rests on and
that differ, and the rules on its way whose settings or code differ.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pandas as pd

from paradiplomacy.release.circumstances import Difference, differing_inputs
from paradiplomacy.release.flow import Flow
from paradiplomacy.release.pairing import Row, float_of, has, paired, shown_cell, words_of
from paradiplomacy.release.record import Record
from paradiplomacy.release.record_fields import CHANGES
from paradiplomacy.release.tolerances import is_within, tolerance_of
from paradiplomacy.tables import typed

INPUTS = ("source", "file", "setting", "code", "package", "circumstance")
NOT_RESPONSIBLE = "none of the registered inputs that it rests on"


def compare_records(before: Record, after: Record) -> pd.DataFrame:
    """Return a table (`CHANGES`): first the inputs that differ, then the findings, the largest moves first."""
    inputs = differing_inputs(before, after)
    responsible = Responsible(inputs, before.flow, after.flow)
    rows: list[Row] = [
        {"kind": found.kind, "item": found.item, "before": found.before, "after": found.after, "change": _change(found)}
        for found in inputs
    ]
    moved = [*_values(before.values, after.values), *_estimates(before.estimates, after.estimates)]
    rows += sorted(moved, key=lambda row: (-_size(row), row["file"], row["item"], row["quantity"]))
    rows += _texts("verdict", before.verdicts, after.verdicts, "row", "verdict")
    rows += _texts("unit", before.units, after.units, "unit_id", "type")
    rows += _tables(before, after)
    for row in rows:
        if row["kind"] not in INPUTS:
            row["responsible"] = responsible.of(row["file"])
    rows = [{"position": place, **row} for place, row in enumerate(rows, start=1)]
    return typed(pd.DataFrame(rows, columns=CHANGES.columns), CHANGES)


class Responsible:
    """Tells which of the inputs that differ a result rests on, by the flow before or after."""

    def __init__(self, inputs: Sequence[Difference], before: Flow, after: Flow) -> None:
        self._names = {kind: {found.item for found in inputs if found.kind == kind} for kind in INPUTS}
        self._flows = (before, after)
        self.of = cache(self._of)

    def _of(self, result: str) -> str:
        first, second = (flow.upstream(result) for flow in self._flows)
        settings = [{(job.rule, job.outputs): job.settings for job in found.jobs} for found in (first, second)]
        both = settings[0].keys() & settings[1].keys()
        rules = {job.rule for job in first.jobs | second.jobs}
        named = [
            *(f"source {name}" for name in sorted((first.sources | second.sources) & self._names["source"])),
            *(f"source {name}" for name in sorted((first.sources ^ second.sources) - self._names["source"])),
            *(f"file {name}" for name in sorted((first.files | second.files) & self._names["file"])),
            *(
                f"settings of {rule}"
                for rule in sorted({key[0] for key in both if settings[0][key] != settings[1][key]})
            ),
            *(f"{rule} anew" for rule in sorted({key[0] for key in settings[0].keys() ^ settings[1].keys()})),
            *(f"code of {rule}" for rule in sorted(rules & self._names["code"])),
        ]
        if not named and (self._names["package"] or self._names["circumstance"]):
            return "packages, engine or Python"
        return "; ".join(named) or NOT_RESPONSIBLE


def change_sentences(changes: pd.DataFrame) -> list[str]:
    """Return what changed, in sentences: inputs, then findings by kind, then the largest moves."""
    said = []
    for kind, rows in changes.groupby("kind", sort=False):
        counts = rows["change"].value_counts()
        said.append(f"{kind}: " + ", ".join(f"{count:,} {change}" for change, count in counts.items()))
        if kind in ("source", "file"):
            said += [f"  {row.item}: {row.change}" for row in rows.itertuples()]
    moved = changes[changes["in_intervals"].notna() | (changes["change"] == "changed sides")]
    for row in moved.head(10).to_dict("records"):
        said.append(
            f"  {row['item']} ({row['quantity']}): {row['before']} before, {row['after']} now, {row['change']}; "
            f"{row['responsible']}"
        )
    return said or ["Nothing changed: inputs and findings are the same."]


def _change(found: Difference) -> str:
    return "entered" if found.before == "" else "left" if found.after == "" else "changed"


def _values(before: pd.DataFrame, after: pd.DataFrame) -> Iterator[Row]:
    for (file, name), one, two in paired(before, after, ["file", "name"]):
        row = _moved("value", file, name, "value", one, two, "text")
        if row is not None:
            yield row


def _estimates(before: pd.DataFrame, after: pd.DataFrame) -> Iterator[Row]:
    for (file, name, quantity), one, two in paired(before, after, ["file", "row", "quantity"]):
        row = _moved("estimate", file, name, quantity, one, two, "value")
        if row is not None:
            yield row


def _moved(kind: str, file: str, item: str, quantity: str, one: Any, two: Any, shown: str) -> Row | None:
    row: Row = {"kind": kind, "file": file, "item": item, "quantity": quantity}
    row |= {"before": shown_cell(one, shown), "after": shown_cell(two, shown)}
    if one is None or two is None:
        return row | {"change": "entered" if one is None else "left"}
    first, second = float_of(one["value"]), float_of(two["value"])
    tolerance = tolerance_of(file, quantity)
    same = is_within(first, second, tolerance)
    if math.isnan(first) and math.isnan(second):
        same = row["before"] == row["after"]
    sides = _excludes_zero(one, two)
    if same and sides[0] == sides[1]:
        return None
    change = "moved" if sides[0] == sides[1] else "changed sides"
    if math.isnan(first) or math.isnan(second):
        change = "changed"
    row |= {"change": change, "difference": None if change == "changed" else second - first}
    half = (float_of(one["high"]) - float_of(one["low"])) / 2
    if change != "changed" and half > 0:
        row["in_intervals"] = abs(second - first) / half
    return row


def _excludes_zero(one: Any, two: Any) -> tuple[bool | None, bool | None]:
    """Tell of both rows whether their interval lies on one side of zero; None of what is no effect or has none."""
    if not all(has(row, end) for row in (one, two) for end in ("low", "high")):
        return None, None
    if min(float_of(row["low"]) for row in (one, two)) >= 0:  # a share or a count never crosses zero
        return None, None
    first, second = (float_of(row["low"]) > 0 or float_of(row["high"]) < 0 for row in (one, two))
    return first, second


def _size(row: Row) -> float:
    """Order of print: effects that changed sides, then by how far they moved, then what entered or left."""
    return (1e6 if row["change"] == "changed sides" else 0.0) + float(row.get("in_intervals") or 0.0)


def _texts(kind: str, before: pd.DataFrame, after: pd.DataFrame, item: str, text: str) -> Iterator[Row]:
    for (file, name), one, two in paired(before, after, ["file", item]):
        words = ["" if row is None else words_of(row[text]) for row in (one, two)]
        label = words_of((one if two is None else two).get("name", pd.NA))
        row: Row = {"kind": kind, "file": file, "item": f"{name} {label}".strip(), "quantity": text}
        if one is None or two is None:
            yield row | {"before": words[0], "after": words[1], "change": "entered" if one is None else "left"}
        elif words[0] != words[1]:
            yield row | {"before": words[0], "after": words[1], "change": "changed"}


def _tables(before: Record, after: Record) -> Iterator[Row]:
    """Yield the tables and values of which a file entered, left or changed; pages and figures follow from them."""
    first, second = before.manifest["results"], after.manifest["results"]
    for file in sorted({*first, *second}):
        if file.endswith((".csv", ".json")) and not file.startswith(("sources/", "reports/")):
            change = Difference("table", file, first.get(file, ""), second.get(file, ""))
            if change.before != change.after:
                yield {
                    "kind": "table", "file": file, "before": change.before[:16], "after": change.after[:16],
                    "change": _change(change),
                }  # fmt: skip
