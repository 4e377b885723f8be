"""Marks of named values: text to code, link to pages, nothing in files that lead nowhere."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pypandoc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy.reports import engine
from paradiplomacy.reports.engine.execute import _with_row
from paradiplomacy.reports.marks import Marked, href, unmarked, value_anchor

FILTER = Path(engine.__file__).parent / "origin.lua"
PRINTED = st.text(st.characters(codec="ascii", categories=["L", "N", "Zs"]) | st.sampled_from("%−.,()<>=+"), min_size=1)
NAMES = st.from_regex(r"\A[a-z]+(\.[A-Za-z0-9_ ,:+-]+){1,4}\Z")


def converted(markdown: str, to: str, **metadata: str) -> str:
    command = [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", to, f"--lua-filter={FILTER}", "--wrap=none"]
    command += [f"--metadata={name}={value}" for name, value in metadata.items()]
    done = subprocess.run(command, input=markdown, capture_output=True, text=True, encoding="utf-8", check=True)
    return done.stdout.strip()


@given(PRINTED, NAMES)
def test_a_value_is_its_text_to_code_and_bears_its_mark_into_sentences(text: str, name: str) -> None:
    value = Marked(text, "study", name)
    assert value == text
    assert unmarked(f"{value} of them, {value}") == f"{text} of them, {text}"
    assert f"{value}".count(f'name="{name}"') == 1
    assert f"{value:>40}" == f"{text:>40}"


def test_marks_become_links_in_html_and_words_elsewhere() -> None:
    value = Marked("59.7%", "north", "share.CN.city.size.50,000 to 100,000")
    sentence = f"Of them {value} do."
    assert converted(sentence, "html", origins="../o.html", publication="paper") == (
        '<p>Of them <a href="../o.html#value.north.share.CN.city.size.50,000~to~100,000" class="origin" '
        'title="share.CN.city.size.50,000 to 100,000: where this number comes from">59.7%</a> do.</p>'
    )
    for to in ("html", "typst", "plain"):  # without a page to lead to, and in formats that are printed
        metadata = {} if to == "html" else {"origins": "../o.html", "publication": "paper"}
        assert "59.7% do." in converted(sentence, to, **metadata).replace("\\", "")
        assert "href" not in converted(sentence, to, **metadata)
        assert "share" not in converted(sentence, to, **metadata)


@pytest.mark.parametrize("kind", ["fig", "tbl"])
def test_figures_and_tables_lead_to_their_origin_by_keyboard_too(kind: str) -> None:
    classes = '"table-float"' if kind == "tbl" else ""
    native = f'[Figure ("{kind}-map",[{classes}],[]) (Caption Nothing [Plain [Str "Map."]]) [Para [Str "x"]]]'
    command = [pypandoc.get_pandoc_path(), "-f", "native", "-t", "html", f"--lua-filter={FILTER}", "--wrap=none"]
    command += ["--metadata=origins=../o.html", "--metadata=publication=paper"]
    command += ["--metadata=source-line=Source: a list."]
    page = subprocess.run(command, input=native, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    assert f'<a href="../o.html#exhibit.paper.{kind}-map" class="origin-of"' in page
    assert 'aria-label="Origin of this' in page
    assert ("Map. Source: a list." in page) == (kind == "fig")  # tables say in their caption what they count
    assert "tabindex" not in page  # a link takes part in the order of the keyboard by itself


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("12 cities", '[12 cities]{.computed row="7"}'),
        ("no city", "no city"),
        ("[12%]{.value to=\"x\" name=\"y\"}", "[12%]{.value to=\"x\" name=\"y\"}"),
        ("`12`", "`12`"),
    ],
)  # fmt: skip
def test_expressions_with_numbers_are_marked_by_their_row(text: str, marked: str) -> None:
    assert _with_row(text, 7) == marked


def test_a_row_leads_to_its_expression() -> None:
    page = converted('[12 cities]{.computed row="7"}', "html", origins="o.html", publication="paper")
    assert (
        page
        == '<p><a href="o.html#expression.paper.7" class="origin-said" title="Where this comes from">12 cities</a></p>'
    )


def test_anchors_hold_no_blank_and_are_quoted_in_links() -> None:
    anchor = value_anchor("north", "share.CN.Łódź a")
    assert " " not in anchor
    assert href(anchor) == "value.north.share.CN.%C5%81%C3%B3d%C5%BA~a"
