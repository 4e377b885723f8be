"""Web pages as blocks of text: what the extraction hands over and what `judge-passages` reads from JSON lines.

A page belongs to a unit; its blocks (headings, paragraphs, list items, table rows ...) keep their order, so that a list
item can be read together with the heading above it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paradiplomacy.problems import BadInput, Problem

NUMBERED = re.compile(r"^\s*\(?\d{1,2}[.)]")
KINDS = ("heading", "paragraph", "list_item", "table_row", "title", "breadcrumb", "menu", "footer")
HEADINGS = ("heading", "title", "breadcrumb")
CELLS = " | "  # joins the cells of a table row
LONGEST_HEADING = 90  # letters
BULLET = re.compile(r"^\s*(?:[-•*–·▪◦‣]|\(?\d{1,2}[.)]|[a-z]\))\s+")


@dataclass(frozen=True)
class Block:
    """A block of a page; `headings` are those above it that are no blocks of the page themselves, outermost first."""

    kind: str
    text: str
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A page of a unit. `country` is that of the unit (Eurostat or ISO code), `date` its day as YYYY-MM-DD or ""."""

    page_id: str
    unit_id: str
    unit_names: tuple[str, ...]
    country: str
    language: str
    address: str
    date: str
    title: str
    blocks: tuple[Block, ...]
    archive_offset: int | None = None

    @property
    def year(self) -> int | None:
        """Year of the page."""
        return int(self.date[:4]) if re.match(r"(?:19|20)\d\d", self.date) else None


def blocks_of_text(text: str) -> tuple[Block, ...]:
    """Split plain text into blocks by its lines: bullets are list items, cells between tabs or | are table rows.

    A short line without full stop is a heading when a longer line, a list or a table follows it; several short lines
    in a row are a list.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    kinds: list[str] = []
    numbered = sum(NUMBERED.match(line) is not None for line in lines) > 1  # one alone is a date or "19. century"
    for line in lines:
        if BULLET.match(line) and (numbered or not NUMBERED.match(line)):
            kinds.append("list_item")
        elif "\t" in line or line.count("|") >= 1:
            kinds.append("table_row")
        elif len(line) <= LONGEST_HEADING and not line.endswith((".", "!", "?", ";", "…", ",")):
            kinds.append("short")
        else:
            kinds.append("paragraph")
    if len(lines) == 1 and kinds == ["short"]:
        kinds = ["paragraph"]
    for at, kind in enumerate(kinds):
        if kind == "short":
            following = kinds[at + 1] if at + 1 < len(kinds) else ""
            previous = kinds[at - 1] if at else ""
            run = previous in ("list_item", "short_item") or (
                following == "short" and previous == "heading" and not lines[at].endswith(":")
            )
            is_heading = lines[at].endswith(":") or (following and not run)
            kinds[at] = "heading" if is_heading else "short_item"
    return tuple(
        Block("list_item" if kind == "short_item" else kind, BULLET.sub("", line) if kind == "list_item" else line)
        for kind, line in zip(kinds, lines, strict=True)
    )


def read_pages(path: str | Path) -> list[Page]:
    """Read pages from JSON lines: one object per line with `text` or `blocks`, `unit` (or `municipality`), `country`.

    Optional: id, unit_id, names, language, address, date, title, archive_offset; other keys are left alone.

    Raises
    ------
    BadInput
        naming each line that is no such object.
    """
    file = Path(path).as_posix()
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise BadInput([Problem(file, "this file to exist", "put it there, or correct its name")]) from None
    except UnicodeDecodeError as error:
        raise BadInput([Problem(file, f"UTF-8 text (byte {error.start} is not)", "save it as UTF-8")]) from None
    pages: list[Page] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            problems.append(Problem(file, f"one JSON object ({error.msg})", "correct the line", row=number))
            continue
        found = list(_problems(record, file, number))
        problems += found
        if not found:
            pages.append(page_of(record, number))
    if problems:
        raise BadInput(problems)
    return pages


def _problems(record: Any, file: str, number: int) -> Iterator[Problem]:
    if not isinstance(record, Mapping):
        yield Problem(file, "a JSON object", "write one page per line", row=number)
        return
    if not isinstance(record.get("text", ""), str):
        yield Problem(file, "text expected", "correct it", row=number, column="text")
    if not record.get("text") and not record.get("blocks"):
        yield Problem(file, "text or blocks", "add one of them", row=number, column="text")
    blocks = record.get("blocks") or []
    if not isinstance(blocks, list):
        yield Problem(file, "a list of blocks", "correct it", row=number, column="blocks")
        return
    for block in blocks:
        if not isinstance(block, Mapping) or not (isinstance(block.get("text"), str) or block.get("cells")):
            yield Problem(file, "blocks with text or cells", "correct the block", row=number, column="blocks")
        elif block.get("kind", "paragraph") not in KINDS:
            expected = "one of " + ", ".join(KINDS)
            yield Problem(file, expected, "correct the kind", row=number, column="blocks", value=str(block["kind"]))


def page_of(record: Mapping[str, Any], number: int) -> Page:
    """Return the page of one checked record; `number` is its line, which names it where it has no id."""
    title = str(record.get("title") or "")
    blocks = record.get("blocks")
    parsed = tuple(_blocks(blocks)) if blocks else blocks_of_text(str(record["text"]))
    name = record.get("unit") or record.get("municipality") or ""
    names = [str(name), *map(str, record.get("unit_names") or record.get("names") or ())]
    offset = record.get("archive_offset")
    return Page(
        page_id=str(record.get("id") or record.get("page_id") or number),
        unit_id=str(record.get("unit_id") or name),
        unit_names=tuple(dict.fromkeys(text for text in names if text)),
        country=str(record.get("country") or ""),
        language=str(record.get("language") or "").lower()[:2],
        address=str(record.get("address") or record.get("url") or ""),
        date=str(record.get("date") or ""),
        title=title,
        blocks=parsed,
        archive_offset=None if offset is None else int(offset),
    )


def _blocks(records: Iterable[Mapping[str, Any]]) -> Iterator[Block]:
    for record in records:
        cells = record.get("cells")
        text = CELLS.join(map(str, cells)) if cells else str(record["text"])
        headings = record.get("headings") or record.get("path") or ()
        path = (headings,) if isinstance(headings, str) else tuple(map(str, headings))
        yield Block(str(record.get("kind", "paragraph")), text, path)
