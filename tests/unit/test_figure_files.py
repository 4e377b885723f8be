"""Figures are written by several processes at once: all of them, the same, and a failure is not lost."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from paradiplomacy.reports.figure_files import have_written, writing_at_once
from paradiplomacy.reports.figures import house_style, save_figure


def drawn(folder: Path, at_once: int) -> dict[str, bytes]:
    """Return the bytes of three figures, each drawn after the one before was given to be written."""
    house_style()
    left_open = plt.get_fignums()  # by tests that ran before in this process
    with writing_at_once(at_once):
        for number in range(3):
            figure, axes = plt.subplots(figsize=(2, 2))
            axes.plot([0, number])
            save_figure(figure, folder / f"figure_{number}", "SIMULATED")
    assert plt.get_fignums() == left_open, "a saved figure is closed"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_figures_are_the_same_however_many_are_written_at_once(tmp_path: Path) -> None:
    (tmp_path / "two").mkdir()
    (tmp_path / "one").mkdir()
    one = drawn(tmp_path / "one", 1)
    assert len(one) == 9
    assert drawn(tmp_path / "two", 2) == one


@pytest.mark.parametrize("at_once", [1, 2])
def test_a_figure_that_cannot_be_written_stops_the_job(tmp_path: Path, at_once: int) -> None:
    def fail() -> None:
        (tmp_path / "absent" / "figure.png").write_bytes(b"")

    with pytest.raises((FileNotFoundError, RuntimeError)), writing_at_once(at_once):
        have_written(fail)
