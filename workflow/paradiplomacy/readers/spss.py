"""Read an SPSS export (.sav, .zsav): raw file to text, before any recoding, and what the file says of its own codes."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.survey_exports import column_problems

if TYPE_CHECKING:
    import pandas as pd

SPSS_EPOCH = datetime(1582, 10, 14)  # SPSS counts seconds from the first day of the Gregorian calendar
DATE_FORMATS = ("DATE", "EDATE", "ADATE", "SDATE", "JDATE")
MOMENT_FORMATS = ("DATETIME", "YMDHMS")
SIGNIFICANT_DIGITS = 15  # what a double holds


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
        when the file is missing, empty, no SPSS file or cut off, or a variable is absent or unknown.
    """
    import pandas as pd

    file = Path(path).as_posix()
    names = _open(path, metadataonly=True)[1].column_names
    problems = column_problems(names, columns, file)
    if problems:
        raise BadInput(problems)
    kept = [name for name in names if name not in sensitive]
    values, description = _open(path, usecols=kept)
    formats = description.original_variable_types
    index = pd.RangeIndex(1, len(values) + 1, name="row")
    text = {name: pd.array([_as_text(value, formats[name]) for value in values[name]], dtype="string") for name in kept}
    return pd.DataFrame(text, index=index, columns=kept)


def spss_codes(path: str | Path, columns: Collection[str]) -> dict[str, SpssCodes]:
    """Return, for each of these variables, the value labels and user-missing codes that the file declares.

    Raises
    ------
    BadInput
        when the file is missing, empty, no SPSS file or cut off.
    """
    # pyreadstat tells the user-missing codes only when it reads cases and keeps them
    description = _open(path, usecols=list(columns))[1]
    codes = {}
    for name in columns:
        labels = description.variable_value_labels.get(name, {})
        declared = [(span["lo"], span["hi"]) for span in description.missing_ranges.get(name, [])]
        single = [low for low, high in declared if low == high]
        codes[name] = SpssCodes(
            labelled={_as_text(code, "F") or "": str(label) for code, label in labels.items()},
            missing_codes=tuple(_as_text(code, "F") or "" for code in single),
            missing_ranges=tuple((float(low), float(high)) for low, high in declared if low != high),
        )
    return codes


def _open(path: str | Path, **options: Any) -> tuple[pd.DataFrame, Any]:
    import pyreadstat

    file = Path(path).as_posix()
    if not Path(path).is_file():
        raise BadInput([Problem(file, "this file to exist", "put it there, or correct its name")])
    if not Path(path).stat().st_size:
        raise BadInput([Problem(file, "an SPSS file expected, the file is empty", "export it again")])
    damaged = Problem(
        file,
        "a complete SPSS file (.sav) expected; this one is cut off, damaged, or of another format",
        "save it again from SPSS or export it again",
    )
    try:
        values, description = pyreadstat.read_sav(
            str(path), user_missing=True, disable_datetime_conversion=True, **options
        )
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError):
        raise BadInput([damaged]) from None
    names_and_formats = [*description.column_names, *description.original_variable_types.values()]
    if not all(isinstance(text, str) for text in names_and_formats):  # the dictionary of a damaged file has holes
        raise BadInput([damaged])
    return values, description


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
