"""A wave of partner places: its pairs, what is refused, and either side's answers beside each other."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from survey_answers import export_of, wave_codebook
from survey_exports import respondent, units

from paradiplomacy.problems import BadInput
from paradiplomacy.survey.codebook import Codebook
from paradiplomacy.survey.fields import DISPOSITIONS, NAMED_PARTNERS
from paradiplomacy.survey.pairs import IngestedPairs, ingest_pairs
from paradiplomacy.tables import typed
from paradiplomacy.ties.dyads import compare_dyads
from paradiplomacy.ties.fields import DYADS

INVITED = pd.DataFrame(
    {
        "wave": "w",
        "unit_id": ["U1", "U1", "U2", "U3"],
        "place": ["Boston", "Ohio", "Boston", "Dayton"],
        "token": ["t1", "t2", "t3", "t4"],
    },
    dtype="string",
)


@pytest.fixture
def codebook(root: Path) -> Codebook:
    settings = wave_codebook(root, "us_partners_2025").model_dump()
    settings["cells"] = "codes"
    return Codebook.model_validate(settings)


def answer(codebook: Codebook, token: str, submitted: str = "2025-02-03", **more: object) -> dict[str, str]:
    row = respondent(codebook, token, submitted, **more)
    return row | {codebook.submitted.finished_column or "": "True"}


def ingest(codebook: Codebook, rows: list[dict[str, str]], invited: pd.DataFrame = INVITED) -> IngestedPairs:
    return ingest_pairs(export_of(rows, codebook), codebook, invited, units("city"), "w", "US", "city", "demo")


def test_one_place_answers_for_each_unit_with_which_it_is_paired(codebook: Codebook) -> None:
    rows = [
        answer(codebook, "t1", exists="yes", began="1990"),
        answer(codebook, "t3", exists="no"),
        answer(codebook, "t1", "2025-03-01", exists="yes", began="1991"),
        answer(codebook, "t4", exists="yes", began="2203"),
    ]
    found = ingest(codebook, rows)
    said = found.answers[["unit_id", "place", "exists", "began"]].to_numpy().tolist()
    assert said == [
        ["U1", "Boston", "yes", "1991"],
        ["U2", "Boston", "no", "not_asked"],
        ["U3", "Dayton", "yes", "no_answer"],
    ]
    assert found.pairs["disposition"].tolist() == ["complete", "none", "complete", "complete"]
    assert found.accounting[["rows_in", "rows_out", "rows_set_aside"]].to_numpy().tolist() == [[4, 3, 1]]
    assert found.set_aside["record"].tolist() == ["answer of U1 and Boston"]
    assert found.flags[["unit_id", "flag", "value"]].to_numpy().tolist() == [["U3", "out_of_range", "2203"]]
    assert found.duplicates["unit_id"].tolist() == ["U1", "U1"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"place": ["Boston", "Boston", "Boston", "Dayton"]}, "one invitation for each pair"),
        ({"place": ["Boston", None, "Boston", "Dayton"]}, "the partner place"),
        ({"unit_id": ["U1", "U1", "U9", "U3"]}, 'value "U9"'),
        ({"token": ["t1", "t1", "t3", "t4"]}, "a token of its own"),
    ],
)
def test_faults_of_the_invited_pairs_are_named(codebook: Codebook, change: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput) as bad:
        ingest(codebook, [answer(codebook, "t4", exists="no")], INVITED.assign(**change))
    assert said in bad.value.report() or said.removeprefix("value ") in bad.value.report()


def test_either_side_stands_beside_the_other(codebook: Codebook) -> None:
    rows = [answer(codebook, "t1", exists="yes", began="1990"), answer(codebook, "t3", exists="no")]
    found = ingest(codebook, rows)
    named = pd.DataFrame(
        {
            "unit_id": ["U1", "U1", "U2"],
            "partner": "US",
            "place": ["Boston, Massachusetts", "Ohio", "Boston"],
            "year_start": [1989, None, None],
            "status": [None, "dormant", None],
        }
    )
    replied = pd.DataFrame({"unit_id": ["U1", "U2", "U3"], "disposition": ["complete", "partial", "none"]})
    dyads = compare_dyads(
        found.pairs,
        found.answers,
        typed(named, NAMED_PARTNERS),
        typed(replied, DISPOSITIONS),
        existence="exists",
        began="began",
        names={},
    )
    DYADS.validate(dyads, "dyads")
    columns = ["unit_id", "place", "unit_answer", "unit_status", "unit_year", "partner_answer", "partner_year"]
    assert dyads[columns].astype(object).where(dyads[columns].notna(), None).to_numpy().tolist() == [
        ["U1", "Boston", "named", "active", 1989, "yes", 1990],
        ["U1", "Ohio", "named", "dormant", None, "no_answer", None],
        ["U2", "Boston", "named", "active", None, "no", None],
        ["U3", "Dayton", "no_answer", None, None, "no_answer", None],
    ]
    silent = compare_dyads(
        found.pairs,
        found.answers,
        typed(named.iloc[:0], NAMED_PARTNERS),
        typed(replied, DISPOSITIONS),
        existence="exists",
        began=None,
        names={},
    )
    assert silent["unit_answer"].tolist() == ["not_named", "not_named", "not_named", "no_answer"]
    assert silent["partner_year"].isna().all()
