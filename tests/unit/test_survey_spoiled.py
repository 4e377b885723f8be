"""Every spoiled export is a readable report: file, row, column, value, remedy; none passes, none is a traceback."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from survey_answers import ingest, long_answer, short_answer, wave_codebook
from survey_exports import CANARY, respondent, write_export
from survey_spoiled import CASES, Case

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.survey.codebook import Codebook
from paradiplomacy.survey.export import read_export

WAVE_OF = {
    "limesurvey": ("china_cities_2021", "export.csv"),
    "qualtrics": ("us_cities_2024", "export.csv"),
    "spss": ("us_regions_2024", "export.sav"),
    "xlsx": ("china_cities_2021", "export.xlsx"),
    "csv": ("china_cities_2021", "export.csv"),
}

REPORTS: dict[str, list[Problem]] = {}  # by name of the case: what was said, for the table


def good_export(kind: str, root: Path, folder: Path) -> tuple[Path, Codebook]:
    """Write an export in which nothing is wrong: a long, a short and a broken-off answer."""
    content, codebook = good_content(kind, root)
    path = folder / WAVE_OF[kind][1]
    path.write_bytes(content)
    return path, codebook


@cache
def good_content(kind: str, root: Path) -> tuple[bytes, Codebook]:
    wave, name = WAVE_OF[kind]
    codebook = wave_codebook(root, wave)
    if kind in ("xlsx", "csv"):
        codebook = codebook.model_copy(update={"format": "spreadsheet"})
    partners = [("Chengdu", "2005"), ("Wuhan", "1999")]
    rows = [
        long_answer(codebook, partners=partners),
        short_answer(codebook),
        respondent(codebook, "tok3", None, cooperation="planned"),
    ]
    with TemporaryDirectory() as folder:
        return write_export(rows, codebook, Path(folder) / name).read_bytes(), codebook


def declared(codebook: Codebook, case: Case) -> Codebook:
    changes = dict(case.codebook)
    form = changes.pop("date_format", None)
    if form:
        changes["submitted"] = codebook.submitted.model_copy(update={"date_format": form})
    return codebook.model_copy(update=changes)


def report_on(case: Case, root: Path, folder: Path) -> list[Problem]:
    """Spoil an export and return what the survey stage says of it; an export that passes is a failure."""
    path, codebook = good_export(case.format, root, folder)
    case.spoil(path)
    codebook = declared(codebook, case)
    with pytest.raises(BadInput) as bad:
        ingest(read_export(path, codebook), codebook, file=path.as_posix())
    return bad.value.problems


@pytest.mark.parametrize("kind", WAVE_OF)
def test_the_good_export_passes(kind: str, root: Path, tmp_path: Path) -> None:
    path, codebook = good_export(kind, root, tmp_path)
    ingested = ingest(read_export(path, codebook), codebook)
    assert list(ingested.responses["unit_id"]) == ["U1", "U2", "U3"]
    assert ingested.flags.empty


@pytest.mark.parametrize("name", CASES)
def test_a_spoiled_export_is_reported(name: str, root: Path, tmp_path: Path) -> None:
    case = CASES[name]
    problems = REPORTS[name] = report_on(case, root, tmp_path)
    told = [
        problem
        for problem in problems
        if case.said in problem.sentence()
        and problem.row == case.row
        and (not case.column or problem.column == case.column)
        and problem.value == case.value
    ]
    assert told, "\n".join(problem.sentence() for problem in problems)
    for problem in problems:
        assert problem.file.endswith(Path(WAVE_OF[case.format][1]).name)
        assert problem.remedy
        assert CANARY not in problem.sentence()
        assert "tok1" not in problem.sentence()


def test_the_table_of_reports(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = {}
    for number, (name, case) in enumerate(CASES.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        problems = REPORTS.get(name) or report_on(case, root, folder)
        first[name] = next((one for one in problems if case.said in one.sentence()), problems[0])
    rows = sum(problem.row is not None for problem in first.values())
    columns = sum(bool(problem.column) for problem in first.values())
    values = sum(bool(problem.value) for problem in first.values())
    with capsys.disabled():
        print(f"\n{len(first)} spoiled exports: a row is named in {rows}, a column in {columns}, a value in {values}")
    assert len(first) >= 60
    # what has a place is named with it: only damage of the file as a whole has no row and no column
    placeless = {name for name, problem in first.items() if problem.row is None and not problem.column}
    assert placeless == {name for name, case in CASES.items() if case.row is None and not case.column}


def test_a_file_of_a_million_rows_is_a_sentence(root: Path, tmp_path: Path) -> None:
    path, codebook = good_export("limesurvey", root, tmp_path)
    header, line, *_ = path.read_bytes().split(b"\r\n")
    short = b",".join([b""] * (line.count(b'","') + 1)) + b"\r\n"
    path.write_bytes(header + b"\r\n" + short * 1_000_000)
    with pytest.raises(BadInput, match="row 100001: at most 100000 answers of a wave expected"):
        read_export(path, codebook)


def test_bytes_changed_at_random_are_read_or_refused(root: Path, tmp_path: Path) -> None:
    for kind in ("limesurvey", "spss", "xlsx"):
        path, codebook = good_export(kind, root, tmp_path)
        content = path.read_bytes()
        random = Random(kind)
        for _ in range(12):
            changed = bytearray(content)
            for _ in range(20):
                changed[random.randrange(len(changed))] = random.randrange(256)
            path.write_bytes(bytes(changed))
            try:
                ingest(read_export(path, codebook), codebook)
            except BadInput as bad:
                assert bad.problems
