"""Ingestion of a wave: the same invented respondents in three formats give the same tidy answers, faults a sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from survey_answers import FIRST_ROW, WAVES, export_of, ingest, long_answer, refusal, short_answer, wave_codebook
from survey_exports import respondent, write_export

from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
from paradiplomacy.survey.codebook import Codebook, CountQuestion
from paradiplomacy.survey.export import read_export
from paradiplomacy.survey.fields import DISPOSITIONS, DUPLICATES, FLAGS, FREQUENCIES, NAMED_PARTNERS
from paradiplomacy.survey.frequencies import answer_frequencies
from paradiplomacy.survey.ingest import Ingested, responses_dataset
from paradiplomacy.tables import read_table, write_table


@pytest.fixture(params=WAVES)
def codebook(request: pytest.FixtureRequest, root: Path) -> Codebook:
    return wave_codebook(root, request.param)


@pytest.fixture
def limesurvey(root: Path) -> Codebook:
    return wave_codebook(root, "china_cities_2021")


@pytest.fixture
def spss(root: Path) -> Codebook:
    return wave_codebook(root, "us_regions_2024")


def test_the_same_answers_in_each_format_give_the_same_table(codebook: Codebook, tmp_path: Path) -> None:
    rows = [long_answer(codebook), short_answer(codebook), respondent(codebook, "tok3", None, cooperation="planned")]
    export = read_export(write_export(rows, codebook, tmp_path / "export"), codebook)
    first = FIRST_ROW[codebook.format]
    assert list(export.index) == [first, first + 1, first + 2]
    ingested = ingest(export, codebook)

    long, short, partial = ingested.responses.to_dict("records")
    assert (long["unit_id"], long["wave"], long["partner"], long["row"]) == ("U1", "w", "CN", first)
    assert long["submitted"] == "2021-02-03"
    assert long["cooperation"] == "yes"
    assert long["interest"] == long["reasons_distance"] == "not_asked"
    assert (long["importance"], long["coordination_ministry"]) == ("4", "guided")
    assert long["coordination_region"] == "no_answer"
    assert (long["areas_business"], long["areas_health"], long["areas_culture"]) == ("yes", "yes", "no")
    assert (long["staff"], long["comment"], long["partners"]) == ("12", "answered", "3")

    assert (short["cooperation"], short["reasons_distance"], short["reasons_politics"]) == ("no", "yes", "no")
    assert (short["interest"], short["comment"]) == ("no_answer", "no_answer")
    assert {short[name] for name in ("importance", "areas_business", "staff", "partners")} == {"not_asked"}

    assert partial["cooperation"] == "planned"
    assert {partial[name] for name in ("importance", "areas_business", "staff", "partners")} == {"no_answer"}
    assert partial["reasons_distance"] == "not_asked"
    assert pd.isna(partial["submitted"])

    named = ingested.named_partners
    assert list(named["place"]) == ["Chengdu", "Wuhan", "Sichuan"]
    assert [None if pd.isna(year) else year for year in named["year_start"]] == [2005, None, None]
    assert set(named["row"]) == {first}
    assert list(named["column"]) == [codebook.question("partners").entries[i].place for i in (0, 1, 3)]

    assert list(zip(ingested.flags["flag"], ingested.flags["value"], strict=True)) == [
        ("impossible_year", "1805"),
        ("year_without_place", "2010"),
    ]
    assert dict(zip(ingested.dispositions["unit_id"], ingested.dispositions["disposition"], strict=True)) == {
        "U1": "complete",
        "U2": "complete",
        "U3": "partial",
        "U4": "none",
    }
    assert list(ingested.dispositions["country"]) == ["AT", "AT", "BG", "CZ"]
    assert ingested.accounting.to_dict("records") == [
        {"stage": "ingest_wave", "file": "demo", "rows_in": 3, "rows_out": 3, "rows_set_aside": 0}
    ]


def test_every_table_holds_to_its_field_table_and_no_sensitive_cell_gets_through(
    codebook: Codebook, tmp_path: Path
) -> None:
    rows = [
        long_answer(codebook),
        short_answer(codebook, importance="4"),
        short_answer(codebook, submitted="2021-02-05"),
    ]
    ingested = ingest(read_export(write_export(rows, codebook, tmp_path / "export"), codebook), codebook)
    datasets = {
        "responses": ingested.responses_dataset,
        "named_partners": NAMED_PARTNERS,
        "dispositions": DISPOSITIONS,
        "set_aside": SET_ASIDE,
        "accounting": ACCOUNTING,
        "flags": FLAGS,
        "duplicates": DUPLICATES,
    }
    assert set(datasets) | {"responses_dataset"} == {field.name for field in fields(Ingested)}
    tables = {name: getattr(ingested, name) for name in datasets}
    tables["frequencies"] = answer_frequencies(ingested.responses, ingested.responses_dataset, codebook)
    datasets["frequencies"] = FREQUENCIES
    for name, dataset in datasets.items():
        path = tmp_path / f"{name}.csv"
        write_table(tables[name], path, dataset)
        assert "canary" not in path.read_text(encoding="utf-8"), name
        assert "tok1" not in path.read_text(encoding="utf-8"), name
        assert len(read_table(path, dataset)) == len(tables[name])


def test_errors_show_no_sensitive_cell(codebook: Codebook, tmp_path: Path) -> None:
    rows = [long_answer(codebook, "unknown"), long_answer(codebook, "tok2", staff="7")]
    rows.append(short_answer(codebook, "nobody"))
    rows[1][codebook.question("interest").column] = "7"
    export = read_export(write_export(rows, codebook, tmp_path / "export"), codebook)
    said = refusal(export, codebook)
    assert "canary" not in said
    assert "unknown" not in said and "nobody" not in said  # a token is a key to the questionnaire
    assert len(said.splitlines()) == 3


def test_an_unknown_answer_code_is_named_with_the_permitted_ones(limesurvey: Codebook) -> None:
    row = long_answer(limesurvey)
    row["COOP"] = "A9"
    said = refusal(export_of([row], limesurvey), limesurvey)
    assert 'demo, row 2, column "COOP": "A9" found, one of the codes A1, A2, A3, A4 of the field cooperation' in said
    assert "add the code to the codebook" in said


def test_the_file_is_named_where_it_is_given(limesurvey: Codebook) -> None:
    said = refusal(export_of([long_answer(limesurvey, "x")], limesurvey), limesurvey, file="exports/china.csv")
    assert said.startswith('exports/china.csv, row 2, column "token": a token of the wave w expected;')


def test_an_unknown_code_of_a_box_is_named(limesurvey: Codebook) -> None:
    row = long_answer(limesurvey)
    row["AREAS[SQ002]"] = "N"
    assert 'column "AREAS[SQ002]": "N" found, an empty cell or one of the codes Y' in refusal(
        export_of([row], limesurvey), limesurvey
    )


def test_every_problem_is_told_at_once(limesurvey: Codebook) -> None:
    rows = [long_answer(limesurvey, "x"), long_answer(limesurvey, "tok2", staff="-1"), short_answer(limesurvey, "tok3")]
    rows[2]["submitdate"] = "31.12.2020"
    said = refusal(export_of(rows, limesurvey), limesurvey)
    assert [line.split(":")[0] for line in said.splitlines()] == [
        'demo, row 2, column "token"',
        'demo, row 3, column "STAFF"',
        'demo, row 4, column "submitdate"',
    ]


@pytest.mark.parametrize("day", ["2021-02-30", "2021", "2021-02-03 10:22 Uhr", "03/02/2021"])
def test_a_day_that_is_no_date_is_refused(limesurvey: Codebook, day: str) -> None:
    assert "a date such as 2021-03-31 expected" in refusal(
        export_of([long_answer(limesurvey, submitted=day)], limesurvey), limesurvey
    )


@pytest.mark.parametrize(
    ("cell", "tidy"), [("0", "0"), ("12.0000000000", "12"), ("007", "7"), ("100000", "100000"), ("", "no_answer")]
)
def test_counts_are_text_of_digits(limesurvey: Codebook, cell: str, tidy: str) -> None:
    assert (
        ingest(export_of([long_answer(limesurvey, staff=cell)], limesurvey), limesurvey).responses.loc[0, "staff"]
        == tidy
    )


@pytest.mark.parametrize("cell", ["-1", "1.5", "about 3", "100001", "nan", "Infinity", "1e400000"])
def test_a_count_that_is_no_whole_number_is_refused(limesurvey: Codebook, cell: str) -> None:
    said = refusal(export_of([long_answer(limesurvey, staff=cell)], limesurvey), limesurvey)
    assert f'column "STAFF": "{cell}" found, a whole number from 0 to 100000 expected' in said


def test_a_correction_of_the_codebook_says_what_a_count_means(limesurvey: Codebook) -> None:
    corrected = [
        question.model_copy(update={"corrections": {"about 3": 3}}) if isinstance(question, CountQuestion) else question
        for question in limesurvey.fields
    ]
    codebook = limesurvey.model_copy(update={"fields": corrected})
    assert (
        ingest(export_of([long_answer(codebook, staff="about 3")], codebook), codebook).responses.loc[0, "staff"] == "3"
    )


@pytest.mark.parametrize(
    ("column", "raw", "tidy"), [("V8", "98", "dont_know"), ("V8", "99", "no_answer"), ("V9", "999", "no_answer")]
)
def test_user_missing_codes_become_kinds_of_missing(
    spss: Codebook, tmp_path: Path, column: str, raw: str, tidy: str
) -> None:
    row = long_answer(spss)
    row[column] = raw
    ingested = ingest(read_export(write_export([row], spss, tmp_path / "export.sav"), spss), spss)
    assert ingested.responses.loc[0, {"V8": "satisfaction", "V9": "staff"}[column]] == tidy


def test_an_answer_off_the_route_is_kept_out_and_listed(codebook: Codebook) -> None:
    row = short_answer(codebook, importance="4", areas=["culture"], partners=[("Chengdu", "2005")], staff="3")
    ingested = ingest(export_of([row], codebook), codebook)
    response = ingested.responses.iloc[0]
    assert {response[name] for name in ("importance", "areas_culture", "staff", "partners")} == {"not_asked"}
    assert ingested.named_partners.empty
    assert set(ingested.flags["flag"]) == {"off_route"}
    assert Counter(ingested.flags["field"]) == {"importance": 1, "areas": 1, "staff": 1, "partners": 2}
    assert list(ingested.flags.loc[ingested.flags["field"] == "partners", "value"]) == ["Chengdu", "2005"]


def test_open_boxes_and_no_answer_codes_off_the_route_are_no_answers(spss: Codebook) -> None:
    row = short_answer(spss, areas=[])
    row["V8"] = "99"
    assert ingest(export_of([row], spss), spss).flags.empty
    row["V8"] = "98"
    assert list(ingest(export_of([row], spss), spss).flags["value"]) == ["98"]


def test_free_text_off_the_route_is_listed_without_its_words(limesurvey: Codebook) -> None:
    row = long_answer(limesurvey, reasons_other="because of Ms N.")
    flags = ingest(export_of([row], limesurvey), limesurvey).flags
    flag = flags[flags["field"] == "reasons_other"].iloc[0]
    assert flag["flag"] == "off_route"
    assert pd.isna(flag["value"])


def test_who_did_not_say_whether_there_is_cooperation_was_asked_neither_branch(limesurvey: Codebook) -> None:
    response = ingest(export_of([respondent(limesurvey, "tok1", "2021-02-03")], limesurvey), limesurvey).responses.iloc[
        0
    ]
    assert response["cooperation"] == "no_answer"
    assert response["importance"] == response["interest"] == "not_asked"


@pytest.mark.parametrize(
    ("more", "tidy"),
    [
        ({}, "no_answer"),
        ({"areas": ["health"]}, "no"),
        ({"satisfaction": "3"}, "no"),
        ({"importance": "3"}, "no_answer"),
    ],
)
def test_an_open_box_of_a_broken_off_answer_is_no_only_beyond_the_question(
    limesurvey: Codebook, more: dict[str, Any], tidy: str
) -> None:
    row = respondent(limesurvey, "tok1", None, cooperation="yes", **more)
    assert ingest(export_of([row], limesurvey), limesurvey).responses.loc[0, "areas_business"] == tidy


def test_the_field_table_declares_every_answer(limesurvey: Codebook) -> None:
    dataset = responses_dataset(limesurvey)
    assert dataset["areas_business"].allowed[:2] == ("yes", "no")
    assert dataset["cooperation"].allowed[:4] == ("yes", "no", "past", "planned")
    assert dataset["staff"].unit == "persons"
    assert dataset["comment"].sensitivity == "restricted"
