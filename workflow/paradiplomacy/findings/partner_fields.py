"""Field tables of the findings on partners: who cooperates with which, and how partner countries rank."""

from __future__ import annotations

from paradiplomacy.fields import Cells, Dataset, Field
from paradiplomacy.findings.fields import WORLD

AREAS = ("all", "CEE", "other")
COMPARISONS = ("anywhere", "groups", "countries")
MEASURES = ("units", "ties", "ends")
MEASURE_MEANING = (
    "units with at least one tie; ties, one between two units of the base counted once; ends: ties as each unit counts "
    "its own, one between two units twice"
)
LEVEL, FIRST, SECOND, OPEN = "level", "first ahead", "second ahead", "not told apart"

PARTNER_RANKING = Dataset(
    name="partner_ranking",
    content="public",
    description="Partner countries by the ties that a register shows: counts, shares and ranks with intervals.",
    key=("register", "level", "area", "comparison", "measure", "entity"),
    fields=(
        Field("register", "text", "register", required=True),
        Field("level", "text", "level of the units", allowed=("city", "region"), required=True),
        Field("area", "text", "countries of the units", allowed=AREAS, required=True),
        Field(
            "comparison",
            "text",
            "groups: the countries of the frame together, the rest of Europe together, each other country; countries: "
            "each country by itself; anywhere: any foreign country",
            allowed=COMPARISONS,
            required=True,
        ),
        Field("measure", "text", MEASURE_MEANING, allowed=MEASURES, required=True),
        Field("entity", "text", "country code, EU, other Europe, or any", required=True),
        Field("name", "text", "its name", label="Partner", required=True),
        Field(
            "base",
            "text",
            "covered: all units that the register covers; named: it covers none, and those that it names stand here",
            allowed=("covered", "named"),
            required=True,
        ),
        Field("n", "integer", "units of the base", minimum=1, required=True),
        Field("count", "number", "units, ties or ends", minimum=0,
              required=True),
        Field("share", "number", "of the units, or of all ties or ends of the comparison", unit="share",
              minimum=0, maximum=1),
        Field("conf_low", "number", "lower end of its interval", unit="share"),
        Field("conf_high", "number", "upper end of its interval", unit="share"),
        Field("rank", "integer", "rank; equal counts share the better one; empty for any", minimum=1),
        Field("rank_low", "integer", "best rank of the interval", minimum=1),
        Field("rank_high", "integer", "worst rank of the interval", minimum=1),
        WORLD,
    ),
)  # fmt: skip

PARTNER_CONTRASTS = Dataset(
    name="partner_contrasts",
    content="public",
    description="Two partner countries on the same units, or one partner country in two areas: difference, ratio, "
    "and whether the two are level.",
    key=("register", "level", "measure", "kind", "within", "first", "second"),
    fields=(
        Field("register", "text", "register", required=True),
        Field("level", "text", "level of the units", allowed=("city", "region"), required=True),
        Field("base", "text", "as in the table of ranks", allowed=("covered", "named"), required=True),
        Field("measure", "text", "units with at least one tie, or ties", allowed=MEASURES[:2], required=True),
        Field("kind", "text", "what is compared", allowed=("partners", "areas"), required=True),
        Field("within", "text", "area of the units for partners, partner country for areas", required=True),
        Field("first", "text", "first partner country or area", required=True),
        Field("second", "text", "second partner country or area", required=True),
        Field("first_value", "number", "share of units; of ties for partners, ties per unit for areas", minimum=0),
        Field("second_value", "number", "the same of the second", minimum=0),
        Field("difference", "number", "first minus second"),
        Field("conf_low", "number", "lower end of its interval"),
        Field("conf_high", "number", "upper end of its interval"),
        Field("ratio", "number", "first by second; empty where a draw has none of one", minimum=0),
        Field("ratio_low", "number", "lower end of its interval", minimum=0),
        Field("ratio_high", "number", "upper end of its interval", minimum=0),
        Field("p_value", "number", "p value of no difference (of the ratio)", minimum=0, maximum=1),
        Field("margin", "number", "ratio from which on two are not level", minimum=1, required=True),
        Field("p_equivalence", "number", "p value of a ratio beyond the margin (two one-sided tests)", minimum=0,
              maximum=1),
        Field("verdict", "text", "what follows", allowed=(LEVEL, FIRST, SECOND, OPEN), required=True),
        WORLD,
    ),
)  # fmt: skip

UNIT_REGISTER = Dataset(
    name="unit_register",
    content="public",
    description="Every unit and partner: whether it cooperates, whether it answered, and what each source shows, as "
    "far as respondents were told that it may be shown of single units.",
    key=("unit_id", "partner"),
    fields=(
        Field("unit_id", "text", "unit", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("name", "text", "name of the unit", label="Unit", required=True),
        Field("country", "text", "country", label="Country", required=True),
        Field("level", "text", "level of the unit", label="Level", required=True),
        Field("size_class", "text", "size class", label="Population"),
        Field("type", "text", "partners with which it cooperates; not known where it is unknown of one", label="Type",
              required=True),
        Field("cooperates", "boolean", "leading outcome of the study; empty where it is not known"),
        Field("response", "text", "outcome of the invitation to the waves about this partner, wave by wave"),
        Field("ties", "integer", "ties that public sources show, without those only planned", minimum=0, required=True),
        Field("sources", "text", "sources that show ties, with their number, or waves that say yes, separated by |"),
        Field("silent", "text", "registers that could show a tie and do not, a wave that says no, separated by |"),
        Field("disagree", "boolean", "some source speaks for cooperation, another does not", required=True),
        WORLD,
    ),
)  # fmt: skip

UNIT_TYPES = Dataset(
    name="unit_types",
    content="outcome",
    cells=Cells(
        total="n", parts=("units",), adding_up=("level", "grouping", "group"), margins=("level", "grouping", "type")
    ),
    description="Units by the partners with which they cooperate, by level, country and size class.",
    key=("level", "grouping", "group", "type"),
    fields=(
        Field("level", "text", "level of the units", label="Level", required=True),
        Field("grouping", "text", "variable that groups the units", allowed=("all", "country", "size"), required=True),
        Field("group", "text", "group", label="Group", required=True),
        Field("order", "integer", "place of the group in print", minimum=0, required=True),
        Field("type", "text", "partners with which they cooperate", label="Type", required=True),
        Field("type_order", "integer", "place of the type in print", minimum=0, required=True),
        Field("units", "integer", "units", label="Units", minimum=0),
        Field("n", "integer", "units of the group", minimum=1),
        WORLD,
    ),
)
