"""Cities and regions of the simulated world with codes, names, sizes and wealth: its census."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from paradiplomacy.simulate import geography
from paradiplomacy.simulate.basemap import Outlines
from paradiplomacy.simulate.names import place_names, region_names
from paradiplomacy.simulate.parameters import CountryParameters, Truth, stream

Array = np.ndarray[Any, np.dtype[np.float64]]

CITY_YEARS = tuple(range(2017, 2023))
REGION_YEARS = tuple(range(2018, 2022))
GDP_YEARS = tuple(range(2015, 2023))
SECOND_LANGUAGE = {"BE": "fr"}  # names of the southern half of the country


@dataclass(frozen=True)
class Census:
    """The units and what is published about them.

    Parameters
    ----------
    cities
        city, country, region, nuts3, name, longitude, latitude, population, capital, gdp, port_km, port_city.
    regions
        region, country, geometry, capital, name, population, gdp, longitude, latitude, port_km, port_city.
    nuts3
        nuts3, region, country, population, gdp: PPS per inhabitant in the year that the truth takes.
    ports
        name, country, harbour_size, longitude, latitude.
    towns
        country, name: towns below the smallest size of a city, which only the register of twin towns knows.
    city_population
        city, year, population, flag: the published figures; the latest year differs by city.
    """

    cities: pd.DataFrame
    regions: pd.DataFrame
    nuts3: pd.DataFrame
    ports: pd.DataFrame
    towns: pd.DataFrame
    city_population: pd.DataFrame


def draw_census(truth: Truth, outlines: Outlines, neighbours: Outlines) -> Census:
    """Draw map, names, sizes and wealth."""
    regions = geography.draw_regions(truth, outlines)
    shores = geography.coasts(outlines, neighbours)
    taken: dict[str, set[str]] = {country: set() for country in truth.countries}
    cities = _draw_cities(truth, regions, shores, taken)
    published = _population_series(truth, cities)
    latest = published.sort_values(["city", "year"]).groupby("city")["population"].last()
    cities["population"] = cities["city"].map(latest)
    ports = geography.draw_ports(truth, cities, shores, taken)
    regions["name"] = ""
    for country, parameters in truth.countries.items():
        rng = stream(truth.seed, f"names of regions {country}")
        own = regions["country"] == country
        regions.loc[own, "name"] = region_names(parameters.language, parameters.regions, rng, taken[country])
    nuts3 = _draw_nuts3(truth, regions)
    cities["nuts3"] = _nuts3_of_cities(truth, cities, regions, nuts3)
    sums = nuts3.assign(total=nuts3["population"] * nuts3["gdp"]).groupby("region")[["population", "total"]].sum()
    in_cities = cities.groupby("region")["population"].sum().reindex(regions["region"]).fillna(0).to_numpy()
    rng = stream(truth.seed, "population of regions")
    rural = np.exp(rng.normal(np.log(700_000), 0.55, len(regions))) * np.where(regions["area"] < 0.5, 0.3, 1.0)
    regions["population"] = np.round(in_cities * 1.5 + rural).astype(int)
    regions["gdp"] = (sums["total"] / sums["population"]).reindex(regions["region"]).to_numpy().round(-2)
    nuts3["population"] = np.round(nuts3["population"] * nuts3["region"].map(regions.set_index("region")["population"]))
    nuts3["population"] = nuts3["population"].astype(int)
    cities["gdp"] = cities["nuts3"].map(nuts3.set_index("nuts3")["gdp"])
    inside = shapely.get_coordinates(shapely.point_on_surface(regions["geometry"].to_numpy()))
    regions["longitude"], regions["latitude"] = inside[:, 0], inside[:, 1]
    for units in (cities, regions):
        units["port_km"], units["port_city"] = geography.port_city(
            truth, units["latitude"].to_numpy(float), units["longitude"].to_numpy(float), ports
        )
    return Census(cities, regions, nuts3, ports, _draw_towns(truth, taken), published)


def _draw_cities(
    truth: Truth, regions: pd.DataFrame, shores: dict[str, Any], taken: dict[str, set[str]]
) -> pd.DataFrame:
    counts = geography.cities_per_region(truth, regions)
    parts = []
    for country, parameters in truth.countries.items():
        own = regions[regions["country"] == country]
        places, homes = [], []
        for row in own.itertuples():
            found = geography.place_cities(truth, row.region, row.geometry, shores[country], counts[row.region])
            places.append(found)
            homes.extend([row.region] * len(found))
        points = np.concatenate(places)
        capital_region = own.loc[own["capital"], "region"].iloc[0]
        capital = homes.index(capital_region)
        rng = stream(truth.seed, f"sizes {country}")
        population = _sizes(truth, parameters, len(homes), rng)
        population[0], population[capital] = population[capital], population[0]
        frame = pd.DataFrame(
            {
                "country": country,
                "region": homes,
                "longitude": points[:, 0],
                "latitude": points[:, 1],
                "population": population,
                "capital": [position == capital for position in range(len(homes))],
            }
        )
        frame = frame.sort_values("population", ascending=False, ignore_index=True)
        frame["name"] = _city_names(truth, country, frame, taken[country])
        frame.insert(0, "city", [f"{country}{number:03d}C" for number in range(1, len(frame) + 1)])
        parts.append(frame)
    return pd.concat(parts, ignore_index=True)


def _sizes(truth: Truth, parameters: CountryParameters, count: int, rng: np.random.Generator) -> list[int]:
    """Return sizes, the capital first: the others by a Pareto distribution between the smallest and the second largest.

    Inverse of the distribution function, truncated at both ends.
    """
    smallest = truth.cities.minimum_population * 1.01  # so that no earlier year falls below the threshold
    largest = max(parameters.largest * truth.cities.second_largest, 2 * smallest)
    kept = 1 - (smallest / largest) ** truth.cities.tail
    others = smallest * (1 - rng.random(count - 1) * kept) ** (-1 / truth.cities.tail)
    return [round(parameters.largest * rng.uniform(0.97, 1.0)), *(round(size) for size in others)]


def _city_names(truth: Truth, country: str, cities: pd.DataFrame, taken: set[str]) -> list[str]:
    rng = stream(truth.seed, f"names of cities {country}")
    first = place_names(truth.countries[country].language, len(cities), rng, taken)
    if country not in SECOND_LANGUAGE:
        return first
    second = place_names(SECOND_LANGUAGE[country], len(cities), rng, taken)
    south = cities["latitude"] < cities["latitude"].median()
    return [b if southern else a for a, b, southern in zip(first, second, south, strict=True)]


def _draw_towns(truth: Truth, taken: dict[str, set[str]]) -> pd.DataFrame:
    rng = stream(truth.seed, "towns")
    codes = [c for c, parameters in truth.countries.items() if parameters.cities >= 8]
    share = np.array([truth.countries[c].cities for c in codes], dtype=float)
    drawn = rng.multinomial(truth.twin_towns.towns_outside, share / share.sum())
    rows = [
        (country, name)
        for country, count in zip(codes, drawn, strict=True)
        for name in place_names(truth.countries[country].language, int(count), rng, taken[country])
    ]
    return pd.DataFrame(rows, columns=["country", "name"])


def _draw_nuts3(truth: Truth, regions: pd.DataFrame) -> pd.DataFrame:
    """Return the NUTS 3 regions; `population` holds the share of the region until this is known."""
    rows = []
    for row in regions.itertuples():
        rng = stream(truth.seed, f"nuts 3 of {row.region}")
        count = int(rng.integers(2, 5))
        shares = rng.dirichlet(np.full(count, 6.0))
        level = np.log(truth.countries[row.country].gdp) + rng.normal(0, truth.gdp.region_sd)
        level += truth.gdp.capital * row.capital
        for number in range(count):
            gdp = np.exp(level + rng.normal(0, truth.gdp.nuts3_sd))
            rows.append((f"{row.region}{number + 1}", row.region, row.country, shares[number], round(gdp, -2)))
    return pd.DataFrame(rows, columns=["nuts3", "region", "country", "population", "gdp"])


def _nuts3_of_cities(truth: Truth, cities: pd.DataFrame, regions: pd.DataFrame, nuts3: pd.DataFrame) -> list[str]:
    """Each city belongs to the NUTS 3 region whose (drawn) centre is nearest."""
    shapes = dict(zip(regions["region"], regions["geometry"], strict=True))
    codes = nuts3.groupby("region")["nuts3"].apply(list).to_dict()
    centres = {
        region: geography.points_inside(shapes[region], len(codes[region]), stream(truth.seed, f"centres of {region}"))
        for region in codes
    }
    homes = []
    for row in cities.itertuples():
        distance = np.hypot(*(centres[row.region] - [row.longitude, row.latitude]).T)
        homes.append(codes[row.region][int(np.argmin(distance))])
    return homes


def _population_series(truth: Truth, cities: pd.DataFrame) -> pd.DataFrame:
    """Return published figures by year: gaps, flags and a latest year that differs by city, as in urb_cpop1."""
    rng = stream(truth.seed, "population of cities")
    rows = []
    for row in cities.itertuples():
        growth = rng.normal(0.002, 0.006)
        last = int(rng.choice(CITY_YEARS[2:], p=[0.05, 0.10, 0.35, 0.50]))
        for year in CITY_YEARS:
            gap = rng.random() < 0.08
            flag = str(rng.choice(["", "b", "d", "e"], p=[0.88, 0.05, 0.05, 0.02]))
            if year > last or (gap and year != last):
                continue
            level = row.population * (1 + growth) ** (year - CITY_YEARS[-1]) * (1 + rng.normal(0, 0.001))
            rows.append((row.city, year, max(round(level), truth.cities.minimum_population), flag))
    return pd.DataFrame(rows, columns=["city", "year", "population", "flag"])
