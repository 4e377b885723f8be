"""Field tables of what the leading results are put to: specifications, many tests, countries left out, space."""

from __future__ import annotations

from typing import Any

from paradiplomacy.fields import Dataset, Field

STUDY = Field("study", "text", "study", required=True)
PARTNER = Field("partner", "text", "partner country", required=True)
LEVEL = Field("level", "text", "level of the units", required=True)
OUTCOME = Field("outcome", "text", "dependent variable", required=True)
MODEL = Field("model", "text", "step of the ladder", required=True)
FOCAL = Field("focal", "text", "factor whose effect is followed", required=True)
PREDICTOR = Field(
    "predictor",
    "text",
    "how probabilities of a country are learnt from the others",
    allowed=("size only", "logit", "gradient boosting"),
    required=True,
)


def _share(name: str, description: str, **more: Any) -> Field:
    return Field(name, "number", description, minimum=0, maximum=1, **more)


def _count(name: str, description: str) -> Field:
    return Field(name, "integer", description, minimum=0, required=True)


SPECIFICATIONS = Dataset(
    name="specifications",
    content="estimates",
    description="One row per study, partner, focal factor and fitted specification that holds it.",
    key=("study", "partner", "level", "focal", "specification"),
    fields=(
        STUDY,
        PARTNER,
        LEVEL,
        FOCAL,
        Field("specification", "integer", "number in the grid of the study and partner", minimum=1, required=True),
        Field("outcome", "text", "way to say whether a unit cooperates", required=True),
        Field("size", "text", "form of population", allowed=("log", "log squared", "classes"), required=True),
        Field("gdp", "text", "region of GDP per inhabitant", allowed=("own", "NUTS 2", "none"), required=True),
        Field("sample", "text", "units that take part", required=True),
        Field("controls", "text", "further factors, joined by +", required=True),
        Field("estimator", "text", "estimator", allowed=("logit", "linear probability"), required=True),
        Field("weights", "text", "weights of the units", allowed=("none", "non-response"), required=True),
        Field("estimate", "number", "average marginal effect, as a probability", required=True),
        Field("std_error", "number", "its standard error by the delta method", minimum=0, required=True),
        Field("inference", "text", "variance by country", allowed=("CV3 one step", "CV1"), required=True),
        _share("p_value", "two-sided p value, t(G-1)", required=True),
        _share("p_adjusted", "over all specifications of the factor (Benjamini and Hochberg)", required=True),
        Field("conf_low", "number", "lower end of the interval", required=True),
        Field("conf_high", "number", "upper end of the interval", required=True),
        Field("n", "integer", "units", minimum=1, required=True),
        _count("n_events", "units with the outcome"),
        Field("n_clusters", "integer", "countries", minimum=2, required=True),
    ),
)

SPECIFICATION_SUMMARY = Dataset(
    name="specification_summary",
    content="estimates",
    description="What all specifications of a focal factor say together, and joint tests of no effect in any of them.",
    key=("study", "partner", "level", "focal"),
    fields=(
        STUDY,
        PARTNER,
        LEVEL,
        FOCAL,
        Field("expected", "text", "expected sign", allowed=("positive", "negative", "either"), required=True),
        _count("grid", "combinations of the options that hold the factor"),
        _count("repeated", "of these, the same fit as another"),
        _count("impossible", "a factor does not vary, or its reference is absent, in the sample"),
        _count("unfitted", "the likelihood has no maximum"),
        _count("specifications", "fitted specifications; with the three above they make the grid"),
        _share("share_expected", "share with the expected sign; either: with that of the median"),
        _share("share_significant", "share with that sign and a p value below one less the confidence level"),
        _share("share_adjusted", "the same by the adjusted p value"),
        Field("median", "number", "median average marginal effect"),
        Field("lowest", "number", "lowest"),
        Field("lower_quartile", "number", "lower quartile"),
        Field("upper_quartile", "number", "upper quartile"),
        Field("highest", "number", "highest"),
        _share("p_median", "p value of the median effect, by signs of countries"),
        _share("p_share", "p value of the share that is significant with the expected sign"),
        Field("stouffer_z", "number", "sum of the statistics as normal ones over the root of their number"),
        _share("p_stouffer", "its p value, by signs of countries"),
        Field("permutations", "integer", "draws of signs", minimum=1),
    ),
)

ADJUSTED = Dataset(
    name="adjusted",
    content="estimates",
    description="One row per coefficient of a ladder: its p value, and those that allow for many tests.",
    key=("study", "partner", "level", "outcome", "model", "term"),
    fields=(
        STUDY,
        PARTNER,
        LEVEL,
        OUTCOME,
        MODEL,
        Field("term", "text", "term of the model", required=True),
        Field("family", "integer", "tests of the model", minimum=1, required=True),
        _share("p_value", "two-sided p value", required=True),
        _share("p_holm", "within the model (Holm 1979)", required=True),
        _share("p_bh", "over all coefficients of the study's ladder (Benjamini and Hochberg 1995)", required=True),
    ),
)

PREDICTION = Dataset(
    name="prediction",
    content="estimates",
    description="How well countries are predicted from the others: the leading factors, and size alone.",
    key=("study", "partner", "level", "outcome", "predictor"),
    fields=(
        STUDY,
        PARTNER,
        LEVEL,
        OUTCOME,
        MODEL,
        PREDICTOR,
        Field("n", "integer", "units", minimum=1, required=True),
        _count("n_events", "units with the outcome"),
        Field("n_clusters", "integer", "countries, each predicted from the others", minimum=2, required=True),
        _share("auc", "area under the ROC curve of all units", required=True),
        Field("auc_low", "number", "lower end of its interval, by the jackknife of countries", required=True),
        Field("auc_high", "number", "upper end", required=True),
        _share("auc_within", "share of pairs within a country that are in the right order"),
        _share("brier", "mean squared error of the probabilities", required=True),
        _share("brier_of_share", "the same when each country is predicted by the share of the others", required=True),
        Field("log_score", "number", "mean log loss", minimum=0, required=True),
        Field("calibration_intercept", "number", "of outcomes on the logits of the probabilities, slope one"),
        Field("calibration_slope", "number", "slope of outcomes on the logits; one is right, below one too sure"),
    ),
)

CALIBRATION = Dataset(
    name="calibration",
    content="estimates",
    description="Predicted probabilities of countries left out, in groups of equal size, beside what was observed.",
    key=("study", "partner", "level", "outcome", "predictor", "group"),
    fields=(
        STUDY,
        PARTNER,
        LEVEL,
        OUTCOME,
        PREDICTOR,
        Field("group", "integer", "group of units by predicted probability, from the lowest", minimum=1, required=True),
        Field("n", "integer", "units", minimum=1, required=True),
        _share("predicted", "mean predicted probability", required=True),
        _share("observed", "share with the outcome", required=True),
        _share("conf_low", "lower end of its Wilson interval", required=True),
        _share("conf_high", "upper end", required=True),
    ),
)

ROC = Dataset(
    name="roc",
    content="estimates",
    description="Points of the ROC curves of countries left out.",
    key=("study", "partner", "level", "outcome", "predictor", "point"),
    fields=(
        STUDY,
        PARTNER,
        LEVEL,
        OUTCOME,
        PREDICTOR,
        Field("point", "integer", "point, from the strictest threshold", minimum=1, required=True),
        _share("false_positive", "share of units without the outcome above the threshold", required=True),
        _share("true_positive", "share of units with the outcome above it", required=True),
    ),
)

SPATIAL = Dataset(
    name="spatial",
    content="estimates",
    description="Whether neighbours resemble each other: Moran's I, and the neighbours' cooperation as a factor.",
    key=("study", "partner", "level", "outcome", "model", "quantity"),
    fields=(
        STUDY,
        PARTNER,
        LEVEL,
        OUTCOME,
        MODEL,
        Field(
            "quantity",
            "text",
            "what is measured",
            allowed=(
                "Moran's I of the outcome",
                "Moran's I of residuals",
                "Moran's I of residuals within countries",
                "effect of the neighbours' share",
            ),
            required=True,
        ),
        Field("neighbours", "integer", "nearest units that count as neighbours", minimum=1, required=True),
        Field("n", "integer", "units", minimum=2, required=True),
        Field("n_clusters", "integer", "countries", minimum=2, required=True),
        Field("estimate", "number", "Moran's I, or average marginal effect of 10 points more", required=True),
        Field("expected", "number", "mean under the hypothesis of no resemblance, over the draws"),
        Field("std_error", "number", "standard deviation over the draws, or standard error", minimum=0),
        Field("statistic", "number", "estimate less expected, over that"),
        _share("p_value", "two-sided p value, of the draws or of t(G-1)"),
        Field("conf_low", "number", "lower end of the interval of the effect"),
        Field("conf_high", "number", "upper end"),
        Field("draws", "integer", "draws of places", minimum=1),
    ),
)
