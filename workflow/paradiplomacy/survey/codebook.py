"""The codebook of a survey wave: which column of the raw export is which field, and what its codes mean.

It is written by hand in config/waves/*.yaml and checked here; every later step of the survey stage is led by it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import ConfigDict, Field, StringConstraints, model_validator

from paradiplomacy.config.load import load_model
from paradiplomacy.config.model import Name, Section
from paradiplomacy.fields import Sensitivity
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.survey.fields import MISSING_KINDS, RESPONSES

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
TidyCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
# "not_asked" follows from the route and is therefore not among the answers that a raw code can stand for
GivenMissing = Literal["no_answer", "dont_know", "refused"]
Questions = Annotated[dict[Language, str], Field(min_length=1)]

ALL = "all"
TICKED = "yes"
UNTICKED = "no"
LARGEST_COUNT = 100_000  # no administration counts more of anything that is asked here; beyond it stands a slip


class Part(Section):
    """Base of every part of a codebook: a code written without quotes (1, 98) is read as text."""

    model_config = ConfigDict(coerce_numbers_to_str=True)


class Answer(Part):
    """What a raw code stands for."""

    code: TidyCode
    """Tidy code, the same in every wave that asks the question."""
    label: str
    """Wording of the answer."""


class Option(Part):
    """One box of a question with several answers; it has a column of its own in the export."""

    column: str
    """Column of the export."""
    code: TidyCode
    """Tidy code; the tidy column is called field_code."""
    label: str
    """Wording of the answer."""


class NamedPlace(Part):
    """One line of a table of partners."""

    place: str
    """Column with the name of the place."""
    year: str
    """Column with the year in which the cooperation began."""


class Asked(Part):
    """Base of every kind of question."""

    name: Name
    """Name of the field: the column of the tidy table."""
    question: Questions
    """Wording of the question by language; English (en) is required."""
    branch: str = ALL
    """Branch of the questionnaire on which it is asked; "all" for everybody."""
    sensitivity: Sensitivity = "public"
    """Whether the answers may be published; restricted ones never leave the restricted tier."""
    missing: dict[str, GivenMissing] = Field(default_factory=dict)
    """Raw code -> kind of missing answer. An empty cell needs no entry."""

    @model_validator(mode="after")
    def _english_is_there(self) -> Asked:
        if "en" not in self.question:
            raise ValueError(f"question of {self.name}: the English wording (en) is required")
        return self

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
        repeated = _repeated(answer.code for answer in self.codes.values())
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
        repeated = _repeated([*self.ticked, *self.unticked, *self.missing])
        if repeated:
            raise ValueError(
                f"{self.name}: {', '.join(repeated)} stands more than once in ticked, unticked and missing"
            )
        repeated = _repeated(option.code for option in self.options)
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

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the export that hold the answer."""
        return tuple(column for entry in self.entries for column in (entry.place, entry.year))


Question = Annotated[
    SingleQuestion | OrderedQuestion | MultipleQuestion | CountQuestion | TextQuestion | PartnersQuestion,
    Field(discriminator="type"),
]


class Submitted(Part):
    """How a submitted answer is known from one that was broken off."""

    column: str
    """Column with the day of the answer, ISO 8601. Without finished_column an empty cell means: not submitted."""
    finished_column: str | None = None
    """Column that says whether the answer was submitted, where the export has one."""
    finished_codes: dict[str, Literal["complete", "partial"]] = Field(default_factory=dict)
    """Raw codes of finished_column."""

    @model_validator(mode="after")
    def _column_and_codes_go_together(self) -> Submitted:
        if (self.finished_column is None) != (not self.finished_codes):
            raise ValueError("finished_column and finished_codes are given together or not at all")
        return self


class Branch(Part):
    """A branch of the questionnaire: asked when an earlier question has one of these answers."""

    field: Name
    """The earlier question."""
    answers: Annotated[list[TidyCode], Field(min_length=1)]
    """Its tidy codes that lead to the branch."""


class NoInterview(Part):
    """Rows of the export that are no answers of a respondent, such as previews of the questionnaire."""

    column: str
    """Column that tells them apart."""
    codes: Annotated[dict[str, str], Field(min_length=1)]
    """Raw code -> reason, in words, for setting the row aside."""


class Codebook(Part):
    """The codebook of one survey wave."""

    format: Literal["limesurvey", "qualtrics", "spss"]
    """Which program wrote the export."""
    token: str
    """Column with the token by which the respondent was invited."""
    submitted: Submitted
    """How a submitted answer is known."""
    keep_partial_when_answered: Name
    """An answer that was broken off is kept when this field was answered, otherwise set aside."""
    duplicates: Literal["latest_submitted"]
    """Which of several answers of one unit counts: a submitted one before a broken-off one, then the latest."""
    no_interview: NoInterview | None = None
    """Rows that are no answers of a respondent; leave it out where there are none."""
    sensitive: tuple[str, ...] = ()
    """Columns with personal data: dropped while the file is read, before anything else."""
    technical: tuple[str, ...] = ()
    """Columns that are known and not used."""
    branches: dict[Name, Branch] = Field(default_factory=dict)
    """The branches of the questionnaire besides "all"."""
    fields: Annotated[list[Question], Field(min_length=1)]
    """The questions, in the order in which they were asked."""

    @model_validator(mode="after")
    def _is_consistent(self) -> Codebook:
        wrong = [*self._repeated_names(), *self._wrong_routes()]
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the export must have, in the order of the codebook."""
        named = [self.token, self.submitted.column, self.submitted.finished_column]
        named.append(self.no_interview.column if self.no_interview else None)
        plain = [column for column in named if column is not None]
        answers = [column for question in self.fields for column in question.columns]
        return (*plain, *self.sensitive, *self.technical, *answers)

    def question(self, name: str) -> Question:
        """Return the question whose field is called `name`."""
        return next(question for question in self.fields if question.name == name)

    def _repeated_names(self) -> list[str]:
        wrong = [f'the column "{column}" is used more than once' for column in _repeated(self.columns)]
        tidy = [*RESPONSES.columns, *(column for question in self.fields for column in question.tidy_columns)]
        wrong += [f'the tidy column "{column}" would stand twice; rename a field' for column in _repeated(tidy)]
        if ALL in self.branches:
            wrong.append(f'branches: "{ALL}" means everybody and cannot be defined')
        return wrong

    def _wrong_routes(self) -> list[str]:
        coded = {question.name: question for question in self.fields if isinstance(question, Coded)}
        wrong = []
        if self.keep_partial_when_answered not in coded:
            wrong.append(
                f'keep_partial_when_answered: "{self.keep_partial_when_answered}" is no single or ordered field'
            )
        for name, branch in self.branches.items():
            if branch.field not in coded:
                wrong.append(f'branches.{name}: "{branch.field}" is no single or ordered field')
                continue
            unknown = [code for code in branch.answers if code not in coded[branch.field].tidy_codes]
            if unknown:
                known = ", ".join(coded[branch.field].tidy_codes)
                wrong.append(f"branches.{name}: {branch.field} has no code {', '.join(unknown)}; it has {known}")
        earlier: set[str] = set()
        for question in self.fields:
            if question.branch != ALL and question.branch not in self.branches:
                known = ", ".join([ALL, *self.branches])
                wrong.append(f'{question.name}: branch "{question.branch}" is not defined; there are {known}')
            elif question.branch != ALL and self.branches[question.branch].field not in earlier:
                field = self.branches[question.branch].field
                wrong.append(f'{question.name}: its branch rests on "{field}", which must stand earlier in the list')
            earlier.add(question.name)
        return wrong


class _PlainText(yaml.BaseLoader):
    """YAML in which every value is text (yes stays "yes", 1 stays "1") and a key given twice is a fault."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f'the key "{key.value}" stands twice', problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_codebook(path: str | Path) -> Codebook:
    """Read and check the codebook of a wave.

    Raises
    ------
    BadInput
        with one problem for each fault: no such file, no YAML, an unknown key (and the nearest valid one), a missing
        key, a wrong value, a column or code used twice, a branch that rests on a later question.
    """
    file = Path(path).as_posix()
    try:
        settings = yaml.load(Path(path).read_text(encoding="utf-8"), Loader=_PlainText)  # noqa: S506 (a safe loader)
    except FileNotFoundError:
        raise BadInput([Problem(file, "this file to exist", "put it there, or correct its name")]) from None
    except UnicodeDecodeError as error:
        raise BadInput([Problem(file, f"UTF-8 text (byte {error.start} is not)", "save it again as UTF-8")]) from None
    except yaml.MarkedYAMLError as error:
        row = error.problem_mark.line + 1 if error.problem_mark else None
        raise BadInput(
            [
                Problem(
                    file,
                    f"YAML expected ({error.problem})",
                    "correct this line; text with ? : # or brackets needs quotation marks",
                    row=row,
                )
            ]
        ) from None
    except yaml.YAMLError:
        raise BadInput([Problem(file, "YAML expected", "save it again as plain text")]) from None
    if not isinstance(settings, dict):
        raise BadInput([Problem(file, "keys such as format, token and fields", "fill the codebook in")])
    return load_model(settings, Codebook, file)


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]
