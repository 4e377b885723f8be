"""What the leading models rest on: other inferences beside that of the ladder, single countries, and both partners.

Stands beside the ladder in the models stage; a model that cannot be fitted has its reason there and no row here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from paradiplomacy.config.study import Factor, Inference, Model, Outcome, Study
from paradiplomacy.distributions import t_quantile, t_tail
from paradiplomacy.models.batch import Family, Mask, Matrix, Vector
from paradiplomacy.models.bootstrap import Weights, bootstrap_coefficient, draw_weights
from paradiplomacy.models.clusters import (
    Clusters,
    ScoredFit,
    cluster_leverages,
    delete_clusters,
    delete_clusters_by_scores,
    effective_clusters,
    equal_number,
    fit_scored,
    jackknife_covariance,
    robust_covariance,
    variance_shares,
)
from paradiplomacy.models.design import Contrast, Design, DesignError, build_design
from paradiplomacy.models.estimators import DEFAULTS, Fit, FitData, FitError, clustered, fit_model
from paradiplomacy.models.fields import COUNTRY_INFLUENCE, INFERENCES, PARTNER_DIFFERENCES
from paradiplomacy.models.formula import build_formula_design, outcome_of
from paradiplomacy.models.imputation import impute_chained, pool
from paradiplomacy.models.inference import BATCHED, FAMILIES, LABELS, delete_countries, scored, vanishing
from paradiplomacy.models.margins import Deletions, average_effects, difference, effect_gradient, equivalence_p_value

BOOTSTRAPS: dict[Weights, str] = {
    "webb": "score wild bootstrap, Webb",
    "rademacher": "score wild bootstrap, Rademacher",
}
IMPUTED = "CV3 by country, missing numbers imputed"

Row = dict[str, Any]


@dataclass(frozen=True)
class Comparison:
    """Tables `INFERENCES`, `COUNTRY_INFLUENCE` and `PARTNER_DIFFERENCES`."""

    inference: pd.DataFrame
    country_influence: pd.DataFrame
    partner_differences: pd.DataFrame


@dataclass(frozen=True)
class LeadingFit:
    """The leading model of a study, partner, level and outcome, fitted with and without each country.

    Parameters
    ----------
    head
        study, partner, level, outcome and model.
    scored
        its scores by unit, where the model has one index and no dispersion.
    deleted
        G by k parameters without each country.
    """

    head: Row
    design: Design
    fit: Fit
    scored: ScoredFit | None
    clusters: Clusters
    deleted: Matrix

    @property
    def alone(self) -> Mask:
        """Which terms (k) rest on which country (G) alone."""
        return vanishing(self.design.matrix, self.clusters)

    @property
    def family(self) -> Family:
        """The family whose mean predicts: that of the negative binomial is Poisson's."""
        return FAMILIES.get(self.fit.estimator, "poisson")

    def effect(self, low: Matrix, high: Matrix) -> Deletions:
        """Return an average marginal effect with and without each country."""
        parameters = np.vstack([self.fit.params, self.deleted])[:, : low.shape[1]]
        every = average_effects(self.family, parameters, low, high)
        return Deletions.of(float(every[0]), self.clusters.labels, every[1:])


def compare_inference(
    analysis: pd.DataFrame,
    *,
    studies: Mapping[str, Study],
    outcomes: Mapping[str, Outcome],
    factors: Mapping[str, Factor],
    models: Mapping[str, Model],
    confidence_level: float,
    inference: Inference,
) -> Comparison:
    """Return every inference on the coefficients of the leading models, what each country does to them, and how the
    average marginal effects of two partners differ.
    """
    inferences: list[Row] = []
    influences: list[Row] = []
    differences: list[Row] = []
    for name, study in studies.items():
        table = analysis[analysis["study"] == name]
        for level in study.levels:
            if not any(level in models[model].levels for model in study.models):
                continue
            model = study.leading_model(level, models)
            for outcome in study.outcomes:
                fitted = []
                for partner in study.partners:
                    head = {"study": name, "partner": partner, "level": level, "outcome": outcome, "model": model}
                    cell = table[(table["partner"] == partner) & (table["level"] == level) & table[outcome].notna()]
                    leading = fit_leading(head, cell, outcomes[outcome], models[model], factors)
                    if leading is None:
                        continue
                    fitted.append(leading)
                    inferences += [head | row for row in _inferences(leading, confidence_level, inference)]
                    if leading.fit.estimator == "logit" and not models[model].formula:
                        imputed = _imputed(head, cell, models[model], factors, confidence_level, inference.imputations)
                        inferences += [head | row for row in imputed]
                    influences += [head | row for row in _influences(leading)]
                if outcomes[outcome].kind == "binary":
                    for first, second in combinations(fitted, 2):
                        differences += differences_of_effects(
                            first, second, confidence_level, inference.equivalence_margin
                        )
    return Comparison(
        pd.DataFrame(inferences, columns=INFERENCES.columns),
        pd.DataFrame(influences, columns=COUNTRY_INFLUENCE.columns),
        pd.DataFrame(differences, columns=PARTNER_DIFFERENCES.columns),
    )


def fit_leading(
    head: Row, cell: pd.DataFrame, outcome: Outcome, model: Model, factors: Mapping[str, Factor]
) -> LeadingFit | None:
    """Return the fitted model; nothing where it cannot be fitted, or is of an estimator without a batch.

    Parameters
    ----------
    head
        study, partner, level, outcome and model.
    cell
        rows of the analysis table of that study, partner and level, with a known outcome.
    """
    estimator = model.estimator or DEFAULTS[outcome.kind]
    other_outcome = model.formula and outcome_of(model.formula) != head["outcome"]
    if cell.empty or other_outcome or estimator not in BATCHED:
        return None
    try:
        design = (
            build_formula_design(cell, model.formula, factors)
            if model.formula
            else build_design(cell, model.factors, factors)
        )
        used = cell.loc[design.rows]
        values, countries = used[head["outcome"]].to_numpy(dtype=float), used["country"].to_numpy(dtype=str)
        data = FitData(values, design.matrix, design.terms, countries)
        fit = clustered(fit_model(estimator, data))
        scores = scored(fit, data) if estimator in FAMILIES else None
    except (DesignError, FitError):
        return None
    clusters = Clusters.of(countries)
    return LeadingFit(head, design, fit, scores, clusters, delete_countries(fit, data, clusters))


def _inferences(leading: LeadingFit, confidence_level: float, inference: Inference) -> Iterator[Row]:
    """Yield one row per term and inference."""
    fit, groups = leading.fit, len(leading.clusters)
    covariances: dict[str, tuple[Matrix, float]] = {
        LABELS["CV1"]: (fit.covariance, groups - 1),
        LABELS["CV3"]: (jackknife_covariance(leading.deleted, fit.params), groups - 1),
    }
    effective: Vector | None = None
    if leading.scored is not None:
        one_step = delete_clusters_by_scores(leading.scored, leading.clusters)
        covariances |= {
            LABELS["CV3 one step"]: (jackknife_covariance(one_step, fit.params), groups - 1),
            "HC1, normal": (robust_covariance(leading.scored, "HC1"), np.inf),
        }
        effective = effective_clusters(leading.scored, leading.clusters)
    for place, term in enumerate(leading.design.terms):
        estimate = float(fit.params[place])
        common = {"term": term, "estimate": estimate, "n_clusters": groups}
        common["effective_clusters"] = None if effective is None else float(effective[place])
        for name, (covariance, df) in covariances.items():
            error = float(np.sqrt(covariance[place, place]))
            if np.isfinite(error):
                yield common | {"inference": name} | _tested(estimate, error, df, confidence_level)
    if leading.scored is not None:
        for kind, label in BOOTSTRAPS.items():
            # the same draws for every term of a model
            weights = draw_weights(kind, groups, inference.draws, _stream(leading.head, kind))
            for place, term in enumerate(leading.design.terms):
                yield from _bootstrapped(leading, place, term, label, weights, confidence_level)


def _bootstrapped(
    leading: LeadingFit, place: int, term: str, label: str, weights: Matrix, confidence_level: float
) -> Iterator[Row]:
    assert leading.scored is not None
    try:
        test = bootstrap_coefficient(leading.scored, leading.clusters, place, weights, confidence_level)
    except FitError:  # without the term the model has no maximum: there is nothing to draw from
        return
    yield {
        "term": term,
        "inference": label,
        "estimate": float(leading.fit.params[place]),
        "p_value": test.p_value,
        "conf_low": test.conf_low if np.isfinite(test.conf_low) else None,
        "conf_high": test.conf_high if np.isfinite(test.conf_high) else None,
        "n_clusters": len(leading.clusters),
        "effective_clusters": float(effective_clusters(leading.scored, leading.clusters)[place]),
    }


def _stream(head: Row, purpose: str) -> np.random.Generator:
    """Return a source of random numbers that is named after a model and what it is for."""
    return np.random.default_rng(crc32("/".join([*map(str, head.values()), purpose]).encode()))


def _imputed(
    head: Row,
    cell: pd.DataFrame,
    model: Model,
    factors: Mapping[str, Factor],
    confidence_level: float,
    imputations: int,
) -> Iterator[Row]:
    """Yield the coefficients of a logit with missing numbers imputed; nothing where none is missing.

    Units without a category, or without a characteristic that is there or not, are left out as before.
    """
    numbers = [name for name in model.factors if factors[name].contrast in ("doubling", "step")]
    others = [name for name in model.factors if name not in numbers]
    used = cell[cell[others].notna().all(axis=1)]
    gaps = used[numbers].isna()
    if not gaps.any(axis=None) or gaps.all().any():
        return
    complete = pd.get_dummies(used[others].astype(str), drop_first=True).assign(outcome=used[head["outcome"]])
    values = used[numbers].to_numpy(dtype=float, na_value=np.nan)
    countries = used["country"].to_numpy(dtype=str)
    clusters, random = Clusters.of(countries), _stream(head, "imputation")
    outcome = used[head["outcome"]].to_numpy(dtype=float)
    estimates, covariances = [], []
    for _ in range(imputations):
        filled = impute_chained(values, complete.to_numpy(dtype=float), countries, random)
        try:
            design = build_design(used.assign(**dict(zip(numbers, filled.T, strict=True))), model.factors, factors)
            fit = fit_scored("logit", outcome, design.matrix)
        except (DesignError, FitError):
            return
        estimates.append(fit.coefficients)
        covariances.append(jackknife_covariance(delete_clusters(fit, clusters), fit.coefficients))
    pooled = pool(np.array(estimates), np.array(covariances), len(clusters) - 1)
    if not np.isfinite(pooled.covariance).all():
        return
    for place, term in enumerate(design.terms):
        error, df = float(np.sqrt(pooled.covariance[place, place])), float(pooled.df[place])
        estimate = float(pooled.estimates[place])
        common = {"term": term, "inference": IMPUTED, "estimate": estimate, "n_clusters": len(clusters)}
        yield common | _tested(estimate, error, df, confidence_level)


def _tested(estimate: float, error: float, df: float, confidence_level: float) -> Row:
    width = float(t_quantile(0.5 + confidence_level / 2, df)) * error
    return {
        "std_error": error,
        "df": df if np.isfinite(df) else None,
        "p_value": 2 * float(t_tail(abs(estimate / error), df)),
        "conf_low": estimate - width,
        "conf_high": estimate + width,
    }


def _influences(leading: LeadingFit) -> Iterator[Row]:
    """Yield one row per country and term: what the coefficient is without the country."""
    units = np.bincount(leading.clusters.members)
    alone = leading.alone
    leverages = None if leading.scored is None else cluster_leverages(leading.scored, leading.clusters)
    for place, country in enumerate(leading.clusters.labels):
        for column, term in enumerate(leading.design.terms):
            without = float(leading.deleted[place, column])
            yield {
                "country": str(country),
                "term": term,
                "n": int(units[place]),
                "leverage": None if leverages is None else float(leverages[place]),
                "estimate": float(leading.fit.params[column]),
                "without": without if np.isfinite(without) and not alone[place, column] else None,
            }


def _resting_on_one(leading: LeadingFit) -> list[str]:
    """Return the terms that rest on one country: a jackknife of countries knows nothing of them."""
    return [leading.design.terms[column] for column in np.flatnonzero(leading.alone.any(axis=0))]


def _freedom(first: LeadingFit, second: LeadingFit, one: Contrast, other: Contrast) -> float:
    """Return the degrees of freedom of a difference of effects: how many equal countries tell as much, less 1.

    Notes
    -----
    Carter, Schnepel and Steigerwald (2017). Beside G - 1 it matters in the far tail, which p values that are adjusted
    for many factors need: with G - 1 a difference that is not there was found in too many simulated worlds.
    """
    of_country: dict[str, float] = {}
    for leading, contrast in ((first, one), (second, other)):
        if leading.scored is None:
            return float(len({*first.clusters.labels, *second.clusters.labels}) - 1)
        gradient = effect_gradient(leading.family, leading.scored.coefficients, contrast.low, contrast.high)
        shares = variance_shares(leading.scored, leading.clusters, gradient[None])[0]
        for country, share in zip(leading.clusters.labels, shares, strict=True):
            of_country[str(country)] = of_country.get(str(country), 0.0) + float(share)
    return max(equal_number(np.array(list(of_country.values()))) - 1, 1.0)


def differences_of_effects(
    first: LeadingFit, second: LeadingFit, confidence_level: float, margin: float
) -> Iterator[Row]:
    """Yield one row of `PARTNER_DIFFERENCES` per average marginal effect that the models of two partners have."""
    effects = {contrast.term: contrast for contrast in second.design.contrasts}
    for contrast in first.design.contrasts:
        if contrast.term not in effects or contrast.term in {*_resting_on_one(first), *_resting_on_one(second)}:
            continue
        other = effects[contrast.term]
        one, two = first.effect(contrast.low, contrast.high), second.effect(other.low, other.high)
        found = difference(one, two)
        if not np.isfinite(found.std_error):
            continue
        df = _freedom(first, second, contrast, other)
        yield {
            **{key: value for key, value in first.head.items() if key != "partner"},
            "first": first.head["partner"],
            "second": second.head["partner"],
            "term": contrast.term,
            "first_effect": one.estimate,
            "second_effect": two.estimate,
            "estimate": found.estimate,
            **_tested(found.estimate, found.std_error, df, confidence_level),
            "margin": margin,
            "p_equivalence": equivalence_p_value(found.estimate, found.std_error, df, margin),
            "n_clusters": found.n_clusters,
        }
