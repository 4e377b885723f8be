"""Find kinds of cooperation among the units of one study that cooperate."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.digest import files_digest
    from paradiplomacy.findings import typology_fields
    from paradiplomacy.findings.conditions import find_conditions
    from paradiplomacy.findings.cooperating import item_table
    from paradiplomacy.findings.cooperation_values import enter_typology
    from paradiplomacy.findings.typology import find_types
    from paradiplomacy.findings.values import ValueBook
    from paradiplomacy.findings.wave_answers import among_cooperating, study_answers
    from paradiplomacy.findings.withhold import withhold_cells
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.tables import read_table, write_table

    configuration = load_section(snakemake.params.configuration)
    name, world, settings = snakemake.wildcards.study, configuration["world"], configuration["typology"]
    study, outcomes = configuration["studies"][name], configuration["outcomes"]
    analysis = read_table(snakemake.input.analysis, analysis_dataset(outcomes, snakemake.params.supplied))
    analysis = analysis[analysis["study"] == name]
    files = {kind: snakemake.input[kind] for kind in ("codebooks", "responses", "weights", "named_partners")}
    units = read_table(snakemake.input.units, UNITS)
    waves = study_answers(study, units=units, waves=configuration["waves"], **files)
    waves = among_cooperating(waves, analysis, study.outcome_of_kind("binary", outcomes))
    found = find_types(
        *item_table(waves, settings),
        partners=study.partners,
        levels=study.levels,
        settings=settings,
        confidence_level=configuration["confidence_level"],
    )
    conditions = withhold_cells(
        find_conditions(found.units, analysis),
        typology_fields.TYPOLOGY_CONDITIONS,
        configuration["disclosure"].smallest_cell,
    )
    tables = {**vars(found), "conditions": conditions}
    book = ValueBook("classify_cooperation", files_digest(snakemake.input))
    enter_typology(book, found, tables["conditions"])
    for kind, table in tables.items():
        dataset = getattr(typology_fields, f"TYPOLOGY_{kind.upper()}")
        write_table(table.assign(world=world.stamp or world.name), snakemake.output[kind], dataset)
    book.write(snakemake.output.values)
