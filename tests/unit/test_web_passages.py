"""The coded passages from which the reading of pages was developed are what their description says."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

FILE = Path(__file__).parents[2] / "resources" / "web_training" / "coded_passages.jsonl"
PASSAGES = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
KINDS = {"title", "heading", "paragraph", "list_item", "table_row", "breadcrumb", "menu", "footer"}
FORMS = {"twin", "friendship", "cooperation_agreement", "memorandum", "letter_of_intent", "contact"}


def test_make_up():
    languages = Counter(passage["language"] for passage in PASSAGES)
    assert len(languages) == 24
    assert min(languages.values()) >= 5
    genres = Counter(passage["genre"] for passage in PASSAGES)
    assert (genres["news"] + genres["council"]) / len(PASSAGES) >= 0.6
    assert 0.2 <= genres["list"] / len(PASSAGES) <= 0.3
    assert sum(bool(passage["negative"]) for passage in PASSAGES) / len(PASSAGES) >= 0.4


def test_each_passage_is_coded():
    assert len({passage["id"] for passage in PASSAGES}) == len(PASSAGES)
    for passage in PASSAGES:
        assert passage["municipality"] and passage["country"], passage["id"]
        assert bool(passage["ties"]) != bool(passage["negative"]), passage["id"]
        for block in passage["blocks"]:
            assert block["kind"] in KINDS, passage["id"]
            assert ("cells" in block) == (block["kind"] == "table_row"), passage["id"]
        for tie in passage["ties"]:
            assert tie["partner"] in ("CN", "US"), passage["id"]
            assert tie["form"] in FORMS, passage["id"]
            assert tie["status"] in ("active", "planned", "ended"), passage["id"]
            assert tie["year_start"] is None or 1900 < tie["year_start"] < 2027, passage["id"]


def test_a_coded_year_stands_on_the_page_or_can_be_derived():
    """Where it does not stand there, the page tells of an anniversary or is itself dated in the year of signature."""
    for passage in PASSAGES:
        text = " ".join(block.get("text") or " ".join(block["cells"]) for block in passage["blocks"])
        for tie in passage["ties"]:
            year = tie["year_start"]
            if year is not None and str(year) not in text:
                assert passage["date"], passage["id"]
                age = int(passage["date"][:4]) - year
                assert age in (0, 16, 20, 30, 40) or str(age) in text, passage["id"]


def test_the_blind_set_is_of_another_hand_than_all_that_was_learned_from(root: Path) -> None:
    blind = [json.loads(line) for line in (root / "tests/reference/web_blind.jsonl").open(encoding="utf-8")]
    assert set(Counter(passage["language"] for passage in blind).values()) == {4}
    assert sum(not passage["ties"] for passage in blind) / len(blind) >= 0.4
    learned = {block.get("text") for file in FILE.parent.glob("*.jsonl") for line in file.open(encoding="utf-8")
               for block in json.loads(line).get("blocks", []) if len(block.get("text", "")) > 40}  # fmt: skip
    assert not learned.intersection(block.get("text") for passage in blind for block in passage["blocks"])
