"""The documents of the configuration hold what the model says."""

from __future__ import annotations

from pathlib import Path

from paradiplomacy.config.document import drifted


def test_schema_reference_and_comments_agree_with_the_model(root: Path) -> None:
    problems = drifted(root)
    assert not problems, "\n" + "\n".join(problem.sentence() for problem in problems)
