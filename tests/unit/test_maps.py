"""Maps: every unit is drawn once, on the map or in an inset, with its type, and the legends count all of them."""

from __future__ import annotations

import math

import geopandas as gpd
import pandas as pd
import pytest
from matplotlib.figure import Figure
from shapely.geometry import MultiPolygon, box

from paradiplomacy.config.model import Partner
from paradiplomacy.reports.maps import cooperation_type, draw_map_of_cities, draw_map_of_regions

PARTNERS = [
    Partner(name="China", adjective="Chinese", labels=["China"], colour="#b2182b"),
    Partner(name="Japan", adjective="Japanese", labels=["Japan"], colour="#3b8bc4"),
]
LAND = gpd.GeoDataFrame({"name": ["land"]}, geometry=[box(-9, 36, 30, 60)], crs=4326)


def cities(*places: tuple[str, float, float, int]) -> pd.DataFrame:
    table = pd.DataFrame(places, columns=["unit_id", "longitude", "latitude", "population"])
    return table.assign(level="city")


def drawn_points(figure: Figure) -> list[int]:
    """Return how many dots each axes holds, the map first."""
    return [
        sum(len(dots.get_offsets()) for dots in axes.collections if dots.get_offsets().any()) for axes in figure.axes
    ]


def labels(figure: Figure) -> list[str]:
    return [text.get_text() for legend in figure.legends for text in legend.get_texts()]


@pytest.fixture
def units() -> pd.DataFrame:
    return cities(
        ("AA1", 10.0, 50.0, 60_000),
        ("AA2", 20.0, 45.0, 2_000_000),
        ("AA3", -15.4, 28.1, 380_000),
        ("AA4", 55.45, -20.9, 150_000),
        ("AA5", 25.0, 55.0, 90_000),
    )


def test_outermost_cities_stand_in_insets_of_their_own(units: pd.DataFrame) -> None:
    kinds = pd.Series({"AA1": "both", "AA2": "first", "AA3": "second", "AA4": "none"})
    figure = draw_map_of_cities(units, kinds, LAND, LAND, PARTNERS)
    assert [axes.get_title(loc="left") for axes in figure.axes[1:]] == ["Canary Islands", "Réunion"]
    assert drawn_points(figure) == [3, 1, 1]
    assert labels(figure)[:5] == ["Both (1)", "China only (1)", "Japan only (1)", "Neither (1)", "Not known (1)"]


def test_without_outermost_units_there_is_no_inset(units: pd.DataFrame) -> None:
    figure = draw_map_of_cities(units.iloc[:2], pd.Series({"AA1": "both", "AA2": "none"}), LAND, LAND, PARTNERS)
    assert len(figure.axes) == 1
    assert "Not known" not in " ".join(labels(figure))


def test_the_legend_of_sizes_has_the_areas_of_the_dots(units: pd.DataFrame) -> None:
    figure = draw_map_of_cities(units.iloc[[1]], pd.Series({"AA2": "none"}), LAND, LAND, PARTNERS)
    (area,) = {size for dots in figure.axes[0].collections if dots.get_offsets().any() for size in dots.get_sizes()}
    shown = {mark.get_label(): mark.get_markersize() ** 2 for mark in figure.legends[1].legend_handles}
    assert shown["2,000,000"] == pytest.approx(area)


def test_a_region_with_far_islets_stands_where_its_largest_part_is() -> None:
    madeira = MultiPolygon([box(-17.3, 32.6, -16.7, 32.9), box(-16.0, 30.1, -15.9, 30.2)])
    regions = gpd.GeoDataFrame({"unit_id": ["AA10", "AA30"]}, geometry=[box(5, 45, 8, 48), madeira], crs=4326)
    figure = draw_map_of_regions(regions, pd.Series({"AA10": "second"}), LAND, PARTNERS)
    assert [axes.get_title(loc="left") for axes in figure.axes[1:]] == ["Madeira"]
    hatches = {patch.get_label(): patch.get_hatch() for patch in figure.legends[0].legend_handles}
    assert hatches["Japan only (1)"]
    assert not hatches["China only (0)"]


def test_a_unit_is_unknown_when_either_partner_is() -> None:
    table = pd.DataFrame(
        {
            "unit_id": ["a", "a", "b", "b", "c", "c"],
            "partner": ["CN", "JP"] * 3,
            "yes": pd.array([True, None, False, True, False, False], dtype="boolean"),
        }
    )
    assert cooperation_type(table, "yes", ["CN", "JP"]).to_dict() == {"a": "unknown", "b": "second", "c": "none"}


def test_a_study_of_one_partner_has_maps_of_who_cooperates_and_who_does_not(units: pd.DataFrame) -> None:
    table = pd.DataFrame(
        {"unit_id": ["AA1", "AA2", "AA5"], "partner": "CN", "yes": pd.array([True, False, None], dtype="boolean")}
    )
    kinds = cooperation_type(table, "yes", ["CN"])
    assert kinds.to_dict() == {"AA1": "first", "AA2": "none", "AA5": "unknown"}
    figure = draw_map_of_cities(units.iloc[[0, 1, 4]], kinds, LAND, LAND, PARTNERS[:1], "Cooperates with China")
    assert labels(figure)[:3] == ["Yes (1)", "No (1)", "Not known (1)"]
    assert figure.legends[0].get_title().get_text() == "Cooperates with China"
    assert drawn_points(figure) == [3]


def test_types_of_cities_differ_in_print_without_colour(units: pd.DataFrame) -> None:
    kinds = pd.Series({"AA1": "both", "AA2": "first", "AA3": "second"})
    figure = draw_map_of_cities(units, kinds, LAND, LAND, PARTNERS)
    marks = {mark.get_label().split(" (")[0]: mark.get_marker() for mark in figure.legends[0].legend_handles}
    assert len({marks["Both"], marks["China only"], marks["Japan only"]}) == 3


def test_marks_of_equal_cities_have_equal_areas(units: pd.DataFrame) -> None:
    equal = units.iloc[:2].assign(population=900_000)
    figure = draw_map_of_cities(equal, pd.Series({"AA1": "first", "AA2": "both"}), LAND, LAND, PARTNERS)
    sizes = {size for dots in figure.axes[0].collections if dots.get_offsets().any() for size in dots.get_sizes()}
    assert min(sizes) / max(sizes) == pytest.approx(
        math.pi / 4
    )  # matplotlib's size is that of the square around a mark
