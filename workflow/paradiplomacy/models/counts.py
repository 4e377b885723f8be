"""Counts: Poisson and NB2, truncated at zero, with a hurdle, or with inflated zeros.

Used by the registry in `estimators`. The families nest: truncation, hurdle and inflation are made of any count family.
Definitions as in Cameron and Trivedi (2013), Regression Analysis of Count Data, 2nd edition, and in R's pscl (Zeileis,
Kleiber and Jackman 2008, J. Statistical Software 27): the first part of a hurdle is for a count above zero, that of
inflation for a zero that is no count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import numpy as np
from scipy.special import expit, gammaln

from paradiplomacy.models.binary import Logit, separation_sentence
from paradiplomacy.models.fit import ALPHA, Fit, FitData, FitError, Matrix, Vector
from paradiplomacy.models.likelihood import Cube, Family, indices, maximise, maximum_fit

POISSON_HERE = "the counts are not overdispersed: the negative binomial is Poisson here"
START_ALPHA = 0.2  # where the climb of an overdispersed part begins
SMALL = 0.05  # alpha times mean below which twelve terms of a series have more digits than the closed form
Form = Literal["", "truncated ", "hurdle ", "zero-inflated "]


class Poisson:
    """Poisson with the logarithm of its mean as the one index."""

    def log_likelihood(self, outcome: Matrix, eta: Matrix) -> Vector:
        """Return y eta - e^eta - log y!."""
        return np.asarray(outcome * eta[:, 0] - np.exp(eta[:, 0]) - gammaln(outcome + 1))

    def derivatives(self, outcome: Matrix, eta: Matrix) -> tuple[Matrix, Cube]:
        """Return y - mu and -mu."""
        mean = np.exp(eta)
        return outcome[:, None] - mean, -mean[:, :, None]


class NegativeBinomial:
    """NB2, variance mu + alpha mu^2: indices log mu and alpha, down to an alpha of zero, where it is Poisson.

    Written so that nothing cancels where alpha is small: the ratio of gamma functions is a product over j < y of
    1 + alpha j (Cameron and Trivedi 2013, 3.3).
    """

    def log_likelihood(self, outcome: Matrix, eta: Matrix) -> Vector:
        """Return the log likelihood; minus infinity for an alpha below zero."""
        mean, alpha = np.exp(eta[:, 0]), eta[:, 1]
        u = alpha * mean
        shrunk = np.where(u == 0, 1.0, np.log1p(u) / np.where(u == 0, 1.0, u))
        product, _, _ = _sums(outcome, alpha)
        value = product - gammaln(outcome + 1) + outcome * (eta[:, 0] - np.log1p(u)) - mean * shrunk
        return np.where(alpha >= 0, value, -np.inf)

    def derivatives(self, outcome: Matrix, eta: Matrix) -> tuple[Matrix, Cube]:
        """Return derivatives by log mu and alpha."""
        mean, alpha = np.exp(eta[:, 0]), eta[:, 1]
        u = alpha * mean
        _, once, twice = _sums(outcome, alpha)
        gap, gap_slope = _gap(u)
        first = np.column_stack([(outcome - mean) / (1 + u), once + mean**2 * gap - outcome * mean / (1 + u)])
        second = np.empty((len(eta), 2, 2))
        second[:, 0, 0] = -mean * (1 + alpha * outcome) / (1 + u) ** 2
        second[:, 0, 1] = second[:, 1, 0] = -mean * (outcome - mean) / (1 + u) ** 2
        second[:, 1, 1] = -twice + mean**3 * gap_slope + outcome * mean**2 / (1 + u) ** 2
        return first, second


def _sums(outcome: Matrix, alpha: Vector) -> tuple[Vector, Vector, Vector]:
    """Return the sums over j < y of log(1 + alpha j), j / (1 + alpha j) and the square of that."""
    found = np.empty((3, len(outcome)))
    j = np.arange(int(outcome.max(initial=0)))
    for value in np.unique(alpha):  # units share it, but for tests
        ratio = j / (1 + value * j)
        sums = np.cumsum([np.log1p(value * j), ratio, ratio**2], axis=1)
        rows = alpha == value
        found[:, rows] = np.column_stack([np.zeros(3), sums])[:, outcome[rows].astype(int)]
    return found[0], found[1], found[2]


def _gap(u: Vector) -> tuple[Vector, Vector]:
    """Return (log(1 + u) - u / (1 + u)) / u^2 and its derivative, by their series where u is small."""
    k = np.arange(2, 14)
    near = np.minimum(u, SMALL)
    series = ((-1.0) ** k * (k - 1) / k * near[:, None] ** (k - 2)).sum(axis=1)
    slopes = ((-1.0) ** k[1:] * (k[1:] - 1) * (k[1:] - 2) / k[1:] * near[:, None] ** (k[1:] - 3)).sum(axis=1)
    far = np.maximum(u, SMALL)
    closed = (np.log1p(far) - far / (1 + far)) / far**2
    return np.where(u < SMALL, series, closed), np.where(
        u < SMALL, slopes, 1 / (far * (1 + far) ** 2) - 2 * closed / far
    )


class Truncated:
    """A count family given that the count is above zero."""

    def __init__(self, family: Family) -> None:
        self.family = family

    def log_likelihood(self, outcome: Matrix, eta: Matrix) -> Vector:
        """Return log f(y) - log(1 - f(0))."""
        zero = self.family.log_likelihood(np.zeros(len(eta)), eta)
        return self.family.log_likelihood(outcome, eta) - np.log(-np.expm1(zero))

    def derivatives(self, outcome: Matrix, eta: Matrix) -> tuple[Matrix, Cube]:
        """Return the derivatives; those of -log(1 - f(0)) follow from those of log f(0)."""
        first, second = self.family.derivatives(outcome, eta)
        zero = np.zeros(len(eta))
        odds = 1 / np.expm1(-self.family.log_likelihood(zero, eta))  # f(0) / (1 - f(0))
        by, by_twice = self.family.derivatives(zero, eta)
        outer = by[:, :, None] * by[:, None, :]
        first = first + odds[:, None] * by
        return first, second + odds[:, None, None] * by_twice + (odds * (1 + odds))[:, None, None] * outer


class Hurdle:
    """Zero or not by a logit (first index); if not, the truncated count family (further indices)."""

    def __init__(self, family: Family) -> None:
        self.truncated, self.logit = Truncated(family), Logit()

    def log_likelihood(self, outcome: Matrix, eta: Matrix) -> Vector:
        """Return the logit of y > 0, and for those the truncated log likelihood."""
        above = outcome > 0
        value = self.logit.log_likelihood(above.astype(float), eta[:, :1])
        value[above] += self.truncated.log_likelihood(outcome[above], eta[above, 1:])
        return value

    def derivatives(self, outcome: Matrix, eta: Matrix) -> tuple[Matrix, Cube]:
        """Return the derivatives; the parts do not share an index."""
        above = outcome > 0
        n, m = eta.shape
        first, second = np.zeros((n, m)), np.zeros((n, m, m))
        first[:, :1], second[:, :1, :1] = self.logit.derivatives(above.astype(float), eta[:, :1])
        first[above, 1:], second[above, 1:, 1:] = self.truncated.derivatives(outcome[above], eta[above, 1:])
        return first, second


class Inflated:
    """With the probability of the first index (a logit) a zero that is no count, else the count family."""

    def __init__(self, family: Family) -> None:
        self.family = family

    def log_likelihood(self, outcome: Matrix, eta: Matrix) -> Vector:
        """Return log((1 - pi) f(y)), for zeros log(pi + (1 - pi) f(0))."""
        counted = -np.logaddexp(0.0, eta[:, 0]) + self.family.log_likelihood(outcome, eta[:, 1:])
        inflated = -np.logaddexp(0.0, -eta[:, 0])
        return np.where(outcome == 0, np.logaddexp(counted, inflated), counted)

    def derivatives(self, outcome: Matrix, eta: Matrix) -> tuple[Matrix, Cube]:
        """Return the derivatives of the mixture by the probability that a zero is a count."""
        n, m = eta.shape
        inflation = expit(eta[:, 0])
        curve = -inflation * (1 - inflation)
        first, second = np.zeros((n, m)), np.zeros((n, m, m))
        first[:, 1:], second[:, 1:, 1:] = self.family.derivatives(outcome, eta[:, 1:])
        first[:, 0], second[:, 0, 0] = -inflation, curve
        zero = outcome == 0
        counted = -np.logaddexp(0.0, eta[zero, 0]) + self.family.log_likelihood(outcome[zero], eta[zero, 1:])
        share = expit(counted + np.logaddexp(0.0, -eta[zero, 0]))  # that this zero is a count
        other = np.zeros((len(share), m))
        other[:, 0] = 1 - inflation[zero]
        apart = first[zero] - other
        mixed = share[:, None, None] * second[zero]
        mixed[:, 0, 0] += (1 - share) * curve[zero]
        second[zero] = mixed + (share * (1 - share))[:, None, None] * apart[:, :, None] * apart[:, None, :]
        first[zero] = share[:, None] * first[zero] + (1 - share)[:, None] * other
        return first, second


def fit_poisson(data: FitData) -> Fit:
    """Fit a Poisson regression."""
    fit = maximum_fit("poisson", data, Poisson(), [data.matrix], data.terms, _Mean("", False), start=_level(data))
    return _with_zeros(fit, data, Poisson(), [data.matrix])


def fit_negative_binomial(data: FitData) -> Fit:
    """Fit NB2 by maximum likelihood; where the counts are not overdispersed it is Poisson, and is fitted as such.

    Notes
    -----
    Where the derivative of the likelihood by alpha is not positive at zero, the likelihood is highest there (Cameron
    and Trivedi 2013, 3.3). The covariance allows for the estimation of alpha; that of R's glm.nb holds it fixed.
    """
    poisson = fit_poisson(data)
    family, designs = NegativeBinomial(), [data.matrix, np.ones((len(data.matrix), 1))]
    if _slope_at_zero(family, data, designs, poisson.params) <= 0:
        return replace(poisson, estimator="negative binomial", notes=(POISSON_HERE,))
    mean = np.exp(indices(poisson.params, [data.matrix], data.offset)[:, 0])
    moment = float(data.weight @ ((data.outcome - mean) ** 2 - data.outcome)) / float(data.weight @ mean**2)
    start = np.append(poisson.params, moment)
    fit = maximum_fit("negative binomial", data, family, designs, [*data.terms, ALPHA], _Mean("", True), start=start)
    return _with_zeros(fit, data, family, designs)


def _slope_at_zero(family: Family, data: FitData, designs: list[Matrix], params: Vector) -> float:
    """Return the derivative of the log likelihood by alpha at an alpha of zero, the Poisson estimates held."""
    eta = indices(np.append(params, 0.0), designs, data.offset)
    return float(data.weight @ family.derivatives(data.outcome, eta)[0][:, -1])


def fit_truncated(data: FitData, *, overdispersed: bool) -> Fit:
    """Fit a count family truncated at zero to the units whose count is above zero.

    Raises
    ------
    FitError
        when a count is zero.
    """
    if (data.outcome <= 0).any():
        raise FitError("a truncated model is for counts above zero; take the hurdle model, which has both parts")
    return _fit_form("truncated ", data, overdispersed=overdispersed)


def fit_hurdle(data: FitData, *, overdispersed: bool) -> Fit:
    """Fit a hurdle model: a logit for any, a truncated count family for how many, with the same factors in both."""
    separation = separation_sentence((data.outcome > 0).astype(float), data)
    if separation:
        raise FitError(f"the part for any at all is {separation}")
    if (data.outcome > 0).sum() <= data.matrix.shape[1] + 1:
        raise FitError("there are no more units above zero than parameters of their part")
    return _fit_form("hurdle ", data, overdispersed=overdispersed)


def fit_zero_inflated(data: FitData, *, overdispersed: bool) -> Fit:
    """Fit a zero-inflated model, with the same factors in both parts."""
    if (data.outcome > 0).all():
        raise FitError("no count is zero: there is nothing to inflate")
    return _fit_form("zero-inflated ", data, overdispersed=overdispersed)


def _fit_form(form: Form, data: FitData, *, overdispersed: bool) -> Fit:
    """Fit a truncated, hurdle or zero-inflated family; the Poisson version is where NB2 starts from."""
    matrix, ones = data.matrix, np.ones((len(data.matrix), 1))
    count: Family = NegativeBinomial() if overdispersed else Poisson()
    forms: dict[Form, Callable[[Family], Family]] = {
        "truncated ": Truncated,
        "hurdle ": Hurdle,
        "zero-inflated ": Inflated,
    }
    make = forms[form]
    family, first = make(count), form != "truncated "
    start = _start_of_form(form, data)
    designs = [matrix, matrix] if first else [matrix]
    estimator = form + ("negative binomial" if overdispersed else "poisson")
    notes: tuple[str, ...] = ()
    if overdispersed:
        start = maximise(
            make(Poisson()), data.outcome, designs, _names(data, first, False), start, weights=data.weight
        ).params
        if _slope_at_zero(family, data, [*designs, ones], start) > 0:
            start, designs = np.append(start, START_ALPHA), [*designs, ones]
        else:
            family, overdispersed, notes = make(Poisson()), False, (POISSON_HERE,)
    names, mean = _names(data, first, overdispersed), _Mean(form, overdispersed)
    fit = maximum_fit(estimator, data, family, designs, names, mean, start=start, notes=notes)
    return _with_zeros(fit, data, family, designs) if first else fit


def _names(data: FitData, first: bool, overdispersed: bool) -> list[str]:
    """Return names of the parameters: those of the count part are the terms; the first part is marked."""
    return [*([f"zero part: {term}" for term in data.terms] if first else []), *data.terms] + [ALPHA] * overdispersed


def _level(data: FitData) -> Vector:
    start = np.zeros(data.matrix.shape[1])
    start[0] = np.log(max(float(np.average(data.outcome, weights=data.weight)), 1e-3))
    return start


def _start_of_form(form: Form, data: FitData) -> Vector:
    level = _level(data)
    if form == "truncated ":
        return level
    zeros = float(np.average(data.outcome == 0, weights=data.weight))
    above = replace(data, outcome=np.maximum(data.outcome, 0.5))
    part = np.zeros(len(level))
    if form == "zero-inflated ":
        part[0] = np.log(0.5 * zeros / (1 - 0.5 * zeros))
    return np.concatenate([part, _level(above)])


class _Mean:
    """Predicted counts of a form with their derivatives; parameters of a first part stand before those of the count."""

    def __init__(self, form: Form, overdispersed: bool) -> None:
        self.form, self.overdispersed = form, overdispersed

    def __call__(self, params: Vector, matrix: Matrix) -> tuple[Matrix, Cube]:
        k = matrix.shape[1]
        ahead = k if self.form in ("hurdle ", "zero-inflated ") else 0
        mean = np.exp(matrix @ params[ahead : ahead + k])
        gradient = np.zeros((len(matrix), len(params)))
        gradient[:, ahead : ahead + k] = mean[:, None] * matrix
        if self.form in ("truncated ", "hurdle "):
            mean, gradient = self._above_zero(params, matrix, mean, gradient, ahead)
        if ahead:
            sign = 1.0 if self.form == "hurdle " else -1.0
            share = expit(sign * (matrix @ params[:k]))
            gradient *= share[:, None]
            gradient[:, :k] += (sign * mean * share * (1 - share))[:, None] * matrix
            mean = mean * share
        return mean[:, None], gradient[:, None, :]

    def _above_zero(
        self, params: Vector, matrix: Matrix, mean: Vector, gradient: Matrix, ahead: int
    ) -> tuple[Vector, Matrix]:
        """Divide by the probability of a count above zero."""
        k = matrix.shape[1]
        eta = (matrix @ params[ahead : ahead + k])[:, None]
        family: Family = Poisson()
        if self.overdispersed:
            eta = np.column_stack([eta, np.full(len(eta), params[-1])])
            family = NegativeBinomial()
        nothing = np.zeros(len(eta))
        zero = np.exp(family.log_likelihood(nothing, eta))
        by, _ = family.derivatives(nothing, eta)
        factor = mean * zero / (1 - zero) ** 2
        gradient = gradient / (1 - zero)[:, None]
        gradient[:, ahead : ahead + k] += (factor * by[:, 0])[:, None] * matrix
        if self.overdispersed:
            gradient[:, -1] += factor * by[:, 1]
        return mean / (1 - zero), gradient


def _with_zeros(fit: Fit, data: FitData, family: Family, designs: list[Matrix]) -> Fit:
    """Add the predicted probabilities of a zero."""
    eta = indices(fit.params, designs, data.offset)
    return replace(fit, zero_probability=np.exp(family.log_likelihood(np.zeros(len(eta)), eta)))
