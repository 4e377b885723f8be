"""Reads a Quarto source (.qmd) into front matter, text, cells and inline expressions, and holds it to our subset.

Both engines read the source through this module, so that a report which one of them takes, the other takes too.
Inline expressions are allowed in the text only: Quarto does not evaluate them in YAML, that is neither in the
front matter nor in cell options (quarto.org, "Inline Code"), and so we refuse them there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from paradiplomacy.problems import BadInput, Problem

OPTIONS = {"label": str, "fig-cap": str, "fig-alt": str, "tbl-cap": str, "echo": bool, "output": bool}
_FENCE = re.compile(r"^(?P<indent>\s*)(?P<mark>`{3,}|~{3,})\s*(?P<info>.*?)\s*$")
_INLINE = re.compile(r"(?<!`)`\{python\}[ \t]+([^`]+)`(?!`)")
_INLINE_ANYWHERE = re.compile(r"`?\{(?:python|r|julia|ojs)\}[ \t]")
_CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_FIGURE_IMAGE = re.compile(r"!\[.*\]\([^)]*\)\{(?P<attributes>[^}]*#fig-[^}]*)\}")
_DATES_OF_THE_CLOCK = {"today", "now", "last-modified"}

_FORBIDDEN = (
    (re.compile(r"\{\{<.*?(?:>\}\}|$)"), "no shortcode", "write the text itself, or compute it in a cell"),
    (re.compile(r"\.panel-[a-z]+"), "no panel or tabset", "use headings, which print in every format"),
    (re.compile(r"\blayout(?:-[a-z]+)?\s*="), "no layout of several figures", "draw one figure with panels"),
    (re.compile(r"\.column-(?:margin|body|page|screen)[a-z-]*|\.aside\b"), "no margin column", "use a footnote"),
)


@dataclass(frozen=True)
class Text:
    """Markdown as it stands in the source."""

    text: str


@dataclass(frozen=True)
class Inline:
    """An expression whose value is printed within the text; `row` is its line in the source."""

    code: str
    row: int


@dataclass(frozen=True)
class Cell:
    """An executable cell; `row` is the line of its opening fence, `code_row` the line of its first line of code."""

    code: str
    row: int
    code_row: int
    label: str
    fig_cap: str = ""
    fig_alt: str = ""
    tbl_cap: str = ""
    echo: bool | None = None
    output: bool = True


@dataclass(frozen=True)
class Document:
    """A source that keeps to the subset: file name, front matter, blocks in document order, and its raw lines."""

    name: str
    front: Mapping[str, Any]
    blocks: tuple[Text | Inline | Cell, ...]
    lines: tuple[str, ...]

    def options(self, fmt: str) -> dict[str, Any]:
        """The front matter as it holds for `fmt`: what stands under `format` overrides what stands beside it."""
        key = "typst" if fmt == "pdf" else fmt
        formats = self.front.get("format")
        special = formats.get(key) if isinstance(formats, Mapping) else None
        general = {name: value for name, value in self.front.items() if name not in ("format", "execute", "jupyter")}
        for extra in (self.front.get(key), special):
            if isinstance(extra, Mapping):
                general.update(extra)
        return general

    @property
    def echo(self) -> bool:
        """Whether cells print their code unless they say otherwise (Quarto's default: they do)."""
        execute = self.front.get("execute")
        return bool(execute.get("echo", True)) if isinstance(execute, Mapping) else True

    def row_of(self, text: str) -> int | None:
        """The first line that holds `text` as a whole name (used to place what a later step reports), or None."""
        whole = re.compile(re.escape(text) + r"(?![\w-])")
        return next((row for row, line in enumerate(self.lines, 1) if whole.search(line)), None)


def read_document(source: Path) -> Document:
    """Read and check the Quarto source at `source`.

    Raises
    ------
    BadInput
        with every departure from the subset: its line, what was expected, the remedy.
    """
    lines = tuple(source.read_text(encoding="utf-8-sig").splitlines())
    problems: list[Problem] = []
    front, first = _front_matter(source.name, lines, problems)
    blocks: list[Text | Inline | Cell] = []
    for row, kind, chunk in _chunks(source.name, lines, first, problems):
        if kind == "cell":
            blocks.append(_cell(source.name, row, chunk, problems))
        elif kind == "code":
            blocks.append(Text("\n".join(chunk) + "\n"))
        else:
            problems.extend(_forbidden(source.name, row, chunk))
            blocks.extend(_text_and_inline(row, chunk))
    problems.extend(_repeated_labels(source.name, blocks))
    if problems:
        raise BadInput(sorted(problems, key=lambda problem: (problem.row or 0, problem.expected)))
    return Document(source.name, front, tuple(blocks), lines)


def _front_matter(name: str, lines: tuple[str, ...], problems: list[Problem]) -> tuple[dict[str, Any], int]:
    """The YAML between the first two `---`, and the index of the first line after it."""
    remedy = "open the file with '---', YAML with at least a title, and '---'"
    ends = [index for index, line in enumerate(lines) if index and line.rstrip() in ("---", "...")]
    if not lines or lines[0].rstrip() != "---" or not ends:
        problems.append(Problem(name, "front matter expected", remedy, row=1))
        return {}, 0
    end = ends[0]
    try:
        front = yaml.safe_load("\n".join(lines[1:end]))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 2 if mark else 1
        problems.append(Problem(name, "valid YAML expected", "mend indentation, colons and quotes here", row=row))
        return {}, end + 1
    if not isinstance(front, dict) or not front.get("title"):
        problems.append(Problem(name, "front matter with a title expected", remedy, row=1))
        return {}, end + 1
    for row, line in enumerate(lines[1:end], 2):
        if _INLINE_ANYWHERE.search(line):
            problems.append(
                Problem(name, "no inline expression in YAML", "Quarto does not evaluate it here; move it", row=row)
            )
    if str(front.get("date", "")).strip() in _DATES_OF_THE_CLOCK:
        row = next(row for row, line in enumerate(lines, 1) if line.startswith("date:"))
        problems.append(
            Problem(name, "a fixed date expected", "write the date, or leave it out", row, value=str(front["date"]))
        )
    return front, end + 1


def _chunks(
    name: str, lines: tuple[str, ...], first: int, problems: list[Problem]
) -> Iterator[tuple[int, str, list[str]]]:
    """Runs of lines after the front matter as (line number, "text" | "code" | "cell", lines)."""
    text: list[str] = []
    start = index = first
    while index < len(lines):
        fence = _FENCE.match(lines[index])
        if not fence or (fence["mark"][0] == "`" and "`" in fence["info"]):
            text.append(lines[index])
            index += 1
            continue
        if text:
            yield start + 1, "text", text
        end = _closing(lines, index, fence["mark"])
        if end is None:
            problems.append(
                Problem(name, "a closing fence expected", f"end the block with {fence['mark']}", row=index + 1)
            )
            return
        info = fence["info"]
        if info.startswith("{") and not info.startswith(("{.", "{#", "{=")):
            if info == "{python}" and not fence["indent"]:
                yield index + 1, "cell", list(lines[index + 1 : end])
            else:
                expected = "a {python} cell at the start of the line, without attributes, expected"
                remedy = "draw diagrams in Python, set options in '#|' lines, and do not indent cells"
                problems.append(Problem(name, expected, remedy, row=index + 1, value=info))
        else:
            yield index + 1, "code", list(lines[index : end + 1])
        index = start = end + 1
        text = []
    if text:
        yield start + 1, "text", text


def _closing(lines: tuple[str, ...], opening: int, mark: str) -> int | None:
    """The index of the line that closes the fence `mark` opened at `opening`."""
    for index in range(opening + 1, len(lines)):
        line = lines[index].strip()
        if line.startswith(mark) and not line.strip(mark[0]):
            return index
    return None


def _cell(name: str, row: int, lines: list[str], problems: list[Problem]) -> Cell:
    """The cell whose fence opens at `row`; what is wrong with its options goes to `problems`."""
    count = next((index for index, line in enumerate(lines) if not line.startswith("#|")), len(lines))
    code = "\n".join(lines[count:])
    rows = {}
    for index, line in enumerate(lines[:count]):
        key = re.match(r"#\|\s?([A-Za-z-]+)\s*:", line)
        if key:
            rows[key[1]] = row + 1 + index
        if _INLINE_ANYWHERE.search(line):
            remedy = "Quarto does not evaluate it here; say the value in the text"
            problems.append(Problem(name, "no inline expression in a cell option", remedy, row=row + 1 + index))
    try:
        given = yaml.safe_load("\n".join(line[2:].removeprefix(" ") for line in lines[:count])) or {}
    except yaml.YAMLError:
        given = None
    if not isinstance(given, dict):
        remedy = "write '#| name: value', and quote values that hold a colon"
        problems.append(Problem(name, "cell options as YAML expected", remedy, row=row))
        return Cell(code, row, row + 1 + count, "")
    for key, value in given.items():
        problem = _option_problem(name, rows.get(str(key), row), str(key), value)
        if problem:
            problems.append(problem)
    problems.extend(_cell_problems(name, row, rows, given))
    kept = {key.replace("-", "_"): given[key] for key in OPTIONS if type(given.get(key)) is OPTIONS[key]}
    return Cell(code, row, row + 1 + count, **{"label": "", **kept})


def _option_problem(name: str, row: int, key: str, value: object) -> Problem | None:
    if key not in OPTIONS:
        remedy = "use label, fig-cap, fig-alt, tbl-cap, echo or output; the rest differs between engines"
        return Problem(name, "a permitted cell option expected", remedy, row=row, value=key)
    if type(value) is not OPTIONS[key]:
        kind = "true or false" if OPTIONS[key] is bool else "text"
        return Problem(name, f"{kind} expected for {key}", f"give {kind}", row=row, value=str(value))
    return None


def _cell_problems(name: str, row: int, rows: Mapping[str, int], given: Mapping[str, Any]) -> Iterable[Problem]:
    """What label and captions say about each other."""
    label = str(given.get("label", ""))
    if not label:
        yield Problem(name, "a labelled cell expected", "add '#| label: ...', unique in the document", row=row)
        return
    if not _LABEL.fullmatch(label):
        remedy = "use letters, digits and hyphens, and begin with a letter"
        yield Problem(name, "a plain label expected", remedy, row=rows.get("label", row), value=label)
    for prefix, keys in (("fig-", ("fig-cap", "fig-alt")), ("tbl-", ("tbl-cap",))):
        for key in keys:
            if label.startswith(prefix) and not str(given.get(key) or "").strip():
                yield Problem(name, f"{key} expected", f"add '#| {key}: ...'", row=row, value=label)
            if key in given and not label.startswith(prefix):
                remedy = f"name the cell {prefix}{label}, so that it can be numbered and referred to"
                yield Problem(name, f"a label with {prefix} expected", remedy, row=rows.get(key, row), value=label)


def _forbidden(name: str, row: int, lines: list[str]) -> Iterable[Problem]:
    """Constructs that only one of the engines knows, in lines of text that begin at `row`."""
    for number, line in enumerate(lines, row):
        bare = _CODE_SPAN.sub("", line)
        for pattern, expected, remedy in _FORBIDDEN:
            found = pattern.search(bare)
            if found:
                yield Problem(name, f"{expected} expected", remedy, row=number, value=found[0].strip())
        image = _FIGURE_IMAGE.search(bare)
        if image and "fig-alt=" not in image["attributes"]:
            remedy = 'add fig-alt="..." that says what the picture shows'
            yield Problem(name, "alternative text of the figure expected", remedy, row=number)


def _text_and_inline(row: int, lines: list[str]) -> Iterator[Text | Inline]:
    """Lines of text, cut at their inline expressions."""
    pending = ""
    for number, line in enumerate(lines, row):
        at = 0
        for found in _INLINE.finditer(line):
            yield Text(pending + line[at : found.start()])
            yield Inline(found[1].strip(), number)
            pending, at = "", found.end()
        pending += line[at:] + "\n"
    yield Text(pending)


def _repeated_labels(name: str, blocks: Iterable[Text | Inline | Cell]) -> Iterable[Problem]:
    seen: dict[str, int] = {}
    for block in blocks:
        if not isinstance(block, Cell) or not block.label:
            continue
        if block.label in seen:
            remedy = f"rename it; line {seen[block.label]} has this label"
            yield Problem(name, "a label of its own expected", remedy, row=block.row, value=block.label)
        seen.setdefault(block.label, block.row)
