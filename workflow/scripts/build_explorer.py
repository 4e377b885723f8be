"""Build the explorer: one page with map, units, ties and evidence."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.frame.fields import COUNTRIES, COVARIATE_SOURCES, SUPPLIED, UNITS
    from paradiplomacy.reports.explorer.contents import Evidence, ExplorerSettings, explorer_contents
    from paradiplomacy.reports.explorer.outlines import land_outline, region_outlines
    from paradiplomacy.reports.explorer.page import write_explorer
    from paradiplomacy.tables import read_table
    from paradiplomacy.ties.fields import PUBLIC_EVIDENCE, PUBLIC_TIES
    from paradiplomacy.web.tie_decisions import TIE_DECISIONS

    settings = ExplorerSettings.model_validate(snakemake.params.settings)
    given, supplied = snakemake.input, snakemake.params.supplied
    fields = analysis_dataset(settings.outcomes, supplied)
    tables = Evidence(
        units=read_table(given.units, UNITS),
        covariate_sources=read_table(given.covariate_sources, COVARIATE_SOURCES),
        supplied=read_table(given.supplied, SUPPLIED),
        countries=read_table(given.countries, COUNTRIES),
        ties=read_table(given.ties, PUBLIC_TIES),
        evidence=read_table(given.evidence, PUBLIC_EVIDENCE),
        decisions=next((read_table(path, TIE_DECISIONS) for path in given.decisions), None),
        analysis=read_table(given.analysis, fields),
        analysis_fields=fields,
    )
    contents = explorer_contents(
        tables,
        settings=settings,
        supplied=supplied,
        sources=snakemake.params.sources,
        land=land_outline(given.basemap),
        regions=region_outlines(given.regions, snakemake.params.whole_of, list(tables.units["unit_id"])),
    )
    write_explorer(snakemake.output.page, contents, settings)
