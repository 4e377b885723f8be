"""What the readers of survey exports share: comma-separated records of text, and the check of an export's columns.

No message of this module shows a cell, since a cell may hold personal data.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.problems import BadInput, Problem

if TYPE_CHECKING:
    import pandas as pd

OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def read_records(path: str | Path) -> list[list[str]]:
    """Return every record of a comma-separated file, the blank ones as empty lists.

    A cell may hold line breaks, so that record `i` is row `i + 1` of the file as a spreadsheet shows it.

    Raises
    ------
    BadInput
        when the file is missing, empty, not UTF-8, separated by something else than commas, or breaks off in a cell.
    """
    file = Path(path).as_posix()
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise BadInput([Problem(file, "this file to exist", "put it there, or correct its name")]) from None
    except UnicodeDecodeError as error:
        wrong = f"UTF-8 text expected (byte {error.start} is not)"
        raise BadInput([Problem(file, wrong, "export it again with the character set UTF-8")]) from None
    if not text.strip():
        raise BadInput([Problem(file, "a header and rows expected, the file is empty", "export it again")])
    records: list[list[str]] = []
    try:
        records.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        wrong = "a quoted cell is not closed or is too long; the file is cut off or was edited by hand"
        raise BadInput([Problem(file, wrong, "export it again", row=len(records) + 1)]) from None
    _check_delimiter(text, records[0], file)
    return records


def _check_delimiter(text: str, header: Sequence[str], file: str) -> None:
    for delimiter, words in OTHER_DELIMITERS.items():
        other = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        if len(other) > len(header):
            wrong = f"commas expected between the cells, but the header is separated by {words}"
            raise BadInput([Problem(file, wrong, "export it again and choose the comma as separator", row=1)])


def column_problems(found: Sequence[str], columns: Collection[str], file: str) -> list[Problem]:
    """Return what is wrong with the columns of an export, given those that its codebook knows.

    A file that shares no column with the codebook has no header of it: its first row may then be an answer, and is
    not shown.
    """
    if not set(found) & set(columns):
        wrong = "none of the columns of the codebook is there"
        return [Problem(file, wrong, "put the header of the export back, or correct the codebook's format and columns")]
    problems = [
        Problem(file, f"each column once, it stands {times} times", "export the file again", column=name)
        for name, times in Counter(found).items()
        if times > 1
    ]
    missing = [name for name in columns if name not in found]
    unknown = [name for name in dict.fromkeys(found) if name not in columns]
    problems += [
        Problem(file, "the codebook names this column, it is absent", _advice(name, unknown, "export it"), column=name)
        for name in missing
    ]
    problems += [
        Problem(file, "no column of this name in the codebook", _advice(name, missing, "list it there"), column=name)
        for name in unknown
    ]
    return problems


def _advice(name: str, candidates: Sequence[str], otherwise: str) -> str:
    near = get_close_matches(name, candidates, n=1, cutoff=0.6)
    if near:
        return f'correct the codebook if "{near[0]}" is the same column'
    return f"{otherwise}, or correct the codebook; a column that is not used stands under technical"


def text_frame(
    records: Sequence[Sequence[str]], header: Sequence[str], first_row: int, sensitive: Collection[str], file: str
) -> pd.DataFrame:
    """Return records as a data frame of text without the sensitive columns; the index is the row of the file.

    Cells are stripped of surrounding white space and an empty one is missing. Blank lines, which editors leave
    behind, are no answers and are passed over; they count as rows.

    Raises
    ------
    BadInput
        naming every row that has not as many cells as the header.
    """
    import pandas as pd

    kept = [position for position, name in enumerate(header) if name not in sensitive]
    rows: dict[int, list[str | None]] = {}
    ragged = []
    for row, record in enumerate(records, start=first_row):
        if not record:
            continue
        if len(record) == len(header):
            rows[row] = [record[position].strip() or None for position in kept]
        else:
            wrong = f"{len(header)} cells as in the header expected, {len(record)} found"
            ragged.append(
                Problem(file, wrong, "export the file again, or mend the quotation marks of the row", row=row)
            )
    if ragged:
        raise BadInput(ragged)
    index = pd.Index(list(rows), dtype="int64", name="row")
    return pd.DataFrame(list(rows.values()), index=index, columns=[header[p] for p in kept], dtype="string")
