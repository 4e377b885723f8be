"""Estimate the focal effects by every specification and test all of them together; or join what shards did."""

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

    if snakemake.input.specification_parts:
        specifications, summary = (
            pd.concat([read_table(path, dataset) for path in parts], ignore_index=True)
            for parts, dataset in (
                (snakemake.input.specification_parts, SPECIFICATIONS),
                (snakemake.input.summary_parts, SPECIFICATION_SUMMARY),
            )
        )
    else:
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
