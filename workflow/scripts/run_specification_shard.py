"""Run the specifications of some pairs of study and partner: those of one shard."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import pandas as pd

    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.config.shards import Shard
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
        shard=Shard(int(snakemake.wildcards.shard), snakemake.params.shards),
        **configuration,
    )
    write_table(specifications, snakemake.output.specifications, SPECIFICATIONS)
    write_table(summary, snakemake.output.summary, SPECIFICATION_SUMMARY)
