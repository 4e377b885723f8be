"""Field tables of the web stage."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field

MENTIONS = Dataset(
    name="mentions",
    content="public",
    description="Rows of a register that join a unit of the frame to a place in a partner country.",
    key=("source", "row", "unit_id"),
    fields=(
        Field("unit_id", "text", "unit of the frame", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("place", "text", "partner place as the register writes it", required=True),
        Field("register", "text", "register", required=True),
        Field("source", "text", "source id of the register", required=True),
        Field("row", "integer", "row of the register", minimum=1, required=True),
        Field("direction", "text", "on whose page the tie stands", allowed=("unit", "partner"), required=True),
        Field("column", "text", "column of the register in which the partner place stands", required=True),
        Field("cell", "text", "the unit's name as the register writes it", required=True),
        Field("year_start", "integer", "year in which the tie began", unit="year", minimum=1900, maximum=2100),
        Field("year_end", "integer", "year in which the tie ended", unit="year", minimum=1900, maximum=2100),
    ),
)

EMPTY_LABEL = "(empty)"  # stands for a label that a register leaves empty
DECISIONS = ("city", "region", "district", "other_region", "not_in_frame", "ambiguous")

RESOLUTIONS = Dataset(
    name="resolutions",
    content="public",
    description="What each place of a studied country in a register was taken for, how surely, and why.",
    key=("source", "direction", "first_row"),
    fields=(
        Field("source", "text", "source id of the register", required=True),
        Field("direction", "text", "unit: first place of its rows, partner: second", allowed=("unit", "partner"),
              required=True),
        Field("place", "text", "place as the register writes it", required=True),
        Field("label", "text", "label of its country as the register writes it"),
        Field("first_row", "integer", "first row of the register in which it stands", minimum=1, required=True),
        Field("rows", "integer", "number of rows", minimum=1, required=True),
        Field("country", "text", "studied country, Eurostat code", required=True),
        Field("decision", "text", "what it was taken for", allowed=DECISIONS, required=True),
        Field("unit_id", "text", "unit of the frame (cities and regions)"),
        Field("territory", "text", "NUTS code of a territory, where known"),
        Field("confidence", "text", "high: letter for letter, or by a person; medium: after a change of spelling or by "
              "a qualifier; low: nothing known, or several", allowed=("high", "medium", "low"), required=True),
        Field("reason", "text", "why it was taken for this", required=True),
        Field("decided_by", "text", "by the rules or by a person", allowed=("rule", "person"), required=True),
    ),
)  # fmt: skip

COUNTRY_LABELS = Dataset(
    name="country_labels",
    content="public",
    description="Every label of a country in a register, and what it was taken for.",
    key=("source", "label"),
    fields=(
        Field("source", "text", "source id of the register", required=True),
        Field("label", "text", f"label as the register writes it; {EMPTY_LABEL} where it gives none", required=True),
        Field("rows", "integer", "rows in which it stands, each of the two places counted", minimum=1, required=True),
        Field("taken_for", "text", "what it was taken for", allowed=("studied", "partner", "other", "unknown"),
              required=True),
        Field("code", "text", "Eurostat code of a studied country, ISO 3166 alpha-2 code of another"),
        Field("qualifier", "text", "part of the country that the label names first"),
    ),
)  # fmt: skip

PARTNER_COUNTRIES = Dataset(
    name="partner_countries",
    content="public",
    description="Partner places of each unit in a register by their country, whatever country that is.",
    key=("unit_id", "partner_country"),
    fields=(
        Field("unit_id", "text", "unit of the frame", required=True),
        Field("partner_country", "text", "Eurostat code of a studied country, ISO 3166 alpha-2 code of another",
              required=True),
        Field("places", "integer", "different partner places; a pair on both pages counts once", minimum=1,
              required=True),
        Field("units", "integer", "of these, places that are units of the frame of the same level: rows of their own "
              "count the same pairs", minimum=0, required=True),
    ),
)  # fmt: skip

PARTNER_COUNTRY_ROWS = Dataset(
    name="partner_country_rows",
    content="public",
    description="What became of the rows of a register when partner places were counted by country; none is lost.",
    key=("source", "outcome"),
    fields=(
        Field("source", "text", "source id of the register", required=True),
        Field("outcome", "text", "what became of the rows, or why they were set aside", required=True),
        Field("taken_on", "boolean", "the rows count", required=True),
        Field("rows", "integer", "number of rows", minimum=1, required=True),
    ),
)

TERRITORIES = Dataset(
    name="region_names",
    content="public",
    description="Names of regions and of territories above and below them, in English and in the country's languages.",
    key=("code",),
    fields=(
        Field("code", "text", "NUTS code", required=True),
        Field("nuts_level", "integer", "NUTS level", minimum=1, maximum=3, required=True),
        Field("country", "text", "Eurostat code", required=True),
        Field("kind", "text", "what it is called in English (county, voivodeship, state)"),
        Field("names", "text", "names without this word, separated by |", required=True),
    ),
)

OTHER_COUNTRIES = Dataset(
    name="other_countries",
    description="Countries that are neither studied nor partners: names by which registers label them.",
    key=("country",),
    fields=(
        Field("country", "text", "ISO 3166 alpha-2 code; CY-NORTH for the north of Cyprus", required=True),
        Field("name", "text", "name in English", required=True),
        Field("labels", "text", "spellings in registers, separated by |", required=True),
    ),
)

PLACE_DECISIONS = Dataset(
    name="place_decisions",
    description="A researcher's decisions on places of registers; they go before the rules.",
    key=("register", "place", "label"),
    fields=(
        Field("register", "text", "register, as the configuration names it", required=True),
        Field("place", "text", "place as the register writes it", required=True),
        Field("label", "text", f"label of its country as the register writes it, or {EMPTY_LABEL}", required=True),
        Field("unit_id", "text", 'unit of the frame, or "none"', required=True),
        Field("reason", "text", "why it is this unit, or none", required=True),
        Field("person", "text", "who decided", required=True),
    ),
)
