"""Field tables of what units answer on areas, forms, motives, benefits and obstacles, and of pairs of answers."""

from __future__ import annotations

from paradiplomacy.fields import Cells, Dataset, Field
from paradiplomacy.findings.fields import WORLD

FORM_LABELS = {
    "twinning": "Twinning",
    "friendship": "Friendship agreement",
    "memorandum": "Memorandum",
    "agreement": "Other agreement",
    "project": "Project",
    "contact": "Contact without agreement",
}
KEYS = (
    Field("wave", "text", "survey wave", required=True),
    Field("partner", "text", "partner country", required=True),
    Field("level", "text", "level of the units", required=True),
)
SHARES = (
    Field("asked", "integer", "units that were asked", unit="units", minimum=0, required=True),
    Field("answered", "integer", "units that were asked and answered", unit="units", minimum=0),
    Field("yes", "integer", "units with this answer", unit="units", minimum=0),
    Field("share", "number", "of those that answered", unit="share", minimum=0, maximum=1),
    Field("conf_low", "number", "lower end of its interval (Wilson 1927)", unit="share", minimum=0, maximum=1),
    Field("conf_high", "number", "upper end of its interval", unit="share", minimum=0, maximum=1),
    Field("weighted", "number", "share by the final weights of the wave", unit="share", minimum=0, maximum=1),
    Field("weighted_low", "number", "lower end of its design-based interval", unit="share", minimum=0, maximum=1),
    Field("weighted_high", "number", "upper end of its design-based interval", unit="share", minimum=0, maximum=1),
)
MEANS = (
    *SHARES[:2],
    Field("mean", "number", "mean of those that answered, from 0 (lowest) to 1 (highest)", minimum=0, maximum=1),
    Field("weighted", "number", "mean by the final weights of the wave", minimum=0, maximum=1),
    Field("weighted_low", "number", "lower end of its design-based interval"),
    Field("weighted_high", "number", "upper end of its design-based interval"),
)
# what tells the count of a row with `SHARES`, and what rests on the answers of one with `MEANS`
SHARES_TELL = dict.fromkeys((field.name for field in SHARES[3:]), ("yes",))
MEAN_CELLS = Cells(total="answered", parts=(), tells=dict.fromkeys((field.name for field in MEANS[2:]), ()))

ITEM_SHARES = Dataset(
    name="item_shares",
    content="answers",
    cells=Cells(total="answered", parts=("yes",), tells=SHARES_TELL),
    description="Questions with several answers, and forms of cooperation: units that give each answer.",
    key=("wave", "field", "option"),
    fields=(
        *KEYS,
        Field("field", "text", "question; forms: of the partner places that are named", required=True),
        Field("option", "text", "answer", required=True),
        Field("order", "integer", "place of the answer in the question", minimum=0, required=True),
        Field("label", "text", "wording of the answer", required=True),
        *SHARES,
        WORLD,
    ),
)

ITEM_PAIRS = Dataset(
    name="item_pairs",
    content="answers",
    cells=Cells(
        total="n",
        parts=("both", "only_a", "only_b", "neither"),
        exhaustive=True,
        tells=dict.fromkeys(("difference", "conf_low", "conf_high", "p_value", "p_holm"), ("only_a", "only_b")),
    ),
    description="The same units on two partners: those that give an answer for both, one or neither.",
    key=("level", "partner_a", "partner_b", "field", "option"),
    fields=(
        Field("level", "text", "level of the units", required=True),
        Field("partner_a", "text", "first partner country", required=True),
        Field("partner_b", "text", "second partner country", required=True),
        Field("field", "text", "question", required=True),
        Field("option", "text", "answer", required=True),
        Field("label", "text", "wording of the answer", required=True),
        Field("n", "integer", "units that answered for both", unit="units", minimum=1),
        Field("both", "integer", "units with this answer for both", minimum=0),
        Field("only_a", "integer", "units with it for the first only", minimum=0),
        Field("only_b", "integer", "units with it for the second only", minimum=0),
        Field("neither", "integer", "units with it for neither", minimum=0),
        Field("difference", "number", "share of the first less that of the second", unit="share"),
        Field("conf_low", "number", "lower end of its interval (Agresti and Min 2005)", unit="share"),
        Field("conf_high", "number", "upper end of its interval", unit="share"),
        Field("p_value", "number", "McNemar's exact test", minimum=0, maximum=1),
        Field(
            "p_holm",
            "number",
            "the same, adjusted for all answers of the question (Holm 1979)",
            minimum=0,
            maximum=1,
        ),
        WORLD,
    ),
)

PAIR_AGREEMENT = Dataset(
    name="pair_agreement",
    content="answers",
    cells=Cells(
        total="n",
        parts=("agree",),
        tells=dict.fromkeys(
            ("agreement", "agreement_low", "agreement_high", "kappa", "kappa_low", "kappa_high"), ("agree",)
        ),
    ),
    description="What a unit and a partner place say of each other: how often they agree, and beyond chance.",
    key=("wave", "field", "option"),
    fields=(
        Field("wave", "text", "wave that asked the partner places", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("field", "text", "existence, start, or a question that both sides are asked", required=True),
        Field("option", "text", "answer of a question with several, or how agreement is counted", required=True),
        Field("order", "integer", "place in print", minimum=0, required=True),
        Field("label", "text", "what is compared, in words", required=True),
        Field("pairs", "integer", "pairs that were invited", unit="pairs", minimum=0, required=True),
        Field("unit_only", "integer", "pairs of which the unit alone tells", unit="pairs", minimum=0, required=True),
        Field("place_only", "integer", "pairs of which the place alone tells", unit="pairs", minimum=0, required=True),
        Field("n", "integer", "pairs of which both tell", unit="pairs", minimum=0),
        Field("units", "integer", "units in these pairs", unit="units", minimum=0, required=True),
        Field("agree", "integer", "pairs in which both tell the same", unit="pairs", minimum=0),
        Field("agreement", "number", "share of the pairs", unit="share", minimum=0, maximum=1),
        Field("agreement_low", "number", "lower end of its interval, units resampled", minimum=0, maximum=1),
        Field("agreement_high", "number", "upper end of its interval", minimum=0, maximum=1),
        Field("kappa", "number", "Cohen's kappa (1960); of ordered answers with quadratic weights (1968)", maximum=1),
        Field("kappa_low", "number", "lower end of its interval, units resampled", minimum=-1, maximum=1),
        Field("kappa_high", "number", "upper end of its interval", minimum=-1, maximum=1),
        WORLD,
    ),
)
