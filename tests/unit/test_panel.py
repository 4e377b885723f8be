"""The panel: units of two waves linked, answers compared, tests held against published and computed values."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from scipy import stats
from survey_answers import export_of, ingest, long_answer, short_answer, wave_codebook

from paradiplomacy.reports.panel_tables import print_panel
from paradiplomacy.survey.codebook import Codebook
from paradiplomacy.survey.panel import link_panel, stuart_maxwell, summarise_changes, transitions

WAVES, PERIODS = ("china", "us"), ("2020", "2023")
COOPERATES = {"cooperates": ("cooperation", ("yes",), ("no", "past", "planned"))}


@pytest.fixture
def codebooks(root: Path) -> tuple[Codebook, Codebook]:
    return wave_codebook(root, "china_cities_2021"), wave_codebook(root, "us_cities_2024")


def responses(codebook: Codebook, cooperation: list[str]) -> pd.DataFrame:
    """Return one response per answer to the question of cooperation; importance is 4 where it was asked."""
    export = export_of([long_answer(codebook), short_answer(codebook)], codebook)
    both = ingest(export, codebook).responses
    rows = pd.concat([both[both["cooperation"] == ("no" if code == "no" else "yes")] for code in cooperation])
    return rows.assign(unit_id=[f"U{number:03}" for number in range(len(rows))], cooperation=cooperation)


def linked(codebooks: tuple[Codebook, Codebook], first: list[str], second: list[str]) -> pd.DataFrame:
    waves = responses(codebooks[0], first), responses(codebooks[1], second)
    return link_panel(waves, codebooks, "city")


def changes(codebooks: tuple[Codebook, Codebook], panel: pd.DataFrame) -> pd.DataFrame:
    found = summarise_changes(panel, codebooks, WAVES, PERIODS, COOPERATES, 0.95)
    return found.set_index("field")


def test_only_units_of_both_waves_and_public_questions_are_linked(codebooks: tuple[Codebook, Codebook]) -> None:
    panel = linked(codebooks, ["yes", "no", "yes"], ["no", "no"])
    assert sorted(panel["unit_id"].unique()) == ["U000", "U001"]
    assert not {"comment", "reasons_other", "areas_other"} & set(panel["field"])
    answers = panel.set_index(["unit_id", "field"])
    assert answers.loc[("U000", "cooperation"), ["first", "second", "direction"]].tolist() == ["yes", "no", "other"]
    # asked in the first wave only: a difference of routes is no change of answer
    assert answers.loc[("U000", "importance"), "second"] == "not_asked"
    assert pd.isna(answers.loc[("U000", "importance"), "changed"])


def test_counts_of_a_question_add_up(codebooks: tuple[Codebook, Codebook]) -> None:
    first = ["yes"] * 10 + ["no"] * 8 + ["planned"] * 2
    second = ["yes"] * 6 + ["no"] * 4 + ["yes"] * 1 + ["no"] * 7 + ["yes"] * 2
    found = changes(codebooks, linked(codebooks, first, second))
    assert found.loc["cooperation", ["n", "same", "changed"]].tolist() == [20, 13, 7]
    yes_or_no = found.loc["cooperates"]
    assert yes_or_no[["n", "same", "up", "down"]].tolist() == [20, 13, 3, 4]
    assert yes_or_no["difference"] == pytest.approx(-1 / 20)
    assert yes_or_no["p_value"] == pytest.approx(stats.binomtest(3, 7).pvalue)
    assert yes_or_no["conf_low"] < yes_or_no["difference"] < yes_or_no["conf_high"]
    assert (found["same"] + found["changed"] == found["n"]).all()
    assert set(found["first_period"]) == {"2020"}


def test_the_interval_is_that_of_agresti_and_min(codebooks: tuple[Codebook, Codebook]) -> None:
    """Half a unit added to each cell, worked by hand for 3 gained and 4 lost of 20."""
    first = ["yes"] * 10 + ["no"] * 10
    second = ["yes"] * 6 + ["no"] * 4 + ["yes"] * 3 + ["no"] * 7
    row = changes(codebooks, linked(codebooks, first, second)).loc["cooperates"]
    centre, spread = (3.5 - 4.5) / 22, (8 - 1 / 22) ** 0.5 / 22
    assert row["conf_low"] == pytest.approx(centre - 1.959963985 * spread)
    assert row["conf_high"] == pytest.approx(centre + 1.959963985 * spread)


def test_stuart_and_maxwell_of_two_answers_is_mcnemar_without_correction() -> None:
    table = pd.DataFrame([[20, 15], [5, 60]], index=["a", "b"], columns=["a", "b"])
    assert stuart_maxwell(table) == pytest.approx(stats.chi2.sf((15 - 5) ** 2 / 20, 1))


def test_stuart_and_maxwell_agrees_with_another_program() -> None:
    from statsmodels.stats.contingency_tables import SquareTable

    cells = [[20, 10, 5], [3, 30, 15], [0, 5, 40]]
    expected = SquareTable(pd.DataFrame(cells), shift_zeros=False).homogeneity().pvalue
    table = pd.DataFrame(cells, index=list("abc"), columns=list("abc"))
    assert stuart_maxwell(table) == pytest.approx(expected)


def test_stuart_and_maxwell_has_no_value_where_nobody_changed() -> None:
    assert stuart_maxwell(pd.DataFrame([[5, 0], [0, 5]], index=["a", "b"], columns=["a", "b"])) is None


def test_a_question_with_other_codes_is_named_and_not_compared(codebooks: tuple[Codebook, Codebook]) -> None:
    settings = codebooks[1].model_dump()
    importance = next(field for field in settings["fields"] if field["name"] == "importance")
    importance["codes"].popitem()
    pair = codebooks[0], Codebook.model_validate(settings)
    panel = linked(pair, ["yes", "no"], ["yes", "no"])
    assert "importance" not in set(panel["field"])
    assert changes(pair, panel).loc["importance", "note"] == "its codes differ between the waves"


def test_the_printed_panel_shows_no_small_count_and_no_statistic_that_gives_one_away(
    codebooks: tuple[Codebook, Codebook],
) -> None:
    first = ["yes"] * 40 + ["no"] * 30
    second = ["yes"] * 38 + ["no"] * 2 + ["yes"] * 12 + ["no"] * 18
    panel = linked(codebooks, first, second)
    found = summarise_changes(panel, codebooks, WAVES, PERIODS, COOPERATES, 0.95)
    _, lines, tables = print_panel(found, transitions(panel, codebooks), COOPERATES, 5)
    printed = [text for line in lines for text in line.counts] + [
        cell for table in tables for row in table.rows for cell in row
    ]
    assert all(not text.isdigit() or int(text) >= 5 for text in printed)
    yes_or_no = next(line for line in lines if line.field == "cooperates")
    assert yes_or_no.counts[4] == "< 5"
    assert (yes_or_no.difference, yes_or_no.p_value) == ("", "")
    moves = next(table for table in tables if table.field == "cooperation")
    assert moves.codes == ("yes", "no", "past", "planned")
    # of the sum of changes, the small part is not the only one that is missing
    assert yes_or_no.counts[3] == "withheld" or yes_or_no.counts[2] == "withheld"


def test_a_panel_without_small_counts_is_printed_in_full(codebooks: tuple[Codebook, Codebook]) -> None:
    first = ["yes"] * 20 + ["no"] * 20
    second = ["yes"] * 14 + ["no"] * 6 + ["yes"] * 8 + ["no"] * 12
    panel = linked(codebooks, first, second)
    found = summarise_changes(panel, codebooks, WAVES, PERIODS, COOPERATES, 0.95)
    _, lines, _ = print_panel(found, transitions(panel, codebooks), {}, 5)
    yes_or_no = next(line for line in lines if line.field == "cooperates")
    assert yes_or_no.counts == ("40", "26", "14", "8", "6")
    assert yes_or_no.difference.startswith("+5.0 (")
