"""The logit of a source that errs: shares and coefficients are found again; what cannot be told is refused in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from paradiplomacy.config.study import Model
from paradiplomacy.models.estimators import FitData, FitError, fit_model
from paradiplomacy.models.fit import average_effect

TRUE = np.array([-0.5, 1.5, 0.8])


def told(seed: int, n: int, false_yes: float, false_no: float) -> FitData:
    """Units of ten countries and what a source says of them that errs in these shares."""
    rng = np.random.default_rng(seed)
    matrix = np.column_stack([np.ones(n), rng.normal(0, 1.3, n), rng.normal(0, 1, n)])
    true = rng.random(n) < expit(matrix @ TRUE)
    says = np.where(true, rng.random(n) >= false_no, rng.random(n) < false_yes)
    return FitData(says.astype(float), matrix, ["constant", "x", "z"], rng.integers(0, 10, n))


def test_intervals_of_coefficients_and_shares_hold_the_truth_as_often_as_they_say() -> None:
    truth = np.append(TRUE, [0.08, 0.2])
    fits = [fit_model("misclassified logit", told(seed, 2500, 0.08, 0.2)) for seed in range(25)]
    held = np.mean([np.abs(fit.params - truth) < 1.96 * fit.errors for fit in fits], axis=0)
    # of 25 draws at 95%, 20 or more with a probability of 0.999
    assert (held >= 20 / 25).all(), held


def test_the_plain_logit_of_the_same_answers_is_drawn_to_zero() -> None:
    data = told(7, 20_000, 0.08, 0.2)
    known = fit_model("misclassified logit", replace(data, misclassification=(0.08, 0.2)))
    plain = fit_model("logit", data)
    assert known.params == pytest.approx(TRUE, abs=4 * known.errors.max())
    assert abs(plain.params[1]) < 0.8 * TRUE[1]
    more = data.matrix + np.array([0, 1, 0])
    true_effect = float(np.mean(expit(more @ TRUE) - expit(data.matrix @ TRUE)))
    effect, error = average_effect(known, data.matrix, more)
    assert effect == pytest.approx(true_effect, abs=4 * error)


def test_without_errors_it_is_the_logit() -> None:
    data = told(3, 2000, 0.0, 0.0)
    plain = fit_model("logit", data)
    fixed = fit_model("misclassified logit", replace(data, misclassification=(0.0, 0.0)))
    assert fixed.params == pytest.approx(plain.params, rel=1e-8)
    assert fixed.covariance == pytest.approx(plain.covariance, rel=1e-6)
    assert fixed.notes == ("share of false yes fixed at 0", "share of false no fixed at 0")


def test_a_share_that_would_be_below_zero_is_held_there_and_said() -> None:
    notes = set()
    for seed in range(12):
        fit = fit_model("misclassified logit", told(seed, 1500, 0.0, 0.15))
        shares = [value for name, value in zip(fit.names, fit.params, strict=True) if name.startswith("share")]
        assert all(share >= 0 for share in shares)
        assert len(fit.names) + len(fit.notes) == 5
        notes |= set(fit.notes)
    assert "share of false yes is not above zero by these answers: held there" in notes


def test_a_factor_of_two_values_identifies_no_share() -> None:
    data = told(1, 500, 0.1, 0.1)
    binary = replace(data, matrix=np.column_stack([np.ones(500), data.matrix[:, 1] > 0]), terms=["constant", "x"])
    with pytest.raises(FitError, match="share of false yes and share of false no not identified"):
        fit_model("misclassified logit", binary)
    fit_model("misclassified logit", replace(binary, misclassification=(0.1, 0.1)))


def test_few_units_tell_no_shares() -> None:
    data = told(2, 90, 0.1, 0.1)
    with pytest.raises(FitError, match=r"too few to tell 5 parameters, share of false yes and share of false no among"):
        fit_model("misclassified logit", data)
    fit_model("misclassified logit", replace(data, misclassification=(0.1, 0.1)))


def test_shares_of_one_together_are_refused() -> None:
    with pytest.raises(FitError, match="1 or more together"):
        fit_model("misclassified logit", replace(told(1, 500, 0.1, 0.1), misclassification=(0.6, 0.4)))


def test_the_configuration_fixes_shares_for_this_estimator_only() -> None:
    settings = {"label": "m", "factors": ["x"], "levels": ["city"], "misclassification": {"false_yes": 0.1}}
    model = Model.model_validate(settings | {"estimator": "misclassified logit"})
    assert model.misclassification is not None
    assert (model.misclassification.false_yes, model.misclassification.false_no) == (0.1, None)
    with pytest.raises(ValueError, match="misclassification is for estimator"):
        Model.model_validate(settings)
    with pytest.raises(ValueError, match="below 1 together"):
        Model.model_validate(
            settings | {"estimator": "misclassified logit", "misclassification": {"false_yes": 0.5, "false_no": 0.5}}
        )
