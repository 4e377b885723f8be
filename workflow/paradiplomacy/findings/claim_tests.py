"""Verdicts on single figures: a figure with its interval, a test, a bound and a margin give a verdict and the reason.

Pure arithmetic of `claims`. A two-sided interval decides on differences, so that false support of a direction stays
below half of what its level leaves; two one-sided tests decide on equivalence (Schuirmann 1987).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, log
from typing import Literal

from paradiplomacy.distributions import normal_quantile, normal_tail
from paradiplomacy.findings.claim_model import Check
from paradiplomacy.findings.values import Unit, printed

SUPPORTED, REJECTED, OPEN = "supported", "not supported", "inconclusive"
NOT_HERE, NOT_BY_UNITS = "not testable here", "not testable by unit data"
VERDICTS = (SUPPORTED, REJECTED, OPEN, NOT_HERE, NOT_BY_UNITS)


@dataclass(frozen=True)
class Figure:
    """A figure that was found at an address.

    Parameters
    ----------
    estimate
        the number; NaN where there is none.
    low, high
        ends of its interval at the confidence level of the run.
    p, p_equivalence
        two-sided p value of no difference; p value of two one-sided tests.
    null
        where a permutation test stands under its null hypothesis: what its p value is measured from.
    n
        units that it rests on.
    word
        what it says, where it is no number.
    note
        what its table says of it.
    """

    estimate: float = float("nan")
    low: float | None = None
    high: float | None = None
    p: float | None = None
    p_equivalence: float | None = None
    null: float | None = None
    n: int | None = None
    word: str = ""
    note: str = ""
    unit: Unit = "number"
    label: str = ""
    address: str = ""


@dataclass(frozen=True)
class Judged:
    """A verdict with the sentence why."""

    verdict: str
    reason: str


def printed_figure(figure: Figure, confidence_level: float) -> str:
    """Return the figure with interval and number of units as it is printed."""
    if isnan(figure.estimate):
        return figure.word
    text = _print(figure.estimate, figure.unit)
    inside = []
    if figure.low is not None and figure.high is not None:
        ends = " to ".join(_print(end, figure.unit).removesuffix(" points") for end in (figure.low, figure.high))
        inside.append(f"{100 * confidence_level:g}% CI {ends}")
    if figure.n is not None:
        inside.append(f"n = {figure.n:,}")
    text = f"{text} ({', '.join(inside)})" if inside else text
    return f"{figure.word}: {text}" if figure.word else text


def two_sided_p(figure: Figure, check: Check, bound: float, confidence_level: float) -> float | None:
    """Return the p value that the figure is at the bound: its own, or the one that its interval implies.

    A figure without interval has none. An interval implies one by the normal distribution, from the side that faces
    the bound.
    """
    if figure.p is not None and bound == 0 and check.scale == "difference":
        return figure.p
    if figure.low is None or figure.high is None or isnan(figure.estimate):
        return None
    estimate, low, high, at = _on_scale(check, figure.estimate, figure.low, figure.high, bound)
    side = estimate - low if estimate > at else high - estimate
    if side <= 0:
        return 1.0 if estimate == at else 0.0
    return float(2 * normal_tail(abs(estimate - at) / side * _quantile(confidence_level)))


def equivalence_p(figure: Figure, check: Check, bound: float, margin: float, confidence_level: float) -> float | None:
    """Return the p value of two one-sided tests: the figure's own, or the one that its interval implies."""
    if figure.p_equivalence is not None:
        return figure.p_equivalence
    if figure.low is None or figure.high is None or isnan(figure.estimate):
        return None
    estimate, low, high, at = _on_scale(check, figure.estimate, figure.low, figure.high, bound)
    reach = log(margin) if check.scale == "ratio" else margin
    tails = []
    for room, side in ((at + reach - estimate, high - estimate), (estimate - (at - reach), estimate - low)):
        if side <= 0:
            tails.append(0.0 if room > 0 else 1.0)
        else:
            tails.append(normal_tail(room / side * _quantile(confidence_level)))
    return max(tails)


def judge_figure(
    figure: Figure,
    check: Check,
    *,
    bound: float,
    margin: float | None,
    confidence_level: float,
    p_holm: float | None = None,
) -> Judged:
    """Return the verdict on one figure.

    Parameters
    ----------
    bound, margin
        the numbers to which the check refers.
    p_holm
        p value adjusted for the family of tests; None where the claim has no family.
    """
    alpha = 1 - confidence_level
    if check.test == "says" and figure.word:
        return _judge_word(figure, check)
    if isnan(figure.estimate):
        return Judged(NOT_HERE, f"There is no estimate: {figure.note or 'its table leaves it empty'}.")
    at = "zero" if bound == 0 else _print(bound, figure.unit)
    if check.test == "equals":
        assert margin is not None
        if abs(figure.estimate - bound) <= margin:
            return Judged(SUPPORTED, f"It is {at}, up to the margin of {margin:g}.")
        return Judged(REJECTED, f"It is off {at} by {abs(figure.estimate - bound):,.6g}, more than {margin:g}.")
    if figure.low is None or figure.high is None:
        if check.exact and check.test != "within":
            return _judge_count(figure, check, bound, at)
        return Judged(OPEN, "It has no interval, so that nothing follows.")
    if check.test == "within":
        assert margin is not None
        p = p_holm if p_holm is not None else equivalence_p(figure, check, bound, margin, confidence_level)
        return _judge_equivalence(figure, check, bound, margin, p, alpha)
    return _judge_direction(figure, check, bound, margin, p_holm, alpha, at)


def _judge_word(figure: Figure, check: Check) -> Judged:
    says = f'The table says "{figure.word}".'
    if figure.word in check.supported_by:
        return Judged(SUPPORTED, says)
    if figure.word in check.rejected_by:
        return Judged(REJECTED, says)
    if figure.word in check.untestable_by:
        return Judged(NOT_HERE, " ".join(filter(None, [says, figure.note])))
    return Judged(OPEN, says)


def _judge_count(figure: Figure, check: Check, bound: float, at: str) -> Judged:
    side = "above" if figure.estimate > bound else "below" if figure.estimate < bound else "at"
    right = side == check.test or (check.test == "differs" and side != "at")
    return Judged(SUPPORTED if right else REJECTED, f"It is a count, {side} {at}.")


def _judge_equivalence(
    figure: Figure, check: Check, bound: float, margin: float, p: float | None, alpha: float
) -> Judged:
    assert figure.low is not None
    assert figure.high is not None
    width = f"{margin:g} times" if check.scale == "ratio" else _width(margin, figure.unit)
    low, high = (bound / margin, bound * margin) if check.scale == "ratio" else (bound - margin, bound + margin)
    if p is not None and p <= alpha:
        return Judged(SUPPORTED, f"It is shown to be within the margin of {width} (p {printed(p, 'p')}).")
    if figure.low > high or figure.high < low:
        return Judged(REJECTED, f"Its interval lies beyond the margin of {width}.")
    tail = "" if p is None else f" (p {printed(p, 'p')})"
    return Judged(OPEN, f"It is neither shown to be within the margin of {width} nor beyond it{tail}.")


def _judge_direction(
    figure: Figure, check: Check, bound: float, margin: float | None, p_holm: float | None, alpha: float, at: str
) -> Judged:
    assert figure.low is not None
    assert figure.high is not None
    sides = {"above": figure.low > bound, "below": figure.high < bound}
    if p_holm is not None:  # the family decides, not the single interval
        start = bound
        if figure.p is not None and figure.null and bound == 0:
            # permutations within countries keep what countries share: the side is taken from where their p value starts
            start, at = figure.null, f"the mean of its permutations, {_print(figure.null, figure.unit)}"
        sides = {"above": figure.estimate > start, "below": figure.estimate < start}
        if p_holm > alpha:
            sides = dict.fromkeys(sides, False)
    tail = "" if p_holm is None else f" (p {printed(p_holm, 'p')}, adjusted for its family)"
    wanted = [check.test] if check.test != "differs" else list(sides)
    for side in wanted:
        if sides[side]:
            return Judged(SUPPORTED, f"It lies {side} {at}{tail}.")
    for side, found in sides.items():
        if found:
            return Judged(REJECTED, f"It lies {side} {at}{tail}.")
    if margin is not None:
        beyond = {"above": figure.high >= bound + margin, "below": figure.low <= bound - margin}
        if not any(beyond[side] for side in wanted):
            return Judged(
                REJECTED, f"A difference of {_width(margin, figure.unit)}, the least that matters, is ruled out."
            )
    return Judged(OPEN, f"It is not told apart from {at}{tail}.")


def combine(verdicts: Sequence[str], how: Literal["all", "any"]) -> str:
    """Return the verdict of a claim from those of its checks.

    Parameters
    ----------
    how
        "all": one check that fails makes it fail, and a check that cannot be made leaves it open; "any": one that holds
        makes it hold.
    """
    told = [verdict for verdict in verdicts if verdict in (SUPPORTED, REJECTED, OPEN)]
    if not verdicts:
        return NOT_BY_UNITS
    if not told:
        return NOT_HERE
    decisive, other = (REJECTED, SUPPORTED) if how == "all" else (SUPPORTED, REJECTED)
    if decisive in told:
        return decisive
    return other if set(verdicts) == {other} else OPEN


def _on_scale(check: Check, *numbers: float) -> list[float]:
    if check.scale == "difference":
        return list(numbers)
    return [log(number) if number > 0 else float("-inf") for number in numbers]


def _quantile(confidence_level: float) -> float:
    return normal_quantile((1 + confidence_level) / 2)


def _print(value: float, unit: Unit) -> str:
    return printed(value, unit).replace("-", "\u2212") + (" points" if unit == "percentage points" else "")


def _width(margin: float, unit: Unit) -> str:
    return _print(margin, unit).removeprefix("+")
