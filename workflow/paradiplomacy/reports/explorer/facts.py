"""What the explorer tells of a unit itself: its covariates, each with year, source and geographic level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paradiplomacy.fields import PANDAS_TYPES
from paradiplomacy.frame.fields import UNITS
from paradiplomacy.reports.explorer.columns import plain

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Fact:
    """One line of a unit's facts.

    Parameters
    ----------
    field
        column of the units.
    label
        its name in print.
    sourced
        covariate under which its source is recorded, where that is another one.
    beside
        column whose text stands beside the value, such as the name of the nearest port.
    """

    field: str
    label: str
    sourced: str = ""
    beside: str = ""


FACTS = (
    Fact("population", "Inhabitants"),
    Fact("gdp_pps", "GDP per inhabitant"),
    Fact("tertiary_share", "Tertiary education, aged 25 to 64"),
    Fact("capital", "Capital, or region that holds it"),
    Fact("regional_seat", "Seat of a regional administration"),
    Fact("metropolitan_type", "Metropolitan region"),
    Fact("urban_rural", "Urban or rural region"),
    Fact("coastal", "Coastal region"),
    Fact("border", "Border region"),
    Fact("port_km", "Nearest sea port", beside="port_name"),
    Fact("airport_km", "Nearest airport with scheduled routes", beside="airport_name"),
    Fact("long_haul_airport_km", "Nearest airport with long-haul routes", beside="long_haul_airport_name"),
    Fact("party", "Party in office", beside="party_level"),
    Fact("party_family", "Its family", sourced="party"),
    Fact("party_left_right", "Its place from left (0) to right (10)", sourced="party"),
    Fact("copartisan", "Head's party is in the national cabinet"),
    Fact("eu_accession_year", "Country in the Union since"),
    Fact("in_cn_cee", "Country in China's format with Central and Eastern Europe"),
)


def facts_of_units(
    units: pd.DataFrame,
    covariate_sources: pd.DataFrame,
    supplied: pd.DataFrame,
    supplied_labels: Mapping[str, str],
    source_number: Mapping[str, int],
) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the facts, each with a value and an origin per unit, and the origins.

    Parameters
    ----------
    units, covariate_sources, supplied
        `UNITS`, in the order of the page; `COVARIATE_SOURCES`; `SUPPLIED`.
    supplied_labels
        names in print of supplied covariates.
    source_number
        place of each source in the list of the page.

    Returns
    -------
    tuple
        facts (label, unit, kind, values, texts beside them, numbers of origins), without those that no unit has or
        that are restricted, and origins (number of the source, year, geographic level, conversion).
    """
    order = units["unit_id"]
    numbers: dict[tuple[Any, ...], int] = {}
    known = covariate_sources.drop_duplicates(["unit_id", "field"])
    by_field = {str(field): rows.set_index("unit_id") for field, rows in known.groupby("field")}

    def origins(field: str, values: pd.Series[Any]) -> list[int | None]:
        if field not in by_field:
            return [None] * len(order)
        rows = by_field[field].reindex(order)
        columns = (rows[name] for name in ("source", "year", "geographic_level", "conversion"))
        found: list[int | None] = []
        for value, source, year, level, conversion in zip(values, *(plain(column) for column in columns), strict=True):
            if value is None or source is None:
                found.append(None)
            else:
                origin = (source_number.get(source), year, level, conversion)
                found.append(numbers.setdefault(origin, len(numbers)))
        return found

    facts = []
    for fact in FACTS:
        field = UNITS[fact.field]
        shown = [name for name in (fact.field, fact.beside) if name and UNITS[name].sensitivity == "public"]
        if fact.field not in shown:
            continue
        values = plain(units[fact.field])
        beside = plain(units[fact.beside]) if fact.beside in shown else []
        origin = origins(fact.sourced or fact.field, values)
        facts.append((fact.label, field.unit, field.kind, values, beside, origin))
    for name, label in supplied_labels.items():
        rows = supplied[supplied["field"] == name].set_index("unit_id")["value"]
        values = plain(rows.reindex(order).astype(PANDAS_TYPES["number"]))
        facts.append((label, "", "number", values, [], origins(name, values)))
    keys = ("label", "unit", "kind", "values", "beside", "origin")
    told = [dict(zip(keys, fact, strict=True)) for fact in facts if any(value is not None for value in fact[3])]
    return told, [list(origin) for origin in numbers]
