"""Estimate the focal effects by every specification of the grid, and test all of them together."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import pandas as pd

    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.models.robustness_fields import SPECIFICATION_SUMMARY, SPECIFICATIONS
    from paradiplomacy.models.specifications import run_specifications
    from paradiplomacy.survey.nonresponse_fields import WEIGHTS
    from paradiplomacy.tables import read_table, typed, write_table

    configuration = load_section(snakemake.params.configuration)
    dataset = analysis_dataset(configuration.pop("outcomes"), snakemake.params.supplied)
    weights = [read_table(path, WEIGHTS) for path in snakemake.input.weights]
    specifications, summary = run_specifications(
        read_table(snakemake.input.analysis, dataset),
        units=read_table(snakemake.input.units, UNITS),
        weights=pd.concat([typed(pd.DataFrame(), WEIGHTS), *weights]),
        whole_of=snakemake.params.whole_of,
        **configuration,
    )
    write_table(specifications, snakemake.output.specifications, SPECIFICATIONS)
    write_table(summary, snakemake.output.summary, SPECIFICATION_SUMMARY)
