"""Read a LimeSurvey export (CSV, question codes as header, answer codes): raw file to text, before any recoding."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.problems import BadInput
from paradiplomacy.readers.survey_exports import column_problems, read_records, text_frame

if TYPE_CHECKING:
    import pandas as pd

FIRST_ANSWER = 2


def read_limesurvey(path: str | Path, columns: Collection[str], sensitive: Collection[str]) -> pd.DataFrame:
    """Return the answers as text, one row per answer, without the sensitive columns; the index is the row of the file.

    Parameters
    ----------
    columns
        every column that the header must have, in any order, the sensitive ones among them.
    sensitive
        columns to drop.

    Raises
    ------
    BadInput
        when the file is no comma-separated UTF-8, a column is absent, unknown or stands twice, or rows are ragged.
    """
    file = Path(path).as_posix()
    header, *answers = read_records(path)
    problems = column_problems(header, columns, file)
    if problems:
        raise BadInput(problems)
    return text_frame(answers, header, FIRST_ANSWER, sensitive, file)
