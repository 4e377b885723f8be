"""Field tables of what the survey stage says of those who did not answer, and of the weights that correct for them."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field

WAVE = Field("wave", "text", "survey wave", required=True)
FINAL_CODES = {  # AAPOR (2023), internet surveys of specifically named persons or organisations
    "1.1": "complete",
    "1.2": "partial, with the answers that the codebook asks for",
    "2.12": "begun and broken off before the question that makes an answer count",
    "3.19": "nothing ever returned",
}


def _rate(name: str, label: str, description: str) -> Field:
    return Field(name, "number", description, label=label, unit="share", minimum=0, maximum=1)


FINAL_DISPOSITIONS = Dataset(
    name="final_dispositions",
    content="units",
    description="Each invited unit with its final disposition code (AAPOR 2023).",
    key=("unit_id", "wave"),
    fields=(
        Field("unit_id", "text", "unit that was invited", required=True),
        WAVE,
        Field("country", "text", "country of the unit", required=True),
        Field("size_class", "text", "size class of the unit; empty where its population is not known"),
        Field("code", "text", "final disposition code", allowed=tuple(FINAL_CODES), required=True),
        Field("meaning", "text", "the code in words", allowed=tuple(FINAL_CODES.values()), required=True),
    ),
)

RESPONSE_RATES = Dataset(
    name="response_rates",
    content="estimates",
    description="Outcome rates of a wave (AAPOR 2023), of all units and by country and size class.",
    key=("wave", "grouping", "group"),
    fields=(
        WAVE,
        Field("grouping", "text", "what the units are grouped by", allowed=("all", "country", "size"), required=True),
        Field("group", "text", "the group", required=True),
        Field("order", "integer", "place of the group in its grouping", minimum=0, required=True),
        Field("invited", "integer", "units invited", unit="units", minimum=1, required=True),
        Field("complete", "integer", "complete answers (I)", unit="units", minimum=0, required=True),
        Field("partial", "integer", "partial answers (P)", unit="units", minimum=0, required=True),
        Field("broken_off", "integer", "broken off too early to count (R)", unit="units", minimum=0, required=True),
        Field("silent", "integer", "nothing ever returned (UO)", unit="units", minimum=0, required=True),
        # every unit of the census exists and is of the population, so that e = 1 and RR3, RR4 are RR1, RR2
        _rate("rr1", "RR1", "I / (I + P + R + UO), the lowest response rate"),
        _rate("rr2", "RR2", "(I + P) / (I + P + R + UO)"),
        _rate(
            "rr5", "RR5", "I / (I + P + R), the highest: as if no silent unit were eligible; empty without an answer"
        ),
        _rate("rr6", "RR6", "(I + P) / (I + P + R); empty without an answer"),
        _rate("coop1", "COOP1", "I / (I + P + R): complete among those that began; empty where none did"),
        _rate("ref1", "REF1", "R / (I + P + R + UO); what is known of refusals are broken-off answers"),
        _rate("con1", "CON1", "(I + P + R) / (I + P + R + UO): units known to have been reached"),
    ),
)

RESPONDERS = Dataset(
    name="responders",
    content="estimates",
    description="Units that answered against those that did not, and against all invited, on what the frame knows.",
    key=("wave", "term"),
    fields=(
        WAVE,
        Field("term", "text", "covariate, or covariate and category", required=True),
        Field("covariate", "text", "covariate of the frame", required=True),
        Field("n_answered", "integer", "units that answered with a value", unit="units", minimum=0, required=True),
        Field("n_silent", "integer", "units that did not answer with a value", unit="units", minimum=0, required=True),
        Field("mean_answered", "number", "mean (of a category: share) of those that answered"),
        Field("mean_silent", "number", "mean of those that did not answer"),
        Field("mean_invited", "number", "mean of all that were invited"),
        Field("mean_weighted", "number", "mean of those that answered, by their final weights"),
        Field("difference", "number", "answered minus silent, by the root of the mean of both variances"),
        Field("distance", "number", "answered minus invited, in standard deviations of the invited"),
        Field("distance_weighted", "number", "the same with the final weights"),
        Field("test", "text", "Welch's t of a number, Pearson's chi square of a category", required=True),
        Field("p_value", "number", "of no difference between answered and silent", minimum=0, maximum=1),
    ),
)

RESPONSE_MODEL = Dataset(
    name="response_model",
    content="estimates",
    description="Logit of answering on covariates of the frame; numbers are standardised.",
    key=("wave", "term"),
    fields=(
        WAVE,
        Field("term", "text", "term of the model", required=True),
        Field("estimate", "number", "log-odds of an answer, per standard deviation of a number or against no category"),
        Field("std_error", "number", "its standard error, clustered by country (CV1)", minimum=0),
        Field("p_value", "number", "two-sided, t with clusters minus 1 degrees of freedom", minimum=0, maximum=1),
        Field("n", "integer", "units invited", unit="units", minimum=1, required=True),
        Field(
            "n_clusters", "integer", "countries; with few of them the errors are too small", minimum=1, required=True
        ),
        Field("note", "text", "what was done where a model or a term could not be fitted"),
    ),
)

WEIGHTS = Dataset(
    name="weights",
    content="units",
    description="Units that answered a wave, with their weights and with the cells in which they count.",
    key=("unit_id", "wave"),
    fields=(
        Field("unit_id", "text", "unit that answered", required=True),
        WAVE,
        Field("submitted", "text", "day of the answer (ISO 8601)"),
        Field("propensity", "number", "probability of an answer by the response model", minimum=0, maximum=1),
        Field("base", "number", "units invited by units that answered", minimum=1, required=True),
        Field("ipw", "number", "inverse of the propensity, scaled to the units invited", minimum=0, required=True),
        Field("trimmed", "number", "the same, cut at the configured multiple of the mean", minimum=0, required=True),
        Field("raked", "number", "after raking to the margins; empty where it did not converge", minimum=0),
        Field("weight", "number", "final weight: raked where that converged, else trimmed", minimum=0, required=True),
        Field("stratum", "text", "country or countries within which answers count as a random draw", required=True),
        Field("stratum_invited", "integer", "units invited in the stratum", unit="units", minimum=1, required=True),
        Field("cell_country", "text", "cell of the margin country; empty where it is not raked"),
        Field("cell_size_class", "text", "cell of the margin size_class; empty where it is not raked"),
        Field("cell_capital", "text", "cell of the margin capital; empty where it is not raked"),
    ),
)

WEIGHT_DIAGNOSTICS = Dataset(
    name="weight_diagnostics",
    content="estimates",
    description="How much the weights of a wave vary, and what that costs.",
    key=("wave", "stage"),
    fields=(
        WAVE,
        Field("stage", "text", "step of the weighting", allowed=("base", "ipw", "trimmed", "raked"), required=True),
        Field("n", "integer", "units that answered", unit="units", minimum=0, required=True),
        Field("invited", "integer", "units invited", unit="units", minimum=1, required=True),
        Field("design_effect", "number", "n times sum of squares by square of sum (Kish 1965)", minimum=0),
        Field("effective_n", "number", "n by the design effect", minimum=0),
        Field("smallest", "number", "smallest weight", minimum=0),
        Field("median", "number", "median weight", minimum=0),
        Field("largest", "number", "largest weight", minimum=0),
        Field("trimmed_share", "number", "share of the weights that were cut", unit="share", minimum=0, maximum=1),
        Field("filled", "integer", "invited units with a covariate filled in for the model", minimum=0),
        Field("auc", "number", "area under the curve: how well the model tells answers apart", minimum=0, maximum=1),
        Field("rounds", "integer", "rounds of raking", minimum=0),
        Field("converged", "boolean", "raking reached its margins within a relative 1e-10"),
        Field("note", "text", "cells that were joined, and what could not be done"),
    ),
)
