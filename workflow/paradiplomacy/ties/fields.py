"""Field tables of ties and their evidence."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field

TIES = Dataset(
    name="ties",
    description="One row per unit and partner place.",
    key=("tie_id",),
    fields=(
        Field("tie_id", "text", "unit, partner country and normalised place", required=True),
        Field("unit_id", "text", "unit of the frame", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("place", "text", "partner place, in the spelling seen most often", required=True),
        Field("year_start", "integer", "earliest year that a source gives", unit="year", minimum=1900, maximum=2100),
        Field("year_end", "integer", "latest year that a source gives", unit="year", minimum=1900, maximum=2100),
        Field(
            "status",
            "text",
            "ended: a source gives its end; active: a respondent names it; unknown: neither, or both",
            allowed=("active", "ended", "unknown"),
            required=True,
        ),
        Field("first_seen", "text", "year and month of the earliest register that shows it; empty for a survey alone"),
        Field("last_seen", "text", "year and month of the latest register that shows it"),
        Field("sources", "text", "source ids, separated by |", required=True),
        Field("n_sources", "integer", "number of sources", minimum=1, required=True),
    ),
)

EVIDENCE = Dataset(
    name="evidence",
    description="Every place in a raw file that says that a tie exists.",
    key=("tie_id", "source", "row", "column"),
    fields=(
        Field("tie_id", "text", "the tie that it speaks for", required=True),
        Field("source", "text", "source id", required=True),
        Field("row", "integer", "row of the raw file", minimum=1, required=True),
        Field("column", "text", "column of the raw file", required=True),
        Field("quote", "text", "the cell; where that is an identifier, the name of its item", required=True),
    ),
)
