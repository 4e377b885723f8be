"""Take apart what respondents write about their partners ("Chengdu, since 2015; Guangzhou (project)").

Used by survey.recode for questions of the type partner_list. What is not understood is handed back as unread text,
for a person to look at; no place, year or form is guessed from it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field

from paradiplomacy.frame.names import normalised_name
from paradiplomacy.survey import partner_words as words

FIRST_YEAR, LAST_YEAR = 1900, 2100
MOST_WORDS = 5  # of the name of a place
TAKEN = "\x1f"  # stands where a phrase was understood

STRONG_SEPARATORS = re.compile(r"[;\n\r|•·‣▪]+")
LIST_MARK = re.compile(r"^\s*(?:[-*–]\s+|\(?\d{1,2}[.)]\s+|[a-z]\)\s+)")
BRACKETS = re.compile(r"\(([^()]*)\)|\[([^][]*)\]")
WEAK_SEPARATORS = re.compile(rf"[,:{TAKEN}–—]|\s-\s|(?<!\w)-(?!\w)")
FULL_WIDTH = str.maketrans("，；：、（）", ",;:,()")
EDGES = " \t.,;:!?-–—/'\"“”„«»()[]"


@dataclass(frozen=True)
class ListedPartner:
    """A partner place named in free text."""

    place: str
    quote: str
    year_start: int | None = None
    year_end: int | None = None
    form: str | None = None
    status: str | None = None


@dataclass
class PartnerList:
    """What was read in one cell."""

    partners: list[ListedPartner] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """Pieces of the text that were not understood."""
    impossible_years: list[str] = field(default_factory=list)
    """Years out of range, or an end before its beginning; they were set to missing."""


def read_partner_list(cell: str, regions: Collection[str] = (), country_names: Collection[str] = ()) -> PartnerList:
    """Return the partners that a respondent named in free text.

    Partners are separated by semicolons, lines or bullets, in a cell without these by commas too; "and" separates two
    names. Years, form and state of a partnership may follow in any order, after a comma, a dash or in brackets, or
    stand before the place ("twinning with Wuhan since 1982").

    Parameters
    ----------
    regions
        provinces or states, which after a comma or in brackets belong to the place before them.
    country_names
        spellings of the partner country, which are left out.
    """
    found = PartnerList()
    text = unicodedata.normalize("NFC", cell).translate(FULL_WIDTH).replace(TAKEN, " ")
    if words.NO_PARTNER.fullmatch(text.strip(" .")):
        return found
    context = _Context(frozenset(map(normalised_name, regions)), frozenset(map(normalised_name, country_names)))
    parts = [LIST_MARK.sub("", part).strip() for part in STRONG_SEPARATORS.split(text)]
    parts = [part for part in parts if part.strip(EDGES)]
    for part in parts:
        for entry in _entries(part, len(parts) > 1, context):
            _read_entry(entry, context, found)
    return found


@dataclass(frozen=True)
class _Context:
    regions: frozenset[str]
    countries: frozenset[str]

    def is_region(self, text: str) -> bool:
        return normalised_name(text.strip(EDGES)) in self.regions

    def is_country(self, text: str) -> bool:
        return normalised_name(text.strip(EDGES)) in self.countries


def _entries(part: str, strongly_separated: bool, context: _Context) -> list[str]:
    """Return the pieces of a part of the cell that speak of one partner each."""
    entries: list[str] = []
    for piece in _outside_brackets(part, re.compile(r",")):
        begins = (
            _place_of(piece, context) is not None and not context.is_region(piece) and not context.is_country(piece)
        )
        if not entries or (begins and not strongly_separated):
            entries.append(piece)
        else:
            entries[-1] += "," + piece
    halves = []
    for entry in entries:
        pieces = _outside_brackets(entry, words.BETWEEN_PLACES)
        if len(pieces) > 1 and all(_place_of(piece, context) is not None for piece in pieces):
            halves += pieces
        else:
            halves.append(entry)
    return [half.strip() for half in halves if half.strip(EDGES)]


def _outside_brackets(text: str, separator: re.Pattern[str]) -> list[str]:
    """Split a text where the separator does not stand in brackets."""
    pieces, begin = [], 0
    for found in separator.finditer(text):
        before = text[: found.start()]
        if before.count("(") + before.count("[") <= before.count(")") + before.count("]"):
            pieces.append(text[begin : found.start()])
            begin = found.end()
    return [*pieces, text[begin:]]


@dataclass
class _Details:
    """What the phrases of one entry say."""

    years_start: list[str] = field(default_factory=list)
    years_end: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)


def _take_phrases(text: str) -> tuple[str, _Details]:
    """Return the text with a mark in place of each phrase that was understood, and what these say."""
    details = _Details()

    def start_and_end(found: re.Match[str]) -> str:
        details.years_start.append(found[1])
        details.years_end.append(found[2])
        return TAKEN

    def start_until_today(found: re.Match[str]) -> str:
        details.years_start.append(found[1] or found[2])
        details.statuses.append("active")
        return TAKEN

    def end(found: re.Match[str]) -> str:
        details.years_end.append(found[1])
        return TAKEN

    def start(found: re.Match[str]) -> str:
        details.years_start.append(found[1] or found[2])
        return TAKEN

    text = words.FROM_TO.sub(start_and_end, text)
    text = words.FROM_TO_TODAY.sub(start_until_today, text)
    text = words.ONLY_TO.sub(end, text)
    text = words.ONLY_FROM.sub(start, text)
    for kinds, taken in ((words.FORM_WORDS, details.forms), (words.STATUS_WORDS, details.statuses)):
        for kind, pattern in kinds.items():
            text, times = pattern.subn(TAKEN, text)
            if times and kind not in taken:
                taken.append(kind)
    return text, details


def _chunks(text: str) -> list[str]:
    pieces = (words.BEFORE_A_PLACE.sub("", piece.strip(EDGES)).strip(EDGES) for piece in WEAK_SEPARATORS.split(text))
    return [piece for piece in pieces if piece and not words.CONNECTIVES.fullmatch(piece)]


def _is_place(chunk: str) -> bool:
    letters = chunk.split()
    return (
        len(letters) <= MOST_WORDS
        and chunk[0].isalpha()
        and not chunk[0].islower()
        and not any(mark.isdigit() for mark in chunk)
        and not words.SENTENCE.search(chunk)
    )


def _place_of(text: str, context: _Context) -> str | None:
    """Return the first place of a text without its brackets; None where there is none."""
    outside = _take_phrases(BRACKETS.sub(TAKEN, text))[0]
    return next((chunk for chunk in _chunks(outside) if _is_place(chunk) and not context.is_country(chunk)), None)


def _read_entry(entry: str, context: _Context, found: PartnerList) -> None:
    text, details = _take_phrases(entry)
    inside = [first or second for first, second in BRACKETS.findall(text)]
    outside = _chunks(BRACKETS.sub(TAKEN, text))
    place = next((chunk for chunk in outside if _is_place(chunk) and not context.is_country(chunk)), None)
    rest = [chunk for chunk in outside if chunk != place] + [chunk for one in inside for chunk in _chunks(one)]
    rest = [chunk for chunk in rest if not context.is_country(chunk)]
    if place is None:
        found.unread.append(entry)
        return
    region = next((chunk for chunk in rest if context.is_region(chunk)), None)
    found.unread += [chunk for chunk in rest if chunk != region]
    year_start = _one_year(details.years_start, found)
    year_end = _one_year(details.years_end, found)
    if year_start is not None and year_end is not None and year_end < year_start:
        found.impossible_years.append(str(year_end))
        year_end = None
    found.partners.append(
        ListedPartner(
            place=place if region is None else f"{place}, {region}",
            quote=entry,
            year_start=year_start,
            year_end=year_end,
            form=_one_kind(details.forms, found),
            status=_one_kind(details.statuses, found),
        )
    )


def _one_year(years: list[str], found: PartnerList) -> int | None:
    """Return the year that is told; several different ones are unread text, one out of range is impossible."""
    told = sorted(set(years))
    if len(told) > 1:
        found.unread += told
        return None
    if told and not FIRST_YEAR <= int(told[0]) <= LAST_YEAR:
        found.impossible_years += told
        return None
    return int(told[0]) if told else None


def _one_kind(kinds: list[str], found: PartnerList) -> str | None:
    """Return the kind that is told; where several are, the first by the order of the words, the others as unread."""
    found.unread += kinds[1:]
    return kinds[0] if kinds else None
