"""Logit with Firth's penalty: finite estimates under separation, profile likelihood intervals, unbiased predictions.

Used by the registry in `estimators`. Firth (1993), Biometrika 80; Heinze and Schemper (2002), Statistics in Medicine
21; FLIC and FLAC: Puhr, Heinze, Nold, Lusa and Geroldinger (2017), Statistics in Medicine 36.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from paradiplomacy.distributions import chi2_quantile, chi2_tail
from paradiplomacy.models.binary import Logit, predict_logit
from paradiplomacy.models.fit import Fit, FitData, FitError, Matrix, Vector, inverse
from paradiplomacy.models.likelihood import Cube, maximum_fit, sizes

ITERATIONS = 1000
STEP_TOLERANCE = 1e-10  # of a scaled coefficient; Fisher scoring gains a fixed share of the error in each step
FARTHEST_STEP = 5.0  # of any linear predictor in one step
WIDEST = 1e3  # a profile interval that does not end within so many standard errors does not end
AUGMENTED = "augmented"


class _Penalised:
    """The penalised likelihood log L + 1/2 log det I of one data set, in scaled columns."""

    def __init__(self, data: FitData) -> None:
        self.scale = sizes(data.matrix)
        self.matrix, self.outcome, self.weight = data.matrix / self.scale, data.outcome, data.weight
        self.offset = np.zeros(len(data.matrix)) if data.offset is None else data.offset

    def parts(self, beta: Vector) -> tuple[float, Matrix, Matrix, Vector, Vector]:
        """Return penalised log likelihood, modified scores, information, leverages and probabilities."""
        eta = self.matrix @ beta + self.offset
        mean = expit(eta)
        curvature = self.weight * mean * (1 - mean)
        information = self.matrix.T @ (curvature[:, None] * self.matrix)
        sign, logdet = np.linalg.slogdet(information)
        value = float(self.weight @ (self.outcome * eta - np.logaddexp(0.0, eta))) + 0.5 * logdet
        leverage = curvature * np.einsum("nk,nk->n", self.matrix @ np.linalg.pinv(information), self.matrix)
        residual = self.weight * (self.outcome - mean) + leverage * (0.5 - mean)
        return value if sign > 0 else -np.inf, residual[:, None] * self.matrix, information, leverage, mean

    def climb(self, start: Vector, free: NDArray[np.intp]) -> tuple[Vector, float]:
        """Return the maximum over the free coefficients, the others held, by Fisher scoring with step-halving."""
        beta = start.copy()
        value, scores, information, _, _ = self.parts(beta)
        for _ in range(ITERATIONS):
            gradient = scores.sum(axis=0)[free]
            step = np.zeros_like(beta)
            step[free] = np.linalg.lstsq(information[np.ix_(free, free)], gradient, rcond=None)[0]
            if np.abs(step).max(initial=0.0) < STEP_TOLERANCE * max(1.0, float(np.abs(beta).max())):
                return beta, value
            step *= min(1.0, FARTHEST_STEP / float(np.abs(self.matrix @ step).max()))
            for _ in range(40):
                reached = self.parts(beta + step)
                if reached[0] >= value - 1e-12 * abs(value):
                    break
                step /= 2
            beta = beta + step
            value, scores, information, _, _ = reached
        raise FitError("not converged: the penalised likelihood has no maximum that could be found")


def fit_firth(data: FitData) -> Fit:
    """Fit a logit with Firth's penalty; predictions are of FLIC, whose average is the share of the outcome.

    Notes
    -----
    The covariance is the inverse of the information without the penalty, as in R's brglm2; the scores are the modified
    ones. Under separation neither is for an interval: take `profile_interval`.
    """
    likelihood, top, value = _maximum(data)
    _, scores, information, _, _ = likelihood.parts(top)
    scale, params = likelihood.scale, top / likelihood.scale
    eta = data.matrix @ params + likelihood.offset
    # FLIC: the constant that maximum likelihood gives, the other coefficients held
    shift = _level_shift(eta, data.outcome, data.weight)

    def predict(at: Vector, matrix: Matrix) -> tuple[Matrix, Cube]:
        moved = at.copy()
        moved[0] += shift
        return predict_logit(moved, matrix)

    return Fit(
        estimator="firth",
        names=list(data.terms),
        params=params,
        covariance=inverse(information) / np.outer(scale, scale),
        definition="inverse of the information without the penalty",
        scores=scores * scale,
        hessian=-information * np.outer(scale, scale),
        clusters=data.clusters,
        log_likelihood=value + float(np.log(scale).sum()),
        n=len(eta),
        predictor=predict,
    )


def fit_flac(data: FitData) -> Fit:
    """Fit FLAC: maximum likelihood where each unit adds half its leverage of either outcome, marked by a term.

    Notes
    -----
    The scores of a unit hold those of what it adds, so that a sandwich counts it once.
    """
    likelihood, top, _ = _maximum(data)
    _, _, _, leverage, _ = likelihood.parts(top)
    n = len(data.matrix)
    mark = np.repeat([0.0, 1.0, 1.0], n)
    stacked = FitData(
        outcome=np.concatenate([data.outcome, data.outcome, 1 - data.outcome]),
        matrix=np.column_stack([np.tile(data.matrix, (3, 1)), mark]),
        terms=[*data.terms, AUGMENTED],
        clusters=np.tile(data.clusters, 3),
        weights=np.concatenate([data.weight, leverage / 2, leverage / 2]),
        offset=None if data.offset is None else np.tile(data.offset, 3),
    )
    fit = maximum_fit("flac", stacked, Logit(), [stacked.matrix], stacked.terms, predict_logit)
    return replace(fit, n=n, clusters=data.clusters, scores=fit.scores.reshape(3, n, -1).sum(axis=0))


def profile_interval(data: FitData, place: int, level: float) -> tuple[float, float]:
    """Return the profile penalised likelihood interval of one coefficient.

    Parameters
    ----------
    place
        column of the design.
    level
        coverage, such as 0.95.

    Notes
    -----
    Twice the fall of the penalised likelihood, maximised over the other coefficients, is compared with chi-square of
    one degree of freedom; the penalty keeps the information of all coefficients (Heinze and Schemper 2002).
    """
    from scipy.optimize import brentq

    likelihood, top, value = _maximum(data)
    drop = chi2_quantile(level, 1) / 2
    others = np.flatnonzero(np.arange(len(top)) != place)
    _, _, information, _, _ = likelihood.parts(top)
    error = float(np.sqrt(np.linalg.inv(information)[place, place]))

    def below(distance: float) -> float:
        start = top.copy()
        start[place] += distance
        return value - likelihood.climb(start, others)[1] - drop

    ends = []
    for sign in (-1.0, 1.0):
        far = 2 * error
        while below(sign * far) < 0:
            far *= 2
            if far > WIDEST * error:
                raise FitError(f"the profile likelihood of {data.terms[place]} does not fall far enough")
        root = brentq(below, 0.0, sign * far, xtol=1e-12 * max(error, 1e-6), rtol=1e-12)
        ends.append(float((top[place] + root) / likelihood.scale[place]))
    return ends[0], ends[1]


def profile_p_value(data: FitData, place: int) -> float:
    """Return the p value of the penalised likelihood ratio test that one coefficient is zero."""
    likelihood, top, value = _maximum(data)
    start = top.copy()
    start[place] = 0.0
    others = np.flatnonzero(np.arange(len(top)) != place)
    return chi2_tail(max(0.0, 2 * (value - likelihood.climb(start, others)[1])), 1)


def _maximum(data: FitData) -> tuple[_Penalised, Vector, float]:
    likelihood = _Penalised(data)
    k = data.matrix.shape[1]
    top, value = likelihood.climb(np.zeros(k), np.arange(k))
    return likelihood, top, value


def _level_shift(eta: Vector, outcome: Vector, weight: Vector) -> float:
    """Return what is added to all linear predictors so that the average probability is the share of the outcome."""
    from scipy.optimize import brentq

    share = float(np.average(outcome, weights=weight))

    def excess(shift: float) -> float:
        return float(np.average(expit(eta + shift), weights=weight)) - share

    centre = float(logit(share))
    reach = float(np.abs(eta).max()) + abs(centre) + 1.0
    return float(brentq(excess, -reach, reach, xtol=1e-14))
