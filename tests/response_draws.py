"""Draws who answers a wave of the simulated world, many times, and estimates its share from each draw.

The units and what they do stay as they are; who answers is drawn anew, from the simulator's own model of answering.
Tests and the benchmark of the non-response correction share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from paradiplomacy.config.waves import Nonresponse
from paradiplomacy.findings.nonresponse import response_designs
from paradiplomacy.simulate.answers import FIELD_TIMES, response_draws
from paradiplomacy.simulate.cooperation import bloc_facing
from paradiplomacy.simulate.parameters import WAVES, ResponseCoefficients, Truth, stream
from paradiplomacy.simulate.world import World
from paradiplomacy.survey.design_estimates import estimate_mean
from paradiplomacy.survey.resistance import extrapolate_late, worst_case_bounds
from paradiplomacy.survey.weights import weigh_wave

# of the log-odds of an answer; None: as the simulated world is drawn
SCENARIOS: dict[str, Mapping[str, float] | None] = {
    "as drawn": None,
    "size and country": {"log_population": 0.8, "cooperates": 0.0},
    "outcome alone": {"log_population": 0.0, "cooperates": 1.0, "country_sd": 0.0},
}


@dataclass(frozen=True)
class Draws:
    """Estimates of many draws of one wave: draw, method, estimate, std_error, conf_low, conf_high; and the truth."""

    estimates: pd.DataFrame
    truth: float

    def summary(self) -> pd.DataFrame:
        """Return bias, its Monte Carlo error, spread, mean standard error and coverage by method."""
        rows = {}
        for method, found in self.estimates.groupby("method", sort=False):
            held = (found["conf_low"] <= self.truth) & (self.truth <= found["conf_high"])
            rows[method] = {
                "bias": found["estimate"].mean() - self.truth,
                "error": found["estimate"].std() / np.sqrt(len(found)),
                "spread": found["estimate"].std(),
                "std_error": found["std_error"].mean(),
                "coverage": held.mean(),
                "width": (found["conf_high"] - found["conf_low"]).mean(),
            }
        return pd.DataFrame(rows).T


def invited_units(world: World, countries: pd.DataFrame, wave: str) -> pd.DataFrame:
    """Return the units of a wave in the columns of the frame, with what they truly do."""
    partner, level = WAVES[wave]
    units = world.units[world.units["level"] == level]
    units = units.merge(countries[["country", "macro_region"]], on="country", validate="many_to_one")
    units = units.assign(
        log_population=np.log(units["population"].astype(float)),
        log_gdp=np.log(units["gdp"].astype(float)),
        party_bloc=units[bloc_facing(partner)].astype("string"),
        **{name: units[name].astype("boolean") for name in ("cee", "port_city", "capital")},
    )
    true = world.truth_units[world.truth_units["partner"] == partner]
    return units.merge(true[["unit_id", "cooperates"]], on="unit_id", validate="one_to_one")


def draw_estimates(
    truth: Truth, units: pd.DataFrame, wave: str, scenario: str, draws: int, settings: Nonresponse
) -> Draws:
    """Return the estimates of `draws` draws of who answers, each answer being true."""
    change = SCENARIOS[scenario]
    if change is not None:
        response = ResponseCoefficients(**(truth.response[wave].model_dump() | dict(change)))
        truth = truth.model_copy(update={"response": {**truth.response, wave: response}})
    partner, _ = WAVES[wave]
    first, last = (pd.Timestamp(day) for day in FIELD_TIMES[wave[-4:]])
    rows = []
    for number in range(draws):
        drawn = truth.model_copy(update={"seed": number})
        answered = response_draws(drawn, wave, units)
        days = stream(number, f"days {wave}").integers((last - first).days, size=len(units))
        submitted = (first + pd.to_timedelta(days, unit="D")).strftime("%Y-%m-%d")
        dispositions = units[["unit_id", "country", "level"]].assign(
            wave=wave, partner=partner, disposition=np.where(answered, "complete", "none")
        )
        responses = pd.DataFrame({"unit_id": units["unit_id"], "submitted": submitted})[answered]
        weights = weigh_wave(dispositions, responses, units, settings).weights
        values = weights["unit_id"].map(units.set_index("unit_id")["cooperates"]).astype(float)
        for method, design in response_designs(weights).items():
            found = estimate_mean(values.to_numpy(), design, 0.95, share=True)
            rows.append((number, method, found.estimate, found.std_error, found.conf_low, found.conf_high))
        line = extrapolate_late(weights["submitted"], values, len(units), 0.95)
        rows.append((number, "late answers", line.estimate, np.nan, line.conf_low, line.conf_high))
        low, high = worst_case_bounds(values.to_numpy(), len(units))
        rows.append((number, "worst case", np.nan, np.nan, low, high))
    columns = ["draw", "method", "estimate", "std_error", "conf_low", "conf_high"]
    return Draws(pd.DataFrame(rows, columns=columns), float(units["cooperates"].mean()))
