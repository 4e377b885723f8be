"""How well the leading factors predict a country that they have not seen: each is left out in turn.

Stands beside the ladder in the models stage. What predicts within the sample may still be what single countries do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from paradiplomacy.config.study import Factor, Model, Outcome, Study
from paradiplomacy.distributions import average_ranks, t_quantile, wilson_interval
from paradiplomacy.models.batch import Vector, fit_batch
from paradiplomacy.models.clusters import Clusters
from paradiplomacy.models.design import DesignError, build_design
from paradiplomacy.models.fit import FitError
from paradiplomacy.models.robustness_fields import CALIBRATION, PREDICTION, ROC

GROUPS = 10  # of calibration
SUREST = 1e-6  # a probability beyond it is taken as this, so that one unit cannot make a score infinite
TREES, DEPTH, RATE, LEAF = 100, 3, 0.1, 10  # of gradient boosting: small trees, as units are few
SIZE = "log_population"

Row = dict[str, Any]


@dataclass(frozen=True)
class Predictions:
    """Tables `PREDICTION`, `CALIBRATION` and `ROC`."""

    prediction: pd.DataFrame
    calibration: pd.DataFrame
    roc: pd.DataFrame


def predict_countries(
    analysis: pd.DataFrame,
    *,
    studies: Mapping[str, Study],
    outcomes: Mapping[str, Outcome],
    factors: Mapping[str, Factor],
    models: Mapping[str, Model],
    confidence_level: float,
) -> Predictions:
    """Predict each country from the others, by the leading model of the leading binary outcome at each level.

    Predictors are the logit of the leading model, gradient boosting on the same columns, and a logit of size alone.
    """
    from sklearn.metrics import roc_curve

    scores: list[Row] = []
    groups: list[Row] = []
    points: list[Row] = []
    for name, study in studies.items():
        leading = study.outcome_of_kind("binary", outcomes)
        for level in study.levels:
            if not any(level in models[model].levels for model in study.models):
                continue
            model = study.leading_model(level, models)
            for partner in study.partners:
                head = {"study": name, "partner": partner, "level": level, "outcome": leading}
                chosen = (analysis["study"] == name) & (analysis["partner"] == partner) & (analysis["level"] == level)
                cell = analysis[chosen & analysis[leading].notna()]
                for predictor, found in _left_out(head, cell, leading, models[model], factors):
                    own = head | {"predictor": predictor}
                    scores.append(own | {"model": model} | found.scores(confidence_level))
                    groups += [own | row for row in found.groups(confidence_level)]
                    false, true, _ = roc_curve(found.outcome, found.probability)
                    points += [
                        own | {"point": point, "false_positive": x, "true_positive": y}
                        for point, (x, y) in enumerate(zip(false, true, strict=True), start=1)
                    ]
    return Predictions(
        pd.DataFrame(scores, columns=PREDICTION.columns),
        pd.DataFrame(groups, columns=CALIBRATION.columns),
        pd.DataFrame(points, columns=ROC.columns),
    )


def _left_out(
    head: Row, cell: pd.DataFrame, outcome: str, model: Model, factors: Mapping[str, Factor]
) -> Iterator[tuple[str, LeftOut]]:
    """Yield the predictions by each predictor; nothing where the outcome or the model does not allow any."""
    try:
        design = build_design(cell, model.factors, factors)
        used = cell.loc[design.rows]
        clusters = Clusters.of(used["country"].to_numpy(dtype=str))
    except (DesignError, FitError):
        return
    values = used[outcome].to_numpy(dtype=float)
    if values.min() == values.max():
        return
    seed = crc32("/".join([*map(str, head.values()), "boosting"]).encode()) % 2**31
    logits, boosting = "logit", "gradient boosting"
    learners: dict[str, tuple[list[int], Callable[[Any, Vector, Any], Vector]]] = {
        logits: (list(range(len(design.terms))), _learn_logit),
        boosting: (list(range(1, len(design.terms))), partial(_learn_trees, seed=seed)),
    }
    if SIZE in design.terms and len(design.terms) > 2:
        learners = {"size only": ([0, design.terms.index(SIZE)], _learn_logit)} | learners
    for predictor, (columns, learn) in learners.items():
        probability, share = np.empty(len(values)), np.empty(len(values))
        try:
            for place in range(len(clusters)):
                out = clusters.members == place
                share[out] = values[~out].mean()
                matrix = design.matrix[:, columns]
                probability[out] = learn(matrix[~out], values[~out], matrix[out])
        except FitError:  # the others separate the outcome: there is no such logit
            continue
        yield predictor, LeftOut(values, np.clip(probability, SUREST, 1 - SUREST), share, clusters)


def _learn_logit(matrix: Any, outcome: Vector, unseen: Any) -> Vector:
    """Return probabilities of unseen units; a column that is zero in all others takes no part."""
    active = (matrix != 0).any(axis=0)[None, :]
    fit = fit_batch("logit", outcome, matrix, active=active)
    if fit.flagged[0]:
        raise FitError("no maximum of the likelihood without one of the countries")
    return np.asarray(expit(unseen @ fit.coefficients[0]))


def _learn_trees(matrix: Any, outcome: Vector, unseen: Any, seed: int) -> Vector:
    """Return probabilities by gradient boosting (Friedman 2001); the same seed gives the same trees."""
    from sklearn import config_context
    from sklearn.ensemble import GradientBoostingClassifier

    if outcome.min() == outcome.max():
        raise FitError("the others all have one outcome")
    trees = GradientBoostingClassifier(
        n_estimators=TREES, max_depth=DEPTH, learning_rate=RATE, min_samples_leaf=LEAF, random_state=seed
    )
    # checks of its input, made again for every tree, take a quarter of the time; a design holds finite numbers alone
    with config_context(assume_finite=True, skip_parameter_validation=True):
        return np.asarray(trees.fit(matrix, outcome).predict_proba(unseen)[:, 1])


@dataclass(frozen=True)
class LeftOut:
    """Outcomes (n), their probabilities learnt from other countries, the share of the others, and the countries."""

    outcome: Vector
    probability: Vector
    share: Vector
    clusters: Clusters

    def scores(self, confidence_level: float) -> Row:
        """Return how good the probabilities are, with the jackknife of countries for the area under the curve."""
        y, p, members = self.outcome, self.probability, self.clusters.members
        area = auc(y, p)
        without = np.array([auc(y[members != place], p[members != place]) for place in range(len(self.clusters))])
        groups = len(self.clusters)
        error = float(np.sqrt((groups - 1) / groups * np.sum((without - area) ** 2)))
        width = float(t_quantile(0.5 + confidence_level / 2, groups - 1)) * error
        intercept, slope = calibration_line(y, p)
        return {
            "n": len(y),
            "n_events": int(y.sum()),
            "n_clusters": groups,
            "auc": area,
            "auc_low": area - width,
            "auc_high": area + width,
            "auc_within": auc_within(y, p, self.clusters),
            "brier": float(np.mean((y - p) ** 2)),
            "brier_of_share": float(np.mean((y - self.share) ** 2)),
            "log_score": float(-np.mean(y * np.log(p) + (1 - y) * np.log1p(-p))),
            "calibration_intercept": intercept,
            "calibration_slope": slope,
        }

    def groups(self, confidence_level: float) -> Iterator[Row]:
        """Yield groups of equal size by probability, with Wilson intervals of what was observed."""
        order = np.argsort(self.probability, kind="stable")
        for number, inside in enumerate(np.array_split(order, min(GROUPS, len(order))), start=1):
            n, events = len(inside), int(self.outcome[inside].sum())
            interval = wilson_interval(events, n, confidence_level)
            yield {
                "group": number,
                "n": n,
                "predicted": float(self.probability[inside].mean()),
                "observed": events / n,
                "conf_low": float(interval.low),
                "conf_high": float(interval.high),
            }


def auc(outcome: Vector, probability: Vector) -> float:
    """Return the share of pairs of a yes and a no in the right order, ties counted half; NaN without a pair."""
    yes = outcome > 0
    pairs = int(yes.sum()) * int((~yes).sum())
    if not pairs:
        return float("nan")
    ranks = average_ranks(probability)
    return float((ranks[yes].sum() - yes.sum() * (yes.sum() + 1) / 2) / pairs)


def auc_within(outcome: Vector, probability: Vector, clusters: Clusters) -> float | None:
    """Return the share of pairs within a country in the right order; None where no country has such a pair."""
    right, pairs = 0.0, 0
    for place in range(len(clusters)):
        inside = clusters.members == place
        number = int(outcome[inside].sum() * (1 - outcome[inside]).sum())
        if number:
            right += number * auc(outcome[inside], probability[inside])
            pairs += number
    return right / pairs if pairs else None


def calibration_line(outcome: Vector, probability: Vector) -> tuple[float | None, float | None]:
    """Return intercept (slope held at one) and slope of the outcome on the logit of its probability (Cox 1958)."""
    eta = logit(probability)
    ones = np.ones((len(eta), 1))
    level = fit_batch("logit", outcome, ones, offset=eta)
    line = fit_batch("logit", outcome, np.column_stack([ones, eta]))
    return (
        None if level.flagged[0] else float(level.coefficients[0, 0]),
        None if line.flagged[0] else float(line.coefficients[0, 1]),
    )
