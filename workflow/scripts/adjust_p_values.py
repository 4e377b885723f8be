"""Adjust the p values of the ladders for many tests."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.config.load import load_section
    from paradiplomacy.models.fields import ESTIMATES
    from paradiplomacy.models.multiplicity import adjust_p_values
    from paradiplomacy.models.robustness_fields import ADJUSTED
    from paradiplomacy.tables import read_table, write_table

    estimates = read_table(snakemake.input.estimates, ESTIMATES)
    adjusted = adjust_p_values(estimates, **load_section(snakemake.params.configuration))
    write_table(adjusted, snakemake.output.adjusted, ADJUSTED)
