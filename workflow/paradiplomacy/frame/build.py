"""Build the census: one row per city and region with its covariates, and for each value where it came from.

Second stage of the flow. Both worlds, simulated and open, pass through the same code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
from paradiplomacy.frame.context import context_of_units
from paradiplomacy.frame.distance import nearest_ports
from paradiplomacy.frame.fields import COVARIATE_SOURCES, UNITS
from paradiplomacy.frame.names import city_names
from paradiplomacy.frame.parties import parties_at, parties_in_office
from paradiplomacy.frame.series import latest_values
from paradiplomacy.frame.supplied import supplied_covariates
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.tables import typed

if TYPE_CHECKING:
    from paradiplomacy.config.model import Frame as Settings
    from paradiplomacy.frame.evidence import Evidence

STAGE = "build_frame"
CITY_CATEGORY = "C"  # Urban Audit: C city, K greater city, F functional urban area
FIRST_NUMBER = "001C"
NUTS2_CODE_LENGTH = 4
EXTRA_REGIO = "ZZ"  # territory that belongs to no region, such as embassies


@dataclass(frozen=True)
class Frame:
    """The census with its books: `UNITS`, `PARTIES_IN_OFFICE`, `SUPPLIED`, `COVARIATE_SOURCES` and so on."""

    units: pd.DataFrame
    parties: pd.DataFrame
    supplied: pd.DataFrame
    covariate_sources: pd.DataFrame
    set_aside: pd.DataFrame
    accounting: pd.DataFrame


def build_frame(evidence: Evidence, settings: Settings) -> Frame:
    """Return the census of cities and regions.

    A city's gross domestic product is that of its NUTS 3 region, or of its NUTS 2 region where this is missing; the
    level is recorded. A region counts as capital when it holds the capital city or is the country's only region.

    Raises
    ------
    BadInput
        when a unit is listed twice, a city is too small or has no population (unless these are to be set aside), a
        country of several regions has no capital, or a table does not hold what the configuration names.
    """
    cities, left_cities = _cities(evidence, settings)
    regions, left_regions = _regions(evidence, settings)
    units = pd.concat([cities, regions], ignore_index=True)
    units["capital"] = _capitals(units, evidence.cities, settings)
    units = units.merge(_gdp(units, evidence.gdp, settings), on="unit_id", how="left", validate="one_to_one")
    ports = evidence.ports[evidence.ports["harbour_size"].isin(settings.ports.harbour_sizes)]
    if ports.empty:
        expected = "at least one port of the sizes " + ", ".join(settings.ports.harbour_sizes)
        raise BadInput([Problem(settings.ports.source, expected, "correct frame.ports.harbour_sizes")])
    units = units.merge(nearest_ports(cities, regions, ports), on="unit_id", how="left", validate="one_to_one")
    units["port_city"] = units["port_km"] <= settings.ports.port_city_km
    listed = {*evidence.cities["unit_id"], *evidence.regions["nuts_id"]}
    parties = parties_in_office(units, evidence, listed, settings.parties)
    at_census = parties_at(parties, settings.parties.date)
    units = units.merge(at_census, on="unit_id", how="left", validate="one_to_one")
    units = units.merge(evidence.countries[["country", "macro_region", "cee"]], on="country", how="left")
    units["nuts_version"] = settings.nuts_version
    context = context_of_units(cities, regions, evidence, settings)
    units = units.merge(context.values, on="unit_id", how="left", validate="one_to_one")
    for name, amount in (("log_population", "population"), ("log_gdp", "gdp_pps")):
        units[name] = np.log(units[amount].to_numpy(dtype=float, na_value=np.nan))
    table = typed(units[[name for name in UNITS.columns if name in units]], UNITS).sort_values("unit_id")
    supplied = supplied_covariates(units, evidence, settings.supplied)
    left = left_cities + left_regions + context.set_aside + supplied.set_aside
    sources = pd.concat([_covariate_sources(units, settings), context.sources, supplied.sources], ignore_index=True)
    return Frame(
        units=table.reset_index(drop=True),
        parties=parties,
        supplied=supplied.values,
        covariate_sources=sources.sort_values(["unit_id", "field"], ignore_index=True),
        set_aside=typed(pd.DataFrame(left, columns=SET_ASIDE.columns), SET_ASIDE),
        accounting=_accounting(
            [
                (settings.cities.source, len(evidence.cities), len(cities), len(left_cities)),
                (settings.regions.source, len(evidence.regions), len(regions), len(left_regions)),
                *context.accounting,
                *supplied.accounting,
            ]
        ),
    )


def _accounting(counts: list[tuple[str, int, int, int]]) -> pd.DataFrame:
    return typed(pd.DataFrame([(STAGE, *count) for count in counts], columns=ACCOUNTING.columns), ACCOUNTING)


def _set_aside(file: str, row: int, code: str, name: str, reason: str) -> dict[str, Any]:
    return {"file": file, "row": row, "record": f"{code} {name}", "reason": reason}


def _refuse_duplicates(table: pd.DataFrame, key: str, file: str, column: str) -> None:
    twice = table[table.duplicated(key)]
    if not twice.empty:
        expected, remedy = "each unit to be listed once", "remove the duplicate"
        raise BadInput(
            Problem(file, expected, remedy, int(row), column, str(code))
            for row, code in zip(twice["row"], twice[key], strict=True)
        )


def _cities(evidence: Evidence, settings: Settings) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Return the cities of the census and those that were set aside."""
    file, smallest = settings.cities.source, settings.cities.minimum_population
    _refuse_duplicates(evidence.cities, "unit_id", evidence.file("cities"), "URAU_CODE")
    population = latest_values(evidence.population, settings.cities.population)
    cities = evidence.cities.assign(
        population=evidence.cities["unit_id"].map(population["value"]).astype("Float64").round().astype("Int64"),
        population_year=evidence.cities["unit_id"].map(population["year"]).astype("Int64"),
    )
    studied = set(evidence.countries["country"])
    aside: list[dict[str, Any]] = []
    problems: list[Problem] = []
    taken = []
    for position, city in enumerate(cities.itertuples()):
        reason = fault = figure = ""
        if city.country not in studied:
            reason = f"country {city.country} is not studied"
        elif city.category != CITY_CATEGORY:
            reason = f"Urban Audit category {city.category} is not a city"
        elif pd.isna(city.population):
            fault = f"no population in {settings.cities.population}"
        elif city.population < smallest:
            fault = f"fewer than {smallest} inhabitants"
            figure = f", {city.population} inhabitants in {city.population_year}"
        if fault and settings.cities.below_minimum == "error":
            remedy = "correct the lists, or set frame.cities.below_minimum to set_aside"
            expected = f"a city of at least {smallest} inhabitants expected ({fault}{figure})"
            problems.append(
                Problem(evidence.file("cities"), expected, remedy, int(city.row), "URAU_CODE", city.unit_id)
            )
        elif reason or fault:
            aside.append(_set_aside(file, city.row, city.unit_id, city.name + figure, reason or fault))
        else:
            taken.append(position)
    if problems:
        raise BadInput(problems)
    cities = cities.iloc[taken].assign(level="city", nuts2=lambda table: table["nuts3"].str[:NUTS2_CODE_LENGTH])
    iso2 = dict(zip(evidence.countries["country"], evidence.countries["iso2"], strict=True))
    region_names = dict(zip(evidence.regions["nuts_id"], evidence.regions["name_latin"], strict=True))
    names, found = city_names(cities, iso2, region_names, evidence.names)
    return cities.assign(names=cities["unit_id"].map(names), found=cities["unit_id"].isin(found)), aside


def _regions(evidence: Evidence, settings: Settings) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Return the NUTS 2 regions of the census and those that were set aside."""
    file = settings.regions.source
    _refuse_duplicates(evidence.regions, "nuts_id", evidence.file("regions"), "NUTS_ID")
    studied = set(evidence.countries["country"])
    aside = []
    taken = []
    for position, region in enumerate(evidence.regions.itertuples()):
        if region.country not in studied:
            reason = f"country {region.country} is not studied"
        elif region.nuts_level != 2 or len(region.nuts_id) != NUTS2_CODE_LENGTH:
            reason = "not a region of NUTS level 2"
        elif region.nuts_id.endswith(EXTRA_REGIO):
            reason = "territory outside the regions"
        else:
            taken.append(position)
            continue
        aside.append(_set_aside(file, region.row, region.nuts_id, region.name, reason))
    regions = evidence.regions.iloc[taken].rename(columns={"nuts_id": "unit_id"})
    regions = regions.assign(
        level="region",
        nuts2=regions["unit_id"],
        names=["|".join(dict.fromkeys(pair)) for pair in zip(regions["name"], regions["name_latin"], strict=True)],
    )
    if settings.regions.population is not None and evidence.region_population is not None:
        population = latest_values(evidence.region_population, settings.regions.population)
        regions["population"] = regions["unit_id"].map(population["value"]).astype("Float64").round().astype("Int64")
        regions["population_year"] = regions["unit_id"].map(population["year"]).astype("Int64")
    return regions, aside


def _capitals(units: pd.DataFrame, listed: pd.DataFrame, settings: Settings) -> pd.Series[Any]:
    """Return which cities are capitals, and which regions hold one (also one that is too small for the census).

    The list marks capitals, but not all of them (Helsinki and Lefkosia are unmarked in 2021): where a country has no
    mark, its first number is taken, which the Urban Audit gives to the capital.
    """
    unmarked = ~listed["country"].isin(listed.loc[listed["capital"], "country"])
    capitals = listed[listed["capital"] | (unmarked & (listed["unit_id"].str[2:] == FIRST_NUMBER))]
    holding = set(capitals["nuts3"].str[:NUTS2_CODE_LENGTH])
    regions = units[units["level"] == "region"]
    only = regions.groupby("country")["unit_id"].transform("size") == 1
    without = sorted(set(regions.loc[~only, "country"]) - set(capitals["country"]))
    if without:
        remedy = 'mark it by "Y" in the property CITY_CPTL'
        raise BadInput(
            Problem(settings.cities.source, "a capital of this country", remedy, column="CITY_CPTL", value=country)
            for country in without
        )
    sole = set(regions.loc[only, "unit_id"])
    return units["unit_id"].isin([*capitals["unit_id"], *holding, *sole])


def _gdp(units: pd.DataFrame, gdp: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return gross domestic product per inhabitant with its year and level."""
    wanted = gdp[gdp["unit"] == settings.gdp.unit]
    if wanted.empty:
        expected = f"rows of the unit {settings.gdp.unit}"
        raise BadInput([Problem(settings.gdp.source, expected, "correct frame.gdp.unit", column="unit")])
    years = (settings.gdp.earliest_year, settings.gdp.latest_year)
    latest = latest_values(wanted, settings.gdp.source, years)
    at_nuts3 = units["nuts3"].isin(latest.index)
    at_nuts2 = ~at_nuts3 & units["nuts2"].isin(latest.index)
    place = units["nuts3"].where(at_nuts3, units["nuts2"])
    level = pd.Series(pd.NA, index=units.index, dtype="string").mask(at_nuts3, "NUTS 3").mask(at_nuts2, "NUTS 2")
    return pd.DataFrame(
        {
            "unit_id": units["unit_id"],
            "gdp_pps": place.map(latest["value"]).astype("Float64"),
            "gdp_year": place.map(latest["year"]).astype("Int64"),
            "gdp_level": level,
        }
    )


def _covariate_sources(units: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return for each unit and covariate that has a value its source, year and geographic level."""
    city = units["level"] == "city"
    local = units["party_level"] == "local"
    own = pd.Series(np.where(city, "city", "NUTS 2"), index=units.index)
    lists = pd.Series(np.where(city, settings.cities.source, settings.regions.source), index=units.index)
    population = np.where(city, settings.cities.population, settings.regions.population or "")
    measured = np.where(city, "label point", "area of the region")
    # covariate: its source, year and level, and the units that have a value
    rows: dict[str, tuple[Any, Any, Any, pd.Series[Any]]] = {
        "population": (population, units["population_year"], own, units["population"].notna()),
        "gdp_pps": (settings.gdp.source, units["gdp_year"], units["gdp_level"], units["gdp_pps"].notna()),
        "port_km": (settings.ports.source, pd.NA, measured, units["port_km"].notna()),
        "party": (
            np.where(local.fillna(False), settings.parties.local or "", settings.parties.cabinets),
            int(settings.parties.date[:4]),
            units["party_level"],
            units["party"].notna(),
        ),
        "party_left_right": (
            settings.parties.parties,
            int(settings.parties.date[:4]),
            units["party_level"],
            units["party_left_right"].notna(),
        ),
        "copartisan": (
            settings.parties.local or "",
            int(settings.parties.date[:4]),
            units["party_level"],
            units["copartisan"].notna(),
        ),
        "capital": (settings.cities.source, pd.NA, own, units["capital"].notna()),
        "latitude": (lists, pd.NA, measured, units["latitude"].notna()),
        "names": (settings.cities.names or "", pd.NA, "city", units["found"].fillna(False).astype(bool)),
    }
    tables = [
        pd.DataFrame(
            {
                "unit_id": units["unit_id"],
                "field": name,
                "source": source,
                "year": pd.array([year] * len(units), dtype="Int64") if not isinstance(year, pd.Series) else year,
                "geographic_level": level,
            }
        )[held]
        for name, (source, year, level, held) in rows.items()
    ]
    return typed(pd.concat(tables, ignore_index=True), COVARIATE_SOURCES).sort_values(
        ["unit_id", "field"], ignore_index=True
    )
