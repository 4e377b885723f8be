"""Printed values that remember where they come from, so that pages can lead from a number to its origin.

A source prints them by `Report.v` and `Report.ci`; the engine's filter `origin.lua` makes links of the marks in HTML,
and takes them away elsewhere; the page of origins (`release/origins.py`) has an anchor for each.
"""

from __future__ import annotations

import re
from typing import Self
from urllib.parse import quote

CLASS = "value"
COMPUTED = "computed"  # class of what an expression says that prints no value by its name
_MARK = re.compile(r"\[([^\[\]]*)\]\{\.value to=\"[^\"]*\" name=\"[^\"]*\"\}")


class Marked(str):
    """The text of a named value; where text is put together by a format string, or printed, its mark goes with it.

    To code that compares or cuts it, it is the text alone.
    """

    __slots__ = ("_mark",)
    _mark: str

    def __new__(cls, text: str, study: str, name: str) -> Self:
        """Return `text` as a value `name` of a study prints it."""
        marked = super().__new__(cls, text)
        marked._mark = f'[{text}]{{.{CLASS} to="{href(value_anchor(study, name))}" name="{name}"}}'
        return marked

    def __format__(self, spec: str) -> str:
        """Return text and mark; with a format of its own the text alone."""
        return format(str(self), spec) if spec else self._mark

    def _repr_markdown_(self) -> str:
        return self._mark


def unmarked(text: str) -> str:
    """Return text without marks, for files that lead nowhere."""
    return _MARK.sub(r"\1", text)


def value_anchor(study: str, name: str) -> str:
    """Return the place of a named value on the page of origins."""
    return _anchor("value", study, name)


def exhibit_anchor(publication: str, label: str) -> str:
    """Return the place of a figure or table of a publication on the page of origins."""
    return _anchor("exhibit", publication, label)


def expression_anchor(publication: str, row: int) -> str:
    """Return the place of an expression, by its row in the source, on the page of origins."""
    return _anchor("expression", publication, str(row))


def href(anchor: str) -> str:
    """Return an anchor as links write it."""
    return quote(anchor, safe="~,.-_:+|()")


def _anchor(kind: str, where: str, what: str) -> str:
    return f"{kind}.{where}.{what}".replace(" ", "~")  # an id holds no blanks
