"""Lineage: rules as patterns become jobs in order, and a job is found by the files that it writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from paradiplomacy.problems import BadInput
from paradiplomacy.release.lineage import RuleFiles, Step, lineage_text, read_lineage, steps_to
from paradiplomacy.release.trace import trace_value

RULES = [
    RuleFiles("take_source", [lambda wildcards: "/somewhere/else.csv"], ["out/sources/{source}/{file}"]),
    RuleFiles("ingest", ["out/sources/{wave}/raw.csv", "config/{wave}.yaml"], ["out/{wave,first|second}/answers.csv"]),
    RuleFiles("index", [], ["out/index/answers.csv"]),
    RuleFiles(
        "count",
        [lambda wildcards: [f"out/{name}/answers.csv" for name in ("second", "first")], "out/index/answers.csv"],
        ["out/{study,[a-z]+}/counts.csv", "out/{study,[a-z]+}/values.json"],
    ),
]


def test_jobs_stand_after_what_they_read_and_each_once() -> None:
    steps = steps_to(["out/trade/counts.csv", "out/trade/values.json"], RULES)
    assert [step.rule for step in steps] == ["take_source", "ingest", "take_source", "ingest", "index", "count"]
    assert steps[-1] == Step(
        "count",
        ["out/second/answers.csv", "out/first/answers.csv", "out/index/answers.csv"],
        ["out/trade/counts.csv", "out/trade/values.json"],
    )
    assert steps[1].inputs == ["out/sources/second/raw.csv", "config/second.yaml"]


def test_the_way_ends_at_raw_files_whose_place_on_a_machine_is_not_told() -> None:
    steps = steps_to(["out/first/answers.csv"], RULES)
    assert steps[0] == Step("take_source", [], ["out/sources/first/raw.csv"])


def test_a_wildcard_keeps_to_its_constraint() -> None:
    assert steps_to(["out/third/answers.csv"], RULES) == []
    assert [step.rule for step in steps_to(["out/index/answers.csv"], RULES)] == ["index"]


def test_a_rule_that_names_a_file_goes_before_one_whose_pattern_fits() -> None:
    rules = [RuleFiles("any", [], ["out/{study}/values.json"]), RuleFiles("talks", [], ["out/talks/values.json"])]
    steps = steps_to(["out/talks/values.json", "out/trade/values.json"], rules)
    assert [step.rule for step in steps] == ["talks", "any"]


def test_written_steps_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "lineage.json"
    path.write_text(lineage_text(["out/trade/values.json"], RULES), encoding="utf-8")
    assert read_lineage(path) == steps_to(["out/trade/values.json"], RULES)


def test_a_run_that_is_not_complete_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"lineage\.json: a complete run expected; run snakemake"):
        trace_value("units.city", tmp_path)
