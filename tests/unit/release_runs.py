"""A small run with its record, by which verification and comparison are tested: one wave, one model, two units."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.findings.values import ValueBook
from paradiplomacy.release.flow import Flow, Job
from paradiplomacy.release.record import Record, build_record
from paradiplomacy.reports.validation import read_written_table
from paradiplomacy.tables import write_table

UNITS = Dataset("units", "units", ("unit_id",), (
    Field("unit_id", "text", "unit", required=True), Field("name", "text", "name", required=True),
))  # fmt: skip
ANSWERS = Dataset("answers", "answers", ("unit_id",), (
    Field("unit_id", "text", "unit", required=True), Field("weight", "number", "weight"),
))  # fmt: skip
ESTIMATES = Dataset("estimates", "estimates", ("term",), (
    Field("term", "text", "term", required=True), Field("estimate", "number", "estimate"),
    Field("conf_low", "number", "low"), Field("conf_high", "number", "high"), Field("verdict", "text", "verdict"),
))  # fmt: skip
TABLES = {"frame/units.csv": UNITS, "survey/wave/answers.csv": ANSWERS, "models/estimates.csv": ESTIMATES}
VALUES = "findings/study/values.json"
JOBS = (
    Job("build_frame", ("sources/cities/cities.csv",), ("frame/units.csv",), "f"),
    Job("ingest", ("sources/answers/a.csv", "config/wave.yaml"), ("survey/wave/answers.csv",), "i"),
    Job("fit", ("frame/units.csv", "survey/wave/answers.csv"), ("models/estimates.csv",), "m"),
    Job("summarise", ("frame/units.csv",), (VALUES,), "s"),
    Job("draw", ("models/estimates.csv",), ("reports/figures/study",), "d"),
)
SOURCES: dict[str, dict[str, Any]] = {
    "cities": {"licence": "CC0-1.0", "sensitivity": "public", "path": "resources/cities.csv", "mirror_path": None},
    "answers": {"licence": "CC0-1.0", "sensitivity": "restricted", "path": "resources/a.csv", "mirror_path": None},
}


def frames() -> dict[str, pd.DataFrame]:
    """Return the tables of the run."""
    effects = pd.DataFrame(
        {"term": ["gdp", "size"], "estimate": [0.1, 0.5], "conf_low": [-0.2, 0.3], "conf_high": [0.4, 0.7]}
    ).assign(verdict=["good", "good"])
    return {
        "frame/units.csv": pd.DataFrame({"unit_id": ["A", "B"], "name": ["Aa", "Bb"]}),
        "survey/wave/answers.csv": pd.DataFrame({"unit_id": ["A", "B"], "weight": [1.0, 2.0]}),
        "models/estimates.csv": effects,
    }


def record_run(
    folder: Path, tables: dict[str, pd.DataFrame] | None = None, units: int = 2, **changes: Any
) -> tuple[Record, dict[str, str]]:
    """Write a run below `folder` and return its record, with the bytes of its files as text by path.

    `changes` replace entries of the manifest.
    """
    for file, frame in (frames() | (tables or {})).items():
        write_table(frame, folder / file, TABLES[file])
    book = ValueBook("summarise", "digest")
    book.set("units", units, "count")
    book.set("effect", 0.25, "percentage points", 0.1, 0.4)
    book.write(folder / VALUES)
    for figure in ("map.svg", "map.png"):
        (folder / "reports/figures/study").mkdir(parents=True, exist_ok=True)
        (folder / "reports/figures/study" / figure).write_text(f"drawn {figure}", encoding="utf-8")
    texts = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    manifest = {
        "world": {"name": "small", "simulated": False, "stamp": ""},
        "results": {file: f"sha256 of {text}" for file, text in texts.items()},
        "sources": {"cities": "c", "answers": "a"},
        "engines": {"paper": {"engine": "builtin", "versions": {"typst": "1"}}},
        "configuration": {"inference": {"draws": 9}},
        "environment": {"lock": "l", "packages": {"numpy": "2"}, "otherwise": {}, "python": "3.11"},
        "code": {"fit": "1", "draw": "1"},
    } | changes
    written = [read_written_table(folder / file, file, dataset) for file, dataset in TABLES.items()]
    flow = Flow(JOBS, {"config/wave.yaml": "w"})
    return build_record(json.loads(json.dumps(manifest)), flow, written, {VALUES: folder / VALUES}), texts
