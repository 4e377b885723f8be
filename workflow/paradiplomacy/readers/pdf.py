"""Text of PDF files, page by page, from a process of its own that is ended when it takes too long (PDFium).

Used where archived pages become text (web.extract_pdf).
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from paradiplomacy.readers.pdf_process import LENGTH


@dataclass(frozen=True)
class PdfText:
    """Title, day of creation (YYYY-MM-DD or "") and text of each page; or `refused`, why there is none."""

    title: str = ""
    date: str = ""
    pages: tuple[str, ...] = ()
    refused: str = ""


class PdfReader:
    """Reads one PDF after the other; a context manager, which ends the process.

    Parameters
    ----------
    most_pages, most_letters
        limits of one file.
    seconds
        longest time for one file.
    """

    def __init__(self, most_pages: int, most_letters: int, seconds: float) -> None:
        self._limits = (str(most_pages), str(most_letters))
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> PdfReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def read(self, content: bytes) -> PdfText:
        """Return what a file says; a file that crashes the library or takes too long is refused."""
        if self._process is None:
            command = [sys.executable, str(Path(__file__).with_name("pdf_process.py")), *self._limits]
            self._process = subprocess.Popen(  # noqa: S603 - the interpreter of this run and a file of this package
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        process = self._process
        late = threading.Event()

        def end_late() -> None:
            late.set()
            process.kill()

        clock = threading.Timer(self._seconds, end_late)
        clock.start()
        try:
            answer = _ask(process, content)
        except (OSError, ValueError):
            self._end()
            if late.is_set():
                return PdfText(refused=f"its PDF takes longer than {self._seconds:g} seconds")
            return PdfText(refused="its PDF makes the reader fail")
        finally:
            clock.cancel()
        if "error" in answer:
            return PdfText(refused=str(answer["error"]))
        return PdfText(str(answer["title"]).strip(), _day(str(answer["created"])), tuple(map(str, answer["pages"])))

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _ask(process: subprocess.Popen[bytes], content: bytes) -> dict[str, Any]:
    if process.stdin is None or process.stdout is None:
        raise ValueError("the process has no pipes")
    process.stdin.write(LENGTH.pack(len(content)))
    process.stdin.write(content)
    process.stdin.flush()
    head = process.stdout.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise ValueError("the process ended")
    answer: dict[str, Any] = json.loads(process.stdout.read(LENGTH.unpack(head)[0]))
    return answer


def _day(created: str) -> str:
    """Return the day of PDF's way to write a moment, "D:20190501..."; "" where it is none."""
    digits = created.removeprefix("D:")[:8]
    plausible = len(digits) == 8 and digits.isdecimal() and digits[:2] in ("19", "20")
    if not plausible or not (1 <= int(digits[4:6]) <= 12 and 1 <= int(digits[6:]) <= 31):
        return ""
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
