"""Take the record of a run: its findings in small files, by which it can be compared."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import json
    from pathlib import Path

    from paradiplomacy.config.load import load_configuration
    from paradiplomacy.release.flow import Flow, Job, file_digests
    from paradiplomacy.release.licences import as_released
    from paradiplomacy.release.record import build_record, write_record
    from paradiplomacy.reports.validation_page import tables_of_run

    configuration = load_configuration(json.loads(snakemake.params.configuration))
    codebooks = zip([*configuration.waves, *configuration.partner_waves], snakemake.input.codebooks, strict=True)
    tables = tables_of_run(
        list(snakemake.input.tables),
        configuration=configuration,
        codebooks=dict(codebooks),
        sources=as_released(snakemake.params.sources, configuration.world.simulated),
    )
    jobs = [Job.of(job) for job in snakemake.params.flow["jobs"]]
    record = build_record(
        json.loads(Path(snakemake.input.manifest).read_text(encoding="utf-8")),
        Flow(jobs, file_digests(snakemake.params.flow["files"])),
        [table for table in tables.all() if not table.file.startswith("sources/")],
        {Path(path).relative_to(configuration.results).as_posix(): path for path in snakemake.input.values},
    )
    write_record(record, snakemake.output.record)
