"""The frame of the open world and what its registers are judged by, for tests on real files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import yaml

from paradiplomacy.config.load import load_configuration
from paradiplomacy.config.model import Configuration
from paradiplomacy.frame.build import build_frame
from paradiplomacy.frame.countries import read_countries
from paradiplomacy.frame.evidence import read_evidence
from paradiplomacy.readers.twin_towns import read_twin_towns
from paradiplomacy.sources.registry import load_registry
from paradiplomacy.web.knowledge import Knowledge, read_knowledge


def merged(below: dict, above: dict) -> dict:
    """Lay an overlay over the configuration, as Snakemake does."""
    both = {
        key: merged(below[key], above[key])
        for key in below.keys() & above.keys()
        if isinstance(above[key], dict) and below[key]
    }
    return {**below, **above, **both}


def open_world(root: Path, mirror: Path) -> tuple[Configuration, pd.DataFrame, Knowledge, pd.DataFrame]:
    """Return the configuration, the units, what the English Wikipedia is judged by, and its table."""
    settings = [yaml.safe_load((root / "config" / name).read_text("utf-8")) for name in ("config.yaml", "open.yaml")]
    configuration = load_configuration(merged(*settings))
    registry = load_registry(root / configuration.registry)
    frame = configuration.frame
    sources = {
        "cities": frame.cities.source,
        "population": frame.cities.population,
        "names": frame.cities.names,
        "regions": frame.regions.source,
        "gdp": frame.gdp.source,
        "ports": frame.ports.source,
        "parties": frame.parties.parties,
        "cabinets": frame.parties.cabinets,
    }
    paths = {table: registry[source].origin(str(mirror)) for table, source in sources.items()}
    converters = [registry[source].origin(str(mirror)) for source in frame.nuts.matrices().values()]
    countries = registry[configuration.countries].origin(None)
    evidence = read_evidence({"countries": countries, "converters": converters, **paths}, frame)
    units = build_frame(evidence, frame).units
    known = read_knowledge(
        read_countries(countries),
        units,
        country_labels=registry[configuration.country_labels].origin(None),
        region_names=registry[configuration.region_names].origin(None),
        place_decisions=registry[configuration.place_decisions].origin(None),
        gazetteer=paths["names"],
        registers=list(configuration.registers),
        register="twin_towns",
    )
    return configuration, units, known, read_twin_towns(registry["wikipedia_twin_towns"].origin(str(mirror)))
