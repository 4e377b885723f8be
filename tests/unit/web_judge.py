"""What the tests of the web stage share: the committed gazetteer, cues and weights, read once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from paradiplomacy.web.decision import DecisionSettings, Weighed, decide_pages, weigh_page
from paradiplomacy.web.judging import MODEL, Judge
from paradiplomacy.web.mention import Mention
from paradiplomacy.web.mentions import find_mentions
from paradiplomacy.web.pages import Page, page_of
from paradiplomacy.web.scanner import Scanner
from paradiplomacy.web.weights import Weights, read_weights

ROOT = Path(__file__).resolve().parents[2]


@lru_cache(maxsize=1)
def judge() -> Judge:
    return Judge.of_project(ROOT)


@lru_cache(maxsize=1)
def weights() -> Weights:
    return read_weights(ROOT / MODEL)


@lru_cache(maxsize=1)
def scanner() -> Scanner:
    return Scanner(judge().gazetteer, judge().lexicon)


def page(text: str, **values: Any) -> Page:
    return page_of({"text": text, "unit": "Neustadt", "country": "DE", "language": "de", **values}, 1)


def mentions(text: str, **values: Any) -> list[Mention]:
    return find_mentions(scanner().scan(page(text, **values)), judge().gazetteer, judge().settings.countries)


def weighed(of: Page) -> list[Weighed]:
    return weigh_page(of, scanner(), judge().settings.countries)


def places(text: str, **values: Any) -> list[tuple[str, str]]:
    return [(mention.place.country, mention.place.name) for mention in mentions(text, **values)]


def tables(text: str, settings: DecisionSettings | None = None, **values: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    return decide_pages([page(text, **values)], scanner(), weights(), settings or judge().settings)


def ties(text: str, **values: Any) -> dict[str, dict[str, Any]]:
    found = tables(text, **values)[1]
    return {row["place"]: row for row in found[found["decision"] == "tie"].to_dict("records")}
