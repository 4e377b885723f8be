"""Maximum likelihood for models whose units enter through a few linear indices (mean, dispersion, zero part, ...).

Stands under all estimators of the models stage. A family gives the log likelihood of a unit and its first and second
derivatives by the indices; designs, Newton's steps, scores and Hessian are the same for all. Following Yee (2015),
Vector Generalized Linear and Additive Models, Springer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.models.fit import Fit, FitData, FitError, Matrix, Predictor, Vector, inverse

Cube = NDArray[np.float64]

ITERATIONS = 200
HALVINGS = 40
STEP_TOLERANCE = 1e-10  # of a scaled parameter; the error of a Newton step is its square
NEARLY_FLAT = 1e-9  # smallest eigenvalue of the information of scaled parameters per unit, relative to the largest
FARTHEST_STEP = 5.0  # of any index in one step: from far starts the curvature says little
FAR_INDEX = 15.0  # where a climb that failed stands so far out, a probability or dispersion goes to its end
FARTHEST_INDEX = 100.0  # a "maximum" so far out is none
ROUNDING = 1e-13  # by how much a log likelihood may seem to fall at its maximum, relative


class Family(Protocol):
    """A likelihood of one outcome through m indices."""

    def log_likelihood(self, outcome: Matrix, eta: Matrix) -> Vector:
        """Return n log likelihoods of n by m indices; minus infinity where the indices are impossible."""
        ...

    def derivatives(self, outcome: Matrix, eta: Matrix) -> tuple[Matrix, Cube]:
        """Return first (n by m) and second (n by m by m) derivatives by the indices."""
        ...


@dataclass(frozen=True)
class Maximum:
    """Parameters at a maximum with what is needed for inference there.

    Parameters
    ----------
    params
        p parameters, index by index.
    scores
        n by p.
    hessian
        p by p.
    log_likelihood
        sum over units, weighted.
    """

    params: Vector
    scores: Matrix
    hessian: Matrix
    log_likelihood: float


def indices(params: Vector, designs: Sequence[Matrix], offset: Vector | None = None) -> Matrix:
    """Return the n by m indices; the offset belongs to the first."""
    ends = np.cumsum([design.shape[1] for design in designs])
    parts = np.split(params, ends[:-1])
    eta = np.column_stack([design @ part for design, part in zip(designs, parts, strict=True)])
    if offset is not None:
        eta[:, 0] += offset
    return eta


def maximise(
    family: Family,
    outcome: Matrix,
    designs: Sequence[Matrix],
    names: Sequence[str],
    start: Vector,
    *,
    weights: Vector,
    offset: Vector | None = None,
) -> Maximum:
    """Climb to a maximum of the likelihood of a family; see `climb`.

    Parameters
    ----------
    outcome
        n values, or n by 2.
    designs
        one n by k matrix for each index; parameters that units share have a column of ones.
    names
        names of the p parameters, for what is said of a failure.
    start
        p values to start from.
    """

    def value(params: Vector) -> float:
        return float(weights @ family.log_likelihood(outcome, indices(params, designs, offset)))

    def curve(params: Vector) -> tuple[Matrix, Matrix]:
        first, second = family.derivatives(outcome, indices(params, designs, offset))
        scores = np.column_stack([(weights * first[:, i])[:, None] * design for i, design in enumerate(designs)])
        return scores, np.block(
            [
                [left.T @ ((weights * second[:, i, j])[:, None] * right) for j, right in enumerate(designs)]
                for i, left in enumerate(designs)
            ]
        )

    def movement(step: Vector) -> float:
        return float(np.abs(indices(step, designs)).max())

    scale = np.concatenate([sizes(design) for design in designs])
    return climb(value, curve, movement, names, start, scale)


def climb(
    value: Callable[[Vector], float],
    curve: Callable[[Vector], tuple[Matrix, Matrix]],
    movement: Callable[[Vector], float],
    names: Sequence[str],
    start: Vector,
    scale: Vector,
) -> Maximum:
    """Climb to a maximum by Newton's method with step-halving.

    Parameters
    ----------
    value
        log likelihood of p parameters.
    curve
        scores (rows by p) and Hessian (p by p) there.
    movement
        largest change of an index by a step.
    scale
        p sizes by which the parameters are multiplied, so that their steps are comparable.

    Raises
    ------
    FitError
        when no maximum is reached, or the likelihood is flat in some direction.

    Notes
    -----
    Where the Hessian is not negative definite, its eigenvalues are taken by their size (Nocedal and Wright 2006,
    Numerical Optimization, 3.4), so that each step climbs. Convergence is judged by the step that Newton would still
    make where the Hessian is negative definite, never by a small gain.
    """
    params = start.astype(float)
    with np.errstate(all="ignore"):  # impossible values are stepped back from
        height = value(params)
        for _ in range(ITERATIONS):
            scores, hessian = curve(params)
            gradient, information = scores.sum(axis=0) / scale, -hessian / np.outer(scale, scale)
            if not (np.isfinite(height) and np.isfinite(gradient).all() and np.isfinite(information).all()):
                break
            eigenvalues, vectors = np.linalg.eigh(information)
            size = np.maximum(np.abs(eigenvalues), 1e-12 * np.abs(eigenvalues).max())
            step = vectors @ ((vectors.T @ gradient) / size)
            if np.abs(step).max() < STEP_TOLERANCE * max(1.0, float(np.abs(params * scale).max())):
                if eigenvalues[0] <= NEARLY_FLAT * eigenvalues[-1] or movement(params) > FARTHEST_INDEX:
                    break
                return Maximum(params, scores, hessian, height)
            step = step / scale
            step *= min(1.0, FARTHEST_STEP / movement(step))
            for _ in range(HALVINGS):
                reached = value(params + step)
                if reached >= height - ROUNDING * abs(height):
                    break
                step /= 2
            else:
                break
            params, height = params + step, reached
        farthest = names[int(np.argmax(np.abs(params * scale)))]
        if np.isfinite(movement(params)) and movement(params) > FAR_INDEX:
            raise FitError(
                f"not converged: the likelihood has no maximum, {farthest} runs away; look for a factor or category "
                "that decides the outcome"
            )
    raise FitError("not converged: the likelihood is flat or has no maximum that could be found; take a smaller model")


def maximum_fit(
    estimator: str,
    data: FitData,
    family: Family,
    designs: Sequence[Matrix],
    names: Sequence[str],
    predictor: Predictor,
    *,
    start: Vector | None = None,
    categories: tuple[str, ...] = ("",),
    notes: tuple[str, ...] = (),
) -> Fit:
    """Return the fit at the maximum of a likelihood, from zero or from `start`; see `maximise`."""
    top = maximise(
        family,
        data.outcome,
        designs,
        names,
        np.zeros(len(names)) if start is None else start,
        weights=data.weight,
        offset=data.offset,
    )
    return Fit(
        estimator=estimator,
        names=list(names),
        params=top.params,
        covariance=inverse(-top.hessian),
        definition="inverse of the observed information",
        scores=top.scores,
        hessian=top.hessian,
        clusters=data.clusters,
        log_likelihood=top.log_likelihood,
        n=len(data.matrix),
        predictor=predictor,
        categories=categories,
        notes=notes,
    )


def sizes(design: Matrix) -> Vector:
    """Return the root mean square of each column: Newton's steps are then of one size."""
    size = np.asarray(np.sqrt(np.mean(design**2, axis=0)))
    return np.where(size == 0, 1.0, size)
