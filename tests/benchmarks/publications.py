"""Times how long all publications take in all formats, on two cores, with everything else built.

Run by `make publications` in a project that is built. Prints the seconds and the seconds of a processor of each
publication, and of all of them together, scheduling included.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RULE = "render_publication"
CORES = 2
TARGET_SECONDS = 60


def main() -> None:
    """Render every publication again and print what each took."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "snakemake", "--cores", str(CORES), "--quiet", "--forcerun", RULE, "--until", RULE]
    subprocess.run([*command, *sys.argv[1:]], cwd=ROOT, check=True)
    wall = time.perf_counter() - start
    processor = 0.0
    files = sorted(ROOT.glob(f"benchmarks/*/{RULE}/*.tsv"), key=lambda path: path.stat().st_mtime)
    for path in (path for path in files if path.stat().st_mtime > time.time() - wall):
        with path.open(encoding="utf-8", newline="") as source:
            row = next(csv.DictReader(source, delimiter="\t"))
        processor += float(row["cpu_time"])
        print(f"{path.stem:24} {float(row['s']):6.1f} s {float(row['cpu_time']):6.1f} s of a processor")
    print(f"{'all of them':24} {wall:6.1f} s {processor:6.1f} s of a processor (target: {TARGET_SECONDS} s)")


if __name__ == "__main__":
    main()
