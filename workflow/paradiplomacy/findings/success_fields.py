"""Field tables of success among the units that cooperate, and of the models of ordered answers."""

from __future__ import annotations

from paradiplomacy.fields import Cells, Dataset, Field
from paradiplomacy.findings.fields import WORLD
from paradiplomacy.findings.item_fields import KEYS, MEAN_CELLS, MEANS, SHARES, SHARES_TELL
from paradiplomacy.models.fields import ESTIMATES

INDEX, INDEX_LABEL = "index", "Index of success"
ITEM = Field("item", "text", "item of the index; index: all of them", required=True)
ORDER = Field("order", "integer", "place in print", minimum=0, required=True)
LABEL = Field("label", "text", "the item in words", required=True)

SUCCESS = Dataset(
    name="success",
    content="estimates",
    cells=MEAN_CELLS,
    description="Items of success and their index among units that cooperate, from 0 (lowest) to 1 (highest).",
    key=("wave", "item"),
    fields=(*KEYS, ITEM, ORDER, LABEL, *MEANS, WORLD),
)

SUCCESS_ANSWERS = Dataset(
    name="success_answers",
    content="answers",
    cells=Cells(total="answered", parts=("yes",), adding_up=("wave", "item"), tells=SHARES_TELL),
    description="Items of success among units that cooperate: the share of each ordered category.",
    key=("wave", "item", "category"),
    fields=(
        *KEYS,
        ITEM,
        LABEL,
        Field("category", "text", "category of the item, or class of the index", required=True),
        Field("place", "integer", "place of the category from the lowest, which is 0", minimum=0, required=True),
        *SHARES,
        WORLD,
    ),
)

SUCCESS_RELIABILITY = Dataset(
    name="success_reliability",
    content="estimates",
    description="How far the items of success measure one thing.",
    key=("wave", "measure"),
    fields=(
        *KEYS,
        Field(
            "measure",
            "text",
            "alpha: Cronbach (1951), interval by Feldt (1965); ordinal alpha: from rank correlations, units resampled",
            allowed=("alpha", "ordinal alpha"),
            required=True,
        ),
        Field("items", "integer", "items that the wave asks", minimum=0, required=True),
        Field("n", "integer", "units with an answer to all of them", unit="units", minimum=0, required=True),
        Field("estimate", "number", "empty for fewer than two items, or where the answers do not vary"),
        Field("conf_low", "number", "lower end of the interval"),
        Field("conf_high", "number", "upper end of the interval"),
        WORLD,
    ),
)

DETERMINANTS = tuple(field for field in ESTIMATES.fields if field.name not in ("study", "sample"))

SUCCESS_DETERMINANTS = Dataset(
    name="success_determinants",
    content="estimates",
    description="Ordered logit of the index and the items of success on the factors of the leading model.",
    key=("partner", "level", "outcome", "model", "quantity", "term"),
    fields=(*DETERMINANTS, WORLD),
)
