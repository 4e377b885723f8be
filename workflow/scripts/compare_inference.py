"""Set other inferences beside that of the ladder, single countries beside all, and partners beside each other."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.models.comparison import compare_inference
    from paradiplomacy.models.fields import COUNTRY_INFLUENCE, INFERENCES, PARTNER_DIFFERENCES
    from paradiplomacy.tables import read_table, write_table

    configuration = load_section(snakemake.params.configuration)
    analysis = read_table(
        snakemake.input.analysis, analysis_dataset(configuration["outcomes"], snakemake.params.supplied)
    )
    found = compare_inference(analysis, **configuration)
    write_table(found.inference, snakemake.output.inference, INFERENCES)
    write_table(found.country_influence, snakemake.output.country_influence, COUNTRY_INFLUENCE)
    write_table(found.partner_differences, snakemake.output.partner_differences, PARTNER_DIFFERENCES)
