"""Field tables of the findings on survey and web pages: who reports what pages do not show, and who does not answer."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.findings.fields import WORLD

YES_WITHOUT_TIE, NO_WITH_TIE, ODDS_RATIO = "yes without a tie on pages", "no with a tie on pages", "odds ratio"

OVER_REPORTING = Dataset(
    name="over_reporting",
    content="outcome",
    description="How often answers and web pages of a unit differ, each way, by covariate; and a logit of saying yes "
    "where pages show no tie. Pages may be silent on a tie, so that neither is the truth.",
    key=("partner", "level", "quantity", "term"),
    fields=(
        Field("partner", "text", "partner country", required=True),
        Field("level", "text", "level of the units", required=True),
        Field(
            "quantity",
            "text",
            "share of units whose pages show no tie, of those that answer yes; share of units whose pages show one, of "
            "those that answer no; odds ratio of the former by a factor of the model",
            allowed=(YES_WITHOUT_TIE, NO_WITH_TIE, ODDS_RATIO),
            required=True,
        ),
        Field("term", "text", "all, a covariate and its value, or a term of the logit", required=True),
        Field("n", "integer", "units that answer so and have archived pages", unit="units", minimum=0),
        Field("events", "integer", "units that differ", unit="units", minimum=0),
        Field("estimate", "number", "share, or odds ratio for the step of the factor", minimum=0),
        Field("conf_low", "number", "lower end of the interval (Wilson; CV1 by country)", minimum=0),
        Field("conf_high", "number", "upper end of the interval", minimum=0),
        Field("note", "text", "why there is no logit"),
        WORLD,
    ),
)

PAGE_NONRESPONSE = Dataset(
    name="page_nonresponse",
    content="estimates",
    description="What web pages tell of invited units that did not answer, beside what weighting does.",
    key=("wave",),
    fields=(
        Field("wave", "text", "survey wave", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("answered", "integer", "units with archived pages that answered", minimum=0, required=True),
        Field("silent", "integer", "invited units with archived pages that did not", minimum=0, required=True),
        Field("share_answered", "number", "share of the former with a tie on pages", minimum=0, maximum=1),
        Field("share_silent", "number", "share of the latter with a tie on pages", minimum=0, maximum=1),
        Field("difference", "number", "the one less the other", minimum=-1, maximum=1),
        Field("conf_low", "number", "lower end of its interval (Newcombe 1998)", minimum=-1, maximum=1),
        Field("conf_high", "number", "upper end of its interval", minimum=-1, maximum=1),
        Field(
            "bias", "number", "share of units that answered less that of all: the bias, directly", minimum=-1, maximum=1
        ),
        Field("bias_low", "number", "lower end of its interval", minimum=-1, maximum=1),
        Field("bias_high", "number", "upper end of its interval", minimum=-1, maximum=1),
        Field("removed", "number", "what the final weights take from that share", minimum=-1, maximum=1),
        Field("left", "number", "bias that weighting leaves: bias less removed", minimum=-1, maximum=1),
        Field(
            "survey_shift",
            "number",
            "what the weights take from the share of the answers themselves, of all units that answered",
            minimum=-1,
            maximum=1,
        ),
        WORLD,
    ),
)
