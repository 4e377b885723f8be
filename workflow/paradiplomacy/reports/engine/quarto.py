"""The Quarto engine: finds the Quarto program, runs it on a report, and turns what it complains of into sentences.

Quarto itself could not be run where this was written. What was tested, with a program that imitates it: how it is
found and its version judged, the arguments it is given, and how its errors and warnings become sentences. What was
not: the documents that a real Quarto 1.9 makes of the arguments, above all where the stamp then stands, and the
exact wording of its warnings (taken from its public source and issues: "Unable to resolve crossref @fig-x" and
"citation x not found").
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.reports.engine.document import Document
from paradiplomacy.reports.engine.execute import SOURCE_DATE_EPOCH

LEAST = (1, 9)  # the first version whose typst output keeps to the subset of document.py
TARGETS = {"html": "html", "pdf": "typst", "docx": "docx"}
ERROR_LINES = 6

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_WARNINGS = (
    (re.compile(r"Unable to resolve crossref @?([\w-]+)"), "a reference to something in the document expected"),
    (re.compile(r"[Cc]itation ([^\s]+) not found"), "a citation of the bibliography expected"),
)


@dataclass(frozen=True)
class Quarto:
    """A Quarto program: its path and its version."""

    command: str
    version: str


def find_quarto() -> Quarto | Problem:
    """The Quarto program named by QUARTO, else the one on PATH; a `Problem` when it is absent or too old."""
    remedy = "install Quarto 1.9 or later, set QUARTO to its path, or choose the builtin engine"
    command = shutil.which(os.environ.get("QUARTO") or "quarto")
    if command is None:
        return Problem("report engine", "the Quarto program expected (QUARTO or PATH), and none found", remedy)
    try:
        version = _run([command, "--version"], Path.cwd()).stdout.strip()
    except OSError:
        version = ""
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if not numbers or (int(numbers[1]), int(numbers[2])) < LEAST:
        return Problem("report engine", "Quarto 1.9 or later expected", remedy, value=version or "no version")
    return Quarto(command, version)


def render_quarto(
    command: str,
    document: Document,
    source: Path,
    outputs: Mapping[str, Path],
    work: Path,
    metadata: Mapping[str, str],
) -> None:
    """Render `source` by one Quarto run per format, each in the source's folder, and move the results to `outputs`.

    Raises
    ------
    BadInput
        when Quarto fails, or warns of a reference or citation that it could not resolve.
    """
    made = {}
    for fmt in outputs:
        name = f"{source.stem}.{fmt}"
        arguments = [command, "render", source.name, "--to", TARGETS[fmt], "--output", name]
        for key, value in sorted({**metadata, **_stamp(command, fmt, metadata.get("stamp", ""), work)}.items()):
            if value:
                arguments += ["-M", f"{key}:{value}"]
        done = _run(arguments, source.parent)
        said = _ANSI.sub("", f"{done.stdout}\n{done.stderr}")
        (work / f"quarto-{fmt}.log").write_text(said, encoding="utf-8")
        problems = _problems(document, said)
        produced = source.parent / name
        if not problems and (done.returncode or not produced.is_file()):
            last = " ".join(" ".join(said.split("\n")[-ERROR_LINES:]).split()) or f"exit code {done.returncode}"
            expected = f"a source that Quarto renders to {fmt.upper()} expected ({last})"
            problems = [Problem(document.name, expected, "mend what Quarto names")]
        if problems:
            raise BadInput(problems)
        made[fmt] = shutil.move(produced, work / name)
    for fmt, target in outputs.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made[fmt], target)


def _stamp(command: str, fmt: str, stamp: str, work: Path) -> dict[str, str]:
    """The metadata by which Quarto shows `stamp` on top of each page of `fmt`."""
    if not stamp:
        return {}
    if fmt == "html":
        strip = "position:sticky;top:0;z-index:2000;padding:.3rem 1rem;text-align:center;background:#8a2b0e;color:#fff"
        banner = work / "stamp.html"
        banner.write_text(f'<div role="note" style="{strip}">{escape(stamp)}</div>\n', encoding="utf-8")
        return {"include-before-body": banner.as_posix()}
    if fmt == "pdf":
        header = work / "stamp.typ"
        text = stamp.replace("\\", "\\\\").replace('"', '\\"')
        header.write_text(f'#set page(header: align(center, text(size: 8pt, "{text}")))\n', encoding="utf-8")
        return {"include-in-header": header.as_posix()}
    from paradiplomacy.reports.engine.word import default_reference, write_reference

    reference = work / "reference.docx"
    write_reference(default_reference([command, "pandoc"]), reference, stamp)
    return {"reference-doc": reference.as_posix()}


def _problems(document: Document, said: str) -> list[Problem]:
    """References and citations that Quarto could not resolve, each once."""
    problems = []
    for pattern, expected in _WARNINGS:
        for name in dict.fromkeys(pattern.findall(said)):
            row = document.row_of(f"@{name}")
            problems.append(Problem(document.name, expected, "mend the label or the reference", row, value=f"@{name}"))
    return problems


def _run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run Quarto without shell, with this interpreter for the cells and the fixed date."""
    environment = {**os.environ, "QUARTO_PYTHON": sys.executable, "SOURCE_DATE_EPOCH": SOURCE_DATE_EPOCH}
    return subprocess.run(  # noqa: S603 - the program the user installed, arguments as a list
        arguments, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
