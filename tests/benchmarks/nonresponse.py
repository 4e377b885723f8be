"""Measures what weighting does for the shares of the simulated waves: bias and coverage over many draws of answers.

Run by `python tests/benchmarks/nonresponse.py [DRAWS]`. Who answers is drawn anew each time, by three models of
answering: the one of the simulated world, in which units that cooperate answer more often whatever their covariates;
one by size and country alone; one by the outcome alone. Prints one line per wave, model and method.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from paradiplomacy.config.load import load_configuration
from paradiplomacy.simulate.parameters import WAVES
from paradiplomacy.simulate.world import simulate_world
from response_draws import SCENARIOS, draw_estimates, invited_units

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Print the table."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    settings = load_configuration(yaml.safe_load((ROOT / "config/config.yaml").read_text("utf-8"))).nonresponse
    countries = pd.read_csv(ROOT / "resources/countries.csv", keep_default_na=False)
    world = simulate_world()
    print(f"{draws} draws; percentage points, and the share of 95% intervals (or bounds) that hold the truth")
    print(
        f"{'answers depend on':18} {'wave':20} {'method':14} {'bias':>6} {'±':>5} {'spread':>6} {'s.e.':>6} {'held':>6}"
    )
    for scenario in SCENARIOS:
        for wave in WAVES:
            found = draw_estimates(world.truth, invited_units(world, countries, wave), wave, scenario, draws, settings)
            for method, row in found.summary().iterrows():
                numbers = " ".join(f"{100 * row[name]:6.2f}" for name in ("bias", "error", "spread", "std_error"))
                print(f"{scenario:18} {wave:20} {method:14} {numbers} {row['coverage']:6.3f}", flush=True)


if __name__ == "__main__":
    main()
