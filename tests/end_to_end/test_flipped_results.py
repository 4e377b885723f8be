"""What publications say follows the results: another sign or significance reads another sentence, in every chapter."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from paradiplomacy.reports.front_page import FORMS
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
    assert read > 30


@pytest.mark.parametrize(
    ("p_value", "said", "other"),
    [(0.0001, "do not count alike", "not shown to count"), (0.9, "are not shown to count differently", "do not count")],
)
def test_a_joint_test_reads_as_its_significance(
    built: Workspace, tmp_path: Path, p_value: float, said: str, other: str
) -> None:
    tests = pd.read_csv(built.folder / "results/models/partner_tests.csv", keep_default_na=False)
    tests["clusters"] = tests["clusters"].replace("CV1 by country", "CV3 by country")  # whichever this world has
    tests = tests.drop_duplicates(["study", "level", "outcome", "factor", "clusters"])
    tests["p_value"] = p_value
    tests.to_csv(tmp_path / "partner_tests.csv", index=False)
    replaced = {"partner_tests": tmp_path / "partner_tests.csv"}
    found = sentences_of(planned(built.folder), built.folder, "eu_us_vs_china", tmp_path, replaced=replaced)
    joint = [sentence.printed for sentence in found if "joint_test" in sentence.code]
    assert len(joint) == 3
    assert all(said in text and other not in text for text in joint)


@pytest.mark.parametrize(("number", "said"), [(0, "fewer than"), (10_000, "more than")])
def test_unused_potential_reads_as_it_stands_to_what_is_expected(
    built: Workspace, tmp_path: Path, number: int, said: str
) -> None:
    summary = pd.read_csv(built.folder / "results/findings/eu_us_vs_china/unused_summary.csv", keep_default_na=False)
    summary[["unused", "other_no"]] = [number, 0]
    summary[["expected", "expected_low", "expected_high"]] = [50.0, 40.0, 60.0]
    summary.to_csv(tmp_path / "unused_summary.csv", index=False)
    replaced = {"unused_summary": tmp_path / "unused_summary.csv"}
    found = sentences_of(planned(built.folder), built.folder, "eu_us_book", tmp_path, replaced=replaced)
    told = next(sentence.printed for sentence in found if "unused_sentence" in sentence.code)
    assert said in told


def test_the_front_page_groups_the_publications(built: Workspace) -> None:
    page = (built.folder / "results/index.html").read_text(encoding="utf-8")
    for name, publication in planned(built.folder).configuration.publications.items():
        group = page.partition(f"<h3>{FORMS[publication.form]}</h3>")[2].partition("</ul>")[0]
        for kind in ("html", "pdf", "docx"):
            assert f'href="reports/{name}.{kind}"' in group, name
