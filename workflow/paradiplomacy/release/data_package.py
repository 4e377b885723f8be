"""The tables of a replication package as a Frictionless data package, from their field tables.

Frictionless Data, Tabular Data Package (version 1): each column with type, meaning and constraints, each table with its
key and digest.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.release.licences import licence_of

TYPES = {"text": "string", "integer": "integer", "number": "number", "boolean": "boolean"}


def data_package(
    tables: Mapping[str, Dataset],
    files: Mapping[str, Path],
    sources: Sequence[Mapping[str, Any]],
    citation: Mapping[str, Any],
) -> str:
    """Return `datapackage.json`.

    Parameters
    ----------
    tables
        field table of each CSV, by its path relative to the folder of results; those not in `files` are passed over.
    files
        files of the package by their path in it.
    sources
        registry entries of the raw files in use.
    citation
        the content of CITATION.cff.
    """
    resources = [
        _resource(f"results/{table}", files[f"results/{table}"], dataset)
        for table, dataset in sorted(tables.items())
        if f"results/{table}" in files
    ]
    licences = {licence.spdx: licence for licence in map(licence_of, sources) if licence.spdx}
    package = {
        "profile": "tabular-data-package",
        "name": "paradiplomacy",
        "title": citation["title"],
        "description": citation["abstract"],
        "version": citation["version"],
        "contributors": [{"title": _name(author), "role": "author"} for author in citation["authors"]],
        "licenses": [{"name": name, "path": licences[name].address} for name in sorted(licences)],
        "sources": [{"title": f"{source['title']} ({source['publisher']})"} for source in sources],
        "resources": resources,
    }
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def _name(author: Mapping[str, Any]) -> str:
    return author.get("name") or f"{author.get('given-names', '')} {author.get('family-names', '')}".strip()


def _resource(path: str, file: Path, dataset: Dataset) -> dict[str, Any]:
    content = file.read_bytes()
    return {
        "profile": "tabular-data-resource",
        "name": re.sub(r"[^a-z0-9_-]+", "-", path.removesuffix(".csv").lower()),
        "path": path,
        "description": dataset.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(field) for field in dataset.fields],
            "primaryKey": list(dataset.key),
            "missingValues": [""],
        },
    }


def _field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {"name": field.name, "type": TYPES[field.kind], "description": field.description}
    if field.label:
        described["title"] = field.label
    if field.kind == "boolean":
        described |= {"trueValues": ["1"], "falseValues": ["0"]}
    limits = {"minimum": field.minimum, "maximum": field.maximum} if field.kind in ("integer", "number") else {}
    if field.kind == "integer":
        limits = {name: None if limit is None else int(limit) for name, limit in limits.items()}
    constraints: dict[str, Any] = {name: limit for name, limit in limits.items() if limit is not None}
    if field.required:
        constraints["required"] = True
    if field.allowed:
        constraints["enum"] = list(field.allowed)
    return described | ({"constraints": constraints} if constraints else {})
