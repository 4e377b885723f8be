"""Fold text so that names and cues meet it whatever their case, accents and hyphens; offsets stay those of the page.

Ground of the web stage: gazetteer, cues and pages are folded by the same function. Folding gives one letter for one
letter, so a place in the folded text is the same place in the original; only text with combining marks, soft hyphens or
runs of blanks takes the slower way with a table of offsets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

ALIKE = 4  # first letters by which a name is the English one

# letters that Unicode does not take apart into a base letter and a mark, and signs that are written in several ways
LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "ŧ": "t", "ς": "σ", "İ": "i", "ґ": "г", "і": "и",
    "‐": " ", "‑": " ", "-": " ", "−": " ", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "ʻ": "'", "ʹ": "'",
    "′": "'", "\t": " ", "\n": " ", "\r": " ", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "（": "(", "）": ")",
    "，": ",",
}  # fmt: skip
FOLDED_UNTIL = 0x2000  # Latin, Greek and Cyrillic with their extensions stand before it
# combining marks (folding drops them anyhow), invisible signs, and blanks after a blank
DROPPED = re.compile(
    "[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]|(?<=[ \t\n\r\u00a0])[ \t\n\r\u00a0]+"
    # eclipsis: Irish "i gCalifornia", "i mBostún" name California and Bostún
    r"|(?<![^\W_])(?:m(?=B)|g(?=C)|n(?=[DG])|d(?=T)|b(?=P)|t(?=S)|bh(?=F))(?=[A-Z][a-z\u00df-\u00ff])"
)


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Return the letter that stands for each letter."""
    table: dict[int, str] = {}
    for code in range(0x41, FOLDED_UNTIL):
        letter = chr(code)
        lowered = letter.lower()[:1]
        base = unicodedata.normalize("NFD", lowered)[:1]
        folded = LETTERS.get(lowered, LETTERS.get(base, base))
        if folded != letter:
            table[code] = folded
    table.update({ord(letter): folded for letter, folded in LETTERS.items()})
    return table


def fold(text: str) -> str:
    """Return `text` folded, letter for letter: "Škofja Loka–Xi’an" -> "skofja loka–xi'an"."""
    return text.translate(_table())


def fold_page_text(text: str) -> tuple[str, Sequence[int]]:
    """Return folded text and, for each of its letters and its end, the offset in `text`.

    Combining marks, soft hyphens and invisible signs are dropped, runs of blanks shortened to one.
    """
    if DROPPED.search(text) is None:
        return fold(text), range(len(text) + 1)
    kept: list[str] = []
    offsets: list[int] = []
    at = 0
    for match in DROPPED.finditer(text):
        kept.append(text[at : match.start()])
        offsets.extend(range(at, match.start()))
        at = match.end()
    offsets.extend(range(at, len(text) + 1))
    return fold("".join((*kept, text[at:]))), offsets


def has_other_letters(written: str, name: str) -> bool:
    """Tell whether a word has accents where a plain English name has none: "Sänger" is not Sanger, California."""
    stem = written[: len(name)]
    if fold(stem)[:ALIKE] != fold(name)[:ALIKE]:
        return False  # an exonym, whose letters are its own: "Cantón"
    return name.isascii() and not stem.isascii() and any(sign.isascii() and sign.isalpha() for sign in stem)
