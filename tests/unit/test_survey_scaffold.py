"""Drafts of codebooks: what the file tells is there, personal cells are not, and a run waits for the decisions."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
import yaml
from survey_answers import ingest, long_answer, short_answer, wave_codebook
from survey_exports import CANARY, INVITATIONS, write_export

from paradiplomacy.__main__ import main
from paradiplomacy.problems import BadInput
from paradiplomacy.survey.codebook import read_codebook
from paradiplomacy.survey.export import read_export
from paradiplomacy.survey.scaffold import draft_codebook, wave_name, write_draft

WAVES = {
    "china_cities_2021": ("export.csv", "limesurvey"),
    "us_cities_2024": ("export.csv", "qualtrics"),
    "us_regions_2024": ("export.sav", "spss"),
}


def refused(path: Path) -> list[str]:
    """Return the decisions that the reader of codebooks asks for."""
    with pytest.raises(BadInput) as bad:
        read_codebook(path)
    assert all(problem.expected.startswith("a decision expected") for problem in bad.value.problems)
    assert all(problem.row and problem.remedy == "replace DECIDE" for problem in bad.value.problems)
    return [problem.column for problem in bad.value.problems]


@pytest.mark.parametrize("wave", WAVES)
def test_a_draft_names_every_column_and_no_personal_cell(root: Path, tmp_path: Path, wave: str) -> None:
    codebook = wave_codebook(root, wave)
    name, kind = WAVES[wave]
    rows = [long_answer(codebook, comment="Ms N. says so"), short_answer(codebook)]
    text = draft_codebook(write_export(rows, codebook, tmp_path / name))
    draft = yaml.safe_load(text)
    assert draft["format"] == kind
    assert CANARY not in text
    assert "Ms N." not in text
    assert "tok1" not in text
    assert set(codebook.sensitive) <= set(draft["sensitive"])
    for column in codebook.columns:
        assert column in text, column
    path = tmp_path / "draft.yaml"
    path.write_text(text, encoding="utf-8")
    assert {"keep_partial_when_answered", "duplicates", "branches"} <= set(refused(path))


def test_a_draft_is_accepted_when_everything_is_decided(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text(
        "id,submitdate,lastpage,token,COOP,REASON[SQ001],REASON[SQ002],STAFF,EMAIL\n"
        f"1,2021-02-03,4,tok1,A1,,,12,{CANARY}\n2,2021-02-04,4,tok2,A2,Y,,,{CANARY}\n3,,1,tok3,A2,Y,Y,40,{CANARY}\n",
        encoding="utf-8",
    )
    path = tmp_path / "codebook.yaml"
    said = write_draft(export, path)
    assert re.search(r"\d+ of its lines hold DECIDE", said)
    decisions = {
        "keep_partial_when_answered": "coop",
        "duplicates": "latest_submitted",
        "branches": "{}",
        "unit": "persons",
    }
    lines = []
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        key = line.strip(" -").partition(":")[0]
        if not line.startswith("#"):
            line = line.replace("code: DECIDE", "code: " + {"A1": "yes", "A2": "no"}.get(key, f"box_{number}"))
            line = line.replace("DECIDE", decisions.get(key, "Wording"))
        lines.append(line)
    path.write_text("\n".join(lines), encoding="utf-8")
    codebook = read_codebook(path)
    assert codebook.sensitive == ("EMAIL",)
    assert [question.type for question in codebook.fields] == ["single", "multiple", "count"]
    responses = ingest(read_export(export, codebook), codebook, invitations=INVITATIONS).responses
    assert list(responses["coop"]) == ["yes", "no", "no"]


def test_a_draft_never_replaces_a_codebook(root: Path, tmp_path: Path) -> None:
    codebook = wave_codebook(root, "china_cities_2021")
    export = write_export([long_answer(codebook)], codebook, tmp_path / "export.csv")
    target = tmp_path / "there.yaml"
    target.write_text("format: limesurvey\n", encoding="utf-8")
    with pytest.raises(BadInput, match="no file of this name yet"):
        write_draft(export, target)
    assert target.read_text("utf-8") == "format: limesurvey\n"


def test_the_command_writes_beside_the_other_codebooks(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    codebook = wave_codebook(root, "china_cities_2021")
    write_export([long_answer(codebook)], codebook, tmp_path / "My Export.csv")
    monkeypatch.chdir(tmp_path)
    assert main(["scaffold", "My Export.csv"]) == 0
    assert (tmp_path / "config/waves/my_export.yaml").is_file()
    assert "config/waves/my_export.yaml is drafted" in capsys.readouterr().out
    assert main(["scaffold", "My Export.csv"]) == 1
    assert wave_name("Łódź 2024.sav") == "d_2024"


def test_a_character_set_and_a_sheet_are_for_a_person_to_decide(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes("Stadt;Land\nKöln;DE\n".encode("cp1252"))
    draft = draft_codebook(path)
    assert "delimiter: semicolon" in draft
    assert "encoding: DECIDE  # not UTF-8; windows-1252 can read it" in draft
    workbook = openpyxl.Workbook()
    workbook.active.append(["Stadt", "Land"])
    workbook.active.append(["Köln", "DE"])
    workbook.create_sheet("Notizen")
    workbook.save(tmp_path / "export.xlsx")
    draft = draft_codebook(tmp_path / "export.xlsx")
    assert "format: spreadsheet" in draft
    assert "sheet: DECIDE  # which one: Sheet, Notizen?" in draft


@pytest.mark.parametrize(
    "content", [b"", b"one column\n1\n", b"$FL2 cut off", b"PK\x03\x04 no archive", b"\xd0\xcf\x11\xe0"]
)
def test_what_is_no_export_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "export"
    path.write_bytes(content)
    with pytest.raises(BadInput):
        draft_codebook(path)


@pytest.mark.mirror
def test_real_exports_are_drafted(mirror: Path, tmp_path: Path) -> None:
    paths = sorted([*(mirror / "survey_fixtures").glob("*.sav"), *(mirror / "survey_fixtures").glob("*.csv")])
    assert len(paths) == 11
    for path in paths:
        target = tmp_path / f"{path.name}.yaml"
        write_draft(path, target)
        assert refused(target)
    draft = yaml.safe_load((tmp_path / "qualtrics_sample_legacy.csv.yaml").read_text("utf-8"))
    assert {"V3", "V5", "V6"} <= set(draft["sensitive"])
    assert draft["token"] == "V4"
    types = (tmp_path / "spss_simple_alltypes.sav.yaml").read_text("utf-8")
    assert "type: multiple  # a multiple-response set" in types
    assert "the set categorical_array holds" in types
    assert '"-999 to 0": DECIDE' in types
