"""The drawing of the rules: an arrow per dependency that no other implies, each rule once, in the band of its stage."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from paradiplomacy.problems import BadInput
from paradiplomacy.release.lineage import Step
from paradiplomacy.release.rule_graph import STAGES, draw_rules, graph_of_rules, rule_graph, stages_of_rules

STEPS = [
    Step("take_source", [], ["raw"]),
    Step("build_frame", ["raw"], ["units"]),
    Step("ingest_wave", ["raw", "units"], ["answers_a"]),
    Step("ingest_wave", ["raw", "units"], ["answers_b"]),
    Step("build_analysis", ["units", "answers_a", "answers_b", "template"], ["analysis"]),
]
GRAPH = {
    "take_source": set(),
    "build_frame": {"take_source"},
    "ingest_wave": {"build_frame"},
    "build_analysis": {"ingest_wave"},
}
OF_STAGE = {"take_source": "sources", "build_frame": "frame", "ingest_wave": "survey", "build_analysis": "analysis"}


def test_what_other_arrows_imply_is_left_out() -> None:
    assert graph_of_rules(STEPS) == GRAPH


def test_each_rule_stands_once_below_what_it_follows() -> None:
    drawing = draw_rules(GRAPH, OF_STAGE)
    places = {name: float(y) for y, name in re.findall(r'y="([\d.]+)" text-anchor="middle">(\w+)<', drawing)}
    assert set(places) == set(GRAPH)
    assert all(places[one] < places[rule] for rule, before in GRAPH.items() for one in before)
    assert drawing.count("marker-end") == 3
    assert drawing == draw_rules(dict(reversed(GRAPH.items())), OF_STAGE)


def test_no_box_reaches_over_another_or_out_of_the_drawing() -> None:
    graph = {"build_frame": set[str]()} | {f"find_a_rule_of_long_name_{n}": {"build_frame"} for n in range(30)}
    drawing = draw_rules(graph, {rule: "frame" if rule == "build_frame" else "web" for rule in graph})
    width, height = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)" role', drawing)[0])
    boxes = [tuple(map(float, box)) for box in re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"', drawing)]
    assert len(boxes) == 31
    for x, y, wide in boxes:
        assert 0 < x < x + wide < width and 0 < y < height
        assert not any(other_y == y and x < other_x < x + wide for other_x, other_y, _ in boxes)


def test_every_rule_has_a_stage_of_the_flow(root: Path) -> None:
    stages = stages_of_rules(root / "workflow/rules")
    assert set(stages.values()) == set(STAGES)
    assert stages["judge_claims"] == "findings"


def test_a_folder_without_a_complete_run_is_said(tmp_path: Path, root: Path) -> None:
    with pytest.raises(BadInput, match="a complete run expected"):
        rule_graph(tmp_path, root / "workflow/rules")
