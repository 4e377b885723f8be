"""Whether a city has a tie when its region has one: two levels of one country, compared within countries.

Called by `network`. Where the ties of regions are not known well enough, nothing is compared and the reason is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log, sqrt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paradiplomacy.distributions import normal_quantile
from paradiplomacy.findings.partner_choice import Tested


def pair_with_regions(
    analysis: pd.DataFrame, units: pd.DataFrame, leading: str, whole_of: Mapping[str, str]
) -> pd.DataFrame:
    """Return partner, unit_id, country, city and region: whether a city, and the region that holds it, cooperate.

    Parameters
    ----------
    analysis
        rows of the study; without regions there are no pairs.
    units
        the frame, with the NUTS 2 region of each city.
    whole_of
        region of the census by NUTS 2 region that is a part of it.
    """
    known = analysis[analysis[leading].notna()]
    regions = known[known["level"] == "region"][["partner", "unit_id", leading]]
    regions = regions.rename(columns={"unit_id": "region_id", leading: "region"})
    cities = known[known["level"] == "city"][["partner", "unit_id", "country", leading]].rename(
        columns={leading: "city"}
    )
    within = units.set_index("unit_id")["nuts2"].replace(dict(whole_of))
    cities = cities.assign(region_id=cities["unit_id"].map(within))
    return cities.merge(regions, on=["partner", "region_id"])[["partner", "unit_id", "country", "city", "region"]]


def compare_with_region(
    city: NDArray[np.bool_],
    region: NDArray[np.bool_],
    country: NDArray[np.int64],
    *,
    draws: int,
    confidence_level: float,
    rng: np.random.Generator,
) -> Tested:
    """Return the logarithm of the odds ratio that a city has a tie when its region has one, common to all countries.

    Odds ratio of Mantel and Haenszel (1959), interval of Robins, Breslow and Greenland (1986); the p value by
    permutation of the cities' answers within countries. Only countries in which both vary tell anything.
    """
    n = len(city)
    strata = [country == number for number in np.unique(country)]
    telling = [rows for rows in strata if 0 < city[rows].sum() < rows.sum() and 0 < region[rows].sum() < rows.sum()]
    if not telling:
        return Tested(n, note="in no country both cities and regions differ")
    rows = np.any(telling, axis=0)
    city, region, country = city[rows], region[rows], country[rows]
    a, b, c, d = (
        np.array([float((one & other)[country == number].sum()) for number in np.unique(country)])
        for one, other in ((city, region), (~city, region), (city, ~region), (~city, ~region))
    )
    size = a + b + c + d
    up, down = a * d / size, b * c / size
    if not up.sum() or not down.sum():
        return Tested(len(city), note="the odds ratio is zero or infinite")
    estimate = log(up.sum() / down.sum())
    concordant, discordant = (a + d) / size, (b + c) / size
    variance = (
        (concordant * up).sum() / (2 * up.sum() ** 2)
        + (concordant * down + discordant * up).sum() / (2 * up.sum() * down.sum())
        + (discordant * down).sum() / (2 * down.sum() ** 2)
    )
    half = sqrt(float(variance)) * normal_quantile(0.5 + confidence_level / 2)
    by_country = np.argsort(country, kind="stable")
    drawn = np.empty(draws)
    for draw in range(draws):
        shuffled = np.empty_like(city)
        shuffled[by_country] = city[np.lexsort((rng.random(len(city)), country))]
        drawn[draw] = (shuffled & region).sum()
    expected = float(((a + b) * (a + c) / size).sum())
    reached = int(np.sum(np.abs(drawn - expected) >= abs(a.sum() - expected) - 1e-9))
    note = f"{len(telling)} of {len(strata)} countries tell anything"
    return Tested(len(city), estimate, estimate - half, estimate + half, 0.0, (1 + reached) / (1 + draws), note)
