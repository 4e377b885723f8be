"""Which of several answers of one unit counts, by the rule of the codebook, and the list of those that do not.

Used by survey.ingest when the answers are recoded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paradiplomacy.survey.codebook import Codebook
from paradiplomacy.survey.fields import DUPLICATES, MISSING_KINDS
from paradiplomacy.tables import typed

if TYPE_CHECKING:
    import pandas as pd


def choose_answers(
    unit: pd.Series[Any],
    complete: pd.Series[bool],
    moment: pd.Series[Any],
    answers: pd.DataFrame,
    office: pd.Series[Any] | None,
    codebook: Codebook,
    wave: str,
) -> tuple[list[int], dict[int, str], pd.DataFrame]:
    """Return the rows that count, one per unit, the reason of every other row, and the list of repeated answers.

    A submitted answer goes before one that was broken off; then the rule of the codebook decides, and in the end the
    order of the file. An answer that was broken off before the field that the codebook names never counts.

    Parameters
    ----------
    unit
        unit_id by row of the export, of the answers that belong to a unit.
    complete, moment
        whether and when (ISO 8601, may be missing) each was submitted.
    answers
        tidy answers by row.
    office
        the office that answered, by row; None where the codebook names none.

    Returns
    -------
    tuple
        rows, row to reason, and DUPLICATES.
    """
    import pandas as pd

    missing = frozenset(MISSING_KINDS)
    rows_of_answers = answers.to_numpy(dtype=object)
    given = pd.Series(
        [sum(cell not in missing for cell in row) for row in rows_of_answers], index=answers.index, dtype="int64"
    )
    leading = ~answers[codebook.keep_partial_when_answered].isin(["no_answer", "not_asked"])
    candidates: dict[str, list[int]] = {}
    reasons: dict[int, str] = {}
    for row in unit.index:
        if complete[row] or leading[row]:
            candidates.setdefault(str(unit[row]), []).append(int(row))
        else:
            reasons[int(row)] = f"broken off before the question {codebook.keep_partial_when_answered}"
    when = moment.fillna("")
    kept = []
    repeated = []
    for name, rows in candidates.items():
        best = _best(rows, complete, when, given, codebook.duplicates)
        kept.append(best)
        for row in rows:
            other = None if office is None else bool(office.fillna("")[row] != office.fillna("")[best])
            if row != best:
                why = _why(row, best, complete, when, given, codebook.duplicates)
                elsewhere = "; this one came from another office" if other else ""
                reasons[row] = f"second answer of the unit; row {best} counts, since {why}{elsewhere}"
            if len(rows) > 1:
                day = moment[row] if pd.isna(moment[row]) else str(moment[row])[:10]
                repeated.append(
                    [name, wave, row, row == best, codebook.duplicates, bool(complete[row]), day, given[row], other]
                )
    table = pd.DataFrame(repeated, columns=DUPLICATES.columns).astype({"another_office": "boolean"})
    return sorted(kept), reasons, typed(table.sort_values("row"), DUPLICATES)


def _best(rows: list[int], complete: pd.Series[bool], when: pd.Series[Any], given: pd.Series[int], rule: str) -> int:
    if rule == "first_submitted":
        # an answer without a day cannot be shown to be the first
        return min(rows, key=lambda row: (not complete[row], str(when[row]) == "", str(when[row]), row))
    if rule == "most_complete":
        return max(rows, key=lambda row: (bool(complete[row]), int(given[row]), str(when[row]), row))
    return max(rows, key=lambda row: (bool(complete[row]), str(when[row]), row))


def _why(row: int, best: int, complete: pd.Series[bool], when: pd.Series[Any], given: pd.Series[int], rule: str) -> str:
    if complete[best] and not complete[row]:
        return "it was submitted"
    if rule == "first_submitted":
        return "it is earlier"
    if rule == "most_complete" and given[best] != given[row]:
        return "it answers more questions"
    return "it is later"
