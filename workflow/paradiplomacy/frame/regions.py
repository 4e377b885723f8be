"""The regions of the census: NUTS 2, and wholes of several of them where the configuration joins them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy.frame.series import latest_values
from paradiplomacy.problems import BadInput, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paradiplomacy.config.census import MergedRegion
    from paradiplomacy.config.model import Frame as Settings
    from paradiplomacy.frame.evidence import Evidence

NUTS2_CODE_LENGTH = 4
EXTRA_REGIO = "ZZ"  # territory that belongs to no region, such as embassies


def census_regions(evidence: Evidence, settings: Settings) -> tuple[pd.DataFrame, list[dict[str, Any]], int]:
    """Return the regions of the census, those that were set aside, and the number of rows taken on.

    Several rows that are one region of the census are all taken on. Its area is that of its parts together, its point
    one inside them.

    Raises
    ------
    BadInput
        when a region is listed twice, or a part of a merged region is not in the list.
    """
    file = settings.regions.source
    refuse_duplicates(evidence.regions, "nuts_id", evidence.file("regions"), "NUTS_ID")
    studied = set(evidence.countries["country"])
    aside = []
    taken = []
    for position, region in enumerate(evidence.regions.itertuples()):
        if region.country not in studied:
            reason = f"country {region.country} is not studied"
        elif region.nuts_level != 2 or len(region.nuts_id) != NUTS2_CODE_LENGTH:
            reason = "not a region of NUTS level 2"
        elif region.nuts_id.endswith(EXTRA_REGIO):
            reason = "territory outside the regions"
        else:
            taken.append(position)
            continue
        aside.append({"file": file, "row": region.row, "record": f"{region.nuts_id} {region.name}", "reason": reason})
    regions = _merged(evidence.regions.iloc[taken], settings.regions.merged, evidence.file("regions"))
    regions = regions.rename(columns={"nuts_id": "unit_id"})
    regions = regions.assign(
        level="region",
        nuts2=regions["unit_id"],
        names=["|".join(dict.fromkeys(pair)) for pair in zip(regions["name"], regions["name_latin"], strict=True)],
    )
    if settings.regions.population is not None and evidence.region_population is not None:
        population = latest_values(evidence.region_population, settings.regions.population)
        regions["population"] = regions["unit_id"].map(population["value"]).astype("Float64").round().astype("Int64")
        regions["population_year"] = regions["unit_id"].map(population["year"]).astype("Int64")
        regions["population_conversion"] = regions["unit_id"].map(population["conversion"]).astype("string")
    return regions, aside, len(taken)


def refuse_duplicates(table: pd.DataFrame, key: str, file: str, column: str) -> None:
    """Raise `BadInput` for each unit that is listed twice."""
    twice = table[table.duplicated(key)]
    if not twice.empty:
        expected, remedy = "each unit to be listed once", "remove the duplicate"
        raise BadInput(
            Problem(file, expected, remedy, int(row), column, str(code))
            for row, code in zip(twice["row"], twice[key], strict=True)
        )


def _merged(regions: pd.DataFrame, merged: Mapping[str, MergedRegion], file: str) -> pd.DataFrame:
    """Return the regions with each whole in place of its parts, in the row of the first of these."""
    import shapely

    listed = set(regions["nuts_id"])
    absent = [(code, part) for code, region in merged.items() for part in region.parts if part not in listed]
    if absent:
        remedy = "correct frame.regions.merged, or add the region"
        raise BadInput(
            Problem(file, f"this part of the region {code} to be in the list", remedy, column="NUTS_ID", value=part)
            for code, part in absent
        )
    wholes = []
    for code, region in merged.items():
        parts = regions[regions["nuts_id"].isin(region.parts)]
        area = shapely.union_all(parts["geometry"].to_numpy())
        inside = area.representative_point()
        whole = {"nuts_id": code, "name": region.name, "name_latin": region.name, "longitude": inside.x}
        one = parts.iloc[:1].assign(**whole, latitude=inside.y)
        wholes.append(one.assign(geometry=pd.Series([area], index=one.index)))
    whole_of = {part for region in merged.values() for part in region.parts}
    return pd.concat([regions[~regions["nuts_id"].isin(whole_of)], *wholes], ignore_index=True)
