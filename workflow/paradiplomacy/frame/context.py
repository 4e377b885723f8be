"""What is known of a unit's surroundings: its country's memberships, airports, education, types of region and seat.

Airports, education, typologies and seats are optional: in a world without their source the values are missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy.frame.distance import great_circle_km, nearest_ports
from paradiplomacy.frame.fields import COVARIATE_SOURCES
from paradiplomacy.frame.series import latest_values
from paradiplomacy.frame.typologies import regional_seats, types_of_regions
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.tables import typed

if TYPE_CHECKING:
    from paradiplomacy.config.model import Frame as Settings
    from paradiplomacy.frame.evidence import Evidence

COUNTRY_TABLE = "countries"  # the project's own table stands in place of a source id
PERCENT = 100


@dataclass(frozen=True)
class Context:
    """Values by unit_id, the source of each (`COVARIATE_SOURCES`), and the books of the inputs of which rows count."""

    values: pd.DataFrame
    sources: pd.DataFrame
    set_aside: list[dict[str, Any]]
    accounting: list[tuple[str, int, int, int]]


def context_of_units(cities: pd.DataFrame, regions: pd.DataFrame, evidence: Evidence, settings: Settings) -> Context:
    """Return the surroundings of each unit.

    Parameters
    ----------
    cities
        unit_id, country, names, nuts2, nuts3, longitude, latitude.
    regions
        unit_id, country, nuts2, geometry (shapely, degrees).

    Raises
    ------
    BadInput
        when a source holds nothing of what the configuration asks for.
    """
    units = pd.concat([cities.assign(level="city"), regions.assign(level="region")], ignore_index=True)
    values = units[["unit_id", "level"]].copy()
    sources: list[pd.DataFrame] = []

    def take(field: str, found: Any, source: str, year: Any, level: Any) -> None:
        values[field] = pd.Series(found).to_numpy()
        rows = pd.DataFrame({"unit_id": values["unit_id"], "field": field, "source": source, "geographic_level": level})
        sources.append(rows.assign(year=pd.array(year, dtype="Int64"))[values[field].notna().to_numpy()])

    def throughout(value: int | None) -> list[int | None]:
        return [value] * len(values)

    countries = evidence.countries.set_index("country")
    day = settings.parties.date
    take(
        "eu_accession_year",
        units["country"].map(countries["eu_accession_year"]).astype("Int64"),
        COUNTRY_TABLE,
        throughout(None),
        "country",
    )
    take(
        "in_cn_cee", units["country"].map(_members(countries, day)), COUNTRY_TABLE, throughout(int(day[:4])), "country"
    )
    set_aside: list[dict[str, Any]] = []
    accounting: list[tuple[str, int, int, int]] = []
    if settings.airports is not None and evidence.airports is not None and evidence.routes is not None:
        routes, set_aside = direct_routes(evidence.airports, evidence.routes, settings.airports.routes)
        accounting = [(settings.airports.routes, len(evidence.routes), len(routes), len(set_aside))]
        measured = values["level"].map({"city": "label point", "region": "area of the region"})
        long_haul = routes[routes["km"] > settings.airports.long_haul_km]
        for prefix, flown in (("airport", routes), ("long_haul_airport", long_haul)):
            if flown.empty:
                expected = f"direct routes longer than {settings.airports.long_haul_km:g} km between listed airports"
                remedy = "correct frame.airports.long_haul_km, or download the file again"
                raise BadInput([Problem(evidence.file("routes"), expected, remedy)])
            served = {*flown["origin_id"], *flown["destination_id"]}
            airports = evidence.airports[evidence.airports["airport_id"].isin(served)]
            # what is near is found for an airport as for a port
            near = nearest_ports(cities, regions, airports.rename(columns={"airport": "port"})).set_index("unit_id")
            values[f"{prefix}_name"] = values["unit_id"].map(near["port_name"])
            year = throughout(settings.airports.year)
            take(f"{prefix}_km", values["unit_id"].map(near["port_km"]), settings.airports.routes, year, measured)
    if settings.education is not None and evidence.education is not None:
        if evidence.education.empty:
            expected = "rows on tertiary education (ISCED 5-8) of people aged 25 to 64, both sexes, in percent"
            raise BadInput([Problem(evidence.file("education"), expected, "download the file again")])
        years = (settings.education.earliest_year, settings.education.latest_year)
        latest = latest_values(evidence.education, settings.education.source, years)
        values["tertiary_year"] = units["nuts2"].map(latest["year"]).astype("Int64")
        share = units["nuts2"].map(latest["value"]).astype("Float64") / PERCENT
        values["tertiary_level"] = pd.Series("NUTS 2", index=units.index).where(share.notna())
        take("tertiary_share", share, settings.education.source, values["tertiary_year"], "NUTS 2")
    if settings.typologies is not None and evidence.typologies is not None:
        population = None
        if settings.regions.population is not None and evidence.region_population is not None:
            population = latest_values(evidence.region_population, settings.regions.population)
        merged = {code: region.parts for code, region in settings.regions.merged.items()}
        types = types_of_regions(evidence.typologies, population, merged)
        place = units["nuts3"].where(units["level"] == "city", units["nuts2"])
        for field in types.columns:
            whole = "NUTS 3, most people of the region" if field == "urban_rural" else "NUTS 3, any in the region"
            level = values["level"].map({"city": "NUTS 3", "region": whole})
            found = place.map(types[field]).astype(types[field].dtype)
            take(field, found, settings.typologies.source, throughout(None), level)
    if settings.seats is not None and evidence.seats is not None:
        iso2 = dict(zip(evidence.countries["country"], evidence.countries["iso2"], strict=True))
        seats = values["unit_id"].map(regional_seats(cities, iso2, evidence.seats)).astype("boolean")
        take("regional_seat", seats, settings.seats.source, throughout(None), "city")
    table = pd.concat(sources, ignore_index=True)
    return Context(values.drop(columns="level"), typed(table, COVARIATE_SOURCES), set_aside, accounting)


def direct_routes(
    airports: pd.DataFrame, routes: pd.DataFrame, source: str
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Return the direct routes between listed airports with their length (km), and the rows that were set aside.

    A route counts at both its ends; one that is sold under another airline's code is the same flight once more, which
    does not matter here.
    """
    listed = airports.set_index("airport_id")
    reason = pd.Series(pd.NA, index=routes.index, dtype="string")
    reason[routes["stops"] > 0] = "not a direct route"
    for end in ("origin_id", "destination_id"):
        reason[~routes[end].isin(listed.index)] = "an end that is not in the list of airports"
    set_aside = [
        {"file": source, "row": row.row, "record": f"{row.airline} {row.origin} {row.destination}", "reason": why}
        for row, why in zip(routes.itertuples(), reason, strict=True)
        if pd.notna(why)
    ]
    direct = routes[reason.isna()]
    ends = [
        listed.loc[direct[end], ["latitude", "longitude"]].to_numpy(dtype=float).T
        for end in ("origin_id", "destination_id")
    ]
    return direct.assign(km=great_circle_km(*ends[0], *ends[1])), set_aside


def _members(countries: pd.DataFrame, day: str) -> pd.Series[Any]:
    """Return by country whether it is in China's format with Central and Eastern Europe at `day` (ISO dates)."""
    joined, left = countries["cn_cee_joined"], countries["cn_cee_left"]
    member = (joined <= day).fillna(False) & (left.isna() | (left > day).fillna(False))
    return member.astype("boolean")
