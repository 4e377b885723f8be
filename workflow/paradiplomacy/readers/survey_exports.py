"""What the readers of survey exports share: records of text, and the checks of an export's columns and cells.

A message of this module shows a cell only where the caller says that its column is not private, since a cell may hold
personal data.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.character_sets import Encoding, decode, mixed_up

if TYPE_CHECKING:
    import pandas as pd

Delimiter = Literal["comma", "semicolon", "tab", "bar"]

__all__ = ["DELIMITERS", "MOST_ANSWERS", "Delimiter", "Encoding", "column_problems", "read_records", "text_frame"]

DELIMITERS: dict[Delimiter, str] = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
WORDS: dict[Delimiter, str] = {"comma": "commas", "semicolon": "semicolons", "tab": "tabs", "bar": "bars"}
# Europe has about 100,000 municipalities: beyond it stands another file than the answers of a wave
MOST_ANSWERS = 100_000
MOST_BYTES = 500_000_000


def read_records(path: str | Path, delimiter: Delimiter = "comma", encoding: Encoding | None = None) -> list[list[str]]:
    """Return every record of a text file of cells, the blank ones as empty lists.

    A cell may hold line breaks, so that record `i` is row `i + 1` of the file as a spreadsheet shows it.

    Raises
    ------
    BadInput
        when the file is missing, empty or too large, in another character set than is declared (without declaration:
        than UTF-8 or what its byte-order mark says), separated otherwise, or breaks off in a cell.
    """
    file = Path(path).as_posix()
    check_size(path)
    text = decode(Path(path).read_bytes(), encoding, file)
    if not text.strip():
        raise BadInput([Problem(file, "a header and rows expected, the file is empty", "export it again")])
    nul = text.find("\x00")
    if nul >= 0:
        row = text.count("\n", 0, nul) + 1
        wrong = "text expected, this line holds NUL bytes; the file is damaged or no text file"
        raise BadInput([Problem(file, wrong, "export it again", row=row)])
    _check_delimiter(text, delimiter, file)
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=DELIMITERS[delimiter], strict=True):
            records.append(record)
            if len(records) > MOST_ANSWERS:
                raise too_many_answers(file)
    except csv.Error:
        wrong = "a quoted cell is not closed or is too long; the file is cut off or was edited by hand"
        raise BadInput([Problem(file, wrong, "export it again", row=len(records) + 1)]) from None
    return records


def check_size(path: str | Path) -> None:
    """Raise `BadInput` unless the file is there and of a size that answers can have."""
    file = Path(path).as_posix()
    if not Path(path).is_file():
        raise BadInput([Problem(file, "this file to exist", "put it there, or correct its name")])
    if Path(path).stat().st_size > MOST_BYTES:
        wrong = f"an export of at most {MOST_BYTES // 1_000_000} MB expected"
        raise BadInput([Problem(file, wrong, "export the answers of one wave only")])


def too_many_answers(file: str) -> BadInput:
    """Return the refusal of a file that goes on after `MOST_ANSWERS` rows."""
    wrong = f"at most {MOST_ANSWERS} answers of a wave expected, the file goes on"
    return BadInput([Problem(file, wrong, "export the answers of one wave only", row=MOST_ANSWERS + 1)])


def _check_delimiter(text: str, delimiter: Delimiter, file: str) -> None:
    widths = {name: _width_of_header(text, sign, file) for name, sign in DELIMITERS.items()}
    other = max(DELIMITERS, key=lambda name: widths[name])
    if widths[other] > widths[delimiter]:
        wrong = f"{WORDS[delimiter]} expected between the cells, but the header is separated by {WORDS[other]}"
        remedy = f"export it again and choose the {delimiter} as separator, or write delimiter: {other}"
        raise BadInput([Problem(file, wrong, f"{remedy} in the codebook", row=1)])


def _width_of_header(text: str, sign: str, file: str) -> int:
    """Return into how many cells a delimiter divides the header."""
    try:
        return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=sign)))
    except csv.Error:
        wrong = "a quoted cell is not closed or is too long; the file is cut off or was edited by hand"
        raise BadInput([Problem(file, wrong, "export it again", row=1)]) from None


def column_problems(found: Sequence[str], columns: Collection[str], file: str, row: int | None = 1) -> list[Problem]:
    """Return what is wrong with the columns of an export, given those that its codebook knows.

    `row` is that of the header; None where the format has none.

    A file that shares no column with the codebook has no header of it: its first row may then be an answer, and is
    not shown.
    """
    if not set(found) & set(columns):
        wrong = "none of the columns of the codebook is there"
        remedy = "put the header of the export back, or correct the codebook's format and columns"
        return [Problem(file, wrong, remedy, row=row)]
    problems = [
        Problem(file, f"each column once, it stands {times} times", "export the file again", row=row, column=name)
        for name, times in Counter(found).items()
        if times > 1 and name
    ]
    problems += [
        Problem(
            file,
            f"a name expected in the header of column {position}",
            "name the column, or delete it with its cells",
            row=row,
        )
        for position, name in enumerate(found, start=1)
        if not name
    ]
    missing = [name for name in columns if name not in found]
    unknown = [name for name in dict.fromkeys(found) if name and name not in columns]
    problems += [
        Problem(
            file,
            "the codebook names this column, it is absent",
            _advice(name, unknown, "export it"),
            row=row,
            column=name,
        )
        for name in missing
    ]
    problems += [
        Problem(
            file,
            "no column of this name in the codebook",
            _advice(name, missing, "list it there"),
            row=row,
            column=name,
        )
        for name in unknown
    ]
    return problems


def _advice(name: str, candidates: Sequence[str], otherwise: str) -> str:
    near = get_close_matches(name, candidates, n=1, cutoff=0.6)
    if near:
        return f'correct the codebook if "{near[0]}" is the same column'
    return f"{otherwise}, or correct the codebook; a column that is not used stands under technical"


def text_frame(
    records: Sequence[Sequence[str]],
    header: Sequence[str],
    first_row: int,
    sensitive: Collection[str],
    file: str,
    private: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return records as a data frame of text without the sensitive columns; the index is the row of the file.

    Cells are stripped of surrounding white space and an empty one is missing. Blank lines, which editors leave
    behind, are no answers and are passed over; they count as rows.

    Parameters
    ----------
    private
        columns whose cells are not shown in messages; None: all.

    Raises
    ------
    BadInput
        naming every row that has not as many cells as the header, and every cell with letters that were read in
        another character set before.
    """
    import pandas as pd

    kept = [position for position, name in enumerate(header) if name not in sensitive]
    hidden = set(header) if private is None else set(private)
    rows: dict[int, list[str | None]] = {}
    problems = []
    for row, record in enumerate(records, start=first_row):
        if not record:
            continue
        if len(record) != len(header):
            wrong = f"{len(header)} cells as in the header expected, {len(record)} found"
            problems.append(
                Problem(file, wrong, "export the file again, or mend the quotation marks of the row", row=row)
            )
            continue
        rows[row] = [record[position].strip() or None for position in kept]
        for position in kept:
            wrong = mixed_up(record[position])
            if wrong:
                column = header[position]
                shown = "" if column in hidden else record[position]
                remedy = "export the file again from the survey program, without opening it elsewhere in between"
                problems.append(Problem(file, wrong, remedy, row=row, column=column, value=shown))
    if problems:
        raise BadInput(problems)
    index = pd.Index(list(rows), dtype="int64", name="row")
    return pd.DataFrame(list(rows.values()), index=index, columns=[header[p] for p in kept], dtype="string")
