"""Field tables of the interviews: what may leave the restricted tier."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.findings.fields import WORLD

PSEUDONYM = Field("pseudonym", "text", "pseudonym of the interview", required=True)
GROUP = Field("group", "text", "group of the interview", required=True)
CODE = Field("code", "text", "code, below the codes that hold it", required=True)
UNIT_ID = Field("unit_id", "text", "unit that it is about; only where the person consented to that")
CONSENT = Field("consent", "text", "what the person consented to", allowed=("pseudonymous", "with case"), required=True)

DOCUMENTS = Dataset(
    name="documents",
    content="units",
    description="Interviews whose persons consented to be quoted, under pseudonyms.",
    key=("pseudonym",),
    fields=(
        PSEUDONYM,
        GROUP,
        UNIT_ID,
        CONSENT,
        Field("paragraphs", "integer", "paragraphs of the text", minimum=0, required=True),
        Field("coders", "integer", "people who coded it", minimum=0, required=True),
        Field("codings", "integer", "passages that they coded", minimum=0, required=True),
        WORLD,
    ),
)

CODINGS = Dataset(
    name="codings",
    content="units",
    description="Coded passages by their place in the text; characters are counted from 0, the end not included.",
    key=("pseudonym", "start", "end", "code", "coder"),
    fields=(
        PSEUDONYM,
        Field("start", "integer", "first character", minimum=0, required=True),
        Field("end", "integer", "character after the last", minimum=1, required=True),
        CODE,
        Field("coder", "text", "pseudonym of the coder", required=True),
        WORLD,
    ),
)

CODE_LIST = Dataset(
    name="code_list",
    content="public",
    description="Codes with what they mean, by the project or a code book, and how often they were used.",
    key=("code",),
    fields=(
        CODE,
        Field("description", "text", "what it means, names taken out; empty where nothing says it"),
        Field("interviews", "integer", "interviews in which any coder used it", minimum=0, required=True),
        Field("passages", "integer", "passages with it, overlapping ones joined", minimum=0, required=True),
        WORLD,
    ),
)

CODE_BY_CASE = Dataset(
    name="code_by_case",
    content="public",
    description="Codes by case: a unit where its people consented to that, else the group of the interview.",
    key=("group", "case", "code"),
    fields=(
        GROUP,
        Field("case", "text", "unit, or the group for interviews that are not shown with their unit", required=True),
        CODE,
        Field("interviews", "integer", "interviews of the case", minimum=1, required=True),
        Field(
            "with_code", "integer", "of these, interviews in which any coder used the code", minimum=0, required=True
        ),
        Field("passages", "integer", "passages with the code, overlapping ones joined", minimum=0, required=True),
        Field("share", "number", "share of the characters of the case", minimum=0, maximum=1, required=True),
        WORLD,
    ),
)

COOCCURRENCE = Dataset(
    name="cooccurrence",
    content="public",
    description="Pairs of codes in one paragraph, by any coder.",
    key=("code", "other"),
    fields=(
        CODE,
        Field("other", "text", "the other code", required=True),
        Field("paragraphs", "integer", "paragraphs with both", minimum=0, required=True),
        Field("interviews", "integer", "interviews with such a paragraph", minimum=0, required=True),
        Field("only_code", "integer", "paragraphs with the first alone", minimum=0, required=True),
        Field("only_other", "integer", "paragraphs with the other alone", minimum=0, required=True),
        Field("jaccard", "number", "paragraphs with both by those with either (Jaccard 1901)", minimum=0, maximum=1),
        WORLD,
    ),
)

AGREEMENT = Dataset(
    name="agreement",
    content="public",
    description="Agreement of coders on each code, in interviews that two or more of them coded.",
    key=("code", "basis"),
    fields=(
        CODE,
        Field(
            "basis",
            "text",
            "paragraph: whether the code is used in it; character: whether it covers the character, so that the "
            "limits of passages count",
            allowed=("paragraph", "character"),
            required=True,
        ),
        Field("interviews", "integer", "interviews that two or more people coded", minimum=0, required=True),
        Field("n_units", "integer", "paragraphs, or characters", minimum=0, required=True),
        Field("agreement", "number", "share of pairs of codings that are alike", minimum=0, maximum=1),
        Field("alpha", "number", "Krippendorff's alpha (2004), nominal", maximum=1),
        Field(
            "conf_low",
            "number",
            "lower end of its interval: bootstrap of paragraphs (Hayes and Krippendorff 2007); of characters, "
            "jackknife of interviews",
        ),
        Field("conf_high", "number", "upper end of its interval"),
        Field("verdict", "text", "what Krippendorff's bounds make of it", required=True),
        WORLD,
    ),
)

QUOTATIONS = Dataset(
    name="quotations",
    content="units",
    description="Coded passages of those who consented, with names taken out.",
    key=("pseudonym", "number"),
    fields=(
        PSEUDONYM,
        Field("number", "integer", "number of the passage in the interview", minimum=1, required=True),
        GROUP,
        UNIT_ID,
        CONSENT,
        CODE,
        Field("coders", "integer", "coders who used the code in the passage", minimum=1, required=True),
        Field("quotation", "text", "the passage, names replaced", required=True),
        WORLD,
    ),
)
