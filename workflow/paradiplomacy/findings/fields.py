"""Field tables of the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.fields import Cells, Dataset, Field

if TYPE_CHECKING:
    import pandas as pd

    from paradiplomacy.config.model import World

WORLD = Field("world", "text", "stamp of a simulated world, or the name of the real one", required=True)


def stamped(table: pd.DataFrame, world: World) -> pd.DataFrame:
    """Return a finding with the column `WORLD`: copied out of its folder, it still says which world it is of."""
    return table.assign(world=world.stamp or world.name)


FRAME_BY_COUNTRY = Dataset(
    name="frame_by_country",
    content="public",
    description="Units of the frame by country and level, and those set aside.",
    key=("country", "level"),
    fields=(
        Field("country", "text", "country", label="Country", required=True),
        Field("country_name", "text", "name of the country", label="Country", required=True),
        Field("macro_region", "text", "macro-region", label="Macro-region", required=True),
        Field("level", "text", "level of the units", label="Level", required=True),
        Field("units", "integer", "units of the frame", label="Units", required=True),
        Field("with_gdp", "integer", "units with a GDP figure", label="GDP known", required=True),
        Field("with_party", "integer", "units with a governing party", label="Party known", required=True),
        WORLD,
    ),
)

RESPONSE = Dataset(
    name="response",
    content="public",
    description="Invitations and answers by wave.",
    key=("wave",),
    fields=(
        Field("wave", "text", "survey wave", required=True),
        Field("title", "text", "title of the wave", label="Wave", required=True),
        Field("period", "text", "field time", label="Field time", required=True),
        Field("invited", "integer", "units invited", label="Invited", required=True),
        Field("complete", "integer", "complete answers", label="Complete", required=True),
        Field("partial", "integer", "partial answers", label="Partial", required=True),
        Field(
            "response_rate",
            "number",
            "complete answers by units invited (AAPOR 2023, RR1; every unit of a census is eligible)",
            label="RR1",
            unit="share",
            minimum=0,
            maximum=1,
            required=True,
        ),
        Field(
            "response_rate_partial",
            "number",
            "complete and partial answers by units invited (AAPOR 2023, RR2)",
            label="RR2",
            unit="share",
            minimum=0,
            maximum=1,
            required=True,
        ),
        WORLD,
    ),
)

COOPERATION = Dataset(
    name="cooperation",
    content="outcome",
    cells=Cells(
        total="n",
        parts=("events",),
        margins=("partner", "level", "grouping"),
        tells=dict.fromkeys(("share", "conf_low", "conf_high"), ("events",)),
    ),
    description="Units with the leading outcome, by partner, level and group.",
    key=("partner", "level", "grouping", "group"),
    fields=(
        Field("partner", "text", "partner country", label="Partner", required=True),
        Field("level", "text", "level of the units", label="Level", required=True),
        Field("grouping", "text", "variable that groups the units", label="By", required=True),
        Field("group", "text", "group", label="Group", required=True),
        Field("order", "integer", "place of the group in print", required=True),
        Field("n", "integer", "units with the outcome known", label="n"),
        Field("events", "integer", "units with the outcome", label="yes"),
        Field("share", "number", "share of units with the outcome", label="share", unit="share"),
        Field("conf_low", "number", "lower end of the Wilson interval", unit="share"),
        Field("conf_high", "number", "upper end of the Wilson interval", unit="share"),
        WORLD,
    ),
)

PAIRED = Dataset(
    name="paired",
    content="outcome",
    cells=Cells(
        total="n",
        parts=("both", "only_a", "only_b", "neither"),
        exhaustive=True,
        tells=dict.fromkeys(("difference", "conf_low", "conf_high", "p_value"), ("only_a", "only_b")),
    ),
    description="The same units and two partners: joint distribution of the leading outcome, and McNemar's exact test.",
    key=("level", "partner_a", "partner_b"),
    fields=(
        Field("level", "text", "level of the units", label="Level", required=True),
        Field("partner_a", "text", "first partner country", required=True),
        Field("partner_b", "text", "second partner country", required=True),
        Field("n", "integer", "units with both outcomes known", label="n"),
        Field("both", "integer", "with both partners", label="Both"),
        Field("only_a", "integer", "with the first only", label="First only"),
        Field("only_b", "integer", "with the second only", label="Second only"),
        Field("neither", "integer", "with neither", label="Neither"),
        Field("difference", "number", "share of the first minus share of the second", unit="share"),
        Field("conf_low", "number", "lower end of its interval (Agresti and Min 2005)", unit="share"),
        Field("conf_high", "number", "upper end of its interval", unit="share"),
        Field("p_value", "number", "McNemar's exact test, two-sided", minimum=0, maximum=1),
        WORLD,
    ),
)

TIES_BY_COUNTRY = Dataset(
    name="ties_by_country",
    content="ties",
    description="Units with at least one tie, and ties, by country, level and partner: in any list, and in each.",
    key=("country", "level", "partner", "list"),
    fields=(
        Field("country", "text", "country", required=True),
        Field("country_name", "text", "name of the country", label="Country", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("list", "text", "register or wave; all for any of them", required=True),
        Field("title", "text", "title of the register or wave", required=True),
        Field("order", "integer", "place of the list in print", required=True),
        Field("units", "integer", "units of the frame, or those of which the list could show a tie", label="Units"),
        Field("units_with_tie", "integer", "units with at least one tie", label="With a tie", required=True),
        Field("ties", "integer", "ties", label="Ties", required=True),
        WORLD,
    ),
)

TIE_SOURCES = Dataset(
    name="tie_sources",
    content="ties",
    description="Lists of ties (registers and survey waves): what each shows, and what it alone shows.",
    key=("partner", "level", "list"),
    fields=(
        Field("partner", "text", "partner country", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("list", "text", "register or wave", required=True),
        Field("order", "integer", "place in the configuration", required=True),
        Field("title", "text", "title of the register or wave", required=True),
        Field("units", "integer", "units of which it could show a tie", required=True),
        Field("units_with_tie", "integer", "units of which it shows a tie", required=True),
        Field("ties", "integer", "ties that it shows", required=True),
        Field("ties_only_here", "integer", "ties that no other list shows", required=True),
        Field("turned_in_order", "integer", "units that it turns from no tie to tie, after those before it"),
        Field("turned_as_last", "integer", "units that it turns from no tie to tie, after all others"),
        WORLD,
    ),
)

TIE_OVERLAP = Dataset(
    name="tie_overlap",
    content="ties",
    description="Pairs of lists on the units that both cover: shared ties, and the number of ties by recapture.",
    key=("partner", "level", "list_a", "list_b", "group"),
    fields=(
        Field("partner", "text", "partner country", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("list_a", "text", "first register or wave", required=True),
        Field("list_b", "text", "second register or wave", required=True),
        Field("group", "text", "countries", allowed=("all", "CEE", "other"), required=True),
        Field("order", "integer", "place of the group in print", required=True),
        Field("title_a", "text", "title of the first", required=True),
        Field("title_b", "text", "title of the second", required=True),
        Field("leading", "boolean", "the pair of the two lists with most ties", required=True),
        Field("units", "integer", "units that both cover", required=True),
        Field("ties_a", "integer", "ties that the first shows of them", required=True),
        Field("ties_b", "integer", "ties that the second shows of them", required=True),
        Field("both", "integer", "ties that both show", required=True),
        Field("seen", "integer", "ties that at least one shows", required=True),
        Field("estimate", "number", "ties in all (Chapman 1951); missing where a list shows none", minimum=0),
        Field("std_error", "number", "its standard error (Seber 1982)", minimum=0),
        Field("conf_low", "number", "lower end of its log-normal interval (Chao 1987)", minimum=0),
        Field("conf_high", "number", "upper end of its log-normal interval", minimum=0),
        WORLD,
    ),
)

RECAPTURE_BY_COUNTRY = Dataset(
    name="recapture_by_country",
    content="ties",
    description="Pairs of lists on the units of a country that both cover: shared ties, and their number by recapture.",
    key=("partner", "level", "list_a", "list_b", "country"),
    fields=(
        Field("partner", "text", "partner country", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("list_a", "text", "first register or wave", required=True),
        Field("list_b", "text", "second register or wave", required=True),
        Field("country", "text", "country", required=True),
        Field("title_a", "text", "title of the first", required=True),
        Field("title_b", "text", "title of the second", required=True),
        Field("leading", "boolean", "the pair of the two lists with most ties", required=True),
        Field("units", "integer", "units that both cover", required=True),
        Field("ties_a", "integer", "ties that the first shows of them", required=True),
        Field("ties_b", "integer", "ties that the second shows of them", required=True),
        Field("both", "integer", "ties that both show", required=True),
        Field("seen", "integer", "ties that at least one shows", required=True),
        Field("computable", "boolean", "both show at least seven ties (Robson and Regier 1964)", required=True),
        Field("estimate", "number", "ties in all (Chapman 1951); missing where it is not computable", minimum=0),
        Field("std_error", "number", "its standard error (Seber 1982)", minimum=0),
        Field("conf_low", "number", "lower end of its log-normal interval (Chao 1987)", minimum=0),
        Field("conf_high", "number", "upper end of its log-normal interval", minimum=0),
        WORLD,
    ),
)

TIE_VINTAGES = Dataset(
    name="tie_vintages",
    content="public",
    description="Consecutive vintages of one list: ties that are still shown, vanished and appeared.",
    key=("list", "partner", "level", "earlier", "later"),
    fields=(
        Field("list", "text", "list of which both are vintages", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("earlier", "text", "earlier register", required=True),
        Field("later", "text", "later register", required=True),
        Field("title_earlier", "text", "title of the earlier", required=True),
        Field("title_later", "text", "title of the later", required=True),
        Field("earlier_as_of", "text", "year and month of the earlier", required=True),
        Field("later_as_of", "text", "year and month of the later", required=True),
        Field("ties_earlier", "integer", "ties that the earlier shows of units that the later covers", required=True),
        Field("still", "integer", "of these, ties that the later shows, too", required=True),
        Field("vanished", "integer", "of these, ties that the later does not show", required=True),
        Field("vanished_elsewhere", "integer", "vanished ties that another list, no older, shows", required=True),
        Field(
            "appeared", "integer", "ties of the later alone, of units that the earlier covers; empty if it is partial"
        ),
        WORLD,
    ),
)

COVERAGE = Dataset(
    name="coverage",
    content="public",
    description="How many units of the frame have a value, by covariate, country and level.",
    key=("covariate", "country", "level"),
    fields=(
        Field("covariate", "text", "field of the frame", required=True),
        Field("country", "text", "country", required=True),
        Field("country_name", "text", "name of the country", label="Country", required=True),
        Field("level", "text", "level of the units", label="Level", required=True),
        Field("units", "integer", "units of the frame", label="Units", minimum=1, required=True),
        Field("with_value", "integer", "units with a value", label="Known", minimum=0, required=True),
        Field("share", "number", "share of units with a value", unit="share", minimum=0, maximum=1, required=True),
        WORLD,
    ),
)

TRUE_EFFECTS = Dataset(
    name="true_effects",
    content="public",
    description="Simulated world only: average marginal effects by the stated model, over the whole frame.",
    key=("partner", "level", "term"),
    fields=(
        Field("partner", "text", "partner country", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("term", "text", "factor or factor: category", required=True),
        Field("effect", "number", "average marginal effect on the probability to cooperate", required=True),
    ),
)

RECOVERY = Dataset(
    name="recovery",
    content="public",
    description="Simulated world only: true average marginal effects beside the estimates.",
    key=("partner", "level", "term"),
    fields=(
        Field("partner", "text", "partner country", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("term", "text", "factor or factor: category", required=True),
        Field("truth", "number", "average marginal effect over the whole frame, by the stated model", required=True),
        Field("estimate", "number", "estimate", required=True),
        Field("conf_low", "number", "lower end of the interval", required=True),
        Field("conf_high", "number", "upper end of the interval", required=True),
        Field("covered", "boolean", "the interval holds the truth", required=True),
        WORLD,
    ),
)

RECONCILIATION = Dataset(
    name="reconciliation",
    content="public",
    description="Published figures beside those that this run computes; a mismatch is reported, never forced.",
    key=("key",),
    fields=(
        Field("key", "text", "name of the figure in resources/published_figures.yaml", required=True),
        Field("order", "integer", "place in that file", minimum=0, required=True),
        Field("computable", "boolean", "the workflow has a measure for it, given the evidence", required=True),
        Field("title", "text", "what the figure counts", label="Figure", required=True),
        Field("published", "text", "figure as published", label="Published", required=True),
        Field("base", "text", "what the publication counts in", label="Base", required=True),
        Field("computed", "number", "figure of this run; empty where there is none", label="Computed", minimum=0),
        Field("computed_base", "text", "what this run counts in"),
        Field("difference", "number", "computed minus published", label="Difference"),
        Field("digits", "integer", "decimals of the published figure", minimum=0, required=True),
        Field(
            "verdict",
            "text",
            "agrees: equal at the published decimals",
            label="Verdict",
            allowed=("agrees", "differs", "cannot be computed here"),
            required=True,
        ),
        Field("reason", "text", "how the bases differ, or why there is no figure", required=True),
        Field("publication", "text", "where the figure was published", required=True),
        WORLD,
    ),
)

FRAME_COUNTS = Dataset(
    name="frame_counts",
    content="public",
    description="Units of the frame beside those that other definitions and publications count, by country.",
    key=("area", "level", "definition"),
    fields=(
        Field("area", "text", "country (Eurostat code), CEE or all", label="Area", required=True),
        Field("level", "text", "level of the units", allowed=("city", "region"), required=True),
        Field("definition", "text", "what is counted", label="Definition", required=True),
        Field("in_frame", "boolean", "the definition is that of the frame", required=True),
        Field("units", "integer", "units by this definition", label="Units", minimum=0, required=True),
        Field("frame_units", "integer", "units of the frame", label="Frame", minimum=0, required=True),
        Field("difference", "integer", "units by this definition minus units of the frame", label="Difference"),
        Field("explanation", "text", "what the data say of the difference"),
        WORLD,
    ),
)
