"""Read the types of NUTS 3 regions from Eurostat's workbook of the NUTS codes, for the context of units.

The sheets have a legend beside the table, blank rows and headers that differ in spelling, so cells go by position.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.archives import LARGEST_WORKBOOK, refuse_bomb

if TYPE_CHECKING:
    import pandas as pd

NUTS3_CODE = re.compile(r"^[A-Z]{2}[0-9A-Z]{3}$")
# the code of a metropolitan region ends in MC where it is the capital's, in M elsewhere
METRO_CODE = re.compile(r"^[A-Z]{2}\d+(MC|M)$")


def _metropolitan(cells: tuple[Any, ...]) -> str | None:
    flag, code = str(cells[1] or "").strip(), str(cells[2] or "").strip()
    found = METRO_CODE.match(code)
    if flag == "N" and not code:
        return "none"
    return {"MC": "capital", "M": "other"}[found[1]] if flag == "Y" and found else None


def _category(position: int, meaning: Mapping[int, Any]) -> Callable[[tuple[Any, ...]], Any]:
    return lambda cells: meaning.get(cells[position]) if isinstance(cells[position], (int, float)) else None


@dataclass(frozen=True)
class Sheet:
    """A sheet of the workbook: its name, how many cells of a row it needs, and the type that they say (None: none)."""

    name: str
    width: int
    type_of: Callable[[tuple[Any, ...]], Any]


# 1 on the coast, 2 at least half of the people within 50 km of it, 0 neither; 1 along a land border, or at least half
# of the people within 25 km of it, 9 neither; the three categories of urban and rural regions are named as in print
SHEETS = {
    "coastal": Sheet("Coastal regions", 2, _category(1, {0: False, 1: True, 2: True})),
    "border": Sheet("Border regions", 3, _category(2, {1: True, 9: False})),
    "metropolitan_type": Sheet("Metropolitan", 3, _metropolitan),
    "urban_rural": Sheet("Urban-rural", 2, _category(1, {1: "urban", 2: "intermediate", 3: "rural"})),
}


def read_nuts_typologies(path: str | Path) -> pd.DataFrame:
    """Return the types of NUTS 3 regions.

    Returns
    -------
    pandas.DataFrame
        nuts3, coastal, border (truth), metropolitan_type ("capital", "other", "none") and urban_rural ("urban",
        "intermediate", "rural"); a region that a sheet leaves out has no value there.

    Raises
    ------
    BadInput
        when the file is missing or no workbook, lacks a sheet, or a row has no code of NUTS 3, an unknown category or a
        region that stands twice.
    """
    import pandas as pd
    from openpyxl import load_workbook

    file = Path(path).as_posix()
    remedy = "download the file again"
    try:
        refuse_bomb(path, LARGEST_WORKBOOK, remedy)
        # formulas stand only in the sheet of codes; data_only takes the values that were last computed
        book = load_workbook(io.BytesIO(Path(path).read_bytes()), read_only=True, data_only=True)
    except FileNotFoundError:
        raise BadInput([Problem(file, "this file to exist", "put it there, or correct its name")]) from None
    except (BadZipFile, KeyError):
        raise BadInput([Problem(file, "a workbook (.xlsx)", remedy)]) from None
    problems: list[Problem] = []
    columns: dict[str, dict[str, Any]] = {}
    try:
        for field, sheet in SHEETS.items():
            if sheet.name not in book.sheetnames:
                problems.append(Problem(file, f'a sheet "{sheet.name}"', remedy))
                continue
            columns[field], found = _types(book[sheet.name].iter_rows(values_only=True), sheet, file)
            problems += found
    finally:
        book.close()
    if problems:
        raise BadInput(problems)
    codes = sorted({code for column in columns.values() for code in column})
    table = pd.DataFrame({"nuts3": pd.array(codes, dtype="string")})
    for field, column in columns.items():
        kind = "boolean" if field in ("coastal", "border") else "string"
        table[field] = pd.array([column.get(code) for code in codes], dtype=kind)
    return table


def _types(rows: Any, sheet: Sheet, file: str) -> tuple[dict[str, Any], list[Problem]]:
    """Return the type of each region of a sheet; rows without a code hold nothing but the legend."""
    types: dict[str, Any] = {}
    problems = []
    for number, cells in enumerate(rows, start=1):
        code = str(cells[0] or "").strip() if cells else ""
        if number == 1 or not code:
            continue
        place = f"{file}, sheet {sheet.name}"
        kind = sheet.type_of((*cells, *[None] * sheet.width)[: sheet.width])
        if not NUTS3_CODE.match(code) or code in types:
            expected = "each region of NUTS 3 once"
            problems.append(Problem(place, expected, "download the file again", number, "code", code))
        elif kind is None:
            said = ", ".join(str(cell) for cell in cells[1 : sheet.width] if cell is not None)
            expected = f"a category of the legend for region {code}"
            problems.append(Problem(place, expected, "download the file again", number, "category", said))
        else:
            types[code] = kind
    return types, problems
