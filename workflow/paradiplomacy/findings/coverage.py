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
    "eu_accession_year": "Year of accession",
    "in_cn_cee": "China–CEE format (16+1)",
    "airport_km": "Distance to an airport",
    "long_haul_airport_km": "Distance to a long-haul airport",
    "tertiary_share": "Tertiary education",
    "coastal": "Coastal region",
}


def covariate_coverage(units: pd.DataFrame, countries: pd.DataFrame) -> pd.DataFrame:
    """Return units and units with a value by covariate, country and level (`COVERAGE`); a country without units of a
    level has no row there."""
    names = dict(zip(countries["country"], countries["name"], strict=True))
    rows = []
    for (country, level), inside in units.groupby(["country", "level"]):
        for covariate in COVARIATES:
            known = int(inside[covariate].notna().sum())
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
