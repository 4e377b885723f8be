"""Questions with several answers: areas, forms, motives, benefits, obstacles, by partner and on the same units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paradiplomacy.findings.describe import paired_partners
from paradiplomacy.findings.item_fields import FORM_LABELS, ITEM_PAIRS, ITEM_SHARES
from paradiplomacy.findings.values import ValueBook
from paradiplomacy.findings.wave_answers import WaveAnswers
from paradiplomacy.survey.codebook import MultipleQuestion, PartnerListQuestion, PartnersQuestion
from paradiplomacy.survey.partner_words import FORMS

FORMS_FIELD = "forms"


def describe_items(waves: Sequence[WaveAnswers], confidence_level: float) -> pd.DataFrame:
    """Return the share of each answer to each question with several answers (`ITEM_SHARES`).

    A unit that was not asked, one that gave no answer and one that left the box open are three things: the first two
    do not count in a share.
    """
    rows = []
    for wave in waves:
        for field, order, option, label, asked, values in _answers(wave):
            row = wave.key | {"field": field, "option": option, "order": order, "label": label, "asked": asked}
            rows.append(row | wave.share(values, confidence_level))
    return pd.DataFrame(rows).reindex(columns=ITEM_SHARES.columns)


def compare_items(waves: Sequence[WaveAnswers], partners: Sequence[str], confidence_level: float) -> pd.DataFrame:
    """Return each answer of the same units on two partners (`ITEM_PAIRS`).

    McNemar's exact test (1947) with the interval of Agresti and Min (2005), by question adjusted after Holm (1979).
    """
    long = [
        pd.DataFrame({"unit_id": values.index, "answer": values.to_numpy()}).assign(
            level=wave.wave.level, partner=wave.wave.partner, field=field, option=option, order=order, label=label
        )
        for wave in waves
        for field, order, option, label, _, values in _answers(wave)
    ]
    if not long:
        return pd.DataFrame(columns=ITEM_PAIRS.columns)
    table = pd.concat(long, ignore_index=True)
    found = []
    for (level, field), question in table.groupby(["level", "field"], sort=False):
        for pair in combinations(partners, 2):
            both = question[question["partner"].isin(pair)]
            labels = both.drop_duplicates("option").sort_values("order")
            tested = []
            for option, label in zip(labels["option"], labels["label"], strict=True):
                rows = both[both["option"] == option]
                if rows["partner"].nunique() == 2:
                    paired = paired_partners(rows, "answer", pair, confidence_level)
                    tested.append(paired.assign(level=level, field=field, option=option, label=label))
            family = pd.concat(tested, ignore_index=True) if tested else pd.DataFrame()
            if len(family):  # some units answered both
                found.append(family.assign(p_holm=holm(family["p_value"].to_numpy(dtype=float))))
    table = pd.concat(found, ignore_index=True) if found else pd.DataFrame()
    return table.reindex(columns=ITEM_PAIRS.columns)


def holm(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the p values of a family adjusted for their number, step by step (Holm 1979)."""
    order = np.argsort(p_values, kind="stable")
    left = np.arange(len(p_values), 0, -1)
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum(np.maximum.accumulate(left * p_values[order]), 1.0)
    return adjusted


def enter_items(book: ValueBook, items: pd.DataFrame, pairs: pd.DataFrame) -> None:
    """Enter weighted shares and paired differences.

    Names are built from the rows: `item.CN.city.areas.business` (and `.answered`),
    `itempair.city.CN.US.areas.business` (and `.p`: after Holm).
    """
    for row in items.itertuples():
        name = f"item.{row.partner}.{row.level}.{row.field}.{row.option}"
        book.set(name, row.weighted, "share", row.weighted_low, row.weighted_high)
        book.set(f"{name}.answered", row.answered, "count")
    for row in pairs.itertuples():
        name = f"itempair.{row.level}.{row.partner_a}.{row.partner_b}.{row.field}.{row.option}"
        book.set(name, row.difference, "percentage points", row.conf_low, row.conf_high)
        book.set(f"{name}.p", row.p_holm, "p")


def _answers(wave: WaveAnswers) -> Iterator[tuple[str, int, str, str, int, pd.Series[Any]]]:
    """Yield question, place, answer, wording, units asked, and who gives the answer (by unit_id; missing: unknown)."""
    for question in wave.codebook.fields:
        if isinstance(question, MultipleQuestion) and question.sensitivity != "restricted":
            for order, (option, column) in enumerate(zip(question.options, question.tidy_columns, strict=True)):
                asked = int(wave.asked(column).sum())
                yield question.name, order, option.code, option.label, asked, wave.ticked(column)
    yield from _forms(wave)


def _forms(wave: WaveAnswers) -> Iterator[tuple[str, int, str, str, int, pd.Series[Any]]]:
    """Yield which units name a place with which form; a unit of whose places none has a form gives no answer."""
    named = wave.named[wave.named["form"].notna() & wave.named["status"].ne("planned").fillna(True)]
    for question in wave.codebook.fields:
        asks = (isinstance(question, PartnersQuestion) and question.forms) or isinstance(question, PartnerListQuestion)
        if not asks:
            continue
        asked = wave.asked(question.name)
        told = pd.Series(wave.responses.index.isin(named["unit_id"]), index=wave.responses.index)
        for order, form in enumerate(FORMS):
            with_form = wave.responses.index.isin(named.loc[named["form"] == form, "unit_id"])
            values = pd.Series(with_form, index=wave.responses.index, dtype="boolean").where(asked & told)
            yield FORMS_FIELD, order, form, FORM_LABELS[form], int(asked.sum()), values
