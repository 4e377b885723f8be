"""Write the replication package of a run."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import json

    from paradiplomacy.config.load import load_configuration
    from paradiplomacy.release.licences import as_released
    from paradiplomacy.release.release import pack_release
    from paradiplomacy.reports.validation_page import tables_of_run

    configuration = load_configuration(json.loads(snakemake.params.configuration))
    sources = as_released(snakemake.params.sources, configuration.world.simulated)
    codebooks = zip([*configuration.waves, *configuration.partner_waves], snakemake.input.codebooks, strict=True)
    tables = tables_of_run(
        list(snakemake.input.tables), configuration=configuration, codebooks=dict(codebooks), sources=sources
    )
    pack_release(
        snakemake.output.package,
        snakemake.output.left_out,
        configuration=configuration,
        sources=sources,
        project=list(snakemake.input.project),
        results=list(snakemake.input.results),
        record=snakemake.input.record,
        datasets={table.file: table.dataset for table in tables.all()},
    )
