"""Turn the raw answers of a wave into tidy codes and hold them to the route of the questionnaire.

Stands between the reading of the export and the choice of the answers that count (survey.ingest).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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
    PartnerListQuestion,
    PartnersQuestion,
    Question,
    TextQuestion,
)
from paradiplomacy.survey.fields import ANSWERED
from paradiplomacy.survey.named import (
    NO_ANSWER,
    Cell,
    NamedPartner,
    Row,
    named_in_table,
    named_in_text,
    number_listed,
    whole_number,
)
from paradiplomacy.survey.spelling import rare_spellings

if TYPE_CHECKING:
    import pandas as pd

NOT_ASKED = "not_asked"


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
    wordings = _Wordings(codebook)
    rows = [
        _recode_row(int(row), cells, bool(complete[row]), codebook, wordings, recoded, file)
        for row, cells in zip(export.index, _cells(export), strict=True)
    ]
    _flag_rare_spellings(recoded, codebook)
    columns = [column for question in codebook.fields for column in question.tidy_columns]
    recoded.answers = pd.DataFrame(rows, index=export.index, columns=columns, dtype="string")
    return recoded


def _flag_rare_spellings(recoded: Recoded, codebook: Codebook) -> None:
    """Flag the cells that name a place much like another that more respondents name."""
    questions = {column: question for question in codebook.fields for column in question.columns}
    rare = rare_spellings(named.place for named in recoded.partners)
    cells = {(named.row, named.column): named.place for named in recoded.partners if named.place in rare}
    for (row, column), place in cells.items():
        question = questions[column]
        value = None if question.sensitivity == "restricted" else place
        recoded.flags.append(Flag(row, column, question.name, "similar_place", value))


class _Wordings:
    """What the cells of an export may hold: the codes of the codebook, or the wordings of its answers."""

    def __init__(self, codebook: Codebook) -> None:
        labels = codebook.cells == "labels"
        self.decimal = codebook.decimal
        self._answers: dict[str, dict[str, str]] = {}
        self._ticked: dict[str, set[str]] = {}
        for question in codebook.fields:
            if isinstance(question, Coded):
                self._answers[question.name] = {
                    raw: answer.code
                    for code, answer in question.codes.items()
                    for raw in (map(_plain, answer.wordings) if labels else (code,))
                }
            elif isinstance(question, MultipleQuestion):
                for option in question.options:
                    own = set(map(_plain, option.wordings)) if labels else set()
                    self._ticked[option.column] = own | set(question.ticked)

    def permitted(self, question: Coded) -> str:
        """Return what a cell of the question may hold, for a message."""
        return ", ".join([*self._answers[question.name], *question.missing])

    def answer(self, question: Coded, cell: str) -> str | None:
        """Return the tidy code of a cell; None for what the codebook does not know."""
        return self._answers[question.name].get(_plain(cell))

    def is_ticked(self, column: str, cell: str) -> bool:
        """Return whether a box is ticked."""
        return cell in self._ticked[column] or _plain(cell) in self._ticked[column]

    def permitted_in_box(self, question: MultipleQuestion, column: str) -> str:
        """Return what a box may hold, for a message."""
        ticked = [*question.ticked, *sorted(self._ticked[column] - set(question.ticked))]
        return ", ".join([*ticked, *question.unticked, *question.missing])


def _plain(text: str) -> str:
    """Return a wording with one blank between its words: programs break the lines of long answers."""
    return " ".join(text.split())


def _cells(export: pd.DataFrame) -> list[dict[str, Cell]]:
    columns = [str(column) for column in export.columns]
    return [dict(zip(columns, row, strict=True)) for row in export.to_numpy(dtype=object, na_value=None)]


def _recode_row(
    row: int,
    cells: Row,
    complete: bool,
    codebook: Codebook,
    wordings: _Wordings,
    recoded: Recoded,
    file: str,
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
            answers = _boxes(question, cells, went_past, wordings, problem)
        elif isinstance(question, PartnersQuestion):
            named = named_in_table(question, cells, row, flag if asked else None, problem)
            recoded.partners.extend(named if asked else [])
            answers = {question.name: str(len(named)) if named else NO_ANSWER}
        elif isinstance(question, PartnerListQuestion):
            listed = named_in_text(question, cells[question.column], row, flag if asked else None)
            recoded.partners.extend(listed if asked else [])
            answers = {question.name: number_listed(question, cells[question.column], listed)}
        else:
            answers = {question.name: _single_cell(question, cells[question.column], wordings, problem)}
            if isinstance(question, CountQuestion) and asked and _out_of_range(question, answers[question.name]):
                flag(question.column, question, "out_of_range")
                answers = {question.name: NO_ANSWER}
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
    if cell is None or question.missing_kind(cell) == NO_ANSWER:
        return False
    return not (isinstance(question, MultipleQuestion) and cell in question.unticked)


def _single_cell(
    question: Coded | CountQuestion | TextQuestion,
    cell: Cell,
    wordings: _Wordings,
    problem: Callable[[str, str, str], None],
) -> str:
    if cell is None:
        return NO_ANSWER
    kind = question.missing_kind(cell)
    if kind is not None:
        return kind
    if isinstance(question, TextQuestion):
        return ANSWERED  # free text stays in the raw file
    if isinstance(question, Coded):
        answer = wordings.answer(question, cell)
        if answer is not None:
            return answer
        problem(
            question.column,
            f"one of the codes {wordings.permitted(question)} of the field {question.name} expected",
            "add the code to the codebook of the wave, or have the export corrected",
        )
        return NO_ANSWER
    number = cell.replace(",", ".") if wordings.decimal == "comma" else cell
    count = question.corrections.get(cell, whole_number(number))
    if count is None:
        problem(
            question.column,
            f"a whole number from 0 to {LARGEST_COUNT} expected in the field {question.name}",
            "say in the codebook what it means, under corrections or missing of this field",
        )
        return NO_ANSWER
    return str(count)


def _out_of_range(question: CountQuestion, answer: str) -> bool:
    """Return whether a number was given that cannot be true; a kind of missing is none."""
    return answer.isdecimal() and not question.smallest <= int(answer) <= question.largest


def _boxes(
    question: MultipleQuestion,
    cells: Row,
    went_past: bool,
    wordings: _Wordings,
    problem: Callable[[str, str, str], None],
) -> dict[str, str]:
    answers = {}
    for option, tidy_column in zip(question.options, question.tidy_columns, strict=True):
        cell = cells[option.column]
        if cell is None:
            answers[tidy_column] = UNTICKED if went_past else NO_ANSWER
        elif wordings.is_ticked(option.column, cell):
            answers[tidy_column] = TICKED
        elif cell in question.unticked:
            answers[tidy_column] = UNTICKED
        elif kind := question.missing_kind(cell):
            answers[tidy_column] = kind
        else:
            permitted = wordings.permitted_in_box(question, option.column)
            problem(
                option.column,
                f"an empty cell or one of the codes {permitted} of the field {question.name} expected",
                "add the code to the codebook of the wave, or have the export corrected",
            )
            answers[tidy_column] = NO_ANSWER
    return answers
