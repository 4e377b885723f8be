"""The cities of the census, by one of three definitions: Urban Audit, places of GeoNames, or a supplied list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy.frame.districts import district_reasons
from paradiplomacy.frame.locate import nuts3_of_places
from paradiplomacy.frame.names import city_names
from paradiplomacy.frame.nuts import conversion_weights
from paradiplomacy.frame.regions import NUTS2_CODE_LENGTH, refuse_duplicates
from paradiplomacy.frame.series import latest_values
from paradiplomacy.problems import BadInput, Problem

if TYPE_CHECKING:
    from paradiplomacy.config.model import Frame as Settings
    from paradiplomacy.frame.evidence import Evidence

CITY_CATEGORY = "C"  # Urban Audit: C city, K greater city, F functional urban area
NATIONAL_CAPITAL = "PPLC"
CODE_COLUMN = {"urban_audit": "URAU_CODE", "places": "geonameid", "supplied": "unit_id"}


def listed_cities(evidence: Evidence, settings: Settings) -> pd.DataFrame:
    """Return the list of cities in one form, whatever its kind.

    Returns
    -------
    pandas.DataFrame
        row, unit_id, country, name, capital, nuts3, found (how the region was found), longitude, latitude, population,
        population_year, reason (why it cannot be a city of the census, missing where it can).

    Raises
    ------
    BadInput
        when a city is listed twice.
    """
    table = evidence.cities
    kind = settings.cities.kind
    studied = set(evidence.countries["country"])
    if kind == "places":
        codes = dict(zip(evidence.countries["iso2"], evidence.countries["country"], strict=True))
        table = table.assign(
            unit_id="GN" + table["geonameid"].astype("string"),
            country=table["country_code"].map(codes).fillna(table["country_code"]),
            capital=table["feature_code"] == NATIONAL_CAPITAL,
            population_year=pd.Series(pd.NA, index=table.index, dtype="Int64"),  # GeoNames does not say it
        )
    refuse_duplicates(table, "unit_id", evidence.file("cities"), CODE_COLUMN[kind])
    abroad = ~table["country"].isin(studied)
    reason = pd.Series(pd.NA, index=table.index, dtype="string")
    reason[abroad] = "country " + table["country"].astype("string") + " is not studied"
    if kind == "urban_audit":
        population = latest_values(evidence.population, str(settings.cities.population))
        table = table.assign(
            population=table["unit_id"].map(population["value"]).astype("Float64").round().astype("Int64"),
            population_year=table["unit_id"].map(population["year"]).astype("Int64"),
            found=pd.Series(pd.NA, index=table.index, dtype="string"),
        )
        other = ~abroad & (table["category"] != CITY_CATEGORY)
        reason[other] = "Urban Audit category " + table["category"].astype("string") + " is not a city"
    else:
        large = ~abroad & (table["population"] >= settings.cities.minimum_population)
        if kind == "places":
            reason[large] = district_reasons(table[large], evidence.districts)
            small = ~abroad & ~large  # GeoNames is a list of places of every size
            reason[small] = f"fewer than {settings.cities.minimum_population} inhabitants"
        table = _located(table, large & reason.isna(), evidence, settings)
        reason[large & reason.isna() & table["nuts3"].isna()] = "its NUTS 3 region was not found"
    columns = ["row", "unit_id", "country", "name", "capital", "nuts3", "found", "longitude", "latitude"]
    return table[[*columns, "population", "population_year"]].assign(reason=reason)


def _located(table: pd.DataFrame, wanted: pd.Series[bool], evidence: Evidence, settings: Settings) -> pd.DataFrame:
    """Return the cities with the NUTS 3 regions of those that are wanted and have none."""
    areas = settings.nuts.areas
    weights = None
    if areas is not None and areas.nuts_version not in (None, settings.nuts_version):
        weights = conversion_weights(evidence.converters[settings.nuts.matrices()[areas.nuts_version, 3]])
    given = table["nuts3"] if "nuts3" in table else pd.Series(pd.NA, index=table.index, dtype="string")
    places = table[wanted & given.isna()]
    found = nuts3_of_places(places, evidence.local_units, evidence.areas, weights).reindex(table.index)
    return table.assign(nuts3=given.fillna(found["nuts3"]), found=found["found"])


def census_cities(
    listed: pd.DataFrame, evidence: Evidence, settings: Settings
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Return the cities of the census and those that were set aside.

    Parameters
    ----------
    listed
        of `listed_cities`.

    Raises
    ------
    BadInput
        when a city is too small or has no population, unless these are to be set aside.
    """
    smallest = settings.cities.minimum_population
    aside: list[dict[str, Any]] = []
    problems: list[Problem] = []
    taken = []
    for position, city in enumerate(listed.itertuples()):
        reason = city.reason if isinstance(city.reason, str) else ""
        fault = figure = ""
        if reason:
            pass
        elif pd.isna(city.population):
            fault = f"no population in {settings.cities.population}"
        elif city.population < smallest:
            fault = f"fewer than {smallest} inhabitants"
            figure = f", {city.population} inhabitants in {city.population_year}"
        if fault and settings.cities.below_minimum == "error":
            remedy = "correct the lists, or set frame.cities.below_minimum to set_aside"
            expected = f"a city of at least {smallest} inhabitants expected ({fault}{figure})"
            column = CODE_COLUMN[settings.cities.kind]
            problems.append(Problem(evidence.file("cities"), expected, remedy, int(city.row), column, city.unit_id))
        elif reason or fault:
            record = f"{city.unit_id} {city.name}{figure}"
            aside.append({"file": settings.cities.source, "row": city.row, "record": record, "reason": reason or fault})
        else:
            taken.append(position)
    if problems:
        raise BadInput(problems)
    cities = listed.iloc[taken].assign(level="city", nuts2=lambda table: table["nuts3"].str[:NUTS2_CODE_LENGTH])
    iso2 = dict(zip(evidence.countries["country"], evidence.countries["iso2"], strict=True))
    region_names = dict(zip(evidence.regions["nuts_id"], evidence.regions["name_latin"], strict=True))
    names, named = city_names(cities, iso2, region_names, evidence.names)
    return cities.assign(names=cities["unit_id"].map(names), named=cities["unit_id"].isin(named)), aside
