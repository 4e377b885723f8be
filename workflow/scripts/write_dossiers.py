"""Write the dossiers of the cases of one study."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from pathlib import Path

    from paradiplomacy.reports.dossiers import write_dossiers

    named = (
        "cases",
        "case_terms",
        "case_neighbours",
        "unused_summary",
        "units",
        "covariate_sources",
        "ties",
        "evidence",
    )
    write_dossiers(
        snakemake.output.folder,
        snakemake.wildcards.study,
        files={name: snakemake.input[name] for name in (*named, "basemap")},
        interviews={Path(path).stem: path for path in snakemake.input.interviews},
        configuration=snakemake.params.configuration,
        sources=snakemake.params.sources,
    )
