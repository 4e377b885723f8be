"""Measure success among the units of one study that cooperate."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.digest import files_digest
    from paradiplomacy.findings import success_fields
    from paradiplomacy.findings.fields import stamped
    from paradiplomacy.findings.success import enter_success, measure_success
    from paradiplomacy.findings.values import ValueBook
    from paradiplomacy.findings.wave_answers import refuse_unknown_fields, study_answers
    from paradiplomacy.findings.withhold import withhold_answers, withhold_means
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.tables import read_table, write_table

    configuration = load_section(snakemake.params.configuration)
    world, level = configuration["world"], configuration["confidence_level"]
    study = configuration["studies"][snakemake.wildcards.study]
    units = read_table(snakemake.input.units, UNITS)
    files = {name: snakemake.input[name] for name in ("codebooks", "responses", "weights", "named_partners")}
    refuse_unknown_fields(configuration["success"].named_fields, snakemake.input.codebooks)
    waves = study_answers(study, units=units, waves=configuration["waves"], **files)
    tables = measure_success(
        snakemake.wildcards.study,
        waves,
        read_table(snakemake.input.analysis, analysis_dataset(configuration["outcomes"])),
        settings=configuration["success"],
        study=study,
        confidence_level=level,
        **{name: configuration[name] for name in ("outcomes", "factors", "models", "inference")},
    )
    datasets = {name: getattr(success_fields, name.upper()) for name in tables}
    tables = withhold_answers(tables, datasets, configuration["disclosure"].smallest_cell)
    tables["success"] = withhold_means(tables["success"], tables["success_answers"], ("wave", "item"))
    book = ValueBook("measure_success", files_digest(snakemake.input))
    enter_success(book, tables["success"], tables["success_reliability"], tables["success_determinants"])
    for name, table in tables.items():
        write_table(stamped(table, world), snakemake.output[name], datasets[name])
    book.write(snakemake.output.values)
