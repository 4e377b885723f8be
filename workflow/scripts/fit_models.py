"""Fit the model ladder of every study."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.models.fields import ESTIMATES, FITS, PREDICTIONS
    from paradiplomacy.models.ladder import fit_models
    from paradiplomacy.tables import read_table, write_table

    configuration = load_section(snakemake.params.configuration)
    analysis = read_table(
        snakemake.input.analysis, analysis_dataset(configuration["outcomes"], snakemake.params.supplied)
    )
    estimates, predictions, fits = fit_models(analysis, **configuration)
    write_table(estimates, snakemake.output.estimates, ESTIMATES)
    write_table(predictions, snakemake.output.predictions, PREDICTIONS)
    write_table(fits, snakemake.output.fits, FITS)
