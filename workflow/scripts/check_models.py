"""Check every fitted model and say in words what to make of it."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.models.check_fields import COUNT_FIT, DIAGNOSTICS
    from paradiplomacy.models.checks import check_models
    from paradiplomacy.models.fields import ESTIMATES
    from paradiplomacy.tables import read_table, write_table

    configuration = load_section(snakemake.params.configuration)
    analysis = read_table(
        snakemake.input.analysis, analysis_dataset(configuration["outcomes"], snakemake.params.supplied)
    )
    estimates = read_table(snakemake.input.estimates, ESTIMATES)
    diagnostics, count_fit = check_models(analysis, estimates, **configuration)
    write_table(diagnostics, snakemake.output.diagnostics, DIAGNOSTICS)
    write_table(count_fit, snakemake.output.count_fit, COUNT_FIT)
