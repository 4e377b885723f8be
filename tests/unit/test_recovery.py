"""The estimates recover the truth that worlds were drawn from: marginal effects are unbiased, intervals hold it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from simulated_world import committed_world

from paradiplomacy.config.load import load_configuration
from paradiplomacy.models.ladder import fit_models
from paradiplomacy.simulate import cooperation
from paradiplomacy.simulate.parameters import stream
from paradiplomacy.simulate.world import World, draw_truth

WORLDS = 80


@pytest.fixture(scope="module")
def world() -> World:
    return committed_world()


def analysis_of(world: World, drawn: pd.DataFrame) -> pd.DataFrame:
    """Return the analysis table of cities that all answered, and answered rightly; parties are those of each wave."""
    cities = world.units[world.units["level"] == "city"]
    table = cities.assign(
        study="s",
        log_population=np.log(cities["population"].astype(float)),
        log_gdp=np.log(cities["gdp"].astype(float)),
        cee=cities["cee"].astype("boolean"),
        port_city=cities["port_city"].astype("boolean"),
    ).merge(drawn[["unit_id", "partner", "cooperates"]], on="unit_id")
    facing = {partner: table[cooperation.bloc_facing(partner)] for partner in table["partner"].unique()}
    bloc = pd.concat([column[table["partner"] == partner] for partner, column in facing.items()])
    return table.assign(cooperates=table["cooperates"].astype("boolean"), party_bloc=bloc.astype("string"))


def test_marginal_effects_are_unbiased_and_their_intervals_hold_the_truth(world: World, root: Path) -> None:
    configuration = load_configuration(yaml.safe_load((root / "config/config.yaml").read_text("utf-8")))
    study = configuration.studies["eu_us_vs_china"].model_copy(
        update={"levels": ["city"], "outcomes": ["cooperates"], "models": ["core"], "further_models": []}
    )
    rows = []
    for number in range(WORLDS):
        truth = world.truth.model_copy(update={"seed": number})
        effects = cooperation.draw_country_effects(truth, stream(number, "estimates recover"))
        table = analysis_of(world, draw_truth(truth, world.units, effects))
        estimates, _, _ = fit_models(
            table,
            studies={"s": study},
            outcomes=configuration.outcomes,
            factors=configuration.factors,
            models=configuration.models,
            confidence_level=0.95,
        )
        found = estimates[estimates["quantity"] == "marginal effect"]
        true = cooperation.average_effects(truth, world.units, effects)
        rows.append(found.merge(true, on=["partner", "level", "term"], validate="one_to_one").assign(number=number))
    every = pd.concat(rows)
    assert len(every) == WORLDS * 2 * 7  # every model converged in every world
    error = (every["estimate"] - every["effect"]).astype(float)
    by_term = error.groupby([every["partner"], every["term"]])
    distance = by_term.mean().abs() / (by_term.std() / np.sqrt(WORLDS))
    assert (distance < 3.5).all(), distance.round(2).to_dict()
    covered = (every["conf_low"] <= every["effect"]) & (every["effect"] <= every["conf_high"])
    by_world = covered.astype(float).groupby(every["number"]).mean()  # the terms of a world share its country effects
    assert abs(by_world.mean() - 0.95) < 3.5 * by_world.std() / np.sqrt(WORLDS), by_world.mean()
    assert by_world.mean() > 0.9
