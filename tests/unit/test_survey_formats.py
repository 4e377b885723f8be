"""Forms of one questionnaire that give one table: codes or wordings, four languages, character sets, sheets, days."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from survey_answers import export_of, ingest, long_answer, short_answer, wave_codebook
from survey_exports import CANARY, write_export

from paradiplomacy.problems import BadInput
from paradiplomacy.readers.character_sets import mixed_up
from paradiplomacy.survey.codebook import Codebook, Coded, MultipleQuestion
from paradiplomacy.survey.days import iso_day
from paradiplomacy.survey.export import read_export

LANGUAGES = ["en", "de", "fr", "es"]


@pytest.fixture
def codes(root: Path) -> Codebook:
    return wave_codebook(root, "china_cities_2021")


@pytest.fixture
def wordings(codes: Codebook) -> Codebook:
    """Return the codebook of an export that holds the wordings of the answers, in four languages."""
    settings = codes.model_dump() | {"cells": "labels"}
    for question in settings["fields"]:
        answers = [*question.get("codes", {}).values(), *question.get("options", [])]
        for answer in answers:
            answer["labels"] = {language: f"{answer['label']} ({language})" for language in LANGUAGES[1:]}
        if question["type"] == "multiple":
            question |= {"ticked": ["Yes", "Ja", "Oui", "Sí"], "unticked": ["No", "Nein", "Non"]}
    return Codebook.model_validate(settings)


def in_words(row: dict[str, str], codebook: Codebook, language: str) -> dict[str, str]:
    """Return a row of codes with the wordings of a language in their place."""
    row = dict(row)
    yes = dict(zip(LANGUAGES, ["Yes", "Ja", "Oui", "Sí"], strict=True))
    for question in codebook.fields:
        if isinstance(question, Coded) and row[question.column]:
            answer = question.codes[row[question.column]]
            row[question.column] = answer.labels.get(language, answer.label)
        elif isinstance(question, MultipleQuestion):
            for option in question.options:
                row[option.column] = yes[language] if row[option.column] else ""
    return row


def test_four_languages_give_one_coding(codes: Codebook, wordings: Codebook) -> None:
    tokens = ["tok1", "tok2", "tok3", "tok4"]
    rows = [long_answer(codes, token) for token in tokens]
    spoken = [in_words(row, wordings, language) for row, language in zip(rows, LANGUAGES, strict=True)]
    expected = ingest(export_of(rows, codes), codes).responses
    pd.testing.assert_frame_equal(ingest(export_of(spoken, wordings), wordings).responses, expected)


def test_a_box_may_hold_its_own_wording_as_in_qualtrics(codes: Codebook, wordings: Codebook) -> None:
    row = in_words(long_answer(codes, areas=[]), wordings, "fr") | {"AREAS[SQ003]": "Culture (fr)"}
    response = ingest(export_of([row], wordings), wordings).responses.iloc[0]
    assert (response["areas_culture"], response["areas_business"]) == ("yes", "no")


def test_a_wording_that_stands_for_two_answers_is_refused(wordings: Codebook) -> None:
    settings = wordings.model_dump()
    settings["fields"][0]["codes"]["A2"]["labels"]["de"] = "Yes, at present"
    with pytest.raises(ValueError, match='the wording "Yes, at present" stands for more than one answer'):
        Codebook.model_validate(settings)


@pytest.mark.parametrize(
    ("written", "declared"),
    [
        ("utf-8", None), ("utf-8-sig", None), ("utf-16", None), ("utf-8-sig", "utf-8"),
        ("utf-16-le", "utf-16-le"), ("cp1252", "windows-1252"), ("iso-8859-15", "iso-8859-15"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("sign", "delimiter"), [(",", "comma"), (";", "semicolon"), ("\t", "tab")])
def test_character_sets_and_delimiters(
    codes: Codebook, tmp_path: Path, written: str, declared: str | None, sign: str, delimiter: str
) -> None:
    codebook = codes.model_copy(update={"encoding": declared, "delimiter": delimiter})
    path = tmp_path / "export.csv"
    row = long_answer(codebook, comment="Größe, é; Š")
    with path.open("w", encoding=written, newline="") as sink:
        csv.writer(sink, delimiter=sign).writerows([list(codebook.columns), [row[name] for name in codebook.columns]])
    assert read_export(path, codebook).loc[2, "COMMENT"] == "Größe, é; Š"


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        ("MÃ¼nchen", True), ("Å\u0081Ã³dÅº", True), ("â€“", True), ("M\ufffdnchen", True),
        ("München", False), ("Łódź", False), ("NÎMES", False), ("São Paulo – 东京", False), ("Ñuñoa", False),
        ("ÂÉ", False), ("ßž", False),
    ],
)  # fmt: skip
def test_letters_that_went_through_a_wrong_character_set_are_found(cell: str, wrong: bool) -> None:
    assert bool(mixed_up(cell)) == wrong


@given(st.text(alphabet="äöüßéèàçñóúíáłśżźćńřžýůőűășțøåæ", min_size=1, max_size=10))
def test_double_encoded_text_is_always_found(word: str) -> None:
    try:
        twice = word.encode().decode("cp1252")
    except UnicodeDecodeError:
        return  # windows-1252 has no such byte: no program could have read it so
    assert mixed_up(twice)
    if not set(word) & set("šž"):  # "äžž" is no word, and the same bytes as a Chinese letter
        assert not mixed_up(word)


def spreadsheet(codes: Codebook, **more: object) -> Codebook:
    return Codebook.model_validate(codes.model_dump() | {"format": "spreadsheet"} | more)


def test_a_sheet_gives_the_table_of_the_survey_program(codes: Codebook, tmp_path: Path) -> None:
    rows = [long_answer(codes), short_answer(codes)]
    by_hand = spreadsheet(codes)
    path = write_export(rows, by_hand, tmp_path / "export.xlsx")
    ingested = ingest(read_export(path, by_hand), by_hand)
    pd.testing.assert_frame_equal(ingested.responses, ingest(export_of(rows, codes), codes).responses)
    assert CANARY not in ingested.responses.to_csv()


def test_the_sheet_that_the_codebook_names_is_read(codes: Codebook, tmp_path: Path) -> None:
    path = write_export([long_answer(codes)], spreadsheet(codes), tmp_path / "export.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook.create_sheet("Notes", 0).append(["do not read this"])
    workbook.save(path)
    assert len(read_export(path, spreadsheet(codes, sheet="Sheet"))) == 1
    with pytest.raises(BadInput, match=r"there are several \(Notes, Sheet\)"):
        read_export(path, spreadsheet(codes))


def test_a_decimal_comma_is_read_where_it_is_declared(codes: Codebook) -> None:
    comma = codes.model_copy(update={"decimal": "comma"})
    assert ingest(export_of([long_answer(comma, staff="12,0")], comma), comma).responses.loc[0, "staff"] == "12"


@pytest.mark.parametrize(
    ("text", "form", "iso"),
    [
        ("31.03.2021", "DD.MM.YYYY", "2021-03-31"),
        ("3.4.2021 10:22", "DD.MM.YYYY", "2021-04-03 10:22"),
        ("03/04/2021", "DD/MM/YYYY", "2021-04-03"),
        ("03/04/2021", "MM/DD/YYYY", "2021-03-04"),
        ("2021-3-4", "YYYY-MM-DD", None),
        ("31.04.2021", "DD.MM.YYYY", None),
        ("03/31/2021", "DD/MM/YYYY", None),
        ("٣١.٠٣.٢٠٢١", "DD.MM.YYYY", None),
    ],
)
def test_days_are_read_in_the_declared_form_only(text: str, form: str, iso: str | None) -> None:
    assert iso_day(text, form) == iso


def test_declared_days_order_the_answers(codes: Codebook) -> None:
    settings = codes.model_dump()
    settings["submitted"]["date_format"] = "DD.MM.YYYY"
    codebook = Codebook.model_validate(settings)
    rows = [long_answer(codebook, "tok1", "01.03.2021"), long_answer(codebook, "tok1", "28.02.2021")]
    ingested = ingest(export_of(rows, codebook), codebook)
    assert (ingested.responses.loc[0, "row"], ingested.responses.loc[0, "submitted"]) == (2, "2021-03-01")


def test_the_number_of_questions_of_a_branch_is_checked(codes: Codebook) -> None:
    settings = codes.model_dump()
    counts = {
        branch: sum(question["branch"] in ("all", branch) for question in settings["fields"])
        for branch in ("cooperating", "not_cooperating")
    }
    assert Codebook.model_validate(settings | {"questions": counts}).questions == counts
    with pytest.raises(ValueError, match=f"23 questions are declared, {counts['cooperating']} are listed"):
        Codebook.model_validate(settings | {"questions": {"cooperating": 23}})
    with pytest.raises(ValueError, match="no branch of this name"):
        Codebook.model_validate(settings | {"questions": {"elsewhere": 7}})


def test_a_branch_of_7_and_one_of_22_questions(codes: Codebook) -> None:
    def count(name: str, branch: str) -> dict[str, object]:
        question = {"en": f"How many {name}?"}
        return {"name": name, "type": "count", "question": question, "unit": "things", "column": name, "branch": branch}

    settings = codes.model_dump()
    leading = settings["fields"][0]
    fields = [leading, *(count(f"short_{i}", "not_cooperating") for i in range(6))]
    fields += [count(f"long_{i}", "cooperating") for i in range(21)]
    settings |= {"fields": fields, "questions": {"cooperating": 22, "not_cooperating": 7}}
    codebook = Codebook.model_validate(settings)
    row = dict.fromkeys(codebook.columns, "") | {"token": "tok1", "submitdate": "2021-02-03", "COOP": "A2"}
    ingested = ingest(export_of([row | {"short_0": "1", "long_20": "4"}], codebook), codebook)
    response = ingested.responses.iloc[0]
    assert (response["short_0"], response["short_1"], response["long_20"]) == ("1", "no_answer", "not_asked")
    assert ingested.flags[["row", "column", "flag", "value"]].to_numpy().tolist() == [[2, "long_20", "off_route", "4"]]


def test_a_range_of_codes_may_be_missing(codes: Codebook) -> None:
    settings = codes.model_dump()
    staff = next(question for question in settings["fields"] if question["name"] == "staff")
    staff["missing"] = {"900 to 998": "refused", "999": "no_answer"}
    codebook = Codebook.model_validate(settings)
    cells = {"899": "899", "900": "refused", "950": "refused", "998": "refused", "999": "no_answer"}
    for cell, tidy in cells.items():
        ingested = ingest(export_of([long_answer(codebook, staff=cell)], codebook), codebook)
        assert ingested.responses.loc[0, "staff"] == tidy
