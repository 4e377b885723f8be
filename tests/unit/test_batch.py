"""The batched fits are those of statsmodels, one by one, and flag what has no maximum."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy.models.batch import fit_batch

FAMILIES = {
    "logit": sm.families.Binomial(),
    "poisson": sm.families.Poisson(),
    "linear": sm.families.Gaussian(),
}


def world(family: str, seed: int, n: int = 120, k: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Return an outcome and a design with a large column, such as a logarithm of inhabitants."""
    random = np.random.default_rng(seed)
    matrix = np.column_stack([np.ones(n), random.normal(11, 1, n), random.normal(size=(n, k - 2))])
    eta = (matrix - [0, 11, *[0] * (k - 2)]) @ random.normal(scale=0.5, size=k)
    if family == "logit":
        return (random.random(n) < 1 / (1 + np.exp(-eta))).astype(float), matrix
    if family == "poisson":
        return random.poisson(np.exp(eta)).astype(float), matrix
    return eta + random.normal(size=n), matrix


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_each_fit_of_a_batch_is_the_single_fit(family: str, seed: int) -> None:
    outcome, matrix = world(family, seed)
    random = np.random.default_rng(seed + 1)
    weights = random.multinomial(len(outcome), np.full(len(outcome), 1 / len(outcome)), size=5).astype(float)
    active = random.random((5, matrix.shape[1])) < 0.7
    active[:, 0] = True
    batch = fit_batch(family, outcome, matrix, weights=weights, active=active)
    for fit in np.flatnonzero(~batch.flagged):
        chosen = active[fit]
        single = sm.GLM(outcome, matrix[:, chosen], family=FAMILIES[family], freq_weights=weights[fit]).fit(
            tol=1e-13, tol_criterion="params", maxiter=100
        )
        np.testing.assert_allclose(batch.coefficients[fit, chosen], single.params, rtol=1e-8, atol=1e-8)
        assert not batch.coefficients[fit, ~chosen].any()


def test_most_fits_are_not_flagged() -> None:
    outcome, matrix = world("logit", 7, n=400)
    weights = np.random.default_rng(8).multinomial(400, np.full(400, 1 / 400), size=200).astype(float)
    assert not fit_batch("logit", outcome, matrix, weights=weights).flagged.any()


def test_separation_and_collinearity_are_flagged_and_have_no_numbers() -> None:
    outcome, matrix = world("logit", 3)
    separating = np.column_stack([matrix, outcome])
    twice = np.column_stack([matrix, matrix[:, 1] * 2])
    for design in (separating, twice):
        fits = fit_batch("logit", outcome, design, active=np.array([[True] * 5, [True] * 4 + [False]]))
        assert fits.flagged.tolist() == [True, False]
        assert np.isnan(fits.coefficients[0]).all() and np.isfinite(fits.coefficients[1]).all()


def test_a_far_start_is_halved_back_to_the_same_maximum() -> None:
    outcome, matrix = world("logit", 5)
    near = fit_batch("logit", outcome, matrix).coefficients
    far = fit_batch("logit", outcome, matrix, start=near[0] + np.array([4.0, 0.0, -3.0, 3.0])).coefficients
    np.testing.assert_allclose(far, near, rtol=1e-8)


def test_chunks_do_not_change_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, matrix = world("poisson", 11)
    weights = np.random.default_rng(12).integers(0, 3, size=(40, len(outcome))).astype(float)
    whole = fit_batch("poisson", outcome, matrix, weights=weights)
    monkeypatch.setattr("paradiplomacy.models.batch.CHUNK_CELLS", 17 * len(outcome))
    pieces = fit_batch("poisson", outcome, matrix, weights=weights)
    np.testing.assert_allclose(pieces.coefficients, whole.coefficients, rtol=1e-10)


def test_tables_for_different_numbers_of_fits_are_refused() -> None:
    outcome, matrix = world("logit", 1)
    with pytest.raises(ValueError, match="different numbers of fits"):
        fit_batch("logit", outcome, matrix, weights=np.ones((2, 120)), active=np.ones((3, 4), dtype=bool))
