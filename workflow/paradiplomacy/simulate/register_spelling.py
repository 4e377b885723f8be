"""How people write in lists of twin towns: mistyped labels, English spellings, parts of cities, counties, and regions.

Laid over the table of twin towns of the simulated world, so that what decides on places has something to decide.
"""

from __future__ import annotations

import unicodedata

import pandas as pd

from paradiplomacy.simulate.parameters import Truth, stream
from paradiplomacy.simulate.places import CITIES
from paradiplomacy.simulate.ties import GUEST_LABELS, HOST_LABELS, PARTNER_LABELS

MISTYPED = {"Greece": "Grece", "Italy": "in Italy", "Japan": "Japa"}
# rows of each kind that a list of some thousand rows holds
PARTS_OF_CITIES = ("{} – Old Town", "Harbour ({})", "{} 3")
COUNTIES = ("{} County", "Province of {}", "{} (district)")
OF_EACH_PATTERN = 3
REGION_ROWS = 8
PLAINER_NAMES = 0.015  # part of the rows with a partner country that write the city without accents or as "City of"


def spell_as_lists_do(
    truth: Truth, table: pd.DataFrame, cities: pd.DataFrame, regions: pd.DataFrame, ties: pd.DataFrame
) -> pd.DataFrame:
    """Return the table of twin towns with the ways of writing of real lists.

    Parameters
    ----------
    table
        city1, country1, city2, country2 (`ties.draw_register`).
    cities, regions
        unit_id, name and country of the units.
    ties
        true ties (`ties.draw_true_ties`); a few of those of regions are added.
    """
    rng = stream(truth.seed, "spelling of the register")
    rows = [list(row) for row in table.itertuples(index=False, name=None)]
    partners = set(PARTNER_LABELS.values())
    for row in rows:
        for place, own, other in ((0, 1, 3), (2, 3, 1)):
            if row[other] in partners and row[own] not in partners and rng.random() < PLAINER_NAMES:
                row[place] = _plainer(row[place])
    for label, mistyped in MISTYPED.items():
        first = next((row for row in rows if row[3] == label), None)
        if first is not None:
            first[3] = mistyped
    rows += _rows_of_other_bodies(cities)
    rows += _rows_of_regions(regions, ties)
    return pd.DataFrame(rows, columns=table.columns).drop_duplicates(ignore_index=True)


def _plainer(name: str) -> str:
    marks = unicodedata.normalize("NFD", name)
    plain = "".join(letter for letter in marks if not unicodedata.combining(letter))
    return plain if plain != name else f"City of {name}"


def _rows_of_other_bodies(cities: pd.DataFrame) -> list[list[str]]:
    """Return ties of parts of cities and of counties that bear a city's name; they are none of the city."""
    rows: list[list[str]] = []
    hosts = cities[cities["country"].isin(list(HOST_LABELS))].sort_values("unit_id")
    for number, pattern in enumerate(PARTS_OF_CITIES + COUNTIES):
        for city in hosts.iloc[number :: len(hosts) // OF_EACH_PATTERN].head(OF_EACH_PATTERN).itertuples():
            partner = ("CN", "US")[len(rows) % 2]
            place = CITIES[partner][len(rows) % len(CITIES[partner])].name
            rows.append([pattern.format(city.name), HOST_LABELS[city.country], place, PARTNER_LABELS[partner]])
    return rows


def _rows_of_regions(regions: pd.DataFrame, ties: pd.DataFrame) -> list[list[str]]:
    """Return some true ties of regions, as pages of partner countries list them."""
    known = regions.set_index("unit_id")
    own = ties[ties["unit_id"].isin(known.index) & ties["partner"].isin(["CN", "US"])].head(REGION_ROWS)
    return [
        [place, PARTNER_LABELS[partner], str(known.loc[unit, "name"]), GUEST_LABELS[str(known.loc[unit, "country"])]]
        for unit, partner, place in own[["unit_id", "partner", "place"]].itertuples(index=False, name=None)
    ]
