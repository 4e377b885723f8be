"""The tables from which the census is built: read here, at the edge, so that the census itself knows no files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.frame.countries import read_countries
from paradiplomacy.readers.airports import read_airports, read_routes
from paradiplomacy.readers.eurostat import read_eurostat_tsv, read_sdmx_csv
from paradiplomacy.readers.geonames import read_geonames
from paradiplomacy.readers.gisco import read_nuts, read_urban_audit
from paradiplomacy.readers.nuts_typologies import read_nuts_typologies
from paradiplomacy.readers.parties import (
    read_ches_keys,
    read_local_parties,
    read_parlgov_cabinets,
    read_parlgov_parties,
    read_wikidata_keys,
)
from paradiplomacy.readers.ports import read_world_port_index
from paradiplomacy.readers.supplied import read_supplied

if TYPE_CHECKING:
    import pandas as pd

    from paradiplomacy.config.model import Frame as Settings

# Eurostat's codes of the total population, of both sexes and all ages
TOTAL_POPULATION = {"indic_ur": "DE1001V", "sex": "T", "age": "TOTAL"}


# and of the share of people aged 25 to 64, both sexes, with tertiary education, in percent
TERTIARY = {"sex": "T", "isced11": "ED5-8", "age": "Y25-64", "unit": "PC"}


@dataclass(frozen=True)
class Evidence:
    """The tables as the readers return them, None where a source is not configured, and the names of their files."""

    countries: pd.DataFrame
    cities: pd.DataFrame
    population: pd.DataFrame
    regions: pd.DataFrame
    gdp: pd.DataFrame
    ports: pd.DataFrame
    parties: pd.DataFrame
    cabinets: pd.DataFrame
    region_population: pd.DataFrame | None = None
    local: pd.DataFrame | None = None
    names: pd.DataFrame | None = None
    airports: pd.DataFrame | None = None
    routes: pd.DataFrame | None = None
    education: pd.DataFrame | None = None
    typologies: pd.DataFrame | None = None
    seats: pd.DataFrame | None = None
    wikidata: pd.DataFrame | None = None
    ches: pd.DataFrame | None = None
    supplied: Mapping[str, pd.DataFrame] = field(default_factory=dict)  # by source id
    files: Mapping[str, str] = field(default_factory=dict)

    def file(self, table: str) -> str:
        """Return the file of a table as messages name it; the table's own name where it came from no file."""
        return self.files.get(table, table)


def read_evidence(
    paths: Mapping[str, str | Path], settings: Settings, supplied: Mapping[str, str | Path] | None = None
) -> Evidence:
    """Read the tables of the census.

    Parameters
    ----------
    paths
        field of `Evidence` to its file; those from `region_population` on may be absent.
    settings
        the section `frame` of the configuration.
    supplied
        source id to the file of a table of supplied covariates.

    Raises
    ------
    BadInput
        with the faults of the first file that has any.
    """
    return Evidence(
        countries=read_countries(paths["countries"]),
        cities=read_urban_audit(paths["cities"]),
        population=read_sdmx_csv(paths["population"], TOTAL_POPULATION),
        regions=read_nuts(paths["regions"]),
        gdp=read_eurostat_tsv(paths["gdp"], {"unit": {settings.gdp.unit}}),
        ports=read_world_port_index(paths["ports"]),
        parties=read_parlgov_parties(paths["parties"]),
        cabinets=read_parlgov_cabinets(paths["cabinets"]),
        region_population=(
            read_sdmx_csv(paths["region_population"], TOTAL_POPULATION) if "region_population" in paths else None
        ),
        local=read_local_parties(paths["local"]) if "local" in paths else None,
        names=read_geonames(paths["names"]) if "names" in paths else None,
        airports=read_airports(paths["airports"]) if "airports" in paths else None,
        routes=read_routes(paths["routes"]) if "routes" in paths else None,
        education=read_sdmx_csv(paths["education"], TERTIARY) if "education" in paths else None,
        typologies=read_nuts_typologies(paths["typologies"]) if "typologies" in paths else None,
        seats=read_geonames(paths["seats"]) if "seats" in paths else None,
        wikidata=read_wikidata_keys(paths["wikidata"]) if "wikidata" in paths else None,
        ches=read_ches_keys(paths["ches"]) if "ches" in paths else None,
        supplied={source: read_supplied(path) for source, path in (supplied or {}).items()},
        files={table: Path(path).as_posix() for table, path in paths.items()},
    )
