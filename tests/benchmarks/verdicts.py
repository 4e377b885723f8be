"""Measures how often the verdicts of the claims ledger are right, in simulated worlds with a known truth.

Run by `make verdicts`. Each topic draws its own kinds of worlds: some in which a claim is true, and some in which it is
false at its very margin, where false support is most likely, with everything else about it as clear as can be. What is
drawn is judged by the functions and the claims of the workflow. `resources/verdict_rates.csv` holds the counts, which
the publication on claims shows, and `tests/reference/verdicts.txt` what is printed here.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections import Counter
from pathlib import Path

import pandas as pd
from scipy import stats

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "workflow"))

from paradiplomacy.findings.claim_model import load_claims  # noqa: E402
from paradiplomacy.findings.claim_tests import OPEN, REJECTED, SUPPORTED  # noqa: E402

TOPICS = ("cooperation", "potential", "ranking", "answers", "network")  # modules verdict_TOPIC
RATES, PRINTED = ROOT / "resources/verdict_rates.csv", ROOT / "tests/reference/verdicts.txt"
KEYS = ["claim", "situation", "truth"]
COUNTS = {SUPPORTED: "supported", REJECTED: "not_supported", OPEN: "inconclusive"}
NOT_MEASURED = {
    "C4, C5, C13, C17": "counts of all units beside a stated number: once the count is there, no chance is left",
    "C9, C16": "no figure of cities and regions can test them",
}


def count_verdicts(topic: str, first: int, worlds: int, minutes: float) -> pd.DataFrame:
    """Return how often each verdict was given, by claim, kind of world and truth; kinds take turns until time is up."""
    begun = time.monotonic()
    counts: Counter[tuple[str, str, bool, str]] = Counter()
    situations = importlib.import_module(f"verdict_{topic}").SITUATIONS
    for number in range(first, first + worlds):
        for situation in situations:
            drawn = situation.draw(number)
            for claim, true in drawn.true.items():
                counts[claim, situation.name, true, drawn.verdicts[claim]] += 1
        if time.monotonic() - begun > 60 * minutes:
            break
    rows: dict[tuple[str, str, bool], dict[str, int]] = {}
    for (claim, situation, true, verdict), number in sorted(counts.items()):
        row = rows.setdefault((claim, situation, true), dict.fromkeys(["worlds", *COUNTS.values()], 0))
        row["worlds"] += number
        if verdict in COUNTS:  # in the others its model could not be fitted
            row[COUNTS[verdict]] += number
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis(KEYS).reset_index()
    table["truth"] = table["truth"].map({True: "true", False: "false"})
    return table.assign(topic=topic)[["topic", *KEYS, "worlds", *COUNTS.values()]]


def share(hits: int, worlds: int) -> str:
    """Return a share in percent with its exact interval (Clopper and Pearson 1934)."""
    found = stats.binomtest(hits, worlds).proportion_ci(0.95, "exact")
    return f"{100 * hits / worlds:5.1f} [{100 * found.low:4.1f}, {100 * found.high:5.1f}]"


def printed(rates: pd.DataFrame) -> str:
    """Return all rates as text."""
    lines = [
        "# Written by make verdicts. Shares of simulated worlds in percent, with exact 95% intervals; support of a",
        "# false claim should be at most 5 percent. The rest of the worlds is inconclusive.",
        "",
        f"{'claim':<6}{'kind of world':<64}{'truth':<7}{'worlds':>6}  {'supported':<21}not supported",
    ]
    for row in rates.itertuples():
        cells = f"{share(row.supported, row.worlds):<21}{share(row.not_supported, row.worlds)}"
        lines.append(f"{row.claim:<6}{row.situation:<64}{row.truth:<7}{row.worlds:>6}  {cells}")
    lines += ["", "Not measured:"]
    lines += [f"{claims}: {reason}." for claims, reason in NOT_MEASURED.items()]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print and, if asked to, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--topics", nargs="+", choices=TOPICS, default=list(TOPICS), help="default: all")
    parser.add_argument("--worlds", type=int, default=200, metavar="N", help="most worlds of a kind; default 200")
    parser.add_argument("--minutes", type=float, default=15, metavar="N", help="of a topic, at most; default 15")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="number of the first world; default 0")
    parser.add_argument(
        "--write", action="store_true", help="replace these topics in the committed counts; with --first, add to them"
    )
    options = parser.parse_args()
    found = pd.concat(
        [count_verdicts(topic, options.first, options.worlds, options.minutes) for topic in options.topics]
    )
    if options.write and RATES.exists():
        kept = pd.read_csv(RATES, dtype={"truth": str})
        kept = kept if options.first else kept[~kept["topic"].isin(options.topics)]
        found = pd.concat([kept, found]).groupby(["topic", *KEYS], as_index=False).sum()
    order = list(load_claims(ROOT / "resources/claims.yaml"))
    found["claim"] = pd.Categorical(found["claim"], order)
    found = found.sort_values(["claim", "truth", "situation"], ignore_index=True)
    if options.write:
        found.to_csv(RATES, index=False, lineterminator="\n")
        PRINTED.write_text(printed(found), encoding="utf-8")
    print(printed(found))


if __name__ == "__main__":
    main()
