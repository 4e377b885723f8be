"""Days of answers: from the form that the codebook declares to ISO 8601. 03/04 has two readings, so no day is guessed.

Used where the answers of a wave are put in order (survey.ingest).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

DateFormat = Literal["YYYY-MM-DD", "DD.MM.YYYY", "DD/MM/YYYY", "MM/DD/YYYY", "DD-MM-YYYY", "YYYY/MM/DD"]

EXAMPLES: dict[DateFormat, str] = {
    "YYYY-MM-DD": "2021-03-31",
    "DD.MM.YYYY": "31.03.2021",
    "DD/MM/YYYY": "31/03/2021",
    "MM/DD/YYYY": "03/31/2021",
    "DD-MM-YYYY": "31-03-2021",
    "YYYY/MM/DD": "2021/03/31",
}
TIME_OF_DAY = r"(?P<time>[ T]\d{2}:\d{2}(:\d{2})?)?"
PARTS = {"YYYY": r"(?P<year>\d{4})", "MM": r"(?P<month>\d{1,2})", "DD": r"(?P<day>\d{1,2})"}
# a spreadsheet counts days from 1900; these numbers are days of the years 1995 to 2064
FIRST_SERIAL, LAST_SERIAL = 34_700, 60_266


def iso_day(text: str, date_format: DateFormat) -> str | None:
    """Return a day as ISO 8601, with the time of day where one is given; None when it is no day of this form."""
    pattern = re.escape(date_format)
    for letters, digits in PARTS.items():
        pattern = pattern.replace(letters, digits)
    if date_format == "YYYY-MM-DD":  # ISO 8601 leaves no digit out
        pattern = pattern.replace("{1,2}", "{2}")
    parts = re.fullmatch(pattern + TIME_OF_DAY, text, flags=re.ASCII)
    if not parts:
        return None
    try:
        day = date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except ValueError:
        return None
    return day.isoformat() + (parts["time"] or "")


def is_serial_number(text: str) -> bool:
    """Return whether a cell looks like the number by which a spreadsheet keeps a day."""
    return re.fullmatch(r"\d{5}(\.\d+)?", text) is not None and FIRST_SERIAL <= float(text) <= LAST_SERIAL
