"""How far a rebuilt number may lie from the expected one before it counts as another result.

Bytes are expected to be the same in the locked environment. On other processors and with other versions of the
numerical libraries the last digits of iterated and resampled numbers may differ; nothing else may.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Tolerance:
    """A permitted difference of the numbers in `column` of `file` (patterns): absolute, or relative to the expected."""

    file: str
    column: str
    absolute: float
    relative: float
    reason: str

    def of(self, expected: float) -> float:
        """Return the largest permitted difference from an expected number."""
        return max(self.absolute, self.relative * abs(expected))


RESAMPLED = "a share of random draws: one tie between a draw and the observed value may fall the other way"
ITERATED = "maximum likelihood stops at steps of 1e-10, and libraries for linear algebra add in other orders"
COMPUTED = "logarithms, projections and sums of other libraries differ in the last digits"

# the first that fits counts; an integer, a text and a truth value have none
TOLERANCES = (
    Tolerance("models/inference.csv", "p_value", 0.0025, 0.0, RESAMPLED),
    Tolerance("models/spatial.csv", "p_value", 0.0025, 0.0, RESAMPLED),
    Tolerance("models/specification_summary.csv", "p*", 0.0025, 0.0, RESAMPLED),
    Tolerance("models/*", "*", 1e-8, 1e-6, ITERATED),
    Tolerance("findings/*", "*", 1e-8, 1e-6, ITERATED),
    Tolerance("survey/*", "*", 1e-8, 1e-6, ITERATED),
    Tolerance("*", "*", 1e-9, 1e-9, COMPUTED),
)


def tolerance_of(file: str, column: str) -> Tolerance:
    """Return the tolerance of the numbers in one column of one table, or of the named values of one file."""
    return next(found for found in TOLERANCES if fnmatchcase(file, found.file) and fnmatchcase(column, found.column))


def is_within(expected: float, rebuilt: float, tolerance: Tolerance) -> bool:
    """Tell whether two numbers are the same but for the tolerance; two missing ones are, one is not."""
    if math.isnan(expected) or math.isnan(rebuilt):
        return math.isnan(expected) and math.isnan(rebuilt)
    if math.isinf(expected) or math.isinf(rebuilt):
        return expected == rebuilt
    return abs(rebuilt - expected) <= tolerance.of(expected)
