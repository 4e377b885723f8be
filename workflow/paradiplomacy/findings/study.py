"""The findings of one study: its tables and the values that its publications print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from paradiplomacy.config.model import Outcome, Register, Study, Wave, World
from paradiplomacy.findings.coverage import covariate_coverage
from paradiplomacy.findings.describe import (
    cooperation_by_group,
    frame_by_country,
    paired_partners,
    response_by_wave,
    ties_by_country,
)
from paradiplomacy.findings.overlap import overlap_of_study
from paradiplomacy.findings.recovery import compare_with_truth
from paradiplomacy.findings.values import ValueBook, enter_findings


@dataclass(frozen=True)
class StudyFindings:
    """The tables of one study (field tables in `paradiplomacy.findings.fields`) and its named values."""

    frame_by_country: pd.DataFrame
    response: pd.DataFrame
    cooperation: pd.DataFrame
    paired: pd.DataFrame
    ties_by_country: pd.DataFrame
    tie_sources: pd.DataFrame
    tie_overlap: pd.DataFrame
    recovery: pd.DataFrame
    coverage: pd.DataFrame
    values: ValueBook


def summarise_study(
    name: str,
    *,
    countries: pd.DataFrame,
    units: pd.DataFrame,
    dispositions: pd.DataFrame,
    ties: pd.DataFrame,
    evidence: pd.DataFrame,
    analysis: pd.DataFrame,
    estimates: pd.DataFrame,
    true_effects: pd.DataFrame | None,
    studies: Mapping[str, Study],
    outcomes: Mapping[str, Outcome],
    waves: Mapping[str, Wave],
    registers: Mapping[str, Register],
    world: World,
    confidence_level: float,
    inputs_digest: str,
) -> StudyFindings:
    """Return the findings of study `name`.

    Parameters
    ----------
    countries
        table of countries (columns country, name, macro_region).
    units, dispositions, ties, evidence, analysis, estimates
        the tables of the earlier stages, for all studies.
    true_effects
        true average marginal effects of a simulated world; None for real data.
    inputs_digest
        digest of the input files, which each value carries.
    """
    study = studies[name]
    if study.countries != "all":
        countries = countries[countries["country"].isin(study.countries)]
    units = units[units["country"].isin(countries["country"]) & units["level"].isin(study.levels)]
    analysis = analysis[analysis["study"] == name]
    # text and figures rest on the ladder; further models stand in their table
    estimates = estimates[(estimates["study"] == name) & estimates["model"].isin(study.models)]
    dispositions = dispositions[dispositions["unit_id"].isin(units["unit_id"])]
    asked = {
        wave: entry for wave, entry in waves.items() if entry.partner in study.partners and entry.level in study.levels
    }
    leading = study.outcome_of_kind("binary", outcomes)
    shown, shared = overlap_of_study(
        units=units,
        dispositions=dispositions,
        ties=ties,
        evidence=evidence,
        registers=registers,
        waves=asked,
        partners=study.partners,
        levels=study.levels,
        confidence_level=confidence_level,
    )
    tables = {
        "frame_by_country": frame_by_country(units, countries),
        "response": response_by_wave(dispositions, asked),
        "cooperation": cooperation_by_group(analysis, leading, confidence_level),
        "paired": paired_partners(analysis, leading, study.partners, confidence_level),
        "ties_by_country": ties_by_country(units, ties, countries, study.partners),
        "tie_sources": shown,
        "tie_overlap": shared,
        "recovery": compare_with_truth(estimates, true_effects, leading),
        "coverage": covariate_coverage(units, countries),
    }
    book = ValueBook("summarise_findings", inputs_digest)
    enter_findings(
        book,
        units=units,
        estimates=estimates,
        **{k: v for k, v in tables.items() if k not in ("frame_by_country", "coverage")},
    )
    stamp = world.stamp or world.name  # a table that is copied out of its folder still says which world it is of
    return StudyFindings(**{key: table.assign(world=stamp) for key, table in tables.items()}, values=book)
