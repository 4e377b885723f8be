"""Take a registered source."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from pathlib import Path
    from types import SimpleNamespace

    from paradiplomacy.sources.take import take_source

    origin = list(snakemake.input)  # empty: it is downloaded
    take_source(
        SimpleNamespace(**snakemake.params.source),
        Path(origin[0]) if origin else None,
        Path(snakemake.output.file),
    )
