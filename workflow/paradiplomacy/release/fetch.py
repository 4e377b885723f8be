"""Fetch what a replication package may not hold: each left-out source from its registered address, with its digest."""

from __future__ import annotations

from pathlib import Path

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.release.record_fields import LEFT_OUT
from paradiplomacy.sources.registry import load_registry
from paradiplomacy.sources.take import take_source
from paradiplomacy.tables import read_table


def fetch_left_out(listed: str | Path, mirror: Path, registry: Path) -> list[str]:
    """Download the sources of a list of left-out files (`LEFT_OUT`) into the mirror folder; return what was done.

    A file that is there already is left as it is: the run checks it.

    Raises
    ------
    BadInput
        naming every source that is not registered or could not be fetched; the others are there then.
    """
    sources = load_registry(registry)
    said: list[str] = []
    problems: list[Problem] = []
    left_out = read_table(listed, LEFT_OUT)
    for row in left_out[left_out["address"].notna()].itertuples():
        if row.source not in sources:
            file = Path(listed).as_posix()
            expected, remedy = f"the id of a source in {registry.as_posix()}", "use the list of this package"
            problems.append(Problem(file, expected, remedy, int(row.Index) + 2, "source", str(row.source)))
            continue
        source = sources[str(row.source)]
        target = mirror / str(source.mirror_path)
        if target.exists():
            said.append(f"{target.as_posix()} is there.")
            continue
        try:
            take_source(source, None, target)
        except BadInput as bad:
            problems += bad.problems
        else:
            said.append(f"{target.as_posix()} is fetched.")
    if problems:
        raise BadInput(problems)
    return said
