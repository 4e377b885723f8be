"""Where a page names its unit, lists set as paragraphs, flags, and places before their state."""

from __future__ import annotations

import pytest
from web_judge import judge, mentions, page, weighed

from paradiplomacy.web.layout import flags, lists_in_paragraphs
from paradiplomacy.web.pages import Block
from paradiplomacy.web.statements import read_statement
from paradiplomacy.web.unit_names import Designations, unit_mentions
from paradiplomacy.web.unlisted import pinyin_of

WORDS = Designations(
    frozenset({"kaupunki", "kaupungin", "miesto", "savivaldybe", "comhairle", "cathrach"}),
    frozenset({"kraj", "regionen", "provincie"}),
)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Lahden kaupunki", " lahti ja wuxi ", [1]),
        ("Klaipėdos miesto savivaldybė", " šia savaite klaipedoje vieši ".replace("š", "s"), [13]),
        ("Comhairle Cathrach Luimnigh", " i luimneach agus ", [3]),
        ("Västra Götalandsregionen", " avtalet mellan vastra gotaland och ", [16, 23]),
        ("Trier", " triest ", [1]),
        ("Köln", " bonn ", []),
    ],
)
def test_a_unit_is_known_without_its_designation_and_in_any_case(name: str, text: str, found: list[int]) -> None:
    assert unit_mentions(text, [name], WORDS) == found


def test_a_region_is_told_from_a_town() -> None:
    assert WORDS.is_region(["Kraj Vysočina"]) and WORDS.is_region(["Västra Götalandsregionen"])
    assert not WORDS.is_region(["Lahden kaupunki"])


def test_numbered_paragraphs_and_names_between_dots_are_a_list() -> None:
    blocks = [Block("paragraph", f"{at}. {name}") for at, name in enumerate(("Dijon", "Nantes", "Wuhan, China"), 1)]
    assert [(block.kind, block.text) for block in lists_in_paragraphs(blocks)][2] == ("list_item", "Wuhan, China")
    row = Block("paragraph", "Bergen · Chicago · Lyon · Oslo")
    assert [block.text for block in lists_in_paragraphs([row])] == ["Bergen", "Chicago", "Lyon", "Oslo"]
    prose = [Block("paragraph", "Der Rat tagte am Montag.")] * 4
    assert list(lists_in_paragraphs(prose)) == prose


def test_a_flag_is_a_country() -> None:
    assert list(flags("\U0001f1fa\U0001f1f8 Cambridge")) == [(0, 2, "US")]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Il patto di gemellaggio con Weston, Connecticut, è del 1976.", "Weston"),
        ("Gli amici di Quvelloin (Ohio) e il gemellaggio", "Quvelloin"),
    ],
)
def test_a_place_stands_before_its_state(text: str, place: str) -> None:
    assert [mention.place.name for mention in mentions(text, language="it", country="IT")] == [place]


def test_a_chinese_name_loses_a_foreign_ending() -> None:
    assert [pinyin_of(name) for name in ("Baojingo", "Suzhoun", "Shandan")] == ["Baojing", "Suzhou", "Shandan"]


def test_what_is_said_counts_in_the_clause_of_its_place() -> None:
    text = "Die Partnerschaft mit Wuhan wurde beendet, die Partnerschaft mit Chengdu besteht seit 1999."
    said = {
        item.mention.place.name: read_statement(item.context, item.mention, judge().lexicon.numbers)
        for item in weighed(page(text))
    }
    assert (said["Wuhan"].status, said["Chengdu"].status) == ("ended", "active")
    assert said["Chengdu"].year_start == 1999


def test_news_of_a_signature_dates_the_tie() -> None:
    item = weighed(page("Der Bürgermeister unterzeichnete gestern ein Abkommen mit Wuhan.", date="2014-05-06"))[0]
    said = read_statement(item.context, item.mention, judge().lexicon.numbers)
    assert (said.year_start, said.year_kind) == (2014, "derived")
