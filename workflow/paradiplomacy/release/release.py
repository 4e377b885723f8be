"""Pack a release: gather its content, describe it for people and machines, write one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from paradiplomacy.config.model import Configuration
from paradiplomacy.fields import Dataset
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.release.crate import METADATA, crate_metadata
from paradiplomacy.release.data_package import data_package
from paradiplomacy.release.package import gather_content, write_package
from paradiplomacy.release.record import read_record
from paradiplomacy.release.record_fields import LEFT_OUT
from paradiplomacy.release.replication_readme import read_exhibits, replication_readme
from paradiplomacy.reports.chapters import chapters_of
from paradiplomacy.tables import write_table

CITATION = Path("CITATION.cff")
NEEDED = ("title", "abstract", "version", "date-released", "license", "authors", "keywords")


def pack_release(
    package: str | Path,
    left_out: str | Path,
    *,
    configuration: Configuration,
    sources: Sequence[Mapping[str, Any]],
    project: Sequence[str],
    results: Sequence[str],
    record: str | Path,
    datasets: Mapping[str, Dataset],
) -> None:
    """Write the replication package and the table of what it does not hold (`LEFT_OUT`).

    Parameters
    ----------
    sources
        registry entries of the raw files in use.
    project, results
        files of the project and of the results.
    record
        folder of the record of the run.
    datasets
        field table of each tidy table, by its path relative to the folder of results.

    Raises
    ------
    BadInput
        when CITATION.cff lacks what a release needs, and when a copy of a restricted source would be passed on.
    """
    citation = read_citation(CITATION)
    run = read_record(record)
    content = gather_content(
        project=project,
        results=results,
        folder=configuration.results,
        record=record,
        world=configuration.world.name,
        sources=sources,
        flow=run.flow,
        datasets=datasets,
    )
    write_table(content.left_out, left_out, LEFT_OUT)
    publications = sorted({publication.source for publication in configuration.publications.values()})
    chapters = sorted({chapter for publication in publications for chapter in chapters_of(publication)})
    texts = {
        "README.md": replication_readme(
            citation=citation,
            manifest=run.manifest,
            flow=run.flow,
            sources=sources,
            exhibits=read_exhibits([*publications, *chapters]),
            left_out=content.left_out,
            size=sum(path.stat().st_size for path in content.files.values()),
        ),
        "datapackage.json": data_package(datasets, content.files, sources, citation),
        "left_out.csv": Path(left_out).read_text(encoding="utf-8"),
    }
    descriptions = {f"results/{file}": dataset.description for file, dataset in datasets.items()}
    texts[METADATA] = crate_metadata(content.files, texts, sources, citation, descriptions)
    write_package(package, content, texts)


def read_citation(path: Path) -> dict[str, Any]:
    """Read CITATION.cff.

    Raises
    ------
    BadInput
        for each entry that a release needs and that is not there.
    """
    citation: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    problems = [
        Problem(path.as_posix(), "this entry to be present", "add it", column=name)
        for name in NEEDED
        if not citation.get(name)
    ]
    if problems:
        raise BadInput(problems)
    return citation


def release_sentences(package: str | Path, left_out: pd.DataFrame) -> list[str]:
    """Return what a package is and what it does not hold, in sentences."""
    said = [f"The replication package is one file: {package} ({Path(package).stat().st_size / 1e6:,.1f} MB)."]
    if left_out.empty:
        return [*said, "It holds everything."]
    reasons = left_out["reason"].value_counts()
    return [*said, "It does not hold:", *(f"  {count:,} files ({reason})" for reason, count in reasons.items())]
