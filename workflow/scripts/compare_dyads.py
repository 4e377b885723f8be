"""Set the answers of units and of partner places about each other side by side."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.survey.codebook import read_codebook
    from paradiplomacy.survey.fields import DISPOSITIONS, NAMED_PARTNERS, PAIRS
    from paradiplomacy.survey.pairs import pair_answers_dataset
    from paradiplomacy.tables import read_table, write_table
    from paradiplomacy.ties.build import joined
    from paradiplomacy.ties.dyads import compare_dyads
    from paradiplomacy.ties.fields import DYADS

    wave = snakemake.params.wave
    dyads = compare_dyads(
        read_table(snakemake.input.pairs, PAIRS),
        read_table(snakemake.input.answers, pair_answers_dataset(read_codebook(snakemake.input.codebook))),
        joined([read_table(path, NAMED_PARTNERS) for path in snakemake.input.named_partners], NAMED_PARTNERS),
        joined([read_table(path, DISPOSITIONS) for path in snakemake.input.dispositions], DISPOSITIONS),
        existence=wave["existence"],
        began=wave["began"],
        names=snakemake.params.places.get(wave["partner"], {}),
    )
    write_table(dyads, snakemake.output.dyads, DYADS)
