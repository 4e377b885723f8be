"""The questions of a codebook, one class for each kind: where the answer stands in the export and what its codes mean.

The codebook (survey.codebook) lists them; recoding and counting are led by them.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from paradiplomacy.config.model import Section
from paradiplomacy.config.names import Name
from paradiplomacy.fields import Sensitivity
from paradiplomacy.survey.fields import MISSING_KINDS

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
TidyCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
# "not_asked" follows from the route and is therefore not among the answers that a raw code can stand for
GivenMissing = Literal["no_answer", "dont_know", "refused"]
# the same kinds are found in free text (survey.partner_words) and allowed in the table of named partners
Form = Literal["twinning", "friendship", "memorandum", "agreement", "project", "contact"]
Initiator = Literal["unit", "partner", "government", "others"]
Status = Literal["active", "dormant", "ended", "planned"]
Questions = Annotated[dict[Language, str], Field(min_length=1)]

ALL = "all"
TICKED = "yes"
UNTICKED = "no"
LARGEST_COUNT = 100_000  # no administration counts more of anything that is asked here; beyond it stands a slip
SPAN = re.compile(r"(-?\d+(?:\.\d+)?) to (-?\d+(?:\.\d+)?)")


class Part(Section):
    """Base of every part of a codebook: a code written without quotes (1, 98) is read as text."""

    model_config = ConfigDict(coerce_numbers_to_str=True)


class Answer(Part):
    """What a raw code stands for."""

    code: TidyCode
    """Tidy code, the same in every wave that asks the question."""
    label: str
    """Wording of the answer."""
    labels: dict[Language, str] = Field(default_factory=dict)
    """Its wording in the other languages of the questionnaire, for exports that hold the wording in place of codes."""

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every wording of the answer."""
        return (self.label, *self.labels.values())


class Option(Part):
    """One box of a question with several answers; it has a column of its own in the export."""

    column: str
    """Column of the export."""
    code: TidyCode
    """Tidy code; the tidy column is called field_code."""
    label: str
    """Wording of the answer."""
    labels: dict[Language, str] = Field(default_factory=dict)
    """Its wording in the other languages of the questionnaire, for exports that hold the wording in place of codes."""

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every wording of the answer."""
        return (self.label, *self.labels.values())


class NamedPlace(Part):
    """One line of a table of partners."""

    place: str
    """Column with the name of the place."""
    year: str
    """Column with the year in which the cooperation began."""
    form: str | None = None
    """Column with the form of the cooperation, where it is asked; the codes stand under forms."""
    initiator: str | None = None
    """Column with who began it, where it is asked; the codes stand under initiators."""
    status: str | None = None
    """Column with its state, where it is asked; the codes stand under statuses."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the line."""
        named = (self.place, self.year, self.form, self.initiator, self.status)
        return tuple(column for column in named if column is not None)


class Asked(Part):
    """Base of every kind of question."""

    name: Name
    """Name of the field: the column of the tidy table."""
    question: Questions
    """Wording of the question by language; English (en) is required."""
    branch: str = ALL
    """Branch of the questionnaire on which it is asked; "all" for everybody."""
    sensitivity: Sensitivity = "aggregate"
    """What the promise to respondents leaves of the answers: public (shown of single units, too), aggregate (only in
    counts that the disclosure rule permits) or restricted (neither; they never leave the restricted tier)."""
    missing: dict[str, GivenMissing] = Field(default_factory=dict)
    """Raw code -> kind of missing answer, "900 to 999" for a range of codes. An empty cell needs no entry."""

    @model_validator(mode="after")
    def _english_is_there(self) -> Asked:
        if "en" not in self.question:
            raise ValueError(f"question of {self.name}: the English wording (en) is required")
        return self

    def missing_kind(self, cell: str | None) -> GivenMissing | None:
        """Return the kind of missing answer that a raw code stands for; None when it stands for none."""
        if cell is None or not self.missing:
            return None
        if cell in self.missing:
            return self.missing[cell]
        return next((kind for span, kind in self.missing.items() if _within(cell, span)), None)

    @property
    @abstractmethod
    def columns(self) -> tuple[str, ...]:
        """Columns of the export that hold the answer."""

    @property
    def tidy_columns(self) -> tuple[str, ...]:
        """Columns of the tidy table that hold the answer."""
        return (self.name,)


class InOneColumn(Asked):
    """Base of the questions whose answer stands in one column of the export."""

    column: str
    """Column of the export."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the export that hold the answer."""
        return (self.column,)


class Coded(InOneColumn):
    """Base of the questions that are answered by one code out of a list."""

    codes: Annotated[dict[str, Answer], Field(min_length=2)]
    """Raw code -> answer; for an ordered question from the lowest to the highest."""

    @model_validator(mode="after")
    def _codes_are_plain(self) -> Coded:
        both = sorted(set(self.codes) & set(self.missing))
        if both:
            raise ValueError(f"{self.name}: {', '.join(both)} stands both in codes and in missing")
        repeated = repeated_names(answer.code for answer in self.codes.values())
        if repeated:
            raise ValueError(f"{self.name}: the tidy code {', '.join(repeated)} is given to more than one raw code")
        reserved = sorted({answer.code for answer in self.codes.values()} & set(MISSING_KINDS))
        if reserved:
            raise ValueError(
                f"{self.name}: {', '.join(reserved)} is a kind of missing answer; list its raw code in missing"
            )
        return self

    @property
    def tidy_codes(self) -> tuple[str, ...]:
        """Tidy codes in the order of the codebook."""
        return tuple(answer.code for answer in self.codes.values())


class SingleQuestion(Coded):
    """One answer out of several, without an order."""

    type: Literal["single"]


class OrderedQuestion(Coded):
    """One answer on a scale."""

    type: Literal["ordered"]


class MultipleQuestion(Asked):
    """Several answers may be ticked; each has a column of its own."""

    type: Literal["multiple"]
    options: Annotated[list[Option], Field(min_length=1)]
    """The boxes."""
    ticked: Annotated[list[str], Field(min_length=1)]
    """Raw codes of a ticked box."""
    unticked: tuple[str, ...] = ()
    """Raw codes of a box that was left open; an empty cell needs no entry."""

    @model_validator(mode="after")
    def _codes_are_plain(self) -> MultipleQuestion:
        repeated = repeated_names([*self.ticked, *self.unticked, *self.missing])
        if repeated:
            raise ValueError(
                f"{self.name}: {', '.join(repeated)} stands more than once in ticked, unticked and missing"
            )
        repeated = repeated_names(option.code for option in self.options)
        if repeated:
            raise ValueError(f"{self.name}: the tidy code {', '.join(repeated)} is given to more than one option")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the export that hold the answer."""
        return tuple(option.column for option in self.options)

    @property
    def tidy_columns(self) -> tuple[str, ...]:
        """Columns of the tidy table that hold the answer: one for each option."""
        return tuple(f"{self.name}_{option.code}" for option in self.options)


class CountQuestion(InOneColumn):
    """A number of things or persons."""

    type: Literal["count"]
    unit: str
    """What is counted ("persons")."""
    corrections: dict[str, Annotated[int, Field(ge=0, le=LARGEST_COUNT)]] = Field(default_factory=dict)
    """What a respondent wrote -> the number that is meant ("about 3": 3); the raw file stays as it is."""
    smallest: Annotated[int, Field(ge=0)] = 0
    """Smallest number that can be true; a smaller one is flagged and counts as no answer."""
    largest: Annotated[int, Field(le=LARGEST_COUNT)] = LARGEST_COUNT
    """Largest number that can be true; a larger one is flagged and counts as no answer."""


class TextQuestion(InOneColumn):
    """Free text."""

    type: Literal["text"]

    @model_validator(mode="after")
    def _text_is_restricted(self) -> TextQuestion:
        if self.sensitivity != "restricted":
            raise ValueError(f"{self.name}: free text may name persons; write sensitivity: restricted")
        return self


class PartnersQuestion(Asked):
    """A table in which respondents name partner places and years; the named places become a table of their own."""

    type: Literal["partners"]
    entries: Annotated[list[NamedPlace], Field(min_length=1)]
    """The lines of the table."""
    forms: dict[str, Form] = Field(default_factory=dict)
    """Raw code -> form of the cooperation."""
    initiators: dict[str, Initiator] = Field(default_factory=dict)
    """Raw code -> who began it."""
    statuses: dict[str, Status] = Field(default_factory=dict)
    """Raw code -> its state."""
    corrections: dict[str, str] = Field(default_factory=dict)
    """Misspelt place -> the place that is meant; each use of it is listed, and the raw file stays as it is."""

    @model_validator(mode="after")
    def _codes_stand_with_their_columns(self) -> PartnersQuestion:
        for part, codes in (("form", self.forms), ("initiator", self.initiators), ("status", self.statuses)):
            if any(getattr(entry, part) for entry in self.entries) != bool(codes):
                raise ValueError(f"{self.name}: the columns {part} and their codes are given together or not at all")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the export that hold the answer."""
        return tuple(column for entry in self.entries for column in entry.columns)


class PartnerListQuestion(InOneColumn):
    """Partners in free text ("Chengdu, since 2015; Guangzhou (project)"), which is taken apart into named partners."""

    type: Literal["partner_list"]
    regions: tuple[str, ...] = ()
    """Provinces or states of the partner country: after a comma they tell where a place lies and are no place."""
    country_names: tuple[str, ...] = ()
    """Spellings of the partner country that respondents add to a place."""
    corrections: dict[str, str] = Field(default_factory=dict)
    """Misspelt place -> the place that is meant; each use of it is listed, and the raw file stays as it is."""

    @model_validator(mode="after")
    def _text_is_restricted(self) -> PartnerListQuestion:
        if self.sensitivity != "restricted":
            raise ValueError(f"{self.name}: free text may name persons; write sensitivity: restricted")
        return self


Question = Annotated[
    SingleQuestion
    | OrderedQuestion
    | MultipleQuestion
    | CountQuestion
    | TextQuestion
    | PartnersQuestion
    | PartnerListQuestion,
    Field(discriminator="type"),
]


def _within(cell: str, span: str) -> bool:
    ends = SPAN.fullmatch(span)
    try:
        return ends is not None and float(ends[1]) <= float(cell) <= float(ends[2])
    except ValueError:
        return False


def repeated_names(names: Iterable[str]) -> list[str]:
    """Return the names that occur more than once."""
    return [name for name, times in Counter(names).items() if times > 1]
