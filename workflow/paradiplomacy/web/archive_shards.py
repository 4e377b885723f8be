"""Joins what the shards of a web archive wrote, line by line, into the very files that one job would have written.

The rule extract_pages runs it where `shards.archives` cuts archives into several jobs.
"""

from __future__ import annotations

import csv
import heapq
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

import pandas as pd

from paradiplomacy.accounting import ACCOUNTING
from paradiplomacy.tables import read_table

Cells = list[str]


def join_archive(
    *,
    texts: Sequence[str | Path],
    pages: Sequence[str | Path],
    set_aside: Sequence[str | Path],
    joined_texts: str | Path,
    joined_pages: str | Path,
    joined_set_aside: str | Path,
) -> None:
    """Write the pages of all shards, their table and what they set aside, each in the order of the archive.

    Parameters
    ----------
    texts, pages, set_aside
        what `extract_archive` wrote, one file per shard and in the same order of shards; none is held in memory.
    joined_texts, joined_pages, joined_set_aside
        where the joined files go.
    """
    with ExitStack() as files:

        def reading(paths: Iterable[str | Path]) -> list[TextIO]:
            return [files.enter_context(Path(path).open(encoding="utf-8", newline="")) for path in paths]

        def writing(path: str | Path) -> TextIO:
            return files.enter_context(Path(path).open("w", encoding="utf-8", newline="\n"))

        tables = [_Table(source) for source in reading(pages)]
        lines, table = writing(joined_texts), csv.writer(writing(joined_pages), lineterminator="\n")
        table.writerow(tables[0].columns)
        number = tables[0].columns.index("text_line")
        merged = heapq.merge(*(one.rows_with(source) for one, source in zip(tables, reading(texts), strict=True)))
        for line, (_, cells, text) in enumerate(merged, start=1):
            cells[number] = str(line)
            table.writerow(cells)
            lines.write(text)

        asides = [_Table(source, order="row") for source in reading(set_aside)]
        aside = csv.writer(writing(joined_set_aside), lineterminator="\n")
        aside.writerow(asides[0].columns)
        aside.writerows(cells for _, cells in heapq.merge(*(one.rows() for one in asides)))


class _Table:
    """A written table as rows of text with the number by which they are ordered."""

    def __init__(self, source: TextIO, order: str = "archive_offset") -> None:
        self._rows = csv.reader(source)
        self.columns: Cells = next(self._rows)
        self._order = self.columns.index(order)

    def rows(self) -> Iterator[tuple[int, Cells]]:
        for cells in self._rows:
            yield int(cells[self._order]), cells

    def rows_with(self, texts: TextIO) -> Iterator[tuple[int, Cells, str]]:
        for (place, cells), text in zip(self.rows(), texts, strict=True):
            yield place, cells, text


def add_accounting(paths: Sequence[str | Path]) -> pd.DataFrame:
    """Return the sums of the accounting (`ACCOUNTING`) of all shards: every answer was taken by one of them."""
    parts = pd.concat([read_table(path, ACCOUNTING) for path in paths], ignore_index=True)
    return parts.groupby(["stage", "file"], as_index=False, sort=False).sum()[ACCOUNTING.columns]
