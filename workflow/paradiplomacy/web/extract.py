"""An archived answer to a page of text: decoded, in blocks, with language and day; or refused, with the reason.

The rule extract_pages goes through an archive with it (web.archive).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from paradiplomacy.readers.contact_details import without_contact_details
from paradiplomacy.readers.pdf import PdfReader
from paradiplomacy.readers.warc import Capture
from paradiplomacy.web.decode import decode, tell_language
from paradiplomacy.web.extract_html import TooMuch, blocks_of_html
from paradiplomacy.web.extract_pdf import blocks_of_pages

HTML = ("text/html", "application/xhtml+xml")
PDF = ("application/pdf", "application/x-pdf")
FURNITURE = ("menu", "footer", "breadcrumb")


@dataclass(frozen=True)
class PageText:
    """What an answer says: fields as in the table of pages, and its blocks; `refused` tells why there is no text."""

    media_type: str = ""
    charset: str = ""
    title: str = ""
    language: str = ""
    declared_language: str = ""
    date: str = ""
    sha256: str = ""
    blocks: tuple[dict[str, Any], ...] = ()
    refused: str = ""

    @property
    def letters(self) -> int:
        """Letters of all blocks."""
        return sum(len(text) for block in self.blocks for text in texts_of(block))


def texts_of(block: dict[str, Any]) -> list[str]:
    """Return the texts of a block: of its cells, or its one text."""
    return list(block["cells"]) if "cells" in block else [block["text"]]


def text_of_capture(capture: Capture, pdfs: PdfReader, *, deepest: int, most_blocks: int) -> PageText:
    """Return the text of an archived answer.

    Parameters
    ----------
    capture
        the answer (`readers.warc.read_captures`).
    pdfs
        reader of PDF files.
    deepest, most_blocks
        limits of nested elements and of blocks of a page.
    """
    if capture.refused:
        return PageText(refused=capture.refused)
    if capture.status != 200:
        return PageText(refused=f"an answer with status {capture.status} is no page")
    if not capture.body:
        return PageText(refused="it is empty")
    pdf = capture.media_type in PDF or capture.body[:5] == b"%PDF-"
    if not pdf and capture.media_type not in HTML:
        return PageText(refused=f"its type {capture.media_type or '(none)'} is neither HTML nor PDF")
    digest = hashlib.sha256(capture.body).hexdigest()
    try:
        if pdf:
            read = pdfs.read(capture.body)
            if read.refused:
                return PageText(refused=read.refused)
            blocks = blocks_of_pages(read.pages, most_blocks)
            page = PageText("pdf", "", without_contact_details(read.title), "", "", read.date, digest, _private(blocks))
        else:
            text, charset = decode(capture.body, capture.charset)
            found = blocks_of_html(text, deepest=deepest, most_blocks=most_blocks)
            page = PageText(
                "html", charset, without_contact_details(found.title), "", found.language, found.date, digest,
                _private(found.blocks),
            )  # fmt: skip
    except TooMuch as limit:
        return PageText(refused=str(limit))
    if not page.blocks:
        return PageText(refused="it holds no text")
    return _with_language(page)


def _private(blocks: Iterable[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Return blocks without e-mail addresses and telephone numbers, in the headings above them neither."""
    return tuple(
        {name: _cleaned(value) if name in ("text", "cells", "heading_path") else value for name, value in block.items()}
        for block in blocks
    )


def _cleaned(value: str | list[str]) -> str | list[str]:
    return without_contact_details(value) if isinstance(value, str) else [without_contact_details(one) for one in value]


def _with_language(page: PageText) -> PageText:
    from dataclasses import replace

    content = [text for block in page.blocks if block["kind"] not in FURNITURE for text in texts_of(block)]
    said = "\n".join(content or [text for block in page.blocks for text in texts_of(block)])
    return replace(page, language=tell_language(said, page.declared_language))
