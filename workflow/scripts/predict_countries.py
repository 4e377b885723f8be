"""Predict each country from the others."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.models.prediction import predict_countries
    from paradiplomacy.models.robustness_fields import CALIBRATION, PREDICTION, ROC
    from paradiplomacy.tables import read_table, write_table

    configuration = load_section(snakemake.params.configuration)
    dataset = analysis_dataset(configuration["outcomes"], snakemake.params.supplied)
    found = predict_countries(read_table(snakemake.input.analysis, dataset), **configuration)
    write_table(found.prediction, snakemake.output.prediction, PREDICTION)
    write_table(found.calibration, snakemake.output.calibration, CALIBRATION)
    write_table(found.roc, snakemake.output.roc, ROC)
