"""Yes or no by a source that errs: a logit of the true answer, with shares of false yes and of false no.

Used by the registry in `estimators`. Hausman, Abrevaya and Scott-Morton (1998), Journal of Econometrics 87:
P(source says yes) = a0 + (1 - a0 - a1) F(x'b), where a0 is the share of yes among the units that truly do not, a1 the
share of no among those that truly do, and neither depends on x. Both are identified by the form of F alone.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import expit

from paradiplomacy.models.binary import predict_logit, separation_sentence
from paradiplomacy.models.fit import Fit, FitData, FitError, Matrix, Vector
from paradiplomacy.models.likelihood import Cube, maximum_fit

FALSE_YES, FALSE_NO = "share of false yes", "share of false no"
SHARES = (FALSE_YES, FALSE_NO)
STARTS = (0.02, 0.15, 0.3)  # shares to climb from: the likelihood may have several maxima
WIDEST_ERROR = 0.25  # standard error of a share whose interval is then as wide as all values that it can have
WAYS_OUT = "fix them (misclassification), from how two sources agree for example, or take the plain logit"


class MisclassifiedLogit:
    """Indices: the linear predictor of the true answer, then those of both shares that are estimated.

    Parameters
    ----------
    fixed
        the share of false yes and of false no; None: it is an index of its own.
    """

    def __init__(self, fixed: tuple[float | None, float | None] = (None, None)) -> None:
        self._fixed = fixed

    def log_likelihood(self, outcome: Matrix, eta: Matrix) -> Vector:
        """Return the log probability of what the source says; minus infinity where that is none."""
        says_yes, _, _ = self._parts(eta)
        mass = np.where(outcome == 1, says_yes, 1 - says_yes)
        return np.log(np.where(mass > 0, mass, 0.0))

    def derivatives(self, outcome: Matrix, eta: Matrix) -> tuple[Matrix, Cube]:
        """Return the derivatives by the indices."""
        says_yes, slope, true = self._parts(eta)
        density = true * (1 - true)
        by_share = ((1 - true), -true)
        free = [place for place in range(2) if self._fixed[place] is None]
        by = np.column_stack([slope * density, *(by_share[place] for place in free)])  # of P(says yes)
        twice = np.zeros((len(eta), by.shape[1], by.shape[1]))
        twice[:, 0, 0] = slope * density * (1 - 2 * true)
        for index in range(1, by.shape[1]):
            twice[:, 0, index] = twice[:, index, 0] = -density
        sign = 2 * outcome - 1
        mass = np.where(outcome == 1, says_yes, 1 - says_yes)
        first = (sign / mass)[:, None] * by
        return first, (sign / mass)[:, None, None] * twice - first[:, :, None] * first[:, None, :]

    def _parts(self, eta: Matrix) -> tuple[Vector, Vector, Vector]:
        """Return P(source says yes), 1 - a0 - a1 and P(true yes)."""
        shares, index = [], 1
        for fixed in self._fixed:
            if fixed is None:
                shares.append(eta[:, index])
                index += 1
            else:
                shares.append(np.full(len(eta), fixed))
        true = np.asarray(expit(eta[:, 0]))
        slope = 1 - shares[0] - shares[1]
        return shares[0] + slope * true, slope, true


def fit_misclassified(data: FitData) -> Fit:
    """Fit the logit of the true answer; predictions and effects are those of the true answer.

    A share that the data would put below zero is held at zero, which the notes say; its error is then none. The
    standard errors are those of the observed information, given what is held.

    Raises
    ------
    FitError
        when the factors separate the answers, or when the answers do not tell the shares from the coefficients.
    """
    separation = separation_sentence(data.outcome, data)
    if separation:
        raise FitError(separation)
    fixed = data.misclassification
    if sum(share or 0.0 for share in fixed) >= 1:
        raise FitError(f"{FALSE_YES} and {FALSE_NO} are fixed at 1 or more together: the source would tell nothing")
    notes = [f"{name} fixed at {share:g}" for name, share in zip(SHARES, fixed, strict=True) if share is not None]
    held: list[str] = []
    while True:
        fit = _climb(data, fixed)
        below = [(float(fit.params[fit.names.index(name)]), place) for place, name in enumerate(SHARES) if name in fit.names]
        below = [(value, place) for value, place in below if value < 0]
        if not below:
            break
        place = min(below)[1]
        fixed = (0.0, fixed[1]) if place == 0 else (fixed[0], 0.0)
        held.append(f"{SHARES[place]} is not above zero by these answers, and held there")
    _refuse_unidentified(fit)
    return replace(fit, notes=(*notes, *held))


def _climb(data: FitData, fixed: tuple[float | None, float | None]) -> Fit:
    """Return the maximum with the shares that are not fixed."""
    free = [name for name, share in zip(SHARES, fixed, strict=True) if share is None]
    n, k = data.matrix.shape
    designs = [data.matrix, *(np.ones((n, 1)) for _ in free)]
    found: list[Fit] = []
    reasons: list[str] = []
    for share in STARTS if free else STARTS[:1]:
        start = np.concatenate([np.zeros(k), np.full(len(free), share)])
        try:
            found.append(
                maximum_fit(
                    "misclassified logit",
                    data,
                    MisclassifiedLogit(fixed),
                    designs,
                    [*data.terms, *free],
                    predict_logit,
                    start=start,
                )
            )
        except (FitError, np.linalg.LinAlgError) as reason:
            reasons.append(str(reason))
    if found:
        return max(found, key=lambda fit: fit.log_likelihood)
    if not free:
        raise FitError(reasons[0])
    raise FitError(f"{' and '.join(free)} not identified by these answers ({reasons[0]}); {WAYS_OUT}")


def _refuse_unidentified(fit: Fit) -> None:
    """Refuse shares that together say more than all, or of which the answers tell next to nothing."""
    found = {name: (value, error) for name, value, error in zip(fit.names, fit.params, fit.errors, strict=True)}
    shares = {name: found[name] for name in SHARES if name in found}
    if sum(value for value, _ in shares.values()) >= 1:
        raise FitError(f"{' and '.join(shares)} not identified: they are estimated at 1 or more together; {WAYS_OUT}")
    wide = [f"{name} {value:.2f}, standard error {error:.2f}" for name, (value, error) in shares.items() if not error < WIDEST_ERROR]
    if wide:
        raise FitError(f"not identified by these answers ({'; '.join(wide)}); {WAYS_OUT}")
