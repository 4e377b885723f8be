"""Hold the written tables against what was promised to respondents: no small count, no answer of a single unit.

Part of the validation report. It asks the files, not the code that wrote them, and trusts the codebooks only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from paradiplomacy.analysis.public import columns_inside
from paradiplomacy.config.model import Configuration
from paradiplomacy.findings.withhold import closed_rows, exposed_rows
from paradiplomacy.problems import BadInput
from paradiplomacy.reports.consistency import Tables
from paradiplomacy.reports.validation import CheckResult, WrittenTable, of_rows, of_table
from paradiplomacy.survey.promise import Promise
from paradiplomacy.tables import parse_table

REMEDY = (
    "withhold the counts in the rule that writes the table (findings.withhold), and declare them in its field table"
)
PROMISED = (
    "the codebooks do not leave this public; delete the table and run again, and if that does not help, report it"
)
Closed = Mapping[str, Collection[tuple[str, str]]]


def check_disclosure(tables: Tables, *, configuration: Configuration, promise: Promise) -> list[CheckResult]:
    """Return the checks of what the tables of a run tell of respondents.

    Each table declares what it tells of them; of counts of answers none is small or can be computed; what is written
    unit by unit to be shown holds no answer and no place that the codebooks leave inside.
    """
    closed = {
        name: {
            (partner, level)
            for partner in study.partners
            for level in study.levels
            if study.outcome_of_kind("binary", configuration.outcomes)
            in columns_inside(
                study, (partner, level), outcomes=configuration.outcomes, waves=configuration.waves, promise=promise
            )
        }
        for name, study in configuration.studies.items()
    }
    results = [
        result for table in tables.all() for result in _counts(table, configuration.disclosure.smallest_cell, closed)
    ]
    return [*results, *_single_units(tables, configuration, promise, closed)]


def _counts(table: WrittenTable, smallest: int, closed: Closed) -> list[CheckResult]:
    dataset = table.dataset
    undeclared = dataset.content is None or (dataset.content == "answers" and dataset.cells is None)
    results = [
        of_table(
            table,
            "says what it tells of respondents",
            ["its field table declares no content, or counts of answers without their cells"] if undeclared else [],
        )
    ]
    columns = [] if dataset.cells is None else [dataset.cells.total, *dataset.cells.parts, *dataset.cells.tells]
    if dataset.content == "outcome":
        inside = closed.get(table.folder.rpartition("/")[2], set())
        where = closed_rows(table.cells(), inside)
        if dataset.cells is None:
            return [*results, of_rows(table, "no row of an outcome that stays inside", [], _places(where), REMEDY)]
    elif dataset.cells is None:
        return results
    else:
        where = pd.Series(True, index=table.cells().index)
    found: list[int] = []
    if table.has(*dataset.columns):
        try:
            found = exposed_rows(parse_table(table.cells(), dataset, table.file), dataset, smallest, where)
        except BadInput:  # which another check reports
            columns = ["cells that can be read"]
    return [*results, of_rows(table, "no small count of answers", columns, found, REMEDY)]


def _single_units(tables: Tables, configuration: Configuration, promise: Promise, closed: Closed) -> list[CheckResult]:
    waves = configuration.waves
    silent = {wave.source for name, wave in waves.items() if name not in promise.named}
    results = []
    for table in tables.of("public_evidence"):
        rows = _places(table.cells()["source"].isin(silent)) if table.has("source") else []
        results.append(of_rows(table, "no place that only respondents name", ["source"], rows, PROMISED))
    shown = set(tables.rows("public_evidence").get("tie_id", pd.Series(dtype="string")).dropna())
    for table in tables.of("public_ties"):
        rows = _places(~table.cells()["tie_id"].isin(shown)) if table.has("tie_id") else []
        results.append(of_rows(table, "a public source shows it", ["tie_id"], rows, PROMISED))
    for table in (one for one in tables.all() if one.file.endswith("/public_analysis.csv")):
        results += _answers(table, configuration, promise)
    for table in tables.of("unit_register"):
        own = closed.get(table.folder.rpartition("/")[2], set())
        rows = []
        if table.has("partner", "level", "cooperates", "sources"):
            cells = table.cells()
            told = closed_rows(cells, own) & cells["cooperates"].notna()
            named = pd.Series(False, index=cells.index)
            for wave in set(waves) - promise.named:
                named |= cells["sources"].str.contains(f"(?:^|\\|){wave}:", regex=True).fillna(False).astype(bool)
            rows = _places(told | named)
        results.append(of_rows(table, "no answer that stays inside", ["cooperates", "sources"], rows, PROMISED))
    for table in tables.of("cases"):
        own = closed.get(table.folder.rpartition("/")[2], set())
        inside = closed_rows(table.cells(), own) if table.has("partner", "level", "shown") else None
        rows = [] if inside is None else _places(inside & (table.cells()["shown"] != "0"))
        results.append(of_rows(table, "not shown where the outcome stays inside", ["shown"], rows, PROMISED))
    return results


def _answers(table: WrittenTable, configuration: Configuration, promise: Promise) -> list[CheckResult]:
    """Return a check for each column of the public analysis table that holds answers."""
    found: dict[str, list[int]] = {name: [] for name in ("answered", "answer_weight", *configuration.outcomes)}
    cells = table.cells()
    if table.has("study", "partner", "level"):
        for (study, partner, level), rows in cells.groupby(["study", "partner", "level"]).groups.items():
            for column in columns_inside(
                configuration.studies[str(study)],
                (str(partner), str(level)),
                outcomes=configuration.outcomes,
                waves=configuration.waves,
                promise=promise,
            ):
                if table.has(column):
                    found[column] += [int(row) for row in rows if pd.notna(cells.loc[row, column])]
    return [of_rows(table, "no answer that stays inside", [column], rows, PROMISED) for column, rows in found.items()]


def _places(where: pd.Series[bool]) -> list[int]:
    """Return the positions of the rows of which it is true."""
    return [place for place, true in enumerate(where) if true]
