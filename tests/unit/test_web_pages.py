"""Passages in a plain file become blocks; a faulty line is a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from web_judge import judge

from paradiplomacy.problems import BadInput
from paradiplomacy.web.evaluation import evaluate
from paradiplomacy.web.judging import Judge, evaluate_passages, judge_passages, pages_of_file, spoken
from paradiplomacy.web.pages import blocks_of_text, read_pages


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Ein Satz mit Partnerstadt.", ["paragraph"]),
        ("Partnerstädte: Lyon, Boston", ["paragraph"]),
        ("Partnerstädte\n- Lyon\n- Boston", ["heading", "list_item", "list_item"]),
        ("Partnerstädte:\n1. Lyon\n2. Boston", ["heading", "list_item", "list_item"]),
        ("19. sajandil oli see nii.\nMuu tekst on siin.", ["paragraph", "paragraph"]),
        ("Städte\nStadt | Land\nBoston | USA", ["heading", "table_row", "table_row"]),
        ("Partnerstädte\nLyon\nBoston\nPrag", ["heading", "list_item", "list_item", "list_item"]),
    ],
)
def test_lines_become_blocks(text: str, kinds: list[str]) -> None:
    assert [block.kind for block in blocks_of_text(text)] == kinds


def test_blocks_keep_cells_and_headings(tmp_path: Path) -> None:
    record = {
        "unit": "Neustadt",
        "country": "DE",
        "blocks": [{"kind": "table_row", "cells": ["Boston", "USA"], "headings": ["Welt", "Partnerstädte"]}],
    }
    path = tmp_path / "pages.jsonl"
    path.write_text(json.dumps(record) + "\n\n", encoding="utf-8")
    (page,) = read_pages(path)
    assert page.blocks[0].text == "Boston | USA"
    assert page.blocks[0].headings == ("Welt", "Partnerstädte")
    assert (page.page_id, page.unit_names) == ("1", ("Neustadt",))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "row 1: one JSON object"),
        ("[]", "row 1: a JSON object"),
        ('{"unit": "X"}', 'row 1, column "text": text or blocks'),
        ('{"text": 5}', 'row 1, column "text": text expected'),
        ('{"blocks": [{"kind": "poem", "text": "a"}]}', '"poem" found, one of heading, paragraph'),
        ('{"blocks": ["a"]}', "blocks with text or cells"),
    ],
)
def test_a_faulty_line_is_a_sentence(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_pages(path)
    assert said in str(caught.value)


def test_two_passages_of_one_id_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_text('{"id": "a", "text": "x"}\n{"id": "a", "text": "y"}\n', encoding="utf-8")
    with pytest.raises(BadInput, match='"a" found, an id of its own'):
        pages_of_file(path)


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command reads gazetteer, cues and settings; here they are those that `Judge.of_project` read before."""
    read = judge()  # before its way of reading is replaced
    monkeypatch.setattr(Judge, "of_project", lambda _: read)


@pytest.mark.usefixtures("read_once")
def test_passages_are_judged_and_compared_with_their_coding(root: Path, tmp_path: Path) -> None:
    lines = [
        {
            "id": "a", "language": "de", "unit": "Neustadt", "country": "DE",
            "text": "Partnerstädte\n- Boston, USA (1990)\n- Peking, China\n- Lyon, Frankreich",
            "ties": [{"partner": "US", "place": "Boston", "year_start": 1990, "status": "active"},
                     {"partner": "CN", "place": "Wuhan"}],
        },
        {"id": "b", "language": "fr", "unit": "Neuville", "country": "FR", "text": "Il pleut à Shanghai.", "ties": []},
    ]  # fmt: skip
    path = tmp_path / "passages.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    said = list(spoken(judge_passages(root, path)))
    assert said[0].startswith("a: tie: US Boston, Massachusetts (partner, active, since 1990 (stated))")
    scores, errors = evaluate_passages(root, path)
    row = scores.set_index("language").loc["all"]
    assert row[["pages", "ties", "found"]].tolist() == [2, 2, 2]
    assert row[["precision", "recall", "f1", "year_agrees"]].tolist() == [0.5, 0.5, 0.5, 1.0]
    assert errors[["place", "error"]].to_numpy().tolist() == [["Beijing", "wrong"], ["Wuhan", "missed"]]


def test_evaluation_knows_a_place_by_all_its_names() -> None:
    pages = pd.DataFrame({"page_id": ["a", "b"], "language": ["en", "en"]})
    found = pd.DataFrame(
        {"page_id": ["a", "a"], "partner": ["US", "TW"], "place": ["New York City", "Taipei"], "decision": "tie"}
    ).assign(year_start=None, status="active")
    truth = pd.DataFrame({"page_id": ["a", "b"], "partner": ["US", "CN"], "place": ["Nueva York", "Peking"]})
    scores, errors = evaluate(pages, found, truth, judge().gazetteer, ["CN", "US"])
    assert scores.iloc[-1][["ties", "found", "recall", "page_recall"]].tolist() == [2, 1, 0.5, 0.5]
    assert errors["place"].tolist() == ["Peking"]


@pytest.mark.slow
@pytest.mark.usefixtures("read_once")
def test_the_development_passages_are_mostly_judged_rightly(root: Path) -> None:
    """They were written beside the code and used to mend it: a guard against damage, no measure of quality."""
    scores, _ = evaluate_passages(root, root / "tests/reference/web_development.jsonl")
    assert scores.set_index("language").loc["all", "f1"] > 0.9


def test_the_settings_are_those_of_the_configuration() -> None:
    settings = judge().settings  # as `Judge.of_project` read them
    assert settings.countries == {"CN", "US", "HK", "MO", "TW"}
    assert settings.review[0] <= settings.threshold <= settings.review[1]
