"""Set answers and web pages of the units of one study beside each other."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.analysis.public import closed_outcomes
    from paradiplomacy.config.load import load_section
    from paradiplomacy.findings.page_fields import OVER_REPORTING, PAGE_NONRESPONSE
    from paradiplomacy.findings.pages import compare_survey_with_pages
    from paradiplomacy.findings.withhold import withhold_outcome
    from paradiplomacy.survey.fields import DISPOSITIONS
    from paradiplomacy.survey.nonresponse_fields import WEIGHTS
    from paradiplomacy.tables import read_table, write_table
    from paradiplomacy.ties.build import joined

    configuration = load_section(snakemake.params.configuration)
    study, smallest = snakemake.wildcards.study, configuration.pop("disclosure").smallest_cell
    outcomes = configuration["outcomes"]
    analysis, public_analysis = (
        read_table(path, analysis_dataset(outcomes, snakemake.params.supplied))
        for path in (snakemake.input.analysis, snakemake.input.public_analysis)
    )
    over_reporting, page_nonresponse = compare_survey_with_pages(
        study,
        analysis,
        joined([read_table(path, DISPOSITIONS) for path in snakemake.input.dispositions], DISPOSITIONS),
        joined([read_table(path, WEIGHTS) for path in snakemake.input.weights], WEIGHTS),
        **configuration,
    )
    leading = configuration["studies"][study].outcome_of_kind("binary", outcomes)
    closed = closed_outcomes(analysis, public_analysis, study, leading)
    over_reporting = withhold_outcome(over_reporting, OVER_REPORTING, smallest, closed)
    write_table(over_reporting, snakemake.output.over_reporting, OVER_REPORTING)
    write_table(page_nonresponse, snakemake.output.page_nonresponse, PAGE_NONRESPONSE)
