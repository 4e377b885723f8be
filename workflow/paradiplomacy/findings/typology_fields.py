"""Field tables of the typology of cooperation and of the model of cooperation."""

from __future__ import annotations

from collections.abc import Sequence

from paradiplomacy.fields import Cells, Dataset, Field
from paradiplomacy.findings.fields import WORLD

TOGETHER = "+"  # stands between the partners of the sample of all


def together(partners: Sequence[str]) -> str:
    """Return the name of the sample of all partners (CN+US); of one partner it is that partner's."""
    return TOGETHER.join(partners)


PARTNER = Field(
    "partner", "text", "partner country, or several (CN+US) whose answers are taken together", required=True
)
LEVEL = Field("level", "text", "level of the units", required=True)
CLASS = Field("class", "integer", "class, the largest first", minimum=1, required=True)
LABEL = Field("label", "text", "the items that set the class off most from all units", required=True)

TYPOLOGY_FIT = Dataset(
    name="typology_fit",
    content="estimates",
    description="Latent class models of what units that cooperate tick, by number of classes, and the one chosen.",
    key=("partner", "level", "classes"),
    fields=(
        PARTNER,
        LEVEL,
        Field("classes", "integer", "number of classes", label="Classes", minimum=1, required=True),
        Field("cooperating", "integer", "answers of units that cooperate", unit="answers", minimum=0, required=True),
        Field(
            "unanswered", "integer", "of these, without any answer on the items: set aside", minimum=0, required=True
        ),
        Field("n", "integer", "answers that the model rests on", unit="answers", minimum=0, required=True),
        Field("items", "integer", "items", minimum=0, required=True),
        Field("parameters", "integer", "free parameters", minimum=1),
        Field("log_likelihood", "number", "log-likelihood of the items that were answered"),
        Field("aic", "number", "Akaike's criterion"),
        Field("bic", "number", "Bayesian criterion (Schwarz 1978); lowest is best"),
        Field("abic", "number", "the same, adjusted for the sample size (Sclove 1987)"),
        Field("entropy", "number", "relative entropy: 1 when every unit falls clearly into one class", maximum=1),
        Field("smallest_share", "number", "share of the smallest class", minimum=0, maximum=1),
        Field("agreeing_starts", "integer", "starts followed to the end that found this optimum", minimum=1),
        Field("converged", "boolean", "EM came to its end"),
        Field(
            "stability",
            "number",
            "chosen model only: mean adjusted Rand index between its classes and those found in resamples of the units",
            minimum=-1,
            maximum=1,
        ),
        Field("stability_low", "number", "its tenth percentile", minimum=-1, maximum=1),
        Field(
            "agreement",
            "number",
            "chosen model of one partner: adjusted Rand index between its classes and those of all partners together",
            minimum=-1,
            maximum=1,
        ),
        Field("chosen", "boolean", "the model that tables and figures rest on", required=True),
        Field("note", "text", "why nothing was fitted"),
        WORLD,
    ),
)

TYPOLOGY_PROFILES = Dataset(
    name="typology_profiles",
    content="estimates",
    description="Profiles of the classes: probability to tick each item, with the interval of resampled units.",
    key=("partner", "level", "class", "item"),
    fields=(
        PARTNER,
        LEVEL,
        CLASS,
        LABEL,
        Field("share", "number", "share of the class", unit="share", minimum=0, maximum=1, required=True),
        Field("share_low", "number", "lower end of its interval", minimum=0, maximum=1),
        Field("share_high", "number", "upper end of its interval", minimum=0, maximum=1),
        Field("item", "text", "item: field of the codebook and box", required=True),
        Field("field", "text", "field of the codebook; form: of the partnerships that a unit names", required=True),
        Field("item_label", "text", "the item in words", required=True),
        Field("order", "integer", "place of the item in print", minimum=0, required=True),
        Field("probability", "number", "probability of a yes in the class", minimum=0, maximum=1, required=True),
        Field("conf_low", "number", "lower end of its interval", minimum=0, maximum=1),
        Field("conf_high", "number", "upper end of its interval", minimum=0, maximum=1),
        Field("overall", "number", "share of yes of all units that answered", minimum=0, maximum=1, required=True),
        WORLD,
    ),
)

TYPOLOGY_UNITS = Dataset(
    name="typology_units",
    content="units",
    description="Units that cooperate and their classes, by the model of all partners together.",
    key=("level", "unit_id", "partner", "class"),
    fields=(
        Field("unit_id", "text", "unit of the frame", required=True),
        Field("partner", "text", "partner country that the unit answers on", required=True),
        LEVEL,
        CLASS,
        LABEL,
        Field("probability", "number", "posterior probability of the class", minimum=0, maximum=1, required=True),
        Field("assigned", "boolean", "the most probable class of the unit", required=True),
        WORLD,
    ),
)

TYPOLOGY_CONDITIONS = Dataset(
    name="typology_conditions",
    content="answers",
    cells=Cells(
        total="n",
        parts=("count",),
        adding_up=("level", "condition", "group"),
        margins=("level", "condition", "class"),
        tells={"share": ("count",)},
    ),
    description="Conditions matrix: classes of the units that cooperate by what is true of them.",
    key=("level", "condition", "group", "class"),
    fields=(
        LEVEL,
        Field("condition", "text", "characteristic of the unit, or the partner", required=True),
        Field("order", "integer", "place of the condition in print", minimum=0, required=True),
        Field("group", "text", "its value", required=True),
        Field("group_order", "integer", "place of the value in print", minimum=0, required=True),
        CLASS,
        LABEL,
        Field("count", "integer", "units of the group in the class", minimum=0),
        Field("n", "integer", "units of the group", minimum=1),
        Field("share", "number", "share of the group that is in the class", minimum=0, maximum=1),
        Field("chi_square", "number", "Pearson's statistic of condition by class", minimum=0, required=True),
        Field("p_value", "number", "its p value by permutation", minimum=0, maximum=1, required=True),
        Field("p_holm", "number", "adjusted for the conditions of the level (Holm 1979)", minimum=0, maximum=1),
        Field(
            "permuted",
            "text",
            "what was permuted: classes within countries, or, of a condition that whole countries share, its values",
            allowed=("classes within countries", "values among countries"),
            required=True,
        ),
        WORLD,
    ),
)

QUANTITIES = ("marginal effect", "rate ratio", "odds ratio", "Somers' D")

COOPERATION_MODEL = Dataset(
    name="cooperation_model",
    content="estimates",
    description="The model of cooperation: each arrow with its estimate.",
    key=("partner", "level", "start", "end"),
    fields=(
        Field("partner", "text", "partner country", required=True),
        LEVEL,
        Field("start", "text", "where the arrow begins: a factor, or a box of the model", required=True),
        Field("start_label", "text", "the same in words", label="From", required=True),
        Field(
            "end",
            "text",
            "where it ends",
            label="To",
            allowed=("cooperation", "intensity", "importance", "success"),
            required=True,
        ),
        Field("order", "integer", "place in print", minimum=0, required=True),
        Field(
            "quantity",
            "text",
            "average marginal effect on a probability; ratio of rates or odds; Somers' D of success given the start",
            allowed=QUANTITIES,
            required=True,
        ),
        Field("estimate", "number", "the estimate", required=True),
        Field("conf_low", "number", "lower end of its interval"),
        Field("conf_high", "number", "upper end of its interval"),
        Field("p_value", "number", "two-sided p value", minimum=0, maximum=1),
        Field("n", "integer", "units", unit="units", minimum=0, required=True),
        Field("origin", "text", "table that the estimate is taken from, or answers for those made here", required=True),
        WORLD,
    ),
)
