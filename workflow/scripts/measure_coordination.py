"""Measure how the units of one study coordinate with others at home."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.digest import files_digest
    from paradiplomacy.findings import coordination_fields
    from paradiplomacy.findings.closest import withhold_closest
    from paradiplomacy.findings.coordination import enter_coordination, measure_coordination
    from paradiplomacy.findings.fields import stamped
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
    refuse_unknown_fields(configuration["coordination"].named_fields, snakemake.input.codebooks)
    waves = study_answers(study, units=units, waves=configuration["waves"], **files)
    tables = measure_coordination(
        snakemake.wildcards.study,
        waves,
        read_table(snakemake.input.analysis, analysis_dataset(configuration["outcomes"])),
        settings=configuration["coordination"],
        study=study,
        confidence_level=level,
        **{name: configuration[name] for name in ("factors", "models", "inference")},
    )
    datasets = {name: getattr(coordination_fields, name.upper()) for name in tables}
    complete, smallest = tables["coordination"], configuration["disclosure"].smallest_cell
    tables = withhold_answers(tables, datasets, smallest)
    tables["coordination"] = withhold_closest(tables["coordination"], complete, smallest)
    tables["coordination_index"] = withhold_means(
        tables["coordination_index"], tables["coordination"], ("wave", "government")
    )
    book = ValueBook("measure_coordination", files_digest(snakemake.input))
    enter_coordination(book, tables["coordination_index"], tables["coordination_paired"])
    for name, table in tables.items():
        write_table(stamped(table, world), snakemake.output[name], datasets[name])
    book.write(snakemake.output.values)
