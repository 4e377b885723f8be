"""The explorer by keyboard alone, on a phone, on paper, in light and dark, and by the rules of WCAG AA."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from explorer_window import PHONE, VIEWS, until
from explorer_world import constructed, written
from paradiplomacy.reports.explorer.contents import Evidence


def test_by_keyboard_alone(page: Any) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "list"
    for key in ("ArrowDown", "ArrowDown", "End", "Home", "PageDown", "ArrowUp"):
        page.keyboard.press(key)
    active = page.evaluate("document.activeElement.getAttribute('aria-activedescendant')")
    name = page.inner_text(f"#{active} .name")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == name
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")  # Compare with ...
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("krakow")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.inner_text("#unit h2") == f"{name} and Kraków"
    before = page.get_attribute("#map", "viewBox")
    page.focus("#canvas")
    for key in ("+", "ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
    assert page.get_attribute("#map", "viewBox") != before
    page.keyboard.press("0")
    assert page.get_attribute("#map", "viewBox") == before


def test_every_control_shows_that_it_has_the_focus(page: Any) -> None:
    page.goto(f"{page.url.split('#')[0]}#unit=DE0000")
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => { const a = document.activeElement; const s = getComputedStyle(a);"
            " return [a.id || a.tagName, parseFloat(s.outlineWidth), s.outlineStyle]; }"
        )
        if found[0] == "BODY":
            break
        seen.add(found[0])
        assert found[1] >= 2, found
        assert found[2] != "none", found
    assert {"search", "place", "country", "list", "canvas", "nearer", "save-ties"} <= seen


def test_a_phone_needs_no_sideways_scrolling_and_has_large_controls(phone: Any, file: Path, tables: Evidence) -> None:
    counts = tables.ties["unit_id"].value_counts()
    for view in VIEWS:
        phone.goto(file.as_uri() + view.format(*counts.index[:2]))
        phone.wait_for_selector("html[data-ready]")
        phone.evaluate("document.querySelectorAll('details').forEach(entry => { entry.open = true; })")
        assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], view
        small = phone.evaluate(
            "[...document.querySelectorAll('button, input, select, .option')].filter(e => e.offsetParent && "
            "!e.classList.contains('link') && e.offsetHeight < 38).map(e => e.id || e.className)"
        )
        assert small == [], view
        assert phone.locator(".stamp").is_visible()


def test_only_rows_in_sight_exist_and_nothing_sticks_out_at_any_width(page: Any, tables: Evidence) -> None:
    unit = tables.ties["unit_id"].value_counts().index[0]
    for width in (1400, 900, 600):
        page.set_viewport_size({"width": width, "height": 900})
        until(page, lambda: 0 < page.locator("#list .option").count() < 60)
        assert page.locator("#map").bounding_box()["height"] > 300
        page.goto(f"{page.url.split('#')[0]}#unit={unit}")
        page.wait_for_selector("#unit h2")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.click("#close")
    page.set_viewport_size({"width": 1400, "height": 900})


def test_a_tap_opens_a_unit_on_a_phone_and_close_leads_back(phone: Any) -> None:
    phone.fill("#search", "lodz")
    phone.locator("#list .option").first.tap()
    assert "Łódź" in phone.inner_text("#unit h2")
    assert not phone.locator("#list").is_visible()
    phone.locator("#close").tap()
    assert phone.locator("#list").is_visible()


@pytest.mark.parametrize(("scheme", "size"), [("dark", {"width": 1400, "height": 900}), ("light", PHONE)])
def test_no_rule_of_wcag_aa_is_broken(chromium: Any, tmp_path: Path, scheme: str, size: dict[str, int]) -> None:
    """The rules of axe-core, contrast among them, in each view; both schemes and both layouts come up."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    few = constructed(15, 30)
    file = written(few, tmp_path / "few.html")
    context = chromium.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    for view in VIEWS[:3]:
        page.goto("about:blank")
        page.goto(file.as_uri() + view.format(*few.ties["unit_id"].value_counts().index[:2]))
        page.wait_for_selector("html[data-ready]")
        page.evaluate("document.querySelectorAll('details').forEach(entry => { entry.open = true; })")
        page.wait_for_timeout(200)  # colours come in softly
        found = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        faults = {(fault["id"], node["html"]) for fault in found.response["violations"] for node in fault["nodes"]}
        assert faults == set(), view
    context.close()


def test_signs_stand_out_from_the_map(chromium: Any, file: Path) -> None:
    """A sign or its rim has a contrast of three to one with the land (WCAG 1.4.11), in light and in dark."""
    script = """() => ['first', 'second', 'both', 'none', 'unknown'].map(kind => {
      const style = getComputedStyle(document.querySelector(`#legend .${kind}`));
      return [kind, style.fill, style.stroke, getComputedStyle(document.querySelector('.land')).fill];
    })"""
    for scheme in ("light", "dark"):
        context = chromium.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(file.as_uri())
        for kind, fill, rim, land in page.evaluate(script):
            assert max(contrast(fill, land), contrast(rim, land)) >= 3, (scheme, kind)
        context.close()


def test_signs_of_units_that_cooperate_differ_without_colour(page: Any) -> None:
    tags = page.evaluate("['first', 'second', 'both'].map(kind => document.querySelector(`#legend .${kind}`).tagName)")
    assert len(set(tags)) == 3


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2)."""
    lights = sorted(luminance(colour) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour: str) -> float:
    numbers = [float(number) for number in re.findall(r"[\d.]+", colour)][:3]
    shares = numbers if colour.startswith("color(") else [number / 255 for number in numbers]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_stamp_is_printed(page: Any) -> None:
    page.emulate_media(media="print")
    assert page.locator(".stamp").is_visible()
    assert not page.locator("#form").is_visible()
