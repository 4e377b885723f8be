"""What a unit and a partner place say of each other: existence, beginning, and the questions that both are asked.

Neither side is the truth. The unit answers of all its partners in a country, the place of the one unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paradiplomacy.config.study import Outcome, Study
from paradiplomacy.config.waves import PartnerWave
from paradiplomacy.distributions import wilson_interval
from paradiplomacy.findings.agreement import UNKNOWN, Estimate
from paradiplomacy.findings.item_fields import PAIR_AGREEMENT
from paradiplomacy.findings.tie_history import period_of, periods
from paradiplomacy.findings.values import ValueBook
from paradiplomacy.findings.wave_answers import WaveAnswers
from paradiplomacy.survey.codebook import (
    TICKED,
    UNTICKED,
    Codebook,
    MultipleQuestion,
    OrderedQuestion,
    read_codebook,
)
from paradiplomacy.survey.fields import MISSING_KINDS
from paradiplomacy.survey.pairs import pair_answers_dataset
from paradiplomacy.tables import read_table
from paradiplomacy.ties.fields import DYADS

DRAWS = 1999
NEAR = 2  # years: what memory and the difference of signing and decision explain
EXISTENCE, START = "existence", "start"
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class PlaceAnswers:
    """A wave of partner places: its dyads (`DYADS`) and answers by pair, and the questions that were asked."""

    name: str
    wave: PartnerWave
    codebook: Codebook
    dyads: pd.DataFrame
    answers: pd.DataFrame


def study_places(
    study: Study,
    *,
    units: pd.DataFrame,
    waves: Mapping[str, PartnerWave],
    codebooks: Sequence[str | Path],
    dyads: Sequence[str | Path],
    answers: Sequence[str | Path],
) -> list[PlaceAnswers]:
    """Return the waves that asked partner places about units of a study.

    Parameters
    ----------
    units
        the frame (`UNITS`).
    waves
        all waves of partner places, in the order of the files.
    codebooks, dyads, answers
        files of every wave.
    """
    inside = units if study.countries == "all" else units[units["country"].isin(study.countries)]
    found = []
    for name, *files in zip(waves, codebooks, dyads, answers, strict=True):
        wave = waves[name]
        if wave.partner in study.partners and wave.level in study.levels:
            codebook = read_codebook(files[0])
            pairs = read_table(files[1], DYADS)
            given = read_table(files[2], pair_answers_dataset(codebook))
            pairs, given = (table[table["unit_id"].isin(inside["unit_id"])] for table in (pairs, given))
            found.append(PlaceAnswers(name, wave, codebook, pairs.reset_index(drop=True), given))
    return found


@dataclass(frozen=True)
class _Compared:
    """One comparison: codes of either side by pair (NaN: does not tell), the number of codes, and their names."""

    field: str
    option: str
    label: str
    unit: Vector
    place: Vector
    categories: int
    within: float = 0.0  # codes that differ by no more agree
    kappa: bool = True


def compare_pair_answers(
    places: Sequence[PlaceAnswers],
    waves: Sequence[WaveAnswers],
    *,
    outcome: Outcome,
    milestones: Sequence[int],
    confidence_level: float,
) -> pd.DataFrame:
    """Return how far units and partner places agree (`PAIR_AGREEMENT`); no row where no place was asked.

    Existence is that of a tie at present: a unit says yes where it names the place as active, dormant or without a
    state, and no where it names it as ended or planned, or says that it does not cooperate at present; one that
    cooperates and does not name the place tells nothing, as few places are asked for. The pairs of a unit are not
    independent, so that units are resampled for the intervals; where all pairs agree, or none, the interval of the
    share is Wilson's with the number of units.

    Parameters
    ----------
    waves
        answers of the units.
    outcome
        leading survey outcome: field and answers that count as yes and no.
    milestones
        years between which periods run.
    """
    rows: list[dict[str, Any]] = []
    for one in places:
        asked = next((w for w in waves if (w.wave.partner, w.wave.level) == (one.wave.partner, one.wave.level)), None)
        if asked is None:
            continue
        units = one.dyads["unit_id"].to_numpy(dtype=str)
        key = {"wave": one.name, "partner": one.wave.partner, "level": one.wave.level}
        for order, compared in enumerate(_comparisons(one, asked, outcome, milestones)):
            rows.append(
                key
                | {"field": compared.field, "option": compared.option, "label": compared.label, "order": order}
                | _agreement(compared, units, confidence_level, f"{one.name} {compared.field} {compared.option}")
            )
    return pd.DataFrame(rows).reindex(columns=PAIR_AGREEMENT.columns)


def _comparisons(
    one: PlaceAnswers, asked: WaveAnswers, outcome: Outcome, milestones: Sequence[int]
) -> Iterator[_Compared]:
    dyads = one.dyads
    said = dyads["unit_id"].map(asked.responses[outcome.field]) if outcome.field in asked.responses else None
    status = dyads["unit_status"]
    unit = status.map(lambda state: float(state not in ("ended", "planned")), na_action="ignore").astype("Float64")
    if said is not None:
        unit = unit.mask(unit.isna() & said.isin(outcome.counts_as_no), 0.0)
    answer = dyads["partner_answer"]
    place = answer.isin(outcome.counts_as_yes).astype("Float64").mask(answer.isin(MISSING_KINDS))
    yield _Compared(EXISTENCE, "at_present", "Cooperation exists at present", _floats(unit), _floats(place), 2)
    if one.wave.began is not None:
        of_unit, of_place = _floats(dyads["unit_year"]), _floats(dyads["partner_year"])
        for option, label, within in (
            ("same_year", "Year of the beginning: the same", 0.0),
            ("near_year", f"Year of the beginning: {NEAR} years apart at most", float(NEAR)),
        ):
            yield _Compared(START, option, label, of_unit, of_place, 0, within, kappa=False)
        first, second = (
            _floats(period_of(pd.Series(side).astype("Float64"), milestones)) for side in (of_unit, of_place)
        )
        last = len(periods(milestones))
        yield _Compared(START, "period", "Period of the beginning: the same", first, second, last)
    answers = dyads[["unit_id", "place"]].merge(one.answers, on=["unit_id", "place"], how="left", validate="one_to_one")
    for question in asked.codebook.fields:
        other = next((q for q in one.codebook.fields if q.name == question.name), None)
        if isinstance(question, OrderedQuestion) and isinstance(other, OrderedQuestion):
            if question.tidy_codes != other.tidy_codes:
                continue
            code = {answer: float(place) for place, answer in enumerate(question.tidy_codes)}
            sides = _sides(question.name, asked, dyads, answers, code)
            yield _Compared(question.name, "same_answer", "the same answer", *sides, len(code))
            yield _Compared(question.name, "within_one", "one step apart at most", *sides, 0, 1.0, kappa=False)
        elif isinstance(question, MultipleQuestion) and isinstance(other, MultipleQuestion):
            theirs = set(other.tidy_columns)
            for box, column in zip(question.options, question.tidy_columns, strict=True):
                if column in theirs:
                    sides = _sides(column, asked, dyads, answers, {UNTICKED: 0.0, TICKED: 1.0})
                    yield _Compared(question.name, box.code, box.label, *sides, 2)


def _sides(
    column: str, asked: WaveAnswers, dyads: pd.DataFrame, answers: pd.DataFrame, code: Mapping[str, float]
) -> tuple[Vector, Vector]:
    """Return the codes of the unit and of the place in a column, by pair."""
    return _floats(dyads["unit_id"].map(asked.given(column)).map(code)), _floats(answers[column].map(code))


def _floats(values: pd.Series[Any]) -> Vector:
    numbers: Vector = values.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    return numbers


def _agreement(compared: _Compared, units: NDArray[np.str_], confidence_level: float, seed: str) -> dict[str, Any]:
    """Return counts, share of agreement and kappa of one comparison."""
    has_unit, has_place = ~np.isnan(compared.unit), ~np.isnan(compared.place)
    both = has_unit & has_place
    one, other = compared.unit[both], compared.place[both]
    names, cluster = np.unique(units[both], return_inverse=True)
    agree = np.abs(one - other) <= compared.within
    row: dict[str, Any] = {
        "pairs": len(units),
        "unit_only": int((has_unit & ~has_place).sum()),
        "place_only": int((~has_unit & has_place).sum()),
        "n": int(both.sum()),
        "units": len(names),
        "agree": int(agree.sum()),
    }
    weights = _resampled(len(names), seed)
    share = share_by_clusters(agree, cluster, weights, confidence_level)
    row |= {"agreement": share.estimate, "agreement_low": share.conf_low, "agreement_high": share.conf_high}
    if compared.kappa:
        kappa = kappa_by_clusters(one, other, compared.categories, cluster, weights, confidence_level)
        row |= {"kappa": kappa.estimate, "kappa_low": kappa.conf_low, "kappa_high": kappa.conf_high}
    return row


def _resampled(clusters: int, seed: str) -> Vector:
    """Return how often each cluster is drawn in each resample, draws by clusters."""
    rng = np.random.default_rng(crc32(seed.encode()))
    if clusters == 0:
        return np.zeros((DRAWS, 0))
    return rng.multinomial(clusters, np.full(clusters, 1 / clusters), size=DRAWS).astype(float)


def share_by_clusters(
    agree: NDArray[np.bool_], cluster: NDArray[np.int64], weights: Vector, confidence_level: float
) -> Estimate:
    """Return the share of pairs that agree with the percentile interval of resampled clusters.

    Parameters
    ----------
    agree, cluster
        n pairs: whether they agree, and the number of their cluster.
    weights
        draws by clusters, how often each is drawn.
    """
    if not len(agree):
        return UNKNOWN
    share = float(agree.mean())
    clusters = weights.shape[1]
    if share in (0.0, 1.0):
        ends = wilson_interval(round(share * clusters), clusters, confidence_level)
        return Estimate(share, float(ends.low), float(ends.high))
    yes = np.bincount(cluster, agree.astype(float), minlength=clusters)
    drawn = (weights @ yes) / (weights @ np.bincount(cluster, minlength=clusters))
    return Estimate(share, *_ends(drawn, confidence_level))


def kappa_by_clusters(
    one: Vector,
    other: Vector,
    categories: int,
    cluster: NDArray[np.int64],
    weights: Vector,
    confidence_level: float,
) -> Estimate:
    """Return Cohen's kappa with quadratic weights (1968), of two answers that of 1960, resampled by cluster.

    Not a number where chance alone would make both agree on every pair.

    Parameters
    ----------
    one, other
        n codes from 0 of either side.
    categories
        number of codes.
    cluster, weights
        as for `share_by_clusters`.
    """
    clusters = weights.shape[1]
    cell = (one * categories + other).astype(np.int64)
    tables = np.zeros((clusters, categories**2))
    np.add.at(tables, (cluster, cell), 1.0)
    point = float(_kappas(tables.sum(axis=0, keepdims=True), categories)[0])
    if np.isnan(point):
        return UNKNOWN
    return Estimate(point, *_ends(_kappas(weights @ tables, categories), confidence_level))


def _kappas(tables: Vector, categories: int) -> Vector:
    """Return the kappa of each table, draws by cells."""
    shape = (len(tables), categories, categories)
    shares = (tables / np.maximum(tables.sum(axis=1, keepdims=True), 1)).reshape(shape)
    codes = np.arange(categories)
    penalty = (codes[:, None] - codes[None, :]) ** 2
    seen = (shares * penalty).sum(axis=(1, 2))
    chance = (shares.sum(axis=2)[:, :, None] * shares.sum(axis=1)[:, None, :] * penalty).sum(axis=(1, 2))
    kappa: Vector = 1 - np.divide(seen, chance, out=np.full(len(tables), np.nan), where=chance > 0)
    return kappa


def _ends(drawn: Vector, confidence_level: float) -> tuple[float, float]:
    tail = (1 - confidence_level) / 2
    low, high = np.nanquantile(drawn, [tail, 1 - tail])
    return float(low), float(high)


def enter_pair_agreement(book: ValueBook, agreement: pd.DataFrame) -> None:
    """Enter agreement and kappa.

    Names are built from the rows: `pairs.us_partners_2025.existence.at_present` (and `.n`, `.kappa`).
    """
    for row in agreement.itertuples():
        name = f"pairs.{row.wave}.{row.field}.{row.option}"
        book.set(name, row.agreement, "share", row.agreement_low, row.agreement_high)
        book.set(f"{name}.n", row.n, "count")
        book.set(f"{name}.kappa", row.kappa, "number", row.kappa_low, row.kappa_high)
