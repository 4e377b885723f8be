"""The README of a replication package, in the order that data editors of social science journals ask for.

Sections follow the template of the social science data editors (Vilhuber, Connolly, Koren, Llull & Morrow, 2022,
doi:10.5281/zenodo.7293838).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from paradiplomacy.release.flow import Flow
from paradiplomacy.release.licences import licence_of
from paradiplomacy.reports.captions import ASKED

EXHIBIT = re.compile(r"^#\| label: ((?:tbl|fig)-[\w-]+)\n((?:#\|.*\n)*)", flags=re.MULTILINE)
CAPTION = re.compile(r'^#\| (?:tbl|fig)-cap: "?(.*?)"?$', flags=re.MULTILINE)
PRINTED = ("models/", "findings/")  # the tables behind what is printed
MOST_CAPTION = 100  # letters of a caption in the list of exhibits


@dataclass(frozen=True)
class Exhibit:
    """A table or figure of a publication."""

    source: str
    label: str
    caption: str


def read_exhibits(sources: Iterable[str | Path]) -> list[Exhibit]:
    """Return the labelled tables and figures of Quarto sources, in the order of print."""
    found = []
    for source in sources:
        for label, options in EXHIBIT.findall(Path(source).read_text(encoding="utf-8")):
            caption = CAPTION.search(options)
            # numbers that a caption asks for are those of a run
            found.append(Exhibit(Path(source).as_posix(), label, ASKED.sub("", caption[1]).strip() if caption else ""))
    return found


def replication_readme(
    *,
    citation: Mapping[str, Any],
    manifest: Mapping[str, Any],
    flow: Flow,
    sources: Sequence[Mapping[str, Any]],
    exhibits: Sequence[Exhibit],
    left_out: pd.DataFrame,
    size: int,
) -> str:
    """Return the README as Markdown.

    Parameters
    ----------
    citation
        the content of CITATION.cff.
    manifest, flow
        manifest of the run, and the jobs behind its results.
    sources
        registry entries of the raw files in use.
    exhibits
        tables and figures of the publications.
    left_out
        what the package does not hold (`LEFT_OUT`).
    size
        bytes of the files in the package.
    """
    world = manifest["world"]
    stamp = f"\n> {world['stamp']}\n" if world["simulated"] else ""
    sections = [
        f"# Replication package: {citation['title']}\n{stamp}",
        _overview(manifest, size),
        _availability(sources, left_out),
        _computation(manifest),
        _programs(flow),
        _instructions(world, left_out),
        _exhibits(manifest, flow, exhibits),
        _references(sources),
    ]
    return "\n".join(sections)


def _overview(manifest: Mapping[str, Any], size: int) -> str:
    return f"""## Overview

The code in `code/` (Snakemake and Python) makes all {len(manifest["results"]):,} results from the raw files.
`results/` holds them as they were made; `results/index.html` is the front page, with the publications, the codebooks
and a check of every table. This package holds {size / 1e6:,.0f} MB before compression. `manifest-sha256.txt` has the
digest of every file (`sha256sum --check manifest-sha256.txt`), `ro-crate-metadata.json` describes the package for
machines, `datapackage.json` every column of every table, `results/reports/codebook/` the survey waves (as page and as
DDI-Codebook 2.5).
"""


def _availability(sources: Sequence[Mapping[str, Any]], left_out: pd.DataFrame) -> str:
    missing = set(left_out["source"].dropna())
    restricted = [source for source in sources if source["sensitivity"] == "restricted"]
    some = "Some data **cannot be made** publicly available." if restricted else "All data **are** publicly available."
    rows = [
        [
            f"`{source['id']}`",
            source["title"],
            source["publisher"],
            source["vintage"],
            source["licence"],
            licence_of(source).duty,
            "no" if source["id"] in missing else "yes",
            f"`code/{source['path']}`" if source["path"] else f"`data/{source['mirror_path']}`",
        ]
        for source in sources
    ]
    head = ["Source", "Title", "Publisher", "Vintage", "Licence", "Duty", "Provided", "Place"]
    fetched = [
        f"- `{row.file}` ({row.size:,} bytes, sha256 `{row.sha256}`): {row.reason}"
        + (f". Address: {row.address}" if pd.notna(row.address) else ".")
        for row in left_out.itertuples()
    ]
    listed = "\n".join(fetched) if fetched else "Nothing is left out."
    return f"""## Data availability and provenance statements

### Statement about rights

Every raw file is registered with its terms (`code/resources/sources.yaml`). Copies stand in this package only where the
licence permits passing them on to anyone; where a collection names no licence, the receiver fetches the file.

### Summary of availability

{some}

### Details on each data source

{_table(head, rows)}

### What is left out, and how it is obtained

{listed}

The list is also a table: `left_out.csv`.
"""


def _computation(manifest: Mapping[str, Any]) -> str:
    environment = manifest["environment"]
    engines = sorted({engine["engine"] for engine in manifest["engines"].values()})
    return f"""## Computational requirements

### Software

- Python {environment["python"]} (3.11 or newer) and `make`; on Windows, and with conda, see `code/README.md`.
- {len(environment["packages"])} packages, pinned with hashes: `code/envs/requirements.lock`. `make` installs them.
- Publications were rendered by: {", ".join(engines)}.

### Controlled randomness

Every random draw has a seed that derives from the name of what is drawn; no clock enters. The same inputs give the same
bytes on any number of cores.

### Memory and runtime

The demonstration takes minutes on a laptop of two cores with 4 GB of memory, the open data some minutes more. No
network is needed once packages and data are there.
"""


def _programs(flow: Flow) -> str:
    rules = sorted({job.rule for job in flow.jobs})
    rows = [[f"`{rule}`", f"`code/workflow/scripts/{rule}.py`"] for rule in rules]
    return f"""## Description of programs

`code/Snakefile` and `code/workflow/rules/` say what is made from what; each rule has a script of its name, and the
logic stands in the library `code/workflow/paradiplomacy/`, one part per stage. The code is licensed as `code/LICENSE`
says.

{_table(["Rule", "Program"], rows)}
"""


def _instructions(world: Mapping[str, Any], left_out: pd.DataFrame) -> str:
    steps = ["cd code", "make", "make verify"]
    if not world["simulated"]:
        steps = ["cd code", f"make verify WORLD={world['name']} MIRROR=../data    # builds what is not built"]
    if left_out["address"].notna().any():
        steps.insert(1, "make fetch MIRROR=../data    # what may not be passed on, from its registered address")
    lines = "\n".join(steps)
    return f"""## Instructions to replicators

```
{lines}
```

The last command holds every rebuilt file, value, estimate and verdict against those of this package
(`code/resources/expected/`) and writes the table of expected, rebuilt, difference and verdict to
`results/release/verification.html` and `.csv`. The package itself is made by `make release`.
"""


def _exhibits(manifest: Mapping[str, Any], flow: Flow, exhibits: Sequence[Exhibit]) -> str:
    printed = [
        [f"`{exhibit.label}`", _short(exhibit.caption), f"`code/{exhibit.source}`", "`render_publication`"]
        for exhibit in exhibits
    ]
    tables = [
        [f"`results/{file}`", f"`{flow.rule_of(file)}`", f"`code/workflow/scripts/{flow.rule_of(file)}.py`"]
        for file in sorted(manifest["results"])
        if file.startswith((*PRINTED, "reports/figures/"))
    ]
    return f"""## List of tables and programs

Exhibits of the publications; each prints tables and figures of the list below it.

{_table(["Exhibit", "Caption", "Source", "Rule"], printed)}

{_table(["Table or figure", "Rule", "Program"], tables)}
"""


def _references(sources: Sequence[Mapping[str, Any]]) -> str:
    citations = sorted({str(source["citation"]) for source in sources})
    return "## References\n\n" + "\n".join(f"- {citation}" for citation in citations) + "\n"


def _short(caption: str) -> str:
    return caption if len(caption) <= MOST_CAPTION else caption[:MOST_CAPTION].rsplit(" ", 1)[0] + " …"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)
