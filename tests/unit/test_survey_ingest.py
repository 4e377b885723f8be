"""Ingestion of a wave: the same invented respondents in three formats give the same tidy answers; nothing is lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from survey_exports import CANARY, INVITATIONS, respondent, units, write_export

from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
from paradiplomacy.problems import BadInput
from paradiplomacy.survey.codebook import Codebook, CountQuestion, read_codebook
from paradiplomacy.survey.export import read_export
from paradiplomacy.survey.fields import DISPOSITIONS, FLAGS, FREQUENCIES, NAMED_PARTNERS
from paradiplomacy.survey.fields import INVITATIONS as INVITED
from paradiplomacy.survey.frequencies import answer_frequencies
from paradiplomacy.survey.ingest import Ingested, ingest_wave, responses_dataset
from paradiplomacy.tables import read_table, write_table

WAVES = ("china_cities_2021", "us_cities_2024", "china_regions_2021", "us_regions_2024")
FIRST_ROW = {"limesurvey": 2, "qualtrics": 4, "spss": 1}


def _codebook(root: Path, wave: str) -> Codebook:
    return read_codebook(root / "config" / "waves" / f"{wave}.yaml")


@pytest.fixture(params=WAVES)
def codebook(request: pytest.FixtureRequest, root: Path) -> Codebook:
    return _codebook(root, request.param)


@pytest.fixture
def limesurvey(root: Path) -> Codebook:
    return _codebook(root, "china_cities_2021")


@pytest.fixture
def spss(root: Path) -> Codebook:
    return _codebook(root, "us_regions_2024")


def _frame(rows: list[dict[str, str]], codebook: Codebook) -> pd.DataFrame:
    """Return what the reader would return, without a file."""
    kept = [name for name in codebook.columns if name not in codebook.sensitive]
    cells = [{name: row[name] or None for name in kept} for row in rows]
    first = FIRST_ROW[codebook.format]
    index = pd.RangeIndex(first, first + len(rows), name="row")
    return pd.DataFrame(cells, columns=kept, index=index, dtype="string")


def _ingest(export: pd.DataFrame, codebook: Codebook, **changes: Any) -> Ingested:
    inputs = {"invitations": INVITATIONS, "units": units("city")} | changes
    return ingest_wave(export, codebook, wave="w", partner="CN", level="city", source="demo", **inputs)


def _refusal(export: pd.DataFrame, codebook: Codebook, **changes: Any) -> str:
    with pytest.raises(BadInput) as bad:
        _ingest(export, codebook, **changes)
    return bad.value.report()


def _long(codebook: Codebook, token: str = "tok1", submitted: str | None = "2021-02-03", **more: Any) -> dict[str, str]:
    answers = {
        "cooperation": "yes",
        "importance": "4",
        "partners": [("Chengdu", "2005"), ("Wuhan", "1805"), ("", "2010"), ("Sichuan", "")],
        "areas": ["business", "health"],
        "coordination_ministry": "guided",
        "satisfaction": "5",
        "staff": "12",
        "comment": "fine",
    }
    return respondent(codebook, token, submitted, **(answers | more))


def _short(
    codebook: Codebook, token: str = "tok2", submitted: str | None = "2021-02-04", **more: Any
) -> dict[str, str]:
    return respondent(codebook, token, submitted, **({"cooperation": "no", "reasons": ["distance"]} | more))


def test_the_same_answers_in_each_format_give_the_same_table(codebook: Codebook, tmp_path: Path) -> None:
    rows = [_long(codebook), _short(codebook), respondent(codebook, "tok3", None, cooperation="planned")]
    export = read_export(write_export(rows, codebook, tmp_path / "export"), codebook)
    first = FIRST_ROW[codebook.format]
    assert list(export.index) == [first, first + 1, first + 2]
    ingested = _ingest(export, codebook)

    long, short, partial = ingested.responses.to_dict("records")
    assert (long["unit_id"], long["wave"], long["partner"], long["row"]) == ("U1", "w", "CN", first)
    assert long["submitted"] == "2021-02-03"
    assert long["cooperation"] == "yes"
    assert long["interest"] == long["reasons_distance"] == "not_asked"
    assert (long["importance"], long["coordination_ministry"], long["coordination_eu"]) == ("4", "guided", "no_answer")
    assert (long["areas_business"], long["areas_health"], long["areas_culture"]) == ("yes", "yes", "no")
    assert (long["staff"], long["comment"], long["partners"]) == ("12", "fine", "3")

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
    rows = [_long(codebook), _short(codebook, importance="4"), _short(codebook, submitted="2021-02-05")]
    ingested = _ingest(read_export(write_export(rows, codebook, tmp_path / "export"), codebook), codebook)
    datasets = {
        "responses": ingested.responses_dataset,
        "named_partners": NAMED_PARTNERS,
        "dispositions": DISPOSITIONS,
        "set_aside": SET_ASIDE,
        "accounting": ACCOUNTING,
        "flags": FLAGS,
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
    rows = [_long(codebook, "unknown"), _long(codebook, "tok2", staff="7"), _short(codebook, "")]
    rows[1][codebook.question("interest").column] = "7"
    export = read_export(write_export(rows, codebook, tmp_path / "export"), codebook)
    said = _refusal(export, codebook)
    assert "canary" not in said
    assert "unknown" not in said  # a token is a key to the questionnaire
    assert len(said.splitlines()) == 3


def test_an_unknown_answer_code_is_named_with_the_permitted_ones(limesurvey: Codebook) -> None:
    row = _long(limesurvey)
    row["COOP"] = "A9"
    said = _refusal(_frame([row], limesurvey), limesurvey)
    assert 'demo, row 2, column "COOP": "A9" found, one of the codes A1, A2, A3, A4 of the field cooperation' in said
    assert "add the code to the codebook" in said


def test_the_file_is_named_where_it_is_given(limesurvey: Codebook) -> None:
    said = _refusal(_frame([_long(limesurvey, "x")], limesurvey), limesurvey, file="exports/china.csv")
    assert said.startswith('exports/china.csv, row 2, column "token": a token of the wave w expected;')


def test_an_unknown_code_of_a_box_is_named(limesurvey: Codebook) -> None:
    row = _long(limesurvey)
    row["AREAS[SQ002]"] = "N"
    assert 'column "AREAS[SQ002]": "N" found, an empty cell or one of the codes Y' in _refusal(
        _frame([row], limesurvey), limesurvey
    )


def test_every_problem_is_told_at_once(limesurvey: Codebook) -> None:
    rows = [_long(limesurvey, "x"), _long(limesurvey, "tok2", staff="-1"), _short(limesurvey, "tok3")]
    rows[2]["submitdate"] = "31.12.2020"
    said = _refusal(_frame(rows, limesurvey), limesurvey)
    assert [line.split(":")[0] for line in said.splitlines()] == [
        'demo, row 2, column "token"',
        'demo, row 3, column "STAFF"',
        'demo, row 4, column "submitdate"',
    ]


@pytest.mark.parametrize("day", ["2021-02-30", "2021", "2021-02-03 10:22 Uhr", "03/02/2021"])
def test_a_day_that_is_no_date_is_refused(limesurvey: Codebook, day: str) -> None:
    assert "a date such as 2021-03-31 expected" in _refusal(
        _frame([_long(limesurvey, submitted=day)], limesurvey), limesurvey
    )


@pytest.mark.parametrize(
    ("cell", "tidy"), [("0", "0"), ("12.0000000000", "12"), ("007", "7"), ("100000", "100000"), ("", "no_answer")]
)
def test_counts_are_text_of_digits(limesurvey: Codebook, cell: str, tidy: str) -> None:
    assert _ingest(_frame([_long(limesurvey, staff=cell)], limesurvey), limesurvey).responses.loc[0, "staff"] == tidy


@pytest.mark.parametrize("cell", ["-1", "1.5", "about 3", "100001", "nan", "Infinity", "1e400000"])
def test_a_count_that_is_no_whole_number_is_refused(limesurvey: Codebook, cell: str) -> None:
    said = _refusal(_frame([_long(limesurvey, staff=cell)], limesurvey), limesurvey)
    assert f'column "STAFF": "{cell}" found, a whole number from 0 to 100000 expected' in said


def test_a_correction_of_the_codebook_says_what_a_count_means(limesurvey: Codebook) -> None:
    corrected = [
        question.model_copy(update={"corrections": {"about 3": 3}}) if isinstance(question, CountQuestion) else question
        for question in limesurvey.fields
    ]
    codebook = limesurvey.model_copy(update={"fields": corrected})
    assert _ingest(_frame([_long(codebook, staff="about 3")], codebook), codebook).responses.loc[0, "staff"] == "3"


@pytest.mark.parametrize(
    ("column", "raw", "tidy"), [("V8", "98", "dont_know"), ("V8", "99", "no_answer"), ("V9", "999", "no_answer")]
)
def test_user_missing_codes_become_kinds_of_missing(
    spss: Codebook, tmp_path: Path, column: str, raw: str, tidy: str
) -> None:
    row = _long(spss)
    row[column] = raw
    ingested = _ingest(read_export(write_export([row], spss, tmp_path / "export.sav"), spss), spss)
    assert ingested.responses.loc[0, {"V8": "satisfaction", "V9": "staff"}[column]] == tidy


def test_an_answer_off_the_route_is_kept_out_and_listed(codebook: Codebook) -> None:
    row = _short(codebook, importance="4", areas=["culture"], partners=[("Chengdu", "2005")], staff="3")
    ingested = _ingest(_frame([row], codebook), codebook)
    response = ingested.responses.iloc[0]
    assert {response[name] for name in ("importance", "areas_culture", "staff", "partners")} == {"not_asked"}
    assert ingested.named_partners.empty
    assert set(ingested.flags["flag"]) == {"off_route"}
    assert Counter(ingested.flags["field"]) == {"importance": 1, "areas": 1, "staff": 1, "partners": 2}
    assert list(ingested.flags.loc[ingested.flags["field"] == "partners", "value"]) == ["Chengdu", "2005"]


def test_open_boxes_and_no_answer_codes_off_the_route_are_no_answers(spss: Codebook) -> None:
    row = _short(spss, areas=[])
    row["V8"] = "99"
    assert _ingest(_frame([row], spss), spss).flags.empty
    row["V8"] = "98"
    assert list(_ingest(_frame([row], spss), spss).flags["value"]) == ["98"]


def test_free_text_off_the_route_is_listed_without_its_words(limesurvey: Codebook) -> None:
    row = _long(limesurvey, reasons_other="because of Ms N.")
    flags = _ingest(_frame([row], limesurvey), limesurvey).flags
    flag = flags[flags["field"] == "reasons_other"].iloc[0]
    assert flag["flag"] == "off_route"
    assert pd.isna(flag["value"])


def test_who_did_not_say_whether_there_is_cooperation_was_asked_neither_branch(limesurvey: Codebook) -> None:
    response = _ingest(_frame([respondent(limesurvey, "tok1", "2021-02-03")], limesurvey), limesurvey).responses.iloc[0]
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
    assert _ingest(_frame([row], limesurvey), limesurvey).responses.loc[0, "areas_business"] == tidy


def _set_aside(ingested: Ingested) -> dict[int, str]:
    return dict(zip(ingested.set_aside["row"], ingested.set_aside["reason"], strict=True))


def test_a_broken_off_answer_without_the_leading_question_is_set_aside(codebook: Codebook) -> None:
    ingested = _ingest(_frame([respondent(codebook, "tok1", None, comment="hello")], codebook), codebook)
    assert ingested.responses.empty
    assert set(ingested.dispositions["disposition"]) == {"none"}
    assert _set_aside(ingested) == {FIRST_ROW[codebook.format]: "broken off before the question cooperation"}
    assert list(ingested.set_aside["record"]) == ["answer of U1"]


def test_of_several_answers_the_submitted_then_the_latest_counts(limesurvey: Codebook) -> None:
    rows = [
        _long(limesurvey, submitted="2021-02-03 10:00:00"),
        _long(limesurvey, submitted="2021-02-03 11:00:00", importance="5"),
        _long(limesurvey, submitted="2021-02-01"),
        respondent(limesurvey, "tok1", None, cooperation="no"),
        _short(limesurvey),
    ]
    ingested = _ingest(_frame(rows, limesurvey), limesurvey)
    assert list(ingested.responses["row"]) == [3, 6]
    assert ingested.responses.loc[0, "importance"] == "5"
    assert _set_aside(ingested) == {
        2: "second answer of the unit; row 3 counts, since it is later",
        4: "second answer of the unit; row 3 counts, since it is later",
        5: "second answer of the unit; row 3 counts, since it was submitted",
    }
    assert set(ingested.flags["row"]) == {3}
    assert set(ingested.named_partners["row"]) == {3}


def test_two_tokens_of_one_unit_are_answers_of_the_same_unit(limesurvey: Codebook) -> None:
    again = pd.DataFrame({"wave": ["w"], "unit_id": ["U1"], "token": ["tok9"]}, dtype="string")
    rows = [_long(limesurvey), _long(limesurvey, "tok9", "2021-02-04")]
    ingested = _ingest(_frame(rows, limesurvey), limesurvey, invitations=pd.concat([INVITATIONS, again]))
    assert list(ingested.responses["row"]) == [3]
    assert len(ingested.dispositions) == 4


def test_a_preview_is_set_aside_before_its_token_is_looked_up(root: Path) -> None:
    codebook = _codebook(root, "us_cities_2024")
    preview = _long(codebook, "")
    preview["Status"] = "1"
    ingested = _ingest(_frame([preview, _long(codebook)], codebook), codebook)
    assert _set_aside(ingested) == {4: "preview of the questionnaire"}
    assert list(ingested.responses["row"]) == [5]


def test_qualtrics_answers_that_were_not_finished_are_partial(root: Path) -> None:
    codebook = _codebook(root, "us_cities_2024")
    row = _long(codebook) | {"Finished": "0"}
    ingested = _ingest(_frame([row], codebook), codebook)
    assert "partial" in set(ingested.dispositions["disposition"])
    assert ingested.responses.loc[0, "submitted"] == "2021-02-03"
    row["Finished"] = "maybe"
    assert 'column "Finished": "maybe" found, one of the codes 1, 0 expected' in _refusal(
        _frame([row], codebook), codebook
    )


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("unit_id", "U9", 'invitations, row 3, column "unit_id": "U9" found, a unit of the frame'),
        ("token", "tok1", 'invitations, row 3, column "token": a token of its own'),
        ("token", None, 'invitations, row 3, column "token": a token'),
    ],
)
def test_invitations_are_checked(limesurvey: Codebook, column: str, value: str | None, said: str) -> None:
    invitations = INVITATIONS.copy()
    invitations.loc[1, column] = value
    assert said in _refusal(_frame([_long(limesurvey)], limesurvey), limesurvey, invitations=invitations)


def test_invitations_to_other_waves_and_levels(limesurvey: Codebook) -> None:
    export = _frame([_long(limesurvey)], limesurvey)
    assert "there are none" in _refusal(export, limesurvey, invitations=INVITATIONS.assign(wave="other"))
    assert "a city, since the wave w asks units of this level" in _refusal(export, limesurvey, units=units("region"))
    assert 'column "token": this column' in _refusal(export, limesurvey, invitations=INVITATIONS.drop(columns="token"))


def test_no_answer_at_all_leaves_every_unit_without_disposition(codebook: Codebook, tmp_path: Path) -> None:
    ingested = _ingest(read_export(write_export([], codebook, tmp_path / "export"), codebook), codebook)
    assert set(ingested.dispositions["disposition"]) == {"none"}
    frequencies = answer_frequencies(ingested.responses, ingested.responses_dataset, codebook)
    assert set(frequencies["n"]) == {0}
    assert frequencies["share"].isna().all()


def test_frequencies_are_shares_of_those_who_were_asked(limesurvey: Codebook) -> None:
    rows = [_long(limesurvey), _short(limesurvey), _short(limesurvey, "tok3")]
    ingested = _ingest(_frame(rows, limesurvey), limesurvey)
    table = answer_frequencies(ingested.responses, ingested.responses_dataset, limesurvey)
    assert list(table["position"]) == list(range(1, len(table) + 1))
    cells = {(row["field"], row["code"]): (row["n"], row["share"]) for row in table.to_dict("records")}
    assert cells["cooperation", "no"] == (2, pytest.approx(2 / 3))
    assert cells["cooperation", "past"] == (0, 0)
    assert cells["importance", "4"] == (1, 1)
    assert cells["importance", "not_asked"][0] == 2
    assert pd.isna(cells["importance", "not_asked"][1])
    assert cells["reasons_distance", "yes"] == (2, 1)
    assert cells["staff", "answered"] == (1, 1)
    assert cells["comment", "answered"] == (1, pytest.approx(1 / 3))
    assert cells["comment", "no_answer"] == (2, pytest.approx(2 / 3))
    assert ("importance", "refused") not in cells
    assert "fine" not in table.to_csv()
    per_field = table.groupby("field")["n"].sum()
    assert set(per_field) == {3}


def test_the_field_table_declares_every_answer(limesurvey: Codebook) -> None:
    dataset = responses_dataset(limesurvey)
    assert dataset["areas_business"].allowed[:2] == ("yes", "no")
    assert dataset["cooperation"].allowed[:4] == ("yes", "no", "past", "planned")
    assert dataset["staff"].unit == "persons"
    assert dataset["comment"].sensitivity == "restricted"


respondents = st.fixed_dictionaries(
    {
        "token": st.sampled_from(["tok1", "tok2", "tok3", "tok4"]),
        "submitted": st.sampled_from([None, "2021-02-03", "2021-02-04"]),
    },
    optional={
        "cooperation": st.sampled_from(["yes", "no", "past", "planned"]),
        "importance": st.sampled_from(["1", "5"]),
        "areas": st.lists(st.sampled_from(["business", "health"]), unique=True),
        "reasons": st.lists(st.sampled_from(["distance", "politics"]), unique=True),
        "partners": st.lists(
            st.tuples(st.sampled_from(["", "Chengdu"]), st.sampled_from(["", "2005", "1805", "200"])), max_size=4
        ),
        "staff": st.integers(0, 100_000),
        "comment": st.sampled_from(["", "x"]),
    },
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(respondents, max_size=12))
def test_rows_in_are_rows_out_and_rows_set_aside(codebook: Codebook, people: list[dict[str, Any]]) -> None:
    rows = [respondent(codebook, **person) for person in people]
    export = _frame(rows, codebook)
    ingested = _ingest(export, codebook)
    out, aside = list(ingested.responses["row"]), list(ingested.set_aside["row"])
    assert sorted([*out, *aside]) == list(export.index)
    account = ingested.accounting.iloc[0]
    assert (account["rows_in"], account["rows_out"], account["rows_set_aside"]) == (len(rows), len(out), len(aside))
    assert ingested.responses["unit_id"].is_unique
    answered = ingested.dispositions["disposition"] != "none"
    assert set(ingested.dispositions.loc[answered, "unit_id"]) == set(ingested.responses["unit_id"])
    assert ingested.responses_dataset.problems(ingested.responses, "responses") == []
    asked_long = ingested.responses["cooperation"].isin(["yes", "past", "planned"])
    assert ((ingested.responses["importance"] == "not_asked") == ~asked_long).all()
    assert set(ingested.named_partners["row"]) <= set(ingested.responses.loc[asked_long, "row"])
    assert CANARY not in ingested.responses.to_csv()


@pytest.mark.parametrize("wave", WAVES)
def test_the_demonstration_export_is_what_its_codebook_says(root: Path, wave: str, tmp_path: Path) -> None:
    folder = root / "resources" / "demo"
    exports = sorted(folder.glob(f"{wave}.*"))
    if not exports:
        pytest.skip("the demonstration exports have not been written yet")
    codebook = _codebook(root, wave)
    invitations = read_table(folder / "invitations.csv", INVITED)
    invited = invitations.loc[invitations["wave"] == wave, "unit_id"]
    frame = pd.DataFrame({"unit_id": invited, "level": "city", "country": invited.str[:2]})
    ingested = ingest_wave(
        read_export(exports[0], codebook), codebook, invitations, frame, wave, "CN", "city", "demo", exports[0].name
    )
    account = ingested.accounting.iloc[0]
    assert account["rows_in"] == account["rows_out"] + account["rows_set_aside"]
    assert len(ingested.responses) == (ingested.dispositions["disposition"] != "none").sum() > 0
    assert len(ingested.dispositions) == len(invited)
    write_table(ingested.responses, tmp_path / "responses.csv", ingested.responses_dataset)
    assert "@" not in (tmp_path / "responses.csv").read_text(encoding="utf-8")
