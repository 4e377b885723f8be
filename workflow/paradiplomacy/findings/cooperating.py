"""What the units that cooperate say of it, as items: the ground of the typology of cooperation.

Takes the answers of a study's waves; an item is a box that can be ticked, or a form of partnership that a unit names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from paradiplomacy.config.cooperation import Typology
from paradiplomacy.findings.wave_answers import WaveAnswers
from paradiplomacy.survey.codebook import MultipleQuestion
from paradiplomacy.survey.partner_words import FORMS

KEYS = ["unit_id", "partner", "level"]
FORM = "form"  # field of the items that are forms of partnerships


def item_table(waves: Sequence[WaveAnswers], settings: Typology) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what the units tick, and the items.

    Parameters
    ----------
    waves
        answers of the units that cooperate (`among_cooperating`).

    Returns
    -------
    pandas.DataFrame
        unit_id, partner, level and a column per item: 1 for yes, 0 for no, missing where it was not asked or answered.
    pandas.DataFrame
        item, field, label: in the order of the questionnaire.
    """
    items: dict[str, tuple[str, str]] = {}
    parts = []
    for wave in waves:
        columns: dict[str, pd.Series[Any]] = {}
        for field, column, label in _boxes(wave, settings):
            columns[column] = wave.ticked(column).astype("Float64").astype(float)
            items[column] = (field, label)
        told = wave.named[wave.named["form"].notna()]
        if settings.forms and len(told):
            named = pd.crosstab(told["unit_id"], told["form"]).gt(0).astype(float)
            for form in (form for form in FORMS if form in named):
                columns[f"{FORM}_{form}"] = named[form].reindex(wave.responses.index)
        parts.append(keyed(wave, columns))
    items |= {f"{FORM}_{form}": (FORM, form.capitalize()) for form in FORMS}
    if not parts:
        return pd.DataFrame(columns=KEYS), pd.DataFrame(columns=["item", "field", "label"])
    table = pd.concat(parts, ignore_index=True)
    shown = [name for name in items if name in table]
    described = pd.DataFrame([(name, *items[name]) for name in shown], columns=["item", "field", "label"])
    return table[[*KEYS, *shown]], described


def _boxes(wave: WaveAnswers, settings: Typology) -> Iterator[tuple[str, str, str]]:
    """Yield field, column and wording of each box that is an item."""
    for name in settings.fields:
        question = wave.question(name)
        if isinstance(question, MultipleQuestion):
            for option, column in zip(question.options, question.tidy_columns, strict=True):
                if option.code not in settings.not_items:
                    yield name, column, option.label


def keyed(wave: WaveAnswers, columns: dict[str, pd.Series[Any]]) -> pd.DataFrame:
    """Return columns by unit_id as a table with the keys."""
    part = pd.DataFrame(columns, index=wave.responses.index).rename_axis("unit_id").reset_index()
    return part.assign(partner=wave.wave.partner, level=wave.wave.level)
