"""Terms of mayors and regional heads, from a table that coders fill, with their parties found among ParlGov's.

A coder may name a party by ParlGov's number or by its short, English or own name in its country, by its Wikidata item
(Q49762) or by its Party Facts number (partyfacts:383); the import lists of Party Facts lead the last two to ParlGov.
"""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING

from paradiplomacy.problems import BadInput, Problem

if TYPE_CHECKING:
    import pandas as pd

    from paradiplomacy.config.covariates import Parties
    from paradiplomacy.frame.evidence import Evidence

ITEM = re.compile(r"^Q\d+$")
PARTY_FACTS = re.compile(r"^partyfacts:(\d+)$")
NAMES = ("party_name_short", "party_name_english", "party_name")
SHOWN = 3  # nearest names in a message


def local_terms(evidence: Evidence, known_units: set[str], settings: Parties) -> pd.DataFrame:
    """Return the terms of heads: unit_id, first, last (missing: in office), party_id.

    Parameters
    ----------
    evidence
        the tables local, parties, countries, and wikidata and ches where the configuration names them.
    known_units
        units that the table may hold.

    Raises
    ------
    BadInput
        with all faults of the table: an unknown unit, a term that ends before it begins, two terms of a unit that
        overlap, a party that is unknown (with the nearest names), in several hands, or of another country.
    """
    import pandas as pd

    file = str(settings.local)
    local = evidence.local
    if local is None:
        raise ValueError("there is no table of local parties")
    register = PartyRegister(evidence)
    iso3 = dict(zip(evidence.countries["country"], evidence.countries["iso3"], strict=True))
    problems: list[Problem] = []
    found: list[int | None] = []
    terms = local.rename(columns={"from": "first", "to": "last"}).reset_index(drop=True)
    for row in terms.itertuples():
        where = int(row.row)
        if row.unit_id not in known_units:
            expected = "a unit of the lists of cities and regions"
            problems.append(Problem(file, expected, "correct the code", where, "unit_id", str(row.unit_id)))
        if isinstance(row.last, str) and row.last < row.first:
            expected = f"a day from {row.first} on, the first of the term"
            problems.append(Problem(file, expected, "correct the days", where, "to", row.last))
        # codes of cities and of regions open with that of their country
        party, fault = register.find(str(row.party), iso3.get(str(row.unit_id)[:2]))
        found.append(party)
        if fault is not None:
            problems.append(Problem(file, *fault, where, "party", str(row.party)))
    ordered = terms.sort_values(["unit_id", "first", "row"])
    for _, own in ordered.groupby("unit_id", sort=True):
        for earlier, later in pairwise(own.itertuples()):
            if not isinstance(earlier.last, str) or earlier.last >= later.first:
                expected = f"one party in office at a time (row {earlier.row} is in office, too)"
                problems.append(Problem(file, expected, "correct the days", int(later.row), "from", later.first))
    if problems:
        raise BadInput(sorted(problems, key=lambda problem: (problem.row or 0, problem.column)))
    return terms.assign(party_id=pd.array(found, dtype="Int64"))[["unit_id", "first", "last", "party_id"]]


class PartyRegister:
    """The parties of ParlGov under every key by which a coder may call them."""

    def __init__(self, evidence: Evidence) -> None:
        parties = evidence.parties
        self._country = dict(zip(parties["party_id"].astype(int), parties["country_name_short"], strict=True))
        self._file = evidence.file("parties")
        self._names: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._spelled: dict[str, set[str]] = defaultdict(set)
        for column in NAMES:
            for party, country, name in zip(
                parties["party_id"], parties["country_name_short"], parties[column], strict=True
            ):
                if isinstance(name, str):
                    self._names[country][name.casefold()].add(int(party))
                    self._spelled[country].add(name)
        self._party_facts: dict[int, set[int]] = defaultdict(set)
        self._items: dict[str, set[int]] = defaultdict(set)
        if evidence.wikidata is not None and evidence.ches is not None:
            self._link(parties, evidence.wikidata, evidence.ches)

    def _link(self, parties: pd.DataFrame, wikidata: pd.DataFrame, ches: pd.DataFrame) -> None:
        """Lead Party Facts numbers to ParlGov: by the number of the Chapel Hill survey, else by the same name.

        The survey gives one number to an alliance and its parts, and to a party and its forerunners; there, too, the
        name decides.
        """
        by_ches: dict[int, set[int]] = defaultdict(set)
        numbered = parties[parties["chess"].notna()]
        for party, number in zip(numbered["party_id"], numbered["chess"], strict=True):
            by_ches[int(number)].add(int(party))
        keyed = ches[ches["partyfacts_id"].notna()]
        for number, key in zip(keyed["party_id"], keyed["partyfacts_id"], strict=True):
            self._party_facts[int(key)] |= by_ches.get(int(number), set())
        for row in wikidata.itertuples():
            key = int(row.partyfacts_id)
            spellings = [name.casefold() for name in (row.name, row.name_native) if isinstance(name, str)]
            named = {party for name in spellings for party in self._names[str(row.country)].get(name, set())}
            in_survey = self._party_facts[key]
            if not in_survey or (len(in_survey) > 1 and in_survey & named):
                self._party_facts[key] = in_survey & named or named
            self._items[str(row.wikidata_id)] |= self._party_facts[key]

    def find(self, key: str, country: str | None) -> tuple[int | None, tuple[str, str] | None]:
        """Return the party of a key in a country (ISO 3166 alpha-3), or what was expected and what to do."""
        number = PARTY_FACTS.match(key)
        if key.isdigit():
            candidates = {int(key)} & set(self._country)
        elif ITEM.match(key) or number:
            candidates = self._items[key] if number is None else self._party_facts[int(number[1])]
        else:
            candidates = self._names[country or ""].get(key.casefold(), set())
        own = {party for party in candidates if country is None or self._country[party] == country}
        if len(own) == 1:
            return own.pop(), None
        if own:
            listed = ", ".join(map(str, sorted(own)))
            return None, ("a key that one party bears", f"give its party_id ({listed})")
        if candidates:
            return None, (f"a party of {country}", "correct the key, or the unit")
        if ITEM.match(key) or number:
            expected = "a party that Party Facts leads to ParlGov (frame.parties.keys names its lists)"
            return None, (expected, "give its party_id or name")
        expected = f"a party_id of {self._file}, or the name of a party of the country"
        near = get_close_matches(key, sorted(self._spelled[country or ""]), n=SHOWN, cutoff=0.4)
        return None, (expected, "did you mean " + " or ".join(f'"{name}"' for name in near) if near else "correct it")
