"""Renders one Quarto source to HTML, PDF and DOCX, with Quarto where it is installed and with our own engine elsewhere.

Both engines read the source through the same checks (`document.py`), so a report never depends on the machine it is
rendered on in more than its looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.reports.engine.document import read_document

FORMATS = ("html", "pdf", "docx")


@dataclass(frozen=True)
class Engine:
    """What renders: "quarto" or "builtin", and the version of every program and package that has a part in it.

    `command` is the path of the Quarto program; it is no part of the engine's identity and belongs in no result.
    """

    name: Literal["quarto", "builtin"]
    versions: Mapping[str, str]
    command: str = field(default="", repr=False, compare=False)


def choose_engine(wanted: Literal["auto", "quarto", "builtin"]) -> Engine:
    """The engine to render with.

    Parameters
    ----------
    wanted
        "auto" takes Quarto when one of version 1.9 or later is found (environment variable QUARTO, else on PATH),
        and the builtin engine otherwise.

    Raises
    ------
    BadInput
        when Quarto is asked for and absent, silent or too old.
    """
    from paradiplomacy.reports.engine.builtin import versions
    from paradiplomacy.reports.engine.quarto import find_quarto

    if wanted not in ("auto", "quarto", "builtin"):
        expected = "auto, quarto or builtin expected as report engine"
        raise BadInput([Problem("report engine", expected, "choose one of these", value=str(wanted))])
    if wanted != "builtin":
        found = find_quarto()
        if not isinstance(found, Problem):
            return Engine("quarto", {"quarto": found.version}, found.command)
        if wanted == "quarto":
            raise BadInput([found])
    return Engine("builtin", versions())


def render_report(
    source: Path, outputs: Mapping[str, Path], engine: Engine, work: Path, metadata: Mapping[str, str] | None = None
) -> None:
    """Render the Quarto source at `source` with `engine`.

    Parameters
    ----------
    source
        a .qmd file; bibliography, CSL and inputs stand in its folder, where cells are run.
    outputs
        format ("html", "pdf", "docx") -> file to write. None of them is written when one of them fails.
    engine
        from `choose_engine`.
    work
        scratch folder, created when absent; it must not be shared by two renders at a time.
    metadata
        extra metadata, which overrides the front matter. `stamp`, when not empty, is shown on top of the HTML page,
        of every PDF page and of every DOCX page.

    Raises
    ------
    BadInput
        when the source leaves the permitted subset, a cell fails, or a reference or citation does not resolve.
    """
    from paradiplomacy.reports.engine.builtin import render_builtin
    from paradiplomacy.reports.engine.quarto import render_quarto

    unknown = sorted(name for name in outputs if name not in FORMATS)
    if unknown:
        raise BadInput(
            [Problem("report formats", "html, pdf or docx expected", "choose of these", value=name) for name in unknown]
        )
    document = read_document(source)
    source, work = source.resolve(), work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    if engine.name == "quarto":
        render_quarto(engine.command, document, source, outputs, work, metadata or {})
    else:
        render_builtin(document, source, outputs, work, metadata or {})
