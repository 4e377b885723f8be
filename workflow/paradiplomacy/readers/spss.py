"""Read an SPSS export (.sav, .zsav): raw file to text, before any recoding, and what the file says of its own codes."""

from __future__ import annotations

import math
import pickle
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers import spss_process
from paradiplomacy.readers.survey_exports import MOST_ANSWERS, check_size, column_problems, too_many_answers

if TYPE_CHECKING:
    import pandas as pd

SPSS_EPOCH = datetime(1582, 10, 14)  # SPSS counts seconds from the first day of the Gregorian calendar
DATE_FORMATS = ("DATE", "EDATE", "ADATE", "SDATE", "JDATE")
MOMENT_FORMATS = ("DATETIME", "YMDHMS")
SIGNIFICANT_DIGITS = 15  # what a double holds
LONGEST_READING = 300  # seconds; a damaged file may keep the library busy for ever
MAGIC = (b"$FL2", b"$FL3")
HEADER_BYTES = 176  # of the record with which every .sav begins


@dataclass(frozen=True)
class SpssCodes:
    """What a .sav file says of the codes of one variable, as text."""

    labelled: dict[str, str]
    """Code -> value label."""
    missing_codes: tuple[str, ...]
    """Codes declared user-missing."""
    missing_ranges: tuple[tuple[float, float], ...]
    """Ranges declared user-missing, both ends included."""

    def is_missing(self, code: str) -> bool:
        """Return whether the file declares this code user-missing."""
        if code in self.missing_codes:
            return True
        try:
            number = float(code)
        except ValueError:
            return False
        return any(low <= number <= high for low, high in self.missing_ranges)


@dataclass(frozen=True)
class SpssSet:
    """A multiple-response set of a .sav file."""

    name: str
    counted: str | None
    """Code of a ticked box; None for a set whose variables each hold one of several codes."""
    variables: tuple[str, ...]


@dataclass(frozen=True)
class SpssFile:
    """A .sav file as text."""

    columns: tuple[str, ...]
    """Variables in order."""
    wordings: dict[str, str]
    """Variable labels; empty where there is none."""
    formats: dict[str, str]
    """Formats of the variables ("F8.2", "A40", "EDATE10")."""
    cells: dict[str, list[str | None]]
    """Values by variable: user-missing values keep their codes, dates are ISO 8601."""
    codes: dict[str, SpssCodes]
    """What is said of the codes of each variable."""
    sets: tuple[SpssSet, ...]
    """Multiple-response sets."""


def read_spss(path: str | Path, columns: Collection[str], sensitive: Collection[str]) -> pd.DataFrame:
    """Return the cases as text, one row per case, without the sensitive variables; the index is the case number.

    User-missing values keep their codes, system-missing values are missing, dates are ISO 8601, whole numbers have
    no decimals.

    Parameters
    ----------
    columns
        every variable that the file must have, in any order, the sensitive ones among them.
    sensitive
        variables to drop.

    Raises
    ------
    BadInput
        when the file is missing, empty, too large, no SPSS file or cut off, or a variable is absent or unknown.
    """
    import pandas as pd

    found = open_spss(path)
    problems = column_problems(found.columns, columns, Path(path).as_posix(), row=None)
    if problems:
        raise BadInput(problems)
    kept = [name for name in found.columns if name not in sensitive]
    rows = len(found.cells[kept[0]]) if kept else 0
    index = pd.RangeIndex(1, rows + 1, name="row")
    text = {name: pd.array(found.cells[name], dtype="string") for name in kept}
    return pd.DataFrame(text, index=index, columns=kept)


def spss_codes(path: str | Path, columns: Collection[str]) -> dict[str, SpssCodes]:
    """Return, for each of these variables, the value labels and user-missing codes that the file declares.

    Raises
    ------
    BadInput
        when the file is missing, empty, too large, no SPSS file or cut off.
    """
    codes = open_spss(path).codes
    return {name: codes[name] for name in columns}


def open_spss(path: str | Path) -> SpssFile:
    """Return the content of a .sav file.

    Raises
    ------
    BadInput
        when the file is missing, empty, too large, no SPSS file or cut off.
    """
    check_size(path)
    state = Path(path).stat()
    return _content(str(path), state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=1)  # the codes are asked for after the cases; one file, one process
def _content(path: str, size: int, changed: int) -> SpssFile:
    file = Path(path).as_posix()
    with Path(path).open("rb") as source:
        start = source.read(HEADER_BYTES)
    if not start:
        raise BadInput([Problem(file, "an SPSS file expected, the file is empty", "export it again")])
    if not start.startswith(MAGIC) or len(start) < HEADER_BYTES:
        raise _damaged(file)
    try:
        done = subprocess.run(  # noqa: S603 (the interpreter that runs, a file of this library)
            [sys.executable, "-P", str(Path(spss_process.__file__)), path, str(MOST_ANSWERS + 1)],
            capture_output=True,
            timeout=LONGEST_READING,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _damaged(file) from None
    if done.returncode:  # 3 where the library refuses the file, a signal where it crashed
        raise _damaged(file)
    return _as_file(pickle.loads(done.stdout), file)  # noqa: S301 (written by the process above)


def _damaged(file: str) -> BadInput:
    wrong = "a complete SPSS file (.sav) expected; this one is cut off, damaged, or of another format"
    return BadInput([Problem(file, wrong, "save it again from SPSS or export it again")])


def _as_file(content: dict[str, Any], file: str) -> SpssFile:
    rows = max((len(cells) for cells in content["values"].values()), default=0)
    if rows > MOST_ANSWERS:
        raise too_many_answers(file)
    if content["rows"] not in (None, rows):
        raise _damaged(file)
    columns = tuple(content["columns"])
    formats = content["formats"]
    return SpssFile(
        columns=columns,
        wordings=content["wordings"],
        formats=formats,
        cells={name: [_as_text(value, formats[name]) for value in content["values"][name]] for name in columns},
        codes={name: _codes(content["labels"].get(name, {}), content["missing"].get(name, [])) for name in columns},
        sets=tuple(
            SpssSet(name, None if one["counted"] is None else _as_text(one["counted"], "F"), tuple(one["variables"]))
            for name, one in sorted(content["sets"].items())
        ),
    )


def _codes(labels: dict[Any, str], declared: list[tuple[Any, Any]]) -> SpssCodes:
    return SpssCodes(
        labelled={_as_text(code, "F") or "": str(label) for code, label in labels.items()},
        missing_codes=tuple(_as_text(low, "F") or "" for low, high in declared if low == high),
        missing_ranges=tuple((float(low), float(high)) for low, high in declared if low != high),
    )


def _as_text(value: Any, spss_format: str) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    if value is None or math.isnan(value):
        return None
    kind = spss_format.rstrip("0123456789.")
    if kind in DATE_FORMATS or kind in MOMENT_FORMATS:
        try:
            moment = SPSS_EPOCH + timedelta(seconds=float(value))
        except OverflowError:
            return f"{value:.{SIGNIFICANT_DIGITS}g}"  # no date at all: the next step names it as such
        return moment.date().isoformat() if kind in DATE_FORMATS else moment.isoformat(" ", "seconds")
    return f"{value:.{SIGNIFICANT_DIGITS}g}"
