"""Publications put together from chapters: what applies, at which level, and where a fault is mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.reports.chapters import assemble_publication, chapters_of, labels_of

KNOWN = ("simulated", "open", "surveyed")
ONE = """\
# Ties {#sec-ties}

Many (@fig-map,
@tbl-ties) and few
(@sec-success)? As @sec-ties says (@fig-map).

```{python}
#| label: tbl-ties
#| tbl-cap: "Ties."
# a comment
table
```
<!-- only: surveyed and simulated -->
Both.
<!-- end -->
"""
TWO = "# Success {#sec-success}\n\n## Details\n\nSee @sec-none.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters/ties.qmd").write_text(ONE, encoding="utf-8")
    (tmp_path / "chapters/success.qmd").write_text(TWO, encoding="utf-8")
    return tmp_path


def assembled(folder: Path, text: str, facts: set[str]):
    source = folder / "paper.qmd"
    source.write_text(text, encoding="utf-8")
    labels = labels_of([source, *sorted((folder / "chapters").glob("*.qmd"))])
    return assemble_publication(source, chapters_of(source), facts, KNOWN, labels)


def test_a_chapter_comes_in_whole_and_a_section_one_level_lower(folder):
    text = assembled(folder, "# Part\n<!-- section: ties -->\n<!-- chapter: success -->\nEnd.\n", set()).text
    assert "\n## Ties {#sec-ties}\n" in text
    assert "\n# a comment\n" in text  # in a cell, and no heading
    assert "\n# Success {#sec-success}\n" in text
    assert text.rstrip().endswith("End.")


@pytest.mark.parametrize(
    ("facts", "there"), [({"surveyed", "simulated"}, True), ({"surveyed"}, False), ({"open"}, False)]
)
def test_a_passage_needs_all_that_it_names(folder, facts, there):
    assert ("Both." in assembled(folder, "<!-- chapter: ties -->\n", facts).text) is there


def test_a_passage_within_another_needs_both(folder):
    text = "<!-- only: open -->\nA.\n<!-- only: surveyed -->\nB.\n<!-- end -->\nC.\n<!-- end -->\nD.\n"
    for facts, said in (({"open", "surveyed"}, "A.B.C.D."), ({"open"}, "A.C.D."), ({"surveyed"}, "D.")):
        assert "".join(assembled(folder, text, facts).text.split()) == said


def test_a_passage_may_ask_for_a_figure_of_a_known_kind_only(folder):
    text = "<!-- only: figure_map_city -->\nA.\n<!-- end -->\n"
    assert "A." in assembled(folder, text, {"figure_map_city"}).text
    assert "A." not in assembled(folder, text, set()).text
    with pytest.raises(BadInput, match="figure_mop_city"):
        assembled(folder, text.replace("map", "mop"), set())


def test_a_bracketed_reference_to_another_publication_is_left_out_and_a_mistyped_one_is_not(folder):
    (folder / "chapters/maps.qmd").write_text("![](a.svg){#fig-map}\n", encoding="utf-8")
    alone = assembled(folder, "<!-- chapter: ties -->\n(@tbl-tise)\n", set()).text
    assert "Many (@tbl-ties)\n and few?\n As @sec-ties says.\n" in alone
    assert "(@tbl-tise)" in alone
    whole = assembled(folder, "".join(f"<!-- chapter: {n} -->\n" for n in ("ties", "success", "maps")), set()).text
    assert ONE.split("```")[0] in whole


def test_a_fault_of_the_text_is_placed_in_the_file_that_a_person_mends(folder):
    found = assembled(folder, "# Part\n\n<!-- chapter: ties -->\n<!-- chapter: success -->\n", set())
    row = found.text.split("\n").index("See @sec-none.") + 1
    place = found.located(Problem("paper.qmd", "a reference expected", "mend it", row=row))
    assert (Path(place.file).name, place.row) == ("success.qmd", 5)
    assert len(found.text.split("\n")) == len(found.origins)


def test_all_faults_are_told_at_once(folder):
    (folder / "chapters/success.qmd").write_text("<!-- chapter: ties -->\n<!-- end -->\n", encoding="utf-8")
    text = "<!-- chapter: success -->\n<!-- chapter: missing -->\n<!-- only: sunday -->\nText.\n"
    with pytest.raises(BadInput) as bad:
        assembled(folder, text, set())
    told = [(Path(p.file).name, p.row, p.expected, p.value) for p in bad.value.problems]
    assert told == [
        ("paper.qmd", 3, "one of simulated, open, surveyed or figure_KIND expected", "sunday"),
        ("paper.qmd", 3, "the passage only: sunday to be closed", ""),
        ("success.qmd", 2, "an open passage before this end expected", ""),
        ("paper.qmd", 2, "the name of a chapter expected", "missing"),
        ("success.qmd", 1, "no chapter within a chapter expected", ""),
    ]
