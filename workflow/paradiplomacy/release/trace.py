"""The way from a printed number back to raw files and rows: value, rule, script, inputs with digests, evidence.

Reads what a run wrote (values, lineage, manifest, tables) and nothing of Snakemake, so that it works wherever the
results and the project stand side by side. `python -m paradiplomacy trace NAME` prints it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from math import isclose
from pathlib import Path
from typing import Any

import pandas as pd

from paradiplomacy.config.load import load_configuration
from paradiplomacy.digest import files_digest
from paradiplomacy.fields import Dataset
from paradiplomacy.findings.rows import RowsBehind, raw_places, rows_behind
from paradiplomacy.findings.values import Value, read_values
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.release.lineage import TAKES_RAW_FILES, Step, read_lineage
from paradiplomacy.sources.registry import Source, load_registry
from paradiplomacy.tables import read_table

LINEAGE, MANIFEST = "release/lineage.json", "release/manifest.json"
SAME = 1e-9  # values are written with 12 digits


def trace_value(name: str, results: str | Path, study: str | None = None, most_rows: int = 10) -> str:
    """Return the way from the value `name` to raw files and rows, as lines of text.

    Parameters
    ----------
    name
        name of a value, as the sources of publications write it ("share.CN.city.all.all").
    results
        folder of results; paths within it are relative to the project's folder, in which this runs.
    study
        the study whose value is meant; None: the first that has it.
    most_rows
        how many rows of the table and of the evidence are printed; 0: all.

    Raises
    ------
    BadInput
        when the run is not complete, and for an unknown name, with the nearest ones.
    """
    folder = Path(results)
    missing = [folder / path for path in (LINEAGE, MANIFEST) if not (folder / path).is_file()]
    if missing:
        raise BadInput([Problem(path.as_posix(), "a complete run expected", "run snakemake") for path in missing])
    study, file, value = _find(name, folder, study)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    configuration = load_configuration(manifest["configuration"])
    steps = read_lineage(folder / LINEAGE)
    made_by = {output: step for step in steps for output in step.outputs}
    last = made_by[file.as_posix()]
    same = files_digest(last.inputs) == value.inputs
    lines = [
        f"{name}, study {study}",
        f"  printed    {value.text}",
        f"  value      {value.value}" + ("" if value.low is None else f", interval {value.low} to {value.high}"),
        f"  stands in  {file.as_posix()}",
        f"  inputs     {value.inputs}, "
        + ("and those that stand there now agree" if same else "but other files stand there now: run snakemake"),
        "",
    ]

    @cache
    def read(path: str, dataset: Dataset) -> pd.DataFrame:
        return read_table(folder / path, dataset)

    found = rows_behind(name, study, configuration, read)
    if found is None:
        lines += ["Rows: this value is no count or share of rows; it rests on all rows that its rule reads.", ""]
        start = [file.as_posix()]
    else:
        lines += _rows_of(found, value, raw_places(found, study, configuration, read), most_rows)
        lines += [""]
        start = [(folder / found.table).as_posix()]
    registry = load_registry(configuration.registry)
    before = _upstream(start, made_by, steps)
    lines += ["Made by, the last first:"]
    lines += _described([last], manifest["code"], registry)
    lines += _described([step for step in reversed(before) if step is not last], manifest["code"], registry)
    return "\n".join(lines) + "\n"


def _find(name: str, folder: Path, study: str | None) -> tuple[str, Path, Value]:
    known: list[str] = []
    for file in sorted(folder.glob("findings/*/*values.json")):
        values = read_values(file)
        if study in (None, file.parent.name):
            if name in values:
                return file.parent.name, file, values[name]
            known += values
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    remedy = "write " + " or ".join(near) if near else "see the names in findings/STUDY/values.json"
    place = (folder / "findings" / (study or "")).as_posix()
    raise BadInput([Problem(place, "the name of a value expected", remedy, value=name)])


def _rows_of(found: RowsBehind, value: Value, places: pd.DataFrame, most: int) -> Iterator[str]:
    """Yield what the value is counted from, row by row, and where these rows stand in raw files."""
    agree = isinstance(value.value, int | float) and isclose(found.number, value.value, rel_tol=SAME)
    yield f"Rows: {len(found.rows)} of {found.table}"
    yield f"  where {found.filter}"
    told = "as printed" if agree else "NOT as printed: the table has changed since, run snakemake"
    yield f"  counted again from them: {found.number:.12g}, {told}"
    key = next(name for name in ("tie_id", "unit_id") if name in found.rows)
    yield from _listed([f"row {index + 2}: {unit}" for index, unit in found.rows[key].items()], most)
    if len(places):
        yield f"Evidence: {len(places)} places in raw files"
        texts = []
        for place in places.sort_values(["source", "row", "unit_id"]).itertuples():
            text = f"{place.source}, row {int(place.row)}"
            text += f', column "{place.column}": "{place.quote}"' if place.column else ""
            texts.append(f"{text} ({place.unit_id}, {place.partner})")
        yield from _listed(texts, most)


def _listed(texts: list[str], most: int) -> Iterator[str]:
    shown = texts[: most or None]
    yield from (f"  {text}" for text in shown)
    if len(texts) > len(shown):
        yield f"  ... and {len(texts) - len(shown)} more; --rows 0 prints all"


def _upstream(targets: list[str], made_by: dict[str, Step], steps: list[Step]) -> list[Step]:
    """Return the steps that `targets` rest on, in the order of `steps`."""
    waiting, wanted = list(targets), set()
    while waiting:
        step = made_by.get(waiting.pop())
        if step is not None and id(step) not in wanted:
            wanted.add(id(step))
            waiting += step.inputs
    return [step for step in steps if id(step) in wanted]


def _described(steps: list[Step], code: dict[str, Any], registry: dict[str, Source]) -> Iterator[str]:
    for step in steps:
        if step.rule == TAKES_RAW_FILES:
            source_id = Path(step.outputs[0]).parent.name
            source = registry[source_id]
            yield f"raw file {source_id}: {source.title} ({source.publisher}, {source.vintage})"
            yield f"    from {source.path or source.address}, sha256 {source.sha256}"
            continue
        yield f"rule {step.rule}: workflow/scripts/{step.rule}.py, code {code[step.rule]}"
        yield from (f"    reads {path}, {_digest(path)}" for path in step.inputs)


@cache
def _digest(path: str) -> str:
    """Return the sha256 of a file in short form; a folder (of figures) has none."""
    return f"digest {files_digest([path])}" if Path(path).is_file() else "folder"
