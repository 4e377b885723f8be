"""Human coding: the plan, the sheets as a coder meets them, their import, adjudication and agreement."""

from __future__ import annotations

import shutil
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy.__main__ import main
from paradiplomacy.problems import BadInput
from paradiplomacy.tables import read_table, write_table
from paradiplomacy.web.coding import measure_reliability, read_coding_folder, sheet_rows, write_coding_folder
from paradiplomacy.web.coding_fields import CODED, CODING_CANDIDATES, CODING_SAMPLE, CODINGS, RELIABILITY
from paradiplomacy.web.coding_plan import draw_coding_sample, probability_band
from paradiplomacy.web.coding_sheets import FILLED, coding_workbook, sheet_cell

PLAN = {"likely_from": 0.5, "unlikely": 10, "double_share": 0.2, "seed": "test"}


def candidates_table(n=60, seed=1):
    rng = np.random.default_rng(seed)
    probability = rng.random(n).round(3)
    tie = probability >= 0.5
    return pd.DataFrame(
        {
            "page_id": [f"page-{i // 2}" for i in range(n)],
            "partner": ["CN" if i % 2 else "US" for i in range(n)],
            "place": ["Wuxi" if i % 2 else "Racine" for i in range(n)],
            "unit_id": "XX001",
            "probability": probability,
            "decision": np.where(tie, "tie", "no tie"),
            "form": "twin",
            "status": np.where(tie, "active", "unknown"),
            "year_start": pd.array([2001 if yes else None for yes in tie], dtype="Int64"),
            "quote": [f"Passage {i} speaks of a partner." for i in range(n)],
            "address": "https://example.org/page",
            "date": "2015-05-05",
        }
    )


@pytest.fixture
def coding(written_coding, tmp_path):
    """A folder of a coding with two coders, and its candidates, for a test to fill in."""
    copied = shutil.copytree(written_coding, tmp_path, dirs_exist_ok=True)
    return copied / "coding", copied / "page_ties.csv"


@pytest.fixture(scope="module")
def written_coding(tmp_path_factory):
    """Where `coding` is copied from."""
    tmp_path = tmp_path_factory.mktemp("written")
    table = candidates_table()
    table.loc[0, "quote"] = '=HYPERLINK("https://example.org","click")'
    table.loc[1, "quote"] = "@SUM(1+1)\x07 and more"
    table.loc[[0, 1], "probability"] = 0.9
    source = tmp_path / "page_ties.csv"
    write_table(table, source, CODING_CANDIDATES)
    folder = tmp_path / "coding"
    write_coding_folder(source, folder, ["ben", "anna"], **PLAN)
    return tmp_path


def fill(folder, name, code=lambda item, number: {"tie": "no", "certainty": "high"}):
    path = folder / name
    book = openpyxl.load_workbook(path)
    sheet = book["coding"]
    header = [cell.value for cell in sheet[1]]
    for number, row in enumerate(sheet.iter_rows(min_row=2), 2):
        values = code(row[0].value, number)
        for column, value in values.items():
            row[header.index(column)].value = value
    book.save(path)


def twice_coded(folder):
    sample = read_table(folder / "sample.csv", CODING_SAMPLE)
    return sample.loc[sample["coders"].str.contains("|", regex=False), "item"].tolist()


# ---- plan ---------------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=60),
    st.floats(0, 1),
    st.integers(0, 30),
    st.floats(0, 1),
    st.integers(2, 5),
)
def test_plan_keeps_its_promises(probabilities, likely_from, unlikely, double_share, n_coders):
    table = pd.DataFrame({"page_id": [f"p{i}" for i in range(len(probabilities))], "probability": probabilities})
    table = table.assign(partner="CN", place="Wuxi")
    coders = [f"coder{i}" for i in range(n_coders)]
    plan = {"likely_from": likely_from, "unlikely": unlikely, "double_share": double_share, "seed": "s"}
    sample = draw_coding_sample(table, coders, **plan)
    likely = {row.page_id for row in table.itertuples() if row.probability >= likely_from}
    assert set(sample.loc[sample["drawn_as"] == "likely", "page_id"]) == likely
    drawn = sample[sample["drawn_as"] == "unlikely"]
    others = len(table) - len(likely)
    assert len(drawn) == min(unlikely, others)
    # weighted by the inverse of its chance, the sample counts every candidate
    assert (1 / sample["inclusion"]).sum() == pytest.approx(len(likely) + (others if len(drawn) else 0))
    teams = sample["coders"].str.split("|")
    assert teams.map(lambda team: len(set(team)) == len(team) <= 2 and set(team) <= set(coders)).all()
    for _, part in sample.groupby("drawn_as"):
        twice = (part["coders"].str.contains("|", regex=False)).sum()
        assert double_share * len(part) - 1e-6 <= twice < double_share * len(part) + 1
    shuffled = draw_coding_sample(table.sample(frac=1, random_state=3), coders, **plan)
    pd.testing.assert_frame_equal(shuffled, sample)


def test_draw_of_unlikely_ones_is_fair():
    table = candidates_table(20).assign(probability=0.01)
    taken = pd.Series(0, index=table["page_id"] + table["place"])
    for seed in range(200):
        plan = PLAN | {"seed": str(seed), "unlikely": 5}
        sample = draw_coding_sample(table, ["anna", "ben"], **plan)
        taken[sample["page_id"] + sample["place"]] += 1
    # 5 of 20: each is taken a quarter of the time, within four standard errors
    assert (taken / 200).between(0.25 - 4 * 0.0306, 0.25 + 4 * 0.0306).all()


def test_work_is_shared_and_all_pairs_meet():
    sample = draw_coding_sample(candidates_table(400), ["a", "b", "c"], **PLAN | {"likely_from": 0, "double_share": 1})
    assert sample["coders"].value_counts().to_dict() == pytest.approx({"a|b": 133, "b|c": 133, "a|c": 133}, abs=2)


def test_bands():
    assert [probability_band(p) for p in (0, 0.05, 0.199, 0.8, 1)] == [
        "0.00 to 0.05", "0.05 to 0.20", "0.05 to 0.20", "0.80 to 1.00", "0.80 to 1.00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("coders", "changed", "said"),
    [
        (["anna"], {}, "two coders at least"),
        (["anna", "Anna"], {}, "a name of letters, digits and hyphens that nobody else has"),
        (["anna", "classifier"], {}, '"classifier" found'),
        (["anna", "a/b"], {}, '"a/b" found'),
        (["anna", "ben"], {"double_share": 1.5}, 'column "double-share": "1.5" found, a share from 0 to 1'),
        (["anna", "ben"], {"unlikely": -1}, "a number of at least 0"),
    ],
)
def test_plans_that_do_not_serve(coders, changed, said):
    with pytest.raises(BadInput, match=said):
        draw_coding_sample(candidates_table(), coders, **PLAN | changed)


# ---- sheets -------------------------------------------------------------------------------------------------------


def test_sheet_as_a_coder_meets_it(coding):
    folder, _ = coding
    sheets = {name: openpyxl.load_workbook(folder / f"coding_{name}.xlsx") for name in ("anna", "ben")}
    assert sheets["anna"].sheetnames == ["instructions", "coding"]
    for book in sheets.values():
        sheet = book["coding"]
        header = [cell.value for cell in sheet[1]]
        assert not {"probability", "decision", "band", "drawn_as"} & set(header), "a coder must not see the classifier"
        assert sheet.freeze_panes == "B2"
        assert sheet.protection.sheet
        for row in sheet.iter_rows(min_row=2):
            assert [cell.protection.locked for cell in row] == [name not in FILLED for name in header]
        lists = {rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
        assert '"yes,no,unclear"' in lists
        covered = {str(rule.sqref).split(":")[1] for rule in sheet.data_validations.dataValidation}
        assert all(end.endswith(str(sheet.max_row)) for end in covered)
    quotes = [
        cell
        for book in sheets.values()
        for row in book["coding"].iter_rows(min_row=2)
        for cell in row
        if str(cell.value).startswith(("=", "@"))
    ]
    assert quotes, "the fixture has passages that begin like formulas"
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in quotes)
    guide = [cell.value for row in sheets["anna"]["instructions"].iter_rows() for cell in row]
    assert "Which word does the page use for the tie?" in guide


def test_no_formula_in_the_file_itself(coding):
    folder, _ = coding
    with zipfile.ZipFile(folder / "coding_anna.xlsx") as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "worksheets" in name)


def test_same_plan_same_bytes(coding, monkeypatch):
    folder, source = coding
    again = folder.parent / "again"
    import openpyxl.writer.excel as writer

    class Later:
        timezone = writer.datetime.timezone

        class datetime(writer.datetime.datetime):  # noqa: N801
            @classmethod
            def now(cls, tz=None):
                return cls(2040, 1, 1, tzinfo=tz)

    monkeypatch.setattr(writer, "datetime", Later)
    write_coding_folder(source, again, ["anna", "ben"], **PLAN)
    for path in sorted(folder.iterdir()):
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_stand_in_a_sheet(text):
    rows = pd.DataFrame({"item": ["a"], "coder": ["anna"], "quote": [text]})
    assert coding_workbook(rows).startswith(b"PK")


def test_long_text_is_cut():
    assert len(sheet_cell("x" * 40_000)) == 32_000


def test_filled_folder_is_not_overwritten(coding):
    folder, source = coding
    with pytest.raises(BadInput, match="a folder without a plan of coding"):
        write_coding_folder(source, folder, ["anna", "ben"], **PLAN)


# ---- import -------------------------------------------------------------------------------------------------------


def test_agreeing_coders(coding):
    folder, source = coding
    for name in ("anna", "ben"):
        fill(folder, f"coding_{name}.xlsx")
    written = read_coding_folder(folder, source, 0.95)
    assert [path.name for path in written] == ["codings.csv", "reliability.csv", "coded.csv"]
    coded = read_table(folder / "coded.csv", CODED)
    sample = read_table(folder / "sample.csv", CODING_SAMPLE)
    assert sorted(coded["item"]) == sorted(sample["item"])
    assert set(coded.loc[coded["item"].isin(twice_coded(folder)), "decided_by"]) == {"agreement"}
    assert (coded["decided_by"] == "agreement").sum() == len(twice_coded(folder))


def test_adjudication(coding):
    folder, source = coding
    first = twice_coded(folder)[0]
    tie = {"tie": "yes", "certainty": "low", "form": "twin", "status": "active", "year_start": 2001}
    no = {"tie": "no", "certainty": "high"}
    fill(folder, "coding_anna.xlsx", lambda item, _: tie if item == first else no)
    fill(folder, "coding_ben.xlsx")
    written = read_coding_folder(folder, source, 0.95)
    assert [path.name for path in written] == ["codings.csv", "reliability.csv", "adjudication.xlsx"]
    sheet = openpyxl.load_workbook(folder / "adjudication.xlsx")["coding"]
    header = [cell.value for cell in sheet[1]]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [first]
    said = sheet.cell(2, header.index("codings") + 1).value
    assert said == (
        "anna: tie yes, certainty low, form twin, status active, year_start 2001; ben: tie no, certainty high"
    )
    with pytest.raises(BadInput, match=r'row 2, column "tie": a code, one of yes, no, unclear; code it'):
        read_coding_folder(folder, source, 0.95)
    fill(folder, "adjudication.xlsx", lambda *_: tie | {"year_start": 2003})
    read_coding_folder(folder, source, 0.95)
    coded = read_table(folder / "coded.csv", CODED).set_index("item")
    assert coded.loc[first, ["decided_by", "tie", "form", "year_start"]].tolist() == [
        "adjudication",
        "yes",
        "twin",
        2003,
    ]
    assert (coded.drop(first)["tie"] == "no").all()
    codings = read_table(folder / "codings.csv", CODINGS)
    assert sorted(codings.loc[codings["item"] == first, "coder"]) == ["adjudicator", "anna", "ben"]


def test_faults_are_sentences_all_at_once(coding):
    folder, source = coding
    fill(folder, "coding_ben.xlsx")
    fill(folder, "coding_anna.xlsx")
    path = folder / "coding_anna.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["coding"]
    column = {cell.value: cell.column for cell in sheet[1]}
    item = sheet.cell(8, 1).value
    sheet.cell(2, column["place"]).value = "Wuhan"
    sheet.cell(3, column["tie"]).value = "perhaps"
    sheet.cell(4, column["tie"]).value = None
    sheet.cell(5, column["form"]).value = "twin"
    sheet.cell(6, column["tie"]).value = "yes"
    sheet.cell(6, column["form"]).value = "twin"
    sheet.cell(6, column["status"]).value = "active"
    sheet.cell(6, column["year_start"]).value = 201
    sheet.cell(7, column["item"]).value = "other"
    sheet.cell(9, column["note"]).value = "=1+1"
    sheet.cell(9, column["note"]).data_type = "f"
    sheet.delete_rows(8)
    book.save(path)
    with pytest.raises(BadInput) as caught:
        read_coding_folder(folder, source, 0.95)
    said = caught.value.report()
    for sentence in (
        'row 8, column "note": "=1+1" found, a value expected, the cell holds a formula',
        'row 2, column "place": "Wuhan" found, "',
        'row 3, column "tie": "perhaps" found, one of yes, no, unclear; correct the code.',
        'row 4, column "tie": a code, one of yes, no, unclear; code it.',
        'row 5, column "form": "twin" found, an empty cell, as no tie is coded; empty it, or correct the code of tie.',
        'row 6, column "year_start": "201" found, a year from 1900 to 2100, or nothing; correct the code.',
        'row 7, column "item": "other" found, a passage of this coder\'s sheet; restore the locked columns',
        f'column "item": "{item}" found, a row for this passage; restore the row that was taken out.',
    ):
        assert sentence in said, said
    assert not (folder / "codings.csv").exists()


def test_formula_is_refused(coding):
    folder, source = coding
    for name in ("anna", "ben"):
        fill(folder, f"coding_{name}.xlsx", lambda *_: {"tie": "no", "certainty": "high", "note": "=1+1"})
    with pytest.raises(BadInput, match="a value expected, the cell holds a formula"):
        read_coding_folder(folder, source, 0.95)


def test_column_taken_out(coding):
    folder, source = coding
    book = openpyxl.load_workbook(folder / "coding_anna.xlsx")
    book["coding"].delete_cols(3)
    book.save(folder / "coding_anna.xlsx")
    fill(folder, "coding_ben.xlsx")
    with pytest.raises(BadInput, match='row 1, column "page_id": this column once'):
        read_coding_folder(folder, source, 0.95)


def test_sheet_that_is_not_back(coding):
    folder, source = coding
    fill(folder, "coding_anna.xlsx")
    (folder / "coding_ben.xlsx").unlink()
    n = len(twice_coded(folder))
    with pytest.raises(BadInput, match=f"the sheet of ben, without which {n} passages miss their second coding"):
        read_coding_folder(folder, source, 0.95)


def test_candidates_of_another_plan(coding):
    folder, source = coding
    write_table(candidates_table(4), source, CODING_CANDIDATES)
    with pytest.raises(BadInput, match="every passage of the plan among the candidates"):
        read_coding_folder(folder, source, 0.95)


# ---- agreement ----------------------------------------------------------------------------------------------------


def simulated_codings(sample, table, errors, seed):
    """Codes of coders who each misread a given share of the passages; the truth is drawn, not the classifier's."""
    rng = np.random.default_rng(seed)
    truth = dict(zip(sample["item"], rng.random(len(sample)) < 0.4, strict=True))
    rows = []
    for coder, rate in errors.items():
        for item in sheet_rows(sample, table, coder)["item"]:
            tie = truth[item] != (rng.random() < rate)
            rows.append({"item": item, "coder": coder, "tie": "yes" if tie else "no", "certainty": "high"})
    return pd.DataFrame(rows).reindex(columns=CODINGS.columns)


def standard_errors(row, number):
    return number * (row["conf_high"] - row["conf_low"]) / (2 * 1.96)


def test_alpha_of_coders_with_known_error_rates():
    """Two coders who each misread one passage in ten agree on 82% of them: alpha is 1 - 0.18 / (2 p (1 - p))."""
    table = candidates_table(2000)
    sample = draw_coding_sample(table, ["anna", "ben"], **PLAN | {"likely_from": 0, "double_share": 1})
    codings = simulated_codings(sample, table, {"anna": 0.1, "ben": 0.1}, seed=5)
    found = measure_reliability(codings, sample, table, 0.95).set_index(["variable", "coders"])
    said = 0.4 * 0.9 + 0.6 * 0.1
    expected = 1 - 0.18 / (2 * said * (1 - said))
    people = found.loc[("tie", "people")]
    # one draw of 2,000 passages: within four standard errors
    assert people["alpha"] == pytest.approx(expected, abs=standard_errors(people, 4))
    # the classifier's decisions have nothing to do with this truth
    machine = found.loc[("tie", "anna and classifier")]
    chance = 1 - 0.5 / (2 * (0.5 + said) / 2 * (1 - (0.5 + said) / 2))
    assert machine["alpha"] == pytest.approx(chance, abs=standard_errors(machine, 4))
    assert pd.isna(found.loc[("certainty", "people"), "alpha"])  # all codings alike
    assert ("certainty", "anna and classifier") not in found.index


def test_measure_is_the_same_twice_and_blind_to_order():
    table = candidates_table(80)
    sample = draw_coding_sample(table, ["anna", "ben"], **PLAN | {"double_share": 1})
    codings = simulated_codings(sample, table, {"anna": 0.1, "ben": 0.2}, seed=6)
    one = measure_reliability(codings, sample, table, 0.95)
    other = measure_reliability(codings.sample(frac=1, random_state=2), sample, table, 0.95)
    pd.testing.assert_frame_equal(one, other)


def test_commands(coding, capsys):
    folder, source = coding
    other = folder.parent / "by_command"
    arguments = ["--folder", str(other), "--coders", "anna", "ben", "--likely-from", "0.5", "--unlikely", "10"]
    assert main(["coding-sheet", str(source), *arguments]) == 0
    assert "coding_anna.xlsx" in capsys.readouterr().out
    for name in ("anna", "ben"):
        fill(other, f"coding_{name}.xlsx")
    assert main(["read-coding", str(other), str(source)]) == 0
    reliability = read_table(other / "reliability.csv", RELIABILITY)
    assert set(reliability["coders"]) == {"people", "anna and classifier", "ben and classifier"}
    (other / "coding_ben.xlsx").write_bytes(b"no workbook")
    assert main(["read-coding", str(other), str(source)]) == 1
    assert "coding_ben.xlsx" in capsys.readouterr().err
