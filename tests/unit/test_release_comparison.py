"""Verification and comparison of runs: what may differ, what changed, and which inputs are responsible."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from release_runs import JOBS, VALUES, frames, record_run

from paradiplomacy.config.model import World
from paradiplomacy.problems import BadInput
from paradiplomacy.release.changes import change_sentences, compare_records
from paradiplomacy.release.comparison_pages import report_verification, write_changes, write_verification
from paradiplomacy.release.expected import read_expected, write_expected
from paradiplomacy.release.flow import Flow, Job, read_flow
from paradiplomacy.release.lineage import RuleFiles, trace_flow
from paradiplomacy.release.record import read_record, write_record
from paradiplomacy.release.tolerances import TOLERANCES, is_within, tolerance_of
from paradiplomacy.release.verification import verdict_sentences, verify_record


def verdicts(table: pd.DataFrame, kind: str) -> dict[str, set[str]]:
    rows = table[table["kind"] == kind]
    return {file: set(found) for file, found in rows.groupby("file")["verdict"]}


def moved(by: float, **other: object) -> dict[str, pd.DataFrame]:
    effects = frames()["models/estimates.csv"].assign(**other)
    effects["estimate"] = [0.1 + by, 0.5]
    return {"models/estimates.csv": effects}


def test_a_run_is_identical_with_itself_also_after_writing_and_reading(tmp_path: Path) -> None:
    record, texts = record_run(tmp_path / "run")
    write_record(record, tmp_path / "record")
    table = verify_record(read_record(tmp_path / "record"), record)
    assert set(table["verdict"]) == {"identical"}
    assert set(table.loc[table["kind"] == "file", "file"]) == set(texts)
    assert verdict_sentences(table)[-1] == f"Verified: none of {len(table)} comparisons failed."
    assert compare_records(read_record(tmp_path / "record"), record).empty
    assert change_sentences(compare_records(record, record)) == ["Nothing changed: inputs and findings are the same."]


def test_the_last_digits_of_an_estimate_may_differ_and_nothing_more(tmp_path: Path) -> None:
    expected, _ = record_run(tmp_path / "one")
    close = verify_record(expected, record_run(tmp_path / "two", moved(5e-9))[0])
    assert verdicts(close, "file")["models/estimates.csv"] == {"within tolerance"}
    assert verdicts(close, "estimate")["models/estimates.csv"] == {"identical", "within tolerance"}
    assert verdict_sentences(close)[-1].startswith("Verified")
    row = close[(close["kind"] == "estimate") & (close["verdict"] == "within tolerance")].iloc[0]
    assert row["difference"] == pytest.approx(5e-9, rel=1e-3)
    assert row["tolerance"] >= row["difference"]

    far = verify_record(expected, record_run(tmp_path / "three", moved(1e-4))[0])
    assert verdicts(far, "file")["models/estimates.csv"] == {"differs"}
    assert verdict_sentences(far)[-1].startswith("NOT VERIFIED")
    with pytest.raises(BadInput, match=r'models/estimates.csv, column "gdp estimate": "0\.1001" found, 0\.1 expected'):
        report_verification(far, "page.html")


def test_a_text_a_count_and_a_row_have_no_tolerance(tmp_path: Path) -> None:
    expected, _ = record_run(tmp_path / "one")
    found = verify_record(expected, record_run(tmp_path / "two", moved(0, verdict=["good", "bad"]), units=3)[0])
    assert verdicts(found, "verdict")["models/estimates.csv"] == {"identical", "differs"}
    assert verdicts(found, "value")[VALUES] == {"identical", "differs"}
    fewer = {"frame/units.csv": frames()["frame/units.csv"].head(1)}
    found = verify_record(expected, record_run(tmp_path / "three", fewer)[0])
    assert verdicts(found, "unit")["frame/units.csv"] == {"identical", "missing"}
    found = verify_record(record_run(tmp_path / "three", fewer)[0], expected)
    assert verdicts(found, "unit")["frame/units.csv"] == {"identical", "not expected"}


def test_a_figure_of_another_engine_is_not_compared_and_of_the_same_engine_fails(tmp_path: Path) -> None:
    expected, texts = record_run(tmp_path / "one")
    figure = "reports/figures/study/map.svg"
    results = expected.manifest["results"] | {figure: "other bytes"}
    same = replace(expected, manifest={**expected.manifest, "results": results})
    assert verdicts(verify_record(expected, same), "file")[figure] == {"differs"}
    environment = expected.manifest["environment"] | {"otherwise": {"numpy": "3"}}
    other = replace(same, manifest={**same.manifest, "environment": environment})
    table = verify_record(expected, other)
    assert verdicts(table, "file")[figure] == {"not compared"}
    circumstance = table[table["kind"] == "circumstance"].iloc[0]
    assert (circumstance["item"], circumstance["expected"], circumstance["rebuilt"]) == ("package: numpy", "2", "3")
    assert len(texts) == (table["kind"] == "file").sum()


def test_what_changed_names_the_inputs_that_it_rests_on(tmp_path: Path) -> None:
    before, _ = record_run(tmp_path / "one")
    after, _ = record_run(
        tmp_path / "two", moved(0.35, conf_low=[0.15, 0.3]), units=3, sources={"cities": "c", "answers": "b"}
    )
    table = compare_records(before, after)
    assert table[table["kind"] == "source"]["item"].tolist() == ["answers"]
    estimate = table[table["kind"] == "estimate"].iloc[0]
    assert (estimate["item"], estimate["change"]) == ("gdp", "changed sides")  # its interval held zero before
    assert estimate["difference"] == pytest.approx(0.35)
    assert estimate["in_intervals"] == pytest.approx(0.35 / 0.3)
    assert estimate["responsible"] == "source answers"
    value = table[table["kind"] == "value"].iloc[0]
    assert value["responsible"] == "none of the registered inputs that it rests on"  # values rest on units alone
    assert any("gdp (estimate): 0.1 before, 0.45 now, changed sides" in said for said in change_sentences(table))


def test_changed_settings_code_files_and_new_units_are_named(tmp_path: Path) -> None:
    before, _ = record_run(tmp_path / "one")
    more = {"frame/units.csv": pd.DataFrame({"unit_id": ["A", "B", "C"], "name": ["Aa", "Bb", "Cc"]})}
    after, _ = record_run(
        tmp_path / "two", more | moved(0.01), code={"fit": "2", "draw": "2"}, configuration={"inference": {"draws": 8}}
    )
    jobs = [replace(job, settings="other") if job.rule == "fit" else job for job in JOBS]
    after = replace(after, flow=Flow(jobs, {"config/wave.yaml": "changed"}))
    table = compare_records(before, after)
    setting = table[table["kind"] == "setting"].iloc[0]
    assert (setting["item"], setting["before"], setting["after"]) == ("inference.draws", "9", "8")
    unit = table[table["kind"] == "unit"].iloc[0]
    assert (unit["item"], unit["change"]) == ("C Cc", "entered")
    estimate = table[table["kind"] == "estimate"].iloc[0]
    assert estimate["responsible"] == "file config/wave.yaml; settings of fit; code of fit"
    assert estimate["change"] == "moved"


def test_a_difference_within_tolerance_is_no_change(tmp_path: Path) -> None:
    before, _ = record_run(tmp_path / "one")
    table = compare_records(before, record_run(tmp_path / "two", moved(5e-9))[0])
    assert "estimate" not in set(table["kind"])


def test_pages_of_both_say_what_was_found(tmp_path: Path) -> None:
    world = World(name="small", simulated=True, stamp="SIMULATED")
    expected, _ = record_run(tmp_path / "one")
    far, _ = record_run(tmp_path / "two", moved(0.2))
    write_verification(tmp_path / "v.html", tmp_path / "v.csv", verify_record(expected, far), world)
    write_changes(tmp_path / "c.html", tmp_path / "c.csv", compare_records(expected, far), world)
    page = (tmp_path / "v.html").read_text("utf-8")
    assert "NOT VERIFIED" in page
    assert "<td>0.3</td>" in page
    assert "SIMULATED" in page
    assert "What changed in the findings" in (tmp_path / "c.html").read_text("utf-8")


def test_expected_results_are_not_replaced_in_silence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="make expected"):
        read_expected(tmp_path / "expected/small")
    first, second = record_run(tmp_path / "one")[0], record_run(tmp_path / "two", moved(0.2))[0]
    for name, record in (("one", first), ("two", second)):
        write_record(record, tmp_path / name / "release/record")
    assert "written" in write_expected(tmp_path / "one", tmp_path / "expected", replace=False)[0]
    assert "already" in write_expected(tmp_path / "one", tmp_path / "expected", replace=False)[0]
    with pytest.raises(BadInput, match=r"estimate: 1 moved.*--replace"):
        write_expected(tmp_path / "two", tmp_path / "expected", replace=False)
    assert read_expected(tmp_path / "expected/small").estimates.equals(first.estimates)
    assert any("gdp" in said for said in write_expected(tmp_path / "two", tmp_path / "expected", replace=True))
    assert read_expected(tmp_path / "expected/small").estimates.equals(second.estimates)


def test_a_place_without_a_record_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="the record of a run"):
        read_record(tmp_path)


@given(st.floats(allow_nan=True), st.sampled_from(TOLERANCES))
def test_every_number_is_within_every_tolerance_of_itself(number: float, tolerance: object) -> None:
    assert is_within(number, number, tolerance)  # type: ignore[arg-type]


def test_resampled_p_values_have_the_widest_tolerance_and_an_empty_cell_none() -> None:
    assert (
        tolerance_of("models/inference.csv", "p_value").absolute > tolerance_of("models/fits.csv", "p_value").absolute
    )
    assert not is_within(float("nan"), 0.0, tolerance_of("models/fits.csv", "estimate"))
    assert not is_within(float("inf"), 1.0, tolerance_of("models/fits.csv", "estimate"))


def rule(name: str, inputs: list[object], outputs: list[str], **params: object) -> SimpleNamespace:
    return SimpleNamespace(name=name, input=inputs, output=outputs, params=params)


def test_a_flow_is_traced_through_wildcards_and_functions() -> None:
    rules = [
        rule("take_source", [], ["out/sources/{source}/{file}"]),
        rule(
            "ingest",
            [lambda w: f"out/sources/{w.wave}/raw.csv", "book.yaml"],
            ["out/survey/{wave}/answers.csv"],
            code="1",
        ),
        rule("fit", ["out/survey/a/answers.csv", "out/survey/b/answers.csv"], ["out/models/e.csv"], draws=9),
        rule("draw", ["out/models/e.csv"], ["out/figures/{study}"], study=lambda w: w.study),
        rule("unused", ["out/models/e.csv"], ["out/other.csv"]),
    ]
    found = trace_flow(["out/figures/s"], map(RuleFiles.of, rules), "out")
    assert [job["rule"] for job in found["jobs"]] == ["draw", "fit", "ingest", "ingest"]
    assert found["files"] == ["book.yaml"]
    flow = Flow((Job.of(job) for job in found["jobs"]), {"book.yaml": "digest"})
    upstream = flow.upstream("figures/s/map.svg")
    assert upstream.sources == {"a", "b"}
    assert upstream.files == {"book.yaml"}
    assert flow.upstream("survey/a/answers.csv").sources == {"a"}
    assert flow.rule_of("figures/s/map.svg") == "draw"
    assert read_flow(flow.as_json()).as_json() == flow.as_json()
    rules[2].params["draws"] = 10
    again = trace_flow(["out/figures/s"], map(RuleFiles.of, rules), "out")["jobs"]
    assert [job["rule"] for job, before in zip(again, found["jobs"], strict=True) if job != before] == ["fit"]
