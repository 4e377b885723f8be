"""Surroundings of units: memberships, airports, education, types, seats; what has no source is missing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from frame_evidence import COUNTRIES, evidence, settings

from paradiplomacy.config.model import Frame as Settings
from paradiplomacy.config.study import Factor
from paradiplomacy.findings.coverage import COVARIATES, covariate_coverage
from paradiplomacy.findings.fields import COVERAGE
from paradiplomacy.frame.build import Frame, build_frame
from paradiplomacy.frame.context import direct_routes
from paradiplomacy.frame.fields import COVARIATE_SOURCES, UNITS
from paradiplomacy.models.design import build_design
from paradiplomacy.models.estimators import average_effect, fit_clustered
from paradiplomacy.problems import BadInput
from paradiplomacy.tables import typed

AIRPORTS = pd.DataFrame(
    [
        (1, "Hafen Airport", 54.0, 10.2),
        (2, "Berg Airport", 50.0, 11.0),
        (3, "Far Away", 40.0, 116.0),
        (4, "No Route", 54.0, 10.0),
    ],
    columns=["airport_id", "airport", "latitude", "longitude"],
)
ROUTES = pd.DataFrame(
    [
        ("A", "HAF", "BRG", 1, 2, 0, 1),
        ("A", "HAF", "FAR", 1, 3, 0, 2),
        ("A", "BRG", "FAR", 2, 3, 1, 3),
        ("A", "BRG", "ZZZ", 2, None, 0, 4),
    ],
    columns=["airline", "origin", "destination", "origin_id", "destination_id", "stops", "row"],
).astype({"origin_id": "Int64", "destination_id": "Int64"})
EDUCATION = pd.DataFrame(
    [("AA11", 2021, 40.0, 2), ("AA11", 2022, None, 3), ("AA12", 2016, 20.0, 4), ("AA1", 2021, 35.0, 5)],
    columns=["geo", "year", "value", "row"],
)
TYPOLOGIES = pd.DataFrame(
    {
        "nuts3": ["AA111", "AA112", "AA121"],
        "coastal": pd.array([True, False, False], dtype="boolean"),
        "border": pd.array([False, None, None], dtype="boolean"),
        "metropolitan_type": pd.array(["none", "other", "capital"], dtype="string"),
        "urban_rural": pd.array(["rural", "urban", "intermediate"], dtype="string"),
    }
)
REGION_POPULATION = pd.DataFrame(
    [("AA11", 2021, 500.0, 2), ("AA111", 2021, 400.0, 3), ("AA112", 2020, 100.0, 4), ("AA12", 2021, 70.0, 5)],
    columns=["geo", "year", "value", "row"],
)
SEATS = pd.DataFrame(
    [
        (1, "Hafen", "Hafen", "PPLC", "AA", 54.1, 10.0),
        (2, "Mons", "Mons", "PPL", "AA", 50.0, 11.0),
        (3, "Polis", "Polis", "PPLA", "GR", 39.0, 23.0),
    ],
    columns=["geonameid", "name", "asciiname", "feature_code", "country_code", "latitude", "longitude"],
)
SOURCES = {
    "airports": {"source": "airports", "routes": "routes", "year": 2014},
    "education": {"source": "education", "latest_year": 2022, "earliest_year": 2017},
    "typologies": {"source": "typologies"},
    "seats": {"source": "seats"},
    "regions": {"source": "regions", "population": "region_population"},
}


def configured(**changes: Any) -> Settings:
    plain = settings().model_dump()
    return Settings.model_validate(plain | SOURCES | changes)


def built(settings_: Settings | None = None, **changes: Any) -> Frame:
    tables = {"airports": AIRPORTS, "routes": ROUTES, "education": EDUCATION, "typologies": TYPOLOGIES}
    tables |= {"region_population": REGION_POPULATION, "seats": SEATS}
    return build_frame(evidence(**{**tables, **changes}), settings_ or configured())


def test_the_tables_keep_their_contracts_and_every_row_is_counted() -> None:
    frame = built()
    assert UNITS.problems(frame.units, "units") == []
    assert COVARIATE_SOURCES.problems(frame.covariate_sources, "covariate_sources") == []
    assert frame.accounting.set_index("file").loc["routes", ["rows_in", "rows_out", "rows_set_aside"]].tolist() == [
        4,
        2,
        2,
    ]
    left = frame.set_aside[frame.set_aside["file"] == "routes"]
    assert dict(zip(left["record"], left["reason"], strict=True)) == {
        "A BRG FAR": "not a direct route",
        "A BRG ZZZ": "an end that is not in the list of airports",
    }


def test_the_nearest_airport_is_one_that_is_served_and_long_haul_goes_by_the_length_of_a_direct_route() -> None:
    table = built().units.set_index("unit_id")
    assert table.loc["AA001C", "airport_name"] == "Hafen Airport"  # not the nearer one, which has no route
    assert table.loc["AA001C", "airport_km"] == pytest.approx(13.07, abs=0.01)
    assert table.loc["AA002C", ["airport_name", "airport_km"]].tolist() == ["Berg Airport", 0]
    assert table.loc["AA002C", "long_haul_airport_name"] == "Hafen Airport"
    assert table.loc["AA11", "long_haul_airport_km"] == 0
    routes, _ = direct_routes(AIRPORTS, ROUTES, "routes")
    assert routes["km"].tolist() == pytest.approx([448.3, 7360], rel=0.01)


def test_no_route_of_the_asked_length_is_an_error() -> None:
    settings_ = configured(airports={**SOURCES["airports"], "long_haul_km": 15_000})
    with pytest.raises(BadInput, match="direct routes longer than 15000 km"):
        built(settings_)


def test_education_is_the_latest_of_the_span_and_is_not_taken_from_a_higher_level() -> None:
    table = built().units.set_index("unit_id")
    assert table.loc["AA001C", ["tertiary_share", "tertiary_year", "tertiary_level"]].tolist() == [0.4, 2021, "NUTS 2"]
    assert table.loc["AA12", "tertiary_share"] is pd.NA  # 2016 is too early, and NUTS 1 no substitute
    assert table.loc["AA12", "tertiary_level"] is pd.NA


def test_a_file_without_the_wanted_education_is_an_error() -> None:
    with pytest.raises(BadInput, match="rows on tertiary education"):
        built(education=EDUCATION.head(0))


def test_a_region_is_coastal_when_any_of_its_parts_is() -> None:
    table = built().units.set_index("unit_id")
    assert table["coastal"].dropna().to_dict() == {"AA001C": True, "AA002C": False, "AA11": True, "AA12": False}


def test_types_of_a_region_are_made_of_those_of_its_parts() -> None:
    table = built().units.set_index("unit_id")
    assert table["border"].dropna().to_dict() == {"AA001C": False, "AA11": False}  # AA12 has no part of a known type
    assert table["metropolitan_type"].dropna().to_dict() == {
        "AA001C": "none", "AA002C": "capital", "AA11": "other", "AA12": "capital",
    }  # fmt: skip
    # four fifths of AA11 live in its rural part; of AA121 no population is known
    assert table["urban_rural"].dropna().to_dict() == {"AA001C": "rural", "AA002C": "intermediate", "AA11": "rural"}


def test_a_seat_is_found_by_name_and_place_and_a_country_without_one_is_not_known() -> None:
    table = built().units.set_index("unit_id")
    # Polis lies 111 km from the seat of its name, so that nothing is known of Greece; regions are no seats
    assert table["regional_seat"].dropna().to_dict() == {"AA001C": True, "AA002C": False}
    moved = SEATS.assign(latitude=[54.1, 50.0, 38.2])
    assert bool(built(seats=moved).units.set_index("unit_id").loc["EL001C", "regional_seat"])


def test_membership_is_that_of_the_day() -> None:
    countries = COUNTRIES.assign(cn_cee_joined=["2012-04-26", "2019-04-12"], cn_cee_left=["2021-01-01", None])
    on = {
        day: built(
            configured(parties={**settings().parties.model_dump(), "date": day}), countries=countries
        ).units.set_index("unit_id")["in_cn_cee"]
        for day in ("2019-04-11", "2020-12-31", "2021-01-01")
    }
    assert [bool(on[day]["AA001C"]) for day in on] == [True, True, False]
    assert [bool(on[day]["EL001C"]) for day in on] == [False, True, True]


def test_each_value_says_where_it_comes_from_and_an_absent_one_says_nothing() -> None:
    sources = built().covariate_sources.set_index(["unit_id", "field"])
    assert sources.loc[("AA001C", "airport_km"), ["source", "year"]].tolist() == ["routes", 2014]
    assert sources.loc[("AA11", "coastal"), "geographic_level"] == "NUTS 3, any in the region"
    assert sources.loc[("AA001C", "tertiary_share"), ["source", "year", "geographic_level"]].tolist() == [
        "education", 2021, "NUTS 2",
    ]  # fmt: skip
    assert ("AA12", "tertiary_share") not in sources.index
    assert ("EL001C", "coastal") not in sources.index


def test_without_sources_the_values_are_missing_and_the_coverage_says_so() -> None:
    frame = build_frame(evidence(), settings())
    optional = ["airport_km", "long_haul_airport_km", "tertiary_share", "coastal", "border", "regional_seat"]
    assert frame.units[optional].isna().all().all()
    coverage = covariate_coverage(frame.units, COUNTRIES, frame.supplied)
    assert COVERAGE.problems(typed(coverage.assign(world="w"), COVERAGE), "coverage") == []
    counts = coverage.set_index(["covariate", "country", "level"])
    assert counts.loc[("coastal", "AA", "city"), ["units", "with_value", "share"]].tolist() == [2, 0, 0]
    assert counts.loc[("population", "AA", "city"), ["units", "with_value", "share"]].tolist() == [2, 2, 1]
    assert ("regional_seat", "AA", "region") not in counts.index  # it is of cities only
    assert counts.loc[("gdp_pps", "EL", "city"), ["units", "with_value"]].tolist() == [1, 0]
    assert set(coverage["covariate"]) == set(COVARIATES) <= set(UNITS.columns)


def test_a_share_is_a_factor_whose_ratio_and_effect_are_for_its_step() -> None:
    rng = np.random.default_rng(3)
    share = rng.uniform(0.1, 0.6, 400)
    yes = rng.random(400) < 1 / (1 + np.exp(1.5 - 4 * share))
    frame = pd.DataFrame({"tertiary_share": pd.array(share, dtype="Float64")})
    design = build_design(frame, ["tertiary_share"], {"tertiary_share": Factor(label="t", contrast="step", step=0.1)})
    assert design.steps == [1, 0.1]
    fit = fit_clustered("logit", yes.astype(float), design.matrix, np.arange(400) % 20)
    effect, _ = average_effect(fit, design.contrasts[0].low, design.contrasts[0].high)
    constant, slope = fit.coefficients
    by_hand = 1 / (1 + np.exp(-constant - slope * (share + 0.1))) - 1 / (1 + np.exp(-constant - slope * share))
    assert effect == pytest.approx(by_hand.mean(), rel=1e-12)


@pytest.mark.parametrize("wrong", [{"contrast": "step"}, {"contrast": "presence", "step": 0.1}])
def test_a_step_is_given_where_it_is_needed_and_only_there(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a step is given for contrast: step, and only there"):
        Factor(label="x", **wrong)
