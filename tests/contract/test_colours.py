"""Every page can be read in light and in dark: contrast of text and of marks by the formula of the guidelines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from paradiplomacy.reports.contrast import contrast_ratio

REPORTS = Path(__file__).resolve().parents[2] / "workflow/paradiplomacy/reports"
TEXT, MARK = 4.5, 3.0  # WCAG 2.2, level AA, 1.4.3 and 1.4.11
TOKENS = re.compile(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6})\b")
# of each style the names of what is text, of what is a mark (a border that says something), and of the grounds
STYLES = {
    "engine/theme/page.css": (
        ("ink", "quiet", "link", "note", "tip", "important", "warning", "caution"),
        ("strong-rule",),
        ("paper", "panel"),
    ),
    "theme/result_pages.css": (("ink", "soft", "link", "failed"), ("passed",), ("paper", "card")),
    "explorer/tokens.css": (("ink", "soft", "link"), ("control", "focus", "faint-edge", "both"), ("paper", "card")),
}
ON_STAMP = "#ffffff"


def schemes(file: str) -> dict[str, dict[str, str]]:
    """Return the colours of a style by scheme; what a scheme does not set is as in light."""
    text = (REPORTS / file).read_text(encoding="utf-8")
    light = dict(TOKENS.findall(re.search(r":root\s*{([^}]*)}", text)[1]))
    dark = dict(TOKENS.findall(re.search(r"prefers-color-scheme: dark\)\s*{\s*:root\s*{([^}]*)}", text)[1]))
    found = {"light": light, "dark": light | dark}
    printed = re.search(r"@media print\s*{\s*:root\s*{([^}]*)}", text)
    return found | ({"print": light | dict(TOKENS.findall(printed[1]))} if printed else {})


@pytest.mark.parametrize("file", STYLES)
def test_text_and_marks_stand_out_in_every_scheme(file: str) -> None:
    texts, marks, grounds = STYLES[file]
    failed = []
    for scheme, colours in schemes(file).items():
        for names, needed in ((texts, TEXT), (marks, MARK)):
            for name in names:
                for ground in grounds:
                    ratio = contrast_ratio(colours[name], colours[ground])
                    if ratio < needed:
                        failed.append(f"{scheme}: {name} on {ground} {ratio:.2f}, {needed} needed")
        ratio = contrast_ratio(colours.get("stamp-ink", ON_STAMP), colours["stamp"])
        if ratio < TEXT:
            failed.append(f"{scheme}: the stamp {ratio:.2f}, {TEXT} needed")
    assert not failed


@pytest.mark.parametrize("file", STYLES)
def test_dark_is_a_scheme_of_its_own(file: str) -> None:
    found = schemes(file)
    assert contrast_ratio(found["dark"]["paper"], "#000000") < 3 < contrast_ratio(found["light"]["paper"], "#000000")


def test_no_style_writes_text_in_a_colour_that_does_not_follow_the_scheme() -> None:
    loose = []
    for style in sorted(REPORTS.rglob("*.css")):
        screen = re.sub(r"@media print\s*{(?:[^{}]*{[^{}]*})*[^{}]*}", "", style.read_text(encoding="utf-8"))
        for rule, colour in re.findall(r"([^{}]+){[^{}]*?(?<![-\w])color:\s*(#[0-9a-fA-F]{3,6})", screen):
            if "stamp" not in rule:
                loose.append(f"{style.name}: {rule.strip()} {colour}")
    assert not loose
