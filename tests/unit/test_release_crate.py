"""A crate keeps the rules of RO-Crate 1.1, and each rule is told from a crate that breaks it (`crate_rules`)."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crate_rules import RULES, broken
from paradiplomacy.release.crate import METADATA, crate_metadata

CITATION: dict[str, Any] = {
    "title": "A study", "abstract": "What it does.", "version": "1.0", "date-released": "2020-01-02", "license": "MIT",
    "authors": [{"family-names": "Noether", "given-names": "Emmy"}, {"name": "The others"}], "keywords": ["cities"],
}  # fmt: skip
SOURCE = {
    "id": "free", "title": "Title", "publisher": "P", "citation": "Cite", "vintage": "2020", "licence": "CC BY 4.0",
    "sensitivity": "public", "path": None, "mirror_path": "m/free.csv", "address": "https://example.org/free.csv",
}  # fmt: skip
NAMES = ("code/Snakefile", "code/LICENSE", "results/models/estimates.csv", "results/maps/São Tomé 1.svg")
MEMBERS = {*NAMES[:3], "results/maps/S%C3%A3o%20Tom%C3%A9%201.svg", "README.md"}


@pytest.fixture
def crate(tmp_path: Path) -> dict[str, Any]:
    files = {name: tmp_path / str(number) for number, name in enumerate(NAMES)}
    for path in files.values():
        path.write_text("content", encoding="utf-8")
    text = crate_metadata(files, {"README.md": "text"}, [SOURCE], CITATION, {})
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_crate_keeps_every_rule(crate: dict[str, Any]) -> None:
    assert broken(crate, MEMBERS) == []


def entity(crate: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in crate["@graph"] if one["@id"] == name)


SPOILT: dict[str, Callable[[dict[str, Any]], Any]] = {
    "the context is that of RO-Crate 1.1": lambda c: c.update({"@context": "https://schema.org"}),
    "the graph is a flat list": lambda c: entity(c, "./").update(author={"@type": "Person", "name": "E"}),
    "each entity has an identifier of its own": lambda c: c["@graph"].append(dict(entity(c, "README.md"))),
    "each entity has a type": lambda c: entity(c, "#source-free").pop("@type"),
    "the descriptor is about the root and conforms to the specification": lambda c: entity(c, METADATA).pop(
        "conformsTo"
    ),
    "the root is a Dataset": lambda c: entity(c, "./").update({"@type": "CreativeWork"}),
    "the root has name and description": lambda c: entity(c, "./").pop("description"),
    "the root has a day of publication": lambda c: entity(c, "./").update(datePublished="last spring"),
    "the root has a licence, which is described": lambda c: entity(c, "code/LICENSE").pop("description"),
    "an identifier of a file or folder is a relative address": lambda c: entity(c, "README.md").update(
        {"@id": "READ ME.md"}
    ),
    "a folder ends with a slash": lambda c: entity(c, "code/").update({"@id": "code"}),
    "each file is there": lambda c: entity(c, "README.md").update({"@id": "other.md"}),
    "each file and folder is a part of the root": lambda c: entity(c, "./")["hasPart"].pop(),
    "what is referred to is described": lambda c: entity(c, "./").update(mentions={"@id": "#walk"}),
    "a workflow is a file of source code with a name and a language": lambda c: entity(c, "code/Snakefile").pop(
        "programmingLanguage"
    ),
    "people and organisations have names": lambda c: entity(c, "#authors").pop("name"),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_crate_that_breaks_a_rule_is_told_by_it(crate: dict[str, Any], rule: str) -> None:
    spoilt = copy.deepcopy(crate)
    SPOILT[rule](spoilt)
    assert rule in broken(spoilt, MEMBERS)
