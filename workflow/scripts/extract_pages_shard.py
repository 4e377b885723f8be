"""Take the pages of one shard of a web archive as text, and account for each answer that it holds."""

from pathlib import Path

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import pandas as pd

    from paradiplomacy.accounting import ACCOUNTING
    from paradiplomacy.config.shards import Shard
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.tables import read_table, write_table
    from paradiplomacy.web.archive import extract_archive, limits_of, open_tables, unit_names
    from paradiplomacy.web.sites import SiteOwners, read_sites

    units = unit_names(read_table(snakemake.input.units, UNITS))
    sites = read_sites(snakemake.input.sites, set(units))
    tables = open_tables(snakemake.output.pages, snakemake.output.set_aside)
    with (
        tables[0] as pages,
        tables[1] as set_aside,
        Path(snakemake.output.texts).open("w", encoding="utf-8", newline="\n") as texts,
    ):
        counts = extract_archive(
            snakemake.input.archive,
            archive=snakemake.wildcards.archive,
            owners=SiteOwners(sites),
            units=units,
            limits=limits_of(snakemake.params.archives),
            texts=texts,
            pages=pages,
            set_aside=set_aside,
            shard=Shard(int(snakemake.wildcards.shard), snakemake.params.shards),
        )
    stage = {"stage": "extract_pages", "file": snakemake.wildcards.archive, **vars(counts)}
    write_table(pd.DataFrame([stage]), snakemake.output.accounting, ACCOUNTING)
