"""Weights of a wave: inverse probabilities of the response model, trimmed, and raked to known margins of the frame.

The last step of the survey stage; the findings take shares and means with these weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paradiplomacy.config.waves import Nonresponse
from paradiplomacy.frame.size_classes import size_classes
from paradiplomacy.survey.nonresponse import (
    ResponseModel,
    compare_responders,
    fit_response_model,
    response_model_table,
)
from paradiplomacy.survey.nonresponse_fields import WEIGHT_DIAGNOSTICS, WEIGHTS
from paradiplomacy.survey.raking import join_small_cells, rake
from paradiplomacy.tables import typed

Vector = NDArray[np.float64]
STAGES = ("base", "ipw", "trimmed", "raked")


@dataclass(frozen=True)
class WeightedWave:
    """The weights of a wave and what they rest on. Each table has the field table that is named beside it."""

    weights: pd.DataFrame
    """One row per unit that answered (WEIGHTS)."""
    diagnostics: pd.DataFrame
    """How much the weights vary at each step (WEIGHT_DIAGNOSTICS)."""
    response_model: pd.DataFrame
    """Terms of the model of answering (RESPONSE_MODEL)."""
    responders: pd.DataFrame
    """Responders against non-responders (RESPONDERS)."""


def weigh_wave(
    dispositions: pd.DataFrame, responses: pd.DataFrame, units: pd.DataFrame, settings: Nonresponse
) -> WeightedWave:
    """Weigh the answers of one wave so that they stand for all units that were invited.

    Parameters
    ----------
    dispositions
        one row per unit invited to the wave (`DISPOSITIONS`).
    responses
        answers that count: unit_id, submitted.
    units
        the frame (`UNITS`).
    settings
        covariates of the response model, margins of raking, smallest cell and largest weight.
    """
    wave, level = str(dispositions["wave"].iloc[0]), str(dispositions["level"].iloc[0])
    columns = [name for name in units.columns if name not in ("level", "country")]
    invited = dispositions.merge(units[columns], on="unit_id", validate="one_to_one").sort_values("unit_id")
    invited = invited.reset_index(drop=True)
    answered = (invited["disposition"] != "none").astype(bool)
    model = fit_response_model(invited, answered, settings.covariates)
    n, total = int(answered.sum()), len(invited)
    if n == 0:
        silent = compare_responders(wave, invited, answered, pd.Series(0.0, index=invited.index), settings.covariates)
        nothing = _diagnostics(wave, {stage: np.array([]) for stage in STAGES}, total, 0.0, model, 0, None, "")
        none = typed(pd.DataFrame(columns=WEIGHTS.columns), WEIGHTS)
        return WeightedWave(none, nothing, response_model_table(wave, model), silent)

    stratum = join_small_cells(invited["country"], answered, settings.smallest_cell, invited["macro_region"])
    cells = {name: stratum if name == "country" else _cells(invited, answered, name, settings.smallest_cell, level)
             for name in settings.margins}  # fmt: skip
    mine = answered.to_numpy()
    stages = {"base": np.full(n, total / n), "ipw": _scaled(1 / model.propensity[mine], total)}
    stages["trimmed"], cut = trim_weights(stages["ipw"], settings.largest_weight)
    codes = {name: pd.factorize(cell, sort=True)[0] for name, cell in cells.items()}
    raked = rake(
        stages["trimmed"],
        [code[mine] for code in codes.values()],
        [np.bincount(code).astype(float) for code in codes.values()],
    )
    stages["raked"] = raked.weights
    joined = [f"{name}: {cell}" for name, each in cells.items() for cell in sorted(each.unique()) if " + " in cell]
    notes = [model.note, "joined " + "; ".join(joined) if joined else ""]
    notes += [] if raked.converged else ["raking did not converge: the trimmed weights are final"]
    final = raked.weights if raked.converged else stages["trimmed"]
    submitted = responses.set_index("unit_id")["submitted"]
    weights = pd.DataFrame(
        {
            "unit_id": invited.loc[mine, "unit_id"],
            "wave": wave,
            "submitted": invited.loc[mine, "unit_id"].map(submitted),
            "propensity": model.propensity[mine],
            **{stage: stages[stage] for stage in STAGES[:3]},
            "raked": raked.weights if raked.converged else None,
            "weight": final,
            "stratum": stratum[mine],
            "stratum_invited": stratum.map(stratum.value_counts())[mine],
            **{f"cell_{name}": cell[mine] for name, cell in cells.items()},
        }
    )
    every = pd.Series(0.0, index=invited.index)
    every[mine] = final
    return WeightedWave(
        typed(weights, WEIGHTS),
        _diagnostics(wave, stages, total, cut, model, raked.rounds, raked.converged, ". ".join(filter(None, notes))),
        response_model_table(wave, model),
        compare_responders(wave, invited, answered, every, settings.covariates),
    )


def trim_weights(weights: Vector, largest: float) -> tuple[Vector, float]:
    """Return weights cut at `largest` times their mean, with the sum that they had, and the share that was cut.

    What is cut is spread over the weights that are not, in their proportion (Potter 1990); one that this lifts above
    the limit is cut, too.
    """
    total = float(weights.sum())
    limit = largest * total / len(weights)  # of the mean, which keeps some weights below it whatever is cut
    current = weights.astype(float)
    cut = np.zeros(len(weights), dtype=bool)
    while (current[~cut] > limit * (1 + 1e-12)).any():
        cut |= current > limit * (1 + 1e-12)
        current = np.where(cut, limit, current * (total - limit * cut.sum()) / current[~cut].sum())
    return current, float(cut.mean())


def design_effect(weights: Vector) -> float:
    """Return the design effect of unequal weights: n times the sum of squares by the square of the sum (Kish 1965)."""
    return float(len(weights) * (weights**2).sum() / weights.sum() ** 2)


def _cells(invited: pd.DataFrame, answered: pd.Series[bool], margin: str, smallest: int, level: str) -> pd.Series[str]:
    if margin == "size_class":
        return join_small_cells(size_classes(invited["population"], level), answered, smallest)
    return join_small_cells(invited["capital"].map({True: "capital", False: "other"}), answered, smallest)


def _scaled(weights: Vector, total: int) -> Vector:
    scaled: Vector = weights * total / weights.sum()
    return scaled


def _diagnostics(
    wave: str,
    stages: dict[str, Vector],
    total: int,
    cut: float,
    model: ResponseModel,
    rounds: int,
    converged: bool | None,
    note: str,
) -> pd.DataFrame:
    rows = []
    for stage, weights in stages.items():
        row = {"wave": wave, "stage": stage, "n": len(weights), "invited": total}
        if len(weights):
            effect = design_effect(weights)
            row |= {"design_effect": effect, "effective_n": len(weights) / effect}
            row |= {"smallest": weights.min(), "median": np.median(weights), "largest": weights.max()}
        if stage == "ipw":
            row |= {"filled": model.filled, "auc": None if np.isnan(model.auc) else model.auc}
        if stage == "trimmed":
            row["trimmed_share"] = cut
        if stage == "raked":
            row |= {"rounds": rounds, "converged": converged, "note": note or None}
        rows.append(row)
    return typed(pd.DataFrame(rows), WEIGHT_DIAGNOSTICS)
