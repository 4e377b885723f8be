"""Success: how items are scored, what the index needs, and how far items measure one thing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from item_waves import wave_answers
from pydantic import ValidationError

from paradiplomacy.config.success import Coordination, Success, SuccessItem
from paradiplomacy.findings.scale import cronbach_alpha, ordinal_alpha
from paradiplomacy.findings.success import index_classes, score_success, success_categories, summarise_success
from paradiplomacy.findings.wave_answers import WaveAnswers, among_cooperating

SETTINGS = Success.model_validate(
    {
        "items": {
            "active": {"label": "Active", "field": "partners", "kind": "named", "answers": ["active"]},
            "importance": {"label": "Importance", "field": "importance", "kind": "scale", "answers": ["1", "2", "3"]},
            "visits": {"label": "Visits", "field": "visits", "kind": "number", "steps": [1, 3]},
            "areas": {"label": "Areas", "field": "areas", "kind": "boxes", "steps": [1, 2], "not_counted": ["none"]},
        },
        "fewest_answered": 2,
        "cuts": [0.5],
    }
)
BOXES = {"areas_business": "yes", "areas_culture": "no", "areas_none": "yes"}
PLACE = {"wave": "w", "partner": "CN", "source": "raw", "row": 1, "column": "p", "quote": "q", "place": "One"}
NAMED = [
    PLACE | {"unit_id": "a", "position": 1, "status": "active"},
    PLACE | {"unit_id": "a", "position": 2, "status": "dormant"},
    PLACE | {"unit_id": "b", "position": 1, "status": "active"},
    PLACE | {"unit_id": "c", "position": 1, "status": "dormant"},
]
ANSWERS = {
    "a": {"importance": "3", "visits": "2", "partners": "2", **BOXES},
    "b": {"importance": "1", "visits": "0", "partners": "1"},
    "c": {"importance": "no_answer", "visits": "7", "partners": "1"},
    "d": {"importance": "2"},
    "e": {"importance": "3", "visits": "5"},
}


def cooperating() -> list[WaveAnswers]:
    said = {"a": True, "b": True, "c": True, "d": True, "e": False}
    analysis = pd.DataFrame({"unit_id": list(said), "partner": "CN", "level": "city", "yes": list(said.values())})
    elsewhere = pd.DataFrame({"unit_id": ["e", "e"], "partner": ["US", "CN"], "level": ["city", "region"], "yes": True})
    analysis = pd.concat([analysis, elsewhere]).astype({"yes": "boolean"})
    return among_cooperating([wave_answers(ANSWERS, NAMED)], analysis, "yes")


def test_items_are_scored_on_their_categories_and_the_index_is_their_mean() -> None:
    one = score_success(cooperating(), SETTINGS)[0]
    places = one.places.astype(float)
    assert list(places.index) == list("abcd")  # e does not cooperate
    assert places.loc["a"].tolist() == [1, 2, 1, 1]  # some active, highest, 1 to 2 visits, one benefit beside "none"
    assert places.loc["b"].tolist()[:3] == [2, 0, 0]
    assert np.isnan(places.loc["b", "areas"])
    assert places.loc["c"].tolist()[2] == 2
    assert one.index["a"] == pytest.approx((1 / 2 + 1 + 1 / 2 + 1 / 2) / 4)
    assert one.index["c"] == pytest.approx((0 + 1) / 2)
    assert pd.isna(one.index["d"])  # one answer is fewer than two


def test_every_unit_is_in_one_category_of_each_item_that_it_answered() -> None:
    scores = score_success(cooperating(), SETTINGS)
    means, shares, alphas = summarise_success(scores, SETTINGS, 0.95)
    counts = shares.groupby("item").agg({"yes": "sum", "answered": "first"})
    assert (counts["yes"] == counts["answered"]).all()
    assert means.set_index("item")["answered"].to_dict() == {
        "index": 3, "active": 3, "importance": 3, "visits": 3, "areas": 1,
    }  # fmt: skip
    assert set(alphas["n"]) == {1}  # answered all
    assert alphas["estimate"].isna().all()
    answers, order = success_categories(scores, SETTINGS)
    assert answers.set_index("unit_id").loc["a", "visits"] == "1 to 2"
    assert answers.set_index("unit_id").loc["a", "index"] == "0.5 to 1"
    assert order["index"] == index_classes(SETTINGS) == ("0 to 0.5", "0.5 to 1")


def test_an_item_that_the_wave_does_not_ask_is_left_out() -> None:
    fame = SuccessItem(label="Fame", field="fame", kind="scale", answers=["1", "2"])
    more = SETTINGS.model_copy(update={"items": {**SETTINGS.items, "fame": fame}})
    one = score_success(cooperating(), more)[0]
    assert list(one.places) == list(SETTINGS.items)
    assert ("success.items.fame.field", "fame") in more.named_fields
    assert score_success([], more) == []


def test_categories_are_named_by_their_steps() -> None:
    item = SuccessItem(label="V", field="visits", kind="number", steps=[1, 3, 4])
    assert item.categories == ("0", "1 to 2", "3", "4 and more")
    assert SuccessItem(label="V", field="visits", kind="number", steps=[2]).categories == ("0 to 1", "2 and more")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "scale"}, "answers are given for"),
        ({"kind": "number", "steps": [3, 1]}, "in rising order"),
        ({"kind": "scale", "answers": ["1", "1"]}, "each once"),
        ({"kind": "scale", "answers": ["1", "2"], "not_counted": ["none"]}, "not_counted is for"),
    ],
)
def test_keys_of_an_item_fit_its_kind(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        SuccessItem.model_validate({"label": "X", "field": "x"} | wrong)


def test_an_overlay_takes_an_item_out_by_null_and_levels_must_exist() -> None:
    items = {"x": None, "y": {"label": "Y", "field": "y", "kind": "scale", "answers": ["1", "2"]}}
    assert list(Success.model_validate({"items": items}).items) == ["y"]
    with pytest.raises(ValidationError, match="eu is no level"):
        Coordination.model_validate({"compared": ["eu"]})


def test_alpha_of_parallel_items_is_one_and_of_two_is_spearman_and_browns() -> None:
    rng = np.random.default_rng(3)
    one = rng.normal(size=200)
    assert cronbach_alpha(np.column_stack([one, one, one]), 0.95).estimate == pytest.approx(1)
    two = np.column_stack([one, 0.5 * one + rng.normal(size=200)])
    two /= two.std(axis=0)
    r = float(np.corrcoef(two.T)[0, 1])
    assert cronbach_alpha(two, 0.95).estimate == pytest.approx(2 * r / (1 + r))
    ranked = ordinal_alpha(np.exp(3 * two), 0.95, "seed")  # ranks know nothing of the spacing
    assert ranked == ordinal_alpha(two, 0.95, "seed")
    assert ranked.conf_low < ranked.estimate < ranked.conf_high


def test_feldts_interval_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(11)
    k, n, worlds = 4, 60, 600
    truth = k * 0.4 / (1 + (k - 1) * 0.4)
    held = 0
    for _ in range(worlds):
        items = np.sqrt(0.4) * rng.normal(size=(n, 1)) + np.sqrt(0.6) * rng.normal(size=(n, k))
        found = cronbach_alpha(items, 0.95)
        held += found.conf_low <= truth <= found.conf_high
    assert abs(held / worlds - 0.95) < 3.3 * np.sqrt(0.95 * 0.05 / worlds)


def test_alpha_is_unknown_where_there_is_nothing_to_measure() -> None:
    assert np.isnan(cronbach_alpha(np.ones((9, 3)), 0.95).estimate)
    assert np.isnan(cronbach_alpha(np.ones((9, 1)), 0.95).estimate)
    assert np.isnan(ordinal_alpha(np.ones((9, 3)), 0.95, "seed").estimate)
    opposite = np.column_stack([np.arange(5.0), -np.arange(5.0)])  # the sum of the ranks does not vary
    assert np.isnan(ordinal_alpha(opposite, 0.95, "seed").estimate)
    mixed = np.array([[1.0, 3.0], [2.0, 2.0], [3.0, 1.0], [1.0, 1.0]])  # some resamples are opposite, not all
    assert np.isfinite(ordinal_alpha(mixed, 0.95, "seed").conf_low)
