"""Survey, registers and web pages as sources of one yes or no for each unit: how far they agree, who reports what the
others do not, and what a source that covers silent units tells of those.

None is the truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paradiplomacy.config.names import WEB_PAGES
from paradiplomacy.config.registers import Register
from paradiplomacy.config.study import Outcome
from paradiplomacy.config.waves import Wave
from paradiplomacy.distributions import normal_quantile, wilson_interval
from paradiplomacy.findings.agreement_fields import SOURCE_AGREEMENT
from paradiplomacy.findings.overlap import tie_lists
from paradiplomacy.frame.size_classes import SIZE_CLASSES, size_classes

SURVEY, REGISTERS = "survey", "registers"
YES_NO = {True: "yes", False: "no"}


@dataclass(frozen=True)
class YesNoSource:
    """A source that says yes or no of units; of a unit that it does not name it says nothing."""

    name: str
    says: Mapping[str, bool]


@dataclass(frozen=True)
class Estimate:
    """An estimate with its interval; not a number where it cannot be computed."""

    estimate: float
    conf_low: float
    conf_high: float


UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"))


def cohen_kappa(table: NDArray[np.int64], confidence_level: float) -> Estimate:
    """Return Cohen's kappa of a square table of two sources with its large-sample interval.

    Kappa by Cohen (1960), standard error by Fleiss, Cohen and Everitt (1969), as in Fleiss, Levin and Paik (2003,
    section 18.1). Not a number where chance alone would make the sources agree on every unit.
    """
    total = table.sum()
    if total == 0:
        return UNKNOWN
    shares = table / total
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed, chance = float(np.trace(shares)), float(rows @ columns)
    if chance == 1:
        return UNKNOWN
    kappa = (observed - chance) / (1 - chance)
    both = rows[None, :] + columns[:, None]  # of cell i, j: the margins of j as a row and of i as a column
    on = float((np.diag(shares) * (1 - (rows + columns) * (1 - kappa)) ** 2).sum())
    off = float(((shares * both**2).sum() - (np.diag(shares) * np.diag(both) ** 2).sum()) * (1 - kappa) ** 2)
    variance = (on + off - (kappa - chance * (1 - kappa)) ** 2) / ((1 - chance) ** 2 * float(total))
    half = _critical(confidence_level) * sqrt(max(variance, 0.0))
    return Estimate(kappa, max(kappa - half, -1.0), min(kappa + half, 1.0))


def rogan_gladen(
    positives: int, n: int, sensitivity: tuple[int, int], specificity: tuple[int, int], confidence_level: float
) -> Estimate:
    """Return the share that a source would show without misclassification (Rogan and Gladen 1978).

    The interval is that of their large-sample variance, cut to 0 and 1, as the estimate is. Not a number where the
    source tells nothing, that is where sensitivity and specificity together are not above 1.

    Parameters
    ----------
    positives, n
        units of which the source says yes, and all of which it says anything.
    sensitivity, specificity
        right ones and all, of the units that the reference calls yes, and of those that it calls no.
    """
    if not n or not sensitivity[1] or not specificity[1]:
        return UNKNOWN
    apparent, sens, spec = positives / n, sensitivity[0] / sensitivity[1], specificity[0] / specificity[1]
    youden = sens + spec - 1
    if youden <= 0:
        return UNKNOWN
    share = (apparent + spec - 1) / youden
    variance = (
        apparent * (1 - apparent) / n
        + share**2 * sens * (1 - sens) / sensitivity[1]
        + (1 - share) ** 2 * spec * (1 - spec) / specificity[1]
    ) / youden**2
    half = _critical(confidence_level) * sqrt(variance)
    return Estimate(*(min(max(end, 0.0), 1.0) for end in (share, share - half, share + half)))


def share_difference(first: tuple[int, int], second: tuple[int, int], confidence_level: float) -> Estimate:
    """Return the difference of two independent shares (events, n) with the interval of Newcombe (1998, method 10)."""
    if not first[1] or not second[1]:
        return UNKNOWN
    (one, low_one, high_one), (other, low_other, high_other) = (
        (s.estimate, s.conf_low, s.conf_high) for s in (_wilson(*part, confidence_level) for part in (first, second))
    )
    gap = one - other
    return Estimate(
        gap,
        gap - sqrt((one - low_one) ** 2 + (high_other - other) ** 2),
        gap + sqrt((high_one - one) ** 2 + (other - low_other) ** 2),
    )


def find_agreement(
    analysis: pd.DataFrame,
    units: pd.DataFrame,
    dispositions: pd.DataFrame,
    ties: pd.DataFrame,
    evidence: pd.DataFrame,
    *,
    registers: Mapping[str, Register],
    waves: Mapping[str, Wave],
    outcome: str,
    outcomes: Mapping[str, Outcome],
    confidence_level: float,
) -> pd.DataFrame:
    """Return how survey, registers and web pages agree for each wave (`SOURCE_AGREEMENT`); no row without a survey.

    Registers say yes of a unit when one of them shows a tie of it, and no when one covers it and none shows a tie; so
    do pages, by the outcome that rests on them alone. What answers to the survey name is no part of either.

    Parameters
    ----------
    analysis, units, dispositions
        rows of one study.
    ties, evidence
        `TIES` and `EVIDENCE`.
    waves
        waves of the study whose answers give the outcome, one for each partner and level.
    outcome
        leading outcome of the study; only one that the survey gives is compared.
    """
    rows: list[dict[str, Any]] = []
    for name, wave in waves.items() if outcomes[outcome].evidence == "survey" else ():
        inside = analysis[(analysis["partner"] == wave.partner) & (analysis["level"] == wave.level)]
        known = inside[inside[outcome].notna()]
        lists = tie_lists(
            units, dispositions, ties, evidence, registers, {}, partner=wave.partner, level=wave.level
        )  # fmt: skip
        covered = sorted({unit for one in lists for unit in one.covered})
        tied = {unit for one in lists for unit in one.units()}
        survey = YesNoSource(SURVEY, dict(zip(known["unit_id"], known[outcome].astype(bool), strict=True)))
        shown = YesNoSource(REGISTERS, {unit: unit in tied for unit in covered})
        invited = dispositions.loc[dispositions["wave"] == name, "unit_id"]
        key = {"partner": wave.partner, "level": wave.level}
        others = [shown, *_pages(inside, web_outcome(outcomes))]
        rows += [key | row for row in compare_sources([survey, *others], inside, confidence_level)]
        for other in others:
            rows += [key | row for row in compare_with_silent(survey, other, set(invited), confidence_level)]
    return pd.DataFrame(rows).reindex(columns=SOURCE_AGREEMENT.columns)


def _pages(units: pd.DataFrame, outcome: str | None) -> list[YesNoSource]:
    """Return the web pages as a source; none where no outcome rests on them, or no unit has archived pages."""
    known = units[units[outcome].notna()] if outcome is not None else units.iloc[:0]
    if known.empty:
        return []
    return [YesNoSource(WEB_PAGES, dict(zip(known["unit_id"], known[outcome].astype(bool), strict=True)))]


def compare_sources(
    sources: Sequence[YesNoSource], covariates: pd.DataFrame, confidence_level: float
) -> Iterator[dict[str, Any]]:
    """Yield, of each source with each other as its reference, the measures of agreement on the units that both know.

    Parameters
    ----------
    covariates
        unit_id, level, population, macro_region, capital, port_city: by these it is told who says yes where the
        reference says no.
    """
    for source, reference in permutations(sources, 2):
        common = sorted(set(source.says) & set(reference.says))
        if not common:
            continue
        yes = np.array([source.says[unit] for unit in common], dtype=bool)
        other = np.array([reference.says[unit] for unit in common], dtype=bool)
        pair = {"informant": source.name, "reference": reference.name, "group": "all"}
        n = len(common)
        cells = {
            "both yes": yes & other,
            "informant only": yes & ~other,
            "reference only": ~yes & other,
            "neither": ~yes & ~other,
            "agreement": yes == other,
        }
        counts = {name: int(cell.sum()) for name, cell in cells.items()}
        for name, events in counts.items():
            yield pair | share_row(name, events, n, confidence_level)
        both, alone, missed, neither = list(counts.values())[:4]
        kappa = cohen_kappa(np.array([[both, alone], [missed, neither]]), confidence_level)
        yield pair | {"measure": "kappa", "n": n} | vars(kappa)
        yield pair | share_row("sensitivity", both, both + missed, confidence_level)
        yield pair | share_row("specificity", neither, neither + alone, confidence_level)
        only = pd.Series(cells["informant only"], index=pd.Index(common))
        for group, members in covariate_groups(covariates[covariates["unit_id"].isin(common)]):
            events = int(only[members].sum())
            yield pair | share_row("informant only", events, len(members), confidence_level) | {"group": group}


def compare_with_silent(
    survey: YesNoSource, full: YesNoSource, invited: set[str], confidence_level: float
) -> Iterator[dict[str, Any]]:
    """Yield what a source that covers all invited units tells of those that did not answer.

    Its share among the units that answered, less that among all invited, is what non-response does to it: the share
    silent times the difference of those that answered and those that did not, whose interval is Newcombe's. Its share
    among all invited, corrected for its misclassification as the answers show it, estimates what a survey
    that everybody answered would give, if it misses and invents ties of silent units as often as of others.
    """
    about = invited & set(full.says)
    if not about:
        return
    pair = {"informant": full.name, "reference": survey.name, "group": "all"}
    answered = about & set(survey.says)
    yes = {unit for unit in about if full.says[unit]}
    n, n_answered, n_silent = len(about), len(answered), len(about - answered)
    yield pair | share_row("share, answered", len(yes & answered), n_answered, confidence_level)
    yield pair | share_row("share, invited", len(yes), n, confidence_level)
    gap = share_difference((len(yes & answered), n_answered), (len(yes - answered), n_silent), confidence_level)
    part = n_silent / n
    scaled = Estimate(*(part * end for end in vars(gap).values()))
    yield pair | {"measure": "non-response bias", "n": n} | vars(scaled)
    said = {unit for unit in answered if survey.says[unit]}
    yield {"informant": survey.name, "reference": full.name, "group": "all"} | share_row(
        "share, answered", len(said), n_answered, confidence_level
    )
    adjusted = rogan_gladen(
        len(yes),
        n,
        (len(said & yes), len(said)),
        (len(answered - said - yes), len(answered - said)),
        confidence_level,
    )
    yield pair | {"measure": "adjusted share", "n": n} | vars(adjusted)


def web_outcome(outcomes: Mapping[str, Outcome]) -> str | None:
    """Return the first yes-or-no outcome that the web pages of the units alone give; None where there is none."""
    return next((n for n, o in outcomes.items() if o.kind == "binary" and o.sources == [WEB_PAGES]), None)


def covariate_groups(units: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """Yield the groups of units by covariate, as "capital: yes", with their members."""
    size = pd.concat([size_classes(part["population"], str(level)) for level, part in units.groupby("level")])
    names = {name for level in units["level"].unique() for name in SIZE_CLASSES[str(level)].values()}
    labels = {
        "population": size.reindex(units.index).astype("string"),
        "macro-region": units["macro_region"],
        "capital": units["capital"].map(YES_NO),
        "port city": units["port_city"].map(YES_NO),
    }
    for grouping, values in labels.items():
        order = sorted(values.dropna().unique())
        if grouping == "population":
            order = [name for level in SIZE_CLASSES for name in SIZE_CLASSES[level].values() if name in names]
        for group in order:
            members = units.loc[(values == group).fillna(False).astype(bool), "unit_id"].tolist()
            if members:
                yield f"{grouping}: {group}", members


def share_row(measure: str, events: int, n: int, confidence_level: float) -> dict[str, Any]:
    """Return a share with its Wilson interval as the cells of a row."""
    return {"measure": measure, "n": n, "events": events} | vars(_wilson(events, n, confidence_level))


def _wilson(events: int, n: int, confidence_level: float) -> Estimate:
    if not n:
        return UNKNOWN
    interval = wilson_interval(events, n, confidence_level)
    return Estimate(events / n, float(interval.low), float(interval.high))


def _critical(confidence_level: float) -> float:
    return normal_quantile(0.5 + confidence_level / 2)
