"""Decide which partner places on archived pages are ties, and compare with the truth of a simulated world."""

from pathlib import Path

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import pandas as pd

    from paradiplomacy.config.load import load_section
    from paradiplomacy.tables import read_table, write_table
    from paradiplomacy.web.archive_fields import PAGES
    from paradiplomacy.web.cues import load_lexicon
    from paradiplomacy.web.decision import DecisionSettings, cover_units, find_ties
    from paradiplomacy.web.evaluation import WEB_EVALUATION, evaluate_world
    from paradiplomacy.web.evidence_fields import PAGE_COVERAGE, PAGE_MENTIONS, PAGE_TIES
    from paradiplomacy.web.gazetteer import load_gazetteer
    from paradiplomacy.web.pages import read_pages
    from paradiplomacy.web.weights import read_weights

    configuration = load_section(snakemake.params.configuration)
    web, partners = configuration["web"], configuration["partners"]
    gazetteer = load_gazetteer(dict(zip(web.gazetteer, map(Path, snakemake.input.gazetteer), strict=True)))
    lexicon = load_lexicon(dict(zip(web.cues, map(Path, snakemake.input.cues), strict=True)))
    settings = DecisionSettings(
        frozenset(partners), web.territories, web.decision.threshold, tuple(web.decision.review)
    )
    mentions, ties = find_ties(
        (page for path in snakemake.input.texts for page in read_pages(Path(path))),
        gazetteer,
        lexicon,
        read_weights(Path(snakemake.input.weights)),
        settings,
    )
    pages = pd.concat([read_table(path, PAGES) for path in snakemake.input.pages], ignore_index=True)
    scores = evaluate_world(pages, ties, snakemake.input.truth or None, gazetteer, list(partners))
    write_table(mentions, snakemake.output.mentions, PAGE_MENTIONS)
    write_table(ties, snakemake.output.ties, PAGE_TIES)
    write_table(scores, snakemake.output.evaluation, WEB_EVALUATION)
    write_table(cover_units(pages, gazetteer, settings), snakemake.output.coverage, PAGE_COVERAGE)
