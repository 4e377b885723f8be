"""Average marginal effects of many fits at once, differences between two models that share countries, equivalence.

Stands behind `clusters`: the effects of the deletions are their jackknife, and two models whose deletions are of the
same countries have a joint covariance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.distributions import t_tail
from paradiplomacy.models.batch import Family, Matrix, Vector
from paradiplomacy.models.clusters import mean_and_slope


def average_effects(family: Family, coefficients: Matrix, low: Matrix, high: Matrix) -> Vector:
    """Return the R averages of predictions under `high` minus under `low` (n by k each), for R by k coefficients."""
    above, _ = mean_and_slope(family, coefficients @ high.T)
    below, _ = mean_and_slope(family, coefficients @ low.T)
    return np.asarray((above - below).mean(axis=1))


def effect_gradient(family: Family, coefficients: Vector, low: Matrix, high: Matrix) -> Vector:
    """Return the k derivatives of an average effect by the coefficients, for the delta method."""
    _, above = mean_and_slope(family, high @ coefficients)
    _, below = mean_and_slope(family, low @ coefficients)
    return np.asarray((above[:, None] * high - below[:, None] * low).mean(axis=0))


@dataclass(frozen=True)
class Deletions:
    """An estimate, and what it is without each country (`without`, by name of the country)."""

    estimate: float
    without: Mapping[str, float]

    @classmethod
    def of(cls, estimate: float, labels: NDArray[Any], deleted: Vector) -> Deletions:
        """Name the deletions."""
        return cls(estimate, dict(zip(map(str, labels), map(float, deleted), strict=True)))


@dataclass(frozen=True)
class Difference:
    """Difference of two estimates with its jackknife error, and the countries that either rests on."""

    estimate: float
    std_error: float
    n_clusters: int


def difference(first: Deletions, second: Deletions) -> Difference:
    """Return the first estimate minus the second with its cluster jackknife error (CV3).

    A country is left out of both models at once, so that what the two have in common cancels; a country that one of
    them does not rest on leaves that one as it is.
    """
    countries = sorted({*first.without, *second.without})
    estimate = first.estimate - second.estimate
    without = np.array(
        [first.without.get(c, first.estimate) - second.without.get(c, second.estimate) for c in countries]
    )
    groups = len(countries)
    error = float(np.sqrt((groups - 1) / groups * np.sum((without - estimate) ** 2)))
    return Difference(estimate, error, groups)


def equivalence_p_value(estimate: float, std_error: float, df: float, margin: float) -> float:
    """Return the p value of two one-sided tests that the true value lies outside -margin to margin.

    Notes
    -----
    Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15. Small: the difference is shown to be smaller
    than the margin. A large p value of the ordinary test shows no such thing.
    """
    return float(t_tail((margin - abs(estimate)) / std_error, df))
