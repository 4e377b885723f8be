"""The partner places that one respondent names, in a table of the questionnaire or in free text.

Used by survey.recode, which gives each of them the row of its answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from paradiplomacy.survey.codebook import LARGEST_COUNT, Asked, PartnerListQuestion, PartnersQuestion
from paradiplomacy.survey.partner_list import FIRST_YEAR, LAST_YEAR, read_partner_list

NO_ANSWER = "no_answer"

Cell = str | None
Row = Mapping[str, Cell]


@dataclass(frozen=True)
class NamedPartner:
    """A partner place that a respondent named."""

    row: int
    column: str
    position: int
    """Place in the order of the cell: 1 where the cell holds one place only."""
    place: str
    year_start: int | None
    year_end: int | None
    form: str | None
    status: str | None
    quote: str
    initiator: str | None = None


def named_in_table(
    question: PartnersQuestion,
    cells: Row,
    row: int,
    flag: Callable[[str, Asked, str], Any] | None,
    problem: Callable[[str, str, str], None],
) -> list[NamedPartner]:
    """Return the places that one respondent named; `flag` is None where the question was not asked."""

    def code(column: str | None, codes: Mapping[str, str]) -> str | None:
        cell = cells[column] if column is not None else None
        if column is None or cell is None or question.missing_kind(cell) is not None:
            return None
        if cell not in codes:
            problem(
                column,
                f"an empty cell or one of the codes {', '.join(codes)} of the field {question.name} expected",
                "add the code to the codebook of the wave, or have the export corrected",
            )
        return codes.get(cell)

    named = []
    for entry in question.entries:
        place, year = cells[entry.place], cells[entry.year]
        stated = year is not None and question.missing_kind(year) is None
        if place is None or question.missing_kind(place) is not None:
            if stated and flag:
                flag(entry.year, question, "year_without_place")
            continue
        number = _year(year) if stated else None
        if stated and number is None and flag:
            flag(entry.year, question, "impossible_year")
        if place in question.corrections and flag:
            flag(entry.place, question, "corrected_place")
        named.append(
            NamedPartner(
                row,
                entry.place,
                1,
                question.corrections.get(place, place),
                number,
                None,
                code(entry.form, question.forms),
                code(entry.status, question.statuses),
                place,
                code(entry.initiator, question.initiators),
            )
        )
    return named


def named_in_text(
    question: PartnerListQuestion, cell: Cell, row: int, flag: Callable[[str, Asked, str], Any] | None
) -> list[NamedPartner]:
    """Return the places that one respondent named in free text; `flag` is None where the question was not asked."""
    if cell is None or question.missing_kind(cell) is not None:
        return []
    found = read_partner_list(cell, question.regions, question.country_names)
    if found.unread and flag:
        flag(question.column, question, "unread_partner_text")
    if found.impossible_years and flag:
        flag(question.column, question, "impossible_year")
    if flag and any(one.place in question.corrections for one in found.partners):
        flag(question.column, question, "corrected_place")
    return [
        NamedPartner(
            row,
            question.column,
            position,
            question.corrections.get(one.place, one.place),
            one.year_start,
            one.year_end,
            one.form,
            one.status,
            one.quote,
        )
        for position, one in enumerate(found.partners, start=1)
    ]


def number_listed(question: PartnerListQuestion, cell: Cell, listed: list[NamedPartner]) -> str:
    """Return the number of places, "0" for a respondent who wrote that there is none, or a kind of missing."""
    if cell is None:
        return NO_ANSWER
    return question.missing_kind(cell) or str(len(listed))


def _year(cell: Cell) -> int | None:
    number = whole_number(cell) if cell is not None else None
    return number if number is not None and FIRST_YEAR <= number <= LAST_YEAR else None


def whole_number(cell: str) -> int | None:
    """Return the number from 0 to `LARGEST_COUNT` that a cell holds; LimeSurvey writes 12 as 12.0000000000."""
    try:
        number = Decimal(cell)
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 <= number <= LARGEST_COUNT or number != int(number):
        return None
    return int(number)
