"""Printed tables as LaTeX and CSV: pandoc reads back the cells that were printed, whatever characters they hold."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path

import pypandoc
import pytest
import yaml

from paradiplomacy.problems import BadInput
from paradiplomacy.reports.engine.document import read_document
from paradiplomacy.reports.exhibits import PrintedTable
from paradiplomacy.reports.printed_tables import LONGEST_FLOAT, csv_text, latex_text, write_printed_tables

ROOT = Path(__file__).resolve().parents[2]
TABLE = PrintedTable(
    ["Group · SIMULATED", "Share, %", "n_all"],
    [["R&D {x} #1 ~ ^ \\ $", "12.5%\u00a0[10.0, 15.0]", "1,024"], ["a < b", "\u22120.3", "–"]],
)


def read_back(latex: str) -> list[list[str]]:
    """Return the cells of the table as pandoc understands the LaTeX."""
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", "latex", "-t", "json"], input=latex, capture_output=True, text=True,
        encoding="utf-8", check=True,
    )  # fmt: skip

    def words(node: object) -> str:
        if isinstance(node, dict):
            kind, content = node.get("t"), node.get("c")
            if kind in ("Str", "Space", "SoftBreak"):
                return content if kind == "Str" else " "
            if kind == "Math":
                return {"-": "\u2212", "<": "<"}[content[1]]
            return words(content)
        return "".join(words(item) for item in node) if isinstance(node, list) else ""

    def tables(node: object) -> list[dict[str, object]]:
        inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
        own = [node] if isinstance(node, dict) and node.get("t") == "Table" else []
        return own + [table for item in inside for table in tables(item)]

    (table,) = tables(json.loads(done.stdout)["blocks"])
    _, _, _, head, bodies, _ = table["c"]
    rows = [*head[1], *(row for body in bodies for row in body[3])]
    return [[words(cell[4]) for cell in row[1]] for row in rows]


def test_latex_holds_the_printed_cells() -> None:
    latex = latex_text(TABLE, caption="Shares. In percent.", label="tbl-shares", note="Study: A & B.")
    assert read_back(latex) == [TABLE.columns, *TABLE.rows]
    assert r"\caption{Shares}\label{tbl-shares}" in latex
    assert r"\emph{Note.} In percent. Study: A \& B." in latex
    assert r"\begin{tabular}{lrr}" in latex


def test_a_table_longer_than_a_page_breaks() -> None:
    table = PrintedTable(["Country", "n"], [[f"Country {number}", str(number)] for number in range(LONGEST_FLOAT + 1)])
    latex = latex_text(table, caption="All", label="tbl-all", note="Study: A.")
    assert r"\begin{longtable}{lr}" in latex
    assert r"\begin{table}" not in latex
    # pandoc takes the repeated head for the head of the table
    assert read_back(latex)[-len(table.rows) :] == table.rows


def test_code_in_backquotes_is_code() -> None:
    latex = latex_text(PrintedTable(["File"], [["`a_b`"]]), caption="Files", label="tbl-files", note="")
    assert r"\texttt{a\_b} \\" in latex


def test_csv_is_for_programs() -> None:
    rows = list(csv.reader(io.StringIO(csv_text(TABLE))))
    assert rows == [TABLE.columns, ["R&D {x} #1 ~ ^ \\ $", "12.5% [10.0, 15.0]", "1,024"], ["a < b", "-0.3", "–"]]


SOURCE = """---
title: A report
---

```{python}
#| label: setup
#| output: false
from paradiplomacy.reports.exhibits import PrintedTable
known = open("facts.txt").read()
```

```{python}
#| label: tbl-facts
#| tbl-cap: "Facts. All of them."
RESULT
```
"""


def test_tables_of_a_source_are_those_that_its_cells_give(tmp_path: Path) -> None:
    (tmp_path / "facts.txt").write_text("7", encoding="utf-8")
    source = tmp_path / "report.qmd"
    source.write_text(SOURCE.replace("RESULT", 'PrintedTable(["Fact"], [[known]])'), encoding="utf-8")
    write_printed_tables(read_document(source), tmp_path, tmp_path / "tables", "Study: A.", {})
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == ["facts.csv", "facts.tex", "origins.json"]
    assert (tmp_path / "tables/facts.csv").read_text("utf-8") == "Fact\n7\n"


def test_a_cell_that_gives_no_table_is_named(tmp_path: Path) -> None:
    (tmp_path / "facts.txt").write_text("7", encoding="utf-8")
    source = tmp_path / "report.qmd"
    source.write_text(SOURCE.replace("RESULT", "known"), encoding="utf-8")
    with pytest.raises(BadInput, match=r"report\.qmd, row 12: a printed table expected"):
        write_printed_tables(read_document(source), tmp_path, tmp_path / "tables", "", {})


OF_RESULTS = """---
title: A report
---

```{python}
#| label: setup
#| output: false
from paradiplomacy.reports.exhibits import PrintedTable, Report
r = Report()
```

Of `{python} r.v("units")` units `{python} str(len(r.tables("flags")))` have flags, at `{python} str(r.confidence)`.

```{python}
#| label: fig-map
#| fig-cap: "A map."
#| fig-alt: "Dots."
r.figure("map_city")
```

```{python}
#| label: tbl-flags
#| tbl-cap: "Flags."
PrintedTable(["Flags of " + f"{r.v('units')} units"], [[str(len(r.tables("flags")))]])
```
"""


def test_what_each_exhibit_and_expression_took_from_the_results_is_kept(tmp_path: Path) -> None:
    value = {"value": 12, "text": "12", "unit": "count", "rule": "count_units", "inputs": "ab"}
    place = tmp_path / "findings/north/values.json"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps({"units": value}), encoding="utf-8")
    (tmp_path / "flags.csv").write_text("flag\nodd\n", encoding="utf-8")
    configuration = yaml.safe_load((ROOT / "config/config.yaml").read_text("utf-8"))
    absolute = {"values": str(place), "flags": [str(tmp_path / "flags.csv")], "figures": str(tmp_path)}
    inputs = {"configuration": configuration, "sources": [], "study": "eu_us_vs_china", "files": absolute}
    (tmp_path / "inputs.json").write_text(json.dumps(inputs), encoding="utf-8")
    source = tmp_path / "report.qmd"
    source.write_text(OF_RESULTS, encoding="utf-8")
    files = {"values": "out/findings/north/values.json", "flags": ["out/flags.csv"], "figures": "out/figures/north"}
    write_printed_tables(read_document(source), tmp_path, tmp_path / "tables", "", files)
    origins = json.loads((tmp_path / "tables/origins.json").read_text("utf-8"))
    assert [(entry["label"], entry["row"], entry["reads"]) for entry in origins] == [
        ("", 12, ["out/flags.csv"]),
        ("", 12, []),  # of the configuration
        ("fig-map", 14, ["out/figures/north/map_city"]),
        ("tbl-flags", 21, ["out/findings/north/values.json", "out/flags.csv"]),
    ]
    assert (tmp_path / "tables/flags.csv").read_text("utf-8") == "Flags of 12 units\n1\n"
