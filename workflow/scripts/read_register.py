"""Read a register of twin towns, all its files, in both directions."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
    from paradiplomacy.frame.countries import labels_by_country, read_countries
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.readers.registers import FORMATS
    from paradiplomacy.tables import read_table, write_table
    from paradiplomacy.web.fields import MENTIONS
    from paradiplomacy.web.pairs import read_register_pairs

    register = snakemake.params.register
    file_format = FORMATS[register["format"]]
    mentions, set_aside, accounting = read_register_pairs(
        {
            source: file_format.read(path, *snakemake.input.companions)
            for source, path in zip(register["sources"], snakemake.input.tables, strict=True)
        },
        read_table(snakemake.input.units, UNITS),
        partners=snakemake.params.partners,
        countries=labels_by_country(read_countries(snakemake.input.countries)),
        register=snakemake.wildcards.register,
        levels=register["levels"],
        columns=file_format.columns,
    )
    write_table(mentions, snakemake.output.mentions, MENTIONS)
    write_table(set_aside, snakemake.output.set_aside, SET_ASIDE)
    write_table(accounting, snakemake.output.accounting, ACCOUNTING)
