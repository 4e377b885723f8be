"""How cases are selected and where interviews stand, as typed models. Part of the model of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, model_validator

from paradiplomacy.config.names import STRICT, CountryCode, Level, Name, PartnerCode

Strategy = Literal["typical", "deviant", "most_similar", "diverse"]


class CasePart(BaseModel):
    """Base of these sections: unknown keys are errors, values do not change after loading."""

    model_config = STRICT


class Selection(CasePart):
    """Cases of one study and partner."""

    title: str
    """Title of the list of cases."""
    study: Name
    """Study whose leading outcome tells who cooperates."""
    partner: PartnerCode
    """Partner country."""
    level: Level = "city"
    """Level of the units."""
    countries: Literal["all"] | list[CountryCode] = "all"
    """Countries among whose units cases are selected (Eurostat codes), or "all" of the study."""
    factors: list[Name] | None = None
    """Factors that predict, and by which units resemble each other; null: those of the leading model of the study."""
    strategies: dict[Strategy, Annotated[int, Field(ge=0)]]
    """Number of cases by each strategy; most_similar takes pairs, so an even number."""

    @model_validator(mode="after")
    def _pairs_are_even(self) -> Selection:
        if self.strategies.get("most_similar", 0) % 2:
            raise ValueError("most_similar takes pairs of units: its number is even")
        if not sum(self.strategies.values()):
            raise ValueError("strategies: one case or more is needed")
        return self


class Cases(CasePart):
    """Which units become case studies, and which could cooperate and do not."""

    choices: str | None = None
    """Source of the researcher's own choices with their reasons, which go before the ranking; null for none."""
    listed: Annotated[int, Field(ge=1)] = 10
    """Number of candidates of each strategy that the table lists beside those selected."""
    neighbours: Annotated[int, Field(ge=1)] = 5
    """Number of nearest units that a dossier shows."""
    unused_from: Annotated[float, Field(gt=0, lt=1)] = 0.5
    """Predicted probability from which a unit without cooperation counts as unused potential."""
    draws: Annotated[int, Field(ge=99)] = 1999
    """Permutations of outcomes within countries, with which the number of such units is compared."""
    selections: dict[Name, Selection] = {}
    """Lists of cases, by name; null takes one out."""

    @model_validator(mode="before")
    @classmethod
    def _null_removes_a_selection(cls, data: Any) -> Any:
        return without_null(data, "selections")

    def of_study(self, study: str) -> dict[str, Selection]:
        """Return the selections of a study."""
        return {name: entry for name, entry in self.selections.items() if entry.study == study}

    @property
    def studies(self) -> list[str]:
        """Studies that have cases, sorted."""
        return sorted({entry.study for entry in self.selections.values()})


class InterviewTables(CasePart):
    """Interviews as plain tables."""

    documents: str
    """Source of the documents: document, name, text, and a column for each of the attributes."""
    codings: str
    """Source of the codings: document, start, end, code, coder; characters are counted from 0, the end not included."""


class Attributes(CasePart):
    """Names of the variables of a project's cases, or of the columns of the table of documents."""

    unit: str = "unit"
    """Unit of the frame that the interview is about; empty where it is about none."""
    group: str = "group"
    """Group of the interview; it is printed."""
    consent: str = "consent"
    """What the person consented to."""


class Consent(CasePart):
    """Answers on consent; every other answer, and none, is no consent."""

    pseudonymous: list[str] = ["pseudonymous"]
    """May be quoted under a pseudonym, without the unit."""
    with_case: list[str] = ["with case"]
    """May be quoted under a pseudonym, with the unit."""


class Interviews(CasePart):
    """Coded interviews. What a person did not consent to is counted and goes nowhere."""

    projects: list[str] = []
    """Sources of projects of software for qualitative analysis (REFI-QDA, .qdpx)."""
    tables: dict[Name, InterviewTables] = {}
    """Interviews that stand in plain tables, by name; null takes one out."""
    codebooks: list[str] = []
    """Sources of code books (REFI-QDA, .qdc), which say what codes mean where a project does not."""
    attributes: Attributes = Attributes()
    """Names of the variables of a project's cases, or of the columns of the table of documents."""
    consent: Consent = Consent()
    """Answers on consent; every other answer, and none, is no consent."""
    longest_quotation: Annotated[int, Field(ge=20)] = 400
    """Longest quotation, characters; a longer one is cut."""
    largest_mb: Annotated[int, Field(ge=1)] = 500
    """Largest content of a project after decompression, MB; a larger one stops the run."""
    others: str | None = None
    """Source of further names that must not appear (columns name, replacement); null for none."""

    @model_validator(mode="before")
    @classmethod
    def _null_removes_a_table(cls, data: Any) -> Any:
        return without_null(data, "tables")

    @property
    def sources(self) -> list[str]:
        """Sources of all interviews, in the order of the sections."""
        return [*self.projects, *(source for pair in self.tables.values() for source in (pair.documents, pair.codings))]


def without_null(data: Any, key: str) -> Any:
    """Return a section without the entries of `key` that an overlay has set to null."""
    entries = data.get(key) if isinstance(data, Mapping) else None
    if not isinstance(entries, Mapping):
        return data
    return {**data, key: {name: entry for name, entry in entries.items() if entry is not None}}
