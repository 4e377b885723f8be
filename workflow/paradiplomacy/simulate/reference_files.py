"""Ports, parties, cabinets and heads of the simulated world in the formats of the World Port Index and of ParlGov."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pandas as pd

from paradiplomacy.simulate.geography import NEIGHBOUR_PORTS
from paradiplomacy.simulate.parameters import stream
from paradiplomacy.simulate.politics import FAMILIES, NO_FAMILY


def _listed(columns: str) -> list[str]:
    return columns.split(",")


FIRST_PORT_NUMBER = 90_010
ISO_CODES = {"EL": "GR", "UK": "GB"}  # where UN/LOCODE and Eurostat differ
PORT_COUNTRIES = {
    "AT": "Austria", "BE": "Belgium", "BG": "Bulgaria", "CY": "Cyprus", "CZ": "Czechia", "DE": "Germany",
    "DK": "Denmark", "EE": "Estonia", "EL": "Greece", "ES": "Spain", "FI": "Finland", "FR": "France", "HR": "Croatia",
    "HU": "Hungary", "IE": "Ireland", "IT": "Italy", "LT": "Lithuania", "LU": "Luxembourg", "LV": "Latvia",
    "MT": "Malta", "NL": "Netherlands", "PL": "Poland", "PT": "Portugal", "RO": "Romania", "SE": "Sweden",
    "SI": "Slovenia", "SK": "Slovakia", **{code: name for code, (name, _, _) in NEIGHBOUR_PORTS.items()},
}  # fmt: skip
ISO3_CODES = {
    "AT": "AUT", "BE": "BEL", "BG": "BGR", "CY": "CYP", "CZ": "CZE", "DE": "DEU", "DK": "DNK", "EE": "EST",
    "EL": "GRC", "ES": "ESP", "FI": "FIN", "FR": "FRA", "HR": "HRV", "HU": "HUN", "IE": "IRL", "IT": "ITA",
    "LT": "LTU", "LU": "LUX", "LV": "LVA", "MT": "MLT", "NL": "NLD", "PL": "POL", "PT": "PRT", "RO": "ROU",
    "SE": "SWE", "SI": "SVN", "SK": "SVK",
}  # fmt: skip
PARLGOV_COUNTRY_NAMES = {"CZ": "Czech Republic"}
BLANK = " "  # the World Port Index writes a missing text as one blank
WPI_TEXT = _listed(
    "World Port Index Number,Region Name,Main Port Name,Alternate Port Name,UN/LOCODE,Country Code,"
    "World Water Body,Sailing Direction or Publication,Publication Link,Standard Nautical Chart,"
    "IHO S-57 Electronic Navigational Chart,IHO S-101 Electronic Navigational Chart,Digital Nautical Chart"
)
WPI_METRES = _listed(
    "Tidal Range (m),Entrance Width (m),Channel Depth (m),Anchorage Depth (m),Cargo Pier Depth (m),"
    "Oil Terminal Depth (m),Liquified Natural Gas Terminal Depth (m),Maximum Vessel Length (m),"
    "Maximum Vessel Beam (m),Maximum Vessel Draft (m),Offshore Maximum Vessel Length (m),"
    "Offshore Maximum Vessel Beam (m),Offshore Maximum Vessel Draft (m)"
)
WPI_HARBOUR = _listed("Harbor Size,Harbor Type,Harbor Use,Shelter Afforded")
WPI_YES_NO = _listed(
    "Entrance Restriction - Tide,Entrance Restriction - Heavy Swell,Entrance Restriction - Ice,"
    "Entrance Restriction - Other,Overhead Limits,Underkeel Clearance Management System,Good Holding Ground,"
    "Turning Area,Port Security,Estimated Time of Arrival Message,Quarantine - Pratique,Quarantine - Sanitation,"
    "Quarantine - Other,Traffic Separation Scheme,Vessel Traffic Service,First Port of Entry,US Representative,"
    "Pilotage - Compulsory,Pilotage - Available,Pilotage - Local Assistance,Pilotage - Advisable,Tugs - Salvage,"
    "Tugs - Assistance,Communications - Telephone,Communications - Telefax,Communications - Radio,"
    "Communications - Radiotelephone,Communications - Airport,Communications - Rail,Search and Rescue,NAVAREA,"
    "Facilities - Wharves,Facilities - Anchorage,Facilities - Dangerous Cargo Anchorage,Facilities - Med Mooring,"
    "Facilities - Beach Mooring,Facilities - Ice Mooring,Facilities - Ro-Ro,Facilities - Solid Bulk,"
    "Facilities - Liquid Bulk,Facilities - Container,Facilities - Breakbulk,Facilities - Oil Terminal,"
    "Facilities - LNG Terminal,Facilities - Other,Medical Facilities,Garbage Disposal,"
    "Chemical Holding Tank Disposal,Degaussing,Dirty Ballast Disposal,Cranes - Fixed,Cranes - Mobile,"
    "Cranes - Floating,Cranes - Container,Lifts - 100+ Tons,Lifts - 50-100 Tons,Lifts - 25-49 Tons,"
    "Lifts - 0-24 Tons,Services - Longshoremen,Services - Electricity,Services - Steam,"
    "Services - Navigation Equipment,Services - Electrical Repair,Services - Ice Breaking,Services - Diving,"
    "Supplies - Provisions,Supplies - Potable Water,Supplies - Fuel Oil,Supplies - Diesel Oil,"
    "Supplies - Aviation Fuel,Supplies - Deck,Supplies - Engine"
)
WPI_LAST = ["Repairs", "Dry Dock", "Railway", "Latitude", "Longitude"]
WPI_COLUMNS = [*WPI_TEXT, *WPI_METRES, *WPI_HARBOUR, *WPI_YES_NO, *WPI_LAST]
HARBOUR_TYPES = ("Coastal (Natural)", "Coastal (Breakwater)", "River (Natural)", "Open Roadstead")
PARTY_COLUMNS = _listed(
    "country_name_short,country_name,party_name_short,party_name_english,party_name,party_name_ascii,"
    "family_name_short,family_name,left_right,state_market,liberty_authority,eu_anti_pro,cmp,euprofiler,ees,"
    "castles_mair,huber_inglehart,ray,benoit_laver,chess,country_id,party_id,family_id"
)
CABINET_COLUMNS = _listed(
    "country_name_short,country_name,election_date,start_date,cabinet_name,caretaker,cabinet_party,prime_minister,"
    "seats,election_seats_total,party_name_short,party_name,party_name_english,left_right,country_id,election_id,"
    "cabinet_id,previous_cabinet_id,party_id"
)
FIRST_PARTY_FACTS = 90_001  # above the numbers of Party Facts, and of Wikidata
FIRST_ITEM = 999_000_001
CHES_OFFSET = 10_000  # from the invented numbers of ParlGov to those of the Chapel Hill survey
FAMILY_IDS = {**{name: (traits.short, traits.number) for name, traits in FAMILIES.items()}, NO_FAMILY: ("none", 12)}


def _table(columns: list[str], rows: list[dict[str, Any]], end: str) -> str:
    sink = io.StringIO()
    writer = csv.DictWriter(sink, columns, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return sink.getvalue()


def ports_csv(ports: pd.DataFrame, seed: int) -> str:
    """Return the ports with the 107 columns of the World Port Index: country names, blanks, zero depths."""
    rng = stream(seed, "world port index")
    rows = []
    for number, port in enumerate(ports.itertuples()):
        row: dict[str, Any] = dict.fromkeys(WPI_TEXT, BLANK) | dict.fromkeys(WPI_METRES, "0")
        row |= {name: str(rng.choice(["Yes", "No", "Unknown"], p=[0.25, 0.1, 0.65])) for name in WPI_YES_NO}
        country = PORT_COUNTRIES[port.country]
        letters = "".join(c for c in port.name.upper() if "A" <= c <= "Z")[:3]
        located = rng.random() < 0.9
        row |= {
            "World Port Index Number": str(FIRST_PORT_NUMBER + 10 * number),
            "Region Name": f"{country} -- {FIRST_PORT_NUMBER}",
            "Main Port Name": port.name,
            "UN/LOCODE": f"{ISO_CODES.get(port.country, port.country)} {letters}" if located else BLANK,
            "Country Code": country,
            "Channel Depth (m)": str(rng.choice(["0", "4.9", "6.4", "11", "12.5"])),
            "Cargo Pier Depth (m)": str(rng.choice(["0", "4.9", "7.9", "11", "14"])),
            "Harbor Size": port.harbour_size,
            "Harbor Type": str(rng.choice(HARBOUR_TYPES)),
            "Harbor Use": "Unknown",
            "Shelter Afforded": str(rng.choice(["Excellent", "Good", "Fair", "Poor"])),
            "NAVAREA": str(rng.choice(["I", "III"])),
            "Repairs": str(rng.choice(["Major", "Moderate", "Limited", "None", "Unknown"])),
            "Dry Dock": str(rng.choice(["Medium", "Small", "Unknown"])),
            "Railway": str(rng.choice(["Medium", "Small", "Unknown"])),
            "Latitude": f"{port.latitude:.6f}".rstrip("0").rstrip("."),
            "Longitude": f"{port.longitude:.6f}".rstrip("0").rstrip("."),
        }
        rows.append(row)
    return _table(WPI_COLUMNS, rows, "\n")


def _parlgov_country(code: str) -> dict[str, Any]:
    name = PARLGOV_COUNTRY_NAMES.get(code, PORT_COUNTRIES[code])
    return {
        "country_name_short": ISO3_CODES[code],
        "country_name": name,
        "country_id": 1 + sorted(ISO3_CODES).index(code),
    }


def _position(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.4f}".rstrip("0").rstrip(".")


def _has_ches_number(party_id: int) -> bool:
    """Tell whether the Chapel Hill survey holds a party, as it does about half of those of ParlGov."""
    return party_id % 2 == 0


def _party_facts(parties: pd.DataFrame) -> pd.DataFrame:
    """Return the parties that Party Facts knows, with its number and their Wikidata item."""
    known = parties[(parties["family"] != NO_FAMILY) & (parties["party_id"] % 5 != 0)]
    order = known["party_id"] - known["party_id"].min()
    return known.assign(partyfacts_id=FIRST_PARTY_FACTS + order, item=[f"Q{FIRST_ITEM + n}" for n in order])


def wikidata_keys_csv(parties: pd.DataFrame) -> str:
    """Return Party Facts' import list of Wikidata."""
    rows = [
        {
            "country": ISO3_CODES[party.country], "partyfacts_id": party.partyfacts_id, "wikidata_id": party.item,
            "name": party.english, "name_short": party.short, "name_native": party.name,
        }
        for party in _party_facts(parties).itertuples()
    ]  # fmt: skip
    return _table(_listed("country,partyfacts_id,wikidata_id,name,name_short,name_native"), rows, "\n")


def ches_keys_csv(parties: pd.DataFrame) -> str:
    """Return Party Facts' import list of the Chapel Hill survey."""
    rows = [
        {
            "countryshort": ISO3_CODES[party.country], "party_id": party.party_id + CHES_OFFSET, "party": party.short,
            "year_first": 2014, "year_last": 2023, "partyfacts_id": party.partyfacts_id,
        }
        for party in _party_facts(parties).itertuples()
        if _has_ches_number(party.party_id)
    ]  # fmt: skip
    return _table(_listed("countryshort,party_id,party,year_first,year_last,partyfacts_id"), rows, "\n")


def parties_csv(parties: pd.DataFrame) -> str:
    """Return the parties as ParlGov's view_party; a party without family has no position. CRLF, as published."""
    rows = []
    for party in parties.itertuples():
        short, number = FAMILY_IDS[party.family]
        row = dict.fromkeys(PARTY_COLUMNS, "") | _parlgov_country(party.country)
        row |= {
            "party_name_short": party.short, "party_name_english": party.english, "party_name": party.name,
            "party_name_ascii": party.ascii, "family_name_short": short, "family_name": party.family,
            "left_right": _position(party.left_right), "party_id": party.party_id, "family_id": number,
            "chess": party.party_id + CHES_OFFSET if _has_ches_number(party.party_id) else "",
        }  # fmt: skip
        rows.append(row)
    return _table(PARTY_COLUMNS, rows, "\r\n")


def cabinets_csv(cabinets: pd.DataFrame, parties: pd.DataFrame) -> str:
    """Return the cabinets as ParlGov's view_cabinet: one row per party of parliament and cabinet."""
    known = parties.set_index("party_id")
    totals = cabinets.groupby("cabinet_id")["seats"].sum()
    rows = []
    for entry in cabinets.itertuples():
        party = known.loc[entry.party_id]
        rows.append(
            {
                **_parlgov_country(entry.country),
                "election_date": entry.election_date, "start_date": entry.start_date, "cabinet_name": entry.name,
                "caretaker": entry.caretaker, "cabinet_party": entry.in_cabinet,
                "prime_minister": entry.prime_minister, "seats": entry.seats,
                "election_seats_total": totals[entry.cabinet_id], "party_name_short": party["short"],
                "party_name": party["name"], "party_name_english": party["english"],
                "left_right": _position(party["left_right"]), "election_id": entry.election_id,
                "cabinet_id": entry.cabinet_id, "party_id": entry.party_id,
                "previous_cabinet_id": "" if pd.isna(entry.previous_cabinet_id) else int(entry.previous_cabinet_id),
            }
        )  # fmt: skip
    return _table(CABINET_COLUMNS, rows, "\r\n")


def local_parties_csv(heads: pd.DataFrame, parties: pd.DataFrame, seed: int) -> str:
    """Return the terms of heads: unit_id, from, to (empty: in office), party, source.

    Coders name most parties by their party_id, some by short name, Wikidata item or Party Facts number.
    """
    rng = stream(seed, "keys of local parties")
    ways = rng.choice(4, size=len(heads), p=[0.8, 0.1, 0.05, 0.05])
    found = _party_facts(parties).set_index("party_id")
    keys: dict[int, list[str]] = {}
    for party, short in zip(parties["party_id"], parties["short"], strict=True):
        facts = (
            [found.loc[party, "item"], f"partyfacts:{found.loc[party, 'partyfacts_id']}"]
            if party in found.index
            else []
        )
        keys[party] = [str(party), short, *facts]
    named = [keys[party][min(way, len(keys[party]) - 1)] for party, way in zip(heads["party_id"], ways, strict=True)]
    plural = {"city": "cities", "region": "regions"}
    columns = ["unit_id", "from", "to", "party", "source"]
    rows = [
        dict(zip(columns, (unit, start, end, party, f"Invented register of heads of {plural[level]}"), strict=True))
        for unit, level, start, end, party in zip(
            *(heads[name] for name in ("unit_id", "level", "from", "to")), named, strict=True
        )
    ]
    return _table(columns, rows, "\n")
