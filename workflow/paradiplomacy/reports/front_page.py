"""The front page of a run: what was made, in which world, and what this world has no source for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from os.path import relpath
from pathlib import Path

from paradiplomacy.config.load import load_configuration
from paradiplomacy.config.model import Configuration
from paradiplomacy.findings.claim_fields import CLAIMS
from paradiplomacy.findings.values import Value, read_values
from paradiplomacy.reports.claim_tables import summary_sentence
from paradiplomacy.reports.fields import VALIDATION
from paradiplomacy.reports.labels import FIGURES
from paradiplomacy.reports.missing_evidence import missing_evidence
from paradiplomacy.reports.result_pages import write_page
from paradiplomacy.reports.validation import verdict_sentence
from paradiplomacy.tables import read_table

LEVELS = {"city": "cities", "region": "regions"}
FORMS = {"article": "Articles", "monograph": "Monographs", "methods": "Methods", "ledger": "Claims"}


def write_front_page(
    path: str | Path,
    *,
    pages: Sequence[str],
    tables: Sequence[str],
    figures: Sequence[str],
    claims: str,
    validation: tuple[str, str],
    configuration: str,
    explorer: str,
    codebooks: Sequence[str] = (),
    cases: Sequence[str] = (),
) -> None:
    """Write the front page as one HTML file with links relative to it.

    Parameters
    ----------
    pages
        publications in all formats.
    tables
        tables and values to download; `values.json` of the study of the claims also gives the figures at the top.
    figures
        folders of figures, one per study, each figure as SVG, PDF and PNG.
    claims
        the ledger of claims; the number of claims by verdict stands on the front page.
    validation
        the validation report as page and as table; its verdict stands on the front page.
    configuration
        the effective configuration as JSON.
    explorer
        the page to look up units.
    codebooks
        the published codebooks of the survey waves, their index first.
    cases
        folders of dossiers, one per study.
    """
    settings = load_configuration(json.loads(configuration))
    home = Path(path).parent
    values: dict[str, Value] = {}
    for table in tables:
        if Path(table).name == "values.json" and Path(table).parent.name == settings.claims.study:
            values = read_values(table)
    publications = [
        (
            heading,
            [
                {
                    "title": publication.title,
                    "files": {Path(page).suffix[1:]: relpath(page, home) for page in pages if Path(page).stem == name},
                }
                for name, publication in settings.publications.items()
                if publication.form == form
            ],
        )
        for form, heading in FORMS.items()
    ]
    drawn = [
        (
            settings.studies[Path(folder).name].title,
            [
                {
                    "title": _figure_title(stem.stem, settings),
                    "files": {kind: relpath(stem.with_suffix(f".{kind}"), home) for kind in ("svg", "pdf", "png")},
                }
                for stem in sorted(Path(folder).glob("*.svg"))
            ],
        )
        for folder in figures
    ]
    listed = [{"name": "/".join(Path(table).parts[-2:]), "file": relpath(table, home)} for table in tables]
    verdict, failed = verdict_sentence(read_table(validation[1], VALIDATION))
    write_page(
        path,
        "front_page.html",
        world=settings.world,
        missing=missing_evidence(settings.waves, settings.registers, settings.studies, settings.archives),
        numbers=_headline_numbers(settings, values),
        checks={
            "sentence": verdict,
            "failed": failed,
            "page": relpath(validation[0], home),
            "table": relpath(validation[1], home),
        },
        claims={
            "sentence": summary_sentence(read_table(claims, CLAIMS)),
            "table": relpath(claims, home),
            "pages": [relpath(page, home) for page in pages if Path(page).name == "claims.html"],
        },
        publications=[(heading, listed) for heading, listed in publications if listed],
        figures=drawn,
        tables=listed,
        cases=[
            {"title": settings.studies[Path(folder).name].title, "file": relpath(Path(folder) / "index.html", home)}
            for folder in cases
        ],
        codebook=relpath(codebooks[0], home) if codebooks else "",
        explorer=relpath(explorer, home),
    )


def _headline_numbers(configuration: Configuration, values: dict[str, Value]) -> list[tuple[str, str]]:
    """Return the numbers at the top of the page, each with what it counts."""
    numbers = [(values[f"units.{level}"].text, name) for level, name in LEVELS.items() if f"units.{level}" in values]
    for code, partner in configuration.partners.items():
        share = values.get(f"share.{code}.city.all.all")
        if share:
            numbers.append((share.text, f"of the cities for which it is known cooperate with {partner.name}"))
        units = values.get(f"ties.{code}.city.units")
        if units:
            numbers.append((units.text, f"cities with at least one {partner.adjective} tie"))
    return numbers


def _figure_title(stem: str, configuration: Configuration) -> str:
    """Return the title of a figure: its kind, and the level and partner, or the factor, that it is of."""
    kind, _, topic = stem.partition("_")
    if topic in configuration.factors:
        return f"{FIGURES[kind]}, {configuration.factors[topic].label}"
    return ", ".join([FIGURES[kind], *(LEVELS.get(part, part) for part in topic.split("_") if part)])
