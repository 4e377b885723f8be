"""The NUTS 3 region of a place whose list does not give it: by a local unit of its name, else by the area around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from paradiplomacy.frame.names import normalised_name
from paradiplomacy.frame.nuts import successor

if TYPE_CHECKING:
    from typing import Any

PROJECTION = 3035  # EPSG: of the areas; the points come in WGS 84
# A local unit of the name of a place is that place when it has at least this part of its people.
LEAST_PEOPLE = 0.5
# At 1:20 million the coast cuts off harbours: so far from an area a point still lies in it, metres.
OFF_COAST = 5_000.0

BY_NAME, BY_AREA = "local unit of that name", "area around the point"


def nuts3_of_places(
    places: pd.DataFrame,
    local_units: pd.DataFrame | None,
    areas: pd.DataFrame | None,
    weights: pd.DataFrame | None,
) -> pd.DataFrame:
    """Return the NUTS 3 region of each place, and how it was found.

    Parameters
    ----------
    places
        country, name, longitude, latitude, population.
    local_units
        country, name, nuts3, population; or None.
    areas
        nuts_id, geometry (EPSG:3035); or None.
    weights
        of `conversion_weights`, where the areas are those of another version of NUTS: a place in a region that was
        divided since is not placed. None: the areas are of the frame's version.

    Returns
    -------
    pandas.DataFrame
        nuts3, found (`BY_NAME`, `BY_AREA`; both missing where a place lies in no region of its own country), with the
        index of `places`.
    """
    by_name = _by_name(places, local_units)
    rest = places[by_name.isna()]
    by_area = _by_area(rest, areas, weights).reindex(places.index)
    found = pd.Series(pd.NA, index=places.index, dtype="string").mask(by_area.notna(), BY_AREA)
    return pd.DataFrame({"nuts3": by_name.fillna(by_area), "found": found.mask(by_name.notna(), BY_NAME)})


def _by_name(places: pd.DataFrame, local_units: pd.DataFrame | None) -> pd.Series[Any]:
    """Return the region of the local units of a place's name; missing where these lie in several regions."""
    if local_units is None:
        return pd.Series(pd.NA, index=places.index, dtype="string")
    units = local_units[["country", "nuts3", "population"]].assign(
        key=[normalised_name(name) for name in local_units["name"]]
    )
    wanted = places[["country", "population"]].assign(
        key=[normalised_name(name) for name in places["name"]], place=places.index
    )
    pairs = wanted.merge(units, on=["country", "key"], suffixes=("", "_unit"))
    large = (pairs["population_unit"] >= LEAST_PEOPLE * pairs["population"]).fillna(False).astype(bool)
    regions = pairs[large].groupby("place")["nuts3"].agg(["first", "nunique"])
    return regions.loc[regions["nunique"] == 1, "first"].reindex(places.index).astype("string")


def _by_area(places: pd.DataFrame, areas: pd.DataFrame | None, weights: pd.DataFrame | None) -> pd.Series[Any]:
    """Return the region of the own country in which a point lies, or which it nearly touches."""
    import numpy as np
    import shapely
    from pyproj import Transformer

    if areas is None or places.empty:
        return pd.Series(pd.NA, index=places.index, dtype="string")
    project = Transformer.from_crs(4326, PROJECTION, always_xy=True)
    points = shapely.points(
        *project.transform(places["longitude"].to_numpy(dtype=float), places["latitude"].to_numpy(dtype=float))
    )
    country_of_area = areas["nuts_id"].str[:2].to_numpy()
    found: dict[Any, str | None] = {}
    for index, country, point in zip(places.index, places["country"], points, strict=True):
        own = areas[country_of_area == country]
        if own.empty:
            continue
        distance = shapely.distance(own["geometry"].to_numpy(), point)
        nearest = int(np.argmin(distance))
        if distance[nearest] <= OFF_COAST:
            code = str(own["nuts_id"].iloc[nearest])
            found[index] = successor(code, weights) if weights is not None else code
    return pd.Series(found, dtype="string").reindex(places.index)
