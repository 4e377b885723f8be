"""Coding sheets as they come back into the flow: faults all at once, codes that outlive the classifier, decisions."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from coding_round import NO_TIE, TIE, candidates_table, change_sheet, draw, write_sheets
from pydantic import ValidationError

from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
from paradiplomacy.config.page_ties import Coding
from paradiplomacy.problems import BadInput
from paradiplomacy.tables import typed, write_table
from paradiplomacy.web.coding import ADJUDICATOR, measure_reliability
from paradiplomacy.web.coding_fields import CODED, CODES, CODINGS
from paradiplomacy.web.coding_plan import items_of
from paradiplomacy.web.coding_returns import (
    adjudication_workbook,
    coded_passages,
    codes_table,
    join_codings,
    passages_to_code,
    read_returned_sheets,
    rows_set_aside,
    sheets_accounting,
    unsettled,
)
from paradiplomacy.web.evidence_fields import PAGE_TIES
from paradiplomacy.web.tie_decisions import CODING_COUNTS, TIE_DECISIONS, count_coding, decide_page_ties


def page_ties(candidates: pd.DataFrame) -> pd.DataFrame:
    own = {name: candidates[name] for name in candidates if name in PAGE_TIES.columns}
    doubtful = candidates["probability"].between(0.25, 0.75)
    rest = {"place_kind": "city", "mentions": 1, "as_written": "Wuxi", "block": 0, "offset": 0, "review": doubtful}
    return typed(pd.DataFrame(own | rest), PAGE_TIES)


def twice_coded(sample: pd.DataFrame) -> list[str]:
    return sample.loc[sample["coders"].str.contains("|", regex=False), "item"].tolist()


# ---- what comes back ------------------------------------------------------------------------------------------------


def test_a_round_comes_back_whole(tmp_path: Path) -> None:
    candidates = candidates_table()
    sample = draw(candidates)
    returned = read_returned_sheets(write_sheets(tmp_path, sample, candidates), {})
    assert sorted(returned["item"].unique()) == sorted(sample["item"])
    assert len(returned) == len(sample) + len(twice_coded(sample))
    joined = join_codings(returned, sample, candidates)
    assert set(joined["standing"]) == {"sampled"}
    assert passages_to_code(sample, joined).empty
    coded = coded_passages(joined)
    both = coded["item"].isin(twice_coded(sample))
    assert set(coded.loc[both, "coder"]) == {"anna|ben"}
    assert set(coded.loc[~both, "coder"]) == {"anna", "ben"}


def test_all_faults_of_all_sheets_are_said_at_once(tmp_path: Path) -> None:
    candidates = candidates_table()
    sample = draw(candidates)
    sheets = write_sheets(tmp_path, sample, candidates)
    change_sheet(
        sheets["sheet_anna"], lambda _, row: {2: {"quote": "Another passage."}, 3: {"tie": "perhaps"}}.get(row, {})
    )
    change_sheet(sheets["sheet_ben"], lambda _, row: {4: {"coder": "adjudicator"}, 5: {"tie": None}}.get(row, {}))
    broken, again = tmp_path / "broken.xlsx", tmp_path / "again.xlsx"
    broken.write_bytes(b"no workbook")
    again.write_bytes(sheets["sheet_ben"].read_bytes())
    with pytest.raises(BadInput) as caught:
        read_returned_sheets(sheets | {"broken": broken, "again": again}, {})
    said = [problem.sentence() for problem in caught.value.problems]
    for start, part in (
        ("anna.xlsx, row 2", "the locked cells of this row as they were sent out; restore them"),
        ("anna.xlsx, row 3", '"perhaps" found, one of yes, no, unclear; correct the code.'),
        ("ben.xlsx, row 4", '"adjudicator" found, the pseudonym of a coder; name the sheet under coding.sheets or'),
        ("ben.xlsx, row 4", "the locked cells of this row as they were sent out"),
        ("ben.xlsx, row 5", "a code, one of yes, no, unclear; code it."),
        ("broken.xlsx", "a complete .xlsx expected"),
        ("again.xlsx, row 2", "each passage once of a coder; sheet_ben has it in row 2; take one of the two out."),
    ):
        assert any(start in sentence and part in sentence for sentence in said), (start, part)


def test_a_column_taken_out_is_named_before_its_cells_are_missed(tmp_path: Path) -> None:
    candidates = candidates_table()
    sheets = write_sheets(tmp_path, draw(candidates), candidates)
    book = openpyxl.load_workbook(sheets["sheet_anna"])
    book["coding"].delete_cols([cell.value for cell in book["coding"][1]].index("seal") + 1)
    book.save(sheets["sheet_anna"])
    with pytest.raises(BadInput, match='row 1, column "seal": this column once') as caught:
        read_returned_sheets(sheets, {})
    assert len(caught.value.problems) == 1


def test_white_space_that_a_program_changes_breaks_no_seal(tmp_path: Path) -> None:
    candidates = candidates_table()
    sheets = write_sheets(tmp_path, draw(candidates), candidates)
    book = openpyxl.load_workbook(sheets["sheet_anna"])
    sheet = book["coding"]
    column = [cell.value for cell in sheet[1]].index("quote") + 1
    before = read_returned_sheets(sheets, {})
    sheet.cell(2, column).value = str(sheet.cell(2, column).value).replace("\n", " \r\n")
    book.save(sheets["sheet_anna"])
    pd.testing.assert_frame_equal(read_returned_sheets(sheets, {}), before)


def test_a_sheet_of_a_coder_is_no_adjudication(tmp_path: Path) -> None:
    candidates = candidates_table()
    sheets = write_sheets(tmp_path, draw(candidates), candidates)
    with pytest.raises(BadInput, match='"anna" found, the name adjudicator; name the sheet under'):
        read_returned_sheets({}, {"ruling": sheets["sheet_anna"]})


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"coders": ["anna", "anna"]}, "each name once"),
        ({"coders": ["anna", "classifier"]}, "nobody goes by the name of classifier"),
        ({"coders": ["anna"]}, "double coding needs two coders"),
        ({"sheets": ["a_sheet"]}, "the coders of the returned sheets are needed"),
        ({"coders": ["../anna", "ben"]}, "String should match pattern"),
    ],
)
def test_settings_that_do_not_serve(settings: dict[str, list[str]], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Coding.model_validate(settings)


# ---- a changed classifier -------------------------------------------------------------------------------------------


def test_codes_outlive_a_changed_classifier(tmp_path: Path) -> None:
    candidates = candidates_table()
    sample = draw(candidates)
    sheets = write_sheets(tmp_path, sample, candidates, lambda *_: TIE)
    # another classifier: other probabilities, and the first places of the sample are no longer found at all
    later = candidates_table(seed=2)
    gone = sample["item"].iloc[:3].tolist()
    later = later[~pd.Series(items_of(later)).isin(gone)].reset_index(drop=True)
    redrawn = draw(later)
    returned = read_returned_sheets(sheets, {})
    joined = join_codings(returned, redrawn, later)
    codes = codes_table(joined)
    write_table(codes, tmp_path / "codes.csv", CODES)
    assert sorted(codes["item"].unique()) == sorted(sample["item"]), "no code is lost"
    standing = codes.drop_duplicates("item").set_index("item")["standing"]
    assert set(standing[gone]) == {"no longer found"}
    assert set(standing) == {"sampled", "no longer sampled", "no longer found"}

    aside, counted = rows_set_aside(joined), sheets_accounting(joined, list(sheets))
    write_table(aside, tmp_path / "set_aside.csv", SET_ASIDE)
    write_table(counted, tmp_path / "accounting.csv", ACCOUNTING)
    assert counted["rows_in"].sum() == len(returned)
    assert (counted["rows_in"] == counted["rows_out"] + counted["rows_set_aside"]).all()
    assert counted["rows_set_aside"].sum() == len(aside) == returned["item"].isin(gone).sum()

    # what people said of a place counts wherever it is found, drawn again or not
    decisions = decide_page_ties(page_ties(later), coded_passages(joined))
    told = pd.Series(items_of(later)).isin(sample["item"])
    assert (decisions.loc[told, "decided_by"] == "coder").all()
    assert (decisions.loc[~told, "decided_by"] == "classifier").all()
    # and only what nobody coded is asked for again
    awaited = passages_to_code(redrawn, joined)
    assert not set(awaited["item"]) & (set(sample["item"]) - set(twice_coded(redrawn)))


def test_a_passage_given_to_another_coder_is_not_asked_for_again() -> None:
    sample = draw(candidates_table())
    single = sample[~sample["coders"].str.contains("|", regex=False)].iloc[0]
    other = {"anna": "ben", "ben": "anna"}[single["coders"]]
    codings = pd.DataFrame({"item": [single["item"], twice_coded(sample)[0]], "coder": [other, "anna"]})
    awaited = passages_to_code(sample, codings).set_index("item")["coders"]
    assert single["item"] not in awaited.index
    assert awaited[twice_coded(sample)[0]] == "ben"
    assert len(awaited) == len(sample) - 1


# ---- disagreement and decisions -------------------------------------------------------------------------------------


def test_two_who_differ_decide_nothing_until_an_adjudicator_does(tmp_path: Path) -> None:
    candidates = candidates_table()
    sample = draw(candidates)
    first, second = twice_coded(sample)[:2]
    sheets = write_sheets(
        tmp_path,
        sample,
        candidates,
        lambda item, coder: TIE if (item, coder) in ((first, "anna"), (second, "anna")) else NO_TIE,
    )
    joined = join_codings(read_returned_sheets(sheets, {}), sample, candidates)
    assert sorted(unsettled(joined)["item"]) == sorted([first, second])
    assert not set(coded_passages(joined)["item"]) & {first, second}

    path = tmp_path / "adjudication.xlsx"
    path.write_bytes(adjudication_workbook(joined, sample, candidates, "SIMULATED"))
    book = openpyxl.load_workbook(path)
    assert book["instructions"]["A1"].value == "SIMULATED"
    assert sorted(row[0].value for row in book["coding"].iter_rows(min_row=2)) == sorted([first, second])
    change_sheet(
        path, lambda item, _: TIE | {"year_start": 1999} if item == first else {"tie": "unclear", "certainty": "low"}
    )
    joined = join_codings(read_returned_sheets(sheets, {"ruling": path}), sample, candidates)
    assert unsettled(joined).empty
    coded = coded_passages(joined)
    write_table(coded, tmp_path / "coded.csv", CODED)

    ties = page_ties(candidates)
    decisions = decide_page_ties(ties, coded)
    write_table(decisions, tmp_path / "tie_decisions.csv", TIE_DECISIONS)
    by_item = decisions.assign(item=items_of(ties)).set_index("item")
    ruled = by_item.loc[first]
    assert ruled[["decision", "decided_by", "coder", "form", "year_start", "year_kind"]].tolist() == [
        "tie", "adjudicated", ADJUDICATOR, "twin", 1999, "stated",
    ]  # fmt: skip
    assert by_item.loc[second, "decided_by"] == "classifier", "what even the adjudicator finds unclear"
    others = by_item.drop([first, second])
    people = others[others["decided_by"] == "coder"]
    assert (people["decision"] == "no tie").all() and not people["review"].any()
    machine = others[others["decided_by"] == "classifier"]
    assert (machine["decision"] == machine["classifier_decision"]).all() and machine["coder"].isna().all()
    assert len(people) == len(sample) - 2

    counts = count_coding(decisions, sample, codes_table(joined), coded).set_index("measure")["count"]
    assert counts["coded by two"] == len(twice_coded(sample))
    assert counts["of these, the coders differ"] == counts["of these, adjudicated"] == 2
    assert counts["decided by people"] == len(sample) - 1
    assert counts["of these, against the classifier"] == int((decisions["decision"] != ties["decision"]).sum()) > 0
    assert counts["in the band of doubt and left to the classifier"] == int(decisions["review"].sum())


def test_alpha_is_measured_before_adjudication(tmp_path: Path) -> None:
    candidates = candidates_table()
    sample = draw(candidates, double_share=1.0)
    told = dict(zip(sample["item"], range(len(sample)), strict=True))
    sheets = write_sheets(
        tmp_path, sample, candidates, lambda item, coder: TIE if told[item] % (2 if coder == "anna" else 3) else NO_TIE
    )
    codings = read_returned_sheets(sheets, {})[list(CODINGS.columns)]
    found = measure_reliability(codings, sample, candidates, 0.95, draws=200).set_index(["variable", "coders"])
    row = found.loc[("tie", "people")]
    alike = sum((at % 2 > 0) == (at % 3 > 0) for at in range(len(sample))) / len(sample)
    assert row["agreement"] == pytest.approx(alike)
    assert row["verdict"] == "unreliable"
    assert found.loc[("certainty", "people"), "verdict"] == "not measurable"


def test_without_coders_the_classifier_decides_and_nothing_is_counted(tmp_path: Path) -> None:
    ties = page_ties(candidates_table())
    decisions = decide_page_ties(ties, None)
    assert set(decisions["decided_by"]) == {"classifier"}
    pd.testing.assert_frame_equal(decisions[list(PAGE_TIES.columns)], ties)
    write_table(count_coding(decisions, None, None, None), tmp_path / "counts.csv", CODING_COUNTS)


def test_before_any_sheet_is_back_there_is_nothing_but_open_passages(tmp_path: Path) -> None:
    candidates = candidates_table()
    sample = draw(candidates)
    joined = join_codings(read_returned_sheets({}, {}), sample, candidates)
    write_table(codes_table(joined), tmp_path / "codes.csv", CODES)
    coded = coded_passages(joined)
    write_table(coded, tmp_path / "coded.csv", CODED)
    assert passages_to_code(sample, joined)["coders"].tolist() == sample["coders"].tolist()
    decisions = decide_page_ties(page_ties(candidates), coded)
    assert set(decisions["decided_by"]) == {"classifier"}
    assert adjudication_workbook(joined, sample, candidates).startswith(b"PK")
    assert measure_reliability(joined[list(CODINGS.columns)], sample, candidates, 0.95)["n_units"].eq(0).all()


def test_whom_a_coder_wrote_down_stands_in_no_table(tmp_path: Path) -> None:
    candidates = candidates_table()
    sample = draw(candidates)
    note = "ask mayor@town.example, tel. +49 30 5550100"
    sheets = write_sheets(tmp_path, sample, candidates, lambda *_: TIE | {"note": note})
    codes = codes_table(join_codings(read_returned_sheets(sheets, {}), sample, candidates))
    notes = codes.loc[codes["variable"] == "note", "code"]
    assert len(notes) == len(sample) + len(twice_coded(sample))
    assert set(notes) == {"ask [e-mail], tel. [phone]"}
