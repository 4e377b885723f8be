"""Registers of which some pairs cannot be used and some have years: nothing lost, nothing counted twice."""

from __future__ import annotations

import pandas as pd

from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
from paradiplomacy.frame.fields import UNITS
from paradiplomacy.tables import typed
from paradiplomacy.web.fields import MENTIONS
from paradiplomacy.web.pairs import read_register_pairs

UNIT_TABLE = typed(
    pd.DataFrame([("A1", "city", "AA", "Aach")], columns=["unit_id", "level", "country", "names"]), UNITS
)
SETTINGS = {
    "partners": {"CN": ["China"]},
    "countries": {"AA": ["Aland"]},
    "register": "r",
    "levels": ["city"],
    "columns": {"city1": "source", "city2": "target"},
}
ROWS = [
    ("Aach", "Aland", "Beijing", "China", 4, 1980, 2022, None),
    ("Aach", "Aland", "Wuhan", None, 6, None, None, "no country"),
    ("Aach", "Aland", "Lima", "Peru", 9, None, None, None),
]


def table(*rows: tuple[object, ...]) -> pd.DataFrame:
    columns = ["city1", "country1", "city2", "country2", "row", "year_start", "year_end", "reason"]
    text = dict.fromkeys(["city1", "country1", "city2", "country2", "reason"], "string")
    return pd.DataFrame(rows, columns=columns).astype(text | {"year_start": "Int64", "year_end": "Int64"})


def test_what_cannot_be_used_is_set_aside_with_its_reason_and_counted() -> None:
    mentions, aside, accounting = read_register_pairs({"s": table(*ROWS)}, UNIT_TABLE, **SETTINGS)
    MENTIONS.validate(mentions, "mentions")
    SET_ASIDE.validate(aside, "set_aside")
    ACCOUNTING.validate(accounting, "accounting")
    assert mentions[["place", "row", "column", "year_start", "year_end"]].to_numpy().tolist() == [
        ["Beijing", 4, "target", 1980, 2022]
    ]
    assert sorted(zip(aside["row"], aside["record"], aside["reason"], strict=True)) == [
        (6, "Aach (Aland) – Wuhan ()", "no country"),
        (9, "Aach (Aland) – Lima (Peru)", "no pair of a studied country and a partner country"),
    ]
    assert accounting[["file", "rows_in", "rows_out", "rows_set_aside"]].to_numpy().tolist() == [["s", 3, 1, 2]]


def test_tables_without_reason_and_years_are_read_as_before_and_all_unusable_ones_give_nothing() -> None:
    plain = table(ROWS[0])[["city1", "country1", "city2", "country2", "row"]]
    tables = {"plain": plain, "none": table(ROWS[1])}
    mentions, aside, accounting = read_register_pairs(tables, UNIT_TABLE, **SETTINGS)
    assert mentions["source"].tolist() == ["plain"]
    assert mentions["year_start"].isna().all()
    assert aside["file"].tolist() == ["none"]
    assert accounting.set_index("file")["rows_out"].to_dict() == {"plain": 1, "none": 0}
