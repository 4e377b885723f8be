"""Logit with a random intercept for each country, by adaptive Gauss-Hermite quadrature, with within and between terms.

Used by the registry in `estimators`. Pinheiro and Bates (1995), J. Computational and Graphical Statistics 4; the
within-between form: Bell and Jones (2015), Political Science Research and Methods 3.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logsumexp

from paradiplomacy.models.binary import fit_logit
from paradiplomacy.models.fit import Fit, FitData, FitError, Matrix, Vector, inverse
from paradiplomacy.models.likelihood import Cube, climb, sizes
from paradiplomacy.models.panel import country_means, varies_within

POINTS = 25  # quadrature points: as many as R's lme4 allows; one would be the Laplace approximation
MODE_STEPS = 50
SIGMA = "sigma of country"
NO_SPREAD = "countries do not differ beyond the factors: the random intercept is zero, and the logit is plain"


@dataclass(frozen=True)
class _Groups:
    """Units sorted by country, and where each country begins."""

    matrix: Matrix
    outcome: Vector
    weight: Vector
    offset: Vector
    first: NDArray[np.intp]
    group: NDArray[np.intp]

    @classmethod
    def of(cls, data: FitData) -> _Groups:
        _, group = np.unique(data.clusters, return_inverse=True)
        order = np.argsort(group, kind="stable")
        offset = np.zeros(len(group)) if data.offset is None else data.offset
        first = np.searchsorted(group[order], np.arange(group.max() + 1))
        return cls(data.matrix[order], data.outcome[order], data.weight[order], offset[order], first, group[order])

    def sums(self, values: Matrix) -> Matrix:
        """Return the sum of each country, over the first axis."""
        return np.asarray(np.add.reduceat(values, self.first, axis=0))

    def modes(self, eta: Vector, sigma: float) -> tuple[Vector, Vector]:
        """Return the most likely intercept of each country (in standard deviations) and its curvature."""
        mode = np.zeros(len(self.first))
        for _ in range(MODE_STEPS):
            mean = expit(eta + sigma * mode[self.group])
            curvature = 1 + sigma**2 * self.sums(self.weight * mean * (1 - mean))
            step = (sigma * self.sums(self.weight * (self.outcome - mean)) - mode) / curvature
            mode = mode + np.clip(step, -2, 2)
            if np.abs(step).max() < 1e-12:
                break
        return mode, curvature

    def nodes(self, eta: Vector, sigma: float) -> tuple[Matrix, Matrix, Vector]:
        """Return G by Q intercepts, their posterior shares, and G log likelihoods."""
        points, weights = np.polynomial.hermite.hermgauss(POINTS)
        mode, curvature = self.modes(eta, sigma)
        spread = np.sqrt(2 / curvature)
        intercepts = mode[:, None] + spread[:, None] * points
        linear = eta[:, None] + sigma * intercepts[self.group]
        terms = self.weight[:, None] * (self.outcome[:, None] * linear - np.logaddexp(0.0, linear))
        logs = self.sums(terms) - 0.5 * intercepts**2 + np.log(weights) + points**2
        total = np.asarray(logsumexp(logs, axis=1))
        return intercepts, np.exp(logs - total[:, None]), total + np.log(spread) - 0.5 * np.log(2 * np.pi)

    def value(self, params: Vector) -> float:
        """Return the log likelihood of coefficients and log sigma."""
        eta = self.matrix @ params[:-1] + self.offset
        return float(self.nodes(eta, float(np.exp(params[-1])))[2].sum())

    def curve(self, params: Vector) -> tuple[Matrix, Matrix]:
        """Return scores of countries and Hessian, as posterior means (Louis 1982, JRSS B 44)."""
        sigma = float(np.exp(params[-1]))
        eta = self.matrix @ params[:-1] + self.offset
        intercepts, share, _ = self.nodes(eta, sigma)
        moved = sigma * intercepts
        mean = expit(eta[:, None] + moved[self.group])
        residual = self.weight[:, None] * (self.outcome[:, None] - mean)
        curvature = self.weight[:, None] * mean * (1 - mean)
        count = len(params)
        complete = np.empty((*intercepts.shape, count))
        complete[:, :, :-1] = self.sums(residual[:, :, None] * self.matrix[:, None, :])
        complete[:, :, -1] = self.sums(residual) * moved
        scores = np.einsum("gq,gqp->gp", share, complete)
        # posterior mean of the complete-data Hessian, and posterior covariance of the complete-data score
        weighted = curvature * share[self.group]
        shifted = weighted * moved[self.group]
        hessian = np.empty((count, count))
        hessian[:-1, :-1] = -self.matrix.T @ (weighted.sum(axis=1)[:, None] * self.matrix)
        hessian[:-1, -1] = hessian[-1, :-1] = -(shifted.sum(axis=1) @ self.matrix)
        own = self.sums(residual) * moved - self.sums(curvature) * moved**2
        hessian[-1, -1] = float((share * own).sum())
        hessian += np.einsum("gq,gqp,gqr->pr", share, complete, complete) - scores.T @ scores
        return scores, hessian


def fit_random_intercept(data: FitData) -> Fit:
    """Fit a logit with a normal intercept of each country; predictions are averages over countries.

    Notes
    -----
    Where the likelihood falls with the first spread of the intercepts (its derivative by the variance at zero is not
    positive), the variance is zero and the fit is the plain logit.
    """
    plain = fit_logit(data)
    groups = _Groups.of(data)
    mean = expit(groups.matrix @ plain.params + groups.offset)
    residual, curvature = groups.weight * (groups.outcome - mean), groups.weight * mean * (1 - mean)
    if (groups.sums(residual) ** 2 - groups.sums(curvature)).sum() <= 0:
        return replace(plain, estimator="random-intercept logit", notes=(NO_SPREAD,))
    scale = np.append(sizes(data.matrix), 1.0)
    names = [*data.terms, SIGMA]

    def movement(step: Vector) -> float:
        return float(max(np.abs(groups.matrix @ step[:-1]).max(), abs(step[-1])))

    top = climb(groups.value, groups.curve, movement, names, np.append(plain.params, np.log(0.5)), scale)
    sigma = float(np.exp(top.params[-1]))
    jacobian = np.append(np.ones(len(names) - 1), sigma)
    hessian = top.hessian / np.outer(jacobian, jacobian)
    return Fit(
        estimator="random-intercept logit",
        names=names,
        params=np.append(top.params[:-1], sigma),
        covariance=inverse(-hessian),
        definition="inverse of the observed information",
        scores=top.scores / jacobian,
        hessian=hessian,
        clusters=np.unique(data.clusters),
        log_likelihood=top.log_likelihood,
        n=len(data.matrix),
        predictor=_predict,
    )


def fit_within_between(data: FitData) -> Fit:
    """Fit a random-intercept logit in which each factor stands as deviation from its country mean, and as that mean.

    A factor that does not vary within countries stands once. Marginal effects and predictions move the deviations.
    """
    means, varies = country_means(data), varies_within(data)
    split = np.flatnonzero(varies)
    wide = np.column_stack([np.where(varies, data.matrix - means, data.matrix), means[:, split]])
    names = [f"{term}: within" if inside else term for term, inside in zip(data.terms, varies, strict=True)]
    names += [f"{term}: between" for term, inside in zip(data.terms, varies, strict=True) if inside]
    if np.linalg.matrix_rank(wide / sizes(wide)) < wide.shape[1]:
        raise FitError("there are too few countries for a mean of each factor; take a smaller model")
    fit = fit_random_intercept(replace(data, matrix=wide, terms=names))
    inner = fit.predictor
    if inner is None:
        raise FitError("the random-intercept logit has no predictions")

    def predict(params: Vector, matrix: Matrix) -> tuple[Matrix, Cube]:
        return inner(params, np.column_stack([np.where(varies, matrix - means, matrix), means[:, split]]))

    return replace(fit, estimator="within-between logit", predictor=predict)


def _predict(params: Vector, matrix: Matrix) -> tuple[Matrix, Cube]:
    """Return probabilities averaged over normal intercepts, and their derivatives."""
    points, weights = np.polynomial.hermite_e.hermegauss(POINTS)
    weights = weights / weights.sum()
    sigma = params[-1]
    mean = expit((matrix @ params[:-1])[:, None] + sigma * points)
    slope = mean * (1 - mean)
    gradient = np.column_stack([(slope @ weights)[:, None] * matrix, slope @ (weights * points)])
    return (mean @ weights)[:, None], gradient[:, None, :]
