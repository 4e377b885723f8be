"""Hold the record of a rebuilt run against the expected one: every file, value, estimate, verdict and column.

A file of the same bytes is identical. Where a table has other bytes, its columns decide: text and whole numbers must be
the same, numbers may differ as far as `tolerances` permits. Pages and figures hang on the engine and its versions;
where their bytes differ and an engine or package differs too, they are not compared, for what they print is compared as
values.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from paradiplomacy.release.circumstances import differing_inputs
from paradiplomacy.release.pairing import Row, float_of, has, paired, shown_cell, words_of
from paradiplomacy.release.record import Record
from paradiplomacy.release.record_fields import FAILED, VERIFICATION, VERIFIED
from paradiplomacy.release.tolerances import is_within, tolerance_of
from paradiplomacy.tables import typed

RENDERED = ("reports/", "index.html")
MOMENTS = ("mean", "spread", "lowest", "highest")
ENDS = ("value", "low", "high", "p_value")


def verify_record(expected: Record, rebuilt: Record) -> pd.DataFrame:
    """Return a table (`VERIFICATION`) with a row for everything expected and everything rebuilt."""
    inputs = differing_inputs(expected, rebuilt)
    numbers = [
        *_values(expected.values, rebuilt.values),
        *_estimates(expected.estimates, rebuilt.estimates),
        *_texts("verdict", expected.verdicts, rebuilt.verdicts, "row", "verdict"),
        *_texts("unit", expected.units, rebuilt.units, "unit_id", "type"),
        *_columns(expected.columns, rebuilt.columns),
    ]
    other_engine = any(found.kind in ("package", "circumstance") for found in inputs)
    files = _files(expected.manifest["results"], rebuilt.manifest["results"], numbers, other_engine)
    circumstances = [
        {"kind": "circumstance", "item": f"{found.kind}: {found.item}", "expected": found.before,
         "rebuilt": found.after, "verdict": "not compared", "reason": "another input than that of the expected results"}
        for found in inputs
    ]  # fmt: skip
    rows = [{"position": place, **row} for place, row in enumerate([*circumstances, *files, *numbers], start=1)]
    return typed(pd.DataFrame(rows, columns=VERIFICATION.columns), VERIFICATION)


def verdict_sentences(verification: pd.DataFrame) -> list[str]:
    """Return what a verification found, in sentences: by kind the number of each verdict, then whether it holds."""
    said = []
    for kind, rows in verification.groupby("kind", sort=False):
        counts = rows["verdict"].value_counts()
        words = ", ".join(f"{counts[verdict]:,} {verdict}" for verdict in VERIFIED if verdict in counts)
        said.append(
            f"{kind}: {words}" if kind != "circumstance" else f"inputs that are not the expected ones: {len(rows):,}"
        )
    failed = int(verification["verdict"].isin(FAILED).sum())
    compared = int((verification["kind"] != "circumstance").sum())
    if failed:
        return [*said, f"NOT VERIFIED: {failed:,} of {compared:,} comparisons failed."]
    return [*said, f"Verified: none of {compared:,} comparisons failed."]


def _files(
    expected: Mapping[str, str], rebuilt: Mapping[str, str], numbers: Sequence[Row], other_engine: bool
) -> Iterator[Row]:
    of_tables: dict[str, set[str]] = {}
    for row in numbers:
        of_tables.setdefault(row["file"], set()).add(row["verdict"])
    for file in sorted({*expected, *rebuilt}):
        one, two = expected.get(file), rebuilt.get(file)
        verdict, reason = _presence(one, two), ""
        if verdict == "differs" and file in of_tables and not of_tables[file] & set(FAILED):
            verdict, reason = "within tolerance", "other bytes, but all of its columns or values agree"
        elif verdict == "differs" and file.startswith(RENDERED) and other_engine:
            verdict, reason = "not compared", "another engine or package rendered it; its values are compared"
        yield {
            "kind": "file", "file": file, "quantity": "sha256", "verdict": verdict,
            "expected": (one or "")[:16], "rebuilt": (two or "")[:16], "reason": reason,
        }  # fmt: skip


def _presence(one: object, two: object) -> str:
    if one is None or two is None:
        return "not expected" if one is None else "missing"
    return "identical" if one == two else "differs"


def _values(expected: pd.DataFrame, rebuilt: pd.DataFrame) -> Iterator[Row]:
    for (file, name), one, two in paired(expected, rebuilt, ["file", "name"]):
        for end in ("value", "low", "high"):
            if end == "value" or has(one, end) or has(two, end):
                yield _number("value", file, name, end, one, two, end, shown="text" if end == "value" else end)


def _estimates(expected: pd.DataFrame, rebuilt: pd.DataFrame) -> Iterator[Row]:
    columns = {"low": "conf_low", "high": "conf_high", "p_value": "p_value"}
    for (file, row, quantity), one, two in paired(expected, rebuilt, ["file", "row", "quantity"]):
        for end in ENDS:
            if end == "value" or has(one, end) or has(two, end):
                yield _number("estimate", file, row, columns.get(end, quantity), one, two, end, shown=end)


def _texts(kind: str, expected: pd.DataFrame, rebuilt: pd.DataFrame, item: str, text: str) -> Iterator[Row]:
    for (file, name), one, two in paired(expected, rebuilt, ["file", item]):
        words = [None if row is None else words_of(row[text]) for row in (one, two)]
        yield {
            "kind": kind, "file": file, "item": name, "quantity": text,
            "expected": words[0], "rebuilt": words[1], "verdict": _presence(*words),
        }  # fmt: skip


def _columns(expected: pd.DataFrame, rebuilt: pd.DataFrame) -> Iterator[Row]:
    for (file, column), one, two in paired(expected, rebuilt, ["file", "column"]):
        verdict = _presence(*(None if row is None else row["digest"] for row in (one, two)))
        row: Row = {"kind": "column", "file": file, "item": column, "quantity": "cells", "verdict": verdict}
        row |= {"expected": "" if one is None else one["digest"], "rebuilt": "" if two is None else two["digest"]}
        if verdict == "differs" and one["kind"] == two["kind"] == "number":
            tolerance = tolerance_of(file, column)
            same_shape = all(one[count] == two[count] for count in ("rows", "missing"))
            if same_shape and all(is_within(float_of(one[name]), float_of(two[name]), tolerance) for name in MOMENTS):
                row |= {"verdict": "within tolerance", "reason": f"mean, spread and range agree: {tolerance.reason}"}
        yield row


def _number(kind: str, file: str, item: str, quantity: str, one: Any, two: Any, end: str, shown: str) -> Row:
    row: Row = {"kind": kind, "file": file, "item": item, "quantity": quantity}
    row |= {"expected": shown_cell(one, shown), "rebuilt": shown_cell(two, shown)}
    if one is None or two is None:
        return row | {"verdict": _presence(one, two)}
    first, second = float_of(one[end]), float_of(two[end])
    text_same = shown != "text" or one["text"] == two["text"]
    if text_same and (first == second or (math.isnan(first) and math.isnan(second))):
        return row | {"verdict": "identical", "difference": None if math.isnan(first) else 0.0}
    row["difference"] = second - first
    counted = shown == "text" and one["unit"] in ("count", "text")
    tolerance = tolerance_of(file, quantity)
    if counted or not is_within(first, second, tolerance):
        return row | {"verdict": "differs"}
    return row | {"verdict": "within tolerance", "tolerance": tolerance.of(first), "reason": tolerance.reason}
