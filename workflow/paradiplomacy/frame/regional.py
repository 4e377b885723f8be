"""Regional values before the census takes them: converted to its version of NUTS, checked, and joined where it joins.

Second stage of the flow, before the census itself. Rows that cannot be used are listed with their reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy.frame.nuts import (
    EXTRA_REGIO,
    Kind,
    NutsCodes,
    conversion_weights,
    convert_values,
    faulty_codes,
    nuts_codes,
)
from paradiplomacy.frame.series import latest_values, refuse_two_values
from paradiplomacy.problems import BadInput, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paradiplomacy.config.census import MergedRegion
    from paradiplomacy.config.model import Frame as Settings
    from paradiplomacy.frame.evidence import Evidence


@dataclass(frozen=True)
class RegionalValues:
    """The evidence with its regional values as the census takes them, the rows set aside, and the books of the rest."""

    evidence: Evidence
    set_aside: list[dict[str, Any]]
    accounting: list[tuple[str, int, int, int]]


@dataclass(frozen=True)
class _Series:
    """One regional source: its table in `Evidence`, its id, its version of NUTS, the kind and levels of its values."""

    table: str
    source: str
    version: str
    kind: Kind
    levels: tuple[int, ...]
    whole_from_source: bool  # take the figure of a merged region where the source has its code


def regional_values(evidence: Evidence, settings: Settings) -> RegionalValues:
    """Return the evidence with each regional series in the frame's version of NUTS and with merged regions.

    Raises
    ------
    BadInput
        when a city or region of the lists has a code that is none of the frame's version (where the configuration names
        a table of codes), a place has two values of one year, or the table of GDP lacks the configured unit.
    """
    codes = None
    if evidence.codes is not None:
        codes = nuts_codes(settings.nuts_version, evidence.codes, evidence.changes)
        refuse_faulty_lists(evidence, codes, settings)
    wanted = evidence.gdp[evidence.gdp["unit"] == settings.gdp.unit]
    if wanted.empty:
        expected = f"rows of the unit {settings.gdp.unit}"
        raise BadInput([Problem(settings.gdp.source, expected, "correct frame.gdp.unit", column="unit")])
    evidence = replace(evidence, gdp=wanted)
    set_aside: list[dict[str, Any]] = []
    accounting: list[tuple[str, int, int, int]] = []
    for series in _configured(evidence, settings):
        table = getattr(evidence, series.table)
        refuse_two_values(table, series.source)
        studied = tuple(evidence.countries["country"])
        if series.version != settings.nuts_version:
            weights: dict[int, pd.DataFrame] = {
                level: conversion_weights(evidence.converters[source])
                for (version, level), source in settings.nuts.matrices().items()
                if version == series.version and level in series.levels
            }
            used, reasons = _converted(table, weights, series, studied, settings.nuts_version)
        else:
            reasons = faulty_codes(table["geo"].unique(), codes, studied) if codes else {}
            used = table[~table["geo"].isin(list(reasons))]
        if codes is not None or series.version != settings.nuts_version:
            rows = table[table["geo"].isin(list(reasons))].drop_duplicates("row")
            set_aside += [
                {"file": series.source, "row": int(row.row), "record": str(row.geo), "reason": reasons[row.geo]}
                for row in rows.itertuples()
            ]
            read = table["row"].nunique()
            accounting.append((series.source, read, read - len(rows), len(rows)))
        evidence = replace(evidence, **{series.table: used})
    return RegionalValues(_with_merged(evidence, settings), set_aside, accounting)


def refuse_faulty_lists(evidence: Evidence, codes: NutsCodes, settings: Settings) -> None:
    """Raise `BadInput` for each city and region of the lists whose code is none of the version."""
    studied = tuple(evidence.countries["country"])
    problems = []
    lists = [("regions", "nuts_id", "NUTS_ID")]
    if "nuts3" in evidence.cities:
        lists.insert(0, ("cities", "nuts3", "NUTS3_2021" if settings.cities.kind == "urban_audit" else "nuts3"))
    for table, column, title in lists:
        listed = getattr(evidence, table)
        faults = faulty_codes(listed[column].dropna().unique(), codes, studied)
        remedy = "correct the code, or name the version of the list"
        problems += [
            Problem(
                evidence.file(table),
                f"a region of NUTS {codes.version} ({faults[code]})",
                remedy,
                int(row),
                title,
                code,
            )
            for row, code in zip(listed["row"], listed[column], strict=True)
            if code in faults
        ]
    if problems:
        raise BadInput(problems)


def _configured(evidence: Evidence, settings: Settings) -> list[_Series]:
    """Return the regional sources that are there."""
    own = settings.nuts_version
    found = [_Series("gdp", settings.gdp.source, settings.gdp.nuts_version or own, "intensive", (2, 3), True)]
    if evidence.region_population is not None and settings.regions.population is not None:
        version = settings.regions.population_nuts_version or own
        found.append(_Series("region_population", settings.regions.population, version, "extensive", (2,), False))
    if evidence.education is not None and settings.education is not None:
        version = settings.education.nuts_version or own
        found.append(_Series("education", settings.education.source, version, "intensive", (2,), False))
    return found


def _converted(
    table: pd.DataFrame, weights: Mapping[int, pd.DataFrame], series: _Series, studied: tuple[str, ...], version: str
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the converted series, at the levels that have weights, and why regions could not be converted."""
    parts = []
    reasons: dict[str, str] = {}
    for level, pairs in weights.items():
        own = table[(table["geo"].str.len() == level + 2) & table["geo"].str.startswith(studied)]
        own = own[~own["geo"].str.fullmatch(EXTRA_REGIO)]
        parts.append(convert_values(own, pairs, series.kind, series.version))
        without = sorted(set(own["geo"]) - set(pairs["origin"]))
        reasons |= dict.fromkeys(without, f"no weight to convert it from NUTS {series.version} to {version}")
    return pd.concat(parts, ignore_index=True), reasons


def _with_merged(evidence: Evidence, settings: Settings) -> Evidence:
    """Return the evidence with values of the merged regions: sums of people, means by people."""
    merged = settings.regions.merged
    if not merged:
        return evidence
    people = pd.Series(dtype="Float64")
    if evidence.region_population is not None:
        people = latest_values(evidence.region_population, str(settings.regions.population))["value"]
    changes: dict[str, pd.DataFrame] = {}
    for series in _configured(evidence, settings):
        table = getattr(evidence, series.table)
        listed = set(table["geo"]) if series.whole_from_source else set()
        missing = {code: region for code, region in merged.items() if code not in listed}
        own = table[~table["geo"].isin(list(missing))]
        wholes = [_whole(own, code, region, series.kind, people) for code, region in missing.items()]
        changes[series.table] = pd.concat([own, *wholes], ignore_index=True)
    return replace(evidence, **changes)


def _whole(table: pd.DataFrame, code: str, region: MergedRegion, kind: Kind, people: pd.Series[Any]) -> pd.DataFrame:
    """Return the series of a merged region, of the years in which all its parts have a value."""
    parts = table.loc[table["geo"].isin(region.parts) & table["value"].notna(), ["geo", "year", "value"]]
    weight = parts["geo"].map(people).astype("Float64") if kind == "intensive" else 1.0
    amounts = parts.assign(weight=weight, amount=parts["value"].astype("Float64") * weight).dropna(subset="weight")
    sums = amounts.groupby("year")[["amount", "weight"]].sum()
    sums = sums[amounts.groupby("year")["geo"].nunique() == len(region.parts)]
    joined = " and ".join(region.parts) if len(region.parts) == 2 else ", ".join(region.parts)
    note = f"sum of {joined}" if kind == "extensive" else f"mean of {joined}, weighted by population"
    value = sums["amount"] if kind == "extensive" else sums["amount"] / sums["weight"]
    return pd.DataFrame({"geo": code, "year": sums.index, "value": value.to_numpy(), "conversion": note}).astype(
        {"geo": "string", "year": "Int64", "value": "Float64", "conversion": "string"}
    )
