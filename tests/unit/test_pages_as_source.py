"""Web pages as a source of ties beside survey and registers: coverage, over-reporting, silent units, lists of ties."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from paradiplomacy.config.names import WEB_PAGES
from paradiplomacy.config.registers import Register
from paradiplomacy.config.study import Factor, Model, Outcome, Study
from paradiplomacy.config.waves import Wave
from paradiplomacy.findings.agreement import find_agreement, web_outcome
from paradiplomacy.findings.agreement_fields import SOURCE_AGREEMENT
from paradiplomacy.findings.overlap import PageList, tie_lists
from paradiplomacy.findings.page_fields import (
    NO_WITH_TIE,
    ODDS_RATIO,
    OVER_REPORTING,
    PAGE_NONRESPONSE,
    YES_WITHOUT_TIE,
)
from paradiplomacy.findings.pages import find_over_reporting, find_page_nonresponse
from paradiplomacy.tables import typed
from paradiplomacy.web.archive_fields import PAGES
from paradiplomacy.web.decision import DecisionSettings, cover_units

OUTCOMES = {
    "cooperates": Outcome(
        label="c", kind="binary", evidence="survey", field="q", counts_as_yes=["yes"], counts_as_no=["no"]
    ),
    "by_pages": Outcome(label="w", kind="binary", evidence="ties", sources=[WEB_PAGES]),
}
WAVES = {"w": Wave(title="W", partner="CN", level="city", period="2021", source="export", codebook="w.yaml")}
FACTORS = {"log_population": Factor(label="size", contrast="doubling")}
MODELS = {"size": Model(label="size", factors=["log_population"], levels=["city"])}
STUDY = Study.model_validate(
    {
        "title": "s",
        "partners": ["CN"],
        "levels": ["city"],
        "countries": "all",
        "outcomes": ["cooperates"],
        "models": ["size"],
    }
)


def table(answers: list[bool | None], pages: list[bool | None], **columns: object) -> pd.DataFrame:
    n = len(answers)
    population = [60_000 if place % 2 else 600_000 for place in range(n)]
    frame = pd.DataFrame(
        {
            "study": "s",
            "partner": "CN",
            "level": "city",
            "unit_id": [f"u{place}" for place in range(n)],
            "country": [("AT", "DE", "PL")[place % 3] for place in range(n)],
            "population": population,
            "log_population": np.log(population) + 0.01 * np.arange(n),
            "macro_region": ["East" if place % 3 == 2 else "West" for place in range(n)],
            "capital": False,
            "port_city": False,
            "cooperates": pd.array(answers, dtype="boolean"),
            "by_pages": pd.array(pages, dtype="boolean"),
        }
    )
    return frame.assign(**columns)


def over_reporting(analysis: pd.DataFrame, outcomes: dict[str, Outcome] = OUTCOMES) -> pd.DataFrame:
    found = find_over_reporting(
        analysis, study=STUDY, outcomes=outcomes, factors=FACTORS, models=MODELS, confidence_level=0.95
    )
    OVER_REPORTING.validate(typed(found.assign(world="t"), OVER_REPORTING), "over_reporting")
    return found.set_index(["quantity", "term"])


def test_over_reporting_by_hand() -> None:
    # u0, u2 and u4 are large; of the four that say yes two have no tie on pages, both of them small
    found = over_reporting(
        table([True, True, True, True, False, False, True], [True, False, True, False, True, False, None])
    )
    assert found.loc[(YES_WITHOUT_TIE, "all"), ["events", "n", "estimate"]].tolist() == [2, 4, 0.5]
    assert found.loc[(NO_WITH_TIE, "all"), ["events", "n"]].tolist() == [1, 2]
    assert found.loc[(YES_WITHOUT_TIE, "population: 50,000 to 100,000"), "events"] == 2
    assert found.loc[(YES_WITHOUT_TIE, "population: 500,000 and more"), "events"] == 0
    assert "too few: 2 units of the rarer kind" in found.loc[(ODDS_RATIO, "all"), "note"]


def test_where_units_suffice_a_logit_tells_who_over_reports() -> None:
    rng = np.random.default_rng(5)
    n = 400
    log_population = rng.normal(12, 1, n)
    without = rng.random(n) < 1 / (1 + np.exp(1.2 * (log_population - 12)))  # large cities have their ties on pages
    found = over_reporting(table([True] * n, [not one for one in without], log_population=log_population))
    odds = found.loc[(ODDS_RATIO, "log_population")]
    assert odds["n"] == n and odds["events"] == without.sum()
    assert odds["conf_low"] < 2**-1.2 < odds["conf_high"] < 1  # of a doubling


def test_no_rows_without_an_outcome_of_pages_or_a_survey() -> None:
    analysis = table([True], [True])
    assert over_reporting(analysis, {"cooperates": OUTCOMES["cooperates"]}).empty
    assert web_outcome({"all": OUTCOMES["by_pages"].model_copy(update={"sources": None})}) is None
    assert web_outcome(OUTCOMES) == "by_pages"


def test_silent_units_by_pages_and_what_weights_take_away() -> None:
    analysis = table([True, False, True, None, None, None, None], [True, False, True, False, False, True, None])
    invited = pd.DataFrame({"wave": "w", "unit_id": analysis["unit_id"], "disposition": "complete"})
    weights = pd.DataFrame({"wave": "w", "unit_id": ["u0", "u1", "u2"], "weight": [1.0, 2.0, 1.0]})
    found = find_page_nonresponse(
        analysis, invited, weights, study=STUDY, waves=WAVES, outcomes=OUTCOMES, confidence_level=0.95
    )
    PAGE_NONRESPONSE.validate(typed(found.assign(world="t"), PAGE_NONRESPONSE), "page_nonresponse")
    row = found.iloc[0]
    assert row[["answered", "silent"]].tolist() == [3, 3]  # u6 has no page
    assert row["difference"] == pytest.approx(2 / 3 - 1 / 3)
    assert row["bias"] == pytest.approx(2 / 3 - 3 / 6)
    assert row["bias_low"] == pytest.approx(0.5 * row["conf_low"])
    assert row["removed"] == pytest.approx(2 / 3 - 2 / 4)  # weighted share: 2 of 4
    assert row["left"] == pytest.approx(0, abs=1e-12)
    assert row["survey_shift"] == pytest.approx(2 / 3 - 2 / 4)


def test_pages_are_a_third_source_of_agreement() -> None:
    analysis = table([True, True, False, None], [True, False, None, True])
    none = pd.DataFrame({"tie_id": [], "unit_id": [], "partner": [], "source": []}, dtype="string")
    found = find_agreement(
        analysis,
        analysis,
        pd.DataFrame({"wave": "w", "unit_id": analysis["unit_id"], "disposition": "complete"}),
        none,
        none,
        registers={"r": Register(title="r", sources=["list"], levels=["city"])},
        waves=WAVES,
        outcome="cooperates",
        outcomes=OUTCOMES,
        confidence_level=0.95,
    )
    SOURCE_AGREEMENT.validate(typed(found.assign(world="t"), SOURCE_AGREEMENT), "source_agreement")
    rows = found[found["group"] == "all"].set_index(["informant", "reference", "measure"])
    assert rows.loc[("survey", WEB_PAGES, "informant only"), ["events", "n"]].tolist() == [1, 2]
    assert rows.loc[(WEB_PAGES, "registers", "informant only"), ["events", "n"]].tolist() == [2, 3]
    assert rows.loc[(WEB_PAGES, "survey", "share, invited"), ["events", "n"]].tolist() == [2, 3]


def test_pages_are_a_list_of_ties_of_the_units_with_pages() -> None:
    units = pd.DataFrame({"unit_id": ["a", "b", "c"], "level": "city", "country": "AT"})
    ties = pd.DataFrame({"tie_id": ["a:CN:x", "b:CN:x"], "unit_id": ["a", "b"], "partner": "CN"})
    evidence = pd.DataFrame({"tie_id": ["a:CN:x", "b:CN:x"], "source": ["archive", "list"]})
    pages = PageList(["archive"], pd.DataFrame({"partner": ["CN", "CN", "US"], "unit_id": ["a", "b", "c"], "pages": 1}))
    no_answers = pd.DataFrame({"wave": [], "unit_id": [], "disposition": []})
    registers = {"r": Register(title="r", sources=["list"], levels=["city"])}
    lists = tie_lists(units, no_answers, ties, evidence, registers, {}, "CN", "city", pages)
    assert [one.name for one in lists] == ["r", WEB_PAGES]
    assert lists[1].covered == {"a", "b"} and lists[1].tied == {"a:CN:x": "a"}
    assert [one.name for one in tie_lists(units, no_answers, ties, evidence, registers, {}, "JP", "city", pages)] == [
        "r"
    ]


def test_pages_cover_partners_whose_places_the_gazetteer_holds() -> None:
    gazetteer = SimpleNamespace(places=[SimpleNamespace(country=code) for code in ("CN", "HK", "TW", "US")])
    settings = DecisionSettings(frozenset({"CN", "JP"}), {"HK": "CN", "TW": "TW"}, 0.5, (0.25, 0.75))
    pages = typed(pd.DataFrame({"unit_id": ["a", "a", "b"]}), PAGES)
    found = cover_units(pages, gazetteer, settings)  # type: ignore[arg-type]
    assert found.to_numpy().tolist() == [["CN", "a", 2], ["CN", "b", 1]]
