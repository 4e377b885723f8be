"""P values of many tests: Holm's, which hold for a whole family, and Benjamini and Hochberg's, for the share of errors.

Used by the specification curve and by `adjust_p_values`, which reads the estimates of the ladder.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paradiplomacy.config.study import Study
from paradiplomacy.models.robustness_fields import ADJUSTED

Vector = NDArray[np.float64]


def holm(p_values: Vector) -> Vector:
    """Return p values whose rejections at any level err at most once in that share of families (Holm 1979)."""
    order = np.argsort(p_values, kind="stable")
    steps = np.maximum.accumulate(p_values[order] * np.arange(len(p_values), 0, -1))
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum(steps, 1.0)
    return adjusted


def benjamini_hochberg(p_values: Vector) -> Vector:
    """Return p values whose rejections at a level hold at most that share of errors (Benjamini and Hochberg 1995)."""
    order = np.argsort(p_values, kind="stable")
    ranks = np.arange(1, len(p_values) + 1)
    steps = np.minimum.accumulate((p_values[order] * len(p_values) / ranks)[::-1])[::-1]
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum(steps, 1.0)
    return adjusted


def adjust_p_values(estimates: pd.DataFrame, studies: Mapping[str, Study]) -> pd.DataFrame:
    """Return the coefficients of the ladders with adjusted p values (`ADJUSTED`).

    A family of Holm's holds the factors of one model, partner, level and outcome. Benjamini and Hochberg's takes all
    coefficients of the ladder of a study. Models beside the ladder repeat its tests and are left out.
    """
    chosen = (estimates["quantity"] == "coefficient") & (estimates["term"] != "constant") & estimates["p_value"].notna()
    on_ladder = pd.Series(
        [
            name in studies and model in studies[name].models
            for name, model in zip(estimates["study"], estimates["model"], strict=True)
        ],
        index=estimates.index,
    )
    found = estimates.loc[chosen & on_ladder & (estimates["term"] != "alpha")]
    found = found[["study", "partner", "level", "outcome", "model", "term", "p_value"]]
    found = found[~found["term"].str.contains("|", regex=False)].astype({"p_value": float}).reset_index(drop=True)
    families = found.groupby(["study", "partner", "level", "outcome", "model"])["p_value"]
    return found.assign(
        family=families.transform("size"),
        p_holm=families.transform(lambda values: holm(values.to_numpy())),
        p_bh=found.groupby("study")["p_value"].transform(lambda values: benjamini_hochberg(values.to_numpy())),
    )[ADJUSTED.columns]
