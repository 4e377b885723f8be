"""Trace the ties of one study from their beginning to their end."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.config.load import load_section
    from paradiplomacy.digest import files_digest
    from paradiplomacy.findings import tie_history_fields
    from paradiplomacy.findings.fields import stamped
    from paradiplomacy.findings.tie_history import enter_history, trace_ties
    from paradiplomacy.findings.values import ValueBook
    from paradiplomacy.findings.wave_answers import study_answers
    from paradiplomacy.findings.withhold import withhold_answers
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.tables import read_table, write_table
    from paradiplomacy.ties.fields import EVIDENCE, TIES

    configuration = load_section(snakemake.params.configuration)
    world, level = configuration["world"], configuration["confidence_level"]
    study = configuration["studies"][snakemake.wildcards.study]
    units = read_table(snakemake.input.units, UNITS)
    files = {name: snakemake.input[name] for name in ("codebooks", "responses", "weights", "named_partners")}
    waves = study_answers(study, units=units, waves=configuration["waves"], **files)
    tables = trace_ties(
        read_table(snakemake.input.ties, TIES),
        read_table(snakemake.input.evidence, EVIDENCE),
        units,
        waves,
        study=study,
        milestones=[milestone.year for milestone in configuration["milestones"].values()],
        confidence_level=level,
    )
    datasets = {name: getattr(tie_history_fields, name.upper()) for name in tables}
    tables = withhold_answers(tables, datasets, configuration["disclosure"].smallest_cell)
    book = ValueBook("trace_ties", files_digest(snakemake.input))
    enter_history(book, tables["founding_years"], tables["tie_spans"], tables["tie_survival"])
    for name, table in tables.items():
        write_table(stamped(table, world), snakemake.output[name], datasets[name])
    book.write(snakemake.output.values)
