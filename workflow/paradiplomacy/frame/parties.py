"""Party in office in each unit at given days: that of its own head where it was coded, else that of the government.

The national governing party is the prime minister's (ParlGov; Döring and Manow). Where the prime minister belongs to no
party, it is the largest party of the cabinet; a cabinet of non-partisans has none, and the value is missing. A day
after the last cabinet of the source takes the last one, and says so (`source_ends`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paradiplomacy.frame.fields import PARTIES_IN_OFFICE
from paradiplomacy.frame.local_parties import local_terms
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.tables import typed

if TYPE_CHECKING:
    import pandas as pd

    from paradiplomacy.config.covariates import Parties
    from paradiplomacy.frame.evidence import Evidence

NO_FAMILY = "no family"  # ParlGov's family of those without a party, and of some parties, too


@dataclass(frozen=True)
class Government:
    """A national cabinet: its governing party (None: non-partisans), its first day and all its parties."""

    party: int | None
    since: str
    members: frozenset[int]


def parties_in_office(
    units: pd.DataFrame, evidence: Evidence, known_units: set[str], settings: Parties
) -> pd.DataFrame:
    """Return the party in office in each unit at the day of the census and at that of each partner.

    Parameters
    ----------
    units
        unit_id, country.
    evidence
        the tables countries, parties, cabinets, local and its keys; the last two may be absent.
    known_units
        every unit that the table `local` may hold: the units and those that were set aside.
    settings
        the section `frame.parties` of the configuration.

    Returns
    -------
    pandas.DataFrame
        `PARTIES_IN_OFFICE`, one row per unit and day; missing where no cabinet of the country is known.

    Raises
    ------
    BadInput
        when a party is in no table of parties or its family in no bloc, or the local table is faulty
        (`local_terms`).
    """
    import pandas as pd

    terms = None
    if evidence.local is not None:
        terms = local_terms(evidence, known_units, settings)
    days = sorted({settings.date, *settings.dates.values()})
    tables = [_at(day, units, evidence, terms, settings) for day in days]
    return typed(pd.concat(tables, ignore_index=True), PARTIES_IN_OFFICE)


def parties_at(office: pd.DataFrame, day: str) -> pd.DataFrame:
    """Return the rows of `PARTIES_IN_OFFICE` of a day, with the columns that the census takes over."""
    columns = ["party", "party_family", "party_bloc", "party_left_right", "party_level", "copartisan"]
    return office.loc[office["date"] == day, ["unit_id", *columns]].reset_index(drop=True)


def _at(
    day: str, units: pd.DataFrame, evidence: Evidence, terms: pd.DataFrame | None, settings: Parties
) -> pd.DataFrame:
    import pandas as pd

    national = governments(evidence.cabinets, evidence.parties, day)
    iso3 = dict(zip(evidence.countries["country"], evidence.countries["iso3"], strict=True))
    cabinets = units["country"].map(iso3).map(national.get)
    last = str(evidence.cabinets["start_date"].max())
    chosen = pd.DataFrame(
        {
            "unit_id": units["unit_id"].to_numpy(),
            "party_id": pd.array([None if c is None else c.party for c in cabinets], dtype="Int64"),
            "party_level": "national",
            "since": [None if c is None else c.since for c in cabinets],
            "source": settings.cabinets,
            "source_ends": last if last < day else None,
        }
    )
    if terms is not None:
        own = terms[(terms["first"] <= day) & (terms["last"].fillna(day) >= day)].set_index("unit_id")
        held = chosen["unit_id"].isin(own.index)
        for column in ("party_id", "since"):
            chosen.loc[held, column] = chosen.loc[held, "unit_id"].map(
                own["party_id" if column == "party_id" else "first"]
            )
        chosen.loc[held, ["party_level", "source", "source_ends"]] = ["local", settings.local, None]
    table = chosen.merge(evidence.parties, on="party_id", how="left", validate="many_to_one")
    _refuse_unknown(table, settings)
    known = table["party_id"].notna()
    local = known & (table["party_level"] == "local")
    together = [
        cabinet is not None and pd.notna(party) and int(party) in cabinet.members
        for cabinet, party in zip(cabinets, table["party_id"], strict=True)
    ]
    return pd.DataFrame(
        {
            "unit_id": table["unit_id"],
            "date": day,
            "party": table["party_name_english"],
            "party_family": table["family_name"],
            "party_bloc": table["family_name"].map(settings.blocs).astype("string"),
            "party_left_right": table["left_right"],
            # a head without party is nobody's copartisan, although ministers without party stand in the same row
            "copartisan": pd.array(together, dtype="boolean")
            & (table["family_name"] != NO_FAMILY).fillna(True).astype("boolean"),
            **{name: table[name].where(known) for name in ("party_level", "since", "source", "source_ends")},
        }
    ).assign(copartisan=lambda found: found["copartisan"].where(local & cabinets.notna().to_numpy()))


def _refuse_unknown(table: pd.DataFrame, settings: Parties) -> None:
    absent = table["party_id"].notna() & table["family_name"].isna()
    if absent.any():
        wrong = sorted(set(table.loc[absent, "party_id"]))
        remedy = f'add it, or correct the table of cabinets "{settings.cabinets}"'
        raise BadInput(
            Problem(settings.parties, "this party to be in the table", remedy, column="party_id", value=str(party))
            for party in wrong
        )
    families = sorted(set(table["family_name"].dropna()) - set(settings.blocs))
    if families:
        expected = "a bloc for this family of parties"
        raise BadInput(
            Problem("the configuration", expected, "add it", column="frame.parties.blocs", value=family)
            for family in families
        )


def governments(cabinets: pd.DataFrame, parties: pd.DataFrame, day: str) -> dict[str, Government]:
    """Return the cabinet of each country (ISO 3166 alpha-3) at a day (ISO 8601)."""
    families = dict(zip(parties["party_id"], parties["family_name"], strict=True))
    table = cabinets[cabinets["start_date"] <= day]
    found: dict[str, Government] = {}
    for country, rows in table.groupby("country_name_short", sort=True):
        # two cabinets that started on one day: the later one bears the higher number
        in_office = rows.sort_values(["start_date", "cabinet_id"]).iloc[-1]
        cabinet = rows[
            (rows["cabinet_id"] == in_office["cabinet_id"]) & (rows["cabinet_party"] | rows["prime_minister"])
        ]
        seats = cabinet["seats"].fillna(0)
        partisan = (seats > 0) | (cabinet["party_id"].map(families) != NO_FAMILY)
        members = cabinet.assign(seats=seats)[partisan]
        first = members.sort_values(["prime_minister", "seats", "party_id"], ascending=[False, False, True])
        found[str(country)] = Government(
            party=None if first.empty else int(first.iloc[0]["party_id"]),
            since=str(in_office["start_date"]),
            members=frozenset(map(int, members["party_id"])),
        )
    return found
