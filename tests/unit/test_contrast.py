"""Contrast of colours, against values of the guidelines, and what figures make of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy.reports.contrast import LETTERS, contrast_ratio, legible

COLOUR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),  # the lightest grey that just fails on white
        ("#767676", "#ffffff", 4.54),  # and the one that just passes
        ("#ff0000", "#ffffff", 4.0),
        ("#123456", "#123456", 1.0),
    ],
)
def test_ratios_are_those_of_the_guidelines(first: str, second: str, ratio: float) -> None:
    assert contrast_ratio(first, second) == pytest.approx(ratio, abs=0.005)


@given(COLOUR, COLOUR)
def test_the_ratio_has_bounds_and_no_direction(first: str, second: str) -> None:
    assert 1 <= contrast_ratio(first, second) <= 21
    assert contrast_ratio(first, second) == contrast_ratio(second, first)


@given(COLOUR)
def test_letters_of_any_colour_are_made_legible_and_no_darker_than_need_be(colour: str) -> None:
    found = legible(colour)
    assert contrast_ratio(found, "#ffffff") >= LETTERS
    if contrast_ratio(colour, "#ffffff") >= LETTERS:
        assert found == colour


@pytest.mark.parametrize("colour", ["red", "#12", "123456"])
def test_other_spellings_of_colours_are_refused(colour: str) -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        contrast_ratio(colour, "#ffffff")
