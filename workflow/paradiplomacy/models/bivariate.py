"""Bivariate probit: two yes-or-no outcomes of the same units, with the correlation of what the factors leave out.

Used by the registry in `estimators`, for two partners on the same units.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from paradiplomacy.models.fit import Fit, FitData, FitError, Matrix, Vector
from paradiplomacy.models.likelihood import Cube, maximum_fit

NODES = 40  # Gauss-Legendre points for the bivariate normal distribution: 1e-12 up to a correlation of 0.95
RHO = "rho"


def bivariate_normal(first: Vector, second: Vector, rho: Vector) -> Vector:
    """Return P(X < first, Y < second) of standard normals of correlation rho, for n triples.

    Integrates the density over the correlation (Drezner and Wesolowsky 1990), with rho = sin(angle).
    """
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    end = np.arcsin(rho)[:, None]
    angle = 0.5 * end * (nodes + 1)
    sine, cosine = np.sin(angle), np.cos(angle)
    x, y = first[:, None], second[:, None]
    exponent = -(x**2 + y**2 - 2 * sine * x * y) / (2 * cosine**2)
    added = (0.5 * end * weights * np.exp(exponent)).sum(axis=1) / (2 * np.pi)
    return np.asarray(ndtr(first) * ndtr(second) + added)


class BivariateProbit:
    """Indices: the two linear predictors and the inverse hyperbolic tangent of rho. The outcome is n by 2."""

    def log_likelihood(self, outcome: Matrix, eta: Matrix) -> Vector:
        """Return the log of the probability of each unit's pair of outcomes."""
        signs = 2 * outcome - 1
        mass = bivariate_normal(
            signs[:, 0] * eta[:, 0], signs[:, 1] * eta[:, 1], signs.prod(axis=1) * np.tanh(eta[:, 2])
        )
        return np.asarray(np.log(mass))

    def derivatives(self, outcome: Matrix, eta: Matrix) -> tuple[Matrix, Cube]:
        """Return the derivatives of Greene (2012), Econometric Analysis, 17.5.1, by the indices."""
        signs = 2 * outcome - 1
        w1, w2, both = signs[:, 0] * eta[:, 0], signs[:, 1] * eta[:, 1], signs.prod(axis=1)
        plain = np.tanh(eta[:, 2])
        rho = both * plain
        inverse = 1 / np.sqrt(1 - rho**2)
        v1, v2 = inverse * (w2 - rho * w1), inverse * (w1 - rho * w2)
        mass = bivariate_normal(w1, w2, rho)
        g1, g2 = _density(w1) * ndtr(v1) / mass, _density(w2) * ndtr(v2) / mass
        joint = inverse * _density(w1) * _density(v1) / mass
        first = np.column_stack([signs[:, 0] * g1, signs[:, 1] * g2, both * joint])
        second = np.empty((len(eta), 3, 3))
        second[:, 0, 0] = -w1 * g1 - rho * joint - g1**2
        second[:, 1, 1] = -w2 * g2 - rho * joint - g2**2
        second[:, 0, 1] = second[:, 1, 0] = both * (joint - g1 * g2)
        second[:, 0, 2] = second[:, 2, 0] = signs[:, 1] * joint * (rho * inverse * v1 - w1 - g1)
        second[:, 1, 2] = second[:, 2, 1] = signs[:, 0] * joint * (rho * inverse * v2 - w2 - g2)
        square = inverse**2 * (w1**2 + w2**2 - 2 * rho * w1 * w2)
        second[:, 2, 2] = joint * (inverse**2 * (rho * (1 - square) + w1 * w2) - joint)
        # from rho to its inverse hyperbolic tangent
        step = 1 - plain**2
        second[:, 2, 2] = second[:, 2, 2] * step**2 - 2 * plain * step * first[:, 2]
        second[:, :2, 2] *= step[:, None]
        second[:, 2, :2] *= step[:, None]
        first[:, 2] *= step
        return first, second


def _density(value: Vector) -> Vector:
    return np.asarray(np.exp(-0.5 * value**2) / np.sqrt(2 * np.pi))


def fit_bivariate_probit(data: FitData) -> Fit:
    """Fit both outcomes with the same factors; the last parameter is rho itself.

    Raises
    ------
    FitError
        when an outcome does not vary.
    """
    for name, column in zip(data.categories, data.outcome.T, strict=True):
        if column.min() == column.max():
            raise FitError(f"the outcome of {name} is {column[0]:g} for every unit")
    ones = np.ones((len(data.matrix), 1))
    names = [*(f"{name}: {term}" for name in data.categories for term in data.terms), RHO]
    fit = maximum_fit(
        "bivariate probit",
        data,
        BivariateProbit(),
        [data.matrix, data.matrix, ones],
        names,
        _predict,
        categories=tuple(data.categories),
    )
    return _correlation_itself(fit)


def _correlation_itself(fit: Fit) -> Fit:
    """Turn the last parameter from the inverse hyperbolic tangent of rho into rho."""
    jacobian = np.ones(len(fit.params))
    rho = float(np.tanh(fit.params[-1]))
    jacobian[-1] = 1 - rho**2
    return replace(
        fit,
        params=np.append(fit.params[:-1], rho),
        covariance=fit.covariance * np.outer(jacobian, jacobian),
        scores=fit.scores / jacobian,
        hessian=fit.hessian / np.outer(jacobian, jacobian),
    )


def _predict(params: Vector, matrix: Matrix) -> tuple[Matrix, Cube]:
    """Return the probability of each of the two outcomes."""
    k = matrix.shape[1]
    gradient = np.zeros((len(matrix), 2, len(params)))
    linear = np.column_stack([matrix @ params[:k], matrix @ params[k : 2 * k]])
    for place in range(2):
        gradient[:, place, place * k : (place + 1) * k] = _density(linear[:, place])[:, None] * matrix
    return ndtr(linear), gradient
