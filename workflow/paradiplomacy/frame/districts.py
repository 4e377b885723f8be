"""Which places of GeoNames are districts of a larger one: by their type, by their municipality, or by a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.readers.published import read_delimited

if TYPE_CHECKING:
    from pathlib import Path

SECTIONS = ("PPLX",)  # section of a populated place
SEATS = ("PPLC", "PPLA", "PPLA2", "PPLA3", "PPLA4")  # seats of administration, the highest first
CODES = ["admin1_code", "admin2_code", "admin3_code", "admin4_code"]
MUNICIPALITY = 3  # the codes of a place tell its municipality only where at least three of them are given

DISTRICTS = Dataset(
    name="geonames_districts",
    description="Places of GeoNames of which the codes say wrongly whether they are districts.",
    key=("geonameid",),
    fields=(
        Field("geonameid", "integer", "identifier of GeoNames", required=True),
        Field("name", "text", "name", required=True),
        Field("is_district", "boolean", "part of a larger place, or of several", required=True),
        Field("reason", "text", "why the codes are not followed", required=True),
    ),
)


def read_districts(path: str | Path) -> pd.DataFrame:
    """Return the list of places whose codes are not followed (`DISTRICTS`, and row).

    Raises
    ------
    BadInput
        when the file is missing or violates `DISTRICTS`.
    """
    table = read_delimited(path, DISTRICTS)
    DISTRICTS.validate(table[DISTRICTS.columns], str(path))
    return table


def district_reasons(places: pd.DataFrame, listed: pd.DataFrame | None) -> pd.Series[str]:
    """Return why each place is a district, missing where it is a place of its own.

    A place is a district when GeoNames calls it a section, or when it bears the codes of the municipality of another
    place that comes before it: seats of administration come first, the highest before the lower, then the larger place.
    The list overrules both.

    Parameters
    ----------
    places
        geonameid, name, feature_code, country_code, admin1_code to admin4_code, population.
    listed
        `DISTRICTS`; or None.
    """
    order = dict(zip(SEATS, range(len(SEATS)), strict=True))
    ranked = places.assign(rank=places["feature_code"].map(order).fillna(len(SEATS)), size=-places["population"])
    ranked = ranked.sort_values(["rank", "size", "geonameid"], kind="stable")
    verdicts = {} if listed is None else listed.set_index("geonameid")[["is_district", "reason"]].to_dict("index")
    seen: dict[tuple[str, ...], str] = {}
    reasons = {}
    for place in ranked.itertuples():
        codes = []
        for column in CODES:
            code = getattr(place, column)
            if not isinstance(code, str):
                break
            codes.append(code)
        keys = [(place.country_code, *codes[:depth]) for depth in range(len(codes), MUNICIPALITY - 1, -1)]
        verdict = verdicts.get(place.geonameid)
        larger = next((seen[key] for key in keys if key in seen), None)
        if verdict is not None and verdict["is_district"]:
            reasons[place.Index] = f"district: {verdict['reason']}"
        elif verdict is None and place.feature_code in SECTIONS:
            reasons[place.Index] = "district: GeoNames calls it a section of a place"
        elif verdict is None and larger is not None:
            reasons[place.Index] = f"district: in the municipality of {larger} by its codes"
        elif keys:
            seen.setdefault(keys[0], place.name)
    return pd.Series(reasons, dtype="string").reindex(places.index)
