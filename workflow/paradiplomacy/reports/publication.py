"""Render one publication: its source is staged in a folder of its own, with the list of files that it may read."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from paradiplomacy.config.load import load_configuration
from paradiplomacy.config.model import Configuration
from paradiplomacy.config.study import Study
from paradiplomacy.findings.agreement import web_outcome
from paradiplomacy.findings.tie_history_fields import FOUNDING_YEARS
from paradiplomacy.findings.typology_fields import TYPOLOGY_CONDITIONS
from paradiplomacy.problems import BadInput
from paradiplomacy.reports import (
    agreement_tables,
    case_tables,
    claim_tables,
    coding_tables,
    comparison_tables,
    cooperation_tables,
    diagnostic_tables,
    estimator_tables,
    frame_tables,
    inference_tables,
    item_tables,
    nonresponse_tables,
    page_tables,
    partner_tables,
    place_tables,
    register_tables,
    robustness_tables,
    samples,
    sentences,
    source_tables,
    tables,
    tie_tables,
    verdict_tables,
    web_tables,
)
from paradiplomacy.reports.captions import captions_filled
from paradiplomacy.reports.chapters import assemble_publication, relocated
from paradiplomacy.reports.engine.document import read_document
from paradiplomacy.reports.engine.render import choose_engine, render_report
from paradiplomacy.reports.exhibits import INPUTS, Report
from paradiplomacy.reports.printed_tables import write_printed_tables
from paradiplomacy.tables import read_table

# What the cells of a source import. They take it from here, so that the rule's code digest reaches it.
__all__ = [
    "Report",
    "agreement_tables",
    "case_tables",
    "claim_tables",
    "coding_tables",
    "comparison_tables",
    "cooperation_tables",
    "diagnostic_tables",
    "estimator_tables",
    "frame_tables",
    "inference_tables",
    "item_tables",
    "nonresponse_tables",
    "page_tables",
    "partner_tables",
    "place_tables",
    "register_tables",
    "render_publication",
    "robustness_tables",
    "samples",
    "sentences",
    "source_tables",
    "tables",
    "tie_tables",
    "verdict_tables",
    "web_tables",
]

ORIGINS_PAGE = "../release/origins.html"  # from the pages of publications; the release writes it
FACTS = (
    "simulated",
    "open",
    "surveyed",
    "archives",
    "surveyed_pages",
    "regions",
    "several_registers",
    "vintages",
    "partner_places",
    "dated_ties",
    "undated_ties",
    "ranked",
    "cases",
    "interviewed",
    "whole_frame",
    "several_partners",
    "kinds_of_cities",
    "mapped",
    "one_partner_map",
    "factor_log_gdp",
    "factor_cee",
    "factor_party_bloc",
    "factor_port_city",
)


def render_publication(
    source: str | Path,
    *,
    chapters: Sequence[str],
    labels: Sequence[str],
    bibliography: str | Path,
    files: Mapping[str, str | list[str]],
    findings: Sequence[str],
    configuration: str,
    sources: Sequence[Mapping[str, Any]],
    study: str,
    outputs: Mapping[str, str],
    engine_file: str | Path,
    table_folder: str | Path,
) -> None:
    """Render the Quarto source `source` to the files `outputs` (format to path), and its tables as LaTeX and CSV.

    Parameters
    ----------
    chapters
        the files of the chapters that the source names.
    labels
        labels of all publications, so that a reference to what another one holds can be told from a mistyped one.
    files, findings
        the results that the text may read: by name, and findings by the stem of their file.
    configuration
        the effective configuration as JSON.
    sources
        registry entries of the raw files.
    engine_file
        where the engine and the versions of its parts are recorded.
    table_folder
        where each printed table stands as LaTeX and CSV.

    Raises
    ------
    BadInput
        when the engine is missing, the source leaves the permitted subset, or a cell or reference fails.
    """
    settings = json.loads(configuration)
    typed = load_configuration(settings)
    named = dict(files) | {Path(path).stem: path for path in findings}
    facts = facts_of_run(typed, typed.studies[study]) | facts_of_findings(str(named["founding_years"]))
    facts |= facts_of_figures(str(named["figures"]), typed.studies[study])
    facts |= facts_of_kinds(str(named["typology_conditions"]))
    engine = choose_engine(typed.report.engine)
    inputs = {
        "configuration": settings,
        "sources": list(sources),
        "study": study,
        "files": {name: _absolute(path) for name, path in named.items()},
    }
    assembled = assemble_publication(source, chapters, facts, FACTS, labels)
    with TemporaryDirectory() as folder:
        staged = Path(folder) / "source" / Path(source).name
        staged.parent.mkdir()
        shutil.copy(bibliography, staged.parent)
        (staged.parent / INPUTS).write_text(json.dumps(inputs), encoding="utf-8")
        try:
            text = captions_filled(assembled.text, staged.name, staged.parent)
            staged.write_text(text, encoding="utf-8")
            render_report(
                staged,
                {kind: Path(path).absolute() for kind, path in outputs.items()},
                engine,
                Path(folder) / "work",
                {
                    "stamp": settings["world"]["stamp"],
                    "origins": ORIGINS_PAGE,
                    "publication": Path(outputs["html"]).stem,
                    "source-line": source_line(typed),
                },
            )
            note = " ".join(filter(None, [f"Study: {typed.studies[study].title}.", typed.world.stamp]))
            write_printed_tables(read_document(staged), staged.parent, Path(table_folder).absolute(), note, named)
        except BadInput as bad:
            raise relocated(bad, assembled) from bad
    record = {"engine": engine.name, "versions": dict(engine.versions)}
    Path(engine_file).write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _absolute(path: str | list[str]) -> str | list[str]:
    return [str(Path(p).absolute()) for p in path] if isinstance(path, list) else str(Path(path).absolute())


def source_line(configuration: Configuration) -> str:
    """Return what stands under every figure: on what kinds of sources of this run it rests."""
    kinds = {
        "survey waves": configuration.waves,
        "registers of twin towns": configuration.registers,
        "web pages of the units": configuration.archives.sources,
    }
    named = [words for words, entries in kinds.items() if entries]
    return f"Source: {', '.join([*named, 'statistics'])} of this run; own computation."


def facts_of_run(configuration: Configuration, study: Study) -> set[str]:
    """Return what is true of a run, by the names that `<!-- only: NAME -->` in a source may ask for."""
    facts = {"simulated" if configuration.world.simulated else "open"}
    if any(configuration.studies[name] == study for name in configuration.cases.studies):
        facts.add("cases")
    if configuration.interviews.sources:
        facts.add("interviewed")
    if configuration.waves:
        facts.add("surveyed")
    if configuration.waves and any(wave.partner in study.partners for wave in configuration.partner_waves.values()):
        facts.add("partner_places")
    if configuration.archives.sources:
        facts.add("archives")
    if {"surveyed", "archives"} <= facts and web_outcome(configuration.outcomes):
        facts.add("surveyed_pages")
    if len(configuration.registers) + bool(configuration.waves) > 1:  # the survey is a list of ties, too
        facts.add("several_registers")
    dated = [register.vintage_of for register in configuration.registers.values() if register.as_of]
    if len(dated) - dated.count(None) > len(set(dated) - {None}):
        facts.add("vintages")
    if configuration.ranking.registers:
        facts.add("ranked")
    if "region" in study.levels:
        facts.add("regions")
    if study.countries == "all":
        facts.add("whole_frame")
    if len(study.partners) > 1:
        facts.add("several_partners")
    leading = configuration.models[study.leading_model(study.levels[0], configuration.models)]
    return facts | {f"factor_{factor}" for factor in leading.factors} & set(FACTS)


def facts_of_figures(figures: str | Path, study: Study) -> set[str]:
    """Return which figures are drawn of a study (figure_KIND_LEVEL), and whether a map shows its cities."""
    facts = {f"figure_{path.stem}" for path in Path(figures).glob("*.svg")}
    if len(study.partners) == 1 and f"figure_map_city_{study.partners[0]}" in facts:
        facts |= {"one_partner_map", "mapped"}
    return facts | ({"mapped"} if "figure_map_city" in facts else set())


def facts_of_findings(founding_years: str) -> set[str]:
    """Return what a source may ask for of the findings: whether any source tells the year in which a tie began."""
    return {"undated_ties" if read_table(founding_years, FOUNDING_YEARS).empty else "dated_ties"}


def facts_of_kinds(typology_conditions: str) -> set[str]:
    """Return whether several kinds of cooperation of cities could be told apart."""
    cities = read_table(typology_conditions, TYPOLOGY_CONDITIONS)["level"] == "city"
    return {"kinds_of_cities"} if cities.any() else set()
