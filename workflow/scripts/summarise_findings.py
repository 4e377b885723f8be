"""Summarise the findings of one study."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import pandas as pd

    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.digest import files_digest
    from paradiplomacy.findings import fields, nonresponse_fields
    from paradiplomacy.findings.agreement_fields import SOURCE_AGREEMENT
    from paradiplomacy.findings.study import summarise_study
    from paradiplomacy.frame.fields import PARTIES_IN_OFFICE, SUPPLIED, UNITS
    from paradiplomacy.models.fields import ESTIMATES
    from paradiplomacy.survey.fields import DISPOSITIONS, PAIRS
    from paradiplomacy.survey.nonresponse_fields import WEIGHTS
    from paradiplomacy.tables import read_table, read_text_table, typed, write_table
    from paradiplomacy.ties.build import joined
    from paradiplomacy.ties.fields import EVIDENCE, TIES
    from paradiplomacy.web.evidence_fields import PAGE_COVERAGE

    configuration = load_section(snakemake.params.configuration)
    dispositions = [read_table(path, DISPOSITIONS) for path in snakemake.input.dispositions]
    weights = [read_table(path, WEIGHTS) for path in snakemake.input.weights]
    truth_units = snakemake.input.truth_units
    findings = summarise_study(
        snakemake.wildcards.study,
        countries=read_text_table(snakemake.input.countries),
        units=read_table(snakemake.input.units, UNITS),
        supplied=read_table(snakemake.input.supplied, SUPPLIED),
        parties=read_table(snakemake.input.parties, PARTIES_IN_OFFICE),
        party_days=snakemake.params.party_days,
        dispositions=pd.concat([typed(pd.DataFrame(), DISPOSITIONS), *dispositions]),
        weights=pd.concat([typed(pd.DataFrame(), WEIGHTS), *weights]),
        pairs=pd.concat([typed(pd.DataFrame(), PAIRS), *(read_table(path, PAIRS) for path in snakemake.input.pairs)]),
        ties=read_table(snakemake.input.ties, TIES),
        evidence=read_table(snakemake.input.evidence, EVIDENCE),
        page_coverage=joined(
            [read_table(path, PAGE_COVERAGE) for path in snakemake.input.page_coverage], PAGE_COVERAGE
        ),
        analysis=read_table(snakemake.input.analysis, analysis_dataset(configuration["outcomes"])),
        public_analysis=read_table(snakemake.input.public_analysis, analysis_dataset(configuration["outcomes"])),
        estimates=read_table(snakemake.input.estimates, ESTIMATES),
        true_effects=read_table(snakemake.input.truth, fields.TRUE_EFFECTS) if snakemake.input.truth else None,
        true_units=read_table(truth_units, nonresponse_fields.TRUTH_UNITS) if truth_units else None,
        inputs_digest=files_digest(snakemake.input),
        **configuration,
    )
    for name in (
        *("frame_by_country", "response", "cooperation", "paired", "ties_by_country"),
        *("tie_sources", "tie_overlap", "recapture_by_country", "tie_vintages", "recovery", "coverage"),
    ):
        write_table(getattr(findings, name), snakemake.output[name], getattr(fields, name.upper()))
    for name in ("weighted_estimates", "late_answers", "nonresponse_bias"):
        write_table(getattr(findings, name), snakemake.output[name], getattr(nonresponse_fields, name.upper()))
    write_table(findings.source_agreement, snakemake.output.source_agreement, SOURCE_AGREEMENT)
    findings.values.write(snakemake.output.values)
