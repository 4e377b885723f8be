"""Which registered sources a configuration uses, and under which of its keys: the ground of the plan of a run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from paradiplomacy.config.census import census_sources

if TYPE_CHECKING:
    from paradiplomacy.config.model import Configuration


def used_sources(configuration: Configuration) -> Iterator[tuple[str, str]]:
    """Yield configuration key and source id of each source in use."""
    frame = configuration.frame
    used: dict[str, str | None] = {
        "world.truth": configuration.world.truth,
        "world.truth_units": configuration.world.truth_units,
        "world.truth_pages": configuration.world.truth_pages,
        "world.invitations": configuration.world.invitations,
        "countries": configuration.countries,
        "country_labels": configuration.country_labels,
        "region_names": configuration.region_names,
        "place_decisions": configuration.place_decisions,
        "claims.source": configuration.claims.source,
        "claims.rates": configuration.claims.rates,
        "basemap": configuration.basemap,
        "cases.choices": configuration.cases.choices,
        "interviews.others": configuration.interviews.others,
        "archives.sites": configuration.archives.sites,
        "frame.cities.source": frame.cities.source,
        "frame.regions.source": frame.regions.source,
        "frame.regions.population": frame.regions.population,
        "frame.gdp.source": frame.gdp.source,
        "frame.ports.source": frame.ports.source,
        "frame.parties.parties": frame.parties.parties,
        "frame.parties.cabinets": frame.parties.cabinets,
        "frame.parties.local": frame.parties.local,
    }
    if frame.airports is not None:
        used |= {"frame.airports.source": frame.airports.source, "frame.airports.routes": frame.airports.routes}
    if frame.education is not None:
        used["frame.education.source"] = frame.education.source
    if frame.typologies is not None:
        used["frame.typologies.source"] = frame.typologies.source
    if frame.seats is not None:
        used["frame.seats.source"] = frame.seats.source
    if frame.parties.keys is not None and frame.parties.local is not None:
        used["frame.parties.keys.wikidata"] = frame.parties.keys.wikidata
        used["frame.parties.keys.ches"] = frame.parties.keys.ches
    used |= {f"frame.supplied.{name}.source": entry.source for name, entry in frame.supplied.items()}
    used |= {f"waves.{name}.source": wave.source for name, wave in configuration.waves.items()}
    for name, wave in configuration.partner_waves.items():
        used[f"partner_waves.{name}.source"] = wave.source
        used[f"partner_waves.{name}.invitations"] = wave.invitations
    for key, source_id in used.items():
        if source_id is not None:
            yield key, source_id
    yield from census_sources(frame.cities, frame.nuts, frame.districts, frame.alternatives)
    for source_id in configuration.archives.sources:
        yield "archives.sources", source_id
    if configuration.archives.sources:
        web = configuration.web
        tables = {"gazetteer": web.gazetteer, "cues": web.cues, "weights": {"": web.weights or "web.weights"}}
        for key, sources in tables.items():
            for source_id in sources.values():
                yield f"web.{key}", source_id
        for source_id in configuration.coding.sheets:
            yield "coding.sheets", source_id
        if configuration.coding.adjudication is not None:
            yield "coding.adjudication", configuration.coding.adjudication
    network = configuration.network
    yield from (("network.places", source_id) for source_id in network.places)
    yield from (("network.coordinates", network.coordinates), ("network.tiles", network.tiles))
    for source_id in configuration.interviews.sources:
        yield "interviews", source_id
    for source_id in configuration.interviews.codebooks:
        yield "interviews.codebooks", source_id
    for name, register in configuration.registers.items():
        for source_id in register.sources:
            yield f"registers.{name}.sources", source_id
        for source_id in register.companions:
            yield f"registers.{name}.companions", source_id
