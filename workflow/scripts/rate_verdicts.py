"""Turn counts of verdicts in simulated worlds into rates with intervals."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.findings.claim_model import load_claims
    from paradiplomacy.findings.verdict_rates import VERDICT_COUNTS, VERDICT_RATES, rate_verdicts
    from paradiplomacy.tables import read_table, write_table

    counts = read_table(snakemake.input.counts, VERDICT_COUNTS)
    VERDICT_COUNTS.validate(counts, snakemake.params.file)
    rates = rate_verdicts(
        counts,
        load_claims(snakemake.input.claims),
        file=snakemake.params.file,
        confidence_level=snakemake.params.configuration["confidence_level"],
    )
    write_table(rates, snakemake.output.rates, VERDICT_RATES)
