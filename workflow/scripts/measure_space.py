"""Measure whether neighbouring units resemble each other."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.models.robustness_fields import SPATIAL
    from paradiplomacy.models.space import measure_space
    from paradiplomacy.tables import read_table, write_table

    configuration = load_section(snakemake.params.configuration)
    dataset = analysis_dataset(configuration["outcomes"], snakemake.params.supplied)
    analysis = read_table(snakemake.input.analysis, dataset)
    found = measure_space(analysis, read_table(snakemake.input.units, UNITS), **configuration)
    write_table(found, snakemake.output.spatial, SPATIAL)
