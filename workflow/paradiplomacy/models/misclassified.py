"""Yes or no by a source that errs: a logit of the true answer, with shares of false yes and of false no.

Used by the registry in `estimators`. Hausman, Abrevaya and Scott-Morton (1998), Journal of Econometrics 87:
P(source says yes) = a0 + (1 - a0 - a1) F(x'b), where a0 is the share of yes among the units that truly do not, a1 the
share of no among those that truly do, and neither depends on x. Both are identified by the form of F alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
from scipy.special import expit

from paradiplomacy.models.binary import predict_logit, separation_sentence
from paradiplomacy.models.fit import Fit, FitData, FitError, Matrix, Vector
from paradiplomacy.models.likelihood import Cube, maximum_fit

FALSE_YES, FALSE_NO = "share of false yes", "share of false no"
SHARES = (FALSE_YES, FALSE_NO)
STARTS = (0.02, 0.15, 0.3)  # shares to climb from: the likelihood may have several maxima
NO_SLOPE = 1e-4  # a slope of the likelihood, in its standard deviations, that is none
WIDEST_ERROR = 0.25  # standard error of a share whose interval is then as wide as all values that it can have
LEAST_PER_PARAMETER = 10  # units of the rarer answer (Peduzzi and others 1996); with fewer, shares take up any pattern
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

    The shares are at least zero: one that the answers would put below is held at zero, which the notes say, where the
    likelihood falls from there. Standard errors are those of the observed information, given what is held.

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
    free = [place for place in range(2) if fixed[place] is None]
    rarer, parameters = int(min(data.outcome.sum(), (1 - data.outcome).sum())), data.matrix.shape[1] + len(free)
    if free and rarer < LEAST_PER_PARAMETER * parameters:
        raise FitError(
            f"{rarer} units of the rarer answer are too few to tell {parameters} parameters, "
            f"{' and '.join(SHARES[place] for place in free)} among them; {WAYS_OUT}"
        )
    notes = [f"{name} fixed at {share:g}" for name, share in zip(SHARES, fixed, strict=True) if share is not None]
    fit, reasons = _climb(data, fixed)
    if fit is None or _below_zero(fit):
        if not free:
            raise FitError(reasons[0])
        faces = [_held(data, fixed, held) for size in (1, 2) for held in combinations(free, size)]
        inside = [face for face in faces if face is not None]
        if not inside:
            why = reasons[0] if reasons else "no maximum with shares of at least zero"
            raise FitError(f"{' and '.join(SHARES[place] for place in free)} not identified ({why}); {WAYS_OUT}")
        fit = max(inside, key=lambda face: face.log_likelihood)
    _refuse_unidentified(fit)
    return replace(fit, notes=(*notes, *fit.notes))


def _below_zero(fit: Fit) -> bool:
    return any(value < 0 for name, value in zip(fit.names, fit.params, strict=True) if name in SHARES)


def _held(data: FitData, fixed: tuple[float | None, float | None], held: Sequence[int]) -> Fit | None:
    """Return the maximum with these shares at zero; None where it is none of all that are possible.

    It is one where the other share is at least zero and the likelihood falls as a share leaves zero. Where it neither
    falls nor rises, the share makes no difference to the likelihood: it is not identified.
    """
    shares = tuple(0.0 if place in held else share for place, share in enumerate(fixed))
    fit, _ = _climb(data, (shares[0], shares[1]))
    if fit is None or _below_zero(fit):
        return None
    found = dict(zip(fit.names, fit.params, strict=True))
    family = MisclassifiedLogit()
    linear = data.matrix @ fit.params[: data.matrix.shape[1]] + (0.0 if data.offset is None else data.offset)
    at = [found.get(name, share) for name, share in zip(SHARES, shares, strict=True)]
    eta = np.column_stack([linear, *(np.full(len(linear), share) for share in at)])
    scores = data.weight[:, None] * family.derivatives(data.outcome, eta)[0][:, 1:]
    rises = scores.sum(axis=0) / np.sqrt((scores**2).sum(axis=0))
    if any(rises[place] > -NO_SLOPE for place in held):
        return None
    return replace(
        fit, notes=tuple(f"{SHARES[place]} is not above zero by these answers: held there" for place in held)
    )


def _climb(data: FitData, fixed: tuple[float | None, float | None]) -> tuple[Fit | None, list[str]]:
    """Return the highest maximum with the shares that are not fixed, and why climbs failed."""
    free = [name for name, share in zip(SHARES, fixed, strict=True) if share is None]
    n, k = data.matrix.shape
    designs = [data.matrix, *(np.ones((n, 1)) for _ in free)]
    found: list[Fit] = []
    reasons: list[str] = []
    for share in STARTS if free else STARTS[:1]:
        start = np.concatenate([np.zeros(k), np.full(len(free), share)])
        family = MisclassifiedLogit(fixed)
        names = [*data.terms, *free]
        try:
            found.append(maximum_fit("misclassified logit", data, family, designs, names, predict_logit, start=start))
        except (FitError, np.linalg.LinAlgError) as reason:
            reasons.append(str(reason))
    return max(found, key=lambda fit: fit.log_likelihood, default=None), reasons


def _refuse_unidentified(fit: Fit) -> None:
    """Refuse shares that together say more than all, or of which the answers tell next to nothing."""
    found = {name: (value, error) for name, value, error in zip(fit.names, fit.params, fit.errors, strict=True)}
    shares = {name: found[name] for name in SHARES if name in found}
    if sum(value for value, _ in shares.values()) >= 1:
        raise FitError(f"{' and '.join(shares)} not identified: they are estimated at 1 or more together; {WAYS_OUT}")
    wide = [
        f"{name} {value:.2f}, standard error {error:.2f}"
        for name, (value, error) in shares.items()
        if not error < WIDEST_ERROR
    ]
    if wide:
        raise FitError(f"not identified by these answers ({'; '.join(wide)}); {WAYS_OUT}")
