"""Merge what respondents, registers and web pages say into ties."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.survey.fields import NAMED_PARTNERS
    from paradiplomacy.survey.promise import read_promise
    from paradiplomacy.tables import read_table, write_table
    from paradiplomacy.ties.build import build_ties, joined
    from paradiplomacy.ties.fields import EVIDENCE, PUBLIC_EVIDENCE, PUBLIC_TIES, TIES
    from paradiplomacy.ties.pages import evidence_of_pages
    from paradiplomacy.web.fields import MENTIONS
    from paradiplomacy.web.tie_decisions import TIE_DECISIONS

    named = joined([read_table(path, NAMED_PARTNERS) for path in snakemake.input.named_partners], NAMED_PARTNERS)
    others = (
        joined([read_table(path, MENTIONS) for path in snakemake.input.mentions], MENTIONS),
        snakemake.params.places,
        snakemake.params.as_of,
        evidence_of_pages(
            joined([read_table(path, TIE_DECISIONS) for path in snakemake.input.pages], TIE_DECISIONS),
            list(snakemake.params.places),
        ),
    )
    ties, evidence = build_ties(named, *others)
    write_table(ties, snakemake.output.ties, TIES)
    write_table(evidence, snakemake.output.evidence, EVIDENCE)
    promise = read_promise(dict(zip(snakemake.params.waves, snakemake.input.codebooks, strict=True)))
    ties, evidence = build_ties(named[named["wave"].isin(sorted(promise.named))], *others)
    write_table(ties, snakemake.output.public_ties, PUBLIC_TIES)
    write_table(evidence, snakemake.output.public_evidence, PUBLIC_EVIDENCE)
