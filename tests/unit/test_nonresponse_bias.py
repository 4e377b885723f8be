"""The findings on non-response: weighted shares of a study, the truth beside them, and what weights can do."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml
from simulated_world import committed_world

from paradiplomacy.config.load import load_configuration
from paradiplomacy.config.model import Configuration
from paradiplomacy.findings.nonresponse import compare_shares_with_truth, enter_nonresponse, estimate_weighted
from paradiplomacy.findings.nonresponse_fields import LATE_ANSWERS, NONRESPONSE_BIAS, WEIGHTED_ESTIMATES
from paradiplomacy.findings.values import ValueBook
from paradiplomacy.simulate.world import World
from paradiplomacy.survey.nonresponse_fields import WEIGHTS
from paradiplomacy.tables import typed
from response_draws import Draws, draw_estimates, invited_units

DRAWS = 40
WAVE = "us_cities_2024"


@pytest.fixture(scope="module")
def configuration(root: Path) -> Configuration:
    return load_configuration(yaml.safe_load((root / "config/config.yaml").read_text("utf-8")))


@pytest.fixture(scope="module")
def world() -> World:
    return committed_world()


def drawn(world: World, root: Path, configuration: Configuration, scenario: str) -> Draws:
    countries = pd.read_csv(root / "resources/countries.csv", keep_default_na=False)
    units = invited_units(world, countries, WAVE)
    return draw_estimates(world.truth, units, WAVE, scenario, DRAWS, configuration.nonresponse)


@pytest.mark.slow
def test_weights_remove_the_bias_that_covariates_explain(
    world: World, root: Path, configuration: Configuration
) -> None:
    found = drawn(world, root, configuration, "size and country").summary()
    assert found.loc["unweighted", "bias"] > 10 * found.loc["unweighted", "error"]
    assert found.loc["unweighted", "coverage"] < 0.5
    for method in ("ipw", "raked"):
        row = found.loc[method]
        assert abs(row["bias"]) < 3.5 * row["error"]
        assert row["coverage"] >= 0.85  # of 40 intervals at 95 %: fewer than 34 come by chance in one of 300 cases
        # the standard deviation of 40 draws lies within 0.64 and 1.40 of the true one in 999 of 1,000 cases
        assert row["spread"] == pytest.approx(row["std_error"], rel=0.36)


@pytest.mark.slow
def test_weights_leave_the_bias_that_depends_on_the_outcome_itself(
    world: World, root: Path, configuration: Configuration
) -> None:
    """No covariate knows of it; the bounds hold the truth all the same."""
    found = drawn(world, root, configuration, "outcome alone").summary()
    assert found.loc["raked", "bias"] > 0.6 * found.loc["unweighted", "bias"] > 0.05
    assert found.loc["raked", "coverage"] < 0.5
    assert found.loc["worst case", "coverage"] == 1


@pytest.fixture
def study() -> dict[str, pd.DataFrame]:
    """Return six invited units of one wave; four answered, one of these without the outcome."""
    units = [f"U{number}" for number in range(6)]
    weights = pd.DataFrame(
        {
            "unit_id": units[:4],
            "wave": WAVE,
            "submitted": ["2024-05-01", "2024-05-02", "2024-05-03", "2024-05-04"],
            "base": 1.5,
            "ipw": [1.0, 1.0, 2.0, 2.0],
            "trimmed": [1.0, 1.0, 2.0, 2.0],
            "raked": [1.0, 1.0, 2.0, 2.0],
            "weight": [1.0, 1.0, 2.0, 2.0],
            "stratum": ["A", "A", "B", "B"],
            "stratum_invited": [2, 2, 4, 4],
            "cell_country": ["A", "A", "B", "B"],
        }
    )
    values = pd.array([True, True, False, None, None, None], dtype="boolean")
    return {
        "weights": typed(weights, WEIGHTS),
        "analysis": pd.DataFrame({"unit_id": units, "partner": "US", "level": "city", "cooperates": values}),
        "dispositions": pd.DataFrame(
            {"unit_id": units, "wave": WAVE, "partner": "US", "disposition": ["complete"] * 4 + ["none"] * 2}
        ),
    }


def estimated(study: dict[str, pd.DataFrame], configuration: Configuration) -> tuple[pd.DataFrame, pd.DataFrame]:
    return estimate_weighted(
        **study,
        waves={WAVE: configuration.waves[WAVE]},
        outcomes=configuration.outcomes,
        names=["cooperates"],
        leading="cooperates",
        confidence_level=0.95,
    )


def test_every_method_has_its_row(study: dict[str, pd.DataFrame], configuration: Configuration) -> None:
    table, late = estimated(study, configuration)
    rows = table.set_index("method")
    assert rows["n"].tolist() == [3] * 5 and rows["invited"].tolist() == [6] * 5
    assert rows["estimate"].fillna(-1).round(6).to_dict() == {
        "unweighted": 0.666667,
        "ipw": 0.5,
        "raked": 0.5,
        "late answers": 0,  # 1, 1 and 0 in this order fall below zero at the middle of the six
        "worst case": -1,
    }
    assert rows.loc["worst case", ["conf_low", "conf_high"]].tolist() == pytest.approx([2 / 6, 5 / 6])
    assert late["n"].sum() == 3
    WEIGHTED_ESTIMATES.validate(typed(table.assign(world="w"), WEIGHTED_ESTIMATES), "table")
    LATE_ANSWERS.validate(typed(late.assign(world="w"), LATE_ANSWERS), "table")


def test_the_truth_stands_beside_each_method(study: dict[str, pd.DataFrame], configuration: Configuration) -> None:
    table, _ = estimated(study, configuration)
    true = pd.DataFrame({"unit_id": [f"U{n}" for n in range(6)], "partner": "US", "cooperates": [1, 1, 0, 1, 0, 0]})
    bias = compare_shares_with_truth(table, true, study["dispositions"], "cooperates")
    NONRESPONSE_BIAS.validate(typed(bias.assign(world="w"), NONRESPONSE_BIAS), "table")
    rows = bias.set_index("method")
    assert rows["truth"].unique().tolist() == [0.5] and rows["truth_answered"].unique().tolist() == [0.75]
    assert rows.loc["unweighted", "bias"] == pytest.approx(1 / 6)
    assert rows.loc["worst case", "covered"] and pd.isna(rows.loc["worst case", "bias"])
    book = ValueBook("rule", "digest")
    enter_nonresponse(book, table, bias, "cooperates")
    assert compare_shares_with_truth(table, None, study["dispositions"], "cooperates").empty


def test_a_study_of_some_countries_is_a_domain_of_its_waves(
    study: dict[str, pd.DataFrame], configuration: Configuration
) -> None:
    inside = ["U0", "U2", "U4"]
    part = {name: study[name][study[name]["unit_id"].isin(inside)] for name in ("analysis", "dispositions")}
    rows = estimated(study | part, configuration)[0].set_index("method")
    assert rows.loc["raked", ["n", "invited"]].tolist() == [2, 3]
    assert rows.loc["raked", "estimate"] == pytest.approx(1 / 3)  # weights of the whole wave: 1 and 2
    assert rows.loc["worst case", ["conf_low", "conf_high"]].tolist() == pytest.approx([1 / 3, 2 / 3])


def test_a_wave_without_answers_has_bounds_and_no_estimate(
    study: dict[str, pd.DataFrame], configuration: Configuration
) -> None:
    table, late = estimated(study | {"weights": study["weights"].iloc[:0]}, configuration)
    rows = table.set_index("method")
    assert rows["n"].eq(0).all() and rows["estimate"].isna().all() and late.empty
    assert rows.loc["worst case", ["conf_low", "conf_high"]].tolist() == [0, 1]


def test_there_is_nothing_where_there_is_no_wave(configuration: Configuration) -> None:
    empty = typed(pd.DataFrame(), WEIGHTS)
    table, late = estimate_weighted(
        pd.DataFrame(), pd.DataFrame({"wave": []}), empty, waves={}, outcomes=configuration.outcomes,
        names=["cooperates"], leading="cooperates", confidence_level=0.95,
    )  # fmt: skip
    assert table.empty and late.empty
