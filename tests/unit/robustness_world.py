"""What the tests of robustness share: values of R, parts of the configuration, and an invented analysis table."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from paradiplomacy.config.load import load_configuration, load_section


def reference(root: Path, name: str) -> np.ndarray:
    """Return the values of a quantity that tests/reference/robustness.R printed."""
    table = pd.read_csv(root / "tests/reference/robustness.csv")
    return table.loc[table["quantity"].str.match(rf"{name}_\d+$"), "value"].to_numpy()


@cache
def _configuration(root: Path) -> Any:
    return load_configuration(yaml.safe_load((root / "config/config.yaml").read_text("utf-8")))


def sections(root: Path, *names: str) -> dict[str, Any]:
    """Return parts of the configuration of the demonstration, typed."""
    return load_section(_configuration(root).model_dump(mode="json", include=set(names)))


def draw_units(seed: int, groups: int = 12, size: int = 25, *, effect: float = 0.8) -> pd.DataFrame:
    """Return cities of unequal countries; `effect` of a population that goes together with GDP, and shared shocks."""
    random = np.random.default_rng(seed)
    sizes = random.integers(size // 3, 2 * size, groups)
    number = np.repeat(np.arange(groups), sizes)
    n = len(number)
    wealth = random.normal(size=groups)[number] * 0.6 + random.normal(size=n) * 0.6
    population = 12 + 0.6 * wealth + random.normal(size=groups)[number] * 0.4 + random.normal(size=n) * 0.8
    cee = number % 3 == 0
    port = random.random(n) < 0.3
    eta = effect * (population - 12) + 0.8 * wealth + 0.7 * random.normal(size=groups)[number]
    cooperates = pd.array(random.random(n) < 1 / (1 + np.exp(-eta)), dtype="boolean")
    answered = random.random(n) < 0.7
    cooperates[~answered] = pd.NA
    return pd.DataFrame(
        {
            "study": "eu_us_vs_china",
            "partner": "CN",
            "level": "city",
            "unit_id": [f"u{place:04}" for place in range(n)],
            "country": np.array([f"C{place:02}" for place in range(groups)])[number],
            "answered": pd.array(answered, dtype="boolean"),
            "population": np.exp(population).round(),
            "log_population": population,
            "log_gdp": 10 + 0.3 * wealth,
            "cee": pd.array(cee, dtype="boolean"),
            "macro_region": np.array(["East", "West", "South"])[number % 3],
            "party_bloc": random.choice(["left", "right", "centre"], n),
            "port_city": pd.array(port, dtype="boolean"),
            "capital": pd.array(np.diff(number, prepend=-1) > 0, dtype="boolean"),
            "cooperates": cooperates,
            "has_tie": pd.array(random.random(n) < 1 / (1 + np.exp(-eta)), dtype="boolean"),
            "n_ties": pd.array(random.poisson(np.exp(0.4 * eta)), dtype="Int64"),
        }
    )
