"""Render one publication: its source is staged in a folder of its own, with the list of files that it may read."""

from __future__ import annotations

import json
import re
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
from paradiplomacy.problems import BadInput, Problem
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
    robustness_tables,
    source_tables,
    tables,
    tie_tables,
    verdict_tables,
    web_tables,
)
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
    "render_publication",
    "robustness_tables",
    "source_tables",
    "tables",
    "tie_tables",
    "verdict_tables",
    "web_tables",
]

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
)


def render_publication(
    source: str | Path,
    *,
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
    engine = choose_engine(typed.report.engine)
    inputs = {
        "configuration": settings,
        "sources": list(sources),
        "study": study,
        "files": {name: _absolute(path) for name, path in named.items()},
    }
    with TemporaryDirectory() as folder:
        staged = Path(folder) / "source"
        staged.mkdir()
        shutil.copy(bibliography, staged)
        text = passages_that_apply(Path(source).read_text(encoding="utf-8"), facts, Path(source).as_posix())
        (staged / Path(source).name).write_text(text, encoding="utf-8")
        (staged / INPUTS).write_text(json.dumps(inputs), encoding="utf-8")
        render_report(
            staged / Path(source).name,
            {kind: Path(path).absolute() for kind, path in outputs.items()},
            engine,
            Path(folder) / "work",
            {"stamp": settings["world"]["stamp"]},
        )
        note = " ".join(filter(None, [f"Study: {typed.studies[study].title}.", typed.world.stamp]))
        target = Path(table_folder).absolute()
        write_printed_tables(read_document(staged / Path(source).name), staged, target, note)
    record = {"engine": engine.name, "versions": dict(engine.versions)}
    Path(engine_file).write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _absolute(path: str | list[str]) -> str | list[str]:
    return [str(Path(p).absolute()) for p in path] if isinstance(path, list) else str(Path(path).absolute())


def facts_of_run(configuration: Configuration, study: Study) -> set[str]:
    """Return what is true of a run, by the names that `<!-- only: NAME -->` in a source may ask for."""
    facts = {"simulated" if configuration.world.simulated else "open"}
    if any(configuration.studies[name] == study for name in configuration.cases.studies):
        facts.add("cases")
    if configuration.interviews.sources:
        facts.add("interviewed")
    if configuration.waves:
        facts.add("surveyed")
    if configuration.waves and configuration.partner_waves:
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
    return facts


def facts_of_findings(founding_years: str) -> set[str]:
    """Return what a source may ask for of the findings: whether any source tells the year in which a tie began."""
    return {"undated_ties" if read_table(founding_years, FOUNDING_YEARS).empty else "dated_ties"}


def passages_that_apply(text: str, facts: set[str], file: str) -> str:
    """Return a source without the passages that do not apply to this run.

    A passage stands between the lines `<!-- only: NAME -->` and `<!-- end -->`; passages are not nested. What is
    left out leaves empty lines, so that messages still name the right line.

    Raises
    ------
    BadInput
        for an unknown name, and for a passage that is not closed or not opened.
    """
    kept: list[str] = []
    found: list[Problem] = []
    condition: str | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        mark = re.fullmatch(r"<!-- (?:only: (\w+)|(end)) -->", line.strip())
        if mark is None:
            kept.append(line if condition is None or condition in facts else "")
            continue
        kept.append("")
        name = mark.group(1)
        if name and name not in FACTS:
            found.append(
                Problem(file, "one of " + ", ".join(FACTS) + " expected", "correct it", row=number, value=name)
            )
        if (name is None) == (condition is None):
            found.append(Problem(file, "each passage to be opened and closed once", "mend the marks", row=number))
        condition = name
    if condition is not None:
        found.append(Problem(file, f"the passage only: {condition} to be closed", "add <!-- end -->"))
    if found:
        raise BadInput(found)
    return "\n".join(kept)
