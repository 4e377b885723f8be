"""Compare what the units of one study and their partner places say of each other."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.config.load import load_section
    from paradiplomacy.digest import files_digest
    from paradiplomacy.findings import item_fields
    from paradiplomacy.findings.fields import stamped
    from paradiplomacy.findings.pair_answers import compare_pair_answers, enter_pair_agreement, study_places
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
    places = study_places(
        study,
        units=units,
        waves=configuration["partner_waves"],
        codebooks=snakemake.input.pair_codebooks,
        dyads=snakemake.input.dyads,
        answers=snakemake.input.pair_answers,
    )
    outcomes = configuration["outcomes"]
    tables = {
        "pair_agreement": compare_pair_answers(
            places,
            waves,
            outcome=outcomes[study.outcome_of_kind("binary", outcomes)],
            milestones=[milestone.year for milestone in configuration["milestones"].values()],
            confidence_level=level,
        )
    }
    datasets = {name: getattr(item_fields, name.upper()) for name in tables}
    tables = withhold_answers(tables, datasets, configuration["disclosure"].smallest_cell)
    book = ValueBook("compare_pair_answers", files_digest(snakemake.input))
    enter_pair_agreement(book, tables["pair_agreement"])
    for name, table in tables.items():
        write_table(stamped(table, world), snakemake.output[name], datasets[name])
    book.write(snakemake.output.values)
