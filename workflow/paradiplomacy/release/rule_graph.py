"""The graph of the rules as a drawing (SVG), for the page on the architecture: a band per stage, an arrow per reading.

Drawn from the lineage of a built run by `python -m paradiplomacy document-results`. An arrow that other arrows imply is
left out (transitive reduction; Aho, Garey and Ullman 1972, SIAM Journal on Computing 1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.release.lineage import Step, read_lineage

RULES = Path("docs/rules.svg")
STAGES = ("sources", "frame", "survey", "web", "ties", "analysis", "models", "findings", "reports", "release")
WIDTH = 1180  # pixels of the drawing
LEFT = 110  # where boxes begin; the names of the stages stand before it
LETTER = 6.4  # width of a letter of the boxes
BOX, ROW, BAND = 22, 46, 14  # height of a box, distance of rows, space around a band
GAP = 12  # between boxes of a row

Graph = dict[str, set[str]]


@dataclass(frozen=True)
class Box:
    """A rule in the drawing: its left edge, its upper edge and its width."""

    x: float
    y: float
    width: float

    @property
    def middle(self) -> float:
        """Where arrows begin and end."""
        return self.x + self.width / 2


def rule_graph(results: Path, rules: Path) -> str:
    """Return the drawing of the rules that made the results in a folder.

    Raises
    ------
    BadInput
        when the folder holds no complete run.
    """
    lineage = results / "release/lineage.json"
    if not lineage.is_file():
        raise BadInput([Problem(lineage.as_posix(), "a complete run expected", "run snakemake")])
    return draw_rules(graph_of_rules(read_lineage(lineage)), stages_of_rules(rules))


def stages_of_rules(folder: str | Path) -> dict[str, str]:
    """Return the stage of each rule, by the rule files of the folder, which are named after their stages."""
    return {
        rule: path.stem.partition("_")[0]
        for path in sorted(Path(folder).glob("*.smk"))
        for rule in re.findall(r"^rule (\w+):$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    }


def graph_of_rules(steps: Iterable[Step]) -> Graph:
    """Return for each rule those whose results it reads, without those that follow from others.

    Parameters
    ----------
    steps
        jobs of a run, each after those whose outputs it reads.
    """
    made: dict[str, str] = {}
    reads: Graph = {}
    for step in steps:
        made.update(dict.fromkeys(step.outputs, step.rule))
        reads.setdefault(step.rule, set()).update(made[path] for path in step.inputs if path in made)
    for rule, before in reads.items():
        before.discard(rule)
    behind: Graph = {}

    def follow(rule: str) -> set[str]:
        if rule not in behind:
            behind[rule] = set().union(*(follow(one) | {one} for one in reads[rule]))
        return behind[rule]

    return {
        rule: {one for one in before if not any(one in follow(other) for other in before - {one})}
        for rule, before in reads.items()
    }


def draw_rules(graph: Graph, stages: Mapping[str, str]) -> str:
    """Return the drawing of a graph of rules as SVG.

    Parameters
    ----------
    graph
        for each rule those that it follows.
    stages
        the stage of each rule; the stages stand below each other in the order of the flow.
    """
    boxes: dict[str, Box] = {}
    bands: list[tuple[str, float, float]] = []
    y = float(BAND)
    for stage in [one for one in STAGES if any(stages[rule] == one for rule in graph)]:
        top = y
        for row in _rows(graph, {rule for rule in graph if stages[rule] == stage}):
            for line in _lines(sorted(row, key=lambda rule: (_wished(graph[rule], boxes), rule))):
                boxes |= _placed(line, y)
                y += ROW
        bands.append((stage, top - BAND / 2, y - ROW + BOX + BAND / 2))
        y += BAND
    height = y - ROW + BOX + BAND
    return "\n".join([*_head(height), *_bands(bands), *_arrows(graph, boxes), *_names(boxes), "</svg>", ""])


def _levels(graph: Graph, chosen: set[str]) -> dict[str, int]:
    """Return the longest way to each chosen rule through chosen rules."""
    found: dict[str, int] = {}

    def level(rule: str) -> int:
        if rule not in found:
            found[rule] = max((level(one) + 1 for one in graph[rule] & chosen), default=0)
        return found[rule]

    for rule in sorted(chosen):
        level(rule)
    return found


def _rows(graph: Graph, chosen: set[str]) -> list[set[str]]:
    levels = _levels(graph, chosen)
    return [{rule for rule in chosen if levels[rule] == level} for level in sorted(set(levels.values()))]


def _wished(before: set[str], boxes: Mapping[str, Box]) -> float:
    """Return the middle of the rules that a rule follows, so that arrows cross less."""
    found = [boxes[rule].middle for rule in before if rule in boxes]
    return sum(found) / len(found) if found else 0.0


def _lines(row: Sequence[str]) -> list[list[str]]:
    lines: list[list[str]] = [[]]
    used = 0.0
    for rule in row:
        wide = _width(rule) + GAP
        if used + wide > WIDTH - LEFT and lines[-1]:
            lines.append([])
            used = 0.0
        lines[-1].append(rule)
        used += wide
    return lines


def _width(rule: str) -> float:
    return round(len(rule) * LETTER + 14, 1)


def _placed(line: Sequence[str], y: float) -> dict[str, Box]:
    """Return boxes of a line, spread over the width."""
    free = WIDTH - LEFT - sum(_width(rule) for rule in line)
    space = free / (len(line) + 1)
    boxes, x = {}, LEFT + space
    for rule in line:
        boxes[rule] = Box(round(x, 1), y, _width(rule))
        x += _width(rule) + space
    return boxes


def _head(height: float) -> list[str]:
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img"'
        ' font-family="DejaVu Sans, Verdana, sans-serif" font-size="11">',
        "<title>The rules of the workflow by stage</title>",
        "<desc>A box is a rule, a band a stage; an arrow leads from a rule to one that reads its results.</desc>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#5b6770"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{height:g}" fill="#ffffff"/>',
    ]


def _bands(bands: Sequence[tuple[str, float, float]]) -> list[str]:
    parts = []
    for place, (stage, top, end) in enumerate(bands):
        fill = "#eef2f5" if place % 2 == 0 else "#ffffff"
        parts.append(f'<rect y="{top:g}" width="{WIDTH}" height="{end - top:g}" fill="{fill}"/>')
        parts.append(f'<text x="12" y="{(top + end) / 2 + 4:g}" font-size="13" font-weight="bold">{stage}</text>')
    return parts


def _arrows(graph: Graph, boxes: Mapping[str, Box]) -> list[str]:
    parts = []
    for rule in sorted(graph):
        for one in sorted(graph[rule]):
            begin, end = boxes[one], boxes[rule]
            y1, y2 = begin.y + BOX, end.y
            bend = max((y2 - y1) / 2, 14)
            way = f"M{begin.middle:g} {y1:g}C{begin.middle:g} {y1 + bend:g} {end.middle:g} {y2 - bend:g} "
            way += f"{end.middle:g} {y2:g}"
            parts.append(f'<path d="{way}" fill="none" stroke="#5b6770" stroke-opacity="0.55" marker-end="url(#tip)"/>')
    return parts


def _names(boxes: Mapping[str, Box]) -> list[str]:
    parts = []
    for rule in sorted(boxes):
        box = boxes[rule]
        parts.append(
            f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{BOX}" rx="4" fill="#ffffff"'
            ' stroke="#2b4c63"/>'
            f'<text x="{box.middle:g}" y="{box.y + 15:g}" text-anchor="middle">{escape(rule)}</text>'
        )
    return parts
