"""Turn the raw answers of a wave into tidy codes and hold them to the route of the questionnaire.

Stands between the reading of the export and the choice of the answers that count (survey.ingest).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from paradiplomacy.problems import Problem
from paradiplomacy.survey.codebook import (
    ALL,
    LARGEST_COUNT,
    TICKED,
    UNTICKED,
    Asked,
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

FIRST_YEAR, LAST_YEAR = 1900, 2100

NOT_ASKED = "not_asked"
NO_ANSWER = "no_answer"

Cell = str | None
Row = Mapping[str, Cell]


@dataclass(frozen=True)
class NamedPartner:
    """A partner place that a respondent named."""

    row: int
    column: str
    place: str
    year: int | None


@dataclass(frozen=True)
class Flag:
    """A cell that was read in a way that a researcher should look at."""

    row: int
    column: str
    field: str
    flag: str
    value: Cell


@dataclass
class Recoded:
    """The answers of an export in tidy codes, with what was noticed on the way."""

    answers: pd.DataFrame
    """One row per row of the export (its index), one column per tidy column of the codebook."""
    partners: list[NamedPartner] = field(default_factory=list)
    """Partner places that were named."""
    flags: list[Flag] = field(default_factory=list)
    """Cells that a researcher should look at."""
    problems: list[Problem] = field(default_factory=list)
    """Cells that the codebook does not explain."""


def recode_answers(export: pd.DataFrame, complete: pd.Series[bool], codebook: Codebook, file: str) -> Recoded:
    """Recode an export.

    The route is followed question by question: a question off the branch of a respondent is `not_asked`, and an
    answer that stands there nevertheless is flagged and kept out; an empty cell on the branch is `no_answer`. A box
    left open is "no" when the respondent went past the question (ticked another box of it, answered a later
    question, or submitted); otherwise it is `no_answer`.

    Parameters
    ----------
    export
        text cells, as `read_export` returns them.
    complete
        whether the answer was submitted, with the index of `export`.
    file
        name of the export for messages.
    """
    import pandas as pd

    recoded = Recoded(pd.DataFrame())
    rows = [
        _recode_row(int(row), cells, bool(complete[row]), codebook, recoded, file)
        for row, cells in zip(export.index, _cells(export), strict=True)
    ]
    columns = [column for question in codebook.fields for column in question.tidy_columns]
    recoded.answers = pd.DataFrame(rows, index=export.index, columns=columns, dtype="string")
    return recoded


def _cells(export: pd.DataFrame) -> list[dict[str, Cell]]:
    records = export.astype(object).where(export.notna(), None).to_dict("records")
    return [{str(column): cell for column, cell in record.items()} for record in records]


def _recode_row(
    row: int, cells: Row, complete: bool, codebook: Codebook, recoded: Recoded, file: str
) -> dict[str, str]:
    """Return the tidy answers of one row; flags, partners and problems are added to `recoded`."""

    def problem(column: str, expected: str, remedy: str) -> None:
        recoded.problems.append(Problem(file, expected, remedy, row=row, column=column, value=cells[column] or ""))

    def flag(column: str, question: Asked, kind: str) -> None:
        value = None if question.sensitivity == "restricted" else cells[column]
        recoded.flags.append(Flag(row, column, question.name, kind, value))

    tidy: dict[str, str] = {}
    last = max((i for i, question in enumerate(codebook.fields) if _answered(question, cells)), default=-1)
    for position, question in enumerate(codebook.fields):
        asked = _is_asked(question, codebook, tidy)
        if not asked:
            for column in question.columns:
                if _is_answer(question, cells[column]):
                    flag(column, question, "off_route")
        if isinstance(question, MultipleQuestion):
            went_past = complete or last >= position
            answers = _boxes(question, cells, went_past, problem)
        elif isinstance(question, PartnersQuestion):
            named = _named(question, cells, row, flag if asked else None)
            recoded.partners.extend(named if asked else [])
            answers = {question.name: str(len(named)) if named else NO_ANSWER}
        else:
            answers = {question.name: _single_cell(question, cells[question.column], problem)}
        tidy.update(answers if asked else dict.fromkeys(question.tidy_columns, NOT_ASKED))
    return tidy


def _is_asked(question: Question, codebook: Codebook, tidy: Mapping[str, str]) -> bool:
    if question.branch == ALL:
        return True
    branch = codebook.branches[question.branch]
    return tidy[branch.field] in branch.answers


def _answered(question: Question, cells: Row) -> bool:
    return any(_is_answer(question, cells[column]) for column in question.columns)


def _is_answer(question: Question, cell: Cell) -> bool:
    """Return whether a cell says something: an empty cell, a "no answer" and an open box do not."""
    if cell is None or question.missing.get(cell) == NO_ANSWER:
        return False
    return not (isinstance(question, MultipleQuestion) and cell in question.unticked)


def _single_cell(
    question: Coded | CountQuestion | TextQuestion, cell: Cell, problem: Callable[[str, str, str], None]
) -> str:
    if cell is None:
        return NO_ANSWER
    if cell in question.missing:
        return question.missing[cell]
    if isinstance(question, TextQuestion):
        return cell
    if isinstance(question, Coded):
        if cell in question.codes:
            return question.codes[cell].code
        permitted = ", ".join([*question.codes, *question.missing])
        problem(
            question.column,
            f"one of the codes {permitted} of the field {question.name} expected",
            "add the code to the codebook of the wave, or have the export corrected",
        )
        return NO_ANSWER
    count = question.corrections.get(cell, _whole_number(cell))
    if count is None:
        problem(
            question.column,
            f"a whole number from 0 to {LARGEST_COUNT} expected in the field {question.name}",
            "say in the codebook what it means, under corrections or missing of this field",
        )
        return NO_ANSWER
    return str(count)


def _whole_number(cell: str) -> int | None:
    """Return the number from 0 to `LARGEST_COUNT` that a cell holds; LimeSurvey writes 12 as 12.0000000000."""
    try:
        number = Decimal(cell)
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 <= number <= LARGEST_COUNT or number != int(number):
        return None
    return int(number)


def _boxes(
    question: MultipleQuestion, cells: Row, went_past: bool, problem: Callable[[str, str, str], None]
) -> dict[str, str]:
    answers = {}
    for option, tidy_column in zip(question.options, question.tidy_columns, strict=True):
        cell = cells[option.column]
        if cell is None:
            answers[tidy_column] = UNTICKED if went_past else NO_ANSWER
        elif cell in question.ticked:
            answers[tidy_column] = TICKED
        elif cell in question.unticked:
            answers[tidy_column] = UNTICKED
        elif cell in question.missing:
            answers[tidy_column] = question.missing[cell]
        else:
            permitted = ", ".join([*question.ticked, *question.unticked, *question.missing])
            problem(
                option.column,
                f"an empty cell or one of the codes {permitted} of the field {question.name} expected",
                "add the code to the codebook of the wave, or have the export corrected",
            )
            answers[tidy_column] = NO_ANSWER
    return answers


def _named(
    question: PartnersQuestion, cells: Row, row: int, flag: Callable[[str, Asked, str], Any] | None
) -> list[NamedPartner]:
    """Return the places that one respondent named; `flag` is None where the question was not asked."""
    named = []
    for entry in question.entries:
        place, year = cells[entry.place], cells[entry.year]
        stated = year is not None and year not in question.missing
        if place is None or place in question.missing:
            if stated and flag:
                flag(entry.year, question, "year_without_place")
            continue
        number = _year(year) if stated else None
        if stated and number is None and flag:
            flag(entry.year, question, "impossible_year")
        named.append(NamedPartner(row, entry.place, place, number))
    return named


def _year(cell: Cell) -> int | None:
    number = _whole_number(cell) if cell is not None else None
    return number if number is not None and FIRST_YEAR <= number <= LAST_YEAR else None
