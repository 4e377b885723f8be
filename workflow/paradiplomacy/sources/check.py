"""Whether the sources that a configuration names are registered and there, before any rule runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.config.used_sources import used_sources
from paradiplomacy.problems import BadInput, Problem

if TYPE_CHECKING:
    from paradiplomacy.config.model import Configuration
    from paradiplomacy.sources.registry import Source


def check_sources(configuration: Configuration, registry: Mapping[str, Source], root: Path) -> None:
    """Refuse a configuration whose sources or codebooks are not there.

    Raises
    ------
    BadInput
        naming every source that is not registered, raw file that is missing, and codebook that is missing.
    """
    found = []
    crawl = configuration.crawl
    of_crawl = (("crawl.sites", crawl.sites), ("crawl.cues", crawl.cues))  # in use by `snakemake crawl` alone
    for key, source_id in (
        *used_sources(configuration),
        *((key, name) for key, name in of_crawl if name is not None),
    ):
        if source_id not in registry:
            expected = f"the id of a source in {configuration.registry}"
            remedy = "register the source, or correct the name"
            found.append(Problem("the configuration", expected, remedy, column=key, value=source_id))
            continue
        origin = registry[source_id].origin(configuration.mirror)
        if origin is not None and not (root / origin).exists():
            expected = f"this raw file of source {source_id} to exist"
            remedy = "put it back, or correct its entry in " + configuration.registry
            found.append(Problem(origin.as_posix(), expected, remedy))
    for name, wave in (*configuration.waves.items(), *configuration.partner_waves.items()):
        if not (root / wave.codebook).exists():
            expected = f"the codebook of wave {name} to exist"
            found.append(Problem(wave.codebook, expected, "write it, or correct its path"))
    if found:
        raise BadInput(found)
