"""Read Eurostat's two text formats, bulk TSV and SDMX-CSV, into long tables for the frame.

Format: Eurostat, "Database bulk download guidelines" and SDMX-CSV 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.published import read_text

if TYPE_CHECKING:
    import pandas as pd

MISSING = ":"  # Eurostat's sign for "not available"
CELL = re.compile(r"(:|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?: *([a-z]+))?")  # number and flags, like "5400 p"
GEO_DIMENSIONS = ("geo", "cities")  # SDMX-CSV calls the place "geo" in regional and "cities" in city statistics
SDMX_COLUMNS = ["TIME_PERIOD", "OBS_VALUE", "OBS_FLAG"]
SDMX_BOOKKEEPING = ["DATAFLOW", "LAST UPDATE"]


def read_eurostat_tsv(path: str | Path, keep: Mapping[str, Collection[str]] | None = None) -> pd.DataFrame:
    r"""Return a bulk TSV as a long table.

    Both styles of the header are read: `freq,unit,geo\TIME_PERIOD` (since 2023) and `unit,geo\time` (before).

    Parameters
    ----------
    path
        the file; its first column joins the dimensions by commas, then comes one column per year.
    keep
        dimension to its wanted codes; other rows are passed over while reading, which makes a large file quick.

    Returns
    -------
    pandas.DataFrame
        the dimensions, geo, year, value (missing where Eurostat prints ":"), flag (missing without one) and row.

    Raises
    ------
    BadInput
        when the file is missing or not such a table, a dimension of `keep` is absent, a row is ragged or a cell is
        not a number.
    """
    import pandas as pd

    file = Path(path).as_posix()
    problems: list[Problem] = []
    records: list[tuple[Any, ...]] = []
    lines = _lines(path)
    _, header = next(lines, (1, ""))
    dimensions, years = _tsv_header(header, file)
    absent = [name for name in keep or {} if name not in dimensions]
    if absent:
        remedy = "download the TSV from Eurostat again"
        raise BadInput([Problem(file, "this dimension in the header", remedy, row=1, column=name) for name in absent])
    wanted = [(dimensions.index(name), set(codes)) for name, codes in (keep or {}).items()]
    for row, line in lines:
        first, *values = line.split("\t")
        codes = [code.strip() for code in first.split(",")]
        if len(codes) != len(dimensions) or len(values) != len(years):
            expected = f"{len(dimensions)} codes and {len(years)} values, as in the header"
            problems.append(Problem(file, expected, "download the file again", row=row, value=line[:60]))
            continue
        if any(codes[position] not in allowed for position, allowed in wanted):
            continue
        for year, cell in zip(years, values, strict=True):
            found = CELL.fullmatch(cell.strip())
            if found is None:
                expected = 'a number, with or without a flag, or ":" expected'
                problems.append(Problem(file, expected, "correct the cell", row=row, column=str(year), value=cell))
                continue
            number, flag = found.groups()
            records.append((*codes, year, None if number == MISSING else float(number), flag, row))
    if problems:
        raise BadInput(problems)
    types = dict.fromkeys(dimensions, "string") | {
        "year": "Int64",
        "value": "Float64",
        "flag": "string",
        "row": "Int64",
    }
    table: pd.DataFrame = pd.DataFrame(records, columns=list(types)).astype(types)
    return table


def _lines(path: str | Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text file that hold something, with their numbers."""
    file = Path(path).as_posix()
    try:
        with Path(path).open(encoding="utf-8-sig") as stream:
            for number, line in enumerate(stream, start=1):
                if text := line.rstrip("\n"):
                    yield number, text
    except FileNotFoundError:
        raise BadInput([Problem(file, "this file to exist", "put it there, or correct its name")]) from None
    except UnicodeDecodeError as error:
        raise BadInput(
            [Problem(file, f"UTF-8 text (byte {error.start} of a block is not)", "download the file again")]
        ) from None


def _tsv_header(line: str, file: str) -> tuple[list[str], list[int]]:
    """Return the names of the dimensions, the last of them geo, and the years of the header."""
    first, *columns = line.split("\t")
    names, mark, _ = first.partition("\\")
    dimensions = [name.strip() for name in names.split(",")]
    if not (mark and columns and dimensions[-1] == "geo"):
        expected = r'a header "...,geo\TIME_PERIOD" and one column per year, separated by tabs'
        raise BadInput([Problem(file, expected, "download the TSV from Eurostat again", row=1, value=line[:60])])
    wrong = [column for column in columns if not column.strip().isdigit()]
    if wrong:
        raise BadInput([Problem(file, "a year expected", "take annual data", row=1, value=column) for column in wrong])
    return dimensions, [int(column) for column in columns]


def read_sdmx_csv(path: str | Path, keep: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return an SDMX-CSV file as a long table.

    Parameters
    ----------
    path
        the file.
    keep
        dimension to its wanted code, where the file has this dimension; other rows are left out.

    Returns
    -------
    pandas.DataFrame
        the dimensions (the place under the name geo, whether the file says geo or cities), year, value (missing where
        the cell is empty), flag and row.

    Raises
    ------
    BadInput
        when the file is missing, has another separator, lacks a column, or holds a year or value that is no number.
    """
    import pandas as pd

    file = Path(path).as_posix()
    text = read_text(path, SDMX_COLUMNS)
    places = [name for name in GEO_DIMENSIONS if name in text]
    absent = [name for name in SDMX_COLUMNS if name not in text] + ([] if places else ["geo"])
    if absent:
        remedy = "download the file again as SDMX-CSV"
        raise BadInput([Problem(file, "this column to be present", remedy, column=name) for name in absent])
    text = text.rename(columns={places[0]: "geo"})
    text["row"] = range(2, len(text) + 2)
    for name, code in (keep or {}).items():
        if name in text:
            text = text[text[name] == code]
    problems = []
    numbers = {}
    for column, expected in (("TIME_PERIOD", "a year expected"), ("OBS_VALUE", "a number expected")):
        numbers[column] = pd.to_numeric(text[column], errors="coerce").astype("Float64")
        wrong = numbers[column].isna() & (text[column].notna() | (column == "TIME_PERIOD"))
        if column == "TIME_PERIOD":
            wrong |= (numbers[column] % 1 != 0).fillna(False)
        problems += [
            Problem(file, expected, "correct the value", row=int(row), column=column, value=str(value or ""))
            for row, value in zip(text.loc[wrong, "row"], text.loc[wrong, column].fillna(""), strict=True)
        ]
    if problems:
        raise BadInput(sorted(problems, key=lambda problem: (problem.row or 0, problem.column)))
    dimensions = [name for name in text.columns if name not in {*SDMX_COLUMNS, *SDMX_BOOKKEEPING, "geo", "row"}]
    table = text[[*dimensions, "geo"]].copy()
    table["year"] = numbers["TIME_PERIOD"].astype("Int64")
    table["value"] = numbers["OBS_VALUE"]
    table["flag"] = text["OBS_FLAG"]
    table["row"] = text["row"].astype("Int64")
    return table.reset_index(drop=True)
