"""Reads interviews from plain tables: one of documents with their text, one of codings. Part of the ground floor."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.refi_qda import Code, Coding, Document, Project
from paradiplomacy.tables import read_text_table

DOCUMENT, NAME, TEXT = "document", "name", "text"
CODINGS = ("document", "start", "end", "code", "coder")


def read_interview_tables(documents: str | Path, codings: str | Path, attributes: Mapping[str, str]) -> Project:
    """Return the interviews of two tables (CSV, UTF-8) as a project; its codes are those that the codings use.

    Parameters
    ----------
    documents
        document (its name in the codings), name (of the person), text, and a column for each attribute.
    codings
        document, start, end, code (of a code below another: "outer / inner"), coder.
    attributes
        name of the column of each attribute.

    Raises
    ------
    BadInput
        naming every missing column, empty or repeated document, coding of an unknown document, and passage that is no
        part of its text.
    """
    file, other = Path(documents).as_posix(), Path(codings).as_posix()
    table, coded = read_text_table(documents), read_text_table(codings)
    found = [
        Problem(path, "this column to be present", "add it, or correct its name", column=name)
        for path, given, wanted in (
            (file, table.columns, (DOCUMENT, NAME, TEXT, *attributes.values())),
            (other, coded.columns, CODINGS),
        )
        for name in wanted
        if name not in given
    ]
    if found:
        raise BadInput(found)
    texts: dict[str, str] = {}
    for number, row in enumerate(table.fillna("").to_dict("records"), start=2):
        if not row[DOCUMENT] or row[DOCUMENT] in texts:
            expected = "a name of its own for each document"
            found.append(Problem(file, expected, "name it, or remove the duplicate", number, DOCUMENT, row[DOCUMENT]))
        texts[row[DOCUMENT]] = row[TEXT].replace("\r\n", "\n")
    by_document: dict[str, list[Coding]] = {name: [] for name in texts}
    for number, row in enumerate(coded.fillna("").to_dict("records"), start=2):
        if row["document"] not in texts:
            expected = f"a document of {Path(documents).name}"
            found.append(Problem(other, expected, "correct the name", number, "document", row["document"]))
            continue
        found += [
            Problem(other, "a value is required", "fill it in", number, name)
            for name in ("code", "coder")
            if not row[name]
        ]
        start, end = (int(row[name]) if row[name].isdigit() else -1 for name in ("start", "end"))
        if not 0 <= start < end <= len(texts[row["document"]]):
            expected = f"a passage of the text, whose {len(texts[row['document']])} characters are counted from 0"
            value = f"{row['start']} to {row['end']}"
            found.append(Problem(other, expected, "correct start and end", number, "start, end", value))
            continue
        code = " / ".join(part.strip() for part in row["code"].split("/"))
        by_document[row["document"]].append(Coding(start, end, code, row["coder"]))
    if found:
        raise BadInput(sorted(found, key=lambda problem: (problem.file, problem.row or 0)))
    used = sorted({coding.code for own in by_document.values() for coding in own})
    return Project(
        tuple(Code(code, code.split(" / ")[-1], tuple(code.split(" / "))) for code in used),
        tuple(
            Document(
                row[DOCUMENT],
                row[DOCUMENT],
                (row[NAME] or row[DOCUMENT],),
                texts[row[DOCUMENT]],
                {column: row[column] for column in attributes.values()},
                tuple(by_document[row[DOCUMENT]]),
            )
            for row in table.fillna("").to_dict("records")
        ),
        tuple(sorted({coding.coder for own in by_document.values() for coding in own})),
    )
