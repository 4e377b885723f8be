"""Codebooks: the four of the project are sound, and each fault of a codebook is one sentence that names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from paradiplomacy.problems import BadInput
from paradiplomacy.survey.codebook import Codebook, read_codebook

GOOD = """
format: limesurvey
token: token
submitted: {column: submitdate}
keep_partial_when_answered: cooperation
duplicates: latest_submitted
sensitive: [EMAIL]
branches:
  cooperating: {field: cooperation, answers: [yes]}
fields:
  - name: cooperation
    type: single
    question: {en: "Does it cooperate?"}
    column: COOP
    codes:
      A1: {code: yes, label: Yes}
      A2: {code: no, label: No}
    missing: {98: dont_know}
  - name: staff
    type: count
    branch: cooperating
    question: {en: "How many?"}
    unit: persons
    column: STAFF
    corrections: {about 3: 3}
"""


def _read(tmp_path: Path, text: str) -> Codebook:
    path = tmp_path / "codebook.yaml"
    path.write_text(text, encoding="utf-8")
    return read_codebook(path)


def _sentences(tmp_path: Path, old: str, new: str) -> str:
    assert old in GOOD
    with pytest.raises(BadInput) as bad:
        _read(tmp_path, GOOD.replace(old, new))
    return bad.value.report()


def test_yes_and_numbers_need_no_quotation_marks(tmp_path: Path) -> None:
    codebook = _read(tmp_path, GOOD)
    cooperation, staff = codebook.fields
    assert [answer.code for answer in cooperation.codes.values()] == ["yes", "no"]
    assert cooperation.missing == {"98": "dont_know"}
    assert staff.corrections == {"about 3": 3}


OPENING = ["cooperation", "reasons", "interest"]
COORDINATION = [f"coordination_{other}" for other in ("ministry", "region", "embassy", "eu")]
INSTRUMENTS = {
    "regions": [*OPENING, "importance", "partners", "areas", *COORDINATION, "satisfaction", "staff", "comment"],
    "cities": [
        *OPENING,
        *("approached", "other_countries", "importance", "partners", "areas", "agreements", "offices", "staff"),
        *("visits", "benefits", "obstacles", "coordination_ministry", "coordination_other_ministry"),
        *("coordination_embassy", "coordination_region", "coordination_cities", "coordination_delegation"),
        *("coordination_commission", "success_factors", "satisfaction", "comment"),
    ],
}


@pytest.mark.parametrize("wave", ["china_cities_2021", "china_regions_2021", "us_cities_2024", "us_regions_2024"])
def test_the_codebooks_of_the_project_hold_the_questions_of_the_instrument(root: Path, wave: str) -> None:
    codebook = read_codebook(root / "config" / "waves" / f"{wave}.yaml")
    names = [question.name for question in codebook.fields if not question.name.endswith("_other")]
    assert names == INSTRUMENTS[wave.split("_")[1]]
    assert codebook.question("cooperation").tidy_codes == ("yes", "no", "past", "planned")
    assert codebook.question("coordination_embassy").tidy_codes == ("none", "informs", "consults", "guided")
    assert codebook.question("areas").tidy_columns[0] == "areas_business"
    assert len(codebook.question("areas").options) == 8
    assert len(codebook.question("partners").entries) == 4
    assert all(set(question.question) == {"en", "de", "fr", "es"} for question in codebook.fields)


@pytest.mark.parametrize("wave", ["china_cities_2021", "us_cities_2024"])
def test_the_cities_are_asked_22_questions_or_7(root: Path, wave: str) -> None:
    codebook = read_codebook(root / "config" / "waves" / f"{wave}.yaml")
    asked = {
        branch: [question.name for question in codebook.fields if question.branch in ("all", branch)]
        for branch in codebook.branches
    }
    assert {branch: len(names) for branch, names in asked.items()} == {"cooperating": 22, "not_cooperating": 7}
    assert codebook.questions == {"cooperating": 22, "not_cooperating": 7}
    entries = codebook.question("partners").entries
    assert all(entry.form and entry.initiator and entry.status for entry in entries)


def test_every_codebook_of_the_folder_can_be_read(root: Path) -> None:
    paths = sorted((root / "config" / "waves").glob("*.yaml"))
    assert {"cee_china_2019", "us_partners_2025"} <= {path.stem for path in paths}
    assert all(read_codebook(path).fields for path in paths)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("unit: persons", "unnit: persons", 'fields.staff.unnit": no key of this name; did you mean "unit"'),
        ("column: COOP", "colum: COOP", 'fields.cooperation.colum": no key of this name; did you mean "column"'),
        ("token: token", "tokn: token", 'column "tokn": no key of this name; did you mean "token"'),
        ("token: token\n", "", "name the column with the token, or under unit those with name and country"),
        ("    unit: persons\n", "", 'column "fields.staff.unit": this key to be present'),
        ("    type: single\n", "", 'column "fields.cooperation.type": this key to be present'),
        ("type: single", "type: singel", '"singel" found, one of'),
        ("label: No}", "labl: No}", 'fields.cooperation.codes.A2.labl": no key of this name; did you mean "label"'),
        ("98: dont_know", "98: unknown", "'no_answer', 'dont_know' or 'refused'"),
        ("98: dont_know", "A1: dont_know", "A1 stands both in codes and in missing"),
        ("code: no,", "code: yes,", "the tidy code yes is given to more than one raw code"),
        ("code: no,", "code: refused,", "refused is a kind of missing answer"),
        ("A2:", "A1:", 'row 17: YAML expected (the key "A1" stands twice)'),
        ("column: STAFF", "column: COOP", 'the column "COOP" is used more than once'),
        ("sensitive: [EMAIL]", "sensitive: [STAFF]", 'the column "STAFF" is used more than once'),
        ("name: staff", "name: partner", 'the tidy column "partner" would stand twice'),
        ("name: staff", "name: cooperation", 'the tidy column "cooperation" would stand twice'),
        (
            "branch: cooperating",
            "branch: cooperation",
            'branch "cooperation" is not defined; there are all, cooperating',
        ),
        ("answers: [yes]", "answers: [maybe]", "cooperation has no code maybe; it has yes, no"),
        ("field: cooperation", "field: staff", '"staff" is no single or ordered field'),
        ("answered: cooperation", "answered: staff", '"staff" is no single or ordered field'),
        ("    missing: {98", "    branch: cooperating\n    missing: {98", '"cooperation", which must stand earlier'),
        ('{en: "How many?"}', "{de: Wie viele}", "the English wording (en) is required"),
        ("type: count", "type: text", 'fields.staff.unit": no key of this name'),
        ("about 3: 3", "about 3: three", "fields.staff.corrections.about 3"),
        ("{column: submitdate}", "{column: submitdate, finished_column: F}", "finished_column and finished_codes"),
        ("fields:\n", "fields: [\n", "YAML expected"),
        ("98: dont_know", "{a: b}: dont_know", "YAML expected"),
    ],
)
def test_a_fault_is_a_sentence_that_names_it(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in _sentences(tmp_path, old, new)


def test_free_text_must_be_restricted(tmp_path: Path) -> None:
    text = GOOD + "  - {name: comment, type: text, question: {en: Anything else}, column: COMMENT}\n"
    with pytest.raises(BadInput, match="write sensitivity: restricted"):
        _read(tmp_path, text)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("unit: persons", "unnit: persons").replace("token: token", "tokn: token")
    with pytest.raises(BadInput) as bad:
        _read(tmp_path, text)
    assert {problem.column for problem in bad.value.problems} == {
        "tokn",
        "fields.staff.unit",
        "fields.staff.unnit",
    }


@pytest.mark.parametrize("content", [b"", b"just words", b"- a list", b"\xff\xfe\x00"])
def test_a_file_that_is_no_codebook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"codebook\.yaml"):
        read_codebook(path)


def test_a_codebook_that_is_absent_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="this file to exist"):
        read_codebook(tmp_path / "none.yaml")
