"""Field tables of the models stage."""

from __future__ import annotations

from typing import get_args

from paradiplomacy.config.study import EstimatorName
from paradiplomacy.fields import Dataset, Field

ESTIMATOR_NAMES: tuple[str, ...] = get_args(EstimatorName)

ESTIMATES = Dataset(
    name="estimates",
    content="estimates",
    description="One row per estimated quantity; a fit that failed is a row without numbers and with its reason.",
    key=("study", "partner", "level", "sample", "outcome", "model", "quantity", "term"),
    fields=(
        Field("study", "text", "study", required=True),
        Field("partner", "text", "partner country, or two (CN+US) of a model of both", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("sample", "text", "units that the fit rests on", required=True),
        Field("outcome", "text", "dependent variable", required=True),
        Field("model", "text", "step of the ladder", required=True),
        Field("estimator", "text", "estimator", allowed=ESTIMATOR_NAMES, required=True),
        Field("inference", "text", "variance and reference distribution", required=True),
        Field(
            "quantity",
            "text",
            "what is estimated; a ratio (odds or rate) is for a doubling where the factor doubles, else for one unit",
            allowed=("coefficient", "ratio", "marginal effect", "fit"),
            required=True,
        ),
        Field(
            "term",
            "text",
            "term of the model: factor or factor: category; parts and outcomes stand before it (zero part: factor), "
            "the category of a probability after it (factor, category)",
            required=True,
        ),
        Field("estimate", "number", "point estimate"),
        Field("std_error", "number", "standard error; of the logarithm for a ratio", minimum=0),
        Field("statistic", "number", "t statistic"),
        Field("df", "number", "degrees of freedom: clusters - 1"),
        Field("p_value", "number", "two-sided p value", minimum=0, maximum=1),
        Field("conf_low", "number", "lower end of the interval"),
        Field("conf_high", "number", "upper end of the interval"),
        Field("n", "integer", "units", minimum=0, required=True),
        Field(
            "n_events",
            "integer",
            "units with the outcome (a count, or an answer on a scale, above the lowest)",
            minimum=0,
            required=True,
        ),
        Field("n_clusters", "integer", "countries", minimum=0, required=True),
        Field("converged", "boolean", "the fit converged and is not separated", required=True),
        Field("note", "text", "what the reader must know"),
    ),
)

PREDICTIONS = Dataset(
    name="predictions",
    content="estimates",
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

FITS = Dataset(
    name="fits",
    content="estimates",
    description="One row per fitted model: how well it fits, and whether it does.",
    key=("study", "partner", "level", "outcome", "model"),
    fields=(
        Field("study", "text", "study", required=True),
        Field("partner", "text", "partner country, or two (CN+US) of a model of both", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("outcome", "text", "dependent variable", required=True),
        Field("model", "text", "step of the ladder, or a further model", required=True),
        Field("estimator", "text", "estimator", allowed=ESTIMATOR_NAMES, required=True),
        Field("converged", "boolean", "the fit converged and is not separated", required=True),
        Field("n", "integer", "units", minimum=0, required=True),
        Field("n_events", "integer", "units with the outcome", minimum=0, required=True),
        Field("n_clusters", "integer", "countries", minimum=0, required=True),
        Field("n_parameters", "integer", "estimated parameters", minimum=1),
        Field("log_likelihood", "number", "log likelihood; none of penalised estimators"),
        Field("aic", "number", "Akaike's criterion"),
        Field("bic", "number", "Schwarz's criterion"),
        Field("observed_zeros", "integer", "units with a count of zero", minimum=0),
        Field("predicted_zeros", "number", "expected number of zeros", minimum=0),
        Field("test", "text", "test that belongs to the model"),
        Field("test_statistic", "number", "its statistic", minimum=0),
        Field("test_df", "integer", "its degrees of freedom", minimum=1),
        Field("test_p", "number", "its p value, halved where the parameter is on its boundary", minimum=0, maximum=1),
        Field("note", "text", "what the reader must know"),
    ),
)

INFERENCES = Dataset(
    name="inference",
    content="estimates",
    description="One row per coefficient of a leading model and inference; that of the ladder is one of them.",
    key=("study", "partner", "level", "outcome", "model", "term", "inference"),
    fields=(
        Field("study", "text", "study", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("outcome", "text", "dependent variable", required=True),
        Field("model", "text", "step of the ladder", required=True),
        Field("term", "text", "term of the model", required=True),
        Field("inference", "text", "variance and reference distribution, or weights of the bootstrap", required=True),
        Field("estimate", "number", "coefficient", required=True),
        Field("std_error", "number", "standard error; empty for a bootstrap, which has none", minimum=0),
        Field("df", "number", "degrees of freedom; empty for the normal distribution and a bootstrap", minimum=1),
        Field("p_value", "number", "two-sided p value", minimum=0, maximum=1, required=True),
        Field("conf_low", "number", "lower end of the interval; empty where no value is rejected"),
        Field("conf_high", "number", "upper end of the interval; empty where no value is rejected"),
        Field("n_clusters", "integer", "countries", minimum=2, required=True),
        Field("effective_clusters", "number", "equal countries that would tell as much (logit only)", minimum=1),
    ),
)

COUNTRY_INFLUENCE = Dataset(
    name="country_influence",
    content="estimates",
    description="One row per country and coefficient of a leading model: what it is without the country.",
    key=("study", "partner", "level", "outcome", "model", "country", "term"),
    fields=(
        Field("study", "text", "study", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("outcome", "text", "dependent variable", required=True),
        Field("model", "text", "step of the ladder", required=True),
        Field("country", "text", "country that is left out", required=True),
        Field("term", "text", "term of the model", required=True),
        Field("n", "integer", "units of the country", minimum=1, required=True),
        Field("leverage", "number", "its share of the parameters; all shares add up to their number", minimum=0),
        Field("estimate", "number", "coefficient with all countries", required=True),
        Field("without", "number", "coefficient without the country; empty where there is none"),
    ),
)

PARTNER_DIFFERENCES = Dataset(
    name="partner_differences",
    content="estimates",
    description="One row per average marginal effect of a leading model: how two partners differ in it.",
    key=("study", "level", "outcome", "model", "first", "second", "term"),
    fields=(
        Field("study", "text", "study", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("outcome", "text", "dependent variable, yes or no", required=True),
        Field("model", "text", "step of the ladder", required=True),
        Field("first", "text", "first partner country", required=True),
        Field("second", "text", "second partner country", required=True),
        Field("term", "text", "factor or factor: category", required=True),
        Field("first_effect", "number", "average marginal effect for the first", required=True),
        Field("second_effect", "number", "average marginal effect for the second", required=True),
        Field("estimate", "number", "first less second", required=True),
        Field("std_error", "number", "its error by the jackknife of countries, over both at once", minimum=0),
        Field("df", "number", "degrees of freedom: countries - 1", minimum=1),
        Field("p_value", "number", "p value of no difference", minimum=0, maximum=1),
        Field("conf_low", "number", "lower end of the interval"),
        Field("conf_high", "number", "upper end of the interval"),
        Field("margin", "number", "difference too small to matter", minimum=0, maximum=1, required=True),
        Field("p_equivalence", "number", "p value of a difference beyond the margin", minimum=0, maximum=1),
        Field("n_clusters", "integer", "countries of either", minimum=2, required=True),
    ),
)

PARTNER_TESTS = Dataset(
    name="partner_tests",
    content="estimates",
    description="Wald tests that a factor, or all of them, count alike for two partners in the stacked logit.",
    key=("study", "level", "outcome", "model", "first", "second", "factor", "clusters"),
    fields=(
        Field("study", "text", "study", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("outcome", "text", "dependent variable, yes or no", required=True),
        Field("model", "text", "step of the ladder", required=True),
        Field("first", "text", "first partner country", required=True),
        Field("second", "text", "second partner country", required=True),
        Field("factor", "text", "factor, all its categories at once; or all factors", required=True),
        Field("clusters", "text", "covariance of the stacked model", required=True),
        Field("n_restrictions", "integer", "coefficients that are tested at once", minimum=1, required=True),
        Field("statistic", "number", "F (Hotelling)", minimum=0, required=True),
        Field("df", "number", "its second degrees of freedom: clusters less coefficients tested", minimum=1),
        Field("p_value", "number", "p value of no difference", minimum=0, maximum=1, required=True),
        Field("n_units", "integer", "units of either partner", minimum=1, required=True),
        Field("n_clusters", "integer", "clusters", minimum=2, required=True),
    ),
)
