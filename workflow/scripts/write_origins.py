"""Write the page to which numbers, figures and tables of the publications link."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import json
    from pathlib import Path

    from paradiplomacy.release.lineage import read_lineage
    from paradiplomacy.release.origins import EXHIBITS, read_printed, write_origins
    from paradiplomacy.reports.printed_tables import ORIGINS
    from paradiplomacy.tables import read_table

    write_origins(
        snakemake.output.page,
        folder=Path(snakemake.input.manifest).parents[1].as_posix(),
        manifest=json.loads(Path(snakemake.input.manifest).read_text("utf-8")),
        steps=read_lineage(snakemake.input.lineage),
        values=list(snakemake.input.values),
        printed=read_printed(list(snakemake.input.tables), ORIGINS),
        exhibits=read_table(snakemake.input.exhibits, EXHIBITS),
    )
