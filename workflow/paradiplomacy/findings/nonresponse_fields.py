"""Field tables of the findings on non-response: weighted estimates, late answers, and the bias that the truth shows."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.findings.fields import WORLD

METHODS = ("unweighted", "ipw", "raked", "late answers", "worst case")

KEYS = (
    Field("wave", "text", "survey wave", required=True),
    Field("partner", "text", "partner country", required=True),
    Field("level", "text", "level of the units", required=True),
)
METHOD = Field(
    "method",
    "text",
    "unweighted; ipw: inverse probability of an answer; raked: final weights; late answers: silent units on the line "
    "of early and late answers; worst case: bounds, no estimate",
    allowed=METHODS,
    required=True,
)

WEIGHTED_ESTIMATES = Dataset(
    name="weighted_estimates",
    content="estimates",
    description="Shares and means of the outcomes of a study by wave, with answers weighted for non-response.",
    key=("wave", "outcome", "method"),
    fields=(
        *KEYS,
        Field("outcome", "text", "outcome of the study", required=True),
        METHOD,
        Field("invited", "integer", "units of the study that the wave invited", unit="units", minimum=1, required=True),
        Field("n", "integer", "answers with a known outcome", unit="units", minimum=0, required=True),
        Field("estimate", "number", "share of a binary outcome, mean of a count"),
        Field("std_error", "number", "linearised, stratified by country, with finite-population correction", minimum=0),
        Field("conf_low", "number", "lower end of the interval, or lower bound"),
        Field("conf_high", "number", "upper end of the interval, or upper bound"),
        WORLD,
    ),
)

LATE_ANSWERS = Dataset(
    name="late_answers",
    content="outcome",
    description="Share with the leading outcome by quarter of the answers, from the earliest to the latest.",
    key=("wave", "quarter"),
    fields=(
        *KEYS,
        Field("quarter", "integer", "quarter of the answers by their days", minimum=1, maximum=4, required=True),
        Field("n", "integer", "answers with a known outcome", unit="units", minimum=1, required=True),
        Field("first_day", "text", "day of the first of them", required=True),
        Field("last_day", "text", "day of the last of them", required=True),
        Field("share", "number", "share with the outcome", unit="share", minimum=0, maximum=1, required=True),
        Field("conf_low", "number", "lower end of the Wilson interval", required=True),
        Field("conf_high", "number", "upper end of the Wilson interval", required=True),
        WORLD,
    ),
)

TRUTH_UNITS = Dataset(
    name="truth_units",
    content="units",
    description="Simulated world only: what each unit truly does.",
    key=("unit_id", "partner"),
    fields=(
        Field("unit_id", "text", "unit", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("cooperates", "boolean", "the unit cooperates with the partner", required=True),
        Field("n_ties", "integer", "its ties", minimum=0, required=True),
        Field("p", "number", "probability with which it was drawn to cooperate", minimum=0, maximum=1, required=True),
    ),
)

NONRESPONSE_BIAS = Dataset(
    name="nonresponse_bias",
    content="estimates",
    description="Simulated world only: the share that truly cooperates beside what the answers give, by method.",
    key=("wave", "method"),
    fields=(
        *KEYS,
        METHOD,
        Field(
            "truth", "number", "share of the invited units that truly cooperate", minimum=0, maximum=1, required=True
        ),
        # beside the truth it shows what non-response does; what is left of a bias are wrong answers
        Field(
            "truth_answered", "number", "share of the units that answered that truly cooperate", minimum=0, maximum=1
        ),
        Field("estimate", "number", "estimate; none for the worst case"),
        Field("conf_low", "number", "lower end of the interval, or lower bound"),
        Field("conf_high", "number", "upper end of the interval, or upper bound"),
        Field("bias", "number", "estimate minus truth"),
        Field("covered", "boolean", "interval or bounds hold the truth"),
        WORLD,
    ),
)
