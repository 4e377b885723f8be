"""Readers of the three export formats: good files become text with row numbers, bad ones a sentence without cells."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from survey_exports import CANARY, respondent, write_export, write_spss

from paradiplomacy.problems import BadInput
from paradiplomacy.readers import spss_process
from paradiplomacy.readers.limesurvey import read_limesurvey
from paradiplomacy.readers.qualtrics import read_qualtrics
from paradiplomacy.readers.spss import read_spss, spss_codes
from paradiplomacy.readers.spss_process import content_of_sav
from paradiplomacy.survey.codebook import Codebook, read_codebook
from paradiplomacy.survey.export import read_export

COLUMNS = ["token", "COOP", "EMAIL"]


def _csv(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "export.csv"
    path.write_bytes(text.encode(encoding))
    return path


def _refusal(path: Path, columns: list[str] = COLUMNS) -> str:
    with pytest.raises(BadInput) as bad:
        read_limesurvey(path, columns, ["EMAIL"])
    assert CANARY not in bad.value.report()
    return bad.value.report()


def test_limesurvey_is_text_with_rows_as_a_spreadsheet_counts(tmp_path: Path) -> None:
    path = _csv(
        tmp_path, f'token,EMAIL,COOP\r\nt1,{CANARY},"line one\nline two"\r\n\r\n t3 ,{CANARY},\r\n', "utf-8-sig"
    )
    frame = read_limesurvey(path, COLUMNS, ["EMAIL"])
    assert list(frame.columns) == ["token", "COOP"]
    assert list(frame.index) == [2, 4]
    assert frame.index.name == "row"
    assert {str(kind) for kind in frame.dtypes} == {"string"}
    assert frame.loc[2, "COOP"] == "line one\nline two"
    assert frame.loc[4, "token"] == "t3"
    assert frame.loc[4, "COOP"] is pd.NA


def test_an_export_without_answers_is_an_empty_table(tmp_path: Path) -> None:
    frame = read_limesurvey(_csv(tmp_path, "token,COOP,EMAIL\n"), COLUMNS, ["EMAIL"])
    assert frame.empty
    assert list(frame.columns) == ["token", "COOP"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("\n \n", "the file is empty"),
        (f"token;COOP;EMAIL\nt1;A1;{CANARY}\n", "the header is separated by semicolons; export it again"),
        (f"token\tCOOP\tEMAIL\nt1\tA1\t{CANARY}\n", "the header is separated by tabs"),
        (f"token,COOP,EMAIL\nt1,A1,{CANARY}\nt2,A1\n", "row 3: 3 cells as in the header expected, 2 found"),
        (f"token,COOP,EMAIL\nt1,A1,{CANARY},A2\n", "row 2: 3 cells as in the header expected, 4 found"),
        (f"token,COOP,EMAIL,COOP\nt1,A1,{CANARY},A2\n", 'column "COOP": each column once, it stands 2 times'),
        (f"token,EMAIL\nt1,{CANARY}\n", 'column "COOP": the codebook names this column, it is absent'),
        ("token,COOP\nt1,A1\n", 'column "EMAIL": the codebook names this column, it is absent'),
        (
            f"token,COOPP,EMAIL\nt1,A1,{CANARY}\n",
            'column "COOPP": no column of this name in the codebook; correct the ',
        ),
        (f"token,COOPP,EMAIL\nt1,A1,{CANARY}\n", 'if "COOP" is the same column'),
        (f"token,COOP,EMAIL,zzz\nt1,A1,{CANARY},1\n", 'column "zzz": no column of this name in the codebook; list it'),
        (f"t1,A1,{CANARY}\n", "none of the columns of the codebook is there; put the header of the export back"),
        (f"\nt1,A1,{CANARY}\n", "none of the columns of the codebook is there"),
        (f'token,COOP,EMAIL\nt1,A1,"{CANARY}', "row 2: a quoted cell is not closed"),
        (f'token,COOP,EMAIL\nt1,A1,"{CANARY}"x\n', "row 2: a quoted cell is not closed"),
    ],
)
def test_limesurvey_refuses_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    assert said in _refusal(_csv(tmp_path, text))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet='tokenCOPEMAIL,;"\n\r \x00é', max_size=60), header=st.booleans())
def test_any_text_is_read_or_refused(tmp_path: Path, text: str, header: bool) -> None:
    path = _csv(tmp_path, ("token,COOP,EMAIL\n" if header else "") + text)
    for read in (read_limesurvey, read_qualtrics):
        try:
            frame = read(path, COLUMNS, ["EMAIL"])
        except BadInput:
            continue
        assert list(frame.columns) == ["token", "COOP"]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16-le", "utf-16-be"])
def test_another_character_set_is_refused(tmp_path: Path, encoding: str) -> None:
    assert "UTF-8 text expected" in _refusal(_csv(tmp_path, f"token,COOP,EMAIL\nté,A1,{CANARY}\n", encoding))


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    assert "this file to exist" in _refusal(tmp_path / "none.csv")


def _qualtrics(tmp_path: Path, *headers: list[str]) -> Path:
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as sink:
        csv.writer(sink).writerows([*headers, ["t1", "1", CANARY]])
    return path


IDS = [json.dumps({"ImportId": name}) for name in COLUMNS]


def test_qualtrics_has_its_first_answer_in_row_4(tmp_path: Path) -> None:
    frame = read_qualtrics(_qualtrics(tmp_path, COLUMNS, ["Token", "Two,\nlines", "Mail"], IDS), COLUMNS, ["EMAIL"])
    assert frame.to_dict("index") == {4: {"token": "t1", "COOP": "1"}}


def test_legacy_qualtrics_has_two_headers_and_a_comma_at_the_end(tmp_path: Path) -> None:
    path = _csv(tmp_path, f"V1,Q1,EMAIL,\nResponseID,Wording,Mail,\nR_1,2,{CANARY},\n", "utf-8-sig")
    frame = read_qualtrics(path, ["V1", "Q1", "EMAIL"], ["EMAIL"])
    assert frame.to_dict("index") == {3: {"V1": "R_1", "Q1": "2"}}


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ([COLUMNS], "three header rows of Qualtrics expected"),
        ([COLUMNS, COLUMNS], "three header rows of Qualtrics expected"),
        ([COLUMNS, COLUMNS, [IDS[0], "{ImportId}", IDS[2]]], 'row 3, column "COOP": an {"ImportId": ...} expected'),
    ],
)
def test_qualtrics_checks_its_header_rows(tmp_path: Path, headers: list[list[str]], said: str) -> None:
    with pytest.raises(BadInput) as bad:
        read_qualtrics(_qualtrics(tmp_path, *headers), COLUMNS, ["EMAIL"])
    assert said in bad.value.report()
    assert CANARY not in bad.value.report()


@pytest.fixture
def sav(tmp_path: Path) -> Path:
    path = tmp_path / "export.sav"
    frame = pd.DataFrame(
        {
            "TOKEN": ["t1", "t2"],
            "V1": [1.0, 98.0],
            "WHEN": [date(2021, 3, 31), None],
            "SHARE": [0.5, None],
            "PLACE": ["Łódź ", ""],
            "CONTACT": [CANARY, CANARY],
        }
    )
    pyreadstat.write_sav(
        frame,
        str(path),
        variable_value_labels={"V1": {1: "Yes", 98: "Don't know"}},
        missing_ranges={"V1": [98, {"lo": 900, "hi": 999}]},
        variable_format={"WHEN": "ADATE10"},
    )
    return path


SAV = ["TOKEN", "V1", "WHEN", "SHARE", "PLACE", "CONTACT"]


def test_spss_is_text_by_case_number(sav: Path) -> None:
    frame = read_spss(sav, SAV, ["CONTACT"])
    assert {str(kind) for kind in frame.dtypes} == {"string"}
    assert list(frame.columns) == SAV[:-1]
    assert list(frame.index) == [1, 2]
    assert list(frame.loc[1]) == ["t1", "1", "2021-03-31", "0.5", "Łódź"]
    assert list(frame.loc[2, ["TOKEN", "V1"]]) == ["t2", "98"]
    assert frame.loc[2, ["WHEN", "SHARE", "PLACE"]].isna().all()


def test_spss_tells_its_codes(sav: Path) -> None:
    codes = spss_codes(sav, ["V1", "PLACE"])
    assert codes["V1"].labelled == {"1": "Yes", "98": "Don't know"}
    assert codes["V1"].missing_codes == ("98",)
    assert [codes["V1"].is_missing(code) for code in ("1", "98", "950", "x")] == [False, True, True, False]
    assert codes["PLACE"].labelled == {}


def test_a_cut_off_sav_is_refused_wherever_it_is_cut(sav: Path) -> None:
    content = sav.read_bytes()
    for length in range(len(content)):
        sav.write_bytes(content[:length])
        try:  # in this process, since there are many lengths
            found = content_of_sav(str(sav), 10)
        except ValueError:
            continue
        assert found["rows"] != len(found["values"]["V1"])
    for length in range(0, len(content), 150):
        sav.write_bytes(content[:length])
        with pytest.raises(BadInput, match=r"cut off|empty"):
            read_spss(sav, SAV, ["CONTACT"])


def test_a_crash_of_the_library_is_a_sentence(sav: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    crash = tmp_path / "crash.py"
    crash.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n", encoding="utf-8")
    monkeypatch.setattr(spss_process, "__file__", str(crash))
    with pytest.raises(BadInput, match=r"a complete SPSS file \(\.sav\) expected"):
        read_spss(sav, SAV, ["CONTACT"])


@pytest.mark.parametrize("content", [b"token,COOP\nt1,A1\n" * 20, b"PK\x03\x04" * 50])
def test_what_is_no_sav_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "export.sav"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"a complete SPSS file \(\.sav\) expected"):
        read_spss(path, SAV, ["CONTACT"])


def test_spss_names_absent_and_unknown_variables(sav: Path) -> None:
    with pytest.raises(BadInput) as bad:
        read_spss(sav, ["TOKENS", *SAV[1:]], ["CONTACT"])
    assert 'column "TOKENS": the codebook names this column, it is absent' in bad.value.report()
    assert 'column "TOKEN": no column of this name in the codebook' in bad.value.report()


@pytest.fixture
def spss_codebook(root: Path) -> Codebook:
    return read_codebook(root / "config" / "waves" / "us_regions_2024.yaml")


def test_a_user_missing_code_that_the_codebook_reads_otherwise_is_refused(
    tmp_path: Path, spss_codebook: Codebook
) -> None:
    path = write_export([respondent(spss_codebook, "t1", "2024-01-02")], spss_codebook, tmp_path / "export.sav")
    assert len(read_export(path, spss_codebook)) == 1
    settings = spss_codebook.model_dump()
    interest = next(question for question in settings["fields"] if question["name"] == "interest")
    interest["codes"]["98"] = {"code": "6", "label": "Do not know"}
    del interest["missing"]["98"]
    with pytest.raises(BadInput) as bad:
        read_export(path, Codebook.model_validate(settings))
    assert 'column "V3": "98" found, the file declares this code user-missing' in bad.value.report()


def test_a_value_label_that_the_codebook_does_not_know_is_refused(tmp_path: Path, spss_codebook: Codebook) -> None:
    settings = spss_codebook.model_dump()
    wider = spss_codebook.model_dump()
    wider["fields"][0]["codes"]["5"] = {"code": "other", "label": "Something else"}
    path = write_spss([], Codebook.model_validate(wider), tmp_path / "export.sav")
    with pytest.raises(BadInput) as bad:
        read_export(path, Codebook.model_validate(settings))
    assert '"5" found, the file labels this code "Something else", the codebook does not know it' in bad.value.report()


def _first_record(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return next(csv.reader(source))


@pytest.mark.mirror
def test_real_qualtrics_exports_are_read(mirror: Path) -> None:
    folder = mirror / "survey_fixtures"
    new = folder / "qualtrics_sample.csv"
    header = _first_record(new)
    frame = read_qualtrics(new, header, ["IPAddress", "LocationLatitude", "LocationLongitude"])
    assert list(frame.index) == [4]
    assert frame.loc[4, "Q2"] == "Hello World!"
    assert not {"IPAddress", "LocationLatitude", "LocationLongitude"} & set(frame.columns)
    legacy = folder / "qualtrics_sample_legacy.csv"
    frame = read_qualtrics(legacy, [name for name in _first_record(legacy) if name], ["V6"])
    assert list(frame.index) == [3]
    assert frame.loc[3, "Q2"] == "Hello World!"
    with pytest.raises(BadInput):
        read_limesurvey(legacy, COLUMNS, [])


@pytest.mark.mirror
def test_real_sav_files_are_read(mirror: Path) -> None:
    paths = sorted((mirror / "survey_fixtures").glob("*.sav"))
    assert paths
    for path in paths:
        names = pyreadstat.read_sav(str(path), metadataonly=True)[1].column_names
        frame = read_spss(path, names, [])
        assert {str(kind) for kind in frame.dtypes} == {"string"}, path.name
        assert set(spss_codes(path, names)) == set(names)
        with pytest.raises(BadInput):
            read_spss(path, COLUMNS, [])


@pytest.mark.mirror
def test_real_sav_dates_and_user_missing_codes(mirror: Path) -> None:
    path = mirror / "survey_fixtures" / "spss_sample_missing.sav"
    names = ["mychar", "mynum", "mydate", "dtime", "mylabl", "myord", "mytime"]
    first = read_spss(path, names, []).loc[1]
    assert list(first[["mychar", "mynum", "mydate", "dtime"]]) == ["a", "1.1", "2018-05-06", "2018-05-06 10:10:10"]
    codes = spss_codes(path, ["mynum", "myord"])
    assert codes["myord"].missing_codes == ("-1", "-2", "-3")
    assert codes["mynum"].missing_ranges == ((2000.0, 3000.0),)


@pytest.mark.mirror
@pytest.mark.parametrize(("ticked", "wrong"), [("1", False), ("2", True)])
def test_a_multiple_response_set_is_held_against_the_codebook(mirror: Path, ticked: str, wrong: bool) -> None:
    path = mirror / "survey_fixtures" / "spss_simple_alltypes.sav"
    boxes = [{"column": f"bool{number}", "code": f"box_{number}", "label": "Box"} for number in (1, 2, 3)]
    colours = {code: {"code": name, "label": name} for code, name in {"1": "red", "2": "green", "3": "blue"}.items()}
    question = {"en": "Wording"}
    missing = dict.fromkeys(["7", "8", "99"], "no_answer")
    fields = [
        {"name": "x", "type": "single", "column": "x", "codes": colours, "missing": missing, "question": question},
        {"name": "boxes", "type": "multiple", "options": boxes, "ticked": [ticked], "question": question},
    ]
    settings = {
        "format": "spss",
        "token": "str",
        "submitted": {"column": "date"},
        "keep_partial_when_answered": "x",
        "duplicates": "latest_submitted",
        "technical": ["y", "z", "ca_subvar_1", "ca_subvar_2", "ca_subvar_3", "quarter"],
        "fields": fields,
    }
    codebook = Codebook.model_validate(settings)
    if not wrong:
        assert len(read_export(path, codebook)) == 6
        return
    with pytest.raises(BadInput) as bad:
        read_export(path, codebook)
    said = bad.value.report()
    assert 'column "bool2": "1" found, the set mymrset of the file counts this code as ticked' in said
