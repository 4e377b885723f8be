"""Read a register of twin towns, all its files, in both directions, and list what its places were taken for."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
    from paradiplomacy.frame.countries import read_countries
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.readers.registers import FORMATS
    from paradiplomacy.tables import read_table, write_table
    from paradiplomacy.web.fields import (
        COUNTRY_LABELS,
        MENTIONS,
        PARTNER_COUNTRIES,
        PARTNER_COUNTRY_ROWS,
        RESOLUTIONS,
    )
    from paradiplomacy.web.inventory import list_country_labels, list_resolutions
    from paradiplomacy.web.knowledge import read_knowledge
    from paradiplomacy.web.pairs import read_register_pairs
    from paradiplomacy.web.partner_countries import count_partner_countries

    register = snakemake.params.register
    units = read_table(snakemake.input.units, UNITS)
    known = read_knowledge(
        read_countries(snakemake.input.countries),
        units,
        country_labels=snakemake.input.country_labels,
        region_names=snakemake.input.region_names,
        place_decisions=snakemake.input.get("place_decisions") or None,
        gazetteer=snakemake.input.get("gazetteer") or None,
        registers=snakemake.params.registers,
        register=snakemake.wildcards.register,
    )
    file_format = FORMATS[register["format"]]
    tables = {
        source: file_format.read(path, *snakemake.input.companions)
        for source, path in zip(register["sources"], snakemake.input.tables, strict=True)
    }
    partners = snakemake.params.partners
    mentions, set_aside, accounting = read_register_pairs(
        tables,
        units,
        partners=partners,
        countries=known.countries,
        register=snakemake.wildcards.register,
        # a tie that is found counts at any level; the register's own levels say where its silence counts, too
        levels=sorted(set(units["level"])),
        columns=file_format.columns,
        resolver=known.resolver,
    )
    labels = list_country_labels(tables, countries=known.countries, partners=partners, others=known.others)
    everywhere, rows = count_partner_countries(
        tables,
        units,
        resolver=known.resolver,
        countries=known.countries,
        partners=partners,
        others=known.others,
        places=snakemake.params.places,
    )
    write_table(everywhere, snakemake.output.partner_countries, PARTNER_COUNTRIES)
    write_table(rows, snakemake.output.partner_country_rows, PARTNER_COUNTRY_ROWS)
    write_table(mentions, snakemake.output.mentions, MENTIONS)
    write_table(list_resolutions(tables, known.resolver), snakemake.output.resolutions, RESOLUTIONS)
    write_table(labels, snakemake.output.country_labels, COUNTRY_LABELS)
    write_table(set_aside, snakemake.output.set_aside, SET_ASIDE)
    write_table(accounting, snakemake.output.accounting, ACCOUNTING)
