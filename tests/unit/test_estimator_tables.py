"""The printed table of other estimators: one row per model and partner, and what failed says so."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
from test_models_grid import FACTORS, OUTCOMES, grid, table

from paradiplomacy.config.study import Model
from paradiplomacy.reports.estimator_tables import other_estimators_table

MODELS: dict[str, dict[str, Any]] = {
    "firth": {"factors": ["log_population", "port_city"], "estimator": "firth"},
    "within": {"factors": ["log_population", "port_city"], "estimator": "conditional logit"},
    "product": {"formula": "cooperates ~ log_population * port_city"},
    "separated": {"factors": ["log_population", "capital"], "estimator": "logit"},
    "both": {"factors": ["log_population"], "estimator": "bivariate probit"},
}


class Page:
    """What a table asks of a report."""

    def __init__(self, estimates: pd.DataFrame) -> None:
        models = {name: Model(label=name.upper(), levels=["city"], **given) for name, given in MODELS.items()}
        models["size"] = Model(label="SIZE", levels=["city"], factors=["log_population"])
        partners = {code: SimpleNamespace(name=f"country {code}") for code in ("CN", "US")}
        self.configuration = SimpleNamespace(models=models, factors=FACTORS, outcomes=OUTCOMES, partners=partners)
        self.study_name, self.simulated = "s", False
        self.study = SimpleNamespace(outcomes=["cooperates"], further_models=list(MODELS), partners=["CN", "US"])
        self.estimates = estimates

    def table(self, name: str, dataset: object) -> pd.DataFrame:
        return self.estimates.assign(converged=self.estimates["converged"].astype(bool))

    def leading_model(self, level: str) -> str:
        return "size"


def test_other_estimators_stand_below_the_leading_model() -> None:
    estimates = grid(table(), MODELS, ["cooperates"])["estimates"]
    printed = other_estimators_table(Page(estimates), "city")  # type: ignore[arg-type]
    rows = {row[0]: row[2:] for row in printed.rows}  # ratio and effect of China, then of the United States
    assert list(rows) == ["SIZE (logit)", "FIRTH", "WITHIN", "PRODUCT", "SEPARATED"]
    assert rows["SEPARATED"] == ["not fitted"] * 4
    assert rows["WITHIN"][0] and rows["WITHIN"][1] == ""  # a conditional likelihood has no probabilities
    assert rows["PRODUCT"][2] == "" and rows["PRODUCT"][3]
    firth = estimates[(estimates["model"] == "firth") & (estimates["partner"] == "CN")]
    effect = firth[(firth["quantity"] == "marginal effect") & (firth["term"] == "log_population")].iloc[0]
    assert rows["FIRTH"][1].startswith(f"{100 * effect['estimate']:.1f}")
