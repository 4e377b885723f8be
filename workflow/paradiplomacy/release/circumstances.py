"""Under which circumstances two runs were made: data, settings, code, packages, engine, as their manifests tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from paradiplomacy.release.record import Record


@dataclass(frozen=True, order=True)
class Difference:
    """One input that is not the same in two runs; an empty text says that a run does not have it."""

    kind: str
    item: str
    before: str
    after: str


def differing_inputs(before: Record, after: Record) -> list[Difference]:
    """Return every input that differs: sources, files, settings, code of rules, packages, and circumstances."""
    first, second = before.manifest, after.manifest
    pairs = {
        "source": (first["sources"], second["sources"]),
        "file": (before.flow.files, after.flow.files),
        "setting": (_flat(first["configuration"]), _flat(second["configuration"])),
        "code": (first["code"], second["code"]),
        "package": (_packages(first), _packages(second)),
        "circumstance": (_circumstances(first), _circumstances(second)),
    }
    return [
        Difference(kind, item, str(one.get(item, "")), str(two.get(item, "")))
        for kind, (one, two) in pairs.items()
        for item in sorted({*one, *two})
        if one.get(item) != two.get(item)
    ]


def _packages(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return the versions that a run used: the locked ones, but where others were installed, those."""
    environment = manifest["environment"]
    return {**environment["packages"], **environment.get("otherwise", {})}


def _circumstances(manifest: Mapping[str, Any]) -> dict[str, str]:
    found = {f"engine of {name}": _engine(engine) for name, engine in manifest["engines"].items()}
    return found | {"Python": manifest["environment"].get("python", "")}


def _engine(engine: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in sorted(engine["versions"].items()))
    return f"{engine['engine']} ({versions})"


def _flat(settings: Any) -> dict[str, str]:
    return dict(_leaves(settings, ""))


def _leaves(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and value:
        for key, entry in value.items():
            yield from _leaves(entry, f"{name}.{key}" if name else str(key))
    else:
        yield name, str(value)
