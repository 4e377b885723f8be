"""Which files hold interviews, and in which format: projects and plain tables become one kind of thing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from paradiplomacy.config.cases import Interviews
from paradiplomacy.fields import Dataset, Field
from paradiplomacy.readers.interview_tables import read_interview_tables
from paradiplomacy.readers.refi_qda import Code, Project, qdc_text, read_qdpx
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


def write_code_book(projects: Mapping[str, Project], path: str | Path) -> None:
    """Write the codes of all projects as one REFI-QDA code book; codes of the same path are one."""
    paths = {path: code for project in projects.values() for code in project.codes for path in [code.path]}
    for deep in list(paths):
        for length in range(1, len(deep)):
            paths.setdefault(deep[:length], Code("", deep[length - 1], deep[:length], codable=False))
    codes = tuple(
        Code(str(uuid.uuid5(uuid.NAMESPACE_OID, " / ".join(path))), code.name, path, code.codable, code.description)
        for path, code in sorted(paths.items())
    )
    Path(path).write_text(qdc_text(codes, "paradiplomacy workflow"), encoding="utf-8", newline="\n")
