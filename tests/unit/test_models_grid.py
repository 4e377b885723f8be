"""The grid of models: other estimators, formulas, two partners at once; bad input fails in its own cell only."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from paradiplomacy.config.study import EstimatorName, Factor, Model, Outcome, Study
from paradiplomacy.models.design import DesignError, build_design
from paradiplomacy.models.estimators import ESTIMATORS
from paradiplomacy.models.fields import ESTIMATES, FITS, PREDICTIONS
from paradiplomacy.models.formula import build_formula_design, variables_of
from paradiplomacy.models.ladder import fit_models
from paradiplomacy.tables import typed

FACTORS = {
    "log_population": Factor(label="Population", contrast="doubling"),
    "port_city": Factor(label="Port", contrast="presence"),
    "party_bloc": Factor(label="Party", contrast="category", reference="right"),
    "capital": Factor(label="Capital", contrast="presence"),
    "tertiary_share": Factor(label="Education", contrast="step", step=0.1),
}
OUTCOMES = {
    "cooperates": Outcome(label="c", kind="binary", evidence="ties"),
    "n_ties": Outcome(label="n", kind="count", evidence="ties"),
    "importance": Outcome(
        label="i", kind="ordered", evidence="survey", field="importance", answers=["low", "middle", "high"]
    ),
}
CORE = ["log_population", "port_city"]


def table(seed: int = 1, n: int = 500, countries: int = 20) -> pd.DataFrame:
    """Return an analysis table of one study, two partners and one level."""
    rng = np.random.default_rng(seed)
    size = rng.normal(12, 1, n)
    units = pd.DataFrame(
        {
            "study": "s",
            "level": "city",
            "unit_id": [f"u{i}" for i in range(n)],
            "country": rng.integers(0, countries, n).astype(str),
            "log_population": size,
            "port_city": pd.array(rng.random(n) < 0.3, dtype="boolean"),
            "capital": pd.array(np.arange(n) < 12, dtype="boolean"),
            "party_bloc": pd.array(rng.choice(["left", "right", "centre"], n), dtype="string"),
            "tertiary_share": rng.random(n),
        }
    )
    parts = []
    for partner in ("CN", "US"):
        linear = -0.4 + 0.7 * (size - 12) + 0.5 * units["port_city"].astype(float) + rng.normal(0, 0.5, n)
        yes = rng.random(n) < 1 / (1 + np.exp(-linear))
        yes[:12] = True  # every capital cooperates: separated
        answer = np.digitize(linear + rng.logistic(size=n), [-0.5, 1])
        ties = rng.negative_binomial(1, 1 / (1 + np.exp(0.6 * linear))) * (rng.random(n) < 0.7)
        parts.append(
            units.assign(
                partner=partner,
                cooperates=pd.array(yes, dtype="boolean"),
                n_ties=pd.array(ties, dtype="Int64"),
                importance=pd.array(np.array(["low", "middle", "high"])[answer], dtype="string"),
            )
        )
    return pd.concat(parts, ignore_index=True)


def grid(frame: pd.DataFrame, models: dict[str, dict[str, Any]], outcomes: list[str]) -> dict[str, pd.DataFrame]:
    """Fit a ladder of the size model, and `models` beside it."""
    made = {name: Model(label=name, levels=["city"], **given) for name, given in models.items()}
    study = Study(
        title="s",
        partners=["CN", "US"],
        levels=["city"],
        countries="all",
        outcomes=outcomes,
        models=["size"],
        further_models=list(models),
    )
    made["size"] = Model(label="size", levels=["city"], factors=["log_population"])
    tables = fit_models(
        frame, studies={"s": study}, outcomes=OUTCOMES, factors=FACTORS, models=made, confidence_level=0.95
    )
    names = (ESTIMATES, PREDICTIONS, FITS)
    for dataset, written in zip(names, tables, strict=True):
        dataset.validate(typed(written, dataset), dataset.name)
    return dict(zip(("estimates", "predictions", "fits"), tables, strict=True))


def test_the_configuration_names_the_estimators_that_there_are() -> None:
    assert set(get_args(EstimatorName)) == set(ESTIMATORS)


def test_every_estimator_is_fitted_to_the_outcomes_that_it_is_for() -> None:
    models = {name.replace(" ", "_").replace("-", "_"): {"factors": CORE, "estimator": name} for name in ESTIMATORS}
    found = grid(table(), models, ["cooperates", "n_ties", "importance"])
    fits = found["fits"].set_index("model")
    for model, given in models.items():
        kind = ESTIMATORS[given["estimator"]].kind
        outcome = {"binary": "cooperates", "count": "n_ties", "ordered": "importance", "pair": "cooperates"}[kind]
        assert set(fits.loc[[model], "outcome"]) == {outcome}
        assert set(fits.loc[[model], "partner"]) == ({"CN+US"} if kind == "pair" else {"CN", "US"})
        assert fits.loc[[model], "converged"].all(), fits.loc[[model], "note"].tolist()
    assert set(found["predictions"]["model"]) == {"size"}  # text and figures rest on the ladder
    hurdle = fits.loc["hurdle_negative_binomial"]
    assert hurdle["predicted_zeros"].to_numpy(float) == pytest.approx(hurdle["observed_zeros"].to_numpy(float))


def test_a_ratio_is_of_a_term_and_a_probability_of_its_category() -> None:
    models = {
        "pair": {"factors": CORE, "estimator": "bivariate probit"},
        "types": {"factors": CORE, "estimator": "multinomial logit"},
        "linear": {"factors": CORE, "estimator": "linear probability"},
        "nb": {"factors": CORE, "estimator": "negative binomial"},
    }
    estimates = grid(table(), models, ["cooperates", "n_ties"])["estimates"]
    estimates = estimates[estimates["converged"].astype(bool)].set_index(["model", "quantity"])
    assert not {("pair", "ratio"), ("linear", "ratio")} & set(estimates.index)  # neither has odds
    assert "rho" in set(estimates.loc[("pair", "coefficient"), "term"])
    assert "alpha" in set(estimates.loc[("nb", "coefficient"), "term"])
    assert set(estimates.loc[("nb", "ratio"), "term"]) == {"constant", *CORE}
    types = estimates.loc[("types", "marginal effect")].set_index("term")["estimate"].astype(float)
    sums = types.groupby(types.index.str.partition(", ").get_level_values(0)).sum()
    assert sums.to_numpy() == pytest.approx(np.zeros(2), abs=1e-12)  # probabilities add up to one
    ratio = estimates.loc[("types", "ratio")].set_index("term")["estimate"].astype(float)
    coefficient = estimates.loc[("types", "coefficient")].set_index("term")["estimate"].astype(float)
    assert ratio["both: log_population"] == pytest.approx(2 ** coefficient["both: log_population"])


def test_under_separation_firth_has_profile_intervals_and_no_wald() -> None:
    models = {
        "plain": {"factors": ["log_population", "capital"]},
        "firth": {"factors": ["log_population", "capital"], "estimator": "firth"},
    }
    estimates = grid(table(), models, ["cooperates"])["estimates"]
    plain = estimates[estimates["model"] == "plain"]
    assert plain["converged"].eq(False).all() and plain["note"].str.contains(r"\(capital\)").all()
    firth = estimates[estimates["model"] == "firth"]
    coefficients = firth[firth["quantity"] == "coefficient"]
    assert set(coefficients["inference"]) == {"profile penalised likelihood"}
    assert coefficients["std_error"].isna().all() and coefficients["p_value"].notna().all()
    capital = coefficients[coefficients["term"] == "capital"].iloc[0]
    assert 0 < capital["conf_low"] < capital["estimate"] < capital["conf_high"]
    effects = firth[firth["quantity"] == "marginal effect"]
    assert effects["conf_low"].isna().all() and effects["estimate"].notna().all()
    assert effects["note"].str.startswith("separated (capital)").all()


# ---- formulas --------------------------------------------------------------------------------------------------------


def test_a_formula_of_factors_is_the_design_of_the_factors() -> None:
    frame = table()
    names = ["log_population", "port_city", "party_bloc", "tertiary_share"]
    one = build_design(frame, names, FACTORS)
    other = build_formula_design(frame, "cooperates ~ " + " + ".join(names), FACTORS)
    assert other.terms == one.terms and other.steps == one.steps
    assert other.matrix == pytest.approx(one.matrix)
    assert [c.term for c in other.contrasts] == [c.term for c in one.contrasts]
    for mine, theirs in zip(other.contrasts, one.contrasts, strict=True):
        assert mine.high - mine.low == pytest.approx(theirs.high - theirs.low)


def test_a_contrast_moves_products_and_curves() -> None:
    frame = table()
    design = build_formula_design(frame, "cooperates ~ log_population * port_city + I(tertiary_share^2)", FACTORS)
    by_term = {c.term: c for c in design.contrasts}
    moved = by_term["log_population"].high - by_term["log_population"].low
    place = design.terms.index("log_population:port_city")
    assert moved[:, place] == pytest.approx(np.log(2) * frame["port_city"].astype(float))
    squares = by_term["tertiary_share"].high - by_term["tertiary_share"].low
    share = frame["tertiary_share"].to_numpy()
    assert squares[:, design.terms.index("I(tertiary_share ** 2)")] == pytest.approx((share + 0.1) ** 2 - share**2)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("cooperates ~ log_populaton", '"log_populaton" is no column of the analysis table; is "log_population" meant'),
        ("cooperates ~ nowhere", '"nowhere" is no column'),
        ("cooperates", "an outcome, a tilde and factors expected"),
        ("cooperates ~ log_population ~ capital", "only names, numbers"),
        ("cooperates ~ {__import__('os')}", "only names, numbers"),
        ("cooperates ~ log_population.mean()", "only names, numbers"),
        ("cooperates ~ exec(capital)", "exec is no function here"),
        ("cooperates ~ log_population +", 'formula "cooperates ~ log_population \\+": '),
        ("cooperates ~ log_population - 1", "a model keeps its constant"),
        ("cooperates ~ log_population + I(2 * log_population)", "are collinear"),
    ],
)
def test_a_faulty_formula_is_a_sentence_and_the_others_go_on(formula: str, said: str) -> None:
    with pytest.raises(DesignError, match=said):
        build_formula_design(table(), formula, FACTORS)
    if "~" in formula:
        fits = grid(table(), {"wrong": {"formula": formula}}, ["cooperates"])["fits"].set_index("model")
        assert not fits.loc["wrong", "converged"].any() and fits.loc["size", "converged"].all()


def test_variables_of_a_formula() -> None:
    assert variables_of("y ~ log(a) + b:c + poly(a, 2) + 1") == ["a", "b", "c"]


# ---- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cooperates": pd.array([pd.NA] * 1000, dtype="boolean")}, "the outcome is known for no unit"),
        ({"cooperates": False}, "the outcome is 0 for every unit"),
        ({"port_city": True}, "port_city has the same value for every unit"),
        ({"port_city": pd.array([pd.NA] * 1000, dtype="boolean")}, "no unit has a value for every factor"),
        ({"log_population": np.inf}, "log_population is not finite for 500 units, the first u0"),
        ({"country": "AA"}, "only one country"),
    ],
)
def test_a_fault_of_the_data_is_shown_in_each_cell_that_it_spoils(change: dict[str, Any], said: str) -> None:
    found = grid(table().assign(**change), {"core": {"factors": CORE}}, ["cooperates", "n_ties"])
    cells = found["fits"].query("model == 'core' and outcome == 'cooperates'")
    assert len(cells) == 2 and not cells["converged"].any()
    assert cells["note"].str.contains(said, regex=False).all()
    failed = found["estimates"].query("model == 'core' and outcome == 'cooperates'")
    assert failed["estimate"].isna().all() and set(failed["quantity"]) == {"fit"}
    if "cooperates" in change:
        assert found["fits"].query("outcome == 'n_ties'")["converged"].all()


def test_a_country_of_infinite_values_names_the_unit() -> None:
    frame = table()
    frame.loc[3, "tertiary_share"] = -np.inf
    with pytest.raises(DesignError, match="tertiary_share is not finite for 1 units, the first u3; mend its source"):
        build_design(frame, ["tertiary_share"], FACTORS)


# ---- configuration ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "factors or a formula"),
        ({"factors": ["a"], "formula": "y ~ a"}, "factors or a formula"),
        ({"factors": ["a"], "estimator": "logitt"}, "logit"),
    ],
)
def test_a_model_has_factors_or_a_formula_and_a_known_estimator(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Model(label="m", levels=["city"], **given)


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "ordered", "evidence": "ties", "answers": ["1", "2"]},
        {"kind": "ordered", "evidence": "survey", "field": "importance"},
        {"kind": "ordered", "evidence": "survey", "answers": ["1", "2"]},
        {"kind": "binary", "evidence": "ties", "answers": ["1", "2"]},
    ],
)
def test_an_ordered_outcome_is_of_a_survey_and_lists_its_answers(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="ordered"):
        Outcome(label="o", **given)
