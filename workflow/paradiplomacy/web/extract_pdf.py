"""Text of a PDF to blocks: wrapped lines become paragraphs, bullets list items, short lines above them headings.

Used by extract_pages. A PDF holds no structure that could be trusted, so it is read from the lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from paradiplomacy.web.extract_html import LONGEST_HEADING, TooMuch, squeeze

BULLET = re.compile(r"^\s*(?:[-•*–·▪◦‣\uf0b7]|\(?\d{1,2}[.)])\s+(?=\S)")
BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[\x02\ufffe]\s*")  # PDFium's marks of a hyphen at the end of a line
END = (".", "!", "?", ";", ":", "…", "。")
FULL = 0.75  # part of the longest line from which on a line is taken for wrapped


def blocks_of_pages(pages: Sequence[str], most_blocks: int) -> list[dict[str, Any]]:
    """Return blocks (kind, text, heading_path) of the pages of a PDF.

    Raises
    ------
    TooMuch
        when there are more than `most_blocks`.
    """
    blocks: list[dict[str, Any]] = []
    heading = ""
    for page in pages:
        for kind, text in _pieces(BROKEN_WORD.sub("", page)):
            block: dict[str, Any] = {"kind": kind, "text": text}
            if kind == "heading":
                heading = text
            elif heading:
                block["heading_path"] = [heading]
            blocks.append(block)
            if len(blocks) > most_blocks:
                raise TooMuch(f"it has more than {most_blocks} blocks")
    return blocks


def _pieces(page: str) -> list[tuple[str, str]]:
    lines = [line for line in map(squeeze, page.splitlines()) if line]
    wrapped = FULL * max(map(len, lines), default=0)
    pieces: list[tuple[str, str]] = []
    open_kind, parts, last = "", [""], ""
    for line in lines:
        bullet = BULLET.match(line)
        goes_on = open_kind and not bullet and len(last) >= wrapped and not last.endswith(END)
        if goes_on:
            parts.append(line)
        else:
            if open_kind:
                pieces.append((open_kind, " ".join(parts)))
            open_kind = "list_item" if bullet else "paragraph"
            parts = [BULLET.sub("", line)]
        last = line
    if open_kind:
        pieces.append((open_kind, " ".join(parts)))
    return [
        ("heading", text) if kind == "paragraph" and _heads(text, pieces[at + 1 : at + 2]) else (kind, text)
        for at, (kind, text) in enumerate(pieces)
    ]


def _heads(text: str, following: Sequence[tuple[str, str]]) -> bool:
    """Tell whether a short line stands above a list, or above a text that is longer by far."""
    if not following or len(text) > LONGEST_HEADING or text.endswith((".", "!", "?", ";", ",")):
        return False
    kind, next_text = following[0]
    return kind == "list_item" or len(next_text) > LONGEST_HEADING or text.endswith(":")
