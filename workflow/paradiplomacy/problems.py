"""What is wrong with an input, said so that a researcher can mend it: file, row, column, value, expectation, remedy.

Every part of the workflow collects all `Problem`s of a file and raises one `BadInput`; nothing is dropped silently.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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


@contextmanager
def problems_as_sentences(log: str | Path) -> Iterator[None]:
    """Run a job's work; a `BadInput` becomes its sentences in `log` and on the screen, and exit code 1.

    A programming error keeps its traceback: it is written to the log and raised.
    """
    Path(log).parent.mkdir(parents=True, exist_ok=True)
    with Path(log).open("w", encoding="utf-8") as sink:
        try:
            yield
        except BadInput as bad:
            sink.write(bad.report() + "\n")
            sys.stderr.write("\n" + bad.report() + "\n\n")
            raise SystemExit(1) from None
        except BaseException:
            import traceback

            sink.write(traceback.format_exc())
            raise
