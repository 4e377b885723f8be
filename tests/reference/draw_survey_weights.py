"""Draws tests/reference/survey_weights_data.csv: an invented wave, on which R's package survey gives reference values.

Run it only to draw other data: `python tests/reference/draw_survey_weights.py`, then `make referee ARGS=--write`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

DATA = Path(__file__).with_name("survey_weights_data.csv")
COUNTRIES = {"AA": 70, "BB": 45, "CC": 40, "DD": 60, "EE": 55, "FF": 50}
SIZES = ("small", "middle", "large")


def draw() -> pd.DataFrame:
    """Return 320 invited units; `y` (binary) and `ties` (count) are known of those that answered, but for some."""
    rng = np.random.default_rng(20240613)
    country = np.repeat(list(COUNTRIES), list(COUNTRIES.values()))
    n = len(country)
    size = rng.choice(SIZES, n, p=[0.5, 0.3, 0.2])
    wealth = rng.normal(0, 1, n).round(3)
    east = np.isin(country, ["EE", "FF"])
    large = (size == "large").astype(float) - (size == "small")
    answered = rng.random(n) < 1 / (1 + np.exp(-(-0.2 + 0.6 * large + 0.4 * wealth - 0.5 * east)))
    y = (rng.random(n) < 1 / (1 + np.exp(-(-0.3 + 0.8 * large + 0.5 * wealth)))).astype(float)
    ties = np.where(y == 1, 1 + rng.poisson(np.exp(0.2 + 0.4 * large)), 0).astype(float)
    unknown = rng.random(n) < 0.04
    table = pd.DataFrame(
        {"unit": np.arange(1, n + 1), "country": country, "size": size, "wealth": wealth, "east": east.astype(int)}
    )
    table["answered"] = answered.astype(int)
    table["y"] = np.where(answered & ~unknown, y, np.nan)
    table["ties"] = np.where(answered & ~unknown, ties, np.nan)
    return table.astype({"y": "Int64", "ties": "Int64"})


if __name__ == "__main__":
    draw().to_csv(DATA, index=False, lineterminator="\n")
