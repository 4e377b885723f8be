"""What a unit and a partner place say of each other: what counts as said, agreement, and kappa by cluster."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from item_waves import CODEBOOK, wave_answers
from sklearn.metrics import cohen_kappa_score

from paradiplomacy.config.study import Outcome
from paradiplomacy.config.waves import PartnerWave
from paradiplomacy.findings.pair_answers import (
    PlaceAnswers,
    compare_pair_answers,
    kappa_by_clusters,
    share_by_clusters,
)
from paradiplomacy.survey.codebook import Codebook

OUTCOME = Outcome(
    label="c", kind="binary", evidence="survey", field="cooperation", counts_as_yes=["yes"], counts_as_no=["no"]
)
WAVE = PartnerWave(
    title="p", source="raw", codebook="p.yaml", partner="US", level="city", period="2025", invitations="i",
    existence="exists", began="began",
)  # fmt: skip


def places() -> PlaceAnswers:
    dyads = pd.DataFrame(
        [
            # unit, place, what the unit says of it, its year; what the place says, its year
            ("a", "One", "active", 1990, "yes", 1990),
            ("a", "Two", "ended", 2001, "yes", 2003),
            ("a", "Three", None, None, "yes", 1999),  # a cooperates and does not name it: it says nothing
            ("b", "One", None, None, "no", None),  # b says that it does not cooperate
            ("c", "One", "dormant", 1980, "no_answer", None),
            ("d", "One", None, None, "planned", None),  # d did not answer
        ],
        columns=["unit_id", "place", "unit_status", "unit_year", "partner_answer", "partner_year"],
    )
    codebook = Codebook.model_validate(CODEBOOK | {"fields": CODEBOOK["fields"][:3]})
    answers = dyads[["unit_id", "place"]].assign(
        areas_business=["yes", "no", "yes", "not_asked", "no_answer", "yes"],
        areas_culture="no",
        areas_none="no",
        importance=["3", "1", "2", "not_asked", "no_answer", "1"],
    )
    return PlaceAnswers("places", WAVE, codebook, dyads, answers)


UNITS = {
    "a": {"cooperation": "yes", "areas_business": "yes", "areas_culture": "no", "areas_none": "no", "importance": "3"},
    "b": {"cooperation": "no"},
    "c": {"cooperation": "yes", "areas_business": "no", "importance": "2"},
}


def compared() -> pd.DataFrame:
    wave = wave_answers(UNITS, partner="US")
    table = compare_pair_answers([places()], [wave], outcome=OUTCOME, milestones=[1989, 2004], confidence_level=0.95)
    return table.set_index(["field", "option"])


def test_a_place_that_is_not_named_is_no_denial_but_no_cooperation_is() -> None:
    found = compared().loc[("existence", "at_present")]
    counts = ("pairs", "unit_only", "place_only", "n", "units", "agree")
    assert [found[name] for name in counts] == [6, 1, 2, 3, 2, 2]
    assert found["agreement"] == pytest.approx(2 / 3)


def test_years_agree_exactly_nearly_and_by_period() -> None:
    table = compared()
    found = {option: table.loc[("start", option), "agree"] for option in ("same_year", "near_year", "period")}
    assert found == {"same_year": 1, "near_year": 2, "period": 2}
    assert pd.isna(table.loc[("start", "near_year"), "kappa"])


def test_questions_of_both_sides_are_compared_where_their_codes_are_alike() -> None:
    table = compared()
    business = table.loc[("areas", "business")]
    assert (business["n"], business["agree"]) == (3, 2)
    importance = table.loc[("importance", "same_answer")]
    assert (importance["n"], importance["agree"], importance["place_only"]) == (3, 1, 1)
    assert table.loc[("importance", "within_one"), "agree"] == 2


def test_places_of_a_partner_that_no_wave_asked_about_have_no_row() -> None:
    china = wave_answers(UNITS)
    assert compare_pair_answers([places()], [china], outcome=OUTCOME, milestones=[], confidence_level=0.95).empty
    assert compare_pair_answers([], [china], outcome=OUTCOME, milestones=[], confidence_level=0.95).empty


def test_kappa_is_that_of_another_program() -> None:
    rng = np.random.default_rng(5)
    one = rng.integers(0, 4, 80)
    other = np.clip(one + rng.integers(-1, 2, 80), 0, 3)
    cluster = np.arange(80)
    weights = np.ones((3, 80))
    for categories, kind in ((4, "quadratic"), (2, None)):
        a, b = (np.minimum(side, categories - 1).astype(float) for side in (one, other))
        found = kappa_by_clusters(a, b, categories, cluster, weights, 0.95)
        assert found.estimate == pytest.approx(cohen_kappa_score(a, b, weights=kind))
        assert (found.conf_low, found.conf_high) == pytest.approx((found.estimate, found.estimate))  # nothing drawn


def test_units_are_resampled_whole() -> None:
    agree = np.repeat([True, False], 20)
    rng = np.random.default_rng(2)
    alone = share_by_clusters(agree, np.arange(40), rng.multinomial(40, np.full(40, 1 / 40), 1999).astype(float), 0.95)
    by_unit = np.repeat(np.arange(4), 10)  # four units whose ten pairs say the same
    drawn = rng.multinomial(4, np.full(4, 1 / 4), 1999).astype(float)
    together = share_by_clusters(agree, by_unit, drawn, 0.95)
    assert together.estimate == alone.estimate == 0.5
    assert together.conf_high - together.conf_low > 2 * (alone.conf_high - alone.conf_low)


def test_full_agreement_has_an_interval_and_chance_alone_no_kappa() -> None:
    weights = np.ones((99, 5))
    share = share_by_clusters(np.ones(9, dtype=bool), np.array([0, 0, 1, 1, 2, 2, 3, 4, 4]), weights, 0.95)
    assert share.conf_high == pytest.approx(1)
    assert share.conf_low == pytest.approx(0.5655, abs=1e-3)  # Wilson's of five in five, by hand
    one = np.ones(5)
    assert np.isnan(kappa_by_clusters(one, one, 2, np.arange(5), weights, 0.95).estimate)
