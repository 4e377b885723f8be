"""Say where the replication package stands and what it does not hold."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import sys

    from paradiplomacy.release.record_fields import LEFT_OUT
    from paradiplomacy.release.release import release_sentences
    from paradiplomacy.tables import read_table

    said = release_sentences(snakemake.input.package, read_table(snakemake.input.left_out, LEFT_OUT))
    sys.stderr.write("\n".join(["", *said, ""]))
