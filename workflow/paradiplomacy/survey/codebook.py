"""The codebook of a survey wave: which column of the raw export is which field, and what its codes mean.

It is written by hand in config/waves/*.yaml and checked here; every later step of the survey stage is led by it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, model_validator

from paradiplomacy.config.load import load_model
from paradiplomacy.config.names import Name
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.survey_exports import Delimiter, Encoding
from paradiplomacy.survey.days import DateFormat
from paradiplomacy.survey.fields import RESPONSES
from paradiplomacy.survey.questions import (
    ALL,
    LARGEST_COUNT,
    TICKED,
    UNTICKED,
    Answer,
    Asked,
    Coded,
    CountQuestion,
    MultipleQuestion,
    NamedPlace,
    Option,
    OrderedQuestion,
    Part,
    PartnerListQuestion,
    PartnersQuestion,
    Question,
    SingleQuestion,
    TextQuestion,
    TidyCode,
    repeated_names,
)

__all__ = [
    "ALL",
    "LARGEST_COUNT",
    "TICKED",
    "UNTICKED",
    "Answer",
    "Asked",
    "Codebook",
    "Coded",
    "CountQuestion",
    "MultipleQuestion",
    "NamedPlace",
    "Option",
    "OrderedQuestion",
    "PartnerListQuestion",
    "PartnersQuestion",
    "Question",
    "SingleQuestion",
    "TextQuestion",
    "UnitColumns",
    "read_codebook",
]

UNDECIDED = "DECIDE"  # what a drafted codebook holds wherever a person must decide


class Submitted(Part):
    """How a submitted answer is known from one that was broken off."""

    column: str
    """Column with the day of the answer. Without finished_column an empty cell means: not submitted."""
    date_format: DateFormat = "YYYY-MM-DD"
    """How days are written in that column; a time of day may follow."""
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


class UnitColumns(Part):
    """By which columns an answer without a token is matched to its unit."""

    name: str
    """Column with the name of the unit, in any of the languages that the frame knows."""
    country: str
    """Column with its country."""
    countries: dict[str, str] = Field(default_factory=dict)
    """What stands in that column -> code of the country in the frame; a code of the frame needs no entry."""


class Codebook(Part):
    """The codebook of one survey wave."""

    format: Literal["limesurvey", "qualtrics", "spss", "spreadsheet"]
    """Which program wrote the export; spreadsheet: entered by hand (.xlsx or .csv)."""
    cells: Literal["codes", "labels"] = "codes"
    """Whether the cells hold codes, or the wording of the answers, in whichever language."""
    encoding: Encoding | None = None
    """Character set of a text file that is not UTF-8 and has no byte-order mark."""
    delimiter: Delimiter = "comma"
    """What separates the cells of a text file."""
    sheet: str | None = None
    """Name of the sheet, where a spreadsheet has several."""
    decimal: Literal["point", "comma"] = "point"
    """Decimal mark of numbers."""
    token: str | None = None
    """Column with the token by which the respondent was invited; leave it out where there are none."""
    unit: UnitColumns | None = None
    """Where name and country of the unit stand; they identify the answers that have no token."""
    submitted: Submitted
    """How a submitted answer is known."""
    keep_partial_when_answered: Name
    """An answer that was broken off is kept when this field was answered, otherwise set aside."""
    duplicates: Literal["latest_submitted", "first_submitted", "most_complete"]
    """Which of several answers of one unit counts: a submitted one before a broken-off one, then the latest, the first,
    or the one with most questions answered."""
    office: str | None = None
    """Column with the office that answered; the list of set-aside answers then says which came from another one."""
    no_interview: NoInterview | None = None
    """Rows that are no answers of a respondent; leave it out where there are none."""
    sensitive: tuple[str, ...] = ()
    """Columns with personal data: dropped while the file is read, before anything else."""
    technical: tuple[str, ...] = ()
    """Columns that are known and not used."""
    branches: dict[Name, Branch] = Field(default_factory=dict)
    """The branches of the questionnaire besides "all"."""
    questions: dict[Name, int] = Field(default_factory=dict)
    """Number of questions that a respondent on a branch is asked, those for everybody among them; it is checked."""
    fields: Annotated[list[Question], Field(min_length=1)]
    """The questions, in the order in which they were asked."""

    @model_validator(mode="after")
    def _is_consistent(self) -> Codebook:
        wrong = [
            *self._repeated_names(),
            *self._wrong_routes(),
            *self._wrong_numbers_of_questions(),
            *self._wrong_wordings(),
        ]
        if self.token is None and self.unit is None:
            wrong.append("token: name the column with the token, or under unit those with name and country of the unit")
        if self.cells == "labels" and self.format == "spss":
            wrong.append("cells: a .sav holds codes; its value labels are only checked against the codebook")
        if self.sheet is not None and self.format != "spreadsheet":
            wrong.append("sheet: only a spreadsheet has sheets")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the export must have, in the order of the codebook."""
        named = [self.token, self.submitted.column, self.submitted.finished_column, self.office]
        named += [self.unit.name, self.unit.country] if self.unit else []
        named.append(self.no_interview.column if self.no_interview else None)
        plain = [column for column in named if column is not None]
        answers = [column for question in self.fields for column in question.columns]
        return (*plain, *self.sensitive, *self.technical, *answers)

    @property
    def private(self) -> tuple[str, ...]:
        """Columns whose cells stand in no message: tokens, free text, and what is sensitive or not used."""
        texts = (q.column for q in self.fields if isinstance(q, (TextQuestion, PartnerListQuestion)))
        return (*([self.token] if self.token else []), *self.sensitive, *self.technical, *texts)

    def question(self, name: str) -> Question:
        """Return the question whose field is called `name`."""
        return next(question for question in self.fields if question.name == name)

    def _repeated_names(self) -> list[str]:
        wrong = [f'the column "{column}" is used more than once' for column in repeated_names(self.columns)]
        tidy = [*RESPONSES.columns, *(column for question in self.fields for column in question.tidy_columns)]
        wrong += [f'the tidy column "{column}" would stand twice; rename a field' for column in repeated_names(tidy)]
        if ALL in self.branches:
            wrong.append(f'branches: "{ALL}" means everybody and cannot be defined')
        return wrong

    def _wrong_numbers_of_questions(self) -> list[str]:
        wrong = []
        for branch, number in self.questions.items():
            if branch not in self.branches:
                wrong.append(f"questions.{branch}: no branch of this name is defined")
                continue
            found = sum(question.branch in (ALL, branch) for question in self.fields)
            if found != number:
                wrong.append(f"questions.{branch}: {number} questions are declared, {found} are listed under fields")
        return wrong

    def _wrong_wordings(self) -> list[str]:
        """Return the wordings that stand for two answers of one question: a cell with one could not be read."""
        wrong = []
        for question in self.fields if self.cells == "labels" else []:
            if isinstance(question, Coded):
                answers = [(answer.code, set(answer.wordings)) for answer in question.codes.values()]
                claims = [wording for _, wordings in answers for wording in wordings]
                wrong += [
                    f'{question.name}: the wording "{wording}" stands for more than one answer'
                    for wording in repeated_names(claims)
                ]
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
        key, a wrong value, a decision that a draft left open, a column or code used twice, a branch that rests on a
        later question.
    """
    file = Path(path).as_posix()
    try:
        text = Path(path).read_text(encoding="utf-8")
        settings = yaml.load(text, Loader=_PlainText)  # noqa: S506 (a safe loader)
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
    undecided = _undecided(text, file)
    if undecided:
        raise BadInput(undecided)
    return load_model(settings, Codebook, file)


def _undecided(text: str, file: str) -> list[Problem]:
    """Return each place of a draft where a person has not decided yet; the line's own comment says what."""
    if UNDECIDED not in text:
        return []  # taking YAML apart once more would double the time of reading it
    problems = []
    lines = text.splitlines()
    for token in yaml.scan(text, Loader=yaml.BaseLoader):
        if isinstance(token, yaml.ScalarToken) and token.value == UNDECIDED:
            line = lines[token.start_mark.line]
            key, _, comment = line.partition("#")
            problems.append(
                Problem(
                    file,
                    f"a decision expected ({comment.strip()})" if comment.strip() else "a decision expected",
                    f"replace {UNDECIDED}",
                    row=token.start_mark.line + 1,
                    column=key.strip(" -").partition(":")[0],
                )
            )
    return problems
