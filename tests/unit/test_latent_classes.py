"""Latent classes against a textbook, another program and answers that were drawn from known classes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from paradiplomacy.config.cooperation import Typology
from paradiplomacy.findings.latent_classes import (
    LatentClasses,
    adjusted_rand_index,
    align_classes,
    fit_classes,
    refit_classes,
)

# Stouffer and Toby's role conflicts, four items by 216 respondents (Goodman 1974, table 1): counts of the answers
# from yes to all four to no to all four
ROLE_CONFLICTS = [42, 23, 6, 25, 6, 24, 7, 38, 1, 4, 1, 6, 2, 9, 2, 20]


@pytest.fixture(scope="module")
def role_conflicts() -> np.ndarray:
    patterns = [[float(bit) for bit in f"{15 - place:04b}"] for place in range(16)]
    return np.repeat(np.array(patterns), ROLE_CONFLICTS, axis=0)


def drawn(n: int, classes: int, items: int, seed: int, gaps: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    kind = rng.integers(classes, size=n)
    answers = (rng.random((n, items)) < rng.uniform(0.1, 0.9, (classes, items))[kind]).astype(float)
    answers[rng.random((n, items)) < gaps] = np.nan
    return answers, kind


def blocks(n: int, seed: int) -> np.ndarray:
    """Return answers of two classes that are so far apart that there is one optimum."""
    rng = np.random.default_rng(seed)
    profile = np.array([[0.9] * 3 + [0.1] * 3, [0.1] * 3 + [0.9] * 3])
    return (rng.random((n, 6)) < profile[np.arange(n) % 2]).astype(float)


def test_the_classes_of_goodman(role_conflicts: np.ndarray) -> None:
    """Goodman (1974): two classes, likelihood ratio 2.72 with 6 degrees of freedom, 279 of 1000 in the smaller one."""
    found = fit_classes(role_conflicts, 2, starts=10, rng=np.random.default_rng(1))
    assert found.log_likelihood == pytest.approx(-504.4677, abs=1e-4)
    assert found.information(216)["bic"] == pytest.approx(1057.3128, abs=1e-3)
    assert found.parameters == 9
    assert found.shares == pytest.approx([0.7207, 0.2793], abs=1e-3)
    assert found.profiles[1] == pytest.approx([0.993, 0.940, 0.927, 0.769], abs=1e-3)
    saturated = float(np.sum(np.array(ROLE_CONFLICTS) * np.log(np.array(ROLE_CONFLICTS) / 216)))
    assert 2 * (saturated - found.log_likelihood) == pytest.approx(2.72, abs=0.005)
    assert found.converged
    assert found.agreeing_starts > 1


def test_another_program_finds_the_same_optimum_where_answers_have_gaps() -> None:
    from stepmix.stepmix import StepMix

    answers = blocks(120, seed=7)
    answers[np.random.default_rng(9).random(answers.shape) < 0.1] = np.nan
    found = fit_classes(answers, 2, starts=20, rng=np.random.default_rng(2))
    other = StepMix(
        n_components=2, measurement="binary_nan", n_init=2, abs_tol=1e-9, max_iter=3000, random_state=3,
        progress_bar=0, verbose=0,
    ).fit(answers)  # fmt: skip
    assert found.log_likelihood == pytest.approx(other.score(answers) * len(answers), abs=1e-3)
    assert found.information(len(answers))["bic"] == pytest.approx(other.bic(answers), abs=2e-3)


def test_a_resample_is_the_sample_with_its_rows_repeated() -> None:
    answers = blocks(80, seed=3)
    times = np.random.default_rng(4).multinomial(80, np.full(80, 1 / 80), size=3).astype(float)
    for found, count in zip(
        refit_classes(answers, times, 2, starts=10, rng=np.random.default_rng(5)), times, strict=True
    ):
        repeated = np.repeat(answers, count.astype(int), axis=0)
        other = fit_classes(repeated, 2, starts=20, rng=np.random.default_rng(6))
        assert found.log_likelihood == pytest.approx(other.log_likelihood, abs=0.01)  # resamples stop earlier


def test_labels_of_classes_are_brought_into_one_order() -> None:
    rng = np.random.default_rng(8)
    model = LatentClasses(rng.dirichlet([1, 1, 1]), rng.random((3, 5)), -1.0, True, 1)
    for order in ([2, 0, 1], [1, 0, 2], [0, 1, 2]):
        again = align_classes(model.reordered(order), model)
        assert again.profiles == pytest.approx(model.profiles)
        assert again.shares == pytest.approx(model.shares)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 3))
def test_chances_sum_to_one_and_more_classes_never_fit_worse(seed: int, classes: int) -> None:
    answers, _ = drawn(40, 2, 5, seed=seed, gaps=0.2)
    answers = answers[~np.isnan(answers).all(axis=1)]
    models = [fit_classes(answers, k, starts=12, rng=np.random.default_rng(seed)) for k in (classes, classes + 1)]
    for model in models:
        chances = model.posterior(answers)
        assert chances.sum(axis=1) == pytest.approx(np.ones(len(answers)))
        assert (np.diff(model.shares) <= 1e-12).all()
    assert models[1].log_likelihood >= models[0].log_likelihood - 0.01


def test_the_kinds_of_the_simulated_world_are_found_again(root: Path) -> None:
    truth = yaml.safe_load((root / "resources/demo/truth.yaml").read_text(encoding="utf-8"))["answers"]["kinds"]
    profiles = np.array([list(kind["areas"].values()) for kind in truth.values()])
    shares = np.array([kind["share"] for kind in truth.values()])
    rng = np.random.default_rng(11)
    kind = rng.choice(3, size=2000, p=shares)
    answers = (rng.random((2000, 8)) < profiles[kind]).astype(float)
    models = [fit_classes(answers, k, starts=Typology().starts, rng=rng) for k in range(1, 5)]
    bic = [model.information(2000)["bic"] for model in models]
    assert int(np.argmin(bic)) == 2  # three classes
    found = align_classes(models[2], LatentClasses(shares, profiles, 0.0, True, 1))
    assert np.abs(found.profiles - profiles).max() < 0.12
    assert np.abs(found.shares - shares).max() < 0.06
    assert (found.posterior(answers).argmax(axis=1) == kind).mean() > 0.8


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(5, 7)), min_size=1, max_size=40))
def test_agreement_of_partitions_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    one, other = zip(*pairs, strict=True)
    assert adjusted_rand_index(one, other) == pytest.approx(adjusted_rand_score(one, other), abs=1e-12)
