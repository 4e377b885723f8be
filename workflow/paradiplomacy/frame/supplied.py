"""Numeric covariates that a researcher supplies in long tables: the value of the most specific place of each unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy.frame.fields import COVARIATE_SOURCES, SUPPLIED, UNITS
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.tables import typed

if TYPE_CHECKING:
    from paradiplomacy.config.covariates import Supplied
    from paradiplomacy.frame.evidence import Evidence

NUTS1_CODE_LENGTH = 3
ANALYSIS_KEYS = {"study", "partner", "answered"}  # columns of the analysis table that the frame does not have


@dataclass(frozen=True)
class SuppliedCovariates:
    """Values (`SUPPLIED`), the source of each (`COVARIATE_SOURCES`), and the books of the tables."""

    values: pd.DataFrame
    sources: pd.DataFrame
    set_aside: list[dict[str, Any]]
    accounting: list[tuple[str, int, int, int]]


def supplied_covariates(
    units: pd.DataFrame, evidence: Evidence, settings: Mapping[str, Supplied]
) -> SuppliedCovariates:
    """Return the supplied covariates of each unit.

    A unit takes the row of its own code, else that of its NUTS 3, NUTS 2 or NUTS 1 region, else that of its country;
    the level is recorded. Of several years the latest of the configured span counts.

    Parameters
    ----------
    units
        unit_id, level, country, nuts2, nuts3 (missing for regions).
    evidence
        `supplied`: by source id, place, field, value, year, source and row.
    settings
        the section `frame.supplied` of the configuration.

    Raises
    ------
    BadInput
        when a place has two values of one field and year, no unit has a value of a configured field, or a covariate
        bears the name of another column.
    """
    taken = sorted(set(settings) & ({*UNITS.columns} | ANALYSIS_KEYS))
    if taken:
        expected = "a name that no other column bears"
        raise BadInput(
            Problem("the configuration", expected, "choose another", column="frame.supplied", value=name)
            for name in taken
        )
    places = _places(units)
    known = set(places["place"])
    values, set_aside, accounting = [], [], []
    for source in sorted({entry.source for entry in settings.values()}):
        table = evidence.supplied[source]
        _refuse_repeated(table, source)
        used: set[int] = set()
        reasons = pd.Series("a field that the configuration does not take", index=table.index, dtype="string")
        for name, entry in settings.items():
            if entry.source != source:
                continue
            own = table[table["field"] == entry.field]
            reasons[own.index] = "a year outside the configured span"
            own = own[own["year"].between(entry.earliest_year, entry.latest_year)]
            reasons[own.index] = "a place that holds no unit of the census"
            own = own[own["place"].isin(known)].sort_values("year")
            reasons[own.index] = "another year of the place is later"
            own = own.drop_duplicates("place", keep="last")
            used |= set(own.index)
            # places stand in the order from the unit itself to its country
            found = places.merge(own, on="place", how="inner", validate="many_to_one").sort_values("order")
            found = found.drop_duplicates("unit_id")
            if found.empty:
                expected = (
                    f'values of "{entry.field}" for units of the census, {entry.earliest_year} to {entry.latest_year}'
                )
                remedy = f"correct frame.supplied.{name}, or the table"
                raise BadInput([Problem(source, expected, remedy, column="field")])
            values.append(found.assign(field=name, reference=found["source"], source=source))
        reasons[sorted(used)] = pd.NA  # a row that one covariate takes is not set aside for another
        left = table[reasons.notna()]
        set_aside += [
            {"file": source, "row": row.row, "record": f"{row.place} {row.field} {row.year}", "reason": reason}
            for row, reason in zip(left.itertuples(), reasons[reasons.notna()], strict=True)
        ]
        accounting.append((source, len(table), len(table) - len(left), len(left)))
    columns = SUPPLIED.columns
    held = pd.concat(values)[columns] if values else pd.DataFrame(columns=columns)
    held = held.sort_values(["unit_id", "field"], ignore_index=True)
    return SuppliedCovariates(
        values=typed(held, SUPPLIED),
        sources=typed(held.drop(columns=["value", "reference"]), COVARIATE_SOURCES),
        set_aside=set_aside,
        accounting=accounting,
    )


def _places(units: pd.DataFrame) -> pd.DataFrame:
    """Return unit_id, place, geographic_level and order: the places of each unit, from its own to its country."""
    is_region = units["level"] == "region"
    codes = {
        "unit": units["unit_id"],
        "NUTS 3": units["nuts3"].mask(is_region),
        "NUTS 2": units["nuts2"].mask(is_region),
        "NUTS 1": units["nuts2"].str[:NUTS1_CODE_LENGTH],
        "country": units["country"],
    }
    places = [
        pd.DataFrame({"unit_id": units["unit_id"], "place": code, "geographic_level": level, "order": order})
        for order, (level, code) in enumerate(codes.items())
    ]
    return pd.concat(places, ignore_index=True).dropna(subset=["place"])


def _refuse_repeated(table: pd.DataFrame, source: str) -> None:
    twice = table[table.duplicated(["place", "field", "year"])]
    if not twice.empty:
        expected, remedy = "one value per place, field and year", "remove the duplicate"
        raise BadInput(
            Problem(source, expected, remedy, int(row.row), "place", f"{row.place}, {row.field}, {row.year}")
            for row in twice.itertuples()
        )
