"""The publications as they stand: in every world and whatever is drawn, each reference has its target."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from paradiplomacy.plan import Plan
from paradiplomacy.reports.chapters import assemble_publication
from paradiplomacy.reports.labels import FIGURES
from paradiplomacy.reports.publication import FACTS, facts_of_run
from publication_text import planned

LABEL = re.compile(r"(?:\{#|^#\| label: )((?:sec|fig|tbl|eq)-[\w-]+)", re.MULTILINE)
REFERENCE = re.compile(r"@((?:sec|fig|tbl|eq)-[\w-]+)")
DRAWN = re.compile(r"figure_\w+")


def every_figure(root: Path) -> set[str]:
    """Return every figure that a chapter asks for."""
    chapters = sorted((root / "reports/chapters").glob("*.qmd"))
    return {name for path in chapters for name in DRAWN.findall(path.read_text(encoding="utf-8"))}


@pytest.fixture(scope="module", params=["", "config/open.yaml"], ids=["demonstration", "open"])
def plan(root: Path, request: pytest.FixtureRequest) -> Plan:
    return planned(root, request.param)


@pytest.mark.parametrize("drawn", [True, False])
@pytest.mark.parametrize("found", [{"dated_ties", "kinds_of_cities"}, {"undated_ties"}], ids=["rich", "poor"])
def test_every_reference_has_its_target(root: Path, plan: Plan, drawn: bool, found: set[str]) -> None:
    for name, publication in plan.configuration.publications.items():
        facts = facts_of_run(plan.configuration, plan.configuration.studies[publication.study]) | found
        facts |= every_figure(root) | {"mapped"} if drawn else set()
        chapters = [str(root / path) for path in plan.chapters(name)]
        text = assemble_publication(root / publication.source, chapters, facts, FACTS, plan.labels).text
        assert set(REFERENCE.findall(text)) <= set(LABEL.findall(text)), name
        labels = LABEL.findall(text)
        assert len(labels) == len(set(labels)), name


def test_every_figure_that_a_chapter_asks_for_is_of_a_known_kind(root: Path) -> None:
    asked = every_figure(root)
    assert len(asked) > 10
    assert {name.split("_")[1] for name in asked} <= set(FIGURES)
