"""The simulated census in the formats in which the real sources publish theirs: GISCO and Eurostat."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from paradiplomacy.simulate.basemap import rounded_geometry
from paradiplomacy.simulate.names import native_script
from paradiplomacy.simulate.nuts_versions import draw_earlier_version, earlier_counts
from paradiplomacy.simulate.parameters import Truth, stream
from paradiplomacy.simulate.units import GDP_YEARS, REGION_YEARS, Census

UPDATED = "22/02/23 23:00:00"  # as in the published files; nothing here has a date of its own
EU = "EU27_2020"
NUTS2_CODE_LENGTH = 4
EUROS_PER_PPS = {"cee": 0.62, "else": 1.05}  # price levels: euros for a purchasing power standard
NUTS3_LAST_YEAR_KNOWN = 0.11  # part of the NUTS 3 regions whose last year is out, as in the file of 2024
GREATER_CITY_LIMIT = 900_000  # the largest capitals also stand as "greater city", with a code in K


def _feature_collection(features: Iterable[dict[str, Any]], **extra: Any) -> str:
    """Return a FeatureCollection with one feature per line."""
    head = json.dumps({"type": "FeatureCollection", **extra})[:-1]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return f'{head}, "features": [\n{lines}\n]}}\n'


def cities_geojson(census: Census, seed: int) -> str:
    """Return the label points of the Urban Audit (GISCO)."""
    features = []
    for row in census.cities.itertuples():
        rng = stream(seed, f"area of {row.city}")
        area = row.population / float(np.exp(rng.normal(np.log(1100), 0.6))) * 1e6
        properties = {
            "URAU_CODE": row.city,
            "URAU_CATG": "C",
            "CNTR_CODE": row.country,
            "URAU_NAME": row.name,
            "CITY_CPTL": "Y" if row.capital else None,
            "FUA_CODE": row.city[:-1] + "F",
            "AREA_SQM": round(area, 6),
            "NUTS3_2021": row.nuts3,
            "FID": row.city,
        }
        point = {"type": "Point", "coordinates": [row.longitude, row.latitude]}
        features.append({"type": "Feature", "geometry": point, "properties": properties, "id": row.city})
    return _feature_collection(features)


def regions_geojson(truth: Truth, census: Census) -> str:
    """Return the NUTS 2 boundaries (GISCO); names of Greece and Bulgaria also in their script."""
    features = []
    for row in census.regions.itertuples():
        properties = {
            "NUTS_ID": row.region,
            "LEVL_CODE": 2,
            "CNTR_CODE": row.country,
            "NAME_LATN": row.name,
            "NUTS_NAME": native_script(row.name, truth.countries[row.country].language),
            "MOUNT_TYPE": 0,
            "URBN_TYPE": None,
            "COAST_TYPE": 0,
            "FID": row.region,
        }
        geometry = rounded_geometry(row.geometry)
        features.append({"type": "Feature", "geometry": geometry, "properties": properties, "id": row.region})
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4326"}}
    return _feature_collection(features, crs=crs)


def city_population_csv(census: Census) -> str:
    """Return urb_cpop1 (SDMX-CSV): cities, greater cities and countries; CRLF, as Eurostat writes it."""
    series = census.city_population.rename(columns={"city": "code"})
    largest = census.cities[census.cities["capital"] & (census.cities["population"] > GREATER_CITY_LIMIT)]
    greater = series[series["code"].isin(largest["city"])].copy()
    greater["code"] = greater["code"].str[:-1] + "K"
    greater["population"] = (greater["population"] * 1.4).round().astype(int)
    national = census.regions.groupby("country")["population"].sum()
    countries = pd.DataFrame(
        [
            (code, year, round(total * 1.002 ** (year - 2021)), "")
            for code, total in national.items()
            for year in REGION_YEARS
        ],
        columns=["code", "year", "population", "flag"],
    )
    rows = pd.concat([series, greater, countries]).sort_values(["code", "year"])
    lines = ["DATAFLOW,LAST UPDATE,freq,indic_ur,cities,TIME_PERIOD,OBS_VALUE,OBS_FLAG"]
    lines += [
        f"ESTAT:URB_CPOP1$DEFAULTVIEW(1.0),{UPDATED},A,DE1001V,{row.code},{row.year},{row.population},{row.flag}"
        for row in rows.itertuples()
    ]
    return "".join(line + "\r\n" for line in lines)


def region_population_csv(census: Census, seed: int) -> str:
    """Return demo_r_pjanaggr3 (SDMX-CSV) for countries, NUTS 1, 2 and 3, in the version of NUTS before the world's."""
    rng = stream(seed, "growth of regions")
    regions = census.regions[["region", "population"]].rename(columns={"region": "code"})
    growth = dict(zip(regions["code"], rng.normal(0.001, 0.004, len(regions)), strict=True))
    latest = REGION_YEARS[-1]
    counts: dict[tuple[str, int], int] = {}
    for code, population in regions.itertuples(index=False):
        for year in REGION_YEARS:
            value = round(population * (1 + growth[code]) ** (year - latest))
            counts[code, year] = value
            for parent in (code[:3], code[:2]):
                counts[parent, year] = counts.get((parent, year), 0) + value
    for row in census.nuts3.itertuples():
        for year in REGION_YEARS:
            counts[row.nuts3, year] = round(row.population * (1 + growth[row.region]) ** (year - latest))
    version = draw_earlier_version(census, seed)
    today = counts
    counts = {key: count for key, count in today.items() if len(key[0]) < NUTS2_CODE_LENGTH}
    for year in REGION_YEARS:
        before = earlier_counts(census, version, {code: count for (code, at), count in today.items() if at == year})
        counts |= {(code, year): count for code, count in before.items()}
    lines = ["DATAFLOW,LAST UPDATE,freq,unit,sex,age,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG"]
    lines += [
        f"ESTAT:DEMO_R_PJANAGGR3(1.0),{UPDATED},A,NR,T,TOTAL,{code},{year},{counts[code, year]},"
        for code, year in sorted(counts)
    ]
    return "".join(line + "\r\n" for line in lines)


def gdp_tsv(truth: Truth, census: Census) -> str:
    """Return nama_10r_3gdp (bulk TSV), NUTS 0 to 3 and the EU: euros and PPS per inhabitant, and PPS as % of the EU.

    As published: header years and unflagged values end in a blank, a missing cell is ": ", flags follow a blank; the
    last year is out for few NUTS 3 regions only.
    """
    level = _gdp_levels(truth, census)
    rng = stream(truth.seed, "published gdp")
    years = np.array(GDP_YEARS)
    growth = (1 + truth.gdp.growth) ** (years - truth.gdp.year)
    hidden = _without_figures(truth, census, rng)
    bend = np.where(years == 2020, 0.97, 1.0)  # the year of the pandemic
    union = level[EU] * growth * bend
    rows: dict[tuple[str, str], list[str]] = {}
    for code in sorted(level):
        country = code[:2]
        noise = np.exp(rng.normal(0, 0.006, len(years)))
        noise[years == truth.gdp.year] = 1.0
        pps = level[code] * growth * bend * noise
        known = rng.random(len(years)) >= (truth.gdp.missing_cells if len(code) > 2 and code != EU else 0.0)
        if len(code) == 5:
            known[-1] = rng.random() < NUTS3_LAST_YEAR_KNOWN
        if code in hidden:
            known[:] = False
        cee = code != EU and truth.countries[country].cee
        price = 1.0 if code == EU else EUROS_PER_PPS["cee" if cee else "else"]
        flags = [
            "b" if rng.random() < 0.01 else ("p" if year >= 2021 and country in ("BE", "PL", "FR") else "")
            for year in years
        ]
        for unit, values, digits in (
            ("EUR_HAB", pps * price, -2),
            ("PPS_EU27_2020_HAB", pps, -2),
            ("PPS_HAB_EU27_2020", 100 * pps / union, 0),
        ):
            rows[unit, code] = [
                f"{round(value, digits):.0f} {flag}" if there else ": "
                for value, there, flag in zip(values, known, flags, strict=True)
            ]
    lines = ["\t".join(["freq,unit,geo\\TIME_PERIOD", *(f"{year} " for year in GDP_YEARS)])]
    lines += ["\t".join([f"A,{unit},{code}", *cells]) for (unit, code), cells in sorted(rows.items())]
    return "".join(line + "\n" for line in lines)


def _gdp_levels(truth: Truth, census: Census) -> dict[str, float]:
    """Return PPS per inhabitant in the year of the truth for NUTS 0 to 3 and the EU, weighted by population."""
    levels = dict(zip(census.nuts3["nuts3"], census.nuts3["gdp"], strict=True))
    levels |= dict(zip(census.regions["region"], census.regions["gdp"], strict=True))
    regions = census.regions.assign(total=census.regions["gdp"] * census.regions["population"])
    for length in (3, 2):
        sums = regions.groupby(regions["region"].str[:length])[["total", "population"]].sum()
        levels |= (sums["total"] / sums["population"]).to_dict()
    levels[EU] = regions["total"].sum() / regions["population"].sum()
    return {str(code): float(value) for code, value in levels.items()}


def _without_figures(truth: Truth, census: Census, rng: np.random.Generator) -> set[str]:
    """Return the regions for which no year is published."""
    small = census.nuts3["nuts3"].to_list()
    hidden = {str(code) for code in rng.choice(small, truth.gdp.missing_nuts3, replace=False)}
    ordinary = census.regions.loc[~census.regions["capital"], "region"].to_list()
    for code in rng.choice(ordinary, truth.gdp.missing_nuts2, replace=False):
        hidden |= {str(code), *(nuts3 for nuts3 in small if nuts3.startswith(str(code)))}
    return hidden
