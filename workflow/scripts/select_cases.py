"""Select the cases of one study."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.digest import files_digest
    from paradiplomacy.findings import case_fields
    from paradiplomacy.findings.case_choices import read_case_choices
    from paradiplomacy.findings.case_values import enter_cases
    from paradiplomacy.findings.cases import select_cases
    from paradiplomacy.findings.fields import stamped
    from paradiplomacy.findings.values import ValueBook
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.tables import read_table, write_table
    from paradiplomacy.ties.fields import PUBLIC_TIES, TIES

    configuration = load_section(snakemake.params.configuration)
    study = snakemake.wildcards.study
    cases, outcomes = configuration["cases"], configuration["outcomes"]
    units = read_table(snakemake.input.units, UNITS)
    analysis = read_table(snakemake.input.analysis, analysis_dataset(outcomes))
    tables = select_cases(
        study,
        analysis=analysis,
        public_analysis=read_table(snakemake.input.public_analysis, analysis_dataset(outcomes)),
        units=units,
        ties=read_table(snakemake.input.ties, TIES),
        public_ties=read_table(snakemake.input.public_ties, PUBLIC_TIES),
        choices=read_case_choices(snakemake.input.get("choices"), cases.selections, units, analysis),
        cases=cases,
        outcome=configuration["studies"][study].outcome_of_kind("binary", outcomes),
        variance=configuration["inference"].variance,
        **{name: configuration[name] for name in ("counted_ties", "studies", "factors", "models", "confidence_level")},
    )
    book = ValueBook("select_cases", files_digest(snakemake.input))
    enter_cases(book, tables["cases"], tables["unused_summary"])
    for name, table in tables.items():
        world = configuration["world"]
        write_table(stamped(table, world), snakemake.output[name], getattr(case_fields, name.upper()))
    book.write(snakemake.output.values)
