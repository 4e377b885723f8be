"""How units coordinate their cooperation with the state, regions, other cities and the Union."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from paradiplomacy.config.study import Factor, Inference, Model, Study
from paradiplomacy.config.success import Coordination
from paradiplomacy.findings.coordination_fields import ANY, COORDINATION, COORDINATION_INDEX, COORDINATION_PAIRED
from paradiplomacy.findings.determinants import fit_determinants
from paradiplomacy.findings.paired_order import (
    mean_of_known,
    mean_superiority,
    signed_rank_test,
    superiority_of_units,
)
from paradiplomacy.findings.values import ValueBook
from paradiplomacy.findings.wave_answers import WaveAnswers


def measure_coordination(
    name: str,
    waves: Sequence[WaveAnswers],
    analysis: pd.DataFrame,
    *,
    settings: Coordination,
    study: Study,
    factors: Mapping[str, Factor],
    models: Mapping[str, Model],
    confidence_level: float,
    inference: Inference,
) -> dict[str, pd.DataFrame]:
    """Return the tables on coordination of study `name`, by name (field tables in `coordination_fields`).

    Parameters
    ----------
    waves
        answers of the study (`study_answers`); without any the tables have no rows.
    analysis
        the analysis table, of all studies.
    """
    shares, means, paired = summarise_coordination(waves, settings, confidence_level)
    answers, categories = coordination_categories(waves, settings)
    determinants = fit_determinants(
        answers, categories, analysis, name=name, study=study, factors=factors, models=models,
        confidence_level=confidence_level, inference=inference,
    )  # fmt: skip
    return {
        "coordination": shares,
        "coordination_index": means,
        "coordination_paired": paired,
        "coordination_determinants": determinants,
    }


def summarise_coordination(
    waves: Sequence[WaveAnswers], settings: Coordination, confidence_level: float
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return shares of answers (`COORDINATION`), indices (`COORDINATION_INDEX`) and pairs (`COORDINATION_PAIRED`).

    Of a level of government with several bodies the distribution is that of the closest coordination with any of
    them, which grows with the number of bodies that a wave asks about; the index and the comparison of two levels rest
    on the mean over bodies and on single bodies, which do not.
    """
    shares: list[dict[str, Any]] = []
    means: list[dict[str, Any]] = []
    paired: list[dict[str, Any]] = []
    top = len(settings.answers) - 1
    for wave in waves:
        levels = dict(_places(wave, settings))
        for order, (name, places) in enumerate(levels.items()):
            asked = pd.DataFrame({field: wave.asked(field) for field in places}).any(axis=1)
            head = wave.key | {"government": name, "order": order, "label": settings.governments[name].label}
            closest = places.max(axis=1)
            bodies: dict[str, pd.Series[Any]] = {ANY: closest} | {str(field): places[field] for field in places}
            for field, place in bodies.items():
                number = int(asked.sum() if field == ANY else wave.asked(field).sum())
                for rank, answer in enumerate(settings.answers):
                    chosen = place.eq(rank).astype("boolean").where(place.notna())
                    row = head | {"field": field, "answer": answer, "place": rank, "asked": number}
                    shares.append(row | wave.share(chosen, confidence_level))
            mean = places.mean(axis=1) / top
            means.append(head | {"asked": int(asked.sum())} | wave.mean(mean, confidence_level))
        for first, second in combinations([name for name in settings.compared if name in levels], 2):
            row = _compare(
                levels[first], levels[second], confidence_level, settings.draws, f"{wave.name} {first} {second}"
            )
            paired.append(wave.key | {"first": first, "second": second} | row)
    return (
        pd.DataFrame(shares).reindex(columns=COORDINATION.columns),
        pd.DataFrame(means).reindex(columns=COORDINATION_INDEX.columns),
        pd.DataFrame(paired).reindex(columns=COORDINATION_PAIRED.columns),
    )


def _places(wave: WaveAnswers, settings: Coordination) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each level that the wave asks about with the places of the answers, a column for each body."""
    for name, government in settings.governments.items():
        fields = [field for field in government.fields if field in wave.responses]
        if fields:
            yield name, pd.DataFrame({field: wave.places(field, list(settings.answers)) for field in fields})


def _compare(
    first: pd.DataFrame, second: pd.DataFrame, confidence_level: float, draws: int, seed: str
) -> dict[str, Any]:
    """Return how two levels compare on the units that answered on both."""
    one, other = (table.to_numpy(dtype=float, na_value=np.nan) for table in (first, second))
    units = superiority_of_units(one, other)
    known = ~np.isnan(units)
    gap = mean_of_known(list(one[known].T)) - mean_of_known(list(other[known].T))
    gap = np.round(gap, 9)
    found = mean_superiority(units[known], confidence_level, draws, seed)
    return {
        "n": int(known.sum()),
        "closer_first": int((gap > 0).sum()),
        "equal": int((gap == 0).sum()),
        "closer_second": int((gap < 0).sum()),
        "p_value": signed_rank_test(gap) if known.any() else np.nan,
        "superiority": found.estimate,
        "conf_low": found.conf_low,
        "conf_high": found.conf_high,
    }


def coordination_categories(
    waves: Sequence[WaveAnswers], settings: Coordination
) -> tuple[pd.DataFrame, Mapping[str, tuple[str, ...]]]:
    """Return the closest coordination of each unit with each level, for the models, and the order of the answers."""
    order = {name: tuple(settings.answers) for name in settings.governments}
    names = dict(enumerate(settings.answers))
    parts = []
    for wave in waves:
        table = pd.DataFrame({"unit_id": wave.responses.index, "partner": wave.wave.partner})
        for name, places in _places(wave, settings):
            table[name] = places.max(axis=1).map(names).astype("string").to_numpy()
        parts.append(table)
    answers = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return answers.reindex(columns=["unit_id", "partner", *order]), order


def enter_coordination(book: ValueBook, means: pd.DataFrame, paired: pd.DataFrame) -> None:
    """Enter indices and comparisons.

    Names are built from the rows: `coordination.CN.city.state`, `coordination.CN.city.state.eu` (superiority),
    `coordination.CN.city.state.eu.p` and `.n`.
    """
    for row in means.itertuples():
        name = f"coordination.{row.partner}.{row.level}.{row.government}"
        book.set(name, row.weighted, "mean", row.weighted_low, row.weighted_high)
    for row in paired.itertuples():
        name = f"coordination.{row.partner}.{row.level}.{row.first}.{row.second}"
        book.set(name, row.superiority, "number", row.conf_low, row.conf_high)
        book.set(f"{name}.p", row.p_value, "p")
        book.set(f"{name}.n", row.n, "count")
