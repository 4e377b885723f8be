"""Runs the cells and inline expressions of a report in one kernel, and chooses what each format shows of their output.

The kernel is the interpreter that runs the workflow, whatever kernels are installed on the machine; its settings
and connection stand in the scratch folder, not in anybody's home.
"""

from __future__ import annotations

import ast
import base64
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.reports.engine.document import Cell, Document, Inline, Text
from paradiplomacy.reports.marks import COMPUTED

# Every file that carries a date gets this one (2000-01-01 UTC): the same inputs must give the same bytes.
SOURCE_DATE_EPOCH = "946684800"
CELL_SECONDS = 1800  # a cell of a report reads results; one that computes for longer belongs into a rule of its own
TRACEBACK_LINES = 12

# What a format shows of a bundle of representations: the first that is there. Vectors where the format can hold them.
SHOWN = {
    "html": ("text/markdown", "text/html", "image/svg+xml", "image/png", "image/jpeg", "text/plain"),
    "pdf": ("text/markdown", "application/pdf", "image/svg+xml", "image/png", "image/jpeg", "text/plain"),
    "docx": ("text/markdown", "image/png", "image/jpeg", "image/svg+xml", "text/plain"),
}
SUFFIXES = {"image/svg+xml": ".svg", "image/png": ".png", "image/jpeg": ".jpg", "application/pdf": ".pdf"}

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_KERNEL_SETTINGS = """\
c.InlineBackend.figure_formats = {"retina", "svg"}
c.HistoryManager.enabled = False
"""
# Identifiers within SVG files are hashes of this salt, else of a random one.
_MATPLOTLIB_SETTINGS = "svg.hashsalt: paradiplomacy\n"


@dataclass(frozen=True)
class Ran:
    """A cell and what it gave: the representations of each display, in order, and what it printed."""

    cell: Cell
    bundles: tuple[Mapping[str, Any], ...] = ()
    printed: str = ""


@dataclass
class _Kernel:
    """One running kernel and the notebook that nbclient keeps of it."""

    client: Any
    name: str
    warnings: list[str] = field(default_factory=list)

    def run(self, code: str, row: int, label: str, code_row: int) -> tuple[list[Mapping[str, Any]], str]:
        """The display bundles and the printed text of `code`; a failure becomes a `BadInput` that names its place."""
        from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
        from nbformat.v4 import new_code_cell

        index = len(self.client.nb.cells)
        cell = new_code_cell(code, id=f"cell-{index}")
        self.client.nb.cells.append(cell)
        what = f"the cell {label}" if label else "the inline expression"
        try:
            self.client.execute_cell(cell, index)
        except CellExecutionError as error:
            lines = _ANSI.sub("", error.traceback).strip().splitlines()
            within = re.findall(r"Cell In\s*\[\d+\], line (\d+)", "\n".join(lines))
            at = code_row + int(within[-1]) - 1 if within else row
            message = " ".join(_ANSI.sub("", error.evalue).split()) or "no message"
            problem = Problem(
                self.name, f"{what} expected to run, but it raised {error.ename}: {message}", "mend the cell", row=at
            )
            bad = BadInput([problem])
            bad.add_note("\n".join(lines[-TRACEBACK_LINES:]))
            raise bad from error
        except (CellTimeoutError, DeadKernelError) as error:
            reason = "its kernel died" if isinstance(error, DeadKernelError) else f"it took over {CELL_SECONDS} s"
            remedy = "look for too much memory or an endless loop, and compute large things in a rule"
            raise BadInput([Problem(self.name, f"{what} expected to end, but {reason}", remedy, row=row)]) from error
        bundles = [out["data"] for out in cell.outputs if out.output_type in ("display_data", "execute_result")]
        streams = [out for out in cell.outputs if out.output_type == "stream"]
        self.warnings += [f"{self.name}, row {row}: {out.text}" for out in streams if out.name == "stderr"]
        return bundles, "".join(out.text for out in streams if out.name == "stdout")


def run_document(document: Document, folder: Path, work: Path) -> list[Text | Ran]:
    """Run the cells and inline expressions of `document` in document order, with `folder` as working directory.

    Parameters
    ----------
    document
        a checked source.
    folder
        where cells are run; what they read by relative paths stands there.
    work
        scratch folder for the kernel's settings; `cells.log` there keeps what cells wrote to standard error.

    Returns
    -------
    the blocks in order, inline expressions replaced by their value as Markdown (a string without its quotes, as
    Quarto inserts it; `IPython.display.Markdown` as it is), with a mark of its row where it holds a number.

    Raises
    ------
    BadInput
        when a cell or an expression raises, dies, takes too long or gives nothing to print.
    """
    blocks: list[Text | Ran] = []
    if all(isinstance(block, Text) for block in document.blocks):
        return [block for block in document.blocks if isinstance(block, Text)]
    kernel = _start(document.name, folder, work)
    with kernel.client.setup_kernel(env=_environment(work), cwd=str(folder), cleanup_kc=True):
        for _, passage in groupby(document.blocks, key=lambda block: isinstance(block, Cell)):
            blocks += _passage(kernel, list(passage))
    (work / "cells.log").write_text("\n".join(kernel.warnings), encoding="utf-8")
    return blocks


def _start(name: str, folder: Path, work: Path) -> _Kernel:
    import zmq
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbformat.v4 import new_notebook

    class Manager(AsyncKernelManager):
        """A manager of this interpreter's kernel, with its connection file in the scratch folder."""

        @property
        def kernel_spec(self) -> Any:
            """The running interpreter, whatever kernels are installed."""
            argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            encrypted = {"supported_encryption": "curve"}
            return KernelSpec(argv=argv, display_name="Python", language="python", metadata=encrypted)

    settings = work / "kernel" / "ipython" / "profile_default"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "ipython_kernel_config.py").write_text(_KERNEL_SETTINGS, encoding="utf-8")
    (work / "kernel" / "matplotlibrc").write_text(_MATPLOTLIB_SETTINGS, encoding="utf-8")
    connection = work / "kernel" / "connection.json"
    connection.unlink(missing_ok=True)
    # Others on a shared machine can listen to its local sockets.
    encryption = "auto" if zmq.has("curve") else "disabled"
    manager = Manager(connection_file=str(connection), transport_encryption=encryption)
    client = NotebookClient(
        new_notebook(), km=manager, timeout=CELL_SECONDS, resources={"metadata": {"path": str(folder)}}
    )
    return _Kernel(client, name)


def _environment(work: Path) -> dict[str, str]:
    """The kernel's environment: settings in the scratch folder, fixed dates, fixed hashes."""
    home = work / "kernel"
    return {
        **os.environ,
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "MATPLOTLIBRC": str(home / "matplotlibrc"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": SOURCE_DATE_EPOCH,
    }


def _passage(kernel: _Kernel, passage: Sequence[Text | Inline | Cell]) -> Iterator[Text | Ran]:
    """Run a passage of cells, or of text and the expressions in it, which are asked for at once."""
    values = iter(_inline_values(kernel, [block for block in passage if isinstance(block, Inline)]))
    for block in passage:
        if isinstance(block, Cell):
            bundles, printed = kernel.run(block.code, block.row, block.label, block.code_row)
            yield Ran(block, tuple(bundles), printed)
        elif isinstance(block, Inline):
            yield Text(_with_row(next(values), block.row))
        else:
            yield block


def _inline_values(kernel: _Kernel, inlines: Sequence[Inline]) -> list[str]:
    """Values of expressions that follow each other in the text.

    They are asked for in one request, as each takes the kernel longer than most expressions; where one of them fails or
    gives nothing, they are asked for one by one, so that a fault names its line.
    """
    asked = "\n".join(f"_asked = (\n{one.code}\n)\nif _asked is not None:\n    display(_asked)" for one in inlines)
    if len(inlines) > 1:
        with suppress(BadInput):
            bundles, _ = kernel.run(asked, inlines[0].row, "", inlines[0].row)
            if len(bundles) == len(inlines):
                return [_inline_value(kernel, one, [bundle]) for one, bundle in zip(inlines, bundles, strict=True)]
    return [_inline_value(kernel, one, kernel.run(one.code, one.row, "", one.row)[0]) for one in inlines]


def _inline_value(kernel: _Kernel, inline: Inline, bundles: Sequence[Mapping[str, Any]]) -> str:
    value = bundles[-1] if bundles else {}
    if "text/markdown" in value:
        return _joined(value["text/markdown"])
    plain = _joined(value.get("text/plain", ""))
    if plain[:1] in "'\"" and plain:
        plain = str(ast.literal_eval(plain))
    if not plain:
        remedy = "give a value that can be printed"
        raise BadInput([Problem(kernel.name, "a value expected", remedy, row=inline.row, value=inline.code)])
    return plain


def _with_row(text: str, row: int) -> str:
    """Mark a text with numbers that bears no mark of a named value by its row, for `origin.lua` to lead from it.

    A text that markup of its own would break, or that would break ours, stays as it is.
    """
    if not any(letter.isdigit() for letter in text) or any(mark in text for mark in "[]{}\n`"):
        return text
    return f'[{text}]{{.{COMPUTED} row="{row}"}}'


def cell_markdown(name: str, ran: Ran, fmt: str, echo: bool, media: Path) -> str:
    """What the executed cell shows in `fmt` ("html", "pdf" or "docx") as Markdown; pictures are written to `media`.

    A cell with a caption becomes the block that `crossref.lua` numbers: a div with the label, the caption in a div
    of its own, and the figure or table with the notes under it.

    Raises
    ------
    BadInput
        when a figure cell shows not exactly one picture, a table cell no Markdown table, or nothing suits `fmt`.
    """
    cell = ran.cell
    parts = []
    if cell.echo if cell.echo is not None else echo:
        parts.append(_code_block(cell.code, "python"))
    if not cell.output:
        return "\n\n".join(parts)
    if ran.printed and not cell.fig_cap:
        parts.append(_code_block(ran.printed))
    shown = [(mime, bundle[mime]) for mime, bundle in _chosen(name, ran, fmt)]
    _hold_to_label(name, cell, shown)
    if cell.fig_cap:  # the repr of an axes object that ends a plotting cell is nobody's reading
        shown = [(mime, data) for mime, data in shown if mime != "text/plain"]
    body = [_as_markdown(mime, data, cell, index, media) for index, (mime, data) in enumerate(shown, 1)]
    caption = cell.fig_cap or cell.tbl_cap
    if caption:
        body = [f"::::::: {{#{cell.label}}}", "::: {.float-caption}", caption, ":::", *body, ":::::::"]
    return "\n\n".join(parts + body)


def _chosen(name: str, ran: Ran, fmt: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for bundle in ran.bundles:
        mime = next((mime for mime in SHOWN[fmt] if mime in bundle), None)
        if mime is None:
            kinds = ", ".join(sorted(bundle))
            remedy = "display Markdown or a picture"
            expected = f"output that {fmt.upper()} can show expected"
            raise BadInput([Problem(name, expected, remedy, row=ran.cell.row, value=kinds)])
        yield mime, bundle


def _hold_to_label(name: str, cell: Cell, shown: Sequence[tuple[str, Any]]) -> None:
    pictures = sum(mime in SUFFIXES for mime, _ in shown)
    if cell.fig_cap and pictures != 1:
        remedy = "let the cell draw one figure, with panels if need be"
        problem = Problem(name, f"exactly one picture expected, {pictures} shown", remedy, cell.row, value=cell.label)
        raise BadInput([problem])
    if cell.tbl_cap and not any(mime == "text/markdown" for mime, _ in shown):
        remedy = "display IPython.display.Markdown of a pipe or grid table, which prints in every format"
        raise BadInput([Problem(name, "a Markdown table expected", remedy, cell.row, value=cell.label)])


def _as_markdown(mime: str, data: object, cell: Cell, index: int, media: Path) -> str:
    if mime == "text/markdown":
        return _joined(data)
    if mime == "text/html":
        return _code_block(_joined(data), "{=html}")
    if mime == "text/plain":
        return _code_block(_joined(data))
    media.mkdir(parents=True, exist_ok=True)
    picture = media / f"{cell.label}-{index}{SUFFIXES[mime]}"
    text = _joined(data)
    picture.write_bytes(text.encode("utf-8") if mime == "image/svg+xml" else base64.b64decode(text))
    alternative = cell.fig_alt.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").strip()
    return f'![]({media.name}/{picture.name}){{fig-alt="{alternative}"}}'


def _joined(data: object) -> str:
    return data if isinstance(data, str) else "".join(str(line) for line in data) if isinstance(data, list) else ""


def _code_block(text: str, info: str = "") -> str:
    ticks = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{ticks}{info}\n{text.rstrip()}\n{ticks}"
