"""The claims of the project description as typed entries, read from resources/claims.yaml; `claims` judges them.

An address leads to a named value (`value`, with the stem of its file) or to rows of a table (`where`), so that a claim
can be written for a table before anybody writes the table.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from paradiplomacy.config.load import load_model
from paradiplomacy.findings.values import Unit
from paradiplomacy.problems import BadInput, Problem

ClaimId = Annotated[str, StringConstraints(pattern=r"^C\d+[a-z]?$")]
Need = Literal["survey", "region_survey", "ranking"]
Test = Literal["above", "below", "differs", "within", "equals", "says"]
DIRECTIONAL: tuple[Test, ...] = ("above", "below", "differs")


class Entry(BaseModel):
    """Base of the entries: unknown keys are errors, values do not change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(Entry):
    """A named value that must say one of some words, or the check says nothing."""

    value: str
    """Name of the value, in the file of the check."""
    says: list[str]
    """Words with which the check is made."""
    otherwise: str
    """Why the check says nothing with other words, or without the value."""


class Check(Entry):
    """One test of one figure, or of the same figure in several rows of a table."""

    label: str
    """What is tested, in a few words; with every, the entry of that column follows."""
    file: str
    """Stem of the file: of named values (ranking_values) or of a table (estimates); of another study STUDY/stem."""
    value: str | None = None
    """Name of the value. {outcome}, {city_model}, {region_model} and {register} stand for the study's leading ones."""
    where: dict[str, str | int] | None = None
    """Columns of the table and what they hold."""
    every: str | None = None
    """Column by which each row that `where` selects is a check of its own; without it one row is selected."""
    estimate: str = "estimate"
    """Column of the estimate, or of the words (test: says)."""
    low: str | None = "conf_low"
    """Column of the lower end of its interval; null: it has none."""
    high: str | None = "conf_high"
    """Column of the upper end."""
    p: str | None = None
    """Column of the two-sided p value of no difference."""
    p_equivalence: str | None = None
    """Column of the p value of two one-sided tests, made with the margin that the check names."""
    n: str | None = None
    """Column of the number of units, or name of the value that holds it."""
    beside: str | None = None
    """Name of the value that is printed beside a word (test: says)."""
    unit: Unit = "number"
    """How the figures of a table are printed."""
    test: Test
    """above or below the bound; differs from it; within the margin of it (two one-sided tests); equals; says a word."""
    bound: float | str = 0.0
    """What the estimate is compared with: a number, or its place in the configuration (claims.margins.half)."""
    margin: str | None = None
    """Place of the margin in the configuration: of equivalence, or the smallest difference that matters."""
    scale: Literal["difference", "ratio"] = "difference"
    """On a ratio the margin m reaches from 1/m to m."""
    exact: bool = False
    """A count of all units, which has no interval."""
    supported_by: list[str] = []
    """Words that support the claim (test: says)."""
    rejected_by: list[str] = []
    """Words that speak against it."""
    untestable_by: list[str] = []
    """Words by which the check cannot be made."""
    needs: list[Need] = []
    """Evidence without which the check cannot be made."""
    absent: str | None = None
    """Why the value may be missing although its file is there; without this a missing value is an error."""
    only_if: Condition | None = None
    """A condition on another value."""

    @model_validator(mode="after")
    def _address_and_test_fit(self) -> Check:
        if (self.value is None) == (self.where is None):
            raise ValueError("a check has a value or where, one of the two")
        if self.absent and self.value is None:
            raise ValueError("absent is for a named value")
        if self.every and self.where is None:
            raise ValueError("every is for rows of a table")
        if (self.test == "says") != bool(self.supported_by):
            raise ValueError("supported_by is given for test: says, and only there")
        if self.test in ("within", "equals") and self.margin is None:
            raise ValueError("test: within and test: equals need a margin")
        return self


class Claim(Entry):
    """One claim: the smallest thing with a verdict."""

    text: str
    """What is claimed."""
    source: str
    """Where it is claimed."""
    estimand: str = ""
    """What is estimated, of which units."""
    expected: str = ""
    """Sign or size that is expected, declared before the data."""
    data: str = ""
    """Evidence that is taken."""
    limits: str = ""
    """What the verdict does not say."""
    checks: list[Check] = []
    """Tests; none where unit data cannot test the claim."""
    combine: Literal["all", "any"] = "all"
    """The claim needs all of its checks, or any."""
    family: str | None = None
    """Family of tests: p values of all checks with this name are adjusted together (Holm 1979)."""
    evidence: str = ""
    """Evidence that could test a claim without checks."""

    @model_validator(mode="after")
    def _complete(self) -> Claim:
        if bool(self.checks) == bool(self.evidence):
            raise ValueError("a claim has checks, or evidence that could test it, one of the two")
        if self.checks and not (self.estimand and self.expected and self.data):
            raise ValueError("a claim with checks says estimand, expected and data")
        several = len(self.checks) > 1 or any(check.every for check in self.checks)
        if self.combine == "any" and several and self.family is None:
            raise ValueError("combine: any of several checks needs a family, or it is supported by chance too often")
        return self


class Ledger(Entry):
    """All claims."""

    claims: Annotated[dict[ClaimId, Claim], Field(min_length=1)]
    """The claims by their number, in the order of print."""


def load_claims(path: str | Path) -> dict[str, Claim]:
    """Return the claims by their number, in the order of the file.

    Raises
    ------
    BadInput
        with one problem for each unknown key (and the nearest valid one), missing key or wrong value.
    """
    file = Path(path).as_posix()
    try:
        entries = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise BadInput([Problem(file, f"valid YAML ({' '.join(str(error).split())})", "correct the line")]) from None
    except FileNotFoundError:
        raise BadInput([Problem(file, "this file to exist", "put it there, or correct its name")]) from None
    if not isinstance(entries, dict):
        raise BadInput([Problem(file, "a mapping with the key claims", "write one entry per claim below claims")])
    return load_model(entries, Ledger, file).claims
