"""Printed tables on ties, from the findings of a small study."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd

from paradiplomacy.fields import Dataset
from paradiplomacy.reports import tie_tables
from paradiplomacy.tables import typed

BASE = {"level": "city", "partner": "CN", "world": "t"}


def report(rows: dict[str, list[dict[str, Any]]]) -> Any:
    """Return a report whose tables hold these rows."""

    def table(name: str, dataset: Dataset) -> pd.DataFrame:
        return typed(pd.DataFrame([BASE | row for row in rows[name]]), dataset)

    partners = {"CN": SimpleNamespace(name="China")}
    return SimpleNamespace(
        table=table,
        simulated=True,
        confidence="95%",
        study=SimpleNamespace(levels=["city"], partners=["CN"]),
        configuration=SimpleNamespace(partners=partners),
    )


def cell(country: str, name: str, order: int, units: int | None, ties: int) -> dict[str, Any]:
    where = {"country": country, "country_name": {"IT": "Italy", "MT": "Malta", "PL": "Poland"}[country]}
    named = {"list": name, "title": name.upper(), "order": order}
    return where | named | {"units": units, "units_with_tie": min(ties, 1), "ties": ties}


TIES = [
    *(cell("IT", name, order, units, ties) for name, order, units, ties in
      [("all", 0, 5, 4), ("z", 1, 5, 0), ("part", 2, 0, 3), ("wave", 3, None, 0)]),
    *(cell("PL", name, order, units, ties) for name, order, units, ties in
      [("all", 0, 2, 1), ("z", 1, 0, 0), ("part", 2, 0, 0), ("wave", 3, None, 1)]),
    *(cell("MT", name, order, units, 0) for name, order, units in [("all", 0, 0), ("z", 1, 0)]),
]  # fmt: skip


def test_lists_are_letters_and_silence_is_a_dash() -> None:
    study = report({"ties_by_country": TIES})
    assert tie_tables.list_key(study) == "A: Z; B: PART; C: WAVE"
    table = tie_tables.ties_by_country_table(study)
    assert table.columns == ["Country · SIMULATED", "Level", "Partner", "Units", "with a tie", "Ties", "A", "B", "C"]
    assert table.rows == [
        ["Italy", "Cities", "CN", "5", "1", "4", "0", "3", "0"],
        ["Poland", "Cities", "CN", "2", "1", "1", "–", "–", "1"],
    ]


def test_a_country_with_too_few_shared_ties_says_so() -> None:
    counts = {"units": 9, "ties_a": 8, "ties_b": 9, "seen": 10, "title_a": "A", "title_b": "B", "list_a": "a"}
    rows = [
        counts | {"country": "PL", "leading": True, "both": 3, "computable": False, "list_b": "b"},
        counts | {"country": "IT", "leading": True, "both": 7, "computable": True, "list_b": "b",
                  "estimate": 10.3, "conf_low": 10.0, "conf_high": 13.6},
        counts | {"country": "IT", "leading": False, "both": 7, "computable": False, "list_b": "c"},
        counts | {"country": "MT", "leading": True, "both": 0, "seen": 0, "computable": False, "list_b": "b"},
    ]  # fmt: skip
    table = tie_tables.recapture_by_country_table(report({"recapture_by_country": rows, "ties_by_country": TIES}))
    assert [(row[2], row[6], row[8].replace("\u00a0", " ")) for row in table.rows] == [
        ("Italy", "7", "10 [10, 14]"),
        ("Poland", "3", "too few in both"),
    ]


def test_vintages_without_ties_are_left_out_and_what_is_not_known_is_a_dash() -> None:
    base = {"list": "one", "later": "c", "title_later": "C", "later_as_of": "2022-01", "earlier_as_of": "2017-01"}
    rows = [
        base | {"earlier": "a", "title_earlier": "A", "ties_earlier": 5, "still": 3, "vanished": 2,
                "vanished_elsewhere": 1, "appeared": None},
        base | {"earlier": "b", "title_earlier": "B", "ties_earlier": 0, "still": 0, "vanished": 0,
                "vanished_elsewhere": 0, "appeared": 4},
    ]  # fmt: skip
    table = tie_tables.tie_vintages_table(report({"tie_vintages": rows}))
    assert table.rows == [["China", "A; C", "Cities", "5", "3", "2", "1", "–"]]
