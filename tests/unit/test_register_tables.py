"""Tables that name every unit and country: nobody is left out, and what is not known is no "no"."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from paradiplomacy.fields import Dataset
from paradiplomacy.reports.register_tables import register_table, response_by_country_table

PARTNERS = {"CN": SimpleNamespace(name="China"), "JP": SimpleNamespace(name="Japan")}
WAVES = {"first": SimpleNamespace(title="China, 2001"), "later": SimpleNamespace(title="Japan, 2004")}


class Page:
    """A report of two invented countries."""

    simulated = False
    study = SimpleNamespace(partners=["CN", "JP"], levels=["city"])
    configuration = SimpleNamespace(partners=PARTNERS, waves=WAVES)

    def __init__(self, register: pd.DataFrame | None = None, rates: list[pd.DataFrame] | None = None) -> None:
        self._register, self._rates = register, rates

    def table(self, name: str, _: Dataset) -> pd.DataFrame:
        if name == "frame_by_country":
            return pd.DataFrame({"country": ["AA", "BB"], "country_name": ["Zubrowka", "Borduria"]})
        assert name == "unit_register"
        assert self._register is not None
        return self._register

    def tables(self, name: str) -> list[pd.DataFrame]:
        assert name == "response_rates"
        assert self._rates is not None
        return self._rates


@pytest.fixture
def register() -> pd.DataFrame:
    answers = {
        ("AA", "Lutz"): (True, True),
        ("AA", "Nebelsbad"): (True, None),
        ("AA", "Alt"): (False, None),
        ("AA", "Neu"): (None, None),
        ("BB", "Szohod"): (False, False),
        ("BB", "Zileheroum"): (False, True),
    }
    rows = [
        {"unit_id": name, "partner": partner, "name": name, "country": country, "level": "city", "cooperates": answer}
        for (country, name), both in answers.items()
        for partner, answer in zip(("CN", "JP"), both, strict=True)
    ]
    return pd.DataFrame(rows).astype({"cooperates": "boolean"})


def test_every_unit_stands_in_the_register_once_by_what_is_known(register: pd.DataFrame) -> None:
    page: Any = Page(register)
    table = register_table(page, "city")
    assert table.columns == ["Country", "China", "Japan", "No", "Not known"]
    assert table.rows == [
        ["Borduria", "–", "Zileheroum", "1", "0"],
        ["Zubrowka", "Lutz, Nebelsbad", "Lutz", "0", "2"],
    ]
    assert table.text_columns == 3


def test_response_has_a_row_for_each_country_and_a_dash_where_nobody_was_invited() -> None:
    def rates(wave: str, cells: dict[str, tuple[int, int, int]]) -> pd.DataFrame:
        rows = [
            {"wave": wave, "grouping": "all" if group == "all" else "country", "group": group, "order": "0",
             "invited": str(invited), "complete": str(complete), "partial": str(partial), "broken_off": "0",
             "silent": str(invited - complete - partial), "rr1": str(complete / invited),
             "rr2": str((complete + partial) / invited),
             **dict.fromkeys(("rr5", "rr6", "coop1", "ref1", "con1"), "0.5")}
            for group, (invited, complete, partial) in cells.items()
        ]  # fmt: skip
        return pd.DataFrame(rows)

    first = rates("first", {"all": (30, 12, 3), "AA": (20, 8, 2), "BB": (10, 4, 1)})
    later = rates("later", {"all": (20, 5, 0), "AA": (20, 5, 0)})
    page: Any = Page(rates=[first, later])
    table = response_by_country_table(page)
    assert table.columns == ["Country", "China, 2001", "Japan, 2004"]
    rows = [[cell.replace("\u00a0", " ") for cell in row] for row in table.rows]
    assert rows == [
        ["Borduria", "5 of 10 (50.0%)", "–"],
        ["Zubrowka", "10 of 20 (50.0%)", "5 of 20 (25.0%)"],
        ["All", "15 of 30 (50.0%)", "5 of 20 (25.0%)"],
    ]
