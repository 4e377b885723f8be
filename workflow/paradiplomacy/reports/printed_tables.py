"""Every printed table of a publication as LaTeX (booktabs) and as CSV, from the same cells that the pages show.

Stands beside the engines, which print HTML, PDF and DOCX: an author who writes in LaTeX takes the file as it is, and a
reader who counts again takes the CSV. The caption opens with the title of the table; what follows it, the study and the
stamp of the world are the note under it.
"""

from __future__ import annotations

import ast
import csv
import io
import re
from contextlib import chdir
from pathlib import Path
from typing import Any

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.reports.engine.document import Cell, Document
from paradiplomacy.reports.exhibits import PrintedTable
from paradiplomacy.tables import FORMULA_STARTS, NEUTRAL

LABEL = "tbl-"
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
TITLE = re.compile(r"(?P<title>.+?[.:])(?:\s+(?P<rest>.*))?", re.DOTALL)


def write_printed_tables(document: Document, staged: str | Path, folder: str | Path, note: str) -> None:
    """Write each table of a staged source as `NAME.tex` and `NAME.csv`, named by its label without `tbl-`.

    Parameters
    ----------
    document
        the source that is rendered.
    staged
        the folder in which its cells run.
    folder
        where the files go; it is made, and stays empty for a source without tables.
    note
        what stands under every table: the study, and the stamp of the world where it has one.

    Raises
    ------
    BadInput
        for a cell with the label of a table that gives something else.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with chdir(staged):
        tables = _tables_of(document)
    for cell, table in tables:
        name = cell.label.removeprefix(LABEL)
        (target / f"{name}.csv").write_text(csv_text(table), encoding="utf-8")
        latex = latex_text(table, caption=cell.tbl_cap, label=cell.label, note=note)
        (target / f"{name}.tex").write_text(latex, encoding="utf-8")


def _tables_of(document: Document) -> list[tuple[Cell, PrintedTable]]:
    """Run the cells in order, as the engines do, and return what those with the label of a table give."""
    namespace: dict[str, Any] = {}
    found: list[tuple[Cell, PrintedTable]] = []
    for cell in document.blocks:
        if not isinstance(cell, Cell):
            continue
        tree = ast.parse(cell.code)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, document.name, "exec"), namespace)  # noqa: S102 - the project's own source
        given = None
        if isinstance(last, ast.Expr):
            given = eval(compile(ast.Expression(last.value), document.name, "eval"), namespace)  # noqa: S307 - as above
        if cell.label.startswith(LABEL):
            if not isinstance(given, PrintedTable):
                raise BadInput([Problem(document.name, "a printed table expected", "mend the cell", row=cell.row)])
            found.append((cell, given))
    return found


def csv_text(table: PrintedTable) -> str:
    """Return the table as CSV: the cells as they are printed, with plain spaces and minus signs for programs.

    A text that a spreadsheet would run as a formula stands behind an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    plain = str.maketrans({"\u00a0": " ", "\u2212": "-"})
    for row in [table.columns, *table.rows]:
        cells = [cell.translate(plain) for cell in row]
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
    parts = text.split("`")
    if len(parts) % 2 == 0:  # a backquote alone is no code
        return _plain(text)
    return "".join(rf"\texttt{{{_plain(part)}}}" if odd % 2 else _plain(part) for odd, part in enumerate(parts))


def _plain(text: str) -> str:
    return "".join(SPECIAL.get(character, character) for character in text)
