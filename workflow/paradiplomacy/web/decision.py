"""From pages to ties: which partner places a page names, whether it states a tie of its unit, and what it says of it.

The last step of the web stage before the evidence of all sources is joined. Every decision keeps the passage, its place
on the page and in the archive, and the features that spoke for and against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from paradiplomacy.tables import typed
from paradiplomacy.web.cues import Lexicon
from paradiplomacy.web.evidence_fields import PAGE_COVERAGE, PAGE_MENTIONS, PAGE_TIES
from paradiplomacy.web.features import FEATURES, mention_features
from paradiplomacy.web.gazetteer import Gazetteer
from paradiplomacy.web.mention import Mention
from paradiplomacy.web.mentions import find_mentions, partner_of
from paradiplomacy.web.page_context import PageContext
from paradiplomacy.web.pages import Page
from paradiplomacy.web.scanner import Scanner
from paradiplomacy.web.statements import Statement, read_statement
from paradiplomacy.web.weights import Weights

if TYPE_CHECKING:
    import pandas as pd

BATCH = 500  # pages whose mentions are weighed together
NOTHING_SAID = Statement("unknown", "unknown", None, None, "", ())  # of places that are clearly no ties
LONGEST_QUOTE = 400  # letters


@dataclass(frozen=True)
class DecisionSettings:
    """How mentions become ties.

    `partners`: partner countries (ISO codes); `territories`: to which of them places of a territory are counted;
    `threshold`: probability from which a mention is a tie; `review`: band of doubt that a person codes.
    """

    partners: frozenset[str]
    territories: Mapping[str, str]
    threshold: float
    review: tuple[float, float]

    @property
    def countries(self) -> frozenset[str]:
        """Countries of the gazetteer whose places are looked for."""
        return self.partners | {territory for territory, partner in self.territories.items() if partner}

    @property
    def counted(self) -> frozenset[str]:
        """Countries whose places are counted to a partner."""
        return frozenset(name for name in self.countries if self.territories.get(name, name) in self.partners)


@dataclass(frozen=True)
class Weighed:
    """A mention with its context and features."""

    context: PageContext
    mention: Mention
    features: npt.NDArray[np.float64]


def weigh_page(page: Page, scanner: Scanner, countries: frozenset[str]) -> list[Weighed]:
    """Return the mentions of a page with their features."""
    scan = scanner.scan(page)
    if not any(hit.places or hit.countries for hit in scan.names):
        return []
    mentions = find_mentions(scan, scanner.gazetteer, countries)
    if not mentions:
        return []
    context = PageContext(scan, mentions, scanner.gazetteer)
    return [Weighed(context, mention, mention_features(context, mention)) for mention in mentions]


def find_ties(
    pages: Iterable[Page], gazetteer: Gazetteer, cues: Lexicon, model: Weights, settings: DecisionSettings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what pages say of ties (`decide_pages`), by tables as `load_gazetteer` and `load_lexicon` return them."""
    return decide_pages(pages, Scanner(gazetteer, cues), model, settings)


def decide_pages(
    pages: Iterable[Page], scanner: Scanner, model: Weights, settings: DecisionSettings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what pages say of ties.

    Parameters
    ----------
    pages
        pages of units, as blocks of text; each `page_id` once.
    scanner
        of a gazetteer and its cues: made once, it serves for any pages.
    model
        as `read_weights` returns it.
    settings
        partner countries, territories, threshold and band of doubt.

    Returns
    -------
    tuple
        `PAGE_MENTIONS`, every place of a partner country; `PAGE_TIES`, one row per page and place.
    """
    import pandas as pd

    mentions: list[dict[str, Any]] = []
    ties: list[dict[str, Any]] = []
    batch: list[list[Weighed]] = []

    def flush() -> None:
        for weighed, probabilities in zip(batch, _probabilities(batch, model), strict=True):
            _decide(weighed, probabilities, model, settings, scanner.lexicon.numbers, mentions, ties)
        batch.clear()

    for page in pages:
        weighed = weigh_page(page, scanner, settings.countries)
        if weighed:
            batch.append(weighed)
        if len(batch) >= BATCH:
            flush()
    flush()
    return (
        typed(pd.DataFrame(mentions, columns=PAGE_MENTIONS.columns), PAGE_MENTIONS),
        typed(pd.DataFrame(ties, columns=PAGE_TIES.columns), PAGE_TIES),
    )


def cover_units(pages: pd.DataFrame, gazetteer: Gazetteer, settings: DecisionSettings) -> pd.DataFrame:
    """Return the units and partners of which pages could have shown a tie (`PAGE_COVERAGE`).

    A partner counts whose places the gazetteer holds: of another one pages cannot speak.

    Parameters
    ----------
    pages
        `PAGES` of all archives.
    """
    import pandas as pd

    found = {settings.territories.get(place.country, place.country) for place in gazetteer.places}
    read = pages.groupby("unit_id").size().rename("pages").reset_index()
    parts = [read.assign(partner=partner) for partner in sorted(found & settings.partners)]
    return typed(pd.concat(parts) if parts else pd.DataFrame(columns=PAGE_COVERAGE.columns), PAGE_COVERAGE)


def _probabilities(batch: Sequence[Sequence[Weighed]], model: Weights) -> list[npt.NDArray[np.float64]]:
    """Return the probabilities of the mentions of each page; all are weighed in one product."""
    rows = [item.features for weighed in batch for item in weighed]
    if not rows:
        return []
    flat = model.probabilities(np.asarray(rows).reshape(len(rows), len(FEATURES)))
    return list(np.split(flat, np.cumsum([len(weighed) for weighed in batch])[:-1]))


def _decide(
    weighed: Sequence[Weighed],
    probabilities: npt.NDArray[np.float64],
    model: Weights,
    settings: DecisionSettings,
    numbers: Mapping[str, int],
    mentions: list[dict[str, Any]],
    ties: list[dict[str, Any]],
) -> None:
    """Append the rows of one page to `mentions` and `ties`."""
    groups: dict[tuple[str, str], list[int]] = {}
    located: list[dict[str, Any]] = []
    for index, item in enumerate(weighed):
        row = _located(item, settings) | {
            "probability": round(float(probabilities[index]), 4),
            "reason": model.reason(item.features),
        }
        located.append(row)
        groups.setdefault((row["partner"], row["place"]), []).append(index)
    mentions += located
    for indices in groups.values():
        best = max(indices, key=lambda index: (probabilities[index], -index))
        said = NOTHING_SAID
        if probabilities[best] >= min(settings.threshold, settings.review[0]):
            said = read_statement(weighed[best].context, weighed[best].mention, numbers)
        for index in indices:  # another passage may give the year that the best one leaves out
            if said.year_start is None and probabilities[index] >= settings.threshold:
                said = _with_year(said, read_statement(weighed[index].context, weighed[index].mention, numbers))
        probability = located[best]["probability"]
        ties.append(
            located[best]
            | {
                "decision": "tie" if probability >= settings.threshold else "no tie",
                "review": settings.review[0] <= probability <= settings.review[1],
                "form": said.form,
                "status": said.status,
                "year_start": said.year_start,
                "year_end": said.year_end,
                "year_kind": said.year_kind or None,
                "areas": "|".join(said.areas) or None,
                "mentions": len(indices),
            }
        )


def _with_year(said: Statement, other: Statement) -> Statement:
    return Statement(said.form, said.status, other.year_start, said.year_end, other.year_kind, said.areas)


def _located(item: Weighed, settings: DecisionSettings) -> dict[str, Any]:
    """Return page, place and passage of a mention."""
    scan, mention, place = item.context.scan, item.mention, item.mention.place
    page, block = scan.page, scan.blocks[mention.block]
    start, end = scan.span(mention.block) if mention.listed else scan.sentence(mention.start)
    low, high = scan.original(start, mention.block), scan.original(end, mention.block)
    at, to = scan.original(mention.start, mention.block), scan.original(mention.end, mention.block)
    return {
        "page_id": page.page_id,
        "unit_id": page.unit_id or None,
        "partner": partner_of(place, settings.territories),
        "place": place.name,
        "place_id": place.place_id or None,
        "place_kind": place.kind,
        "admin1": place.admin1 or None,
        "quote": " ".join(block.text[low:high].split())[:LONGEST_QUOTE],
        "as_written": block.text[at:to],
        "block": mention.block,
        "offset": at,
        "address": page.address or None,
        "date": page.date or None,
        "archive_offset": page.archive_offset,
    }
