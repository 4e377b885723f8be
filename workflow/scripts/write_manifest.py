"""Write the manifest of all results."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.release.manifest import write_manifest

    write_manifest(
        snakemake.output.manifest,
        results=list(snakemake.input.results),
        engines=list(snakemake.input.engines),
        configuration=snakemake.params.configuration,
        sources=snakemake.params.sources,
        lock=snakemake.params.lock,
        code=snakemake.params.all_code,
    )
