"""The answers of a wave as its codebook prints them: every count under the disclosure rule, restricted fields without.

Between the survey stage and the two forms of the codebook, the page (`codebook_page`) and the DDI file (`ddi`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from paradiplomacy.survey.codebook import (
    ALL,
    TICKED,
    UNTICKED,
    Codebook,
    Coded,
    CountQuestion,
    MultipleQuestion,
    PartnerListQuestion,
    PartnersQuestion,
    Question,
)
from paradiplomacy.survey.disclosure import Equation, Mark, protect_answers, protect_cells
from paradiplomacy.survey.fields import ANSWERED, MISSING_KINDS
from paradiplomacy.survey.frequencies import MISSING_LABELS
from paradiplomacy.survey.named import NO_ANSWER
from paradiplomacy.survey.recode import NOT_ASKED

WITHHELD = "withheld"
TYPE_NAMES = {
    "single": "one answer out of a list",
    "ordered": "one answer on a scale",
    "multiple": "several answers may be ticked",
    "count": "a number",
    "text": "free text",
    "partners": "partner places and the year in which each cooperation began",
    "partner_list": "partner places with years, form and state of each cooperation, in one's own words",
}

# what was promised to respondents, in words
TIER_NAMES = {
    "public": "of single units, too",
    "aggregate": "only in counts and estimates",
    "restricted": "not at all",
}


@dataclass(frozen=True)
class PrintedCount:
    """A count as it may be printed: `n` is None where it may not, and `text` says why."""

    code: str
    label: str
    missing: bool
    mark: Mark
    n: int | None
    text: str
    share: float | None
    """Of those asked; None where this or their number may not be printed, and for those who were not asked."""


@dataclass(frozen=True)
class DescribedColumn:
    """One column of the responses: its counts and the number of those asked, None where it may not be printed."""

    name: str
    label: str
    counts: tuple[PrintedCount, ...]
    asked: int | None


@dataclass(frozen=True)
class DescribedQuestion:
    """One question: who is asked, its columns, and for a number the quartiles of the answers."""

    question: Question
    asked_whom: str
    columns: tuple[DescribedColumn, ...]
    quartiles: tuple[float, float, float] | None
    """Lower quartile, median and upper quartile; None where there are none or too few answers to print them."""


@dataclass
class _Cells:
    """The counts of a wave in one list, so that one system of equations holds them all."""

    counts: list[int] = field(default_factory=list)
    place: dict[tuple[str, str], int] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)

    def add(self, column: str, codes: Mapping[str, int]) -> None:
        for code, n in codes.items():
            self.place[column, code] = len(self.counts)
            self.counts.append(n)

    def of(self, column: str) -> dict[str, int]:
        return {code: place for (name, code), place in self.place.items() if name == column}

    def know(self, equation: Equation, total: int | None = None) -> None:
        """Take up a sum that a reader knows; `total` is what the rule says it is, which a fault in the data breaks."""
        if total is None or sum(factor * self.counts[place] for place, factor in equation.items()) == total:
            self.equations.append(equation)


def describe_wave(responses: pd.DataFrame, codebook: Codebook, smallest: int) -> list[DescribedQuestion]:
    """Return every question of a wave with the counts that may be printed, in the order of the questionnaire.

    What a reader knows besides the cells: how many answered the wave; that the answers to each question, those not
    asked among them, add up to this; that a branch is asked of those who gave the answers that lead to it; that the
    boxes of one question are missing together, where they are; and, from the findings, how many answered a question.
    A code that nobody chose is a small cell, too, and each kind of missing answer that the codebook provides for has
    its row whether it occurs or not.

    Parameters
    ----------
    responses
        one row per unit, as `ingest_wave` returns them.
    smallest
        smallest count that may be printed.
    """
    cells = _Cells()
    counted = [question for question in codebook.fields if question.sensitivity != "restricted"]
    for question in counted:
        for column in question.tidy_columns:
            cells.add(column, _counted(responses[column], question))
            cells.know(dict.fromkeys(cells.of(column).values(), 1))
    for question in counted:
        _know_the_route(cells, question, codebook)
        _know_common_gaps(cells, question)
    # the answers themselves are what readers come for
    answers = [place for (_, code), place in cells.place.items() if code not in (UNTICKED, *MISSING_KINDS)]
    apart = [place for column in {name: None for name, _ in cells.place} for place in _apart(cells, column, smallest)]
    marks = protect_cells(cells.counts, cells.equations, smallest, spared=answers, unprinted=apart)
    described = []
    for question in codebook.fields:
        columns = (
            tuple(
                _printed(column, label, question, cells, marks, smallest)
                for column, label in zip(question.tidy_columns, _column_labels(question), strict=True)
            )
            if question.sensitivity != "restricted"
            else ()
        )
        quartiles = _quartiles(responses[question.name], smallest) if columns and _is_number(question) else None
        described.append(DescribedQuestion(question, condition_in_words(question, codebook), columns, quartiles))
    return described


def condition_in_words(question: Question, codebook: Codebook) -> str:
    """Return who is asked a question, in words."""
    if question.branch == ALL:
        return "everybody"
    conditions = []
    name = question.branch
    while name != ALL:  # a branch may lie on a branch
        branch = codebook.branches[name]
        routing = codebook.question(branch.field)
        labels = {answer.code: answer.label for answer in routing.codes.values()} if isinstance(routing, Coded) else {}
        chosen = " or ".join(f"“{labels[code]}”" for code in branch.answers)
        conditions.append(f"those who answered {chosen} to {branch.field}")
        name = routing.branch
    return ", and ".join(reversed(conditions))


def labels_of_codes(question: Question) -> dict[str, str]:
    """Return the tidy codes of a column of the question with their labels, kinds of missing answer last."""
    if isinstance(question, Coded):
        labels = {answer.code: answer.label for answer in question.codes.values()}
    elif isinstance(question, MultipleQuestion):
        labels = {TICKED: "ticked", UNTICKED: "not ticked"}
    elif isinstance(question, (PartnersQuestion, PartnerListQuestion)):
        labels = {ANSWERED: "named at least one place"}
    else:
        labels = {ANSWERED: "answered"}
    return labels | {kind: MISSING_LABELS[kind] for kind in missing_kinds(question)}


def missing_kinds(question: Question) -> list[str]:
    """Return the kinds of missing answer that the codebook provides for, whether they occur or not."""
    provided = {NO_ANSWER, *question.missing.values()} | ({NOT_ASKED} if question.branch != ALL else set())
    return [kind for kind in (*MISSING_KINDS[1:], NOT_ASKED) if kind in provided]


def _is_number(question: Question) -> bool:
    return isinstance(question, (CountQuestion, PartnersQuestion, PartnerListQuestion))


def _column_labels(question: Question) -> list[str]:
    if isinstance(question, MultipleQuestion):
        return [option.label for option in question.options]
    return [question.question["en"]]


def _counted(values: pd.Series[str], question: Question) -> dict[str, int]:
    codes = list(labels_of_codes(question))
    unforeseen = [kind for kind in MISSING_KINDS if kind not in codes and (values == kind).any()]
    counts = {code: int((values == code).sum()) for code in (*codes, *unforeseen)}
    if ANSWERED in counts:
        counts[ANSWERED] = int((~values.isin(MISSING_KINDS)).sum())
    return counts


def _know_the_route(cells: _Cells, question: Question, codebook: Codebook) -> None:
    if question.branch == ALL:
        return
    branch = codebook.branches[question.branch]
    routing = cells.of(branch.field)
    if not routing:  # the routing question is restricted: its counts are not printed
        return
    leading = {routing[code]: -1 for code in branch.answers}
    for column in question.tidy_columns:
        asked = {place: 1 for code, place in cells.of(column).items() if code != NOT_ASKED}
        cells.know(asked | leading, total=0)


def _know_common_gaps(cells: _Cells, question: Question) -> None:
    first, *others = (cells.of(column) for column in question.tidy_columns)
    for other in others:
        for kind in set(first) & set(other) & set(MISSING_KINDS):
            cells.know({first[kind]: 1, other[kind]: -1}, total=0)


def _apart(cells: _Cells, column: str, smallest: int) -> list[int]:
    """Return the answers to a question that are withheld since findings print how many answered it.

    Kinds of missing answer do not help to hide an answer then; where there is one answer only, nothing is told apart.
    """
    given = [place for code, place in cells.of(column).items() if code not in MISSING_KINDS]
    if len(given) < 2:
        return []
    marks = protect_answers([cells.counts[place] for place in given], smallest)
    return [place for place, mark in zip(given, marks, strict=True) if mark == "withheld"]


def _printed(
    column: str, label: str, question: Question, cells: _Cells, marks: Sequence[Mark], smallest: int
) -> DescribedColumn:
    own = cells.of(column)
    labels = labels_of_codes(question)
    total = sum(cells.counts[place] for place in own.values())
    unasked = own.get(NOT_ASKED)
    asked: int | None = total
    if unasked is not None:
        asked = total - cells.counts[unasked] if marks[unasked] == "shown" else None
    counts = []
    for code, place in own.items():
        mark = marks[place]
        n = cells.counts[place] if mark == "shown" else None
        share = n / asked if n is not None and asked and code != NOT_ASKED else None
        counts.append(
            PrintedCount(
                code,
                labels.get(code) or MISSING_LABELS[code],
                code in MISSING_KINDS,
                mark,
                n,
                count_in_words(n, mark, smallest),
                share,
            )
        )
    return DescribedColumn(column, label, tuple(counts), asked)


def count_in_words(n: int | None, mark: Literal["shown", "small", "withheld"], smallest: int) -> str:
    """Return a count as it is printed."""
    if n is not None:
        return f"{n:,}"
    return f"< {smallest}" if mark == "small" else WITHHELD


def _quartiles(values: pd.Series[str], smallest: int) -> tuple[float, float, float] | None:
    """Return the quartiles; with fewer than `smallest` answers in each quarter they would show single answers."""
    numbers = pd.to_numeric(values[~values.isin(MISSING_KINDS)]).astype(float)
    if len(numbers) < 4 * smallest:
        return None
    low, middle, high = (float(numbers.quantile(part)) for part in (0.25, 0.5, 0.75))
    return low, middle, high
