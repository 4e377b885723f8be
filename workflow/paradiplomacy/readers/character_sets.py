"""In which character set an export is written: by its byte-order mark, as UTF-8, or as the codebook declares.

A character set is never guessed: text that is not UTF-8 and has no mark is refused until the codebook names its set,
and letters that went through a wrong one before (Ã¼ for ü) are found.
"""

from __future__ import annotations

import codecs
import re
from typing import Literal

from paradiplomacy.problems import BadInput, Problem

Encoding = Literal["utf-8", "utf-16-le", "utf-16-be", "windows-1252", "windows-1250", "iso-8859-15"]

MARKS: tuple[tuple[bytes, Encoding], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# the bytes 80 to BF as windows-1252 shows them: what follows the first byte of a letter in UTF-8
FOLLOWING = "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
# Latin, Greek and Cyrillic letters of two bytes (Â to Ó), punctuation and Chinese of three (â to ï)
SUSPECT = re.compile(f"[\u00c2-\u00d3]{FOLLOWING}|[\u00e2-\u00ef]{FOLLOWING}{{2}}")
LOST = "\ufffd"


def decode(content: bytes, declared: Encoding | None, file: str) -> str:
    """Return the text of a file without its byte-order mark.

    Raises
    ------
    BadInput
        when the mark and the declaration differ, or the bytes are not in the character set.
    """
    marked = next(((mark, name) for mark, name in MARKS if content.startswith(mark)), None)
    if marked and declared not in (None, marked[1]):
        wrong = f"the codebook declares {declared}, the byte-order mark of the file says {marked[1]}"
        raise BadInput([Problem(file, wrong, "take the line encoding out of the codebook", row=1)])
    encoding = marked[1] if marked else declared or "utf-8"
    body = content.removeprefix(marked[0]) if marked else content
    if not marked and not declared and _has_utf16_zeros(body):
        wrong = "UTF-8 text expected, every other byte is NUL as in UTF-16"
        remedy = "write encoding: utf-16-le (or utf-16-be) in the codebook, or export it again as UTF-8"
        raise BadInput([Problem(file, wrong, remedy, row=1)])
    if declared not in (None, "utf-8") and not marked and _is_utf8_with_accents(body):
        wrong = f"{declared} is declared in the codebook, the file is UTF-8"
        raise BadInput([Problem(file, wrong, "take the line encoding out of the codebook")])
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        row = body.count(b"\n", 0, error.start) + 1
        line = body[body.rfind(b"\n", 0, error.start) + 1 : error.start + 1]
        if encoding == "utf-8":
            others = "some letters of the file are UTF-8 and this one is not" if _some_utf8(body, error.start) else ""
            wrong = f"UTF-8 text expected (byte {error.start} is not, the {len(line)}th of its line)"
            wrong += f"; {others}" if others else ""
            remedy = "export it again with the character set UTF-8, or name the set in the codebook"
            remedy += " (encoding: windows-1252 is that of older Windows programs)"
        else:
            wrong = f"{encoding} text expected (byte {error.start} is not)"
            remedy = "correct the line encoding in the codebook, or export it again as UTF-8"
        raise BadInput([Problem(file, wrong, remedy, row=row)]) from None


def mixed_up(cell: str) -> str:
    """Return what is wrong with the letters of a cell, in words; an empty string where nothing is."""
    if cell.isascii():
        return ""
    if LOST in cell:
        return "a letter was lost when the file was saved (\ufffd stands in its place)"
    for found in SUSPECT.finditer(cell):
        try:
            letter = found[0].encode("cp1252").decode("utf-8")
        except UnicodeError:
            continue
        return f"{found[0]} stands where {letter} was meant; UTF-8 was read as windows-1252"
    return ""


def _has_utf16_zeros(body: bytes) -> bool:
    sample = body[:2000]
    return len(sample) >= 4 and max(sample[0::2].count(0), sample[1::2].count(0)) > len(sample) // 2 * 0.6


def _is_utf8_with_accents(body: bytes) -> bool:
    try:
        return not body.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def _some_utf8(body: bytes, end: int) -> bool:
    return not body[:end].isascii()
