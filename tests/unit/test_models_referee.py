"""Every estimator against R: estimates, errors, likelihoods, intervals and effects (tests/reference/estimators)."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest
from referee_cases import FOLDER, ours, table

from paradiplomacy.models.estimators import ESTIMATORS

RELATIVE = 1e-6
# a covariance of glm.nb that holds the dispersion fixed is another definition: shown, not compared
OTHER_DEFINITION = ("theta_fixed_error",)


def rows() -> pd.DataFrame:
    referee = table("referee")
    return referee[~referee["quantity"].isin(OTHER_DEFINITION)]


@pytest.mark.parametrize("case", rows()["case"].unique())
def test_r_says_the_same(case: str) -> None:
    expected = rows()[rows()["case"] == case]
    found = ours()[case]
    apart = {}
    for row in expected.itertuples():
        value = found[row.quantity, row.term]
        if abs(value - row.value) > RELATIVE * abs(row.value):
            apart[row.quantity, row.term] = (value, row.value)
    assert apart == {}


def test_every_estimator_is_held_against_r() -> None:
    covered = {case.split(" ", 1)[1].partition(" with ")[0] for case in ours()}
    assert covered >= set(ESTIMATORS)


def test_asking_again_names_what_r_says_otherwise() -> None:
    sys.path.insert(0, str(FOLDER))
    try:
        from ask_again import differing
    finally:
        sys.path.remove(str(FOLDER))
    before = "case,quantity,term,value\na,estimate,x,1.0\na,estimate,y,2.0\n"
    after = "case,quantity,term,value\na,estimate,x,1.00001\na,estimate,z,2.0\n"
    assert list(differing(before, before)) == []
    assert list(differing(before, after)) == [
        "a, estimate, y: only in the committed values",
        "a, estimate, z: only in the new run",
        "a, estimate, x: 1 is committed, R now says 1.00001",
    ]


def test_asking_again_without_r_says_so(tmp_path: object) -> None:
    run = subprocess.run(
        [sys.executable, FOLDER / "ask_again.py"], env={"PATH": str(tmp_path)}, capture_output=True, encoding="utf-8"
    )
    assert run.returncode == 0
    assert "Rscript is not installed" in run.stdout
