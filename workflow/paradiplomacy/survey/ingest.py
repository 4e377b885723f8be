"""From the raw answers of a wave to one tidy answer per unit: identity, duplicates, broken-off answers, dispositions.

Stands at the end of the survey stage's first step; the ties and analysis stages read what it returns.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    PartnerListQuestion,
    PartnersQuestion,
)
from paradiplomacy.survey.days import EXAMPLES, is_serial_number, iso_day
from paradiplomacy.survey.duplicates import choose_answers
from paradiplomacy.survey.fields import DISPOSITIONS, FLAGS, MISSING_KINDS, NAMED_PARTNERS, RESPONSES
from paradiplomacy.survey.identity import identify_units, invited_units
from paradiplomacy.survey.recode import Recoded, recode_answers
from paradiplomacy.tables import typed

if TYPE_CHECKING:
    import pandas as pd

STAGE = "ingest_wave"


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
    duplicates: pd.DataFrame
    """Every answer of the units that answered more than once (DUPLICATES)."""


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
        places = isinstance(question, (PartnersQuestion, PartnerListQuestion))
        description = f"number of places named: {wording}" if places else wording
        fields.append(
            Field(
                question.name,
                "text",
                description,
                unit=question.unit if isinstance(question, CountQuestion) else "",
                allowed=(*question.tidy_codes, *MISSING_KINDS) if isinstance(question, Coded) else (),
                required=True,
                source=wording,
                # of a list in free text only the number of places stands here
                sensitivity="aggregate" if isinstance(question, PartnerListQuestion) else question.sensitivity,
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

    An answer belongs to the unit of its token or, where it has none and the codebook says so, to the unit of its name
    and country. Of several answers of one unit one counts, by the rule of the codebook. A broken-off answer counts when
    the field that the codebook names was answered. Every other row is set aside with its reason. The disposition of a
    unit is that of the answer that counts; a unit without one is "none".

    Parameters
    ----------
    export
        text cells as `survey.export.read_export` returns them; the index is the row of the file.
    invitations
        wave, unit_id, token (INVITATIONS), of any number of waves.
    units
        the frame: at least unit_id, level and country; for answers without token also name and names.
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
    invited = invited_units(invitations, units, wave, level)
    recorded = export.copy()
    reasons: dict[int, str] = {}
    if codebook.no_interview:
        kinds = recorded[codebook.no_interview.column].map(codebook.no_interview.codes)
        reasons = {int(row): str(reason) for row, reason in kinds.dropna().items()}
        recorded = recorded.drop(index=list(reasons))
    records = dict.fromkeys(reasons, "no answer of a unit")

    identified = identify_units(recorded, codebook, invited, units, wave, level, name)
    complete, day, wrong_days = _submission(recorded, codebook, name)
    recoded = recode_answers(recorded, complete, codebook, name)
    problems = identified.problems + wrong_days + recoded.problems
    if problems:
        raise BadInput(sorted(problems, key=lambda problem: (problem.row or 0, problem.column)))

    unit = identified.unit.drop(index=list(identified.unmatched))
    office = recorded[codebook.office] if codebook.office else None
    kept, not_chosen, duplicates = choose_answers(unit, complete, day, recoded.answers, office, codebook, wave)
    reasons |= {row: reason for row, (_, reason) in identified.unmatched.items()} | not_chosen
    records |= {row: words for row, (words, _) in identified.unmatched.items()}
    records |= {row: f"answer of {unit[row]}" for row in not_chosen}
    dataset = responses_dataset(codebook)
    responses = recoded.answers.loc[kept].assign(
        unit_id=unit[kept], wave=wave, partner=partner, submitted=day[kept].str[:10], row=kept
    )
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
        duplicates=duplicates,
    )


def _submission(
    export: pd.DataFrame, codebook: Codebook, file: str
) -> tuple[pd.Series[bool], pd.Series[Any], list[Problem]]:
    """Return whether each answer was submitted, its moment (ISO 8601, may be missing), and what cannot be read."""
    rule = codebook.submitted
    moment = export[rule.column].copy()
    problems = []
    for row, cell in export[rule.column].dropna().items():
        # ISO 8601 has one reading only, so that it is taken beside the form that is declared
        iso = iso_day(str(cell), rule.date_format) or iso_day(str(cell), "YYYY-MM-DD")
        if iso is None:
            wrong = f"a date such as {EXAMPLES[rule.date_format]} expected"
            remedy = "export the file again with dates in this form, or correct date_format in the codebook"
            if is_serial_number(str(cell)):
                remedy = "this is how a spreadsheet counts days: give the column the format of a date and save it again"
            problems.append(Problem(file, wrong, remedy, row=int(row), column=rule.column, value=str(cell)))
        else:
            moment[row] = iso
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


def _named_partners(recoded: Recoded, unit: pd.Series[Any], wave: str, partner: str, source: str) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {
            "unit_id": unit[named.row],
            "wave": wave,
            "partner": partner,
            "place": named.place,
            "year_start": named.year_start,
            "source": source,
            "row": named.row,
            "column": named.column,
            "position": named.position,
            "year_end": named.year_end,
            "form": named.form,
            "status": named.status,
            "quote": named.quote,
            "initiator": named.initiator,
        }
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
