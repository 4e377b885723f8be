"""Draw the passages of web pages that people code, and write a sheet per coder."""

from pathlib import Path

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.config.load import load_section
    from paradiplomacy.tables import write_table
    from paradiplomacy.web.coding import read_candidates, sheet_rows
    from paradiplomacy.web.coding_fields import CODING_SAMPLE
    from paradiplomacy.web.coding_plan import draw_coding_sample
    from paradiplomacy.web.coding_sheets import coding_workbook

    configuration = load_section(snakemake.params.configuration)
    coding, decision = configuration["coding"], configuration["web"].decision
    candidates = read_candidates(Path(snakemake.input.ties[0]))
    sample = draw_coding_sample(
        candidates,
        coding.coders,
        likely_from=min(decision.review[0], decision.threshold),
        unlikely=coding.unlikely,
        double_share=coding.double_share,
        seed=coding.seed,
    )
    write_table(sample, snakemake.output.sample, CODING_SAMPLE)
    for coder, path in zip(coding.coders, snakemake.output.sheets, strict=True):
        rows = sheet_rows(sample, candidates, coder)
        Path(path).write_bytes(coding_workbook(rows, configuration["world"].stamp))
