"""Count cities and regions by other definitions than that of the frame, and say what the data tell of a difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.findings.fields import FRAME_COUNTS
from paradiplomacy.frame.districts import district_reasons
from paradiplomacy.readers.published import read_delimited
from paradiplomacy.tables import typed

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy.config.model import Frame as Settings
    from paradiplomacy.config.model import World
    from paradiplomacy.findings.published import PublishedFigure

SELF_GOVERNING = Dataset(
    name="self_governing_regions",
    description="Regions with an elected assembly of their own, by country.",
    key=("country",),
    fields=(
        Field("country", "text", "country, Eurostat code", required=True),
        Field("tier", "text", "what they are called, or why there are none", required=True),
        Field("regions", "integer", "their number", minimum=0, required=True),
    ),
)
LISTS = {"urban_audit": "Urban Audit cities", "places": "places of GeoNames", "supplied": "cities of the supplied list"}
PLACES, LOCAL, NUTS2, GOVERNING, PUBLISHED = (
    "places of GeoNames, without districts",
    "local units (LAU)",
    "NUTS 2 regions",
    "self-governing regions",
    "published",
)
# where the local unit is not the city (documentation of the concordance of Eurostat and EDJNet)
OTHER_UNITS = {
    "PT": "the local unit is the parish",
    "IE": "the local unit is the electoral area",
    "EL": "the local unit is the community",
    "CY": "the local unit is a part of the city",
    "MT": "the local unit is a part of the city",
}


@dataclass(frozen=True)
class CountedEvidence:
    """What is counted: tables of the frame, and those of other definitions, None where a world has no source."""

    units: pd.DataFrame
    set_aside: pd.DataFrame
    countries: pd.DataFrame
    published: Mapping[str, PublishedFigure]
    places: pd.DataFrame | None = None
    districts: pd.DataFrame | None = None
    local_units: pd.DataFrame | None = None
    self_governing: pd.DataFrame | None = None


def read_self_governing(path: str | Path) -> pd.DataFrame:
    """Return the numbers of self-governing regions (`SELF_GOVERNING`, and row).

    Raises
    ------
    BadInput
        when the file is missing or violates `SELF_GOVERNING`.
    """
    table = read_delimited(path, SELF_GOVERNING)
    SELF_GOVERNING.validate(table[SELF_GOVERNING.columns], str(path))
    return table


def count_frames(evidence: CountedEvidence, settings: Settings, world: World) -> pd.DataFrame:
    """Return units by country and definition (`FRAME_COUNTS`), with totals of Central and Eastern Europe and of all.

    In a simulated world only the published numbers are compared that the simulator was given.
    """
    cee = set(evidence.countries.loc[evidence.countries["cee"].astype(bool), "country"])
    studied = set(evidence.countries["country"])
    areas = {country: {country} for country in sorted(studied)} | {"CEE": cee, "all": studied}
    own = {
        level: evidence.units.loc[evidence.units["level"] == level, "country"].value_counts().to_dict()
        for level in ("city", "region")
    }
    rows: list[dict[str, Any]] = []
    for level, definition, counts, explain in _definitions(evidence, settings, own):
        for area, members in areas.items():
            frame = sum(own[level].get(country, 0) for country in members)
            units = sum(int(counts.get(country, 0)) for country in members)
            in_frame = counts is own[level]
            reason = explain(area, frame, units) if in_frame or units != frame else ""
            rows.append(_row(area, level, definition, in_frame, units, frame, reason))
    for figure in evidence.published.values():
        measure = figure.measure
        if measure is None or measure.count != "units" or (world.simulated and not figure.given_to_simulator):
            continue
        area = measure.country or ("CEE" if measure.cee else "all")
        if area not in areas:
            continue  # a country that this run does not study
        frame = sum(own[measure.level].get(country, 0) for country in areas[area])
        note = f"{figure.base}. {figure.note}" if frame != figure.value else ""
        rows.append(_row(area, measure.level, PUBLISHED, False, int(float(figure.value)), frame, note))
    table = pd.DataFrame(rows).assign(world=world.stamp or world.name)
    return typed(table, FRAME_COUNTS)


def _row(
    area: str, level: str, definition: str, in_frame: bool, units: int, frame: int, explanation: str
) -> dict[str, Any]:
    return {
        "area": area,
        "level": level,
        "definition": definition,
        "in_frame": in_frame,
        "units": units,
        "frame_units": frame,
        "difference": None if in_frame else units - frame,
        "explanation": explanation or None,
    }


def _definitions(
    evidence: CountedEvidence, settings: Settings, own: Mapping[str, dict[str, int]]
) -> list[tuple[str, str, Mapping[str, int], Callable[[str, int, int], str]]]:
    """Return level, definition, units by country, and what explains a difference in an area."""
    smallest = settings.cities.minimum_population
    left = _set_aside_by_country(evidence, settings)
    name = f"frame: {LISTS[settings.cities.kind]} of {smallest:,} and more"
    found: list[tuple[str, str, Mapping[str, int], Callable[[str, int, int], str]]] = [
        ("city", name, own["city"], lambda area, frame, units: left.get(area, "") if frame else _no_city(area))
    ]
    if evidence.places is not None:
        iso2 = dict(zip(evidence.countries["iso2"], evidence.countries["country"], strict=True))
        places = evidence.places.assign(country=evidence.places["country_code"].map(iso2))
        places = places[places["country"].notna() & (places["population"] >= smallest)]
        kept = district_reasons(places, evidence.districts).isna()
        by_country = places["country"].value_counts().to_dict()

        def of_places(area: str, frame: int, units: int) -> str:
            gap = _no_city(area) + " " if frame == 0 else ""
            dropped = by_country.get(area, units) - units
            besides = f" Districts that are not counted: {dropped}." if dropped else ""
            return f"{gap}Another list with population figures of its own.{besides}"

        found.append(("city", PLACES, places.loc[kept, "country"].value_counts().to_dict(), of_places))
    if evidence.local_units is not None:
        large = evidence.local_units[(evidence.local_units["population"] >= smallest).fillna(False).astype(bool)]
        found.append(("city", LOCAL, large["country"].value_counts().to_dict(), _of_local_units))
    merged = settings.regions.merged
    wholes = {
        country: " ".join(
            f"{region.name} is one region of the frame and {len(region.parts)} of NUTS 2."
            for code, region in merged.items()
            if code.startswith(country)
        )
        for country in {code[:2] for code in merged}
    }
    more = pd.Series({code: len(region.parts) - 1 for code, region in merged.items()}, dtype="int64")
    extra = more.groupby(more.index.str[:2]).sum().to_dict() if len(more) else {}
    nuts2 = {country: count + extra.get(country, 0) for country, count in own["region"].items()}
    title = "frame: NUTS 2 regions" + (", some of them merged" if merged else "")
    found.append(("region", title, own["region"], lambda area, frame, units: wholes.get(area, "")))
    if merged:
        joined = " ".join(text for _, text in sorted(wholes.items()))
        found.append(("region", NUTS2, nuts2, lambda area, frame, units: wholes.get(area, joined)))
    if evidence.self_governing is not None:
        table = evidence.self_governing.set_index("country")
        tiers = table["tier"].to_dict()
        found.append(
            (
                "region",
                GOVERNING,
                table["regions"].to_dict(),
                lambda area, frame, units: (
                    f"Self-governing: {tiers[area]}." if area in tiers else "Another tier in most countries."
                ),
            )
        )
    return found


def _no_city(area: str) -> str:
    return f"The list of the frame has no city of {area} above its minimum."


def _of_local_units(area: str, frame: int, units: int) -> str:
    if area in OTHER_UNITS:
        return f"Here {OTHER_UNITS[area]}, which is not the city."
    gap = _no_city(area) + " " if frame == 0 else ""
    return f"{gap}Municipalities: suburbs count by themselves, and a rural one can be large."


def _set_aside_by_country(evidence: CountedEvidence, settings: Settings) -> dict[str, str]:
    """Return what the list of cities held besides, by country; only where its codes begin with the country's."""
    if settings.cities.kind != "urban_audit":
        return {}
    rows = evidence.set_aside[evidence.set_aside["file"] == settings.cities.source]
    counts = rows.groupby([rows["record"].str[:2], "reason"]).size()
    texts: dict[str, list[str]] = {}
    for (country, reason), count in counts.items():
        texts.setdefault(country, []).append(f"{count} {reason}")
    return {country: "Set aside: " + "; ".join(reasons) + "." for country, reasons in texts.items()}
