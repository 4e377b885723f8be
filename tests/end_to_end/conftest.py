"""One built copy of the project on a reduced world, shared by the end-to-end tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from canaries import plant_canaries, plant_in_sheets
from workspace import Workspace


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a copy with a reduced world in which everything is built on two cores; tests leave it as they found it.

    In its raw files stand contacts that may come out nowhere (`canaries`).
    """
    workspace = Workspace(tmp_path_factory.mktemp("built") / "project")
    workspace.shrink_world()
    workspace.accept(*plant_canaries(workspace.folder))
    workspace.code_pages()
    workspace.accept(*plant_in_sheets(workspace.folder))
    workspace.build("all", "release", cores=2)
    return workspace


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a copy of the demonstration in which nothing is built, for tests that break inputs and put them back."""
    return Workspace(tmp_path_factory.mktemp("scratch") / "project")
