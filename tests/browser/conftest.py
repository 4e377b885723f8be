"""The explorer of constructed tables, opened in Chromium as on a desk and as on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explorer_window import MARKUP, PHONE, Visit
from explorer_world import constructed, written
from paradiplomacy.reports.explorer.contents import Evidence


@pytest.fixture(scope="module")
def tables() -> Evidence:
    """Return 120 units, some of whose texts are markup and formulas."""
    made = constructed(120, 400)
    ties, evidence, units = made.ties.copy(), made.evidence.copy(), made.units.copy()
    ties.loc[0, "place"] = MARKUP
    evidence.loc[evidence["tie_id"] == ties.loc[0, "tie_id"], "quote"] = f"</script>{MARKUP}"
    units.loc[units["unit_id"] == ties.loc[0, "unit_id"], "name"] = f"=1+1 {MARKUP}"
    return replace(made, ties=ties, evidence=evidence, units=units)


@pytest.fixture(scope="module")
def file(tables: Evidence, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of these tables."""
    return written(tables, tmp_path_factory.mktemp("explorer") / "explorer.html")


@pytest.fixture(scope="module")
def desk(chromium: Any, file: Path) -> Iterator[Visit]:
    """Return a window of a desktop."""
    visit = Visit(chromium, file, viewport={"width": 1400, "height": 900})
    yield visit
    visit.context.close()


@pytest.fixture(scope="module")
def hand(chromium: Any, file: Path) -> Iterator[Visit]:
    """Return the window of a phone."""
    visit = Visit(chromium, file, viewport=PHONE, has_touch=True, is_mobile=True)
    yield visit
    visit.context.close()


@pytest.fixture
def page(desk: Visit) -> Iterator[Any]:
    """Return the opened page; it may neither ask for anything nor fail."""
    yield desk.start()
    desk.end()


@pytest.fixture
def phone(hand: Visit) -> Iterator[Any]:
    """Return the page as a phone shows it."""
    yield hand.start()
    hand.end()
