"""What goes with ordered answers: the ordered logit of the models stage on the factors of a study's leading models.

Called by the findings on success and coordination, whose outcomes are made after the analysis table.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from paradiplomacy.config.study import Factor, Inference, Model, Outcome, Study
from paradiplomacy.findings.success_fields import DETERMINANTS
from paradiplomacy.models.ladder import fit_models

COLUMNS = [field.name for field in DETERMINANTS]


def fit_determinants(
    answers: pd.DataFrame,
    categories: Mapping[str, tuple[str, ...]],
    analysis: pd.DataFrame,
    *,
    name: str,
    study: Study,
    factors: Mapping[str, Factor],
    models: Mapping[str, Model],
    confidence_level: float,
    inference: Inference,
) -> pd.DataFrame:
    """Return estimates of an ordered logit of each outcome, for each partner and level (`DETERMINANTS`).

    A model that cannot be fitted is one row of quantity "fit" with its reason.

    Parameters
    ----------
    answers
        unit_id, partner and a column of category names for each outcome; missing where it is not known.
    categories
        the categories of each outcome from the lowest to the highest.
    analysis
        rows of study `name` of the analysis table, from which the factors come.
    """
    if answers.empty:
        return pd.DataFrame(columns=COLUMNS)
    known = answers[["unit_id", "partner", *categories]]
    rows = analysis.drop(columns=[outcome for outcome in categories if outcome in analysis])
    rows = rows[rows["study"] == name].merge(known, on=["unit_id", "partner"], validate="one_to_one")
    outcomes = {
        outcome: Outcome(label=outcome, kind="ordered", evidence="survey", field=outcome, answers=list(order))
        for outcome, order in categories.items()
    }
    leading = [study.leading_model(level, models) for level in study.levels]
    asked = study.model_copy(
        update={
            "outcomes": list(outcomes),
            "models": list(dict.fromkeys(leading)),
            "further_models": [],
            "levels": list(study.levels),
        }
    )
    estimates = fit_models(
        rows,
        studies={name: asked},
        outcomes=outcomes,
        factors=factors,
        models=models,
        confidence_level=confidence_level,
        inference=inference,
    )[0]
    used = estimates["model"] == estimates["level"].map(dict(zip(study.levels, leading, strict=True)))
    wanted = estimates["quantity"].isin(("ratio", "fit"))
    return estimates.loc[used & wanted, COLUMNS].reset_index(drop=True)
