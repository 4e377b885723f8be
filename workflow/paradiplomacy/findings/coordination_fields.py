"""Field tables of how units coordinate their cooperation with others at home."""

from __future__ import annotations

from paradiplomacy.fields import Cells, Dataset, Field
from paradiplomacy.findings.fields import WORLD
from paradiplomacy.findings.item_fields import KEYS, MEAN_CELLS, MEANS, SHARES, SHARES_TELL
from paradiplomacy.findings.success_fields import DETERMINANTS

ANY = "any"  # in the place of one body of a level of government: the one with which coordination is closest
GOVERNMENT = Field("government", "text", "level of government of the configuration", required=True)
ORDER = Field("order", "integer", "place in print", minimum=0, required=True)

COORDINATION = Dataset(
    name="coordination",
    content="answers",
    cells=Cells(total="answered", parts=("yes",), adding_up=("wave", "government", "field"), tells=SHARES_TELL),
    description="Coordination by level of government and by body: the share of each answer.",
    key=("wave", "government", "field", "answer"),
    fields=(
        *KEYS,
        GOVERNMENT,
        Field("field", "text", "question on one body; any: the closest coordination with any of them", required=True),
        ORDER,
        Field("label", "text", "the level in words", required=True),
        Field("answer", "text", "answer on the scale", required=True),
        Field("place", "integer", "place of the answer from the lowest, which is 0", minimum=0, required=True),
        *SHARES,
        WORLD,
    ),
)

COORDINATION_INDEX = Dataset(
    name="coordination_index",
    content="estimates",
    cells=MEAN_CELLS,
    description="Coordination by level of government as an index: the mean over its bodies, from 0 to 1.",
    key=("wave", "government"),
    fields=(*KEYS, GOVERNMENT, ORDER, Field("label", "text", "the level in words", required=True), *MEANS, WORLD),
)

COORDINATION_PAIRED = Dataset(
    name="coordination_paired",
    content="answers",
    cells=Cells(
        total="n",
        parts=("closer_first", "equal", "closer_second"),
        exhaustive=True,
        # of two levels with one body each, superiority is a difference of two counts
        tells=dict.fromkeys(("p_value", "superiority", "conf_low", "conf_high"), ("closer_first", "closer_second")),
    ),
    description="Two levels of government on the same units: with which of them coordination is closer.",
    key=("wave", "first", "second"),
    fields=(
        *KEYS,
        Field("first", "text", "first level of government", required=True),
        Field("second", "text", "second level of government", required=True),
        Field("n", "integer", "units that answered on both", unit="units", minimum=0),
        Field("closer_first", "integer", "units whose mean answer on the first is higher", minimum=0),
        Field("equal", "integer", "units whose mean answers are equal", minimum=0),
        Field("closer_second", "integer", "units whose mean answer on the second is higher", minimum=0),
        Field("p_value", "number", "signed-rank test of the mean answers, exact with ties", minimum=0, maximum=1),
        Field("superiority", "number", "P(first > second) - P(first < second) of one body of each level"),
        Field("conf_low", "number", "lower end of its interval, units resampled", minimum=-1, maximum=1),
        Field("conf_high", "number", "upper end of its interval", minimum=-1, maximum=1),
        WORLD,
    ),
)

COORDINATION_DETERMINANTS = Dataset(
    name="coordination_determinants",
    content="estimates",
    description="Ordered logit of the closest coordination with each level of government on the factors of the study.",
    key=("partner", "level", "outcome", "model", "quantity", "term"),
    fields=(*DETERMINANTS, WORLD),
)
