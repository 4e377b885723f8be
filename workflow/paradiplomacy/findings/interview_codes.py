"""Codes of interviews with what they mean and how often they were used; names are taken out of what code books say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from paradiplomacy.findings.interviews import Accepted
from paradiplomacy.readers.refi_qda import Code


def describe_codes(accepted: Accepted, codes: Sequence[Code]) -> tuple[list[Code], pd.DataFrame]:
    """Return codes with names taken out of their descriptions, and the table of those that mark passages (`CODES`).

    Parameters
    ----------
    codes
        all codes (`gather_codes`).
    """
    clean = [replace(code, description=accepted.redactor.redacted(code.description, ())) for code in codes]
    meaning = {" / ".join(code.path): code.description for code in clean}
    rows = []
    for code in accepted.codes:
        runs = [interview.runs(code) for interview in accepted.interviews]
        counts = {"interviews": sum(map(bool, runs)), "passages": sum(map(len, runs))}
        rows.append({"code": code, "description": meaning.get(code) or None} | counts)
    return clean, pd.DataFrame(rows, columns=["code", "description", "interviews", "passages"])
