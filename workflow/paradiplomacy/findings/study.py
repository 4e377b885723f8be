"""The findings of one study: its tables and the values that its publications print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from paradiplomacy.analysis.public import closed_outcomes
from paradiplomacy.config.model import World
from paradiplomacy.config.registers import Register
from paradiplomacy.config.study import Outcome, Study
from paradiplomacy.config.waves import Disclosure, PartnerWave, Wave
from paradiplomacy.config.web import Archives
from paradiplomacy.findings.agreement import find_agreement
from paradiplomacy.findings.agreement_fields import SOURCE_AGREEMENT
from paradiplomacy.findings.coverage import covariate_coverage
from paradiplomacy.findings.describe import (
    cooperation_by_group,
    frame_by_country,
    paired_partners,
    response_by_wave,
)
from paradiplomacy.findings.fields import COOPERATION, PAIRED
from paradiplomacy.findings.nonresponse import compare_shares_with_truth, enter_nonresponse, estimate_weighted
from paradiplomacy.findings.nonresponse_fields import LATE_ANSWERS
from paradiplomacy.findings.overlap import PageList
from paradiplomacy.findings.recovery import compare_with_truth
from paradiplomacy.findings.ties import find_ties
from paradiplomacy.findings.values import ValueBook, enter_findings, enter_parties
from paradiplomacy.findings.withhold import withhold_outcome

NOT_ENTERED = ("frame_by_country", "coverage", "recapture_by_country", "tie_vintages")  # tables without named values


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
    recapture_by_country: pd.DataFrame
    tie_vintages: pd.DataFrame
    recovery: pd.DataFrame
    coverage: pd.DataFrame
    weighted_estimates: pd.DataFrame
    late_answers: pd.DataFrame
    nonresponse_bias: pd.DataFrame
    source_agreement: pd.DataFrame
    values: ValueBook


def summarise_study(
    name: str,
    *,
    countries: pd.DataFrame,
    units: pd.DataFrame,
    supplied: pd.DataFrame,
    parties: pd.DataFrame,
    party_days: Mapping[str, str],
    dispositions: pd.DataFrame,
    weights: pd.DataFrame,
    pairs: pd.DataFrame,
    ties: pd.DataFrame,
    evidence: pd.DataFrame,
    page_coverage: pd.DataFrame,
    analysis: pd.DataFrame,
    public_analysis: pd.DataFrame,
    estimates: pd.DataFrame,
    true_effects: pd.DataFrame | None,
    true_units: pd.DataFrame | None,
    studies: Mapping[str, Study],
    outcomes: Mapping[str, Outcome],
    waves: Mapping[str, Wave],
    partner_waves: Mapping[str, PartnerWave],
    registers: Mapping[str, Register],
    archives: Archives,
    world: World,
    confidence_level: float,
    disclosure: Disclosure,
    inputs_digest: str,
) -> StudyFindings:
    """Return the findings of study `name`.

    Parameters
    ----------
    countries
        table of countries (columns country, name, macro_region).
    units, supplied, parties, dispositions, weights, pairs, ties, evidence, page_coverage, analysis, estimates
        the tables of the earlier stages, for all studies.
    party_days
        the day of each partner at which the party in office counts.
    public_analysis
        the analysis table without the answers that were promised to stay inside: of an outcome that is not there, small
        counts are withheld.
    true_effects
        true average marginal effects of a simulated world; None for real data.
    true_units
        what each unit of a simulated world truly does; None for real data.
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
    asked_partners = {
        wave: entry
        for wave, entry in partner_waves.items()
        if entry.partner in study.partners and entry.level in study.levels
    }
    invited = pd.concat([dispositions, pairs[pairs["unit_id"].isin(units["unit_id"])]])
    leading = study.outcome_of_kind("binary", outcomes)
    ties, evidence = (table[table["status"].fillna("") != "planned"] for table in (ties, evidence))  # no tie yet
    found = find_ties(
        units=units,
        countries=countries,
        dispositions=dispositions,
        ties=ties,
        evidence=evidence,
        registers=registers,
        waves=asked,
        partners=study.partners,
        levels=study.levels,
        confidence_level=confidence_level,
        pages=PageList(archives.sources, page_coverage) if archives.sources else None,
    )
    weighted, late = estimate_weighted(
        analysis,
        dispositions,
        weights,
        waves=asked,
        outcomes=outcomes,
        names=study.outcomes,
        leading=leading,
        confidence_level=confidence_level,
    )
    surveyed = outcomes[leading].evidence == "survey"  # the truth is about what units answer, not about ties
    bias = compare_shares_with_truth(weighted, true_units if surveyed else None, dispositions, leading)
    tables = {
        "frame_by_country": frame_by_country(units, countries),
        "response": response_by_wave(invited, asked | asked_partners),
        "cooperation": cooperation_by_group(analysis, leading, confidence_level),
        "paired": paired_partners(analysis, leading, study.partners, confidence_level),
        **vars(found),
        "recovery": compare_with_truth(estimates, true_effects, leading),
        "coverage": covariate_coverage(units, countries, supplied),
    }
    closed = closed_outcomes(analysis, public_analysis, name, leading)
    for key, dataset in (("cooperation", COOPERATION), ("paired", PAIRED)):
        tables[key] = withhold_outcome(tables[key], dataset, disclosure.smallest_cell, closed)
    book = ValueBook("summarise_findings", inputs_digest)
    enter_findings(
        book,
        units=units,
        estimates=estimates,
        **{k: v for k, v in tables.items() if k not in NOT_ENTERED},
    )
    enter_parties(book, parties[parties["unit_id"].isin(units["unit_id"])], party_days, study.partners)
    enter_nonresponse(book, weighted, bias, leading)
    tables["source_agreement"] = find_agreement(
        analysis,
        units,
        dispositions,
        ties,
        evidence,
        registers=registers,
        waves=study.asked_waves(waves),  # those that give the outcome
        outcome=leading,
        outcomes=outcomes,
        confidence_level=confidence_level,
    )
    for key, dataset, table in (
        ("source_agreement", SOURCE_AGREEMENT, tables["source_agreement"]),
        ("late_answers", LATE_ANSWERS, late),
    ):
        tables[key] = withhold_outcome(table, dataset, disclosure.smallest_cell, closed)
    tables |= {"weighted_estimates": weighted, "nonresponse_bias": bias}
    stamp = world.stamp or world.name  # a table that is copied out of its folder still says which world it is of
    return StudyFindings(**{key: table.assign(world=stamp) for key, table in tables.items()}, values=book)
