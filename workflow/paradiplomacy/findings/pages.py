"""Survey against web pages: who says yes where pages show no tie, and what pages tell of units that did not answer.

Beside findings.agreement, whose measures it takes further. Neither source is the truth: a page that is silent may only
not have been archived, or not be about the partner.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from paradiplomacy.config.model import World
from paradiplomacy.config.study import Factor, Model, Outcome, Study
from paradiplomacy.config.waves import Wave
from paradiplomacy.distributions import t_quantile
from paradiplomacy.findings.agreement import covariate_groups, share_difference, share_row, web_outcome
from paradiplomacy.findings.page_fields import (
    NO_WITH_TIE,
    ODDS_RATIO,
    OVER_REPORTING,
    PAGE_NONRESPONSE,
    YES_WITHOUT_TIE,
)
from paradiplomacy.models.design import DesignError, build_design
from paradiplomacy.models.estimators import FitData, FitError, clustered, fit_model

EVENTS_PER_TERM = 10  # of the rarer outcome (Peduzzi, Concato, Kemper, Holford and Feinstein 1996)

Row = dict[str, Any]


def compare_survey_with_pages(
    name: str,
    analysis: pd.DataFrame,
    dispositions: pd.DataFrame,
    weights: pd.DataFrame,
    *,
    studies: Mapping[str, Study],
    outcomes: Mapping[str, Outcome],
    waves: Mapping[str, Wave],
    factors: Mapping[str, Factor],
    models: Mapping[str, Model],
    world: World,
    confidence_level: float,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables of study `name`: `OVER_REPORTING` and `PAGE_NONRESPONSE`.

    Parameters
    ----------
    analysis, dispositions, weights
        of all studies and waves.
    """
    study = studies[name]
    inside = analysis[analysis["study"] == name]
    stamp = world.stamp or world.name
    reported = find_over_reporting(
        inside, study=study, outcomes=outcomes, factors=factors, models=models, confidence_level=confidence_level
    )
    silent = find_page_nonresponse(
        inside, dispositions, weights, study=study, waves=waves, outcomes=outcomes, confidence_level=confidence_level
    )
    return reported.assign(world=stamp), silent.assign(world=stamp)


def find_over_reporting(
    analysis: pd.DataFrame,
    *,
    study: Study,
    outcomes: Mapping[str, Outcome],
    factors: Mapping[str, Factor],
    models: Mapping[str, Model],
    confidence_level: float,
) -> pd.DataFrame:
    """Return how often answers and pages differ, by covariate, and a logit of it (`OVER_REPORTING`).

    The logit takes the largest step of the ladder that the units support, with ten units of the rarer outcome for each
    term; where they support none, one row says so. Empty where the study has no survey outcome, or no outcome of web
    pages alone.

    Parameters
    ----------
    analysis
        rows of one study.
    """
    rows: list[Row] = []
    leading, web = study.outcome_of_kind("binary", outcomes), web_outcome(outcomes)
    if web is not None and outcomes[leading].evidence == "survey":
        for partner in study.partners:
            for level in study.levels:
                inside = analysis[(analysis["partner"] == partner) & (analysis["level"] == level)]
                known = inside[inside[leading].notna() & inside[web].notna()]
                if known.empty:
                    continue
                steps = [models[name] for name in study.models if level in models[name].levels]
                key = {"partner": partner, "level": level}
                yes = known[known[leading].astype(bool)]
                rows += [key | row for row in _shares(yes, ~yes[web].astype(bool), YES_WITHOUT_TIE, confidence_level)]
                no = known[~known[leading].astype(bool)]
                rows += [key | row for row in _shares(no, no[web].astype(bool), NO_WITH_TIE, confidence_level)]
                rows += [key | row for row in _odds(yes, ~yes[web].astype(bool), steps, factors, confidence_level)]
    return pd.DataFrame(rows).reindex(columns=OVER_REPORTING.columns)


def _shares(units: pd.DataFrame, differs: pd.Series[bool], quantity: str, confidence_level: float) -> Iterator[Row]:
    """Yield the share that differs, of all and by covariate."""
    flags = differs.set_axis(units["unit_id"])
    groups = [("all", units["unit_id"].tolist()), *(covariate_groups(units) if len(units) else ())]
    for term, members in groups:
        row = share_row(quantity, int(flags[members].sum()), len(members), confidence_level)
        yield {"quantity": row.pop("measure"), "term": term} | row


def _odds(
    units: pd.DataFrame,
    differs: pd.Series[bool],
    steps: list[Model],
    factors: Mapping[str, Factor],
    confidence_level: float,
) -> Iterator[Row]:
    """Yield the odds ratios of the largest model that the units support, or one row with the reason."""
    base: Row = {"quantity": ODDS_RATIO, "n": len(units), "events": int(differs.sum())}
    rarer = min(base["events"], base["n"] - base["events"])
    supported, reason = None, f"too few: {rarer} units of the rarer kind, {EVENTS_PER_TERM} are needed for each term"
    for model in steps:
        try:
            design = build_design(units, model.factors, factors)
        except DesignError as error:
            reason = str(error)
            continue
        if rarer >= EVENTS_PER_TERM * (design.matrix.shape[1] - 1):
            supported = design
    if supported is None:
        yield base | {"term": "all", "note": reason}
        return
    places = units.index.get_indexer(supported.rows)
    outcome = differs.to_numpy(dtype=float)[places]
    clusters = units["country"].to_numpy(dtype=str)[places]
    base |= {"n": len(outcome), "events": int(outcome.sum())}
    try:
        fit = clustered(fit_model("logit", FitData(outcome, supported.matrix, supported.terms, clusters)))
    except FitError as error:
        yield base | {"term": "all", "note": str(error)}
        return
    critical = float(t_quantile(0.5 + confidence_level / 2, fit.n_clusters - 1))
    # the constant, which stands first, has no odds ratio
    for name, value, spread, step in list(zip(fit.names, fit.params, fit.errors, supported.steps, strict=True))[1:]:
        ends = [float(np.exp(step * end)) for end in (value, value - critical * spread, value + critical * spread)]
        yield base | {"term": name} | dict(zip(("estimate", "conf_low", "conf_high"), ends, strict=True))


def find_page_nonresponse(
    analysis: pd.DataFrame,
    dispositions: pd.DataFrame,
    weights: pd.DataFrame,
    *,
    study: Study,
    waves: Mapping[str, Wave],
    outcomes: Mapping[str, Outcome],
    confidence_level: float,
) -> pd.DataFrame:
    """Return what pages tell of the invited units that did not answer (`PAGE_NONRESPONSE`), one row per wave.

    The bias is the share of ties on pages among units that answered less that among all invited; its interval is the
    share silent times Newcombe's for the difference of both. What the final weights take from the former is what
    weighting knows of that bias.

    Parameters
    ----------
    analysis
        rows of one study.
    dispositions
        invitations to units of the study (`DISPOSITIONS`).
    weights
        `WEIGHTS` of all waves.
    """
    rows: list[Row] = []
    leading, web = study.outcome_of_kind("binary", outcomes), web_outcome(outcomes)
    surveyed = web is not None and outcomes[leading].evidence == "survey"
    for name, wave in study.asked_waves(waves).items() if surveyed else ():
        inside = analysis[(analysis["partner"] == wave.partner) & (analysis["level"] == wave.level)]
        asked = dispositions.loc[dispositions["wave"] == name, "unit_id"]
        invited = inside[inside["unit_id"].isin(asked)].set_index("unit_id")
        shown = invited[web].dropna().astype(float)
        weight = weights[weights["wave"] == name].set_index("unit_id")["weight"].astype(float)
        answered = shown[shown.index.isin(weight.index)]
        silent = shown.drop(answered.index)
        if shown.empty:
            continue
        cells = [(int(part.sum()), len(part)) for part in (answered, silent)]
        gap = share_difference(cells[0], cells[1], confidence_level)
        part_silent = len(silent) / len(shown)
        removed = _mean(answered) - _mean(answered, weight)
        says = invited.loc[invited.index.isin(weight.index), leading].dropna().astype(float)
        bias = _mean(answered) - _mean(shown)
        rows.append(
            {
                "wave": name,
                "partner": wave.partner,
                "level": wave.level,
                "answered": len(answered),
                "silent": len(silent),
                "share_answered": _mean(answered),
                "share_silent": _mean(silent),
                "difference": gap.estimate,
                "conf_low": gap.conf_low,
                "conf_high": gap.conf_high,
                "bias": bias,
                "bias_low": part_silent * gap.conf_low,
                "bias_high": part_silent * gap.conf_high,
                "removed": removed,
                "left": bias - removed,
                "survey_shift": _mean(says) - _mean(says, weight),
            }
        )
    return pd.DataFrame(rows).reindex(columns=PAGE_NONRESPONSE.columns)


def _mean(values: pd.Series[float], weight: pd.Series[float] | None = None) -> float:
    """Return the (weighted) mean; not a number of no values."""
    if values.empty:
        return float("nan")
    return float(np.average(values, weights=None if weight is None else weight[values.index]))
