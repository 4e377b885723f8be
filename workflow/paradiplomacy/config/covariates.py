"""The sources of covariates of the census as typed models. Part of the model of the configuration."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from paradiplomacy.config.names import STRICT, Day, Name, PartnerCode


class Ports(BaseModel):
    """Access to the sea."""

    model_config = STRICT

    source: Name
    """Source (World Port Index)."""
    harbour_sizes: list[Literal["Large", "Medium", "Small", "Very Small"]]
    """Harbour sizes that count as a sea port."""
    port_city_km: Annotated[float, Field(gt=0)]
    """A unit is a port city when the nearest such port is at most this far, km."""


class PartyKeys(BaseModel):
    """Lists by which a party is known under other keys than ParlGov's."""

    model_config = STRICT

    wikidata: Name
    """Source of Party Facts numbers with Wikidata items (Party Facts import list wikidata.csv)."""
    ches: Name
    """Source of Party Facts numbers with numbers of the Chapel Hill survey (Party Facts import list ches.csv)."""


class Parties(BaseModel):
    """Governing parties."""

    model_config = STRICT

    parties: Name
    """Source of parties with family and left-right position (ParlGov view_party)."""
    cabinets: Name
    """Source of national cabinets (ParlGov view_cabinet)."""
    local: Name | None = None
    """Source of the parties of mayors and regional heads; null: the national governing party is taken."""
    keys: PartyKeys | None = None
    """Lists by which the local table may name parties by Wikidata item or Party Facts number; read only with it."""
    date: Day
    """Day at which the party in office is taken for the census."""
    dates: dict[PartnerCode, Day] = {}
    """Day at which it is taken for analyses of a partner, within the field time of its waves; others take `date`."""
    blocs: dict[str, Literal["left", "centre", "right", "other"]]
    """Bloc of each party family of ParlGov."""


class Airports(BaseModel):
    """Airports with scheduled routes."""

    model_config = STRICT

    source: Name
    """Source of the airports (OpenFlights airports.dat)."""
    routes: Name
    """Source of the routes (OpenFlights routes.dat)."""
    year: Annotated[int, Field(ge=1990, le=2100)]
    """Year of the routes, which the source does not say; it is recorded with the distances."""
    long_haul_km: Annotated[float, Field(gt=0)] = 4000
    """A direct route longer than this is long haul, great-circle km (Eurocontrol: longer than 4,000 km)."""


class Typologies(BaseModel):
    """Types of NUTS 3 regions: coastal, border, metropolitan, urban or rural."""

    model_config = STRICT

    source: Name
    """Source (workbook of the NUTS codes by Eurostat, with the sheets of typologies)."""


class Seats(BaseModel):
    """Seats of the first-order administrations of each country."""

    model_config = STRICT

    source: Name
    """Source (GeoNames, feature codes PPLC and PPLA)."""


class Supplied(BaseModel):
    """A numeric covariate that a researcher adds: a long table of place, field, value, year, source."""

    model_config = STRICT

    source: Name
    """Source of the table; one table may hold several fields."""
    field: str
    """Value of the column "field" whose rows are taken."""
    label: str
    """Name in tables."""
    latest_year: Annotated[int, Field(ge=1900, le=2100)]
    """Latest year to take; an earlier one is taken where this is missing, and recorded."""
    earliest_year: Annotated[int, Field(ge=1900, le=2100)]
    """Earliest year to take; before it the value is missing."""
