"""Puts a publication together from its source and the chapters that it names, before any engine sees the text.

A chapter stands once, in `chapters/` beside the sources, and comes into every publication that names it. The source
says `<!-- chapter: NAME -->` where it takes one in, or `<!-- section: NAME -->` where its headings are to stand one
level lower. Both may hold passages for some runs only: `<!-- only: NAME -->` or `<!-- only: NAME and NAME -->` to
`<!-- end -->`; passages may stand in each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.reports.labels import FIGURES

FOLDER = "chapters"
_ONLY = re.compile(r"<!-- (?:only: (?P<names>\w+(?: and \w+)*)|end) -->")
_CHAPTER = re.compile(r"<!-- (?P<how>chapter|section): (?P<name>\w+) -->")
_FIGURE = re.compile(r"figure_(?:" + "|".join(FIGURES) + r")(?:_\w+)?")
_FENCE = re.compile(r"`{3,}|~{3,}")
_LABEL = re.compile(r"(?:\{#|^#\| label: )((?:sec|fig|tbl|eq)-[\w-]+)", re.MULTILINE)
_REFERENCE = r"@(?:sec|fig|tbl|eq)-[\w-]+"
_REFERENCES = rf"(?P<references>{_REFERENCE}(?:(?:,| and)\s+{_REFERENCE})*)"
_BRACKET = re.compile(rf"(?P<before>\s*)\({_REFERENCES}\)(?P<after>[.,;:?!]*)")

Line = tuple[str, str, int]  # text, file, row


@dataclass(frozen=True)
class Assembled:
    """The text of a publication, and for each of its lines the file and row that it comes from."""

    text: str
    origins: tuple[tuple[str, int], ...]

    def located(self, problem: Problem) -> Problem:
        """Return a problem of a row of the assembled text as one of the file and row in which a person mends it."""
        if problem.row is None or not 0 < problem.row <= len(self.origins):
            return problem
        file, row = self.origins[problem.row - 1]
        return replace(problem, file=file, row=row)


def chapters_of(source: str | Path) -> list[str]:
    """Return the paths of the chapters that a source names, in their order; none where there is no such source."""
    text = Path(source).read_text(encoding="utf-8") if Path(source).is_file() else ""
    marks = (_CHAPTER.fullmatch(line.strip()) for line in text.split("\n"))
    return list(dict.fromkeys((Path(source).parent / FOLDER / f"{m['name']}.qmd").as_posix() for m in marks if m))


def labels_of(files: Iterable[str | Path]) -> list[str]:
    """Return the labels of sections, figures, tables and equations in those of these files that exist, sorted."""
    texts = (Path(file).read_text(encoding="utf-8") for file in files if Path(file).is_file())
    return sorted({label for text in texts for label in _LABEL.findall(text)})


def assemble_publication(
    source: str | Path,
    chapters: Sequence[str | Path],
    facts: set[str],
    known_facts: Sequence[str],
    known_labels: Iterable[str] = (),
) -> Assembled:
    """Return the text of a publication with its chapters, and only the passages that apply to this run.

    Parameters
    ----------
    source, chapters
        the source, and the files of all chapters that it names.
    facts, known_facts
        what is true of the run, and all that passages may ask for.
    known_labels
        labels of all publications. A reference in brackets, such as "(@sec-success)", to one of them that this
        publication does not hold is left out; a label that nothing bears stays, and the engine reports it.

    Raises
    ------
    BadInput
        for an unknown fact, a passage that is not closed or not opened, and a chapter without a file.
    """
    found: list[Problem] = []
    files = {Path(chapter).stem: Path(chapter) for chapter in chapters}
    lines: list[Line] = []
    for line in _applying(Path(source), facts, known_facts, found):
        mark = _CHAPTER.fullmatch(line[0].strip())
        if mark is None:
            lines.append(line)
            continue
        if mark["name"] not in files or not files[mark["name"]].is_file():
            remedy = f"write it, or correct the name; chapters stand in {FOLDER}/"
            found.append(Problem(line[1], "the name of a chapter expected", remedy, row=line[2], value=mark["name"]))
            continue
        chapter = _applying(files[mark["name"]], facts, known_facts, found)
        lines += [("", *line[1:]), *(_lowered(chapter) if mark["how"] == "section" else chapter), ("", *line[1:])]
    for text, file, row in lines:
        if _CHAPTER.fullmatch(text.strip()):
            found.append(Problem(file, "no chapter within a chapter expected", "name it in the source", row=row))
    if found:
        raise BadInput(found)
    text = _without_references("\n".join(text for text, _, _ in lines), set(known_labels))
    return Assembled(text, tuple((file, row) for _, file, row in lines))


def _applying(path: Path, facts: set[str], known: Sequence[str], found: list[Problem]) -> list[Line]:
    """Return the lines of a file, empty ones in place of marks and of passages that do not apply to this run."""
    file = path.as_posix()
    kept: list[Line] = []
    opened: list[tuple[str, int]] = []  # what the passages around a line ask for, and where
    for row, line in enumerate(path.read_text(encoding="utf-8").removesuffix("\n").split("\n"), start=1):
        mark = _ONLY.fullmatch(line.strip())
        if mark is None:
            applies = all(facts.issuperset(names.split(" and ")) for names, _ in opened)
            kept.append((line if applies else "", file, row))
            continue
        kept.append(("", file, row))
        if mark["names"]:
            opened.append((mark["names"], row))
            for name in mark["names"].split(" and "):
                if name not in known and name not in facts and not _FIGURE.fullmatch(name):
                    expected = "one of " + ", ".join(known) + " or figure_KIND expected"
                    found.append(Problem(file, expected, "correct it", row=row, value=name))
        elif opened:
            opened.pop()
        else:
            found.append(Problem(file, "an open passage before this end expected", "mend the marks", row=row))
    for names, row in opened:
        found.append(Problem(file, f"the passage only: {names} to be closed", "add <!-- end -->", row=row))
    return kept


def _lowered(lines: Iterable[Line]) -> list[Line]:
    """Return lines with their headings one level lower; what stands in fences are no headings."""
    lowered: list[Line] = []
    fence = ""
    for text, file, row in lines:
        mark = _FENCE.match(text)
        if mark and not fence:
            fence = mark[0]
        elif mark and text.strip() == fence:
            fence = ""
        heading = not fence and re.match(r"#{1,5} ", text)
        lowered.append(("#" + text if heading else text, file, row))
    return lowered


def _without_references(text: str, known: set[str]) -> str:
    """Return a text without bracketed references to what is known and not in it; the number of lines stays."""
    elsewhere = known - set(_LABEL.findall(text))

    def kept(found: re.Match[str]) -> str:
        references = re.findall(_REFERENCE, found["references"])
        held = [reference for reference in references if reference[1:] not in elsewhere]
        if len(held) == len(references):
            return found[0]
        left = f"{found['before']}({', '.join(held)}){found['after']}" if held else found["after"]
        return left + "\n" * (found[0].count("\n") - left.count("\n"))

    return _BRACKET.sub(kept, text)


def relocated(bad: BadInput, assembled: Assembled) -> BadInput:
    """Return the problems of an assembled text as those of its files, with the notes of the original."""
    moved = BadInput([assembled.located(problem) for problem in bad.problems])
    for note in getattr(bad, "__notes__", ()):
        moved.add_note(note)
    return moved
