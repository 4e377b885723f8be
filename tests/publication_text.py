"""The text of a publication without rendering: its sentences, read with the values of a build or with changed ones."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from paradiplomacy.plan import Plan
from paradiplomacy.reports.chapters import assemble_publication
from paradiplomacy.reports.engine.document import Cell, Inline, read_document
from paradiplomacy.reports.publication import (
    FACTS,
    facts_of_figures,
    facts_of_findings,
    facts_of_kinds,
    facts_of_run,
)

SIGNS = {"sign": 1, "sign_of_each": 2, "finding": 2}  # function -> place of its clauses; the value's name goes before


@dataclass(frozen=True)
class Sentence:
    """An inline expression and what it prints; of one on a sign, the partners, the values' names and the clauses."""

    code: str
    printed: str
    partners: tuple[str, ...] = ()
    value: str = ""
    clauses: tuple[str, ...] = ()


def planned(folder: Path, overlay: str = "") -> Plan:
    """Return the plan of the project in a folder."""
    settings = yaml.safe_load((folder / "config/config.yaml").read_text(encoding="utf-8"))
    if overlay:
        _laid_over(settings, yaml.safe_load((folder / overlay).read_text(encoding="utf-8")))
    with chdir(folder):
        return Plan(settings, folder)


def _laid_over(settings: dict[str, Any], overlay: Mapping[str, Any]) -> None:
    for name, value in overlay.items():
        if isinstance(value, dict) and isinstance(settings.get(name), dict):
            _laid_over(settings[name], value)
        else:
            settings[name] = value


def sentences_of(
    plan: Plan,
    folder: Path,
    name: str,
    scratch: Path,
    changed: Callable[[dict[str, Any]], None] | None = None,
    replaced: Mapping[str, Path] | None = None,
) -> Iterator[Sentence]:
    """Yield every inline expression of a publication, evaluated in this process.

    Parameters
    ----------
    folder
        the project, built.
    scratch
        an empty folder.
    changed
        what changes a named value (as `values.json` holds it) in place; None leaves all as they are.
    replaced
        tables to read in place of those of the build, by name.
    """
    publication = plan.configuration.publications[name]
    files = {Path(path).stem: str(folder / path) for path in plan.findings(publication.study)}
    for stem, path in list(files.items()):
        if changed and path.endswith(".json"):
            values = json.loads(Path(path).read_text(encoding="utf-8"))
            for value in values.values():
                changed(value)
            files[stem] = str(scratch / f"{stem}.json")
            Path(files[stem]).write_text(json.dumps(values), encoding="utf-8")
    results = folder / plan.configuration.results
    files |= {path.stem: str(path) for path in sorted((results / "models").glob("*.csv"))}
    files |= {
        n: str(results / f"findings/{n}.csv")
        for n in ("frame_counts", "reconciliation", "claims", "claim_checks", "verdict_rates")
    }
    files |= {f"interview_{Path(p).stem}": str(folder / p) for p in plan.interviews("quotations.csv", "values.json")}
    files |= {table: str(path) for table, path in (replaced or {}).items()}
    files["resolutions"] = [str(folder / path) for path in plan.per_register("resolutions.csv")]
    configuration = plan.configuration
    study = configuration.studies[publication.study]
    facts = facts_of_run(configuration, study)
    facts |= facts_of_findings(files["founding_years"]) | facts_of_kinds(files["typology_conditions"])
    facts |= facts_of_figures(results / "reports/figures" / publication.study, study)
    with chdir(folder):
        text = assemble_publication(publication.source, plan.chapters(name), facts, FACTS, plan.labels).text
    inputs = {"configuration": json.loads(plan.effective_configuration()), "sources": plan.registered_sources()}
    (scratch / "inputs.json").write_text(json.dumps(inputs | {"study": publication.study, "files": files}))
    (scratch / f"{name}.qmd").write_text(text, encoding="utf-8")
    world: dict[str, Any] = {}
    with chdir(scratch):
        for block in read_document(scratch / f"{name}.qmd").blocks:
            if isinstance(block, Cell) and block.label == "setup":
                exec(block.code, world)
            elif isinstance(block, Inline):
                yield _sentence(block.code, world)


def _sentence(code: str, world: dict[str, Any]) -> Sentence:
    printed = str(eval(code, world))
    call = ast.parse(code, mode="eval").body
    function = call.func.attr if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) else ""
    if function not in SIGNS:
        return Sentence(code, printed)
    partners = tuple(world["r"].study.partners) if function == "sign_of_each" else ("",)
    value, *clauses = (eval(ast.unparse(argument), world) for argument in call.args[SIGNS[function] - 1 :])
    return Sentence(code, printed, partners, value, tuple(clauses))
