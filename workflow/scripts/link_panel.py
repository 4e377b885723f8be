"""Link the two waves of a panel by unit and summarise the changes."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.survey.codebook import read_codebook
    from paradiplomacy.survey.ingest import responses_dataset
    from paradiplomacy.survey.panel import (
        PANEL,
        PANEL_CHANGES,
        PANEL_TRANSITIONS,
        link_panel,
        summarise_changes,
        transitions,
    )
    from paradiplomacy.tables import read_table, write_table

    waves = snakemake.params.waves
    first, second = (read_codebook(path) for path in snakemake.input.codebooks)
    responses = [
        read_table(path, responses_dataset(codebook))
        for path, codebook in zip(snakemake.input.responses, (first, second), strict=True)
    ]
    panel = link_panel((responses[0], responses[1]), (first, second), waves[0]["level"])
    changes = summarise_changes(
        panel,
        (first, second),
        tuple(snakemake.params.names),
        tuple(wave["period"] for wave in waves),
        snakemake.params.outcomes,
        snakemake.params.confidence_level,
    )
    write_table(panel, snakemake.output.panel, PANEL)
    write_table(changes, snakemake.output.changes, PANEL_CHANGES)
    write_table(transitions(panel, (first, second)), snakemake.output.transitions, PANEL_TRANSITIONS)
