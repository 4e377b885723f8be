"""The classifier beside people: weights of the design, intervals that hold, and alpha of simulated coders."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from coding_round import candidates_table, draw, write_sheets

from paradiplomacy.problems import BadInput
from paradiplomacy.simulate.coders import FORM_OF_LANGUAGE, NOTHING_SAID, TrueCodes, draw_codes, fill_in, read_known
from paradiplomacy.simulate.parameters import Coder, read_truth
from paradiplomacy.simulate.site_texts import TEXTS
from paradiplomacy.tables import typed, write_table
from paradiplomacy.web.coding import measure_reliability
from paradiplomacy.web.coding_agreement import CLASSIFIER_AGREEMENT, score_classifier
from paradiplomacy.web.coding_fields import CODED, CODINGS
from paradiplomacy.web.coding_plan import items_of
from paradiplomacy.web.coding_returns import read_returned_sheets
from paradiplomacy.web.reliability import reliability_verdict
from paradiplomacy.web.statements import FORMS, STATUSES

TIE = TrueCodes(True, "twin", "active", 2001)


def coded_by(sample: pd.DataFrame, tie: dict[str, str]) -> pd.DataFrame:
    """Return what people decided, by item."""
    table = sample[sample["item"].isin(tie)]
    return typed(table.assign(decided_by="one coder", coder="anna", tie=table["item"].map(tie))[
        ["item", "page_id", "partner", "place", "decided_by", "coder", "inclusion", "tie"]
    ], CODED)  # fmt: skip


def pages(candidates: pd.DataFrame, languages: list[str]) -> pd.DataFrame:
    turns = [languages[at % len(languages)] for at in range(len(candidates))]
    return pd.DataFrame({"page_id": candidates["page_id"], "language": turns})


# ---- weights --------------------------------------------------------------------------------------------------------


def test_weights_count_the_candidates_that_were_not_drawn(tmp_path: Path) -> None:
    """40 likely passages, all ties for both; of 60 others 20 drawn, 2 of these ties for people: 6 of 46 overlooked."""
    candidates = candidates_table(100).assign(probability=[0.9] * 40 + [0.1] * 60)
    candidates["decision"] = ["tie"] * 40 + ["no tie"] * 60
    sample = draw(candidates, unlikely=20)
    others = sample.loc[sample["drawn_as"] == "unlikely", "item"].tolist()
    tie = {item: "no" if item in others[2:] else "yes" for item in sample["item"]}
    found = score_classifier(coded_by(sample, tie), sample, candidates, pages(candidates, ["de", "fr"]), 0.95, 4000)
    write_table(found, tmp_path / "agreement.csv", CLASSIFIER_AGREEMENT)
    row = found.set_index("language").loc["all"]
    assert row[["drawn", "coded", "both", "people_only", "neither"]].tolist() == [60, 60, 40, 2, 18]
    assert (row["precision"], row["recall"]) == pytest.approx((1, 40 / 46))
    alike, chance = 94 / 100, 0.4 * 0.46 + 0.6 * 0.54
    assert row["kappa"] == pytest.approx((alike - chance) / (1 - chance))
    assert row["precision_low"] < 1, "an interval does not close up where no error was seen"
    assert row["recall_low"] < 40 / 46 < row["recall_high"]
    languages = found[found["language"] != "all"]
    assert languages["drawn"].sum() == 60 and languages["recall_low"].isna().all()


def test_passages_without_a_decision_are_missing_not_wrong() -> None:
    candidates = candidates_table(100).assign(probability=[0.9] * 40 + [0.1] * 60)
    candidates["decision"] = ["tie"] * 40 + ["no tie"] * 60
    sample = draw(candidates, unlikely=20)
    others = sample.loc[sample["drawn_as"] == "unlikely", "item"].tolist()
    tie = {item: "no" if item in others[1:] else "yes" for item in sample["item"]}
    tie |= dict.fromkeys(others[10:], "unclear")  # 1 of 10 decided ones: 6 of 60
    found = score_classifier(coded_by(sample, tie), sample, candidates, pages(candidates, ["de"]), 0.95, 1000)
    assert found.set_index("language").loc["all", "recall"] == pytest.approx(40 / 46)


def test_nothing_coded_gives_no_score() -> None:
    candidates = candidates_table()
    sample = draw(candidates)
    found = score_classifier(coded_by(sample, {}), sample, candidates, pages(candidates, ["de"]), 0.95, 1000)
    assert found[["precision", "recall", "f1", "kappa"]].isna().all(axis=None)
    assert found["coded"].eq(0).all()


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """60 rounds: true precision 0.92, and 4 in 100 unlikely passages are ties; 95% intervals miss few of them."""
    rng = np.random.default_rng(7)
    held = {"precision": 0, "recall": 0}
    rounds = 60
    candidates = candidates_table(360).assign(probability=[0.9] * 160 + [0.1] * 200)
    candidates["decision"] = ["tie"] * 160 + ["no tie"] * 200
    candidates["unit_id"] = [f"U{at % 40}" for at in range(360)]
    sample, items = draw(candidates, unlikely=80), items_of(candidates)  # whom chance drew does not know the truth
    for _ in range(rounds):
        truth = np.concatenate([rng.random(160) < 0.92, rng.random(200) < 0.04])
        by_item = dict(zip(items, np.where(truth, "yes", "no"), strict=True))
        coded = coded_by(sample, {item: by_item[item] for item in sample["item"]})
        row = score_classifier(coded, sample, candidates, pages(candidates, ["de"]), 0.95, 500).set_index("language")
        ends = row.loc["all"]
        recall = truth[:160].sum() / truth.sum()
        held["precision"] += bool(ends["precision_low"] <= 0.92 <= ends["precision_high"])
        held["recall"] += bool(ends["recall_low"] <= recall <= ends["recall_high"])
    # 95% of 60 is 57, with a standard error of 1.7
    assert held["precision"] >= 52
    assert held["recall"] >= 52


@pytest.mark.parametrize(
    ("alpha", "low", "said"),
    [
        (0.9, 0.82, "reliable"),
        (0.9, 0.7, "reliable; interval reaches below 0.8"),
        (0.9, 0.5, "reliable; interval reaches below 0.667"),
        (0.7, 0.67, "tentative"),
        (0.7, 0.6, "tentative; interval reaches below 0.667"),
        (0.5, 0.3, "unreliable"),
        (float("nan"), float("nan"), "not measurable"),
    ],
)
def test_verdicts(alpha: float, low: float, said: str) -> None:
    assert reliability_verdict(alpha, low) == said


# ---- simulated coders -----------------------------------------------------------------------------------------------


def chances(coder: Coder, tie: bool) -> np.ndarray:
    """Return the probabilities of yes, no and unclear, given the truth."""
    wrong = coder.miss if tie else coder.false_alarm
    right = 1 - wrong - coder.unclear
    return np.array([right, wrong, coder.unclear] if tie else [wrong, right, coder.unclear])


def test_alpha_is_the_one_that_the_stated_error_rates_imply(root: Path) -> None:
    truth = read_truth(root / "resources/demo/truth.yaml")
    n, share = 1500, 0.7
    rng = np.random.default_rng(11)
    rows = []
    for name in ("anna", "ben"):
        for at in range(n):
            known = TIE if at < n * share else NOTHING_SAID
            rows.append({"item": f"i{at}", "coder": name} | draw_codes(known, truth.coders[name], rng))
    codings = typed(pd.DataFrame(rows), CODINGS)
    empty = draw(candidates_table()).head(0)
    found = measure_reliability(codings, empty, candidates_table(), 0.95, draws=400).set_index(["variable", "coders"])
    both = [(chances(truth.coders["anna"], tie), chances(truth.coders["ben"], tie)) for tie in (True, False)]
    parts = (share, 1 - share)
    alike = sum(part * float(one @ other) for part, (one, other) in zip(parts, both, strict=True))
    said = sum(part * (one + other) / 2 for part, (one, other) in zip(parts, both, strict=True))
    implied = 1 - (1 - alike) / (1 - float(said @ said))
    row = found.loc[("tie", "people")]
    # within four standard errors
    assert row["alpha"] == pytest.approx(implied, abs=4 * (row["conf_high"] - row["conf_low"]) / (2 * 1.96))


def test_errors_come_at_the_stated_rates() -> None:
    coder = Coder(miss=0.1, false_alarm=0.2, unclear=0.05, form=0.3, status=0.2, year=0.25, doubt=0.5)
    rng = np.random.default_rng(3)
    n = 4000
    ties = pd.DataFrame([draw_codes(TIE, coder, rng) for _ in range(n)])
    none = pd.DataFrame([draw_codes(NOTHING_SAID, coder, rng) for _ in range(n)])
    yes = ties[ties["tie"] == "yes"]
    for rate, stated in (
        ((ties["tie"] == "no").mean(), 0.1),
        ((ties["tie"] == "unclear").mean(), 0.05),
        ((none["tie"] == "yes").mean(), 0.2),
        ((yes["form"] != "twin").mean(), 0.3),
        ((yes["status"] != "active").mean(), 0.2),
        ((yes["year_start"] != 2001).mean(), 0.25),
    ):
        assert rate == pytest.approx(stated, abs=4 * 0.5 / np.sqrt(n * 0.8))
    assert set(ties["form"].dropna()) <= set(FORMS)
    assert set(ties["status"].dropna()) <= set(STATUSES)
    assert ties.loc[ties["tie"] != "yes", ["form", "status", "year_start"]].isna().all(axis=None)


def test_a_simulated_coder_fills_in_a_sheet_that_the_flow_takes(root: Path, tmp_path: Path) -> None:
    truth = read_truth(root / "resources/demo/truth.yaml")
    candidates = candidates_table()
    sheets = write_sheets(tmp_path, draw(candidates), candidates, lambda *_: {})
    known = {(row.address, row.partner, row.place): TIE for row in candidates.itertuples()}
    filled = {name: fill_in(path, name.removeprefix("sheet_"), truth, known) for name, path in sheets.items()}
    assert filled["sheet_anna"] == fill_in(sheets["sheet_anna"], "anna", truth, known), "the same bytes again"
    for name, path in sheets.items():
        sent = list(openpyxl.load_workbook(path)["coding"].iter_rows(values_only=True))
        back = list(openpyxl.load_workbook(io.BytesIO(filled[name]))["coding"].iter_rows(values_only=True))
        place = sent[0].index("tie")
        assert [row[:place] for row in back] == [row[:place] for row in sent]
        path.write_bytes(filled[name])
    returned = read_returned_sheets(sheets, {})
    assert (returned["tie"] == "yes").mean() > 0.8
    with pytest.raises(BadInput, match='"carl" found, the error rates of this coder under coders'):
        fill_in(sheets["sheet_anna"], "carl", truth, known)


def test_coders_know_a_word_for_each_language_of_the_sites() -> None:
    assert set(FORM_OF_LANGUAGE) == set(TEXTS)
    assert set(FORM_OF_LANGUAGE.values()) <= set(FORMS)


def test_the_committed_sheets_are_of_the_committed_pages_and_err_as_stated(root: Path) -> None:
    demo = root / "resources/demo"
    sheets = {name: demo / f"coded_{name}.xlsx" for name in ("anna", "ben")}
    returned = read_returned_sheets(sheets, {"ruling": demo / "coded_adjudication.xlsx"})
    assert returned["page_id"].str.match(r"demo_pages:\d+$").all()
    known, truth = read_known(demo), read_truth(demo / "truth.yaml")
    for name, path in sheets.items():
        assert path.read_bytes() == fill_in(path, name, truth, known), "run the command simulate-coders again"
