"""Raking, joined cells, trimming, the model of answering and the weights of a wave."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.discrete.discrete_model import Logit

from paradiplomacy.config.waves import Nonresponse
from paradiplomacy.survey.nonresponse import compare_responders, fit_clustered_logit, fit_response_model
from paradiplomacy.survey.raking import MOST_ROUNDS, join_small_cells, rake
from paradiplomacy.survey.weights import design_effect, trim_weights, weigh_wave

SETTINGS = Nonresponse(
    covariates=["log_population", "cee", "party_bloc"],
    margins=["country", "size_class"],
    smallest_cell=3,
    largest_weight=2.5,
)


def wave(seed: int = 1, units: int = 120) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return dispositions, responses and units of an invented wave; large units answer more often."""
    rng = np.random.default_rng(seed)
    population = np.exp(rng.normal(12, 0.8, units)).round().clip(50_000)
    country = rng.choice(["AA", "BB", "CC", "DD"], units, p=[0.4, 0.3, 0.2, 0.1])
    frame = pd.DataFrame(
        {
            "unit_id": [f"U{number:03}" for number in range(units)],
            "level": "city",
            "country": country,
            "macro_region": np.where(np.isin(country, ["CC", "DD"]), "East", "West"),
            "population": pd.array(population, dtype="Int64"),
            "log_population": pd.array(np.log(population), dtype="Float64"),
            "cee": pd.array(np.isin(country, ["CC", "DD"]), dtype="boolean"),
            "capital": pd.array(rng.random(units) < 0.05, dtype="boolean"),
            "party_bloc": pd.array(rng.choice(["left", "right"], units), dtype="string"),
        }
    )
    answers = rng.random(units) < 1 / (1 + np.exp(-(frame["log_population"].to_numpy(dtype=float) - 12)))
    dispositions = frame[["unit_id", "level", "country"]].assign(
        wave="w", partner="CN", disposition=np.where(answers, "complete", "none")
    )
    responses = pd.DataFrame({"unit_id": frame.loc[answers, "unit_id"], "submitted": "2024-05-01"})
    return dispositions, responses, frame


def test_raked_weights_of_one_margin_are_those_of_post_stratification() -> None:
    codes = np.array([0, 0, 1, 1, 1])
    found = rake(np.array([1.0, 3.0, 1.0, 1.0, 2.0]), [codes], [np.array([8.0, 12.0])])
    assert found.weights.tolist() == [2, 6, 3, 3, 6]
    assert (found.rounds, found.converged) == (1, True)


@settings(deadline=None)
@given(data=st.data(), n=st.integers(12, 60))
def test_raked_weights_reproduce_every_margin(data: st.DataObject, n: int) -> None:
    """The margins are those of weights that exist, so that a solution does."""
    first = np.array([*range(3), *data.draw(st.lists(st.integers(0, 2), min_size=n - 3, max_size=n - 3))])
    second = np.array([0, 1, *data.draw(st.lists(st.integers(0, 1), min_size=n - 2, max_size=n - 2))])
    weight = st.floats(0.5, 5)
    weights, true = (np.array(data.draw(st.lists(weight, min_size=n, max_size=n))) for _ in range(2))
    totals = [np.bincount(first, true), np.bincount(second, true)]
    found = rake(weights, [first, second], totals)
    assert found.converged
    for codes, total in zip((first, second), totals, strict=True):
        assert np.bincount(codes, found.weights) == pytest.approx(total, rel=1e-9)
    # the factor of a unit is a product of one number per cell of each margin (raking, and nothing else)
    factor = np.log(found.weights / weights)
    cells = np.column_stack([np.eye(3)[first], np.eye(2)[second]])
    fitted = cells @ np.linalg.lstsq(cells, factor, rcond=None)[0]
    assert factor == pytest.approx(fitted, abs=1e-7)


def test_margins_that_contradict_each_other_do_not_converge() -> None:
    same = np.array([0, 0, 1, 1])
    found = rake(np.ones(4), [same, same], [np.array([1.0, 3.0]), np.array([3.0, 1.0])])
    assert (found.rounds, found.converged) == (MOST_ROUNDS, False)


def test_an_empty_cell_and_margins_of_different_size_are_errors() -> None:
    with pytest.raises(ValueError, match="holds no unit"):
        rake(np.ones(2), [np.array([0, 0])], [np.array([1.0, 1.0])])
    with pytest.raises(ValueError, match="different populations"):
        rake(np.ones(2), [np.array([0, 1]), np.array([0, 1])], [np.array([1.0, 1.0]), np.array([2.0, 1.0])])


def test_small_countries_are_joined_within_their_macro_region() -> None:
    cell = pd.Series(["AA"] * 5 + ["BB"] * 4 + ["CC"] + ["DD"] * 5 + ["EE"])
    region = cell.map({"AA": "West", "BB": "West", "CC": "West", "DD": "East", "EE": "East"})
    answered = pd.Series([True] * 16)
    joined = join_small_cells(cell, answered, 3, region)
    assert sorted(joined.unique()) == ["AA", "BB + CC", "DD + EE"]
    everything = join_small_cells(cell, answered, 17, region)
    assert everything.nunique() == 1


def test_small_classes_are_joined_with_a_neighbour_in_order() -> None:
    classes = ["small", "middle", "large", "huge"]
    cell = pd.Series(pd.Categorical(["small"] * 9 + ["middle"] * 2 + ["large"] * 3 + ["huge"], classes, ordered=True))
    joined = join_small_cells(cell, pd.Series([True] * 15), 3)
    assert list(dict.fromkeys(joined)) == ["small", "middle + large + huge"]


@given(
    answers=st.lists(st.booleans(), min_size=8, max_size=40),
    smallest=st.integers(2, 6),
    number=st.integers(1, 7),
)
def test_no_joined_cell_is_too_small_unless_it_is_the_only_one(answers: list[bool], smallest: int, number: int) -> None:
    cell = pd.Series([f"C{place % number}" for place in range(len(answers))])
    region = cell.map(lambda name: "odd" if int(name[1:]) % 2 else "even")
    joined = join_small_cells(cell, pd.Series(answers), smallest, region)
    counts = pd.Series(answers).groupby(joined).sum()
    assert counts.min() >= smallest or len(counts) == 1
    assert joined.groupby(cell).nunique().max() == 1


@given(weights=st.lists(st.floats(0.1, 100), min_size=1, max_size=30), largest=st.floats(1.1, 5))
def test_trimmed_weights_keep_their_sum_and_stay_below_the_limit(weights: list[float], largest: float) -> None:
    given_weights = np.array(weights)
    found, cut = trim_weights(given_weights, largest)
    limit = largest * given_weights.mean()
    assert found.sum() == pytest.approx(given_weights.sum())
    assert found.max() <= limit * (1 + 1e-9)
    assert cut == pytest.approx((np.isclose(found, limit, rtol=1e-9)).mean(), abs=1e-12) or cut == 0


def test_design_effect_is_one_plus_the_squared_coefficient_of_variation() -> None:
    weights = np.array([1.0, 2.0, 3.0, 6.0])
    assert design_effect(weights) == pytest.approx(1 + weights.var() / weights.mean() ** 2)


def test_the_probabilities_of_the_model_add_up_to_the_answers() -> None:
    """The score of a logit with a constant: in sum, and in each category that it holds."""
    dispositions, _, units = wave()
    invited = units.assign(country=dispositions["country"])
    answered = dispositions["disposition"] == "complete"
    model = fit_response_model(invited, answered, SETTINGS.covariates)
    assert model.note == ""
    assert model.propensity.sum() == pytest.approx(answered.sum())
    east = invited["cee"].to_numpy(dtype=bool)
    assert model.propensity[east].sum() == pytest.approx(answered[east].sum())
    assert model.table["term"].tolist() == ["constant", "log_population", "cee", "party_bloc: right"] or model.table[
        "term"
    ].tolist() == ["constant", "log_population", "cee", "party_bloc: left"]
    assert 0.5 < model.auc < 1


def test_a_missing_covariate_is_filled_in_and_counted() -> None:
    dispositions, responses, units = wave()
    units.loc[[0, 5], "log_population"] = pd.NA
    units.loc[7, "party_bloc"] = pd.NA
    weighted = weigh_wave(dispositions, responses, units, SETTINGS)
    assert weighted.diagnostics.set_index("stage").loc["ipw", "filled"] == 3
    assert len(weighted.weights) == len(responses)  # nobody loses its weight for a missing covariate
    model = weighted.response_model.set_index("term")
    assert model["n"].eq(len(units)).all() and model["estimate"].notna().all()


def test_a_category_that_all_answered_is_left_out_and_the_other_terms_stay() -> None:
    dispositions, responses, units = wave()
    first = responses["unit_id"].iloc[0]
    units.loc[units["unit_id"] == first, "party_bloc"] = "other"
    model = weigh_wave(dispositions, responses, units, SETTINGS).response_model.set_index("term")
    assert model.loc["party_bloc: other", "note"] == "left out: all its units answered, or all were silent"
    assert model.loc["party_bloc: other", ["estimate", "p_value"]].isna().all()
    assert model.loc[["constant", "log_population", "cee"], "estimate"].notna().all()


@pytest.mark.parametrize("case", ["separated", "all", "one country"])
def test_where_no_model_can_be_fitted_the_response_rate_is_the_probability(case: str) -> None:
    dispositions, _, units = wave()
    invited = units.assign(country="AA") if case == "one country" else units
    median = float(units["log_population"].median())
    answered = {
        "separated": (units["log_population"] > median).astype(bool),
        "all": pd.Series(True, index=units.index),
        "one country": dispositions["disposition"] == "complete",
    }[case]
    model = fit_response_model(invited, answered, ["log_population"])
    assert model.note.startswith("no model of answering: ")
    assert model.propensity == pytest.approx(np.full(len(units), answered.mean()))
    assert np.isnan(model.auc)


def test_final_weights_reproduce_the_frame() -> None:
    dispositions, responses, units = wave()
    found = weigh_wave(dispositions, responses, units, SETTINGS)
    weights = found.weights
    last = found.diagnostics.set_index("stage").loc["raked"]
    assert last["converged"] and last["invited"] == len(units)
    for stage in ("base", "ipw", "trimmed", "raked", "weight"):
        assert weights[stage].sum() == pytest.approx(len(units))
    by_stratum = weights.groupby("stratum")["weight"].sum()
    invited = weights.drop_duplicates("stratum").set_index("stratum")["stratum_invited"]
    assert by_stratum.to_dict() == pytest.approx(invited.to_dict())
    assert weights["cell_capital"].isna().all()
    balance = found.responders.set_index("term")
    assert abs(balance.loc["log_population", "distance_weighted"]) < balance.loc["log_population", "distance"] / 3
    assert balance.loc["cee", "distance_weighted"] == pytest.approx(0, abs=1e-9)  # country is a margin


def test_a_wave_that_nobody_answered_has_no_weights_and_says_so() -> None:
    dispositions, responses, units = wave()
    found = weigh_wave(dispositions.assign(disposition="none"), responses.iloc[:0], units, SETTINGS)
    assert found.weights.empty
    assert found.response_model["note"].tolist() == ["no model of answering: no unit answered"]
    assert found.diagnostics["n"].tolist() == [0, 0, 0, 0]
    assert found.responders["p_value"].isna().all()


def test_responders_are_compared_by_hand_values() -> None:
    invited = pd.DataFrame(
        {
            "country": ["AA"] * 6,
            "size": pd.array([1.0, 2.0, 3.0, 5.0, 7.0, None], dtype="Float64"),
            "port": pd.array([True, True, False, False, False, False], dtype="boolean"),
        }
    )
    answered = pd.Series([True, True, True, False, False, False])
    table = compare_responders("w", invited, answered, pd.Series([2.0, 2.0, 2.0, 0, 0, 0]), ["size", "port"])
    size, port = (table.set_index("term").loc[name] for name in ("size", "port"))
    assert (size["n_answered"], size["n_silent"], size["mean_answered"], size["mean_silent"]) == (3, 2, 2, 6)
    assert size["difference"] == pytest.approx(-4 / np.sqrt((1 + 2) / 2))
    assert size["distance"] == pytest.approx((2 - 3.6) / np.std([1, 2, 3, 5, 7]))
    assert size["distance_weighted"] == pytest.approx(size["distance"])
    # Pearson's chi square of [[2, 1], [0, 3]] is 3, with one degree of freedom
    assert port["p_value"] == pytest.approx(0.0832645, abs=1e-6)


def test_capitals_may_be_a_margin() -> None:
    dispositions, responses, units = wave()
    units["capital"] = pd.array(units.index % 4 == 0, dtype="boolean")
    margins = SETTINGS.model_copy(update={"margins": ["country", "capital"]})
    weights = weigh_wave(dispositions, responses, units, margins).weights
    assert weights.groupby("cell_capital")["weight"].sum().to_dict() == pytest.approx({"capital": 30, "other": 90})
    assert weights["cell_size_class"].isna().all()


def test_where_raking_does_not_converge_the_trimmed_weights_are_final(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paradiplomacy.survey.raking.MOST_ROUNDS", 1)
    found = weigh_wave(*wave(), SETTINGS)
    last = found.diagnostics.set_index("stage").loc["raked"]
    assert not last["converged"] and "raking did not converge" in last["note"]
    assert found.weights["raked"].isna().all()
    assert (found.weights["weight"] == found.weights["trimmed"]).all()


def test_the_model_of_answering_is_that_of_statsmodels_with_clustered_errors() -> None:
    rng = np.random.default_rng(3)
    matrix = np.column_stack([np.ones(300), rng.normal(size=(300, 2)), rng.random(300) < 0.3])
    groups = rng.integers(0, 12, 300)
    outcome = (rng.random(300) < 1 / (1 + np.exp(-matrix @ [-0.5, 0.8, 0.0, 0.4]))).astype(float)
    clustered = {"cov_type": "cluster", "cov_kwds": {"groups": groups, "use_correction": True}}
    other = Logit(outcome, matrix).fit(disp=0, **clustered)
    coefficients, errors, probability = fit_clustered_logit(outcome, matrix, groups)
    assert coefficients == pytest.approx(other.params, rel=1e-10)
    assert errors == pytest.approx(other.bse, rel=1e-8)
    assert probability == pytest.approx(other.predict(), rel=1e-10)
    separated = (matrix[:, 1] > 0).astype(float)
    assert np.isnan(fit_clustered_logit(separated, matrix, groups)[1]).all()
