"""A vintage of a list without the partner's country: three ways to know it, and a reason where none does."""

from __future__ import annotations

from pathlib import Path

import pytest

from paradiplomacy.problems import BadInput
from paradiplomacy.readers.sister_cities import NOT_TOLD, read_sister_cities

OTHER = [
    ("Aach", "Aland", "Beech", "Beland"),
    ("Cedar", "Celand", "Aach", "Aland"),
    ("Elm", "Eland", "Twin", "Beland"),
    ("Elm", "Eland", "Fir", "Beland"),
    ("Oak", "Eland", "Twin", "Celand"),
    *((f"Host{n}", "Aland", f"Town{n}", "Usaland") for n in range(3)),
]


def read(folder: Path, *rows: tuple[str, str, str]) -> list[tuple[str, str]]:
    """Return country of the partner and reason of each row (country, city, sister)."""
    header = "city1,country1,city2,country2"
    (folder / "other.csv").write_text("\n".join([header, *map(",".join, OTHER)]) + "\n", encoding="utf-8")
    lines = [f'{place},{country},{city},"{sister}"' for place, (country, city, sister) in enumerate(rows)]
    (folder / "list.csv").write_text("\n".join([",country,city,sister", *lines]) + "\n", encoding="utf-8")
    table = read_sister_cities(folder / "list.csv", folder / "other.csv")
    assert table["row"].tolist() == list(range(2, len(rows) + 2))
    return list(zip(table["country2"].fillna(""), table["reason"].fillna(""), strict=True))


def test_the_pair_tells_the_country_in_either_direction(tmp_path: Path) -> None:
    assert read(tmp_path, ("Aland", "Aach", "Beech"), ("Aland", "Aach", "Cedar")) == [("Beland", ""), ("Celand", "")]
    assert read(tmp_path, ("Eland", "Elm", "Twin"), ("Eland", "Oak", "Twin (Hill)")) == [("Beland", ""), ("Celand", "")]


def test_a_name_of_places_in_one_country_tells_it_and_one_of_two_countries_does_not(tmp_path: Path) -> None:
    assert read(tmp_path, ("Eland", "Elm", "Beech")) == [("Beland", "")]  # no such pair: it may have ended
    assert read(tmp_path, ("Aland", "Aach", "Twin")) == [("", NOT_TOLD)]
    assert read(tmp_path, ("Aland", "Aach", "Unheard")) == [("", NOT_TOLD)]


def test_a_state_tells_the_country_when_three_pairs_agree(tmp_path: Path) -> None:
    pairs = [("Aland", f"Host{n}", f"Town{n}, Ohaska") for n in range(3)]
    assert read(tmp_path, *pairs, ("Eland", "Elm", "Newton, Ohaska"))[-1] == ("Usaland", "")
    assert read(tmp_path, *pairs[:2], ("Eland", "Elm", "Newton, Ohaska"))[-1] == ("", NOT_TOLD)
    mixed = [*pairs, ("Aland", "Aach", "Beech, Ohaska")]
    assert read(tmp_path, *mixed, ("Eland", "Elm", "Newton, Ohaska"))[-1] == ("", NOT_TOLD)
    # with a state behind it, a name alone tells nothing: there are Beeches elsewhere
    assert read(tmp_path, ("Eland", "Elm", "Beech, Ohaska")) == [("", NOT_TOLD)]


def test_a_row_without_sister_is_left_to_the_register(tmp_path: Path) -> None:
    assert read(tmp_path, ("Aland", "Aach", "")) == [("", "")]


def test_a_missing_column_is_a_sentence(tmp_path: Path) -> None:
    read(tmp_path, ("Aland", "Aach", "Beech"))
    (tmp_path / "list.csv").write_text(",country,town,sister\n0,A,B,C\n", encoding="utf-8")
    with pytest.raises(BadInput, match='column "city"'):
        read_sister_cities(tmp_path / "list.csv", tmp_path / "other.csv")


@pytest.mark.mirror
def test_the_real_list_is_read_whole(mirror: Path) -> None:
    table = read_sister_cities(
        mirror / "twintowns_wikipedia_pnadel/sister_cities.csv",
        mirror / "twintowns_wikipedia_hekman/twin_cities_raw.csv",
    )
    assert len(table) == 25817
    assert int(table["reason"].notna().sum()) == 5254
    assert table["country2"].isin(["China"]).sum() == 738
