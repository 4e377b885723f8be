"""The validation report: passes what the workflow writes, finds what is changed later, shows nothing restricted."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import yaml

from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
from paradiplomacy.config.load import load_configuration
from paradiplomacy.fields import Dataset, Field
from paradiplomacy.findings.claim_fields import CLAIMS
from paradiplomacy.frame.fields import COUNTRIES, UNITS
from paradiplomacy.reports.consistency import Tables, check_tables
from paradiplomacy.reports.fields import VALIDATION
from paradiplomacy.reports.front_page import write_front_page
from paradiplomacy.reports.validation import WrittenTable, check_table, verdict_sentence
from paradiplomacy.reports.validation_page import tables_of_run, write_validation_report
from paradiplomacy.survey.fields import DISPOSITIONS
from paradiplomacy.survey.promise import Promise
from paradiplomacy.tables import read_table, write_table
from paradiplomacy.ties.build import build_ties
from paradiplomacy.ties.fields import EVIDENCE, TIES
from paradiplomacy.web.fields import MENTIONS

SOURCES = [{"id": "towns", "sensitivity": "public"}]


@pytest.fixture
def run(untouched: Path, tmp_path: Path) -> Path:
    """Return a copy of the small run, for a test to tamper with."""
    return shutil.copytree(untouched, tmp_path / "results")


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of results of a small run: two units, three rows of a register, two ties, one row set aside."""
    unit = {
        "level": "city",
        "names": "x",
        "country": "AA",
        "nuts_version": "2021",
        "latitude": 50.5,
        "longitude": 7,
        "population": 60_000,
        "capital": False,
        "macro_region": "West",
        "cee": False,
    }
    country = {"country": "AA", "iso2": "AA", "iso3": "AAA", "name": "Aland", "macro_region": "West", "cee": False}
    mention = {"partner": "CN", "register": "r", "source": "towns", "direction": "unit", "column": "city2", "cell": "x"}
    mentions = pd.DataFrame(
        [
            mention | {"unit_id": "A1", "place": "Beijing", "row": 2},
            mention | {"unit_id": "A1", "place": "Beijing", "row": 3},
            mention | {"unit_id": "A2", "place": "Shanghai", "row": 4},
        ]
    )
    ties, evidence = build_ties(pd.DataFrame({"unit_id": [], "partner": [], "place": []}), mentions)
    aside = {"file": "towns", "row": 5, "record": "Nowhere", "reason": "not in the frame"}
    account = {"stage": "read_register", "file": "towns", "rows_in": 4, "rows_out": 3, "rows_set_aside": 1}
    results = tmp_path_factory.mktemp("run")
    written: dict[str, tuple[pd.DataFrame, Dataset]] = {
        "frame/countries.csv": (pd.DataFrame([country | {"labels": "Aland"}]), COUNTRIES),
        "frame/units.csv": (pd.DataFrame([unit | {"unit_id": key, "name": key} for key in ("A1", "A2")]), UNITS),
        "web/r/mentions.csv": (mentions, MENTIONS),
        "web/r/set_aside.csv": (pd.DataFrame([aside]), SET_ASIDE),
        "web/r/accounting.csv": (pd.DataFrame([account]), ACCOUNTING),
        "ties/ties.csv": (ties, TIES),
        "ties/evidence.csv": (evidence, EVIDENCE),
    }
    for file, (table, dataset) in written.items():
        write_table(table, results / file, dataset)
    return results


@cache
def shipped(root: Path) -> dict:
    return yaml.safe_load((root / "config/config.yaml").read_text(encoding="utf-8"))


def settings(root: Path, results: Path) -> dict:
    return shipped(root) | {"results": results.as_posix()}


def report(root: Path, results: Path) -> pd.DataFrame:
    """Write the report of the run and return its table."""
    configuration = load_configuration(settings(root, results))
    paths = sorted(path.as_posix() for path in results.rglob("*.csv") if path.stem != "validation")
    tables = tables_of_run(paths, configuration=configuration, codebooks={}, sources=SOURCES)
    (results / "reports").mkdir(exist_ok=True)
    page, table = results / "reports/validation.html", results / "reports/validation.csv"
    write_validation_report(
        page, table, tables, configuration=configuration, sources=["towns"], promise=Promise({}, frozenset())
    )
    return read_table(table, VALIDATION)


def failures(validation: pd.DataFrame) -> set[tuple[str, str, str]]:
    failed = validation[validation["verdict"] == "failed"]
    return {(Path(row.file).name, row.check, "" if pd.isna(row.column) else row.column) for row in failed.itertuples()}


def change(results: Path, file: str, edit: Callable[[list[dict[str, str]]], object]) -> None:
    """Tamper with the rows of a written table."""
    with (results / file).open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    edit(rows)
    with (results / file).open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_what_the_workflow_writes_passes(root: Path, run: Path) -> None:
    validation = report(root, run)
    assert failures(validation) == set()
    assert set(validation["verdict"]) == {"passed", "counted"}
    checks = int((validation["verdict"] == "passed").sum())
    assert verdict_sentence(validation) == (f"All {checks:,} checks passed.", False)
    assert checks > 60
    missing = validation[(validation["table"] == "units") & (validation["column"] == "nuts2")]
    assert missing["missing"].to_list() == [1.0]


TOWNS = "web/r/mentions.csv"
FAULTS: dict[str, tuple[str, Callable[[list[dict[str, str]]], object], set[tuple[str, str, str]]]] = {
    "unknown unit": (
        "ties/ties.csv",
        lambda rows: rows[0].update(unit_id="ZZ9"),
        {("ties.csv", "unit is of the frame", "unit_id")},
    ),
    "unknown country": (
        "frame/units.csv",
        lambda rows: rows[0].update(country="QQ"),
        {("units.csv", "country is studied", "country")},
    ),
    "unknown partner": (
        TOWNS,
        lambda rows: rows[0].update(partner="QQ"),
        {("mentions.csv", "partner is configured", "partner")},
    ),
    "duplicate key": (
        "frame/units.csv",
        lambda rows: rows.append(dict(rows[0])),
        {("units.csv", "key unique", "unit_id")},
    ),
    "out of range": (
        "frame/units.csv",
        lambda rows: rows[0].update(latitude="95"),
        {("units.csv", "range", "latitude")},
    ),
    "not allowed": (
        "frame/units.csv",
        lambda rows: rows[0].update(level="village"),
        {("units.csv", "allowed", "level")},
    ),
    "not a number": (
        "frame/units.csv",
        lambda rows: rows[0].update(population="many"),
        {("units.csv", "type", "population")},
    ),
    "empty and required": (
        "frame/units.csv",
        lambda rows: rows[1].update(latitude=""),
        {("units.csv", "required", "latitude")},
    ),
    "missing evidence": (
        "ties/evidence.csv",
        lambda rows: rows.pop(),
        {
            ("ties.csv", "tie has evidence", "tie_id"),
            ("ties.csv", "sources are those of its evidence", "tie_id, sources, n_sources"),
            ("mentions.csv", "is evidence of a tie", "source, row, column"),
        },
    ),
    "evidence of no tie": (
        "ties/ties.csv",
        lambda rows: rows.pop(),
        {("evidence.csv", "evidence speaks for a tie", "tie_id")},
    ),
    "unregistered source": (
        "ties/ties.csv",
        lambda rows: rows[0].update(sources="hearsay"),
        {("ties.csv", "sources are those of its evidence", "tie_id, sources, n_sources")},
    ),
    "a row lost": (
        "web/r/accounting.csv",
        lambda rows: rows[0].update(rows_out="2"),
        {("accounting.csv", "rows in = rows out + set aside", "rows_in, rows_out, rows_set_aside")},
    ),
    "a row set aside in silence": (
        "web/r/set_aside.csv",
        lambda rows: rows[0].update(file="other"),
        {("accounting.csv", "rows set aside are listed", "file, rows_set_aside")},
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_and_nothing_else(root: Path, run: Path, fault: str) -> None:
    file, edit, expected = FAULTS[fault]
    change(run, file, edit)
    validation = report(root, run)
    assert failures(validation) == expected
    sentence, failed = verdict_sentence(validation)
    assert failed
    assert sentence.startswith(f"{len(expected)} of ")
    rows = validation[validation["verdict"] == "failed"]
    assert rows["offending"].str.startswith("row ").all()
    assert rows["remedy"].notna().all()
    page = (run / "reports/validation.html").read_text(encoding="utf-8")
    assert all(check in page for _, check, _ in expected)
    assert "What failed" in page


def test_an_absent_column_is_said_once_and_its_checks_are_not_run(root: Path, run: Path) -> None:
    change(run, "frame/units.csv", lambda rows: [row.pop("latitude") for row in rows])
    validation = report(root, run)
    assert failures(validation) == {("units.csv", "columns", "")}
    left = validation[validation["verdict"] == "not run"]
    assert set(left["column"]) == {"latitude"}
    assert "could not be run" in verdict_sentence(validation)[0]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"stage,file\na,b,c\n", b"stage,file\na,b\na,b,c\n"])
def test_a_file_that_cannot_be_read_fails_and_the_report_is_written(root: Path, run: Path, content: bytes) -> None:
    (run / "web/r/accounting.csv").write_bytes(content)
    assert failures(report(root, run)) == {("accounting.csv", "file can be read", "")}


def test_at_most_twenty_rows_are_shown(root: Path, run: Path) -> None:
    change(run, "frame/units.csv", lambda rows: rows.extend(dict(rows[0]) for _ in range(30)))
    validation = report(root, run)
    row = validation[validation["verdict"] == "failed"].iloc[0]
    assert row["violations"] == 30
    assert row["offending"].count("row ") == 20
    assert "and 10 more" in (run / "reports/validation.html").read_text(encoding="utf-8")


SECRET = Dataset(
    "secret",
    "a table for this test",
    ("token",),
    (
        Field("token", "text", "token", required=True, sensitivity="restricted"),
        Field("share", "number", "share", minimum=0, maximum=1),
    ),
)


def test_restricted_columns_and_tables_from_restricted_files_are_not_shown() -> None:
    cells = pd.DataFrame({"token": ["abc", "abc"], "share": ["2", "0.5"]}, dtype="string")
    for public, said in ((True, "row 2: token (restricted), share 2"), (False, "row 2")):
        results = check_table(WrittenTable("secret.csv", SECRET, cells, public=public))
        failed = {result.check: result for result in results if result.verdict == "failed"}
        assert set(failed) == {"range", "key unique"}
        assert failed["range"].offending == (said,)
        assert "abc" not in str(results)


def test_an_answer_without_its_disposition_is_found() -> None:
    invited = pd.DataFrame(
        {
            "unit_id": ["A1", "A2"],
            "wave": "w",
            "partner": "CN",
            "level": "city",
            "country": "AA",
            "disposition": ["complete", "none"],
        },
        dtype="string",
    )
    responses = Dataset("responses", "answers", ("unit_id",), (Field("unit_id", "text", "unit", required=True),))
    answers = pd.DataFrame({"unit_id": ["A2"]}, dtype="string")
    tables = Tables(
        [WrittenTable("w/dispositions.csv", DISPOSITIONS, invited), WrittenTable("w/responses.csv", responses, answers)]
    )
    found = {
        (result.check, result.violations)
        for result in check_tables(tables, partners=["CN"], sources=[])
        if "disposition" in result.check
    }
    assert found == {("answer has its disposition", 1), ("disposition has its answer", 2)}


def test_names_are_not_markup(root: Path, run: Path) -> None:
    change(run, "ties/ties.csv", lambda rows: rows[0].update(unit_id="<script>alert(1)</script>"))
    report(root, run)
    page = (run / "reports/validation.html").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("tamper", [False, True])
def test_the_verdict_stands_on_the_front_page(root: Path, run: Path, tamper: bool) -> None:
    if tamper:
        change(run, "frame/units.csv", lambda rows: rows[0].update(latitude="95"))
    sentence, _ = verdict_sentence(report(root, run))
    pages = ((run / "reports/validation.html").as_posix(), (run / "reports/validation.csv").as_posix())
    configuration = settings(root, run) | {"publications": {}}
    write_table(pd.DataFrame(), run / "claims.csv", CLAIMS)
    write_front_page(
        run / "index.html",
        pages=[],
        tables=[],
        figures=[],
        claims=str(run / "claims.csv"),
        validation=pages,
        configuration=json.dumps(configuration),
        explorer=(run / "explorer.html").as_posix(),
    )
    front = (run / "index.html").read_text(encoding="utf-8")
    assert sentence in front
    assert ('class="verdict failed"' in front) is tamper
    assert 'href="reports/validation.html"' in front
    assert 'href="explorer.html"' in front
    assert 'href="claims.csv"' in front
    assert "SIMULATED" in (run / "reports/validation.html").read_text(encoding="utf-8")


def test_a_model_of_two_partners_stands_under_both_and_under_no_other() -> None:
    rows = pd.DataFrame({"partner": ["CN", "CN+US", "US+CN", "CN+JP", "CN+CN"]}, dtype="string")
    fits = Dataset("fits", "fits", ("partner",), (Field("partner", "text", "partner", required=True),))
    ties = Dataset("ties", "ties", ("partner",), (Field("partner", "text", "partner", required=True),))
    tables = Tables([WrittenTable("fits.csv", fits, rows), WrittenTable("ties.csv", ties, rows)])
    found = {
        result.table: result.violations
        for result in check_tables(tables, partners=["CN", "US"], sources=[])
        if result.check == "partner is configured"
    }
    assert found == {"fits": 2, "ties": 4}
