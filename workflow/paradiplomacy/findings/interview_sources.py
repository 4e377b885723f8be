"""Which files hold interviews, and in which format: projects and plain tables become one kind of thing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from paradiplomacy.config.cases import Interviews
from paradiplomacy.fields import Dataset, Field
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.interview_tables import read_interview_tables
from paradiplomacy.readers.refi_qda import Code, Project, qdc_text, read_qdc, read_qdpx
from paradiplomacy.tables import read_table

OTHER_NAMES = Dataset(
    name="other_names",
    description="Persons of whom interviews speak.",
    key=("name",),
    fields=(
        Field("name", "text", "name", required=True),
        Field("replacement", "text", "what stands for it in quotations", required=True),
    ),
)


def read_projects(
    settings: Interviews, projects: Sequence[str], documents: Sequence[str], codings: Sequence[str]
) -> dict[str, Project]:
    """Return the interviews by source id; of plain tables by that of the documents.

    Raises
    ------
    BadInput
        for a file that cannot be read.
    """
    found = {
        source: read_qdpx(path, settings.largest_mb) for source, path in zip(settings.projects, projects, strict=True)
    }
    attributes = settings.attributes.model_dump()
    for pair, texts, coded in zip(settings.tables.values(), documents, codings, strict=True):
        found[pair.documents] = read_interview_tables(texts, coded, attributes)
    return found


def read_code_books(settings: Interviews, paths: Sequence[str]) -> dict[str, tuple[Code, ...]]:
    """Return the code books by source id; `BadInput` for a file that is none."""
    return {source: read_qdc(path) for source, path in zip(settings.codebooks, paths, strict=True)}


def read_other_names(path: str | None) -> dict[str, str]:
    """Return further names with what stands for each; none where there is no list.

    Raises
    ------
    BadInput
        for a row without name or replacement, and a name that stands twice.
    """
    if path is None:
        return {}
    table = read_table(path, OTHER_NAMES)
    OTHER_NAMES.validate(table, Path(path).as_posix())
    return dict(zip(table["name"], table["replacement"], strict=True))


def gather_codes(projects: Mapping[str, Project], books: Mapping[str, tuple[Code, ...]]) -> tuple[Code, ...]:
    """Return the codes of all projects by their paths, those that hold others among them; codes of a path are one.

    A code that no project describes is described by the code books.

    Parameters
    ----------
    projects, books
        projects and code books by source id.

    Raises
    ------
    BadInput
        for a code book that has no code of any project, and for two that describe one code otherwise.
    """
    every = [code for project in projects.values() for code in project.codes]
    paths = {code.path: code for code in every}
    described = {code.path: code.description for code in every if code.description}
    for deep in list(paths):
        for length in range(1, len(deep)):
            paths.setdefault(deep[:length], Code("", deep[length - 1], deep[:length], codable=False))
    problems = []
    of_books: dict[tuple[str, ...], str] = {}
    for source, book in books.items():
        if not any(code.path in paths for code in book):
            problems.append(Problem(source, "a code book with codes of the projects", "register that of the projects"))
        for number, code in enumerate(book, start=1):
            if code.description and of_books.setdefault(code.path, code.description) != code.description:
                expected = "one description of a code in all code books"
                name = " / ".join(code.path)
                problems.append(Problem(f"{source}, code {number}", expected, "keep one of them", value=name))
    if problems:
        raise BadInput(problems)
    return tuple(
        Code(
            str(uuid.uuid5(uuid.NAMESPACE_OID, " / ".join(path))),
            code.name,
            path,
            code.codable,
            described.get(path, of_books.get(path, "")),
        )
        for path, code in sorted(paths.items())
    )


def write_code_book(codes: tuple[Code, ...], path: str | Path) -> None:
    """Write codes as a REFI-QDA code book."""
    Path(path).write_text(qdc_text(codes, "paradiplomacy workflow"), encoding="utf-8", newline="\n")
