"""Judge the claims of the project description."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from pathlib import Path

    from paradiplomacy.config.load import load_section
    from paradiplomacy.findings.claim_evidence import Evidence, files_by_name
    from paradiplomacy.findings.claim_fields import CLAIM_CHECKS, CLAIMS
    from paradiplomacy.findings.claim_lock import read_lock
    from paradiplomacy.findings.claim_model import load_claims
    from paradiplomacy.findings.claims import judge_claims, leading_names
    from paradiplomacy.tables import write_table

    configuration = load_section(snakemake.params.configuration)
    study, ranking = configuration["studies"][configuration["claims"].study], configuration["ranking"]
    leading = leading_names(study, configuration["outcomes"], configuration["models"], ranking)
    files = files_by_name([*snakemake.input.findings, *snakemake.input.tables], configuration["claims"].study)
    claims, checks = judge_claims(
        load_claims(snakemake.input.claims),
        Evidence(files, leading, Path(snakemake.output.claims).parents[1]),
        file=snakemake.params.file,
        lock=read_lock(snakemake.input.lock),
        settings=snakemake.params.configuration,
        study=study,
        waves=configuration["waves"],
        ranking=ranking,
        confidence_level=configuration["confidence_level"],
        world=configuration["world"],
    )
    write_table(claims, snakemake.output.claims, CLAIMS)
    write_table(checks, snakemake.output.checks, CLAIM_CHECKS)
