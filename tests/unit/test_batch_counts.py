"""Batched negative binomial fits against the single fit, deletion by deletion."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.discrete.discrete_model import NegativeBinomial

from paradiplomacy.models.batch import fit_batch
from paradiplomacy.models.batch_counts import fit_negative_binomials


def counts(seed: int, dispersion: float, n: int = 200) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    matrix = np.column_stack([np.ones(n), random.normal(11, 1, n), random.random(n) < 0.3])
    mean = np.exp(matrix @ [-5.5, 0.5, 0.4])
    mixture = random.gamma(1 / dispersion, dispersion, n) if dispersion else np.ones(n)
    return random.poisson(mean * mixture).astype(float), matrix


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), dispersion=st.sampled_from([0.3, 0.8, 2.0]))
def test_each_deletion_is_a_maximum_of_the_likelihood_that_statsmodels_has(seed: int, dispersion: float) -> None:
    outcome, matrix = counts(seed, dispersion)
    weights = (np.arange(200) % 6 != np.arange(6)[:, None]).astype(float)
    batch = fit_negative_binomials(outcome, matrix, weights)
    for kept, beta, alpha, flagged in zip(
        weights > 0, batch.coefficients, batch.dispersions, batch.flagged, strict=True
    ):
        assert not flagged
        if alpha == 0:
            continue
        model = NegativeBinomial(outcome[kept], matrix[kept], loglike_method="nb2")
        single = model.fit(start_params=np.append(beta, alpha), method="newton", disp=0, maxiter=100)
        np.testing.assert_allclose(np.append(beta, alpha), single.params, rtol=1e-6, atol=1e-7)


def test_weights_are_numbers_of_units() -> None:
    outcome, matrix = counts(1, 0.8)
    weights = np.random.default_rng(2).integers(0, 3, 200)
    weighted = fit_negative_binomials(outcome, matrix, weights[None, :].astype(float))
    rows = np.repeat(np.arange(200), weights)
    repeated = fit_negative_binomials(outcome[rows], matrix[rows], np.ones((1, len(rows))))
    np.testing.assert_allclose(weighted.coefficients, repeated.coefficients, rtol=1e-8)
    assert weighted.dispersions == pytest.approx(repeated.dispersions)


def test_counts_that_are_not_overdispersed_are_poisson() -> None:
    _, matrix = counts(3, 0.0)
    outcome = np.round(np.exp(matrix @ [-5.5, 0.5, 0.4]))
    weights = np.ones((2, 200))
    batch = fit_negative_binomials(outcome, matrix, weights)
    assert batch.dispersions.tolist() == [0.0, 0.0]
    np.testing.assert_allclose(batch.coefficients, fit_batch("poisson", outcome, matrix, weights=weights).coefficients)


def test_collinear_columns_are_flagged_without_numbers() -> None:
    outcome, matrix = counts(4, 0.8)
    weights = np.vstack([np.ones(200), matrix[:, 2] == 0])
    batch = fit_negative_binomials(outcome, matrix, weights)
    assert batch.flagged.tolist() == [False, True]
    assert np.isnan(batch.coefficients[1]).all() and np.isfinite(batch.coefficients[0]).all()
