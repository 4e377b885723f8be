"""Tracing in a built world: numbers are counted again from their rows, and the rows stand where the trace says."""

from __future__ import annotations

import csv
import json
import os
import re
from functools import cache

import pandas as pd
import pytest

from paradiplomacy.config.load import load_configuration
from paradiplomacy.fields import Dataset
from paradiplomacy.findings.rows import rows_behind
from paradiplomacy.findings.values import read_values
from paradiplomacy.release.trace import trace_value
from paradiplomacy.tables import read_table
from workspace import Workspace

STUDY = "eu_us_vs_china"


def test_every_value_with_rows_is_counted_again_from_them(built: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(built.folder)
    results = built.folder / "results"
    manifest = results / "release/manifest.json"
    configuration = load_configuration(json.loads(manifest.read_text("utf-8"))["configuration"])

    @cache
    def read(path: str, dataset: Dataset) -> pd.DataFrame:
        return read_table(results / path, dataset)

    counted = 0
    for name, value in read_values(results / f"findings/{STUDY}/values.json").items():
        found = rows_behind(name, STUDY, configuration, read)
        if found is not None:
            assert found.number == pytest.approx(value.value, rel=1e-9), name
            counted += 1
        else:
            assert name.split(".")[0] not in {"share", "ties", "units", "response"}, name
    assert counted > 150


def test_a_share_leads_to_rows_of_the_export(built: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(built.folder)
    text = trace_value("share.CN.city.all.all.events", "results", study="eu_us_vs_china", most_rows=0)
    assert "and those that stand there now agree" in text
    assert re.search(r"counted again from them: \d+, as printed", text)
    assert re.search(r"rule summarise_findings: workflow/scripts/summarise_findings\.py, code [0-9a-f]{16}", text)
    assert re.search(r"raw file demo_china_cities: .*\n    from resources/demo/\S+, sha256 [0-9a-f]{64}", text)
    listed = dict(re.findall(r"demo_china_cities, row (\d+) \((\w+), CN\)", text))
    with (built.folder / "results/survey/china_cities_2021/responses.csv").open(encoding="utf-8") as file:
        answers = {row["row"]: (row["unit_id"], row["cooperation"]) for row in csv.DictReader(file)}
    assert len(listed) == int(re.search(r"Evidence: (\d+) places", text)[1]) > 0
    assert {answers[row] for row in listed} == {(unit, "yes") for unit in listed.values()}


def test_ties_lead_to_the_cells_of_a_register(built: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(built.folder)
    text = trace_value("ties.US.city", "results", most_rows=0)
    found = re.findall(r'demo_wikidata_2022, row (\d+), column "(\w+)": "(.*)" \(', text)
    (raw,) = (built.folder / "results/sources/demo_wikidata_2022").iterdir()
    with raw.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert found
    for row, column, quote in found:
        assert rows[int(row) - 2][column] == quote


def test_inputs_that_have_changed_are_said(built: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(built.folder)
    units = built.folder / "results/frame/units.csv"
    before, times = units.read_bytes(), units.stat()
    try:
        units.write_bytes(b"".join(before.splitlines(keepends=True)[:-1]))
        text = trace_value("units.region", "results")
    finally:
        units.write_bytes(before)
        os.utime(units, ns=(times.st_atime_ns, times.st_mtime_ns))  # nothing is to be built again
    assert "but other files stand there now: run snakemake" in text
    assert "NOT as printed" in text


def test_the_command_names_the_nearest_value(built: Workspace) -> None:
    done = built.run("paradiplomacy", "trace", "unit.city")
    assert done.returncode == 1
    assert '"unit.city" found, the name of a value expected; write units.city' in done.stderr
