"""Times reading a register and building ties at scale: 100,000 invented units, and up to a million rows.

Run by `make bench`. Each case has a process of its own, so that its peak of memory is its own; that of the invented
table, before the work begins, stands beside it. The last column is the time for a row compared with the case before:
1 where time grows as the rows do.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "workflow"))

UNITS = 100_000
PLACES = 2_000  # partner places; three spellings of each
ROWS = (10_000, 100_000, 1_000_000)
SPELLINGS = ("{}", "{}, Province", "City of {}")
LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz"))
COUNTRIES = {"AA": ["Aland"], "BB": ["Beland"], "CC": ["Celand"]}
PARTNERS = {"CN": ["China"], "US": ["United States"]}


def names(count: int) -> np.ndarray:
    """Return `count` different invented names of letters."""
    digits = np.arange(count)[:, None] // 26 ** np.arange(5) % 26
    return np.char.capitalize(["".join(row) for row in LETTERS[digits]])


def invented_units() -> pd.DataFrame:
    """Return the columns of the frame by which registers find units."""
    countries = np.array(list(COUNTRIES))[np.arange(UNITS) % len(COUNTRIES)]
    ids = [f"{country}{number:06d}C" for number, country in enumerate(countries)]
    columns = {"unit_id": ids, "level": "city", "country": countries, "name": names(UNITS), "names": names(UNITS)}
    columns |= {"nuts2": np.char.add(countries, "11"), "nuts3": np.char.add(countries, "111")}
    places = np.random.default_rng(20260102).uniform((35, -10), (70, 30), (UNITS, 2))
    return pd.DataFrame(columns, dtype="string").assign(latitude=places[:, 0], longitude=places[:, 1])


def draws(rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return unit, partner and place of each row; some units and places stand in many rows, as in real registers."""
    rng = np.random.default_rng(20260101)
    unit = (UNITS * rng.random(rows) ** 2).astype(int)
    place = (PLACES * rng.random(rows) ** 2).astype(int)
    spelling = rng.choice(3, rows, p=[0.8, 0.15, 0.05])
    spelt = np.array([[text.format(name) for text in SPELLINGS] for name in names(PLACES)])
    return unit, np.array(list(PARTNERS))[rng.integers(0, 2, rows)], spelt[place, spelling]


def prepared_ties(rows: int) -> Callable[[], object]:
    """Return the work of `build_ties` on invented mentions of four registers."""
    from paradiplomacy.survey.fields import NAMED_PARTNERS
    from paradiplomacy.tables import typed
    from paradiplomacy.ties.build import build_ties, joined
    from paradiplomacy.web.fields import MENTIONS

    unit, partner, place = draws(rows)
    source = np.array(["a", "b", "c", "d"])[np.arange(rows) % 4]
    columns = {"unit_id": invented_units()["unit_id"].to_numpy()[unit], "partner": partner, "place": place}
    columns |= {"register": source, "source": source, "row": np.arange(2, rows + 2)}
    mentions = typed(pd.DataFrame(columns).assign(direction="unit", column="city2", cell="x"), MENTIONS)
    return lambda: build_ties(joined([], NAMED_PARTNERS), mentions)


def prepared_register(rows: int) -> Callable[[], object]:
    """Return the work of `read_register` on an invented table; half of the pairs stand the other way round."""
    from paradiplomacy.web.register import read_register

    units = invented_units()
    unit, partner, place = draws(rows)
    host = units["country"].map({code: labels[0] for code, labels in COUNTRIES.items()}).to_numpy()[unit]
    here, there = units["names"].to_numpy()[unit], np.array([PARTNERS[code][0] for code in partner])
    turned = np.arange(rows) % 2 == 1
    pairs = {
        "city1": np.where(turned, place, here),
        "country1": np.where(turned, there, host),
        "city2": np.where(turned, here, place),
        "country2": np.where(turned, host, there),
    }
    table = pd.DataFrame(pairs, dtype="string").assign(row=np.arange(2, rows + 2))
    settings = {"partners": PARTNERS, "countries": COUNTRIES, "source": "s", "register": "r", "levels": ["city"]}
    return lambda: read_register(table, units, **settings)


CASES = {"read_register": prepared_register, "build_ties": prepared_ties}


def peak() -> float:
    """Return the most memory that this process has had, in megabytes."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1024 * 1024 if sys.platform == "darwin" else 1024)


def measure(case: str, rows: int) -> None:
    """Do the work of a case once and print what it took, as JSON."""
    work = CASES[case](rows)
    before, start = peak(), time.perf_counter()
    work()
    print(json.dumps({"seconds": time.perf_counter() - start, "before": before, "peak": peak()}))


def main() -> None:
    """Print the table, each case in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=ROWS)
    parser.add_argument("--case", choices=CASES, nargs="+", default=list(CASES))
    parser.add_argument("--one", nargs=2, metavar=("CASE", "ROWS"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        measure(given.one[0], int(given.one[1]))
        return
    print(f"{'function':<14} {'rows':>9} {'seconds':>8} {'rows/s':>9} {'MB before':>9} {'MB peak':>8} {'time/row':>9}")
    for case in given.case:
        last = None
        for rows in given.rows:
            command = [sys.executable, __file__, "--one", case, str(rows)]
            found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            each = found["seconds"] / rows
            ratio = "" if last is None else f"{each / last:.2f}"
            print(
                f"{case:<14} {rows:>9,} {found['seconds']:>8.2f} {rows / found['seconds']:>9,.0f}"
                f" {found['before']:>9.0f} {found['peak']:>8.0f} {ratio:>9}",
                flush=True,
            )
            last = each


if __name__ == "__main__":
    main()
