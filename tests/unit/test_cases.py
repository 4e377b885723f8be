"""Selection of cases: predictions never learn from the unit's own country, rankings, and the researcher's choice."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit

from paradiplomacy.config.cases import Cases, Selection
from paradiplomacy.config.study import Factor, Model, Study
from paradiplomacy.findings.case_choices import read_case_choices
from paradiplomacy.findings.case_prediction import CasePredictions, mahalanobis, predict_cases
from paradiplomacy.findings.case_ranking import (
    partition_around_medoids,
    rank_deviant,
    rank_diverse,
    rank_most_similar,
    rank_typical,
)
from paradiplomacy.findings.cases import select_cases
from paradiplomacy.findings.unused import range_of_sum, unused_potential
from paradiplomacy.problems import BadInput

FACTORS = {"size": Factor(label="Size", contrast="step", step=1), "rich": Factor(label="Rich", contrast="presence")}
STUDY = Study(title="S", partners=["CN"], levels=["city"], countries="all", outcomes=["yes"], models=["core"])
MODELS = {"core": Model(label="Core", factors=["size", "rich"], levels=["city"])}
STRATEGIES = {"typical": 1, "deviant": 2, "most_similar": 2, "diverse": 1}


def analysis(n: int = 120, slope: float = 1.2) -> pd.DataFrame:
    random = np.random.default_rng(1)
    size, rich = random.normal(size=n), random.random(n) < 0.5
    yes = (random.random(n) < expit(slope * size + 0.5 * rich)).astype(float)
    yes[::15] = np.nan
    return pd.DataFrame(
        {
            "study": "s", "partner": "CN", "level": "city", "unit_id": [f"U{i:03d}" for i in range(n)],
            "country": [f"C{i % 6}" for i in range(n)], "size": size, "rich": rich.astype(float), "yes": yes,
        }
    )  # fmt: skip


def units(table: pd.DataFrame) -> pd.DataFrame:
    places = {"latitude": np.linspace(40, 60, len(table)), "longitude": np.linspace(0, 25, len(table))}
    return table[["unit_id", "country"]].assign(name=table["unit_id"].str.lower(), **places)


def predictions(table: pd.DataFrame) -> CasePredictions:
    return predict_cases(table, "yes", ["size", "rich"], FACTORS, variance="CV3", confidence_level=0.95)


def selected(choices: str | None = None, tmp_path=None, **changed: object) -> dict[str, pd.DataFrame]:
    table = analysis()
    selection = Selection(title="L", study="s", partner="CN", strategies=STRATEGIES)
    path = None
    if choices is not None:
        path = tmp_path / "cases.csv"
        path.write_text("selection,unit_id,decision,strategy,reason,person\n" + choices, encoding="utf-8")
    given_choices = read_case_choices(path, {"l": selection}, units(table), table)
    arguments = {
        "analysis": table,
        "public_analysis": changed.get("analysis", table),
        "public_ties": pd.DataFrame({"unit_id": ["U001"], "partner": ["CN"], "status": ["active"]}),
        "units": units(table),
        "ties": pd.DataFrame({"unit_id": ["U001"], "partner": ["CN"], "status": ["active"]}),
        "choices": given_choices,
        "cases": Cases(selections={"l": selection}, draws=199),
        "outcome": "yes",
        "counted_ties": ["active"],
        "studies": {"s": STUDY},
        "factors": FACTORS,
        "models": MODELS,
        "variance": "CV3",
        "confidence_level": 0.95,
    }
    return select_cases("s", **(arguments | changed))


def test_a_list_by_answers_that_stay_inside_is_for_those_who_work_on_the_project(tmp_path) -> None:
    known = selected("", tmp_path)
    assert known["cases"]["shown"].all()
    assert len(known["unused_summary"]) == 1
    inside = selected("", tmp_path, public_analysis=analysis().assign(yes=np.nan))
    assert list(inside["cases"]["unit_id"]) == list(known["cases"]["unit_id"])
    assert not inside["cases"]["shown"].any()
    assert inside["unused_summary"].empty


def test_a_country_has_no_part_in_its_own_predictions() -> None:
    table = analysis()
    before = predictions(table).table.set_index("unit_id")["probability"]
    turned = table.assign(yes=np.where(table["country"] == "C0", 1 - table["yes"], table["yes"]))
    after = predictions(turned).table.set_index("unit_id")["probability"]
    own = (table["country"] == "C0").to_numpy()
    assert np.allclose(before[own], after[own], atol=1e-12)
    assert not np.allclose(before[~own], after[~own], atol=1e-3)


def test_units_without_outcome_are_predicted_and_have_no_residual() -> None:
    found = predictions(analysis()).table
    unknown = found["outcome"].isna()
    assert unknown.sum() == 8
    assert found.loc[unknown, "probability"].between(0, 1).all()
    assert found.loc[unknown, "residual"].isna().all()
    assert (found["low"] < found["probability"]).all()
    assert (found["probability"] < found["high"]).all()


def test_contributions_add_up_to_the_log_odds_of_the_prediction() -> None:
    tables = selected()
    cases = tables["cases"][tables["cases"]["selected"]].set_index("unit_id")
    sums = tables["case_terms"].groupby("unit_id")["contribution"].sum()
    assert len(sums) == 6
    assert np.allclose(sums, logit(cases.loc[sums.index, "probability"].astype(float)), atol=1e-9)


def test_separated_others_are_learnt_from_by_the_penalised_likelihood() -> None:
    table = analysis()
    table.loc[(table["country"] != "C0") & (table["rich"] == 1), "yes"] = 1.0
    found = predictions(table)
    own = [e for e, c in zip(found.estimators, found.table["country"], strict=True) if c == "C0"]
    assert set(own) == {"firth"}
    learnt = found.table[found.table["country"] == "C0"]
    assert learnt["probability"].between(0, 1, inclusive="neither").all()
    assert learnt["low"].notna().all()


def test_strategies_rank_as_they_say() -> None:
    outcome = np.array([1.0, 1.0, 0.0, 0.0, 1.0, np.nan])
    probability = np.array([0.9, 0.2, 0.8, 0.1, 0.6, 0.99])
    assert [c.row for c in rank_typical(outcome, probability)] == [0, 4, 1]
    assert [c.row for c in rank_deviant(outcome, probability)] == [1, 2]
    places = np.array([0.0, 5.0, 5.1, 0.3, 9.0, 9.1])
    distances = np.abs(places[:, None] - places[None, :])
    pairs = rank_most_similar(outcome, distances, list("abcdef"))
    assert [(c.row, c.paired_with) for c in pairs] == [(1, 2), (2, 1), (0, 3), (3, 0)]
    assert pairs[0].reason == "cooperates and c does not, though their factors are alike: what else differs?"


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 9), st.integers(1, 3))
def test_medoids_are_never_worse_than_any_single_swap(seed: int, n: int, number: int) -> None:
    places = np.random.default_rng(seed).normal(size=(n, 2))
    distances = np.linalg.norm(places[:, None] - places[None, :], axis=2)
    number = min(number, n)
    medoids = partition_around_medoids(distances, number)
    total = distances[:, medoids].min(axis=1).sum()
    assert len(set(medoids)) == number
    for place in range(number):
        for other in set(range(n)) - set(medoids):
            swapped = [*medoids[:place], other, *medoids[place + 1 :]]
            assert distances[:, swapped].min(axis=1).sum() >= total - 1e-9


def test_diverse_cases_stand_for_separate_groups() -> None:
    places = np.array([0.0, 0.1, 0.2, 8.0, 8.1, 30.0])
    distances = np.abs(places[:, None] - places[None, :])
    found = rank_diverse(np.array([1, 1, 1, 1, 1, 0.0]), distances, 2)
    assert {found[0].row, found[1].row} <= {0, 1, 2, 3, 4}
    assert found[0].row == 1  # stands for three
    assert found[1].row in (3, 4)
    assert 5 not in {c.row for c in found}  # it does not cooperate


def test_distances_do_not_depend_on_the_unit_of_measurement() -> None:
    matrix = np.column_stack([np.ones(30), np.random.default_rng(3).normal(size=(30, 3))])
    scaled = matrix * np.array([1, 1000, 0.01, 5])
    assert np.allclose(mahalanobis(matrix, matrix), mahalanobis(scaled, scaled), atol=1e-6)


def test_the_list_holds_each_strategy_once_and_no_unit_twice() -> None:
    cases = selected()["cases"]
    chosen = cases[cases["selected"]]
    assert chosen["strategy"].value_counts().to_dict() == STRATEGIES
    assert chosen["unit_id"].is_unique
    assert set(chosen["decided_by"]) == {"ranking"}
    pair = chosen[chosen["strategy"] == "most_similar"].set_index("unit_id")
    assert sorted(pair["paired_with"]) == sorted(pair.index)
    assert set(pair["cooperates"]) == {0, 1}


def test_the_researchers_choice_goes_before_the_ranking_and_keeps_its_rank(tmp_path) -> None:
    before = selected()["cases"]
    ranked = before[(before["strategy"] == "typical")].sort_values("rank")
    first, third = ranked["unit_id"].iloc[0], ranked["unit_id"].iloc[2]
    tables = selected(f"l,{third},take,typical,access,anna\nl,{first},leave,,no answer,anna\n", tmp_path)
    cases = tables["cases"]
    chosen = cases[cases["selected"]]
    assert chosen["strategy"].value_counts().to_dict() == STRATEGIES
    mine = chosen[chosen["strategy"] == "typical"].iloc[0]
    assert (mine["unit_id"], mine["decided_by"], mine["rank"]) == (third, "researcher", 3)
    assert mine["reason"].startswith("chosen by the researcher, against rank 3 among typical units")
    assert mine["researcher_reason"] == "access"
    assert first not in set(chosen["unit_id"])
    left = cases[(cases["unit_id"] == first) & (cases["strategy"] == "typical")].iloc[0]
    assert (left["decided_by"], left["rank"], left["researcher_reason"]) == ("researcher", 1, "no answer")


def test_one_of_a_pair_that_is_chosen_gets_its_nearest_opposite(tmp_path) -> None:
    cases = selected("l,U001,take,most_similar,access,anna\n", tmp_path)["cases"]
    pair = cases[cases["selected"] & (cases["strategy"] == "most_similar")].set_index("unit_id")
    assert len(pair) == 2
    assert pair.loc["U001", "decided_by"] == "researcher"
    other = pair.loc["U001", "paired_with"]
    assert pair.loc[other, "paired_with"] == "U001"
    assert pair.loc[other, "cooperates"] == 1 - pair.loc["U001", "cooperates"]


def test_all_faults_of_choices_are_told_at_once(tmp_path) -> None:
    rows = "l,U001,take,,,anna\nx,U002,take,,why,anna\nl,NONE,leave,,why,anna\nl,U003,perhaps,,why,anna\n"
    with pytest.raises(BadInput) as raised:
        selected(rows, tmp_path)
    report = raised.value.report()
    for words in ("row 2", '"x" found, one of the lists l', '"NONE" found, a unit of the frame', '"perhaps" found'):
        assert words in report


def test_without_a_prediction_the_list_holds_what_was_chosen_and_says_why(tmp_path) -> None:
    alike = analysis().assign(yes=1.0)
    tables = selected("l,U004,take,,access,anna\n", tmp_path, analysis=alike)
    cases = tables["cases"]
    assert list(cases["unit_id"]) == ["U004"]
    assert cases["strategy"].iloc[0] == "researcher"
    assert tables["unused_summary"]["note"].iloc[0] == "all units whose outcome is known have the same one"
    assert tables["unused_potential"].empty
    assert tables["unused_summary"][["unused", "other_no"]].isna().all(axis=None), "none is not known to be unused"


def test_unused_potential_leaves_out_the_unknown_the_tied_and_the_cooperating() -> None:
    found = predictions(analysis(300, slope=3))
    ties = pd.Series(1, index=found.table.loc[found.table["outcome"] == 0, "unit_id"].iloc[:5])
    rows, summary = unused_potential(found, ties, threshold=0.5, draws=199, level=0.95, seed="x")
    table = found.table.set_index("unit_id")
    for row in rows:
        assert table.loc[row["unit_id"], "outcome"] == 0
        assert table.loc[row["unit_id"], "probability"] >= 0.5
        assert row["unit_id"] not in ties.index
    above = table[table["outcome"].notna() & (table["probability"] >= 0.5)]
    assert summary["unused"] + summary["other_no"] == int((above["outcome"] == 0).sum())
    assert summary["expected"] == pytest.approx((1 - above["probability"]).sum())
    assert summary["expected_low"] <= summary["expected"] <= summary["expected_high"]
    # factors that tell something leave fewer than chance
    assert summary["permuted"] > summary["unused"] + summary["other_no"]
    assert summary["p_value"] < 0.05
    assert summary["beyond_chance"] == pytest.approx(summary["unused"] + summary["other_no"] - summary["permuted"])
    assert summary["beyond_chance_low"] < summary["beyond_chance"] < summary["beyond_chance_high"] < 0


def test_factors_that_tell_nothing_leave_as_many_as_chance() -> None:
    found = predictions(analysis(300, slope=0))
    _, summary = unused_potential(found, pd.Series(dtype=float), threshold=0.3, draws=999, level=0.95, seed="x")
    assert summary["beyond_chance_low"] <= 0 <= summary["beyond_chance_high"]


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 40), st.floats(0.05, 0.95))
def test_the_range_of_equal_chances_is_binomial(n: int, chance: float) -> None:
    from scipy import stats

    low, high = range_of_sum(np.full(n, chance), 0.9)
    law = stats.binom(n, chance)
    assert law.cdf(low - 1) < 0.05 + 1e-9
    assert law.cdf(low) >= 0.05 - 1e-9
    assert law.cdf(high) >= 0.95 - 1e-9
