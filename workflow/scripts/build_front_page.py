"""Write the front page."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.reports.front_page import write_front_page

    write_front_page(
        snakemake.output.page,
        pages=list(snakemake.input.pages),
        tables=[
            *snakemake.input.findings,
            snakemake.input.reconciliation,
            snakemake.input.estimates,
            *snakemake.input.interviews,
        ],
        figures=list(snakemake.input.figures),
        validation=(snakemake.input.validation, snakemake.input.checks),
        codebooks=list(snakemake.input.codebooks),
        cases=list(snakemake.input.cases),
        claims=snakemake.input.claims,
        explorer=snakemake.input.explorer,
        configuration=snakemake.params.configuration,
    )
