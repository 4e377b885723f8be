"""What is wrong with an input, said so that a researcher can mend it: file, row, column, value, expectation, remedy.

Every part of the workflow collects all `Problem`s of a file and raises one `BadInput`; nothing is dropped silently.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MOST_SHOWN = 20  # a longer list is counted, not printed: the first rows show the pattern


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of an input file.

    `row` counts as a spreadsheet does: the header is row 1. Empty strings stand for what does not apply.
    """

    file: str
    expected: str
    remedy: str
    row: int | None = None
    column: str = ""
    value: str = ""

    def sentence(self) -> str:
        """The fault as one sentence of the form `file, row r, column "c": "v" — expected e; remedy.`"""
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column:
            place += f', column "{self.column}"'
        found = f'"{self.value}" found, ' if self.value else ""
        return f"{place}: {found}{self.expected}; {self.remedy}."


class BadInput(Exception):
    """An input that must be mended by a person before the workflow goes on.

    Parameters
    ----------
    problems
        every problem found, at least one.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        if not self.problems:
            raise ValueError("BadInput needs at least one problem")
        super().__init__(self.report())

    def report(self) -> str:
        """One sentence per problem, at most `MOST_SHOWN`, and the number of those not shown."""
        lines = [problem.sentence() for problem in self.problems[:MOST_SHOWN]]
        hidden = len(self.problems) - len(lines)
        if hidden:
            lines.append(f"... and {hidden} more problems of the same input.")
        return "\n".join(lines)


# faults of the place where a job writes, by their number: what was expected, and what to do
PLACES = {
    "ENOSPC": ("room on this disk", "make room"),
    "EDQUOT": ("room within your quota of this disk", "make room"),
    "EFBIG": ("room for a file of this size", "raise the limit of your account (ulimit -f), or make room"),
    "EROFS": ("a folder that can be written", "give permission, or choose another folder (key results)"),
    "EACCES": ("permission to read and write here", "give permission, or choose another folder (key results)"),
}


def fault_of_place(error: OSError) -> Problem | None:
    """Return what is wrong with the place where a job writes; None for any other error of the system."""
    for name, (expected, remedy) in PLACES.items():
        if error.errno is not None and error.errno == getattr(errno, name, None):
            place = str(error.filename or "the folder of the project and its results")
            return Problem(place, expected, f"{remedy}, and build again: what was whole stays")
    return None


@contextmanager
def problems_as_sentences(log: str | Path) -> Iterator[None]:
    """Run a job's work; a `BadInput` becomes its sentences in `log` and on the screen, and exit code 1.

    So does a full disk or a folder without permission. A programming error keeps its traceback: it is written to the
    log and raised.
    """
    try:
        Path(log).parent.mkdir(parents=True, exist_ok=True)
        Path(log).write_text("", encoding="utf-8")
        yield
    except BadInput as bad:
        _say(bad.report(), log)
        raise SystemExit(1) from None
    except BaseException as error:
        place = fault_of_place(error) if isinstance(error, OSError) else None
        if place is not None:
            _say(place.sentence(), log)
            raise SystemExit(1) from None
        import traceback

        with suppress(OSError):  # the error itself is what must be seen
            Path(log).write_text(traceback.format_exc(), encoding="utf-8")
        raise


def _say(report: str, log: str | Path) -> None:
    sys.stderr.write("\n" + report + "\n\n")
    with suppress(OSError):  # on a full disk the screen alone has it
        Path(log).write_text(report + "\n", encoding="utf-8")
