"""The network: concentration, communities, and tests on ties against other programs and networks made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from paradiplomacy.config.cooperation import Network
from paradiplomacy.findings.cooperation_values import enter_network
from paradiplomacy.findings.network import analyse_network
from paradiplomacy.findings.network_fields import NETWORK_FLOWS, NETWORK_PLACES, NETWORK_SUMMARY, NETWORK_UNITS
from paradiplomacy.findings.network_structure import find_communities, gini, measure_structure, sides_of
from paradiplomacy.findings.partner_choice import choose_partners, compare_likeness, log_odds_ratio, rank_correlation
from paradiplomacy.findings.region_ties import compare_with_region, pair_with_regions
from paradiplomacy.findings.values import ValueBook
from paradiplomacy.tables import write_table

SETTINGS = Network(places=["p"], coordinates="c", tiles="t", draws=99, null_draws=19)
HEAD = {"partner": "XX", "level": "city"}


@given(st.lists(st.integers(0, 50), min_size=2, max_size=12).filter(lambda counts: sum(counts) > 0))
def test_the_gini_index_is_half_the_relative_mean_difference(counts: list[int]) -> None:
    ties = np.array(counts, dtype=float)
    expected = np.abs(ties[:, None] - ties[None]).mean() / (2 * ties.mean())
    assert gini(ties) == pytest.approx(expected)


def two_blocks() -> pd.DataFrame:
    """Return ties of twenty units, half of which know the provinces A and B only, the others C and D only."""
    rows = [(f"U{unit:02d}", province) for unit in range(20) for province in ("AB" if unit < 10 else "CD")]
    return pd.DataFrame(rows, columns=["unit_id", "admin1"])


def test_communities_that_are_there_are_found_beyond_the_degrees() -> None:
    sides = sides_of(two_blocks())
    communities = find_communities(sides, np.random.default_rng(1))
    assert [len(members) for members in communities] == [12, 12]
    found = measure_structure(sides, communities, HEAD, SETTINGS)
    assert found["components"].estimate == 2
    assert found["largest component"].estimate == 0.5
    assert found["density"].estimate == 0.5
    assert found["degree"].estimate == 2
    assert found["modularity"].estimate == pytest.approx(0.5)
    assert found["modularity"].p_value == pytest.approx(1 / 20)
    assert found["modularity"].null < 0.45
    assert found["shared"].estimate == pytest.approx(2 / 6)


# ---- tests on ties ------------------------------------------------------------------------------------------------


def choices(seed: int, effect: float, units: int = 40, places: int = 6) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    terms = rng.normal(size=(2, units, places))
    value = np.linspace(0, 1, places)[None] + effect * terms[0]
    chances = np.exp(value) / np.exp(value).sum(axis=1, keepdims=True)
    counts = np.array([rng.multinomial(rng.integers(1, 5), row) for row in chances]).astype(float)
    return counts, terms, np.arange(units) % 8


def test_the_choice_of_places_is_the_poisson_model_with_effects_of_units_and_places() -> None:
    counts, terms, country = choices(1, -0.8)
    found = choose_partners(counts, terms, country, 0.95)
    units, places = counts.shape
    design = np.column_stack(
        [
            terms.reshape(2, -1).T,
            np.kron(np.eye(units), np.ones((places, 1))),
            np.kron(np.ones((units, 1)), np.eye(places))[:, 1:],
        ]
    )
    other = sm.GLM(counts.ravel(), design, family=sm.families.Poisson()).fit(
        tol=1e-12, cov_type="cluster", cov_kwds={"groups": np.repeat(country, places), "use_correction": False}
    )
    assert [term.estimate for term in found] == pytest.approx(list(other.params[:2]), abs=1e-6)
    correction = np.sqrt(8 / 7)
    errors = [(term.conf_high - term.estimate) / 2.364624 for term in found]  # t(7) at 97.5 %
    assert errors == pytest.approx(list(other.bse[:2] * correction), rel=1e-4)
    assert found[0].conf_high < 0
    assert found[0].n == counts.sum()


def test_a_term_that_the_places_already_say_is_not_estimated() -> None:
    counts, terms, country = choices(2, 0.0)
    terms[1] = np.arange(counts.shape[1])[None]
    found = choose_partners(counts, terms, country, 0.95)
    assert all(np.isnan(term.estimate) for term in found)
    assert all(term.note for term in found)


def test_likeness_is_seen_within_countries_only() -> None:
    rng = np.random.default_rng(3)
    country = np.repeat(np.arange(6), 20)
    unit = np.arange(120) // 2
    own = rng.normal(size=60)[unit]
    kwargs: dict[str, Any] = {"draws": 199, "confidence_level": 0.95}
    alike = compare_likeness(
        rank_correlation, own, own + 0.3 * rng.normal(size=120), unit, country, rng=np.random.default_rng(4), **kwargs
    )
    assert alike.p_value == pytest.approx(1 / 200)
    assert 0.8 < alike.conf_low < alike.estimate < 1
    # large units in countries of large places, and nothing within countries
    apart = compare_likeness(
        rank_correlation, country + 0.1 * rng.normal(size=120), country + 0.1 * rng.normal(size=120), unit, country,
        rng=np.random.default_rng(5), **kwargs,
    )  # fmt: skip
    assert apart.estimate > 0.9
    assert apart.null > 0.9
    assert apart.p_value > 0.05
    flat = compare_likeness(rank_correlation, np.ones(120), own, unit, country, rng=np.random.default_rng(6), **kwargs)
    assert np.isnan(flat.estimate)
    assert flat.note


def test_the_log_odds_ratio_adds_a_half_to_each_cell() -> None:
    one, other = np.array([1, 1, 1, 0, 0, 0.0]), np.array([1, 1, 0, 0, 0, 0.0])
    assert log_odds_ratio(one, other) == pytest.approx(np.log(2.5 * 3.5 / (1.5 * 0.5)))


def test_the_odds_ratio_of_mantel_and_haenszel_as_another_program_has_it() -> None:
    rng = np.random.default_rng(7)
    country = np.repeat(np.arange(5), 40)
    region = rng.random(200) < 0.3 + 0.1 * country
    city = rng.random(200) < np.where(region, 0.7, 0.35)
    found = compare_with_region(city, region, country, draws=199, confidence_level=0.95, rng=np.random.default_rng(8))
    tables = []
    for number in range(5):
        rows = country == number
        tables.append(
            [[(city & region & rows).sum(), (city & ~region & rows).sum()],
             [(~city & region & rows).sum(), (~city & ~region & rows).sum()]]
        )  # fmt: skip
    other = StratifiedTable([np.array(table, dtype=float) for table in tables])
    assert found.estimate == pytest.approx(other.logodds_pooled)
    assert (found.conf_low, found.conf_high) == pytest.approx(other.logodds_pooled_confint())
    assert found.p_value <= 0.01
    assert found.n == 200


def test_countries_that_tell_nothing_are_left_out_and_counted() -> None:
    country = np.repeat([0, 1], 20)
    region = np.r_[np.ones(20, dtype=bool), np.arange(20) % 2 == 0]
    city = np.r_[np.arange(20) % 2 == 0, np.arange(20) % 4 < 2]
    kwargs: dict[str, Any] = {"draws": 99, "confidence_level": 0.95, "rng": np.random.default_rng(9)}
    found = compare_with_region(city, region, country, **kwargs)
    assert found.n == 20
    assert found.note == "1 of 2 countries tell anything"
    silent = compare_with_region(city[:20], region[:20], country[:20], **kwargs)
    assert np.isnan(silent.estimate)


def test_a_city_meets_the_region_that_holds_it() -> None:
    analysis = pd.DataFrame(
        {
            "partner": "XX", "level": ["city", "city", "region", "city"], "unit_id": ["A1", "A2", "AA9", "B1"],
            "country": ["AA", "AA", "AA", "BB"], "yes": [True, None, False, True],
        }
    )  # fmt: skip
    units = pd.DataFrame({"unit_id": ["A1", "A2", "B1", "AA9"], "nuts2": ["AA91", "AA92", "BB11", None]})
    found = pair_with_regions(analysis, units, "yes", {"AA91": "AA9", "AA92": "AA9"})
    assert found.to_dict("records") == [
        {"partner": "XX", "unit_id": "A1", "country": "AA", "city": True, "region": False}
    ]


# ---- the whole ----------------------------------------------------------------------------------------------------


def test_tables_of_a_network_agree_with_each_other_and_set_aside_what_is_not_found(tmp_path: Path) -> None:
    rng = np.random.default_rng(10)
    units = pd.DataFrame(
        {
            "unit_id": [f"U{place:02d}" for place in range(30)], "level": "city",
            "country": [["IT", "PL", "DE"][place % 3] for place in range(30)],
            "population": rng.integers(50_000, 900_000, 30), "port_city": rng.random(30) < 0.4,
            "latitude": rng.uniform(40, 55, 30), "longitude": rng.uniform(5, 25, 30),
        }
    )  # fmt: skip
    located = pd.DataFrame(
        {
            "partner": "XX", "level": "city", "place": [*"abcdef", "lost"], "ties": 1, "found": [True] * 6 + [False],
            "reason": "r", "place_id": [*"123456", None], "kind": "city", "admin1": [*"PPQQRR", None],
            "population": [*rng.integers(10_000, 9_000_000, 6), None], "latitude": [*rng.uniform(20, 40, 6), None],
            "longitude": [*rng.uniform(100, 120, 6), None], "port_km": None, "coastal": None,
        }
    )  # fmt: skip
    ties = pd.DataFrame(
        [(unit, place) for unit in units["unit_id"] for place in rng.choice([*"abcdef", "lost"], 2, replace=False)],
        columns=["unit_id", "place"],
    ).merge(units[["unit_id", "level", "country"]])
    ties = ties.assign(partner="XX", year_start=1990)
    no_regions = pd.DataFrame(columns=["partner", "unit_id", "country", "city", "region"])
    found = analyse_network(
        ties, located, units, regions=no_regions, all_provinces={"XX": 5},
        country_names={"IT": "Italy", "PL": "Poland", "DE": "Germany"},
        partners=["XX", "YY"], levels=["city"], settings=SETTINGS, confidence_level=0.95,
    )  # fmt: skip
    kept = len(ties) - int((ties["place"] == "lost").sum())
    measures = found.summary[found.summary["partner"] == "XX"].set_index("measure")
    assert measures.loc["ties", "estimate"] == kept == found.places["ties"].sum() == found.units["ties"].sum()
    assert found.flows["ties"].sum() == kept
    assert measures.loc["not located", "estimate"] == len(ties) - kept
    assert found.places["share"].sum() == pytest.approx(1)
    assert measures.loc["gini", "estimate"] == pytest.approx(gini(np.array([*found.places["ties"], 0, 0], dtype=float)))
    assert "none of this country" in measures.loc["coast", "note"]
    assert "silence" in measures.loc["region tie", "note"]
    assert measures.loc["size", "n"] == kept
    nothing = found.summary[found.summary["partner"] == "YY"].set_index("measure")
    assert nothing.loc["ties", "estimate"] == 0
    assert "gini" not in nothing.index
    for table, dataset in (
        (found.places, NETWORK_PLACES),
        (found.units, NETWORK_UNITS),
        (found.flows, NETWORK_FLOWS),
        (found.summary, NETWORK_SUMMARY),
    ):
        write_table(table.assign(world="t"), tmp_path / f"{dataset.name}.csv", dataset)
    book = ValueBook("r", "i")
    enter_network(book, found)
    book.write(tmp_path / "v.json")
    assert '"network.XX.city.top.1.name"' in (tmp_path / "v.json").read_text(encoding="utf-8")
