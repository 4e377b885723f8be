"""The publications as they stand: in every world and whatever is drawn, each reference has its target."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from paradiplomacy.plan import Plan
from paradiplomacy.reports.chapters import assemble_publication, chapters_of
from paradiplomacy.reports.labels import FIGURES
from paradiplomacy.reports.publication import FACTS, facts_of_run
from publication_text import planned

LABEL = re.compile(r"(?:\{#|^#\| label: )((?:sec|fig|tbl|eq)-[\w-]+)", re.MULTILINE)
REFERENCE = re.compile(r"@((?:sec|fig|tbl|eq)-[\w-]+)")
LONGEST_ALIKE = 80  # letters; a shorter paragraph may be alike by chance
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


def test_no_text_stands_twice(root: Path) -> None:
    """A text that two publications share is a chapter; a change of it must not need a second one elsewhere."""
    seen: dict[str, str] = {}
    for path in sorted((root / "reports").rglob("*.qmd")):
        body = path.read_text(encoding="utf-8").rpartition("\n---\n")[2]
        for paragraph in body.split("\n\n"):
            text = " ".join(line for line in paragraph.split("\n") if not line.startswith(("<!--", "#", ":", "`")))
            if len(text) > LONGEST_ALIKE:
                assert text not in seen, (path.name, seen[text], text)
                seen[text] = path.name
    assert len(seen) > 100


def test_every_chapter_is_in_a_publication(root: Path) -> None:
    taken = {path for source in (root / "reports").glob("*.qmd") for path in chapters_of(source)}
    assert {path.as_posix() for path in (root / "reports/chapters").glob("*.qmd")} == taken


def test_every_cited_work_is_in_the_bibliography_and_every_work_is_cited(root: Path) -> None:
    works = re.findall(r"^@\w+\{(\w+),", (root / "reports/references.bib").read_text(encoding="utf-8"), re.MULTILINE)
    texts = "\n".join(path.read_text(encoding="utf-8") for path in (root / "reports").rglob("*.qmd"))
    cited = set(re.findall(r"@([a-z]+\d{4})\b", texts))
    assert cited == set(works)
    assert len(works) == len(set(works))
