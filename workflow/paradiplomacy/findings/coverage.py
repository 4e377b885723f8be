"""How well each covariate of the frame is covered, by country and level."""

from __future__ import annotations

import pandas as pd

from paradiplomacy.findings.fields import COVERAGE

# field of the frame: name in print
COVARIATES = {
    "population": "Population",
    "gdp_pps": "GDP per head",
    "port_km": "Distance to a port",
    "party_bloc": "Governing party",
    "party_left_right": "Left-right position of that party",
    "copartisan": "Head of a party of the national cabinet",
    "eu_accession_year": "Year of accession",
    "in_cn_cee": "China–CEE format (16+1)",
    "airport_km": "Distance to an airport",
    "long_haul_airport_km": "Distance to a long-haul airport",
    "tertiary_share": "Tertiary education",
    "coastal": "Coastal region",
    "border": "Border region",
    "metropolitan_type": "Metropolitan region",
    "urban_rural": "Urban or rural region",
    "regional_seat": "Regional seat (cities)",
}

CITIES_ONLY = {"regional_seat"}  # has no meaning for a region, so that no value is missing there


def covariate_coverage(units: pd.DataFrame, countries: pd.DataFrame, supplied: pd.DataFrame) -> pd.DataFrame:
    """Return units and units with a value by covariate, country and level (`COVERAGE`); a country without units of a
    level has no row there.

    Parameters
    ----------
    units
        the frame (`UNITS`).
    countries
        country, name.
    supplied
        covariates that a researcher added (`SUPPLIED`); they stand after those of the frame.
    """
    names = dict(zip(countries["country"], countries["name"], strict=True))
    holders = {str(field): set(rows["unit_id"]) for field, rows in supplied.groupby("field", sort=True)}
    rows = []
    for (country, level), inside in units.groupby(["country", "level"]):
        for covariate in (*COVARIATES, *holders):
            if covariate in CITIES_ONLY and level != "city":
                continue
            held = inside["unit_id"].isin(holders[covariate]) if covariate in holders else inside[covariate].notna()
            known = int(held.sum())
            rows.append(
                {
                    "covariate": covariate,
                    "country": country,
                    "country_name": names[country],
                    "level": level,
                    "units": len(inside),
                    "with_value": known,
                    "share": known / len(inside),
                }
            )
    return pd.DataFrame(rows, columns=COVERAGE.columns)
