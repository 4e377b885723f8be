"""Weights, shares, means and their errors against R's package survey, on the committed values of tests/reference."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from paradiplomacy.survey.design_estimates import ResponseDesign, estimate_mean
from paradiplomacy.survey.nonresponse import fit_response_model
from paradiplomacy.survey.raking import rake
from paradiplomacy.survey.weights import design_effect

TOLERANCE = 1e-6


@pytest.fixture(scope="module")
def reference(root: Path) -> dict[str, float]:
    table = pd.read_csv(root / "tests/reference/survey_weights.csv")
    return dict(zip(table["quantity"], table["value"], strict=True))


@pytest.fixture(scope="module")
def found(root: Path) -> dict[str, float]:
    """Return the quantities of the reference, computed by the library from the same data."""
    invited = pd.read_csv(root / "tests/reference/survey_weights_data.csv").astype({"size": "string"})
    answered = invited["answered"] == 1
    mine = answered.to_numpy()
    invited["east"] = invited["east"] == 1
    model = fit_response_model(invited, answered, ["wealth", "size", "east"])
    coefficients = model.table.set_index("term")["estimate"].copy()
    spread, mean = invited["wealth"].std(ddof=0), invited["wealth"].mean()
    coefficients["wealth"] /= spread
    coefficients["constant"] -= coefficients["wealth"] * mean
    values = {f"logit.{term}": value for term, value in coefficients.items()}

    total, n = len(invited), int(mine.sum())
    base = np.full(n, total / n)
    ipw = 1 / model.propensity[mine]
    ipw *= total / ipw.sum()
    margins = [pd.factorize(invited[name], sort=True)[0] for name in ("country", "size")]
    inside = [codes[mine] for codes in margins]
    raked = rake(ipw, inside, [np.bincount(codes).astype(float) for codes in margins])
    assert raked.converged
    strata, sizes = inside[0], np.bincount(margins[0]).astype(float)
    designs = {
        "unweighted": ResponseDesign(base, np.zeros(n, dtype=np.int64), np.array([float(total)])),
        "ipw": ResponseDesign(ipw, strata, sizes),
        "raked": ResponseDesign(raked.weights, strata, sizes, inside, ipw),
    }
    answers = invited[mine].reset_index(drop=True)
    for name, design in designs.items():
        values |= {f"{name}.deff": design_effect(design.weights), f"{name}.largest": design.weights.max()}
        for outcome in ("y", "ties"):
            numbers = answers[outcome].to_numpy(dtype=float)
            estimate = estimate_mean(numbers, design, 0.95, share=outcome == "y")
            values |= {
                f"{name}.{outcome}": estimate.estimate,
                f"{name}.{outcome}.se": estimate.std_error,
                f"{name}.{outcome}.low": estimate.conf_low,
                f"{name}.{outcome}.high": estimate.conf_high,
            }
        eastern = np.where(answers["east"], answers["y"].to_numpy(dtype=float), np.nan)
        estimate = estimate_mean(eastern, design, 0.95, share=True)
        for kind in ("y", "ratio"):  # R gives the mean of a domain in both ways
            values |= {f"{name}.{kind}.east": estimate.estimate, f"{name}.{kind}.east.se": estimate.std_error}
    values["ipf.smallest"], values["ipf.largest"] = raked.weights.min(), raked.weights.max()
    values["ipf.y"] = values["raked.y"]
    values |= {f"weight.{unit}": raked.weights[place] for place, unit in enumerate(answers["unit"].head(25))}
    return values


def test_every_quantity_agrees_with_r(found: dict[str, float], reference: dict[str, float]) -> None:
    assert found.keys() == reference.keys()
    differences = {name: abs(found[name] / reference[name] - 1) for name in reference}
    assert max(differences.values()) < TOLERANCE, {k: v for k, v in differences.items() if v >= TOLERANCE}


def test_the_data_are_those_that_their_script_draws(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(root / "tests/reference"))
    import draw_survey_weights

    drawn = draw_survey_weights.draw().to_csv(index=False, lineterminator="\n")
    assert drawn == draw_survey_weights.DATA.read_text(encoding="utf-8")
