"""The builtin engine: executes a report once, then renders it with pandoc (HTML, DOCX) and pandoc and typst (PDF).

It needs no program beyond the Python packages pypandoc_binary and typst, no font of the machine and no network.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.reports.engine.document import Document
from paradiplomacy.reports.engine.execute import SOURCE_DATE_EPOCH, Ran, cell_markdown, run_document

THEME = Path(__file__).parent / "theme"
FILTERS = tuple(Path(__file__).parent / name for name in ("crossref.lua", "tablefit.lua", "origin.lua"))
RASTER_PPI = 200  # of vector pictures in DOCX, whose readers do not all show SVG

# What our templates and filter read of the front matter; the rest of it is for Quarto.
KEPT = (
    "title", "subtitle", "author", "date", "abstract", "keywords", "lang", "bibliography", "csl", "nocite",
    "number-sections", "toc-title",
)  # fmt: skip
TOC_DEPTH = 3
# What crossref.lua finds wrong -> what was expected, and the remedy.
_FAULTS = {
    "reference": ("a reference to something in the document expected", "mend the label or the reference"),
    "identifier used twice": ("an identifier of its own expected", "rename one of the two"),
    "figure without picture": ("a picture in this figure expected", "add one, or take away the label"),
    "table without rows": ("a Markdown table in this block expected", "add one, or take away the label"),
    "table with two captions": ("one caption of the table expected", "keep tbl-cap, or the line ': caption'"),
}
_SVG_IMAGE = re.compile(r"(?<=\]\()[^)\s]+\.svg(?=[)\s])")


@dataclass(frozen=True)
class _Rendering:
    """One format of a report on its way: its assembled Markdown in the scratch folder `work`, and what holds for it.

    `folder` is that of the source; `options` is the front matter as it holds for the format, `metadata` overrides it.
    """

    document: Document
    markdown: Path
    folder: Path
    work: Path
    options: Mapping[str, Any]
    metadata: Mapping[str, str]

    @property
    def made(self) -> Path:
        """The file that is made of the Markdown, beside it."""
        return self.markdown.with_suffix("")


def versions() -> dict[str, str]:
    """The versions of what renders: pandoc, typst, nbclient, ipykernel."""
    from importlib.metadata import version

    first = _run([_pandoc(), "--version"], Path.cwd()).stdout.split("\n", 1)[0]
    packages = {name: version(name) for name in ("ipykernel", "nbclient", "typst")}
    return {"pandoc": first.removeprefix("pandoc").strip(), **packages}


def render_builtin(
    document: Document, source: Path, outputs: Mapping[str, Path], work: Path, metadata: Mapping[str, str]
) -> None:
    """Execute `document` and write each of `outputs` (format "html", "pdf" or "docx" -> path).

    Nothing is written to a target before every format has been rendered without a fault.

    Raises
    ------
    BadInput
        for a failing cell, an unresolved reference or citation, a missing picture, or anything pandoc warns of.
    """
    folder = source.parent
    blocks = run_document(document, folder, work)
    made = {}
    for fmt in outputs:
        options = document.options(fmt)
        text = _front_matter(options, metadata) + "".join(
            f"\n\n{cell_markdown(document.name, block, fmt, document.echo, work / 'media')}\n\n"
            if isinstance(block, Ran)
            else block.text
            for block in blocks
        )
        if fmt == "docx":
            text = _raster_images(text, folder, work)
        markdown = work / f"{source.stem}.{fmt}.md"
        markdown.write_text(text, encoding="utf-8", newline="\n")
        made[fmt] = _RENDERERS[fmt](_Rendering(document, markdown, folder, work, options, metadata))
    for fmt, target in outputs.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made[fmt], target)


def _front_matter(options: Mapping[str, Any], metadata: Mapping[str, str]) -> str:
    """The metadata block of the assembled Markdown, as JSON (which is YAML)."""
    kept = {name: options[name] for name in KEPT if options.get(name) is not None and name not in metadata}
    names, affiliations = _authors(kept.pop("author", []))
    if names:
        kept |= {"author": names, "affiliation": affiliations}
    kept.setdefault("lang", "en")
    kept["link-citations"] = True
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, indent=1, default=_plain)
    return f"---\n{text}\n---\n\n"


def _plain(value: object) -> str:
    """A date of YAML as it was written; nothing else in YAML is foreign to JSON."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"front matter holds a {type(value).__name__}")


def _authors(given: object) -> tuple[list[str], list[str]]:
    """Names and affiliations, each once, from the ways in which Quarto lets authors be written."""
    names, affiliations = [], []
    for author in given if isinstance(given, list) else [given]:
        entry = author if isinstance(author, Mapping) else {"name": author}
        names.append(str(entry.get("name", "")))
        places = entry.get("affiliations", entry.get("affiliation", []))
        for place in places if isinstance(places, list) else [places]:
            name = str(place.get("name", "")) if isinstance(place, Mapping) else str(place)
            if name and name not in affiliations:
                affiliations.append(name)
    return names, affiliations


def _raster_images(text: str, folder: Path, work: Path) -> str:
    """`text` with its SVG pictures replaced by PNG ones, drawn by typst."""
    import typst

    def raster(found: re.Match[str]) -> str:
        path = next((base / found[0] for base in (work, folder) if (base / found[0]).is_file()), None)
        if path is None:
            return found[0]  # pandoc reports the missing picture with all others
        target = work / "raster" / f"{found[0].replace('/', '-')}.png"
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, target.with_suffix(""))
        page = target.with_suffix(".typ")
        page.write_text(
            f'#set page(width: auto, height: auto, margin: 0pt)\n#image("{target.stem}")\n', encoding="utf-8"
        )
        typst.compile(str(page), output=str(target), format="png", ppi=RASTER_PPI, ignore_system_fonts=True)
        return f"raster/{target.name}"

    return _SVG_IMAGE.sub(raster, text)


def _html(rendering: _Rendering) -> Path:
    more = ["--to=html5", "--mathml", "--embed-resources", "--section-divs", f"--template={THEME / 'page.html'}"]
    more += [f"--css={THEME / 'page.css'}", *_contents(rendering.options, 1)]
    _convert(rendering, rendering.made, more)
    return rendering.made


def _docx(rendering: _Rendering) -> Path:
    from paradiplomacy.reports.engine.word import default_reference, openxml_template, write_reference

    pandoc, work = _pandoc(), rendering.work
    reference, template = work / "reference.docx", work / "template.openxml"
    write_reference(default_reference([pandoc]), reference, rendering.metadata.get("stamp", ""))
    template.write_text(openxml_template(_run([pandoc, "-D", "openxml"], work).stdout), encoding="utf-8")
    more = ["--to=docx", f"--reference-doc={reference}", f"--template={template}", *_contents(rendering.options, 0)]
    _convert(rendering, rendering.made, more)
    return rendering.made


def _pdf(rendering: _Rendering) -> Path:
    import typst

    made = rendering.made
    page = made.with_suffix(".typ")
    template = f"--template={THEME / 'page.typ'}"
    more = ["--to=typst", "--extract-media=extracted", template, *_contents(rendering.options, 0)]
    _convert(rendering, page, more)
    try:
        typst.compile(
            str(page),
            output=str(made),
            root=str(rendering.work),
            ignore_system_fonts=True,
            timestamp=int(SOURCE_DATE_EPOCH),
        )
    except typst.TypstError as error:
        remedy = "simplify the table, equation or raw typst that is named"
        expected = f"a document that typst can set expected ({' '.join(str(error).split())})"
        raise BadInput([Problem(rendering.document.name, expected, remedy)]) from error
    return made


_RENDERERS = {"html": _html, "pdf": _pdf, "docx": _docx}


def _contents(options: Mapping[str, Any], shift: int) -> list[str]:
    """The pandoc options of a table of contents; `shift` headings levels below the title's."""
    if not options.get("toc"):
        return []
    return ["--toc", f"--toc-depth={int(options.get('toc-depth', TOC_DEPTH)) + shift}"]


def _metadata(metadata: Mapping[str, str]) -> list[str]:
    return [f"--metadata={name}={value}" for name, value in sorted(metadata.items()) if value]


def _convert(rendering: _Rendering, made: Path, more: list[str]) -> None:
    """Run pandoc with our filters and citeproc; every warning is a fault, for it would be a hole in the report."""
    document, markdown, work = rendering.document, rendering.markdown, rendering.work
    log = markdown.with_suffix(".log.json")
    log.unlink(missing_ok=True)
    command = [
        _pandoc(), markdown.name, "--from=markdown", "--standalone", f"--output={made.name}",
        f"--resource-path={work}{os.pathsep}{rendering.folder}", *(f"--lua-filter={path}" for path in FILTERS),
        "--citeproc", "--syntax-highlighting=none", "--wrap=none", f"--log={log.name}", *more,
        *_metadata(rendering.metadata),
    ]  # fmt: skip
    done = _run(command, work)
    warnings = json.loads(log.read_text(encoding="utf-8")) if log.is_file() else []
    problems = [_unresolved(document, line) for line in done.stderr.splitlines() if line.startswith("CROSSREF\t")]
    problems += [_warning(document, entry) for entry in warnings if entry.get("verbosity") in ("WARNING", "ERROR")]
    if done.returncode and not problems:
        said = " ".join(done.stderr.split()) or f"exit code {done.returncode}"
        remedy = "mend what pandoc names"
        problems.append(Problem(document.name, f"a source that pandoc takes expected ({said})", remedy))
    if problems:
        raise BadInput(dict.fromkeys(problems))


def _unresolved(document: Document, line: str) -> Problem:
    """The problem of one line of the filter: what is wrong and the identifier."""
    _, what, identifier = line.split("\t")
    expected, remedy = _FAULTS[what]
    return Problem(document.name, expected, remedy, row=document.row_of(identifier), value=identifier)


def _warning(document: Document, entry: Mapping[str, str]) -> Problem:
    missing = re.fullmatch(r"citation (.+) not found", entry.get("message", ""))
    if missing:
        remedy = "add it to the bibliography, or mend the key"
        row = document.row_of("@" + missing[1])
        return Problem(
            document.name, "a citation of the bibliography expected", remedy, row=row, value="@" + missing[1]
        )
    if entry.get("type") == "CouldNotFetchResource":
        path = entry.get("path", "")
        remedy = "put it beside the source, or mend the path"
        return Problem(document.name, "a picture that exists expected", remedy, row=document.row_of(path), value=path)
    said = " ".join(entry.get("pretty", "").split())
    return Problem(document.name, f"no warning of pandoc expected ({said})", "mend what it names")


def _pandoc() -> str:
    import pypandoc

    return str(pypandoc.get_pandoc_path())


def _run(command: list[str], work: Path) -> subprocess.CompletedProcess[str]:
    """Run a program of ours, without shell, with the fixed date."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": SOURCE_DATE_EPOCH}
    return subprocess.run(  # noqa: S603 - a fixed program, arguments as a list
        command, cwd=work, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
