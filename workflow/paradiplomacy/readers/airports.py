"""Read airports and routes of OpenFlights for the frame: no header, text in quotes, a backslash and N where missing."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.problems import BadInput, Problem

if TYPE_CHECKING:
    import pandas as pd

MISSING = r"\N"
AIRPORT_CELLS = 14  # id, name, city, country, IATA, ICAO, latitude, longitude, then what the frame does not need
ROUTE_CELLS = 9  # airline, its id, origin, its id, destination, its id, codeshare, stops, aircraft


def read_airports(path: str | Path) -> pd.DataFrame:
    """Return the airports: airport_id, airport (its name), code (IATA), latitude, longitude, row.

    Raises
    ------
    BadInput
        when the file is missing, not UTF-8 or cut otherwise, an identifier is no number or stands twice, or a
        coordinate is none.
    """
    import pandas as pd

    file = Path(path).as_posix()
    problems: list[Problem] = []
    records = []
    seen: set[str] = set()
    for row, cells in enumerate(_cells(path, AIRPORT_CELLS), start=1):
        identifier, name, code = cells[0], cells[1], cells[4]
        if not identifier.isdigit() or identifier in seen:
            expected, remedy = "an identifier of its own, a whole number", "download the file again"
            problems.append(Problem(file, expected, remedy, row, "airport id", identifier))
            continue
        seen.add(identifier)
        latitude, longitude = _degrees(cells[6], 90), _degrees(cells[7], 180)
        if latitude is None or longitude is None:
            expected, remedy = "latitude and longitude in degrees", "correct the value"
            problems.append(Problem(file, expected, remedy, row, "latitude, longitude", f"{cells[6]}, {cells[7]}"))
            continue
        records.append((int(identifier), name, None if code == MISSING else code, latitude, longitude, row))
    if problems:
        raise BadInput(problems)
    types = {"airport_id": "Int64", "airport": "string", "code": "string"}
    table: pd.DataFrame = pd.DataFrame(records, columns=[*types, "latitude", "longitude", "row"]).astype(types)
    return table


def read_routes(path: str | Path) -> pd.DataFrame:
    """Return the routes: airline, origin and destination (codes), origin_id and destination_id (missing where the
    source does not know the airport), stops, row.

    Raises
    ------
    BadInput
        when the file is missing, not UTF-8 or cut otherwise, or an identifier or the number of stops is no number.
    """
    import pandas as pd

    file = Path(path).as_posix()
    problems: list[Problem] = []
    records = []
    for row, cells in enumerate(_cells(path, ROUTE_CELLS), start=1):
        numbers = {"origin id": cells[3], "destination id": cells[5], "stops": cells[7]}
        wrong = {k: v for k, v in numbers.items() if not v.isdigit() and (v != MISSING or k == "stops")}
        problems += [
            Problem(file, "a whole number expected", "correct the value", row, column, value)
            for column, value in wrong.items()
        ]
        if not wrong:
            origin, destination = (None if cells[place] == MISSING else int(cells[place]) for place in (3, 5))
            records.append((cells[0], cells[2], cells[4], origin, destination, int(cells[7]), row))
    if problems:
        raise BadInput(problems)
    types = {
        "airline": "string", "origin": "string", "destination": "string",
        "origin_id": "Int64", "destination_id": "Int64", "stops": "Int64", "row": "Int64",
    }  # fmt: skip
    table: pd.DataFrame = pd.DataFrame(records, columns=list(types)).astype(types)
    return table


def _cells(path: str | Path, number: int) -> list[list[str]]:
    """Return the rows of a file without a header, each of `number` cells."""
    file = Path(path).as_posix()
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
    except FileNotFoundError:
        raise BadInput([Problem(file, "this file to exist", "put it there, or correct its name")]) from None
    except UnicodeDecodeError as error:
        problem = Problem(file, f"UTF-8 text (byte {error.start} is not)", "download the file again")
        raise BadInput([problem]) from None
    wrong = [
        Problem(
            file, f"{number} cells, separated by commas", "download the file again", row, value=",".join(cells)[:60]
        )
        for row, cells in enumerate(rows, start=1)
        if len(cells) != number
    ]
    if wrong or not rows:
        raise BadInput(wrong or [Problem(file, "rows", "download the file again")])
    return rows


def _degrees(text: str, most: float) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if -most <= value <= most else None
