"""Take the pages of one web archive as text and account for each answer; or join what its shards took."""

from pathlib import Path

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import pandas as pd

    from paradiplomacy.accounting import ACCOUNTING
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.tables import read_table, write_table
    from paradiplomacy.web.archive import extract_archive, limits_of, open_tables, unit_names
    from paradiplomacy.web.archive_shards import add_accounting, join_archive
    from paradiplomacy.web.sites import SiteOwners, read_sites

    given, written = snakemake.input, snakemake.output
    if given.accounting_parts:
        join_archive(
            texts=given.texts_parts,
            pages=given.pages_parts,
            set_aside=given.set_aside_parts,
            joined_texts=written.texts,
            joined_pages=written.pages,
            joined_set_aside=written.set_aside,
        )
        accounting = add_accounting(given.accounting_parts)
    else:
        units = unit_names(read_table(given.units, UNITS))
        sites = read_sites(given.sites, set(units))
        tables = open_tables(written.pages, written.set_aside)
        with (
            tables[0] as pages,
            tables[1] as set_aside,
            Path(written.texts).open("w", encoding="utf-8", newline="\n") as texts,
        ):
            counts = extract_archive(
                given.archive,
                archive=snakemake.wildcards.archive,
                owners=SiteOwners(sites),
                units=units,
                limits=limits_of(snakemake.params.archives),
                texts=texts,
                pages=pages,
                set_aside=set_aside,
            )
        accounting = pd.DataFrame([{"stage": "extract_pages", "file": snakemake.wildcards.archive, **vars(counts)}])
    write_table(accounting, written.accounting, ACCOUNTING)
