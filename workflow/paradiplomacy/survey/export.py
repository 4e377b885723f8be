"""Read the raw export of a wave as its codebook says: the first step of the survey stage, before any recoding."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.contact_details import without_contact_details
from paradiplomacy.readers.limesurvey import read_limesurvey
from paradiplomacy.readers.qualtrics import read_qualtrics
from paradiplomacy.readers.spreadsheet import read_spreadsheet
from paradiplomacy.readers.spss import SpssCodes, SpssSet, open_spss, read_spss, spss_codes
from paradiplomacy.survey.codebook import (
    Codebook,
    Coded,
    CountQuestion,
    MultipleQuestion,
    PartnerListQuestion,
    PartnersQuestion,
    Question,
    TextQuestion,
)

if TYPE_CHECKING:
    import pandas as pd


def read_export(path: str | Path, codebook: Codebook) -> pd.DataFrame:
    """Return the answers of a wave as text, without the sensitive columns, and without addresses in what was written.

    Returns
    -------
    one row per answer; every cell of pandas' type "string", empty cells missing; the index, called row, counts as the
    file does: rows of a spreadsheet, or cases of SPSS.

    Raises
    ------
    BadInput
        when the file cannot be read, its columns are not those of the codebook, it holds no answer, or an SPSS file
        declares codes or boxes that the codebook reads otherwise.
    """
    file = Path(path).as_posix()
    frame = _read(path, codebook)
    if codebook.format == "spss":
        declared = spss_codes(path, [column for question in codebook.fields for column in question.columns])
        problems = [
            problem
            for question in codebook.fields
            for column in question.columns
            for problem in _declared_otherwise(question, column, declared[column], file)
        ]
        problems += _counted_otherwise(codebook, open_spss(path).sets, file)
        if problems:
            raise BadInput(problems)
    if frame.empty:
        wrong = "at least one answer expected, the file has a header only"
        raise BadInput([Problem(file, wrong, "export it again, with the answers", row=1)])
    written = (TextQuestion, PartnerListQuestion, PartnersQuestion, CountQuestion)
    columns = [column for one in codebook.fields if isinstance(one, written) for column in one.columns]
    columns += [codebook.unit.name, codebook.unit.country] if codebook.unit else []
    columns += [codebook.office] if codebook.office else []
    for column in columns:
        frame[column] = frame[column].map(without_contact_details, na_action="ignore").astype("string")
    return frame


def _read(path: str | Path, codebook: Codebook) -> pd.DataFrame:
    columns, sensitive = codebook.columns, codebook.sensitive
    if codebook.format == "spss":
        return read_spss(path, columns, sensitive)
    delimiter, encoding, private = codebook.delimiter, codebook.encoding, codebook.private
    if codebook.format == "spreadsheet":
        return read_spreadsheet(
            path, columns, sensitive, delimiter=delimiter, encoding=encoding, private=private, sheet=codebook.sheet
        )
    read = read_limesurvey if codebook.format == "limesurvey" else read_qualtrics
    return read(path, columns, sensitive, delimiter=delimiter, encoding=encoding, private=private)


def _declared_otherwise(question: Question, column: str, declared: SpssCodes, file: str) -> list[Problem]:
    """Return where the value labels and user-missing codes of an SPSS variable and the codebook differ."""
    answers = _answer_codes(question)
    problems = []
    for code in declared.missing_codes:
        if question.missing_kind(code) is None:
            wrong = "the file declares this code user-missing"
            remedy = f"list it under missing of the field {question.name} in the codebook"
            problems.append(Problem(file, wrong, remedy, column=column, value=code))
    for low, high in declared.missing_ranges:
        if question.missing_kind(f"{low:g}") is None or question.missing_kind(f"{high:g}") is None:
            wrong = "the file declares this range of codes user-missing"
            span = f"{low:g} to {high:g}"
            remedy = f'write "{span}" with a kind of missing answer under missing of the field {question.name}'
            problems.append(Problem(file, wrong, remedy, column=column, value=span))
    for code in answers:
        if declared.is_missing(code) and code not in declared.missing_codes:
            wrong = "the file declares this code user-missing, the codebook reads it as an answer"
            remedy = f"move it to missing of the field {question.name}, or correct the file"
            problems.append(Problem(file, wrong, remedy, column=column, value=code))
    for code, label in declared.labelled.items():
        known = code in answers or question.missing_kind(code) is not None or code in declared.missing_codes
        if isinstance(question, (Coded, MultipleQuestion)) and not known:
            wrong = f'the file labels this code "{label}", the codebook does not know it'
            problems.append(Problem(file, wrong, f"add it to the field {question.name}", column=column, value=code))
    return problems


def _counted_otherwise(codebook: Codebook, sets: tuple[SpssSet, ...], file: str) -> list[Problem]:
    """Return the multiple-response sets whose boxes or ticked code the codebook reads otherwise."""
    boxes = {
        column: question
        for question in codebook.fields
        if isinstance(question, MultipleQuestion)
        for column in question.columns
    }
    problems = []
    for one in sets:
        questions = {boxes[column].name for column in one.variables if column in boxes}
        if len(questions) > 1:
            wrong = (
                f"a multiple-response set of one question, its variables are those of {', '.join(sorted(questions))}"
            )
            problems.append(Problem(file, wrong, "put its boxes under one field", column=one.name))
        for column in one.variables:
            if one.counted is not None and column in boxes and one.counted not in boxes[column].ticked:
                wrong = f"the set {one.name} of the file counts this code as ticked, the codebook does not"
                remedy = f"list it under ticked of the field {boxes[column].name}"
                problems.append(Problem(file, wrong, remedy, column=column, value=one.counted))
    return problems


def _answer_codes(question: Question) -> tuple[str, ...]:
    """Return the raw codes that the codebook reads as answers."""
    if isinstance(question, Coded):
        return tuple(question.codes)
    if isinstance(question, MultipleQuestion):
        return (*question.ticked, *question.unticked)
    if isinstance(question, CountQuestion):
        return tuple(question.corrections)
    return ()
