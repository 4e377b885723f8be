"""Partners named in a table: form, initiator and state beside the place, corrected and rare spellings."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from survey_answers import export_of, ingest, long_answer, refusal, wave_codebook

from paradiplomacy.survey import questions
from paradiplomacy.survey.codebook import Codebook
from paradiplomacy.survey.fields import INITIATORS
from paradiplomacy.survey.partner_words import FORMS, STATUSES
from paradiplomacy.survey.spelling import rare_spellings


@pytest.fixture
def codebook(root: Path) -> Codebook:
    return wave_codebook(root, "china_cities_2021")


def test_the_table_and_free_text_know_the_same_kinds() -> None:
    assert set(get_args(questions.Form)) == set(FORMS)
    assert set(get_args(questions.Status)) == set(STATUSES)
    assert get_args(questions.Initiator) == INITIATORS


def test_form_initiator_and_state_stand_beside_the_place(codebook: Codebook) -> None:
    partners = [("Chengdu", "2005", "F1", "I2", "S4"), ("Wuhan", "", "", "", "")]
    named = ingest(export_of([long_answer(codebook, partners=partners)], codebook), codebook).named_partners
    said = named[["place", "form", "initiator", "status"]].astype(object)
    assert said.where(said.notna(), None).to_numpy().tolist() == [
        ["Chengdu", "twinning", "partner", "planned"],
        ["Wuhan", None, None, None],
    ]


def test_a_code_that_the_codebook_does_not_know_stops_the_run(codebook: Codebook) -> None:
    said = refusal(export_of([long_answer(codebook, partners=[("Wuhan", "", "F9", "", "")])], codebook), codebook)
    assert "PARTNER[P1_form]" in said
    assert "one of the codes F1, F2, F3, F4, F5, F6 of the field partners expected" in said


def test_columns_and_codes_go_together(codebook: Codebook) -> None:
    settings = codebook.model_dump()
    question = next(one for one in settings["fields"] if one["name"] == "partners")
    question["forms"] = {}
    with pytest.raises(ValueError, match="the columns form and their codes are given together"):
        Codebook.model_validate(settings)


def test_a_correction_is_used_and_listed_and_the_quote_stays(codebook: Codebook) -> None:
    export = export_of([long_answer(codebook, partners=[("Gungzhou", "1990")])], codebook)
    found = ingest(export, codebook)
    assert found.named_partners[["place", "quote"]].to_numpy().tolist() == [["Guangzhou", "Gungzhou"]]
    assert found.flags[["column", "flag", "value"]].to_numpy().tolist() == [
        ["PARTNER[P1_place]", "corrected_place", "Gungzhou"]
    ]


def test_a_rare_spelling_beside_a_frequent_one_is_shown() -> None:
    places = ["Guangzhou"] * 3 + ["Gungzhou", "Wuhan", "Wuha", "Shaanxi", "Shanxi", "Hunan", *["Henan"] * 9]
    assert rare_spellings(places) == {"Gungzhou": "Guangzhou"}
    assert rare_spellings([*places, *["Shaanxi"] * 2]) == {"Gungzhou": "Guangzhou", "Shanxi": "Shaanxi"}


@given(st.lists(st.text(alphabet="abAB ", min_size=1, max_size=8), max_size=30))
def test_no_spelling_is_rare_beside_itself_or_a_rarer_one(places: list[str]) -> None:
    for rare, frequent in rare_spellings(places).items():
        assert places.count(frequent) >= 3 * places.count(rare) > 0
