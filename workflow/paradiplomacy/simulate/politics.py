"""Parties, national cabinets and heads of cities and regions of the simulated world."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from paradiplomacy.simulate.names import LANGUAGES, folded
from paradiplomacy.simulate.parameters import Truth, stream

FIRST_PARTY_ID = 9001  # above the numbers of ParlGov, so that no invented party is taken for a real one
FIRST_CABINET_ID = 7001
FIRST_ELECTION_ID = 6001
NO_FAMILY = "no family"


@dataclass(frozen=True)
class Family:
    """A party family of ParlGov with its codes, mean position and usual strength; names of its invented parties."""

    short: str
    number: int
    left_right: float
    strength: float
    english: tuple[str, ...]


FAMILIES = {
    "Communist/Socialist": Family("com", 14, 1.3, 0.06, ("Workers' Front", "Socialist Alternative", "Red Ballot")),
    "Green/Ecologist": Family("eco", 19, 2.9, 0.08, ("Green Turn", "Ecological Alliance", "Rivers and Forests")),
    "Social democracy": Family("soc", 11, 3.7, 0.24, ("Labour Union", "Social Progress", "Solidarity League")),
    "Liberal": Family("lib", 6, 6.0, 0.13, ("Liberal Circle", "Free Citizens", "Open Society League")),
    "Agrarian": Family("agr", 2, 6.1, 0.05, ("Farmers' Union", "Land and Village", "Country Alliance")),
    "Christian democracy": Family("chr", 3, 6.3, 0.17, ("Christian Union", "Popular Concord", "Family and Faith")),
    "Conservative": Family("con", 26, 7.4, 0.19, ("National Rally of the Centre", "Tradition", "Civic Order")),
    "Right-wing": Family("right", 40, 8.7, 0.06, ("Homeland First", "National Will", "Patriots' Bloc")),
    "Special issue": Family("spec", 16, 5.0, 0.04, ("Pensioners' Voice", "Regional Autonomy", "Digital Rights")),
}
WITHOUT_AGRARIANS = ("BE", "CY", "DE", "EL", "ES", "FR", "IT", "LU", "MT")
INDEPENDENT_HEADS = {"city": 0.12, "region": 0.04}  # heads of no party
SEATS = 200


def draw_parties(truth: Truth) -> pd.DataFrame:
    """Return the parties: party_id, country, short, name, english, family, left_right; one of no family per country."""
    rows = []
    number = FIRST_PARTY_ID
    for country, parameters in truth.countries.items():
        rng = stream(truth.seed, f"parties {country}")
        words = LANGUAGES[parameters.language].beginnings
        roots = [words[i].rstrip("-") for i in rng.permutation(len(words))]
        shorts: set[str] = set()
        for family, traits in FAMILIES.items():
            if family == "Agrarian" and country in WITHOUT_AGRARIANS:
                continue
            english = str(rng.choice(traits.english))
            name = (
                f"{rng.choice(['Forum', 'Blok', 'Lista', 'Liga', 'Alternativa'])} {roots.pop() if roots else english}"
            )
            initials = "".join(word[0] for word in f"{name} {english}".split() if word[0].isupper())
            short = initials
            while short in shorts:
                short += initials[-1]
            shorts.add(short)
            left_right = round(float(np.clip(traits.left_right + rng.normal(0, 0.5), 0, 10)), 4)
            rows.append((number, country, short, name, english, family, left_right))
            number += 1
        rows.append((number, country, "none", "no party affiliation", "no party affiliation", NO_FAMILY, np.nan))
        number += 1
    columns = ["party_id", "country", "short", "name", "english", "family", "left_right"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["ascii"] = [_plain(name) for name in frame["name"]]
    return frame


def _plain(name: str) -> str:
    return "".join(folded(c).upper() if c.isupper() else folded(c) for c in name)


def draw_cabinets(truth: Truth, parties: pd.DataFrame) -> pd.DataFrame:
    """Return one row per party of each cabinet.

    Columns country, election_date, start_date, name, caretaker, in_cabinet, prime_minister, seats, party_id,
    cabinet_id, previous_cabinet_id, election_id. Elections stand three to four years apart, from 2009 to 2024.
    """
    rows = []
    cabinet, election = FIRST_CABINET_ID, FIRST_ELECTION_ID
    for country in truth.countries:
        rng = stream(truth.seed, f"cabinets {country}")
        own = parties[parties["country"] == country]
        strength = np.array([FAMILIES[f].strength if f in FAMILIES else 0.01 for f in own["family"]])
        lean = np.exp(rng.normal(0, 0.3, len(own)))
        date = pd.Timestamp(2009, int(rng.integers(2, 12)), int(rng.integers(1, 28)))
        previous: int | None = None
        while date.year <= 2024:
            votes = strength * lean * np.exp(rng.normal(0, 0.35, len(own)))
            seats = np.floor(SEATS * votes / votes.sum()).astype(int)
            eligible = np.where(own["family"].isin(["Right-wing", "Special issue", NO_FAMILY]), 0, seats)
            leader = int(np.argmax(eligible))
            inside = _coalition(seats, own["left_right"].fillna(5).to_numpy(), leader)
            start = date + pd.Timedelta(days=int(rng.integers(20, 90)))
            head = str(own["ascii"].iloc[leader]).split()[-1]
            for position, party in enumerate(own["party_id"]):
                if seats[position] == 0:
                    continue
                rows.append(
                    (
                        country, f"{date:%Y-%m-%d}", f"{start:%Y-%m-%d}", f"{head} {cabinet - FIRST_CABINET_ID + 1}", 0,
                        int(inside[position]), int(position == leader), int(seats[position]), int(party), cabinet,
                        previous, election,
                    )
                )  # fmt: skip
            previous, cabinet, election = cabinet, cabinet + 1, election + 1
            date += pd.Timedelta(days=int(rng.integers(3 * 365, 4 * 365)))
    columns = [
        "country", "election_date", "start_date", "name", "caretaker", "in_cabinet", "prime_minister", "seats",
        "party_id", "cabinet_id", "previous_cabinet_id", "election_id",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _coalition(seats: np.ndarray, left_right: np.ndarray, leader: int) -> np.ndarray:
    """Return who is in the cabinet: the leader and the parties nearest to it until they hold a majority."""
    inside = np.zeros(len(seats), dtype=bool)
    for position in np.argsort(np.abs(left_right - left_right[leader]), kind="stable"):
        if seats[inside].sum() * 2 > seats.sum():
            break
        inside[position] = seats[position] > 0
    inside[leader] = True
    return inside


def draw_heads(truth: Truth, units: pd.DataFrame, parties: pd.DataFrame) -> pd.DataFrame:
    """Return the terms of the listed heads of units: unit_id, level, from, to (empty: in office), party_id."""
    rows = []
    offset = {
        country: int(stream(truth.seed, f"local elections {country}").integers(0, 4)) for country in truth.countries
    }
    for row in units.itertuples():
        rng = stream(truth.seed, f"head of {row.unit_id}")
        if rng.random() > truth.parties.local_known:
            continue
        own = parties[parties["country"] == row.country]
        weights = np.array([FAMILIES[f].strength if f in FAMILIES else 0.0 for f in own["family"]])
        weights = (1 - INDEPENDENT_HEADS[row.level]) * weights / weights.sum()
        weights = np.where(own["family"] == NO_FAMILY, INDEPENDENT_HEADS[row.level], weights)
        starts = [f"{year}-{5 + offset[row.country]:02d}-15" for year in range(2006 + offset[row.country], 2025, 5)]
        party = int(rng.choice(own["party_id"], p=weights / weights.sum()))
        for position, start in enumerate(starts):
            if position and rng.random() > 0.6:  # the office changes hands at two elections of five
                party = int(rng.choice(own["party_id"], p=weights / weights.sum()))
            end = ""
            if position + 1 < len(starts):
                end = f"{pd.Timestamp(starts[position + 1]) - pd.Timedelta(days=1):%Y-%m-%d}"
            rows.append((row.unit_id, row.level, start, end, party))
    return pd.DataFrame(rows, columns=["unit_id", "level", "from", "to", "party_id"])


def parties_in_office(day: str, units: pd.DataFrame, cabinets: pd.DataFrame, heads: pd.DataFrame) -> pd.Series:
    """Return the party_id in office at a day, by unit: the listed head's, else the prime minister's."""
    premiers = cabinets[(cabinets["prime_minister"] == 1) & (cabinets["start_date"] <= day)]
    national = premiers.sort_values("start_date").groupby("country")["party_id"].last()
    current = heads[(heads["from"] <= day) & ((heads["to"] == "") | (heads["to"] >= day))]
    local = current.set_index("unit_id")["party_id"]
    return units["unit_id"].map(local).fillna(units["country"].map(national)).astype(int)
