"""Build the census: one row per city and region with its covariates, and for each value where it came from.

Second stage of the flow. Both worlds, simulated and open, pass through the same code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
from paradiplomacy.frame.cities import census_cities, listed_cities
from paradiplomacy.frame.context import context_of_units
from paradiplomacy.frame.distance import nearest_ports
from paradiplomacy.frame.fields import COVARIATE_SOURCES, UNITS
from paradiplomacy.frame.locate import BY_NAME
from paradiplomacy.frame.parties import parties_at, parties_in_office
from paradiplomacy.frame.regional import regional_values
from paradiplomacy.frame.regions import NUTS2_CODE_LENGTH, census_regions
from paradiplomacy.frame.series import latest_values
from paradiplomacy.frame.supplied import supplied_covariates
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.tables import typed

if TYPE_CHECKING:
    from paradiplomacy.config.model import Frame as Settings
    from paradiplomacy.frame.evidence import Evidence

STAGE = "build_frame"
FIRST_NUMBER = "001C"


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
    regional = regional_values(evidence, settings)
    evidence = regional.evidence
    listed_as_cities = listed_cities(evidence, settings)
    cities, left_cities = census_cities(listed_as_cities, evidence, settings)
    regions, left_regions, regions_taken = census_regions(evidence, settings)
    units = pd.concat([cities, regions], ignore_index=True)
    units["capital"] = _capitals(units, listed_as_cities, settings)
    units = units.merge(_gdp(units, evidence.gdp, settings), on="unit_id", how="left", validate="one_to_one")
    ports = evidence.ports[evidence.ports["harbour_size"].isin(settings.ports.harbour_sizes)]
    if ports.empty:
        expected = "at least one port of the sizes " + ", ".join(settings.ports.harbour_sizes)
        raise BadInput([Problem(settings.ports.source, expected, "correct frame.ports.harbour_sizes")])
    units = units.merge(nearest_ports(cities, regions, ports), on="unit_id", how="left", validate="one_to_one")
    units["port_city"] = units["port_km"] <= settings.ports.port_city_km
    listed = {*listed_as_cities["unit_id"], *evidence.regions["nuts_id"], *settings.regions.merged}
    parties = parties_in_office(units, evidence, listed, settings.parties)
    at_census = parties_at(parties, settings.parties.date)
    units = units.merge(at_census, on="unit_id", how="left", validate="one_to_one")
    units = units.merge(evidence.countries[["country", "macro_region", "cee"]], on="country", how="left")
    units["nuts_version"] = settings.nuts_version
    context = context_of_units(cities, regions, evidence, settings)
    units = units.merge(context.values, on="unit_id", how="left", validate="one_to_one")
    for name, amount in (("log_population", "population"), ("log_gdp", "gdp_pps")):
        units[name] = np.log(units[amount].to_numpy(dtype=float, na_value=np.nan))
    supplied = supplied_covariates(units, evidence, settings.supplied)
    sources = pd.concat(
        [_covariate_sources(units, evidence, settings), context.sources, supplied.sources], ignore_index=True
    )
    if evidence.education is not None:
        sources = _with_conversions(sources, units, evidence.education, "tertiary_share")
    units.loc[units["unit_id"].isin(list(settings.regions.merged)), "nuts2"] = pd.NA  # it is no NUTS 2 region
    table = typed(units[[name for name in UNITS.columns if name in units]], UNITS).sort_values("unit_id")
    left = left_cities + left_regions + context.set_aside + regional.set_aside + supplied.set_aside
    return Frame(
        units=table.reset_index(drop=True),
        parties=parties,
        supplied=supplied.values,
        covariate_sources=sources.sort_values(["unit_id", "field"], ignore_index=True),
        set_aside=typed(pd.DataFrame(left, columns=SET_ASIDE.columns), SET_ASIDE),
        accounting=_accounting(
            [
                (settings.cities.source, len(evidence.cities), len(cities), len(left_cities)),
                (settings.regions.source, len(evidence.regions), regions_taken, len(left_regions)),
                *context.accounting,
                *regional.accounting,
                *supplied.accounting,
            ]
        ),
    )


def _accounting(counts: list[tuple[str, int, int, int]]) -> pd.DataFrame:
    return typed(pd.DataFrame([(STAGE, *count) for count in counts], columns=ACCOUNTING.columns), ACCOUNTING)


def _capitals(units: pd.DataFrame, listed: pd.DataFrame, settings: Settings) -> pd.Series[Any]:
    """Return which cities are capitals, and which regions hold one (also one that is too small for the census).

    The list marks capitals, but not all of them (Helsinki and Lefkosia are unmarked in 2021): where a country has no
    mark, its first number is taken, which the Urban Audit gives to the capital.
    """
    unmarked = ~listed["country"].isin(listed.loc[listed["capital"], "country"])
    capitals = listed[listed["capital"] | (unmarked & (listed["unit_id"].str[2:] == FIRST_NUMBER))]
    whole_of = settings.regions.whole_of()
    holding = {whole_of.get(code, code) for code in capitals["nuts3"].dropna().str[:NUTS2_CODE_LENGTH]}
    regions = units[units["level"] == "region"]
    only = regions.groupby("country")["unit_id"].transform("size") == 1
    without = sorted(set(regions.loc[~only, "country"]) - set(capitals["country"]))
    if without:
        column, remedy = {
            "urban_audit": ("CITY_CPTL", 'mark it by "Y" in the property CITY_CPTL'),
            "places": ("feature_code", "download the list again"),
            "supplied": ("capital", "add the capital with a 1 in the column capital, however small it is"),
        }[settings.cities.kind]
        raise BadInput(
            Problem(settings.cities.source, "a capital of this country", remedy, column=column, value=country)
            for country in without
        )
    sole = set(regions.loc[only, "unit_id"])
    return units["unit_id"].isin([*capitals["unit_id"], *holding, *sole])


def _gdp(units: pd.DataFrame, gdp: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return gross domestic product per inhabitant with its year and level."""
    years = (settings.gdp.earliest_year, settings.gdp.latest_year)
    latest = latest_values(gdp, settings.gdp.source, years)
    at_nuts3 = units["nuts3"].isin(latest.index)
    at_nuts2 = ~at_nuts3 & units["nuts2"].isin(latest.index)
    place = units["nuts3"].where(at_nuts3, units["nuts2"])
    level = pd.Series(pd.NA, index=units.index, dtype="string").mask(at_nuts3, "NUTS 3").mask(at_nuts2, "NUTS 2")
    conversion = place.map(latest["conversion"]).astype("string")
    # the code of a merged region is one of NUTS 1; a mean of its parts is of their level
    whole = at_nuts2 & (units["nuts2"].str.len() < NUTS2_CODE_LENGTH) & conversion.isna()
    level = level.mask(whole, "NUTS 1")
    return pd.DataFrame(
        {
            "unit_id": units["unit_id"],
            "gdp_pps": place.map(latest["value"]).astype("Float64"),
            "gdp_year": place.map(latest["year"]).astype("Int64"),
            "gdp_level": level,
            "gdp_conversion": conversion,
        }
    )


def _covariate_sources(units: pd.DataFrame, evidence: Evidence, settings: Settings) -> pd.DataFrame:
    """Return for each unit and covariate that has a value its source, year and geographic level."""
    city = units["level"] == "city"
    local = units["party_level"] == "local"
    merged = units["unit_id"].isin(list(settings.regions.merged))
    own = pd.Series(np.where(city, "city", "NUTS 2"), index=units.index).mask(merged, "NUTS 2, merged")
    lists = pd.Series(np.where(city, settings.cities.source, settings.regions.source), index=units.index)
    own_list = settings.cities.population or settings.cities.source
    population = np.where(city, own_list, settings.regions.population or "")
    located = pd.Series(settings.nuts.areas.source if settings.nuts.areas else "", index=units.index)
    if evidence.local_units is not None:
        by_country = evidence.local_units.drop_duplicates("country").set_index("country")["source"]
        located = located.mask(units["found"] == BY_NAME, units["country"].map(by_country))
    measured = np.where(city, "label point", "area of the region")
    conversions = {"gdp_pps": units["gdp_conversion"]}
    if "population_conversion" in units:
        conversions["population"] = units["population_conversion"]
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
        "nuts3": (located, pd.NA, units["found"], units["found"].notna()),
        "names": (settings.cities.names or "", pd.NA, "city", units["named"].fillna(False).astype(bool)),
    }
    tables = [
        pd.DataFrame(
            {
                "unit_id": units["unit_id"],
                "field": name,
                "source": source,
                "year": pd.array([year] * len(units), dtype="Int64") if not isinstance(year, pd.Series) else year,
                "geographic_level": level,
                "conversion": conversions.get(name, pd.NA),
            }
        )[held]
        for name, (source, year, level, held) in rows.items()
    ]
    return typed(pd.concat(tables, ignore_index=True), COVARIATE_SOURCES).sort_values(
        ["unit_id", "field"], ignore_index=True
    )


def _with_conversions(sources: pd.DataFrame, units: pd.DataFrame, series: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the sources with the conversion of each value of a covariate that a NUTS 2 region gives."""
    if "conversion" not in series:
        return sources
    made = series[series["conversion"].notna()].set_index(["geo", "year"])["conversion"]
    home = sources["unit_id"].map(units.set_index("unit_id")["nuts2"])
    found = [made.get((place, year)) for place, year in zip(home, sources["year"], strict=True)]
    own = sources["field"] == name
    conversion = sources["conversion"].mask(own, pd.Series(found, index=sources.index, dtype="string"))
    return sources.assign(conversion=conversion)
