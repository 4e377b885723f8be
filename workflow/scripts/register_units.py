"""Write the register of the units of one study: with whom each cooperates, and what each source shows."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import pandas as pd

    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.analysis.public import closed_outcomes
    from paradiplomacy.config.load import load_section
    from paradiplomacy.digest import files_digest
    from paradiplomacy.findings.partner_fields import UNIT_REGISTER, UNIT_TYPES
    from paradiplomacy.findings.partners import enter_unit_types
    from paradiplomacy.findings.unit_register import register_units
    from paradiplomacy.findings.values import ValueBook
    from paradiplomacy.findings.withhold import withhold_outcome
    from paradiplomacy.frame.countries import read_countries
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.survey.fields import DISPOSITIONS
    from paradiplomacy.survey.promise import read_promise
    from paradiplomacy.tables import read_table, typed, write_table
    from paradiplomacy.ties.fields import EVIDENCE, PUBLIC_EVIDENCE, PUBLIC_TIES, TIES

    configuration = load_section(snakemake.params.configuration)
    outcomes, study = configuration["outcomes"], configuration["studies"][snakemake.wildcards.study]
    dispositions = [read_table(path, DISPOSITIONS) for path in snakemake.input.dispositions]
    invited = pd.concat([typed(pd.DataFrame(), DISPOSITIONS), *dispositions], ignore_index=True)
    common = {
        "units": read_table(snakemake.input.units, UNITS),
        "countries": read_countries(snakemake.input.countries),
        "name": snakemake.wildcards.study,
        "study": study,
        "outcome": study.outcome_of_kind("binary", outcomes),
        "outcomes": outcomes,
        "waves": configuration["waves"],
        "registers": configuration["registers"],
    }
    analysis, public_analysis = (
        read_table(path, analysis_dataset(outcomes))
        for path in (snakemake.input.analysis, snakemake.input.public_analysis)
    )
    full, types = register_units(
        dispositions=invited,
        ties=read_table(snakemake.input.ties, TIES),
        evidence=read_table(snakemake.input.evidence, EVIDENCE),
        analysis=analysis,
        **common,
    )
    closed = closed_outcomes(analysis, public_analysis, snakemake.wildcards.study, common["outcome"])
    types = withhold_outcome(types, UNIT_TYPES, configuration["disclosure"].smallest_cell, closed)
    book = ValueBook("register_units", files_digest(snakemake.input))
    enter_unit_types(book, full, types)
    # counts rest on all that is known; the register of single units holds what may be shown of them
    promise = read_promise(dict(zip(configuration["waves"], snakemake.input.codebooks, strict=True)))
    register, _ = register_units(
        dispositions=invited[invited["wave"].map(promise.shows_who_answered).astype(bool)],
        ties=read_table(snakemake.input.public_ties, PUBLIC_TIES),
        evidence=read_table(snakemake.input.public_evidence, PUBLIC_EVIDENCE),
        analysis=public_analysis,
        **common,
    )
    stamp = configuration["world"].stamp or configuration["world"].name
    write_table(register.assign(world=stamp), snakemake.output.register, UNIT_REGISTER)
    write_table(types.assign(world=stamp), snakemake.output.types, UNIT_TYPES)
    book.write(snakemake.output.values)
