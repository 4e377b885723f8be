"""Read a Qualtrics export (CSV, choice codes or wordings): raw file to text, before any recoding.

The present format has three header rows (code, wording, ImportId), the legacy format two (code, wording).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.survey_exports import Delimiter, Encoding, column_problems, read_records, text_frame

if TYPE_CHECKING:
    import pandas as pd

LEGACY_FIRST_WORDING = "ResponseID"  # the second header row of the legacy format begins with this name


def read_qualtrics(
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
        every column that the first header row must have, in any order, the sensitive ones among them.
    sensitive
        columns to drop.
    delimiter, encoding
        as the codebook declares them.
    private
        columns whose cells are not shown in messages; None: all.

    Raises
    ------
    BadInput
        when the file is not in the declared character set and separation, its header rows are not those of Qualtrics,
        a column is absent, unknown or stands twice, or rows are ragged.
    """
    file = Path(path).as_posix()
    records = without_last_comma(read_records(path, delimiter, encoding))
    header = records[0]
    problems = column_problems(header, columns, file)
    if problems:
        raise BadInput(problems)
    headers = 2 if is_legacy(records) else 3
    if headers == 3:
        _check_import_ids(records, file)
    return text_frame(records[headers:], header, headers + 1, sensitive, file, private)


def without_last_comma(records: list[list[str]]) -> list[list[str]]:
    """Return the records without the empty cell at the end of each row of the legacy format."""
    width = len(records[0])
    if not width or records[0][-1]:
        return records
    return [record[:-1] if len(record) == width and not record[-1] else record for record in records]


def is_legacy(records: Sequence[Sequence[str]]) -> bool:
    """Return whether the records are of the legacy format with two header rows."""
    return len(records) > 1 and records[1][:1] == [LEGACY_FIRST_WORDING]


def _check_import_ids(records: Sequence[Sequence[str]], file: str) -> None:
    """Raise `BadInput` unless row 3 holds an ImportId for each column; its cells may be answers and are not shown."""
    header = records[0]
    identifiers = records[2] if len(records) > 2 else []
    wrong = [name for name, cell in zip(header, identifiers, strict=False) if not is_import_id(cell)]
    if len(identifiers) != len(header) or len(wrong) == len(header):
        expected = 'three header rows of Qualtrics expected, the third with {"ImportId": ...} under each column'
        raise BadInput([Problem(file, expected, "export it again as CSV and do not save it in a spreadsheet", row=3)])
    if wrong:
        raise BadInput(
            Problem(file, 'an {"ImportId": ...} expected', "export the file again", row=3, column=name)
            for name in wrong
        )


def is_import_id(cell: str) -> bool:
    """Return whether a cell is the identifier that Qualtrics writes under each column."""
    try:
        identifier = json.loads(cell)
    except ValueError:
        return False
    return isinstance(identifier, dict) and "ImportId" in identifier
