"""Count the answers of a wave, for the page on which researchers check the recoding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from paradiplomacy.survey.codebook import (
    TICKED,
    UNTICKED,
    Codebook,
    Coded,
    MultipleQuestion,
    PartnerListQuestion,
    PartnersQuestion,
    Question,
)
from paradiplomacy.survey.fields import ANSWERED, FREQUENCIES, MISSING_KINDS
from paradiplomacy.survey.recode import NOT_ASKED
from paradiplomacy.tables import typed

if TYPE_CHECKING:
    import pandas as pd

    from paradiplomacy.fields import Dataset

MISSING_LABELS = {
    "not_asked": "not asked",
    "no_answer": "no answer",
    "dont_know": "don't know",
    "refused": "refused",
}


def answer_frequencies(responses: pd.DataFrame, dataset: Dataset, codebook: Codebook) -> pd.DataFrame:
    """Return how often each answer was given (FREQUENCIES), in the order of the questionnaire.

    Every code of the codebook has a row, the kinds of missing where they occur. `share` is of the responses to whom
    the question was asked, and missing for those to whom it was not.

    Parameters
    ----------
    responses
        one row per unit, as `ingest_wave` returns them.
    dataset
        their field table.
    """
    import pandas as pd

    rows: list[list[object]] = []
    for question in codebook.fields:
        for column, labels in _columns(question):
            values = responses[column]
            asked = int((values != NOT_ASKED).sum())
            given = {code: int((values == code).sum()) for code in (*labels, *MISSING_KINDS) if code != ANSWERED}
            if ANSWERED in labels:
                given = {ANSWERED: len(values) - sum(given.values()), **given}
            for code, n in given.items():
                if code in MISSING_KINDS and not n:
                    continue
                share = None if code == NOT_ASKED or not asked else n / asked
                label = labels.get(code) or MISSING_LABELS[code]
                rows.append([len(rows) + 1, column, dataset[column].description, code, label, n, share])
    return typed(pd.DataFrame(rows, columns=FREQUENCIES.columns), FREQUENCIES)


def _columns(question: Question) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each tidy column of a question with the labels of its codes."""
    if isinstance(question, MultipleQuestion):
        for column in question.tidy_columns:
            yield column, {TICKED: "ticked", UNTICKED: "not ticked"}
    elif isinstance(question, Coded):
        yield question.name, {answer.code: answer.label for answer in question.codes.values()}
    elif isinstance(question, (PartnersQuestion, PartnerListQuestion)):
        yield question.name, {ANSWERED: "named at least one place"}
    else:
        yield question.name, {ANSWERED: "answered"}
