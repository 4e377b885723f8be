"""Lists that a page writes as paragraphs: numbered lines, rows of short lines, names between dots or bars.

Between pages and scanner, so that a list is read as one however its editor set it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from paradiplomacy.web.pages import BULLET, NUMBERED, Block

LONGEST_ITEM = 70  # letters
FEWEST_ITEMS = 3
FEWEST_SEGMENTS = 4
LONGEST_SEGMENT = 40
BETWEEN_SEGMENTS = re.compile(r"\s+[·•▪◦‣⋅|]\s+")
SENTENCE = re.compile(r"[.!?:;…]$")
FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
FIRST_INDICATOR = 0x1F1E6


def lists_in_paragraphs(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks, with paragraphs that are a list as its items."""
    run: list[Block] = []
    for block in blocks:
        segments = BETWEEN_SEGMENTS.split(block.text) if block.kind in ("paragraph", "list_item") else []
        split = len(segments) >= FEWEST_SEGMENTS and max(map(len, segments)) <= LONGEST_SEGMENT
        if block.kind == "paragraph" and not split and _is_item(block.text):
            run.append(block)
            continue
        yield from _run(run)
        run = []
        if split:
            yield from (Block("list_item", text, block.headings) for text in segments if text)
        else:
            yield block
    yield from _run(run)


def flags(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and country (ISO code) of the flags in a text."""
    for match in FLAG.finditer(text):
        yield match.start(), match.end(), "".join(chr(ord(sign) - FIRST_INDICATOR + ord("A")) for sign in match[0])


def _is_item(text: str) -> bool:
    """Tell whether a paragraph may be an item: short, and numbered or no sentence."""
    text = text.strip()
    return len(text) <= LONGEST_ITEM and (NUMBERED.match(text) is not None or not SENTENCE.search(text))


def _run(run: list[Block]) -> Iterator[Block]:
    whole = len(run) >= FEWEST_ITEMS
    for block in run:
        yield Block("list_item", BULLET.sub("", block.text), block.headings) if whole else block
