"""Writes figures to files while others are drawn: most of the time of a figure is that of its three files.

The drawing of all figures is one job; with this it uses as many cores as the run gives it. The bytes are the same.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class FigureWriters:
    """Processes that write figures, at most a number of them at once; with one, or where none can fork, in turn."""

    def __init__(self, most: int) -> None:
        self._most = most if hasattr(os, "fork") else 1
        self._running: list[int] = []

    def run(self, write: Callable[[], None]) -> None:
        """Have `write` done, now or in a process of its own, which sees everything as it is now.

        Raises
        ------
        RuntimeError
            when an earlier one failed; what went wrong stands on the screen.
        """
        if self._most < 2:
            write()
            return
        if len(self._running) >= self._most:
            self._wait()
        process = os.fork()
        if process:
            self._running.append(process)
            return
        failed = 1
        try:
            write()
            failed = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(failed)  # nothing of the other process, such as its open log, is closed here

    def finish(self) -> None:
        """Wait until all are written; raises as `run` does."""
        while self._running:
            self._wait()

    def _wait(self) -> None:
        _, status = os.waitpid(self._running.pop(0), 0)
        if status:
            raise RuntimeError("a figure could not be written")


_writers = [FigureWriters(1)]  # the innermost block of `writing_at_once` is the last


@contextmanager
def writing_at_once(most: int) -> Iterator[None]:
    """Within this block figures are written by at most `most` processes; at its end all are there."""
    _writers.append(FigureWriters(most))
    try:
        yield
    finally:
        _writers.pop().finish()


def have_written(write: Callable[[], None]) -> None:
    """Have a figure written as the surrounding block of `writing_at_once` says, outside of one at once."""
    _writers[-1].run(write)
