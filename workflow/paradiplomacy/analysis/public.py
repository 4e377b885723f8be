"""The analysis table as it may be shown unit by unit: what was promised to stay inside is left out.

Maps, explorer, register of units and dossiers rest on it; models and counts rest on the full table.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from paradiplomacy.config.study import Outcome, Study
from paradiplomacy.config.waves import Wave
from paradiplomacy.survey.promise import Promise


def public_analysis(
    analysis: pd.DataFrame,
    *,
    studies: Mapping[str, Study],
    outcomes: Mapping[str, Outcome],
    waves: Mapping[str, Wave],
    promise: Promise,
) -> pd.DataFrame:
    """Return the analysis table without the cells that tell an answer of a single unit that is not public.

    Emptied are a survey outcome whose question is not public in the wave that gives it; an outcome from ties where
    places that respondents named count and are not public; whether a unit answered, where no answer of the wave is
    public; and the weights of answers, which no reader needs of a single unit.
    """
    table = analysis.copy()
    for (study, partner, level), rows in analysis.groupby(["study", "partner", "level"]).groups.items():
        place = (str(partner), str(level))
        for column in columns_inside(studies[str(study)], place, outcomes=outcomes, waves=waves, promise=promise):
            table.loc[rows, column] = pd.NA
    return table


def columns_inside(
    study: Study,
    place: tuple[str, str],
    *,
    outcomes: Mapping[str, Outcome],
    waves: Mapping[str, Wave],
    promise: Promise,
) -> list[str]:
    """Return the columns of the analysis table that were promised to stay inside, for a partner and level of a study.

    Parameters
    ----------
    place
        partner and level.
    """
    asked = {name for name, wave in study.asked_waves(waves).items() if (wave.partner, wave.level) == place}
    # ties take in what every wave on this partner and level was told, whichever study it belongs to
    naming = {name for name, wave in waves.items() if (wave.partner, wave.level) == place}
    inside = ["answer_weight"]
    if not all(promise.shows_who_answered(wave) for wave in asked):
        inside.append("answered")
    for name, outcome in outcomes.items():
        if outcome.evidence == "survey":
            shown = all(outcome.field is not None and promise.shows(wave, outcome.field) for wave in asked)
        else:
            counted = naming if outcome.sources is None else naming & set(outcome.sources)
            shown = counted <= promise.named
        if not shown:
            inside.append(name)
    return inside


def outcome_is_public(analysis: pd.DataFrame, public: pd.DataFrame, outcome: str) -> bool:
    """Tell whether `public_analysis` leaves an outcome of these rows as it is.

    Parameters
    ----------
    analysis, public
        the same rows of the full and of the public analysis table.
    """
    return bool(analysis[outcome].notna().sum() == public[outcome].notna().sum())


def closed_outcomes(analysis: pd.DataFrame, public: pd.DataFrame, study: str, outcome: str) -> set[tuple[str, str]]:
    """Return the partners and levels of a study of which an outcome was promised to stay inside.

    Parameters
    ----------
    analysis, public
        the full and the public analysis table, of all studies.
    """
    shown = dict(list(public[public["study"] == study].groupby(["partner", "level"])))
    return {
        (str(partner), str(level))
        for (partner, level), rows in analysis[analysis["study"] == study].groupby(["partner", "level"])
        if not outcome_is_public(rows, shown[partner, level], outcome)
    }
