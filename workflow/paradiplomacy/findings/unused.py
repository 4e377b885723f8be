"""Unused potential: units that are predicted to cooperate and do not, beside how many would be so by chance."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from paradiplomacy.findings.case_prediction import CasePredictions, Vector

Row = dict[str, Any]


def unused_potential(
    found: CasePredictions | None, ties: pd.Series[Any], *, threshold: float, draws: int, level: float, seed: str
) -> tuple[list[Row], Row]:
    """Return the units, and how their number compares with what chance alone would leave.

    A unit counts when its outcome is known to be no, no source has a tie, and its probability, learnt from other
    countries, is `threshold` at least. Even a right model leaves such units: of those predicted at 70%, three of ten
    do not cooperate. So the number of all units that say no is set beside three others: what the predictions expect
    (with the range by the exact distribution of a sum of unequal chances), what they expect once calibrated on the
    other countries, and what is left when outcomes are permuted within countries, which undoes what factors tell.

    Parameters
    ----------
    ties
        number of ties by unit_id.
    seed
        name from which the permutations are drawn.

    Notes
    -----
    Permutations hold the predictions fixed, though the outcomes of each country took part in the predictions of all
    others: where factors tell nothing, the number varies more than among permutations. What that amounts to for the
    claim stands in the rates of verdicts (`make verdicts`).
    """
    if found is None:  # nothing was predicted: that none is unused is not known then
        return [], {"known": 0, "above": 0}
    table = found.table[found.table["outcome"].notna()].reset_index(drop=True)
    outcome = table["outcome"].to_numpy(dtype=float)
    above = table["probability"].to_numpy(dtype=float) >= threshold
    tied = (table["unit_id"].map(ties).fillna(0) > 0).to_numpy()
    refuses = above & (outcome == 0)
    chosen = refuses & ~tied
    units = [
        {
            "unit_id": row.unit_id,
            "probability": row.probability,
            "probability_low": row.low,
            "probability_high": row.high,
            "calibrated": None if np.isnan(row.calibrated) else row.calibrated,
            "low_above": bool(row.low >= threshold),
        }
        for row in table[chosen].itertuples()
    ]
    chances = 1 - table["probability"].to_numpy(dtype=float)[above]
    summary: Row = {
        "known": len(table),
        "above": int(above.sum()),
        "unused": int(chosen.sum()),
        "other_no": int((refuses & tied).sum()),
    }
    if not above.any():
        return units, summary
    low, high = range_of_sum(chances, level)
    summary |= {"expected": float(chances.sum()), "expected_low": low, "expected_high": high}
    calibrated = table["calibrated"].to_numpy(dtype=float)[above]
    summary["calibrated"] = None if np.isnan(calibrated).any() else float((1 - calibrated).sum())
    random = np.random.default_rng(crc32(f"unused/{seed}".encode()))
    permuted = permuted_numbers(outcome, above, table["country"].to_numpy(dtype=str), draws, random)
    summary["permuted"] = float(permuted.mean())
    summary["p_value"] = float((1 + (permuted <= refuses.sum()).sum()) / (1 + draws))
    lower, upper = np.quantile(permuted, [(1 - level) / 2, (1 + level) / 2])
    summary |= {
        "beyond_chance": float(refuses.sum() - permuted.mean()),
        "beyond_chance_low": float(refuses.sum() - upper),
        "beyond_chance_high": float(refuses.sum() - lower),
    }
    return units, summary


def range_of_sum(chances: Vector, level: float) -> tuple[int, int]:
    """Return the central range of a sum of independent yes or no with unequal chances (Poisson binomial, exact)."""
    weights = np.ones(1)
    for chance in chances:
        weights = np.convolve(weights, [1 - chance, chance])
    cumulated = np.cumsum(weights)
    tail = (1 - level) / 2
    return int(np.searchsorted(cumulated, tail)), int(np.searchsorted(cumulated, 1 - tail))


def permuted_numbers(outcome: Vector, above: Any, countries: Any, draws: int, random: np.random.Generator) -> Vector:
    """Return the number of units above the threshold without cooperation in each permutation within countries.

    Within a country that number is hypergeometric, so that it is drawn at once.
    """
    total = np.zeros(draws)
    for country in np.unique(countries):
        inside = countries == country
        no, yes = int((outcome[inside] == 0).sum()), int((outcome[inside] == 1).sum())
        drawn = int(above[inside].sum())
        if drawn:
            total += random.hypergeometric(no, yes, drawn, size=draws)
    return total
