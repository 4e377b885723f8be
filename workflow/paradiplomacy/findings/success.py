"""Success among the units that cooperate: items, their index, how far it measures one thing, and what goes with it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from paradiplomacy.config.study import Factor, Inference, Model, Outcome, Study
from paradiplomacy.config.success import Success, SuccessItem
from paradiplomacy.findings.determinants import fit_determinants
from paradiplomacy.findings.scale import cronbach_alpha, ordinal_alpha
from paradiplomacy.findings.success_fields import INDEX, INDEX_LABEL, SUCCESS, SUCCESS_ANSWERS, SUCCESS_RELIABILITY
from paradiplomacy.findings.values import ValueBook
from paradiplomacy.findings.wave_answers import WaveAnswers, among_cooperating


@dataclass(frozen=True)
class SuccessScores:
    """The items of success of one wave, for the units that cooperate.

    Parameters
    ----------
    wave
        answers of its units that cooperate.
    asked
        by item, which units were asked.
    places
        by item, the place of each unit's category from the lowest (0); missing where it did not answer.
    index
        mean of the item scores; missing with fewer answered items than the configuration asks for.
    """

    wave: WaveAnswers
    asked: pd.DataFrame
    places: pd.DataFrame
    index: pd.Series[float]


def measure_success(
    name: str,
    waves: Sequence[WaveAnswers],
    analysis: pd.DataFrame,
    *,
    settings: Success,
    study: Study,
    outcomes: Mapping[str, Outcome],
    factors: Mapping[str, Factor],
    models: Mapping[str, Model],
    confidence_level: float,
    inference: Inference,
) -> dict[str, pd.DataFrame]:
    """Return the tables on success of study `name`, by name (field tables in `success_fields`).

    Units cooperate when the leading outcome of the study is yes; without survey waves the tables have no rows.

    Parameters
    ----------
    waves
        answers of the study (`study_answers`).
    analysis
        the analysis table, of all studies.
    """
    leading = study.outcome_of_kind("binary", outcomes)
    own = analysis[analysis["study"] == name]
    scores = score_success(among_cooperating(waves, own, leading), settings)
    means, shares, alphas = summarise_success(scores, settings, confidence_level)
    answers, categories = success_categories(scores, settings)
    determinants = fit_determinants(
        answers, categories, own, name=name, study=study, factors=factors, models=models,
        confidence_level=confidence_level, inference=inference,
    )  # fmt: skip
    return {
        "success": means,
        "success_answers": shares,
        "success_reliability": alphas,
        "success_determinants": determinants,
    }


def score_success(waves: Sequence[WaveAnswers], settings: Success) -> list[SuccessScores]:
    """Return the items and the index of each wave.

    Parameters
    ----------
    waves
        answers of the units that cooperate (`among_cooperating`).
    """
    found = []
    for wave in waves:
        units = wave.responses.index
        asked, places = {}, {}
        for name, item in settings.items.items():
            scored = _score(wave, item)
            if scored is not None:
                asked[name], places[name] = scored[0].reindex(units), scored[1].reindex(units)
        table = pd.DataFrame(places, index=units, dtype="Float64")
        tops = pd.Series({name: len(settings.items[name].categories) - 1 for name in table}, dtype="float")
        scores = table.div(tops)
        index = scores.mean(axis=1).where(scores.notna().sum(axis=1) >= settings.fewest_answered)
        found.append(SuccessScores(wave, pd.DataFrame(asked, index=units), table, index.astype("Float64")))
    return found


def _score(wave: WaveAnswers, item: SuccessItem) -> tuple[pd.Series[bool], pd.Series[Any]] | None:
    """Return who was asked an item, and the place of each unit's category; None where the wave does not ask it."""
    question = wave.question(item.field)
    if question is None:
        return None
    if item.kind == "boxes":
        columns = [c for c in question.tidy_columns if c.removeprefix(f"{item.field}_") not in item.not_counted]
        boxes = pd.DataFrame({column: wave.ticked(column) for column in columns})
        ticked = boxes.fillna(False).sum(axis=1).where(boxes.notna().any(axis=1))
        return wave.asked(columns[0]), _class_of(ticked, item)
    asked = wave.asked(item.field)
    if item.kind == "named":
        told = wave.named[wave.named["status"].notna()]
        if told.empty:  # the wave does not ask for the state
            return None
        share = told["status"].isin(item.answers).groupby(told["unit_id"]).mean()
        place = pd.Series(np.select([share == 0, share == 1], [0, 2], 1), index=share.index, dtype="Float64")
        return asked, place.reindex(wave.responses.index).where(asked)
    if item.kind == "scale":
        return asked, wave.places(item.field, item.answers)
    return asked, _class_of(pd.to_numeric(wave.given(item.field)), item)


def _class_of(numbers: pd.Series[Any], item: SuccessItem) -> pd.Series[Any]:
    """Return the place of each number among the classes of the item."""
    place = pd.Series(np.searchsorted(item.steps, numbers.to_numpy(dtype=float, na_value=0), side="right"))
    return place.set_axis(numbers.index).astype("Float64").where(numbers.notna())


def index_classes(settings: Success) -> tuple[str, ...]:
    """Return the names of the classes into which the index is cut, from the lowest."""
    ends = [0.0, *settings.cuts, 1.0]
    return tuple(f"{low:g} to {high:g}" for low, high in itertools.pairwise(ends))


def summarise_success(
    scores: Sequence[SuccessScores], settings: Success, confidence_level: float
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return means (`SUCCESS`), shares of categories (`SUCCESS_ANSWERS`) and alphas (`SUCCESS_RELIABILITY`)."""
    means: list[dict[str, Any]] = []
    shares: list[dict[str, Any]] = []
    alphas: list[dict[str, Any]] = []
    for one in scores:
        wave = one.wave
        for order, (name, categories, place, score, asked) in enumerate(_outcomes(one, settings)):
            label = INDEX_LABEL if name == INDEX else settings.items[name].label
            row = wave.key | {"item": name, "label": label, "asked": int(asked.fillna(False).astype(bool).sum())}
            means.append(row | {"order": order} | wave.mean(score, confidence_level))
            for number, category in enumerate(categories):
                chosen = place.eq(number).astype("boolean").where(place.notna())
                shares.append(row | {"category": category, "place": number} | wave.share(chosen, confidence_level))
        complete = one.places.dropna().to_numpy(dtype=float)
        tops = np.array([len(settings.items[name].categories) - 1 for name in one.places], dtype=float)
        estimates = {
            "alpha": cronbach_alpha(complete / tops, confidence_level),
            "ordinal alpha": ordinal_alpha(complete, confidence_level, f"ordinal alpha {wave.name}"),
        }
        for measure, found in estimates.items():
            row = wave.key | {"measure": measure, "items": complete.shape[1], "n": len(complete)}
            alphas.append(row | vars(found))
    return (
        pd.DataFrame(means).reindex(columns=SUCCESS.columns),
        pd.DataFrame(shares).reindex(columns=SUCCESS_ANSWERS.columns),
        pd.DataFrame(alphas).reindex(columns=SUCCESS_RELIABILITY.columns),
    )


def _outcomes(
    one: SuccessScores, settings: Success
) -> list[tuple[str, tuple[str, ...], pd.Series[Any], pd.Series[Any], pd.Series[Any]]]:
    """Return name, categories, place, score and who was asked of the index and of each item."""
    everybody = pd.Series(True, index=one.index.index)
    cut = pd.Series(np.searchsorted(settings.cuts, one.index.to_numpy(dtype=float, na_value=0.0), side="right"))
    cut = cut.set_axis(one.index.index).astype("Float64").where(one.index.notna())
    found = [(INDEX, index_classes(settings), cut, one.index, everybody)]
    for name in one.places:
        categories = settings.items[str(name)].categories
        score = one.places[name] / (len(categories) - 1)
        found.append((str(name), categories, one.places[name], score, one.asked[name]))
    return found


def success_categories(
    scores: Sequence[SuccessScores], settings: Success
) -> tuple[pd.DataFrame, Mapping[str, tuple[str, ...]]]:
    """Return the category of each unit by item and index, for the ordered models, and the order of the categories."""
    parts = []
    for one in scores:
        table = pd.DataFrame({"unit_id": one.index.index, "partner": one.wave.wave.partner})
        for name, categories, place, _, _ in _outcomes(one, settings):
            table[name] = place.map(dict(enumerate(categories))).astype("string").to_numpy()
        parts.append(table)
    order = {INDEX: index_classes(settings)} | {name: item.categories for name, item in settings.items.items()}
    columns = ["unit_id", "partner", *order]
    answers = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return answers.reindex(columns=columns), order


def enter_success(book: ValueBook, means: pd.DataFrame, alphas: pd.DataFrame, determinants: pd.DataFrame) -> None:
    """Enter weighted means, alphas and odds ratios of the index.

    Names are built from the rows: `success.CN.city.index` (and `.answered`), `success.CN.city.alpha`,
    `success.CN.city.index.log_population` (logarithm of the odds ratio of a step, so that its sign can be asked).
    """
    for row in means.itertuples():
        name = f"success.{row.partner}.{row.level}.{row.item}"
        book.set(name, row.weighted, "mean", row.weighted_low, row.weighted_high)
        book.set(f"{name}.answered", row.answered, "count")
    for row in alphas.itertuples():
        measure = row.measure.replace(" ", "_")
        name = f"success.{row.partner}.{row.level}.{measure}"
        book.set(name, row.estimate, "number", row.conf_low, row.conf_high)
    for row in determinants[determinants["quantity"] == "ratio"].itertuples():
        name = f"success.{row.partner}.{row.level}.{row.outcome}.{row.term}"
        low, high = (float(np.log(end)) for end in (row.conf_low, row.conf_high))
        book.set(name, float(np.log(row.estimate)), "number", low, high)
