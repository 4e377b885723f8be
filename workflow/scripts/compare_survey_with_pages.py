"""Set answers and web pages of the units of one study beside each other."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.findings.page_fields import OVER_REPORTING, PAGE_NONRESPONSE
    from paradiplomacy.findings.pages import compare_survey_with_pages
    from paradiplomacy.survey.fields import DISPOSITIONS
    from paradiplomacy.survey.nonresponse_fields import WEIGHTS
    from paradiplomacy.tables import read_table, write_table
    from paradiplomacy.ties.build import joined

    configuration = load_section(snakemake.params.configuration)
    over_reporting, page_nonresponse = compare_survey_with_pages(
        snakemake.wildcards.study,
        read_table(snakemake.input.analysis, analysis_dataset(configuration["outcomes"], snakemake.params.supplied)),
        joined([read_table(path, DISPOSITIONS) for path in snakemake.input.dispositions], DISPOSITIONS),
        joined([read_table(path, WEIGHTS) for path in snakemake.input.weights], WEIGHTS),
        **configuration,
    )
    write_table(over_reporting, snakemake.output.over_reporting, OVER_REPORTING)
    write_table(page_nonresponse, snakemake.output.page_nonresponse, PAGE_NONRESPONSE)
