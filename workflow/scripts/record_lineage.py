"""Record which rule makes which result from which files."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from pathlib import Path

    Path(snakemake.output.lineage).write_text(snakemake.params.lineage, encoding="utf-8")
