"""Latent class analysis of yes-or-no items with gaps, by EM from many random starts.

Called by `typology`. The package stepmix (Morin et al. 2025) estimates the same model and stands beside this one in the
tests; here all starts run at once as array operations, so that resamples of a whole study take seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

FIRST_STEPS, KEPT = 30, 4  # after so many steps of EM one start in so many is followed to its end
LONGEST = 3000  # steps of EM
CHANGE = 1e-7  # of the log-likelihood, at which EM has converged
SAME_OPTIMUM = 1e-3  # of the log-likelihood between starts that found the same classes
ROUGH_CHANGE = 1e-4  # the same for resamples, of which the classes count and not the last digits
PULL = 4.0  # starts are drawn as if each class held four units more, with the shares of all units
EDGE = 1e-10  # an item that all or none of a class tick


@dataclass(frozen=True)
class LatentClasses:
    """Classes of n units by j items, the largest class first.

    Parameters
    ----------
    shares
        share of each of the k classes.
    profiles
        k by j probabilities of a yes.
    log_likelihood
        of the items that were answered (full information: gaps are missing at random given the answers).
    converged
        the best start came to its end.
    agreeing_starts
        starts, of those that were followed to the end, that found the same optimum, the best among them.
    """

    shares: Array
    profiles: Array
    log_likelihood: float
    converged: bool
    agreeing_starts: int

    @property
    def parameters(self) -> int:
        """Number of free parameters."""
        return len(self.shares) - 1 + self.profiles.size

    def posterior(self, answers: Array) -> Array:
        """Return n by k probabilities of the classes given the answers (n by j: 1, 0 or not a number)."""
        given = np.hstack([np.nan_to_num(answers), (~np.isnan(answers)).astype(float)])
        chances, _ = _chances(given, self.shares[None], self.profiles[None])
        found: Array = chances[0].T
        return found

    def information(self, n: int) -> dict[str, float]:
        """Return AIC, BIC and the sample-size adjusted BIC (Sclove 1987)."""
        deviance, count = -2 * self.log_likelihood, self.parameters
        return {
            "aic": deviance + 2 * count,
            "bic": deviance + count * np.log(n),
            "abic": deviance + count * np.log((n + 2) / 24),
        }

    def entropy(self, answers: Array) -> float:
        """Return how clearly units fall into classes, 0 to 1 (relative entropy, Celeux and Soromenho 1996)."""
        if len(self.shares) == 1:
            return float("nan")
        chances = self.posterior(answers)
        lost = -np.sum(chances * np.log(np.maximum(chances, EDGE)))
        return float(1 - lost / (len(chances) * np.log(len(self.shares))))

    def reordered(self, order: Any) -> LatentClasses:
        """Return the same classes in another order."""
        return LatentClasses(
            self.shares[order], self.profiles[order], self.log_likelihood, self.converged, self.agreeing_starts
        )


def fit_classes(answers: Array, classes: int, *, starts: int, rng: np.random.Generator) -> LatentClasses:
    """Return the classes of highest likelihood over random starts (Goodman 1974; EM by Dempster et al. 1977).

    Parameters
    ----------
    answers
        n by j: 1 for yes, 0 for no, not a number for no answer.
    classes
        number of classes; one class has a single start.
    """
    whole = np.ones((1, len(answers)))
    return _fit(answers, whole, classes, starts=starts, follow=starts // KEPT, change=CHANGE, rng=rng)[0]


def refit_classes(
    answers: Array, times: Array, classes: int, *, starts: int, rng: np.random.Generator
) -> list[LatentClasses]:
    """Return the classes of each resample of the units, all of them fitted at once.

    Parameters
    ----------
    times
        r by n: how often each unit is in each of r resamples.
    """
    return _fit(answers, times, classes, starts=starts, follow=starts // KEPT, change=ROUGH_CHANGE, rng=rng)


def _fit(
    answers: Array, times: Array, classes: int, *, starts: int, follow: int, change: float, rng: np.random.Generator
) -> list[LatentClasses]:
    samples, j = len(times), answers.shape[1]
    starts = starts if classes > 1 else 1
    follow = min(max(follow, 2), starts)
    given = np.hstack([np.nan_to_num(answers), (~np.isnan(answers)).astype(float)])
    # around the shares of all units, so that no start is far from every answer
    centre = given[:, :j].sum(axis=0) / np.maximum(given[:, j:].sum(axis=0), 1)
    profiles = rng.beta(1 + PULL * centre, 1 + PULL * (1 - centre), size=(samples * starts, classes, j))
    shares = np.full((samples * starts, classes), 1 / classes)
    shares, profiles, fit, _ = _climb(given, np.repeat(times, starts, axis=0), shares, profiles, FIRST_STEPS, change)
    order = np.argsort(-fit.reshape(samples, starts), axis=1, kind="stable")[:, :follow]
    kept = (order + starts * np.arange(samples)[:, None]).ravel()
    repeated = np.repeat(times, follow, axis=0)
    shares, profiles, fit, converged = _climb(given, repeated, shares[kept], profiles[kept], LONGEST, change)
    found = []
    for sample in range(samples):
        own = slice(sample * follow, (sample + 1) * follow)
        best = sample * follow + int(np.argmax(fit[own]))
        agreeing = int(np.sum(fit[best] - fit[own] < SAME_OPTIMUM))
        model = LatentClasses(shares[best], profiles[best], float(fit[best]), bool(converged[best]), agreeing)
        found.append(model.reordered(np.argsort(-model.shares, kind="stable")))
    return found


def _climb(
    given: Array, times: Array, shares: Array, profiles: Array, steps: int, change: float
) -> tuple[Array, Array, Array, NDArray[np.bool_]]:
    """Return shares, profiles and log-likelihoods of s starts after at most so many steps of EM, and which are done.

    Parameters
    ----------
    given
        n by 2j: yes or not, and answered or not.
    times
        s by n: how often each unit counts for each start.
    """
    shares, profiles = shares.copy(), profiles.copy()
    s, k, j = profiles.shape
    fit = np.full(s, -np.inf)
    running = np.ones(s, dtype=bool)
    for _ in range(steps):
        weight, of_unit = _chances(given, shares[running], profiles[running])
        count = times[running]
        now = (count * of_unit).sum(axis=1)
        weight *= count[:, None, :]
        size = weight.sum(axis=2)
        sums = (weight.reshape(-1, len(given)) @ given).reshape(-1, k, 2 * j)
        shares[running] = size / size.sum(axis=1, keepdims=True)
        profiles[running] = sums[:, :, :j] / np.maximum(sums[:, :, j:], EDGE)
        done = now - fit[running] < change
        fit[running] = now
        running[np.flatnonzero(running)[done]] = False
        if not running.any():
            break
    return shares, profiles, fit, ~running


def _chances(given: Array, shares: Array, profiles: Array) -> tuple[Array, Array]:
    """Return P(class given the answers) of s models (s by k by n) and the log-likelihood of each unit (s by n)."""
    inside = np.clip(profiles, EDGE, 1 - EDGE)
    s, k, j = inside.shape
    no = np.log1p(-inside)
    joint = (np.concatenate([np.log(inside) - no, no], axis=2).reshape(s * k, 2 * j) @ given.T).reshape(s, k, -1)
    joint += np.log(np.maximum(shares, EDGE))[:, :, None]
    top = joint.max(axis=1, keepdims=True)
    joint -= top
    np.exp(joint, out=joint)
    total = joint.sum(axis=1, keepdims=True)
    joint /= total
    return joint, (np.log(total) + top)[:, 0, :]


def align_classes(found: LatentClasses, reference: LatentClasses) -> LatentClasses:
    """Return `found` in the order in which its profiles are nearest to those of `reference` (squared distance).

    Labels of classes mean nothing, so that two solutions are compared only after this; both have k classes.
    """
    from scipy.optimize import linear_sum_assignment

    distance = ((reference.profiles[:, None] - found.profiles[None]) ** 2).sum(axis=2)
    _, order = linear_sum_assignment(distance)
    return found.reordered(order)


def adjusted_rand_index(one: ArrayLike, other: ArrayLike) -> float:
    """Return how far two partitions of the same things agree: 1 for the same, about 0 for chance (Hubert, Arabie 1985).

    Parameters
    ----------
    one, other
        class of each thing, in the same order.
    """
    rows, columns = (np.unique(np.asarray(classes), return_inverse=True)[1] for classes in (one, other))
    counts = np.zeros((rows.max(initial=0) + 1, columns.max(initial=0) + 1), dtype=np.int64)
    np.add.at(counts, (rows, columns), 1)
    n, together = len(rows), int((counts**2).sum())
    of_one, of_other = int((counts.sum(axis=1) ** 2).sum()), int((counts.sum(axis=0) ** 2).sum())
    # ordered pairs of things: together in both, in one alone, in the other alone, in none
    both, first, second = together - n, of_one - together, of_other - together
    none = n * n - both - first - second - n
    if first == second == 0:
        return 1.0
    agreement = 2 * (both * none - first * second)
    return agreement / ((both + first) * (first + none) + (both + second) * (second + none))
