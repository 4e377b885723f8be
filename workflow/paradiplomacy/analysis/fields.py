"""Field table of the analysis table. The outcomes that the configuration declares are further columns."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field

ANALYSIS = Dataset(
    name="analysis",
    content="units",
    description="One row per study, partner country and unit: outcomes and covariates, as the models take them.",
    key=("study", "partner", "unit_id"),
    fields=(
        Field("study", "text", "study", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("level", "text", "level of the unit", allowed=("city", "region"), required=True),
        Field("unit_id", "text", "unit", required=True),
        Field("country", "text", "country of the unit; the cluster of all inference", required=True),
        Field("answered", "boolean", "the unit answered a wave about this partner; empty where there was none"),
        Field("answer_weight", "number", "weight of its answer, which corrects for non-response", minimum=0),
        Field("population", "integer", "inhabitants", unit="inhabitants"),
        Field("log_population", "number", "natural logarithm of the population"),
        Field("log_gdp", "number", "natural logarithm of GDP per inhabitant in PPS"),
        Field("cee", "boolean", "Central and Eastern Europe"),
        Field("macro_region", "text", "macro-region"),
        Field("party_bloc", "text", "bloc of the party in office at the day that counts for the partner"),
        Field("party_left_right", "number", "left-right position of that party, 0 to 10 (ParlGov)"),
        Field("copartisan", "boolean", "the unit's own head is of a party of the national cabinet, at that day"),
        Field("port_city", "boolean", "a sea port is near"),
        Field("capital", "boolean", "national capital, or region that holds it"),
        Field("eu_accession_year", "integer", "year of accession to the Union", unit="year"),
        Field("in_cn_cee", "boolean", "its country is in China's format with Central and Eastern Europe"),
        Field("airport_km", "number", "distance to the nearest airport with scheduled routes", unit="km"),
        Field("long_haul_airport_km", "number", "distance to the nearest airport with long-haul routes", unit="km"),
        Field("tertiary_share", "number", "people aged 25 to 64 with tertiary education", unit="share"),
        Field("coastal", "boolean", "coastal region (Eurostat)"),
        Field("border", "boolean", "border region (Eurostat)"),
        Field("metropolitan_type", "text", "metropolitan region: the capital's, another one, or none (Eurostat)"),
        Field("urban_rural", "text", "predominantly urban, intermediate or rural region (Eurostat)"),
        Field("regional_seat", "boolean", "seat of a first-order administration, or capital"),
    ),
)
