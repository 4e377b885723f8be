"""HTML to blocks: headings, paragraphs, list items and table rows in their order, menus and footers told apart.

Used by extract_pages; lists and tables are kept, since municipal sites tell their partner cities in these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

HEADINGS = {f"h{level}": level for level in range(1, 7)}
SMALL_HEADING = 7  # of a table's caption, a summary, a term, or a line in bold
SMALL_HEADINGS = frozenset(("caption", "summary", "legend", "dt"))
BREAKING = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
) | frozenset(HEADINGS)
SKIPPED = frozenset(
    [
        "head",
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "select",
        "option",
        "textarea",
        "object",
        "canvas",
        "audio",
        "video",
        "math",
    ]
)
BOLD = frozenset(("b", "strong"))
ZONE_WORDS = {
    "menu": "menu", "nav": "menu", "navbar": "menu", "navigation": "menu", "mainnav": "menu", "sitemap": "menu",
    "breadcrumb": "breadcrumb", "breadcrumbs": "breadcrumb",
    "footer": "footer", "site-footer": "footer", "page-footer": "footer",
}  # fmt: skip
# not body, main or article: their classes speak of the page ("has-menu")
ZONED = frozenset(("aside", "div", "footer", "header", "menu", "nav", "ol", "p", "section", "td", "ul"))
LONGEST_HEADING = 90  # letters of a line in bold that heads what follows
MOST_ROWS_SPANNED = 500
FEW_TAGS = 2000  # a page with fewer cannot be deep enough to matter
UNCLOSED = 4  # sloppy pages leave elements open; so many times the limit is no sloppiness
CONTAINER = re.compile(r"<(/?)(?:div|ul|ol|dl|table|section|article|blockquote|span|font|b|i|em|strong|a)[\s>]", re.I)
SPACE = re.compile(r"[\s\u200b\ufeff]+")
DAY = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
DATE_NAMES = ("article:published_time", "date", "dc.date", "dcterms.date", "dcterms.created", "publish-date",
              "og:published_time", "last-modified", "article:modified_time")  # fmt: skip


class TooMuch(ValueError):
    """The page exceeds a limit; the message says which, in words."""


@dataclass
class Extracted:
    """What a page says: title, declared language, day of publication (YYYY-MM-DD or "") and its blocks.

    A block has kind, text (a table row: cells) and heading_path, the headings above it, outermost first.
    """

    title: str = ""
    language: str = ""
    date: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)


def blocks_of_html(text: str, *, deepest: int, most_blocks: int) -> Extracted:
    """Return the blocks of an HTML page.

    Parameters
    ----------
    text
        the page, decoded.
    deepest, most_blocks
        limits of nesting and of blocks.

    Raises
    ------
    TooMuch
        when the page exceeds a limit.
    """
    from selectolax.lexbor import LexborHTMLParser

    refuse_deep_nesting(text, deepest)
    tree = LexborHTMLParser(text)
    extracted = Extracted()
    root = tree.root
    if root is None:
        return extracted
    extracted.language = str(root.attributes.get("lang") or "").lower()[:2]
    title = tree.css_first("head > title")
    extracted.title = squeeze(title.text()) if title is not None else ""
    extracted.date = _date(tree)
    body = tree.body
    if body is not None:
        _Walk(extracted.blocks, deepest, most_blocks).over(body)
    return extracted


def refuse_deep_nesting(text: str, deepest: int) -> None:
    """Raise `TooMuch` before parsing: the time of the parser of HTML5 grows with the square of the depth."""
    if text.count("<") <= FEW_TAGS:
        return
    depth = 0
    for closing in CONTAINER.findall(text):
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > UNCLOSED * deepest:
            raise TooMuch(f"its elements are nested deeper than {deepest}")


def squeeze(text: str) -> str:
    """Return the text with single spaces, and without soft hyphens."""
    return SPACE.sub(" ", text.replace("\xad", "")).strip()


def _date(tree: Any) -> str:
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = str(attributes.get("property") or attributes.get("name") or "").lower()
        day = DAY.search(str(attributes.get("content") or ""))
        if name in DATE_NAMES and day:
            found.setdefault(name, day[0])
    for name in DATE_NAMES:
        if name in found:
            return found[name]
    for node in tree.css("time[datetime]"):
        day = DAY.search(str(node.attributes.get("datetime") or ""))
        if day:
            return day[0]
    return ""


@dataclass
class _Table:
    """A table under way: cells of the present row, and those that reach down into rows to come."""

    layout: bool
    cells: list[str] = field(default_factory=list)
    spanning: dict[int, tuple[int, str]] = field(default_factory=dict)  # column: rows still to come, text
    later: dict[int, tuple[int, str]] = field(default_factory=dict)  # the same, from the row after this one on


class _Walk:
    """One pass over the elements of a page, without recursion: text gathers until an element breaks the line."""

    def __init__(self, blocks: list[dict[str, Any]], deepest: int, most_blocks: int) -> None:
        self.blocks = blocks
        self.deepest, self.most_blocks = deepest, most_blocks
        self.parts: list[str] = []
        self.bold_letters = 0
        self.bold = 0
        self.heading = 0  # level of the heading that is open
        self.path: list[tuple[int, str]] = []
        self.zones: list[str] = []
        self.items: list[str] = []  # texts of the open list items, outermost first
        self.tables: list[_Table] = []
        self.cell: list[str] | None = None  # texts of the open cell

    def over(self, body: Any) -> None:
        node, depth = body, 0
        opened: list[tuple[Any, str, str]] = []  # element, tag, zone that it opened
        while node is not None:
            tag = node.tag
            if tag == "-text":
                content = node.text_content
                if content and (content := str(content)):
                    self.parts.append(content)
                    if self.bold:
                        self.bold_letters += len(content.strip())
                child = None
            elif tag in SKIPPED or (tag == "button" and not self.heading) or tag is None or tag[0] in "-_!":
                child = None
            elif tag in ("br", "img", "input", "wbr"):
                self.parts.append("\n\n" if tag == "br" else " ")
                child = None
            else:
                zone = self._enter(node, tag)
                opened.append((node, tag, zone))
                depth += 1
                if depth > self.deepest:
                    raise TooMuch(f"its elements are nested deeper than {self.deepest}")
                child = node.child
                if child is None:
                    depth -= 1
                    self._leave(*opened.pop())
            if child is not None:
                node = child
                continue
            following = node.next if opened else None  # what follows the body is none of the page
            while following is None and opened:
                node, tag, zone = opened.pop()
                depth -= 1
                self._leave(node, tag, zone)
                following = node.next if opened else None
            node = following
        self._flush()

    def _enter(self, node: Any, tag: str) -> str:
        if tag in BREAKING:
            self._flush()
        if tag in BOLD:
            self.bold += 1
        elif tag in HEADINGS:
            self.heading = HEADINGS[tag]
        elif tag in SMALL_HEADINGS:
            self.heading = SMALL_HEADING
        elif tag == "li":
            self.items.append("")
        elif tag == "table":
            layout = node.css_first("td table, td h1, td h2, td h3, td h4, td ul, td ol") is not None
            self.tables.append(_Table(layout))
        elif tag == "tr" and self.tables:
            self.tables[-1].cells = []
        elif tag in ("td", "th") and self.tables and not self.tables[-1].layout:
            self.cell = []
        zone = self._zone(node, tag)
        if zone:
            self.zones.append(zone)
        return zone

    def _leave(self, node: Any, tag: str, zone: str) -> None:
        if tag in BOLD:
            self.bold -= 1
        if tag in BREAKING:
            self._flush()
        if tag in HEADINGS or tag in SMALL_HEADINGS:
            self.heading = 0
        elif tag == "li" and self.items:
            self.items.pop()
        elif tag in ("td", "th") and self.cell is not None:
            self._close_cell(node)
        elif tag == "tr" and self.tables and not self.tables[-1].layout:
            self._close_row(self.tables[-1])
        elif tag == "table" and self.tables:
            self.tables.pop()
            self._shorten_path(SMALL_HEADING)  # its caption heads nothing else
        if zone:
            self.zones.pop()

    @staticmethod
    def _zone(node: Any, tag: str) -> str:
        if tag not in ZONED:
            return ""
        attributes = node.attributes
        words = {*str(attributes.get("class") or "").lower().split(), str(attributes.get("id") or "").lower()}
        label = str(attributes.get("aria-label") or "").lower()
        if "breadcrumb" in label or not words.isdisjoint(("breadcrumb", "breadcrumbs")):
            return "breadcrumb"
        if tag in ("nav", "menu") or attributes.get("role") == "navigation":
            return "menu"
        if tag == "footer" or attributes.get("role") == "contentinfo":
            return "footer"
        return next((ZONE_WORDS[word] for word in sorted(words) if word in ZONE_WORDS), "")

    def _flush(self) -> None:
        if not self.parts:
            return None
        raw, self.parts = "".join(self.parts), []
        bold, self.bold_letters = self.bold_letters, 0
        text = squeeze(raw)
        if not text:
            return None
        if self.cell is not None:
            self.cell.append(text)
            return None
        zone = self.zones[-1] if self.zones else ""
        if self.heading and not zone:
            return self._add_heading(text, self.heading)
        if zone:
            return self._add(zone, text)
        if self.items:
            self._add("list_item", text)
            self.items[-1] = self.items[-1] or text
            return None
        lines = [line for line in map(squeeze, raw.split("\n\n")) if line]
        if len(lines) >= 3 and "\n\n" in raw and all(len(line) <= LONGEST_HEADING for line in lines):
            for line in lines:  # lines broken by hand are how many an editor writes a list
                self._add("list_item", line)
            return None
        if bold >= len(text) - 2 and len(text) <= LONGEST_HEADING and not text.endswith((".", "!", "?")):
            return self._add_heading(text, SMALL_HEADING)
        return self._add("paragraph", text)

    def _close_cell(self, node: Any) -> None:
        table = self.tables[-1]
        text = " ".join(self.cell or ())
        self.cell = None
        self._take_spanning(table)
        rows = str(node.attributes.get("rowspan") or "")
        if rows.isdecimal() and int(rows[:4]) > 1:
            table.later[len(table.cells)] = (min(int(rows[:4]), MOST_ROWS_SPANNED) - 1, text)
        table.cells.append(text)

    @staticmethod
    def _take_spanning(table: _Table) -> None:
        """Repeat in this row the cells of earlier rows that reach down to it ("China" beside four cities)."""
        while len(table.cells) in table.spanning:
            column = len(table.cells)
            left, text = table.spanning.pop(column)
            table.cells.append(text)
            if left > 1:
                table.later[column] = (left - 1, text)

    def _close_row(self, table: _Table) -> None:
        self._take_spanning(table)
        table.spanning, table.later = table.later, {}
        cells, table.cells = table.cells, []
        if any(cells):
            zone = self.zones[-1] if self.zones else ""
            if zone:
                self._add(zone, " ".join(filter(None, cells)))
            else:
                self._add("table_row", "", cells)

    def _shorten_path(self, level: int) -> None:
        while self.path and self.path[-1][0] >= level:
            self.path.pop()

    def _add_heading(self, text: str, level: int) -> None:
        self._shorten_path(level)
        self._add("heading", text)
        self.path.append((level, text))

    def _add(self, kind: str, text: str, cells: list[str] | None = None) -> None:
        block: dict[str, Any] = {"kind": kind}
        block |= {"text": text} if cells is None else {"cells": cells}
        above = (
            [heading for _, heading in self.path] if kind in ("heading", "paragraph", "list_item", "table_row") else []
        )
        if kind == "list_item":
            above += [item for item in self.items[:-1] if item]
        if above:
            block["heading_path"] = above
        self.blocks.append(block)
        if len(self.blocks) > self.most_blocks:
            raise TooMuch(f"it has more than {self.most_blocks} blocks")
