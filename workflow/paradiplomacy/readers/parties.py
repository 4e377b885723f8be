"""Read parties and cabinets (ParlGov; Döring and Manow) and the table of mayors' and regional heads' parties."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.published import read_delimited

if TYPE_CHECKING:
    import pandas as pd

PARTIES = Dataset(
    name="parties",
    description="The columns of ParlGov's view_party that the frame uses.",
    key=("party_id",),
    fields=(
        Field("party_id", "integer", "party", required=True),
        Field("country_name_short", "text", "country, ISO 3166 alpha-3", required=True),
        Field("party_name_short", "text", "short name", required=True),
        Field("party_name_english", "text", "name in English", required=True),
        Field("party_name", "text", "name in its own language", required=True),
        Field("family_name", "text", "party family", required=True),
        Field("left_right", "number", "left-right position, 0 to 10; missing for small parties"),
        Field("chess", "integer", "number in the Chapel Hill survey; missing for parties that it does not hold"),
    ),
)

CABINETS = Dataset(
    name="cabinets",
    description="The columns of ParlGov's view_cabinet that the frame uses: one row per party in parliament.",
    key=("cabinet_id", "party_id"),
    fields=(
        Field("country_name_short", "text", "country, ISO 3166 alpha-3", required=True),
        Field("start_date", "text", "first day of the cabinet (ISO 8601)", required=True),
        Field("cabinet_id", "integer", "cabinet", required=True),
        Field("cabinet_name", "text", "name of the cabinet", required=True),
        Field("cabinet_party", "boolean", "the party is in the cabinet", required=True),
        Field("prime_minister", "boolean", "the party holds the office of prime minister", required=True),
        Field("seats", "integer", "seats of the party in parliament"),
        Field("party_id", "integer", "party", required=True),
    ),
)

LOCAL_PARTIES = Dataset(
    name="local_parties",
    description="Parties of mayors and regional heads, coded by hand.",
    key=("unit_id", "from"),
    fields=(
        Field("unit_id", "text", "unit of the frame", required=True),
        Field("from", "text", "first day in office (ISO 8601)", required=True),
        Field("to", "text", "last day in office (ISO 8601); empty while in office"),
        Field("party", "text", "number, name, Wikidata item or Party Facts number of the party", required=True),
        Field("source", "text", "where the coder found it"),
    ),
)

WIKIDATA_KEYS = Dataset(
    name="wikidata_keys",
    description="Party Facts' import list of Wikidata: numbers, items and names of parties.",
    key=("partyfacts_id",),
    fields=(
        Field("country", "text", "country, ISO 3166 alpha-3", required=True),
        Field("partyfacts_id", "integer", "number of Party Facts", required=True),
        Field("wikidata_id", "text", "item of Wikidata", required=True),
        Field("name", "text", "name in English"),
        Field("name_native", "text", "name in its own language"),
    ),
)

CHES_KEYS = Dataset(
    name="ches_keys",
    description="Party Facts' import list of the Chapel Hill survey.",
    key=("party_id",),
    fields=(
        Field("party_id", "integer", "number in the Chapel Hill survey", required=True),
        Field("partyfacts_id", "integer", "number of Party Facts; missing where there is none"),
    ),
)


def read_parlgov_parties(path: str | Path) -> pd.DataFrame:
    """Return the columns of `PARTIES` and row.

    Raises
    ------
    BadInput
        when the file is missing, lacks a column, holds a position that is no number, or a party twice.
    """
    table = read_delimited(path, PARTIES)
    _refuse_duplicates(table, PARTIES, path)
    return table


def read_parlgov_cabinets(path: str | Path) -> pd.DataFrame:
    """Return the columns of `CABINETS` and row.

    Raises
    ------
    BadInput
        when the file is missing, lacks a column, or holds a flag, number of seats or day that cannot be read.
    """
    table = read_delimited(path, CABINETS)
    _refuse_wrong_days(table, ["start_date"], path)
    return table


def read_wikidata_keys(path: str | Path) -> pd.DataFrame:
    """Return the columns of `WIKIDATA_KEYS` and row.

    Raises
    ------
    BadInput
        when the file is missing, lacks a column, or holds a number that cannot be read.
    """
    return read_delimited(path, WIKIDATA_KEYS)


def read_ches_keys(path: str | Path) -> pd.DataFrame:
    """Return the columns of `CHES_KEYS` and row.

    Raises
    ------
    BadInput
        when the file is missing, lacks a column, or holds a number that cannot be read.
    """
    return read_delimited(path, CHES_KEYS)


def read_local_parties(path: str | Path) -> pd.DataFrame:
    """Return the columns of `LOCAL_PARTIES` and row.

    Raises
    ------
    BadInput
        when the file is missing, lacks a column, or holds no party or a day that cannot be read.
    """
    table = read_delimited(path, LOCAL_PARTIES)
    _refuse_wrong_days(table, ["from", "to"], path)
    return table


def _refuse_duplicates(table: pd.DataFrame, dataset: Dataset, path: str | Path) -> None:
    column = dataset.key[0]
    repeated = table[table.duplicated(column)]
    problems = [
        Problem(
            Path(path).as_posix(),
            "each row to have a key of its own",
            "remove the duplicate",
            row=int(row),
            column=column,
            value=str(value),
        )
        for row, value in zip(repeated["row"], repeated[column], strict=True)
    ]
    if problems:
        raise BadInput(problems)


def _refuse_wrong_days(table: pd.DataFrame, columns: list[str], path: str | Path) -> None:
    problems = [
        Problem(
            Path(path).as_posix(),
            "a day such as 2021-01-31 expected",
            "correct the value",
            row=int(row),
            column=column,
            value=day,
        )
        for column in columns
        for row, day in zip(table["row"], table[column].fillna(""), strict=True)
        if day and not _is_day(day)
    ]
    if problems:
        raise BadInput(problems)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
