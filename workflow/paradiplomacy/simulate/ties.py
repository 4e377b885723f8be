"""The true ties of the simulated units, and the table of twin towns that a register holds of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from paradiplomacy.simulate.geography import great_circle_km
from paradiplomacy.simulate.parameters import Centre, Truth, stream
from paradiplomacy.simulate.places import CITIES, OTHER_CITIES, PROVINCES, Place

FIRST_YEAR = 1979
LAST_YEAR = {"CN": 2020, "US": 2023, "JP": 2019}  # no tie begins after the survey asked for it
PARTNER_LABELS = {"CN": "China", "US": "United States", "JP": "Japan"}
# how the pages of the lists on Wikipedia name a country: as host of a page, and as partner on the page of another
HOST_LABELS = {
    "AT": "Austria", "BE": "Belgium", "BG": "Bulgaria", "CZ": "Czech Republic", "DE": "Germany", "DK": "Denmark",
    "EE": "Estonia", "EL": "Greece", "ES": "Spain", "FI": "Finland", "FR": "France", "HR": "Croatia", "HU": "Hungary",
    "IE": "Republic of Ireland", "IT": "Italy", "LT": "Lithuania", "LU": "Luxembourg", "LV": "Latvia", "MT": "Malta",
    "NL": "Netherlands", "PL": "Poland", "PT": "Portugal", "RO": "Romania", "SE": "Sweden", "SI": "Slovenia",
    "SK": "Slovakia",
}  # fmt: skip  # Cyprus has no page
GUEST_LABELS = {**HOST_LABELS, "CY": "Cyprus", "IE": "Ireland"}
# pages that the scrape took last, whatever the alphabet says
LAST_PAGES = ("Czech Republic", "Netherlands", "Republic of Ireland", "United Kingdom", "United States")
DISTANCE_SCALE_KM = 900.0  # of ties inside the union: a partner this much farther is chosen e times less


def choose_places(
    cities: tuple[Place, ...], provinces: tuple[Place, ...], count: int, share: float, rng: Any
) -> list[Place]:
    """Return `count` different places; each is a province (or state) with probability `share`."""
    from_provinces = min(int(rng.binomial(count, share)), len(provinces)) if provinces else 0
    chosen: list[Place] = []
    for pool, number in ((provinces, from_provinces), (cities, count - from_provinces)):
        if number:
            weights = np.array([place.weight for place in pool])
            picked = rng.choice(len(pool), size=number, replace=False, p=weights / weights.sum())
            chosen.extend(pool[position] for position in picked)
    return chosen


def draw_true_ties(truth: Truth, units: pd.DataFrame, n_ties: pd.DataFrame) -> pd.DataFrame:
    """Return the true ties: unit_id, partner, place, kind (city or province), year.

    `n_ties` has the columns unit_id, partner and n_ties.
    """
    level = units.set_index("unit_id")["level"].to_dict()
    cee = units.set_index("unit_id")["cee"].to_dict()
    rows = []
    for unit, partner, count in n_ties[["unit_id", "partner", "n_ties"]].itertuples(index=False):
        if count == 0:
            continue
        rng = stream(truth.seed, f"ties of {unit} with {partner}")
        places = choose_places(
            CITIES[partner], PROVINCES.get(partner, ()), int(count), truth.province_share[level[unit]], rng
        )
        span = LAST_YEAR[partner] - FIRST_YEAR
        early, late = (3.0, 1.5) if cee[unit] else (1.8, 1.6)  # most ties of the CEE are younger
        for place in places:
            kind = "province" if place in PROVINCES.get(partner, ()) else "city"
            year = FIRST_YEAR + round(span * rng.beta(early, late))
            rows.append((unit, partner, place.name, kind, year))
    return pd.DataFrame(rows, columns=["unit_id", "partner", "place", "kind", "year"])


def draw_register(truth: Truth, cities: pd.DataFrame, towns: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    """Return the table of twin towns: city1, country1, city2, country2; each tie once, under the page that comes first.

    Parameters
    ----------
    cities
        unit_id, name, country, population, latitude, longitude.
    towns
        country, name: small towns outside the frame, which have ties, too.
    ties
        true ties of the cities (`draw_true_ties`).
    """
    known = dict(zip(cities["unit_id"], zip(cities["name"], cities["country"], strict=True), strict=True))
    rows: list[tuple[str, str, str, str]] = []
    for partner in ("CN", "US", "JP"):
        rng = stream(truth.seed, f"register {partner}")
        own = ties[(ties["partner"] == partner) & ties["unit_id"].isin(list(known))]
        held = own[rng.random(len(own)) < truth.twin_towns.coverage[partner]]
        pairs = [(*known[unit], place) for unit, place in _columns(held)]
        pairs += _false_pairs(truth, partner, known, own, rng)
        pairs += [
            (town.name, town.country, str(rng.choice([p.name for p in CITIES[partner]])))
            for town in towns.itertuples(index=False)
            if rng.random() < 0.25
        ]
        for name, country, place in pairs:
            rows.append(_row(truth, name, country, place, PARTNER_LABELS[partner], PARTNER_LABELS[partner], rng))
    rows += _rows_inside(truth, cities)
    rows += _rows_elsewhere(truth, cities, towns)
    table = pd.DataFrame(rows, columns=["city1", "country1", "city2", "country2"]).drop_duplicates()
    order = table["country1"].map(lambda label: (label in LAST_PAGES, label))
    return table.assign(order=order).sort_values(["order", "city1", "country2", "city2"], ignore_index=True)[
        ["city1", "country1", "city2", "country2"]
    ]


def _columns(ties: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(ties["unit_id"], ties["place"], strict=True))


def _false_pairs(
    truth: Truth, partner: str, known: dict[str, tuple[str, str]], ties: pd.DataFrame, rng: np.random.Generator
) -> list[tuple[str, str, str]]:
    """Return ties that the register invents: between a city and a place that are not tied."""
    if partner == "JP":
        return []
    true = set(_columns(ties))
    pairs = []
    for _ in range(round(truth.twin_towns.false_rows * len(ties))):
        unit = str(rng.choice(list(known)))
        place = str(rng.choice([p.name for p in CITIES[partner]]))
        if (unit, place) not in true:
            pairs.append((*known[unit], place))
    return pairs


def _row(
    truth: Truth,
    name: str,
    country: str,
    place: str,
    place_label: str,
    place_page: str | None,
    rng: np.random.Generator,
) -> tuple[str, str, str, str]:
    """Return the row of a tie under the first of the pages that list it."""
    on_host = country in HOST_LABELS and rng.random() < truth.twin_towns.host_page
    on_partner = place_page is not None and rng.random() < truth.twin_towns.partner_page
    if not on_host and (on_partner or country not in HOST_LABELS) and place_page is not None:
        return place, place_page, name, GUEST_LABELS[country]
    host = HOST_LABELS[country]
    if on_partner and place_page is not None and (place_page in LAST_PAGES, place_page) < (host in LAST_PAGES, host):
        return place, place_page, name, GUEST_LABELS[country]
    return name, host, place, place_label


def _relative_size(cities: pd.DataFrame, centre: Centre) -> Any:
    return (cities["population"].to_numpy(float) / centre.population) ** 0.5


def _rows_inside(truth: Truth, cities: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """Return the ties between simulated cities of different countries; near and large ones are preferred."""
    rng = stream(truth.seed, "register inside the union")
    size = _relative_size(cities, truth.centres["city"])
    place = [cities[column].to_numpy(float) for column in ("latitude", "longitude")]
    pull = size * np.exp(-great_circle_km(*place, *place) / DISTANCE_SCALE_KM)
    country = cities["country"].to_numpy(str)
    names = cities["name"].to_list()
    rows, seen = [], set()
    for position in range(len(cities)):
        # each tie can be begun from both sides, so each side begins half of them
        count = rng.poisson(truth.twin_towns.ties_inside * truth.twin_towns.coverage["EU"] * size[position] / 2)
        weights = np.where(country == country[position], 0.0, pull[position])
        count = min(count, 40)
        for other in rng.choice(len(cities), size=count, replace=False, p=weights / weights.sum()):
            pair = (min(position, other), max(position, other))
            if pair in seen:
                continue
            seen.add(pair)
            page = HOST_LABELS.get(country[other])
            if country[position] in HOST_LABELS:
                label = GUEST_LABELS[country[other]]
                rows.append(_row(truth, names[position], country[position], names[other], label, page, rng))
            elif page is not None:
                rows.append((names[other], page, names[position], GUEST_LABELS[country[position]]))
    return rows


def _rows_elsewhere(truth: Truth, cities: pd.DataFrame, towns: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """Return ties with other countries, and those of the small towns among the large cities."""
    rng = stream(truth.seed, "register elsewhere")
    labels = list(OTHER_CITIES)
    weights = 1 / (1 + np.arange(len(labels))) ** 0.6
    size = _relative_size(cities, truth.centres["city"])
    rate = truth.twin_towns.ties_elsewhere * truth.twin_towns.coverage["other"] * size
    hosts = [(name, country) for name, country in zip(cities["name"], cities["country"], strict=True)]
    counts = [min(int(n), 12) for n in rng.poisson(rate)]
    hosts += [(name, country) for name, country in zip(towns["name"], towns["country"], strict=True)]
    counts += [int(n) for n in rng.poisson(1.0, len(towns))]
    rows = []
    for (name, country), count in zip(hosts, counts, strict=True):
        if country not in HOST_LABELS:
            continue
        for label in rng.choice(labels, size=count, p=weights / weights.sum()):
            place = str(rng.choice(OTHER_CITIES[str(label)].split("|")))
            rows.append((name, HOST_LABELS[country], place, str(label)))
    return rows
