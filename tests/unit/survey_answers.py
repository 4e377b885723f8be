"""Answers of invented respondents, one long and one short, and how a wave of them is ingested or refused."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from survey_exports import INVITATIONS, respondent, units

from paradiplomacy.problems import BadInput
from paradiplomacy.survey.codebook import Codebook, read_codebook
from paradiplomacy.survey.ingest import Ingested, ingest_wave

WAVES = ("china_cities_2021", "us_cities_2024", "china_regions_2021", "us_regions_2024")
FIRST_ROW = {"limesurvey": 2, "qualtrics": 4, "spss": 1}


@cache  # a codebook is frozen; reading its YAML takes longer than most tests of it
def wave_codebook(root: Path, wave: str) -> Codebook:
    return read_codebook(root / "config" / "waves" / f"{wave}.yaml")


def export_of(rows: list[dict[str, str]], codebook: Codebook) -> pd.DataFrame:
    """Return what the reader would return, without a file."""
    kept = [name for name in codebook.columns if name not in codebook.sensitive]
    cells = [{name: row[name] or None for name in kept} for row in rows]
    first = FIRST_ROW[codebook.format]
    index = pd.RangeIndex(first, first + len(rows), name="row")
    return pd.DataFrame(cells, columns=kept, index=index, dtype="string")


def ingest(export: pd.DataFrame, codebook: Codebook, **changes: Any) -> Ingested:
    inputs = {"invitations": INVITATIONS, "units": units("city")} | changes
    return ingest_wave(export, codebook, wave="w", partner="CN", level="city", source="demo", **inputs)


def refusal(export: pd.DataFrame, codebook: Codebook, **changes: Any) -> str:
    with pytest.raises(BadInput) as bad:
        ingest(export, codebook, **changes)
    return bad.value.report()


def long_answer(
    codebook: Codebook, token: str = "tok1", submitted: str | None = "2021-02-03", **more: Any
) -> dict[str, str]:
    answers = {
        "cooperation": "yes",
        "importance": "4",
        "partners": [("Chengdu", "2005"), ("Wuhan", "1805"), ("", "2010"), ("Sichuan", "")],
        "areas": ["business", "health"],
        "coordination_ministry": "guided",
        "satisfaction": "5",
        "staff": "12",
        "comment": "fine",
    }
    return respondent(codebook, token, submitted, **(answers | more))


def short_answer(
    codebook: Codebook, token: str = "tok2", submitted: str | None = "2021-02-04", **more: Any
) -> dict[str, str]:
    return respondent(codebook, token, submitted, **({"cooperation": "no", "reasons": ["distance"]} | more))
