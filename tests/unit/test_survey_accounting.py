"""What becomes of the answers of a wave: one counts per unit, the rest is set aside with a reason, nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey_answers import FIRST_ROW, WAVES, export_of, ingest, long_answer, refusal, short_answer, wave_codebook
from survey_exports import CANARY, INVITATIONS, respondent, units

from paradiplomacy.survey.codebook import Codebook
from paradiplomacy.survey.export import read_export
from paradiplomacy.survey.fields import INVITATIONS as INVITED
from paradiplomacy.survey.frequencies import answer_frequencies
from paradiplomacy.survey.ingest import Ingested, ingest_wave
from paradiplomacy.tables import read_table, write_table


@pytest.fixture(params=WAVES, scope="module")
def codebook(request: pytest.FixtureRequest, root: Path) -> Codebook:
    return wave_codebook(root, request.param)


@pytest.fixture
def limesurvey(root: Path) -> Codebook:
    return wave_codebook(root, "china_cities_2021")


def _set_aside(ingested: Ingested) -> dict[int, str]:
    return dict(zip(ingested.set_aside["row"], ingested.set_aside["reason"], strict=True))


def test_a_broken_off_answer_without_the_leading_question_is_set_aside(codebook: Codebook) -> None:
    ingested = ingest(export_of([respondent(codebook, "tok1", None, comment="hello")], codebook), codebook)
    assert ingested.responses.empty
    assert set(ingested.dispositions["disposition"]) == {"none"}
    assert _set_aside(ingested) == {FIRST_ROW[codebook.format]: "broken off before the question cooperation"}
    assert list(ingested.set_aside["record"]) == ["answer of U1"]


def test_of_several_answers_the_submitted_then_the_latest_counts(limesurvey: Codebook) -> None:
    rows = [
        long_answer(limesurvey, submitted="2021-02-03 10:00:00"),
        long_answer(limesurvey, submitted="2021-02-03 11:00:00", importance="5"),
        long_answer(limesurvey, submitted="2021-02-01"),
        respondent(limesurvey, "tok1", None, cooperation="no"),
        short_answer(limesurvey),
    ]
    ingested = ingest(export_of(rows, limesurvey), limesurvey)
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
    rows = [long_answer(limesurvey), long_answer(limesurvey, "tok9", "2021-02-04")]
    ingested = ingest(export_of(rows, limesurvey), limesurvey, invitations=pd.concat([INVITATIONS, again]))
    assert list(ingested.responses["row"]) == [3]
    assert len(ingested.dispositions) == 4


def test_a_preview_is_set_aside_before_its_token_is_looked_up(root: Path) -> None:
    codebook = wave_codebook(root, "us_cities_2024")
    preview = long_answer(codebook, "")
    preview["Status"] = "1"
    ingested = ingest(export_of([preview, long_answer(codebook)], codebook), codebook)
    assert _set_aside(ingested) == {4: "preview of the questionnaire"}
    assert list(ingested.responses["row"]) == [5]


def test_qualtrics_answers_that_were_not_finished_are_partial(root: Path) -> None:
    codebook = wave_codebook(root, "us_cities_2024")
    row = long_answer(codebook) | {"Finished": "0"}
    ingested = ingest(export_of([row], codebook), codebook)
    assert "partial" in set(ingested.dispositions["disposition"])
    assert ingested.responses.loc[0, "submitted"] == "2021-02-03"
    row["Finished"] = "maybe"
    assert 'column "Finished": "maybe" found, one of the codes 1, 0 expected' in refusal(
        export_of([row], codebook), codebook
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
    assert said in refusal(export_of([long_answer(limesurvey)], limesurvey), limesurvey, invitations=invitations)


def test_invitations_to_other_waves_and_levels(limesurvey: Codebook) -> None:
    export = export_of([long_answer(limesurvey)], limesurvey)
    assert "there are none" in refusal(export, limesurvey, invitations=INVITATIONS.assign(wave="other"))
    assert "a city, since the wave w asks units of this level" in refusal(export, limesurvey, units=units("region"))
    assert 'column "token": this column' in refusal(export, limesurvey, invitations=INVITATIONS.drop(columns="token"))


def test_no_answer_at_all_leaves_every_unit_without_disposition(codebook: Codebook) -> None:
    ingested = ingest(export_of([], codebook), codebook)
    assert set(ingested.dispositions["disposition"]) == {"none"}
    frequencies = answer_frequencies(ingested.responses, ingested.responses_dataset, codebook)
    assert set(frequencies["n"]) == {0}
    assert frequencies["share"].isna().all()


def test_frequencies_are_shares_of_those_who_were_asked(limesurvey: Codebook) -> None:
    rows = [long_answer(limesurvey), short_answer(limesurvey), short_answer(limesurvey, "tok3")]
    ingested = ingest(export_of(rows, limesurvey), limesurvey)
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


@settings(max_examples=40)
@given(people=st.lists(respondents, max_size=12))
def test_rows_in_are_rows_out_and_rows_set_aside(codebook: Codebook, people: list[dict[str, Any]]) -> None:
    rows = [respondent(codebook, **person) for person in people]
    export = export_of(rows, codebook)
    ingested = ingest(export, codebook)
    out, aside = list(ingested.responses["row"]), list(ingested.set_aside["row"])
    assert sorted([*out, *aside]) == list(export.index)
    account = ingested.accounting.iloc[0]
    assert (account["rows_in"], account["rows_out"], account["rows_set_aside"]) == (len(rows), len(out), len(aside))
    assert ingested.responses["unit_id"].is_unique
    answered = ingested.dispositions["disposition"] != "none"
    assert set(ingested.dispositions.loc[answered, "unit_id"]) == set(ingested.responses["unit_id"])
    assert ingested.responses_dataset.fits(ingested.responses)  # as `problems` finds none: tests/contract/test_fields
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
    codebook = wave_codebook(root, wave)
    invitations = read_table(folder / "invitations.csv", INVITED)
    invited = invitations.loc[invitations["wave"] == wave, "unit_id"]
    frame = pd.DataFrame({"unit_id": invited, "level": "city", "country": invited.str[:2]})
    frame = frame.assign(name=invited, names=invited)  # no name of a unit: what has no token is set aside
    ingested = ingest_wave(
        read_export(exports[0], codebook), codebook, invitations, frame, wave, "CN", "city", "demo", exports[0].name
    )
    account = ingested.accounting.iloc[0]
    assert account["rows_in"] == account["rows_out"] + account["rows_set_aside"]
    assert len(ingested.responses) == (ingested.dispositions["disposition"] != "none").sum() > 0
    assert len(ingested.dispositions) == len(invited)
    write_table(ingested.responses, tmp_path / "responses.csv", ingested.responses_dataset)
    assert "@" not in (tmp_path / "responses.csv").read_text(encoding="utf-8")
