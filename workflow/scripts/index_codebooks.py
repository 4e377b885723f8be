"""Write the index of the waves and their codebooks, with the panels."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.frame.fields import COUNTRIES
    from paradiplomacy.reports.codebook_page import printed_panel, write_codebook_index
    from paradiplomacy.reports.wave_facts import SurveySettings, facts_of_wave
    from paradiplomacy.survey.codebook import read_codebook
    from paradiplomacy.survey.fields import DISPOSITIONS, PAIRS
    from paradiplomacy.survey.panel import PANEL_CHANGES, PANEL_TRANSITIONS
    from paradiplomacy.tables import read_table

    settings = SurveySettings.model_validate(snakemake.params.settings)
    countries = read_table(snakemake.input.countries, COUNTRIES)
    facts = {
        wave: facts_of_wave(
            wave,
            settings,
            read_codebook(codebook),
            read_table(dispositions, PAIRS if wave in settings.partner_waves else DISPOSITIONS),
            countries,
            source,
        )
        for wave, codebook, dispositions, source in zip(
            [*settings.waves, *settings.partner_waves],
            snakemake.input.codebooks,
            snakemake.input.dispositions,
            snakemake.params.sources,
            strict=True,
        )
    }
    panels = [
        printed_panel(
            panel["title"],
            (facts[panel["waves"][0]], facts[panel["waves"][1]]),
            read_table(changes, PANEL_CHANGES),
            read_table(transitions, PANEL_TRANSITIONS),
            snakemake.params.outcomes,
        )
        for panel, changes, transitions in zip(
            snakemake.params.panels.values(), snakemake.input.changes, snakemake.input.transitions, strict=True
        )
    ]
    write_codebook_index(
        snakemake.output.page,
        list(facts.values()),
        panels,
        settings=settings,
        confidence_level=snakemake.params.confidence_level,
    )
