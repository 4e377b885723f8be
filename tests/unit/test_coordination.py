"""Coordination: the closest with any body, the mean over bodies, and two levels within units."""

from __future__ import annotations

from pathlib import Path

import pytest
from item_waves import SCALE, wave_answers

from paradiplomacy.config.success import Coordination
from paradiplomacy.findings.coordination import coordination_categories, summarise_coordination
from paradiplomacy.findings.wave_answers import refuse_unknown_fields
from paradiplomacy.problems import BadInput

SETTINGS = Coordination.model_validate(
    {
        "answers": {answer: answer.title() for answer in SCALE},
        "governments": {
            "state": {"label": "State", "fields": ["with_ministry", "with_embassy"]},
            "eu": {"label": "Union", "fields": ["with_union", "with_commission"]},
        },
        "compared": ["state", "eu"],
        "draws": 199,
    }
)
ANSWERS = {
    "a": {"with_ministry": "guided", "with_embassy": "none", "with_union": "informs"},
    "b": {"with_ministry": "informs", "with_embassy": "no_answer", "with_union": "none"},
    "c": {"with_ministry": "none", "with_embassy": "none", "with_union": "consults"},
    "d": {"with_ministry": "consults", "with_embassy": "consults", "with_union": "no_answer"},
    "e": dict.fromkeys(("with_ministry", "with_embassy", "with_union"), "not_asked"),
}


def test_the_closest_the_mean_and_single_bodies() -> None:
    shares, means, _ = summarise_coordination([wave_answers(ANSWERS)], SETTINGS, 0.95)
    state = shares[(shares["government"] == "state") & (shares["field"] == "any")].set_index("answer")
    assert state["yes"].to_dict() == {"none": 1, "informs": 1, "consults": 1, "guided": 1}
    assert (state["asked"] == 4).all()
    embassy = shares[shares["field"] == "with_embassy"].set_index("answer")
    assert (embassy["answered"] == 3).all()  # b gave no answer, e was not asked
    index = means.set_index("government")["mean"]
    assert index["state"] == pytest.approx(((3 + 0) / 2 + 1 + 0 + 2) / 4 / 3)
    assert index["eu"] == pytest.approx((1 + 0 + 2) / 3 / 3)
    assert "with_commission" not in set(shares["field"])  # the wave does not ask it


def test_levels_are_compared_on_the_units_that_answered_on_both() -> None:
    _, _, paired = summarise_coordination([wave_answers(ANSWERS)], SETTINGS, 0.95)
    found = paired.iloc[0]
    assert (found["n"], found["closer_first"], found["equal"], found["closer_second"]) == (3, 2, 0, 1)
    assert found["superiority"] == pytest.approx((0 + 1 - 1) / 3)  # of a: one body above, one below
    assert found["p_value"] == pytest.approx(1.0)
    assert found["conf_low"] <= found["superiority"] <= found["conf_high"]


def test_the_models_take_the_closest_coordination() -> None:
    answers, order = coordination_categories([wave_answers(ANSWERS)], SETTINGS)
    table = answers.set_index("unit_id")
    assert table["state"].tolist()[:4] == ["guided", "informs", "none", "consults"]
    assert table.loc["e"].isna().tolist() == [False, True, True]
    assert order["eu"] == SCALE


def test_a_field_that_no_codebook_has_is_named(root: Path) -> None:
    codebooks = [root / "config/waves/us_regions_2024.yaml", root / "config/waves/us_cities_2024.yaml"]
    with pytest.raises(BadInput) as bad:
        refuse_unknown_fields(SETTINGS.named_fields, codebooks)
    said = bad.value.report()
    assert said.count("\n") == 3  # four fields, none of which these waves ask
    assert 'column "coordination.governments.eu.fields": "with_union" found, a field of a codebook' in said
    refuse_unknown_fields([("coordination", "coordination_eu"), ("success", "visits")], codebooks)  # each in one wave
    refuse_unknown_fields(SETTINGS.named_fields, [])  # a world without a survey


def test_without_a_wave_there_are_no_rows() -> None:
    for table in summarise_coordination([], SETTINGS, 0.95):
        assert table.empty
