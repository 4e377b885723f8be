"""Rankings of units as cases, by four strategies (Seawright and Gerring 2008; Gerring and Cojocaru 2016)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.findings.case_prediction import Vector

Distances = NDArray[np.float64]
ROUNDS = 100  # of swaps between medoids; each lowers the total, so that it ends long before


@dataclass(frozen=True)
class Candidate:
    """A unit in a ranking.

    Parameters
    ----------
    row
        its row among the predictions.
    reason
        why it stands at this place, in words.
    paired_with
        row of the unit that it is compared with (most similar).
    distance
        distance to that unit, or mean distance to the units that it stands for (diverse).
    """

    row: int
    reason: str
    paired_with: int | None = None
    distance: float | None = None


def percent(share: float) -> str:
    """Return a probability in words."""
    return f"{100 * share:.0f}%"


def rank_typical(outcome: Vector, probability: Vector) -> list[Candidate]:
    """Return the units that cooperate, the one with the smallest residual first: what the model explains best.

    Of a yes the residual falls with the prediction, so they are in the order of their probability.
    """
    yes = np.flatnonzero(outcome == 1)
    order = yes[np.argsort(-probability[yes], kind="stable")]
    return [
        Candidate(int(row), f"cooperates, as predicted ({percent(probability[row])}): the pathway can be followed here")
        for row in order
    ]


def rank_deviant(outcome: Vector, probability: Vector) -> list[Candidate]:
    """Return the units that the model misses most: in turn one that cooperates against it, and one that does not."""
    yes, no = np.flatnonzero(outcome == 1), np.flatnonzero(outcome == 0)
    against = yes[np.argsort(probability[yes], kind="stable")]
    unused = no[np.argsort(-probability[no], kind="stable")]
    against, unused = against[probability[against] < 0.5], unused[probability[unused] >= 0.5]
    found: list[Candidate] = []
    for place in range(max(len(against), len(unused))):
        if place < len(against):
            row = int(against[place])
            words = f"cooperates although only {percent(probability[row])} are predicted: what is missing in the model?"
            found.append(Candidate(row, words))
        if place < len(unused):
            row = int(unused[place])
            words = f"does not cooperate although {percent(probability[row])} are predicted: what holds it back?"
            found.append(Candidate(row, words))
    return found


def rank_most_similar(outcome: Vector, distances: Distances, names: Sequence[str]) -> list[Candidate]:
    """Return pairs of units with different outcomes, the most alike first; each unit is in one pair at most.

    Both units of a pair follow each other, the one that cooperates first.
    """
    yes, no = np.flatnonzero(outcome == 1), np.flatnonzero(outcome == 0)
    between = distances[np.ix_(yes, no)]
    found: list[Candidate] = []
    taken_yes, taken_no = np.zeros(len(yes), bool), np.zeros(len(no), bool)
    for flat in np.argsort(between, axis=None, kind="stable"):
        i, j = divmod(int(flat), len(no))
        if taken_yes[i] or taken_no[j]:
            continue
        taken_yes[i] = taken_no[j] = True
        first, second, apart = int(yes[i]), int(no[j]), float(between[i, j])
        words = "cooperates and {} does not, though their factors are alike: what else differs?"
        found.append(Candidate(first, words.format(names[second]), second, apart))
        words = "does not cooperate and {} does, though their factors are alike: what else differs?"
        found.append(Candidate(second, words.format(names[first]), first, apart))
    return found


def nearest_other(row: int, outcome: Vector, distances: Distances, free: NDArray[np.bool_]) -> int | None:
    """Return the free unit with the other outcome that resembles a unit most; None where there is none."""
    others = np.flatnonzero(free & (outcome == 1 - outcome[row]))
    return int(others[np.argmin(distances[row, others])]) if len(others) else None


def rank_diverse(outcome: Vector, distances: Distances, number: int) -> list[Candidate]:
    """Return medoids of the units that cooperate: together they stand for all of them.

    The first `number` are the medoids, the one that stands for most units first; the others follow by their distance
    from all medoids, the most distant first.

    Notes
    -----
    Kaufman and Rousseeuw (1990), partitioning around medoids: medoids are built one after the other and swapped while
    the sum of distances to the nearest medoid falls.
    """
    yes = np.flatnonzero(outcome == 1)
    if not len(yes) or not number:
        return []
    inside = distances[np.ix_(yes, yes)]
    medoids = partition_around_medoids(inside, min(number, len(yes)))
    nearest = np.argmin(inside[:, medoids], axis=1)
    groups = [(int((nearest == place).sum()), medoid, place) for place, medoid in enumerate(medoids)]
    found = []
    for size, medoid, place in sorted(groups, key=lambda group: (-group[0], group[1])):
        words = f"stands for {size} of {len(yes)} units that cooperate, whose factors are most like its own"
        mean = float(inside[nearest == place, medoid].mean())
        found.append(Candidate(int(yes[medoid]), words, distance=mean))
    apart = inside[:, medoids].min(axis=1)
    for place in np.argsort(-apart, kind="stable"):
        if place not in medoids:
            words = "cooperates, and its factors are far from those of the units that stand for the others"
            found.append(Candidate(int(yes[place]), words, distance=float(apart[place])))
    return found


def partition_around_medoids(distances: Distances, number: int) -> list[int]:
    """Return the places of the medoids in n by n distances; ties go to the first place."""
    medoids = [int(np.argmin(distances.sum(axis=0)))]
    while len(medoids) < number:
        nearest = distances[:, medoids].min(axis=1)
        gain = np.maximum(nearest[:, None] - distances, 0).sum(axis=0)
        gain[medoids] = -1.0
        medoids.append(int(np.argmax(gain)))
    total = distances[:, medoids].min(axis=1).sum()
    for _ in range(ROUNDS):
        best: tuple[float, int, int] | None = None
        for place in range(len(medoids)):
            rest = distances[:, medoids[:place] + medoids[place + 1 :]].min(axis=1, initial=np.inf)
            totals = np.minimum(rest[:, None], distances).sum(axis=0)
            totals[medoids] = np.inf
            other = int(np.argmin(totals))
            if totals[other] < total - 1e-9 and (best is None or totals[other] < best[0]):
                best = (float(totals[other]), place, other)
        if best is None:
            break
        total, medoids[best[1]] = best[0], best[2]
    return medoids
