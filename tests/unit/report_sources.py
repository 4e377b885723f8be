"""Sources of invented reports: staged in a folder with what they cite and show, and rendered by the builtin engine."""

from __future__ import annotations

from pathlib import Path

from paradiplomacy.reports.engine.render import choose_engine, render_report

BIBLIOGRAPHY = """\
@book{kuznetsov2015, author={Kuznetsov, Alexander}, title={Theory and Practice}, publisher={Routledge}, year={2015}}
"""
HEAD = "---\ntitle: Ties\nbibliography: references.bib\nexecute: {echo: false}\n---\n\n"
SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><rect width="90" height="90" fill="red"/></svg>'
)


def stage(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "references.bib").write_text(BIBLIOGRAPHY, encoding="utf-8")
    (folder / "map.svg").write_text(SQUARE, encoding="utf-8")
    source = folder / "report.qmd"
    source.write_text(text, encoding="utf-8")
    return source


def render(folder: Path, text: str, formats: tuple[str, ...] = ("html",), metadata: dict[str, str] | None = None):
    outputs = {fmt: folder / "out" / f"report.{fmt}" for fmt in formats}
    source = stage(folder / "staged", text)
    render_report(source, outputs, choose_engine("builtin"), folder / "work", metadata or {})
    return outputs


def row_of(text: str, part: str) -> int:
    return next(row for row, line in enumerate(text.splitlines(), 1) if part in line)
