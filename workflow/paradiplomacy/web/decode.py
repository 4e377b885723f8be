"""Character set and language of a page: what is declared is weighed against what the bytes and letters say.

Used by extract_pages. Detection by Resiliparse (Bevendorff and others, 2018): uchardet, and n-gram ranks per language.
"""

from __future__ import annotations

import codecs
import unicodedata
from typing import Any

LANGUAGES = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "nl", "pl",
    "pt", "ro", "sk", "sl", "sv", "no", "is", "ca", "eu", "gl", "lb", "tr", "uk", "ru", "sr", "sq", "mk", "zh",
)  # fmt: skip
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
SAMPLE = 6_000  # letters from which a language is told
FEWEST = 40  # letters below which a language cannot be told
ENOUGH = 300  # letters below which a declared language counts: lists of names say little of the language
CLOSE = 1.03  # from there on it holds when its rank is at most so many times that of the best
FARTHEST = 1200  # rank beyond which a language is no result, by the library's manual


def decode(body: bytes, charset: str) -> tuple[str, str]:
    """Return the text of a page and the character set by which it was read.

    Bytes that are valid UTF-8 are UTF-8 whatever is declared, since other sets hardly ever make valid sequences; then
    the declared set counts, then the detected one. Bytes that fit none become the replacement character.

    Parameters
    ----------
    body
        content of the page.
    charset
        set that the answer of the server declares, or "".
    """
    from resiliparse.parse.encoding import detect_encoding

    for mark, of_mark in MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(of_mark, errors="replace"), of_mark
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    by_page = detect_encoding(body, from_html_meta=True)
    by_bytes = detect_encoding(body)
    for name in (charset, by_page, by_bytes):
        try:
            known = codecs.lookup(name).name if name else ""
            if known and known != "utf-8":
                return body.decode(known), known
        except (LookupError, UnicodeError):  # unknown, no set of characters, or none of this page
            continue
    for name in (charset, by_bytes or ""):
        try:
            if name:
                return body.decode(name, errors="replace"), codecs.lookup(name).name
        except (LookupError, UnicodeError):
            continue
    return body.decode("utf-8", errors="replace"), "utf-8"


def tell_language(text: str, declared: str) -> str:
    """Return the language of a text (ISO 639-1), or "" where it cannot be told.

    Parameters
    ----------
    text
        text of the page without its menus.
    declared
        language that the page declares, or ""; it decides where the text is short, and between close languages.
    """
    from resiliparse.parse.lang import detect_fast

    sample = unicodedata.normalize("NFC", text[:SAMPLE])
    letters = sum(map(str.isalpha, sample))
    if letters < FEWEST or (declared and letters < ENOUGH):
        return declared
    found: Any = detect_fast(sample, cutoff=FARTHEST, n_results=len(LANGUAGES), langs=LANGUAGES)
    ranks: dict[str, int] = dict(found)
    if not ranks:
        return declared
    best = min(ranks, key=lambda code: (ranks[code], code))
    return declared if ranks.get(declared, FARTHEST * 2) <= CLOSE * ranks[best] else best
