"""The validation report of a run, as page and as table: which tables are checked, and how the result is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os.path import relpath
from pathlib import Path
from typing import Any

from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
from paradiplomacy.analysis.build import analysis_dataset
from paradiplomacy.config.model import Configuration
from paradiplomacy.fields import Dataset
from paradiplomacy.findings import case_fields as of_cases
from paradiplomacy.findings import fields as findings
from paradiplomacy.findings import interview_fields as of_interviews
from paradiplomacy.findings import nonresponse_fields as nonresponse
from paradiplomacy.findings.agreement_fields import SOURCE_AGREEMENT
from paradiplomacy.findings.claim_fields import CLAIM_CHECKS, CLAIMS
from paradiplomacy.findings.coordination_fields import (
    COORDINATION,
    COORDINATION_DETERMINANTS,
    COORDINATION_INDEX,
    COORDINATION_PAIRED,
)
from paradiplomacy.findings.item_fields import ITEM_PAIRS, ITEM_SHARES, PAIR_AGREEMENT
from paradiplomacy.findings.network_fields import (
    NETWORK_FLOWS,
    NETWORK_LOCATED,
    NETWORK_PLACES,
    NETWORK_SUMMARY,
    NETWORK_UNITS,
)
from paradiplomacy.findings.page_fields import OVER_REPORTING, PAGE_NONRESPONSE
from paradiplomacy.findings.partner_fields import PARTNER_CONTRASTS, PARTNER_RANKING, UNIT_REGISTER, UNIT_TYPES
from paradiplomacy.findings.success_fields import (
    SUCCESS,
    SUCCESS_ANSWERS,
    SUCCESS_DETERMINANTS,
    SUCCESS_RELIABILITY,
)
from paradiplomacy.findings.tie_history_fields import FOUNDING_YEARS, TIE_PERIODS, TIE_SPANS, TIE_SURVIVAL
from paradiplomacy.findings.typology_fields import (
    COOPERATION_MODEL,
    TYPOLOGY_CONDITIONS,
    TYPOLOGY_FIT,
    TYPOLOGY_PROFILES,
    TYPOLOGY_UNITS,
)
from paradiplomacy.findings.verdict_rates import VERDICT_RATES
from paradiplomacy.frame.fields import COUNTRIES, COVARIATE_SOURCES, PARTIES_IN_OFFICE, SUPPLIED, UNITS
from paradiplomacy.models import robustness_fields as robustness
from paradiplomacy.models.check_fields import COUNT_FIT, DIAGNOSTICS
from paradiplomacy.models.fields import (
    COUNTRY_INFLUENCE,
    ESTIMATES,
    FITS,
    INFERENCES,
    PARTNER_DIFFERENCES,
    PARTNER_TESTS,
    PREDICTIONS,
)
from paradiplomacy.reports.consistency import Tables, check_tables
from paradiplomacy.reports.disclosure_checks import check_disclosure
from paradiplomacy.reports.fields import VALIDATION
from paradiplomacy.reports.result_pages import write_page
from paradiplomacy.reports.validation import (
    CheckResult,
    WrittenTable,
    as_table,
    read_written_table,
    verdict_sentence,
)
from paradiplomacy.survey import nonresponse_fields as weighting
from paradiplomacy.survey.codebook import read_codebook
from paradiplomacy.survey.fields import DISPOSITIONS, DUPLICATES, FLAGS, FREQUENCIES, NAMED_PARTNERS, PAIRS
from paradiplomacy.survey.ingest import responses_dataset
from paradiplomacy.survey.pairs import pair_answers_dataset
from paradiplomacy.survey.panel import PANEL, PANEL_CHANGES, PANEL_TRANSITIONS
from paradiplomacy.survey.promise import Promise
from paradiplomacy.tables import write_table
from paradiplomacy.ties.fields import DYADS, EVIDENCE, PUBLIC_EVIDENCE, PUBLIC_TIES, TIES
from paradiplomacy.web.archive_fields import PAGES
from paradiplomacy.web.coding_agreement import CLASSIFIER_AGREEMENT
from paradiplomacy.web.coding_fields import CODED, CODES, CODING_SAMPLE, RELIABILITY
from paradiplomacy.web.evaluation import WEB_EVALUATION
from paradiplomacy.web.evidence_fields import PAGE_COVERAGE, PAGE_MENTIONS, PAGE_TIES
from paradiplomacy.web.fields import (
    COUNTRY_LABELS,
    MENTIONS,
    PARTNER_COUNTRIES,
    PARTNER_COUNTRY_ROWS,
    RESOLUTIONS,
    TERRITORIES,
)
from paradiplomacy.web.tie_decisions import CODING_COUNTS, TIE_DECISIONS

# in the order of the flow; outcomes are further columns of the analysis table, answers of the responses
DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
    for dataset in (
        COUNTRIES,
        UNITS,
        PARTIES_IN_OFFICE,
        SUPPLIED,
        COVARIATE_SOURCES,
        NAMED_PARTNERS,
        DISPOSITIONS,
        FLAGS,
        DUPLICATES,
        FREQUENCIES,
        PAIRS,
        TERRITORIES,
        PANEL,
        PANEL_CHANGES,
        PANEL_TRANSITIONS,
        weighting.FINAL_DISPOSITIONS,
        weighting.RESPONSE_RATES,
        weighting.RESPONDERS,
        weighting.RESPONSE_MODEL,
        weighting.WEIGHTS,
        weighting.WEIGHT_DIAGNOSTICS,
        MENTIONS,
        PAGES,
        RESOLUTIONS,
        COUNTRY_LABELS,
        PAGE_MENTIONS,
        PAGE_TIES,
        PAGE_COVERAGE,
        WEB_EVALUATION,
        CODING_SAMPLE,
        CODES,
        CODED,
        RELIABILITY,
        CLASSIFIER_AGREEMENT,
        TIE_DECISIONS,
        CODING_COUNTS,
        TIES,
        EVIDENCE,
        PUBLIC_TIES,
        PUBLIC_EVIDENCE,
        DYADS,
        SET_ASIDE,
        ACCOUNTING,
        findings.FRAME_BY_COUNTRY,
        findings.RESPONSE,
        findings.COOPERATION,
        findings.PAIRED,
        findings.TIES_BY_COUNTRY,
        findings.TIE_SOURCES,
        findings.TIE_OVERLAP,
        findings.RECAPTURE_BY_COUNTRY,
        findings.TIE_VINTAGES,
        findings.RECOVERY,
        findings.COVERAGE,
        findings.RECONCILIATION,
        findings.FRAME_COUNTS,
        CLAIMS,
        CLAIM_CHECKS,
        VERDICT_RATES,
        nonresponse.WEIGHTED_ESTIMATES,
        nonresponse.LATE_ANSWERS,
        nonresponse.NONRESPONSE_BIAS,
        SOURCE_AGREEMENT,
        OVER_REPORTING,
        PAGE_NONRESPONSE,
        ITEM_SHARES,
        ITEM_PAIRS,
        SUCCESS,
        SUCCESS_ANSWERS,
        SUCCESS_RELIABILITY,
        SUCCESS_DETERMINANTS,
        COORDINATION,
        COORDINATION_INDEX,
        COORDINATION_PAIRED,
        COORDINATION_DETERMINANTS,
        PAIR_AGREEMENT,
        FOUNDING_YEARS,
        TIE_PERIODS,
        TIE_SPANS,
        TIE_SURVIVAL,
        TYPOLOGY_FIT,
        TYPOLOGY_PROFILES,
        TYPOLOGY_UNITS,
        TYPOLOGY_CONDITIONS,
        COOPERATION_MODEL,
        NETWORK_LOCATED,
        NETWORK_PLACES,
        NETWORK_UNITS,
        NETWORK_FLOWS,
        NETWORK_SUMMARY,
        ESTIMATES,
        PREDICTIONS,
        FITS,
        INFERENCES,
        COUNTRY_INFLUENCE,
        PARTNER_DIFFERENCES,
        DIAGNOSTICS,
        COUNT_FIT,
        robustness.SPECIFICATIONS,
        robustness.SPECIFICATION_SUMMARY,
        robustness.ADJUSTED,
        robustness.PREDICTION,
        robustness.CALIBRATION,
        robustness.ROC,
        robustness.SPATIAL,
        PARTNER_TESTS,
        PARTNER_COUNTRIES,
        PARTNER_COUNTRY_ROWS,
        UNIT_REGISTER,
        UNIT_TYPES,
        PARTNER_RANKING,
        PARTNER_CONTRASTS,
        of_cases.CASES,
        of_cases.CASE_TERMS,
        of_cases.CASE_NEIGHBOURS,
        of_cases.UNUSED_POTENTIAL,
        of_cases.UNUSED_SUMMARY,
        of_interviews.DOCUMENTS,
        of_interviews.CODINGS,
        of_interviews.CODE_LIST,
        of_interviews.CODE_BY_CASE,
        of_interviews.COOCCURRENCE,
        of_interviews.AGREEMENT,
        of_interviews.QUOTATIONS,
    )
}


def tables_of_run(
    paths: Iterable[str],
    *,
    configuration: Configuration,
    codebooks: Mapping[str, str],
    sources: Sequence[Mapping[str, Any]],
) -> Tables:
    """Read all tables of a run, each with its field table; the name of a file says which that is.

    Parameters
    ----------
    paths
        the written tables.
    codebooks
        path of the codebook of each wave; it declares the columns of the responses.
    sources
        registry entries of the raw files: what was made from a restricted one is checked, but not shown.
    """
    sensitive = {source["id"] for source in sources if source["sensitivity"] == "restricted"}
    waves = {**configuration.waves, **configuration.partner_waves}
    closed = {wave for wave, entry in waves.items() if entry.source in sensitive}
    closed |= {panel for panel, entry in configuration.panels.items() if closed & set(entry.waves)}
    tables: list[WrittenTable] = []
    for path in paths:
        name, folder = Path(path).stem, Path(path).parent.name
        if name in ("analysis", "public_analysis"):
            supplied = {key: entry.label for key, entry in configuration.frame.supplied.items()}
            dataset = analysis_dataset(configuration.outcomes, supplied)
        elif name == "responses":
            dataset = responses_dataset(read_codebook(codebooks[folder]))
        elif name == "pair_answers":
            dataset = pair_answers_dataset(read_codebook(codebooks[folder]))
        else:
            dataset = DATASETS[name]
        inside = Path(path).is_relative_to(configuration.results)
        file = Path(path).relative_to(configuration.results).as_posix() if inside else Path(path).as_posix()
        single = dataset.content == "units" and dataset is not SET_ASIDE  # which is shown of registers
        public = folder not in closed and not (single and closed)
        tables.append(read_written_table(path, file, dataset, public=public))
    return Tables(tables)


def write_validation_report(
    page: str | Path,
    table: str | Path,
    tables: Tables,
    *,
    configuration: Configuration,
    sources: Iterable[str],
    promise: Promise,
) -> None:
    """Check the tables and write the report as HTML and as CSV (`VALIDATION`); a failed check does not stop the run.

    The report must be there to be read just when a check fails; its verdict stands on the front page.

    Parameters
    ----------
    promise
        what the codebooks leave public of single units; the tables are held against it.
    """
    world = configuration.world
    results = check_tables(tables, partners=configuration.partners, sources=sources)
    results += check_disclosure(tables, configuration=configuration, promise=promise)
    validation = as_table(results, world.stamp or world.name)
    write_table(validation, table, VALIDATION)
    sentence, failed = verdict_sentence(validation)
    write_page(
        page,
        "validation.html",
        world=world,
        sentence=sentence,
        failed=failed,
        failures=[result for result in results if result.verdict == "failed"],
        tables=[_summary(entry, results) for entry in tables.all()],
        home=relpath(Path(configuration.results) / "index.html", Path(page).parent),
        csv=Path(table).name,
    )


def _summary(table: WrittenTable, results: Iterable[CheckResult]) -> dict[str, Any]:
    own = [result for result in results if result.file == table.file]
    checks = [result for result in own if result.verdict != "counted"]
    return {
        "file": table.file,
        "description": table.dataset.description,
        "public": table.public,
        "rows": len(table.cells()),
        "checks": checks,
        "failed": sum(result.verdict == "failed" for result in checks),
        "missing": [result for result in own if result.verdict == "counted" and result.missing],
    }
