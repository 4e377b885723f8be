"""The manifest: what was made, from what, and with which versions, so that another machine can compare."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any


def write_manifest(
    path: str | Path,
    *,
    results: Sequence[str],
    engines: Sequence[str],
    configuration: str,
    sources: Sequence[Mapping[str, Any]],
    lock: str | Path,
    code: Mapping[str, str],
) -> None:
    """Write the manifest as JSON; paths in it are relative to the results folder, so that they hold elsewhere.

    Parameters
    ----------
    results
        files and folders to list with sha256.
    engines
        records of the report engine, one per publication.
    configuration
        the effective configuration as JSON.
    sources
        registry entries of the raw files.
    lock
        the locked environment, whose digest and versions are recorded.
    code
        digest of the code of each rule.
    """
    files = sorted(file for result in results for file in _files(Path(result)))
    folder = Path(path).parent.parent  # results/, below which every listed file stands
    settings = json.loads(configuration)
    manifest = {
        "world": settings["world"],
        "results": {file.relative_to(folder).as_posix(): _sha256(file) for file in files},
        "sources": {source["id"]: source["sha256"] for source in sources},
        "engines": {Path(engine).name.split(".")[0]: json.loads(Path(engine).read_text("utf-8")) for engine in engines},
        "configuration": settings,
        "environment": _environment(Path(lock)),
        "code": dict(code),
    }
    # not sorted: of two waves about one partner the first counts, so that the order of the configuration has a meaning
    Path(path).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _files(path: Path) -> Iterable[Path]:
    if path.is_file():
        return [path]
    return (file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _environment(lock: Path) -> dict[str, Any]:
    """Return the locked versions, Python's, and the versions of packages that are installed `otherwise`."""
    packages = _locked_versions(lock)
    installed = {}
    for name in packages:
        with suppress(PackageNotFoundError):  # a lock for all systems holds packages that this one does not need
            installed[name] = version(name)
    return {
        "lock": _sha256(lock),
        "packages": packages,
        "otherwise": {name: found for name, found in installed.items() if found != packages[name]},
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
    }


def _locked_versions(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([\w.+!-]+)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE))
