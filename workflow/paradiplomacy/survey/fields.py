"""Field tables of the survey stage. The answers of a wave are further columns, declared by its codebook."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field

# "not asked", "no answer" and "no" are three different values
MISSING_KINDS = ("not_asked", "no_answer", "dont_know", "refused")

RESPONSES = Dataset(
    name="responses",
    description="One row per unit that answered a wave; every answer is a code of the codebook or a kind of missing.",
    key=("unit_id",),
    fields=(
        Field("unit_id", "text", "unit that answered", required=True),
        Field("wave", "text", "survey wave", required=True),
        Field("partner", "text", "partner country that the wave asks about", required=True),
        Field("submitted", "text", "day of the answer (ISO 8601)"),
        Field("row", "integer", "row of the raw export", minimum=1, required=True),
    ),
)

NAMED_PARTNERS = Dataset(
    name="named_partners",
    description="Partner places that respondents named.",
    key=("unit_id", "partner", "row", "column"),
    fields=(
        Field("unit_id", "text", "unit that answered", required=True),
        Field("wave", "text", "survey wave", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("place", "text", "partner place as named", required=True),
        Field("year_start", "integer", "year in which the tie began", unit="year", minimum=1900, maximum=2100),
        Field("source", "text", "source id of the export", required=True),
        Field("row", "integer", "row of the raw export", minimum=1, required=True),
        Field("column", "text", "column of the raw export", required=True),
    ),
)

DISPOSITIONS = Dataset(
    name="dispositions",
    description="Each unit that a wave invited, with what became of the invitation.",
    key=("unit_id", "wave"),
    fields=(
        Field("unit_id", "text", "unit that was invited", required=True),
        Field("wave", "text", "survey wave", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("level", "text", "level of the unit", allowed=("city", "region"), required=True),
        Field("country", "text", "country of the unit", required=True),
        Field("disposition", "text", "outcome of the invitation", allowed=("complete", "partial", "none"), required=True),
    ),
)
