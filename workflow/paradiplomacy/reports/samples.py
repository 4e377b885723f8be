"""How many units, ties or answers a figure rests on, in words for its caption: "n: 412 (China) and 398 (Japan)."."""

from __future__ import annotations

from collections.abc import Mapping

from paradiplomacy.findings.fields import COOPERATION
from paradiplomacy.findings.item_fields import ITEM_SHARES
from paradiplomacy.models.fields import ESTIMATES
from paradiplomacy.models.robustness_fields import PREDICTION
from paradiplomacy.reports.cells import count
from paradiplomacy.reports.exhibits import Report
from paradiplomacy.reports.sentences import listed


def of_outcome(report: Report, level: str) -> str:
    """Return the units of which the leading outcome is known, by partner."""
    found = report.table("cooperation", COOPERATION)
    found = found[(found["level"] == level) & (found["grouping"] == "all")]
    return _by_partner(report, dict(zip(found["partner"], found["n"], strict=True)))


def of_model(report: Report, level: str, outcome: str) -> str:
    """Return the units in the leading model of an outcome, by partner."""
    found = report.table("estimates", ESTIMATES)
    chosen = (found["study"] == report.study_name) & (found["level"] == level) & (found["outcome"] == outcome)
    found = found[chosen & (found["model"] == report.leading_model(level))].drop_duplicates("partner")
    return _by_partner(report, dict(zip(found["partner"], found["n"], strict=True)))


def of_prediction(report: Report, level: str) -> str:
    """Return the units of countries left out that the leading model predicts, by partner."""
    found = report.table("prediction", PREDICTION)
    found = found[(found["study"] == report.study_name) & (found["level"] == level)].drop_duplicates("partner")
    return _by_partner(report, dict(zip(found["partner"], found["n"], strict=True)))


def of_answers(report: Report, level: str, field: str) -> str:
    """Return the units that answered a question, by partner."""
    found = report.table("item_shares", ITEM_SHARES)
    found = found[(found["level"] == level) & (found["field"] == field)].drop_duplicates("partner")
    return _by_partner(report, dict(zip(found["partner"], found["answered"], strict=True)))


def of_values(report: Report, name: str) -> str:
    """Return a count among the named values by partner; {code} in its name stands for the partner's code."""
    names = {code: name.format(code=code) for code in report.study.partners}
    return _by_partner(
        report, {code: float(report.value(named).value) for code, named in names.items() if report.has(named)}
    )


def _by_partner(report: Report, numbers: Mapping[str, float]) -> str:
    named = [
        f"{count(numbers.get(code, 0))} ({report.configuration.partners[code].name})" for code in report.study.partners
    ]
    return f"n: {listed(named)}."
