"""What the report engine refuses: each fault of a source is a sentence that names its place, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from report_sources import HEAD, render, row_of, stage

from paradiplomacy.problems import BadInput
from paradiplomacy.reports.engine.document import read_document


def faults(folder: Path, text: str) -> BadInput:
    with pytest.raises(BadInput) as caught:
        render(folder, text)
    assert not (folder / "out").exists(), "a report with a fault must not be written"
    return caught.value


def test_unresolved_references_and_links_name_their_lines(tmp_path):
    text = HEAD + "See @fig-none and [@tbl-nil].\n\nAlso [there](#nowhere).\n"
    report = faults(tmp_path, text).report()
    first, second = row_of(text, "@fig-none"), row_of(text, "nowhere")
    assert f'report.qmd, row {first}: "@fig-none" found' in report
    assert f'report.qmd, row {first}: "@tbl-nil" found' in report
    assert f'report.qmd, row {second}: "#nowhere" found' in report


def test_unresolved_citation_and_missing_picture_name_their_lines(tmp_path):
    text = HEAD + "Cited [@kuznetsov2015; @nobody1999].\n\n![](lost.png)\n"
    report = faults(tmp_path, text).report()
    assert f'row {row_of(text, "nobody")}: "@nobody1999" found' in report
    assert f'row {row_of(text, "lost.png")}: "lost.png" found' in report
    assert "kuznetsov" not in report


def test_identifier_used_twice_is_a_fault(tmp_path):
    text = HEAD + "# One {#sec-a}\n\n# Two {#sec-a}\n"
    assert '"sec-a" found, an identifier of its own expected' in faults(tmp_path, text).report()


def test_failing_cell_names_its_line_label_and_error(tmp_path):
    text = HEAD + '```{python}\n#| label: breaks\nvalues = {}\nvalues["absent"]\n```\n'
    bad = faults(tmp_path, text)
    assert f"report.qmd, row {row_of(text, 'values[')}: the cell breaks expected to run" in bad.report()
    assert "KeyError: 'absent'" in bad.report()
    assert "Traceback" in bad.__notes__[0] or "KeyError" in bad.__notes__[0]
    assert bad.__cause__ is not None


def test_failing_inline_expression_names_its_line(tmp_path):
    text = HEAD + "First line.\n\nThe value is `{python} unknown_name`.\n"
    report = faults(tmp_path, text).report()
    assert f"row {row_of(text, 'unknown_name')}: the inline expression" in report and "NameError" in report


@pytest.mark.parametrize(
    ("code", "said"), [("unknown_name", "NameError"), ("1 +", "SyntaxError"), ("None", "a value expected")]
)
def test_one_of_several_expressions_that_fails_names_its_line(tmp_path, code, said):
    text = HEAD + f"One is `{{python}} 0 + 1`.\n\nThis is `{{python}} {code}`.\n\nTwo is `{{python}} 1 + 1`.\n"
    report = faults(tmp_path, text).report()
    assert f"row {row_of(text, 'This is')}" in report and said in report


def test_captioned_cells_must_show_what_their_label_says(tmp_path):
    cell = "```{{python}}\n#| label: {label}\n#| {caption}: Caption\n{more}{code}\n```\n"
    figure = cell.format(label="fig-none", caption="fig-cap", more="#| fig-alt: Words\n", code="x = 1")
    assert "exactly one picture expected, 0 shown" in faults(tmp_path, HEAD + figure).report()
    table = cell.format(label="tbl-plain", caption="tbl-cap", more="", code="[1, 2]")
    assert "a Markdown table expected" in faults(tmp_path, HEAD + table).report()


FORBIDDEN = {
    "{{< pagebreak >}}": "no shortcode",
    "::: {.panel-tabset}\n:::": "no panel or tabset",
    "::: {#fig-both layout-ncol=2}\n:::": "no layout of several figures",
    "::: {.column-margin}\n:::": "no margin column",
    "```{mermaid}\ngraph\n```": "a {python} cell",
    "```{dot}\ngraph\n```": "a {python} cell",
    "```{python}\n1\n```": "a labelled cell expected",
    "```{python}\n#| label: fig-a\n#| fig-cap: A\n1\n```": "fig-alt expected",
    "```{python}\n#| label: a\n#| tbl-cap: A\n1\n```": "a label with tbl- expected",
    "```{python}\n#| label: a\n#| fig-width: 3\n1\n```": "a permitted cell option expected",
    "```{python}\n#| label: a\n#| output: asis\n1\n```": "true or false expected for output",
    "```{python}\n#| label: tbl-a\n#| tbl-cap: 'Of `{python} n`'\n1\n```": "no inline expression in a cell option",
    "```{python}\n#| label: a\n1\n": "a closing fence expected",
    "![A](a.png){#fig-a}": "alternative text of the figure expected",
}


@pytest.mark.parametrize("construct", FORBIDDEN, ids=lambda construct: " ".join(construct.split())[:30])
def test_constructs_outside_the_subset_are_refused(tmp_path, construct):
    source = stage(tmp_path, HEAD + "Words.\n\n" + construct + "\n")
    with pytest.raises(BadInput) as caught:
        read_document(source)
    assert FORBIDDEN[construct] in caught.value.report()
    assert all(problem.file == "report.qmd" and problem.row >= 9 for problem in caught.value.problems)


def test_all_violations_are_reported_at_once_and_code_is_no_violation(tmp_path):
    twice = "```{python}\n#| label: same\n1\n```\n\n"
    source = stage(tmp_path, HEAD + "{{< a >}}\n\n" + twice + twice + "::: {.panel-tabset}\n:::\n")
    with pytest.raises(BadInput) as caught:
        read_document(source)
    assert len(caught.value.problems) == 3
    shown = "`{{< a >}}` and\n\n```\n{{< a >}} `{python} x`\n```\n"
    assert len(read_document(stage(tmp_path, HEAD + shown)).blocks) == 2


def test_date_of_the_clock_is_refused(tmp_path):
    source = stage(tmp_path, "---\ntitle: A\ndate: today\n---\n\nWords.\n")
    with pytest.raises(BadInput, match="a fixed date expected"):
        read_document(source)
