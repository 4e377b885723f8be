"""Folding keeps one letter per letter, and every letter its place in the original."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy.web.folding import fold, fold_page_text

LETTERS = st.characters(codec="utf-8", max_codepoint=0x2FFF)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Škofja Loka–Xi’an", "skofja loka–xi'an"),
        ("ŁÓDŹ, İzmir", "lodz, izmir"),
        ("Ἀθῆναι Αθήνας", "αθηναι αθηνασ"),
        ("Велико Търново Й", "велико търново и"),
        ("Su-čou", "su cou"),
    ],
)
def test_case_accents_hyphens_and_final_sigma_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(LETTERS, max_size=60))
def test_folding_gives_one_letter_for_one(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.text(st.sampled_from("aÉ č\u00ad\u030c\u200b\n x"), max_size=40))
def test_offsets_lead_back_to_the_letter(text: str) -> None:
    folded, offsets = fold_page_text(text)
    assert len(offsets) == len(folded) + 1
    assert list(offsets) == sorted(set(offsets))
    assert offsets[-1] == len(text)
    for letter, offset in zip(folded, offsets, strict=False):
        assert fold(text[offset]) == letter


@given(st.text(st.sampled_from("aéčŠřüąį b"), max_size=40).map(lambda text: " ".join(text.split())))
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    assert fold_page_text(unicodedata.normalize("NFD", text))[0] == fold_page_text(text)[0]


def test_soft_hyphens_and_runs_of_blanks_are_left_out() -> None:
    folded, offsets = fold_page_text("Partner\u00adstadt  Nan\u00adjing")
    assert folded == "partnerstadt nanjing"
    assert offsets[folded.index("nanjing")] == 15
