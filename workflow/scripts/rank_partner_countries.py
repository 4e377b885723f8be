"""Rank the partner countries of the units of one study by the ties that registers show."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import pandas as pd

    from paradiplomacy.config.load import load_section
    from paradiplomacy.digest import files_digest
    from paradiplomacy.findings.partner_fields import PARTNER_CONTRASTS, PARTNER_RANKING
    from paradiplomacy.findings.partner_ranking import rank_partner_countries
    from paradiplomacy.findings.partners import enter_ranking
    from paradiplomacy.findings.values import ValueBook
    from paradiplomacy.frame.countries import read_countries
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.tables import read_table, write_table
    from paradiplomacy.web.fields import OTHER_COUNTRIES, PARTNER_COUNTRIES

    configuration = load_section(snakemake.params.configuration)
    ranking, study = configuration["ranking"], configuration["studies"][snakemake.wildcards.study]
    countries = read_countries(snakemake.input.countries)
    others = read_table(snakemake.input.country_labels, OTHER_COUNTRIES)
    known = pd.concat([others, countries])[["country", "name"]]
    shown = [read_table(path, PARTNER_COUNTRIES) for path in snakemake.input.partner_countries]
    ranks, contrasts = rank_partner_countries(
        dict(zip(ranking.registers, shown, strict=True)),
        read_table(snakemake.input.units, UNITS),
        countries,
        names=dict(zip(known["country"], known["name"], strict=True)),
        study=study,
        registers=configuration["registers"],
        ranking=ranking,
        confidence_level=configuration["confidence_level"],
    )
    book = ValueBook("rank_partner_countries", files_digest(snakemake.input))
    for register in ranking.registers[:1]:
        enter_ranking(book, ranks, contrasts, study.partners, register)
    stamp = configuration["world"].stamp or configuration["world"].name
    write_table(ranks.assign(world=stamp), snakemake.output.ranking, PARTNER_RANKING)
    write_table(contrasts.assign(world=stamp), snakemake.output.contrasts, PARTNER_CONTRASTS)
    book.write(snakemake.output.values)
