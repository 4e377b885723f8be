"""Read populated places of GeoNames (cities15000 and its like), whose names in many languages the registers use."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.archives import read_member

if TYPE_CHECKING:
    import pandas as pd

# the file has no header; the readme.txt beside it at its publisher gives these columns
COLUMNS = (
    "geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "feature_class", "feature_code",
    "country_code", "cc2", "admin1_code", "admin2_code", "admin3_code", "admin4_code", "population", "elevation", "dem",
    "timezone", "modification_date",
)  # fmt: skip
ADMINISTRATION = ["admin1_code", "admin2_code", "admin3_code", "admin4_code"]
TEXT = ["name", "asciiname", "alternatenames", "feature_class", "feature_code", "country_code", *ADMINISTRATION]
NUMBERS = {"geonameid": "Int64", "latitude": "Float64", "longitude": "Float64", "population": "Int64"}


def read_geonames(path: str | Path) -> pd.DataFrame:
    """Return the places of a GeoNames file, zipped or not.

    Returns
    -------
    pandas.DataFrame
        geonameid, name, asciiname, alternatenames (separated by commas), feature_class, feature_code, country_code
        (ISO 3166 alpha-2; "NA" is Namibia), admin1_code to admin4_code (how deep they go differs by country), latitude,
        longitude, population and row (from 1: there is no header).

    Raises
    ------
    BadInput
        when the file is missing, no zip of one text, or not 19 columns separated by tabs, or a number cannot be read.
    """
    import pandas as pd

    file = Path(path).as_posix()
    content = _content(path)
    first = content.split(b"\n", 1)[0].decode("utf-8", errors="replace")
    if first.count("\t") != len(COLUMNS) - 1:
        expected = f"{len(COLUMNS)} columns separated by tabs, without a header"
        raise BadInput([Problem(file, expected, "download the file again", row=1, value=first[:60])])
    options: dict[str, Any] = {
        "sep": "\t", "names": COLUMNS, "header": None, "usecols": [*TEXT, *NUMBERS], "dtype": "string",
        "quoting": csv.QUOTE_NONE, "keep_default_na": False, "na_values": [""], "encoding": "utf-8",
    }  # fmt: skip
    try:
        table = pd.read_csv(io.BytesIO(content), **options)
    except (pd.errors.ParserError, UnicodeDecodeError) as error:
        raise BadInput([Problem(file, f"rows of {len(COLUMNS)} columns ({error})", "download it again")]) from None
    problems = []
    for name, kind in NUMBERS.items():
        numbers = pd.to_numeric(table[name], errors="coerce")
        problems += [
            Problem(file, "a number expected", "correct it", row=int(at) + 1, column=name, value=str(table[name][at]))
            for at in table.index[numbers.isna()]
        ]
        if not problems:
            table[name] = numbers.astype(kind)
    if problems:
        raise BadInput(problems)
    return table.assign(row=range(1, len(table) + 1))


def _content(path: str | Path) -> bytes:
    """Return the bytes of the text, taken out of its zip where it stands in one."""
    file = Path(path).as_posix()
    try:
        if not zipfile.is_zipfile(path):
            return Path(path).read_bytes()
        with zipfile.ZipFile(path) as archive:
            texts = [name for name in archive.namelist() if name.endswith(".txt")]
            if len(texts) != 1:
                expected = "a zip with one .txt file"
                raise BadInput([Problem(file, expected, "download it again", value=", ".join(archive.namelist()))])
            return read_member(archive, texts[0], file, "download it again")
    except FileNotFoundError:
        raise BadInput([Problem(file, "this file to exist", "put it there, or correct its name")]) from None
