"""What all tests share: where the project and the mirror of open data stand."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).resolve().parents[1]
settings.register_profile("paradiplomacy", deadline=None)  # a deadline tells how busy the machine is, not what is wrong
settings.load_profile("paradiplomacy")
OF_THE_BUILD = {
    path.name for path in (ROOT / "tests/end_to_end").glob("test_*.py") if "built: Workspace" in path.read_text("utf-8")
}


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


class OneBuild(LoadFileScheduling):
    """Keeps in one process the tests of a file, and all tests that look at the built copy, so that it is built once."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "built" if Path(file).name in OF_THE_BUILD else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """Return how tests are dealt out to processes: in the order of collection, so that builds begin before unit tests.

    By itself the plugin begins with the files of most tests, and a build of few tests would be what is waited for.
    """
    config.option.loadscopereorder = False
    return OneBuild(config, log)
