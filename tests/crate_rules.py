"""What RO-Crate 1.1 says that a crate MUST be, rule by rule; its own validator needs the network (`make validators`).

Rules: Sefton and others (2021), RO-Crate Metadata Specification 1.1, sections on the metadata document, the root, data
entities, contextual entities, workflows, and its appendix on JSON-LD.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from paradiplomacy.release.crate import METADATA, SPECIFICATION

Graph = dict[str, dict[str, Any]]
PLACE = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+")  # of RFC 3986: no blank, no other letter


def types_of(entity: dict[str, Any]) -> list[str]:
    kinds = entity.get("@type", [])
    return [kinds] if isinstance(kinds, str) else kinds


def references_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from [value["@id"]] if set(value) == {"@id"} else ()
    for part in value if isinstance(value, list) else ():
        yield from references_of(part)


def data_of(graph: Graph) -> list[dict[str, Any]]:
    """Return the entities that are files and folders of the crate, without its root."""
    return [e for e in graph.values() if {"File", "Dataset"} & set(types_of(e)) and e["@id"] != "./"]


def reached_from_root(graph: Graph) -> set[str]:
    found, waiting = set(), ["./"]
    while waiting:
        for name in references_of(graph.get(waiting.pop(), {}).get("hasPart", [])):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found


def is_day(text: Any) -> bool:
    try:
        return isinstance(text, str) and bool(date.fromisoformat(text[:10]))
    except ValueError:
        return False


RULES: dict[str, Callable[[dict[str, Any], Graph, set[str]], bool]] = {
    "the context is that of RO-Crate 1.1": lambda crate, graph, members: (
        crate.get("@context") == f"{SPECIFICATION}/context"
    ),
    "the graph is a flat list": lambda crate, graph, members: (
        isinstance(crate.get("@graph"), list)
        and not any(
            isinstance(part, dict) and set(part) != {"@id"}
            for entity in crate["@graph"]
            for value in entity.values()
            for part in (value if isinstance(value, list) else [value])
        )
    ),
    "each entity has an identifier of its own": lambda crate, graph, members: (
        len(graph) == len(crate["@graph"]) and None not in graph
    ),
    "each entity has a type": lambda crate, graph, members: all(map(types_of, graph.values())),
    "the descriptor is about the root and conforms to the specification": lambda crate, graph, members: (
        graph.get(METADATA, {}).get("@type") == "CreativeWork"
        and graph[METADATA].get("about") == {"@id": "./"}
        and graph[METADATA].get("conformsTo") == {"@id": SPECIFICATION}
    ),
    "the root is a Dataset": lambda crate, graph, members: "Dataset" in types_of(graph.get("./", {})),
    "the root has name and description": lambda crate, graph, members: all(
        isinstance(graph["./"].get(name), str) and graph["./"][name] for name in ("name", "description")
    ),
    "the root has a day of publication": lambda crate, graph, members: is_day(graph["./"].get("datePublished")),
    "the root has a licence, which is described": lambda crate, graph, members: all(
        {"name", "description"} <= set(graph.get(name, {}))
        for name in list(references_of(graph["./"].get("license"))) or ["none"]
    ),
    "an identifier of a file or folder is a relative address": lambda crate, graph, members: all(
        PLACE.fullmatch(e["@id"]) and not e["@id"].startswith("/") for e in data_of(graph)
    ),
    "a folder ends with a slash": lambda crate, graph, members: all(
        e["@id"].endswith("/") for e in data_of(graph) if "Dataset" in types_of(e)
    ),
    "each file is there": lambda crate, graph, members: all(
        e["@id"] in members for e in data_of(graph) if "File" in types_of(e)
    ),
    "each file and folder is a part of the root": lambda crate, graph, members: (
        {e["@id"] for e in data_of(graph)} <= reached_from_root(graph)
    ),
    "what is referred to is described": lambda crate, graph, members: (
        {name for entity in graph.values() for value in entity.values() for name in references_of(value)}
        - {SPECIFICATION}
        <= set(graph)
    ),
    "a workflow is a file of source code with a name and a language": lambda crate, graph, members: all(
        {"File", "SoftwareSourceCode"} <= set(types_of(e)) and {"name", "programmingLanguage"} <= set(e)
        for e in graph.values()
        if "ComputationalWorkflow" in types_of(e)
    ),
    "people and organisations have names": lambda crate, graph, members: all(
        e.get("name") for e in graph.values() if {"Person", "Organization"} & set(types_of(e))
    ),
}


def broken(crate: dict[str, Any], members: set[str]) -> list[str]:
    """Return the rules that a crate breaks; members: what it holds, as addresses write it."""
    graph = {entity.get("@id"): entity for entity in crate["@graph"]}
    return [rule for rule, holds in RULES.items() if not holds(crate, graph, members)]
