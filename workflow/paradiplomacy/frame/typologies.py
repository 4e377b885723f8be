"""Types of the places of units: coastal, border, metropolitan, urban or rural; and which cities are regional seats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paradiplomacy.frame.distance import great_circle_km
from paradiplomacy.frame.names import normalised_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

NUTS2_CODE_LENGTH = 4
METROPOLITAN_TYPES = ("capital", "other", "none")  # from the first that a part of a region has
SEATS = ("PPLC", "PPLA")  # GeoNames: capital of a country, seat of a first-order administration
SEAT_KM = 50.0  # as for names: a label point can lie tens of km from the town, in a large municipality of the North


def types_of_regions(
    typologies: pd.DataFrame, population: pd.DataFrame | None, merged: Mapping[str, Sequence[str]] | None = None
) -> pd.DataFrame:
    """Return the types of NUTS 3 regions, and of the NUTS 2 regions and the merged regions that they make up.

    A NUTS 2 region is coastal, or a border region, when one of its parts is; its metropolitan type is the capital's
    when one of its parts belongs to the capital's metropolitan region, else another's when one does; it is urban,
    intermediate or rural as most of its people are, and missing where the population of a part is. A region without a
    part of a known type has none.

    Parameters
    ----------
    typologies
        nuts3, coastal, border, metropolitan_type, urban_rural.
    population
        latest population of regions (value, by code); None: the NUTS 2 regions have no urban-rural type.
    merged
        code of each merged region and the NUTS 2 regions that it is made of.

    Returns
    -------
    pandas.DataFrame
        coastal, border, metropolitan_type, urban_rural, by code of the region.
    """
    import pandas as pd

    nuts2 = typologies["nuts3"].str[:NUTS2_CODE_LENGTH]
    wholly = [typologies[nuts2.isin(regions)].assign(whole=code) for code, regions in (merged or {}).items()]
    parts = pd.concat([typologies.assign(whole=nuts2), *wholly], ignore_index=True)
    groups = parts.groupby("whole", sort=True)
    wholes = pd.DataFrame(
        {
            **{name: groups[name].agg(lambda types: types.any() if types.notna().any() else pd.NA).astype("boolean")
               for name in ("coastal", "border")},
            "metropolitan_type": groups["metropolitan_type"].agg(_leading_type),
        }
    )  # fmt: skip
    people = parts["nuts3"].map(population["value"] if population is not None else {}).astype("Float64")
    by_type = parts.assign(people=people).groupby(["whole", "urban_rural"])["people"].sum().unstack()
    complete = parts.assign(known=people.notna() & parts["urban_rural"].notna()).groupby("whole")["known"].all()
    wholes["urban_rural"] = by_type.reindex(complete.index[complete]).idxmax(axis=1).reindex(wholes.index)
    return pd.concat([typologies.set_index("nuts3"), wholes])


def _leading_type(types: pd.Series[str]) -> Any:
    present = set(types.dropna())
    return next((kind for kind in METROPOLITAN_TYPES if kind in present), None)


def regional_seats(cities: pd.DataFrame, iso2: dict[str, str], places: pd.DataFrame) -> pd.Series[bool]:
    """Return by unit_id which cities are the capital or the seat of a first-order administration.

    A seat belongs to the nearest city within 50 km that bears its name. A country none of whose cities was found so has
    no value: there the names do not meet, and silence would be no "no".

    Parameters
    ----------
    cities
        unit_id, country, names (separated by |), longitude, latitude.
    iso2
        Eurostat code of a country to its ISO 3166 alpha-2 code.
    places
        places of GeoNames.
    """
    import pandas as pd

    seats = places[places["feature_code"].isin(SEATS)].sort_values("geonameid")
    held: set[str] = set()
    names = {
        unit: {normalised_name(name) for name in text.split("|")}
        for unit, text in zip(cities["unit_id"], cities["names"], strict=True)
    }
    for country, group in cities.groupby("country", sort=True):
        latitudes, longitudes = (group[name].to_numpy(dtype=float) for name in ("latitude", "longitude"))
        for seat in seats[seats["country_code"] == iso2[str(country)]].itertuples():
            spellings = {normalised_name(str(seat.name)), normalised_name(str(seat.asciiname))}
            distance = great_circle_km(float(seat.latitude), float(seat.longitude), latitudes, longitudes)
            near = [
                (float(km), str(unit))
                for km, unit in zip(distance, group["unit_id"], strict=True)
                if km <= SEAT_KM and spellings & names[unit]
            ]
            if near:
                held.add(min(near)[1])
    found = cities["unit_id"].isin(held)
    known = found.groupby(cities["country"]).transform("any")
    return pd.Series(found.astype("boolean").where(known).to_numpy(), index=cities["unit_id"])
