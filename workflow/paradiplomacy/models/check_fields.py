"""Field tables of the checks of models: what is fine, what calls for caution, and what counts a model expects."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.models.fields import ESTIMATOR_NAMES

CHECKS = (
    "fitted",
    "separation",
    "collinearity",
    "condition number",
    "events per parameter",
    "overdispersion",
    "zeros",
    "proportional odds",
    "calibration",
    "detectable effect",
    "countries",
    "leverage",
)
VERDICTS = ("fine", "caution", "serious")
CELL = (
    Field("study", "text", "study", required=True),
    Field("partner", "text", "partner country, or two (CN+US) of a model of both", required=True),
    Field("level", "text", "level of the units", required=True),
    Field("outcome", "text", "dependent variable", required=True),
    Field("model", "text", "step of the ladder, or a further model", required=True),
    Field("estimator", "text", "estimator", allowed=ESTIMATOR_NAMES, required=True),
)
CELL_KEY = ("study", "partner", "level", "outcome", "model")

DIAGNOSTICS = Dataset(
    name="diagnostics",
    content="estimates",
    description="One row per model and check: a value, the bound that it is held against, a verdict, and what to do.",
    key=(*CELL_KEY, "check", "subject"),
    fields=(
        *CELL,
        Field("check", "text", "what is checked", allowed=CHECKS, required=True),
        Field("subject", "text", "factor or country that the value is of; the model where it is of all", required=True),
        Field("value", "number", "the value; empty where it could not be computed"),
        Field("bound", "number", "the value from which on caution is due"),
        Field("bound_from", "text", "who says so: author and year, or a convention", required=True),
        Field("verdict", "text", "what follows", allowed=VERDICTS, required=True),
        Field("meaning", "text", "what the value means, in a sentence", required=True),
        Field("advice", "text", "what to do, in a sentence", required=True),
    ),
)

COUNT_FIT = Dataset(
    name="count_fit",
    content="estimates",
    description="One row per model of counts in the ladder and count: units that have it, and units expected to.",
    key=(*CELL_KEY, "count"),
    fields=(
        *CELL,
        Field("count", "integer", "the count", minimum=0, required=True),
        Field("observed", "integer", "units with this count", unit="units", minimum=0, required=True),
        Field("expected", "number", "sum of the predicted probabilities of this count", unit="units", minimum=0),
    ),
)
