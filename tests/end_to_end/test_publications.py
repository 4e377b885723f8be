"""What publications say follows the results: another sign or significance reads another sentence, in every chapter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from publication_text import Sentence, planned, sentences_of
from workspace import Workspace

pytestmark = pytest.mark.slow
ENDS = {"positive": (0.1, 0.3), "negative": (-0.3, -0.1), "unclear": (-0.1, 0.1)}


def with_ends(low: float, high: float):
    def change(value: dict[str, object]) -> None:
        if value.get("low") is not None:
            value |= {"low": low, "high": high}

    return change


def one_clause_each(sentence: Sentence, place: int, names: dict[str, str], known: set[str]) -> None:
    """A sentence says, for every partner, the clause at `place` where the run has the value, and no other clause."""
    said = sentence.printed.lower()
    for code in sentence.partners:
        clauses = [clause.format(name=names.get(code, "")).lower() for clause in sentence.clauses]
        due = clauses[place] if sentence.value.format(code=code) in known else clauses[-1]
        assert due in said, sentence.code
        assert not [clause for clause in clauses if clause in said and clause not in due], sentence.code


@pytest.mark.parametrize("sign", ENDS)
def test_every_sentence_on_a_sign_is_that_of_its_value(built: Workspace, tmp_path: Path, sign: str) -> None:
    plan = planned(built.folder)
    names = {code: partner.name for code, partner in plan.configuration.partners.items()}
    read = 0
    for name, publication in plan.configuration.publications.items():
        known: set[str] = set()
        for path in plan.findings(publication.study):
            if path.endswith(".json"):
                known |= set(json.loads((built.folder / path).read_text(encoding="utf-8")))
        scratch = tmp_path / name
        scratch.mkdir()
        for sentence in sentences_of(plan, built.folder, name, scratch, with_ends(*ENDS[sign])):
            if sentence.clauses:
                one_clause_each(sentence, list(ENDS).index(sign), names, known)
                read += 1
    assert read > 60
