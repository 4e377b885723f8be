"""The rows behind a printed number: which rows of which table a count or share is of, and their place in raw files.

Serves `paradiplomacy.release.trace`, after the findings are written. The number is counted again from its rows, so that
a selector that selects something else than the finding did is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from paradiplomacy.analysis.build import analysis_dataset
from paradiplomacy.config.model import Configuration
from paradiplomacy.fields import Dataset
from paradiplomacy.findings.describe import groupings_of, with_thirds
from paradiplomacy.frame.fields import UNITS
from paradiplomacy.survey.codebook import read_codebook
from paradiplomacy.survey.fields import DISPOSITIONS, PAIRS
from paradiplomacy.survey.ingest import responses_dataset
from paradiplomacy.ties.fields import EVIDENCE, TIES

SHARE = re.compile(
    r"share\.(?P<partner>[^.]+)\.(?P<level>[^.]+)\.(?P<grouping>[^.]+)\.(?P<group>.+?)(?:\.(?P<what>n|events))?"
)
PAIRED = re.compile(r"paired\.(?P<level>[^.]+)\.(?P<a>[^.]+)\.(?P<b>[^.]+)\.(?P<what>n|both|only_a|only_b|neither)")
RESPONSE = re.compile(r"response\.(?P<wave>[^.]+)\.(?P<what>invited|complete|rate)")
TIED = re.compile(r"ties\.(?P<partner>[^.]+)\.(?P<level>[^.]+?)(?P<what>\.units)?")
COUNTED_UNITS = re.compile(r"units\.(?P<level>[^.]+?)(?P<what>\.cee|\.countries)?")

Reader = Callable[[str, Dataset], pd.DataFrame]
"""Reads a written table by its path below the results folder; its rows bear the numbers 0, 1, ..."""


@dataclass(frozen=True)
class RowsBehind:
    """The rows that a number is of.

    Parameters
    ----------
    table
        path below the results folder.
    filter
        the condition in words of the table's columns.
    rows
        the selected rows; the index plus 2 is the row of the file, whose header is row 1.
    number
        the number, computed from `rows`.
    """

    table: str
    filter: str
    rows: pd.DataFrame
    number: float


def rows_behind(name: str, study: str, configuration: Configuration, read: Reader) -> RowsBehind | None:
    """Return the rows behind the value `name` of `study`; None for a value that is no count or share of rows."""
    selectors = {SHARE: _share, PAIRED: _paired, RESPONSE: _response, TIED: _ties, COUNTED_UNITS: _units}
    for pattern, select in selectors.items():
        found = pattern.fullmatch(name)
        if found is not None:
            return select(found.groupdict(), study, configuration, read)
    return None


def raw_places(found: RowsBehind, study: str, configuration: Configuration, read: Reader) -> pd.DataFrame:
    """Return where the selected rows stand in raw files: columns unit_id, partner, source, row, column, quote.

    A survey outcome rests on rows of the export of a wave, a tie on the evidence of every list that shows it; a row of
    the frame alone has no such place, as its values come from several files (`frame/covariate_sources.csv`).
    """
    columns = ["unit_id", "partner", "source", "row", "column", "quote"]
    leading = configuration.studies[study].outcome_of_kind("binary", configuration.outcomes)
    if found.table.startswith("survey/"):
        asked = [name for name in configuration.waves if name == found.rows["wave"].iloc[0]] if len(found.rows) else []
        return _answers(found.rows, asked, configuration, read)[columns]
    if found.table == "analysis/analysis.csv" and configuration.outcomes[leading].evidence == "survey":
        asked = list(configuration.studies[study].asked_waves(configuration.waves))
        return _answers(found.rows, asked, configuration, read)[columns]
    if found.table.startswith("frame/"):
        return pd.DataFrame(columns=columns)
    ties = read("ties/ties.csv", TIES)[["tie_id", "unit_id", "partner"]]
    wanted = ties.merge(found.rows[["unit_id", "partner"]].drop_duplicates())
    return wanted.merge(read("ties/evidence.csv", EVIDENCE), on="tie_id")[columns]


def _answers(rows: pd.DataFrame, waves: list[str], configuration: Configuration, read: Reader) -> pd.DataFrame:
    parts = [pd.DataFrame(columns=["unit_id", "partner", "source", "row", "column", "quote"])]
    for wave in waves:
        entry = configuration.waves[wave]
        given = read(f"survey/{wave}/responses.csv", responses_dataset(read_codebook(entry.codebook)))
        inside = rows.loc[rows["partner"] == entry.partner, ["unit_id", "partner"]].drop_duplicates()
        found = inside.merge(given[["unit_id", "row"]], on="unit_id")
        parts.append(found.assign(source=entry.source, column="", quote=""))
    return pd.concat([part for part in parts if len(part)] or parts)


def _known(study: str, configuration: Configuration, read: Reader) -> tuple[pd.DataFrame, str]:
    """Return the rows of the study in the analysis table, and its leading outcome."""
    table = read("analysis/analysis.csv", analysis_dataset(configuration.outcomes))
    outcome = configuration.studies[study].outcome_of_kind("binary", configuration.outcomes)
    return with_thirds(table[table["study"] == study]), outcome


def _share(parts: dict[str, str], study: str, configuration: Configuration, read: Reader) -> RowsBehind:
    table, outcome = _known(study, configuration, read)
    cell = table[(table["partner"] == parts["partner"]) & (table["level"] == parts["level"]) & table[outcome].notna()]
    labels, _ = groupings_of(cell, parts["level"])[parts["grouping"]]
    rows = cell[(labels == parts["group"]).fillna(False).astype(bool)]
    words = f'study "{study}", partner "{parts["partner"]}", level "{parts["level"]}", {outcome} known'
    if parts["grouping"] != "all":
        words += f', {parts["grouping"]} "{parts["group"]}"'
    yes = rows[outcome].astype(bool)
    if parts["what"] == "events":
        return RowsBehind("analysis/analysis.csv", f"{words}, {outcome} 1", rows[yes], float(yes.sum()))
    number = float(len(rows)) if parts["what"] == "n" else float(yes.mean())
    return RowsBehind("analysis/analysis.csv", words, rows, number)


def _paired(parts: dict[str, str], study: str, configuration: Configuration, read: Reader) -> RowsBehind:
    table, outcome = _known(study, configuration, read)
    table = table[(table["level"] == parts["level"]) & table["partner"].isin([parts["a"], parts["b"]])]
    wide = table.pivot(index="unit_id", columns="partner", values=outcome)[[parts["a"], parts["b"]]].dropna()
    a, b = (wide[code].astype(bool) for code in (parts["a"], parts["b"]))
    chosen = {"n": a | ~a, "both": a & b, "only_a": a & ~b, "only_b": ~a & b, "neither": ~a & ~b}[parts["what"]]
    words = f'study "{study}", level "{parts["level"]}", {outcome} known with {parts["a"]} and {parts["b"]}'
    told = {"both": "1 with both", "only_a": f"1 with {parts['a']} only", "only_b": f"1 with {parts['b']} only"}
    told["neither"] = "0 with both"
    if parts["what"] in told:
        words += f", {told[parts['what']]}"
    rows = table[table["unit_id"].isin(chosen.index[chosen])]
    return RowsBehind("analysis/analysis.csv", words, rows, float(chosen.sum()))


def _response(parts: dict[str, str], study: str, configuration: Configuration, read: Reader) -> RowsBehind:
    wave = parts["wave"]
    of_pairs = wave in configuration.partner_waves
    path = f"survey/{wave}/{'pairs' if of_pairs else 'dispositions'}.csv"
    table = read(path, PAIRS if of_pairs else DISPOSITIONS)
    table = table[table["unit_id"].isin(_units_of(study, configuration, read)["unit_id"])]
    complete = table["disposition"] == "complete"
    if parts["what"] == "complete":
        return RowsBehind(path, 'units of the study, disposition "complete"', table[complete], float(complete.sum()))
    answered = table["disposition"].isin(["complete", "partial"])
    number = float(len(table)) if parts["what"] == "invited" else float(answered.mean())
    return RowsBehind(path, "units of the study", table, number)


def _ties(parts: dict[str, str], study: str, configuration: Configuration, read: Reader) -> RowsBehind:
    units = _units_of(study, configuration, read)
    table = read("ties/ties.csv", TIES)
    inside = table["unit_id"].isin(units.loc[units["level"] == parts["level"], "unit_id"])
    rows = table[inside & (table["partner"] == parts["partner"]) & (table["status"].fillna("") != "planned")]
    words = f'units of the study of level "{parts["level"]}", partner "{parts["partner"]}", status not "planned"'
    return RowsBehind("ties/ties.csv", words, rows, float(rows["unit_id"].nunique() if parts["what"] else len(rows)))


def _units(parts: dict[str, str], study: str, configuration: Configuration, read: Reader) -> RowsBehind:
    rows = _units_of(study, configuration, read)
    rows = rows[rows["level"] == parts["level"]]
    words = f'units of the study, level "{parts["level"]}"'
    if parts["what"] == ".countries":
        return RowsBehind("frame/units.csv", f"{words}, countries counted once", rows, float(rows["country"].nunique()))
    if parts["what"] == ".cee":
        rows, words = rows[rows["cee"].fillna(False).astype(bool)], f"{words}, cee 1"
    return RowsBehind("frame/units.csv", words, rows, float(len(rows)))


def _units_of(study: str, configuration: Configuration, read: Reader) -> pd.DataFrame:
    """Return the units of the countries and levels of a study."""
    entry = configuration.studies[study]
    units = read("frame/units.csv", UNITS)
    if entry.countries != "all":
        units = units[units["country"].isin(entry.countries)]
    return units[units["level"].isin(entry.levels)]
