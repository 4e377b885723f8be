"""How right the register is read: links of the real table against 330 rows decided by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml

from paradiplomacy.config.load import load_configuration
from paradiplomacy.frame.build import build_frame
from paradiplomacy.frame.countries import labels_by_country, read_countries
from paradiplomacy.frame.evidence import read_evidence
from paradiplomacy.readers.twin_towns import read_twin_towns
from paradiplomacy.sources.registry import load_registry
from paradiplomacy.web.register import read_register


def merged(below: dict, above: dict) -> dict:
    """Lay an overlay over the configuration, as Snakemake does."""
    both = {
        key: merged(below[key], above[key])
        for key in below.keys() & above.keys()
        if isinstance(above[key], dict) and below[key]
    }
    return {**below, **above, **both}


@pytest.mark.mirror
def test_links_to_cities_are_precise_and_complete(root: Path, mirror: Path) -> None:
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
    countries = registry[configuration.countries].origin(None)
    units = build_frame(read_evidence({"countries": countries, **paths}, frame), frame).units
    mentions, _, _ = read_register(
        read_twin_towns(registry["wikipedia_twin_towns"].origin(str(mirror))),
        units,
        partners={code: partner.labels for code, partner in configuration.partners.items()},
        countries=labels_by_country(read_countries(countries)),
        source="wikipedia_twin_towns",
        register="twin_towns",
        levels=["city"],
    )
    truth = pd.read_csv(root / "tests/reference/register_links.csv", keep_default_na=False).set_index("row")["unit_id"]
    linked = mentions.drop_duplicates("row").set_index("row")["unit_id"].reindex(truth.index).fillna("")
    right = int(((linked == truth) & (truth != "")).sum())
    precision, recall = right / int((linked != "").sum()), right / int((truth != "").sum())
    errors = {row: (linked[row], truth[row]) for row in truth.index[linked != truth]}
    print(f"precision {precision:.4f}, recall {recall:.4f}, errors {errors}")
    assert len(truth) == 330
    assert precision >= 0.99, errors
    assert recall >= 0.97, errors
