"""Set the figures of this run beside published ones."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.findings.fields import RECONCILIATION
    from paradiplomacy.findings.published import load_published_figures
    from paradiplomacy.findings.reconciliation import reconcile
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.tables import read_table, write_table
    from paradiplomacy.ties.fields import TIES

    configuration = load_section(snakemake.params.configuration)
    reconciliation = reconcile(
        load_published_figures(snakemake.input.published),
        units=read_table(snakemake.input.units, UNITS),
        ties=read_table(snakemake.input.ties, TIES),
        analysis=read_table(snakemake.input.analysis, analysis_dataset(configuration["outcomes"])),
        **configuration,
    )
    write_table(reconciliation, snakemake.output.reconciliation, RECONCILIATION)
