"""Field tables of the human coding of what web pages say, and the variables that coders fill in."""

from __future__ import annotations

from dataclasses import dataclass

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.web.reliability import Scale
from paradiplomacy.web.statements import FORMS, STATUSES

YES, NO, UNCLEAR = "yes", "no", "unclear"
CERTAINTIES = ("low", "medium", "high")
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


@dataclass(frozen=True)
class Variable:
    """A variable that coders fill in.

    Parameters
    ----------
    name, question
        column of the sheet, and what the coder is asked.
    scale
        by which alpha takes its differences; ordinal codes stand in their order.
    codes
        permitted codes; empty for a year.
    asked
        "all": of every passage; "tie": of those that state a tie, and only of them.
    required
        an empty cell is a missing code; a year may be absent from the passage.
    """

    name: str
    question: str
    scale: Scale
    codes: tuple[str, ...]
    asked: str
    required: bool = True


VARIABLES = (
    Variable("tie", "Does the passage state a tie of this unit with this place, of whatever form?", "nominal",
             (YES, NO, UNCLEAR), "all"),
    Variable("certainty", "How sure are you of that?", "ordinal", CERTAINTIES, "all"),
    Variable("form", "Which word does the page use for the tie?", "nominal", FORMS, "tie"),
    Variable("status", "How does the tie stand, by what the page says?", "nominal", STATUSES, "tie"),
    Variable("year_start", "Year of signature; of the intention if nothing is signed; empty if the page does not tell",
             "interval", (), "tie", required=False),
)  # fmt: skip
NOTE = "note"  # free text, never compared
FACTS = ("tie", "form", "status", "year_start")  # what is adjudicated: how sure a coder is, is no matter of fact

_KEY = (
    Field("page_id", "text", "page", required=True),
    Field("partner", "text", "partner country", required=True),
    Field("place", "text", "partner place", required=True),
)
_ITEM = Field("item", "text", "name of the passage in sheets; drawn from its key", required=True)

CODING_CANDIDATES = Dataset(
    name="coding_candidates",
    description="Places on web pages that a person may code, with the classifier's probability that they are ties.",
    key=("page_id", "partner", "place"),
    fields=(
        *_KEY,
        Field("unit_id", "text", "unit whose page it is"),
        Field("probability", "number", "the classifier's probability of a tie", minimum=0, maximum=1, required=True),
        Field("decision", "text", "the classifier's decision", allowed=("tie", "no tie"), required=True),
        Field("form", "text", "form of the tie by the classifier", allowed=FORMS),
        Field("status", "text", "standing of the tie by the classifier", allowed=STATUSES),
        Field("year_start", "integer", "year by the classifier"),
        Field("quote", "text", "passage as it stands on the page", required=True),
        Field("address", "text", "address of the page"),
        Field("date", "text", "day of the page"),
    ),
)

CODING_SAMPLE = Dataset(
    name="coding_sample",
    content="public",
    description="Passages that people code: who codes them, and with which probability they were drawn.",
    key=("item",),
    fields=(
        _ITEM,
        *_KEY,
        Field("band", "text", "band of the classifier's probability", required=True),
        Field("drawn_as", "text", "likely: all of them; unlikely: a random draw", allowed=("likely", "unlikely"),
              required=True),
        Field("inclusion", "number", "probability of being drawn; its inverse weighs the passage", minimum=0, maximum=1,
              required=True),
        Field("order", "integer", "place in the sheets, by chance", minimum=1, required=True),
        Field("coders", "text", "who codes it, separated by |; two for double coding", required=True),
    ),
)  # fmt: skip

CODINGS = Dataset(
    name="codings",
    description="What each coder coded; the codes of an adjudicator are rows of their own.",
    key=("item", "coder"),
    fields=(
        _ITEM,
        Field("coder", "text", "who coded it", required=True),
        *(
            Field(one.name, "text", one.question, allowed=one.codes)
            if one.codes
            else Field(one.name, "integer", one.question, minimum=EARLIEST_YEAR, maximum=LATEST_YEAR)
            for one in VARIABLES
        ),
        Field(NOTE, "text", "the coder's note"),
    ),
)

CODED = Dataset(
    name="coded",
    content="public",
    description="One code of each variable for each passage, and how it came about; no machine has a part in it.",
    key=("item",),
    fields=(
        _ITEM,
        *_KEY,
        Field("decided_by", "text", "one coder, two coders who agree, or the adjudicator of two who do not",
              allowed=("one coder", "agreement", "adjudication"), required=True),
        Field("coder", "text", "who decided: a coder, two who agree (separated by |), the adjudicator", required=True),
        Field("inclusion", "number", "probability of being drawn; none for a passage that is no longer drawn",
              minimum=0, maximum=1),
        *(field for field in CODINGS.fields if field.name in FACTS),
    ),
)  # fmt: skip

RELIABILITY = Dataset(
    name="reliability",
    content="public",
    description="Agreement of coders by variable: Krippendorff's alpha with its bootstrap interval.",
    key=("variable", "coders"),
    fields=(
        Field("variable", "text", "coded variable", required=True),
        Field("scale", "text", "scale of its differences", allowed=("nominal", "ordinal", "interval", "ratio"),
              required=True),
        Field("coders", "text", "people: among those who coded; NAME and classifier: a person beside the machine",
              required=True),
        Field("n_units", "integer", "passages with two codings or more", minimum=0, required=True),
        Field("n_values", "integer", "codings of these passages", minimum=0, required=True),
        Field("agreement", "number", "share of the pairs of codings that are alike", minimum=0, maximum=1),
        Field("alpha", "number", "Krippendorff's alpha; none where all codings are alike or none can be paired",
              maximum=1),
        Field("conf_low", "number", "lower end of the bootstrap interval", maximum=1),
        Field("conf_high", "number", "upper end of the bootstrap interval", maximum=1),
        Field("below_tentative", "number", "share of bootstrap samples with alpha below 0.667", minimum=0, maximum=1),
        Field("below_reliable", "number", "share of bootstrap samples with alpha below 0.8", minimum=0, maximum=1),
        Field("verdict", "text", "what Krippendorff's bounds 0.667 and 0.8 make of alpha, and of its lower end",
              required=True),
    ),
)  # fmt: skip

STANDINGS = ("sampled", "no longer sampled", "no longer found")

CODES = Dataset(
    name="codes",
    content="public",
    description="Every code that people gave, one row per passage, coder and variable, as their sheets came back.",
    key=("item", "coder", "variable"),
    fields=(
        _ITEM,
        *_KEY,
        Field("coder", "text", "pseudonym of the coder, or adjudicator", required=True),
        Field("variable", "text", "coded variable, or note", required=True),
        Field("code", "text", "code, year or note; a year that the page does not tell has no row", required=True),
        Field("standing", "text", "whether the passage is in today's sample; codes of others are kept",
              allowed=STANDINGS, required=True),
        Field("source", "text", "source id of the sheet", required=True),
    ),
)  # fmt: skip
