"""Field tables of what web pages say: mentions of partner places, and the ties that were decided from them."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.web.statements import FORMS, STATUSES

_PLACE = (
    Field("partner", "text", "partner country to which the place is counted", required=True),
    Field(
        "place",
        "text",
        "partner place, its English name; as the page writes it where no gazetteer has it",
        required=True,
    ),
    Field("place_id", "text", "identifier of the place in the gazetteer (GeoNames or own); empty where it has none"),
    Field(
        "place_kind",
        "text",
        "kind of the place",
        allowed=("city", "county", "district", "province", "region", "state", "territory", "unlisted"),
        required=True,
    ),
    Field("admin1", "text", "state or province of the place"),
)
_LOCATOR = (
    Field("quote", "text", "passage that speaks of the place, as it stands on the page", required=True),
    Field("as_written", "text", "place as the page writes it", required=True),
    Field("block", "integer", "block of the page, title first, from 0", minimum=0, required=True),
    Field(
        "offset", "integer", "offset of the place in the text of its block, letters from 0", minimum=0, required=True
    ),
    Field("address", "text", "address of the page"),
    Field("date", "text", "day of the page, YYYY-MM-DD"),
    Field("archive_offset", "integer", "offset of the page's record in the web archive, bytes", minimum=0),
)

PAGE_MENTIONS = Dataset(
    name="page_mentions",
    content="public",
    description="Places of partner countries on web pages of the units, each with the probability that it is a tie.",
    key=("page_id", "block", "offset"),
    fields=(
        Field("page_id", "text", "page", required=True),
        Field("unit_id", "text", "unit whose page it is"),
        *_PLACE,
        Field("probability", "number", "probability that the page states a tie of its unit", minimum=0, maximum=1),
        Field("reason", "text", "features that spoke most for (+) and against (-) a tie"),
        *_LOCATOR,
    ),
)

PAGE_COVERAGE = Dataset(
    name="page_coverage",
    content="public",
    description="Of which units and partners archived pages could have shown a tie: elsewhere their silence is no no.",
    key=("partner", "unit_id"),
    fields=(
        Field("partner", "text", "partner country whose places the gazetteer holds", required=True),
        Field("unit_id", "text", "unit", required=True),
        Field("pages", "integer", "pages of the unit whose text was read", minimum=1, required=True),
    ),
)

PAGE_TIES = Dataset(
    name="page_ties",
    content="public",
    description="Ties that web pages state, one row per page and partner place, decided or left to human coding.",
    key=("page_id", "partner", "place"),
    fields=(
        Field("page_id", "text", "page", required=True),
        Field("unit_id", "text", "unit whose page it is"),
        *_PLACE,
        Field("decision", "text", "whether it counts as a tie", allowed=("tie", "no tie"), required=True),
        Field(
            "review",
            "boolean",
            "whether a person should code it: the probability is in the band of doubt",
            required=True,
        ),
        Field("probability", "number", "largest probability among its mentions", minimum=0, maximum=1, required=True),
        Field("form", "text", "form of the tie, by the page's own word", allowed=FORMS, required=True),
        Field("status", "text", "what the page says of its standing", allowed=STATUSES, required=True),
        Field("year_start", "integer", "year since which it exists or, where it is planned, of the intention"),
        Field("year_end", "integer", "year of its ending"),
        Field("year_kind", "text", "whether the year is stated or derived", allowed=("stated", "derived")),
        Field("areas", "text", "areas of cooperation named beside it, separated by |"),
        Field("reason", "text", "features that spoke most for (+) and against (-) a tie"),
        Field("mentions", "integer", "mentions of the place on the page", minimum=1, required=True),
        *_LOCATOR,
    ),
)
