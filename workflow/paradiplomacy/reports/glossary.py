"""The glossary: every column of every table in words, from the field tables, for readers of the results.

`python -m paradiplomacy document-results` writes it to docs/glossary.md; a contract test fails when it has drifted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from paradiplomacy.fields import Dataset, Field

GLOSSARY = Path("docs/glossary.md")

HEADER = """# Glossary

Every column of every table of `results/`, from the field tables by which the workflow checks what it writes. A column
that means the same in several tables stands once. *Restricted* columns stay out of the explorer, the publications and
the replication package. Outcomes of the configuration are further columns of `analysis`, answers of a codebook those of
`responses`. This page is written by `python -m paradiplomacy document-results`.
"""


def glossary_page(datasets: Iterable[Dataset]) -> str:
    """Return the glossary as Markdown: the tables, then their columns in alphabetical order."""
    tables = sorted(datasets, key=lambda dataset: dataset.name)
    meanings: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for dataset in tables:
        for field in dataset.fields:
            meanings[field.name, _meaning(field), _kind(field)].append(dataset.name)
    lines = [HEADER, "## Tables", "", "| table | what a row is told by | what it holds |", "|---|---|---|"]
    lines += [_row(f"`{one.name}`", ", ".join(f"`{key}`" for key in one.key), one.description) for one in tables]
    lines += ["", "## Columns", "", "| column | meaning | type and unit | tables |", "|---|---|---|---|"]
    lines += [
        _row(f"`{name}`", meaning, kind, ", ".join(f"`{table}`" for table in found))
        for (name, meaning, kind), found in sorted(meanings.items())
    ]
    return "\n".join([*lines, ""])


def _meaning(field: Field) -> str:
    allowed = f" ({', '.join(field.allowed)})" if field.allowed else ""
    return f"{field.description}{allowed}{' *Restricted.*' if field.sensitivity == 'restricted' else ''}"


def _kind(field: Field) -> str:
    return f"{field.kind}, {field.unit}" if field.unit else field.kind


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
