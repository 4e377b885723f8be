"""Field tables of the models stage."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field

ESTIMATES = Dataset(
    name="estimates",
    description="One row per estimated quantity; a fit that failed is a row without numbers and with its reason.",
    key=("study", "partner", "level", "sample", "outcome", "model", "quantity", "term"),
    fields=(
        Field("study", "text", "study", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("sample", "text", "units that the fit rests on", required=True),
        Field("outcome", "text", "dependent variable", required=True),
        Field("model", "text", "step of the ladder", required=True),
        Field("estimator", "text", "estimator", allowed=("logit", "negative binomial"), required=True),
        Field("inference", "text", "variance and reference distribution", required=True),
        Field(
            "quantity",
            "text",
            "what is estimated; a ratio (odds or rate) is for a doubling where the factor doubles, else for one unit",
            allowed=("coefficient", "ratio", "marginal effect", "fit"),
            required=True,
        ),
        Field("term", "text", "term of the model, factor or factor: category", required=True),
        Field("estimate", "number", "point estimate"),
        Field("std_error", "number", "standard error; of the logarithm for a ratio", minimum=0),
        Field("statistic", "number", "t statistic"),
        Field("df", "number", "degrees of freedom: clusters - 1"),
        Field("p_value", "number", "two-sided p value", minimum=0, maximum=1),
        Field("conf_low", "number", "lower end of the interval"),
        Field("conf_high", "number", "upper end of the interval"),
        Field("n", "integer", "units", minimum=0, required=True),
        Field("n_events", "integer", "units with the outcome (count above zero)", minimum=0, required=True),
        Field("n_clusters", "integer", "countries", minimum=0, required=True),
        Field("converged", "boolean", "the fit converged and is not separated", required=True),
        Field("note", "text", "what the reader must know"),
    ),
)

PREDICTIONS = Dataset(
    name="predictions",
    description="Predicted outcome by population, the other factors as observed, averaged over the sample.",
    key=("study", "partner", "level", "outcome", "model", "population"),
    fields=(
        Field("study", "text", "study", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("outcome", "text", "dependent variable", required=True),
        Field("model", "text", "step of the ladder", required=True),
        Field("population", "number", "population set for all units", unit="inhabitants", required=True),
        Field("estimate", "number", "average predicted probability or count", required=True),
        Field("conf_low", "number", "lower end of the interval", required=True),
        Field("conf_high", "number", "upper end of the interval", required=True),
    ),
)
