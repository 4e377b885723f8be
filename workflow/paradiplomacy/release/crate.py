"""The replication package as a research object: `ro-crate-metadata.json`, RO-Crate 1.1 (Soiland-Reyes et al., 2022)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from paradiplomacy.release.licences import licence_of

SPECIFICATION = "https://w3id.org/ro/crate/1.1"
METADATA = "ro-crate-metadata.json"
FORMATS = {
    ".csv": "text/csv", ".json": "application/json", ".html": "text/html", ".pdf": "application/pdf",
    ".svg": "image/svg+xml", ".png": "image/png", ".xml": "application/xml", ".md": "text/markdown",
    ".gz": "application/gzip", ".zip": "application/zip", ".tsv": "text/tab-separated-values",
    ".jsonl": "application/jsonl",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
PLAIN = "text/plain"
WORKFLOW = "code/Snakefile"
LICENCE = "code/LICENSE"
Entity = dict[str, Any]


def crate_metadata(
    files: Mapping[str, Path],
    texts: Mapping[str, str],
    sources: Sequence[Mapping[str, Any]],
    citation: Mapping[str, Any],
    descriptions: Mapping[str, str],
) -> str:
    """Return the metadata of the crate as JSON-LD.

    Parameters
    ----------
    files, texts
        what the package holds, by path; files of the code are described as one folder.
    sources
        registry entries of the raw files in use.
    citation
        the content of CITATION.cff; the day of the release is its `date-released`.
    descriptions
        what a result is, by its path in the package.
    """
    described = [name for name in files if not name.startswith("code/")]
    entities = [_file(name, files[name].stat().st_size, descriptions.get(name)) for name in described]
    entities += [_file(name, len(text.encode()), descriptions.get(name)) for name, text in sorted(texts.items())]
    authors = [_author(author) for author in citation["authors"]]
    root: Entity = {
        "@id": "./",
        "@type": "Dataset",
        "name": citation["title"],
        "description": citation["abstract"],
        "datePublished": str(citation["date-released"]),
        "version": citation["version"],
        "keywords": ", ".join(citation["keywords"]),
        "license": {"@id": LICENCE},
        "author": _references([author["@id"] for author in authors]),
        "publisher": {"@id": authors[0]["@id"]},
        "mainEntity": {"@id": WORKFLOW},
        "hasPart": [{"@id": name} for name in ("code/", WORKFLOW, LICENCE, *(part["@id"] for part in entities))],
        "mentions": {"@id": "#run"},
    }
    raw = [_source(source, files) for source in sources]
    graph = [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "conformsTo": {"@id": SPECIFICATION},
            "about": {"@id": "./"},
        },
        root,
        {"@id": "code/", "@type": "Dataset", "name": "Code", "description": "Rules, library, configuration."},
        {
            "@id": WORKFLOW,
            "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow"],
            "name": citation["title"],
            "encodingFormat": PLAIN,
            "programmingLanguage": {"@id": "#snakemake"},
            "license": {"@id": LICENCE},
        },
        {"@id": LICENCE, "@type": ["File", "CreativeWork"], "name": f"Licence of the code ({citation['license']})",
         "encodingFormat": PLAIN, "description": "Terms of the code; each source has terms of its own."},
        {"@id": "#snakemake", "@type": "ComputerLanguage", "name": "Snakemake"},
        {
            "@id": "#run",
            "@type": "CreateAction",
            "name": "The run that made the results",
            "instrument": {"@id": WORKFLOW},
            "object": [{"@id": entity["@id"]} for entity in raw],
            "result": [{"@id": quote(name)} for name in described if name.startswith("results/")],
        },
        *authors,
        *entities,
        *raw,
        *_licences(sources),
    ]  # fmt: skip
    return json.dumps({"@context": f"{SPECIFICATION}/context", "@graph": graph}, indent=1, ensure_ascii=False) + "\n"


def _references(identifiers: Sequence[str]) -> Entity | list[Entity]:
    """Return references to entities; one alone is no list, as the specification recommends."""
    found: list[Entity] = [{"@id": identifier} for identifier in identifiers]
    return found[0] if len(found) == 1 else found


def _file(name: str, size: int, description: str | None) -> Entity:
    entity: Entity = {"@id": quote(name), "@type": "File", "name": PurePosixPath(name).name, "contentSize": str(size)}
    entity["encodingFormat"] = FORMATS.get(PurePosixPath(name).suffix, PLAIN)
    return entity | ({"description": description} if description else {})


def _author(author: Mapping[str, Any]) -> Entity:
    if "family-names" in author:
        name = f"{author.get('given-names', '')} {author['family-names']}".strip()
        return {"@id": str(author.get("orcid", f"#{quote(name.replace(' ', '-'))}")), "@type": "Person", "name": name}
    return {"@id": "#authors", "@type": "Organization", "name": author["name"]}


def _source(source: Mapping[str, Any], files: Mapping[str, Path]) -> Entity:
    """Return a raw file as an entity of context; where the package holds it, it names its place."""
    licence = licence_of(source)
    entity: Entity = {
        "@id": f"#source-{source['id']}",
        "@type": "CreativeWork",
        "name": source["title"],
        "publisher": source["publisher"],
        "version": source["vintage"],
        "citation": source["citation"],
        "usageInfo": source["licence"],
    }
    if licence.address:
        entity["license"] = {"@id": licence.address}
    if source["address"] is not None:
        entity["url"] = source["address"]
    place = f"code/{source['path']}" if source["path"] else f"data/{source['mirror_path']}"
    if place in files:
        entity["description"] = f"In this package: {place}"
    return entity


def _licences(sources: Sequence[Mapping[str, Any]]) -> list[Entity]:
    found = {licence.address: licence for licence in map(licence_of, sources) if licence.address}
    return [
        {"@id": address, "@type": "CreativeWork", "name": found[address].spdx, "url": address}
        for address in sorted(found)
    ]
