"""Write the register of the units of one study: with whom each cooperates, and what each source shows."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import pandas as pd

    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.digest import files_digest
    from paradiplomacy.findings.partner_fields import UNIT_REGISTER, UNIT_TYPES
    from paradiplomacy.findings.partners import enter_unit_types
    from paradiplomacy.findings.unit_register import register_units
    from paradiplomacy.findings.values import ValueBook
    from paradiplomacy.frame.countries import read_countries
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.survey.fields import DISPOSITIONS
    from paradiplomacy.tables import read_table, typed, write_table
    from paradiplomacy.ties.fields import EVIDENCE, TIES

    configuration = load_section(snakemake.params.configuration)
    outcomes, study = configuration["outcomes"], configuration["studies"][snakemake.wildcards.study]
    dispositions = [read_table(path, DISPOSITIONS) for path in snakemake.input.dispositions]
    register, types = register_units(
        units=read_table(snakemake.input.units, UNITS),
        countries=read_countries(snakemake.input.countries),
        dispositions=pd.concat([typed(pd.DataFrame(), DISPOSITIONS), *dispositions], ignore_index=True),
        ties=read_table(snakemake.input.ties, TIES),
        evidence=read_table(snakemake.input.evidence, EVIDENCE),
        analysis=read_table(snakemake.input.analysis, analysis_dataset(outcomes)),
        name=snakemake.wildcards.study,
        study=study,
        outcome=study.outcome_of_kind("binary", outcomes),
        outcomes=outcomes,
        waves=configuration["waves"],
        registers=configuration["registers"],
    )
    book = ValueBook("register_units", files_digest(snakemake.input))
    enter_unit_types(book, register, types)
    stamp = configuration["world"].stamp or configuration["world"].name
    write_table(register.assign(world=stamp), snakemake.output.register, UNIT_REGISTER)
    write_table(types.assign(world=stamp), snakemake.output.types, UNIT_TYPES)
    book.write(snakemake.output.values)
