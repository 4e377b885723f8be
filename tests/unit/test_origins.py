"""The page of origins: every link of it, and every link to it, leads to a place that is there."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest

from paradiplomacy.release.lineage import Step
from paradiplomacy.release.origins import EXHIBITS, write_origins
from paradiplomacy.reports.marks import Marked, exhibit_anchor, expression_anchor
from paradiplomacy.tables import typed

VALUE = {"value": 12, "text": "12", "unit": "count", "rule": "count_units", "inputs": "0123456789abcdef"}
STEPS = [
    Step("take_source", [], ["out/sources/list/list.csv"]),
    Step("count_units", ["out/sources/list/list.csv"], ["out/findings/north/values.json"]),
    Step("draw_figures", ["out/findings/north/values.json"], ["out/reports/figures/north"]),
]
DIGESTS = ("sources/list/list.csv", "findings/north/values.json", "reports/figures/north/map_city.svg")
MANIFEST: dict[str, Any] = {
    "world": {"simulated": True, "stamp": "SIMULATED"},
    "results": {path: f"{place}" * 64 for place, path in enumerate(DIGESTS)},
    "code": {step.rule: f"c{place}" * 8 for place, step in enumerate(STEPS)},
}
PRINTED = {
    "paper": [
        {"label": "fig-map", "row": 3, "code": 'r.figure("map_city")', "reads": ["out/reports/figures/north/map_city"]},
        {"label": "", "row": 9, "code": "a < b", "reads": ["out/findings/north/values.json"]},
        {"label": "", "row": 9, "code": "b", "reads": []},
    ]
}
EXHIBIT_ROWS = [
    {"id": "M1", "title": "Map of cities", "names": "map_city", "needs": None},
    {"id": "T1", "title": "Response", "names": "response", "needs": "surveyed"},
]


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("out/findings/north").mkdir(parents=True)
    Path("out/findings/north/values.json").write_text(json.dumps({"units of 50,000": VALUE}), encoding="utf-8")
    Path("out/release").mkdir()
    write_origins(
        "out/release/origins.html",
        folder="out",
        manifest=MANIFEST,
        steps=STEPS,
        values=["out/findings/north/values.json"],
        printed=PRINTED,
        exhibits=typed(pd.DataFrame(EXHIBIT_ROWS), EXHIBITS),
    )
    return Path("out/release/origins.html").read_text("utf-8")


def ids(page: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'\bid="([^"]*)"', page)]


def test_every_anchor_is_there_once_and_every_link_within_the_page_has_one(page: str) -> None:
    known = ids(page)
    assert len(known) == len(set(known))
    linked = {unquote(found) for found in re.findall(r'href="#([^"]*)"', page)}
    assert linked <= set(known)
    assert {"job.0", "job.1", "job.2"} <= linked


def test_numbers_figures_and_expressions_of_publications_are_led_here(page: str) -> None:
    (anchor,) = re.findall(r'to="([^"]*)"', f"{Marked('12', 'north', 'units of 50,000')}")
    assert {unquote(anchor), exhibit_anchor("paper", "fig-map"), expression_anchor("paper", 9)} <= set(ids(page))
    assert "a &lt; b\nb" in page  # both expressions of the row


def test_a_number_leads_to_rule_code_and_digest_of_its_inputs(page: str) -> None:
    job = page.partition('id="job.1"')[2].partition("</section>")[0]
    assert "workflow/scripts/count_units.py" in job
    assert "c1" * 8 in job
    assert '<a href="../sources/list/list.csv">out/sources/list/list.csv</a> <code>0000000000000000</code>' in job


def test_exhibits_stand_with_their_files_or_with_what_is_missing_for_them(page: str) -> None:
    assert '<td><a href="../reports/figures/north/map_city.svg">north/map_city.svg</a>' in page
    assert "not in this world, which lacks what it needs: surveyed" in page
