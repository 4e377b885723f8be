"""Tests on ties: likeness of unit and partner place, and what distance and asymmetry do to the choice of a place.

Called by `network`. Everything works on arrays with one entry per tie or unit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.distributions import average_ranks, t_quantile, t_tail

Array = NDArray[np.float64]
STEPS, SMALL_STEP = 60, 1e-9  # of Newton's method
HALF = 0.5  # added to empty cells (Haldane 1956)


@dataclass(frozen=True)
class Tested:
    """A measure with its interval, the mean under the null hypothesis, p value and number of observations."""

    n: int
    estimate: float = float("nan")
    conf_low: float = float("nan")
    conf_high: float = float("nan")
    null: float = float("nan")
    p_value: float = float("nan")
    note: str = ""


def rank_correlation(one: Array, other: Array) -> float:
    """Return Spearman's correlation; not a number where either does not vary."""
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan")
    return float(np.corrcoef(average_ranks(one), average_ranks(other))[0, 1])


def log_odds_ratio(one: Array, other: Array) -> float:
    """Return the logarithm of the odds ratio of two yes-or-no variables, a half added to each cell."""
    a, b = float((one * other).sum()) + HALF, float((one * (1 - other)).sum()) + HALF
    c, d = float(((1 - one) * other).sum()) + HALF, float(((1 - one) * (1 - other)).sum()) + HALF
    return log(a * d / (b * c))


def compare_likeness(
    measure: Callable[[Array, Array], float],
    of_unit: Array,
    of_place: Array,
    unit: NDArray[np.int64],
    country: NDArray[np.int64],
    *,
    draws: int,
    confidence_level: float,
    rng: np.random.Generator,
) -> Tested:
    """Return a measure of likeness of unit and partner place over ties.

    Its p value is by permutation of the places among the ties of a country, so that what all units of a country share
    does not count; its interval is that of resampled units with all their ties.

    Parameters
    ----------
    of_unit, of_place
        a property of the unit and of the place of each tie.
    unit, country
        number of the unit and of its country, from 0.
    """
    n = len(of_unit)
    estimate = measure(of_unit, of_place) if n else float("nan")
    if np.isnan(estimate):
        return Tested(n, note="too few ties, or no variation")
    by_country = np.argsort(country, kind="stable")
    drawn = np.empty(draws)
    for draw in range(draws):
        shuffled = np.empty_like(of_place)
        shuffled[by_country] = of_place[np.lexsort((rng.random(n), country))]
        drawn[draw] = measure(of_unit, shuffled)
    null = float(np.nanmean(drawn))
    p = (1 + int(np.sum(np.abs(drawn - null) >= abs(estimate - null) - 1e-12))) / (1 + draws)
    ties_of = [np.flatnonzero(unit == number) for number in range(unit.max() + 1)]
    again = []
    for _ in range(draws):
        rows = np.concatenate([ties_of[number] for number in rng.integers(len(ties_of), size=len(ties_of))])
        again.append(measure(of_unit[rows], of_place[rows]))
    tail = 50 * (1 - confidence_level)
    low, high = np.nanpercentile(again, [tail, 100 - tail])
    return Tested(n, estimate, float(low), float(high), null, p)


def choose_partners(
    counts: Array, terms: NDArray[np.float64], country: NDArray[np.int64], confidence_level: float
) -> list[Tested]:
    """Return the effect of each term on the choice of partner places, given what each place attracts.

    A unit's ties fall on places with probabilities proportional to exp(effect of the place + terms): the conditional
    logit of McFadden (1974) with an effect of each place, which has the same estimates as Poisson pseudo-likelihood
    with effects of units and places (Guimarães, Figueiredo and Woodward 2003). Variance clustered by country of the
    unit (CV1) with t(G - 1).

    Parameters
    ----------
    counts
        u by p ties of units with places; each unit and place has at least one.
    terms
        k by u by p.
    country
        number of the country of each unit, from 0.
    """
    total, k = counts.sum(axis=1), len(terms)
    ties, groups = int(total.sum()), len(set(country.tolist()))
    beta = np.zeros(k + counts.shape[1] - 1)  # the first place is the reference
    step = np.inf
    for _ in range(STEPS):
        chances = _chances(beta, terms)
        residual = counts - total[:, None] * chances
        score = np.concatenate([(terms * residual).sum(axis=(1, 2)), residual.sum(axis=0)[1:]])
        information = _information(total, chances, terms)
        try:
            change = np.linalg.solve(information, score)
        except np.linalg.LinAlgError:
            return [Tested(ties, note="the terms cannot be told from the places")] * k
        step = float(np.abs(change).max())
        beta += change / max(1.0, step)  # no step longer than one, so that a first step cannot leave the scale
        if step < SMALL_STEP:
            break
    if not step < 1e-6 or groups < 2 or np.linalg.cond(information) > 1e14:
        return [Tested(ties, note="the model of choice did not converge, or has one country")] * k
    scores = np.column_stack([(terms * residual).sum(axis=2).T, residual[:, 1:]])
    by_country = np.zeros((groups, scores.shape[1]))
    np.add.at(by_country, np.unique(country, return_inverse=True)[1], scores)
    bread = np.linalg.inv(information)
    variance = bread @ (by_country.T @ by_country) @ bread * groups / (groups - 1)
    found = []
    for place in range(k):
        error = sqrt(max(variance[place, place], 0.0))
        half = error * float(t_quantile(0.5 + confidence_level / 2, groups - 1))
        p = float(2 * t_tail(abs(beta[place]) / error, groups - 1)) if error else float("nan")
        found.append(Tested(ties, float(beta[place]), beta[place] - half, beta[place] + half, 0.0, p))
    return found


def _chances(beta: Array, terms: NDArray[np.float64]) -> Array:
    value = np.tensordot(beta[: len(terms)], terms, axes=1) + np.concatenate([[0.0], beta[len(terms) :]])
    value -= value.max(axis=1, keepdims=True)
    weight = np.exp(value)
    found: Array = weight / weight.sum(axis=1, keepdims=True)
    return found


def _information(total: Array, chances: Array, terms: NDArray[np.float64]) -> Array:
    k, places = len(terms), chances.shape[1]
    weight = total[:, None] * chances
    mean = (terms * chances).sum(axis=2)  # k by u
    within = np.einsum("aup,bup,up->ab", terms, terms, weight) - (mean * total) @ mean.T
    across = (terms * weight).sum(axis=1) - mean @ weight
    of_places = np.diag(weight.sum(axis=0)) - chances.T @ weight
    found = np.empty((k + places - 1, k + places - 1))
    found[:k, :k] = within
    found[:k, k:] = across[:, 1:]
    found[k:, :k] = across[:, 1:].T
    found[k:, k:] = of_places[1:, 1:]
    return found
