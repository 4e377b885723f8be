"""Questions with several answers: what counts in a share, the same units on two partners, and many tests at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from item_waves import wave_answers

from paradiplomacy.findings.item_fields import FORM_LABELS
from paradiplomacy.findings.items import compare_items, describe_items, enter_items, holm
from paradiplomacy.findings.values import ValueBook
from paradiplomacy.survey.partner_words import FORMS

BOXES = ("areas_business", "areas_culture", "areas_none")


def boxes(business: str, culture: str = "no") -> dict[str, str]:
    return dict(zip(BOXES, (business, culture, "no"), strict=True))


def row(table: pd.DataFrame, **values: str) -> pd.Series:
    found = table
    for column, value in values.items():
        found = found[found[column] == value]
    assert len(found) == 1
    return found.iloc[0]


def test_not_asked_no_answer_and_a_box_left_open_are_three_things() -> None:
    wave = wave_answers(
        {
            "a": boxes("yes"),
            "b": boxes("no"),
            "c": boxes("no"),
            "d": boxes("no_answer", "no_answer"),
            "e": boxes("not_asked", "not_asked"),
        }
    )
    business = row(describe_items([wave], 0.95), field="areas", option="business")
    assert (business["asked"], business["answered"], business["yes"]) == (4, 3, 1)
    assert business["share"] == pytest.approx(1 / 3)
    assert business["conf_low"] == pytest.approx(0.0615, abs=5e-4)  # Wilson's interval of 1 in 3, by hand
    assert business["conf_high"] == pytest.approx(0.7923, abs=5e-4)


def test_the_weighted_share_is_that_of_the_weights() -> None:
    answers = {"a": boxes("yes"), "b": boxes("no"), "c": boxes("no"), "d": boxes("no_answer")}
    wave = wave_answers(answers, weights={"a": 2.0, "b": 1.0, "c": 1.0, "d": 9.0})
    business = row(describe_items([wave], 0.95), field="areas", option="business")
    assert business["weighted"] == pytest.approx(0.5)  # the unit without an answer is outside the domain
    assert business["weighted_low"] < 0.5 < business["weighted_high"]


def test_a_unit_that_tells_no_form_does_not_count_in_the_share_of_a_form() -> None:
    place = {"wave": "w", "partner": "CN", "source": "raw", "row": 1, "column": "p", "position": 1, "quote": "q"}
    named = [
        place | {"unit_id": "a", "place": "One", "form": "twinning", "status": "active"},
        place | {"unit_id": "a", "place": "Two", "form": "project", "status": "active", "row": 2},
        place | {"unit_id": "b", "place": "One", "form": "project", "status": "dormant"},
        place | {"unit_id": "c", "place": "One"},
        place | {"unit_id": "d", "place": "One", "form": "twinning", "status": "planned"},
    ]
    wave = wave_answers({unit: {"partners": "1"} for unit in "abcd"}, named)
    twinning = row(describe_items([wave], 0.95), field="forms", option="twinning")
    assert (twinning["asked"], twinning["answered"], twinning["yes"]) == (4, 2, 1)
    assert set(FORM_LABELS) == set(FORMS)


def test_the_same_units_on_two_partners_are_counted_by_pair() -> None:
    china = wave_answers({unit: boxes(said) for unit, said in zip("abcdef", ("yes",) * 5 + ("no",), strict=True)})
    states = wave_answers(
        {unit: boxes(said) for unit, said in zip("abcdx", ("yes", "no", "no", "no", "no"), strict=True)}, partner="US"
    )
    business = row(compare_items([china, states], ["CN", "US"], 0.95), field="areas", option="business")
    counts = ("n", "both", "only_a", "only_b", "neither")
    assert [business[name] for name in counts] == [4, 1, 3, 0, 0]
    assert business["p_value"] == pytest.approx(0.25)  # 2 / 2**3
    assert business["p_holm"] == pytest.approx(0.75)  # three answers to the question
    assert business["difference"] == pytest.approx(0.75)


def test_one_partner_and_no_wave_give_tables_without_rows() -> None:
    wave = wave_answers({"a": boxes("yes")})
    assert compare_items([wave], ["CN"], 0.95).empty
    assert compare_items([], ["CN", "US"], 0.95).empty
    assert describe_items([], 0.95).empty


def test_named_values_are_those_of_the_rows() -> None:
    wave = wave_answers({"a": boxes("yes"), "b": boxes("no"), "c": boxes("no"), "d": boxes("yes")})
    book = ValueBook("describe_items", "digest")
    enter_items(book, describe_items([wave], 0.95), compare_items([wave], ["CN"], 0.95))
    assert book._values["item.CN.city.areas.business"].text == "50.0%"
    assert book._values["item.CN.city.areas.business.answered"].value == 4


def test_holm_adjusts_step_by_step() -> None:
    assert holm(np.array([0.01, 0.04, 0.03])) == pytest.approx([0.03, 0.06, 0.06])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_adjusted_p_values_keep_the_order_and_never_shrink(raw: list[float]) -> None:
    p_values = np.array(raw)
    adjusted = holm(p_values)
    assert (adjusted >= p_values).all()
    assert (adjusted <= np.minimum(1, len(raw) * p_values) + 1e-12).all() or (adjusted <= 1).all()
    order = np.argsort(p_values, kind="stable")
    assert (np.diff(adjusted[order]) >= 0).all()
