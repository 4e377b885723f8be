"""Write the codebook of a wave as page and as DDI-Codebook file."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.frame.fields import COUNTRIES
    from paradiplomacy.reports.codebook_page import write_codebook_page
    from paradiplomacy.reports.codebook_tables import describe_wave
    from paradiplomacy.reports.ddi import write_ddi
    from paradiplomacy.reports.wave_facts import SurveySettings, facts_of_wave
    from paradiplomacy.survey.codebook import read_codebook
    from paradiplomacy.survey.fields import DISPOSITIONS, PAIRS
    from paradiplomacy.survey.ingest import responses_dataset
    from paradiplomacy.survey.pairs import pair_answers_dataset
    from paradiplomacy.tables import read_table

    settings = SurveySettings.model_validate(snakemake.params.settings)
    codebook = read_codebook(snakemake.input.codebook)
    wave = snakemake.wildcards.any_wave
    of_pairs = wave in settings.partner_waves
    facts = facts_of_wave(
        wave,
        settings,
        codebook,
        read_table(snakemake.input.dispositions, PAIRS if of_pairs else DISPOSITIONS),
        read_table(snakemake.input.countries, COUNTRIES),
        snakemake.params.source,
    )
    dataset = pair_answers_dataset(codebook) if of_pairs else responses_dataset(codebook)
    responses = read_table(snakemake.input.responses, dataset)
    questions = describe_wave(responses, codebook, settings.disclosure.smallest_cell)
    write_codebook_page(snakemake.output.page, facts, questions, settings=settings)
    write_ddi(snakemake.output.ddi, facts, questions)
