"""Field tables of the survey stage. The answers of a wave are further columns, declared by its codebook."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.survey.partner_words import FORMS, STATUSES

# "not asked", "no answer" and "no" are three different values
ANSWERED = "answered"  # of counts and texts: given, not what
MISSING_KINDS = ("not_asked", "no_answer", "dont_know", "refused")

RESPONSES = Dataset(
    name="responses",
    content="units",
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

INITIATORS = ("unit", "partner", "government", "others")

NAMED_PARTNERS = Dataset(
    name="named_partners",
    content="units",
    description="Partner places that respondents named.",
    key=("unit_id", "partner", "row", "column", "position"),
    fields=(
        Field("unit_id", "text", "unit that answered", required=True),
        Field("wave", "text", "survey wave", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("place", "text", "partner place as named", required=True),
        Field("year_start", "integer", "year in which the tie began", unit="year", minimum=1900, maximum=2100),
        Field("source", "text", "source id of the export", required=True),
        Field("row", "integer", "row of the raw export", minimum=1, required=True),
        Field("column", "text", "column of the raw export", required=True),
        Field("position", "integer", "which of the places that the cell names", minimum=1, required=True),
        Field("year_end", "integer", "year in which the tie ended", unit="year", minimum=1900, maximum=2100),
        Field("form", "text", "form of the tie, where the respondent tells it", allowed=FORMS),
        Field("status", "text", "state of the tie, where the respondent tells it", allowed=STATUSES),
        Field("quote", "text", "what the cell says of the place", required=True, sensitivity="restricted"),
        Field("initiator", "text", "who began it, where the respondent tells it", allowed=INITIATORS),
    ),
)

DISPOSITIONS = Dataset(
    name="dispositions",
    content="units",
    description="Each unit that a wave invited, with what became of the invitation.",
    key=("unit_id", "wave"),
    fields=(
        Field("unit_id", "text", "unit that was invited", required=True),
        Field("wave", "text", "survey wave", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("level", "text", "level of the unit", allowed=("city", "region"), required=True),
        Field("country", "text", "country of the unit", required=True),
        Field(
            "disposition", "text", "outcome of the invitation", allowed=("complete", "partial", "none"), required=True
        ),
    ),
)

INVITATIONS = Dataset(
    name="invitations",
    description="Which unit was invited to which wave by which token.",
    key=("wave", "token"),
    fields=(
        Field("wave", "text", "survey wave", required=True),
        Field("unit_id", "text", "unit that was invited", required=True),
        Field("token", "text", "token of the invitation", required=True, sensitivity="restricted"),
    ),
)

PAIRS = Dataset(
    name="pairs",
    content="units",
    description="Each pair of a unit and a partner place about which a wave asked the place, with what became of it.",
    key=("unit_id", "place", "wave"),
    fields=(
        DISPOSITIONS.fields[0],
        Field("place", "text", "partner place that was invited", required=True),
        *DISPOSITIONS.fields[1:],
    ),
)

PAIR_INVITATIONS = Dataset(
    name="pair_invitations",
    description="Which partner place was asked about its tie with which unit, by which token.",
    key=("wave", "token"),
    fields=(
        *INVITATIONS.fields[:2],
        Field("place", "text", "partner place that was invited", required=True),
        INVITATIONS.fields[2],
    ),
)

FLAGS = Dataset(
    name="flags",
    content="units",
    description="Cells of an export that were read in a way that a researcher should look at.",
    key=("file", "row", "column", "flag"),
    fields=(
        Field("file", "text", "source id of the export", required=True),
        Field("row", "integer", "row of the export", minimum=1, required=True),
        Field("column", "text", "column of the export", required=True),
        Field("unit_id", "text", "unit that answered", required=True),
        Field("field", "text", "field of the codebook", required=True),
        Field(
            "flag",
            "text",
            "off_route: answered though not asked, kept out; impossible_year: year set to missing; "
            "year_without_place: year kept out; unread_partner_text: free text on partners that was not understood; "
            "corrected_place: spelling corrected as the codebook says; similar_place: much like a place that more "
            "respondents name, kept as it is; out_of_range: number that cannot be true, kept out",
            allowed=(
                "off_route",
                "impossible_year",
                "year_without_place",
                "unread_partner_text",
                "corrected_place",
                "similar_place",
                "out_of_range",
            ),
            required=True,
        ),
        Field("value", "text", "the answer; empty for free text, which is restricted"),
    ),
)

FREQUENCIES = Dataset(
    name="frequencies",
    content="units",
    description="How often each answer of a wave was given.",
    key=("position",),
    fields=(
        Field("position", "integer", "place in the order of the questionnaire", minimum=1, required=True),
        Field("field", "text", "column of the responses", required=True),
        Field("question", "text", "wording of the question, in English", required=True),
        Field("code", "text", "tidy code, kind of missing, or answered (counts and text)", required=True),
        Field("label", "text", "wording of the answer", required=True),
        Field("n", "integer", "responses", unit="responses", minimum=0, required=True),
        Field("share", "number", "of the responses to whom the question was asked", minimum=0, maximum=1),
    ),
)

DUPLICATES = Dataset(
    name="duplicates",
    content="units",
    description="Every answer of each unit that answered a wave more than once: which one counts, and by which rule.",
    key=("row",),
    fields=(
        Field("unit_id", "text", "unit that answered", required=True),
        Field("wave", "text", "survey wave", required=True),
        Field("row", "integer", "row of the raw export", minimum=1, required=True),
        Field("counts", "boolean", "the answer that counts", required=True),
        Field("rule", "text", "rule of the codebook", required=True),
        Field("complete", "boolean", "the answer was submitted", required=True),
        Field("submitted", "text", "day of the answer (ISO 8601)"),
        Field("answered", "integer", "answers given: tidy columns without a kind of missing", minimum=0, required=True),
        Field("another_office", "boolean", "another office than that of the answer that counts"),
    ),
)
