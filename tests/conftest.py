"""What all tests share: where the project and the mirror of open data stand."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def mirror() -> Path:
    """Return the folder of real open data; a test that needs it is skipped where it is absent."""
    folder = Path(os.environ.get("PARADIPLOMACY_MIRROR", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no mirror of the open data at {folder.name} (set PARADIPLOMACY_MIRROR)")
    return folder


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Return a headless Chromium, that of the system; a test that needs it is skipped where there is none."""
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("chromium is not installed (Debian package chromium)")
    with driver.sync_playwright() as playwright:
        # a machine that tests may run as root, where Chromium refuses its sandbox
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.hookimpl(tryfirst=True)  # before xdist writes the group into the name of a test
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep in one process the tests of a file, and all that look at the built copy, so that it is built once."""
    for item in items:
        group = "built" if "built" in getattr(item, "fixturenames", ()) else item.path.as_posix()
        item.add_marker(pytest.mark.xdist_group(group))
