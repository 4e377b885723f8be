"""Read the coding sheets that came back, measure how far coders agree, and write what is still open as sheets."""

from pathlib import Path

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import pandas as pd

    from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
    from paradiplomacy.config.load import load_section
    from paradiplomacy.tables import read_table, write_table
    from paradiplomacy.web import coding_returns
    from paradiplomacy.web.archive_fields import PAGES
    from paradiplomacy.web.coding import ADJUDICATOR, measure_reliability, read_candidates, sheet_rows
    from paradiplomacy.web.coding_agreement import CLASSIFIER_AGREEMENT, score_classifier
    from paradiplomacy.web.coding_fields import CODED, CODES, CODING_SAMPLE, CODINGS, RELIABILITY
    from paradiplomacy.web.coding_sheets import coding_workbook

    configuration = load_section(snakemake.params.configuration)
    coding, level, stamp = configuration["coding"], configuration["confidence_level"], configuration["world"].stamp
    candidates = read_candidates(Path(snakemake.input.ties[0]))
    sample = read_table(snakemake.input.sample, CODING_SAMPLE)
    sheets = dict(zip(coding.sheets, snakemake.input.sheets, strict=True))
    adjudication = {coding.adjudication: snakemake.input.adjudication} if coding.adjudication else {}
    returned = coding_returns.read_returned_sheets(sheets, adjudication)
    joined = coding_returns.join_codings(returned, sample, candidates)
    codings = joined[list(CODINGS.columns)]
    people = codings[codings["coder"] != ADJUDICATOR]
    coded = coding_returns.coded_passages(joined)
    languages = pd.concat([read_table(path, PAGES) for path in snakemake.input.pages], ignore_index=True)
    scores = score_classifier(coded, sample, candidates, languages, level, coding.draws)
    write_table(coding_returns.codes_table(joined), snakemake.output.codes, CODES)
    write_table(coded, snakemake.output.coded, CODED)
    agreement = measure_reliability(people, sample, candidates, level, coding.draws)
    write_table(agreement, snakemake.output.reliability, RELIABILITY)
    write_table(scores, snakemake.output.agreement, CLASSIFIER_AGREEMENT)
    write_table(coding_returns.rows_set_aside(joined), snakemake.output.set_aside, SET_ASIDE)
    write_table(
        coding_returns.sheets_accounting(joined, [*sheets, *adjudication]), snakemake.output.accounting, ACCOUNTING
    )
    differing = coding_returns.adjudication_workbook(joined, sample, candidates, stamp)
    Path(snakemake.output.adjudication).write_bytes(differing)
    awaited = coding_returns.passages_to_code(sample, codings)
    for coder, path in zip(coding.coders, snakemake.output.open_sheets, strict=True):
        Path(path).write_bytes(coding_workbook(sheet_rows(awaited, candidates, coder), stamp))
