"""The network of units and partner places: degree, concentration, communities, and what draws a unit to a place.

Stands after the ties; figures, tables and the text on networks rest on it. Units of a level and provinces or states are
the two sides of the network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paradiplomacy.config.cooperation import Network
from paradiplomacy.config.model import Frame
from paradiplomacy.config.study import Outcome, Study
from paradiplomacy.fields import Dataset
from paradiplomacy.findings.network_fields import (
    MEASURES,
    NETWORK_FLOWS,
    NETWORK_PLACES,
    NETWORK_SUMMARY,
    NETWORK_UNITS,
)
from paradiplomacy.findings.network_structure import (
    Sides,
    counted,
    find_communities,
    measure_concentration,
    measure_structure,
    membership,
    resampled_ties,
    seeded,
    sides_of,
)
from paradiplomacy.findings.partner_choice import (
    Tested,
    choose_partners,
    compare_likeness,
    log_odds_ratio,
    rank_correlation,
)
from paradiplomacy.findings.partner_places import PROVINCES, PlaceFinder, locate_places
from paradiplomacy.findings.region_ties import compare_with_region, pair_with_regions
from paradiplomacy.frame.distance import great_circle_km

Array = NDArray[np.float64]
FEWEST_TIES = 20  # for the tests on ties
NEARNESS_KM = 1.0  # least distance, so that its logarithm is defined
ORDER = {name: place for place, name in enumerate(MEASURES)}


@dataclass(frozen=True)
class NetworkTables:
    """The tables of the network (field tables in `network_fields`), without the world."""

    located: pd.DataFrame
    places: pd.DataFrame
    units: pd.DataFrame
    flows: pd.DataFrame
    summary: pd.DataFrame


def study_network(
    study: Study,
    *,
    ties: pd.DataFrame,
    units: pd.DataFrame,
    analysis: pd.DataFrame,
    countries: pd.DataFrame,
    gazetteer: pd.DataFrame,
    ports: pd.DataFrame,
    labels: Mapping[str, Sequence[str]],
    frame: Frame,
    territories: Mapping[str, str],
    outcomes: Mapping[str, Outcome],
    settings: Network,
    confidence_level: float,
) -> NetworkTables:
    """Return the tables of the network of a study.

    Parameters
    ----------
    ties, units
        all ties and units (`TIES`, `UNITS`); a tie that is only planned is none.
    analysis
        rows of the study.
    countries
        country and name.
    gazetteer
        places of the partner countries (`read_partner_places`).
    ports
        the list of ports (`read_world_port_index`).
    labels
        spellings of each partner country.
    territories
        to which partner places of further codes are counted.
    """
    inside = units[units["level"].isin(study.levels)]
    if study.countries != "all":
        inside = inside[inside["country"].isin(study.countries)]
    own = ties[(ties["status"] != "planned") & ties["partner"].isin(study.partners)]
    own = own.merge(inside[["unit_id", "level", "country"]], on="unit_id", validate="many_to_one")
    finder = PlaceFinder(gazetteer, territories, settings.dominance)
    located = locate_places(
        own,
        finder,
        ports[ports["harbour_size"].isin(frame.ports.harbour_sizes)],
        labels=labels,
        coast_km=frame.ports.port_city_km,
    )
    known = gazetteer.assign(partner=gazetteer["country"].replace(dict(territories)))
    known = known[known["latitude"].notna()]
    return analyse_network(
        own,
        located,
        inside,
        regions=pair_with_regions(analysis, units, study.outcome_of_kind("binary", outcomes), frame.regions.whole_of()),
        all_provinces=known.groupby("partner")["admin1"].nunique().to_dict(),
        country_names=dict(zip(countries["country"], countries["name"], strict=True)),
        partners=study.partners,
        levels=study.levels,
        settings=settings,
        confidence_level=confidence_level,
    )


def analyse_network(
    ties: pd.DataFrame,
    located: pd.DataFrame,
    units: pd.DataFrame,
    *,
    regions: pd.DataFrame,
    all_provinces: Mapping[str, int],
    country_names: Mapping[str, str],
    partners: Sequence[str],
    levels: Sequence[str],
    settings: Network,
    confidence_level: float,
) -> NetworkTables:
    """Return the tables of the network for each partner and level.

    Parameters
    ----------
    ties
        ties of the units: unit_id, partner, place, year_start, level, country.
    located
        where the places lie (`NETWORK_LOCATED`).
    units
        units of the study (`UNITS`).
    regions
        partner, unit_id, country, city and region: whether a city and its region have a tie; no rows where the study
        has no regions.
    all_provinces
        number of provinces or states of each partner, those without a tie among them.
    """
    known = ties.merge(located, on=["partner", "level", "place"], validate="many_to_one")
    of_units = units.set_index("unit_id")
    places: list[pd.DataFrame] = []
    of_network: list[pd.DataFrame] = []
    flows: list[pd.DataFrame] = []
    summary: list[dict[str, Any]] = []
    for level in levels:
        for partner in partners:
            head = {"partner": partner, "level": level}
            own = known[(known["partner"] == partner) & (known["level"] == level)]
            used = own[own["found"].astype(bool)].sort_values(["unit_id", "place"], ignore_index=True)
            measures: dict[str, Tested] = {
                "ties": counted(len(used)),
                "not located": counted(len(own) - len(used)),
                "region tie": _region_ties(regions[regions["partner"] == partner], head, settings, confidence_level),
            }
            if level != "city":
                del measures["region tie"]
            if len(used):
                sides = sides_of(used)
                communities = find_communities(sides, seeded(head, "communities"))
                measures |= measure_structure(sides, communities, head, settings)
                measures |= measure_concentration(
                    sides, max(all_provinces.get(partner, 0), len(sides.provinces)), head, settings, confidence_level
                )
                measures |= measure_likeness(used, of_units, head, settings, confidence_level)
                places.append(_place_rows(used, sides, communities, head, settings, confidence_level))
                of_network.append(_unit_rows(used, sides, communities, head))
                flow = used.groupby(["country", "admin1"]).size().reset_index(name="ties").assign(**head)
                flows.append(flow.assign(country_name=flow["country"].map(country_names)))
            summary += [head | {"measure": name, "order": ORDER[name]} | asdict(m) for name, m in measures.items()]
    return NetworkTables(
        located,
        _joined(places, NETWORK_PLACES),
        _joined(of_network, NETWORK_UNITS),
        _joined(flows, NETWORK_FLOWS),
        _joined([pd.DataFrame(summary)], NETWORK_SUMMARY),
    )


def _joined(parts: Sequence[pd.DataFrame], dataset: Dataset) -> pd.DataFrame:
    names = [name for name in dataset.columns if name != "world"]
    return pd.concat(parts)[names] if parts else pd.DataFrame(columns=names)


# ---- what draws a unit to a place ---------------------------------------------------------------------------------


def measure_likeness(
    used: pd.DataFrame, units: pd.DataFrame, head: Mapping[str, str], settings: Network, confidence_level: float
) -> dict[str, Tested]:
    """Return likeness in size and coast, and the effects of distance and asymmetry on the choice of places.

    Of cities, places that are cities count; of regions, provinces and states.

    Parameters
    ----------
    used
        one row per tie: unit_id, country, and of its place place_id, kind, population, latitude, longitude and coastal.
    units
        population, port_city, latitude and longitude by unit_id.
    head
        partner and level.
    """
    alike = used["kind"].isin(PROVINCES) if head["level"] == "region" else ~used["kind"].isin(PROVINCES)
    rows = used[alike & used["population"].notna() & used["latitude"].notna()].reset_index(drop=True)
    of_units = units[["population", "port_city", "latitude", "longitude"]].rename(
        columns={name: f"{name}_unit" for name in ("population", "latitude", "longitude")}
    )
    rows = rows.join(of_units, on="unit_id")
    rows = rows[rows["population_unit"].notna()].reset_index(drop=True)
    if len(rows) < FEWEST_TIES:
        few = Tested(len(rows), note=f"fewer than {FEWEST_TIES} ties with places of known size")
        return dict.fromkeys(("size", "coast", "distance", "asymmetry"), few)
    unit = np.unique(rows["unit_id"].to_numpy(dtype=str), return_inverse=True)[1]
    country = np.unique(rows["country"].to_numpy(dtype=str), return_inverse=True)[1]
    found = {
        "size": compare_likeness(
            rank_correlation,
            rows["population_unit"].to_numpy(dtype=float),
            rows["population"].to_numpy(dtype=float),
            unit,
            country,
            rng=seeded(head, "size"),
            draws=settings.draws,
            confidence_level=confidence_level,
        )
    }
    coast = (rows["coastal"].notna() & rows["port_city"].notna()).to_numpy()
    if coast.sum() < FEWEST_TIES:
        found["coast"] = Tested(int(coast.sum()), note="the list of ports has none of this country, or few ties")
    else:
        kept = np.unique(unit[coast], return_inverse=True)[1]
        found["coast"] = compare_likeness(
            log_odds_ratio,
            rows.loc[coast, "port_city"].to_numpy(dtype=float),
            rows.loc[coast, "coastal"].to_numpy(dtype=float),
            kept,
            country[coast],
            rng=seeded(head, "coast"),
            draws=settings.draws,
            confidence_level=confidence_level,
        )
    names, place = np.unique(rows["place_id"].to_numpy(dtype=str), return_inverse=True)
    counts = np.zeros((unit.max() + 1, len(names)))
    np.add.at(counts, (unit, place), 1)
    of_unit = rows.drop_duplicates("unit_id").set_index("unit_id").sort_index()
    of_place = rows.drop_duplicates("place_id").set_index("place_id").sort_index()
    distance = great_circle_km(
        of_unit["latitude_unit"].to_numpy(dtype=float)[:, None],
        of_unit["longitude_unit"].to_numpy(dtype=float)[:, None],
        of_place["latitude"].to_numpy(dtype=float)[None],
        of_place["longitude"].to_numpy(dtype=float)[None],
    )
    own = np.log(of_unit["population_unit"].to_numpy(dtype=float))
    theirs = np.log(of_place["population"].to_numpy(dtype=float))
    terms = np.stack([np.log(np.maximum(distance, NEARNESS_KM)), np.abs(own[:, None] - theirs[None])])
    groups = np.unique(of_unit["country"].to_numpy(dtype=str), return_inverse=True)[1]
    found |= dict(zip(("distance", "asymmetry"), choose_partners(counts, terms, groups, confidence_level), strict=True))
    return found


def _region_ties(regions: pd.DataFrame, head: Mapping[str, str], settings: Network, confidence_level: float) -> Tested:
    if regions.empty:
        return Tested(0, note="ties of regions are not known well enough: silence of a list on a region means nothing")
    rows = regions.sort_values("unit_id", ignore_index=True)
    return compare_with_region(
        rows["city"].to_numpy(dtype=bool),
        rows["region"].to_numpy(dtype=bool),
        np.unique(rows["country"].to_numpy(dtype=str), return_inverse=True)[1],
        draws=settings.draws,
        confidence_level=confidence_level,
        rng=seeded(head, "region tie"),
    )


# ---- rows ---------------------------------------------------------------------------------------------------------


def _place_rows(
    used: pd.DataFrame,
    sides: Sides,
    communities: list[set[int]],
    head: Mapping[str, str],
    settings: Network,
    confidence_level: float,
) -> pd.DataFrame:
    grouped = used.groupby("admin1")
    table = pd.DataFrame(
        {
            "ties": grouped.size(),
            "units": grouped["unit_id"].nunique(),
            "places": grouped["place_id"].nunique(),
            "with_year": grouped["year_start"].count(),
            "first_year": grouped["year_start"].min(),
            "median_year": grouped["year_start"].median(),
        }
    ).reindex(sides.provinces)
    table["share"] = table["ties"] / len(used)
    again = resampled_ties(sides.counts(), head, settings)
    shares = again / again.sum(axis=1, keepdims=True)
    tail = 50 * (1 - confidence_level)
    table["conf_low"], table["conf_high"] = np.percentile(shares, [tail, 100 - tail], axis=0)
    member = membership(communities)
    table["community"] = [member[len(sides.units) + place] for place in range(len(sides.provinces))]
    return table.rename_axis("admin1").reset_index().assign(**head)


def _unit_rows(used: pd.DataFrame, sides: Sides, communities: list[set[int]], head: Mapping[str, str]) -> pd.DataFrame:
    counts = sides.counts()
    has = (counts > 0).astype(float)
    member = membership(communities)
    table = pd.DataFrame(
        {
            "unit_id": sides.units,
            "ties": counts.sum(axis=1).astype(int),
            "provinces": has.sum(axis=1).astype(int),
            "neighbours": ((has @ has.T) > 0).sum(axis=1) - 1,
            "community": [member[place] for place in range(len(sides.units))],
        }
    )
    country = used.drop_duplicates("unit_id").set_index("unit_id")["country"]
    return table.assign(country=table["unit_id"].map(country), **head)
