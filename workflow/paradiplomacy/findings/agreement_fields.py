"""Field table of the finding on how sources of one yes or no agree."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.findings.fields import WORLD

MEASURES = (
    "both yes",
    "informant only",
    "reference only",
    "neither",
    "agreement",
    "kappa",
    "sensitivity",
    "specificity",
    "share, answered",
    "share, invited",
    "non-response bias",
    "adjusted share",
)

SOURCE_AGREEMENT = Dataset(
    name="source_agreement",
    content="outcome",
    description="Two sources of whether a unit cooperates, each with the other as reference, and the units that did "
    "not answer as the source that covers them shows them.",
    key=("partner", "level", "informant", "reference", "measure", "group"),
    fields=(
        Field("partner", "text", "partner country", required=True),
        Field("level", "text", "level of the units", required=True),
        Field("informant", "text", "source that is measured", required=True),
        Field("reference", "text", "source that it is set against; not the truth", required=True),
        Field(
            "measure",
            "text",
            "cells of the table of both and their agreement, as shares of n; Cohen's kappa; sensitivity and "
            "specificity of the informant; its share among units that answered and among all invited, the former "
            "less the latter (non-response bias), and the latter corrected for misclassification (adjusted share)",
            allowed=MEASURES,
            required=True,
        ),
        Field("group", "text", "all, or a covariate and its value", required=True),
        Field("n", "integer", "units that it rests on", unit="units", minimum=0),
        Field("events", "integer", "units counted, of a share", unit="units", minimum=0),
        Field("estimate", "number", "share, kappa or difference of shares", minimum=-1, maximum=1),
        Field("conf_low", "number", "lower end of the interval", minimum=-1, maximum=1),
        Field("conf_high", "number", "upper end of the interval", minimum=-1, maximum=1),
        WORLD,
    ),
)
