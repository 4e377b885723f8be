"""Invented answers of a small wave, with weights, for the tests of what is found of single questions."""

from __future__ import annotations

from typing import Any

import pandas as pd

from paradiplomacy.config.waves import Wave
from paradiplomacy.findings.wave_answers import WaveAnswers
from paradiplomacy.survey.codebook import Codebook
from paradiplomacy.survey.fields import NAMED_PARTNERS
from paradiplomacy.survey.nonresponse_fields import WEIGHTS
from paradiplomacy.tables import typed

SCALE = ("none", "informs", "consults", "guided")


def ordered(name: str, codes: tuple[str, ...]) -> dict[str, Any]:
    answers = {str(place): {"code": code, "label": code.title()} for place, code in enumerate(codes)}
    return {"name": name, "type": "ordered", "question": {"en": name}, "column": f"raw_{name}", "codes": answers}


CODEBOOK = {
    "format": "spss",
    "token": "token",
    "submitted": {"column": "day"},
    "keep_partial_when_answered": "cooperation",
    "duplicates": "latest_submitted",
    "fields": [
        {
            "name": "cooperation",
            "type": "single",
            "question": {"en": "cooperation"},
            "column": "raw_cooperation",
            "codes": {"1": {"code": "yes", "label": "Yes"}, "2": {"code": "no", "label": "No"}},
        },
        {
            "name": "areas",
            "type": "multiple",
            "question": {"en": "areas"},
            "options": [
                {"column": "raw_a", "code": "business", "label": "Business"},
                {"column": "raw_b", "code": "culture", "label": "Culture"},
                {"column": "raw_c", "code": "none", "label": "None"},
            ],
            "ticked": ["x"],
        },
        ordered("importance", ("1", "2", "3")),
        {"name": "visits", "type": "count", "question": {"en": "visits"}, "unit": "visits", "column": "raw_visits"},
        {
            "name": "partners",
            "type": "partners",
            "question": {"en": "partners"},
            "entries": [{"place": "p", "year": "y", "form": "f", "status": "s"}],
            "forms": {"1": "twinning", "2": "project"},
            "statuses": {"1": "active", "2": "dormant", "3": "planned"},
        },
        *(ordered(f"with_{body}", SCALE) for body in ("ministry", "embassy", "union")),
    ],
}


def wave_answers(
    answers: dict[str, dict[str, str]],
    named: list[dict[str, Any]] | None = None,
    partner: str = "CN",
    weights: dict[str, float] | None = None,
) -> WaveAnswers:
    """Return a wave in which the units of `answers` answered; what they do not tell is "no_answer"."""
    codebook = Codebook.model_validate(CODEBOOK)
    columns = [column for question in codebook.fields for column in question.tidy_columns]
    responses = pd.DataFrame(
        [{column: given.get(column, "no_answer") for column in columns} for given in answers.values()],
        index=pd.Index(list(answers), name="unit_id"),
        columns=columns,
        dtype="string",
    ).assign(submitted="2021-03-01")
    n = len(answers)
    weight = [1.0 if weights is None else weights[unit] for unit in answers]
    table = pd.DataFrame({"unit_id": list(answers), "wave": "w", "weight": weight, "ipw": weight, "trimmed": weight})
    table = table.assign(base=1.0, stratum="all", stratum_invited=2 * n)
    places = pd.DataFrame(named or [], columns=NAMED_PARTNERS.columns)
    wave = Wave(title="w", source="raw", codebook="w.yaml", partner=partner, level="city", period="2021")
    return WaveAnswers("w", wave, codebook, responses, typed(table, WEIGHTS), typed(places, NAMED_PARTNERS))
