"""Every printed table of a publication as LaTeX (booktabs) and as CSV, from the same cells that the pages show.

Stands beside the engines, which print HTML, PDF and DOCX: an author who writes in LaTeX takes the file as it is, and a
reader who counts again takes the CSV. The caption opens with the title of the table; what follows it, the study and the
stamp of the world are the note under it.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections.abc import Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.reports.engine.document import Cell, Document, Text
from paradiplomacy.reports.exhibits import PrintedTable, Report
from paradiplomacy.reports.marks import Marked, unmarked
from paradiplomacy.tables import FORMULA_STARTS, NEUTRAL

LABEL = "tbl-"
EXHIBITS = (LABEL, "fig-")
LONGEST_FLOAT = 40  # rows: a longer table does not fit a page and breaks over pages
SPECIAL = {
    **{character: f"\\{character}" for character in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\u00a0": "~",
    "\u2212": "$-$",
    "<": "$<$",
    ">": "$>$",
    "≥": r"$\geq$",
    "≤": r"$\leq$",
    "×": r"$\times$",
}
ORIGINS = "origins.json"
TITLE = re.compile(r"(?P<title>.+?[.:])(?:\s+(?P<rest>.*))?", re.DOTALL)


@dataclass(frozen=True)
class Origin:
    """What a cell (by its label) or an expression (without one) of a source took from the results, by name."""

    label: str
    row: int
    code: str
    taken: tuple[str, ...]


def write_printed_tables(
    document: Document, staged: str | Path, folder: str | Path, note: str, files: Mapping[str, str | list[str]]
) -> None:
    """Write each table of a staged source as `NAME.tex` and `NAME.csv`, named by its label without `tbl-`.

    Beside them stands `origins.json`: from which results each figure, table and expression of the source is made.

    Parameters
    ----------
    document
        the source that is rendered.
    staged
        the folder in which its cells run.
    folder
        where the files go; it is made.
    note
        what stands under every table: the study, and the stamp of the world where it has one.
    files
        the results that cells may read, by name, as the project names them.

    Raises
    ------
    BadInput
        for a cell with the label of a table that gives something else.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with chdir(staged):
        tables, origins = _tables_of(document)
    text = json.dumps([_origin(entry, files) for entry in origins], indent=1, ensure_ascii=False)
    (target / ORIGINS).write_text(text + "\n", encoding="utf-8")
    for cell, table in tables:
        name = cell.label.removeprefix(LABEL)
        (target / f"{name}.csv").write_text(csv_text(table), encoding="utf-8")
        latex = latex_text(table, caption=cell.tbl_cap, label=cell.label, note=note)
        (target / f"{name}.tex").write_text(latex, encoding="utf-8")


def _tables_of(document: Document) -> tuple[list[tuple[Cell, PrintedTable]], list[Origin]]:
    """Run cells and expressions in order, as the engines do; return what cells with the label of a table give.

    With it comes what each labelled cell and each expression took from the results.
    """
    namespace: dict[str, Any] = {}
    found: list[tuple[Cell, PrintedTable]] = []
    origins: list[Origin] = []
    for block in document.blocks:
        if isinstance(block, Text):
            continue
        code, label = (block.code, block.label) if isinstance(block, Cell) else (block.code, "")
        before = {id(report): len(report.taken) for report in _reports(namespace)}
        tree = ast.parse(code)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, document.name, "exec"), namespace)  # noqa: S102 - the project's own source
        given = None
        if isinstance(last, ast.Expr):
            given = eval(compile(ast.Expression(last.value), document.name, "eval"), namespace)  # noqa: S307 - as above
        taken = [name for report in _reports(namespace) for name in report.taken[before.get(id(report), 0) :]]
        # what pages lead from: figures, tables, and expressions but for named values, which have origins of their own
        if label.startswith(EXHIBITS) if isinstance(block, Cell) else not isinstance(given, Marked):
            origins.append(Origin(label, block.row, code.strip(), tuple(dict.fromkeys(taken))))
        if isinstance(block, Cell) and label.startswith(LABEL):
            if not isinstance(given, PrintedTable):
                raise BadInput([Problem(document.name, "a printed table expected", "mend the cell", row=block.row)])
            found.append((block, given))
    return found, origins


def _reports(namespace: Mapping[str, Any]) -> list[Report]:
    return [value for value in namespace.values() if isinstance(value, Report)]


def _origin(origin: Origin, files: Mapping[str, str | list[str]]) -> dict[str, Any]:
    """Return an origin as plain values, with paths in place of names; of a figure the stem of its files."""
    paths: list[str] = []
    for name in origin.taken:
        folder, _, figure = name.partition("/")
        given = files[folder]
        paths += [f"{path}/{figure}" if figure else path for path in ([given] if isinstance(given, str) else given)]
    return {"label": origin.label, "row": origin.row, "code": origin.code, "reads": paths}


def csv_text(table: PrintedTable) -> str:
    """Return the table as CSV: the cells as they are printed, with plain spaces and minus signs for programs.

    A text that a spreadsheet would run as a formula stands behind an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    plain = str.maketrans({"\u00a0": " ", "\u2212": "-"})
    for row in [table.columns, *table.rows]:
        cells = [unmarked(cell).translate(plain) for cell in row]
        texts = [
            f"{NEUTRAL}{cell}" if cell[:1] in set(FORMULA_STARTS) else cell for cell in cells[: table.text_columns]
        ]
        writer.writerow([*texts, *cells[table.text_columns :]])
    return out.getvalue()


def latex_text(table: PrintedTable, *, caption: str, label: str, note: str) -> str:
    """Return the table in LaTeX, with its title above and its note below; it needs booktabs and longtable."""
    match = TITLE.fullmatch(caption)
    title, rest = (caption, "") if match is None else (match["title"].rstrip(".:"), match["rest"] or "")
    below = " ".join(filter(None, [rest, note]))
    columns = "l" * table.text_columns + "r" * (len(table.columns) - table.text_columns)
    head, *body = (" & ".join(map(escaped, row)) + r" \\" for row in [table.columns, *table.rows])
    caption_line = rf"\caption{{{escaped(title)}}}\label{{{label}}}"
    note_lines = [r"\par\smallskip", r"\begin{minipage}{\linewidth}\footnotesize", rf"\emph{{Note.}} {escaped(below)}"]
    note_lines.append(r"\end{minipage}")
    if len(body) > LONGEST_FLOAT:
        again = [r"\toprule", head, r"\midrule"]
        lines = [rf"\begin{{longtable}}{{{columns}}}", rf"{caption_line}\\", *again, r"\endfirsthead", *again]
        lines += [r"\endhead", r"\bottomrule", r"\endfoot", *body, r"\end{longtable}", *note_lines]
    else:
        lines = [r"\begin{table}[htbp]", r"\centering", caption_line, rf"\begin{{tabular}}{{{columns}}}", r"\toprule"]
        lines += [head, r"\midrule", *body, r"\bottomrule", r"\end{tabular}", *note_lines, r"\end{table}"]
    return "\n".join(["% needs the packages booktabs and longtable", *lines]) + "\n"


def escaped(text: str) -> str:
    """Return printed text as LaTeX; code in backquotes is set in type of equal width."""
    parts = unmarked(text).split("`")
    if len(parts) % 2 == 0:  # a backquote alone is no code
        return _plain(text)
    return "".join(rf"\texttt{{{_plain(part)}}}" if odd % 2 else _plain(part) for odd, part in enumerate(parts))


def _plain(text: str) -> str:
    return "".join(SPECIAL.get(character, character) for character in text)
