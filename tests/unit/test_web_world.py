"""Ties on archived pages against the truth of the simulated world: what is compared, and how well the flow does."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from web_judge import judge

from paradiplomacy.tables import typed
from paradiplomacy.web.archive_fields import PAGES
from paradiplomacy.web.evaluation import evaluate_world
from paradiplomacy.web.evidence_fields import PAGE_TIES
from paradiplomacy.web.gazetteer import Gazetteer

TRUTH = (
    "address,unit_id,language,partner,place,carrier,statement,year\n"
    "https://a.example/,A,de,CN,Chengdu,list,active,1999\n"
    "https://a.example/,A,de,CN,Wuhan,news,none,\n"
    "https://b.example/,B,fr,US,Boston,table,ended,\n"
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return judge().gazetteer


def pages() -> pd.DataFrame:
    rows = {"page_id": ["a", "b"], "address": ["https://a.example/", "https://b.example/"], "language": ["de", pd.NA]}
    return typed(pd.DataFrame(rows), PAGES)


def found(*ties: tuple[str, str, str]) -> pd.DataFrame:
    rows = [{"page_id": page, "partner": partner, "place": place, "decision": "tie"} for page, partner, place in ties]
    return typed(pd.DataFrame(rows, columns=PAGE_TIES.columns), PAGE_TIES)


def test_a_place_that_is_named_for_another_reason_must_not_be_found(tmp_path: Path, gazetteer: Gazetteer) -> None:
    truth = tmp_path / "truth.csv"
    truth.write_text(TRUTH, encoding="utf-8")
    ties = found(("a", "CN", "Chengdu"), ("a", "CN", "Wuhan"))
    scores = evaluate_world(pages(), ties, str(truth), gazetteer, ["CN", "US"]).set_index("language")
    assert scores.loc["de", ["ties", "found", "precision", "recall"]].tolist() == [1, 2, 0.5, 1.0]
    assert scores.loc["unknown", ["ties", "found", "recall"]].tolist() == [1, 0, 0.0]
    assert scores.loc["all", ["pages", "ties", "found"]].tolist() == [2, 2, 2]


def test_without_a_known_truth_there_is_nothing_to_compare(gazetteer: Gazetteer) -> None:
    assert evaluate_world(pages(), found(("a", "CN", "Chengdu")), None, gazetteer, ["CN"]).empty


def test_the_truth_of_the_simulated_pages_holds_traps(root: Path) -> None:
    with (root / "resources/demo/truth_pages.csv").open(encoding="utf-8", newline="") as source:
        statements = [row["statement"] for row in csv.DictReader(source)]
    assert set(statements) == {"active", "ended", "planned", "none"}
    assert statements.count("none") > 0.25 * len(statements)
