"""The page of origins: where each printed number, figure and table comes from, down to registered raw files.

Made at the end of a run of its manifest and lineage; numbers, figures and tables of the publications link to it, and it
stands beside them without network or script. `python -m paradiplomacy trace NAME` tells of a number down to rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path
from typing import Any

import pandas as pd

from paradiplomacy.digest import DIGITS
from paradiplomacy.fields import Dataset, Field
from paradiplomacy.findings.values import read_values
from paradiplomacy.release.lineage import TAKES_RAW_FILES, Step
from paradiplomacy.reports.marks import exhibit_anchor, expression_anchor, href, value_anchor
from paradiplomacy.reports.result_pages import write_page

EXHIBITS = Dataset(
    name="exhibits",
    description="Tables, maps and figures that the workflow delivers, and the names under which they are made.",
    key=("id", "names"),
    fields=(
        Field("id", "text", "T for tables, M for maps, F for figures, with a number", required=True),
        Field("title", "text", "what it shows", required=True),
        Field("names", "text", "labels of printed tables, or file stems of figures, by blanks", required=True),
        Field("needs", "text", "what a run must have for them, by blanks, as `<!-- only: NAME -->` says it"),
    ),
)
FORMATS = {"T": ("csv", "tex"), "M": ("svg", "pdf", "png"), "F": ("svg", "pdf", "png")}


@dataclass(frozen=True)
class File:
    """A file that something is made from: its path, its digest, and the place of the job that made it."""

    path: str
    digest: str
    made_by: str


class Run:
    """What a run wrote about itself.

    Parameters
    ----------
    folder
        folder of results, as the lineage names it.
    manifest
        the manifest: digests of results by path below the folder, digests of code by rule.
    steps
        the lineage.
    """

    def __init__(self, folder: str, manifest: Mapping[str, Any], steps: Sequence[Step]) -> None:
        self.folder = folder
        self.results: Mapping[str, str] = manifest["results"]
        self.code: Mapping[str, str] = manifest["code"]
        self.steps = steps
        self._places = {output: f"job.{place}" for place, step in enumerate(steps) for output in step.outputs}

    def file(self, path: str) -> File:
        """Return what is known of a file; a folder, or a file outside of the results, has no digest."""
        inside = path.removeprefix(f"{self.folder}/")
        made = next((self._places[p] for p in (path, *map(str, Path(path).parents)) if p in self._places), "")
        return File(path, self.results.get(inside, "")[:DIGITS], made)

    def below(self, stem: str, kinds: Sequence[str]) -> list[str]:
        """Return the paths of the results of this stem that exist in these formats."""
        inside = stem.removeprefix(f"{self.folder}/")
        return [f"{inside}.{kind}" for kind in kinds if f"{inside}.{kind}" in self.results]


def write_origins(
    path: str | Path,
    *,
    folder: str,
    manifest: Mapping[str, Any],
    steps: Sequence[Step],
    values: Sequence[str],
    printed: Mapping[str, Sequence[Mapping[str, Any]]],
    exhibits: pd.DataFrame,
) -> None:
    """Write the page of origins.

    Parameters
    ----------
    folder
        folder of results, as the lineage names it.
    manifest, steps
        what the run wrote of itself.
    values
        files of named values.
    printed
        of each publication what its cells and expressions took from the results (`origins.json`).
    exhibits
        `EXHIBITS`.
    """
    run = Run(folder, manifest, steps)
    home = f"{folder}/release"
    write_page(
        path,
        "origins.html",
        world=manifest["world"],
        exhibits=_exhibits(run, exhibits),
        publications=[
            {
                "name": name,
                "page": relpath(f"{folder}/reports/{name}.html", home),
                "entries": _printed(run, name, entries),
            }
            for name, entries in printed.items()
        ],
        values=[_values(run, file) for file in values],
        jobs=[_job(run, place, step) for place, step in enumerate(steps)],
        href=href,
        relative=lambda file: relpath(file, home),
    )


def _exhibits(run: Run, exhibits: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each exhibit with its files in this run; one without any needs what the run does not have."""
    listed = []
    for (number, title), parts in exhibits.groupby(["id", "title"], sort=False):
        names = [name for text in parts["names"] for name in text.split()]
        files = [file for name in names for file in exhibit_files(run.results, str(number), name)]
        needs = sorted({need for text in parts["needs"].dropna() for need in text.split()})
        listed.append({"id": number, "title": title, "files": files, "needs": needs})
    return listed


def exhibit_files(results: Mapping[str, str], number: str, name: str) -> list[str]:
    """Return the paths, below the folder of results, of the files of an exhibit, in all studies and formats."""
    folder = "reports/tables/" if number.startswith("T") else "reports/figures/"
    ends = tuple(f"/{name}.{kind}" for kind in FORMATS[number[0]])
    return sorted(path for path in results if path.startswith(folder) and path.endswith(ends))


def _printed(run: Run, publication: str, entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    listed = []
    for entry in entries:
        label = str(entry["label"])
        anchor = exhibit_anchor(publication, label) if label else expression_anchor(publication, entry["row"])
        reads = []
        for name in entry["reads"]:
            drawn = [f"{run.folder}/{file}" for file in run.below(name, FORMATS["F"])]
            reads += [run.file(file) for file in drawn or [name]]
        listed.append({"anchor": anchor, "label": label, "row": entry["row"], "code": entry["code"], "reads": reads})
    once = {entry["anchor"]: entry for entry in listed}
    for entry in listed:  # two expressions of one row share a place
        first = once[entry["anchor"]]
        if first is not entry:
            first["code"] = f"{entry['code']}\n{first['code']}"
            first["reads"] = list(dict.fromkeys([*entry["reads"], *first["reads"]]))
    return list(once.values())


def _values(run: Run, file: str) -> dict[str, Any]:
    study = Path(file).parent.name
    found = read_values(file)
    return {
        "file": run.file(file),
        "study": study,
        "rows": [
            {
                "anchor": value_anchor(study, name),
                "name": name,
                "text": value.text,
                "rule": value.rule,
                "inputs": value.inputs,
            }
            for name, value in sorted(found.items())
        ],
    }


def _job(run: Run, place: int, step: Step) -> dict[str, Any]:
    raw = step.rule == TAKES_RAW_FILES
    return {
        "anchor": f"job.{place}",
        "rule": step.rule,
        "source": Path(step.outputs[0]).parent.name if raw else "",
        "code": run.code[step.rule],
        "inputs": [run.file(path) for path in step.inputs],
        "outputs": [run.file(path) for path in step.outputs],
    }


def read_printed(folders: Sequence[str], file_name: str) -> dict[str, list[dict[str, Any]]]:
    """Read what the cells of each publication took from the results, by the name of its folder of tables."""
    return {Path(folder).name: json.loads((Path(folder) / file_name).read_text("utf-8")) for folder in folders}
