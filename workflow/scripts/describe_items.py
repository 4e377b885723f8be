"""Describe the questions with several answers of one study."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.config.load import load_section
    from paradiplomacy.digest import files_digest
    from paradiplomacy.findings import item_fields
    from paradiplomacy.findings.fields import stamped
    from paradiplomacy.findings.items import compare_items, describe_items, enter_items
    from paradiplomacy.findings.values import ValueBook
    from paradiplomacy.findings.wave_answers import study_answers
    from paradiplomacy.findings.withhold import withhold_answers
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.tables import read_table, write_table

    configuration = load_section(snakemake.params.configuration)
    world, level = configuration["world"], configuration["confidence_level"]
    study = configuration["studies"][snakemake.wildcards.study]
    units = read_table(snakemake.input.units, UNITS)
    files = {name: snakemake.input[name] for name in ("codebooks", "responses", "weights", "named_partners")}
    waves = study_answers(study, units=units, waves=configuration["waves"], **files)
    tables = {
        "item_shares": describe_items(waves, level),
        "item_pairs": compare_items(waves, study.partners, level),
    }
    datasets = {name: getattr(item_fields, name.upper()) for name in tables}
    tables = withhold_answers(tables, datasets, configuration["disclosure"].smallest_cell)
    book = ValueBook("describe_items", files_digest(snakemake.input))
    enter_items(book, tables["item_shares"], tables["item_pairs"])
    for name, table in tables.items():
        write_table(stamped(table, world), snakemake.output[name], datasets[name])
    book.write(snakemake.output.values)
