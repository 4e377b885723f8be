"""Runs every R script of this folder again and compares what it prints with the values that tests rest on.

Run by `make referee`; needs `Rscript` and the R packages that the scripts name. With `--write` the files are written
anew. Each script NAME.R prints quantity,value, which stand in NAME.csv. The script of the clusters, which draws
its data and writes its values itself, runs in a folder of its own; that of the estimators has a program of its own.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
LARGEST = 1e-9  # relative difference between two runs of R: its version and linear algebra may differ


def run_script(script: Path) -> str:
    """Return what an R script prints."""
    done = subprocess.run(
        ["Rscript", "--vanilla", script.name], cwd=FOLDER, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        sys.exit(f"{script.name} failed:\n{done.stderr}")
    return done.stdout


def values(text: str) -> dict[str, float]:
    """Return the value of each quantity."""
    return {row["quantity"]: float(row["value"]) for row in csv.DictReader(text.splitlines())}


def largest_difference(found: dict[str, float], kept: dict[str, float]) -> float:
    """Return the largest relative difference; quantities that only one of both has are infinitely different."""
    if found.keys() != kept.keys():
        return float("inf")
    return max(abs(found[name] - kept[name]) / max(abs(kept[name]), 1e-12) for name in kept)


def clusters_that_differ() -> list[str]:
    """Run clusters.R in a folder of its own; return its name when it writes other values than those kept."""
    kept = FOLDER / "clusters_expected.csv"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["Rscript", "--vanilla", FOLDER / "clusters.R"], cwd=folder, check=True, capture_output=True)
        found = rows_of((Path(folder) / kept.name).read_text(encoding="utf-8"))
    difference = largest_difference(found, rows_of(kept.read_text(encoding="utf-8")))
    print(f"clusters.R: {len(found)} quantities, largest relative difference {difference:.1e}")
    return ["clusters.R"] if difference > LARGEST else []


def rows_of(text: str) -> dict[str, float]:
    """Return the values of the script of the clusters by all its other columns."""
    return {"/".join(row[:-1]): float(row[-1]) for row in list(csv.reader(text.splitlines()))[1:]}


def main() -> None:
    """Compare, or write anew."""
    if shutil.which("Rscript") is None:
        sys.exit("There is no Rscript here: install R and the package survey, or trust the committed values.")
    wrong = []
    for script in sorted(script for script in FOLDER.glob("*.R") if script.with_suffix(".csv").exists()):
        text, kept = run_script(script), script.with_suffix(".csv")
        if "--write" in sys.argv[1:]:
            kept.write_text(text, encoding="utf-8")
        difference = largest_difference(values(text), values(kept.read_text(encoding="utf-8")))
        print(f"{script.name}: {len(values(text))} quantities, largest relative difference {difference:.1e}")
        wrong += [script.name] if difference > LARGEST else []
    wrong += clusters_that_differ()
    if subprocess.run([sys.executable, FOLDER / "estimators" / "ask_again.py"], check=False).returncode:
        wrong.append("estimators")
    if wrong:
        sys.exit(f"R says something else now: {', '.join(wrong)}")


if __name__ == "__main__":
    main()
