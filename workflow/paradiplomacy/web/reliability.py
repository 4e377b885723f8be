"""How far coders agree: Krippendorff's alpha of each coded variable, with a bootstrap interval.

Stands after the human coding of what web pages say. The classifier may enter as one more coder, never as the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Scale = Literal["nominal", "ordinal", "interval", "ratio"]
TENTATIVE, RELIABLE = (
    0.667,
    0.8,
)  # below the first no conclusion, from the second on a sure one (Krippendorff 2004, 241)
REPLICATES = 2_000


@dataclass(frozen=True)
class Alpha:
    """Krippendorff's alpha of one variable.

    Parameters
    ----------
    alpha
        not a number where it is not defined: fewer than two codings of one unit, or all codings alike.
    conf_low, conf_high
        ends of the bootstrap interval.
    below_tentative, below_reliable
        share of bootstrap samples in which alpha is below 0.667, and below 0.8.
    n_units, n_values
        units that at least two coders coded, and their codings.
    agreement
        share of the pairs of codings of a unit that are alike, averaged over units by their codings.
    """

    alpha: float
    conf_low: float
    conf_high: float
    below_tentative: float
    below_reliable: float
    n_units: int
    n_values: int
    agreement: float


def krippendorff_alpha(values: Matrix, scale: Scale) -> float:
    """Return Krippendorff's alpha (Krippendorff 2004, chapter 11), 1 - observed by expected disagreement.

    Parameters
    ----------
    values
        coders (rows) by units (columns), codes as numbers; not a number where a coder did not code the unit.
    scale
        by which two codes differ: nominal, ordinal, interval or ratio (no negative values).

    Returns
    -------
    float
        not a number where no unit has two codings, or all codings that can be paired are alike.

    Raises
    ------
    ValueError
        when ratio values are negative.
    """
    by_unit, weights, expected = _disagreements(values, scale)
    return float("nan") if not len(weights) or expected == 0 else float(1 - by_unit.sum() / weights.sum() / expected)


def bootstrap_alpha(
    values: Matrix,
    scale: Scale,
    confidence_level: float,
    rng: np.random.Generator,
    replicates: int = REPLICATES,
) -> Alpha:
    """Return alpha with its bootstrap interval.

    As Hayes and Krippendorff (2007) do, disagreements are drawn with replacement against the expected disagreement of
    the data. They draw single pairs of codings; here units are drawn with all their pairs, as those of one unit are not
    independent. With two codings of each unit both are the same. All codings alike leave nothing to draw from.

    Parameters
    ----------
    values, scale
        as for `krippendorff_alpha`.
    rng
        random numbers of this variable.
    """
    by_unit, weights, expected = _disagreements(values, scale)
    n_units, n_values = len(weights), int(weights.sum())
    if not n_units or expected == 0:
        alike = 1.0 if n_units else float("nan")  # without expected disagreement all codings are one
        return Alpha(*(float("nan"),) * 5, n_units, n_values, alike)
    drawn = rng.multinomial(n_units, np.full(n_units, 1 / n_units), size=replicates)
    alphas = 1 - (drawn @ by_unit) / (drawn @ weights) / expected
    tail = (1 - confidence_level) / 2
    low, high = (float(end) for end in np.quantile(alphas, [tail, 1 - tail]))
    below = [float((alphas < bound).mean()) for bound in (TENTATIVE, RELIABLE)]
    differing, _, _ = _disagreements(values, "nominal")
    alike = float(1 - differing.sum() / n_values)
    alpha = float(1 - by_unit.sum() / n_values / expected)
    return Alpha(alpha, low, high, below[0], below[1], n_units, n_values, alike)


def reliability_verdict(alpha: float, conf_low: float) -> str:
    """Return what Krippendorff's bounds (2004, 241) make of alpha, and of the lower end of its interval."""
    if np.isnan(alpha):
        return "not measurable"
    words = {0: "unreliable", 1: "tentative", 2: "reliable"}
    reached, sure = (sum(value >= bound for bound in (TENTATIVE, RELIABLE)) for value in (alpha, conf_low))
    if sure == reached:
        return words[reached]
    bound = (TENTATIVE, RELIABLE)[sure]
    return f"{words[reached]}; interval reaches below {bound:g}"


def _disagreements(values: Matrix, scale: Scale) -> tuple[Matrix, Matrix, float]:
    """Return of each unit with two codings or more the disagreement and the number of codings; and the expected one.

    The disagreement of a unit is the sum over its ordered pairs of the squared difference, by one less than its number
    of codings; these, summed and divided by the number of codings, are the observed disagreement.
    """
    paired = values[:, (~np.isnan(values)).sum(axis=0) >= 2]
    if not paired.size:
        return np.empty(0), np.empty(0), 0.0
    codes, places = np.unique(paired[~np.isnan(paired)], return_inverse=True)
    counts = np.zeros((paired.shape[1], len(codes)))
    np.add.at(counts, (np.nonzero(~np.isnan(paired.T))[0], _places_by_unit(paired, codes)), 1)
    totals = np.bincount(places, minlength=len(codes)).astype(float)
    squared = _squared_differences(codes, totals, scale)
    coded = counts.sum(axis=1)
    # pairs of a coding with itself differ by zero, so they need not be taken out
    by_unit = np.einsum("ui,ij,uj->u", counts, squared, counts) / (coded - 1)
    n = totals.sum()
    return by_unit, coded, float(totals @ squared @ totals / (n * (n - 1)))


def _places_by_unit(paired: Matrix, codes: Matrix) -> NDArray[np.int64]:
    by_unit = paired.T
    found: NDArray[np.int64] = np.searchsorted(codes, by_unit[~np.isnan(by_unit)])
    return found


def _squared_differences(codes: Matrix, totals: Matrix, scale: Scale) -> Matrix:
    """Return the squared difference of each pair of codes (Krippendorff 2004, 232-236)."""
    first, second = codes[:, None], codes[None, :]
    found: Matrix
    if scale == "nominal":
        found = (first != second).astype(float)
    elif scale == "interval":
        found = (first - second) ** 2
    elif scale == "ratio":
        if (codes < 0).any():
            raise ValueError("ratio values must not be negative")
        total = first + second
        found = np.divide(first - second, total, out=np.zeros_like(total), where=total > 0) ** 2
    else:
        # ranks between two codes: the codings from one to the other, those at both ends by half
        middle = np.cumsum(totals) - totals / 2
        found = (middle[:, None] - middle[None, :]) ** 2
    return found
