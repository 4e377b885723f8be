"""The codebook of a wave as a page, and the index of waves with the panels; published beside the papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path

import pandas as pd

from paradiplomacy.reports.codebook_tables import TIER_NAMES, TYPE_NAMES, DescribedQuestion
from paradiplomacy.reports.panel_tables import PrintedChange, PrintedTransitions, print_panel
from paradiplomacy.reports.result_pages import write_page
from paradiplomacy.reports.wave_facts import SurveySettings, WaveFacts
from paradiplomacy.survey.panel import Collapsed

LANGUAGES = {"de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "pl": "Polish"}


@dataclass(frozen=True)
class PrintedPanel:
    """A panel with what the index says of it."""

    title: str
    waves: tuple[WaveFacts, WaveFacts]
    units: int | None
    """Units that answered both waves; None where it may not be printed."""
    changes: list[PrintedChange]
    transitions: list[PrintedTransitions]
    not_compared: list[tuple[str, str]]


def write_codebook_page(
    path: str | Path, facts: WaveFacts, questions: Sequence[DescribedQuestion], *, settings: SurveySettings
) -> None:
    """Write the codebook of a wave as one HTML file, with an anchor for each field."""
    write_page(
        path,
        "codebook.html",
        world=settings.world,
        facts=facts,
        languages=[language_name(code) for code in facts.languages],
        language_name=language_name,
        questions=questions,
        types=TYPE_NAMES,
        tiers=TIER_NAMES,
        ddi=f"{facts.wave}.ddi.xml",
        home=_home(path, settings),
    )


def write_codebook_index(
    path: str | Path,
    waves: Sequence[WaveFacts],
    panels: Sequence[PrintedPanel],
    *,
    settings: SurveySettings,
    confidence_level: float,
) -> None:
    """Write the index of waves with their codebooks, and below it the panels."""
    write_page(
        path,
        "codebook_index.html",
        world=settings.world,
        waves=waves,
        panels=panels,
        smallest=settings.disclosure.smallest_cell,
        confidence=f"{100 * confidence_level:g}%",
        home=_home(path, settings),
    )


def printed_panel(
    title: str,
    waves: tuple[WaveFacts, WaveFacts],
    changes: pd.DataFrame,
    transitions: pd.DataFrame,
    collapsed: Collapsed,
) -> PrintedPanel:
    """Return a panel as it is printed, its counts under the disclosure rule."""
    units, lines, tables = print_panel(changes, transitions, collapsed, waves[0].smallest_cell)
    apart = changes[changes["note"].notna()]
    return PrintedPanel(title, waves, units, lines, tables, list(zip(apart["field"], apart["note"], strict=True)))


def language_name(code: str) -> str:
    """Return the English name of a language, or its code where there is none here."""
    return LANGUAGES.get(code, code)


def _home(path: str | Path, settings: SurveySettings) -> str:
    return relpath(Path(settings.results) / "index.html", Path(path).parent)
