"""The trained classifier as a table of weights: read, written and applied without the library that trained it.

A committed table (resources/web_model.csv) instead of a pickle: what speaks for a tie can be read and compared.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.web.features import FEATURES
from paradiplomacy.web.tables_of_text import read_rows

INTERCEPT, SLOPE, OFFSET = "(intercept)", "(calibration slope)", "(calibration offset)"
COLUMNS = ("feature", "weight")
DIGITS = 6
REASONS = 4  # features that a reason names
LEAST = 0.15  # weight from which a feature is worth naming


@dataclass(frozen=True)
class Weights:
    """Weights of the features, intercept, and the sigmoid that turns a score into a probability (Platt 1999)."""

    weights: npt.NDArray[np.float64]
    intercept: float
    slope: float
    offset: float

    def probabilities(self, features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the calibrated probability of a tie for each row of features (n, len(FEATURES))."""
        score = features @ self.weights + self.intercept
        result: npt.NDArray[np.float64] = 1 / (1 + np.exp(-(self.slope * score + self.offset)))
        return result

    def reason(self, row: npt.NDArray[np.float64]) -> str:
        """Name the features of a row that weighed most."""
        parts = row * self.weights
        order = sorted(np.flatnonzero(parts), key=lambda index: -abs(parts[index]))[:REASONS]
        return "; ".join(
            f"{'+' if parts[index] > 0 else '-'} {FEATURES[index]}" for index in order if abs(parts[index]) >= LEAST
        )


def read_weights(path: str | Path) -> Weights:
    """Read a table of weights.

    Raises
    ------
    BadInput
        when a feature is missing, unknown, or its weight is no number.
    """
    file = Path(path).as_posix()
    found: dict[str, float] = {}
    problems = []
    for number, row in enumerate(read_rows(path, COLUMNS), 2):
        try:
            found[row["feature"]] = float(row["weight"])
        except ValueError:
            problems.append(
                Problem(file, "a number expected", "train again", row=number, column="weight", value=row["weight"])
            )
    expected = {*FEATURES, INTERCEPT, SLOPE, OFFSET}
    problems += [
        Problem(file, "the features of this version", "run train-classifier", column="feature", value=name)
        for name in sorted(expected ^ found.keys())
    ]
    if problems:
        raise BadInput(problems)
    return Weights(np.array([found[name] for name in FEATURES]), found[INTERCEPT], found[SLOPE], found[OFFSET])


def write_weights(weights: Weights, path: Path) -> None:
    """Write a table of weights."""
    rows = [(INTERCEPT, weights.intercept), (SLOPE, weights.slope), (OFFSET, weights.offset)]
    rows += list(zip(FEATURES, map(float, weights.weights), strict=True))
    with path.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((name, f"{value:.{DIGITS}f}") for name, value in rows)
