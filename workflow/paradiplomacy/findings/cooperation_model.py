"""The model of cooperation: conditions, cooperation, intensity and success as boxes, and an estimate for each arrow.

Reads the estimates of the model ladder, those of the models of success and the answers of the units that cooperate; the
diagram of the model and the text draw on its table. An arrow whose estimate a run does not have is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paradiplomacy.config.cooperation import Typology
from paradiplomacy.config.study import Factor, Model, Outcome, Study
from paradiplomacy.config.success import Success
from paradiplomacy.distributions import t_quantile, t_tail, wilson_interval
from paradiplomacy.findings.cooperating import KEYS, keyed
from paradiplomacy.findings.success import score_success
from paradiplomacy.findings.success_fields import INDEX
from paradiplomacy.findings.typology_fields import COOPERATION_MODEL
from paradiplomacy.findings.wave_answers import WaveAnswers
from paradiplomacy.models.clusters import equal_number
from paradiplomacy.survey.codebook import OrderedQuestion

FEWEST = 20  # units for which an association is measured
COLUMNS = [name for name in COOPERATION_MODEL.columns if name != "world"]
WITHIN = {  # arrows among the answers of those that cooperate: source in words
    "ties": "Number of ties",
    "coordination": "Coordination with others at home",
    "personal": "Personal contacts made the success",
}


def scale_table(waves: Sequence[WaveAnswers], settings: Typology, success: Success) -> pd.DataFrame:
    """Return success, coordination and the personal factor of each unit that cooperates.

    Parameters
    ----------
    waves
        answers of the units that cooperate (`among_cooperating`).
    success
        what the index of success is made of.

    Returns
    -------
    pandas.DataFrame
        unit_id, partner, level, success (index, from 0 to 1), coordination (mean of the places, each from 0 to 1, of
        the bodies that were answered), personal (1 for yes, 0 for no); missing where not asked or answered.
    """
    columns = [*KEYS, "success", "coordination", "personal"]
    parts = []
    for scored in score_success(waves, success):
        wave = scored.wave
        bodies = {}
        for field in settings.coordination:
            question = wave.question(field)
            if isinstance(question, OrderedQuestion):
                bodies[field] = wave.places(field, question.tidy_codes) / (len(question.tidy_codes) - 1)
        nothing = pd.Series(float("nan"), index=wave.responses.index)
        scales = {
            "success": scored.index.astype(float),
            "coordination": pd.DataFrame(bodies).astype(float).mean(axis=1) if bodies else nothing,
            "personal": nothing,
        }
        if settings.personal in wave.responses:
            scales["personal"] = wave.ticked(settings.personal).astype("Float64").astype(float)
        parts.append(keyed(wave, scales))
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def somers_d(outcome: NDArray[np.float64], source: NDArray[np.float64]) -> float:
    """Return Somers' D of an ordered outcome given a source (Somers 1962): over pairs that differ in the source, the
    share in which the outcome differs in the same direction less that in the other; not a number without such pairs.
    """
    same = np.sign(outcome[:, None] - outcome[None]) * np.sign(source[:, None] - source[None])
    differing = int(np.count_nonzero(source[:, None] != source[None]))
    return float(same.sum() / differing) if differing else float("nan")


def associate(known: pd.DataFrame, source: str, confidence_level: float) -> dict[str, float] | None:
    """Return Somers' D of success given `source`, with an interval by the jackknife of countries.

    None for fewer than 20 units, for one country, or where source or success do not vary.

    Parameters
    ----------
    known
        success, country and the source; rows with a gap are left out.

    Notes
    -----
    Each country is left out in turn (CV3); degrees of freedom are the number of equal countries that would tell as
    much (Carter, Schnepel and Steigerwald 2017), from the influence of each unit, less 1. Percentiles of resampled
    countries, which are few and unequal, left out the truth in too many simulated worlds.
    """
    rows = known[["success", source, "country"]].dropna()
    if len(rows) < FEWEST or rows["success"].nunique() < 2 or rows[source].nunique() < 2:
        return None
    outcome, values = rows["success"].to_numpy(dtype=float), rows[source].to_numpy(dtype=float)
    countries, place = np.unique(rows["country"].to_numpy(dtype=str), return_inverse=True)
    groups = len(countries)
    estimate = somers_d(outcome, values)
    same = np.sign(outcome[:, None] - outcome[None]) * np.sign(values[:, None] - values[None])
    differing = (values[:, None] != values[None]).astype(float)
    member = np.eye(groups)[place]
    # the sums over pairs of each two countries, so that leaving one out is a row less and a column less
    above, below = (
        total.sum() - 2 * (member.T @ total).sum(axis=1) + np.diag(member.T @ total @ member)
        for total in (same, differing)
    )
    if groups < 2 or (below <= 0).any():
        return None
    error = float(np.sqrt((groups - 1) / groups * np.sum((above / below - estimate) ** 2)))
    influence = (same - estimate * differing).sum(axis=1)
    freedom = max(equal_number(member.T @ influence**2) - 1, 1.0)
    half = float(t_quantile(0.5 + confidence_level / 2, freedom)) * error
    return {
        "estimate": estimate,
        "conf_low": max(estimate - half, -1.0),
        "conf_high": min(estimate + half, 1.0),
        "p_value": float(2 * t_tail(abs(estimate) / error, freedom)) if error else float(estimate == 0),
        "n": len(rows),
    }


def assemble_model(
    estimates: pd.DataFrame,
    scales: pd.DataFrame,
    analysis: pd.DataFrame,
    determinants: pd.DataFrame,
    *,
    study: Study,
    outcomes: Mapping[str, Outcome],
    factors: Mapping[str, Factor],
    models: Mapping[str, Model],
    confidence_level: float,
) -> pd.DataFrame:
    """Return the arrows of the model for each partner and level (`COOPERATION_MODEL` without the world).

    From factors to cooperation average marginal effects of the leading model, to intensity the rate ratios of the
    number of ties, to importance the odds ratios of a higher answer, and to success, among those that cooperate, the
    odds ratios of a higher class of its index; from intensity, coordination and the personal factor to that index
    Somers' D. Categories of a factor are arrows of their own.

    Parameters
    ----------
    estimates, analysis
        rows of the study.
    scales
        success, coordination and personal factor of the units that cooperate (`scale_table`).
    determinants
        what goes with the index of success (`SUCCESS_DETERMINANTS`).
    """
    rows: list[dict[str, object]] = []
    leading = study.outcome_of_kind("binary", outcomes)
    targets = [(leading, "marginal effect", "marginal effect", "cooperation")]
    targets += [(name, "ratio", "rate ratio", "intensity") for name in _of_kind(study, outcomes, "count")]
    targets += [(name, "ratio", "odds ratio", "importance") for name in _of_kind(study, outcomes, "ordered")]
    for level in study.levels:
        model = study.leading_model(level, models)
        terms = models[model].factors
        for partner in study.partners:
            head = {"partner": partner, "level": level}
            own = estimates[
                (estimates["partner"] == partner) & (estimates["level"] == level) & (estimates["model"] == model)
            ]
            for outcome, quantity, called, target in targets:
                fit = own[(own["outcome"] == outcome) & (own["quantity"] == quantity)]
                arrows = _from_factors(fit, terms, factors)
                rows += [head | {"end": target, "quantity": called, "origin": "estimates"} | arrow for arrow in arrows]
            # the models of success hold only the leading model of the level
            of_index = determinants[
                (determinants["partner"] == partner)
                & (determinants["level"] == level)
                & (determinants["outcome"] == INDEX)
                & (determinants["quantity"] == "ratio")
            ]
            to_success = {"end": "success", "quantity": "odds ratio", "origin": "success_determinants"}
            rows += [head | to_success | arrow for arrow in _from_factors(of_index, terms, factors)]
            of_units = analysis[(analysis["partner"] == partner) & (analysis["level"] == level)]
            known = scales[(scales["partner"] == partner) & (scales["level"] == level)]
            counted = study.outcome_of_kind("count", outcomes)
            known = known.merge(of_units[["unit_id", "country", counted]], on="unit_id").rename(
                columns={counted: "ties"}
            )
            for order, (source, label) in enumerate(WITHIN.items(), start=len(terms)):
                found = associate(known, source, confidence_level)
                if found is not None:
                    rows.append(
                        head
                        | {"start": source, "start_label": label, "end": "success", "order": order}
                        | {"quantity": "Somers' D", "origin": "answers"}
                        | found
                    )
    return pd.DataFrame(rows, columns=COLUMNS)


def _from_factors(
    fit: pd.DataFrame, terms: Sequence[str], factors: Mapping[str, Factor]
) -> Iterator[dict[str, object]]:
    """Yield the arrows that begin at the factors of a fitted model."""
    for row in fit[fit["estimate"].notna()].itertuples():
        factor, _, category = row.term.partition(": ")
        if factor not in terms:
            continue  # constants and other parts of the model
        label = factors[factor].label
        if category:
            label += f": {category}, not {factors[factor].reference}"
        yield {"start": row.term, "start_label": label, "order": terms.index(factor), "n": row.n} | {
            end: getattr(row, end) for end in ("estimate", "conf_low", "conf_high", "p_value")
        }


def share_naming(scales: pd.DataFrame, confidence_level: float) -> pd.DataFrame:
    """Return the share of units that cooperate and say that persons made the success, with Wilson's interval.

    Returns
    -------
    pandas.DataFrame
        partner, level, yes, n, share, conf_low, conf_high; a partner and level that were not asked have no row.
    """
    rows = []
    for (partner, level), own in scales.dropna(subset=["personal"]).groupby(["partner", "level"]):
        yes, n = int(own["personal"].sum()), len(own)
        ends = wilson_interval(yes, n, confidence_level)
        rows.append((partner, level, yes, n, yes / n, float(ends.low), float(ends.high)))
    return pd.DataFrame(rows, columns=["partner", "level", "yes", "n", "share", "conf_low", "conf_high"])


def _of_kind(study: Study, outcomes: Mapping[str, Outcome], kind: str) -> Sequence[str]:
    """Return the first outcome of a kind, or none."""
    return [name for name in study.outcomes if outcomes[name].kind == kind][:1]
