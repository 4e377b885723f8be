"""A web archive to pages of text: streams its answers, writes one JSON line per page, and accounts for every answer.

The rule extract_pages runs it, one archive after the other; what reads for mentions takes the JSON lines from here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import pandas as pd

from paradiplomacy.accounting import SET_ASIDE
from paradiplomacy.config.shards import WHOLE, Shard
from paradiplomacy.readers.contact_details import without_e_mail
from paradiplomacy.readers.pdf import PdfReader
from paradiplomacy.readers.warc import Capture, read_captures
from paradiplomacy.tables import TableWriter
from paradiplomacy.web.archive_fields import PAGES
from paradiplomacy.web.extract import PageText, text_of_capture
from paradiplomacy.web.sites import SiteOwners

UNKNOWN_SITE = "no unit has a site at this address"


@dataclass(frozen=True)
class Limits:
    """Limits of a page: bytes after decompression, nested elements, blocks; pages, letters and seconds of a PDF."""

    largest: int = 20_000_000
    deepest: int = 300
    most_blocks: int = 20_000
    most_pdf_pages: int = 400
    most_pdf_letters: int = 2_000_000
    pdf_seconds: float = 20.0


def limits_of(archives: Mapping[str, Any]) -> Limits:
    """Return the limits that the section `archives` of the configuration sets."""
    return Limits(
        largest=int(archives["largest_page_mb"] * 1_000_000),
        deepest=archives["deepest_nesting"],
        most_blocks=archives["most_blocks"],
        most_pdf_pages=archives["most_pdf_pages"],
        pdf_seconds=archives["pdf_seconds"],
    )


@dataclass
class Counts:
    """Answers read, pages taken and answers set aside."""

    rows_in: int = 0
    rows_out: int = 0
    rows_set_aside: int = 0


def pages_of_archive(
    path: str | Path, limits: Limits, owners: SiteOwners, shard: Shard = WHOLE
) -> Iterator[tuple[Capture, str | None, PageText]]:
    """Yield each answer of an archive (or its shard) with its unit (None: of none) and its text, in order.

    Raises
    ------
    BadInput
        when the file is no archive.
    """
    with PdfReader(limits.most_pdf_pages, limits.most_pdf_letters, limits.pdf_seconds) as pdfs:
        for capture in read_captures(path, limits.largest, shard):
            unit = owners.unit_of(capture.address)
            if unit is None and not capture.refused:
                yield capture, None, PageText(refused=UNKNOWN_SITE)
                continue
            text = text_of_capture(capture, pdfs, deepest=limits.deepest, most_blocks=limits.most_blocks)
            yield capture, unit, text


def extract_archive(
    path: str | Path,
    *,
    archive: str,
    owners: SiteOwners,
    units: Mapping[str, tuple[tuple[str, ...], str]],
    limits: Limits,
    texts: TextIO,
    pages: TableWriter,
    set_aside: TableWriter,
    shard: Shard = WHOLE,
) -> Counts:
    """Write the pages of an archive as JSON lines, its table of pages and what was set aside; memory does not grow.

    Parameters
    ----------
    path, archive
        WARC file and its source id.
    owners
        sites of units.
    units
        names (the one that counts first) and country of each unit, by unit_id.
    limits
        limits of one page.
    texts
        where one JSON object per page goes: page_id, unit_id, unit, unit_names, country, language, address, date,
        title, archive_offset, blocks.
    pages, set_aside
        tables PAGES and SET_ASIDE.
    shard
        which of the answers are taken; `join_archive` joins what all shards wrote.
    """
    counts = Counts()
    for capture, unit, text in pages_of_archive(path, limits, owners, shard):
        counts.rows_in += 1
        if unit is None or text.refused:
            counts.rows_set_aside += 1
            record = without_e_mail(capture.address) or f"record at byte {capture.offset}"
            reason = text.refused[:1].upper() + text.refused[1:]
            set_aside.add({"file": archive, "row": capture.row, "record": record, "reason": reason})
            continue
        counts.rows_out += 1
        row = _row(capture, text, archive, unit, counts.rows_out)
        texts.write(json.dumps(_line(row, text, units[unit]), ensure_ascii=False) + "\n")
        pages.add(row)
    return counts


def _row(capture: Capture, text: PageText, archive: str, unit: str, line: int) -> dict[str, Any]:
    return {
        "archive": archive,
        "archive_offset": capture.offset,
        "page_id": f"{archive}:{capture.offset}",
        "unit_id": unit,
        "address": without_e_mail(capture.address),  # that of a form may hold whom it writes to
        "captured": capture.captured[:10] or None,
        "date": text.date or capture.captured[:10] or None,
        "date_stated": bool(text.date),
        "media_type": text.media_type,
        "charset": text.charset or None,
        "language": text.language or None,
        "declared_language": text.declared_language or None,
        "size": len(capture.body),
        "sha256": text.sha256,
        "blocks": len(text.blocks),
        "letters": text.letters,
        "text_line": line,
    }


def _line(row: Mapping[str, Any], text: PageText, unit: tuple[tuple[str, ...], str]) -> dict[str, Any]:
    names, country = unit
    shared = {name: row[name] or "" for name in ("page_id", "unit_id", "language", "address", "date")}
    return {
        **shared,
        "unit": names[0],
        "unit_names": list(names),
        "country": country,
        "title": text.title,
        "archive_offset": row["archive_offset"],
        "blocks": list(text.blocks),
    }


def unit_names(units: pd.DataFrame) -> dict[str, tuple[tuple[str, ...], str]]:
    """Return names (the one that counts first) and country of each unit of the frame, by unit_id."""
    columns = units[["unit_id", "name", "names", "country"]].itertuples(index=False, name=None)
    return {unit: (tuple(dict.fromkeys([name, *names.split("|")])), country) for unit, name, names, country in columns}


def open_tables(pages: str | Path, set_aside: str | Path) -> tuple[TableWriter, TableWriter]:
    """Return writers of the table of pages and of what was set aside."""
    return TableWriter(pages, PAGES), TableWriter(set_aside, SET_ASIDE)
