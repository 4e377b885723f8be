"""Field tables of ties and their evidence."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field

STATUSES = ("active", "ended", "planned", "dormant", "unknown")
LOCATOR = ("address", "date", "archive_offset")  # where a passage of a web page stands

TIES = Dataset(
    name="ties",
    content="units",
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
            "what the sources agree on: active, dormant, planned or ended, as respondents say (active where they name "
            "it and say no more) or pages state, ended also where a register gives its end; unknown: they disagree or "
            "say nothing",
            allowed=STATUSES,
            required=True,
        ),
        Field("first_seen", "text", "year and month of the earliest register that shows it; empty for a survey alone"),
        Field("last_seen", "text", "year and month of the latest register that shows it"),
        Field("sources", "text", "source ids, separated by |", required=True),
        Field("n_sources", "integer", "number of sources", minimum=1, required=True),
    ),
)

DYADS = Dataset(
    name="dyads",
    content="units",
    description="Pairs of a unit and a partner place that was asked, too: what either side says of their tie.",
    key=("wave", "unit_id", "place"),
    fields=(
        Field("wave", "text", "wave that asked the partner place", required=True),
        Field("unit_id", "text", "unit of the frame", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("place", "text", "partner place", required=True),
        Field("tie_id", "text", "the tie, where a source showed it", required=True),
        Field(
            "unit_answer",
            "text",
            "named: a respondent of the unit names the place; not_named: the unit answered and does not, which is no "
            "denial, as few partners are asked for; no_answer: the unit did not answer",
            allowed=("named", "not_named", "no_answer"),
            required=True,
        ),
        Field(
            "unit_status", "text", "state of the tie as the unit says; unknown: its answers differ", allowed=STATUSES
        ),
        Field("unit_year", "integer", "earliest year that the unit gives", unit="year", minimum=1900, maximum=2100),
        Field(
            "disposition",
            "text",
            "outcome of the invitation of the place",
            allowed=("complete", "partial", "none"),
            required=True,
        ),
        Field("partner_answer", "text", "whether the place says that it cooperates with the unit", required=True),
        Field("partner_year", "integer", "year that the place gives", unit="year", minimum=1900, maximum=2100),
    ),
)

EVIDENCE = Dataset(
    name="evidence",
    content="units",
    description="Every place in a raw file or on an archived page that says that a tie exists.",
    key=("tie_id", "source", "row", "column"),
    fields=(
        Field("tie_id", "text", "the tie that it speaks for", required=True),
        Field("source", "text", "source id", required=True),
        Field(
            "row",
            "integer",
            "row of the raw file; of a page, its block of text, title first, from 1",
            minimum=1,
            required=True,
        ),
        Field("column", "text", "column of the raw file; of a page, its name in the table of pages", required=True),
        Field(
            "quote",
            "text",
            "the cell; where that is an identifier, the name of its item; of a page, the passage",
            required=True,
        ),
        Field(
            "status",
            "text",
            "what it says of the state of the tie; empty: it shows the tie and does not say",
            allowed=STATUSES[:-1],
        ),
        Field("address", "text", "address of the page"),
        Field("date", "text", "day of the page, YYYY-MM-DD"),
        Field("archive_offset", "integer", "offset of the page's record in the web archive, bytes", minimum=0),
    ),
)

PUBLIC_TIES = Dataset(
    name="public_ties",
    content="public",
    description="Ties as they may be shown unit by unit: without what respondents were promised to stay inside.",
    key=TIES.key,
    fields=TIES.fields,
)

PUBLIC_EVIDENCE = Dataset(
    name="public_evidence",
    content="public",
    description="The evidence for these ties.",
    key=EVIDENCE.key,
    fields=EVIDENCE.fields,
)
