"""Governing party of each unit at a day: that of its own head where it was coded, else that of the head of government.

The national governing party is the prime minister's (ParlGov; Döring and Manow). Where the prime minister belongs to no
party, it is the largest party of the cabinet; a cabinet of non-partisans has none, and the value is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.problems import BadInput, Problem

if TYPE_CHECKING:
    import pandas as pd

    from paradiplomacy.config.model import Parties

NO_FAMILY = "no family"  # ParlGov's family of those without a party, and of some parties, too


def governing_parties(
    units: pd.DataFrame,
    countries: pd.DataFrame,
    parties: pd.DataFrame,
    cabinets: pd.DataFrame,
    local: pd.DataFrame | None,
    known_units: set[str],
    settings: Parties,
) -> pd.DataFrame:
    """Return the party in office in each unit at the day that the configuration names.

    Parameters
    ----------
    units
        unit_id, country.
    countries, parties, cabinets, local
        the tables of these names; `local` may be absent.
    known_units
        every unit that the table `local` may hold: the units and those that were set aside.
    settings
        the section `frame.parties` of the configuration.

    Returns
    -------
    pandas.DataFrame
        unit_id, party, party_family, party_bloc, party_left_right, party_level.

    Raises
    ------
    BadInput
        when a party is in no table of parties or its family in no bloc, or the local table holds an unknown unit or
        two heads of a unit at that day.
    """
    import pandas as pd

    national = national_parties(cabinets, parties, settings.date)
    iso3 = dict(zip(countries["country"], countries["iso3"], strict=True))
    chosen = pd.DataFrame(
        {
            "unit_id": units["unit_id"],
            "party_id": units["country"].map(iso3).map(national).astype("Int64"),
            "party_level": "national",
        }
    )
    if local is not None:
        own = _local_parties(local, set(parties["party_id"]), known_units, settings)
        held = chosen["unit_id"].isin(list(own))
        chosen.loc[held, "party_id"] = chosen.loc[held, "unit_id"].map(own)
        chosen.loc[held, "party_level"] = "local"
    table = chosen.merge(parties, on="party_id", how="left", validate="many_to_one")
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
    return pd.DataFrame(
        {
            "unit_id": table["unit_id"],
            "party": table["party_name_english"],
            "party_family": table["family_name"],
            "party_bloc": table["family_name"].map(settings.blocs).astype("string"),
            "party_left_right": table["left_right"],
            "party_level": table["party_level"].where(table["party_id"].notna()).astype("string"),
        }
    )


def national_parties(cabinets: pd.DataFrame, parties: pd.DataFrame, day: str) -> dict[str, int]:
    """Return the governing party of each country (ISO 3166 alpha-3) at a day (ISO 8601)."""
    families = dict(zip(parties["party_id"], parties["family_name"], strict=True))
    table = cabinets[cabinets["start_date"] <= day]
    governing: dict[str, int] = {}
    for country, rows in table.groupby("country_name_short", sort=True):
        # two cabinets that started on one day: the later one bears the higher number
        in_office = rows.sort_values(["start_date", "cabinet_id"]).iloc[-1]["cabinet_id"]
        cabinet = rows[(rows["cabinet_id"] == in_office) & (rows["cabinet_party"] | rows["prime_minister"])]
        seats = cabinet["seats"].fillna(0)
        partisan = (seats > 0) | (cabinet["party_id"].map(families) != NO_FAMILY)
        cabinet = cabinet[partisan].assign(seats=seats[partisan])
        if not cabinet.empty:
            first = cabinet.sort_values(["prime_minister", "seats", "party_id"], ascending=[False, False, True])
            governing[str(country)] = int(first.iloc[0]["party_id"])
    return governing


def _local_parties(
    local: pd.DataFrame, known_parties: set[int], known_units: set[str], settings: Parties
) -> dict[str, int]:
    """Return the party of each unit whose head's party at the day was coded."""
    file = str(settings.local)
    problems: list[Problem] = []
    own: dict[str, int] = {}
    for row in local.rename(columns={"from": "first", "to": "last"}).itertuples():
        if row.unit_id not in known_units:
            expected = "a unit of the lists of cities and regions"
            problems.append(Problem(file, expected, "correct the code", int(row.row), "unit_id", str(row.unit_id)))
        if row.party not in known_parties:
            expected = f'a party_id of "{settings.parties}"'
            problems.append(Problem(file, expected, "correct it", int(row.row), "party", str(row.party)))
        ends = row.last if isinstance(row.last, str) else settings.date
        if not row.first <= settings.date <= ends:
            continue
        if row.unit_id in own:
            expected = f"one party in office at {settings.date}"
            problems.append(Problem(file, expected, "correct the days", int(row.row), "unit_id", str(row.unit_id)))
        own[str(row.unit_id)] = int(row.party)
    if problems:
        raise BadInput(problems)
    return own
