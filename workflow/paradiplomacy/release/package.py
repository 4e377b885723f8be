"""Gather the replication package: code, permitted data, results, and what describes them, as one file.

Last step of the flow (`snakemake release`). The package is an RO-Crate and a Frictionless data package at once. What
may not be passed on is left out and listed with where it comes from; the receiver fetches it.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy.fields import Dataset
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.release.flow import Flow
from paradiplomacy.release.licences import licence_of
from paradiplomacy.release.record_fields import LEFT_OUT
from paradiplomacy.tables import typed

if TYPE_CHECKING:
    import pandas as pd

PROJECT = (
    *("CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "Snakefile"),
    *("config", "docs", "envs", "profiles", "pyproject.toml", "reports", "resources", "tests", "workflow"),
)
EXPECTED = "resources/expected/"  # in the package: the record of its own results
# what is no table and holds only what may be shown: pages, figures and named values
SHOWN = ("findings/", "models/", "reports/", "index.html", "explorer.html")
SUMS = "manifest-sha256.txt"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest day of a zip file, so that the same content is the same file


@dataclass(frozen=True)
class Content:
    """What goes into a package: files by their path in it, and what was left out."""

    files: Mapping[str, Path]
    left_out: pd.DataFrame


def project_files(root: Path) -> list[str]:
    """Return the files of the project by their path below `root`, sorted: without results, caches and hidden files."""
    found = []
    for name in PROJECT:
        place = root / name
        paths = place.rglob("*") if place.is_dir() else [place]
        found += [path.relative_to(root) for path in paths if path.is_file()]
    return sorted(
        path.as_posix() for path in found if not _is_passing(path) and not path.as_posix().startswith(EXPECTED)
    )


def _is_passing(path: Path) -> bool:
    return any(part.startswith((".", "__pycache__")) or part.endswith(".egg-info") for part in path.parts)


def gather_content(
    *,
    project: Sequence[str],
    results: Sequence[str],
    folder: str | Path,
    record: str | Path,
    world: str,
    sources: Sequence[Mapping[str, Any]],
    flow: Flow,
    datasets: Mapping[str, Dataset],
) -> Content:
    """Decide what a package holds.

    Parameters
    ----------
    project
        files of the project, relative to its folder.
    results
        files and folders of results.
    folder
        folder of the results.
    record
        folder of the record; it becomes the expected results of the code in the package, too.
    world
        name of the world.
    sources
        registry entries of the raw files in use. Of a download whose licence permits it, a copy stands in `data/`.
    flow
        the jobs behind the results. Of what rests on a restricted source, only that is passed on which may be shown:
        pages, figures, named values and tables whose rows are no single units, answers or passages.
    datasets
        field table of each tidy table, by its path relative to `folder`; its `content` says what its rows are.

    Raises
    ------
    BadInput
        when the restricted tier would enter the package all the same (`refuse_restricted`).
    """
    import pandas as pd

    closed = {source["path"]: source for source in sources if source["sensitivity"] == "restricted" and source["path"]}
    files = {f"code/{path}": Path(path) for path in project if path not in closed}
    left_out = [
        _left_out(f"code/{path}", Path(path), licence_of(source).duty, source) for path, source in closed.items()
    ]
    for source in sources:
        if source["address"] is not None:
            copy = Path(folder) / "sources" / source["id"] / Path(source["mirror_path"]).name
            place, licence = f"data/{source['mirror_path']}", licence_of(source)
            if licence.redistribution:
                files[place] = copy
            else:
                left_out.append(_left_out(place, copy, licence.duty, source))
    restricted = {source["id"] for source in sources if source["sensitivity"] == "restricted"}
    for path in sorted(file for result in results for file in _files(Path(result))):
        inside = path.relative_to(folder).as_posix()
        if inside.startswith("sources/"):
            continue  # a copy of a file of the project or of data/
        if flow.upstream(inside).sources & restricted and not _is_shown(inside, path, datasets):
            left_out.append(_left_out(f"results/{inside}", path, "rests on a restricted source, shows units", None))
        else:
            files[f"results/{inside}"] = path
    for path in _files(Path(record)):
        files[f"results/release/record/{path.name}"] = path
        files[f"code/{EXPECTED}{world}/{path.name}"] = path
    for name in ("manifest.json", "origins.html"):
        files[f"results/release/{name}"] = Path(folder) / "release" / name
    files["CITATION.cff"] = Path("CITATION.cff")
    copies = {
        source["id"]: Path(folder) / "sources" / source["id"] / Path(source["path"] or source["mirror_path"]).name
        for source in sources
        if source["sensitivity"] == "restricted"
    }
    refuse_restricted(files, copies)
    table = typed(pd.DataFrame(left_out, columns=LEFT_OUT.columns), LEFT_OUT)
    return Content(dict(sorted(files.items())), table.sort_values("file", ignore_index=True))


def write_package(path: str | Path, content: Content, texts: Mapping[str, str]) -> None:
    """Write the package: files, `texts` by path, and the sha256 of all; the same content gives the same bytes."""
    parts = {name: file.read_bytes() for name, file in content.files.items()}
    parts |= {name: text.encode() for name, text in texts.items()}
    sums = "".join(f"{hashlib.sha256(parts[name]).hexdigest()}  {name}\n" for name in sorted(parts))
    parts[SUMS] = sums.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # as on Linux, wherever it is written: permissions are kept
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, parts[name])


def _files(path: Path) -> Iterable[Path]:
    found = [path] if path.is_file() else sorted(path.rglob("*"))
    return [file for file in found if file.is_file() and not file.name.startswith(".")]


def refuse_restricted(files: Mapping[str, Path], sources: Mapping[str, Path]) -> None:
    """Raise `BadInput` for each file of a package that is a copy of a restricted source, wherever it lies.

    A package is made of folders in which people work: a copy of the answers that somebody left in one of them, under
    whatever name, must not be passed on.

    Parameters
    ----------
    files
        files by their path in the package.
    sources
        path of each restricted source, by its id.
    """
    closed = {_digest(path): name for name, path in sources.items() if path.is_file()}
    sizes = {path.stat().st_size for path in sources.values() if path.is_file()}
    problems = [
        Problem(
            path.as_posix(),
            f'no copy of the restricted source "{closed[_digest(path)]}" expected in what is passed on',
            "move it out of the project's folder",
        )
        for _, path in sorted(files.items())
        if path.stat().st_size in sizes and _digest(path) in closed
    ]
    if problems:
        raise BadInput(problems)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _is_shown(inside: str, path: Path, datasets: Mapping[str, Dataset]) -> bool:
    """Tell whether a result that rests on a restricted source may be passed on; an undeclared table may not."""
    if inside in datasets:
        return datasets[inside].content not in (None, "units")
    if not inside.startswith(SHOWN):
        return False
    if path.suffix != ".csv":
        return True
    with path.open(encoding="utf-8") as lines:
        return "unit_id" not in lines.readline().strip().split(",")


def _left_out(place: str, path: Path, reason: str, source: Mapping[str, Any] | None) -> dict[str, Any]:
    content = path.read_bytes()
    return {
        "file": place,
        "source": source and source["id"],
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "licence": source and source["licence"],
        "reason": reason,
        "address": source and source["address"],
    }
