"""Run the R scripts of this folder again and compare with what is committed; for `make referee`."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
DATA = ("biochemists.csv", "endometrial.csv", "cities.csv", "informants.csv")
RELATIVE = 1e-6


def differing(committed: str, again: str) -> Iterator[str]:
    """Yield a sentence for each value of the referee that is not what it was."""
    before, after = (
        {tuple(row[:-1]): float(row[-1]) for row in list(csv.reader(text.splitlines()))[1:]}
        for text in (committed, again)
    )
    for key in sorted(before.keys() ^ after.keys()):
        yield f"{', '.join(key)}: only in {'the committed values' if key in before else 'the new run'}"
    for key in sorted(before.keys() & after.keys()):
        if abs(before[key] - after[key]) > RELATIVE * abs(before[key]):
            yield f"{', '.join(key)}: {before[key]:.10g} is committed, R now says {after[key]:.10g}"


def main() -> int:
    rscript = shutil.which("Rscript")
    if rscript is None:
        print("Rscript is not installed: the committed values stand, and nothing was compared.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([rscript, FOLDER / "data.R", folder], check=True)
        wrong = [
            f"{name}: the data are not those that are committed"
            for name in DATA
            if (Path(folder) / name).read_bytes() != (FOLDER / name).read_bytes()
        ]
        run = subprocess.run(
            [rscript, FOLDER / "referee.R", folder], check=True, stdout=subprocess.PIPE, encoding="utf-8"
        )
    wrong += differing((FOLDER / "referee.csv").read_text(encoding="utf-8"), run.stdout)
    print("\n".join(wrong) or f"R says what is committed ({len(run.stdout.splitlines()) - 1} values).")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
