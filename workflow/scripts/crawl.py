"""Fetch the sites of the units into web archives; what was fetched before is kept, what is missing is fetched."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.config.load import load_section
    from paradiplomacy.web.crawl import check_crawl, run_crawl

    crawl = load_section(snakemake.params.crawl)["crawl"]
    check_crawl(crawl)
    run_crawl(snakemake.input.sites, snakemake.input.cues, crawl, snakemake.log[0])
