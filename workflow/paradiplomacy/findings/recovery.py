"""Simulated world only: do the estimates recover the truth that the world was drawn from?"""

from __future__ import annotations

import pandas as pd

from paradiplomacy.findings.fields import RECOVERY


def compare_with_truth(estimates: pd.DataFrame, true_effects: pd.DataFrame | None, outcome: str) -> pd.DataFrame:
    """Return true and estimated average marginal effects side by side (`RECOVERY`).

    The largest converged model of each partner and level is compared: the smaller ones estimate something else,
    as they leave out factors that the world was drawn with.

    Parameters
    ----------
    estimates
        rows of one study (`ESTIMATES`).
    true_effects
        columns partner, level, term, effect: the average marginal effect over the whole frame; None for real data.
    outcome
        the survey outcome that the truth is about.
    """
    effects = estimates[(estimates["quantity"] == "marginal effect") & (estimates["outcome"] == outcome)]
    if true_effects is None or effects.empty:
        return pd.DataFrame(columns=RECOVERY.columns)
    sizes = effects.groupby(["partner", "level", "model"])["term"].transform("size")
    largest = effects[sizes == sizes.groupby([effects["partner"], effects["level"]]).transform("max")]
    joined = largest.merge(true_effects, on=["partner", "level", "term"], how="inner", validate="one_to_one")
    joined = joined.rename(columns={"effect": "truth"})
    joined["covered"] = (joined["conf_low"] <= joined["truth"]) & (joined["truth"] <= joined["conf_high"])
    return joined.reindex(columns=RECOVERY.columns)
