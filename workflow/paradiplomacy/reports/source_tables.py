"""The printed tables on raw files and on what became of their rows.

A collection that comes as one file for each country stands in one row, so that the page stays readable; every file has
its own row in the manifest and in the tables of the stages.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd

from paradiplomacy.reports.cells import count, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report

SMALLEST_COLLECTION = 4  # files; fewer are listed one by one
SAME = ("publisher", "licence", "vintage", "format", "publisher_url")  # what the files of a collection share


def sources_table(report: Report) -> PrintedTable:
    """Return the raw files of this world with publisher, vintage, licence and digest."""
    rows = []
    for name, files in _collections(report).items():
        first = files[0]
        about = f"{first['title']} ({first['publisher']}, {first['vintage']})"
        if len(files) > 1:
            about = f"{len(files)} files, such as: {about}"
        digest = first["sha256"][:12] if len(files) == 1 else "see the manifest"
        rows.append([name, about, first["licence"], digest])
    return table_of(report, ["Source", "Title", "Licence", "sha256"], rows, text_columns=4)


def accounting_table(report: Report) -> PrintedTable:
    """Return rows in, rows out and rows set aside of each stage and source."""
    books = pd.concat(report.tables("accounting"))
    books["file"] = books["file"].map(_names(report)).fillna(books["file"])
    sums = books.groupby(["stage", "file"], sort=False)[["rows_in", "rows_out", "rows_set_aside"]].sum()
    rows = [[stage, file, *(count(int(number)) for number in sums.loc[stage, file])] for stage, file in sums.index]
    return table_of(report, ["Rule", "Source", "Rows in", "Rows out", "Set aside"], rows, text_columns=2)


def set_aside_table(report: Report) -> PrintedTable:
    """Return reasons for which rows were set aside, with their number, by source."""
    columns = ["Source", "Reason", "Rows"]
    parts = [table for table in report.tables("set_aside") if len(table)]
    if not parts:
        return table_of(report, columns, [["all", "nothing was set aside", "0"]], text_columns=2)
    every = pd.concat(parts)
    every["file"] = every["file"].map(_names(report)).fillna(every["file"])
    # a reason may name the row or the place that it speaks of; the printed table counts reasons of a kind
    kinds = every["reason"].str.replace(r"; (?:row \d+ counts|give the answer|write ).*", "", regex=True)
    every["reason"] = kinds.str.replace(r'"[^"]*"(?: \(similar: .*\))?', "…", regex=True)
    counts = every.groupby(["file", "reason"]).size().reset_index(name="rows")
    rows = [[row.file, row.reason, count(row.rows)] for row in counts.itertuples()]
    return table_of(report, columns, rows, text_columns=2)


def _collections(report: Report) -> dict[str, list[dict[str, Any]]]:
    """Return the sources by the name under which they are printed: their own, or the part that all ids share."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for source in report.sources:
        stem = source["id"].rpartition("_")[0]
        alike[(stem, *(str(source.get(key)) for key in SAME))].append(source)
    named: dict[str, list[dict[str, Any]]] = {}
    for (stem, *_), files in alike.items():
        if len(files) >= SMALLEST_COLLECTION and stem:
            named[f"{stem}_*"] = files
        else:
            named |= {source["id"]: [source] for source in files}
    return dict(sorted(named.items()))


def _names(report: Report) -> dict[str, str]:
    """Return the printed name of each source by its id."""
    return {source["id"]: name for name, files in _collections(report).items() for source in files}
