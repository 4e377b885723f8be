"""Times the demonstration build as a user meets it: clean, nothing to do, one answer changed.

Run by `make bench`. Prints one line per case; the machine's noise is seen in the spread of the repeated case.
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from workspace import Workspace

ANSWERS = "resources/demo/china_cities_2021.csv"
SOURCE = "demo_china_cities"
REPEATS = 3  # of the case that takes seconds


def timed(workspace: Workspace, cores: int) -> float:
    """Return the seconds of one build."""
    start = time.perf_counter()
    workspace.build(cores=cores)
    return time.perf_counter() - start


def change_one_answer(workspace: Workspace) -> None:
    """Raise one answer on satisfaction by a step, as a corrected export would."""
    path = workspace.folder / ANSWERS
    with path.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.reader(source))
    column = rows[0].index("SAT")
    row = next(row for row in rows[1:] if row[column] == "3")
    row[column] = "4"
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target, quoting=csv.QUOTE_ALL).writerows(rows)
    workspace.accept(SOURCE)


def check_coding(workspace: Workspace) -> None:
    """End with a sentence when the committed coding sheets are not those of the sample that the flow draws today."""
    with (workspace.folder / "results/web/coding_counts.csv").open(encoding="utf-8", newline="") as source:
        counts = {row["measure"]: int(row["count"]) for row in csv.DictReader(source)}
    drawn = sum(count for measure, count in counts.items() if measure.startswith("drawn: "))
    if counts["drawn and coded"] < drawn or counts["coded earlier, no longer drawn"]:
        raise SystemExit("the coding sheets of the demonstration are out of date: simulate-coders (CONTRIBUTING.md)")


def slowest(workspace: Workspace) -> list[tuple[float, str]]:
    """Return seconds and rule of the jobs that took longest, from Snakemake's benchmarks."""
    found = []
    for path in (workspace.folder / "benchmarks").rglob("*.tsv"):
        with path.open(encoding="utf-8") as source:
            seconds = float(next(csv.DictReader(source, delimiter="\t"))["s"])
        found.append((seconds, path.relative_to(workspace.folder / "benchmarks").with_suffix("").as_posix()))
    return sorted(found, reverse=True)[:8]


def main() -> None:
    """Print the table of times."""
    cores = min(2, os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "project")
        jobs = sum(workspace.planned().values()) + 1
        print(f"clean build, {cores} cores, {jobs} jobs: {timed(workspace, cores):.1f} s")
        check_coding(workspace)
        for seconds, name in slowest(workspace):
            print(f"    {seconds:5.1f} s  {name}")
        idle = [timed(workspace, cores) for _ in range(REPEATS)]
        print(f"nothing to do: {min(idle):.1f} s (of {REPEATS}: {', '.join(f'{s:.1f}' for s in idle)})")
        change_one_answer(workspace)
        jobs = sum(workspace.planned().values()) + 1
        print(f"one answer changed, {jobs} jobs: {timed(workspace, cores):.1f} s")


if __name__ == "__main__":
    main()
