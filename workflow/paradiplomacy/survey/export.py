"""Read the raw export of a wave as its codebook says: the first step of the survey stage, before any recoding."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.limesurvey import read_limesurvey
from paradiplomacy.readers.qualtrics import read_qualtrics
from paradiplomacy.readers.spss import SpssCodes, read_spss, spss_codes
from paradiplomacy.survey.codebook import (
    Codebook,
    Coded,
    CountQuestion,
    MultipleQuestion,
    PartnersQuestion,
    Question,
    TextQuestion,
)

if TYPE_CHECKING:
    import pandas as pd

READERS = {"limesurvey": read_limesurvey, "qualtrics": read_qualtrics, "spss": read_spss}


def read_export(path: str | Path, codebook: Codebook) -> pd.DataFrame:
    """Return the answers of a wave as text, without the sensitive columns.

    Returns
    -------
    one row per answer; every cell of pandas' type "string", empty cells missing; the index, called row, counts as the
    file does: rows of a spreadsheet, or cases of SPSS.

    Raises
    ------
    BadInput
        when the file cannot be read, its columns are not those of the codebook, or an SPSS file declares codes that
        the codebook reads otherwise.
    """
    file = Path(path).as_posix()
    frame = READERS[codebook.format](path, codebook.columns, codebook.sensitive)
    if codebook.format == "spss":
        declared = spss_codes(path, [column for question in codebook.fields for column in question.columns])
        problems = [
            problem
            for question in codebook.fields
            for column in question.columns
            for problem in _declared_otherwise(question, column, declared[column], file)
        ]
        if problems:
            raise BadInput(problems)
    return frame


def _declared_otherwise(question: Question, column: str, declared: SpssCodes, file: str) -> list[Problem]:
    """Return where the value labels and user-missing codes of an SPSS variable and the codebook differ."""
    answers = _answer_codes(question)
    problems = []
    for code in declared.missing_codes:
        if code not in question.missing:
            wrong = "the file declares this code user-missing"
            remedy = f"list it under missing of the field {question.name} in the codebook"
            problems.append(Problem(file, wrong, remedy, column=column, value=code))
    for code in answers:
        if declared.is_missing(code) and code not in declared.missing_codes:
            wrong = "the file declares this code user-missing, the codebook reads it as an answer"
            remedy = f"move it to missing of the field {question.name}, or correct the file"
            problems.append(Problem(file, wrong, remedy, column=column, value=code))
    for code, label in declared.labelled.items():
        known = code in answers or code in question.missing or code in declared.missing_codes
        if isinstance(question, (Coded, MultipleQuestion)) and not known:
            wrong = f'the file labels this code "{label}", the codebook does not know it'
            problems.append(Problem(file, wrong, f"add it to the field {question.name}", column=column, value=code))
    return problems


def _answer_codes(question: Question) -> tuple[str, ...]:
    """Return the raw codes that the codebook reads as answers."""
    if isinstance(question, Coded):
        return tuple(question.codes)
    if isinstance(question, MultipleQuestion):
        return (*question.ticked, *question.unticked)
    if isinstance(question, CountQuestion):
        return tuple(question.corrections)
    assert isinstance(question, (TextQuestion, PartnersQuestion))
    return ()
