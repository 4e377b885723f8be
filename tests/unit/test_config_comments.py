"""The settings are written with a comment above each key and read back as the same values."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy.config.comments import HEADER, WIDTH, commented_settings

AWKWARD = [
    "yes", "no", "NO", "off", "y", "null", "~", "", " ", "2021", "2021-01-01", "1e3", "0x1F", "1_000", "12:30:45",
    "- a", "a: b", "a #b", "#b2182b", "[a", "a, b", "{a}", "a]", "'a'", '"a"', "a\nb", "a ", " a", "é – ü", "*a",
    "&a", "!a", "%a", "@a", "`a`", "a:", "?", "? a", "|", ">", "=", "<<", "People's", "a\tb", "\x85",
    "\x7f", "\u2028", "\ufeff", "😀",
]  # fmt: skip


def settings(**outcome: Any) -> dict[str, Any]:
    return {"confidence_level": 0.9, "outcomes": {"cooperates": {"label": "a", **outcome}}}


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_text_stays_the_same_text(text: str) -> None:
    """As value, as item of a list and as key; read by PyYAML, which Snakemake reads the configuration with."""
    given_values = {"outcomes": {"cooperates": {"label": text, "counts_as_yes": [text, "x"]}}}
    given_values["frame"] = {"parties": {"blocs": {text: text}}}
    assert yaml.safe_load(commented_settings(given_values)) == given_values


@given(st.text(), st.lists(st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False))))
def test_any_value_reads_back(text: str, items: list[Any]) -> None:
    given_values = settings(field=text, counts_as_yes=items)
    assert yaml.safe_load(commented_settings(given_values)) == given_values


def test_words_that_other_yaml_versions_take_for_truth_or_number_are_quoted() -> None:
    lines = commented_settings(settings(counts_as_yes=["y", "no", "1e3", "yes", "planned"])).splitlines()
    assert '    counts_as_yes: ["y", "no", "1e3", "yes", planned]' in lines


def test_each_key_is_explained_where_it_first_stands() -> None:
    factors = {
        "cee": {"label": "CEE", "contrast": "presence"},
        "party": {"label": "Party", "contrast": "category", "reference": "right"},
    }
    lines = commented_settings({"factors": factors}).splitlines()
    start = lines.index("factors:")
    assert lines[start - 1] == "# Explanatory variables."
    assert [line.strip() for line in lines[start:] if "#" not in line] == [
        "factors:", "cee:", "label: CEE", "contrast: presence",
        "party:", "label: Party", "contrast: category", "reference: right",
    ]  # fmt: skip
    assert lines[lines.index("    reference: right") - 1].startswith("    # Reference category")
    assert sum("# Name in tables and figures." in line for line in lines) == 1


def test_an_entry_that_is_switched_off_stays_null() -> None:
    assert "  demo: null" in commented_settings({"waves": {"demo": None}}).splitlines()


def test_order_and_width_are_kept() -> None:
    values = {"results": "r", "mirror": None, "partners": {}, "countries": "c"}
    text = commented_settings(values)
    assert list(yaml.safe_load(text)) == list(values)
    long = settings(counts_as_yes=[f"answer number {i}" for i in range(30)])
    assert max(map(len, commented_settings(long).splitlines())) <= WIDTH
    assert yaml.safe_load(commented_settings(long)) == long


def test_the_header_says_how_comments_are_kept() -> None:
    first, *_ = text = commented_settings({"results": "r"}).splitlines()
    assert first == "# yaml-language-server: $schema=schema.json"
    assert all(f"# {line}" in text for line in HEADER.strip().splitlines())


def test_what_the_settings_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="date"):
        commented_settings(settings(field=date(2021, 1, 1)))
