"""Read a LimeSurvey export (CSV, question codes as header, codes or wordings as cells): raw file to text."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.problems import BadInput
from paradiplomacy.readers.survey_exports import Delimiter, Encoding, column_problems, read_records, text_frame

if TYPE_CHECKING:
    import pandas as pd

FIRST_ANSWER = 2


def read_limesurvey(
    path: str | Path,
    columns: Collection[str],
    sensitive: Collection[str],
    *,
    delimiter: Delimiter = "comma",
    encoding: Encoding | None = None,
    private: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return the answers as text, one row per answer, without the sensitive columns; the index is the row of the file.

    Parameters
    ----------
    columns
        every column that the header must have, in any order, the sensitive ones among them.
    sensitive
        columns to drop.
    delimiter, encoding
        as the codebook declares them.
    private
        columns whose cells are not shown in messages; None: all.

    Raises
    ------
    BadInput
        when the file is not in the declared character set and separation, a column is absent, unknown or stands twice,
        or rows are ragged.
    """
    file = Path(path).as_posix()
    header, *answers = read_records(path, delimiter, encoding)
    problems = column_problems(header, columns, file)
    if problems:
        raise BadInput(problems)
    return text_frame(answers, header, FIRST_ANSWER, sensitive, file, private)
