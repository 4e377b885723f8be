"""Verification and changes as page and as table, and what `snakemake verify` says on the screen."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from paradiplomacy.config.model import World
from paradiplomacy.digest import DIGITS
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.release.changes import INPUTS, change_sentences
from paradiplomacy.release.record_fields import CHANGES, FAILED, VERIFICATION
from paradiplomacy.release.verification import verdict_sentences
from paradiplomacy.reports.result_pages import write_page
from paradiplomacy.tables import write_table

DIGEST = re.compile(r"[0-9a-f]{64}")  # a sha256: its first digits tell it from others
MOST_PRINTED = 5000  # rows of one section on a page; the table beside it has all


def write_verification(page: str | Path, table: str | Path, verification: pd.DataFrame, world: World) -> None:
    """Write a verification as HTML and as CSV (`VERIFICATION`)."""
    write_table(verification, table, VERIFICATION)
    columns = ("kind", "file", "item", "quantity", "expected", "rebuilt", "difference", "tolerance", "verdict")
    inputs = verification["kind"] == "circumstance"
    failed = verification["verdict"].isin(FAILED)
    other = ~inputs & ~failed & (verification["verdict"] != "identical")
    published = ~inputs & ~failed & ~other & verification["kind"].isin(["file", "value"])
    published &= (verification["kind"] == "value") | verification["file"].str.startswith(("models/", "findings/"))
    sections = [
        _section("What failed", verification[failed], columns),
        _section("Inputs that are not those of the expected results", verification[inputs], columns[2:6]),
        _section("Differences that libraries and engines may cause", verification[other], columns),
        _section(
            "Published tables and values that are identical", verification[published], (*columns[1:3], *columns[4:6])
        ),
    ]
    *counts, verdict = verdict_sentences(verification)
    _write(page, table, "Verification of the results", counts, sections, world, (verdict, bool(failed.any())))


def write_changes(page: str | Path, table: str | Path, changes: pd.DataFrame, world: World) -> None:
    """Write what changed as HTML and as CSV (`CHANGES`)."""
    write_table(changes, table, CHANGES)
    moved = ("file", "item", "quantity", "before", "after", "difference", "change", "responsible")
    said = ("file", "item", "before", "after", "change", "responsible")
    sections = [
        _section("Inputs", changes[changes["kind"].isin(INPUTS)], ("kind", "item", "before", "after", "change")),
        _section("Verdicts", changes[changes["kind"] == "verdict"], said),
        _section("Units", changes[changes["kind"] == "unit"], said),
        _section("Values of the text", changes[changes["kind"] == "value"], moved),
        _section("Estimates", changes[changes["kind"] == "estimate"], moved),
        _section("Tables", changes[changes["kind"] == "table"], ("file", "change", "responsible")),
    ]
    sentences = [sentence.strip() for sentence in change_sentences(changes)]
    _write(page, table, "What changed in the findings", sentences, sections, world, ("", False))


def report_verification(verification: pd.DataFrame, page: str) -> None:
    """Print what a verification found.

    Raises
    ------
    BadInput
        with each result that is not the expected one.
    """
    for sentence in verdict_sentences(verification):
        print(sentence, file=sys.stderr)
    print(f"All comparisons: {page}", file=sys.stderr)
    failures = verification[verification["verdict"].isin(FAILED)]
    if len(failures):
        remedy = f"see {page}; if the change is meant, `make expected` replaces the expected results"
        raise BadInput(
            Problem(
                file=row["file"],
                column=" ".join(str(row[name]) for name in ("item", "quantity") if pd.notna(row[name])),
                value="" if pd.isna(row["rebuilt"]) else str(row["rebuilt"]),
                expected=f"{row['expected']} expected ({row['verdict']})"
                if pd.notna(row["expected"])
                else row["verdict"],
                remedy=remedy,
            )
            for row in failures.to_dict("records")
        )


def _section(title: str, rows: pd.DataFrame, columns: tuple[str, ...]) -> dict[str, Any]:
    shown = rows.head(MOST_PRINTED)
    cells = [[_cell(value) for value in row] for row in shown[list(columns)].itertuples(index=False)]
    heads = [(name.replace("_", " ").capitalize(), name in ("difference", "tolerance")) for name in columns]
    return {"title": title, "columns": heads, "rows": cells, "hidden": len(rows) - len(shown)}


def _cell(value: object) -> str:
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, float):
        return f"{value:.3g}"
    text = str(value)
    return text[:DIGITS] if DIGEST.fullmatch(text) else text


def _write(
    page: str | Path,
    table: str | Path,
    title: str,
    sentences: list[str],
    sections: list[dict[str, Any]],
    world: World,
    verdict: tuple[str, bool],
) -> None:
    write_page(
        page,
        "comparison.html",
        world=world,
        title=title,
        sentences=sentences,
        sections=[section for section in sections if section["rows"]],
        verdict=verdict[0],
        failed=verdict[1],
        csv=Path(table).name,
    )
