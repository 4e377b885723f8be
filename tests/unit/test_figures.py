"""The house style of saved figures: three formats, fonts embedded, the stamp on it, the same bytes each time."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from paradiplomacy.config.model import Partner
from paradiplomacy.config.study import Factor
from paradiplomacy.reports.figures import draw_effects, house_style, save_figure

STAMP = "INVENTED DATA"
KINDS = ("svg", "pdf", "png")


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the stems of one drawing that is saved twice."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1577836800")
    house_style()
    stems = [tmp_path / "once", tmp_path / "again"]
    for stem in stems:
        figure, axes = plt.subplots(layout="constrained")
        axes.plot([0, 1], [1, 0])
        axes.set_xlabel("Łódź, %")
        save_figure(figure, stem, STAMP)
    return stems


def test_figures_have_the_same_bytes_each_time(saved: list[Path]) -> None:
    once, again = saved
    for kind in KINDS:
        assert once.with_suffix(f".{kind}").read_bytes() == again.with_suffix(f".{kind}").read_bytes(), kind


def test_fonts_are_embedded_and_no_type_3(saved: list[Path]) -> None:
    content = saved[0].with_suffix(".pdf").read_bytes()
    assert b"/FontFile2" in content
    assert b"/Type3" not in content
    assert "<text" not in saved[0].with_suffix(".svg").read_text(encoding="utf-8")  # letters are paths


def test_the_stamp_stands_on_the_figure(saved: list[Path]) -> None:
    assert STAMP in saved[0].with_suffix(".svg").read_text(encoding="utf-8")


def test_effects_tell_the_units_that_they_rest_on() -> None:
    partners = {"CN": Partner(name="the Middle Kingdom", adjective="Chinese", labels=["China"], colour="#b2182b")}
    estimates = pd.DataFrame(
        {"partner": "CN", "term": ["size"], "estimate": [0.1], "conf_low": [0.05], "conf_high": [0.15], "n": [1234]}
    )
    figure = draw_effects(estimates, {"size": Factor(label="Size", contrast="presence")}, partners)
    (text,) = (found.get_text() for found in figure.axes[0].get_legend().get_texts())
    assert re.fullmatch(r"The Middle Kingdom \(n = 1,234\)", text)
    plt.close(figure)
