"""Final disposition codes and outcome rates of a wave, by hand values."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy.survey.dispositions import final_dispositions, outcome_rates, response_rates

DISPOSITIONS = pd.DataFrame(
    {
        "unit_id": ["A1", "A2", "A3", "B1", "B2"],
        "wave": "w",
        "partner": "CN",
        "level": "city",
        "country": ["AA", "AA", "AA", "BB", "BB"],
        "disposition": ["complete", "partial", "none", "none", "none"],
    }
)
SET_ASIDE = pd.DataFrame(
    {
        "file": "export",
        "row": [4, 5, 6],
        "record": ["answer of A3", "answer of A1", "no answer of a unit"],
        "reason": ["broken off before the question cooperation", "second answer of the unit", "preview"],
    }
)
UNITS = pd.DataFrame(
    {
        "unit_id": ["A1", "A2", "A3", "B1", "B2"],
        "population": pd.array([60_000, 120_000, 99_999, None, 900_000], dtype="Int64"),
    }
)


def test_each_unit_has_its_code() -> None:
    final = final_dispositions(DISPOSITIONS, SET_ASIDE, UNITS).set_index("unit_id")
    assert final["code"].to_dict() == {"A1": "1.1", "A2": "1.2", "A3": "2.12", "B1": "3.19", "B2": "3.19"}
    assert final.loc["A3", "meaning"].startswith("begun and broken off")
    assert final["size_class"].fillna("-").tolist() == [
        "50,000 to 100,000",
        "100,000 to 250,000",
        "50,000 to 100,000",
        "-",
        "500,000 and more",
    ]


def test_rates_by_country_and_size_class() -> None:
    rates = response_rates(final_dispositions(DISPOSITIONS, SET_ASIDE, UNITS), "city").set_index(["grouping", "group"])
    every = rates.loc[("all", "all")]
    assert every[["invited", "complete", "partial", "broken_off", "silent"]].tolist() == [5, 1, 1, 1, 2]
    found = every[["rr1", "rr2", "rr5", "rr6", "coop1", "ref1", "con1"]].astype(float).tolist()
    assert found == pytest.approx([1 / 5, 2 / 5, 1 / 3, 2 / 3, 1 / 3, 1 / 5, 3 / 5])
    silent = rates.loc[("country", "BB")]
    assert silent["rr2"] == 0
    assert silent[["rr5", "rr6", "coop1"]].isna().all()  # nobody began, so that there is no denominator
    sizes = rates.loc["size"]
    assert sizes["invited"].to_dict() == {
        "50,000 to 100,000": 2,
        "100,000 to 250,000": 1,
        "500,000 and more": 1,
        "unknown": 1,
    }


@given(*(st.integers(0, 50) for _ in range(4)))
def test_rates_are_ordered_as_their_definitions_say(complete: int, partial: int, broken_off: int, silent: int) -> None:
    if complete + partial + broken_off == 0:
        return
    rates = outcome_rates(complete, partial, broken_off, silent)
    assert rates["invited"] == complete + partial + broken_off + silent
    assert 0 <= rates["rr1"] <= rates["rr2"] <= rates["con1"] <= 1
    assert rates["rr1"] <= rates["rr5"] and rates["rr2"] <= rates["rr6"]
    assert rates["con1"] == pytest.approx(rates["rr2"] + rates["ref1"])
