"""One built copy of the project on a reduced world, shared by the end-to-end tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from workspace import Workspace


@pytest.fixture(scope="session")
def reduced(tmp_path_factory: pytest.TempPathFactory):
    """Return a maker of copies whose world is smaller than the demonstration, and written anew."""

    def make(name: str) -> Workspace:
        return Workspace(tmp_path_factory.mktemp(name) / "the project")

    return make


@pytest.fixture(scope="session")
def built(reduced) -> Workspace:
    """Return a copy in which everything is built on two cores; tests leave it as they found it."""
    workspace = reduced("two_cores")
    workspace.build(cores=2)
    return workspace
