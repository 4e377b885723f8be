"""The analysis table: what is a no, and what is not known."""

from __future__ import annotations

import pandas as pd
import pytest

from paradiplomacy.analysis.build import analysis_dataset, build_analysis
from paradiplomacy.config.registers import Register
from paradiplomacy.config.study import Outcome, Study
from paradiplomacy.config.waves import Wave
from paradiplomacy.config.web import Archives
from paradiplomacy.frame.fields import PARTIES_IN_OFFICE, SUPPLIED, UNITS
from paradiplomacy.tables import typed
from paradiplomacy.ties.fields import EVIDENCE, TIES
from paradiplomacy.web.evidence_fields import PAGE_COVERAGE

OUTCOMES = {
    "cooperates": Outcome(
        label="c",
        kind="binary",
        evidence="survey",
        field="cooperation",
        counts_as_yes=["yes"],
        counts_as_no=["no", "past"],
    ),
    "importance": Outcome(label="i", kind="ordered", evidence="survey", field="importance", answers=["low", "high"]),
    "has_tie": Outcome(label="t", kind="binary", evidence="ties"),
    "n_ties": Outcome(label="n", kind="count", evidence="ties"),
}


def units() -> pd.DataFrame:
    ids = ["c1", "c2", "c3", "r1", "r2"]
    frame = pd.DataFrame(
        {"unit_id": ids, "level": ["city"] * 3 + ["region"] * 2, "country": ["AT", "PL", "PL", "AT", "PL"]}
    )
    return typed(frame, UNITS)


def ties(rows: list[tuple[str, str, str]], status: str = "unknown") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["unit_id", "partner", "place"])
    frame["tie_id"] = [":".join(row) for row in rows]
    frame["status"] = status
    return typed(frame, TIES)


def wave(partner: str, level: str) -> Wave:
    return Wave(title="w", source="s", codebook="c", partner=partner, level=level, period="2021")


def study(**changes: object) -> Study:
    settings = {
        "title": "s",
        "partners": ["CN", "JP"],
        "levels": ["city", "region"],
        "countries": "all",
        "outcomes": ["has_tie"],
        "models": [],
    }
    return Study.model_validate(settings | changes)


DAYS = {"CN": "2021-01-01", "JP": "2021-01-01", "US": "2023-09-01"}
OFFICE = pd.DataFrame(
    [("c1", "2021-01-01", "left", 3.0, True), ("c1", "2023-09-01", "right", 7.0, False)],
    columns=["unit_id", "date", "party_bloc", "party_left_right", "copartisan"],
)
AUTHORITY = pd.DataFrame(
    [("c1", "authority", 20.5, 2018, "s", "r", "country"), ("r1", "authority", 4.0, 2018, "s", "r", "unit")],
    columns=SUPPLIED.columns,
)
NO_EVIDENCE = typed(pd.DataFrame(), EVIDENCE)
CONTEXT = {
    "evidence": NO_EVIDENCE,
    "page_coverage": typed(pd.DataFrame(), PAGE_COVERAGE),
    "archives": Archives(),
    "weights": dict.fromkeys(("w", "early", "late"), pd.DataFrame({"unit_id": ["u0"], "weight": [1.0]})),
    "parties": typed(OFFICE, PARTIES_IN_OFFICE),
    "party_days": DAYS,
    "supplied": typed(AUTHORITY, SUPPLIED),
}


def build(answers: pd.DataFrame | None, register_levels: list[str], one: Study) -> pd.DataFrame:
    waves = {} if answers is None else {"w": wave("CN", "city")}
    registers = {"r": Register(title="r", sources=["s"], levels=register_levels)} if register_levels else {}
    table = build_analysis(
        units(),
        {} if answers is None else {"w": answers},
        ties([("c1", "CN", "chengdu"), ("c1", "CN", "wuhan"), ("c2", "JP", "kobe")]),
        studies={"s": one},
        outcomes=OUTCOMES,
        waves=waves,
        registers=registers,
        **CONTEXT,
        counted_ties=["active", "dormant", "unknown"],
    )
    return typed(table, analysis_dataset(OUTCOMES, {"authority": "Authority"})).set_index(["partner", "unit_id"])


def test_silence_of_a_source_that_never_looked_is_not_a_no() -> None:
    table = build(pd.DataFrame({"unit_id": ["c3"], "cooperation": ["no"]}), [], study())
    assert table.loc[("CN", "c3"), "n_ties"] == 0  # it answered and named none
    assert table.loc[("CN", ["c1", "c2", "r1", "r2"]), "n_ties"].isna().all()
    assert table.loc["JP", "n_ties"].isna().all()


def test_a_register_makes_zeros_only_at_its_levels() -> None:
    table = build(None, ["city"], study())
    assert table.loc["CN", "n_ties"].tolist() == [2, 0, 0, pd.NA, pd.NA]
    assert table.loc["JP", "has_tie"].tolist() == [False, True, False, pd.NA, pd.NA]
    assert table["answered"].isna().all()


def test_answers_that_are_neither_yes_nor_no_are_missing() -> None:
    answers = pd.DataFrame({"unit_id": ["c1", "c2", "c3"], "cooperation": ["yes", "past", "no_answer"]})
    table = build(answers, ["city"], study(partners=["CN"]))
    assert table.loc["CN", "cooperates"].tolist() == [True, False, pd.NA, pd.NA, pd.NA]
    assert table.loc["CN", "answered"].tolist() == [True, True, True, pd.NA, pd.NA]


def test_an_answer_has_the_weight_of_its_wave() -> None:
    weights = {"w": pd.DataFrame({"unit_id": ["c1", "c2"], "weight": [1.5, 3.0]})}
    table = build_analysis(
        units(),
        {"w": pd.DataFrame({"unit_id": ["c1", "c2"], "cooperation": ["yes", "no"]})},
        ties([("c1", "CN", "chengdu")]),
        studies={"s": study(partners=["CN", "US"])},
        outcomes=OUTCOMES,
        waves={"w": wave("CN", "city")},
        registers={},
        **CONTEXT | {"weights": weights},
        counted_ties=["active"],
    ).set_index(["partner", "unit_id"])
    assert table["answer_weight"].dropna().to_dict() == {("CN", "c1"): 1.5, ("CN", "c2"): 3.0}


def test_a_study_takes_its_countries_and_levels_only() -> None:
    table = build(None, ["city"], study(countries=["PL"], levels=["city"]))
    assert sorted(table.loc["CN"].index) == ["c2", "c3"]


def test_a_register_of_one_country_makes_zeros_there_only() -> None:
    table = build_analysis(
        units(),
        {},
        ties([("c1", "CN", "chengdu")]),
        studies={"s": study(partners=["CN"])},
        outcomes=OUTCOMES,
        waves={},
        registers={"r": Register(title="r", sources=["s"], levels=["city"], countries=["AT"])},
        **CONTEXT,
        counted_ties=["unknown"],
    )
    table = typed(table, analysis_dataset(OUTCOMES, {"authority": "Authority"})).set_index("unit_id")
    assert table["n_ties"].tolist() == [1, pd.NA, pd.NA, pd.NA, pd.NA]


def test_the_party_is_that_of_the_day_of_the_partner() -> None:
    table = build(None, ["city"], study(partners=["CN", "US"]))
    assert table.loc[("CN", "c1"), ["party_bloc", "party_left_right", "copartisan"]].tolist() == ["left", 3.0, True]
    assert table.loc[("US", "c1"), ["party_bloc", "party_left_right", "copartisan"]].tolist() == ["right", 7.0, False]
    assert table.drop(index=[("CN", "c1"), ("US", "c1")])["party_bloc"].isna().all()


def test_a_supplied_covariate_is_a_column_of_the_analysis() -> None:
    table = build(None, ["city"], study(partners=["CN"]))
    assert table["authority"].dropna().to_dict() == {("CN", "c1"): 20.5, ("CN", "r1"): 4.0}


@pytest.mark.parametrize(("status", "n_ties"), [("active", 1), ("ended", 0), ("planned", 0), ("unknown", 0)])
def test_ties_of_the_configured_states_count(status: str, n_ties: int) -> None:
    table = build_analysis(
        units(),
        {},
        ties([("c1", "CN", "chengdu")], status),
        studies={"s": study(partners=["CN"])},
        outcomes=OUTCOMES,
        waves={},
        registers={"r": Register(title="r", sources=["s"], levels=["city"])},
        **CONTEXT,
        counted_ties=["active"],
    )
    assert table.set_index("unit_id").loc["c1", "n_ties"] == n_ties


def test_a_study_takes_the_first_wave_about_a_partner_or_the_one_that_it_names() -> None:
    waves = {"early": wave("CN", "city"), "late": wave("CN", "city"), "us": wave("US", "city")}
    assert list(study().asked_waves(waves)) == ["early"]
    assert list(study(waves=["late", "us"]).asked_waves(waves)) == ["late"]
    answers = {
        "early": pd.DataFrame({"unit_id": ["c1"], "cooperation": ["yes"]}),
        "late": pd.DataFrame({"unit_id": ["c1", "c2"], "cooperation": ["no", "no"]}),
    }
    first, named = study(partners=["CN"]), study(partners=["CN"], waves=["late"])
    for one, said in ((first, [True, pd.NA]), (named, [False, False])):
        table = build_analysis(
            units(),
            answers,
            ties([("c3", "CN", "chengdu")]),
            studies={"s": one},
            outcomes=OUTCOMES,
            waves={name: waves[name] for name in answers},
            registers={},
            **CONTEXT,
            counted_ties=["active"],
        ).set_index("unit_id")
        assert table.loc[["c1", "c2"], "cooperates"].tolist() == said
        # whoever answered any of them could have named a tie
        assert table.loc[["c1", "c2"], "n_ties"].tolist() == [0, 0]


def test_an_answer_on_a_scale_stays_the_answer_and_every_other_is_missing() -> None:
    answers = pd.DataFrame({"unit_id": ["c1", "c2", "c3"], "importance": ["high", "dont_know", pd.NA]})
    table = build(answers, [], study(partners=["CN"], levels=["city"])).loc["CN"]
    assert table["importance"].fillna("").to_dict() == {"c1": "high", "c2": "", "c3": ""}
    field = analysis_dataset(OUTCOMES)["importance"]
    assert (field.kind, field.allowed) == ("text", ("low", "high"))


# ---- sources of an outcome ------------------------------------------------------------------------------------------

BY_PAGES = Outcome(label="w", kind="binary", evidence="ties", sources=["web_pages"])
BY_REGISTER = Outcome(label="r", kind="count", evidence="ties", sources=["r"])
SHOWN = typed(
    pd.DataFrame(
        [
            ("c1:CN:chengdu", "pages", 3, "pages:0", "planned"),  # which only the register calls a tie
            ("c1:CN:chengdu", "list", 2, "city2", pd.NA),
            ("c2:CN:wuhan", "pages", 5, "pages:9", pd.NA),
        ],
        columns=["tie_id", "source", "row", "column", "status"],
    ).assign(quote="x"),
    EVIDENCE,
)


def by_source(outcomes: dict[str, Outcome]) -> pd.DataFrame:
    """Units c1, c2 and r1 have pages about China; the register covers cities of Austria, that is c1."""
    read = pd.DataFrame({"partner": "CN", "unit_id": ["c1", "c2", "r1"], "pages": 1})
    context = CONTEXT | {
        "evidence": SHOWN,
        "page_coverage": typed(read, PAGE_COVERAGE),
        "archives": Archives(sites="sites", sources=["pages"]),
    }
    table = build_analysis(
        units(),
        {},
        ties([("c1", "CN", "chengdu"), ("c2", "CN", "wuhan")]),
        studies={"s": study()},
        outcomes=outcomes,
        waves={},
        registers={"r": Register(title="r", sources=["list"], levels=["city"], countries=["AT"])},
        **context,
        counted_ties=["active", "unknown"],
    )
    return table.set_index(["partner", "unit_id"])


def test_pages_alone_say_no_of_units_with_pages_and_nothing_of_others() -> None:
    found = by_source({"by_pages": BY_PAGES, "by_register": BY_REGISTER, "all": OUTCOMES["n_ties"]})
    # the page of c1 plans a tie, which is none by the pages, and one by the register
    assert found.loc["CN", "by_pages"].tolist() == [False, True, pd.NA, False, pd.NA]
    assert found.loc["CN", "by_register"].tolist() == [1, pd.NA, pd.NA, pd.NA, pd.NA]
    assert found.loc["CN", "all"].tolist() == [1, 1, pd.NA, 0, pd.NA]
    assert found.loc["JP", "by_pages"].isna().all()  # whose places the gazetteer does not hold


def test_sources_are_for_outcomes_from_ties() -> None:
    with pytest.raises(ValueError, match="sources are for outcomes from ties"):
        Outcome.model_validate(OUTCOMES["cooperates"].model_dump() | {"sources": ["web_pages"]})
