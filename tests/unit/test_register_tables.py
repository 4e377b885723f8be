"""Tables that name every unit and country: nobody is left out, and no answer to a survey is named."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd

from paradiplomacy.fields import Dataset
from paradiplomacy.reports.register_tables import register_table, response_by_country_table

PARTNERS = {"CN": SimpleNamespace(name="China"), "JP": SimpleNamespace(name="Japan")}
OTHER_RATES = ("rr5", "rr6", "coop1", "ref1", "con1")
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


def test_the_register_names_what_public_sources_show_and_no_answer_to_a_survey() -> None:
    shown = {
        ("AA", "Lutz"): ("twin_towns: 2", "pages: 1"),
        ("AA", "Nebelsbad"): ("first (yes)|twin_towns: 1", None),
        ("AA", "Alt"): ("first (yes): 3", "later (yes)"),
        ("BB", "Szohod"): (None, None),
        ("BB", "Zileheroum"): (None, "twin_towns: 1|later: 2"),
    }
    rows = [
        {"unit_id": name, "partner": partner, "name": name, "country": country, "level": "city", "sources": sources}
        for (country, name), both in shown.items()
        for partner, sources in zip(("CN", "JP"), both, strict=True)
    ]
    page: Any = Page(pd.DataFrame(rows).astype({"sources": "string"}))
    table = register_table(page, "city")
    assert table.columns == ["Country", "Units", "China", "Japan", "None"]
    assert table.rows == [
        ["Borduria", "2", "–", "Zileheroum", "1"],
        ["Zubrowka", "3", "Lutz, Nebelsbad", "Lutz", "1"],
    ]
    assert table.text_columns == 4


def test_response_has_a_row_for_each_country_and_a_dash_where_nobody_was_invited() -> None:
    def rates(wave: str, cells: dict[str, tuple[int, int, int]]) -> pd.DataFrame:
        rows = [
            {"wave": wave, "grouping": "all" if group == "all" else "country", "group": group, "order": "0",
             "invited": str(invited), "complete": str(complete), "partial": str(partial), "broken_off": "0",
             "silent": str(invited - complete - partial), "rr1": str(complete / invited),
             "rr2": str((complete + partial) / invited), **dict.fromkeys(OTHER_RATES, "0.5")}
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
