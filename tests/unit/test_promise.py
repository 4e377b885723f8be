"""What was promised to respondents: codebooks say it, public tables keep it, the validation report holds them to it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from paradiplomacy.analysis.build import analysis_dataset
from paradiplomacy.analysis.public import closed_outcomes, public_analysis
from paradiplomacy.config.study import Outcome, Study
from paradiplomacy.config.waves import Disclosure, Wave
from paradiplomacy.findings.case_fields import CASES
from paradiplomacy.findings.item_fields import ITEM_SHARES
from paradiplomacy.findings.partner_fields import UNIT_REGISTER
from paradiplomacy.reports.consistency import Tables
from paradiplomacy.reports.disclosure_checks import check_disclosure
from paradiplomacy.reports.validation import WrittenTable
from paradiplomacy.survey.codebook import Codebook
from paradiplomacy.survey.promise import Promise, promise_of
from paradiplomacy.tables import typed
from paradiplomacy.ties.fields import PUBLIC_EVIDENCE, PUBLIC_TIES

CODEBOOK: dict[str, Any] = {
    "format": "limesurvey",
    "token": "token",
    "submitted": {"column": "day"},
    "keep_partial_when_answered": "cooperation",
    "duplicates": "latest_submitted",
    "fields": [
        {
            "name": "cooperation", "type": "single", "question": {"en": "Do you?"}, "column": "C",
            "codes": {"1": {"code": "yes", "label": "Yes"}, "2": {"code": "no", "label": "No"}},
        },
        {
            "name": "partners", "type": "partners", "question": {"en": "With whom?"},
            "entries": [{"place": "P", "year": "Y"}],
        },
        {
            "name": "comment", "type": "text", "question": {"en": "Anything else?"}, "column": "T",
            "sensitivity": "restricted",
        },
    ],
}  # fmt: skip
WAVE = {"codebook": "c.yaml", "level": "city", "period": "2021"}
WAVES = {
    "cn": Wave(title="CN", source="answers_cn", partner="CN", **WAVE),  # type: ignore[arg-type]
    "us": Wave(title="US", source="answers_us", partner="US", **WAVE),  # type: ignore[arg-type]
}
OUTCOMES = {
    "yes": Outcome(
        label="y", kind="binary", evidence="survey", field="cooperation", counts_as_yes=["yes"], counts_as_no=["no"]
    ),
    "n_ties": Outcome(label="n", kind="count", evidence="ties"),
    "listed": Outcome(label="l", kind="binary", evidence="ties", sources=["towns"]),
}
STUDIES = {
    "s": Study(
        title="s", partners=["CN", "US"], levels=["city"], countries="all", outcomes=list(OUTCOMES), models=["m"]
    )
}
KEPT = Promise({"cn": frozenset({"cooperation"}), "us": frozenset()}, frozenset())
CONFIGURATION: Any = SimpleNamespace(waves=WAVES, studies=STUDIES, outcomes=OUTCOMES, disclosure=Disclosure())


def analysis() -> pd.DataFrame:
    rows = [
        {"study": "s", "partner": partner, "level": "city", "unit_id": unit, "country": "AA", "answered": True,
         "answer_weight": 1.5, "population": 60_000, "yes": True, "n_ties": 2, "listed": False}
        for partner in ("CN", "US") for unit in ("A1", "A2")
    ]  # fmt: skip
    return typed(pd.DataFrame(rows), analysis_dataset(OUTCOMES))


def public() -> pd.DataFrame:
    return public_analysis(analysis(), studies=STUDIES, outcomes=OUTCOMES, waves=WAVES, promise=KEPT)


def changed(**tiers: str) -> Promise:
    questions = [
        {**question, "sensitivity": tiers[question["name"]]} if question["name"] in tiers else question
        for question in CODEBOOK["fields"]
    ]
    return promise_of({"w": Codebook.model_validate({**CODEBOOK, "fields": questions})})


def test_without_a_word_in_the_codebook_nothing_is_shown_of_single_units() -> None:
    promise = changed()
    assert not promise.fields["w"]
    assert not promise.shows_who_answered("w")
    assert promise.named == frozenset()


def test_a_question_that_is_public_is_shown_and_no_other() -> None:
    promise = changed(cooperation="public")
    assert promise.shows("w", "cooperation")
    assert not promise.shows("w", "partners")
    assert not promise.shows("another wave", "cooperation")
    assert promise.shows_who_answered("w")
    assert promise.named == frozenset()
    assert changed(partners="public").named == {"w"}


def test_the_public_analysis_holds_what_was_told_and_the_frame() -> None:
    table = public().set_index(["partner", "unit_id"])
    assert table.loc["CN", "yes"].tolist() == [True, True]
    assert table.loc["US", ["yes", "answered"]].isna().all(axis=None)
    assert table.loc["CN", "answered"].all()
    assert table["answer_weight"].isna().all()
    assert table["n_ties"].isna().all()  # what respondents name counts among them
    assert table["listed"].notna().all()  # which rests on a register alone
    assert table["population"].eq(60_000).all()
    assert closed_outcomes(analysis(), public(), "s", "yes") == {("US", "city")}


def test_where_places_may_be_named_ties_are_public() -> None:
    told = Promise(KEPT.fields, frozenset({"us"}))
    table = public_analysis(analysis(), studies=STUDIES, outcomes=OUTCOMES, waves=WAVES, promise=told)
    assert table.set_index("partner")["n_ties"].notna().groupby("partner").all().to_dict() == {"CN": False, "US": True}


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    return table.map(lambda cell: pd.NA if pd.isna(cell) else str(cell)).astype("string")


def failed(file: str, dataset: Any, rows: pd.DataFrame, promise: Promise = KEPT) -> list[tuple[str, str, int]]:
    """Return check, column and number of the violations of one table."""
    table = WrittenTable(file, dataset, as_text(rows.reindex(columns=dataset.columns)))
    evidence = WrittenTable(
        "ties/public_evidence.csv", PUBLIC_EVIDENCE, as_text(pd.DataFrame({"tie_id": ["t1"], "source": ["towns"]}))
    )
    tables = Tables([table] if file == evidence.file else [table, evidence])
    results = check_disclosure(tables, configuration=CONFIGURATION, promise=promise)
    assert not [result for result in results if result.file == evidence.file != file and result.verdict == "failed"]
    return [(result.check, result.column, result.violations) for result in results if result.verdict == "failed"]


def test_the_report_finds_an_answer_in_the_public_analysis() -> None:
    dataset = analysis_dataset(OUTCOMES)
    assert failed("analysis/public_analysis.csv", dataset, public()) == []
    assert failed("analysis/public_analysis.csv", dataset, analysis()) == [
        ("no answer that stays inside", "answered", 2),
        ("no answer that stays inside", "answer_weight", 4),
        ("no answer that stays inside", "yes", 2),
        ("no answer that stays inside", "n_ties", 4),
    ]


def test_the_report_finds_a_place_that_only_a_respondent_names() -> None:
    evidence = pd.DataFrame({"tie_id": ["t1", "t2"], "source": ["towns", "answers_cn"]})
    assert failed("ties/public_evidence.csv", PUBLIC_EVIDENCE, evidence) == [
        ("no place that only respondents name", "source", 1)
    ]
    told = Promise(KEPT.fields, frozenset({"cn"}))
    assert failed("ties/public_evidence.csv", PUBLIC_EVIDENCE, evidence, told) == []
    ties = pd.DataFrame({"tie_id": ["t1", "t2"]})
    assert failed("ties/public_ties.csv", PUBLIC_TIES, ties) == [("a public source shows it", "tie_id", 1)]


@pytest.mark.parametrize(
    ("partner", "cooperates", "sources", "violations"),
    [
        ("CN", "1", "towns: 2|cn (yes)", 0),
        ("US", None, "towns: 2", 0),
        ("US", "1", "towns: 2", 1),
        ("CN", "1", "towns: 2|cn: 3", 1),
        ("CN", "1", "cn: 3", 1),
    ],
)
def test_the_report_finds_an_answer_in_the_register_of_units(
    partner: str, cooperates: str | None, sources: str, violations: int
) -> None:
    row = {"unit_id": "A1", "partner": partner, "level": "city", "cooperates": cooperates, "sources": sources}
    found = failed("findings/s/unit_register.csv", UNIT_REGISTER, pd.DataFrame([row]))
    assert found == ([("no answer that stays inside", "cooperates, sources", 1)] if violations else [])


def test_the_report_finds_a_case_that_is_shown_though_its_outcome_is_not_public() -> None:
    rows = [{"unit_id": "A1", "partner": partner, "level": "city", "shown": "1"} for partner in ("CN", "US")]
    assert failed("findings/s/cases.csv", CASES, pd.DataFrame(rows)) == [
        ("not shown where the outcome stays inside", "shown", 1)
    ]


def test_the_report_finds_a_small_count_and_a_table_that_does_not_say_what_it_holds() -> None:
    row = {"wave": "w", "partner": "CN", "level": "city", "field": "f", "option": "o", "order": "0", "label": "l",
           "asked": "90", "world": "w"}  # fmt: skip
    rows = pd.DataFrame([row | {"answered": "80", "yes": "3"}, row | {"option": "p", "answered": "80", "yes": "40"}])
    assert [(check, number) for check, _, number in failed("findings/s/item_shares.csv", ITEM_SHARES, rows)] == [
        ("no small count of answers", 1)
    ]
    silent = type(ITEM_SHARES)(ITEM_SHARES.name, "x", ITEM_SHARES.key, ITEM_SHARES.fields)
    assert ("says what it tells of respondents", "", 1) in failed("findings/s/item_shares.csv", silent, rows)


def test_a_free_text_cannot_be_made_public(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sensitivity: restricted"):
        changed(comment="public")
