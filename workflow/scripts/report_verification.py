"""Say whether the results are the expected ones; the run fails where they are not."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.release.comparison_pages import report_verification
    from paradiplomacy.release.record_fields import VERIFICATION
    from paradiplomacy.tables import read_table

    report_verification(read_table(snakemake.input.table, VERIFICATION), snakemake.input.page)
