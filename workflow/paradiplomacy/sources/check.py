"""Whether the sources that a configuration names are there, and results can be written, before any job runs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.config.used_sources import used_sources
from paradiplomacy.problems import PLACES, BadInput, Problem

if TYPE_CHECKING:
    from paradiplomacy.config.model import Configuration
    from paradiplomacy.sources.registry import Source


def check_places(project: Path, folder: Path) -> None:
    """Refuse a project or a folder of results in which no job could do its work.

    Raises
    ------
    BadInput
        naming the folder.
    """
    if " " in str(project):
        expected = "a folder without a space in its path (Snakemake cannot run scripts from others, its issue 2645)"
        raise BadInput([Problem(project.as_posix(), expected, "move this folder, or rename it")])
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if not os.access(there, os.W_OK):  # false on a disk that is mounted read-only, too, whoever asks
        expected, remedy = PLACES["EROFS"]
        raise BadInput([Problem(folder.as_posix(), expected, f"{remedy}, and build again")])


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
