"""What the units that cooperate say of it, as items and scales: the ground of typology and model of cooperation.

Reads the answers of a study's waves; an item is a box that can be ticked, or a form of partnership that a unit names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from paradiplomacy.config.cooperation import Typology
from paradiplomacy.config.study import Study
from paradiplomacy.config.waves import Wave
from paradiplomacy.survey.codebook import Codebook, read_codebook
from paradiplomacy.survey.fields import MISSING_KINDS, NAMED_PARTNERS
from paradiplomacy.survey.ingest import responses_dataset
from paradiplomacy.survey.partner_words import FORMS
from paradiplomacy.survey.questions import MultipleQuestion, OrderedQuestion
from paradiplomacy.tables import read_table

KEYS = ["unit_id", "partner", "level"]
FORM = "form"  # field of the items that are forms of partnerships


@dataclass(frozen=True)
class Answers:
    """The answers of the units of one wave that cooperate.

    Parameters
    ----------
    wave, codebook
        the wave and its questions.
    responses
        tidy answers (`responses_dataset` of the codebook), indexed by unit_id.
    forms
        unit_id and form of each partnership that a unit names with its form.
    """

    wave: Wave
    codebook: Codebook
    responses: pd.DataFrame
    forms: pd.DataFrame


def cooperating_answers(
    analysis: pd.DataFrame,
    *,
    study: Study,
    leading: str,
    waves: Mapping[str, Wave],
    codebooks: Sequence[str | Path],
    responses: Sequence[str | Path],
    named_partners: Sequence[str | Path],
) -> list[Answers]:
    """Return the answers of the waves that give the outcomes of a study, of units whose leading outcome is yes.

    Parameters
    ----------
    analysis
        the rows of the study (`analysis_dataset`).
    waves
        all waves, in the order of the files.
    codebooks, responses, named_partners
        the files of every wave.
    """
    asked = study.asked_waves(waves)
    found = []
    for (name, wave), *files in zip(waves.items(), codebooks, responses, named_partners, strict=True):
        if name not in asked:
            continue
        rows = analysis[(analysis["partner"] == wave.partner) & (analysis["level"] == wave.level)]
        cooperating = rows.loc[rows[leading].fillna(False).astype(bool), "unit_id"]
        codebook = read_codebook(files[0])
        answers = read_table(files[1], responses_dataset(codebook))
        named = read_table(files[2], NAMED_PARTNERS)
        named = named[named["unit_id"].isin(cooperating) & named["form"].notna()]
        inside = answers[answers["unit_id"].isin(cooperating)].set_index("unit_id")
        found.append(Answers(wave, codebook, inside, named[["unit_id", "form"]]))
    return found


def item_table(answers: Sequence[Answers], settings: Typology) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what the units tick, and the items.

    Returns
    -------
    pandas.DataFrame
        unit_id, partner, level and a column per item: 1 for yes, 0 for no, missing where it was not asked or answered.
    pandas.DataFrame
        item, field, label: in the order of the questionnaire.
    """
    items: dict[str, tuple[str, str]] = {}
    parts = []
    for entry in answers:
        columns: dict[str, pd.Series[Any]] = {}
        for field, code, label in _boxes(entry.codebook, settings):
            given = entry.responses[f"{field}_{code}"]
            columns[f"{field}_{code}"] = given.map({"yes": 1.0, "no": 0.0}).astype(float)
            items[f"{field}_{code}"] = (field, label)
        if settings.forms and len(entry.forms):
            named = pd.crosstab(entry.forms["unit_id"], entry.forms["form"]).gt(0).astype(float)
            for form in (form for form in FORMS if form in named):
                columns[f"{FORM}_{form}"] = named[form].reindex(entry.responses.index)
        part = pd.DataFrame(columns, index=entry.responses.index).rename_axis("unit_id").reset_index()
        parts.append(part.assign(partner=entry.wave.partner, level=entry.wave.level))
    items |= {f"{FORM}_{form}": (FORM, form.capitalize()) for form in FORMS}
    if not parts:
        return pd.DataFrame(columns=KEYS), pd.DataFrame(columns=["item", "field", "label"])
    table = pd.concat(parts, ignore_index=True)
    shown = [name for name in items if name in table]
    described = pd.DataFrame([(name, *items[name]) for name in shown], columns=["item", "field", "label"])
    return table[[*KEYS, *shown]], described


def _boxes(codebook: Codebook, settings: Typology) -> Iterator[tuple[str, str, str]]:
    for name in settings.fields:
        for question in codebook.fields:
            if question.name == name and isinstance(question, MultipleQuestion):
                yield from (
                    (name, option.code, option.label)
                    for option in question.options
                    if option.code not in settings.not_items
                )


def scale_table(answers: Sequence[Answers], settings: Typology) -> pd.DataFrame:
    """Return success, coordination and the personal factor of each unit that cooperates.

    Returns
    -------
    pandas.DataFrame
        unit_id, partner, level, success (place on its scale from 0), coordination (mean of the places, each from 0 to
        1, of the bodies that were answered), personal (1 for yes, 0 for no); missing where not asked or answered.
    """
    parts = []
    for entry in answers:
        ordered = {
            question.name: [answer.code for answer in question.codes.values()]
            for question in entry.codebook.fields
            if isinstance(question, OrderedQuestion)
        }
        places = {
            name: entry.responses[name].map({code: place for place, code in enumerate(codes)}).astype(float)
            / (len(codes) - 1)
            for name, codes in ordered.items()
            if name in [settings.success, *settings.coordination]
        }
        nothing = pd.Series(float("nan"), index=entry.responses.index)
        bodies = [places[name] for name in settings.coordination if name in places]
        personal = entry.responses.get(settings.personal, nothing)
        part = pd.DataFrame(
            {
                "success": places.get(settings.success, nothing),
                "coordination": pd.concat(bodies, axis=1).mean(axis=1) if bodies else nothing,
                "personal": personal.where(~personal.isin(MISSING_KINDS)).map({"yes": 1.0, "no": 0.0}).astype(float),
            },
            index=entry.responses.index,
        )
        part = part.rename_axis("unit_id").reset_index()
        parts.append(part.assign(partner=entry.wave.partner, level=entry.wave.level))
    columns = [*KEYS, "success", "coordination", "personal"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
