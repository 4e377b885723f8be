"""Check every written table again and write the validation report."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import json

    from paradiplomacy.config.load import load_configuration
    from paradiplomacy.reports.validation_page import tables_of_run, write_validation_report
    from paradiplomacy.survey.promise import read_promise

    configuration = load_configuration(json.loads(snakemake.params.configuration))
    sources = snakemake.params.sources
    codebooks = dict(zip([*configuration.waves, *configuration.partner_waves], snakemake.input.codebooks, strict=True))
    tables = tables_of_run(
        list(snakemake.input.tables), configuration=configuration, codebooks=codebooks, sources=sources
    )
    write_validation_report(
        snakemake.output.page,
        snakemake.output.checks,
        tables,
        configuration=configuration,
        sources=[source["id"] for source in sources],
        promise=read_promise(codebooks),
    )
