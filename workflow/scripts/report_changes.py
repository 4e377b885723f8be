"""Say what changed in the findings since another run."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import sys

    from paradiplomacy.release.changes import change_sentences
    from paradiplomacy.release.record_fields import CHANGES
    from paradiplomacy.tables import read_table

    said = change_sentences(read_table(snakemake.input.table, CHANGES))
    sys.stderr.write("\n".join(["", *said, f"All changes: {snakemake.input.page}", ""]))
