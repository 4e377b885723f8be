"""Analyse the network of units and partner places of one study."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.digest import files_digest
    from paradiplomacy.findings import network_fields
    from paradiplomacy.findings.cooperation_values import enter_network
    from paradiplomacy.findings.network import study_network
    from paradiplomacy.findings.partner_places import read_partner_places
    from paradiplomacy.findings.values import ValueBook
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.readers.ports import read_world_port_index
    from paradiplomacy.tables import read_table, read_text_table, write_table
    from paradiplomacy.ties.fields import TIES

    configuration = load_section(snakemake.params.configuration)
    name, world = snakemake.wildcards.study, configuration["world"]
    analysis = read_table(
        snakemake.input.analysis, analysis_dataset(configuration["outcomes"], snakemake.params.supplied)
    )
    tables = study_network(
        configuration["studies"][name],
        ties=read_table(snakemake.input.ties, TIES),
        units=read_table(snakemake.input.units, UNITS),
        analysis=analysis[analysis["study"] == name],
        countries=read_text_table(snakemake.input.countries),
        gazetteer=read_partner_places(snakemake.input.places, snakemake.input.coordinates),
        ports=read_world_port_index(snakemake.input.ports),
        labels=snakemake.params.labels,
        frame=configuration["frame"],
        territories=configuration["web"].territories,
        outcomes=configuration["outcomes"],
        settings=configuration["network"],
        confidence_level=configuration["confidence_level"],
    )
    book = ValueBook("analyse_network", files_digest(snakemake.input))
    enter_network(book, tables)
    for kind, table in vars(tables).items():
        dataset = getattr(network_fields, f"NETWORK_{kind.upper()}")
        write_table(table.assign(world=world.stamp or world.name), snakemake.output[kind], dataset)
    book.write(snakemake.output.values)
