"""Field tables of the frame."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field

COUNTRIES = Dataset(
    name="countries",
    content="public",
    description="The countries whose cities and regions are studied.",
    key=("country",),
    fields=(
        Field("country", "text", "Eurostat code (EL for Greece)", required=True),
        Field("iso2", "text", "ISO 3166 alpha-2 code (GR for Greece)", required=True),
        Field("iso3", "text", "ISO 3166 alpha-3 code", required=True),
        Field("name", "text", "name in English", required=True),
        Field("macro_region", "text", "macro-region", required=True),
        Field("cee", "boolean", "one of the eleven Central and East European member states", required=True),
        Field("eu_accession_year", "integer", "year of accession to the Union or its predecessors", unit="year"),
        Field("labels", "text", "spellings in registers of twin towns, separated by |", required=True),
        # Warsaw summit of 26 April 2012, Dubrovnik summit of 12 April 2019
        Field("cn_cee_joined", "text", "day on which it joined China's format with Central and Eastern Europe (16+1)"),
        # announced by the foreign ministries of Lithuania (2021) and of Estonia and Latvia (2022); empty: formally in
        Field("cn_cee_left", "text", "day on which it announced to have left that format; empty while it is a member"),
    ),
)

UNITS = Dataset(
    name="units",
    content="public",
    description="The census: one row per city and region, with what is known of each.",
    key=("unit_id",),
    fields=(
        Field(
            "unit_id",
            "text",
            "Urban Audit code of a city (GN and a number: GeoNames), NUTS code of a region",
            required=True,
        ),
        Field("level", "text", "level of the unit", allowed=("city", "region"), required=True),
        Field("name", "text", "name as its source writes it", required=True),
        Field("names", "text", "all names by which registers may call it, separated by |", required=True),
        Field("country", "text", "country, Eurostat code (EL for Greece)", required=True),
        Field("nuts2", "text", "NUTS 2 region that holds the unit"),
        Field("nuts3", "text", "NUTS 3 region that holds the city"),
        Field("nuts_version", "text", "version of the NUTS codes", required=True),
        Field("latitude", "number", "latitude, WGS 84", unit="degrees", minimum=-90, maximum=90, required=True),
        Field("longitude", "number", "longitude, WGS 84", unit="degrees", minimum=-180, maximum=180, required=True),
        Field("population", "integer", "inhabitants", unit="inhabitants", minimum=1),
        Field("population_year", "integer", "year of the population figure", unit="year"),
        Field("log_population", "number", "natural logarithm of the population"),
        Field("gdp_pps", "number", "gross domestic product", unit="PPS per inhabitant", minimum=1),
        Field("gdp_year", "integer", "year of the GDP figure", unit="year"),
        Field("gdp_level", "text", "regional level of the GDP figure", allowed=("NUTS 3", "NUTS 2", "NUTS 1")),
        Field("log_gdp", "number", "natural logarithm of GDP per inhabitant"),
        Field("port_name", "text", "nearest sea port of the sizes that the configuration names"),
        Field("port_km", "number", "great-circle distance to that port", unit="km", minimum=0),
        Field("port_city", "boolean", "the port is near enough to count as the unit's own"),
        Field("capital", "boolean", "national capital, or region that holds it", required=True),
        Field("macro_region", "text", "macro-region of the country", required=True),
        Field("cee", "boolean", "one of the eleven Central and East European member states", required=True),
        Field("party", "text", "party in office at the day that the configuration names for the census"),
        Field("party_family", "text", "its family (ParlGov)"),
        Field("party_bloc", "text", "bloc of that family", allowed=("left", "centre", "right", "other")),
        Field("party_left_right", "number", "left-right position of the party (ParlGov)", minimum=0, maximum=10),
        Field(
            "party_level",
            "text",
            "whose party: the unit's own head, or the national one",
            allowed=("local", "national"),
        ),
        Field("copartisan", "boolean", "its own head's party is in the national cabinet; empty where no head is known"),
        Field("eu_accession_year", "integer", "year of accession to the Union or its predecessors", unit="year"),
        Field("in_cn_cee", "boolean", "its country is in China's format with Central and Eastern Europe at that day"),
        Field("airport_name", "text", "nearest airport with a scheduled direct route"),
        Field("airport_km", "number", "great-circle distance to that airport", unit="km", minimum=0),
        Field("long_haul_airport_name", "text", "nearest airport with a direct route longer than the configured one"),
        Field("long_haul_airport_km", "number", "great-circle distance to that airport", unit="km", minimum=0),
        Field(
            "tertiary_share",
            "number",
            "people aged 25 to 64 with tertiary education (ISCED 2011, 5 to 8)",
            unit="share",
            minimum=0,
            maximum=1,
        ),
        Field("tertiary_year", "integer", "year of that share", unit="year"),
        Field("tertiary_level", "text", "regional level of that share", allowed=("NUTS 2",)),
        Field(
            "coastal",
            "boolean",
            "NUTS 3 region on the coast, or half its people within 50 km of it; of a region, any of its parts",
        ),
        Field(
            "border",
            "boolean",
            "NUTS 3 region on a land border, or half its people within 25 km of one; of a region, any of its parts",
        ),
        Field(
            "metropolitan_type",
            "text",
            "metropolitan region of a capital, another one, or none (NUTS 3); of a region, the first that a part has",
            allowed=("capital", "other", "none"),
        ),
        Field(
            "urban_rural",
            "text",
            "predominantly urban, intermediate or rural NUTS 3 region; of a region, as most of its people live",
            allowed=("urban", "intermediate", "rural"),
        ),
        Field("regional_seat", "boolean", "city that is the seat of a first-order administration or the capital"),
    ),
)

PARTIES_IN_OFFICE = Dataset(
    name="parties",
    content="public",
    description="The party in office in each unit at each day that the configuration names: census and partners.",
    key=("unit_id", "date"),
    fields=(
        Field("unit_id", "text", "unit", required=True),
        Field("date", "text", "day (ISO 8601)", required=True),
        Field("party", "text", "party in office"),
        Field("party_family", "text", "its family (ParlGov)"),
        Field("party_bloc", "text", "bloc of that family", allowed=("left", "centre", "right", "other")),
        Field("party_left_right", "number", "left-right position of the party (ParlGov)", minimum=0, maximum=10),
        Field(
            "party_level",
            "text",
            "whose party: the unit's own head, or the national one",
            allowed=("local", "national"),
        ),
        Field("copartisan", "boolean", "its own head's party is in the national cabinet; empty where no head is known"),
        Field("since", "text", "first day of that cabinet, or of the head's term"),
        Field("source", "text", "source id"),
        Field("source_ends", "text", "last day of which the source of cabinets tells, where it lies before the day"),
    ),
)

SUPPLIED = Dataset(
    name="supplied",
    content="public",
    description="Covariates that a researcher added: one row per unit and covariate that has a value.",
    key=("unit_id", "field"),
    fields=(
        Field("unit_id", "text", "unit", required=True),
        Field("field", "text", "covariate, as the configuration names it", required=True),
        Field("value", "number", "value", required=True),
        Field("year", "integer", "year of the value", unit="year", required=True),
        Field("source", "text", "source id", required=True),
        Field("reference", "text", "where the table says that the value was found", required=True),
        Field(
            "geographic_level",
            "text",
            "level at which the table gives it",
            allowed=("unit", "NUTS 3", "NUTS 2", "NUTS 1", "country"),
            required=True,
        ),
    ),
)

COVARIATE_SOURCES = Dataset(
    name="covariate_sources",
    content="public",
    description="For each unit and covariate the source, year and geographic level of the value.",
    key=("unit_id", "field"),
    fields=(
        Field("unit_id", "text", "unit", required=True),
        Field("field", "text", "covariate", required=True),
        Field("source", "text", "source id", required=True),
        Field("year", "integer", "year of the value", unit="year"),
        Field("geographic_level", "text", "level at which the source gives it", required=True),
        Field("conversion", "text", "how the value was made of those of the source; empty: it is the source's own"),
    ),
)
