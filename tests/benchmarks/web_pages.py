"""Measure the reading of web pages: pages per second on pages of about 5 KB, council news with some passages in them.

    python tests/benchmarks/web_pages.py [PAGES]

Names and cues are found, mentions decided and ties written as tables, on one core; reading gazetteer and cues is shown
apart. Figures are processor time, so that other work on the machine counts for little.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

from paradiplomacy.web.decision import find_ties
from paradiplomacy.web.judging import MODEL, TRAINING, Judge
from paradiplomacy.web.pages import Block, Page
from paradiplomacy.web.training import training_examples
from paradiplomacy.web.weights import read_weights

ROOT = Path(__file__).resolve().parents[2]
SIZE = 5_000  # bytes of a page
PASSAGES = 3  # passages on partner places in a page
FILLER = (
    "Der Stadtrat hat in seiner Sitzung am 12. März den Haushalt beschlossen. Die Mittel fließen in Schulen, Straßen "
    "und den Neubau der Feuerwache. Der Bürgermeister dankte allen Fraktionen für die Zusammenarbeit und kündigte an, "
    "dass die Arbeiten im Sommer beginnen. Bürgerinnen und Bürger können die Pläne im Rathaus einsehen.",
    "The library opens on Saturdays from ten to four. Volunteers are welcome to help with the summer festival, the "
    "market in the old town and the concert of the music school. The council asks drivers to avoid the bridge, which "
    "is closed for repairs until the end of the month, and to use the car park near the station.",
)


def pages_of_size(judge: Judge, count: int) -> list[Page]:
    """Return pages of one language each, with passages and council news up to their size."""
    by_language: dict[str, list[Page]] = {}
    for example in training_examples(ROOT / TRAINING, judge.gazetteer, judge.gazetteer.towns):
        by_language.setdefault(example.language, []).append(example.page)
    pages: list[Page] = []
    languages = sorted(by_language)
    while len(pages) < count:
        sources = by_language[languages[len(pages) % len(languages)]]
        chosen = [sources[(len(pages) + 7 * at) % len(sources)] for at in range(PASSAGES)]
        blocks = [block for page in chosen for block in page.blocks]
        size = sum(len(block.text.encode()) for block in blocks)
        while size < SIZE:
            blocks.append(Block("paragraph", FILLER[len(blocks) % len(FILLER)]))
            size += len(blocks[-1].text.encode())
        pages.append(replace(chosen[0], page_id=str(len(pages)), title="", blocks=tuple(blocks)))
    return pages


def main() -> None:
    """Print the seconds of each part and the pages per second."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    start = time.process_time()
    judge = Judge.of_project(ROOT)
    print(f"reading gazetteer, cues and configuration: {time.process_time() - start:.1f} s")
    pages, weights = pages_of_size(judge, count), read_weights(ROOT / MODEL)
    start = time.process_time()
    judge.ties(pages[:1], weights)
    print(f"building the automaton, first page: {time.process_time() - start:.1f} s")
    built = time.process_time() - start
    start = time.process_time()
    mentions, ties = find_ties(pages, judge.gazetteer, judge.lexicon, weights, judge.settings)
    spent = time.process_time() - start
    rate = len(pages) / max(spent - built, 0.01)
    print(f"{len(pages)} pages, {len(mentions)} mentions, {len(ties)} places: {rate:.0f} pages per second and core")


if __name__ == "__main__":
    main()
