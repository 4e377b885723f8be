"""Two sources of one yes or no: kappa, the corrected share and the rest against published values and by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from paradiplomacy.config.registers import Register
from paradiplomacy.config.study import Outcome
from paradiplomacy.config.waves import Wave
from paradiplomacy.findings.agreement import (
    YesNoSource,
    cohen_kappa,
    compare_sources,
    compare_with_silent,
    find_agreement,
    rogan_gladen,
    share_difference,
)
from paradiplomacy.findings.agreement_fields import SOURCE_AGREEMENT
from paradiplomacy.tables import write_table

# ---- published values ---------------------------------------------------------------------------------------------


def test_kappa_of_fleiss_levin_and_paik():
    """Statistical Methods for Rates and Proportions (2003), table 18.1: 100 subjects, kappa 0.68, error 0.087."""
    found = cohen_kappa(np.array([[75, 1, 4], [5, 4, 1], [0, 0, 10]]), 0.95)
    assert found.estimate == pytest.approx(0.6765, abs=5e-5)
    assert (found.estimate - found.conf_low) / 1.959964 == pytest.approx(0.087, abs=1e-3)


@given(st.lists(st.integers(0, 60), min_size=4, max_size=4).filter(lambda cells: sum(cells) > 0))
def test_kappa_as_another_program_has_it(cells):
    table = np.array(cells).reshape(2, 2)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    found = cohen_kappa(table, 0.95)
    if rows @ columns == table.sum() ** 2:
        assert np.isnan(found.estimate)
        return
    other = cohens_kappa(table)
    assert found.estimate == pytest.approx(other.kappa, abs=1e-9)
    error = np.sqrt(max(other.var_kappa, 0))
    assert found.conf_low == pytest.approx(max(other.kappa - 1.959964 * error, -1), abs=1e-5)


def test_kappa_where_chance_explains_everything():
    assert np.isnan(cohen_kappa(np.array([[9, 0], [0, 0]]), 0.95).estimate)
    assert np.isnan(cohen_kappa(np.zeros((2, 2), dtype=int), 0.95).estimate)
    assert cohen_kappa(np.array([[5, 0], [0, 5]]), 0.95).estimate == 1


CERTAIN = 10**9  # so many units that sensitivity and specificity are as good as known


def known(share):
    return round(share * CERTAIN), CERTAIN


def test_corrected_share_of_published_examples():
    """20 of 120 at 0.90 and 0.99 (example of the R package RSurveillance, normal limits); 23 of 150 cows at 0.96 and
    0.89 (example of the R package epiR)."""
    found = rogan_gladen(20, 120, known(0.9), known(0.99), 0.95)
    assert (found.estimate, found.conf_low, found.conf_high) == pytest.approx((0.17603, 0.1011094, 0.2509506), abs=1e-6)
    assert rogan_gladen(23, 150, known(0.96), known(0.89), 0.95).estimate == pytest.approx(0.05098, abs=5e-6)


def test_difference_of_shares_of_newcombe():
    """Newcombe (1998), table II: 56 of 70 against 48 of 80, method 10."""
    found = share_difference((56, 70), (48, 80), 0.95)
    assert (found.estimate, found.conf_low, found.conf_high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


# ---- what must hold -----------------------------------------------------------------------------------------------


@given(st.floats(0, 1), st.floats(0.5, 1), st.floats(0.55, 1))
def test_correction_undoes_misclassification(share, sensitivity, specificity):
    apparent = share * sensitivity + (1 - share) * (1 - specificity)
    found = rogan_gladen(round(apparent * CERTAIN), CERTAIN, known(sensitivity), known(specificity), 0.95)
    assert found.estimate == pytest.approx(share, abs=1e-6)


def test_correction_without_information():
    assert np.isnan(rogan_gladen(5, 10, (5, 10), (5, 10), 0.95).estimate)
    assert np.isnan(rogan_gladen(5, 10, (0, 0), (5, 10), 0.95).estimate)
    assert rogan_gladen(0, 100, (90, 100), (80, 100), 0.95).estimate == 0


def test_interval_of_corrected_share_covers():
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(1_000):
        sens, spec = rng.binomial(120, 0.7), rng.binomial(200, 0.92)
        found = rogan_gladen(rng.binomial(600, 0.3 * 0.7 + 0.7 * 0.08), 600, (sens, 120), (spec, 200), 0.95)
        held += found.conf_low <= 0.3 <= found.conf_high
    assert 930 <= held <= 975


UNITS = pd.DataFrame(
    {
        "unit_id": list("abcdefgh"),
        "level": "city",
        "country": "XX",
        "population": [60_000, 60_000, 60_000, 120_000, 120_000, 120_000, 600_000, 600_000],
        "macro_region": ["East"] * 4 + ["West"] * 4,
        "capital": [False] * 6 + [True, True],
        "port_city": pd.array([False] * 7 + [None], dtype="boolean"),
        "cee": True,
    }
)
SURVEY = YesNoSource("survey", dict(zip("abcdef", [True, True, True, False, False, False], strict=True)))
LISTED = YesNoSource(
    "registers", dict(zip("abcdefgh", [True, True, False, True, False, False, False, True], strict=True))
)


def rows_of(generator):
    return {(row["informant"], row["measure"], row["group"]): row for row in generator}


def test_comparison_by_hand():
    found = rows_of(compare_sources([SURVEY, LISTED], UNITS, 0.95))
    counts = {
        name: found["survey", name, "all"]["events"]
        for name in ("both yes", "informant only", "reference only", "neither")
    }
    assert counts == {"both yes": 2, "informant only": 1, "reference only": 1, "neither": 2}
    assert found["registers", "informant only", "all"]["events"] == 1
    assert found["survey", "kappa", "all"]["estimate"] == pytest.approx(1 / 3)
    assert (found["survey", "sensitivity", "all"]["events"], found["survey", "sensitivity", "all"]["n"]) == (2, 3)
    assert (found["registers", "specificity", "all"]["events"], found["registers", "specificity", "all"]["n"]) == (2, 3)
    # c says yes and no register shows it: East, not a capital, under 100,000
    assert found["survey", "informant only", "macro-region: East"]["events"] == 1
    assert found["survey", "informant only", "macro-region: West"]["events"] == 0
    assert found["survey", "informant only", "population: 50,000 to 100,000"]["n"] == 3
    assert ("survey", "informant only", "capital: yes") not in found  # g and h did not answer


def test_sources_change_places():
    found = rows_of(compare_sources([SURVEY, LISTED], UNITS, 0.95))
    for mine, theirs in (("informant only", "reference only"), ("both yes", "both yes"), ("neither", "neither")):
        assert found["survey", mine, "all"]["events"] == found["registers", theirs, "all"]["events"]
    assert found["survey", "kappa", "all"]["estimate"] == pytest.approx(found["registers", "kappa", "all"]["estimate"])


def test_silent_units_by_hand():
    found = rows_of(compare_with_silent(SURVEY, LISTED, set("abcdefgh"), 0.95))
    assert found["registers", "share, answered", "all"]["estimate"] == pytest.approx(3 / 6)
    assert found["registers", "share, invited", "all"]["estimate"] == pytest.approx(4 / 8)
    bias = found["registers", "non-response bias", "all"]
    assert bias["estimate"] == pytest.approx(3 / 6 - 4 / 8)
    assert bias["conf_low"] < 0 < bias["conf_high"]
    # sensitivity and specificity of registers are 2 of 3: (1/2 + 2/3 - 1) / (1/3)
    assert found["registers", "adjusted share", "all"]["estimate"] == pytest.approx(0.5)
    assert found["survey", "share, answered", "all"]["events"] == 3


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_bias_is_the_difference_of_the_shares(units):
    answers = {str(at): yes for at, (yes, _, silent) in enumerate(units) if not silent}
    listed = {str(at): tie for at, (_, tie, _) in enumerate(units)}
    found = rows_of(
        compare_with_silent(YesNoSource("survey", answers), YesNoSource("registers", listed), set(listed), 0.95)
    )
    gap = found["registers", "non-response bias", "all"]["estimate"]
    shares = [found["registers", f"share, {who}", "all"]["estimate"] for who in ("answered", "invited")]
    if answers and len(answers) < len(listed):
        assert gap == pytest.approx(shares[0] - shares[1])
    elif answers:
        assert np.isnan(gap) or gap == pytest.approx(0)


# ---- from the tables of the flow ----------------------------------------------------------------------------------


def finding(outcome_from="survey"):
    outcomes = {
        "cooperates": Outcome(
            label="Cooperates", kind="binary", evidence="survey", field="q1", counts_as_yes=["yes"], counts_as_no=["no"]
        ),
        "has_tie": Outcome(label="Has a tie", kind="binary", evidence="ties"),
    }
    analysis = UNITS.assign(
        study="s", partner="CN", has_tie=True,
        cooperates=pd.array([SURVEY.says.get(unit) for unit in UNITS["unit_id"]], dtype="boolean"),
    )  # fmt: skip
    tied = [unit for unit, yes in LISTED.says.items() if yes]
    ties = pd.DataFrame({"tie_id": [f"{unit}|CN|x" for unit in [*tied, "c"]], "unit_id": [*tied, "c"], "partner": "CN"})
    evidence = pd.DataFrame({"tie_id": ties["tie_id"], "source": ["list"] * len(tied) + ["export"]})
    return find_agreement(
        analysis,
        UNITS,
        pd.DataFrame({"wave": "w", "unit_id": UNITS["unit_id"], "disposition": "complete"}),
        ties,
        evidence,
        registers={"list": Register(title="List", sources=["list"], levels=["city"])},
        waves={"w": Wave(title="W", partner="CN", level="city", period="2021", source="export", codebook="w.yaml")},
        outcome="cooperates" if outcome_from == "survey" else "has_tie",
        outcomes=outcomes,
        confidence_level=0.95,
    )


def test_finding_takes_ties_of_registers_only(tmp_path):
    found = finding()
    # what the answer of unit c named is no tie of a register
    cell = found[(found["informant"] == "survey") & (found["measure"] == "informant only") & (found["group"] == "all")]
    assert cell["events"].tolist() == [1]
    write_table(found.assign(world="test"), tmp_path / "source_agreement.csv", SOURCE_AGREEMENT)


def test_no_finding_where_the_outcome_is_no_answer():
    found = finding("ties")
    assert found.empty
    assert list(found.columns) == SOURCE_AGREEMENT.columns
