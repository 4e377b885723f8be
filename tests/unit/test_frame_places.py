"""Places: their names, normalised and told apart, and the distances between them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from frame_evidence import regions
from hypothesis import example, given
from hypothesis import strategies as st

from paradiplomacy.frame.distance import great_circle_km, nearest_ports
from paradiplomacy.frame.names import city_names, listed_names, normalised_name

# ---- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("Łódź", "lodz"),
        ("København", "kobenhavn"),
        ("'s-Gravenhage", "s gravenhage"),
        ("St. Pölten", "saint polten"),
        ("Sankt Pölten", "saint polten"),
        ("Saint-Étienne", "saint etienne"),
        ("L’Aquila", "laquila"),
        ("Xi'an", "xian"),
        ("Halle (Saale)", "halle saale"),
        ("Straße", "strasse"),
        ("Αθήνα", "αθηνα"),
        ("北京", "北京"),
    ],
)
def test_names_are_normalised(name: str, normal: str) -> None:
    assert normalised_name(name) == normal


@given(st.text(max_size=30))
@example("ℂ")
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalised_name(text)
    assert normalised_name(once) == once


def test_listed_names_are_taken_apart() -> None:
    assert listed_names("Turku/Åbo").official == ["Turku/Åbo", "Turku", "Åbo"]
    assert "La Línea de la Concepción" in listed_names("Línea de la Concepción, La").official
    assert "Düren" in listed_names("Düren, Stadt").further
    assert "Frankfurt" in listed_names("Frankfurt (Oder)").further
    assert "Valletta" in listed_names("Greater Valletta").further


def place(identifier: int, name: str, alternate: str, at: tuple[float, float], population: int, **more: str) -> Any:
    row = {"geonameid": identifier, "name": name, "asciiname": name, "alternatenames": alternate or None}
    row |= {"feature_class": "P", "feature_code": "PPL", "country_code": "AA", **more}
    return row | {"latitude": at[0], "longitude": at[1], "population": population}


def names(cities: list[tuple[Any, ...]], places: list[Any]) -> dict[str, list[str]]:
    table = pd.DataFrame(cities, columns=["unit_id", "name", "latitude", "longitude", "population"])
    found, _ = city_names(
        table.assign(country="AA", nuts3="AA111"), {"AA": "AA"}, {"AA11": "Küste"}, pd.DataFrame(places)
    )
    return {unit: text.split("|") for unit, text in found.items()}


def test_a_city_gets_the_names_of_its_place() -> None:
    found = names(
        [("AA001C", "Hafen", 54.0, 10.0, 100_000)],
        [
            place(1, "Hafen", "Port,Porto|x,PORT", (54.1, 10.0), 90_000),
            place(2, "Hafen", "Elsewhere", (48.0, 10.0), 900_000),
            place(3, "Hafen", "Section", (54.0, 10.0), 950_000, feature_code="PPLX"),
            place(4, "Hafen", "Abroad", (54.0, 10.0), 950_000, country_code="BB"),
        ],
    )
    assert found["AA001C"] == ["Hafen", "PORT"]


def test_a_name_of_another_place_is_not_taken_over() -> None:
    found = names(
        [("AA001C", "Hafen", 54.0, 10.0, 100_000)],
        [place(1, "Hafen", "Burg,Port", (54.0, 10.0), 90_000), place(2, "Burg", "", (50.0, 10.0), 16_000)],
    )
    assert found["AA001C"] == ["Hafen", "Port"]


def test_a_name_that_two_cities_claim_belongs_to_the_one_whose_official_name_it_is() -> None:
    places = [
        place(1, "Furt an der See", "Furt,Bad", (54.0, 10.0), 90_000),
        place(2, "Furt (Berg)", "Furt,Bad", (50.0, 10.0), 90_000),
    ]
    cities = [("AA001C", "Furt an der See", 54.0, 10.0, 90_000), ("AA002C", "Furt (Berg)", 50.0, 10.0, 90_000)]
    assert names(cities, places) == {"AA001C": ["Furt an der See"], "AA002C": ["Furt (Berg)"]}
    official = [("AA001C", "Furt", 54.0, 10.0, 90_000), ("AA002C", "Furt (Berg)", 50.0, 10.0, 90_000)]
    places[0]["name"] = places[0]["asciiname"] = "Furt"
    found = names(official, places)
    assert "Furt" in found["AA001C"]
    assert "Furt" not in found["AA002C"]


def test_a_large_place_nearby_is_the_same_city_and_a_small_or_far_one_is_not() -> None:
    city = [("AA001C", "Hafen", 54.0, 10.0, 100_000)]
    near = names(city, [place(1, "Port", "Puerto", (54.05, 10.0), 51_000)])
    assert near["AA001C"] == ["Hafen", "Port", "Puerto"]
    assert names(city, [place(1, "Port", "", (54.05, 10.0), 49_000)])["AA001C"] == ["Hafen"]
    assert names(city, [place(1, "Port", "", (54.20, 10.0), 90_000)])["AA001C"] == ["Hafen"]


def test_a_city_whose_name_is_that_of_a_place_far_away_is_qualified() -> None:
    found = names([("AA001C", "Hafen", 54.0, 10.0, 100_000)], [place(1, "Hafen", "Port", (10.0, 10.0), 90_000)])
    assert found["AA001C"] == ["Hafen (Küste)"]


def test_merged_cities_are_found_by_each_of_their_names() -> None:
    places = [place(1, "Hafen", "", (54.0, 10.0), 40_000), place(2, "Berg", "", (54.1, 10.0), 40_000)]
    assert names([("AA001C", "Hafen-Berg", 54.0, 10.0, 90_000)], places)["AA001C"] == ["Hafen-Berg", "Hafen", "Berg"]
    assert names([("AA001C", "Hafen-Tal", 54.0, 10.0, 90_000)], places)["AA001C"] == ["Hafen-Tal"]


# ---- distances ------------------------------------------------------------------------------------------------------

DEGREES = st.tuples(st.floats(-85, 85), st.floats(-179, 179))


@given(here=DEGREES, there=DEGREES)
def test_distance_is_symmetric_and_bounded(here: tuple[float, float], there: tuple[float, float]) -> None:
    forth = great_circle_km(*here, np.array([there[0]]), np.array([there[1]]))[0]
    back = great_circle_km(*there, np.array([here[0]]), np.array([here[1]]))[0]
    assert forth == pytest.approx(back, abs=1e-6)
    assert 0 <= forth <= 20_016


@given(points=st.lists(DEGREES, min_size=1, max_size=20, unique=True), here=DEGREES)
def test_the_nearest_port_is_the_nearest(points: list[tuple[float, float]], here: tuple[float, float]) -> None:
    ports = pd.DataFrame(points, columns=["latitude", "longitude"])
    ports["port"] = [f"port {number:02}" for number in range(len(points))]
    city = pd.DataFrame([("X", *here)], columns=["unit_id", "latitude", "longitude"])
    found = nearest_ports(city, regions().head(0), ports)
    distance = great_circle_km(*here, ports["latitude"].to_numpy(), ports["longitude"].to_numpy())
    assert found["port_km"].tolist() == [distance.min()]
