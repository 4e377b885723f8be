"""Field tables of when ties began and ended, by which instruments, and how long they last."""

from __future__ import annotations

from paradiplomacy.fields import Cells, Dataset, Field
from paradiplomacy.findings.fields import WORLD

PARTNER = Field("partner", "text", "partner country", required=True)
LEVEL = Field("level", "text", "level of the units", required=True)
ENDS = Field(
    "ends",
    "text",
    "ties that ended in a year that no source tells are dated at the latest (when last seen) or at the earliest "
    "(the year after they began), to show how much rests on the dating",
    allowed=("latest", "earliest"),
    required=True,
)

FOUNDING_YEARS = Dataset(
    name="founding_years",
    content="ties",
    description="Ties by the year in which they began, and by that in which they ended, as far as a source tells it.",
    key=("partner", "level", "year"),
    fields=(
        PARTNER,
        LEVEL,
        Field("year", "integer", "year", unit="year", minimum=1900, maximum=2100, required=True),
        Field("began", "integer", "ties that began", unit="ties", minimum=0, required=True),
        Field("ended", "integer", "ties that ended", unit="ties", minimum=0, required=True),
        WORLD,
    ),
)

TIE_PERIODS = Dataset(
    name="tie_periods",
    content="answers",
    cells=Cells(
        total="of",
        parts=("named",),
        adding_up=("partner", "level", "period"),
        tells=dict.fromkeys(("share", "conf_low", "conf_high"), ("named",)),
    ),
    description="Instruments of the partner places that units name, by the period in which the cooperation began.",
    key=("partner", "level", "period", "form"),
    fields=(
        PARTNER,
        LEVEL,
        Field("period", "text", "years from one milestone to the next", required=True),
        Field("place", "integer", "place of the period in time", minimum=0, required=True),
        Field("form", "text", "instrument", required=True),
        Field("label", "text", "instrument in words", required=True),
        Field("named", "integer", "places named with it", minimum=0),
        Field("of", "integer", "places named with any instrument and year of this period", minimum=0),
        Field("share", "number", "share of these", unit="share", minimum=0, maximum=1),
        Field("conf_low", "number", "lower end of its interval (Wilson 1927)", minimum=0, maximum=1),
        Field("conf_high", "number", "upper end of its interval", minimum=0, maximum=1),
        WORLD,
    ),
)

TIE_SPANS = Dataset(
    name="tie_spans",
    content="ties",
    description="What is known of the life of ties, and of the difference between partners.",
    key=("level", "partner", "ends"),
    fields=(
        LEVEL,
        PARTNER,
        ENDS,
        Field("ties", "integer", "ties, planned ones left out", unit="ties", minimum=0, required=True),
        Field("no_beginning", "integer", "set aside: no source tells the year of the beginning", minimum=0),
        Field("wrong_order", "integer", "set aside: it would have ended or been seen before it began", minimum=0),
        Field("not_seen", "integer", "set aside: no source tells when it was last seen", minimum=0),
        Field("n", "integer", "ties that are followed", unit="ties", minimum=0, required=True),
        Field("ended", "integer", "of these, ties that ended", unit="ties", minimum=0, required=True),
        Field("undated", "integer", "of these, ties whose end is dated by assumption", minimum=0, required=True),
        Field("median", "number", "years that half of the ties outlive; empty where more than half do", unit="years"),
        Field("log_rank_p", "number", "all partners alike (log-rank test, Mantel 1966)", minimum=0, maximum=1),
        WORLD,
    ),
)

TIE_SURVIVAL = Dataset(
    name="tie_survival",
    content="ties",
    description="Share of ties that are still alive so many years after they began (Kaplan and Meier 1958).",
    key=("level", "partner", "ends", "years"),
    fields=(
        LEVEL,
        PARTNER,
        ENDS,
        Field("years", "number", "years since the beginning", unit="years", minimum=0, required=True),
        Field("at_risk", "integer", "ties that are followed so long", unit="ties", minimum=0, required=True),
        Field("ended", "integer", "ties that ended then", unit="ties", minimum=0, required=True),
        Field("survival", "number", "share alive", unit="share", minimum=0, maximum=1, required=True),
        Field("conf_low", "number", "lower end of its interval, on the log-log scale", minimum=0, maximum=1),
        Field("conf_high", "number", "upper end of its interval", minimum=0, maximum=1),
        WORLD,
    ),
)
