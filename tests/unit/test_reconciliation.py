"""Own figures beside published ones, on hand-counted units and ties."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import yaml

from paradiplomacy.config.model import World
from paradiplomacy.config.registers import Register
from paradiplomacy.config.study import Outcome
from paradiplomacy.config.waves import Wave
from paradiplomacy.findings.fields import RECONCILIATION
from paradiplomacy.findings.published import PublishedFigure, load_published_figures
from paradiplomacy.findings.reconciliation import reconcile
from paradiplomacy.problems import BadInput
from paradiplomacy.reports.exhibits import Report
from paradiplomacy.reports.tables import reconciliation_table
from paradiplomacy.tables import write_table

REAL = World(name="open", simulated=False, stamp="")
INVENTED = World(name="demo", simulated=True, stamp="SIMULATED")
TOWNS = Register(title="towns", sources=["towns"], levels=["city"])
WAVE = Wave(title="w", source="s", codebook="c", partner="CN", level="city", period="2021")
YES = Outcome(label="yes", kind="binary", evidence="survey", field="f", counts_as_yes=["yes"], counts_as_no=["no"])

# four cities (two of them in the east, both in PL) and one region of PL
UNITS = pd.DataFrame(
    {
        "unit_id": ["A", "B", "P", "Q", "R"],
        "level": ["city", "city", "city", "city", "region"],
        "country": ["DE", "DE", "PL", "PL", "PL"],
        "cee": [False, False, True, True, True],
    }
)
TIES = pd.DataFrame(
    {
        "unit_id": ["A", "P", "P", "Q", "Q"],
        "partner": ["CN", "CN", "CN", "CN", "US"],
        "sources": ["towns", "towns", "answers|towns", "answers", "towns"],
    }
)
ANALYSIS = pd.DataFrame(
    {
        "study": ["one"] * 4 + ["two"] * 2,
        "partner": ["CN"] * 4 + ["CN"] * 2,
        "unit_id": ["A", "B", "P", "Q", "P", "Q"],
        "yes": pd.array([True, False, True, None, True, None], dtype="boolean"),
    }
)


def figure(value: float | str, measure: dict | None, **more: object) -> PublishedFigure:
    entry = {"title": "t", "value": value, "base": "b", "source": "s", "note": "Another base.", "measure": measure}
    return PublishedFigure.model_validate(entry | more)


def compared(one: PublishedFigure, world: World = REAL, waves: dict | None = None, registers: dict | None = None):
    table = reconcile(
        {"x": one},
        units=UNITS,
        ties=TIES,
        analysis=ANALYSIS,
        outcomes={"yes": YES},
        waves=waves or {},
        registers={"towns": TOWNS} if registers is None else registers,
        world=world,
    )
    return table.iloc[0]


@pytest.mark.parametrize(
    ("measure", "computed"),
    [
        ({"count": "units", "level": "city"}, 4),
        ({"count": "units", "level": "city", "cee": True}, 2),
        ({"count": "units", "level": "region", "country": "PL"}, 1),
        # the tie that only an answer names is no tie of a register
        ({"count": "ties", "level": "city", "country": "PL", "partner": "CN"}, 2),
        ({"count": "ties", "level": "city", "partner": "CN"}, 3),
        ({"count": "units with a tie", "level": "city", "cee": True, "partner": "CN"}, 1),
    ],
)
def test_figures_are_counted(measure: dict, computed: int) -> None:
    row = compared(figure(5, measure))
    assert (row["computed"], row["difference"], row["verdict"]) == (computed, computed - 5, "differs")
    assert row["reason"] == "Another base."
    assert compared(figure(computed, measure))["verdict"] == "agrees"


def test_another_published_value_agrees_too() -> None:
    row = compared(figure(5, {"count": "units", "level": "city"}, also=[4]))
    assert (row["verdict"], row["published"], row["difference"]) == ("agrees", "5 or 4", -1)


def test_a_share_is_of_the_respondents_who_said_yes_or_no_each_counted_once() -> None:
    cooperating = {"count": "share cooperating", "level": "city", "partner": "CN"}
    row = compared(figure(0.67, cooperating, digits=2), waves={"w": WAVE})
    assert row["computed"] == pytest.approx(2 / 3)
    assert row["verdict"] == "agrees"  # at two decimals, as it was published
    assert row["computed_base"] == "3 cities that answered yes or no"
    assert compared(figure(0.667, cooperating, digits=2), waves={"w": WAVE})["verdict"] == "agrees"
    assert compared(figure(0.66, cooperating, digits=2), waves={"w": WAVE})["verdict"] == "differs"


@pytest.mark.parametrize(
    ("measure", "reason"),
    [
        ({"count": "share cooperating", "level": "city", "partner": "CN"}, "This run has no survey of cities"),
        ({"count": "units with a tie", "level": "region", "partner": "CN"}, "No register of this run covers the ties"),
        (None, "Another base."),
    ],
)
def test_what_cannot_be_computed_says_why(measure: dict | None, reason: str) -> None:
    row = compared(figure(0.5, measure))
    assert row["verdict"] == "cannot be computed here"
    assert pd.isna(row["computed"])
    assert row["reason"].startswith(reason)


def test_an_invented_world_is_compared_by_the_numbers_given_to_the_simulator_only() -> None:
    count = {"count": "units", "level": "city"}
    row = compared(figure(4, count), INVENTED)
    assert (row["verdict"], row["world"]) == ("cannot be computed here", "SIMULATED")
    assert "invented" in row["reason"]
    row = compared(figure(4, count, given_to_simulator=True), INVENTED)
    assert row["verdict"] == "agrees"
    assert row["reason"].startswith("A check of the simulator only")


def test_the_list_of_the_project_is_read_and_can_be_written(root: Path, tmp_path: Path) -> None:
    figures = load_published_figures(root / "resources/published_figures.yaml")
    assert (figures["eu_frame_cities"].value, figures["eu_frame_cities"].also) == (745, [743])
    assert {key for key, entry in figures.items() if entry.given_to_simulator} == {
        "eu_frame_cities",
        "cee_cities",
        "cee_regions",
    }
    table = reconcile(
        figures,
        units=UNITS,
        ties=TIES,
        analysis=ANALYSIS,
        outcomes={"yes": YES},
        waves={"w": WAVE},
        registers={"towns": TOWNS},
        world=REAL,
    )
    write_table(table, tmp_path / "reconciliation.csv", RECONCILIATION)
    assert len(table) == len(figures)
    assert set(table["verdict"]) == {"differs", "cannot be computed here"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x: {title: t, value: 1, base: b, source: s, note: n, colour: red}", "x.colour"),
        ("x: {title: t, value: 1, base: b, source: s}", "x.note"),
        ("x: {title: t, value: many, base: b, source: s, note: n, measure: {count: units, level: city}}", "number"),
        ("x: {title: t, value: 1, base: b, source: s, note: n, measure: {count: ties, level: city}}", "a partner"),
        ("[1]", "a mapping of keys"),
        ("x: [", "valid YAML"),
    ],
)
def test_a_faulty_list_is_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "published.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_published_figures(path)
    assert said in str(caught.value)


@pytest.mark.parametrize("world", [REAL, INVENTED], ids=["real", "invented"])
def test_print_shows_differences_and_of_an_invented_world_the_census_only(
    root: Path, tmp_path: Path, world: World
) -> None:
    count = {"count": "units", "level": "city"}
    figures = {
        "more": figure(1005, count, given_to_simulator=True),
        "same": figure(4, count),
        "none": figure(1, {"count": "ties", "level": "region", "partner": "CN"}),
        "words": figure("2020", None),
    }
    table = reconcile(
        figures, units=UNITS, ties=TIES, analysis=ANALYSIS, outcomes={}, waves={}, registers={"t": TOWNS}, world=world
    )
    write_table(table, tmp_path / "reconciliation.csv", RECONCILIATION)
    configuration = yaml.safe_load((root / "config/config.yaml").read_text(encoding="utf-8"))
    if not world.simulated:
        configuration["world"] |= {
            "simulated": False,
            "stamp": "",
            "truth": None,
            "truth_units": None,
            "truth_pages": None,
        }
    inputs = {
        "configuration": configuration,
        "sources": [],
        "study": "eu_us_vs_china",
        "files": {"reconciliation": str(tmp_path / "reconciliation.csv")},
    }
    (tmp_path / "inputs.json").write_text(json.dumps(inputs), encoding="utf-8")
    printed = reconciliation_table(Report(tmp_path))
    more = ["t", "1,005", "4", "\u22121,001", "differs"]
    assert printed.rows[0] == more
    bases = table.set_index("key").loc["more", ["base", "computed_base"]].tolist()  # stand in the CSV, not in print
    assert bases == ["b", "cities of the frame"]
    if world.simulated:
        assert len(printed.rows) == 1
        assert "SIMULATED" in printed.columns[0]
    else:
        assert [row[2:5] for row in printed.rows[1:]] == [["4", "0", "agrees"], ["–", "–", "cannot be computed here"]]
