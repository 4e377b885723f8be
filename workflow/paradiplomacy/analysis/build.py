"""Join units, answers and ties into the analysis table, on which every model and finding rests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from paradiplomacy.analysis.coverage import TieSources
from paradiplomacy.analysis.fields import ANALYSIS
from paradiplomacy.config.registers import Register
from paradiplomacy.config.study import Outcome, Study
from paradiplomacy.config.waves import Wave
from paradiplomacy.config.web import Archives
from paradiplomacy.fields import Dataset, Field, Kind

OUTCOME_TYPES: dict[str, Kind] = {"binary": "boolean", "count": "integer", "ordered": "text"}

# columns of the party in office, which are those of the day that counts for the partner
PARTY_COLUMNS = ("party_bloc", "party_left_right", "copartisan")


def analysis_dataset(outcomes: Mapping[str, Outcome], supplied: Mapping[str, str] | None = None) -> Dataset:
    """Return the field table of the analysis table: one column per supplied covariate (its label) and outcome."""
    covariates = (Field(name, "number", label) for name, label in (supplied or {}).items())
    return ANALYSIS.with_fields(covariates).with_fields(
        Field(
            name,
            OUTCOME_TYPES[outcome.kind],
            outcome.label,
            allowed=tuple(outcome.answers),
            minimum=None if outcome.kind == "ordered" else 0,
            source=outcome.evidence,
        )
        for name, outcome in outcomes.items()
    )


def build_analysis(
    units: pd.DataFrame,
    responses: Mapping[str, pd.DataFrame],
    ties: pd.DataFrame,
    *,
    evidence: pd.DataFrame,
    page_coverage: pd.DataFrame,
    archives: Archives,
    weights: Mapping[str, pd.DataFrame],
    parties: pd.DataFrame,
    party_days: Mapping[str, str],
    supplied: pd.DataFrame,
    studies: Mapping[str, Study],
    outcomes: Mapping[str, Outcome],
    waves: Mapping[str, Wave],
    registers: Mapping[str, Register],
    counted_ties: Sequence[str],
) -> pd.DataFrame:
    """Return one row per study, partner and unit.

    An outcome from ties is known for a unit when a source of the outcome could have shown the tie: a register that
    covers its level and country, its own answer, or an archived page of its own. Elsewhere it is missing: the silence
    of a source that never looked is not a "no".

    Parameters
    ----------
    units
        the frame (`UNITS`).
    responses
        answers by wave (`RESPONSES` with the fields of the wave's codebook).
    ties
        ties (`TIES`).
    evidence
        what shows them (`EVIDENCE`).
    page_coverage
        units and partners of which archived pages could have shown a tie (`PAGE_COVERAGE`).
    archives
        the web archives.
    weights
        weights of the answers by wave (`WEIGHTS`).
    parties
        the party in office in each unit by day (`PARTIES_IN_OFFICE`).
    party_days
        the day that counts for each partner.
    supplied
        covariates that a researcher added (`SUPPLIED`).
    counted_ties
        states of the ties that count.

    Returns
    -------
    pandas.DataFrame
        in the columns of `analysis_dataset` for the outcomes and the supplied covariates.
    """
    covariates = [name for name in ANALYSIS.columns if name in units.columns and name not in PARTY_COLUMNS]
    added = supplied.pivot(index="unit_id", columns="field", values="value")
    sources = TieSources(
        registers=registers,
        waves=waves,
        archives=archives.sources,
        responses=responses,
        page_coverage=page_coverage,
        evidence=evidence,
        ties=ties,
    )
    counted = {
        name: sources.counted(outcome.sources, counted_ties)
        for name, outcome in outcomes.items()
        if outcome.evidence == "ties"
    }
    parts = []
    for study_name, study in studies.items():
        inside = units["level"].isin(study.levels)
        if study.countries != "all":
            inside &= units["country"].isin(study.countries)
        asked = study.asked_waves(waves)
        for partner in study.partners:
            part = units.loc[inside, covariates].copy()
            part.insert(0, "study", study_name)
            part.insert(1, "partner", partner)
            in_office = parties[parties["date"] == party_days[partner]].set_index("unit_id")
            for table, columns in ((in_office, PARTY_COLUMNS), (added, added.columns)):
                part = part.assign(**{name: part["unit_id"].map(table[name]) for name in columns})
            answers = _answers(responses, asked, partner)
            part["answered"] = _answered(part, answers, _surveyed_levels(asked, partner))
            given = _answers(weights, asked, partner).set_index("unit_id").reindex(columns=["weight"])["weight"]
            part["answer_weight"] = part["unit_id"].map(given).astype("Float64")
            for name, outcome in outcomes.items():
                if outcome.evidence == "survey":
                    part[name] = _survey_outcome(part["unit_id"], answers, outcome)
                else:
                    about = counted[name].loc[counted[name]["partner"] == partner]
                    n_ties = part["unit_id"].map(about.groupby("unit_id").size()).fillna(0).astype("Int64")
                    n_ties = n_ties.where(sources.covered(part, partner, outcome.sources))
                    part[name] = (n_ties > 0) if outcome.kind == "binary" else n_ties
            parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _answers(responses: Mapping[str, pd.DataFrame], waves: Mapping[str, Wave], partner: str) -> pd.DataFrame:
    """Return the answers (or their weights) of all waves about `partner`, one row per unit."""
    about = [responses[name] for name, wave in waves.items() if wave.partner == partner]
    return pd.concat(about, ignore_index=True) if about else pd.DataFrame({"unit_id": pd.Series(dtype="string")})


def _answered(part: pd.DataFrame, answers: pd.DataFrame, levels: Iterable[str]) -> pd.Series[bool]:
    return part["unit_id"].isin(answers["unit_id"]).astype("boolean").where(part["level"].isin(list(levels)))


def _surveyed_levels(waves: Mapping[str, Wave], partner: str) -> set[str]:
    return {wave.level for wave in waves.values() if wave.partner == partner}


def _survey_outcome(unit_ids: pd.Series[str], answers: pd.DataFrame, outcome: Outcome) -> pd.Series[bool]:
    """Return yes, no or missing for each unit, or its answer on a scale; every other answer is missing."""
    kind = "string" if outcome.kind == "ordered" else "boolean"
    if outcome.field not in answers:
        return pd.Series(pd.NA, index=unit_ids.index, dtype=kind)
    if outcome.kind == "ordered":
        given = answers.set_index("unit_id")[outcome.field].astype("string")
        return unit_ids.map(given.where(given.isin(outcome.answers))).astype("string")
    codes = dict.fromkeys(outcome.counts_as_yes, True) | dict.fromkeys(outcome.counts_as_no, False)
    by_unit = answers.set_index("unit_id")[outcome.field].map(codes)
    return unit_ids.map(by_unit).astype("boolean")
