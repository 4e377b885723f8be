"""Draw the figures of one study."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.models.fields import ESTIMATES, PREDICTIONS
    from paradiplomacy.reports.study_figures import draw_study_figures
    from paradiplomacy.tables import read_table

    configuration = load_section(snakemake.params.configuration)
    draw_study_figures(
        snakemake.wildcards.study,
        snakemake.output.figures,
        basemap=snakemake.input.basemap,
        regions=snakemake.input.regions,
        whole_of=snakemake.params.whole_of,
        units=read_table(snakemake.input.units, UNITS),
        analysis=read_table(snakemake.input.analysis, analysis_dataset(configuration["outcomes"])),
        estimates=read_table(snakemake.input.estimates, ESTIMATES),
        predictions=read_table(snakemake.input.predictions, PREDICTIONS),
        **configuration,
    )
