"""Join units, answers and ties into the analysis table."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.analysis.build import analysis_dataset, build_analysis
    from paradiplomacy.analysis.public import public_analysis
    from paradiplomacy.config.load import load_section
    from paradiplomacy.frame.fields import PARTIES_IN_OFFICE, SUPPLIED, UNITS
    from paradiplomacy.survey.nonresponse_fields import WEIGHTS
    from paradiplomacy.survey.promise import read_promise
    from paradiplomacy.tables import read_table, read_text_table, write_table
    from paradiplomacy.ties.build import joined
    from paradiplomacy.ties.fields import EVIDENCE, TIES
    from paradiplomacy.web.evidence_fields import PAGE_COVERAGE

    configuration = load_section(snakemake.params.configuration)
    analysis = build_analysis(
        read_table(snakemake.input.units, UNITS),
        # every answer is a code, so text; which columns there are is the codebook's affair
        {
            wave: read_text_table(path)
            for wave, path in zip(configuration["waves"], snakemake.input.responses, strict=True)
        },
        read_table(snakemake.input.ties, TIES),
        evidence=read_table(snakemake.input.evidence, EVIDENCE),
        page_coverage=joined(
            [read_table(path, PAGE_COVERAGE) for path in snakemake.input.page_coverage], PAGE_COVERAGE
        ),
        weights={
            wave: read_table(path, WEIGHTS)
            for wave, path in zip(configuration["waves"], snakemake.input.weights, strict=True)
        },
        parties=read_table(snakemake.input.parties, PARTIES_IN_OFFICE),
        party_days=snakemake.params.party_days,
        supplied=read_table(snakemake.input.supplied, SUPPLIED),
        **configuration,
    )
    dataset = analysis_dataset(configuration["outcomes"], snakemake.params.supplied)
    write_table(analysis, snakemake.output.analysis, dataset)
    promise = read_promise(dict(zip(configuration["waves"], snakemake.input.codebooks, strict=True)))
    parts = {name: configuration[name] for name in ("studies", "outcomes", "waves")}
    write_table(public_analysis(analysis, promise=promise, **parts), snakemake.output.public, dataset)
