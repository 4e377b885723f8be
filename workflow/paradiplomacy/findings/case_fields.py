"""Field tables of the selection of cases and of unused potential."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.findings.fields import WORLD

STRATEGIES = ("typical", "deviant", "most_similar", "diverse", "researcher")

SELECTION = Field("selection", "text", "list of cases, by its name in the configuration", required=True)
UNIT = Field("unit_id", "text", "unit of the frame", required=True)
NAME = Field("name", "text", "name of the unit", required=True)
COUNTRY = Field("country", "text", "country", required=True)
PROBABILITY = Field(
    "probability", "number", "predicted probability to cooperate, learnt without its country", minimum=0, maximum=1
)
LOW = Field("probability_low", "number", "lower end of the interval of that prediction", minimum=0, maximum=1)
HIGH = Field("probability_high", "number", "upper end of the interval of that prediction", minimum=0, maximum=1)

CASES = Dataset(
    name="cases",
    content="units",
    description="Candidates of each list of cases by strategy and rank, with those that are selected.",
    key=("selection", "strategy", "unit_id"),
    fields=(
        SELECTION,
        Field(
            "strategy",
            "text",
            "how the unit is a case (Seawright and Gerring 2008); researcher: chosen without one of the strategies",
            allowed=STRATEGIES,
            required=True,
        ),
        Field(
            "rank", "integer", "rank by the strategy, also of a unit that a researcher chose; empty: none", minimum=1
        ),
        UNIT,
        NAME,
        COUNTRY,
        Field("level", "text", "level of the unit", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("cooperates", "integer", "leading outcome of the study; empty: not known", minimum=0, maximum=1),
        Field("ties", "integer", "ties that count, in public sources", unit="ties", minimum=0, required=True),
        PROBABILITY,
        LOW,
        HIGH,
        Field("residual", "number", "deviance residual: what the prediction misses, signed"),
        Field("paired_with", "text", "the unit that resembles it most with the other outcome (most similar)"),
        Field("distance", "number", "distance to that unit, or to the units it stands for (Mahalanobis)", minimum=0),
        Field("selected", "boolean", "whether it is a case", required=True),
        Field(
            "decided_by",
            "text",
            "ranking; researcher: a choice that goes before the ranking, for the unit or against it; empty: candidate",
            allowed=("ranking", "researcher"),
        ),
        Field("reason", "text", "why it stands here, in words", required=True),
        Field("researcher_reason", "text", "reason of the researcher's choice"),
        Field(
            "shown", "boolean", "whether the outcome of single units may be shown, so that reports do", required=True
        ),
        WORLD,
    ),
)

CASE_TERMS = Dataset(
    name="case_terms",
    content="units",
    description="Prediction of each selected case by factor: how far it moves the log odds from the mean unit's.",
    key=("selection", "unit_id", "term"),
    fields=(
        SELECTION,
        UNIT,
        Field("term", "text", "factor, or category of a factor; constant: the unit with mean factors", required=True),
        Field("place", "integer", "place of the term in the model", minimum=0, required=True),
        Field("value", "number", "value of the unit", required=True),
        Field("mean", "number", "mean of the units that the model was learnt from", required=True),
        Field("coefficient", "number", "coefficient, learnt without the country of the unit", required=True),
        Field("contribution", "number", "coefficient times difference of value and mean, log odds", required=True),
        Field("estimator", "text", "estimator", allowed=("logit", "firth"), required=True),
        WORLD,
    ),
)

CASE_NEIGHBOURS = Dataset(
    name="case_neighbours",
    content="units",
    description="Units nearest to each selected case, by its factors and on the map.",
    key=("selection", "unit_id", "space", "rank"),
    fields=(
        SELECTION,
        UNIT,
        Field("space", "text", "nearest by factors or on the map", allowed=("factors", "map"), required=True),
        Field("rank", "integer", "rank by distance", minimum=1, required=True),
        Field("neighbour", "text", "unit nearby", required=True),
        Field("name", "text", "its name", required=True),
        Field("country", "text", "its country", required=True),
        Field("distance", "number", "Mahalanobis distance, or km", minimum=0, required=True),
        Field("cooperates", "integer", "leading outcome; empty: not known", minimum=0, maximum=1),
        PROBABILITY,
        WORLD,
    ),
)

UNUSED_POTENTIAL = Dataset(
    name="unused_potential",
    content="units",
    description="Units that are predicted to cooperate, are known not to, and have no tie in any source.",
    key=("selection", "unit_id"),
    fields=(
        SELECTION,
        UNIT,
        NAME,
        COUNTRY,
        Field("level", "text", "level of the unit", required=True),
        Field("partner", "text", "partner country", required=True),
        PROBABILITY,
        LOW,
        HIGH,
        Field(
            "calibrated",
            "number",
            "the prediction corrected by a line through the predictions of all other countries (Cox 1958)",
            minimum=0,
            maximum=1,
        ),
        Field("low_above", "boolean", "whether the whole interval lies above the threshold", required=True),
        WORLD,
    ),
)

UNUSED_SUMMARY = Dataset(
    name="unused_summary",
    content="outcome",
    description="How many units are predicted to cooperate and do not, beside how many would be by chance.",
    key=("selection",),
    fields=(
        SELECTION,
        Field("partner", "text", "partner country", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("threshold", "number", "probability from which a unit counts", minimum=0, maximum=1, required=True),
        Field("known", "integer", "units with prediction and known outcome", minimum=0, required=True),
        Field("above", "integer", "of these, units from the threshold on", minimum=0, required=True),
        Field(
            "unused",
            "integer",
            "of these, units that do not cooperate and have no tie; empty: no prediction",
            minimum=0,
        ),
        Field("other_no", "integer", "units from the threshold on that say no and have a tie", minimum=0),
        Field("expected", "number", "number without cooperation that the predictions expect", minimum=0),
        Field("expected_low", "number", "lower end of its range, were they right (exact)", minimum=0),
        Field("expected_high", "number", "upper end of its range", minimum=0),
        Field("calibrated", "number", "number that the calibrated predictions expect", minimum=0),
        Field(
            "permuted",
            "number",
            "mean number when outcomes are permuted within countries: what factors that tell nothing would leave",
            minimum=0,
        ),
        Field("p_value", "number", "share of permutations with as few, the observed one counted", minimum=0, maximum=1),
        Field("beyond_chance", "number", "number that say no less that mean; negative where factors tell something"),
        Field("beyond_chance_low", "number", "lower end by the permutations"),
        Field("beyond_chance_high", "number", "upper end"),
        Field("note", "text", "why there is no prediction"),
        WORLD,
    ),
)
