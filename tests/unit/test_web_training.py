"""The committed weights are those of the committed training set; the fit is that of scikit-learn where it can be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from web_judge import judge, scanner, weights

from paradiplomacy.problems import BadInput
from paradiplomacy.web.classifier import (
    PENALTY,
    SignedRegression,
    TrainingMentions,
    cross_validation_table,
    fit,
    fit_without_language,
    load_training,
)
from paradiplomacy.web.features import AGAINST, FEATURES, FOR
from paradiplomacy.web.judging import MODEL, TRAINING
from paradiplomacy.web.weights import read_weights, write_weights


@pytest.fixture(scope="module")
def data(root: Path) -> TrainingMentions:
    return load_training(root / TRAINING, scanner(), judge().settings.countries, judge().settings.counted)


def test_without_bounds_the_fit_is_that_of_scikit_learn() -> None:
    draw = np.random.default_rng(5)
    features = (draw.random((300, 6)) < 0.4).astype(float)
    truth = (draw.random(300) < 1 / (1 + np.exp(-(features @ np.arange(-3, 3) + 0.5)))).astype(np.int64)
    free = np.full(6, np.inf)
    own = SignedRegression(-free, free).fit(features, truth)
    other = LogisticRegression(C=PENALTY, tol=1e-10, max_iter=5_000).fit(features, truth)
    assert own.weights == pytest.approx(other.coef_[0], abs=1e-4)
    assert own.intercept == pytest.approx(other.intercept_[0], abs=1e-4)


def test_signs_that_are_known_are_kept() -> None:
    known = dict(zip(FEATURES, weights().weights, strict=True))
    assert min(known[name] for name in FOR) >= 0 >= max(known[name] for name in AGAINST)
    assert set(FOR).isdisjoint(AGAINST)


def test_the_training_set_covers_the_languages_of_the_union(data: TrainingMentions) -> None:
    assert len(set(data.languages)) >= 24
    assert 0.3 < data.truth.mean() < 0.7


@pytest.mark.slow
def test_training_again_gives_the_committed_weights(data: TrainingMentions) -> None:
    again, held_out = fit(data)
    assert again.weights == pytest.approx(weights().weights, abs=2e-3)
    assert (again.intercept, again.slope) == pytest.approx((weights().intercept, weights().slope), abs=2e-3)
    by_template = cross_validation_table(data, held_out, 0.5, "group").set_index("held out")
    by_language = cross_validation_table(data, fit_without_language(data), 0.5, "language").set_index("held out")
    assert by_template.loc["all", "f1"] > 0.85
    assert by_language["f1"].min() > 0.8


def test_weights_are_read_as_they_were_written(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "weights.csv"
    write_weights(weights(), path)
    assert path.read_bytes() == (root / MODEL).read_bytes()
    path.write_text(path.read_text().replace("denied,", "denial,"))
    with pytest.raises(BadInput, match="the features of this version; run train-classifier"):
        read_weights(path)
    path.write_text("feature,weight\ndenied,much\n")
    with pytest.raises(BadInput, match="a number expected"):
        read_weights(path)
