"""Recode and validate one survey wave of partner places."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.survey.codebook import read_codebook
    from paradiplomacy.survey.export import read_export
    from paradiplomacy.survey.fields import DUPLICATES, FLAGS, FREQUENCIES, PAIR_INVITATIONS, PAIRS
    from paradiplomacy.survey.frequencies import answer_frequencies
    from paradiplomacy.survey.pairs import ingest_pairs
    from paradiplomacy.tables import read_table, write_table

    codebook = read_codebook(snakemake.input.codebook)
    wave = snakemake.params.wave
    ingested = ingest_pairs(
        read_export(snakemake.input.export, codebook),
        codebook,
        read_table(snakemake.input.invitations, PAIR_INVITATIONS),
        read_table(snakemake.input.units, UNITS),
        snakemake.wildcards.partner_wave,
        wave["partner"],
        wave["level"],
        wave["source"],
        str(snakemake.input.export),
    )
    frequencies = answer_frequencies(ingested.answers, ingested.answers_dataset, codebook)
    write_table(ingested.answers, snakemake.output.pair_answers, ingested.answers_dataset)
    write_table(ingested.pairs, snakemake.output.pairs, PAIRS)
    write_table(ingested.set_aside, snakemake.output.set_aside, SET_ASIDE)
    write_table(ingested.accounting, snakemake.output.accounting, ACCOUNTING)
    write_table(ingested.flags, snakemake.output.flags, FLAGS)
    write_table(ingested.duplicates, snakemake.output.duplicates, DUPLICATES)
    write_table(frequencies, snakemake.output.frequencies, FREQUENCIES)
