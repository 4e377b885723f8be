"""Judges the claims of the project description: checks find figures, families adjust p values, verdicts combine.

Reads what the other findings wrote; writes the ledger that the publication `claims` prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from paradiplomacy.config.model import World
from paradiplomacy.config.ranking import Ranking
from paradiplomacy.config.study import Model, Outcome, Study
from paradiplomacy.config.waves import Wave
from paradiplomacy.findings.claim_evidence import REASONS, Evidence, setting_at
from paradiplomacy.findings.claim_fields import CLAIM_CHECKS, CLAIMS
from paradiplomacy.findings.claim_lock import Lock, claim_settings, compare_with_lock
from paradiplomacy.findings.claim_model import DIRECTIONAL, Check, Claim, Need
from paradiplomacy.findings.claim_tests import (
    NOT_BY_UNITS,
    NOT_HERE,
    REJECTED,
    SUPPORTED,
    VERDICTS,
    Figure,
    Judged,
    combine,
    equivalence_p,
    judge_figure,
    printed_figure,
    two_sided_p,
)
from paradiplomacy.models.multiplicity import holm
from paradiplomacy.problems import BadInput, Problem

MOST_TOLD = 3  # checks whose reasons the ledger repeats; the table of checks holds all
TEST_WORDS = {
    "above": "the interval lies above {bound}",
    "below": "the interval lies below {bound}",
    "differs": "the interval leaves out {bound}",
    "within": "two one-sided tests, margin {margin} around {bound}",
    "equals": "equal to {bound} up to {margin}",
    "says": "the verdict of its own table",
}


@dataclass(frozen=True)
class Part:
    """One test of a claim, with what it found."""

    claim: str
    check: Check
    figure: Figure
    bound: float
    margin: float | None
    given: Judged | None  # the verdict, where no figure can be judged
    p_value: float | None = None
    p_holm: float | None = None


def leading_names(
    study: Study, outcomes: Mapping[str, Outcome], models: Mapping[str, Model], ranking: Ranking
) -> dict[str, str]:
    """Return what the placeholders of addresses stand for in a study."""
    names = {"outcome": study.outcome_of_kind("binary", outcomes)}
    for level in study.levels:
        if any(level in models[model].levels for model in study.models):
            names[f"{level}_model"] = study.leading_model(level, models)
    if ranking.registers:
        names["register"] = ranking.registers[0]
    return names


def gaps(check: Check, study: Study, waves: Mapping[str, Wave], ranking: Ranking) -> list[Need]:
    """Return the evidence that a check needs and this run has not."""
    asked = {wave.level for wave in study.asked_waves(waves).values()}
    there: dict[Need, bool] = {
        "survey": bool(asked),
        "region_survey": "region" in asked,
        "ranking": bool(ranking.registers),
    }
    return [need for need in check.needs if not there[need]]


def judge_claims(
    claims: Mapping[str, Claim],
    evidence: Evidence,
    *,
    file: str,
    lock: Lock,
    settings: Mapping[str, Any],
    study: Study,
    waves: Mapping[str, Wave],
    ranking: Ranking,
    confidence_level: float,
    world: World,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ledger (`CLAIMS`) and its tests (`CLAIM_CHECKS`).

    Parameters
    ----------
    file
        name of the file of the claims, for messages.
    settings
        the configuration as plain values, for margins.
    study, waves, ranking
        which evidence there is.

    Raises
    ------
    BadInput
        with one problem for each address and margin that leads nowhere although its evidence is there.

    Notes
    -----
    Within a family the p values of all directional tests, or of all tests of equivalence, are adjusted by Holm (1979),
    over the claims that share it.
    """
    parts: list[Part] = []
    wrong: list[Problem] = []
    for name, claim in claims.items():
        for check in claim.checks:
            place = f"{file}: claims.{name}.{check.label}"
            try:
                missing = gaps(check, study, waves, ranking)
                parts += _parts(name, check, evidence, settings, confidence_level, missing, place)
            except BadInput as bad:
                wrong += bad.problems
    if wrong:
        raise BadInput(wrong)
    families = {name: claim.family for name, claim in claims.items() if claim.family}
    parts = _adjust(parts, families)
    stamp = world.stamp or world.name
    rows, ledger = [], []
    for order, (name, claim) in enumerate(claims.items()):
        own = [(part, _judge(part, confidence_level)) for part in parts if part.claim == name]
        rows += [
            _check_row(number, part, judged, evidence, confidence_level) for number, (part, judged) in enumerate(own, 1)
        ]
        margins = claim_settings(claim, settings, f"{file}: claims.{name}")
        ledger.append(
            {
                "claim": name,
                "order": order,
                "text": claim.text,
                "claimed_in": claim.source,
                **{key: getattr(claim, key) or None for key in ("estimand", "expected", "data", "limits", "evidence")},
                "test": _test_words(claim, own) or None,
                **_verdict(claim, own, confidence_level),
                "family": claim.family,
                **compare_with_lock(claim, margins, lock.claims.get(name, [])),
            }
        )
    checks = pd.DataFrame(rows, columns=[c for c in CLAIM_CHECKS.columns if c != "world"])
    table = pd.DataFrame(ledger, columns=[c for c in CLAIMS.columns if c != "world"])
    return table.assign(world=stamp), checks.assign(world=stamp)


def _parts(
    name: str,
    check: Check,
    evidence: Evidence,
    settings: Mapping[str, Any],
    confidence_level: float,
    missing: list[Need],
    place: str,
) -> list[Part]:
    bound = setting_at(settings, check.bound, place) if isinstance(check.bound, str) else check.bound
    margin = None if check.margin is None else setting_at(settings, check.margin, place)
    where = ", ".join(f"{column}: {value}" for column, value in (check.where or {}).items())
    empty = Part(
        name, check, Figure(label=check.label, address=check.value or where or "all rows"), bound, margin, None
    )
    if missing:
        return [replace(empty, given=Judged(NOT_HERE, " ".join(REASONS[need] for need in missing)))]
    condition = check.only_if
    if condition and evidence.says(check.file, condition.value) not in condition.says:
        return [replace(empty, given=Judged(NOT_HERE, condition.otherwise))]
    parts = []
    for figure in evidence.figures(check, place):
        if check.test == "within":
            assert margin is not None
            p = equivalence_p(figure, check, bound, margin, confidence_level)
        elif check.test in DIRECTIONAL:
            p = two_sided_p(figure, check, bound, confidence_level)
        else:
            p = None
        parts.append(Part(name, check, figure, bound, margin, None, p))
    return parts


def _adjust(parts: list[Part], families: Mapping[str, str]) -> list[Part]:
    adjusted = list(parts)
    groups: dict[tuple[str, bool], list[int]] = {}
    for place, part in enumerate(parts):
        if part.claim in families and part.given is None and part.p_value is not None:
            groups.setdefault((families[part.claim], part.check.test == "within"), []).append(place)
    for places in groups.values():
        values = holm(np.array([parts[place].p_value for place in places], dtype=float))
        for place, value in zip(places, values, strict=True):
            adjusted[place] = replace(parts[place], p_holm=float(value))
    return adjusted


def _judge(part: Part, confidence_level: float) -> Judged:
    if part.given is not None:
        return part.given
    return judge_figure(
        part.figure,
        part.check,
        bound=part.bound,
        margin=part.margin,
        confidence_level=confidence_level,
        p_holm=part.p_holm,
    )


def _check_row(number: int, part: Part, judged: Judged, evidence: Evidence, confidence_level: float) -> dict[str, Any]:
    figure, check = part.figure, part.check
    return {
        "claim": part.claim,
        "part": number,
        "label": figure.label,
        "file": evidence.path(check.file),
        "address": figure.address,
        "estimate": figure.estimate,
        "conf_low": figure.low,
        "conf_high": figure.high,
        "word": figure.word or None,
        "n": figure.n,
        "printed": printed_figure(figure, confidence_level) if _has_figure(part) else None,
        "test": check.test,
        "bound": part.bound,
        "margin": part.margin,
        "margin_key": check.margin,
        "p_value": part.p_value,
        "p_holm": part.p_holm,
        "verdict": judged.verdict,
        "reason": judged.reason,
    }


def _has_figure(part: Part) -> bool:
    return part.given is None and (bool(part.figure.word) or not np.isnan(part.figure.estimate))


def _verdict(claim: Claim, own: list[tuple[Part, Judged]], confidence_level: float) -> dict[str, Any]:
    verdicts = [judged.verdict for _, judged in own]
    verdict = combine(verdicts, claim.combine)
    decisive = [(part, judged) for part, judged in own if judged.verdict == verdict] or own
    if not own:
        reason = "No figure of cities and regions can tell it."
    elif len(own) == 1:
        reason = own[0][1].reason
    elif all(judged.verdict == NOT_HERE for _, judged in own):
        reason = " ".join(dict.fromkeys(judged.reason for _, judged in own))
    else:
        told = "; ".join(f"{part.figure.label} – {_lower(judged.reason)}" for part, judged in decisive[:MOST_TOLD])
        counted = ", ".join(f"{verdicts.count(kind)} {kind}" for kind in VERDICTS if kind in verdicts)
        reason = f"Of {len(own)} tests {counted}; {'all' if claim.combine == 'all' else 'one'} must hold. {told}."
    shown = next((part for part, _ in decisive if _has_figure(part)), None)
    return {
        "verdict": verdict if own else NOT_BY_UNITS,
        "reason": reason,
        "figure": None if shown is None else _figure_words(shown, len(own), confidence_level),
        "checks": len(own),
        "holding": verdicts.count(SUPPORTED),
        "failing": verdicts.count(REJECTED),
    }


def _figure_words(part: Part, tests: int, confidence_level: float) -> str:
    text = printed_figure(part.figure, confidence_level)
    return text if tests == 1 else f"{part.figure.label}: {text}"


def _test_words(claim: Claim, own: list[tuple[Part, Judged]]) -> str:
    words = []
    for part, _ in own:
        check = part.check
        margin = "" if part.margin is None else f"{part.margin:g} ({check.margin})"
        words.append(TEST_WORDS[check.test].format(bound=f"{part.bound:g}", margin=margin))
        if check.margin and check.test in DIRECTIONAL:
            words[-1] += f"; a difference of {margin} matters"
        if check.margin and check.test == "says":
            words[-1] += f", margin {margin}"
    if claim.family:
        words.append(f"p values adjusted within the family {claim.family} (Holm)")
    if len(own) > 1:
        words.append("all tests must hold" if claim.combine == "all" else "one test must hold")
    return "; ".join(dict.fromkeys(words))


def _lower(reason: str) -> str:
    return (reason[:1].lower() + reason[1:]).rstrip(".")
