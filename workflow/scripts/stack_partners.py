"""Test in the stacked model of two partners whether the same factors count for both."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.models.fields import PARTNER_TESTS
    from paradiplomacy.models.partner_tests import stack_partners
    from paradiplomacy.tables import read_table, write_table

    configuration = load_section(snakemake.params.configuration)
    analysis = read_table(
        snakemake.input.analysis, analysis_dataset(configuration["outcomes"], snakemake.params.supplied)
    )
    write_table(stack_partners(analysis, **configuration), snakemake.output.tests, PARTNER_TESTS)
