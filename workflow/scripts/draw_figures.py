"""Draw the figures of one study."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import pandas as pd

    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.findings.coordination_fields import COORDINATION
    from paradiplomacy.findings.item_fields import ITEM_SHARES
    from paradiplomacy.findings.network_fields import NETWORK_FLOWS, NETWORK_PLACES
    from paradiplomacy.findings.tie_history_fields import FOUNDING_YEARS, TIE_PERIODS
    from paradiplomacy.findings.typology_fields import COOPERATION_MODEL, TYPOLOGY_FIT, TYPOLOGY_PROFILES
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.models.check_fields import COUNT_FIT
    from paradiplomacy.models.fields import ESTIMATES, PREDICTIONS
    from paradiplomacy.models.robustness_fields import CALIBRATION, PREDICTION, ROC, SPECIFICATIONS
    from paradiplomacy.reports.cooperation_figures import draw_cooperation_figures
    from paradiplomacy.reports.item_figures import draw_item_figures
    from paradiplomacy.reports.network_figures import TILES
    from paradiplomacy.reports.study_figures import draw_study_figures
    from paradiplomacy.survey.nonresponse_fields import RESPONDERS
    from paradiplomacy.tables import read_table, typed

    responders = [read_table(path, RESPONDERS) for path in snakemake.input.responders]
    configuration = load_section(snakemake.params.configuration)
    draw_study_figures(
        snakemake.wildcards.study,
        snakemake.output.figures,
        basemap=snakemake.input.basemap,
        regions=snakemake.input.regions,
        whole_of=snakemake.params.whole_of,
        units=read_table(snakemake.input.units, UNITS),
        analysis=read_table(snakemake.input.analysis, analysis_dataset(configuration["outcomes"])),
        public_analysis=read_table(snakemake.input.public_analysis, analysis_dataset(configuration["outcomes"])),
        estimates=read_table(snakemake.input.estimates, ESTIMATES),
        predictions=read_table(snakemake.input.predictions, PREDICTIONS),
        count_fit=read_table(snakemake.input.count_fit, COUNT_FIT),
        specifications=read_table(snakemake.input.specifications, SPECIFICATIONS),
        prediction=read_table(snakemake.input.prediction, PREDICTION),
        calibration=read_table(snakemake.input.calibration, CALIBRATION),
        roc=read_table(snakemake.input.roc, ROC),
        responders=pd.concat([typed(pd.DataFrame(), RESPONDERS), *responders]),
        **configuration,
    )
    of_items = load_section(snakemake.params.of_items)
    draw_item_figures(
        snakemake.output.figures,
        shares=read_table(snakemake.input.item_shares, ITEM_SHARES),
        coordination=read_table(snakemake.input.coordination, COORDINATION),
        founding_years=read_table(snakemake.input.founding_years, FOUNDING_YEARS),
        instruments=read_table(snakemake.input.tie_periods, TIE_PERIODS),
        study=configuration["studies"][snakemake.wildcards.study],
        partners=configuration["partners"],
        settings=of_items["coordination"],
        milestones=of_items["milestones"],
        world=configuration["world"],
    )
    draw_cooperation_figures(
        snakemake.output.figures,
        fits=read_table(snakemake.input.typology_fit, TYPOLOGY_FIT),
        profiles=read_table(snakemake.input.typology_profiles, TYPOLOGY_PROFILES),
        model=read_table(snakemake.input.cooperation_model, COOPERATION_MODEL),
        places=read_table(snakemake.input.network_places, NETWORK_PLACES),
        flows=read_table(snakemake.input.network_flows, NETWORK_FLOWS),
        tiles=read_table(snakemake.input.tiles, TILES),
        study=configuration["studies"][snakemake.wildcards.study],
        partners=configuration["partners"],
        world=configuration["world"],
    )
