"""Verdicts on models in words: each check has bounds with their source, a meaning and an advice.

Stands between the measures and the table of checks. A bound without a source in the literature is called a convention.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Verdict = Literal["fine", "caution", "serious"]

WHOLE = "model"  # the subject of what is of the whole model
NOTHING = "Nothing to do."
MOST_NAMED = 5  # units that a sentence names
ORDER: tuple[Verdict, ...] = ("fine", "caution", "serious")


@dataclass(frozen=True)
class Bounds:
    """From which value on caution is due, from which on it is serious, on which side, and who says so."""

    caution: float
    serious: float
    source: str

    def verdict(self, value: float) -> Verdict:
        """Return the verdict; bounds that rise are for values that should be small."""
        rising = self.serious > self.caution
        reached = [value >= bound if rising else value < bound for bound in (self.caution, self.serious)]
        return "serious" if reached[1] else "caution" if reached[0] else "fine"


INFLATION = Bounds(5, 10, "Sheather 2009 (5); Marquardt 1970 (10)")
CONDITION = Bounds(10, 30, "Belsley, Kuh and Welsch 1980 (10, 30)")
EVENTS = Bounds(10, 5, "Peduzzi et al. 1996 (10); Vittinghoff and McCulloch 2007 (5)")
DISPERSION = Bounds(1.645, float("inf"), "Dean 1992, one-sided test at 5%")
ZEROS = Bounds(1.96, 3.29, "Wilson and Einbeck 2019, two-sided test at 5% and 0.1%")
ODDS = Bounds(0.05, 0.001, "Brant 1990, test at 5% and 0.1%")
CALIBRATION = Bounds(0.9, 0.8, "Riley et al. 2019 (0.9); serious below 0.8 by convention")
COUNTRIES = Bounds(20, 5, "Cameron and Miller 2015 (20); serious below 5 by convention")
LEVERAGE = Bounds(2, 5, "Hoaglin and Welsch 1978 (twice the average); serious at five times by convention")
SEPARATION = "Albert and Anderson 1984"
FITTING = "the estimator itself"


@dataclass(frozen=True)
class Finding:
    """One check of one model: a row of `DIAGNOSTICS` without the columns of its cell."""

    check: str
    value: float | None
    bound: float | None
    bound_from: str
    verdict: Verdict
    meaning: str
    advice: str
    subject: str = WHOLE

    def row(self) -> dict[str, Any]:
        """Return the finding as columns; good news needs no advice."""
        return asdict(self) | {"advice": NOTHING if self.verdict == "fine" else self.advice}


def fitted(cell: str, reason: str | None) -> Finding:
    """Say whether a model was fitted; `cell` names study, partner, level, outcome and model."""
    if reason is None:
        return Finding("fitted", 1.0, 1.0, FITTING, "fine", "The model was fitted.", NOTHING)
    meaning = f"Not fitted: {cell}: {reason}."
    advice = "Mend what the sentence names, or take the model out of the study; the other models do not depend on it."
    return Finding("fitted", 0.0, 1.0, FITTING, "serious", meaning, advice)


def separation(terms: Sequence[str], units: Sequence[str], penalised: bool) -> Finding:
    """Say which terms decide the outcome, and of which units."""
    if not terms:
        said = "No combination of factors tells the outcome without error."
        return Finding("separation", 0.0, 1.0, SEPARATION, "fine", said, NOTHING)
    named = ", ".join(units[:MOST_NAMED]) + (" and others" if len(units) > MOST_NAMED else "")
    meaning = f"{', '.join(terms)} tells the outcome of {len(units)} units without error ({named})."
    if penalised:
        advice = "The penalty keeps the estimates finite; read profile intervals, and no marginal effect as certain."
        return Finding("separation", float(len(terms)), 1.0, SEPARATION, "caution", meaning, advice)
    advice = "Merge the category with another, take the factor out, or use the estimator firth."
    return Finding("separation", float(len(terms)), 1.0, SEPARATION, "serious", meaning, advice)


def collinearity(factor: str, inflation: float) -> Finding:
    """Say by how much the worst factor is determined by the others."""
    share = 100 * (1 - 1 / inflation)
    meaning = (
        f"Of {factor}, which the others tell best, {share:.0f}% of the variance is told by them; "
        f"that multiplies the variance of its coefficient by {inflation:.1f}."
    )
    advice = f"Do not read {factor} alone; report a model without it, or without what it goes with."
    verdict = INFLATION.verdict(inflation)
    return Finding("collinearity", inflation, INFLATION.caution, INFLATION.source, verdict, meaning, advice, factor)


def condition(number: float) -> Finding:
    """Say whether some combination of factors hardly varies."""
    meaning = (
        f"The combination of factors that varies least varies {number:.1f} times less than the one that does most."
    )
    advice = (
        "Coefficients of that combination are uncertain together; look at the variance inflation and drop a factor."
    )
    return Finding(
        "condition number", number, CONDITION.caution, CONDITION.source, CONDITION.verdict(number), meaning, advice
    )


def events(size: float, parameters: int) -> Finding:
    """Say how many units of the rarer outcome each parameter rests on."""
    each = size / parameters
    rests = "one slope rests" if parameters == 1 else f"{parameters} slopes rest"
    meaning = f"{rests} on {size:.0f} units of the rarer outcome (above zero, of a count), {each:.1f} each."
    meaning = meaning[0].upper() + meaning[1:]
    advice = "Take a smaller model or the estimator firth; estimates are too large in size and intervals too narrow."
    verdict = EVENTS.verdict(each)
    return Finding("events per parameter", each, EVENTS.caution, EVENTS.source, verdict, meaning, advice)


def overdispersion(statistic: float, poisson: bool) -> Finding:
    """Say whether the counts vary more than Poisson, for a model that is Poisson or for one that allows for more."""
    more = statistic >= DISPERSION.caution
    said = "vary more than a Poisson model allows" if more else "do not vary more than a Poisson model allows"
    meaning = f"The counts {said} (Dean's statistic {statistic:.1f})."
    verdict: Verdict = "caution" if more and poisson else "fine"
    advice = "Rate ratios and clustered intervals hold; for probabilities of counts take the negative binomial."
    return Finding("overdispersion", statistic, DISPERSION.caution, DISPERSION.source, verdict, meaning, advice)


def zeros(observed: int, expected: float, distance: float) -> Finding:
    """Say whether there are as many zeros as the model expects."""
    side = "more" if distance > 0 else "fewer"
    meaning = (
        f"{observed} units have a count of zero, the model expects {expected:.1f}; that is {abs(distance):.1f} "
        f"standard deviations {side}."
    )
    advice = "Set a hurdle or zero-inflated model beside it (further_models) and compare expected with observed zeros."
    return Finding("zeros", distance, ZEROS.caution, ZEROS.source, ZEROS.verdict(abs(distance)), meaning, advice)


def proportional_odds(p_value: float | None) -> Finding:
    """Say whether the coefficients are the same at every cut of the scale."""
    advice = "Read each cut by a logit of its own (an outcome for each), or merge answers that few units gave."
    if p_value is None:
        meaning = "Brant's test could not be computed, as a cut of the scale separates the units."
        return Finding("proportional odds", None, ODDS.caution, ODDS.source, "caution", meaning, advice)
    same = "cannot be told from each other" if p_value >= ODDS.caution else "differ"
    meaning = f"The coefficients at the cuts of the scale {same} (Brant's test, p = {p_value:.3f})."
    verdict = ODDS.verdict(p_value)
    return Finding("proportional odds", p_value, ODDS.caution, ODDS.source, verdict, meaning, advice)


def calibration(slope: float | None) -> Finding:
    """Say how much too sure the predictions are."""
    advice = "Do not use single predictions as they are; take fewer factors or a penalised estimator."
    if slope is None:
        meaning = "In most samples of countries the model cannot be fitted, so that its calibration is unknown."
        return Finding("calibration", None, CALIBRATION.caution, CALIBRATION.source, "caution", meaning, advice)
    meaning = (
        f"After correction for optimism the log odds of the predictions deserve {slope:.2f} of their size "
        "(bootstrap of countries)."
    )
    verdict = CALIBRATION.verdict(slope)
    return Finding("calibration", slope, CALIBRATION.caution, CALIBRATION.source, verdict, meaning, advice)


def detectable(term: str, effect: float, bounds: Bounds, power: float, binary: bool) -> Finding:
    """Say which effect of a term a study like this would miss."""
    size = f"{100 * effect:.1f} percentage points" if binary else f"{effect:.2f} ties"
    meaning = (
        f"A true effect of {term} below {size} would be missed in more than {100 * (1 - power):.0f}% of such studies."
    )
    advice = f"Do not read a wide interval of {term} as no effect; the evidence cannot tell small effects from none."
    verdict = bounds.verdict(effect)
    return Finding("detectable effect", effect, bounds.caution, bounds.source, verdict, meaning, advice, term)


def countries(groups: int, effective: float, term: str) -> Finding:
    """Say how many equal countries would tell as much of the term that the fewest speak for."""
    meaning = f"{groups} countries tell as much of {term} as {effective:.1f} equal ones would."
    advice = (
        "Rely on CV3 and the wild bootstrap, never on CV1 or HC1, and look at the estimates without single countries."
    )
    verdict = COUNTRIES.verdict(effective)
    return Finding("countries", effective, COUNTRIES.caution, COUNTRIES.source, verdict, meaning, advice, term)


def leverage(country: str, share: float, times: float, move: float | None, term: str) -> Finding:
    """Say how much the country with most leverage has, and what the estimates are without it."""
    meaning = f"{country} has {100 * share:.0f}% of the leverage, {times:.1f} times the average country"
    if move is None:
        meaning += "; without it there is no estimate."
    else:
        meaning += f"; without it {term} moves by {abs(move):.1f} standard errors, more than any other coefficient."
    advice = f"Report the estimates without {country} beside those with it."
    verdict = LEVERAGE.verdict(times)
    return Finding("leverage", times, LEVERAGE.caution, LEVERAGE.source, verdict, meaning, advice, country)
