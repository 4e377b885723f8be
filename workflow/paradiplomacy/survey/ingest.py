"""From the raw answers of a wave to one tidy answer per unit: identity, duplicates, broken-off answers, dispositions.

Stands at the end of the survey stage's first step; the ties and analysis stages read what it returns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
from paradiplomacy.fields import Dataset, Field
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.survey.codebook import (
    TICKED,
    UNTICKED,
    Codebook,
    Coded,
    CountQuestion,
    MultipleQuestion,
    PartnersQuestion,
)
from paradiplomacy.survey.fields import DISPOSITIONS, FLAGS, INVITATIONS, MISSING_KINDS, NAMED_PARTNERS, RESPONSES
from paradiplomacy.survey.recode import NO_ANSWER, NOT_ASKED, Recoded, recode_answers
from paradiplomacy.tables import typed

if TYPE_CHECKING:
    import pandas as pd

STAGE = "ingest_wave"
ISO_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})([ T]\d{2}:\d{2}(:\d{2})?)?")


@dataclass(frozen=True)
class Ingested:
    """A wave after recoding and validation. Each table has the field table that is named beside it."""

    responses: pd.DataFrame
    """One row per unit that answered (`responses_dataset`)."""
    responses_dataset: Dataset
    """RESPONSES with the answers that the codebook declares."""
    named_partners: pd.DataFrame
    """Partner places that were named (NAMED_PARTNERS)."""
    dispositions: pd.DataFrame
    """One row per invited unit (DISPOSITIONS)."""
    set_aside: pd.DataFrame
    """Rows of the export that do not count, each with its reason (SET_ASIDE)."""
    accounting: pd.DataFrame
    """Rows in = rows out + rows set aside (ACCOUNTING)."""
    flags: pd.DataFrame
    """Cells of the counted answers that a researcher should look at (FLAGS)."""


def responses_dataset(codebook: Codebook) -> Dataset:
    """Return the field table of the responses of a wave: RESPONSES and one field per tidy column of the codebook."""
    fields = []
    for question in codebook.fields:
        wording = question.question["en"]
        if isinstance(question, MultipleQuestion):
            allowed = (TICKED, UNTICKED, *MISSING_KINDS)
            fields += [
                Field(
                    tidy_column,
                    "text",
                    f"{wording} {option.label}",
                    allowed=allowed,
                    required=True,
                    source=wording,
                    sensitivity=question.sensitivity,
                )
                for option, tidy_column in zip(question.options, question.tidy_columns, strict=True)
            ]
            continue
        description = f"number of places named: {wording}" if isinstance(question, PartnersQuestion) else wording
        fields.append(
            Field(
                question.name,
                "text",
                description,
                unit=question.unit if isinstance(question, CountQuestion) else "",
                allowed=(*question.tidy_codes, *MISSING_KINDS) if isinstance(question, Coded) else (),
                required=True,
                source=wording,
                sensitivity=question.sensitivity,
            )
        )
    return RESPONSES.with_fields(fields)


def ingest_wave(
    export: pd.DataFrame,
    codebook: Codebook,
    invitations: pd.DataFrame,
    units: pd.DataFrame,
    wave: str,
    partner: str,
    level: str,
    source: str,
    file: str | None = None,
) -> Ingested:
    """Recode and validate the answers of one wave.

    Of several answers of one unit one counts, by the rule of the codebook: a submitted one before a broken-off one,
    then the latest day, then the last row. A broken-off answer counts when the field that the codebook names was
    answered. Every other row is set aside with its reason. The disposition of a unit is that of the answer that
    counts; a unit without one is "none".

    Parameters
    ----------
    export
        text cells as `survey.export.read_export` returns them; the index is the row of the file.
    invitations
        wave, unit_id, token (INVITATIONS), of any number of waves.
    units
        the frame: at least unit_id, level and country.
    wave, partner, level, source
        the wave, its partner country, the level of its units and the source id of the export.
    file
        name of the export in messages; by default its source id.

    Raises
    ------
    BadInput
        when a token was not invited, an invited unit is not in the frame, a code is not in the codebook, a count is
        no number or a day no date; all problems at once.
    """
    import pandas as pd

    name = file or source
    invited = _invited(invitations, units, wave, level)
    recorded = export.copy()
    reasons: dict[int, str] = {}
    if codebook.no_interview:
        kinds = recorded[codebook.no_interview.column].map(codebook.no_interview.codes)
        reasons = {int(row): str(reason) for row, reason in kinds.dropna().items()}
        recorded = recorded.drop(index=list(reasons))

    unit, problems = _units_of_tokens(recorded[codebook.token], invited, name, wave)
    complete, day, wrong_days = _submission(recorded, codebook, name)
    recoded = recode_answers(recorded, complete, codebook, name)
    problems += wrong_days + recoded.problems
    if problems:
        raise BadInput(sorted(problems, key=lambda problem: (problem.row or 0, problem.column)))

    answered = ~recoded.answers[codebook.keep_partial_when_answered].isin([NO_ANSWER, NOT_ASKED])
    kept = _choose(unit, complete, day, answered, codebook.keep_partial_when_answered, reasons)
    dataset = responses_dataset(codebook)
    responses = recoded.answers.loc[kept].assign(
        unit_id=unit[kept], wave=wave, partner=partner, submitted=day[kept].str[:10], row=kept
    )
    records = {row: f"answer of {unit[row]}" if row in unit.index else "no answer of a unit" for row in reasons}
    set_aside = pd.DataFrame(
        [{"file": source, "row": row, "record": records[row], "reason": reasons[row]} for row in sorted(reasons)],
        columns=SET_ASIDE.columns,
    )
    accounting = pd.DataFrame(
        [[STAGE, source, len(export), len(responses), len(set_aside)]], columns=ACCOUNTING.columns
    )
    return Ingested(
        responses=typed(responses.sort_values("unit_id"), dataset),
        responses_dataset=dataset,
        named_partners=_named_partners(recoded, unit[kept], wave, partner, source),
        dispositions=_dispositions(invited, unit[kept], complete[kept], wave, partner, level),
        set_aside=typed(set_aside, SET_ASIDE),
        accounting=typed(accounting, ACCOUNTING),
        flags=_flags(recoded, unit[kept], source),
    )


def _invited(invitations: pd.DataFrame, units: pd.DataFrame, wave: str, level: str) -> pd.DataFrame:
    """Return unit_id, token and country of the invitations to the wave; tokens are keys and stand in no message."""
    import pandas as pd

    file = "invitations"
    absent = [column for column in INVITATIONS.columns if column not in invitations]
    if absent:
        raise BadInput(
            Problem(file, "this column to be present", "add it, or correct its name", column=column)
            for column in absent
        )
    numbered = invitations.reset_index(drop=True)
    mine = numbered[numbered["wave"] == wave]
    if mine.empty:
        raise BadInput([Problem(file, f"invitations to the wave {wave}, there are none", "add them", column="wave")])
    frame = units.drop_duplicates("unit_id").set_index("unit_id")
    problems = []
    repeated = mine["token"].duplicated() & mine["token"].notna()
    for position, unit_id, token in zip(mine.index, mine["unit_id"], mine["token"], strict=True):
        row = int(position) + 2
        if pd.isna(token) or not str(token).strip():
            problems.append(Problem(file, "a token", "fill it in", row=row, column="token"))
        elif repeated[position]:
            wrong = "a token of its own for each invitation to the wave"
            problems.append(Problem(file, wrong, "correct the token", row=row, column="token"))
        if unit_id not in frame.index:
            wrong, remedy = "a unit of the frame", "correct the code, or add the unit to the frame"
            problems.append(Problem(file, wrong, remedy, row=row, column="unit_id", value=str(unit_id)))
        elif frame.loc[unit_id, "level"] != level:
            wrong = f"a {level}, since the wave {wave} asks units of this level"
            problems.append(Problem(file, wrong, "correct the row", row=row, column="unit_id", value=str(unit_id)))
    if problems:
        raise BadInput(problems)
    return mine[["unit_id", "token"]].assign(country=mine["unit_id"].map(frame["country"]))


def _units_of_tokens(
    tokens: pd.Series[Any], invited: pd.DataFrame, file: str, wave: str
) -> tuple[pd.Series[Any], list[Problem]]:
    """Return the unit of each answer, and a problem for each token that was not invited."""
    unit = tokens.map(invited.set_index("token")["unit_id"]).astype("string")
    remedy = "complete the list of invitations, or name the rows that are no interviews in the codebook (no_interview)"
    empty = tokens.isna()
    problems = [
        Problem(
            file,
            "a token is required" if empty[row] else f"a token of the wave {wave} expected",
            remedy,
            row=int(row),
            column=str(tokens.name),
        )
        for row in unit.index[unit.isna()]
    ]
    return unit, problems


def _submission(
    export: pd.DataFrame, codebook: Codebook, file: str
) -> tuple[pd.Series[bool], pd.Series[Any], list[Problem]]:
    """Return whether each answer was submitted, its moment (ISO 8601, may be missing), and what cannot be read."""
    rule = codebook.submitted
    moment = export[rule.column]
    problems = [
        Problem(
            file,
            "a date such as 2021-03-31 expected",
            "export the file again with dates in this form",
            row=int(row),
            column=rule.column,
            value=str(cell),
        )
        for row, cell in moment.dropna().items()
        if not _is_iso(str(cell))
    ]
    if rule.finished_column is None:
        return moment.notna(), moment, problems
    finished = export[rule.finished_column]
    problems += [
        Problem(
            file,
            f"one of the codes {', '.join(rule.finished_codes)} expected",
            "add the code to finished_codes in the codebook",
            row=int(row),
            column=rule.finished_column,
            value="" if cell is None or cell != cell else str(cell),
        )
        for row, cell in finished.astype(object).where(finished.notna(), None).items()
        if cell not in rule.finished_codes
    ]
    complete = finished.map(rule.finished_codes).eq("complete").fillna(False).astype(bool)
    return complete, moment, problems


def _is_iso(text: str) -> bool:
    parts = ISO_MOMENT.fullmatch(text)
    if not parts:
        return False
    try:
        date.fromisoformat(parts[1])
    except ValueError:
        return False
    return True


def _choose(
    unit: pd.Series[Any],
    complete: pd.Series[bool],
    day: pd.Series[Any],
    answered: pd.Series[bool],
    needed: str,
    reasons: dict[int, str],
) -> list[int]:
    """Return the rows that count, one per unit; the reason of every other row is added to `reasons`."""
    candidates: dict[str, list[int]] = {}
    for row in unit.index:
        if complete[row] or answered[row]:
            candidates.setdefault(str(unit[row]), []).append(int(row))
        else:
            reasons[int(row)] = f"broken off before the question {needed}"
    moment = day.fillna("")
    kept = []
    for rows in candidates.values():
        *others, best = sorted(rows, key=lambda row: (bool(complete[row]), str(moment[row]), row))
        kept.append(best)
        for row in others:
            why = "it was submitted" if complete[best] and not complete[row] else "it is later"
            reasons[row] = f"second answer of the unit; row {best} counts, since {why}"
    return sorted(kept)


def _named_partners(recoded: Recoded, unit: pd.Series[Any], wave: str, partner: str, source: str) -> pd.DataFrame:
    import pandas as pd

    rows = [
        [unit[named.row], wave, partner, named.place, named.year, source, named.row, named.column]
        for named in recoded.partners
        if named.row in unit.index
    ]
    return typed(pd.DataFrame(rows, columns=NAMED_PARTNERS.columns), NAMED_PARTNERS)


def _flags(recoded: Recoded, unit: pd.Series[Any], source: str) -> pd.DataFrame:
    import pandas as pd

    rows = [
        [source, flag.row, flag.column, unit[flag.row], flag.field, flag.flag, flag.value]
        for flag in recoded.flags
        if flag.row in unit.index
    ]
    return typed(pd.DataFrame(rows, columns=FLAGS.columns), FLAGS)


def _dispositions(
    invited: pd.DataFrame, unit: pd.Series[Any], complete: pd.Series[bool], wave: str, partner: str, level: str
) -> pd.DataFrame:
    outcome = {str(unit[row]): "complete" if complete[row] else "partial" for row in unit.index}
    once = invited.drop_duplicates("unit_id").sort_values("unit_id")
    return typed(
        once[["unit_id", "country"]].assign(
            wave=wave,
            partner=partner,
            level=level,
            disposition=[outcome.get(str(one), "none") for one in once["unit_id"]],
        ),
        DISPOSITIONS,
    )
