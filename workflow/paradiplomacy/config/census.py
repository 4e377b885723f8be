"""The census of cities and regions as configuration: definitions of the frame, versions of NUTS, regional values.

Ground of the model (`config/model.py`), which holds these sections under `frame`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints, model_validator

from paradiplomacy.config.names import STRICT, Name

NutsVersion = Literal["2013", "2016", "2021", "2024"]
VersionKey = Annotated[str, StringConstraints(pattern=r"^(2013|2016|2021|2024)$")]  # a version, as a key
NutsCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9A-Z]{1,3}$")]


class Cities(BaseModel):
    """The census of cities."""

    model_config = STRICT

    kind: Literal["urban_audit", "places", "supplied"] = "urban_audit"
    """What a city is: one of the Urban Audit, a place of GeoNames that is no district, or one of a supplied list."""
    source: Name
    """Source of the list (Urban Audit GeoJSON; GeoNames; CSV as resources/supplied_cities_template.csv)."""
    population: Name | None = None
    """Source of their population (Eurostat SDMX-CSV, urb_cpop1); the other two kinds of list hold their own."""
    names: Name | None = None
    """Source of further names of the cities (GeoNames), by which registers find them; null for none."""
    minimum_population: Annotated[int, Field(ge=1)] = 50_000
    """Smallest city of the census, inhabitants."""
    below_minimum: Literal["error", "set_aside"] = "error"
    """What to do with a smaller city: "error" for a list that should hold none, "set_aside" for a larger list."""

    @model_validator(mode="after")
    def _population_fits_the_kind(self) -> Cities:
        if (self.kind == "urban_audit") != (self.population is not None):
            raise ValueError("population is given for kind: urban_audit, and only there")
        return self


class MergedRegion(BaseModel):
    """A region of the census that is several NUTS 2 regions, such as a self-governing one that NUTS divides."""

    model_config = STRICT

    name: Annotated[str, StringConstraints(min_length=1)]
    """Name of the region."""
    parts: Annotated[list[NutsCode], Field(min_length=2)]
    """Its NUTS 2 regions."""


class Regions(BaseModel):
    """The census of regions."""

    model_config = STRICT

    source: Name
    """Source of the boundaries (GISCO GeoJSON, NUTS 2)."""
    population: Name | None = None
    """Source of their population (Eurostat SDMX-CSV, demo_r_pjanaggr3); null for none."""
    population_nuts_version: NutsVersion | None = None
    """Version of the NUTS codes of that source; null: that of the frame."""
    merged: dict[NutsCode, MergedRegion] = {}
    """Regions that are several NUTS 2 regions: code of the whole (of NUTS 1 where it has one), name and parts."""

    @model_validator(mode="after")
    def _a_part_belongs_once(self) -> Regions:
        parts = [part for region in self.merged.values() for part in region.parts]
        if len(set(parts)) != len(parts) or set(parts) & set(self.merged):
            raise ValueError("merged: a NUTS 2 region belongs to one merged region, whose code is another")
        return self

    def whole_of(self) -> dict[str, str]:
        """Return, for each part of a merged region, the code of the whole."""
        return {part: code for code, region in self.merged.items() for part in region.parts}


class Gdp(BaseModel):
    """Gross domestic product per inhabitant."""

    model_config = STRICT

    source: Name
    """Source (Eurostat TSV, nama_10r_3gdp)."""
    nuts_version: NutsVersion | None = None
    """Version of the NUTS codes of that source; null: that of the frame."""
    unit: str = "PPS_EU27_2020_HAB"
    """Eurostat's code of the unit: purchasing power standards per inhabitant."""
    latest_year: Annotated[int, Field(ge=1990, le=2100)]
    """Latest year to take; an earlier one is taken where this is missing, and recorded."""
    earliest_year: Annotated[int, Field(ge=1990, le=2100)]
    """Earliest year to take; before it the value is missing."""


class Education(BaseModel):
    """Tertiary education of the people aged 25 to 64, at NUTS 2."""

    model_config = STRICT

    source: Name
    """Source (Eurostat SDMX-CSV, edat_lfse_04)."""
    nuts_version: NutsVersion | None = None
    """Version of the NUTS codes of that source; null: that of the frame."""
    latest_year: Annotated[int, Field(ge=1990, le=2100)]
    """Latest year to take; an earlier one is taken where this is missing, and recorded."""
    earliest_year: Annotated[int, Field(ge=1990, le=2100)]
    """Earliest year to take; before it the value is missing."""


class Converters(BaseModel):
    """Weights by which values of one other version of NUTS are converted to that of the frame."""

    model_config = STRICT

    nuts2: Name | None = None
    """Source of the weights of NUTS 2 (matrix of the JRC's NUTS converter)."""
    nuts3: Name | None = None
    """Source of the weights of NUTS 3."""


class Areas(BaseModel):
    """Boundaries by which the NUTS 3 region of a place is found."""

    model_config = STRICT

    source: Name
    """Source (Nuts2json TopoJSON, EPSG:3035)."""
    nuts_version: NutsVersion | None = None
    """Version of its NUTS codes; null: that of the frame."""


class Nuts(BaseModel):
    """What is known of the NUTS codes themselves."""

    model_config = STRICT

    codes: Name | None = None
    """Source of the codes of the frame's version (Eurostat, NUTS2021.xlsx), by which every code is checked; or null."""
    changes: Name | None = None
    """Source of the changes since the version before it (Eurostat, NUTS2016-NUTS2021.xlsx), or null."""
    converters: dict[VersionKey, Converters] = {}
    """Conversions from other versions, by version; one for each level that a source needs."""
    local_units: list[Name] = []
    """Sources of local units with their NUTS 3 region (LAU), one per country: they place cities by name."""
    areas: Areas | None = None
    """Boundaries of NUTS 3: they place the cities that no local unit does; null for none."""

    def matrices(self) -> dict[tuple[str, int], str]:
        """Return the source of the weights by version and NUTS level."""
        return {
            (version, level): source
            for version, converters in self.converters.items()
            for level, source in ((2, converters.nuts2), (3, converters.nuts3))
            if source is not None
        }


class Alternatives(BaseModel):
    """Other definitions of a city or region, which are counted beside that of the frame."""

    model_config = STRICT

    places: Name | None = None
    """Source of places (GeoNames), of which those that are no district are counted; null: not counted."""
    self_governing: Name | None = None
    """Source of the numbers of self-governing regions (a table of this project); null: not counted."""


def census_sources(
    cities: Cities, nuts: Nuts, districts: Name | None, alternatives: Alternatives
) -> Iterator[tuple[str, str]]:
    """Yield configuration key and source id of what these sections name, without the list of cities itself."""
    single = {
        "frame.cities.population": cities.population,
        "frame.cities.names": cities.names,
        "frame.nuts.codes": nuts.codes,
        "frame.nuts.changes": nuts.changes,
        "frame.nuts.areas.source": nuts.areas.source if nuts.areas else None,
        "frame.districts": districts,
        "frame.alternatives.places": alternatives.places,
        "frame.alternatives.self_governing": alternatives.self_governing,
    }
    yield from ((key, source) for key, source in single.items() if source is not None)
    yield from (("frame.nuts.converters", source) for source in nuts.matrices().values())
    yield from (("frame.nuts.local_units", source) for source in nuts.local_units)
