"""What the guides tell the reader to type and to write, for the tests that do it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w*)[ ]?(\S*)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


def fences(page: Path) -> list[tuple[str, str, str]]:
    """Return language, file name and text of each fenced block of a page."""
    return FENCE.findall(page.read_text(encoding="utf-8"))


def recipe(page: str, file: str) -> str:
    """Return the text that a page of docs tells the reader to write into a file."""
    (text,) = [text for _, name, text in fences(ROOT / "docs" / page) if name == file]
    return text
