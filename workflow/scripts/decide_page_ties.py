"""Decide ties on web pages: people first, then the classifier; and count how far the coding has come."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.tables import read_table, write_table
    from paradiplomacy.web.coding_fields import CODED, CODES, CODING_SAMPLE
    from paradiplomacy.web.evidence_fields import PAGE_TIES
    from paradiplomacy.web.tie_decisions import CODING_COUNTS, TIE_DECISIONS, count_coding, decide_page_ties

    ties = read_table(snakemake.input.ties[0], PAGE_TIES)
    sample, codes, coded = (
        read_table(snakemake.input[name][0], dataset) if snakemake.input[name] else None
        for name, dataset in (("sample", CODING_SAMPLE), ("codes", CODES), ("coded", CODED))
    )
    decisions = decide_page_ties(ties, coded)
    write_table(decisions, snakemake.output.decisions, TIE_DECISIONS)
    write_table(count_coding(decisions, sample, codes, coded), snakemake.output.counts, CODING_COUNTS)
