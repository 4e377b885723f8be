"""The answers of the waves of a study: who was asked, what was given, ticked and named, with weights and wording.

The one reader of answers of the findings: items, kinds, success, coordination and the model of cooperation stand on it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from paradiplomacy.config.study import Study
from paradiplomacy.config.waves import Wave
from paradiplomacy.distributions import wilson_interval
from paradiplomacy.findings.nonresponse import response_designs
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.survey.codebook import TICKED, Codebook, Question, read_codebook
from paradiplomacy.survey.design_estimates import DesignEstimate, ResponseDesign, estimate_mean
from paradiplomacy.survey.fields import MISSING_KINDS, NAMED_PARTNERS
from paradiplomacy.survey.ingest import responses_dataset
from paradiplomacy.survey.nonresponse_fields import WEIGHTS
from paradiplomacy.tables import read_table

NOT_ASKED = "not_asked"


@dataclass(frozen=True)
class WaveAnswers:
    """The answers of one wave by units of a study.

    Parameters
    ----------
    name, wave, codebook
        the wave and its questions.
    responses
        answers of units of the study, indexed by unit_id (`responses_dataset` of the codebook).
    weights
        weights of all units that answered the wave (`WEIGHTS`): a study of some countries is a domain of its wave.
    named
        partner places that units of the study named (`NAMED_PARTNERS`).
    """

    name: str
    wave: Wave
    codebook: Codebook
    responses: pd.DataFrame
    weights: pd.DataFrame
    named: pd.DataFrame

    @property
    def key(self) -> dict[str, str]:
        """The columns wave, partner and level of every finding."""
        return {"wave": self.name, "partner": self.wave.partner, "level": self.wave.level}

    @cached_property
    def _ordered_weights(self) -> pd.DataFrame:
        return self.weights.sort_values("unit_id", ignore_index=True)

    @cached_property
    def _design(self) -> ResponseDesign:
        return response_designs(self._ordered_weights)["raked"]

    def given(self, column: str) -> pd.Series[Any]:
        """Return the answers in a column; a kind of missing answer is missing."""
        answers = self.responses[column]
        return answers.where(~answers.isin(MISSING_KINDS))

    def asked(self, column: str) -> pd.Series[bool]:
        """Tell which units were asked: "not asked" is another thing than no answer."""
        return self.responses[column].ne(NOT_ASKED)

    def ticked(self, column: str) -> pd.Series[Any]:
        """Tell which units tick a box; one that was not asked or gave no answer is missing."""
        given = self.given(column)
        return given.eq(TICKED).astype("boolean").where(given.notna())

    def places(self, field: str, answers: Sequence[str]) -> pd.Series[Any]:
        """Return the place of each unit's answer on a scale, from 0; any answer that is not on it is missing."""
        return self.given(field).map({answer: place for place, answer in enumerate(answers)}).astype("Float64")

    def question(self, field: str) -> Question | None:
        """Return the question that a field answers; none where the wave does not ask it."""
        return next((question for question in self.codebook.fields if question.name == field), None)

    def among(self, units: Collection[str]) -> WaveAnswers:
        """Return the answers of some units; the weights stay those of the whole wave, of which they are a domain."""
        return replace(
            self,
            responses=self.responses[self.responses.index.isin(units)],
            named=self.named[self.named["unit_id"].isin(units)],
        )

    def weighted(self, values: pd.Series[Any], confidence_level: float, *, share: bool) -> DesignEstimate:
        """Return the weighted mean of `values` (by unit_id, missing outside the domain) by the final weights."""
        numbers = self._ordered_weights["unit_id"].map(values).astype("Float64")
        return estimate_mean(
            numbers.to_numpy(dtype=float, na_value=np.nan), self._design, confidence_level, share=share
        )

    def share(self, values: pd.Series[Any], confidence_level: float) -> dict[str, Any]:
        """Return the share of the units of which `values` is true, unweighted with Wilson's interval and weighted.

        Parameters
        ----------
        values
            truth by unit_id; missing outside the domain.
        """
        known = values.dropna().astype(bool)
        n, yes = len(known), int(known.sum())
        row: dict[str, Any] = {"answered": n, "yes": yes}
        if n:
            ends = wilson_interval(yes, n, confidence_level)
            row |= {"share": yes / n, "conf_low": float(ends.low), "conf_high": float(ends.high)}
        found = self.weighted(values, confidence_level, share=True)
        return row | {
            "weighted": found.estimate,
            "weighted_low": found.conf_low,
            "weighted_high": found.conf_high,
        }

    def mean(self, values: pd.Series[Any], confidence_level: float) -> dict[str, Any]:
        """Return the mean of numbers by unit_id, unweighted and weighted with its interval."""
        known = values.dropna()
        found = self.weighted(values, confidence_level, share=False)
        return {
            "answered": len(known),
            "mean": float(known.mean()) if len(known) else np.nan,
            "weighted": found.estimate,
            "weighted_low": found.conf_low,
            "weighted_high": found.conf_high,
        }


def study_answers(
    study: Study,
    *,
    units: pd.DataFrame,
    waves: Mapping[str, Wave],
    codebooks: Sequence[str | Path],
    responses: Sequence[str | Path],
    weights: Sequence[str | Path],
    named_partners: Sequence[str | Path],
) -> list[WaveAnswers]:
    """Return the answers to the waves that give the outcomes of a study, one for each partner and level.

    Parameters
    ----------
    units
        the frame (`UNITS`).
    waves
        all waves, in the order of the files.
    codebooks, responses, weights, named_partners
        files of every wave.
    """
    inside = units[units["level"].isin(study.levels)]
    if study.countries != "all":
        inside = inside[inside["country"].isin(study.countries)]
    wanted = study.asked_waves(waves)
    found = []
    for name, *files in zip(waves, codebooks, responses, weights, named_partners, strict=True):
        if name not in wanted:
            continue
        codebook = read_codebook(files[0])
        answers = read_table(files[1], responses_dataset(codebook))
        named = read_table(files[3], NAMED_PARTNERS)
        found.append(
            WaveAnswers(
                name,
                wanted[name],
                codebook,
                answers[answers["unit_id"].isin(inside["unit_id"])].set_index("unit_id"),
                read_table(files[2], WEIGHTS),
                named[named["unit_id"].isin(inside["unit_id"])],
            )
        )
    return found


def among_cooperating(waves: Sequence[WaveAnswers], analysis: pd.DataFrame, leading: str) -> list[WaveAnswers]:
    """Return the answers of the units that cooperate: whose leading outcome about the wave's partner is yes.

    Parameters
    ----------
    analysis
        rows of the study of the analysis table.
    leading
        column of its leading outcome.
    """
    cooperating = analysis[analysis[leading].eq(1).fillna(False)]
    return [wave.among(cooperating.loc[_rows_about(cooperating, wave.wave), "unit_id"].to_list()) for wave in waves]


def _rows_about(analysis: pd.DataFrame, wave: Wave) -> pd.Series[bool]:
    return (analysis["partner"] == wave.partner) & (analysis["level"] == wave.level)


def refuse_unknown_fields(named: Sequence[tuple[str, str]], codebooks: Sequence[str | Path]) -> None:
    """Raise `BadInput` for every field of the configuration that no codebook has.

    Parameters
    ----------
    named
        place in the configuration, and the field that it names.
    codebooks
        files of every wave, whatever the study; without a survey nothing can be unknown.
    """
    known = {question.name for path in codebooks for question in read_codebook(path).fields}
    wrong = [
        Problem("the configuration", "a field of a codebook", "correct it, or take it out", column=place, value=field)
        for place, field in named
        if codebooks and field not in known
    ]
    if wrong:
        raise BadInput(wrong)
