"""Kinds of cooperation: which model is chosen, what classes are called, and the conditions they are set against."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from paradiplomacy.config.cooperation import Typology
from paradiplomacy.config.study import Factor, Model, Outcome, Study
from paradiplomacy.findings.conditions import AMONG, WITHIN, find_conditions, permutation_test
from paradiplomacy.findings.cooperation_model import WITHIN as ARROWS
from paradiplomacy.findings.cooperation_model import assemble_model, associate, share_naming, somers_d
from paradiplomacy.findings.latent_classes import LatentClasses
from paradiplomacy.findings.typology import choose_classes, class_labels, find_types
from paradiplomacy.findings.typology_fields import (
    COOPERATION_MODEL,
    TYPOLOGY_CONDITIONS,
    TYPOLOGY_FIT,
    TYPOLOGY_PROFILES,
    TYPOLOGY_UNITS,
)
from paradiplomacy.tables import write_table

SETTINGS = Typology(most_classes=3, fewest_units=30, starts=8, draws=20)
ITEMS = pd.DataFrame(
    {
        "item": [f"areas_{name}" for name in "abcdef"],
        "field": "areas",
        "label": [f"Area {name.upper()}" for name in "abcdef"],
    }
)


def row(bic: float, entropy: float, smallest: float) -> dict[str, Any]:
    return {"bic": bic, "entropy": entropy, "smallest_share": smallest}


def test_the_lowest_bic_counts_then_entropy_then_size() -> None:
    one, two, three = row(100, float("nan"), 1.0), row(90, 0.6, 0.4), row(80, 0.9, 0.02)
    assert choose_classes([one, two, three], 0.05) == 1  # the best has a class that is too small
    assert choose_classes([one, two, three], 0.01) == 2
    assert choose_classes([row(90, float("nan"), 1.0), row(91.5, 0.5, 0.3), row(91.9, 0.8, 0.2)], 0.05) == 2
    assert choose_classes([row(90, float("nan"), 1.0), row(93, 0.99, 0.5)], 0.05) == 0
    assert choose_classes([row(99, float("nan"), 1.0), row(90, 0.5, 0.2), row(90, 0.5, 0.3)], 0.05) == 2


def test_a_class_is_named_by_what_sets_it_off() -> None:
    profiles = np.array([[0.9, 0.5, 0.1], [0.1, 0.4, 0.8], [0.1, 0.3, 0.1]])
    model = LatentClasses(np.array([0.5, 0.3, 0.2]), profiles, 0.0, True, 1)
    overall = np.array([0.5, 0.43, 0.31])
    assert class_labels(model, ["A", "B", "C"], overall) == ["a, b", "c", "little of anything"]


def two_kinds(n: int, partners: tuple[str, ...] = ("CN", "US")) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    rows = []
    for place in range(n):
        kind = place % 2
        for partner in partners:
            ticks = rng.random(6) < np.where((np.arange(6) < 3) == bool(kind), 0.95, 0.05)
            rows.append([f"U{place:03d}", partner, "city", *ticks.astype(float)])
    table = pd.DataFrame(rows, columns=["unit_id", "partner", "level", *ITEMS["item"]])
    table.iloc[0, 3:] = np.nan  # a unit that answers none of the items
    return table


def test_two_kinds_are_found_and_every_answer_is_accounted_for(tmp_path: Any) -> None:
    found = find_types(
        two_kinds(60), ITEMS, partners=["CN", "US"], levels=["city", "region"], settings=SETTINGS, confidence_level=0.9
    )
    chosen = found.fit[found.fit["chosen"]].set_index("partner")
    assert chosen["classes"].to_dict() == {"CN+US": 2, "CN": 2, "US": 2}
    assert (chosen["cooperating"] == chosen["n"] + chosen["unanswered"]).all()
    assert chosen["unanswered"].to_dict() == {"CN+US": 1, "CN": 1, "US": 0}
    assert (chosen["stability"] > 0.9).all()
    assert chosen.loc["US", "agreement"] > 0.9
    assert pd.isna(chosen.loc["CN+US", "agreement"])
    own = found.units[found.units["assigned"]]
    assert len(own) == 119  # one row per answer
    assert own.groupby("unit_id")["class"].nunique().max() == 1
    tables = ((found.fit, TYPOLOGY_FIT), (found.profiles, TYPOLOGY_PROFILES), (found.units, TYPOLOGY_UNITS))
    for table, dataset in tables:
        write_table(table.assign(world="t"), tmp_path / f"{dataset.name}.csv", dataset)
    assert (found.profiles["conf_low"] <= found.profiles["conf_high"]).all()


def test_few_answers_and_no_survey_give_no_classes() -> None:
    few = find_types(two_kinds(20, ("CN",)), ITEMS, partners=["CN"], levels=["city"], settings=SETTINGS,
                     confidence_level=0.9)  # fmt: skip
    assert few.fit["note"].tolist() == ["fewer than 30 answers: no classes are looked for"]
    assert few.profiles.empty
    assert few.units.empty
    none = pd.DataFrame(columns=["unit_id", "partner", "level"])
    silent = find_types(none, ITEMS.iloc[:0], partners=["CN", "US"], levels=["city"], settings=SETTINGS,
                        confidence_level=0.9)  # fmt: skip
    assert silent.fit.empty
    assert find_conditions(silent.units, pd.DataFrame()).empty


def test_the_statistic_is_pearsons_and_permutation_stays_within_countries() -> None:
    rng = np.random.default_rng(1)
    code, kind = rng.integers(3, size=120), rng.integers(2, size=120)
    country = np.repeat(["A", "B", "C", "D"], 30)
    statistic, p, permuted = permutation_test(code, kind, country, np.random.default_rng(2))
    expected = stats.chi2_contingency(pd.crosstab(code, kind), correction=False)
    assert statistic == pytest.approx(expected.statistic)
    assert permuted == WITHIN
    assert p == pytest.approx(expected.pvalue, abs=0.06)  # of independent draws both tests say the same
    # classes that differ between countries only are no association within them
    of_country = np.repeat([0, 1, 0, 1], 30)
    _, p, permuted = permutation_test(np.where(rng.random(120) < 0.1, 1 - of_country, of_country), of_country, country,
                                      np.random.default_rng(3))  # fmt: skip
    assert permuted == WITHIN
    assert p == 1.0
    _, p, permuted = permutation_test(of_country, of_country, country, np.random.default_rng(3))
    assert permuted == AMONG
    assert p > 0.2  # two of four countries: a third of the permutations are as extreme


def test_a_condition_that_makes_the_class_is_found(tmp_path: Any) -> None:
    n = 80
    ids = [f"U{place:03d}" for place in range(n)]
    port = np.arange(n) % 2 == 0
    assigned = pd.DataFrame({"unit_id": ids, "partner": "CN", "level": "city", "class": np.where(port, 1, 2),
                             "label": np.where(port, "a", "b"), "probability": 0.9, "assigned": True})  # fmt: skip
    rng = np.random.default_rng(4)
    analysis = pd.DataFrame(
        {
            "unit_id": ids, "partner": "CN", "level": "city", "country": np.repeat(["IT", "PL"], n // 2),
            "population": rng.integers(50_000, 900_000, n), "log_gdp": rng.normal(10, 1, n),
            "macro_region": np.repeat(["South", "East"], n // 2), "party_bloc": rng.choice(["left", "right"], n),
            "port_city": port, "capital": False,
        }
    )  # fmt: skip
    found = find_conditions(assigned, analysis)
    p = found.drop_duplicates("condition").set_index("condition")
    assert p.loc["port city", "p_holm"] < 0.05
    assert (p.drop(index="port city")["p_holm"] > 0.05).all()
    assert "capital" not in p.index  # which does not vary
    assert p.loc["macro-region", "permuted"] == AMONG
    assert (
        found.groupby(["condition", "group"])["count"]
        .sum()
        .eq(found.groupby(["condition", "group"])["n"].first())
        .all()
    )
    write_table(found.assign(world="t"), tmp_path / "c.csv", TYPOLOGY_CONDITIONS)


# ---- the model of cooperation -------------------------------------------------------------------------------------


def test_somers_d_as_another_program_has_it() -> None:
    rng = np.random.default_rng(6)
    outcome, source = rng.integers(5, size=60).astype(float), rng.integers(3, size=60).astype(float)
    assert somers_d(outcome, source) == pytest.approx(stats.somersd(source, outcome).statistic)
    assert np.isnan(somers_d(outcome, np.zeros(60)))


def test_an_association_that_is_there_is_clear_and_one_that_cannot_be_measured_is_left_out() -> None:
    rng = np.random.default_rng(7)
    source = rng.normal(size=150)
    known = pd.DataFrame({"success": np.round(source + rng.normal(size=150)), "source": source,
                          "noise": rng.normal(size=150),
                          "flat": 1.0, "country": rng.choice(list("ABCDEFGH"), 150)})  # fmt: skip
    found = associate(known, "source", 0.95)
    assert found is not None
    assert 0.2 < found["conf_low"] < found["estimate"] < found["conf_high"] < 0.9
    noise = associate(known, "noise", 0.95)
    assert noise is not None
    assert noise["conf_low"] < 0 < noise["conf_high"]
    assert found["p_value"] < 0.01 < noise["p_value"]
    assert associate(known, "flat", 0.95) is None
    assert associate(known.head(19), "source", 0.95) is None
    assert associate(known.assign(country="A"), "source", 0.95) is None


def test_the_interval_of_an_association_is_the_jackknife_of_countries() -> None:
    rng = np.random.default_rng(8)
    known = pd.DataFrame({"success": rng.integers(5, size=80).astype(float), "source": rng.normal(size=80)})
    known["country"] = np.repeat(list("ABCD"), 20)
    found = associate(known, "source", 0.95)
    assert found is not None
    whole = somers_d(known["success"].to_numpy(), known["source"].to_numpy())
    without = []
    for country in "ABCD":
        rest = known[known["country"] != country]
        without.append(somers_d(rest["success"].to_numpy(), rest["source"].to_numpy()))
    error = np.sqrt(3 / 4 * np.sum((np.array(without) - whole) ** 2))
    assert found["estimate"] == pytest.approx(whole)
    # four countries of one size tell at most as much as four equal ones
    assert error * stats.t.ppf(0.975, 3) <= found["conf_high"] - whole <= error * stats.t.ppf(0.975, 1)


def test_arrows_are_those_that_the_run_has(tmp_path: Any) -> None:
    study = Study(
        title="t", partners=["CN", "US"], levels=["city"], countries="all", outcomes=["yes", "n"], models=["m"]
    )
    outcomes = {
        "yes": Outcome(label="y", kind="binary", evidence="ties"),
        "n": Outcome(label="n", kind="count", evidence="ties"),
    }
    factors = {
        "size": Factor(label="Size", contrast="doubling"),
        "party": Factor(label="Party", contrast="category", reference="right"),
    }
    models = {"m": Model(label="m", factors=["size", "party"], levels=["city"])}
    base = {"level": "city", "model": "m", "p_value": 0.01, "n": 50, "conf_low": 0.1, "conf_high": 0.3}
    estimates = pd.DataFrame(
        [
            base | {"partner": "CN", "outcome": "yes", "quantity": "marginal effect", "term": "size", "estimate": 0.2},
            base | {"partner": "CN", "outcome": "yes", "quantity": "ratio", "term": "size", "estimate": 1.2},
            base | {"partner": "CN", "outcome": "n", "quantity": "ratio", "term": "party: left", "estimate": 1.1},
            base | {"partner": "CN", "outcome": "n", "quantity": "ratio", "term": "constant", "estimate": 2.0},
            base | {"partner": "US", "outcome": "yes", "quantity": "marginal effect", "term": "size", "estimate": None},
        ]
    )
    ids = [f"U{place}" for place in range(40)]
    scales = pd.DataFrame({"unit_id": ids, "partner": "CN", "level": "city", "success": np.arange(40) % 5 / 4,
                           "coordination": np.nan, "personal": np.arange(40) % 2.0})  # fmt: skip
    analysis = pd.DataFrame({"unit_id": ids, "partner": "CN", "level": "city", "country": ["A", "B", "C", "D"] * 10,
                             "n": np.arange(40) % 7})  # fmt: skip
    ratio = base | {"partner": "CN", "quantity": "ratio", "estimate": 1.5}
    determinants = pd.DataFrame(
        [
            ratio | {"outcome": "index", "term": "size"},
            ratio | {"outcome": "index", "term": "party: left"},
            ratio | {"outcome": "satisfaction", "term": "size"},
            ratio | {"outcome": "index", "term": "size", "level": "region"},
            ratio | {"outcome": "index", "term": "0 to 0.4|0.4 to 0.6"},
        ]
    )
    model = assemble_model(estimates, scales, analysis, determinants, study=study, outcomes=outcomes, factors=factors,
                           models=models, confidence_level=0.95)  # fmt: skip
    arrows = {(r.partner, r.start, r.end, r.quantity) for r in model.itertuples()}
    assert arrows == {
        ("CN", "size", "cooperation", "marginal effect"),
        ("CN", "party: left", "intensity", "rate ratio"),
        ("CN", "size", "success", "odds ratio"),
        ("CN", "party: left", "success", "odds ratio"),
        ("CN", "ties", "success", "Somers' D"),
        ("CN", "personal", "success", "Somers' D"),
    }
    assert set(ARROWS) - {"coordination"} <= set(model["start"])
    assert set(model.loc[model["start"] == "party: left", "start_label"]) == {"Party: left, not right"}
    write_table(model.assign(world="t"), tmp_path / "m.csv", COOPERATION_MODEL)
    shares = share_naming(scales, 0.95)
    assert shares[["partner", "yes", "n", "share"]].to_numpy().tolist() == [["CN", 20, 40, 0.5]]
