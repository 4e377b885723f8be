"""The tables from which the census is built: read here, at the edge, so that the census itself knows no files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.frame.countries import read_countries
from paradiplomacy.frame.districts import read_districts
from paradiplomacy.readers.airports import read_airports, read_routes
from paradiplomacy.readers.eurostat import read_eurostat_tsv, read_sdmx_csv
from paradiplomacy.readers.geonames import read_geonames
from paradiplomacy.readers.gisco import read_nuts, read_urban_audit
from paradiplomacy.readers.lau import read_local_units
from paradiplomacy.readers.nuts_codes import read_converter, read_nuts_changes, read_nuts_codes
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
from paradiplomacy.readers.supplied_cities import read_supplied_cities
from paradiplomacy.readers.topojson import read_nuts_areas

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from paradiplomacy.config.model import Frame as Settings

# Eurostat's codes of the total population, of both sexes and all ages
TOTAL_POPULATION = {"indic_ur": "DE1001V", "sex": "T", "age": "TOTAL"}


# and of the share of people aged 25 to 64, both sexes, with tertiary education, in percent
TERTIARY = {"sex": "T", "isced11": "ED5-8", "age": "Y25-64", "unit": "PC"}

CITY_READERS: dict[str, Callable[[str | Path], pd.DataFrame]] = {
    "urban_audit": read_urban_audit,
    "places": read_geonames,
    "supplied": read_supplied_cities,
}


@dataclass(frozen=True)
class Evidence:
    """The tables as the readers return them, None where a source is not configured, and the names of their files."""

    countries: pd.DataFrame
    cities: pd.DataFrame
    population: pd.DataFrame | None
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
    codes: pd.DataFrame | None = None
    changes: pd.DataFrame | None = None
    areas: pd.DataFrame | None = None
    districts: pd.DataFrame | None = None
    local_units: pd.DataFrame | None = None  # of all countries, with the source of each
    converters: Mapping[str, pd.DataFrame] = field(default_factory=dict)  # by source
    seats: pd.DataFrame | None = None
    wikidata: pd.DataFrame | None = None
    ches: pd.DataFrame | None = None
    supplied: Mapping[str, pd.DataFrame] = field(default_factory=dict)  # by source id
    files: Mapping[str, str] = field(default_factory=dict)

    def file(self, table: str) -> str:
        """Return the file of a table as messages name it; the table's own name where it came from no file."""
        return self.files.get(table, table)


def read_evidence(
    paths: Mapping[str, str | Path | Sequence[str | Path]],
    settings: Settings,
    supplied: Mapping[str, str | Path] | None = None,
) -> Evidence:
    """Read the tables of the census.

    Parameters
    ----------
    paths
        field of `Evidence` to its file, or to its files in the order of the configuration (local_units, converters);
        those from `region_population` on may be absent, and `population` where the list of cities holds it.
    settings
        the section `frame` of the configuration.
    supplied
        source id to the file of a table of supplied covariates.

    Raises
    ------
    BadInput
        with the faults of the first file that has any.
    """
    files = {table: Path(path) for table, path in paths.items() if isinstance(path, str | Path)}
    several = {table: list(path) for table, path in paths.items() if not isinstance(path, str | Path)}
    return Evidence(
        countries=read_countries(files["countries"]),
        cities=CITY_READERS[settings.cities.kind](files["cities"]),
        population=read_sdmx_csv(files["population"], TOTAL_POPULATION) if "population" in files else None,
        regions=read_nuts(files["regions"]),
        gdp=read_eurostat_tsv(files["gdp"], {"unit": {settings.gdp.unit}}),
        ports=read_world_port_index(files["ports"]),
        parties=read_parlgov_parties(files["parties"]),
        cabinets=read_parlgov_cabinets(files["cabinets"]),
        region_population=(
            read_sdmx_csv(files["region_population"], TOTAL_POPULATION) if "region_population" in files else None
        ),
        local=read_local_parties(files["local"]) if "local" in files else None,
        names=read_geonames(files["names"]) if "names" in files else None,
        airports=read_airports(files["airports"]) if "airports" in files else None,
        routes=read_routes(files["routes"]) if "routes" in files else None,
        education=read_sdmx_csv(files["education"], TERTIARY) if "education" in files else None,
        typologies=read_nuts_typologies(files["typologies"]) if "typologies" in files else None,
        codes=read_nuts_codes(files["codes"]) if "codes" in files else None,
        changes=read_nuts_changes(files["changes"]) if "changes" in files else None,
        areas=read_nuts_areas(files["areas"]) if "areas" in files else None,
        districts=read_districts(files["districts"]) if "districts" in files else None,
        local_units=read_all_local_units(settings.placing_units, several.get("local_units", [])),
        converters={
            source: read_converter(path)
            for source, path in zip(settings.nuts.matrices().values(), several.get("converters", []), strict=True)
        },
        seats=read_geonames(files["seats"]) if "seats" in files else None,
        wikidata=read_wikidata_keys(files["wikidata"]) if "wikidata" in files else None,
        ches=read_ches_keys(files["ches"]) if "ches" in files else None,
        supplied={source: read_supplied(path) for source, path in (supplied or {}).items()},
        files={table: path.as_posix() for table, path in files.items()},
    )


def read_all_local_units(sources: Sequence[str], paths: Sequence[str | Path]) -> pd.DataFrame | None:
    """Return the local units of all countries with their source; None where there are no files.

    Raises
    ------
    BadInput
        with the faults of the first file that has any.
    """
    import pandas as pd

    tables = [read_local_units(path).assign(source=source) for source, path in zip(sources, paths, strict=True)]
    return pd.concat(tables, ignore_index=True) if tables else None
